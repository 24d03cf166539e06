//! A [`crate::graph::KnowledgeGraph`] enters; quads leave, and a store that holds and answers from them.
//!
//! Promises: the same graph gives the same quads in the same order; there are no blank nodes; nothing here reads
//! text or knows how facts were found.

mod algebra;
mod disk;
mod head;
pub mod index;
mod iri;
mod jsonld;
pub mod kept;
pub mod pinyin;
mod plan;
mod quads;
mod queried;
mod serialize;
mod sparql;
pub mod spill;
pub mod store;
mod stream;
mod update;
pub mod varint;
mod verify;
pub mod vocab;

pub use iri::Minter;
pub use quads::{to_lines, to_quads};
pub use queried::{Draft, Graph, Quads, Queryable};
pub use serialize::{Format, Take, canonical, serialize, serialize_lines};
pub use sparql::{Answer, Limits, QueryError, Table, iri, plain, run, run_algebra, select, text, variables};
pub use store::{Store, StoreError};
pub use stream::{Dataset, Form, Prepared, parse_update};
pub use update::{UpdateError, run_update};
pub use verify::{Against, Mismatch, Report, SourceText, verify};
