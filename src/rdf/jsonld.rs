//! Sorted quads enter; JSON-LD leaves, with the prefixes as its context and every IRI of a vocabulary shortened by them.
//!
//! Promise: one object for each graph and in it one for each subject, in the order of the quads; a reader that knows
//! JSON-LD 1.0 gets the same quads back, without a network.

use std::io::{self, Write};

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphName, Literal, Quad, Term};
use serde_json::{Map, Value, json};

use super::vocab;

/// A file to which quads come sorted by graph and subject.
pub(super) struct Writer<W> {
    out: W,
    between: &'static str,
    graph: Option<GraphName>,
    /// What has come of the subject at hand.
    about: Vec<Quad>,
}

impl<W: Write> Writer<W> {
    /// Writes what stands before the first quad.
    pub fn begin(mut out: W) -> io::Result<Self> {
        let context: Map<String, Value> =
            vocab::PREFIXES.iter().map(|(name, iri)| ((*name).to_owned(), json!(iri))).collect();
        write!(out, "{{\"@context\":{},\n\"@graph\":[", Value::Object(context))?;
        Ok(Self { out, between: "\n", graph: None, about: Vec::new() })
    }

    /// Takes the next quad.
    pub fn quad(&mut self, quad: Quad) -> io::Result<()> {
        if self.graph.as_ref() != Some(&quad.graph_name) {
            self.leave()?;
            let named = match &quad.graph_name {
                GraphName::DefaultGraph => None,
                GraphName::NamedNode(node) => Some(short(node.as_str())),
                GraphName::BlankNode(node) => Some(node.to_string()),
            };
            if let Some(name) = &named {
                write!(self.out, "{}{{\"@id\":{},\"@graph\":[", self.between, json!(name))?;
                self.between = "\n";
            }
            self.graph = Some(quad.graph_name.clone());
        } else if self.about.first().is_some_and(|other| other.subject != quad.subject) {
            self.subject()?;
        }
        self.about.push(quad);
        Ok(())
    }

    /// Writes the subject at hand.
    fn subject(&mut self) -> io::Result<()> {
        if !self.about.is_empty() {
            write!(self.out, "{}{}", self.between, node(&self.about))?;
            self.between = ",\n";
            self.about.clear();
        }
        Ok(())
    }

    /// Ends the graph at hand.
    fn leave(&mut self) -> io::Result<()> {
        self.subject()?;
        if self.graph.as_ref().is_some_and(|graph| !graph.is_default_graph()) {
            write!(self.out, "\n]}}")?;
            self.between = ",\n";
        }
        Ok(())
    }

    /// Ends the file.
    pub fn end(mut self) -> io::Result<()> {
        self.leave()?;
        writeln!(self.out, "\n]}}")?;
        self.out.flush()
    }
}

/// The object of one subject.
fn node(about: &[Quad]) -> Value {
    let mut object = Map::new();
    object.insert("@id".to_owned(), json!(id(&about[0].subject.clone().into())));
    for quad in about {
        let (key, value) = match &quad.object {
            Term::NamedNode(class) if quad.predicate.as_ref() == rdf::TYPE => {
                ("@type".to_owned(), json!(short(class.as_str())))
            }
            Term::Literal(literal) => (short(quad.predicate.as_str()), words(literal)),
            other => (short(quad.predicate.as_str()), json!({ "@id": id(other) })),
        };
        if let Some(values) = object.entry(key).or_insert_with(|| json!([])).as_array_mut() {
            values.push(value);
        }
    }
    Value::Object(object)
}

fn id(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => short(node.as_str()),
        other => other.to_string(),
    }
}

fn words(literal: &Literal) -> Value {
    if let Some(language) = literal.language() {
        return json!({ "@language": language, "@value": literal.value() });
    }
    if literal.datatype() == xsd::STRING {
        return json!({ "@value": literal.value() });
    }
    json!({ "@type": short(literal.datatype().as_str()), "@value": literal.value() })
}

/// `wm:visited` for a term of a vocabulary, else the IRI.
fn short(iri: &str) -> String {
    let compact = vocab::PREFIXES.iter().find_map(|(name, namespace)| {
        let local = iri.strip_prefix(namespace)?;
        let plain = !local.is_empty() && local.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        plain.then(|| format!("{name}:{local}"))
    });
    compact.unwrap_or_else(|| iri.to_owned())
}
