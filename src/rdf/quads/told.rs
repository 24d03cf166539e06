//! What each document says: itself, where it names things, what it asserts and on which passages.

use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, NamedNode};

use super::{Writer, property, wm};
use crate::graph::{Assertion, Class, DocumentNode, EntityMention, KnowledgeGraph, Property, Triple};
use crate::model::{DocumentId, Quote};
use crate::rdf::vocab;

impl Writer<'_> {
    pub(super) fn documents(&mut self, documents: &[&DocumentNode]) {
        for document in documents {
            let (named, subject) = (self.mint.document_graph(&document.id), self.mint.document(&document.id));
            let mut about = self.about(&named, &subject);
            about
                .a("Document")
                .text("documentId", &document.id.0)
                .text("source", &document.source)
                .zh("title", &document.title)
                .date("published", document.date)
                .text("sha256", &document.sha256)
                .text("publisherName", document.publisher.as_deref().unwrap_or_default());
            if let Some(url) = &document.url {
                let url = Literal::new_typed_literal(url, oxigraph::model::vocab::xsd::ANY_URI);
                about.literal(&wm("url"), &url);
            }
            if let Some(first) = &document.reprint_of {
                let first = self.mint.document(first);
                self.about(&named, &subject).node(&wm("reprintOf"), &first);
            }
            let mut about = self.about(&named, &subject);
            for segment in &document.segments {
                about.text("segment", &format!("{}-{}", segment.start, segment.end));
            }
        }
    }

    pub(super) fn mentions(&mut self, mentions: &[EntityMention]) {
        for mention in mentions {
            let entity = self.mint.node(&mention.entity);
            let node = self.span(&mention.document, &mention.quote, "mention", "Mention");
            let named = self.mint.document_graph(&mention.document);
            self.about(&named, &node).node(&wm("denotes"), &entity);
        }
    }

    /// A stretch of a document with its words.
    fn span(&mut self, document: &DocumentId, quote: &Quote, room: &str, class: &str) -> NamedNode {
        let named = self.mint.document_graph(document);
        let node = self.mint.span(room, document, quote.chars);
        let context = self.mint.document(document);
        let mut about = self.about(&named, &node);
        about
            .a(class)
            .node(&rdf::TYPE.into_owned(), &vocab::nif("OffsetBasedString"))
            .node(&vocab::nif("referenceContext"), &context)
            .integer(&vocab::nif("beginIndex"), quote.chars.start)
            .integer(&vocab::nif("endIndex"), quote.chars.end);
        if let Some(bytes) = quote.bytes {
            about.integer(&wm("byteBegin"), bytes.start).integer(&wm("byteEnd"), bytes.end);
        }
        if !quote.text.is_empty() {
            about.literal(&vocab::nif("anchorOf"), &Literal::new_simple_literal(&quote.text));
        }
        node
    }

    pub(super) fn assertions(&mut self, assertions: &[Assertion]) {
        for assertion in assertions {
            let passages: Vec<NamedNode> = assertion
                .evidence
                .iter()
                .map(|quote| self.span(&assertion.document, quote, "passage", "Passage"))
                .collect();
            let mut edges = assertion.edges.iter().collect::<Vec<_>>();
            // The place first: the assertion proper is of what was visited, a second one of the organisation whose it is.
            edges.sort_by_key(|edge| !is_place(self.graph, edge));
            let local = assertion.key.strip_prefix(&format!("{}/", assertion.document)).unwrap_or(&assertion.key);
            for index in 0..edges.len().max(1) {
                let number = (index + 1).to_string();
                let path = ["assertion", &assertion.document.0, local, &number];
                let node = self.mint.path(if index == 0 { &path[..3] } else { &path });
                self.assertion(assertion, &node, edges.get(index).copied(), &passages);
            }
            if let Some(key) = &assertion.asserts {
                let named = self.mint.document_graph(&assertion.document);
                let node = self.mint.node(key);
                for passage in &passages {
                    self.about(&named, &node).node(&wm("evidence"), passage);
                }
            }
        }
    }

    fn assertion(&mut self, told: &Assertion, node: &NamedNode, edge: Option<&Triple>, passages: &[NamedNode]) {
        let named = self.mint.document_graph(&told.document);
        let run = self.run();
        let asserts = told.asserts.as_ref().map(|key| self.mint.node(key));
        let ends = edge.map(|edge| (self.mint.node(&edge.subject), self.mint.node(&edge.object)));
        let mut about = self.about(&named, node);
        about
            .a("Assertion")
            .text("factType", told.fact_type.name())
            .text("factId", &told.fact)
            .text("rule", &told.rule)
            // Four digits are more than any rule's measured precision.
            .decimal("confidence", (told.confidence * 1e4).round() / 1e4)
            .realis(told.realis)
            .time(told.time.as_ref())
            .node(&vocab::prov("wasGeneratedBy"), &run);
        for passage in passages {
            about.node(&vocab::prov("wasDerivedFrom"), passage);
        }
        if let Some(asserts) = &asserts {
            about.node(&wm("asserts"), asserts);
        }
        if let (Some(edge), Some((subject, object))) = (edge, &ends) {
            about
                .node(&rdf::SUBJECT.into_owned(), subject)
                .node(&rdf::PREDICATE.into_owned(), &property(edge.property))
                .node(&rdf::OBJECT.into_owned(), object);
        }
    }
}

fn is_place(graph: &KnowledgeGraph, edge: &Triple) -> bool {
    edge.property == Property::Visited
        && graph.node(&edge.object).is_some_and(|node| node.class.general() == Class::Place.name())
}
