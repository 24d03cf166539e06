//! The address of the endpoint enters; its SPARQL 1.1 Service Description leaves as triples.

use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, NamedNode, Term, Triple};

use super::{State, formats};

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const VOID: &str = "http://rdfs.org/ns/void#";

/// The description of the endpoint at `address`, such as `http://localhost:7878/sparql`.
pub(super) fn description(state: &State, address: &str) -> Vec<Triple> {
    let sd = |name: &str| NamedNode::new_unchecked(format!("{SD}{name}"));
    let void = |name: &str| NamedNode::new_unchecked(format!("{VOID}{name}"));
    let here = |part: &str| NamedNode::new_unchecked(format!("{address}#{part}"));
    let (service, dataset, graph) = (here("service"), here("dataset"), here("default-graph"));
    let manifest = state.store.manifest();
    let mut triples = Vec::new();
    let mut say = |subject: &NamedNode, predicate: NamedNode, object: Term| {
        triples.push(Triple::new(subject.clone(), predicate, object));
    };
    say(&service, rdf::TYPE.into_owned(), sd("Service").into());
    say(&service, sd("endpoint"), NamedNode::new_unchecked(address).into());
    say(&service, sd("supportedLanguage"), sd("SPARQL11Query").into());
    if state.options.token.is_some() {
        say(&service, sd("supportedLanguage"), sd("SPARQL11Update").into());
    }
    say(&service, sd("feature"), sd("UnionDefaultGraph").into());
    let rows = formats::ROWS.iter().map(|offer| offer.what.iri());
    let graphs = formats::GRAPH.iter().map(|offer| offer.what.iri());
    let mut results: Vec<&str> = rows.chain(graphs).collect();
    results.sort_unstable();
    results.dedup();
    for iri in results {
        say(&service, sd("resultFormat"), NamedNode::new_unchecked(iri).into());
    }
    say(&service, sd("defaultDataset"), dataset.clone().into());
    say(&dataset, rdf::TYPE.into_owned(), sd("Dataset").into());
    say(&dataset, sd("defaultGraph"), graph.clone().into());
    say(&dataset, void("uriSpace"), Literal::from(manifest.base.as_str()).into());
    say(&graph, rdf::TYPE.into_owned(), sd("Graph").into());
    let quads = i64::try_from(manifest.counts.quads).unwrap_or(i64::MAX);
    say(&graph, void("triples"), Literal::from(quads).into());
    triples
}
