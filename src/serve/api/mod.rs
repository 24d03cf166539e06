//! The explorer's answers: a store enters once; what the page asks of it leaves as JSON of bounded size.
//!
//! Routes, all `GET` under `/api`, all answering JSON ([`fn@routes`]):
//!
//! | route | parameters | gives |
//! |---|---|---|
//! | `home` | – | counts, most named, latest visits to companies, articles by month: [`Home`] |
//! | `terms` | – | labels of classes and properties in Chinese and English: [`Terms`] |
//! | `search` | `q`, `type`, `limit` (≤ 50) | names, aliases, pinyin, initials, English: [`Found`] |
//! | `entity` | `key` | the card: [`Card`] |
//! | `events` | `key`, `section`, `offset`, `limit` (≤ 200) | more of a section of the card: [`Section`] |
//! | `neighbours` | `key`, `offset`, `limit` (≤ 200), `types`, `since`, `until`, `confidence` | [`Neighbourhood`] |
//! | `links` | `keys` (≤ 500), `since`, `until`, `confidence` | the edges among these things: [`Link`] |
//! | `evidence` | `from`, `property`, `to`, or `node` | the passages behind an edge or an event: [`Proof`] |
//! | `document` | `id`, `marks` (`80-129,131-176`) | the article with its names and the marked quotes: [`Article`] |
//! | `timeline` | `key`, `classes`, `since`, `until`, `offset`, `limit` (≤ 200) | events by month and day: [`Timeline`] |
//! | `places` | `key`, `since`, `until` | where it took place, with coordinates: [`Map`] |
//! | `ask` | `q`, `limit` (≤ 500) | the question as understood, rows, evidence: [`Reply`] |
//! | `queries` | – | the ready-made SPARQL queries: [`ReadyQuery`] |
//!
//! Keys are those of the graph (`person/李强`). Days are `2024-03-13`. `types` and `classes` are names of classes apart by
//! commas, `keys` apart by line feeds. An unknown key gives 404, a parameter that does not read as it should 400, both with a
//! text that says what to do.
//!
//! Promise: the same store gives the same answers; nothing walks the whole graph for one request except the search over
//! names, the map and the timeline of everything, each over a list made at the start.

mod answer;
mod card;
mod document;
mod evidence;
mod home;
mod names;
mod near;
mod places;
mod routes;
mod terms;
mod timeline;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use petgraph::stable_graph::NodeIndex;
use serde::Serialize;
use thiserror::Error;

use crate::ask::Asker;
use crate::graph::{Assertion, KnowledgeGraph, Node, NodeData, NodeKey};
use crate::model::{DocumentId, Realis};
use crate::rdf::Minter;

pub use answer::{Cell, Passage, ReadyQuery, Reply, ready_queries};
pub use card::{Card, Event, Held, Part, Section};
pub use document::{Article, Run};
pub use evidence::{Claim, Marked, Proof};
pub use home::{Home, Ranked, Told};
pub use names::Found;
pub use near::{Link, Near, Neighbourhood};
pub use places::{Map, Point};
pub use routes::routes;
pub use terms::{Label, Terms};
pub use timeline::{Month, Timeline};

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum ApiError {
    /// No node has this key.
    #[error("nothing in the graph has the key {0}")]
    NoThing(String),
    /// No edge joins these.
    #[error("the graph has no edge {1} from {0} to {2}")]
    NoEdge(String, String, String),
    /// No document has this id.
    #[error("the store has no document {0}")]
    NoDocument(String),
    /// A parameter does not read as it should.
    #[error("{0}")]
    Parameter(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] crate::rdf::store::StoreError),
    /// The names for questions.
    #[error(transparent)]
    Ask(#[from] crate::ask::AskError),
    /// The questions.
    #[error(transparent)]
    Query(#[from] crate::query::QueryError),
}

/// A node, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Thing {
    /// Its key.
    pub key: String,
    /// What to call it.
    pub label: String,
    /// Its finest class.
    pub class: &'static str,
    /// The class above.
    pub general: &'static str,
    /// How often it is named; for what is no entity, how many claims tell of it.
    pub weight: usize,
}

/// Which claims count.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Wanted {
    /// Only what took place, or was told, on this day or later.
    pub since: Option<Date>,
    /// Or earlier.
    pub until: Option<Date>,
    /// Only claims at least as sure.
    pub confidence: Option<f64>,
}

impl Wanted {
    /// Whether anything is asked of the time.
    pub fn asks_time(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    /// Whether a day, or the span of two, lies inside; what has no day does not where a time is asked.
    pub fn has_days(&self, from: Option<Date>, to: Option<Date>) -> bool {
        let (first, last) = (from.or(to), to.or(from));
        self.since.is_none_or(|since| last.is_some_and(|day| day >= since))
            && self.until.is_none_or(|until| first.is_some_and(|day| day <= until))
    }
}

/// The graph made ready for the page: names and events are listed once.
pub struct Explorer {
    graph: Arc<KnowledgeGraph>,
    base: String,
    names: names::Names,
    /// Where each entity is named, as indices of the graph's mentions.
    mentions: HashMap<NodeIndex, Vec<u32>>,
    /// Events by day, the latest first.
    events: Vec<timeline::Dated>,
    coordinates: BTreeMap<String, (f64, f64)>,
    by_iri: HashMap<String, NodeIndex>,
    home: OnceLock<Home>,
    asker: OnceLock<Asker>,
}

impl Explorer {
    /// Makes a graph ready; `base` is the base IRI of the store's data.
    pub fn new(graph: Arc<KnowledgeGraph>, base: &str) -> Self {
        let names = names::Names::of(&graph);
        let mut mentions: HashMap<NodeIndex, Vec<u32>> = HashMap::new();
        for (number, mention) in graph.mentions.iter().enumerate() {
            if let (Some(index), Ok(number)) = (graph.index_of(&mention.entity), u32::try_from(number)) {
                mentions.entry(index).or_default().push(number);
            }
        }
        let events = timeline::dated(&graph);
        let minter = Minter::new(base);
        let by_iri = graph.nodes().map(|(index, node)| (minter.node(&node.key).into_string(), index)).collect();
        let base = base.to_owned();
        let coordinates = places::coordinates();
        Self {
            graph,
            base,
            names,
            mentions,
            events,
            coordinates,
            by_iri,
            home: OnceLock::new(),
            asker: OnceLock::new(),
        }
    }

    /// The graph.
    pub fn graph(&self) -> &KnowledgeGraph {
        &self.graph
    }

    /// The node of an IRI of the store's data.
    pub fn node_of_iri(&self, iri: &str) -> Option<&Node> {
        self.by_iri.get(iri).map(|&index| &self.graph.graph[index])
    }

    pub(crate) fn index(&self, key: &str) -> Result<NodeIndex, ApiError> {
        self.graph.index_of(&NodeKey(key.to_owned())).ok_or_else(|| ApiError::NoThing(key.to_owned()))
    }

    pub(crate) fn node(&self, index: NodeIndex) -> &Node {
        &self.graph.graph[index]
    }

    fn thing(&self, index: NodeIndex) -> Thing {
        thing(self.node(index))
    }

    /// The day of a claim: its own time, else its document's.
    fn days(&self, claim: &Assertion) -> (Option<Date>, Option<Date>) {
        match &claim.time {
            Some(time) if time.from.is_some() || time.to.is_some() => (time.from, time.to),
            _ => {
                let day = self.published(&claim.document);
                (day, day)
            }
        }
    }

    fn published(&self, document: &DocumentId) -> Option<Date> {
        self.graph.documents.get(document).and_then(|document| document.date)
    }

    /// Whether a claim counts.
    fn counts(&self, claim: &Assertion, wanted: &Wanted) -> bool {
        let (from, to) = self.days(claim);
        wanted.confidence.is_none_or(|least| claim.confidence >= least) && wanted.has_days(from, to)
    }
}

fn thing(node: &Node) -> Thing {
    Thing {
        key: node.key.0.clone(),
        label: node.label.clone(),
        class: node.class.name(),
        general: node.class.general(),
        weight: weight(node),
    }
}

/// How often a node is named, or told of.
fn weight(node: &Node) -> usize {
    match &node.data {
        NodeData::Entity(data) => data.mention_count,
        _ => node.assertions.len(),
    }
}

fn is_real(node: &Node) -> bool {
    node.realis().is_none_or(|realis| realis == Realis::Happened)
}

/// `2024-03` of a day.
fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The page of a list that starts at `offset`.
fn page<T>(list: Vec<T>, offset: usize, limit: usize) -> Vec<T> {
    list.into_iter().skip(offset).take(limit).collect()
}
