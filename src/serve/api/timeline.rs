//! Events enter; they leave by day, the latest first, with how many there are in each month.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use petgraph::stable_graph::NodeIndex;
use serde::Serialize;

use super::{ApiError, Event, Explorer, Wanted, month};
use crate::graph::{Class, KnowledgeGraph, View};

/// An event with the day that it is sorted by.
pub(super) struct Dated {
    pub day: Option<Date>,
    pub node: NodeIndex,
    pub class: Class,
}

/// Events by month and day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timeline {
    /// How many events there are.
    pub total: usize,
    /// By month, the earliest first; what has no day is not among them.
    pub months: Vec<Month>,
    /// A page of events, the latest first.
    pub items: Vec<Event>,
}

/// How many events a month has, by class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Month {
    /// `2024-03`.
    pub month: String,
    /// Counts by class.
    pub counts: BTreeMap<&'static str, usize>,
}

/// What a timeline shows unless told otherwise: what took place between people, bodies and places.
const USUAL: [Class; 5] = [Class::Visit, Class::Meeting, Class::Gathering, Class::Agreement, Class::PolicyAct];

/// All events but statements, by day.
pub(super) fn dated(graph: &KnowledgeGraph) -> Vec<Dated> {
    let mut dated: Vec<Dated> = graph
        .nodes()
        .filter(|(_, node)| USUAL.contains(&node.class) || node.class == Class::Utterance)
        .map(|(index, node)| {
            let (from, to) = node.days();
            let told = node.assertions.iter().filter_map(|&number| {
                graph.documents.get(&graph.assertions[number].document).and_then(|document| document.date)
            });
            Dated { day: from.or(to).or_else(|| told.min()), node: index, class: node.class }
        })
        .collect();
    dated.sort_by(|one, other| other.day.cmp(&one.day).then(one.node.cmp(&other.node)));
    dated
}

impl Explorer {
    /// Events by day: of everything, or those in which a thing plays a part. `classes` are names of classes; where empty,
    /// all but statements.
    ///
    /// # Errors
    /// No such key.
    pub fn timeline(
        &self,
        key: Option<&str>,
        classes: &[String],
        wanted: &Wanted,
        offset: usize,
        limit: usize,
    ) -> Result<Timeline, ApiError> {
        let own: Option<BTreeSet<NodeIndex>> = match key {
            Some(key) => Some(self.events_of(self.index(key)?)),
            None => None,
        };
        let asked = |class: Class| {
            if classes.is_empty() { USUAL.contains(&class) } else { classes.iter().any(|name| class.is_a(name)) }
        };
        let shown: Vec<&Dated> = self
            .events
            .iter()
            .filter(|event| asked(event.class) && own.as_ref().is_none_or(|own| own.contains(&event.node)))
            .filter(|event| !wanted.asks_time() || wanted.has_days(event.day, event.day))
            .filter(|event| wanted.confidence.is_none_or(|least| self.surest(event.node) >= least))
            .collect();
        let mut months: BTreeMap<String, BTreeMap<&'static str, usize>> = BTreeMap::new();
        for event in &shown {
            if let Some(day) = event.day {
                *months.entry(month(day)).or_default().entry(event.class.name()).or_default() += 1;
            }
        }
        Ok(Timeline {
            total: shown.len(),
            months: months.into_iter().map(|(month, counts)| Month { month, counts }).collect(),
            items: shown.iter().skip(offset).take(limit).map(|event| self.event(event.node)).collect(),
        })
    }

    /// The events in which a thing plays a part.
    pub(super) fn events_of(&self, index: NodeIndex) -> BTreeSet<NodeIndex> {
        let neighbours = self.graph.neighbours(index, View::Full).into_iter();
        let mut events: BTreeSet<NodeIndex> = neighbours
            .filter(|neighbour| self.node(neighbour.node).class.general() == "Event")
            .map(|neighbour| neighbour.node)
            .collect();
        if self.node(index).class.general() == "Event" {
            events.insert(index);
        }
        events
    }

    fn surest(&self, index: NodeIndex) -> f64 {
        let claims = self.node(index).assertions.iter().map(|&number| self.graph.assertions[number].confidence);
        claims.fold(0.0, f64::max)
    }
}
