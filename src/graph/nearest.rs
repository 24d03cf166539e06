//! A name that nothing has enters; the names nearest to it leave, for the message that says so.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{KnowledgeGraph, NodeData};

impl KnowledgeGraph {
    /// The labels nearest to a name, best first, `count` at most: those that hold it or that it holds, then those that share
    /// most characters with it; of equally near ones those named more often. Events and figures are left out.
    pub fn nearest(&self, name: &str, count: usize) -> Vec<&str> {
        let wanted = parts(name);
        let mut found: BTreeMap<&str, (u64, usize)> = BTreeMap::new();
        for (_, node) in self.nodes() {
            let mentions = match &node.data {
                NodeData::Entity(data) => data.mention_count,
                NodeData::Position(_) => 0,
                NodeData::Event(_) | NodeData::Tenure(_) | NodeData::Observation(_) => continue,
            };
            let likeness = node.names().map(|known| likeness(name, &wanted, known)).max().unwrap_or(0);
            if likeness > 0 {
                let best = found.entry(node.label.as_str()).or_default();
                *best = (*best).max((likeness, mentions));
            }
        }
        let mut order: Vec<(&str, (u64, usize))> = found.into_iter().collect();
        // Stable: equals stay in the order of their names.
        order.sort_by_key(|&(_, weight)| Reverse(weight));
        order.into_iter().map(|(label, _)| label).take(count).collect()
    }
}

/// Thousandths: twice the shared parts over all parts (Dice), and more where one holds the other. 0 for less than a third.
fn likeness(name: &str, wanted: &BTreeMap<String, u64>, known: &str) -> u64 {
    let known_parts = parts(known);
    let all: u64 = wanted.values().sum::<u64>() + known_parts.values().sum::<u64>();
    let shared: u64 = wanted.iter().map(|(part, count)| known_parts.get(part).copied().unwrap_or(0).min(*count)).sum();
    let dice = (2000 * shared).checked_div(all).unwrap_or(0);
    let held = known.chars().count() > 1 && name.chars().count() > 1 && (known.contains(name) || name.contains(known));
    if held {
        dice + 1000
    } else if dice >= 333 {
        dice
    } else {
        0
    }
}

/// Characters and pairs of neighbours, in lower case, counted.
fn parts(name: &str) -> BTreeMap<String, u64> {
    let letters: Vec<char> = name.chars().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect();
    let mut parts = BTreeMap::new();
    for letter in &letters {
        *parts.entry(letter.to_string()).or_default() += 1;
    }
    for pair in letters.windows(2) {
        *parts.entry(pair.iter().collect()).or_default() += 1;
    }
    parts
}
