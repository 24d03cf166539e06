//! The knowledge graph enters; its quads leave, in canonical order, or their lines, to be brought into it.
//!
//! The graphs: `graph/doc/<id>` holds what one document says (the document, its mentions, passages and assertions);
//! `graph/entities` the linked things and positions; `graph/events` the events, tenures and figures with their roles, as
//! all documents together tell them; `graph/derived` the direct edges and the counts; `graph/provenance` the run.
//!
//! Promises: equal graphs give equal quads; each triple stands in one graph only, so that the union of all counts it
//! once; no blank nodes; every term of the ontology that is used is defined there; no clock time.

mod nodes;
mod told;

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, Quad};
use petgraph::stable_graph::EdgeIndex;

use crate::graph::{DocumentNode, KnowledgeGraph, Node, Property};
use crate::model::{EventTime, Precision, Realis};

use super::iri::Minter;
use super::serialize::parse;
use super::spill::{Lines, Room, Unsorted};
use super::vocab;

/// Things of the graph that one thread writes at once.
const CHUNK: usize = 1024;

/// The quads of the graph under a base IRI for data, which ends in `/` or `#`, sorted by their lines in N-Quads, each
/// once.
pub fn to_quads(graph: &KnowledgeGraph, base: &str) -> Vec<Quad> {
    let merge = to_lines(graph, base, &Room::near(&std::env::temp_dir())).and_then(Lines::merge);
    let lines = merge.and_then(|mut merge| merge.piece(usize::MAX)).expect("a place for temporary files");
    parse(&lines).collect()
}

/// The same as lines of N-Quads, which need not fit into memory: they are still to be merged. What memory does not hold is
/// written to `room`.
pub fn to_lines(graph: &KnowledgeGraph, base: &str, room: &Room) -> io::Result<Lines> {
    let lines = Lines::new(room.clone());
    let documents: Vec<&DocumentNode> = graph.documents.values().collect();
    let nodes: Vec<&Node> = graph.nodes().map(|(_, node)| node).collect();
    let edges: Vec<EdgeIndex> = graph.graph.edge_indices().collect();
    // Every thread takes the next chunk of what is left and sorts what it has written when that is enough.
    let sizes = [1, documents.len(), graph.mentions.len(), graph.assertions.len(), nodes.len(), edges.len()];
    let mut chunks = Vec::new();
    for (kind, size) in sizes.into_iter().enumerate() {
        chunks.extend((0..size).step_by(CHUNK).map(|from| (kind, from..size.min(from + CHUNK))));
    }
    let next = AtomicUsize::new(0);
    let written = rayon::broadcast(|_| {
        let mut writer = Writer { mint: Minter::new(base), graph, lines: Unsorted::default() };
        while let Some((kind, chunk)) = chunks.get(next.fetch_add(1, Ordering::Relaxed)) {
            match kind {
                0 => writer.provenance(),
                1 => writer.documents(&documents[chunk.clone()]),
                2 => writer.mentions(&graph.mentions[chunk.clone()]),
                3 => writer.assertions(&graph.assertions[chunk.clone()]),
                4 => writer.nodes(&nodes[chunk.clone()]),
                _ => writer.edges(&edges[chunk.clone()]),
            }
            if writer.lines.is_full() {
                lines.take(&mut writer.lines)?;
            }
        }
        lines.take(&mut writer.lines)
    });
    written.into_iter().collect::<io::Result<()>>()?;
    Ok(lines)
}

struct Writer<'a> {
    mint: Minter<'a>,
    graph: &'a KnowledgeGraph,
    lines: Unsorted,
}

/// The statements about one node in one graph.
struct About<'w> {
    lines: &'w mut Unsorted,
    /// The subject with the space behind it.
    head: Vec<u8>,
    /// The graph and the end of the line, with the space before them.
    tail: Vec<u8>,
}

impl Writer<'_> {
    fn about(&mut self, graph: &NamedNode, subject: &NamedNode) -> About<'_> {
        let head = [b"<", subject.as_str().as_bytes(), b"> "].concat();
        let tail = [b" <", graph.as_str().as_bytes(), b"> ."].concat();
        About { lines: &mut self.lines, head, tail }
    }

    fn run(&self) -> NamedNode {
        self.mint.path(&["run"])
    }

    fn provenance(&mut self) {
        let graph = self.mint.graph("provenance");
        let (run, software) = (self.run(), self.mint.path(&["software", "wenmai"]));
        let version = Literal::new_simple_literal(env!("CARGO_PKG_VERSION"));
        self.about(&graph, &run)
            .a("Run")
            .node(&vocab::prov("wasAssociatedWith"), &software)
            .node(&rdf::TYPE.into_owned(), &vocab::prov("Activity"))
            .literal(&wm("softwareVersion"), &version);
        self.about(&graph, &software)
            .node(&rdf::TYPE.into_owned(), &vocab::prov("SoftwareAgent"))
            .literal(&vocab::rdfs("label"), &Literal::new_simple_literal("wenmai"));
    }
}

impl About<'_> {
    fn line(&mut self, predicate: &NamedNode, object: impl FnOnce(&mut Vec<u8>)) {
        let Self { lines, head, tail } = self;
        lines.line(head, |line| {
            iri(line, predicate);
            line.push(b' ');
            object(line);
            line.extend_from_slice(tail);
        });
    }

    fn push(&mut self, predicate: &NamedNode, literal: &Literal) {
        self.line(predicate, |line| write!(line, "{literal}").expect("memory does not fail"));
    }

    fn a(&mut self, class: &str) -> &mut Self {
        self.node(&rdf::TYPE.into_owned(), &wm(class))
    }

    fn node(&mut self, predicate: &NamedNode, object: &NamedNode) -> &mut Self {
        self.line(predicate, |line| iri(line, object));
        self
    }

    fn literal(&mut self, predicate: &NamedNode, literal: &Literal) -> &mut Self {
        self.push(predicate, literal);
        self
    }

    /// Chinese words; nothing where there are none.
    fn zh(&mut self, property: &str, words: &str) -> &mut Self {
        if !words.is_empty() {
            self.push(&wm(property), &chinese(words));
        }
        self
    }

    /// A plain text; nothing where it is empty.
    fn text(&mut self, property: &str, text: &str) -> &mut Self {
        if !text.is_empty() {
            self.push(&wm(property), &Literal::new_simple_literal(text));
        }
        self
    }

    fn integer(&mut self, predicate: &NamedNode, number: usize) -> &mut Self {
        self.literal(predicate, &Literal::new_typed_literal(number.to_string(), xsd::INTEGER))
    }

    fn date(&mut self, property: &str, date: Option<Date>) -> &mut Self {
        if let Some(date) = date {
            self.push(&wm(property), &Literal::new_typed_literal(date.to_string(), xsd::DATE));
        }
        self
    }

    /// A number as `xsd:decimal`; nothing where it is none.
    fn decimal(&mut self, property: &str, number: f64) -> &mut Self {
        if number.is_finite() {
            // `-0` and an exponent are no canonical decimals; Rust writes neither of the two otherwise.
            let number = if number == 0.0 { 0.0 } else { number };
            self.push(&wm(property), &Literal::new_typed_literal(number.to_string(), xsd::DECIMAL));
        }
        self
    }

    fn realis(&mut self, realis: Realis) -> &mut Self {
        self.node(&wm("realis"), &wm(realis_term(realis)))
    }

    fn time(&mut self, time: Option<&EventTime>) -> &mut Self {
        let Some(time) = time else { return self };
        if time.precision == Precision::Day && time.from == time.to {
            self.date("eventDate", time.from);
        }
        self.date("eventStart", time.from)
            .date("eventEnd", time.to)
            .text("timePrecision", precision_word(time.precision))
            .zh("timeText", &time.text)
    }
}

fn iri(line: &mut Vec<u8>, node: &NamedNode) {
    line.push(b'<');
    line.extend_from_slice(node.as_str().as_bytes());
    line.push(b'>');
}

fn wm(name: &str) -> NamedNode {
    vocab::wm(name)
}

fn property(property: Property) -> NamedNode {
    wm(property.name())
}

fn chinese(words: &str) -> Literal {
    Literal::new_language_tagged_literal_unchecked(words, "zh")
}

fn realis_term(realis: Realis) -> &'static str {
    match realis {
        Realis::Happened => "Happened",
        Realis::Planned => "Planned",
        Realis::Cancelled => "Cancelled",
        Realis::Denied => "Denied",
        Realis::Hypothetical => "Hypothetical",
        Realis::Generic => "Generic",
    }
}

fn precision_word(precision: Precision) -> &'static str {
    match precision {
        Precision::Day => "day",
        Precision::Decade => "decade",
        Precision::Month => "month",
        Precision::Quarter => "quarter",
        Precision::Year => "year",
        Precision::Years => "years",
        Precision::Unknown => "unknown",
    }
}
