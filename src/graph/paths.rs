//! Two nodes and what a way between them may touch enter; the shortest ways leave.
//!
//! Promise: ways are of one length and pass no node twice; first come those whose inner nodes have the fewest edges, since
//! a way over a place that all are tied to says little; equals by the keys of their nodes. Edges are walked both ways.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::stable_graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::{Direction, Edge, Filter, KnowledgeGraph, Neighbour, Property, Step, View};

/// Which ways are looked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PathQuery {
    /// Over edges of this view.
    pub view: View,
    /// Over edges with these properties; over all where empty.
    pub properties: Vec<Property>,
    /// Over edges of which some assertion passes: confidence and time are looked at, nothing else.
    pub filter: Filter,
    /// Through these nodes, in this order.
    pub via: Vec<NodeIndex>,
    /// Never through these.
    pub avoid: BTreeSet<NodeIndex>,
    /// How many ways at most; 0 finds none.
    pub most: usize,
}

/// A way found so far: the edges at its inner nodes, and its nodes.
type Way = (usize, Vec<NodeIndex>);

impl KnowledgeGraph {
    /// The shortest ways from one node to another that the query lets pass, best first. With nodes to go through, each
    /// stretch between two of them is as short as the stretches before leave it.
    pub fn paths(&self, from: NodeIndex, to: NodeIndex, query: &PathQuery) -> Vec<Vec<Step>> {
        let mut ways: Vec<Way> = vec![(0, vec![from])];
        for &stop in query.via.iter().chain([&to]) {
            let mut longer = Vec::new();
            for (cost, way) in &ways {
                let here = *way.last().expect("a way has nodes");
                let mut closed: BTreeSet<NodeIndex> = query.avoid.iter().chain(way).copied().collect();
                // What is still to come may not be passed before its turn.
                closed.extend(query.via.iter().chain([&to]).filter(|&&other| other != stop));
                for (more, stretch) in self.shortest(here, stop, &closed, query) {
                    let inner = if stop == to { 0 } else { self.degree(stop, query.view) };
                    longer.push((cost + more + inner, way.iter().copied().chain(stretch).collect()));
                }
            }
            let least = longer.iter().map(|(_, way): &Way| way.len()).min().unwrap_or(0);
            longer.retain(|(_, way)| way.len() == least);
            longer.sort();
            longer.truncate(query.most);
            ways = longer;
        }
        ways.iter().map(|(_, way)| way.windows(2).map(|pair| self.step(pair[0], pair[1], query)).collect()).collect()
    }

    /// The best ways from one node to another without the first node, with the edges at their inner nodes.
    fn shortest(&self, from: NodeIndex, to: NodeIndex, closed: &BTreeSet<NodeIndex>, query: &PathQuery) -> Vec<Way> {
        if from == to {
            return vec![(0, Vec::new())];
        }
        // Level by level; of each node all nodes of the level before that lead to it.
        let mut before: BTreeMap<NodeIndex, Vec<NodeIndex>> = BTreeMap::new();
        let mut levels = vec![vec![from]];
        let mut seen = BTreeSet::from([from]);
        while !seen.contains(&to) {
            let mut next: BTreeMap<NodeIndex, Vec<NodeIndex>> = BTreeMap::new();
            for &node in levels.last().expect("the first level") {
                for other in self.open_ends(node, query) {
                    if !seen.contains(&other) && (other == to || !closed.contains(&other)) {
                        let from = next.entry(other).or_default();
                        if from.last() != Some(&node) {
                            from.push(node);
                        }
                    }
                }
            }
            if next.is_empty() {
                return Vec::new();
            }
            seen.extend(next.keys());
            levels.push(next.keys().copied().collect());
            before.append(&mut next);
        }
        // From the end back, so that only nodes on shortest ways are left; then from the start, the best to each.
        let mut on_way = BTreeSet::from([to]);
        for level in levels.iter().rev() {
            for node in level {
                if on_way.contains(node) {
                    on_way.extend(before.get(node).into_iter().flatten());
                }
            }
        }
        let mut best: BTreeMap<NodeIndex, Vec<Way>> = BTreeMap::from([(from, vec![(0, Vec::new())])]);
        for &node in levels[1..].iter().flatten().filter(|node| on_way.contains(node)) {
            let cost = if node == to { 0 } else { self.degree(node, query.view) };
            let mut ways: Vec<Way> = before[&node]
                .iter()
                .flat_map(|earlier| best.get(earlier).into_iter().flatten())
                .map(|(sum, way)| (sum + cost, way.iter().copied().chain([node]).collect()))
                .collect();
            ways.sort();
            ways.truncate(query.most);
            best.insert(node, ways);
        }
        best.remove(&to).unwrap_or_default()
    }

    fn open(&self, edge: &Edge, query: &PathQuery) -> bool {
        query.view.shows(edge.layer)
            && (query.properties.is_empty() || query.properties.contains(&edge.property))
            && (edge.by_code || edge.assertions_in(self).any(|told| query.filter.passes(self, told)))
    }

    fn open_ends(&self, node: NodeIndex, query: &PathQuery) -> BTreeSet<NodeIndex> {
        let outgoing = self.graph.edges_directed(node, petgraph::Outgoing).map(|edge| (edge.weight(), edge.target()));
        let incoming = self.graph.edges_directed(node, petgraph::Incoming).map(|edge| (edge.weight(), edge.source()));
        outgoing.chain(incoming).filter(|(edge, _)| self.open(edge, query)).map(|(_, other)| other).collect()
    }

    fn step(&self, from: NodeIndex, to: NodeIndex, query: &PathQuery) -> Step {
        let there = self.graph.edges_connecting(from, to).map(|edge| (edge, Direction::Outgoing));
        let back = self.graph.edges_connecting(to, from).map(|edge| (edge, Direction::Incoming));
        let mut edges: Vec<_> = there.chain(back).filter(|(edge, _)| self.open(edge.weight(), query)).collect();
        edges.sort_by_key(|(edge, direction)| (*direction, edge.weight().property, edge.weight().layer, edge.id()));
        // Of a symmetric property one direction says it all.
        let (mut said, mut kept) = (BTreeSet::new(), Vec::new());
        for (edge, direction) in edges {
            let property = edge.weight().property;
            if !property.is_symmetric() || said.insert(property) {
                kept.push(Neighbour { edge: edge.id(), node: to, direction });
            }
        }
        Step { from, to, edges: kept }
    }
}
