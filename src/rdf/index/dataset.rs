//! The SPARQL engine's patterns and terms enter; those of an index leave.

use std::cell::RefCell;
use std::iter;
use std::sync::Arc;

use indexmap::IndexSet;
use oxigraph::model::{Quad, Term};
use oxigraph::sparql::CancellationToken;
use rustc_hash::FxBuildHasher;
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};

use super::beside::{Beside, number_beyond, quad};
use super::order::Key;
use super::scan::Graphs;
use super::{Index, IndexError, MOST_TERMS, lines};

/// Places for values that filters and sums look at again and again.
const VALUES: usize = 1 << 12;

/// An index as one query sees it, with what stands beside it and the terms that the query makes. Its default graph is the
/// union of all graphs.
///
/// A scan looks at the token at each quad, and after it was cancelled gives one error and no quad more: the engine, which
/// would go on through all the rest, comes to its end.
pub struct View {
    index: Arc<Index>,
    beside: Option<Arc<Beside>>,
    token: CancellationToken,
    /// Terms that stand neither in the index nor beside it; the first has the number behind all of theirs.
    made: RefCell<IndexSet<Term, FxBuildHasher>>,
    /// Values read lately, each at the place that its number has modulo [`VALUES`].
    values: RefCell<Vec<Option<(u32, ExpressionTerm)>>>,
}

impl View {
    /// A view for one query.
    pub fn new(index: Arc<Index>, beside: Option<Arc<Beside>>, token: CancellationToken) -> Self {
        Self { index, beside, token, made: RefCell::default(), values: RefCell::new(vec![None; VALUES]) }
    }

    /// The quads that match a pattern, those of the index first.
    pub(super) fn quads(
        &self,
        pattern: [Option<u32>; 3],
        graphs: Graphs,
    ) -> impl Iterator<Item = Result<Key, IndexError>> + use<> {
        let (scan, error) = match self.index.scan(pattern, graphs) {
            Ok(scan) => (Some(scan), None),
            Err(error) => (None, Some(Err(error))),
        };
        let beside = self.beside.clone().map(|beside| {
            let index = Arc::clone(&self.index);
            iter::once_with(move || {
                let mut keys = beside.matching(pattern, graphs);
                if graphs == Graphs::Union {
                    // What the index holds in some graph was given already.
                    keys.retain(|[subject, predicate, object, _]| {
                        let pattern = [*subject, *predicate, *object];
                        pattern.iter().any(|number| *number > MOST_TERMS)
                            || index.scan(pattern.map(Some), graphs).is_ok_and(|mut scan| scan.next().is_none())
                    });
                }
                keys.into_iter().map(Ok)
            })
            .flatten()
        });
        let quads = error.into_iter().chain(scan.into_iter().flatten()).chain(beside.into_iter().flatten());
        Stoppable { quads, token: self.token.clone(), stopped: false }
    }

    /// The number of a term, if it stands in the graph.
    pub(super) fn number(&self, term: &Term) -> Result<Option<u32>, IndexError> {
        match &self.beside {
            Some(beside) => beside.number(&self.index, term),
            None => self.index.number(term.to_string().as_bytes()),
        }
    }

    /// How many numbers behind those of the index are taken before a query makes its first term.
    fn taken(&self) -> usize {
        self.beside.as_ref().map_or(0, |beside| beside.taken())
    }
}

/// Quads until the token is cancelled.
struct Stoppable<I> {
    quads: I,
    token: CancellationToken,
    stopped: bool,
}

impl<I: Iterator<Item = Result<Key, IndexError>>> Iterator for Stoppable<I> {
    type Item = Result<Key, IndexError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.stopped {
            return None;
        }
        if self.token.is_cancelled() {
            self.stopped = true;
            return Some(Err(IndexError::Cancelled));
        }
        self.quads.next()
    }
}

impl QueryableDataset<'static> for View {
    type InternalTerm = u32;
    type Error = IndexError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&u32>,
        predicate: Option<&u32>,
        object: Option<&u32>,
        graph_name: Option<Option<&u32>>,
    ) -> impl Iterator<Item = Result<InternalQuad<u32>, IndexError>> + use<> {
        let graphs = match graph_name {
            None => Graphs::Named,
            Some(None) => Graphs::Union,
            Some(Some(graph)) => Graphs::One(*graph),
        };
        let union = graphs == Graphs::Union;
        self.quads([subject, predicate, object].map(Option::<&u32>::copied), graphs).map(move |quad| {
            let [subject, predicate, object, graph] = quad?;
            Ok(InternalQuad { subject, predicate, object, graph_name: Some(graph).filter(|&g| !union && g != 0) })
        })
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<u32, IndexError>> + use<> {
        let beside = self.beside.as_ref().map(|beside| beside.graphs()).unwrap_or_default();
        let (index, token) = (Arc::clone(&self.index), self.token.clone());
        let beside = beside.into_iter().filter(move |graph| {
            index.scan([None; 3], Graphs::One(*graph)).is_ok_and(|mut scan| scan.next().is_none())
        });
        let graphs = self.index.graphs().chain(beside.map(Ok));
        // The same end as in a scan.
        graphs.map(move |graph| if token.is_cancelled() { Err(IndexError::Cancelled) } else { graph })
    }

    fn internalize_term(&self, term: Term) -> Result<u32, IndexError> {
        let term = lines::normal(term);
        if let Some(made) = self.made.borrow().get_index_of(&term) {
            return number_beyond(self.taken() + made);
        }
        if let Some(number) = self.number(&term)? {
            return Ok(number);
        }
        let (made, _) = self.made.borrow_mut().insert_full(term);
        number_beyond(self.taken() + made)
    }

    fn externalize_term(&self, term: u32) -> Result<Term, IndexError> {
        let Some(place) = term.checked_sub(MOST_TERMS + 1) else { return self.index.term(term, lines::read) };
        let place = place as usize;
        let found = match (place.checked_sub(self.taken()), &self.beside) {
            (Some(made), _) => self.made.borrow().get_index(made).cloned(),
            (None, Some(beside)) => beside.beyond(place).cloned(),
            (None, None) => None,
        };
        found.ok_or(IndexError::Damaged)
    }

    fn externalize_expression_term(&self, term: u32) -> Result<ExpressionTerm, IndexError> {
        let place = term as usize % VALUES;
        if let Some((number, value)) = &self.values.borrow()[place]
            && *number == term
        {
            return Ok(value.clone());
        }
        let value = ExpressionTerm::from(self.externalize_term(term)?);
        self.values.borrow_mut()[place] = Some((term, value.clone()));
        Ok(value)
    }
}

/// The graphs whose quads are listed.
#[derive(Debug, Clone, Copy)]
pub enum Listed<'a> {
    /// All of them.
    Each,
    /// The one without a name.
    Unnamed,
    /// The one of this name.
    Named(&'a Term),
}

impl View {
    /// All quads that match, with their graphs, the one without a name among them.
    pub fn matching(
        self,
        [subject, predicate, object]: [Option<&Term>; 3],
        graph: Listed<'_>,
    ) -> Result<impl Iterator<Item = Result<Quad, IndexError>> + use<>, IndexError> {
        let mut pattern = [None; 3];
        let mut known = true;
        for (number, term) in pattern.iter_mut().zip([subject, predicate, object]) {
            if let Some(term) = term {
                *number = self.number(&lines::normal(term.clone()))?;
                known &= number.is_some();
            }
        }
        let graphs = match graph {
            Listed::Each => Graphs::Each,
            Listed::Unnamed => Graphs::One(0),
            Listed::Named(graph) => self.number(graph)?.map_or_else(
                || {
                    known = false;
                    Graphs::Each
                },
                Graphs::One,
            ),
        };
        let keys = known.then(|| self.quads(pattern, graphs));
        Ok(keys.into_iter().flatten().map(move |key| quad(key?, |number| self.externalize_term(number))))
    }
}
