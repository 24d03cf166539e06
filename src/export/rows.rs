//! The graph and a selection of it enter; flat rows leave: what every format writes of a node and of an edge.
//!
//! Promise: one row for each node and edge of the selection, in its order; no row holds a character that XML 1.0 forbids; of
//! what stands behind an edge only that is told which the filter passes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Colour, Options};
use crate::graph::{Assertion, Edge, KnowledgeGraph, Layer, NodeData, Point, Selection, layout};
use crate::model::Precision;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// Several words.
    Texts(Vec<String>),
    /// A count.
    Int(usize),
    /// A number.
    Float(f64),
    /// A day.
    Date(Date),
    /// Not known, or not so for this row.
    Nothing,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// [`Value::Text`].
    Text,
    /// [`Value::Texts`].
    Texts,
    /// [`Value::Int`].
    Int,
    /// [`Value::Float`].
    Float,
    /// [`Value::Date`].
    Date,
}

/// Names of columns and what they hold.
pub type Columns = &'static [(&'static str, Column)];

/// Columns of a node beside its key and label. `pagerank` walks edges both ways.
const NODE_COLUMNS: Columns = &[
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
    ("community", Column::Int),
    ("core", Column::Int),
    ("realis", Column::Text),
    ("from", Column::Date),
    ("to", Column::Date),
    ("quote", Column::Text),
    ("document", Column::Text),
];

/// Columns of an edge beside its id, ends and property; the last with all evidence only.
const EDGE_COLUMNS: Columns = &[
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
    ("evidence", Column::Texts),
];

/// A node to write.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeRow {
    /// Its key.
    pub key: String,
    /// What to call it; may be empty.
    pub label: String,
    /// Finest class.
    pub class: &'static str,
    /// The class above it.
    pub general: &'static str,
    /// In the order of [`Rows::node_columns`].
    pub values: Vec<Value>,
    /// First and last day.
    pub days: Option<(Date, Date)>,
    /// Where it stands: to the right, and up.
    pub at: Point,
    /// Diameter, in the same unit, by PageRank.
    pub size: f64,
    /// Red, green, blue.
    pub color: [u8; 3],
}

/// An edge to write.
#[derive(Debug, Clone, PartialEq)]
pub struct EdgeRow {
    /// `e0`, `e1`, … in the selection's order.
    pub id: String,
    /// Place of its source in [`Rows::nodes`].
    pub source: usize,
    /// Place of its target.
    pub target: usize,
    /// What it says.
    pub property: &'static str,
    /// In the order of [`Rows::edge_columns`].
    pub values: Vec<Value>,
    /// How many documents tell of it, at least 1.
    pub weight: usize,
    /// Stated days on which it happened, first and last of each occasion.
    pub days: BTreeSet<(Date, Date)>,
}

/// All rows of a selection.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// Columns of nodes beside key and label.
    pub node_columns: Columns,
    /// Columns of edges beside id, ends and property.
    pub edge_columns: Columns,
    /// The nodes.
    pub nodes: Vec<NodeRow>,
    /// The edges.
    pub edges: Vec<EdgeRow>,
}

/// The rows of what the options choose, with measures of that part, places, sizes and colours.
pub fn rows(graph: &KnowledgeGraph, options: &Options) -> Rows {
    let selection = graph.select(options.view, &options.filter);
    let place: BTreeMap<_, usize> = selection.nodes.iter().enumerate().map(|(place, &node)| (node, place)).collect();
    let edges: Vec<EdgeRow> = selection
        .edges
        .iter()
        .filter_map(|&index| {
            let (from, to) = graph.graph.edge_endpoints(index)?;
            Some((&graph.graph[index], *place.get(&from)?, *place.get(&to)?))
        })
        .enumerate()
        .map(|(number, (edge, source, target))| edge_row(graph, options, number, edge, source, target))
        .collect();
    let mut nodes = node_rows(graph, options, &selection);
    let net = graph.net(&selection);
    let room: Vec<(f64, f64)> = nodes.iter().map(room).collect();
    let communities: Vec<usize> = nodes.iter().map(|node| node.community).collect();
    let points = layout(&net, &communities, &room);
    for (node, point) in nodes.iter_mut().zip(points) {
        node.row.at = point;
    }
    let edge_columns = if options.evidence { EDGE_COLUMNS } else { &EDGE_COLUMNS[..EDGE_COLUMNS.len() - 1] };
    Rows { node_columns: NODE_COLUMNS, edge_columns, nodes: nodes.into_iter().map(|node| node.row).collect(), edges }
}

/// A node with its community.
struct Measured {
    row: NodeRow,
    community: usize,
}

fn node_rows(graph: &KnowledgeGraph, options: &Options, selection: &Selection) -> Vec<Measured> {
    let net = graph.net(selection);
    let (degrees, ranks, components, cores) =
        (net.degrees(), net.both_ways().pagerank(), net.components(), net.cores());
    let communities = net.communities().of;
    let highest = ranks.iter().copied().fold(0.0, f64::max);
    selection
        .nodes
        .iter()
        .enumerate()
        .map(|(place, &index)| {
            let measures = Measures {
                degree: degrees[place],
                rank: ranks[place],
                component: components[place],
                community: communities[place],
                core: cores[place],
            };
            let mut row = node_row(graph, options, index, &measures);
            // The area follows the rank.
            row.size = rounded(8.0 + 56.0 * (ranks[place] / highest).sqrt(), 1e2);
            row.color = match options.colour {
                Colour::Class => color(row.general),
                Colour::Community => community_color(communities[place]),
            };
            Measured { row, community: communities[place] }
        })
        .collect()
}

/// Half the width and height that a node needs with its label across it, in letters of ten units; of long labels the
/// beginning counts, as viewers cut them.
fn room(node: &Measured) -> (f64, f64) {
    let width: f64 = node.row.label.chars().take(24).map(|c| if c.is_ascii() { 5.5 } else { 10.0 }).sum();
    let radius = node.row.size / 2.0;
    (radius.max(width.min(160.0) / 2.0) + 2.0, radius.max(6.0) + 1.0)
}

struct Measures {
    degree: usize,
    rank: f64,
    component: usize,
    community: usize,
    core: usize,
}

fn node_row(
    graph: &KnowledgeGraph,
    options: &Options,
    index: petgraph::stable_graph::NodeIndex,
    measures: &Measures,
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
        .filter(|assertion| assertion.asserts.as_ref() == Some(&node.key) && options.filter.passes(graph, assertion))
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
        Value::Int(measures.community),
        Value::Int(measures.core),
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
        at: (0.0, 0.0),
        size: 0.0,
        color: [0; 3],
    }
}

fn edge_row(
    graph: &KnowledgeGraph,
    options: &Options,
    number: usize,
    edge: &Edge,
    source: usize,
    target: usize,
) -> EdgeRow {
    let told: Vec<&Assertion> =
        edge.assertions_in(graph).filter(|assertion| options.filter.passes(graph, assertion)).collect();
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
    let confidence = told.iter().map(|assertion| assertion.confidence);
    let confidence = confidence.fold(if edge.by_code { 1.0 } else { 0.0 }, f64::max);
    let mut values = vec![
        text(class),
        Value::Int(weight),
        Value::Float(rounded(confidence, 1e4)),
        maybe(best.map(|assertion| assertion.realis.name())),
        days.first().map_or(Value::Nothing, |days| Value::Date(days.0)),
        published.map_or(Value::Nothing, Value::Date),
        maybe(best.and_then(quote).as_deref()),
        maybe(best.map(|assertion| assertion.document.0.as_str())),
        maybe(best.map(|assertion| assertion.rule.as_str())),
        text(origin),
    ];
    if options.evidence {
        let passages: Vec<String> = told.iter().filter_map(|assertion| passage(graph, assertion)).collect();
        values.push(if passages.is_empty() { Value::Nothing } else { Value::Texts(passages) });
    }
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

/// `2024-03-14 trip-a: “…”`, with the day of publication where it is known.
fn passage(graph: &KnowledgeGraph, assertion: &Assertion) -> Option<String> {
    let day = graph.documents.get(&assertion.document).and_then(|document| document.date);
    let day = day.map_or(String::new(), |day| format!("{day} "));
    Some(clean(&format!("{day}{}: “{}”", assertion.document, quote(assertion)?)))
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

/// The colour of a community: the largest have colours of their own, the rest share a grey.
fn community_color(number: usize) -> [u8; 3] {
    const COLORS: [[u8; 3]; 19] = [
        [0x4e, 0x79, 0xa7],
        [0xf2, 0x8e, 0x2b],
        [0x59, 0xa1, 0x4f],
        [0xe1, 0x57, 0x59],
        [0xb0, 0x7a, 0xa1],
        [0x76, 0xb7, 0xb2],
        [0xed, 0xc9, 0x48],
        [0xff, 0x9d, 0xa7],
        [0x9c, 0x75, 0x5f],
        [0x1f, 0x77, 0xb4],
        [0x8c, 0xd1, 0x7d],
        [0xd3, 0x72, 0x95],
        [0x49, 0x98, 0x94],
        [0xb6, 0x99, 0x2d],
        [0x79, 0x70, 0x6e],
        [0x86, 0xbc, 0xb6],
        [0xd7, 0xb5, 0xa6],
        [0xa0, 0xcb, 0xe8],
        [0xff, 0xbe, 0x7d],
    ];
    COLORS.get(number).copied().unwrap_or([0xba, 0xb0, 0xac])
}

/// `#4e79a7`.
pub(super) fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

impl Value {
    /// The cell as words; `join` stands between several.
    pub fn words(&self, join: &str) -> Option<String> {
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
