//! Questions written down as SPARQL: the files of `queries/` and the user's own.
//!
//! What enters: a store, the text of a query, and its parameters as words. What leaves: a [`Table`] of RDF terms, which
//! [`render()`] writes as an aligned table, CSV or JSON. Promises: parameters become RDF terms and are never pasted into
//! the query as text; a query without `ORDER BY` gives its rows sorted, so that the same store always prints the same
//! bytes; queries see the union of all named graphs as their default graph.

mod library;
mod render;
mod run;

pub use library::{Param, ParamKind, Query, library, named};
pub use render::{Format, grid, render, term_text};
pub use run::{Table, run, select};

/// Why a query gave no table.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The text is not SPARQL.
    #[error("the query is not SPARQL: {0}")]
    Syntax(String),
    /// The store could not answer it.
    #[error("the store could not answer the query: {0}")]
    Evaluation(String),
    /// A line of the header does not read as it should.
    #[error("{query}: line {line} of the header: {problem}")]
    Header {
        /// Name of the query.
        query: String,
        /// Line, from 1.
        line: usize,
        /// What to write instead.
        problem: String,
    },
    /// A parameter that the query does not have.
    #[error("the query has no parameter `{name}`; it has: {known}")]
    UnknownParameter {
        /// As given.
        name: String,
        /// Those that it has.
        known: String,
    },
    /// A value that does not fit the parameter's type.
    #[error("parameter `{name}` takes {expected}, not `{value}`")]
    BadValue {
        /// The parameter.
        name: String,
        /// As given.
        value: String,
        /// What it takes.
        expected: &'static str,
    },
    /// No query of `queries/` has this name.
    #[error("no query is called `{0}`")]
    UnknownQuery(String),
}
