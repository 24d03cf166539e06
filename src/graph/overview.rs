//! The graph enters; what stands out in it leaves: how it hangs together, who matters, what each year brought.
//!
//! Promise: lists are as long as asked at most, best first, equals by key; time grows with nodes plus edges.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Filter, KnowledgeGraph, Selection, View};

/// The shape of a view.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Overview {
    /// Pieces that no edge connects.
    pub components: usize,
    /// Nodes of the largest of them.
    pub largest_component: usize,
    /// Nodes without any edge.
    pub alone: usize,
    /// The largest core number: in some part every node has so many neighbours.
    pub largest_core: usize,
    /// Communities of more than one node.
    pub communities: usize,
    /// Of the communities. [`super::Communities::modularity`].
    pub modularity: f64,
    /// The largest communities.
    pub largest_communities: Vec<CommunityCard>,
    /// The nodes of the highest PageRank.
    pub top: Vec<Ranked>,
    /// The nodes over which the largest share of shortest ways leads: who joins parts that little else joins.
    #[serde(default)]
    pub between: Vec<Between>,
    /// The nodes of the highest PageRank, by general class.
    pub top_by_class: BTreeMap<String, Vec<Ranked>>,
    /// What each year brought.
    pub years: BTreeMap<i16, Year>,
}

/// A node with its rank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// Its key.
    pub key: String,
    /// Its label.
    pub label: String,
    /// Its finest class.
    pub class: String,
    /// Its PageRank, edges walked both ways, to the millionth.
    pub pagerank: f64,
    /// In how many edges it stands.
    pub degree: usize,
}

/// A node that stands between others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Between {
    /// Of all pairs of other nodes the share whose shortest ways lead over it, to the millionth ([`super::Net::betweenness`]).
    pub betweenness: f64,
    /// The node.
    #[serde(flatten)]
    pub node: Ranked,
}

/// A community.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommunityCard {
    /// Its number, as exports have it.
    pub number: usize,
    /// How many nodes.
    pub nodes: usize,
    /// Its members of the highest PageRank.
    pub top: Vec<Ranked>,
}

/// A year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Year {
    /// Documents published in it.
    pub documents: usize,
    /// What those documents claim.
    pub assertions: usize,
    /// Events that happened in it.
    pub events: usize,
}

impl KnowledgeGraph {
    /// What stands out in a view; `most` is the length of the lists of nodes.
    pub fn overview(&self, view: View, most: usize) -> Overview {
        let selection = self.select(view, &Filter::default());
        let net = self.net(&selection);
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for component in net.components() {
            *sizes.entry(component).or_default() += 1;
        }
        let (ranks, degrees) = (net.both_ways().pagerank(), net.degrees());
        let ranked = Ranking { graph: self, selection: &selection, ranks: &ranks, degrees: &degrees };
        let communities = net.communities();
        let order = ranked.order();
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); communities.sizes.len().min(most)];
        let mut top_by_class: BTreeMap<String, Vec<Ranked>> = BTreeMap::new();
        for &place in &order {
            if let Some(members) = members.get_mut(communities.of[place]).filter(|members| members.len() < 5) {
                members.push(place);
            }
            let class = self.graph[selection.nodes[place]].class.general();
            let list = top_by_class.entry(class.to_owned()).or_default();
            if list.len() < most {
                list.push(ranked.card(place));
            }
        }
        let between = net.betweenness();
        let mut bridges: Vec<usize> = (0..between.len()).filter(|&place| between[place] > 0.0).collect();
        bridges.sort_by(|&one, &other| between[other].total_cmp(&between[one]).then(one.cmp(&other)));
        bridges.truncate(most);
        Overview {
            between: bridges
                .into_iter()
                .map(|place| Between { betweenness: millionths(between[place]), node: ranked.card(place) })
                .collect(),
            components: sizes.len(),
            largest_component: sizes.into_values().max().unwrap_or(0),
            alone: degrees.iter().filter(|degree| **degree == 0).count(),
            largest_core: net.cores().into_iter().max().unwrap_or(0),
            communities: communities.sizes.iter().filter(|size| **size > 1).count(),
            modularity: millionths(communities.modularity),
            largest_communities: members
                .into_iter()
                .enumerate()
                .filter(|(number, _)| communities.sizes[*number] > 1)
                .map(|(number, members)| CommunityCard {
                    number,
                    nodes: communities.sizes[number],
                    top: members.into_iter().map(|place| ranked.card(place)).collect(),
                })
                .collect(),
            top: order.iter().take(most).map(|&place| ranked.card(place)).collect(),
            top_by_class,
            years: self.years(),
        }
    }

    fn years(&self) -> BTreeMap<i16, Year> {
        let mut years: BTreeMap<i16, Year> = BTreeMap::new();
        for document in self.documents.values() {
            if let Some(date) = document.date {
                years.entry(date.year()).or_default().documents += 1;
            }
        }
        for assertion in &self.assertions {
            if let Some(date) = self.documents.get(&assertion.document).and_then(|document| document.date) {
                years.entry(date.year()).or_default().assertions += 1;
            }
        }
        for (_, node) in self.nodes() {
            if node.class.general() == "Event"
                && node.realis() == Some(crate::model::Realis::Happened)
                && let (Some(from), _) = node.days()
            {
                years.entry(from.year()).or_default().events += 1;
            }
        }
        years
    }
}

struct Ranking<'a> {
    graph: &'a KnowledgeGraph,
    selection: &'a Selection,
    ranks: &'a [f64],
    degrees: &'a [usize],
}

impl Ranking<'_> {
    /// Places by rank; ranks equal to the ninth digit are equal.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.ranks.len()).collect();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ranks lie between 0 and 1")]
        order.sort_by_key(|&place| (Reverse((self.ranks[place] * 1e9).round() as u64), place));
        order
    }

    fn card(&self, place: usize) -> Ranked {
        let node = &self.graph.graph[self.selection.nodes[place]];
        Ranked {
            key: node.key.0.clone(),
            label: node.label.clone(),
            class: node.class.name().to_owned(),
            pagerank: millionths(self.ranks[place]),
            degree: self.degrees[place],
        }
    }
}

fn millionths(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
