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
use std::sync::{Mutex, PoisonError};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Quad};
use oxigraph::store::{StorageError, Store, Transaction};
use spargebra::algebra::GraphTarget;
use spargebra::term::{GraphName as Target, GraphNamePattern};
use spargebra::{GraphUpdateOperation, Update};

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
    /// The graph cannot be written: it is an index on disk, opened for reading.
    #[error("the graph could not be changed: {0}")]
    Storage(#[from] StorageError),
}

/// The graphs that may be written.
pub(super) struct Written {
    file: PathBuf,
    computed: String,
    one: Mutex<()>,
}

impl Written {
    /// Of the store folder `root` whose data have this base.
    pub fn new(root: &Path, base: &str) -> Self {
        Self { file: root.join(FILE), computed: format!("{base}graph/"), one: Mutex::new(()) }
    }

    /// Adds what was written before to the graph; returns how many quads that are.
    pub fn load(&self, store: &Store) -> Result<usize, WriteError> {
        let bytes = match fs::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(self.failed(error)),
        };
        let quads: Vec<Quad> = RdfParser::from_format(RdfFormat::NQuads)
            .for_slice(&bytes)
            .collect::<Result<_, _>>()
            .map_err(|error| self.failed(io::Error::other(error)))?;
        for quad in &quads {
            if let GraphName::NamedNode(graph) = &quad.graph_name {
                self.allow(graph)?;
            }
        }
        let mut transaction = store.start_transaction()?;
        transaction.extend(&quads);
        transaction.commit()?;
        Ok(quads.len())
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

    /// Runs `work` in a transaction; what it leaves is in the file, and then in the graph, unless it fails.
    pub fn write<T, E: From<WriteError>>(
        &self,
        store: &Store,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // A panic inside the lock left nothing behind: the transaction was dropped.
        let _one = self.one.lock().unwrap_or_else(PoisonError::into_inner);
        let mut transaction = store.start_transaction().map_err(WriteError::from)?;
        let done = work(&mut transaction)?;
        let lines = self.lines(&mut transaction)?;
        self.save(&lines)?;
        transaction.commit().map_err(WriteError::from)?;
        Ok(done)
    }

    /// What is written, sorted; empty graphs are dropped on the way.
    fn lines(&self, transaction: &mut Transaction<'_>) -> Result<Vec<String>, WriteError> {
        let mut lines = Vec::new();
        for quad in transaction.quads_for_pattern(None, None, None, Some(GraphNameRef::DefaultGraph)) {
            lines.push(format!("{} .\n", quad?));
        }
        let mut empty = Vec::new();
        for graph in transaction.named_graphs() {
            let graph = graph?;
            if matches!(&graph, NamedOrBlankNode::NamedNode(node) if self.is_computed(node)) {
                continue;
            }
            let before = lines.len();
            for quad in transaction.quads_for_pattern(None, None, None, Some(graph.as_ref().into())) {
                lines.push(format!("{} .\n", quad?));
            }
            if lines.len() == before {
                empty.push(graph);
            }
        }
        for graph in empty {
            transaction.remove_named_graph(&graph)?;
        }
        lines.sort_unstable();
        Ok(lines)
    }

    /// Writes the file anew beside the old one, which it then replaces.
    fn save(&self, lines: &[String]) -> Result<(), WriteError> {
        let fresh = self.file.with_extension("nq.tmp");
        let write = || {
            let mut file = io::BufWriter::new(File::create(&fresh)?);
            for line in lines {
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
    use spargebra::SparqlParser;

    use super::*;

    fn check(update: &str) -> Result<(), String> {
        let written = Written::new(Path::new("/nowhere"), "http://d/");
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
        let written = Written::new(folder.path(), "http://d/");
        let node = |iri: &str| NamedNode::new_unchecked(iri);
        let computed = Quad::new(node("http://d/a"), node("http://e/p"), node("http://d/b"), node("http://d/graph/x"));
        let mine = |graph: GraphName| Quad::new(node("http://d/a"), node("http://e/p"), node("http://e/c"), graph);
        let store = Store::new().unwrap();
        store.insert(&computed).unwrap();
        written
            .write(&store, |transaction| {
                transaction.insert(&mine(GraphName::DefaultGraph));
                transaction.insert(&mine(node("http://e/g").into()));
                transaction.insert_named_graph(&node("http://e/empty"));
                Ok::<_, WriteError>(())
            })
            .unwrap();
        assert!(!store.contains_named_graph(&node("http://e/empty")).unwrap());
        let failed = written.write(&store, |transaction| {
            transaction.insert(&mine(node("http://e/lost").into()));
            Err::<(), _>(WriteError::Load)
        });
        assert!(failed.is_err());

        let again = Store::new().unwrap();
        again.insert(&computed).unwrap();
        assert_eq!(written.load(&again).unwrap(), 2);
        let all = |store: &Store| {
            let mut quads: Vec<_> = store.iter().map(|quad| quad.unwrap().to_string()).collect();
            quads.sort();
            quads
        };
        assert_eq!(all(&store), all(&again));
        let text = fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(text.lines().is_sorted());
    }
}
