//! Reads the catalogue off a store: what has a name, what lies in what, which documents there are.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, Term};

use super::super::words::Sort;
use super::{Article, Names, Stock, Thing};
use crate::knowledge::ontology::Ontology;
use crate::query::{QueryError, select, term_text};
use crate::rdf::Queryable;

/// The namespace of the ontology.
const WM: &str = "https://w3id.org/wenmai#";

const PREFIXES: &str = "PREFIX wm: <https://w3id.org/wenmai#>\n\
     PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n\
     PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n";

/// The classes whose members have names to be asked by, in order.
pub fn classes(ontology: &Ontology) -> Vec<&str> {
    let named =
        |class: &&String| Sort::ALL.iter().any(|sort| *sort != Sort::Document && ontology.is_a(class, sort.name()));
    ontology.classes.keys().filter(named).map(String::as_str).collect()
}

/// Reads all names of a store.
///
/// # Errors
/// What the store says.
pub fn read(store: &dyn Queryable, ontology: &Ontology) -> Result<Stock, QueryError> {
    let rows = |text: &str| select(store, &format!("{PREFIXES}{text}")).map(|table| table.rows);
    let mut stock = Stock::default();
    let mut things: BTreeMap<String, (BTreeSet<String>, String, BTreeSet<String>)> = BTreeMap::new();
    // Class by class: most of a large graph is mentions, which have no names.
    for class in classes(ontology) {
        for row in rows(&format!("SELECT ?thing WHERE {{ ?thing a <{WM}{class}> }}"))? {
            if let [Some(Term::NamedNode(thing))] = row.as_slice() {
                things.entry(thing.as_str().to_owned()).or_default().0.insert(class.to_owned());
            }
        }
    }
    // Of events alone the label is their name.
    for (property, main) in [("skos:prefLabel", true), ("skos:altLabel", false), ("rdfs:label", true)] {
        for row in rows(&format!("SELECT ?thing ?name WHERE {{ ?thing {property} ?name }}"))? {
            let [Some(Term::NamedNode(thing)), Some(Term::Literal(name))] = row.as_slice() else {
                continue;
            };
            let Some(thing) = things.get_mut(thing.as_str()) else {
                continue;
            };
            if property == "rdfs:label" && !thing.0.contains(Sort::Gathering.name()) {
                continue;
            }
            if main && (thing.1.is_empty() || name.value() < thing.1.as_str()) {
                name.value().clone_into(&mut thing.1);
            } else if !main {
                thing.2.insert(name.value().to_owned());
            }
        }
    }
    things.retain(|_, (_, label, names)| !(label.is_empty() && names.is_empty()));
    for (iri, (kinds, label, names)) in things {
        let Some(sort) = sort_of(&kinds) else {
            continue;
        };
        let label = if label.is_empty() { names.first().cloned().unwrap_or_default() } else { label };
        let others = names.into_iter().filter(|name| *name != label);
        stock.things.push(Thing {
            node: NamedNode::new_unchecked(iri),
            sort,
            kinds,
            names: std::iter::once(label.clone()).chain(others).collect(),
            label,
        });
    }
    for row in rows("SELECT DISTINCT ?title WHERE { ?post wm:positionTitle ?title }")? {
        stock.titles.extend(row.iter().flatten().map(term_text));
    }
    for row in rows(
        "SELECT DISTINCT ?document ?title ?day WHERE {
           ?document a wm:Document . OPTIONAL { ?document wm:title ?title }
           OPTIONAL { ?document wm:published ?day } }",
    )? {
        if let Some(Term::NamedNode(node)) = &row[0] {
            let day = row[2].as_ref().and_then(|day| term_text(day).parse().ok());
            stock.latest = stock.latest.max(day);
            let title = row[1].as_ref().map(term_text).unwrap_or_default();
            stock.articles.push(Article { node: node.clone(), title });
        }
    }
    stock.articles.sort_by(|a, b| a.node.as_str().cmp(b.node.as_str()));
    let index: BTreeMap<&str, usize> =
        stock.things.iter().enumerate().map(|(n, thing)| (thing.node.as_str(), n)).collect();
    let mut inside: BTreeSet<(usize, usize)> = BTreeSet::new();
    for row in rows("SELECT DISTINCT ?inner ?outer WHERE { ?inner wm:locatedIn ?outer }")? {
        if let [Some(Term::NamedNode(inner)), Some(Term::NamedNode(outer))] = row.as_slice()
            && let (Some(inner), Some(outer)) = (index.get(inner.as_str()), index.get(outer.as_str()))
        {
            inside.insert((*inner, *outer));
        }
    }
    stock.inside = inside.into_iter().collect();
    stock.names = Names::of(&stock.things);
    Ok(stock)
}

fn sort_of(kinds: &BTreeSet<String>) -> Option<Sort> {
    let mut named = Sort::ALL.into_iter().filter(|sort| *sort != Sort::Document);
    named.find(|sort| kinds.contains(sort.name()))
}
