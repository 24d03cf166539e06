//! The graph and a selection of it enter; flat rows leave: what every format writes of a node and of an edge.
//!
//! Promise: one row for each node and edge of the selection, in its order; no row holds a character that XML 1.0 forbids.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::layout::{Point, layout};
use crate::graph::{Assertion, Edge, KnowledgeGraph, Layer, NodeData, Selection};
use crate::model::Precision;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Texts(Vec<String>),
    Int(usize),
    Float(f64),
    Date(Date),
    Nothing,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Text,
    Texts,
    Int,
    Float,
    Date,
}

/// Columns of a node beside its key and label.
pub(super) const NODE_COLUMNS: [(&str, Column); 15] = [
    ("class", Column::Text),
    ("type", Column::Text),
    ("names", Column::Texts),
    ("english", Column::Text),
    ("code", Column::Text),
    ("mentions", Column::Int),
    ("documents", Column::Int),
    ("degree", Column::Int),
    ("pagerank", Column::Float),
    ("component", Column::Int),
    ("realis", Column::Text),
    ("from", Column::Date),
    ("to", Column::Date),
    ("quote", Column::Text),
    ("document", Column::Text),
];

/// Columns of an edge beside its id, ends and property.
pub(super) const EDGE_COLUMNS: [(&str, Column); 10] = [
    ("class", Column::Text),
    ("weight", Column::Int),
    ("confidence", Column::Float),
    ("realis", Column::Text),
    ("date", Column::Date),
    ("published", Column::Date),
    ("quote", Column::Text),
    ("document", Column::Text),
    ("rule", Column::Text),
    ("origin", Column::Text),
];

/// A node to write.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NodeRow {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) class: &'static str,
    pub(super) general: &'static str,
    /// In the order of [`NODE_COLUMNS`].
    pub(super) values: Vec<Value>,
    /// First and last day.
    pub(super) days: Option<(Date, Date)>,
    pub(super) at: Point,
    pub(super) size: f64,
    pub(super) color: [u8; 3],
}

/// An edge to write.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EdgeRow {
    /// `e0`, `e1`, … in the selection's order.
    pub(super) id: String,
    /// Places in the rows of nodes.
    pub(super) source: usize,
    pub(super) target: usize,
    pub(super) property: &'static str,
    /// In the order of [`EDGE_COLUMNS`].
    pub(super) values: Vec<Value>,
    pub(super) weight: usize,
    /// Stated days on which it happened, first and last of each occasion.
    pub(super) days: BTreeSet<(Date, Date)>,
}

/// All rows of a selection.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    pub(super) nodes: Vec<NodeRow>,
    pub(super) edges: Vec<EdgeRow>,
}

/// Makes the rows.
pub(super) fn rows(graph: &KnowledgeGraph, selection: &Selection) -> Rows {
    let place: BTreeMap<_, usize> = selection.nodes.iter().enumerate().map(|(place, &node)| (node, place)).collect();
    let edges: Vec<EdgeRow> = selection
        .edges
        .iter()
        .filter_map(|&index| {
            let (from, to) = graph.graph.edge_endpoints(index)?;
            Some((&graph.graph[index], *place.get(&from)?, *place.get(&to)?))
        })
        .enumerate()
        .map(|(number, (edge, source, target))| edge_row(graph, number, edge, source, target))
        .collect();
    let mut degrees = vec![0_usize; selection.nodes.len()];
    for edge in &edges {
        degrees[edge.source] += 1;
        degrees[edge.target] += 1;
    }
    let ends: Vec<(usize, usize)> = edges.iter().map(|edge| (edge.source, edge.target)).collect();
    let points = layout(selection.nodes.len(), &ends);
    let ranks = graph.pagerank(selection);
    let components = graph.components(selection);
    let nodes = selection
        .nodes
        .iter()
        .enumerate()
        .map(|(place, &index)| {
            let measures = Measures { degree: degrees[place], rank: ranks[place], component: components[place] };
            node_row(graph, index, &measures, points[place])
        })
        .collect();
    Rows { nodes, edges }
}

struct Measures {
    degree: usize,
    rank: f64,
    component: usize,
}

fn node_row(
    graph: &KnowledgeGraph,
    index: petgraph::stable_graph::NodeIndex,
    measures: &Measures,
    at: Point,
) -> NodeRow {
    let node = &graph.graph[index];
    let entity = match &node.data {
        NodeData::Entity(data) => Some(data),
        _ => None,
    };
    let told: Vec<&Assertion> = node
        .assertions
        .iter()
        .map(|&index| &graph.assertions[index])
        .filter(|assertion| assertion.asserts.as_ref() == Some(&node.key))
        .collect();
    let documents = entity.map_or_else(
        || node.assertions.iter().map(|&index| &graph.assertions[index].document).collect::<BTreeSet<_>>().len(),
        |data| data.document_count,
    );
    let best = surest(told.iter().copied());
    let names: Vec<String> = node.names().skip(1).map(clean).collect();
    let (from, to) = node.days();
    let values = vec![
        text(node.class.name()),
        text(node.class.general()),
        if names.is_empty() { Value::Nothing } else { Value::Texts(names) },
        maybe(entity.and_then(|data| data.entity.english.as_deref())),
        maybe(entity.and_then(|data| data.entity.code.as_deref())),
        entity.map_or(Value::Nothing, |data| Value::Int(data.mention_count)),
        Value::Int(documents),
        Value::Int(measures.degree),
        Value::Float(rounded(measures.rank, 1e6)),
        Value::Int(measures.component),
        maybe(node.realis().map(crate::model::Realis::name)),
        from.map_or(Value::Nothing, Value::Date),
        to.map_or(Value::Nothing, Value::Date),
        maybe(best.and_then(quote).as_deref()),
        maybe(best.map(|assertion| assertion.document.0.as_str())),
    ];
    NodeRow {
        key: clean(&node.key.0),
        label: clean(&node.label),
        class: node.class.name(),
        general: node.class.general(),
        values,
        days: from.zip(to),
        at,
        size: rounded(6.0 + 4.0 * (measures.degree as f64).sqrt(), 1e2).min(80.0),
        color: color(node.class.general()),
    }
}

fn edge_row(graph: &KnowledgeGraph, number: usize, edge: &Edge, source: usize, target: usize) -> EdgeRow {
    let told: Vec<&Assertion> = edge.assertions_in(graph).collect();
    let documents: BTreeSet<_> = told.iter().map(|assertion| &assertion.document).collect();
    let published = documents.iter().filter_map(|id| graph.documents.get(id).and_then(|document| document.date)).min();
    let days: BTreeSet<(Date, Date)> = told
        .iter()
        .filter_map(|assertion| assertion.time.as_ref())
        .filter(|time| time.precision == Precision::Day)
        .filter_map(|time| time.from.zip(time.to))
        .collect();
    let best = surest(told.iter().copied());
    let weight = documents.len().max(1);
    let class = match edge.layer {
        Layer::Role => "role",
        Layer::Direct => "direct",
    };
    let origin = match (told.is_empty(), edge.by_code) {
        (false, false) => "text",
        (false, true) => "text and code",
        (true, _) => "code",
    };
    let values = vec![
        text(class),
        Value::Int(weight),
        Value::Float(rounded(graph.confidence(edge), 1e4)),
        maybe(best.map(|assertion| assertion.realis.name())),
        days.first().map_or(Value::Nothing, |days| Value::Date(days.0)),
        published.map_or(Value::Nothing, Value::Date),
        maybe(best.and_then(quote).as_deref()),
        maybe(best.map(|assertion| assertion.document.0.as_str())),
        maybe(best.map(|assertion| assertion.rule.as_str())),
        text(origin),
    ];
    EdgeRow { id: format!("e{number}"), source, target, property: edge.property.name(), values, weight, days }
}

/// The surest assertion; of equals the first.
fn surest<'a>(told: impl Iterator<Item = &'a Assertion>) -> Option<&'a Assertion> {
    told.reduce(|best, other| if other.confidence > best.confidence { other } else { best })
}

fn quote(assertion: &Assertion) -> Option<String> {
    let quotes: Vec<&str> =
        assertion.evidence.iter().map(|quote| quote.text.as_str()).filter(|text| !text.is_empty()).collect();
    (!quotes.is_empty()).then(|| quotes.join(" … "))
}

fn text(words: &str) -> Value {
    Value::Text(clean(words))
}

fn maybe(words: Option<&str>) -> Value {
    words.map_or(Value::Nothing, text)
}

fn rounded(number: f64, scale: f64) -> f64 {
    (number * scale).round() / scale
}

/// The words without what XML 1.0 forbids in any form: control characters but tab and line ends, and U+FFFE, U+FFFF.
pub(super) fn clean(words: &str) -> String {
    words
        .chars()
        .filter(|&c| matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}')))
        .collect()
}

/// The colour of a general class.
pub(super) fn color(general: &str) -> [u8; 3] {
    match general {
        "Person" => [0x4e, 0x79, 0xa7],
        "Organization" => [0xf2, 0x8e, 0x2b],
        "Place" => [0x59, 0xa1, 0x4f],
        "Policy" => [0xb0, 0x7a, 0xa1],
        "Product" => [0xed, 0xc9, 0x48],
        "Position" => [0x9c, 0x75, 0x5f],
        "Event" => [0xe1, 0x57, 0x59],
        "Observation" => [0x76, 0xb7, 0xb2],
        _ => [0xba, 0xb0, 0xac],
    }
}

/// `#4e79a7`.
pub(super) fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

impl Value {
    /// The cell as words; `join` stands between several.
    pub(super) fn words(&self, join: &str) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Texts(texts) => Some(texts.join(join)),
            Self::Int(number) => Some(number.to_string()),
            Self::Float(number) => Some(number.to_string()),
            Self::Date(date) => Some(date.to_string()),
            Self::Nothing => None,
        }
    }
}
