//! Quads that are not an index's own enter; they stand beside it, numbered like its own.
//!
//! Promises: a term that the index holds has the index's number here too, so that patterns meet across both; equal terms are
//! kept under one form, as in the index; a copy is cheap until it is changed, and what is changed is not seen by the copies.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxBuildHasher;

use super::order::{Key, Order};
use super::scan::{Graphs, order_for, prefix};
use super::{Index, IndexError, MOST_TERMS, lines};

/// Quads beside an index; few enough to be held in memory.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// Terms that the index does not hold; the first has the number behind [`MOST_TERMS`].
    terms: IndexSet<Term, FxBuildHasher>,
    orders: [BTreeSet<Key>; 4],
    lines: BTreeSet<String>,
}

/// The number of a term that the index does not hold: these come after all of its own.
pub(super) fn number_beyond(place: usize) -> Result<u32, IndexError> {
    u32::try_from(place).ok().and_then(|place| place.checked_add(MOST_TERMS + 1)).ok_or(IndexError::TooManyTerms)
}

impl Beside {
    /// Adds a quad; whether it was not there.
    pub fn insert(&mut self, index: &Index, quad: &Quad) -> Result<bool, IndexError> {
        let quad = normal(quad);
        let mut key = [0; 4];
        for (number, term) in key.iter_mut().zip(parts(&quad)) {
            let Some(term) = term else { continue };
            *number = match self.number(index, &term)? {
                Some(number) => number,
                None => number_beyond(self.terms.insert_full(term).0)?,
            };
        }
        for order in Order::ALL {
            self.orders[order as usize].insert(order.key(key));
        }
        Ok(self.lines.insert(format!("{quad} .\n")))
    }

    /// Takes a quad away; whether it was there.
    pub fn remove(&mut self, index: &Index, quad: &Quad) -> Result<bool, IndexError> {
        let quad = normal(quad);
        if !self.lines.remove(&format!("{quad} .\n")) {
            return Ok(false);
        }
        let mut key = [0; 4];
        for (number, term) in key.iter_mut().zip(parts(&quad)) {
            let Some(term) = term else { continue };
            *number = self.number(index, &term)?.ok_or(IndexError::Damaged)?;
        }
        for order in Order::ALL {
            self.orders[order as usize].remove(&order.key(key));
        }
        Ok(true)
    }

    /// The quads of a graph.
    pub fn of_graph(&self, index: &Index, graph: GraphNameRef<'_>) -> Result<Vec<Quad>, IndexError> {
        let number = match graph {
            GraphNameRef::DefaultGraph => Some(0),
            GraphNameRef::NamedNode(node) => self.number(index, &node.into_owned().into())?,
            GraphNameRef::BlankNode(node) => self.number(index, &node.into_owned().into())?,
        };
        let Some(number) = number else { return Ok(Vec::new()) };
        let keys = self.matching([None; 3], Graphs::One(number));
        keys.into_iter().map(|key| quad(key, |number| self.term(index, number))).collect()
    }

    /// Lines of N-Quads, sorted, each with its line feed.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// How many quads there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many numbers behind [`MOST_TERMS`] are taken.
    pub(super) fn taken(&self) -> usize {
        self.terms.len()
    }

    /// The number of a term in its normal form, if it stands in the index or here.
    pub(super) fn number(&self, index: &Index, term: &Term) -> Result<Option<u32>, IndexError> {
        match self.terms.get_index_of(term) {
            Some(place) => number_beyond(place).map(Some),
            None => index.number(term.to_string().as_bytes()),
        }
    }

    /// The term at a place behind [`MOST_TERMS`].
    pub(super) fn beyond(&self, place: usize) -> Option<&Term> {
        self.terms.get_index(place)
    }

    fn term(&self, index: &Index, number: u32) -> Result<Term, IndexError> {
        match number.checked_sub(MOST_TERMS + 1) {
            Some(place) => self.beyond(place as usize).cloned().ok_or(IndexError::Damaged),
            None => index.term(number, lines::read),
        }
    }

    /// The graphs that have a name, by number.
    pub(super) fn graphs(&self) -> Vec<u32> {
        let mut graphs: Vec<u32> = self.orders[Order::Gspo as usize].iter().map(|key| key[0]).collect();
        graphs.dedup();
        graphs.retain(|graph| *graph != 0);
        graphs
    }

    /// The quads that match a pattern; those that differ in their graph alone are given once where all graphs are one.
    pub(super) fn matching(&self, pattern: [Option<u32>; 3], graphs: Graphs) -> Vec<Key> {
        let graph = if let Graphs::One(graph) = graphs { Some(graph) } else { None };
        let [subject, predicate, object] = pattern;
        let pattern = [subject, predicate, object, graph];
        let order = order_for(pattern).unwrap_or(Order::Gspo);
        let (least, bound) = prefix(order, pattern);
        let keys = self.orders[order as usize].range(least..).take_while(|key| key[..bound] == least[..bound]);
        let quads = keys.map(|key| order.quad(*key)).filter(|quad| {
            pattern.iter().zip(quad).all(|(wanted, part)| wanted.is_none_or(|wanted| wanted == *part))
                && (graphs != Graphs::Named || quad[3] != 0)
        });
        let mut quads: Vec<Key> = quads.collect();
        if graphs == Graphs::Union {
            // The graph stands last in the orders that are read here.
            quads.dedup_by(|one, other| one[..3] == other[..3]);
        }
        quads
    }
}

/// The quad of four numbers, each of which `term` reads.
pub(super) fn quad(key: Key, term: impl Fn(u32) -> Result<Term, IndexError>) -> Result<Quad, IndexError> {
    let node = |number| match term(number)? {
        Term::NamedNode(node) => Ok(NamedOrBlankNode::from(node)),
        Term::BlankNode(node) => Ok(node.into()),
        Term::Literal(_) => Err(IndexError::Damaged),
    };
    let [subject, predicate, object, graph] = key;
    let Term::NamedNode(predicate) = term(predicate)? else { return Err(IndexError::Damaged) };
    let graph = if graph == 0 { GraphName::DefaultGraph } else { node(graph)?.into() };
    Ok(Quad::new(node(subject)?, predicate, term(object)?, graph))
}

fn normal(quad: &Quad) -> Quad {
    Quad { object: lines::normal(quad.object.clone()), ..quad.clone() }
}

/// Subject, predicate, object and the graph, where it has a name.
fn parts(quad: &Quad) -> [Option<Term>; 4] {
    let graph = match &quad.graph_name {
        GraphName::DefaultGraph => None,
        GraphName::NamedNode(node) => Some(node.clone().into()),
        GraphName::BlankNode(node) => Some(node.clone().into()),
    };
    let predicate: NamedNode = quad.predicate.clone();
    [Some(quad.subject.clone().into()), Some(predicate.into()), Some(quad.object.clone()), graph]
}
