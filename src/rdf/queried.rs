//! A parsed query enters; the engine's results leave, from whatever holds the graph.
//!
//! A graph is held by an index of our own on disk, or by an Oxigraph store. Promises: both give the same results; over an
//! index the union of all graphs counts a triple once, however many graphs it stands in; a damaged block is an error, never a
//! wrong answer. Beside an index may stand quads of others ([`Draft`]): they are asked with it, and it stays as it is.

use std::io::Cursor;
use std::sync::{Arc, PoisonError, RwLock};

use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Quad, TermRef};
use oxigraph::sparql::{CancellationToken, QueryDataset, QueryEvaluationError, QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use spareval::{DeleteInsertQuad, QueryEvaluator};
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundQuadPattern, QuadPattern};
use spargebra::{Query, Update};

use super::index::{self, Beside, Index, IndexError, Listed, View};
use super::plan::{rearrange, rearranged};
use super::spill::Room;
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
    Index(Arc<Shelf>, Option<Arc<Beside>>),
}

/// A view's own default graph is the union of all graphs. Asked for it, and not for all graphs one by one, it gives each
/// triple once.
fn union_once(dataset: &mut QueryDataset) {
    if dataset.default_graph_graphs().is_none() {
        dataset.set_default_graph(vec![GraphName::DefaultGraph]);
    }
}

/// The quads of a pattern, one by one.
pub type Quads = Box<dyn Iterator<Item = Result<Quad, QueryEvaluationError>>>;

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> QueryEvaluationError {
    QueryEvaluationError::Dataset(Box::new(error))
}

/// Makes an index again whose bytes are found to be damaged while it is read.
type Restore = dyn Fn() -> Result<Index, StoreError> + Send + Sync;

struct Shelf {
    index: RwLock<Arc<Index>>,
    restore: Option<Box<Restore>>,
}

impl Shelf {
    fn new(index: Index, restore: Option<Box<Restore>>) -> Arc<Self> {
        Arc::new(Self { index: RwLock::new(Arc::new(index)), restore })
    }

    fn index(&self) -> Arc<Index> {
        Arc::clone(&self.index.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Graph {
    /// An index, and how it is made again where its bytes turn out to be damaged.
    pub fn restorable(index: Index, restore: impl Fn() -> Result<Index, StoreError> + Send + Sync + 'static) -> Self {
        let restore: Box<Restore> = Box::new(restore);
        Self(Held::Index(Shelf::new(index, Some(restore)), None))
    }

    /// How many quads it holds.
    pub fn len(&self) -> Result<usize, StoreError> {
        match &self.0 {
            Held::Engine(store) => Ok(store.len()?),
            Held::Index(file, beside) => {
                let beside = beside.as_ref().map_or(0, |beside| beside.len());
                Ok(usize::try_from(file.index().quads()).unwrap_or(usize::MAX).saturating_add(beside))
            }
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
        let query = &rearranged(query);
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
            Held::Index(file, beside) => {
                let evaluator = QueryEvaluator::new().with_cancellation_token(token.clone());
                let mut prepared = evaluator.prepare(query);
                if let Some(dataset) = dataset {
                    *prepared.dataset_mut() = dataset;
                }
                union_once(prepared.dataset_mut());
                prepared.execute(View::new(file.index(), beside.clone(), token.clone()))
            }
        }
    }

    /// The quads that a `DELETE`/`INSERT` of an update takes away and adds, read off the rows of its `WHERE`; as in
    /// [`Self::evaluate`].
    pub(super) fn changes(
        &self,
        update: &Update,
        (delete, insert, pattern): (&[GroundQuadPattern], &[QuadPattern], &GraphPattern),
        dataset: Option<QueryDataset>,
        token: &CancellationToken,
    ) -> Result<Vec<DeleteInsertQuad>, QueryEvaluationError> {
        let Held::Index(file, beside) = &self.0 else {
            let graph = self.draft().map_err(failed)?.graph();
            return graph.changes(update, (delete, insert, pattern), dataset, token);
        };
        let mut pattern = pattern.clone();
        rearrange(&mut pattern);
        let evaluator = QueryEvaluator::new().with_cancellation_token(token.clone());
        let (delete, insert) = (delete.to_vec(), insert.to_vec());
        let mut prepared = evaluator.prepare_delete_insert(delete, insert, update.base_iri.clone(), None, &pattern);
        *prepared.dataset_mut() = dataset.unwrap_or_default();
        union_once(prepared.dataset_mut());
        prepared.execute(View::new(file.index(), beside.clone(), token.clone()))?.collect()
    }

    /// All quads that match, with their graphs; of all graphs where `graph` is `None`. Triples that stand in several graphs
    /// are given for each. A cancelled token ends them with an error.
    pub fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
        token: &CancellationToken,
    ) -> Result<Quads, QueryEvaluationError> {
        let (file, beside) = match &self.0 {
            Held::Engine(store) => {
                let token = token.clone();
                let quads = store.quads_for_pattern(subject, predicate, object, graph).map(move |quad| {
                    if token.is_cancelled() { Err(QueryEvaluationError::Cancelled) } else { quad.map_err(failed) }
                });
                return Ok(Box::new(quads));
            }
            Held::Index(file, beside) => (file, beside),
        };
        let term = |term: TermRef<'_>| term.into_owned();
        let parts = [subject.map(|node| term(node.into())), predicate.map(|node| term(node.into())), object.map(term)];
        let name = match graph {
            None | Some(GraphNameRef::DefaultGraph) => None,
            Some(GraphNameRef::NamedNode(node)) => Some(term(node.into())),
            Some(GraphNameRef::BlankNode(node)) => Some(term(node.into())),
        };
        let listed = match (&graph, &name) {
            (None, _) => Listed::Each,
            (_, None) => Listed::Unnamed,
            (_, Some(name)) => Listed::Named(name),
        };
        let view = View::new(file.index(), beside.clone(), token.clone());
        let quads = view.matching(parts.each_ref().map(Option::as_ref), listed);
        Ok(Box::new(quads.map_err(failed)?.map(|quad| {
            quad.map_err(|error| match error {
                IndexError::Cancelled => QueryEvaluationError::Cancelled,
                error => failed(error),
            })
        })))
    }

    /// Whether any triple stands in this graph.
    pub fn contains_graph(&self, graph: &NamedNode) -> Result<bool, QueryEvaluationError> {
        let name = Some(GraphNameRef::NamedNode(graph.as_ref()));
        Ok(self.quads(None, None, None, name, &CancellationToken::new())?.next().transpose()?.is_some())
    }

    /// What is to be written beside the graph, with what stands there now. An engine's graph is copied into an index in
    /// memory.
    pub fn draft(&self) -> Result<Draft, StoreError> {
        let (file, beside) = match &self.0 {
            Held::Index(file, beside) => (Arc::clone(file), beside.clone().unwrap_or_default()),
            Held::Engine(store) => {
                let quads = store.iter().map(|quad| Ok(format!("{} .\n", quad?)));
                let mut lines = quads.collect::<Result<Vec<_>, StoreError>>()?;
                lines.sort_unstable();
                (Shelf::new(in_memory(lines.concat().as_bytes(), &"0".repeat(64))?, None), Arc::default())
            }
        };
        Ok(Draft { file, beside })
    }

    /// After an error: whether it was a damaged index that has been made again, so that the query may be run anew.
    pub fn restored(&self, error: &QueryEvaluationError) -> bool {
        let QueryEvaluationError::Dataset(cause) = error else { return false };
        let (Held::Index(file, _), Some(IndexError::Damaged)) = (&self.0, cause.downcast_ref()) else { return false };
        let Some(Ok(index)) = file.restore.as_ref().map(|restore| restore()) else { return false };
        *file.index.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(index);
        true
    }
}

/// The index of these lines of N-Quads, which have this hash, held in memory.
pub(super) fn in_memory(lines: &[u8], hash: &str) -> Result<Index, StoreError> {
    let io = |source| StoreError::Io { path: "memory".into(), source };
    let mut bytes = Cursor::new(Vec::new());
    index::build(lines, hash, &Room::near(&std::env::temp_dir()), &mut bytes).map_err(io)?;
    Index::from_bytes(bytes.into_inner(), hash).map_err(|error| io(std::io::Error::other(error)))
}

/// Quads beside a graph that are being changed. Nobody else sees a change.
pub struct Draft {
    file: Arc<Shelf>,
    beside: Arc<Beside>,
}

impl Draft {
    /// The graph with what stands beside it now.
    pub fn graph(&self) -> Graph {
        Graph(Held::Index(Arc::clone(&self.file), Some(Arc::clone(&self.beside)).filter(|beside| !beside.is_empty())))
    }

    /// Adds a quad; whether it was not there.
    pub fn insert(&mut self, quad: &Quad) -> Result<bool, QueryEvaluationError> {
        Arc::make_mut(&mut self.beside).insert(&self.file.index(), quad).map_err(failed)
    }

    /// Takes a quad away, which may be one of those beside the graph; whether it was there.
    pub fn remove(&mut self, quad: &Quad) -> Result<bool, QueryEvaluationError> {
        Arc::make_mut(&mut self.beside).remove(&self.file.index(), quad).map_err(failed)
    }

    /// Takes away what stands beside the graph under this name.
    pub fn clear(&mut self, graph: GraphNameRef<'_>) -> Result<(), QueryEvaluationError> {
        for quad in self.beside.of_graph(&self.file.index(), graph).map_err(failed)? {
            self.remove(&quad)?;
        }
        Ok(())
    }

    /// What stands beside the graph, as sorted lines of N-Quads.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.beside.lines()
    }
}

impl From<Store> for Graph {
    fn from(store: Store) -> Self {
        Self(Held::Engine(store))
    }
}

impl From<Index> for Graph {
    fn from(index: Index) -> Self {
        Self(Held::Index(Shelf::new(index, None), None))
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
