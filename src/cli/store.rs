//! The store that reading commands work on.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use wenmai::graph::KnowledgeGraph;
use wenmai::knowledge::Knowledge;
use wenmai::pipeline;
use wenmai::rdf::store::{Store, StoreError};

use super::output::{hint, note};

/// Where the graph lives.
#[derive(Debug, Args)]
pub(crate) struct StoreArgs {
    /// Folder of the store
    #[arg(long, value_name = "DIR", default_value = "wenmai-store")]
    pub store: PathBuf,
}

impl StoreArgs {
    /// Opens the store for queries; a damaged snapshot is computed again from the records.
    pub fn open(&self) -> Result<Store> {
        let rebuild = |records: &[wenmai::model::Record], _: Option<&str>| {
            note("note: the snapshot of the graph was missing or damaged; it is computed again from the records");
            let base = Store::open_records(&self.store).map(|store| store.manifest().base.clone());
            pipeline::quads(records, Knowledge::embedded(), &base.unwrap_or_default())
        };
        let store = Store::open_records(&self.store).map(|store| store.telling(|what| note(format!("note: {what}"))));
        let opened = store.and_then(|store| store.or_rebuild(rebuild));
        self.explained(opened).map(|(store, _)| store)
    }

    /// Opens the store for its records and texts alone.
    pub fn open_records(&self) -> Result<Store> {
        self.explained(Store::open_records(&self.store))
    }

    /// The graph as nodes and edges, from the records.
    pub fn graph(&self) -> Result<KnowledgeGraph> {
        let records = self.open_records()?.records()?;
        Ok(pipeline::graph(&records, Knowledge::embedded()))
    }

    fn explained<T>(&self, opened: Result<T, StoreError>) -> Result<T> {
        match opened {
            Err(StoreError::Missing(_)) => Err(hint(
                format!("there is no store at {}", self.store.display()),
                format!("build one: wenmai build INPUT… --store {}", self.store.display()),
            )),
            other => other.with_context(|| format!("cannot open the store at {}", self.store.display())),
        }
    }
}
