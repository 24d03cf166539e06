//! A thing enters; what stands next to it leaves, what matters most first.
//!
//! Promise: the edges are the direct ones, each with at least one claim that the filter leaves, or given by codes; both
//! directions of a symmetric property are one link.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use petgraph::stable_graph::{EdgeIndex, NodeIndex};
use serde::Serialize;

use super::{ApiError, Explorer, Thing, Wanted};
use crate::graph::{Direction, Property, View};

/// A direct edge, as a picture shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// Key of where it starts.
    pub from: String,
    /// What it says.
    pub property: &'static str,
    /// Key of where it leads.
    pub to: String,
    /// How many documents tell of it; 0 where only codes do.
    pub documents: usize,
    /// The chance that some claim behind it is right.
    pub confidence: f64,
    /// The first day told.
    pub first: Option<Date>,
    /// The last.
    pub last: Option<Date>,
}

/// Another thing and all that joins it to the one asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Near {
    /// The other thing.
    #[serde(flatten)]
    pub thing: Thing,
    /// How much joins the two: the links, each by what it says and how often it is told.
    pub strength: f64,
    /// The links.
    pub links: Vec<Link>,
}

/// A page of what stands next to a thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Neighbourhood {
    /// The thing.
    pub centre: Thing,
    /// How many there are.
    pub total: usize,
    /// How many there are of each class that stands above, whatever types are asked for.
    pub classes: BTreeMap<&'static str, usize>,
    /// This page.
    pub items: Vec<Near>,
}

/// How much a link counts beside others. Where someone went and whom they met tells more than what they named.
fn importance(property: Property) -> f64 {
    match property {
        Property::Visited | Property::Met | Property::CooperatesWith => 4.0,
        Property::HoldsPosition | Property::WorksFor | Property::Issued | Property::Produces => 3.0,
        Property::Attended | Property::PartOf | Property::SiteOf => 2.0,
        Property::LocatedIn => 1.0,
        _ => 0.5,
    }
}

impl Explorer {
    /// What stands next to a thing, strongest first; `types` are names of classes, all where empty.
    ///
    /// # Errors
    /// No such key.
    pub fn neighbours(
        &self,
        key: &str,
        types: &[String],
        wanted: &Wanted,
        offset: usize,
        limit: usize,
    ) -> Result<Neighbourhood, ApiError> {
        let centre = self.index(key)?;
        let mut near: BTreeMap<NodeIndex, Vec<(Property, Link)>> = BTreeMap::new();
        for neighbour in self.graph.neighbours(centre, View::Entity) {
            let property = self.graph.graph[neighbour.edge].property;
            let doubled = property.is_symmetric() && neighbour.direction == Direction::Incoming;
            if doubled || neighbour.node == centre {
                continue;
            }
            if let Some(link) = self.link(neighbour.edge, wanted) {
                near.entry(neighbour.node).or_default().push((property, link));
            }
        }
        let mut classes = BTreeMap::new();
        for &index in near.keys() {
            *classes.entry(self.node(index).class.general()).or_default() += 1;
        }
        let mut items: Vec<Near> = near
            .into_iter()
            .filter(|(index, _)| types.is_empty() || types.iter().any(|name| self.node(*index).class.is_a(name)))
            .map(|(index, links)| {
                let told = |documents: usize| 1.0 + (documents.max(1) as f64).ln();
                let strength: f64 =
                    links.iter().map(|(property, link)| importance(*property) * told(link.documents)).sum();
                let links = links.into_iter().map(|(_, link)| link).collect();
                Near { thing: self.thing(index), strength: (strength * 100.0).round() / 100.0, links }
            })
            .collect();
        items.sort_by(|one, other| {
            let by_strength = other.strength.total_cmp(&one.strength);
            by_strength.then_with(|| (other.thing.weight, &one.thing.key).cmp(&(one.thing.weight, &other.thing.key)))
        });
        let total = items.len();
        Ok(Neighbourhood { centre: self.thing(centre), total, classes, items: super::page(items, offset, limit) })
    }

    /// The direct edges among things; keys that nothing has are passed over.
    pub fn links(&self, keys: &[String], wanted: &Wanted) -> Vec<Link> {
        let nodes: BTreeSet<NodeIndex> = keys.iter().filter_map(|key| self.index(key).ok()).collect();
        let mut links = Vec::new();
        for &from in &nodes {
            for neighbour in self.graph.neighbours(from, View::Entity) {
                let symmetric = self.graph.graph[neighbour.edge].property.is_symmetric();
                let ours = neighbour.direction == Direction::Outgoing
                    && nodes.contains(&neighbour.node)
                    && (!symmetric || from < neighbour.node);
                if ours {
                    links.extend(self.link(neighbour.edge, wanted));
                }
            }
        }
        links
    }

    /// An edge with the claims that count; `None` where there are none.
    pub(super) fn link(&self, index: EdgeIndex, wanted: &Wanted) -> Option<Link> {
        let edge = &self.graph.graph[index];
        let (from, to) = self.graph.graph.edge_endpoints(index)?;
        let mut documents = BTreeSet::new();
        let by_code = edge.by_code && !wanted.asks_time();
        let (mut confidence, mut first, mut last) = (if by_code { 1.0 } else { 0.0_f64 }, None, None);
        for claim in edge.assertions_in(&self.graph).filter(|claim| self.counts(claim, wanted)) {
            documents.insert(&claim.document);
            confidence = confidence.max(claim.confidence);
            let (start, end) = self.days(claim);
            first = [first, start].into_iter().flatten().min();
            last = last.max(end);
        }
        (by_code || !documents.is_empty()).then(|| Link {
            from: self.node(from).key.0.clone(),
            property: edge.property.name(),
            to: self.node(to).key.0.clone(),
            documents: documents.len(),
            confidence,
            first,
            last,
        })
    }
}
