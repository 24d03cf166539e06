//! Items of one type enter; groups of items that are surely one thing leave: same code, or same full name with nothing
//! against it.
//!
//! Promise: items are taken in an order that their content fixes, so that the input's order does not matter.

use std::collections::{BTreeMap, BTreeSet};

use super::Draft;
use super::evidence::{Evidence, Item};
use super::names::{beginnings, fold, is_relative, short_forms};
use super::persons::Persons;
use crate::knowledge::Knowledge;
use crate::model::script::simplify;
use crate::model::{DocumentId, EntityType, Kind, Verdict};

/// Items that are one thing, and why.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) entity_type: EntityType,
    /// Indices of items, the first that the others were joined to first.
    pub(super) members: Vec<usize>,
    /// Folded labels.
    pub(super) labels: BTreeSet<String>,
    /// Folded names that records list, the labels among them, with the documents that list each.
    pub(super) listed: BTreeMap<String, BTreeSet<DocumentId>>,
    /// Folded forms that rules make of the labels.
    pub(super) made: BTreeSet<String>,
    /// Folded forms that hold in the documents that name the thing in full only.
    pub(super) local: BTreeSet<String>,
    pub(super) kinds: BTreeSet<Kind>,
    pub(super) code: Option<String>,
    pub(super) evidence: Vec<Evidence>,
    /// ISO codes of the countries that records with its persons name, China left out.
    pub(super) around: BTreeSet<String>,
    /// Whether the lexicons list it.
    pub(super) lexical: bool,
    /// Whether its name means another thing elsewhere, so that no other name may be joined to it.
    pub(super) closed: bool,
    /// Whether other persons bear the name.
    pub(super) namesakes: bool,
}

impl Group {
    /// Codes of the countries whose posts its persons hold.
    pub(super) fn countries(&self) -> impl Iterator<Item = &str> {
        self.evidence.iter().flat_map(|evidence| &evidence.countries).map(String::as_str)
    }
}

/// Groups all items, each type for itself, and the decisions that made the groups.
pub(super) fn groups(items: &[Item], knowledge: &Knowledge) -> (Vec<Group>, Vec<Draft>) {
    let mut coded: BTreeMap<(EntityType, &str), Vec<usize>> = BTreeMap::new();
    let mut named: BTreeMap<(EntityType, &str), Vec<usize>> = BTreeMap::new();
    let mut frequency: BTreeMap<String, usize> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        match &item.code {
            Some(code) => coded.entry((item.entity_type, code)).or_default().push(index),
            None => named.entry((item.entity_type, &item.canonical)).or_default().push(index),
        }
        if item.entity_type == EntityType::Person {
            *frequency.entry(item.canonical.clone()).or_default() += 1;
        }
    }
    let shared = countries_told_together(items);
    let persons = Persons { items, knowledge, frequency: &frequency };
    let mut groups = Vec::new();
    let mut drafts = Vec::new();
    let mut rivals: BTreeSet<String> = BTreeSet::new();
    for ((entity_type, _), members) in coded {
        if entity_type == EntityType::Place {
            rivals.extend(members.iter().map(|&index| fold(&items[index].label)));
        }
        join(items, &members, "code", 1.0, &mut drafts);
        groups.push(group(items, members));
    }
    for ((entity_type, name), members) in named {
        let (parts, rule, score) = match entity_type {
            EntityType::Person => {
                let parts = persons.split(name, &members, &mut drafts);
                let namesakes = parts.len() > 1;
                groups.extend(parts.into_iter().map(|part| Group { namesakes, ..group(items, part) }));
                continue;
            }
            EntityType::Place => {
                let rivals = rivals.contains(name);
                (places(items, &members, rivals, &shared), "same-name.same-area", 0.93)
            }
            EntityType::Organization if is_relative(name) => {
                (by_document(items, &members), "same-name.same-document", 0.98)
            }
            EntityType::Organization if name.chars().count() <= 2 => {
                (by_trade(items, &members), "same-name.same-kind", 0.95)
            }
            EntityType::Organization => {
                let conflict =
                    |part: &Part, item: &Item| part.told.iter().any(|told| item.evidence.bodies_conflict(told));
                (split(items, &members, Silent::JoinTheOnly, conflict), "same-name", 0.98)
            }
            EntityType::Policy | EntityType::Product => (vec![members], "same-name", 0.98),
        };
        for part in parts {
            join(items, &part, rule, score, &mut drafts);
            groups.push(group(items, part));
        }
    }
    (groups, drafts)
}

/// The decisions that joined each member to the first. Names that only the lexicons know to be one are so said.
fn join(items: &[Item], members: &[usize], rule: &'static str, score: f64, drafts: &mut Vec<Draft>) {
    let first = members[0];
    for &index in &members[1..] {
        let listed = rule != "code" && fold(&items[index].label) != fold(&items[first].label);
        let (rule, score) = if listed { ("listed", 0.97) } else { (rule, score) };
        drafts.push(Draft { left: first, right: index, rule, features: Vec::new(), score, verdict: Verdict::Same });
    }
}

fn group(items: &[Item], members: Vec<usize>) -> Group {
    let first = &items[members[0]];
    let mut group = Group {
        entity_type: first.entity_type,
        labels: BTreeSet::new(),
        listed: BTreeMap::new(),
        made: BTreeSet::new(),
        local: BTreeSet::new(),
        kinds: BTreeSet::new(),
        code: first.code.clone(),
        evidence: Vec::new(),
        around: BTreeSet::new(),
        lexical: false,
        closed: false,
        namesakes: false,
        members,
    };
    let mut evidence = BTreeSet::new();
    for &index in &group.members {
        let item = &items[index];
        let label = fold(&item.label);
        group.made.extend(short_forms(item.entity_type, item.kind, &label));
        if item.entity_type == EntityType::Organization {
            group.local.extend(beginnings(&label));
        }
        group.closed |= item.entity_type == EntityType::Organization && is_relative(&label);
        group.labels.insert(label);
        for name in &item.names {
            group.listed.entry(fold(name)).or_default().insert(item.at.0.clone());
        }
        group.kinds.extend(item.kind);
        group.lexical |= item.listed;
        if item.entity_type == EntityType::Person {
            group.around.extend(item.scene.countries.iter().cloned());
        }
        evidence.insert(&item.evidence);
    }
    group.evidence = evidence.into_iter().cloned().collect();
    group
}

fn by_document(items: &[Item], members: &[usize]) -> Vec<Vec<usize>> {
    let mut parts: BTreeMap<&DocumentId, Vec<usize>> = BTreeMap::new();
    for &index in members {
        parts.entry(&items[index].at.0).or_default().push(index);
    }
    parts.into_values().collect()
}

/// Names of one or two characters (小米, 华为) are ordinary words too: a company and a public body stay two.
fn by_trade(items: &[Item], members: &[usize]) -> Vec<Vec<usize>> {
    let public = |index: &usize| {
        matches!(items[*index].kind, Some(Kind::Government | Kind::Party | Kind::Military | Kind::International))
    };
    let (public, rest): (Vec<usize>, Vec<usize>) = members.iter().partition(|index| public(index));
    [public, rest].into_iter().filter(|part| !part.is_empty()).collect()
}

/// What the items of a part under way tell, by day.
#[derive(Default)]
struct Part {
    members: Vec<usize>,
    kinds: BTreeSet<Kind>,
    told: BTreeSet<Evidence>,
}

impl Part {
    fn add(&mut self, index: usize, item: &Item) {
        self.members.push(index);
        self.kinds.extend(item.kind);
        self.told.insert(item.evidence.clone());
    }
}

/// What becomes of items that tell nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Silent {
    /// They are the only thing that others tell of; of several none.
    JoinTheOnly,
    /// They stay by themselves, since things that are not in this split bear the name too.
    StayApart,
}

/// Splits items of one name: those that tell something first, each to the first part that it does not contradict; then
/// those that tell nothing.
fn split(
    items: &[Item],
    members: &[usize],
    silence: Silent,
    conflict: impl Fn(&Part, &Item) -> bool,
) -> Vec<Vec<usize>> {
    let (silent, mut telling): (Vec<usize>, Vec<usize>) =
        members.iter().partition(|&&index| items[index].evidence.is_silent(items[index].entity_type));
    telling.sort_by_key(|&index| (items[index].date.is_none(), items[index].date, index));
    let mut parts: Vec<Part> = Vec::new();
    for index in telling {
        let item = &items[index];
        if let Some(part) = parts.iter_mut().find(|part| !conflict(part, item)) {
            part.add(index, item);
        } else {
            let mut part = Part::default();
            part.add(index, item);
            parts.push(part);
        }
    }
    let known = parts.len();
    for index in silent {
        let item = &items[index];
        let mut open = (0..known).filter(|&part| !conflict(&parts[part], item));
        let chosen = match (open.next(), open.next()) {
            (Some(only), None) if silence == Silent::JoinTheOnly => Some(only),
            _ => (known..parts.len()).find(|&part| !conflict(&parts[part], item)),
        };
        let chosen = chosen.unwrap_or_else(|| {
            parts.push(Part::default());
            parts.len() - 1
        });
        parts[chosen].add(index, item);
    }
    parts.into_iter().map(|part| part.members).collect()
}

/// `rivals`: whether places with codes bear the name too. They may then be what a silent item means.
fn places(items: &[Item], members: &[usize], rivals: bool, shared: &BTreeSet<(String, String)>) -> Vec<Vec<usize>> {
    let silence = if rivals { Silent::StayApart } else { Silent::JoinTheOnly };
    let parts = split(items, members, silence, |part, item| {
        let kinds = item.kind.into_iter().collect();
        let disputed = |told: &Evidence| {
            let both = !told.areas.is_empty() && !item.evidence.areas.is_empty();
            both && told.areas.iter().all(|left| {
                item.evidence.areas.iter().all(|right| {
                    left == right
                        || shared.contains(&(left.clone(), right.clone()))
                        || shared.contains(&(right.clone(), left.clone()))
                })
            })
        };
        !kinds_agree(EntityType::Place, &part.kinds, &kinds)
            || part.told.iter().any(|told| {
                !disputed(told) && !spans(item) && item.evidence.places_conflict(told, recurs(item.kind, &item.label))
            })
    });
    gathered(items, parts)
}

/// Whether a thing of nature lies in many areas by what it is: a river, a range, a sea.
fn spans(item: &Item) -> bool {
    let label = simplify(&item.label);
    let endings = ["江", "河", "岭", "山脉", "高原", "盆地", "平原", "运河", "海", "洋", "沙漠", "长城", "海峡"];
    item.kind == Some(Kind::Natural) && endings.iter().any(|ending| label.ends_with(ending))
}

/// How many times the records of the rest a region or a thing of nature must have for the rest to be it too.
const BY_FAR: usize = 4;

/// Regions and things of nature that nearly all records put in one place: what a few records say otherwise (太湖 in Jiangsu, in Zhejiang)
/// makes no second one. Lakes and hills of two characters have namesakes; of a region that the lexicons list there is one.
fn gathered(items: &[Item], mut parts: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let Some((most, largest)) =
        parts.iter().enumerate().max_by_key(|(number, part)| (part.len(), std::cmp::Reverse(*number)))
    else {
        return parts;
    };
    let first = &items[largest[0]];
    let short = first.label.chars().count() <= 2 && first.label.ends_with('山');
    let wide = matches!(first.kind, Some(Kind::Region | Kind::Natural)) && !short;
    let by_far = if first.listed && first.kind == Some(Kind::Region) { 1 } else { BY_FAR };
    let size = largest.len();
    if !wide || parts.len() < 2 {
        return parts;
    }
    let mut kept = std::mem::take(&mut parts[most]);
    let mut out = Vec::new();
    for part in parts {
        if !part.is_empty() && part.len() * by_far <= size && items[part[0]].kind == first.kind {
            kept.extend(part);
        } else if !part.is_empty() {
            out.push(part);
        }
    }
    out.insert(0, kept);
    out
}

/// Pairs of countries in which one and the same record puts a place: what lies in two (加沙地带, 汗尤尼斯, a river on a border) is not two for it.
/// A few records may err; of what is disputed many tell.
fn countries_told_together(items: &[Item]) -> BTreeSet<(String, String)> {
    let mut together: BTreeMap<(&String, &String), usize> = BTreeMap::new();
    for item in items.iter().filter(|item| item.entity_type == EntityType::Place) {
        let countries: Vec<&String> = item.evidence.areas.iter().filter(|code| code.len() == 2).collect();
        for (at, left) in countries.iter().enumerate() {
            for right in &countries[at + 1..] {
                *together.entry((left, right)).or_default() += 1;
            }
        }
    }
    let often = together.into_iter().filter(|(_, count)| *count >= OFTEN);
    often.map(|((left, right), _)| (left.clone(), right.clone())).collect()
}

/// How many records must put some place in both of two countries.
const OFTEN: usize = 5;

/// Whether places of this kind often share their name with others far away: 复兴镇, 鼓楼区, 东风村.
pub(super) fn recurs(kind: Option<Kind>, label: &str) -> bool {
    let label = simplify(label);
    matches!(kind, Some(Kind::Town | Kind::County))
        || ["村", "社区", "镇", "乡", "街道"].iter().any(|ending| label.ends_with(ending))
}

/// Whether things of these kinds can be one: a kind on both sides, or none on one; of places, a region may be any
/// administrative level, whose names tell no level (亦庄, 浦东).
pub(super) fn kinds_agree(entity_type: EntityType, left: &BTreeSet<Kind>, right: &BTreeSet<Kind>) -> bool {
    if left.is_empty() || right.is_empty() || !left.is_disjoint(right) {
        return true;
    }
    let level = |kind: &Kind| matches!(kind, Kind::Province | Kind::City | Kind::County | Kind::Town | Kind::Region);
    match entity_type {
        EntityType::Place => {
            (left.contains(&Kind::Region) && right.iter().any(level))
                || (right.contains(&Kind::Region) && left.iter().any(level))
        }
        // Whether a laboratory is research or education is the recogniser's guess; whether it is a company is not.
        EntityType::Organization => {
            let company = |kinds: &BTreeSet<Kind>| kinds.contains(&Kind::Company);
            let open = |kinds: &BTreeSet<Kind>| kinds.contains(&Kind::Other);
            open(left) || open(right) || company(left) == company(right)
        }
        EntityType::Person | EntityType::Policy | EntityType::Product => true,
    }
}
