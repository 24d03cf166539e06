//! The graph and what a reader wants of it enter; which nodes and edges to show leaves.
//!
//! Promise: exports, counts and measures all take their nodes and edges from here, so that they agree.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::stable_graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use serde::{Deserialize, Serialize};

use super::{Class, Edge, KnowledgeGraph, Layer, NodeData};

/// How much of the graph to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// Things, and the positions and gatherings that people held and attended, with the direct edges.
    #[default]
    Entity,
    /// All nodes and all edges.
    Full,
}

impl View {
    /// The name on the command line: `entity`, `full`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Full => "full",
        }
    }

    /// The view with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Entity, Self::Full].into_iter().find(|view| view.name() == name)
    }

    /// Whether the view has this layer.
    pub fn shows(self, layer: Layer) -> bool {
        self == Self::Full || layer == Layer::Direct
    }
}

/// Which part of a view to show. The default shows all of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// Only what lies within this many steps of one of these nodes, in whichever direction the edges point.
    pub focus: Option<(Vec<NodeIndex>, usize)>,
    /// Only nodes of these classes or of classes below them, by name in any case; all where empty.
    pub types: Vec<String>,
    /// Only edges of which some assertion is at least as sure as this. Edges that codes give are sure.
    pub min_confidence: Option<f64>,
}

/// Nodes and edges to show, in the graph's order; every edge's ends are among the nodes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Nodes.
    pub nodes: Vec<NodeIndex>,
    /// Edges.
    pub edges: Vec<EdgeIndex>,
}

/// How many nodes and edges a selection has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Nodes.
    pub nodes: usize,
    /// Edges.
    pub edges: usize,
    /// Nodes by finest class.
    pub nodes_by_class: BTreeMap<String, usize>,
    /// Edges by property.
    pub edges_by_property: BTreeMap<String, usize>,
}

impl KnowledgeGraph {
    /// The part of the view that the filter leaves.
    pub fn select(&self, view: View, filter: &Filter) -> Selection {
        let ends = self.direct_ends();
        let wanted = |index: NodeIndex| {
            let node = &self.graph[index];
            let shown = view == View::Full || matches!(node.data, NodeData::Entity(_)) || ends.contains(&index);
            shown && (filter.types.is_empty() || filter.types.iter().any(|name| node.class.is_a(name)))
        };
        let mut nodes: BTreeSet<NodeIndex> = self.graph.node_indices().filter(|&index| wanted(index)).collect();
        let mut edges: Vec<EdgeIndex> = self
            .graph
            .edge_indices()
            .filter(|&index| {
                let edge = &self.graph[index];
                view.shows(edge.layer)
                    && filter.min_confidence.is_none_or(|least| self.confidence(edge) >= least)
                    && self
                        .graph
                        .edge_endpoints(index)
                        .is_some_and(|(from, to)| nodes.contains(&from) && nodes.contains(&to))
            })
            .collect();
        if let Some((centres, depth)) = &filter.focus {
            nodes = self.around(centres, *depth, &nodes, &edges);
            edges.retain(|&index| {
                self.graph.edge_endpoints(index).is_some_and(|(from, to)| nodes.contains(&from) && nodes.contains(&to))
            });
        }
        Selection { nodes: nodes.into_iter().collect(), edges }
    }

    /// Nodes at the ends of direct edges.
    fn direct_ends(&self) -> BTreeSet<NodeIndex> {
        self.graph
            .edge_indices()
            .filter(|&index| self.graph[index].layer == Layer::Direct)
            .filter_map(|index| self.graph.edge_endpoints(index))
            .flat_map(|(from, to)| [from, to])
            .collect()
    }

    fn around(
        &self,
        centres: &[NodeIndex],
        depth: usize,
        nodes: &BTreeSet<NodeIndex>,
        edges: &[EdgeIndex],
    ) -> BTreeSet<NodeIndex> {
        let shown: BTreeSet<EdgeIndex> = edges.iter().copied().collect();
        let mut distance: BTreeMap<NodeIndex, usize> =
            centres.iter().filter(|centre| nodes.contains(centre)).map(|&centre| (centre, 0)).collect();
        let mut waiting: VecDeque<NodeIndex> = distance.keys().copied().collect();
        while let Some(node) = waiting.pop_front() {
            let steps = distance[&node];
            if steps == depth {
                continue;
            }
            for direction in [petgraph::Outgoing, petgraph::Incoming] {
                for edge in self.graph.edges_directed(node, direction) {
                    let other = match direction {
                        petgraph::Outgoing => edge.target(),
                        petgraph::Incoming => edge.source(),
                    };
                    if shown.contains(&edge.id()) && !distance.contains_key(&other) {
                        distance.insert(other, steps + 1);
                        waiting.push_back(other);
                    }
                }
            }
        }
        distance.into_keys().collect()
    }

    /// How many nodes and edges a selection has, and of what class and property.
    pub fn counts(&self, selection: &Selection) -> Counts {
        let mut counts = Counts { nodes: selection.nodes.len(), edges: selection.edges.len(), ..Counts::default() };
        for &index in &selection.nodes {
            let class: Class = self.graph[index].class;
            *counts.nodes_by_class.entry(class.name().to_owned()).or_default() += 1;
        }
        for &index in &selection.edges {
            *counts.edges_by_property.entry(self.graph[index].property.name().to_owned()).or_default() += 1;
        }
        counts
    }

    /// The chance that some assertion behind the edge is right: that of the surest; 1 where codes give the edge.
    pub fn confidence(&self, edge: &Edge) -> f64 {
        let least = if edge.by_code { 1.0 } else { 0.0 };
        edge.assertions_in(self).map(|assertion| assertion.confidence).fold(least, f64::max)
    }
}
