//! Records enter; for each entity leaves what tells it from others of its name.
//!
//! Promise: evidence is read from the entity's own record alone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::groups::recurs;
use super::names::{fold, leading_province};
use crate::model::{DocumentId, EntityId, EntityType, FactType, Kind, Realis, Record, RecordEntity, Role};

/// An entity of a record, with what tells it from others of its name.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) at: (DocumentId, EntityId),
    pub(super) date: Option<Date>,
    pub(super) entity_type: EntityType,
    pub(super) kind: Option<Kind>,
    pub(super) label: String,
    /// The label first.
    pub(super) names: Vec<String>,
    pub(super) code: Option<String>,
    pub(super) mentions: usize,
    pub(super) evidence: Evidence,
}

/// What tells things of one name apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Evidence {
    /// Codes of the places that it lies in, or whose posts the person holds.
    pub(super) areas: BTreeSet<String>,
    /// Codes of all coded places of the document: a weak hint for a place whose name recurs and whose `areas` is empty.
    pub(super) surroundings: BTreeSet<String>,
    /// Organisations and places whose posts the person holds, by folded name.
    pub(super) posts: BTreeSet<String>,
}

/// The items of a record, in order of their ids.
pub(super) fn items(record: &Record) -> Vec<Item> {
    let by_id: BTreeMap<&EntityId, &RecordEntity> =
        record.entities.iter().rev().map(|entity| (&entity.id, entity)).collect();
    let outer = containment(record);
    let surroundings: BTreeSet<String> = by_id
        .values()
        .filter(|entity| entity.entity_type == EntityType::Place)
        .filter_map(|entity| entity.code.clone())
        .collect();
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
                EntityType::Person => posts(record, entity, &by_id, &outer, &mut evidence),
                EntityType::Organization | EntityType::Policy | EntityType::Product => {}
            }
            let mut names = vec![entity.label.clone()];
            names.extend(entity.names.iter().filter(|name| **name != entity.label).cloned());
            Item {
                at: (record.id.clone(), entity.id.clone()),
                date: record.date,
                entity_type: entity.entity_type,
                kind: entity.kind,
                label: entity.label.clone(),
                names,
                code: entity.code.as_ref().map(|code| code.to_uppercase()),
                mentions: entity.mentions.len(),
                evidence,
            }
        })
        .collect()
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

fn posts(
    record: &Record,
    person: &RecordEntity,
    by_id: &BTreeMap<&EntityId, &RecordEntity>,
    outer: &BTreeMap<&EntityId, Vec<&EntityId>>,
    evidence: &mut Evidence,
) {
    let held = record.facts.iter().filter(|fact| {
        fact.fact_type == FactType::HoldsPosition
            && fact.realis == Realis::Happened
            && fact.args.get(&Role::Who) == Some(&person.id)
    });
    for fact in held {
        let mut words = Vec::new();
        if let Some(org) = fact.args.get(&Role::Org).and_then(|id| by_id.get(id)) {
            evidence.posts.insert(fold(&org.label));
            evidence.areas.extend(areas_of(org, by_id, outer));
            words.push(fold(&org.label));
        }
        if let Some(position) = fact.attributes.get("position").and_then(|value| value.text()) {
            words.push(fold(position));
        }
        for word in &words {
            evidence.areas.extend(leading_province(word).map(str::to_owned));
            for place in by_id.values() {
                if place.entity_type == EntityType::Place
                    && let Some(code) = &place.code
                    && place
                        .names
                        .iter()
                        .chain([&place.label])
                        .any(|name| name.chars().count() >= 2 && word.starts_with(fold(name).as_str()))
                {
                    evidence.areas.insert(code.to_uppercase());
                }
            }
        }
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

/// Days within which two posts far apart count as held at the same time.
const SAME_TIME: i32 = 30;

impl Evidence {
    /// Whether nothing here can tell it from another of its name.
    pub(super) fn is_silent(&self, entity_type: EntityType) -> bool {
        match entity_type {
            EntityType::Person => self.areas.is_empty() && self.posts.is_empty(),
            _ => self.areas.is_empty() && self.surroundings.is_empty(),
        }
    }

    /// Whether two people of one name are two: within a month one holds posts in one area only and the other in others
    /// only, with no body in common. People hold many posts and move, so that less is not enough.
    pub(super) fn persons_conflict(&self, day: Option<Date>, other: &Self, other_day: Option<Date>) -> bool {
        let same_time = match (day, other_day) {
            (Some(day), Some(other)) => (day - other).get_days().abs() <= SAME_TIME,
            _ => false,
        };
        same_time
            && !self.areas.is_empty()
            && !other.areas.is_empty()
            && self.posts.is_disjoint(&other.posts)
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
