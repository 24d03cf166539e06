//! The SPARQL engine's patterns and terms enter; those of an index leave.

use std::cell::RefCell;
use std::sync::Arc;

use indexmap::IndexSet;
use oxigraph::model::Term;
use rustc_hash::FxBuildHasher;
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};

use super::scan::Graphs;
use super::{Index, IndexError, MOST_TERMS, lines};

/// Places for values that filters and sums look at again and again.
const VALUES: usize = 1 << 12;

/// An index as one query sees it, with the terms that the query makes. Its default graph is the union of all graphs.
pub struct View {
    index: Arc<Index>,
    /// Terms that do not stand in the index; the first has the number behind [`MOST_TERMS`].
    made: RefCell<IndexSet<Term, FxBuildHasher>>,
    /// Values read lately, each at the place that its number has modulo [`VALUES`].
    values: RefCell<Vec<Option<(u32, ExpressionTerm)>>>,
}

impl View {
    /// A view for one query.
    pub fn new(index: Arc<Index>) -> Self {
        Self { index, made: RefCell::default(), values: RefCell::new(vec![None; VALUES]) }
    }
}

/// The number of a term that the index does not hold but a query makes or names: they come after all of its own.
fn made_number(made: usize) -> Result<u32, IndexError> {
    u32::try_from(made).ok().and_then(|made| made.checked_add(MOST_TERMS + 1)).ok_or(IndexError::TooManyTerms)
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
        let (scan, error) = match self.index.scan([subject, predicate, object].map(Option::<&u32>::copied), graphs) {
            Ok(scan) => (Some(scan), None),
            Err(error) => (None, Some(Err(error))),
        };
        let union = graphs == Graphs::Union;
        let quads = scan.into_iter().flatten().map(move |quad| {
            let [subject, predicate, object, graph] = quad?;
            Ok(InternalQuad { subject, predicate, object, graph_name: Some(graph).filter(|&g| !union && g != 0) })
        });
        error.into_iter().chain(quads)
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<u32, IndexError>> + use<> {
        self.index.graphs()
    }

    fn internalize_term(&self, term: Term) -> Result<u32, IndexError> {
        let term = lines::normal(term);
        if let Some(made) = self.made.borrow().get_index_of(&term) {
            return made_number(made);
        }
        if let Some(number) = self.index.number(term.to_string().as_bytes())? {
            return Ok(number);
        }
        let (made, _) = self.made.borrow_mut().insert_full(term);
        made_number(made)
    }

    fn externalize_term(&self, term: u32) -> Result<Term, IndexError> {
        match term.checked_sub(MOST_TERMS + 1) {
            Some(made) => self.made.borrow().get_index(made as usize).cloned().ok_or(IndexError::Damaged),
            None => self.index.term(term, lines::read),
        }
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
