//! The knowledge graph's types. Nothing is computed here but look-ups.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use petgraph::stable_graph::{EdgeIndex, NodeIndex, StableDiGraph};
use petgraph::visit::{EdgeRef, IntoEdgeReferences};
use serde::{Deserialize, Serialize};

use super::{Class, Layer, Property};
use crate::model::{Attribute, DocumentId, EntityKey, EventTime, FactType, LinkedEntity, Quote, Realis, Span};

/// A stable key of a node: the entity's key, `position/国务院总理`, or a class and a hash of the content
/// (`visit/2024-03-13-8f2a…`). The IRI is the data base followed by the key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeKey(pub String);

impl fmt::Display for NodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&EntityKey> for NodeKey {
    fn from(key: &EntityKey) -> Self {
        Self(key.0.clone())
    }
}

/// Everything that the records say, as one graph. Built by [`super::build()`]; a pure function of its input, so that
/// node and edge indices follow the sorted keys.
#[derive(Debug, Clone, Default)]
pub struct KnowledgeGraph {
    /// The nodes and edges. Both directions of a symmetric property are there.
    pub graph: StableDiGraph<Node, Edge>,
    /// The documents read.
    pub documents: BTreeMap<DocumentId, DocumentNode>,
    /// What each document asserts, sorted by document, fact and part.
    pub assertions: Vec<Assertion>,
    /// Where each entity is named, sorted by document and place.
    pub mentions: Vec<EntityMention>,
    pub(super) index: BTreeMap<NodeKey, NodeIndex>,
}

/// A document, without its text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentNode {
    /// Its id.
    pub id: DocumentId,
    /// Path or `-`.
    pub source: String,
    /// Headline.
    pub title: String,
    /// Day of publication.
    pub date: Option<Date>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where.
    pub url: Option<String>,
    /// SHA-256 of the text.
    pub sha256: String,
    /// The pieces of the text that are this document's, in code points; the whole text where empty.
    pub segments: Vec<Span>,
    /// The first document of the family, where this one tells the same text again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reprint_of: Option<DocumentId>,
}

/// A thing, an event, a tenure or a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Node {
    /// Its key.
    pub key: NodeKey,
    /// What to call it: a name, or a short Chinese description (`李强访问北京市`).
    pub label: String,
    /// Its finest class.
    pub class: Class,
    /// What is known of it.
    pub data: NodeData,
    /// Which assertions tell of it, as indices of [`KnowledgeGraph::assertions`]: those whose `asserts` is this node or
    /// whose roles or direct edges have it as an end.
    pub assertions: Vec<usize>,
}

/// What is known of a node beyond its edges.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeData {
    /// A thing of the corpus.
    Entity(EntityData),
    /// A post, apart from who holds it.
    Position(PositionData),
    /// Something that took place, or was to.
    Event(EventData),
    /// Someone's holding of a position.
    Tenure(TenureData),
    /// A figure.
    Observation(ObservationData),
}

/// An entity with its counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntityData {
    /// Names, codes and members. Products that only facts name have no members.
    pub entity: LinkedEntity,
    /// How often it is named.
    pub mention_count: usize,
    /// In how many documents it is named.
    pub document_count: usize,
    /// Things that it may be one with, as far as linking could not tell; sorted. Said of both.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub maybe: Vec<NodeKey>,
}

/// A position; `positionIn` leads to its organisation or place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PositionData {
    /// The title without the organisation: 总理.
    pub title: String,
    /// Its organisation or place.
    pub organization: Option<NodeKey>,
    /// How documents write it, sorted, the label left out.
    pub names: Vec<String>,
}

/// An event, as all documents together tell it; what a single document says stands in its [`Assertion`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventData {
    /// The strongest realis of any assertion: happened, cancelled, denied, planned, hypothetical, generic.
    pub realis: Realis,
    /// The finest time that an assertion of that realis states.
    pub time: Option<EventTime>,
    /// Properties that are no entities. Visit: `visitKind`, `topic`, `position`; Gathering: `event`;
    /// Utterance: `verb`, `quote`, `topics`, `direct` (`true` or `false`); PolicyAct: `verb`. The first assertion (in
    /// their order) that has a property gives it.
    pub attributes: BTreeMap<String, Attribute>,
}

/// A tenure: `holder`, `position` and `organization` are edges.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TenureData {
    /// The strongest realis, as for events.
    pub realis: Realis,
    /// First day that a document which says that it is so gives (the fact's day, else the document's).
    pub seen_first: Option<Date>,
    /// Last such day.
    pub seen_last: Option<Date>,
}

/// A figure: `subject` is an edge where it is an entity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObservationData {
    /// The strongest realis, as for events.
    pub realis: Realis,
    /// The period.
    pub time: Option<EventTime>,
    /// `subject` (where it is no entity), `indicator`, `value`, `number`, `unit`, `op`, `period`, `change`,
    /// `changeNumber`, `status`, `product`: whatever the facts have.
    pub attributes: BTreeMap<String, Attribute>,
}

/// What joins two nodes. There is at most one edge of a layer and property from one node to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// What it says.
    pub property: Property,
    /// Role of an event, or direct.
    pub layer: Layer,
    /// The assertions behind it, as indices of [`KnowledgeGraph::assertions`], sorted.
    pub assertions: Vec<usize>,
    /// Whether administrative codes give it too (county in prefecture in province in country), or a rule of names; such an edge
    /// may have no assertion.
    pub by_code: bool,
    /// The rule of names that gives it (`parent.name`), where it is not the codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_rule: Option<String>,
}

/// A direct edge or a role edge, by keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Triple {
    /// From.
    pub subject: NodeKey,
    /// What it says.
    pub property: Property,
    /// To.
    pub object: NodeKey,
}

/// One claim of one document: a fact of its record, or one statement of a `quoted` fact.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assertion {
    /// `<document>/f3`, and for the statements of a `quoted` fact `<document>/f3.1`, `<document>/f3.2`, …
    pub key: String,
    /// Whose claim it is.
    pub document: DocumentId,
    /// The fact's id in the record.
    pub fact: String,
    /// What kind of fact it is.
    pub fact_type: FactType,
    /// The rule that found it.
    pub rule: String,
    /// Chance of being right, 0 to 1.
    pub confidence: f64,
    /// Whether it took place, as told here.
    pub realis: Realis,
    /// When, as told here.
    pub time: Option<EventTime>,
    /// The fact's properties, as told here (for a statement: `verb`, `quote`, `topics`, `direct`).
    pub attributes: BTreeMap<String, Attribute>,
    /// The passages it rests on.
    pub evidence: Vec<Quote>,
    /// The event, tenure or observation that it tells of. Facts such as `locatedIn` have none.
    pub asserts: Option<NodeKey>,
    /// The role edges that it states, sorted. Their subject is `asserts`, its position, or, for a companion, the main
    /// visitor's visit.
    pub roles: Vec<Triple>,
    /// The direct edges that it supports, sorted; empty unless it happened. A visit to an organisation's own site
    /// supports one to the site and one to the organisation; a symmetric property is there in both directions.
    pub edges: Vec<Triple>,
}

/// One naming of an entity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EntityMention {
    /// Where.
    pub document: DocumentId,
    /// The words and their place.
    pub quote: Quote,
    /// What is named.
    pub entity: NodeKey,
}

impl KnowledgeGraph {
    /// The graph of nodes in the order of their keys and of edges between their places, in the order in which they are to
    /// stand.
    pub fn assembled(
        nodes: Vec<Node>,
        edges: Vec<(usize, usize, Edge)>,
        assertions: Vec<Assertion>,
        mentions: Vec<EntityMention>,
        documents: Vec<DocumentNode>,
    ) -> Self {
        let mut graph = StableDiGraph::with_capacity(nodes.len(), edges.len());
        let index = nodes.into_iter().map(|node| (node.key.clone(), graph.add_node(node))).collect();
        for (from, to, edge) in edges {
            graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), edge);
        }
        let documents = documents.into_iter().map(|document| (document.id.clone(), document)).collect();
        Self { graph, documents, assertions, mentions, index }
    }

    /// The index of the node with this key.
    pub fn index_of(&self, key: &NodeKey) -> Option<NodeIndex> {
        self.index.get(key).copied()
    }

    /// The node with this key.
    pub fn node(&self, key: &NodeKey) -> Option<&Node> {
        self.index_of(key).map(|index| &self.graph[index])
    }

    /// All nodes, by key.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeIndex, &Node)> {
        self.index.values().map(|&index| (index, &self.graph[index]))
    }

    /// All edges, by key of the source, layer, property and key of the target.
    pub fn edges(&self) -> impl Iterator<Item = (EdgeIndex, &Node, &Edge, &Node)> {
        self.graph
            .edge_references()
            .map(|edge| (edge.id(), &self.graph[edge.source()], edge.weight(), &self.graph[edge.target()]))
    }

    /// The nodes with this key, label or name, by key.
    pub fn named(&self, name: &str) -> Vec<NodeIndex> {
        if let Some(index) = self.index_of(&NodeKey(name.to_owned())) {
            return vec![index];
        }
        self.nodes().filter(|(_, node)| node.names().any(|known| known == name)).map(|(index, _)| index).collect()
    }
}

impl Node {
    /// The label and, for entities and positions, all other names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let more: &[String] = match &self.data {
            NodeData::Entity(data) => &data.entity.names,
            NodeData::Position(data) => &data.names,
            NodeData::Event(_) | NodeData::Tenure(_) | NodeData::Observation(_) => &[],
        };
        let english = match &self.data {
            NodeData::Entity(data) => data.entity.english.as_deref(),
            _ => None,
        };
        let english = english.filter(|english| *english != self.label && more.iter().all(|name| name != english));
        std::iter::once(self.label.as_str()).chain(more.iter().map(String::as_str)).chain(english)
    }

    /// Whether it took place, for events, tenures and observations.
    pub fn realis(&self) -> Option<Realis> {
        match &self.data {
            NodeData::Event(data) => Some(data.realis),
            NodeData::Tenure(data) => Some(data.realis),
            NodeData::Observation(data) => Some(data.realis),
            NodeData::Entity(_) | NodeData::Position(_) => None,
        }
    }

    /// The first and last day that is known of it.
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        match &self.data {
            NodeData::Event(EventData { time, .. }) | NodeData::Observation(ObservationData { time, .. }) => {
                time.as_ref().map_or((None, None), |time| (time.from, time.to))
            }
            NodeData::Tenure(data) => (data.seen_first, data.seen_last),
            NodeData::Entity(_) | NodeData::Position(_) => (None, None),
        }
    }
}

impl Edge {
    /// The assertions behind it.
    pub fn assertions_in<'g>(&'g self, graph: &'g KnowledgeGraph) -> impl Iterator<Item = &'g Assertion> {
        self.assertions.iter().map(|&index| &graph.assertions[index])
    }
}
