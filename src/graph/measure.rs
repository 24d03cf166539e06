//! The graph enters; how much it holds leaves.
//!
//! Promise: time grows with nodes plus edges.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Counts, Filter, KnowledgeGraph, View};

/// What the graph holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Statistics {
    /// Documents read.
    pub documents: usize,
    /// Namings of entities.
    pub mentions: usize,
    /// Claims of documents.
    pub assertions: usize,
    /// Claims by type of fact.
    pub assertions_by_type: BTreeMap<String, usize>,
    /// Events, tenures and observations by realis.
    pub nodes_by_realis: BTreeMap<String, usize>,
    /// Nodes and edges of the entity view, which is what exports hold unless told otherwise.
    pub entity: Counts,
    /// Nodes and edges of the full view.
    pub full: Counts,
    /// Pieces of the entity view that no edge connects.
    pub components: usize,
    /// Nodes of the largest such piece.
    pub largest_component: usize,
}

impl KnowledgeGraph {
    /// Counts of everything.
    pub fn statistics(&self) -> Statistics {
        let entity = self.select(View::Entity, &Filter::default());
        let full = self.select(View::Full, &Filter::default());
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for component in self.components(&entity) {
            *sizes.entry(component).or_default() += 1;
        }
        let mut assertions_by_type = BTreeMap::new();
        for assertion in &self.assertions {
            *assertions_by_type.entry(assertion.fact_type.name().to_owned()).or_default() += 1;
        }
        let mut nodes_by_realis = BTreeMap::new();
        for (_, node) in self.nodes() {
            if let Some(realis) = node.realis() {
                *nodes_by_realis.entry(realis.name().to_owned()).or_default() += 1;
            }
        }
        Statistics {
            documents: self.documents.len(),
            mentions: self.mentions.len(),
            assertions: self.assertions.len(),
            assertions_by_type,
            nodes_by_realis,
            components: sizes.len(),
            largest_component: sizes.into_values().max().unwrap_or(0),
            entity: self.counts(&entity),
            full: self.counts(&full),
        }
    }
}
