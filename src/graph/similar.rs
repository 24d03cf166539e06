//! A node enters; the nodes most alike leave, each with what the two share.
//!
//! Alike is who stands in the same relation to the same things: met the same people, went to the same places with the same
//! company, holds the same posts. Likeness is the weight of what both have over the weight of what either has (weighted
//! Jaccard); what few share weighs more, 1/ln(1+n) for n that have it (L. Adamic and E. Adar, Friends and neighbors on the
//! web, 2003); what nobody else has says nothing.
//! Promise: nothing is alike without a reason; equals by key.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use petgraph::stable_graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::{Direction, KnowledgeGraph, Layer, NodeData, Property};

/// Of so many that share most, the likeness is worked out.
const LOOKED_AT: usize = 400;

/// What a node has in common with others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A direct edge to or from this node.
    Edge(Property, Direction, NodeIndex),
    /// Was on a visit together with this person.
    Company(NodeIndex),
    /// Holds a post of this title, wherever.
    Title(String),
}

/// A node that is like the one asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// The node.
    pub node: NodeIndex,
    /// How alike, above 0 to 1, to the ten-thousandth.
    pub likeness: f64,
    /// What the two share, the weightiest first. Never empty.
    pub shared: Vec<Reason>,
}

impl KnowledgeGraph {
    /// The nodes most like this one, of the same general class, at most `most`.
    pub fn similar(&self, node: NodeIndex, most: usize) -> Vec<Similar> {
        let mut weights = Weights { graph: self, known: BTreeMap::new() };
        let class = self.graph[node].class.general();
        let mut shared: BTreeMap<NodeIndex, f64> = BTreeMap::new();
        let own = self.reasons(node);
        for reason in &own {
            let weight = weights.of(reason);
            if weight == 0.0 {
                continue;
            }
            for other in self.sharing(reason) {
                if other != node && self.graph[other].class.general() == class {
                    *shared.entry(other).or_default() += weight;
                }
            }
        }
        let mut order: Vec<(NodeIndex, f64)> = shared.into_iter().collect();
        order.sort_by_key(|&(other, weight)| (Reverse(tenthousandths(weight)), other));
        let mine: f64 = own.iter().map(|reason| weights.of(reason)).sum();
        let mut found: Vec<Similar> = order
            .into_iter()
            .take(LOOKED_AT)
            .map(|(other, both)| {
                let theirs = self.reasons(other);
                let all = mine + theirs.iter().map(|reason| weights.of(reason)).sum::<f64>() - both;
                let mut shared: Vec<Reason> =
                    own.intersection(&theirs).filter(|reason| weights.of(reason) > 0.0).cloned().collect();
                shared.sort_by_key(|reason| (Reverse(tenthousandths(weights.of(reason))), reason.clone()));
                Similar { node: other, likeness: (both / all * 1e4).round() / 1e4, shared }
            })
            .filter(|similar| similar.likeness > 0.0 && !similar.shared.is_empty())
            .collect();
        found.sort_by_key(|similar| (Reverse(tenthousandths(similar.likeness)), similar.node));
        found.truncate(most);
        found
    }

    /// All that a node has that others may share.
    fn reasons(&self, node: NodeIndex) -> BTreeSet<Reason> {
        let mut reasons = BTreeSet::new();
        for (edge, other, direction) in self.touching(node) {
            let (property, layer) = (edge.property, edge.layer);
            if layer == Layer::Direct && !(property.is_symmetric() && direction == Direction::Incoming) {
                reasons.insert(Reason::Edge(property, direction, other));
                if let (Property::HoldsPosition, Direction::Outgoing, NodeData::Position(data)) =
                    (property, direction, &self.graph[other].data)
                {
                    reasons.insert(Reason::Title(data.title.clone()));
                }
            }
            if matches!(property, Property::Visitor | Property::Companion) && layer == Layer::Role {
                reasons.extend(self.company(other).filter(|person| *person != node).map(Reason::Company));
            }
        }
        reasons
    }

    /// Who has it.
    fn sharing(&self, reason: &Reason) -> BTreeSet<NodeIndex> {
        match reason {
            Reason::Edge(property, direction, node) => self
                .touching(*node)
                .filter(|(edge, _, seen)| {
                    edge.property == *property && edge.layer == Layer::Direct && seen != direction
                })
                .map(|(_, other, _)| other)
                .collect(),
            Reason::Company(person) => self
                .touching(*person)
                .filter(|(edge, ..)| matches!(edge.property, Property::Visitor | Property::Companion))
                .flat_map(|(_, visit, _)| self.company(visit))
                .filter(|other| other != person)
                .collect(),
            Reason::Title(title) => self
                .nodes()
                .filter(|(_, node)| matches!(&node.data, NodeData::Position(data) if data.title == *title))
                .flat_map(|(position, _)| self.touching(position))
                .filter(|(edge, ..)| edge.property == Property::HoldsPosition)
                .map(|(_, holder, _)| holder)
                .collect(),
        }
    }

    /// Who was on a visit, where more than one was.
    fn company(&self, visit: NodeIndex) -> impl Iterator<Item = NodeIndex> {
        let people: BTreeSet<NodeIndex> = self
            .graph
            .edges_directed(visit, petgraph::Outgoing)
            .filter(|edge| matches!(edge.weight().property, Property::Visitor | Property::Companion))
            .map(|edge| edge.target())
            .collect();
        let alone = people.len() < 2;
        people.into_iter().filter(move |_| !alone)
    }

    /// Every edge at the node with its other end and its direction as seen from the node.
    fn touching(&self, node: NodeIndex) -> impl Iterator<Item = (&super::Edge, NodeIndex, Direction)> {
        let outgoing = self.graph.edges_directed(node, petgraph::Outgoing);
        let incoming = self.graph.edges_directed(node, petgraph::Incoming);
        outgoing
            .map(|edge| (edge.weight(), edge.target(), Direction::Outgoing))
            .chain(incoming.map(|edge| (edge.weight(), edge.source(), Direction::Incoming)))
    }
}

/// How much each reason says; worked out once.
struct Weights<'g> {
    graph: &'g KnowledgeGraph,
    known: BTreeMap<Reason, f64>,
}

impl Weights<'_> {
    fn of(&mut self, reason: &Reason) -> f64 {
        if let Some(&weight) = self.known.get(reason) {
            return weight;
        }
        let count = self.graph.sharing(reason).len();
        let weight = if count < 2 { 0.0 } else { 1.0 / (1.0 + count as f64).ln() };
        self.known.insert(reason.clone(), weight);
        weight
    }
}

/// For comparing: weights that differ in their last digit alone are equal.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "weights are small and above 0")]
fn tenthousandths(weight: f64) -> u64 {
    (weight * 1e4).round() as u64
}
