//! A parsed query enters; the engine's results leave, from whatever holds the graph.
//!
//! A graph is held by an index of our own on disk, or by an Oxigraph store. Promises: both give the same results; over an
//! index the union of all graphs counts a triple once, however many graphs it stands in; a damaged block is an error, never a
//! wrong answer.

use std::sync::{Arc, PoisonError, RwLock};

use oxigraph::model::GraphName;
use oxigraph::sparql::{CancellationToken, QueryDataset, QueryEvaluationError, QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use spareval::QueryEvaluator;
use spargebra::Query;

use super::index::{Index, IndexError, View};
use super::plan::optional_last;
use super::store::StoreError;

/// What can be asked with SPARQL.
pub trait Queryable: Send + Sync {
    /// The graph; a copy shares the data.
    fn as_graph(&self) -> Graph;
}

/// A graph that is open for queries. A copy shares the data; several threads may ask at once.
#[derive(Clone)]
pub struct Graph(Held);

#[derive(Clone)]
enum Held {
    Engine(Store),
    Index(Arc<Shelf>),
}

/// Makes an index again whose bytes are found to be damaged while it is read.
type Restore = dyn Fn() -> Result<Index, StoreError> + Send + Sync;

struct Shelf {
    index: RwLock<Arc<Index>>,
    restore: Option<Box<Restore>>,
}

impl Shelf {
    fn index(&self) -> Arc<Index> {
        Arc::clone(&self.index.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Graph {
    /// An index, and how it is made again where its bytes turn out to be damaged.
    pub fn restorable(index: Index, restore: impl Fn() -> Result<Index, StoreError> + Send + Sync + 'static) -> Self {
        Self(Held::Index(Arc::new(Shelf { index: RwLock::new(Arc::new(index)), restore: Some(Box::new(restore)) })))
    }

    /// How many quads it holds.
    pub fn len(&self) -> Result<usize, StoreError> {
        match &self.0 {
            Held::Engine(store) => Ok(store.len()?),
            Held::Index(file) => Ok(usize::try_from(file.index().quads()).unwrap_or(usize::MAX)),
        }
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.len()? == 0)
    }

    /// Runs a query, which must reach nothing outside. `dataset` says which graphs it sees, instead of its own `FROM`; where
    /// neither says so, its default graph is the union of all graphs. A cancelled token ends the results at their next step.
    pub fn evaluate(
        &self,
        query: &Query,
        dataset: Option<QueryDataset>,
        token: &CancellationToken,
    ) -> Result<QueryResults<'static>, QueryEvaluationError> {
        let query = &optional_last(query);
        match &self.0 {
            Held::Engine(store) => {
                let evaluator = SparqlEvaluator::new().with_cancellation_token(token.clone());
                let mut prepared = evaluator.for_query(query.clone());
                if let Some(dataset) = dataset {
                    *prepared.dataset_mut() = dataset;
                } else if prepared.dataset().is_default_dataset() {
                    prepared.dataset_mut().set_default_graph_as_union();
                }
                prepared.on_store(store).execute()
            }
            Held::Index(file) => {
                let evaluator = QueryEvaluator::new().with_cancellation_token(token.clone());
                let mut prepared = evaluator.prepare(query);
                if let Some(dataset) = dataset {
                    *prepared.dataset_mut() = dataset;
                }
                // A view's own default graph is the union. Asked for it, and not for all graphs one by one, it gives
                // each triple once.
                if prepared.dataset().default_graph_graphs().is_none() {
                    prepared.dataset_mut().set_default_graph(vec![GraphName::DefaultGraph]);
                }
                prepared.execute(View::new(file.index()))
            }
        }
    }

    /// After an error: whether it was a damaged index that has been made again, so that the query may be run anew.
    pub fn restored(&self, error: &QueryEvaluationError) -> bool {
        let QueryEvaluationError::Dataset(cause) = error else { return false };
        let (Held::Index(file), Some(IndexError::Damaged)) = (&self.0, cause.downcast_ref()) else { return false };
        let Some(Ok(index)) = file.restore.as_ref().map(|restore| restore()) else { return false };
        *file.index.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(index);
        true
    }
}

impl From<Store> for Graph {
    fn from(store: Store) -> Self {
        Self(Held::Engine(store))
    }
}

impl From<Index> for Graph {
    fn from(index: Index) -> Self {
        Self(Held::Index(Arc::new(Shelf { index: RwLock::new(Arc::new(index)), restore: None })))
    }
}

impl Queryable for Graph {
    fn as_graph(&self) -> Graph {
        self.clone()
    }
}

impl Queryable for Store {
    fn as_graph(&self) -> Graph {
        self.clone().into()
    }
}
