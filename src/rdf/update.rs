//! A parsed update and a draft enter; what stands beside the graph changes.
//!
//! The draft's graph itself cannot be changed: what an update would take from it stays. Promises: an update's `WHERE` sees
//! the union of all graphs unless the update or the caller says otherwise; within one operation everything is taken away
//! before anything is added; after an error the draft may hold a part of the update and is to be dropped.

use std::collections::BTreeMap;

use oxigraph::model::{BlankNode, GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::sparql::{CancellationToken, QueryDataset, QueryEvaluationError};
use spareval::DeleteInsertQuad;
use spargebra::algebra::GraphTarget;
use spargebra::term::{self as parsed, GroundTerm};
use spargebra::{GraphUpdateOperation, Update};

use super::Dataset;
use super::queried::Draft;

/// Why an update was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// The graphs that `WHERE` sees are said beside the update and in it.
    #[error("using-graph-uri is given and the update has USING or WITH")]
    TwoDatasets,
    /// A graph that must be there is not.
    #[error("the graph {0} does not exist")]
    NoGraph(NamedNode),
    /// A graph that must not be there is.
    #[error("the graph {0} exists already")]
    Exists(NamedNode),
    /// The operation reaches beyond the graphs it names.
    #[error("LOAD, and CLEAR or DROP of all graphs, are not carried out")]
    Unbounded,
    /// The engine failed, or was cancelled.
    #[error("the update failed: {0}")]
    Evaluation(#[from] QueryEvaluationError),
}

/// Carries an update out on a draft.
pub fn run_update(
    draft: &mut Draft,
    update: &Update,
    using: &Dataset,
    token: &CancellationToken,
) -> Result<(), UpdateError> {
    for operation in &update.operations {
        match operation {
            GraphUpdateOperation::InsertData { data } => {
                let mut blank = BTreeMap::new();
                for quad in data {
                    draft.insert(&quad_of(quad, &mut blank))?;
                }
            }
            GraphUpdateOperation::DeleteData { data } => {
                for quad in data {
                    draft.remove(&ground(quad))?;
                }
            }
            GraphUpdateOperation::DeleteInsert { delete, insert, using: own, pattern } => {
                let dataset = match (own, using.to_engine()) {
                    (Some(_), Some(_)) => return Err(UpdateError::TwoDatasets),
                    (Some(own), None) => Some(QueryDataset::from(own.clone())),
                    (None, given) => given,
                };
                let changes = draft.graph().changes(update, (delete, insert, pattern), dataset, token)?;
                for change in &changes {
                    if let DeleteInsertQuad::Delete(quad) = change {
                        draft.remove(quad)?;
                    }
                }
                for change in &changes {
                    if let DeleteInsertQuad::Insert(quad) = change {
                        draft.insert(quad)?;
                    }
                }
            }
            GraphUpdateOperation::Create { graph, silent } => {
                // A graph without triples is not there: nothing is to be done.
                if !silent && draft.graph().contains_graph(graph)? {
                    return Err(UpdateError::Exists(graph.clone()));
                }
            }
            GraphUpdateOperation::Clear { graph, silent } | GraphUpdateOperation::Drop { graph, silent } => match graph
            {
                GraphTarget::NamedNode(graph) => {
                    if !silent && !draft.graph().contains_graph(graph)? {
                        return Err(UpdateError::NoGraph(graph.clone()));
                    }
                    draft.clear(graph.as_ref().into())?;
                }
                GraphTarget::DefaultGraph => draft.clear(GraphNameRef::DefaultGraph)?,
                GraphTarget::NamedGraphs | GraphTarget::AllGraphs => return Err(UpdateError::Unbounded),
            },
            GraphUpdateOperation::Load { .. } => return Err(UpdateError::Unbounded),
        }
    }
    if token.is_cancelled() { Err(QueryEvaluationError::Cancelled.into()) } else { Ok(()) }
}

/// A quad to add, its blank nodes new ones: one for each name of an operation.
fn quad_of(quad: &parsed::Quad, blank: &mut BTreeMap<String, BlankNode>) -> Quad {
    let mut fresh = |node: &BlankNode| blank.entry(node.as_str().to_owned()).or_default().clone();
    let subject = match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => node.clone().into(),
        NamedOrBlankNode::BlankNode(node) => NamedOrBlankNode::from(fresh(node)),
    };
    let object = match &quad.object {
        Term::BlankNode(node) => fresh(node).into(),
        other => other.clone(),
    };
    Quad::new(subject, quad.predicate.clone(), object, graph(&quad.graph_name))
}

fn ground(quad: &parsed::GroundQuad) -> Quad {
    let object: Term = match &quad.object {
        GroundTerm::NamedNode(node) => node.clone().into(),
        GroundTerm::Literal(literal) => literal.clone().into(),
    };
    Quad::new(quad.subject.clone(), quad.predicate.clone(), object, graph(&quad.graph_name))
}

fn graph(name: &parsed::GraphName) -> GraphName {
    match name {
        parsed::GraphName::NamedNode(node) => node.clone().into(),
        parsed::GraphName::DefaultGraph => GraphName::DefaultGraph,
    }
}
