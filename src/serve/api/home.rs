//! The graph enters; what the first screen shows leaves: how much there is, who is named most, who visited which company
//! lately, what is planned.

use std::collections::BTreeMap;

use jiff::civil::Date;
use petgraph::stable_graph::NodeIndex;
use serde::Serialize;

use super::{Event, Explorer, Thing, month};
use crate::graph::{Class, NodeData, NodeKey, Property, View};
use crate::model::Realis;

/// The first screen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Home {
    /// Base IRI of the data: what follows it in an IRI is a key.
    pub base: String,
    /// Articles read.
    pub documents: usize,
    /// Namings.
    pub mentions: usize,
    /// Claims.
    pub claims: usize,
    /// Things by general class.
    pub things: BTreeMap<&'static str, usize>,
    /// Events by class.
    pub events: BTreeMap<&'static str, usize>,
    /// The first day of publication.
    pub first: Option<Date>,
    /// The last.
    pub last: Option<Date>,
    /// Articles by month.
    pub months: Vec<(String, usize)>,
    /// The most named of some classes.
    pub ranked: Vec<Ranked>,
    /// The latest visits to companies.
    pub company_visits: Vec<Told>,
    /// The latest meetings.
    pub meetings: Vec<Told>,
    /// What was announced last and had not taken place.
    pub planned: Vec<Told>,
}

/// The most named of a class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranked {
    /// `Person`, `Company`, `GovernmentBody`, `Place`, `Policy`.
    pub class: &'static str,
    /// They, the most named first.
    pub things: Vec<Thing>,
}

/// An event with the first of its passages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// The event.
    #[serde(flatten)]
    pub event: Event,
    /// The words of the latest claim.
    pub quote: String,
}

const MOST: usize = 10;
const RANKED: [&str; 5] = ["Person", "Company", "GovernmentBody", "Place", "Policy"];

impl Explorer {
    /// The first screen; computed once.
    pub fn home(&self) -> &Home {
        self.home.get_or_init(|| self.make_home())
    }

    fn make_home(&self) -> Home {
        let graph = &self.graph;
        let (mut things, mut events) = (BTreeMap::new(), BTreeMap::new());
        for (_, node) in graph.nodes() {
            match &node.data {
                NodeData::Entity(_) => *things.entry(node.class.general()).or_default() += 1,
                NodeData::Position(_) => {}
                _ => *events.entry(node.class.name()).or_default() += 1,
            }
        }
        let mut months: BTreeMap<String, usize> = BTreeMap::new();
        for day in graph.documents.values().filter_map(|document| document.date) {
            *months.entry(month(day)).or_default() += 1;
        }
        Home {
            base: self.base.clone(),
            documents: graph.documents.len(),
            mentions: graph.mentions.len(),
            claims: graph.assertions.len(),
            things,
            events,
            first: graph.documents.values().filter_map(|document| document.date).min(),
            last: graph.documents.values().filter_map(|document| document.date).max(),
            months: months.into_iter().collect(),
            ranked: RANKED.into_iter().map(|class| Ranked { class, things: self.most_named(class) }).collect(),
            company_visits: self.latest(Class::Visit, Realis::Happened, |node| self.is_at_company(node)),
            meetings: self.latest(Class::Meeting, Realis::Happened, |_| true),
            planned: self.latest(Class::Visit, Realis::Planned, |_| true),
        }
    }

    fn most_named(&self, class: &str) -> Vec<Thing> {
        let nodes = self.graph.nodes().filter(|(_, node)| node.class.is_a(class));
        let entities = nodes.filter(|(_, node)| matches!(node.data, NodeData::Entity(_)));
        let mut things: Vec<Thing> = entities.map(|(index, _)| self.thing(index)).collect();
        things.sort_by(|one, other| other.weight.cmp(&one.weight).then_with(|| one.key.cmp(&other.key)));
        things.truncate(MOST);
        things
    }

    fn is_at_company(&self, visit: NodeIndex) -> bool {
        self.graph.neighbours(visit, View::Full).into_iter().any(|one| {
            self.graph.graph[one.edge].property == Property::Visited && self.node(one.node).class == Class::Company
        })
    }

    /// The latest events of a class. What is told of the future by mistake (a wrong year) does not stand before what
    /// the last articles tell: days after the last day of publication come last, unless the future is asked for.
    fn latest(&self, class: Class, realis: Realis, wanted: impl Fn(NodeIndex) -> bool) -> Vec<Told> {
        let last = self.graph.documents.values().filter_map(|document| document.date).max();
        let ours = self.events.iter().filter(|event| {
            event.class == class
                && self.node(event.node).realis() == Some(realis)
                && (realis != Realis::Happened || event.day <= last)
        });
        ours.filter(|event| wanted(event.node)).take(MOST).map(|event| self.told(event.node)).collect()
    }

    fn told(&self, index: NodeIndex) -> Told {
        let node = self.node(index);
        let key: &NodeKey = &node.key;
        let claims = node.assertions.iter().map(|&number| &self.graph.assertions[number]);
        let last = claims
            .filter(|claim| claim.asserts.as_ref() == Some(key))
            .max_by_key(|claim| self.published(&claim.document));
        let quote = last.and_then(|claim| claim.evidence.first()).map(|quote| quote.text.clone());
        Told { event: self.event(index), quote: quote.unwrap_or_default() }
    }
}
