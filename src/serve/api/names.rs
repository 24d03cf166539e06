//! Names of things enter; those that a typed word may mean leave, the likeliest first.
//!
//! Promise: a name is found by any of its forms (label, other names, English name, pinyin, initials of the pinyin), in
//! either script and any case; whole matches stand before beginnings, beginnings before parts, and among equals what is
//! named more often.

use petgraph::stable_graph::NodeIndex;
use serde::Serialize;

use super::{Explorer, Thing, weight};
use crate::graph::{KnowledgeGraph, NodeData};
use crate::model::EntityType;
use crate::model::script::simplify;
use crate::rdf::pinyin;

/// A thing that a typed word may mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// The thing.
    #[serde(flatten)]
    pub thing: Thing,
    /// The form that matched, where it is not the label: another name, the English name, the pinyin.
    pub matched: Option<String>,
    /// In how many documents it is named.
    pub documents: usize,
    /// What tells it from others of its name: a post that it holds, the place that it lies in.
    pub hint: Option<String>,
}

/// All forms of all names.
pub(super) struct Names {
    forms: Vec<Form>,
}

struct Form {
    folded: String,
    shown: Option<String>,
    node: NodeIndex,
    weight: usize,
}

impl Names {
    pub(super) fn of(graph: &KnowledgeGraph) -> Self {
        let mut forms = Vec::new();
        for (index, node) in graph.nodes() {
            let reading = match &node.data {
                NodeData::Entity(data) => match data.entity.entity_type {
                    EntityType::Person => pinyin::person(&node.label),
                    EntityType::Place => pinyin::place(&node.label),
                    _ => pinyin::other(&node.label),
                },
                NodeData::Position(_) => pinyin::other(&node.label),
                NodeData::Event(_) if node.class == crate::graph::Class::Gathering => pinyin::other(&node.label),
                _ => continue,
            };
            let weight = weight(node);
            let mut add = |folded: String, shown: Option<&str>| {
                if !folded.is_empty() {
                    forms.push(Form { folded, shown: shown.map(str::to_owned), node: index, weight });
                }
            };
            for (number, name) in node.names().enumerate() {
                add(fold(name), (number > 0).then_some(name));
            }
            if let Some(reading) = &reading {
                add(fold(reading), Some(reading));
                add(pinyin::initials(&node.label), Some(reading));
            }
        }
        Self { forms }
    }
}

/// Letters in lower case, Chinese in simplified characters, `ü` as `v`, no blanks, marks or apostrophes.
fn fold(name: &str) -> String {
    simplify(name)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ü' { 'v' } else { c })
        .collect()
}

impl Explorer {
    /// The folded forms by which a thing is found, with what to show for each.
    pub(crate) fn forms(&self, node: NodeIndex) -> Vec<(&str, Option<&str>)> {
        let forms = self.names.forms.iter().filter(|form| form.node == node);
        forms.map(|form| (form.folded.as_str(), form.shown.as_deref())).collect()
    }

    /// The things that a typed word may mean; `general` leaves only those of a class.
    pub fn search(&self, word: &str, general: Option<&str>, limit: usize) -> Vec<Found> {
        let word = fold(word);
        if word.is_empty() {
            return Vec::new();
        }
        let letters = word.is_ascii();
        let mut ranked: Vec<(u8, std::cmp::Reverse<usize>, NodeIndex, usize)> = self
            .names
            .forms
            .iter()
            .enumerate()
            .filter_map(|(number, form)| {
                let rank = if form.folded == word {
                    0
                } else if form.folded.starts_with(&word) {
                    1
                } else if form.folded.contains(&word) && (!letters || word.len() > 2) {
                    2
                } else {
                    return None;
                };
                Some((rank, std::cmp::Reverse(form.weight), form.node, number))
            })
            .collect();
        ranked.sort_unstable();
        let mut seen = std::collections::BTreeSet::new();
        ranked
            .into_iter()
            .filter(|(.., node, _)| general.is_none_or(|name| self.node(*node).class.is_a(name)) && seen.insert(*node))
            .take(limit)
            .map(|(.., index, number)| Found {
                thing: self.thing(index),
                matched: self.names.forms[number].shown.clone(),
                documents: match &self.node(index).data {
                    NodeData::Entity(data) => data.document_count,
                    _ => 0,
                },
                hint: self.hint(index),
            })
            .collect()
    }
}
