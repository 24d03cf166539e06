//! Two names enter; why they are one thing leaves, or what keeps them apart.
//!
//! Promise: the steps are linking's own decisions, read off it and not taken again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;

use crate::model::{
    CorrectionId, Corrections, DocumentId, EntityId, EntityKey, EntityType, LinkedEntity, Linking, Record,
    RecordEntity, Right, Selector, Verdict,
};

/// Why two names are one thing or several.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// The things that the first name names.
    pub left: Vec<Side>,
    /// The things that the second name names.
    pub right: Vec<Side>,
    /// The thing that both name.
    pub one: Option<EntityKey>,
    /// The decisions that lead from the one name to the other, in order; empty where one document itself gives one thing both
    /// names.
    pub steps: Vec<Joint>,
    /// A document that gives one thing both names, with the passages' words.
    pub both: Option<(DocumentId, Vec<String>)>,
    /// What keeps them apart, in sentences.
    pub apart: Vec<String>,
    /// Where one of the two is a title without a name: whom it means in which document and why, or why it stays open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<String>,
    /// Corrections that speak of both.
    pub corrections: Vec<(CorrectionId, String)>,
}

/// A thing that a name names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// Its key.
    pub key: EntityKey,
    /// Its preferred name.
    pub label: String,
    /// What it is.
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    /// Its code.
    pub code: Option<String>,
    /// The documents that call it by the name, sorted.
    pub documents: Vec<DocumentId>,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Joint {
    /// A document and the name that it uses.
    pub left: (DocumentId, String),
    /// The other.
    pub right: (DocumentId, String),
    /// The rule, with what was weighed.
    pub rule: String,
    /// Chance that the two are one, 0 to 1.
    pub score: f64,
}

type At = (DocumentId, EntityId);

/// Why the two names are one thing or are not. A key of the graph (`person/宋知远~2`) is taken for a name too.
pub fn why<R: std::borrow::Borrow<Record>>(
    records: &[R],
    linking: &Linking,
    corrections: &Corrections,
    left: &Selector,
    right: &Selector,
) -> Why {
    let entities: BTreeMap<At, &RecordEntity> = records
        .iter()
        .map(std::borrow::Borrow::borrow)
        .flat_map(|record| record.entities.iter().map(|entity| ((record.id.clone(), entity.id.clone()), entity)))
        .collect();
    let found = |selector: &Selector| -> BTreeMap<EntityKey, BTreeSet<At>> {
        let mut found: BTreeMap<EntityKey, BTreeSet<At>> = BTreeMap::new();
        for entity in &linking.entities {
            for at in &entity.members {
                if entities.get(at).is_some_and(|named| fits(selector, entity, named, at)) {
                    found.entry(entity.key.clone()).or_default().insert(at.clone());
                }
            }
        }
        found
    };
    let (one_side, other_side) = (found(left), found(right));
    let things: BTreeMap<&EntityKey, &LinkedEntity> =
        linking.entities.iter().map(|entity| (&entity.key, entity)).collect();
    let sides = |found: &BTreeMap<EntityKey, BTreeSet<At>>| -> Vec<Side> {
        let side = |(key, members): (&EntityKey, &BTreeSet<At>)| Side {
            key: key.clone(),
            label: things[key].label.clone(),
            entity_type: things[key].entity_type,
            code: things[key].code.clone(),
            documents: members
                .iter()
                .map(|(document, _)| document.clone())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
        };
        found.iter().map(side).collect()
    };
    let one = one_side.keys().find(|key| other_side.contains_key(*key)).cloned();
    let mut why = Why {
        left: sides(&one_side),
        right: sides(&other_side),
        one: one.clone(),
        steps: Vec::new(),
        both: None,
        apart: Vec::new(),
        titles: titles(records, linking, left, right),
        corrections: speaking(corrections, left, right),
    };
    if let Some(key) = one {
        let (from, to) = (&one_side[&key], &other_side[&key]);
        if let Some(at) = from.intersection(to).next() {
            let words: BTreeSet<String> = entities[at].mentions.iter().map(|quote| quote.text.clone()).collect();
            why.both = Some((at.0.clone(), words.into_iter().filter(|words| !words.is_empty()).collect()));
        } else {
            why.steps = path(linking, &entities, from, to);
        }
    } else {
        why.apart = apart(&why, linking, &entities, &one_side, &other_side);
    }
    why
}

/// What was decided of bare titles that are written as one of the two names, and mean the other.
fn titles<R: std::borrow::Borrow<Record>>(
    records: &[R],
    linking: &Linking,
    left: &Selector,
    right: &Selector,
) -> Vec<String> {
    let names: BTreeMap<&EntityKey, &LinkedEntity> =
        linking.entities.iter().map(|entity| (&entity.key, entity)).collect();
    let mut out = Vec::new();
    for record in records.iter().map(std::borrow::Borrow::borrow) {
        for title in &record.unnamed {
            let other = [(left, right), (right, left)].into_iter().find(|(one, _)| {
                one.name == title.title && one.document.as_ref().is_none_or(|document| *document == record.id)
            });
            let Some((_, other)) = other else { continue };
            let decided = linking
                .title_decisions
                .iter()
                .filter(|decision| decision.right.0 == record.id && decision.right.1 == title.id);
            for decision in decided {
                let key = linking.keys.get(&decision.left.0).and_then(|keys| keys.get(&decision.left.1));
                let Some(thing) = key.and_then(|key| names.get(key)) else { continue };
                let is_other =
                    thing.key.0 == other.name || thing.label == other.name || thing.names.contains(&other.name);
                if is_other {
                    let (document, verdict) = (&record.id, decision.verdict);
                    let (words, reason) = (&title.title, decision.reason());
                    out.push(format!(
                        "{words} in {document}: {verdict} as {} ({reason}, {:.2})",
                        thing.key, decision.score
                    ));
                }
            }
        }
    }
    out
}

fn fits(selector: &Selector, thing: &LinkedEntity, named: &RecordEntity, at: &At) -> bool {
    let called = named.label == selector.name || named.names.contains(&selector.name) || thing.key.0 == selector.name;
    called
        && selector.entity_type.is_none_or(|asked| asked == thing.entity_type)
        && selector.code.as_ref().is_none_or(|asked| thing.code.as_ref() == Some(asked))
        && selector.document.as_ref().is_none_or(|asked| *asked == at.0)
}

/// Corrections that name both.
fn speaking(corrections: &Corrections, left: &Selector, right: &Selector) -> Vec<(CorrectionId, String)> {
    let names = |what: &Right, name: &str| match what {
        Right::Alias(thing, names) => thing.name == name || names.iter().any(|other| other == name),
        what => what.selectors().iter().any(|selector| selector.name == name),
    };
    corrections
        .iter()
        .filter(|(_, one)| matches!(one.what, Right::Same(_) | Right::Different(_) | Right::Alias(..)))
        .filter(|(_, one)| names(&one.what, &left.name) && names(&one.what, &right.name))
        .map(|(id, one)| (id.clone(), one.what.to_string()))
        .collect()
}

/// Linking's decisions that joined entities.
fn decisions(linking: &Linking) -> impl Iterator<Item = (&At, &At, String, f64)> {
    linking.merges().map(|merge| (&merge.left, &merge.right, merge.reason(), merge.score))
}

/// The shortest chain of decisions from one of these entities to one of those.
fn path(
    linking: &Linking,
    entities: &BTreeMap<At, &RecordEntity>,
    from: &BTreeSet<At>,
    to: &BTreeSet<At>,
) -> Vec<Joint> {
    let all: Vec<_> = decisions(linking).collect();
    let mut touching: BTreeMap<&At, Vec<usize>> = BTreeMap::new();
    for (index, (left, right, ..)) in all.iter().enumerate() {
        touching.entry(left).or_default().push(index);
        touching.entry(right).or_default().push(index);
    }
    let mut came: BTreeMap<&At, Option<usize>> = from.iter().map(|at| (at, None)).collect();
    let mut waiting: VecDeque<&At> = from.iter().collect();
    while let Some(at) = waiting.pop_front() {
        if to.contains(at) {
            let mut steps = Vec::new();
            let mut at = at;
            while let Some(Some(index)) = came.get(at) {
                let (left, right, rule, score) = &all[*index];
                let named =
                    |at: &At| (at.0.clone(), entities.get(at).map_or_else(String::new, |one| one.label.clone()));
                steps.push(Joint { left: named(left), right: named(right), rule: rule.clone(), score: *score });
                at = if *left == at { right } else { left };
            }
            steps.reverse();
            return steps;
        }
        for &index in touching.get(at).into_iter().flatten() {
            let (left, right, ..) = &all[index];
            let next = if *left == at { right } else { left };
            if !came.contains_key(next) {
                came.insert(next, Some(index));
                waiting.push_back(next);
            }
        }
    }
    Vec::new()
}

/// What keeps two names apart.
fn apart(
    why: &Why,
    linking: &Linking,
    entities: &BTreeMap<At, &RecordEntity>,
    left: &BTreeMap<EntityKey, BTreeSet<At>>,
    right: &BTreeMap<EntityKey, BTreeSet<At>>,
) -> Vec<String> {
    let mut told = Vec::new();
    if left.is_empty() || right.is_empty() {
        return told;
    }
    for (id, what) in &why.corrections {
        if what.starts_with("different") {
            told.push(format!("correction {id} says that they are different"));
        }
    }
    let types = |sides: &[Side]| sides.iter().map(|side| side.entity_type).collect::<BTreeSet<_>>();
    let (one, other) = (types(&why.left), types(&why.right));
    if one.is_disjoint(&other) {
        let words = |types: &BTreeSet<EntityType>| types.iter().map(|one| one.name()).collect::<Vec<_>>().join(", ");
        told.push(format!(
            "one is {}, the other {}: things of different types are never one",
            words(&one),
            words(&other)
        ));
    }
    let codes = |sides: &[Side]| sides.iter().filter_map(|side| side.code.clone()).collect::<BTreeSet<_>>();
    let (one, other) = (codes(&why.left), codes(&why.right));
    if !one.is_empty() && !other.is_empty() && one.is_disjoint(&other) {
        let words = |codes: BTreeSet<String>| codes.into_iter().collect::<Vec<_>>().join(", ");
        told.push(format!("their codes are {} and {}", words(one), words(other)));
    }
    let documents = |found: &BTreeMap<EntityKey, BTreeSet<At>>| -> BTreeSet<DocumentId> {
        found.values().flatten().map(|(document, _)| document.clone()).collect()
    };
    let shared: Vec<DocumentId> = documents(left).intersection(&documents(right)).cloned().collect();
    if let Some(document) = shared.first() {
        told.push(format!("{document} names both and keeps them apart"));
    }
    let side = |at: &At| {
        let key = linking.keys.get(&at.0).and_then(|keys| keys.get(&at.1));
        (key.is_some_and(|key| left.contains_key(key)), key.is_some_and(|key| right.contains_key(key)))
    };
    for decision in linking.decisions.iter().filter(|decision| decision.verdict != Verdict::Same) {
        if matches!((side(&decision.left), side(&decision.right)), ((true, _), (_, true)) | ((_, true), (true, _))) {
            told.push(format!("{} at {}: {}", decision.verdict, decision.score, decision.reason()));
        }
    }
    if told.is_empty() {
        let joined = |found: &BTreeMap<EntityKey, BTreeSet<At>>| {
            found
                .keys()
                .map(|key| linking.entities.iter().find(|entity| entity.key == *key).map_or(0, |e| e.members.len()))
                .sum::<usize>()
        };
        let _ = entities;
        told.push(format!(
            "no rule makes one name of the other, or it fits several things ({} and {} entities of documents): \
             say so with a [[same]] correction if they are one",
            joined(left),
            joined(right)
        ));
    }
    told
}
