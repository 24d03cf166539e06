//! Sorted quads enter; JSON-LD leaves, with the prefixes as its context and every IRI of a vocabulary shortened by them.
//!
//! Promise: one object for each graph and in it one for each subject, in the order of the quads; a reader that knows
//! JSON-LD 1.0 gets the same quads back, without a network.

use std::io::{self, Write};

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphName, Literal, Quad, Term};
use serde_json::{Map, Value, json};

use super::vocab;

/// Writes quads that are sorted by graph and subject.
pub(super) fn write<W: Write>(quads: &[Quad], mut writer: W) -> io::Result<()> {
    let context: Map<String, Value> =
        vocab::PREFIXES.iter().map(|(name, iri)| ((*name).to_owned(), json!(iri))).collect();
    write!(writer, "{{\"@context\":{},\n\"@graph\":[", Value::Object(context))?;
    let mut between = "\n";
    for graph in quads.chunk_by(|one, other| one.graph_name == other.graph_name) {
        let named = match &graph[0].graph_name {
            GraphName::DefaultGraph => None,
            GraphName::NamedNode(node) => Some(short(node.as_str())),
            GraphName::BlankNode(node) => Some(node.to_string()),
        };
        if let Some(name) = &named {
            write!(writer, "{between}{{\"@id\":{},\"@graph\":[", json!(name))?;
            between = "\n";
        }
        for about in graph.chunk_by(|one, other| one.subject == other.subject) {
            write!(writer, "{between}{}", node(about))?;
            between = ",\n";
        }
        if named.is_some() {
            write!(writer, "\n]}}")?;
            between = ",\n";
        }
    }
    writeln!(writer, "\n]}}")?;
    writer.flush()
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
