//! Questions in Chinese and English, answered from the graph with the sentences that prove each row.
//!
//! What enters: a store and a question. What leaves: an [`Answer`]. The way: [`lexer`] cuts the question into names of
//! the store, words of the tables and times; [`phrase`] joins them into noun phrases and verbs; a frame of [`frames`]
//! whose slots take all of them gives a [`plan`], which is SPARQL; the rows come with their evidence. Promises: the same
//! store and question give the same answer, with no clock; every word of the question has its part in the answer, or
//! the answer has no rows and says which words were not understood; nothing is answered that the graph does not hold.

mod answer;
mod catalogue;
mod compose;
mod english;
mod frames;
mod kept;
mod lexer;
mod library;
mod phrase;
mod plan;
mod terms;
mod time;
mod words;
mod written;

pub use answer::{Answer, Evidence, Options};
pub use words::Language;
pub use written::{Style, written};

use crate::knowledge::ontology::Ontology;
use crate::query::QueryError;
use crate::rdf::store::{Store, StoreError};
use crate::rdf::{Graph, Queryable};
use catalogue::Catalogue;

/// Why a store cannot be made ready for questions.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// It cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its names cannot be read.
    #[error(transparent)]
    Names(#[from] QueryError),
}

/// A store made ready for questions: its names are read once.
pub struct Asker {
    store: Graph,
    catalogue: Catalogue,
}

impl Asker {
    /// Reads the names of a store; the store itself is shared, not copied.
    ///
    /// # Errors
    /// What the store says.
    pub fn new(store: &dyn Queryable) -> Result<Self, QueryError> {
        Self::with_ontology(store, Ontology::embedded())
    }

    /// A store's folder made ready: its names come from the file that keeps them there, or are read and kept.
    ///
    /// # Errors
    /// What the store says.
    pub fn open(store: &Store) -> Result<Self, AskError> {
        let graph = store.graph()?;
        Ok(Self { store: graph.clone(), catalogue: Self::catalogue(store, graph)? })
    }

    /// The same over a graph that holds the store's and what was written beside it. What was written can be found by what it says
    /// of the store's things; its own names are not known.
    ///
    /// # Errors
    /// What the store says.
    pub fn over(store: &Store, graph: &Graph) -> Result<Self, AskError> {
        let own = store.indexed()?;
        let catalogue = Self::catalogue(store, &own)?;
        // What is kept is of the store's graph alone.
        catalogue.figures(&own)?;
        Ok(Self { store: graph.clone(), catalogue })
    }

    fn catalogue(store: &Store, graph: &Graph) -> Result<Catalogue, AskError> {
        let ontology = Ontology::embedded();
        if store.is_part() {
            return Ok(Catalogue::read(graph, ontology)?);
        }
        Ok(Catalogue::kept(store.root(), &store.manifest().graph.sha256, graph, ontology)?)
    }

    /// Writes the files in which a store's folder keeps what questions read off its graph, where they are not there yet or of
    /// another graph: so the first question after a build need not read all of it.
    ///
    /// # Errors
    /// What the store says. That a file cannot be written is no error.
    pub fn keep(store: &Store) -> Result<(), AskError> {
        let asker = Self::open(store)?;
        asker.catalogue.figures(&asker.store)?;
        Ok(())
    }

    /// [`Asker::new`] with an ontology of your own: what its properties and classes are called can be asked.
    ///
    /// # Errors
    /// What the store says.
    pub fn with_ontology(store: &dyn Queryable, ontology: &Ontology) -> Result<Self, QueryError> {
        Ok(Self { store: store.as_graph(), catalogue: Catalogue::read(store, ontology)? })
    }

    /// Names of the store and words of questions that begin with `start`: a few, the shortest first.
    pub fn completions(&self, start: &str, most: usize) -> Vec<String> {
        self.catalogue.completions(start, most)
    }

    /// Answers a question.
    ///
    /// # Errors
    /// What the store says; a question that is not understood is no error.
    pub fn ask(&self, question: &str, options: &Options) -> Result<Answer, QueryError> {
        answer::answer(&self.store, &self.catalogue, question, options)
    }
}

/// Answers one question; [`Asker`] answers several without reading the names anew.
///
/// # Errors
/// What the store says; a question that is not understood is no error.
pub fn ask(store: &dyn Queryable, question: &str, options: &Options) -> Result<Answer, QueryError> {
    Asker::new(store)?.ask(question, options)
}
