//! The graph and what a reader wants of it enter; which nodes and edges to show leaves.
//!
//! Promise: exports, counts and measures all take their nodes and edges from here, so that they agree.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

use jiff::civil::Date;
use petgraph::stable_graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use serde::{Deserialize, Serialize};

use super::{Assertion, Class, Edge, KnowledgeGraph, Layer, NodeData};

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
    /// Only what lies within this many steps of one of these nodes, in whichever direction the edges point. These nodes
    /// are shown whatever types and times are asked for.
    pub focus: Option<(Vec<NodeIndex>, usize)>,
    /// Only nodes of these classes or of classes below them, by name in any case; all where empty.
    pub types: Vec<String>,
    /// Only edges of which some assertion is at least as sure as this. Edges that codes give are sure.
    pub min_confidence: Option<f64>,
    /// Only what is told to have been on this day or later (or, where no time is told, was published then).
    pub since: Option<Date>,
    /// Only what is told to have been on this day or earlier.
    pub until: Option<Date>,
    /// Only so many nodes: those of the highest PageRank (edges walked both ways), and around a focus those that are reached over such.
    pub limit: Option<usize>,
}

impl Filter {
    /// Whether this part is all of the view.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether what the assertion tells is shown: it is sure enough, and its time, or where it tells none its document's
    /// day, lies in the time asked for.
    pub fn passes(&self, graph: &KnowledgeGraph, assertion: &Assertion) -> bool {
        if self.min_confidence.is_some_and(|least| assertion.confidence < least) {
            return false;
        }
        if !self.is_timed() {
            return true;
        }
        let told = assertion.time.as_ref().and_then(|time| time.from.or(time.to).zip(time.to.or(time.from)));
        let published = || graph.documents.get(&assertion.document).and_then(|document| document.date);
        told.or_else(|| published().map(|day| (day, day))).is_some_and(|(from, to)| self.meets(from, to))
    }

    fn is_timed(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    /// Whether some day between these, both included, lies in the time asked for.
    fn meets(&self, from: Date, to: Date) -> bool {
        self.since.is_none_or(|since| to >= since) && self.until.is_none_or(|until| from <= until)
    }

    /// The same without a limit.
    fn without_limit(&self) -> Self {
        Self { limit: None, ..self.clone() }
    }
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
        if let Some(limit) = filter.limit {
            let whole = self.select(view, &filter.without_limit());
            return self.foremost(whole, filter, limit);
        }
        let nodes = self.wanted(view, filter);
        let mut edges: Vec<EdgeIndex> = self
            .graph
            .edge_indices()
            .filter(|&index| {
                let edge = &self.graph[index];
                view.shows(edge.layer)
                    && (edge.by_code || edge.assertions_in(self).any(|told| filter.passes(self, told)))
                    && self.joins(index, |node| nodes[node.index()])
            })
            .collect();
        let Some((centres, depth)) = &filter.focus else {
            let nodes = self.graph.node_indices().filter(|node| nodes[node.index()]).collect();
            return Selection { nodes, edges };
        };
        let near = self.around(centres, *depth, &nodes, &edges);
        edges.retain(|&index| self.joins(index, |node| near.contains(&node)));
        Selection { nodes: near.into_iter().collect(), edges }
    }

    /// Whether both ends of the edge are shown.
    fn joins(&self, edge: EdgeIndex, shown: impl Fn(NodeIndex) -> bool) -> bool {
        self.graph.edge_endpoints(edge).is_some_and(|(from, to)| shown(from) && shown(to))
    }

    /// For each node index, whether view, types and time show the node.
    fn wanted(&self, view: View, filter: &Filter) -> Vec<bool> {
        let bound = self.graph.node_indices().next_back().map_or(0, |node| node.index() + 1);
        let mut ends = vec![false; bound];
        let mut timely = vec![!filter.is_timed(); bound];
        for index in self.graph.edge_indices() {
            let edge = &self.graph[index];
            let Some((from, to)) = self.graph.edge_endpoints(index) else { continue };
            if edge.layer == Layer::Direct {
                ends[from.index()] = true;
                ends[to.index()] = true;
            }
            if filter.is_timed()
                && !(timely[from.index()] && timely[to.index()])
                && edge.assertions_in(self).any(|told| filter.passes(self, told))
            {
                timely[from.index()] = true;
                timely[to.index()] = true;
            }
        }
        if filter.is_timed() {
            for mention in &self.mentions {
                let day = self.documents.get(&mention.document).and_then(|document| document.date);
                if let (Some(day), Some(node)) = (day, self.index_of(&mention.entity)) {
                    timely[node.index()] |= filter.meets(day, day);
                }
            }
        }
        let mut wanted = vec![false; bound];
        for index in self.graph.node_indices() {
            let node = &self.graph[index];
            let shown = view == View::Full || matches!(node.data, NodeData::Entity(_)) || ends[index.index()];
            // An event of a known time is in that time or is not, whenever it was told.
            let timely = match node.days() {
                (None, None) => timely[index.index()],
                (from, to) if filter.is_timed() => {
                    from.or(to).zip(to.or(from)).is_some_and(|(from, to)| filter.meets(from, to))
                }
                _ => true,
            };
            let asked = filter.focus.as_ref().is_some_and(|(centres, _)| centres.contains(&index));
            let typed = filter.types.is_empty() || filter.types.iter().any(|name| node.class.is_a(name));
            wanted[index.index()] = shown && (asked || (timely && typed));
        }
        wanted
    }

    /// The most important nodes of the selection; around a focus, those that are reached first when at each step the
    /// most important one at hand is taken, so that all stay joined to it.
    fn foremost(&self, whole: Selection, filter: &Filter, limit: usize) -> Selection {
        if whole.nodes.len() <= limit {
            return whole;
        }
        let net = self.net(&whole);
        let ranks = net.both_ways().pagerank();
        // Rounded, so that ranks that are equal but for the last digit are equal; then by key.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ranks lie between 0 and 1")]
        let weight = |node: usize| ((ranks[node] * 1e15).round() as u64, Reverse(node));
        let mut kept = vec![false; net.len()];
        if let Some((centres, _)) = &filter.focus {
            let mut seen = vec![false; net.len()];
            let mut at_hand = BinaryHeap::new();
            for centre in centres.iter().filter_map(|centre| whole.nodes.binary_search(centre).ok()) {
                seen[centre] = true;
                // Centres come before all others.
                at_hand.push((u64::MAX, Reverse(centre)));
            }
            let mut left = limit;
            while let Some((_, Reverse(node))) = at_hand.pop().filter(|_| left > 0) {
                kept[node] = true;
                left -= 1;
                for &(other, _) in net.near(node) {
                    if !std::mem::replace(&mut seen[other], true) {
                        at_hand.push(weight(other));
                    }
                }
            }
        } else {
            let mut order: Vec<usize> = (0..net.len()).collect();
            order.sort_by_key(|&node| Reverse(weight(node)));
            for node in order.into_iter().take(limit) {
                kept[node] = true;
            }
        }
        let mut places = kept.iter();
        let nodes: Vec<NodeIndex> =
            whole.nodes.into_iter().filter(|_| places.next().copied().unwrap_or(false)).collect();
        let edges = whole.edges.into_iter();
        let edges = edges.filter(|&edge| self.joins(edge, |node| nodes.binary_search(&node).is_ok())).collect();
        Selection { nodes, edges }
    }

    fn around(&self, centres: &[NodeIndex], depth: usize, nodes: &[bool], edges: &[EdgeIndex]) -> BTreeSet<NodeIndex> {
        let shown: BTreeSet<EdgeIndex> = edges.iter().copied().collect();
        let mut distance: BTreeMap<NodeIndex, usize> =
            centres.iter().filter(|centre| nodes[centre.index()]).map(|&centre| (centre, 0)).collect();
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
        let least = match (edge.by_code, &edge.by_rule) {
            (true, None) => 1.0,
            (true, Some(_)) => 0.95,
            (false, _) => 0.0,
        };
        edge.assertions_in(self).map(|assertion| assertion.confidence).fold(least, f64::max)
    }
}
