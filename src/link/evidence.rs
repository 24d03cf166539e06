//! Records enter; for each entity leaves what tells it from others of its name.
//!
//! Promise: evidence is read from the entity's own record alone; the lexicons only say what its words mean.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::groups::recurs;
use super::listed;
use super::names::{after_city, fold, leading_province};
use super::walks::{Walk, walk_before, walk_of};
use crate::knowledge::Knowledge;
use crate::model::{EntityId, EntityType, FactType, Kind, Member, Quote, Realis, Record, RecordEntity, Role};

/// An entity of a record, with what tells it from others of its name.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) at: Member,
    pub(super) date: Option<Date>,
    pub(super) entity_type: EntityType,
    pub(super) kind: Option<Kind>,
    pub(super) label: String,
    /// The label first.
    pub(super) names: Vec<String>,
    pub(super) code: Option<String>,
    pub(super) mentions: usize,
    /// The folded name under which it is looked for: the lexicon's full name where the label is one of the names of one
    /// listed thing, else the label.
    pub(super) canonical: String,
    /// Whether the lexicons list it.
    pub(super) listed: bool,
    pub(super) evidence: Evidence,
    /// What the record as a whole tells.
    pub(super) scene: Arc<Scene>,
}

/// What tells things of one name apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Evidence {
    /// Codes of the places that it lies in, whose name the body begins with if others share it (朝阳区政府), or whose posts the
    /// person holds.
    pub(super) areas: BTreeSet<String>,
    /// Codes of all coded places of the document: a weak hint for a place whose name recurs and whose `areas` is empty.
    pub(super) surroundings: BTreeSet<String>,
    /// Organisations and places whose posts the person holds, by canonical folded name.
    pub(super) posts: BTreeSet<String>,
    /// Posts without their organisation: 总统, 省长.
    pub(super) titles: BTreeSet<String>,
    /// ISO codes of the countries whose posts the person holds; those of ambassadors do not count.
    pub(super) countries: BTreeSet<String>,
    /// Walks of life that the posts, and the words before the name, tell.
    pub(super) walks: BTreeSet<Walk>,
}

/// What a record tells around all its entities.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scene {
    /// Persons named, by folded label.
    pub(super) persons: BTreeSet<String>,
    /// ISO codes of the countries named, China left out.
    pub(super) countries: BTreeSet<String>,
}

/// The items of a record, in order of their ids.
pub(super) fn items(record: &Record, knowledge: &Knowledge) -> Vec<Item> {
    let by_id: BTreeMap<&EntityId, &RecordEntity> =
        record.entities.iter().rev().map(|entity| (&entity.id, entity)).collect();
    let outer = containment(record);
    let surroundings: BTreeSet<String> = by_id
        .values()
        .filter(|entity| entity.entity_type == EntityType::Place)
        .filter_map(|entity| entity.code.clone())
        .collect();
    let scene = Arc::new(scene(&by_id));
    let reader = Reader { record, by_id: &by_id, outer: &outer, knowledge };
    by_id
        .values()
        .map(|entity| {
            let mut evidence = Evidence::default();
            match entity.entity_type {
                EntityType::Place => {
                    evidence.areas = areas_of(entity, &by_id, &outer);
                    if evidence.areas.is_empty() && recurs(entity.kind, &entity.label) {
                        evidence.surroundings.clone_from(&surroundings);
                    }
                }
                EntityType::Person => reader.person(entity, &mut evidence),
                EntityType::Organization => evidence.areas = reader.county_of(&entity.label),
                EntityType::Policy | EntityType::Product => {}
            }
            let mut names = vec![entity.label.clone()];
            names.extend(entity.names.iter().filter(|name| **name != entity.label).cloned());
            let folded = fold(&entity.label);
            let known = entity.code.is_none().then(|| listed::full_name(knowledge, entity, &folded)).flatten();
            Item {
                at: (record.id.clone(), entity.id.clone()),
                date: record.date,
                entity_type: entity.entity_type,
                kind: entity.kind,
                label: entity.label.clone(),
                names,
                code: entity.code.as_ref().map(|code| code.to_uppercase()),
                mentions: entity.mentions.len(),
                listed: known.is_some(),
                canonical: known.unwrap_or(folded),
                evidence,
                scene: Arc::clone(&scene),
            }
        })
        .collect()
}

fn scene(by_id: &BTreeMap<&EntityId, &RecordEntity>) -> Scene {
    let mut scene = Scene::default();
    for entity in by_id.values() {
        match (entity.entity_type, &entity.code) {
            (EntityType::Person, _) => {
                scene.persons.insert(fold(&entity.label));
            }
            (EntityType::Place, Some(code)) if is_foreign(code) => {
                scene.countries.insert(code.to_uppercase());
            }
            _ => {}
        }
    }
    scene
}

/// Whether a code is an ISO code of a country other than China.
fn is_foreign(code: &str) -> bool {
    code.bytes().all(|byte| byte.is_ascii_alphabetic()) && !code.eq_ignore_ascii_case("CN")
}

fn containment(record: &Record) -> BTreeMap<&EntityId, Vec<&EntityId>> {
    let mut outer: BTreeMap<&EntityId, Vec<&EntityId>> = BTreeMap::new();
    for fact in &record.facts {
        if fact.fact_type == FactType::LocatedIn
            && fact.realis == Realis::Happened
            && let (Some(inner), Some(wider)) = (fact.args.get(&Role::Inner), fact.args.get(&Role::Outer))
        {
            outer.entry(inner).or_default().push(wider);
        }
    }
    outer
}

/// Places that a chain of containment is followed through: addresses are far shorter, and a record must not make the
/// time grow with its square.
const CHAIN: usize = 16;

/// Codes of the entity and of the places that the record puts it in.
fn areas_of(
    entity: &RecordEntity,
    by_id: &BTreeMap<&EntityId, &RecordEntity>,
    outer: &BTreeMap<&EntityId, Vec<&EntityId>>,
) -> BTreeSet<String> {
    let mut areas = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![&entity.id];
    while let Some(id) = waiting.pop() {
        if seen.len() == CHAIN {
            break;
        }
        if !seen.insert(id) {
            continue;
        }
        if let Some(code) = by_id.get(id).and_then(|entity| entity.code.as_ref()) {
            areas.insert(code.to_uppercase());
        }
        waiting.extend(outer.get(id).into_iter().flatten());
    }
    areas
}

/// Reads what a record tells of persons.
struct Reader<'r> {
    record: &'r Record,
    by_id: &'r BTreeMap<&'r EntityId, &'r RecordEntity>,
    outer: &'r BTreeMap<&'r EntityId, Vec<&'r EntityId>>,
    knowledge: &'r Knowledge,
}

impl Reader<'_> {
    fn person(&self, person: &RecordEntity, evidence: &mut Evidence) {
        let held = self.record.facts.iter().filter(|fact| {
            fact.fact_type == FactType::HoldsPosition
                && fact.realis == Realis::Happened
                && fact.args.get(&Role::Who) == Some(&person.id)
        });
        for fact in held {
            let position = fact.attributes.get("position").and_then(|value| value.text()).map(fold);
            let body = fact.args.get(&Role::Org).and_then(|id| self.by_id.get(id));
            let mut areas = BTreeSet::new();
            let mut words: Vec<String> = position.iter().cloned().collect();
            let mut title = position.clone().unwrap_or_default();
            if let Some(body) = body {
                let name = fold(&body.label);
                if let Some(rest) = title.strip_prefix(&name).filter(|rest| !rest.is_empty()) {
                    title = rest.to_string();
                }
                evidence.posts.insert(listed::full_name(self.knowledge, body, &name).unwrap_or_else(|| name.clone()));
                areas.extend(areas_of(body, self.by_id, self.outer));
                words.push(name);
            }
            for word in &words {
                areas.extend(leading_province(word).map(str::to_owned));
                areas.extend(self.leading_places(word));
            }
            // An ambassador's post names the country that received him.
            let abroad =
                ["大使", "使", "总领事", "代表"].iter().any(|end| title.ends_with(end)) || title.contains('驻');
            if !abroad {
                evidence
                    .countries
                    .extend(areas.iter().map(|code| if is_foreign(code) { code.clone() } else { "CN".to_owned() }));
            }
            evidence.walks.extend(walk_of(self.knowledge, &title));
            if !title.is_empty() {
                evidence.titles.insert(title);
            }
            evidence.areas.extend(areas);
        }
        // One post of several countries (欧洲议会) is of none.
        if evidence.countries.len() > 1 {
            let foreign: BTreeSet<String> =
                evidence.countries.iter().filter(|code| is_foreign(code)).cloned().collect();
            evidence.countries = if foreign.len() == 1 { foreign } else { BTreeSet::new() };
        }
        for mention in &person.mentions {
            evidence.walks.extend(self.before(mention).and_then(|text| walk_before(self.knowledge, text)));
        }
    }

    /// Codes of the places of the record whose name the word begins with.
    fn leading_places(&self, word: &str) -> impl Iterator<Item = String> {
        let leads = |name: &String| name.chars().count() >= 2 && word.starts_with(fold(name).as_str());
        self.by_id
            .values()
            .filter(move |place| {
                place.entity_type == EntityType::Place
                    && place.code.is_some()
                    && place.names.iter().chain([&place.label]).any(leads)
            })
            .filter_map(|place| place.code.as_ref().map(|code| code.to_uppercase()))
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// Codes of the record's counties and towns whose name a body's begins with, its province and city aside: 朝阳区 of
    /// 北京市朝阳区政府.
    fn county_of(&self, label: &str) -> BTreeSet<String> {
        let folded = fold(label);
        let starts: Vec<&str> = std::iter::once(folded.as_str()).chain(after_city(&folded)).collect();
        self.by_id
            .values()
            .filter(|place| place.entity_type == EntityType::Place && recurs(place.kind, &place.label))
            .filter(|place| {
                place.names.iter().chain([&place.label]).any(|name| {
                    let name = fold(name);
                    name.chars().count() >= 2 && starts.iter().any(|start| start.starts_with(&name))
                })
            })
            .filter_map(|place| place.code.as_ref().map(|code| code.to_uppercase()))
            .collect()
    }

    /// The words before a mention, where a passage of a fact holds them.
    fn before(&self, mention: &Quote) -> Option<&str> {
        let passages = self.record.facts.iter().flat_map(|fact| &fact.evidence);
        passages
            .filter(|passage| {
                passage.chars.contains(mention.chars) && passage.text.chars().count() == passage.chars.len()
            })
            .find_map(|passage| {
                let length = mention.chars.start - passage.chars.start;
                let end = passage.text.char_indices().nth(length)?.0;
                Some(&passage.text[..end])
            })
    }
}

/// Whether one code's area can lie in the other's (or be it).
pub(super) fn areas_agree(left: &str, right: &str) -> bool {
    let digits = |code: &str| code.bytes().all(|byte| byte.is_ascii_digit());
    match (digits(left), digits(right)) {
        (true, true) => {
            let (left, right) = (significant(left), significant(right));
            left.starts_with(right) || right.starts_with(left)
        }
        (false, false) => left == right,
        (true, false) => right == "CN",
        (false, true) => left == "CN",
    }
}

/// `360000` is `36`, `360900` is `3609`.
fn significant(code: &str) -> &str {
    let code = code.strip_suffix("00").unwrap_or(code);
    code.strip_suffix("00").unwrap_or(code)
}

impl Evidence {
    /// Whether nothing here can tell it from another of its name.
    pub(super) fn is_silent(&self, entity_type: EntityType) -> bool {
        match entity_type {
            EntityType::Person => self.areas.is_empty() && self.posts.is_empty() && self.walks.is_empty(),
            _ => self.areas.is_empty() && self.surroundings.is_empty(),
        }
    }

    /// Whether the areas of two bodies of one name exclude each other.
    pub(super) fn bodies_conflict(&self, other: &Self) -> bool {
        !self.areas.is_empty()
            && !other.areas.is_empty()
            && self.areas.iter().all(|left| other.areas.iter().all(|right| !areas_agree(left, right)))
    }

    /// Whether two places of one name are two: the places that they are said to lie in exclude each other, or, for
    /// small places whose names recur (`recurs`), nothing around the one agrees with what is around the other.
    pub(super) fn places_conflict(&self, other: &Self, recurs: bool) -> bool {
        if !self.areas.is_empty() && !other.areas.is_empty() {
            return self.areas.iter().any(|left| other.areas.iter().any(|right| !areas_agree(left, right)));
        }
        let around = |evidence: &Self| {
            if evidence.areas.is_empty() { evidence.surroundings.clone() } else { evidence.areas.clone() }
        };
        let (left, right) = (around(self), around(other));
        recurs
            && !left.is_empty()
            && !right.is_empty()
            && left.iter().all(|left| right.iter().all(|right| !areas_agree(left, right)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_agree_when_one_lies_in_the_other() {
        assert!(areas_agree("360000", "360902"));
        assert!(areas_agree("CN", "360902"));
        assert!(!areas_agree("360900", "360800"));
        assert!(!areas_agree("FR", "DE"));
        assert!(!areas_agree("FR", "110000"));
    }
}
