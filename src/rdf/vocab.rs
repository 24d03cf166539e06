//! The names of the vocabularies in use, as prefixes; nothing enters.
//!
//! Promise: every `wm:` term that the code emits is defined in `ontology/wenmai.ttl` (a test holds it).

use oxigraph::model::NamedNode;

/// Namespace of the ontology.
pub const WM: &str = "https://w3id.org/wenmai#";

/// Base of data IRIs where the user gives none.
pub const DEFAULT_BASE: &str = "https://w3id.org/wenmai/data/";

/// Prefixes declared in every file written and known to every query.
pub const PREFIXES: [(&str, &str); 14] = [
    ("dcterms", "http://purl.org/dc/terms/"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("nif", "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "https://schema.org/"),
    ("sem", "http://semanticweb.cs.vu.nl/2009/11/sem/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("wm", WM),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// A term of the ontology.
pub fn wm(name: &str) -> NamedNode {
    term(WM, name)
}

/// A term of PROV-O.
pub fn prov(name: &str) -> NamedNode {
    term("http://www.w3.org/ns/prov#", name)
}

/// A term of NIF 2.
pub fn nif(name: &str) -> NamedNode {
    term("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#", name)
}

/// A term of SKOS.
pub fn skos(name: &str) -> NamedNode {
    term("http://www.w3.org/2004/02/skos/core#", name)
}

/// A term of RDF Schema.
pub fn rdfs(name: &str) -> NamedNode {
    term("http://www.w3.org/2000/01/rdf-schema#", name)
}

fn term(namespace: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{namespace}{name}"))
}
