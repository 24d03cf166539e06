//! The graph and a selection of it enter; numbers about its shape leave.
//!
//! Promise: time grows with nodes plus edges (PageRank: times the rounds, at most 100); no recursion; sums run in the
//! order of the keys, so that the last digit is the same everywhere.

use std::collections::BTreeMap;

use petgraph::stable_graph::NodeIndex;
use serde::{Deserialize, Serialize};

use super::{Counts, Filter, KnowledgeGraph, Selection, View};

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

    /// For each node of the selection, in its order, the number of its weakly connected component; components are
    /// numbered by their first node.
    pub fn components(&self, selection: &Selection) -> Vec<usize> {
        let place = places(selection);
        let mut parents: Vec<usize> = (0..selection.nodes.len()).collect();
        for (from, to) in self.ends(selection, &place) {
            let (from, to) = (root(&mut parents, from), root(&mut parents, to));
            // The smaller is the root, so that numbers follow first nodes.
            parents[from.max(to)] = from.min(to);
        }
        let mut numbers = BTreeMap::new();
        (0..parents.len())
            .map(|node| {
                let next = numbers.len();
                *numbers.entry(root(&mut parents, node)).or_insert(next)
            })
            .collect()
    }

    /// PageRank over the selection's edges as they point (damping 0.85), for each node in the selection's order; the
    /// ranks sum to 1. The rank of nodes that point nowhere is shared among all. Power iteration until ranks move by
    /// less than 1e-10 in sum, at most 100 rounds.
    pub fn pagerank(&self, selection: &Selection) -> Vec<f64> {
        const DAMPING: f64 = 0.85;
        let count = selection.nodes.len();
        if count == 0 {
            return Vec::new();
        }
        let place = places(selection);
        let ends = self.ends(selection, &place);
        let mut leaving = vec![0_usize; count];
        for (from, _) in &ends {
            leaving[*from] += 1;
        }
        let share = 1.0 / count as f64;
        let mut ranks = vec![share; count];
        for _ in 0..100 {
            let idle: f64 =
                ranks.iter().zip(&leaving).filter(|(_, leaving)| **leaving == 0).map(|(rank, _)| rank).sum();
            let mut next = vec![(1.0 - DAMPING) * share + DAMPING * idle * share; count];
            for (from, to) in &ends {
                next[*to] += DAMPING * ranks[*from] / leaving[*from] as f64;
            }
            let moved: f64 = next.iter().zip(&ranks).map(|(new, old)| (new - old).abs()).sum();
            ranks = next;
            if moved < 1e-10 {
                break;
            }
        }
        ranks
    }

    fn ends(&self, selection: &Selection, place: &BTreeMap<NodeIndex, usize>) -> Vec<(usize, usize)> {
        selection
            .edges
            .iter()
            .filter_map(|&edge| self.graph.edge_endpoints(edge))
            .filter_map(|(from, to)| Some((*place.get(&from)?, *place.get(&to)?)))
            .collect()
    }
}

fn places(selection: &Selection) -> BTreeMap<NodeIndex, usize> {
    selection.nodes.iter().enumerate().map(|(place, &node)| (node, place)).collect()
}

fn root(parents: &mut [usize], mut node: usize) -> usize {
    while parents[node] != node {
        parents[node] = parents[parents[node]];
        node = parents[node];
    }
    node
}
