//! Groups enter; short forms and aliases are joined to the fuller name that they stand for.
//!
//! Promise: a form that two fuller names share is joined to neither; groups are taken from the longest name to the
//! shortest, then by name, so that the order of the input does not matter.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::{Group, kinds_agree, recurs};
use super::names::abbreviates;
use crate::model::EntityType;

/// Why one group is another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Joint {
    /// The fuller group.
    pub(super) full: usize,
    /// The group of the shorter name.
    pub(super) short: usize,
    pub(super) rule: &'static str,
    pub(super) score: f64,
}

/// For each group the group that it became, and the joints that led there.
pub(super) fn attach(groups: &[Group]) -> (Vec<usize>, Vec<Joint>) {
    let index = index(groups);
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_cached_key(|&group| {
        let longest = groups[group].labels.iter().map(|label| label.chars().count()).max();
        (std::cmp::Reverse(longest), groups[group].labels.clone(), group)
    });
    let mut roots: Vec<usize> = (0..groups.len()).collect();
    let mut joints = Vec::new();
    for short in order {
        let mut found: BTreeMap<usize, Joint> = BTreeMap::new();
        for label in &groups[short].labels {
            for &full in index.get(&(groups[short].entity_type, label.as_str())).into_iter().flatten() {
                if root(&roots, full) == root(&roots, short) {
                    continue;
                }
                if let Some((rule, score)) = reason(&groups[full], &groups[short], label) {
                    let joint = Joint { full, short, rule, score };
                    let best = found.entry(root(&roots, full)).or_insert(joint.clone());
                    if joint.score > best.score {
                        *best = joint;
                    }
                }
            }
        }
        // Two fuller names share the form: it says neither.
        if found.len() == 1
            && let Some((target, joint)) = found.pop_first()
            && mergeable(groups, &roots, target, short)
        {
            let from = root(&roots, short);
            let (keep, give) = (target.min(from), target.max(from));
            roots[give] = keep;
            joints.push(joint);
        }
    }
    let roots = (0..groups.len()).map(|group| root(&roots, group)).collect();
    (roots, joints)
}

fn root(roots: &[usize], mut group: usize) -> usize {
    while roots[group] != group {
        group = roots[group];
    }
    group
}

/// Which groups list or make each name.
fn index(groups: &[Group]) -> BTreeMap<(EntityType, &str), BTreeSet<usize>> {
    let mut index: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
    for (number, group) in groups.iter().enumerate().filter(|(_, group)| !group.closed) {
        for name in group.listed.keys().chain(&group.made) {
            index.entry((group.entity_type, name.as_str())).or_default().insert(number);
        }
    }
    index
}

/// Why `short`, by its label, is the thing of `full`; `None` where nothing says so or something speaks against it.
fn reason(full: &Group, short: &Group, label: &str) -> Option<(&'static str, f64)> {
    if short.closed
        || !kinds_agree(full.entity_type, &full.kinds, &short.kinds)
        || full.entity_type == EntityType::Place && places_exclude(full, short)
    {
        return None;
    }
    if full.labels.contains(label) {
        // The same label in two groups: only the code of the fuller one told them apart so far.
        let by_code = full.code.is_some() && short.code.is_none();
        return (full.entity_type == EntityType::Place && by_code).then_some(("same-name.same-area", 0.9));
    }
    if full.made.contains(label) {
        return Some(("short-form", 0.95));
    }
    let listed = full.listed.get(label)?;
    let abbreviation = full.labels.iter().any(|full| abbreviates(label, full));
    let foreign = label.is_ascii();
    // One document alone may err on a form that its letters do not bear out (世界工厂 for 东莞市).
    (abbreviation || foreign || listed.len() > 1).then_some(("alias", 0.9))
}

fn places_exclude(full: &Group, short: &Group) -> bool {
    // 吉林 of code 220000 is not 吉林市 of unknown kind.
    if short.code.is_some() && (full.code.is_some() || full.kinds.is_empty() || short.kinds.is_empty()) {
        return true;
    }
    let recurring = full
        .labels
        .iter()
        .any(|label| full.kinds.is_empty() || full.kinds.iter().any(|kind| recurs(Some(*kind), label)));
    full.evidence.iter().all(|left| short.evidence.iter().any(|right| left.places_conflict(right, recurring)))
}

/// Whether the two things, with all that was joined to them, have no more than one code.
fn mergeable(groups: &[Group], roots: &[usize], target: usize, short: usize) -> bool {
    let from = root(roots, short);
    let codes: BTreeSet<&String> = (0..groups.len())
        .filter(|&group| {
            let root = root(roots, group);
            root == target || root == from
        })
        .filter_map(|group| groups[group].code.as_ref())
        .collect();
    codes.len() <= 1
}
