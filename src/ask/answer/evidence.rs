//! The sentences that prove rows: those of facts, and those that a query of the library cites.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{Literal, NamedNode, Term};
use serde::Serialize;

use super::super::terms::{Terms, select};
use crate::query::{QueryError, term_text};
use crate::rdf::Queryable;

/// A sentence that proves a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Evidence {
    /// Id of the document.
    pub document: String,
    /// Day of publication, where known.
    pub date: Option<String>,
    /// First character of the sentence in the document's text.
    pub start: usize,
    /// The sentence.
    pub quote: String,
    /// Character after the last.
    pub end: usize,
}

/// Sentences by what they prove.
pub type Proofs = BTreeMap<String, BTreeSet<Evidence>>;

/// The sentences behind facts: those of their assertions, of an assertion itself, or the mention that it is.
///
/// # Errors
/// What the store says.
pub fn of_facts(store: &dyn Queryable, facts: &BTreeSet<String>) -> Result<Proofs, QueryError> {
    let values = facts.iter().map(|fact| [Term::from(NamedNode::new_unchecked(fact))]);
    let passages = "{ ?assertion wm:asserts ?key ; prov:wasDerivedFrom ?passage }
  UNION { ?key prov:wasDerivedFrom ?passage }
  UNION { ?key a wm:Mention . BIND(?key AS ?passage) }
  ?passage nif:anchorOf ?quote .";
    passages_of(store, values, passages)
}

/// The passages whose words these are.
///
/// # Errors
/// What the store says.
pub fn of_quotes(store: &dyn Queryable, quotes: &BTreeSet<String>) -> Result<Proofs, QueryError> {
    let values = quotes.iter().map(|quote| {
        [Literal::new_language_tagged_literal_unchecked(quote, "zh"), Literal::new_simple_literal(quote)]
            .map(Term::from)
    });
    passages_of(store, values, "?passage nif:anchorOf ?key . BIND(?key AS ?quote)")
}

/// The passages that `pattern` leads to from each value of `?key`.
fn passages_of<const N: usize>(
    store: &dyn Queryable,
    values: impl Iterator<Item = [Term; N]>,
    pattern: &str,
) -> Result<Proofs, QueryError> {
    let mut found = Proofs::new();
    let mut terms = Terms::default();
    let marks: Vec<String> = values.flatten().map(|value| terms.mark(value)).collect();
    if marks.is_empty() {
        return Ok(found);
    }
    let text = format!(
        "PREFIX wm: <https://w3id.org/wenmai#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
SELECT DISTINCT ?key ?document ?date ?quote ?start ?end WHERE {{
  VALUES ?key {{ {} }}
  {pattern}
  ?passage nif:beginIndex ?start ; nif:endIndex ?end ; nif:referenceContext ?source .
  ?source wm:documentId ?document .
  OPTIONAL {{ ?source wm:published ?date }}
}}",
        marks.join(" ")
    );
    for row in select(store, &terms, &text)?.rows {
        let text = |n: usize| row[n].as_ref().map(term_text);
        let number = |n: usize| text(n).and_then(|text| text.parse().ok()).unwrap_or(0);
        if let (Some(key), Some(document), Some(quote)) = (text(0), text(1), text(3)) {
            let proof = Evidence { document, date: text(2), start: number(4), quote, end: number(5) };
            found.entry(key).or_default().insert(proof);
        }
    }
    Ok(found)
}
