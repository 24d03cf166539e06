//! The members of one thing enter; its label, kind and key leave.
//!
//! Promise: which of several things of one name bears the bare key follows from their documents alone.

use std::collections::BTreeMap;

use super::evidence::Item;
use super::names::{before_stage, fold};
use crate::model::script::simplify;
use crate::model::{EntityKey, EntityType, Kind};

/// The name under which the lexicons list it, where a document calls it so, else another that they list (欧盟, never 中国欧盟). Of
/// what they do not list the fullest official name: the longest label, rather one without the stage of a draft; a country's most common one
/// (中国, not the long form of treaties); no province or city is called by its 地区. In simplified characters where any document writes it so, else as written.
pub(super) fn label(items: &[Item], members: &[usize], kind: Option<Kind>) -> String {
    let official = |index: &&usize| items[**index].listed && items[**index].canonical == fold(&items[**index].label);
    let known = |index: &&usize| items[**index].listed;
    let mut called: Vec<usize> = members.iter().filter(official).copied().collect();
    if called.is_empty() {
        called = members.iter().filter(known).copied().collect();
    }
    if called.is_empty() {
        called = members.to_vec();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for index in called {
        *counts.entry(&items[index].label).or_default() += items[index].mentions.max(1);
    }
    let length = |name: &str| {
        let folded = fold(name);
        match kind {
            Some(Kind::Country) => (true, 0),
            Some(Kind::Province | Kind::City) if folded.ends_with("地区") && folded.chars().count() <= 5 => {
                (false, 0)
            }
            _ => (before_stage(&folded).is_none(), folded.chars().count()),
        }
    };
    let in_simplified = |name: &str| simplify(name) == name;
    counts
        .iter()
        .max_by(|(left, left_count), (right, right_count)| {
            let script = || in_simplified(left).cmp(&in_simplified(right));
            length(left).cmp(&length(right)).then_with(script).then(left_count.cmp(right_count)).then(right.cmp(left))
        })
        .map(|(name, _)| (*name).to_owned())
        .unwrap_or_default()
}

/// The kind that most records give; of equals the first in the order of [`Kind`].
pub(super) fn kind(items: &[Item], members: &[usize]) -> Option<Kind> {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for &index in members {
        if let Some(kind) = items[index].kind {
            *counts.entry(kind).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .max_by(|(left, left_count), (right, right_count)| left_count.cmp(right_count).then(right.cmp(left)))
        .map(|(kind, _)| kind)
}

/// The key without the number of its namesakes: `place/110000`, `person/李强`.
pub(super) fn base(entity_type: EntityType, label: &str, code: Option<&str>) -> EntityKey {
    match (entity_type, code) {
        (EntityType::Place, Some(code)) => EntityKey::new(entity_type, code),
        // One key whichever script the documents at hand are in.
        _ => EntityKey::new(entity_type, &simplify(label)),
    }
}

/// The keys of things whose members are given, in their order: of several with one base the one seen first (by
/// date, then document, then id) bears it bare, the next `~2`.
pub(super) fn keys(items: &[Item], things: &[(String, Vec<usize>)]) -> Vec<EntityKey> {
    let mut by_base: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, (base, _)) in things.iter().enumerate() {
        by_base.entry(base).or_default().push(number);
    }
    let mut keys = vec![EntityKey(String::new()); things.len()];
    for (base, mut numbers) in by_base {
        numbers.sort_by_cached_key(|&number| {
            things[number]
                .1
                .iter()
                .map(|&index| {
                    let item = &items[index];
                    (item.date.is_none(), item.date, item.at.clone())
                })
                .min()
        });
        for (rank, number) in numbers.into_iter().enumerate() {
            keys[number] = EntityKey(match rank {
                0 => base.to_owned(),
                rank => format!("{base}~{}", rank + 1),
            });
        }
    }
    keys
}
