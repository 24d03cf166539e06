//! A [`crate::graph::KnowledgeGraph`] enters; quads leave, and a store that holds and answers from them.
//!
//! Promises: the same graph gives the same quads in the same order; there are no blank nodes; nothing here reads
//! text or knows how facts were found.

pub mod index;
mod iri;
mod jsonld;
pub mod pinyin;
mod plan;
mod quads;
mod queried;
mod serialize;
mod sparql;
pub mod store;
mod stream;
mod update;
mod verify;
pub mod vocab;

pub use iri::Minter;
pub use quads::to_quads;
pub use queried::{Draft, Graph, Quads, Queryable};
pub use serialize::{Format, canonical, serialize};
pub use sparql::{Answer, Limits, QueryError, Table, iri, plain, run, run_algebra, select, text, variables};
pub use store::{Store, StoreError};
pub use stream::{Dataset, Form, Prepared, parse_update};
pub use update::{UpdateError, run_update};
pub use verify::{Against, Mismatch, Report, SourceText, verify};
