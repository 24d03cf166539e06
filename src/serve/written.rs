//! What is written over the protocol enters; graphs beside the computed ones leave, kept in a file of their own.
//!
//! The graph of a store is computed from its records, so that what is written into it would be gone at the next build.
//! Hence two kinds of graphs: those whose IRI begins with `{base}graph/` are computed and cannot be written, and all
//! others, the default graph among them, are whoever's wrote them. These stand in `written.nq` of the store folder as sorted
//! N-Quads, are served beside the computed ones from each start on, and no build touches them.
//!
//! Promises: a write is in the file before it is seen and before it is answered; it is there as a whole or not at all; one
//! write runs at a time. N-Quads know no empty graph, and neither does this server: a graph without triples is not there.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, Quad};
use oxigraph::sparql::QueryEvaluationError;
use spargebra::algebra::GraphTarget;
use spargebra::term::{GraphName as Target, GraphNamePattern};
use spargebra::{GraphUpdateOperation, Update};

use crate::rdf::{Draft, Graph, StoreError};

/// Name of the file in the store folder.
pub const FILE: &str = "written.nq";

/// Why something was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The graph is computed.
    #[error("{0} is computed from the records and cannot be written: the next build would undo it")]
    Computed(String),
    /// It is not said which graph is meant.
    #[error("{0}, which may be a computed graph")]
    Open(&'static str),
    /// The update would fetch from the network.
    #[error("LOAD is not allowed: this server fetches nothing from elsewhere")]
    Load,
    /// The file could not be written or read.
    #[error("{file}: {source}")]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The graph could not be read.
    #[error("the graph could not be read: {0}")]
    Graph(#[from] QueryEvaluationError),
    /// Nor its index be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The graphs that may be written, and the graph with them.
pub(super) struct Written {
    file: PathBuf,
    computed: String,
    one: Mutex<()>,
    graph: RwLock<Graph>,
}

impl Written {
    /// Of the store folder `root` whose data have this base; what was written before stands beside the graph from here on.
    /// Returns how many quads that are, too.
    pub fn open(root: &Path, base: &str, graph: Graph) -> Result<(Self, usize), WriteError> {
        let (file, computed) = (root.join(FILE), format!("{base}graph/"));
        let written = Self { file, computed, one: Mutex::new(()), graph: RwLock::new(graph) };
        let bytes = match fs::read(&written.file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((written, 0)),
            Err(error) => return Err(written.failed(error)),
        };
        let quads: Vec<Quad> = RdfParser::from_format(RdfFormat::NQuads)
            .for_slice(&bytes)
            .collect::<Result<_, _>>()
            .map_err(|error| written.failed(io::Error::other(error)))?;
        let mut draft = written.graph().draft()?;
        for quad in &quads {
            if let GraphName::NamedNode(graph) = &quad.graph_name {
                written.allow(graph)?;
            }
            draft.insert(quad)?;
        }
        written.publish(draft.graph());
        Ok((written, quads.len()))
    }

    /// The graph as it is now: later writes are not seen.
    pub fn graph(&self) -> Graph {
        self.graph.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn publish(&self, graph: Graph) {
        *self.graph.write().unwrap_or_else(PoisonError::into_inner) = graph;
    }

    /// Whether the graph is a computed one.
    pub fn is_computed(&self, graph: &NamedNode) -> bool {
        graph.as_str().starts_with(&self.computed)
    }

    fn allow(&self, graph: &NamedNode) -> Result<(), WriteError> {
        if self.is_computed(graph) { Err(WriteError::Computed(graph.to_string())) } else { Ok(()) }
    }

    /// Whether `graph` (the default graph where `None`) may be written.
    pub fn check(&self, graph: Option<&NamedNode>) -> Result<(), WriteError> {
        graph.map_or(Ok(()), |graph| self.allow(graph))
    }

    /// Whether all that an update may write may be written: it names its graphs, and none is computed.
    pub fn check_update(&self, update: &Update) -> Result<(), WriteError> {
        let target = |name: &Target| match name {
            Target::NamedNode(graph) => self.allow(graph),
            Target::DefaultGraph => Ok(()),
        };
        let pattern = |name: &GraphNamePattern| match name {
            GraphNamePattern::NamedNode(graph) => self.allow(graph),
            GraphNamePattern::DefaultGraph => Ok(()),
            GraphNamePattern::Variable(_) => Err(WriteError::Open("the graph to write is a variable")),
        };
        for operation in &update.operations {
            match operation {
                GraphUpdateOperation::InsertData { data } => {
                    data.iter().try_for_each(|quad| target(&quad.graph_name))?;
                }
                GraphUpdateOperation::DeleteData { data } => {
                    data.iter().try_for_each(|quad| target(&quad.graph_name))?;
                }
                GraphUpdateOperation::DeleteInsert { delete, insert, .. } => {
                    delete.iter().try_for_each(|quad| pattern(&quad.graph_name))?;
                    insert.iter().try_for_each(|quad| pattern(&quad.graph_name))?;
                }
                GraphUpdateOperation::Load { .. } => return Err(WriteError::Load),
                GraphUpdateOperation::Create { graph, .. } => self.allow(graph)?,
                GraphUpdateOperation::Clear { graph, .. } | GraphUpdateOperation::Drop { graph, .. } => match graph {
                    GraphTarget::NamedNode(graph) => self.allow(graph)?,
                    GraphTarget::DefaultGraph => {}
                    GraphTarget::NamedGraphs | GraphTarget::AllGraphs => {
                        return Err(WriteError::Open("every named graph is meant"));
                    }
                },
            }
        }
        Ok(())
    }

    /// Runs `work` on a draft; what it leaves is in the file, and then in the graph, unless it fails.
    pub fn write<T, E: From<WriteError>>(&self, work: impl FnOnce(&mut Draft) -> Result<T, E>) -> Result<T, E> {
        // A panic inside the lock left nothing behind: the draft was dropped.
        let _one = self.one.lock().unwrap_or_else(PoisonError::into_inner);
        let mut draft = self.graph().draft().map_err(WriteError::from)?;
        let done = work(&mut draft)?;
        self.save(&draft)?;
        self.publish(draft.graph());
        Ok(done)
    }

    /// Writes the file anew beside the old one, which it then replaces.
    fn save(&self, draft: &Draft) -> Result<(), WriteError> {
        let fresh = self.file.with_extension("nq.tmp");
        let write = || {
            let mut file = io::BufWriter::new(File::create(&fresh)?);
            for line in draft.lines() {
                file.write_all(line.as_bytes())?;
            }
            file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
            fs::rename(&fresh, &self.file)
        };
        write().map_err(|error| self.failed(error))
    }

    fn failed(&self, source: io::Error) -> WriteError {
        WriteError::File { file: self.file.clone(), source }
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::sparql::CancellationToken;
    use oxigraph::store::Store;
    use spargebra::SparqlParser;

    use super::*;

    fn check(update: &str) -> Result<(), String> {
        let graph = Graph::from(Store::new().unwrap());
        let (written, _) = Written::open(Path::new("/nowhere"), "http://d/", graph).unwrap();
        written.check_update(&SparqlParser::new().parse_update(update).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn only_graphs_that_are_not_computed_may_be_written() {
        for update in [
            "INSERT DATA { <http://d/person/1> <http://e/p> 1 }",
            "INSERT DATA { GRAPH <http://e/mine> { <http://d/person/1> <http://e/p> 1 } }",
            "DELETE WHERE { GRAPH <http://e/mine> { ?s ?p ?o } }",
            "WITH <http://e/mine> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
            "INSERT { GRAPH <http://e/mine> { ?s ?p ?o } } WHERE { GRAPH <http://d/graph/events> { ?s ?p ?o } }",
            "DROP GRAPH <http://e/mine>; CLEAR DEFAULT",
            "COPY <http://d/graph/events> TO <http://e/mine>",
        ] {
            assert_eq!(check(update), Ok(()), "{update}");
        }
        for update in [
            "INSERT DATA { GRAPH <http://d/graph/events> { <http://e/s> <http://e/p> 1 } }",
            "DELETE DATA { GRAPH <http://d/graph/doc/x> { <http://e/s> <http://e/p> 1 } }",
            "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
            "INSERT { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }",
            "WITH <http://d/graph/events> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
            "CLEAR ALL",
            "DROP NAMED",
            "DROP GRAPH <http://d/graph/events>",
            "CREATE GRAPH <http://d/graph/new>",
            "LOAD <http://e/file.ttl>",
            "LOAD SILENT <http://e/file.ttl> INTO GRAPH <http://e/mine>",
            "MOVE <http://d/graph/events> TO <http://e/mine>",
            "COPY <http://e/mine> TO <http://d/graph/events>",
            "INSERT DATA { <http://e/s> <http://e/p> 1 } ; CLEAR NAMED",
        ] {
            assert!(check(update).is_err(), "{update}");
        }
    }

    #[test]
    fn what_is_written_is_there_after_a_new_start() {
        let folder = tempfile::tempdir().unwrap();
        let node = |iri: &str| NamedNode::new_unchecked(iri);
        let computed = Quad::new(node("http://d/a"), node("http://e/p"), node("http://d/b"), node("http://d/graph/x"));
        let mine = |graph: GraphName| Quad::new(node("http://d/a"), node("http://e/p"), node("http://e/c"), graph);
        let store = Store::new().unwrap();
        store.insert(&computed).unwrap();
        let open = || Written::open(folder.path(), "http://d/", store.clone().into()).unwrap();
        let all = |graph: &Graph| {
            let quads = graph.quads(None, None, None, None, &CancellationToken::new()).unwrap();
            let mut quads: Vec<_> = quads.map(|quad| quad.unwrap().to_string()).collect();
            quads.sort();
            quads
        };
        let (written, before) = open();
        assert_eq!(before, 0);
        let early = written.graph();
        written
            .write(|draft| {
                draft.insert(&mine(GraphName::DefaultGraph))?;
                draft.insert(&mine(node("http://e/g").into()))?;
                draft.insert(&mine(node("http://e/gone").into()))?;
                assert!(draft.graph().contains_graph(&node("http://e/gone"))?);
                draft.clear(node("http://e/gone").as_ref().into())?;
                Ok::<_, WriteError>(())
            })
            .unwrap();
        assert!(!written.graph().contains_graph(&node("http://e/gone")).unwrap());
        assert_eq!(all(&early), [computed.to_string()], "a reader keeps the graph that it has");
        let failed = written.write(|draft| {
            draft.insert(&mine(node("http://e/lost").into()))?;
            Err::<(), _>(WriteError::Load)
        });
        assert!(failed.is_err());

        let (again, before) = open();
        assert_eq!(before, 2);
        assert_eq!(all(&written.graph()), all(&again.graph()));
        assert_eq!(all(&again.graph()).len(), 3);
        let text = fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(text.lines().is_sorted());
    }
}
