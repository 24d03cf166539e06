//! The graph and a node, or two, enter; what is next to it, or what connects them, leaves.
//!
//! Promise: of equally short paths the one whose node keys come first is taken; edges are walked both ways.

use std::collections::{BTreeMap, VecDeque};

use petgraph::stable_graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use super::{KnowledgeGraph, View};

/// Which way an edge points, seen from the node that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From the node.
    Outgoing,
    /// To the node.
    Incoming,
}

/// An edge of a node with its other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// The edge.
    pub edge: EdgeIndex,
    /// Its other end.
    pub node: NodeIndex,
    /// Which way it points.
    pub direction: Direction,
}

/// One step of a path: all edges of the view between two nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// From here.
    pub from: NodeIndex,
    /// To there.
    pub to: NodeIndex,
    /// What joins them; direction as seen from `from`. Never empty. [`super::Edge::assertions`] names the evidence.
    pub edges: Vec<Neighbour>,
}

impl KnowledgeGraph {
    /// The edges of a node in the view: outgoing before incoming, by property, then by key of the other end.
    pub fn neighbours(&self, node: NodeIndex, view: View) -> Vec<Neighbour> {
        let outgoing = self
            .graph
            .edges_directed(node, petgraph::Outgoing)
            .map(|edge| (edge.weight(), edge.id(), edge.target(), Direction::Outgoing));
        let incoming = self
            .graph
            .edges_directed(node, petgraph::Incoming)
            .map(|edge| (edge.weight(), edge.id(), edge.source(), Direction::Incoming));
        let mut found: Vec<_> = outgoing.chain(incoming).filter(|(edge, ..)| view.shows(edge.layer)).collect();
        // Node indices follow the keys.
        found.sort_by_key(|&(edge, id, other, direction)| (direction, edge.property, edge.layer, other, id));
        found.into_iter().map(|(_, edge, node, direction)| Neighbour { edge, node, direction }).collect()
    }

    /// A shortest way from one node to another over the edges of the view, in either direction. Empty where the two are
    /// one; `None` where nothing connects them.
    pub fn shortest_path(&self, from: NodeIndex, to: NodeIndex, view: View) -> Option<Vec<Step>> {
        let mut came: BTreeMap<NodeIndex, NodeIndex> = BTreeMap::from([(from, from)]);
        let mut waiting = VecDeque::from([from]);
        while let Some(node) = waiting.pop_front() {
            if node == to {
                break;
            }
            let mut next: Vec<NodeIndex> =
                self.neighbours(node, view).into_iter().map(|neighbour| neighbour.node).collect();
            next.sort_unstable();
            for other in next {
                came.entry(other).or_insert_with(|| {
                    waiting.push_back(other);
                    node
                });
            }
        }
        let mut steps = Vec::new();
        let mut here = to;
        while here != from {
            let before = *came.get(&here)?;
            let edges = self.neighbours(before, view).into_iter().filter(|neighbour| neighbour.node == here).collect();
            steps.push(Step { from: before, to: here, edges });
            here = before;
        }
        steps.reverse();
        Some(steps)
    }

    /// In how many edges of the view the node stands.
    pub fn degree(&self, node: NodeIndex, view: View) -> usize {
        [petgraph::Outgoing, petgraph::Incoming]
            .into_iter()
            .flat_map(|direction| self.graph.edges_directed(node, direction))
            .filter(|edge| view.shows(edge.weight().layer))
            .count()
    }
}
