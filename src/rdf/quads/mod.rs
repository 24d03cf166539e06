//! The knowledge graph enters; its quads leave, in canonical order.
//!
//! The graphs: `graph/doc/<id>` holds what one document says (the document, its mentions, passages and assertions);
//! `graph/entities` the linked things and positions; `graph/events` the events, tenures and figures with their roles, as
//! all documents together tell them; `graph/derived` the direct edges and the counts; `graph/provenance` the run.
//!
//! Promises: equal graphs give equal quads; each triple stands in one graph only, so that the union of all counts it
//! once; no blank nodes; every term of the ontology that is used is defined there; no clock time.

mod nodes;
mod told;

use jiff::civil::Date;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, Quad, Term};

use crate::graph::{KnowledgeGraph, Property};
use crate::model::{EventTime, Precision, Realis};

use super::iri::Minter;
use super::serialize::canonical;
use super::vocab;

/// The quads of the graph under a base IRI for data, which ends in `/` or `#`, sorted by their lines in N-Quads, each
/// once.
pub fn to_quads(graph: &KnowledgeGraph, base: &str) -> Vec<Quad> {
    let mut writer = Writer { mint: Minter::new(base), quads: Vec::new() };
    writer.provenance();
    writer.documents(graph);
    writer.mentions(graph);
    writer.assertions(graph);
    writer.nodes(graph);
    writer.edges(graph);
    canonical(&mut writer.quads);
    writer.quads
}

struct Writer<'a> {
    mint: Minter<'a>,
    quads: Vec<Quad>,
}

/// The statements about one node in one graph.
struct About<'w> {
    quads: &'w mut Vec<Quad>,
    graph: NamedNode,
    subject: NamedNode,
}

impl Writer<'_> {
    fn about(&mut self, graph: &NamedNode, subject: &NamedNode) -> About<'_> {
        About { quads: &mut self.quads, graph: graph.clone(), subject: subject.clone() }
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
            .literal(&wm("softwareVersion"), version);
        self.about(&graph, &software)
            .node(&rdf::TYPE.into_owned(), &vocab::prov("SoftwareAgent"))
            .literal(&vocab::rdfs("label"), Literal::new_simple_literal("wenmai"));
    }
}

impl About<'_> {
    fn push(&mut self, predicate: &NamedNode, object: impl Into<Term>) {
        self.quads.push(Quad::new(self.subject.clone(), predicate.clone(), object, self.graph.clone()));
    }

    fn a(&mut self, class: &str) -> &mut Self {
        self.push(&rdf::TYPE.into_owned(), wm(class));
        self
    }

    fn node(&mut self, predicate: &NamedNode, object: &NamedNode) -> &mut Self {
        self.push(predicate, object.clone());
        self
    }

    fn literal(&mut self, predicate: &NamedNode, literal: Literal) -> &mut Self {
        self.push(predicate, literal);
        self
    }

    /// Chinese words; nothing where there are none.
    fn zh(&mut self, property: &str, words: &str) -> &mut Self {
        if !words.is_empty() {
            self.push(&wm(property), chinese(words));
        }
        self
    }

    /// A plain text; nothing where it is empty.
    fn text(&mut self, property: &str, text: &str) -> &mut Self {
        if !text.is_empty() {
            self.push(&wm(property), Literal::new_simple_literal(text));
        }
        self
    }

    fn integer(&mut self, predicate: &NamedNode, number: usize) -> &mut Self {
        self.literal(predicate, Literal::new_typed_literal(number.to_string(), xsd::INTEGER))
    }

    fn date(&mut self, property: &str, date: Option<Date>) -> &mut Self {
        if let Some(date) = date {
            self.push(&wm(property), Literal::new_typed_literal(date.to_string(), xsd::DATE));
        }
        self
    }

    /// A number as `xsd:decimal`; nothing where it is none.
    fn decimal(&mut self, property: &str, number: f64) -> &mut Self {
        if number.is_finite() {
            // `-0` and an exponent are no canonical decimals; Rust writes neither of the two otherwise.
            let number = if number == 0.0 { 0.0 } else { number };
            self.push(&wm(property), Literal::new_typed_literal(number.to_string(), xsd::DECIMAL));
        }
        self
    }

    fn realis(&mut self, realis: Realis) -> &mut Self {
        self.push(&wm("realis"), wm(realis_term(realis)));
        self
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
