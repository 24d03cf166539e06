//! An edge or an event enters; the claims that it rests on leave, each with its document and its passages.

use jiff::civil::Date;
use serde::Serialize;

use super::{ApiError, Explorer, Thing};
use crate::graph::{Assertion, Layer};

/// What an edge or an event rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proof {
    /// From, for an edge; the event itself.
    pub from: Thing,
    /// What it says, for an edge.
    pub property: Option<&'static str>,
    /// To, for an edge.
    pub to: Option<Thing>,
    /// Whether administrative codes give it too.
    pub by_code: bool,
    /// How many claims there are.
    pub total: usize,
    /// The latest of them, at most [`MOST`].
    pub claims: Vec<Claim>,
}

/// One claim of one document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// Id of the document.
    pub document: String,
    /// Its headline.
    pub title: String,
    /// Day of publication.
    pub published: Option<Date>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The time told, in the words of the text.
    pub when: Option<String>,
    /// Whether it took place, as told.
    pub realis: &'static str,
    /// The chance of being right.
    pub confidence: f64,
    /// The rule that found it.
    pub rule: String,
    /// The passages.
    pub quotes: Vec<Marked>,
}

/// A passage: code points of the document's text, and the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Marked {
    /// First code point.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
    /// The words.
    pub text: String,
}

/// The most claims in one answer.
pub const MOST: usize = 60;

impl Explorer {
    /// The claims behind the direct edge of a property between two things.
    ///
    /// # Errors
    /// No such edge.
    pub fn edge_evidence(&self, from: &str, property: &str, to: &str) -> Result<Proof, ApiError> {
        let missing = || ApiError::NoEdge(from.to_owned(), property.to_owned(), to.to_owned());
        let (start, end) = (self.index(from)?, self.index(to)?);
        let neighbours = self.graph.neighbours(start, crate::graph::View::Full);
        // Where a property stands in both layers the direct edge is meant.
        let edge = neighbours
            .into_iter()
            .filter(|neighbour| neighbour.node == end && neighbour.direction == crate::graph::Direction::Outgoing)
            .map(|neighbour| &self.graph.graph[neighbour.edge])
            .filter(|edge| edge.property.name() == property)
            .max_by_key(|edge| edge.layer == Layer::Direct)
            .ok_or_else(missing)?;
        let (total, claims) = self.claims(edge.assertions_in(&self.graph));
        Ok(Proof {
            from: self.thing(start),
            property: Some(edge.property.name()),
            to: Some(self.thing(end)),
            by_code: edge.by_code,
            total,
            claims,
        })
    }

    /// The claims that tell of an event, a tenure or a figure; of a thing, those in which it plays a part.
    ///
    /// # Errors
    /// No such key.
    pub fn node_evidence(&self, key: &str) -> Result<Proof, ApiError> {
        let index = self.index(key)?;
        let node = self.node(index);
        let claims = node.assertions.iter().map(|&number| &self.graph.assertions[number]);
        let told = claims.clone().filter(|claim| claim.asserts.as_ref() == Some(&node.key));
        let (total, claims) = if node.realis().is_some() { self.claims(told) } else { self.claims(claims) };
        Ok(Proof { from: self.thing(index), property: None, to: None, by_code: false, total, claims })
    }

    fn claims<'g>(&'g self, claims: impl Iterator<Item = &'g Assertion>) -> (usize, Vec<Claim>) {
        let mut claims: Vec<&Assertion> = claims.collect();
        claims.sort_by(|one, other| {
            let day = |claim: &Assertion| self.published(&claim.document);
            day(other).cmp(&day(one)).then_with(|| one.key.cmp(&other.key))
        });
        (claims.len(), claims.into_iter().take(MOST).map(|claim| self.claim(claim)).collect())
    }

    pub(super) fn claim(&self, claim: &Assertion) -> Claim {
        let document = self.graph.documents.get(&claim.document);
        Claim {
            document: claim.document.0.clone(),
            title: document.map(|document| document.title.clone()).unwrap_or_default(),
            published: document.and_then(|document| document.date),
            publisher: document.and_then(|document| document.publisher.clone()),
            when: claim.time.as_ref().map(|time| time.text.clone()),
            realis: claim.realis.name(),
            confidence: claim.confidence,
            rule: claim.rule.clone(),
            quotes: claim
                .evidence
                .iter()
                .map(|quote| Marked { start: quote.chars.start, end: quote.chars.end, text: quote.text.clone() })
                .collect(),
        }
    }
}
