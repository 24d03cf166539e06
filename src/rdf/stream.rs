//! A query and the graphs that it may see enter; its results leave one by one, for answers that need not fit into memory.
//!
//! Promises: as [`super::run`] does: the default graph is the union of all graphs unless the query or the caller says
//! otherwise, `SERVICE` is refused before anything runs, the prefixes of [`super::vocab`] are known. The order of the results
//! is the engine's own. Time is the caller's: a cancelled token ends the results at their next step.

use oxigraph::model::{GraphName, NamedNode};
use oxigraph::sparql::{CancellationToken, QueryDataset, QueryResults};
use spargebra::{Query, Update};

use super::QueryError;
use super::queried::Graph;
use super::sparql::{parse, parser, reaches_out, words};

/// The graphs that a query sees, where the one who asks says so beside the query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dataset {
    /// Graphs whose merge is the default graph.
    pub default: Vec<NamedNode>,
    /// Graphs that `GRAPH` reaches.
    pub named: Vec<NamedNode>,
}

/// What kind of results a query gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `SELECT`.
    Rows,
    /// `ASK`.
    Boolean,
    /// `CONSTRUCT` and `DESCRIBE`.
    Triples,
}

/// A query that was read and may run.
pub struct Prepared {
    form: Form,
    query: Query,
    dataset: Option<QueryDataset>,
    token: CancellationToken,
}

impl Dataset {
    /// Whether nothing is said of graphs.
    pub fn is_empty(&self) -> bool {
        self.default.is_empty() && self.named.is_empty()
    }

    /// As the engine takes it; `None` where nothing is said.
    pub(super) fn to_engine(&self) -> Option<QueryDataset> {
        let mut dataset = QueryDataset::new();
        dataset.set_default_graph(self.default.iter().cloned().map(GraphName::from).collect());
        dataset.set_available_named_graphs(self.named.iter().cloned().map(Into::into).collect());
        Some(dataset).filter(|_| !self.is_empty())
    }
}

impl Prepared {
    /// Reads a query. A `dataset` with any graph takes the place of what the query says in `FROM`.
    pub fn new(query: &str, dataset: &Dataset, token: &CancellationToken) -> Result<Self, QueryError> {
        let query = parse(query)?;
        if reaches_out(&query) {
            return Err(QueryError::Service);
        }
        let form = match query {
            Query::Select { .. } => Form::Rows,
            Query::Ask { .. } => Form::Boolean,
            Query::Construct { .. } | Query::Describe { .. } => Form::Triples,
        };
        Ok(Self { form, query, dataset: dataset.to_engine(), token: token.clone() })
    }

    /// What kind of results it gives.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Runs it on the graph as it is now: later writes are not seen.
    pub fn run(self, graph: &Graph) -> Result<QueryResults<'static>, QueryError> {
        graph.evaluate(&self.query, self.dataset, &self.token).map_err(QueryError::from)
    }
}

/// Reads an update, which knows the prefixes of [`super::vocab`]; `SERVICE` is refused as in queries.
pub fn parse_update(update: &str) -> Result<Update, QueryError> {
    let update = parser().parse_update(update)?;
    if words(&update.to_string()).iter().any(|word| word == "SERVICE") {
        return Err(QueryError::Service);
    }
    Ok(update)
}
