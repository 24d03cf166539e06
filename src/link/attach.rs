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
    let mut forest = Forest::new(groups);
    let mut joints = Vec::new();
    // Two candidates may turn out to be one thing once they are joined: ask again until nothing changes.
    loop {
        let before = joints.len();
        for &short in &order {
            if let Some(joint) = only_candidate(groups, &index, &forest, short) {
                forest.join(joint.full, joint.short);
                joints.push(joint);
            }
        }
        if joints.len() == before {
            break;
        }
    }
    let roots = (0..groups.len()).map(|group| forest.root(group)).collect();
    (roots, joints)
}

/// Which groups are one by now.
struct Forest<'a> {
    parents: Vec<usize>,
    /// The code of each root's groups.
    codes: Vec<Option<&'a str>>,
}

impl<'a> Forest<'a> {
    fn new(groups: &'a [Group]) -> Self {
        Self { parents: (0..groups.len()).collect(), codes: groups.iter().map(|group| group.code.as_deref()).collect() }
    }

    fn root(&self, mut group: usize) -> usize {
        while self.parents[group] != group {
            group = self.parents[group];
        }
        group
    }

    /// Two codes are two things, whatever their names.
    fn may_join(&self, left: usize, right: usize) -> bool {
        let (left, right) = (self.codes[self.root(left)], self.codes[self.root(right)]);
        left.is_none() || right.is_none() || left == right
    }

    fn join(&mut self, left: usize, right: usize) {
        let (left, right) = (self.root(left), self.root(right));
        let (keep, give) = (left.min(right), left.max(right));
        self.parents[give] = keep;
        self.codes[keep] = self.codes[keep].or(self.codes[give]);
    }
}

type Index<'a> = BTreeMap<(EntityType, &'a str), BTreeSet<usize>>;

/// The joint to the only thing that the short name can stand for; `None` where there is none or several, or where it is
/// joined already.
fn only_candidate(groups: &[Group], index: &Index, forest: &Forest, short: usize) -> Option<Joint> {
    let mut found: BTreeMap<usize, Joint> = BTreeMap::new();
    for label in &groups[short].labels {
        let named = index.get(&(groups[short].entity_type, label.as_str()));
        for &full in named.into_iter().flatten().filter(|&&full| full != short) {
            if let Some((rule, score)) = reason(&groups[full], &groups[short], label) {
                let target = forest.root(full);
                if target == forest.root(short) {
                    return None;
                }
                let joint = Joint { full, short, rule, score };
                let best = found.entry(target).or_insert_with(|| joint.clone());
                if joint.score > best.score {
                    *best = joint;
                }
            }
        }
    }
    let (_, joint) = found.pop_first()?;
    (found.is_empty() && forest.may_join(joint.full, short)).then_some(joint)
}

/// Which groups list or make each name.
fn index(groups: &[Group]) -> Index<'_> {
    let mut index = Index::new();
    for (number, group) in groups.iter().enumerate().filter(|(_, group)| !group.closed) {
        for name in group.listed.keys().chain(&group.made).chain(&group.local) {
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
    if full.local.contains(label) && all_in_documents_of(full, short) {
        return Some(("short-form.same-document", 0.9));
    }
    let listed = full.listed.get(label)?;
    let abbreviation = full.labels.iter().any(|full| abbreviates(label, full));
    let foreign = label.is_ascii();
    // One document alone may err on a form that its letters do not bear out (世界工厂 for 东莞市).
    (abbreviation || foreign || listed.len() > 1).then_some(("alias", 0.9))
}

/// Whether every document with the short name has the full one too.
fn all_in_documents_of(full: &Group, short: &Group) -> bool {
    let documents = |group: &Group| group.listed.values().flatten().cloned().collect::<BTreeSet<_>>();
    documents(short).is_subset(&documents(full))
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
