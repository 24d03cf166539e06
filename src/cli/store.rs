//! The store that commands work on, as it is or as it was on a day.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use wenmai::correct::{self, FileError};
use wenmai::graph::KnowledgeGraph;
use wenmai::knowledge::Knowledge;
use wenmai::model::Corrections;
use wenmai::pipeline;
use wenmai::rdf::kept::{Kept, KeptError};
use wenmai::rdf::store::{Store, StoreError};

use super::output::{hint, note};

/// Where the graph lives.
#[derive(Debug, Clone, Args)]
pub(crate) struct StoreArgs {
    /// Folder of the store
    #[arg(long, value_name = "DIR", default_value = "wenmai-store")]
    pub store: PathBuf,
    /// Only documents published up to this day: the graph is the one that a build of these documents alone makes
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
    /// With --as-of: what becomes of documents whose day is unknown
    #[arg(long, value_enum, default_value = "leave", requires = "as_of")]
    pub undated: Undated,
}

/// What becomes of documents without a day when only those up to a day are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Undated {
    /// They are left out, which is said.
    Leave,
    /// They are taken.
    Take,
}

impl StoreArgs {
    /// Opens the store for queries; a damaged snapshot is computed again from the records.
    pub fn open(&self) -> Result<Store> {
        if self.as_of.is_some() {
            let mut store = self.explained(Store::open_records(&self.store))?;
            let corrections = self.corrections(&store)?;
            let base = store.manifest().base.clone();
            self.tell_undated(&store);
            let room = store.room();
            store.restrict(
                |entry| self.includes(entry.date),
                |records, _| pipeline::world(records, &corrections, Knowledge::embedded()).lines(&base, &room),
            )?;
            return Ok(store);
        }
        // The corrections are read before anything is computed, so that what is wrong with them is said.
        let store = self.explained(Store::open_records(&self.store))?;
        let corrections = self.corrections(&store)?;
        let (base, room) = (store.manifest().base.clone(), store.room());
        let rebuild = |records: &[wenmai::model::Record], _: Option<&str>| {
            note("note: the snapshot of the graph was missing or damaged; it is computed again from the records");
            pipeline::world(records, &corrections, Knowledge::embedded()).lines(&base, &room)
        };
        let store = store.telling(|what| note(format!("note: {what}")));
        self.explained(store.or_rebuild(rebuild)).map(|(store, _)| store)
    }

    /// Opens the store for its records and texts alone.
    pub fn open_records(&self) -> Result<Store> {
        let mut store = self.explained(Store::open_records(&self.store))?;
        if self.as_of.is_some() {
            self.tell_undated(&store);
            store.keep(|entry| self.includes(entry.date));
        }
        Ok(store)
    }

    /// Opens the store to be changed; a new one where `new` says so. No other process can change it in the meantime.
    pub fn open_to_change(&self, new: New) -> Result<Store> {
        if new == New::No {
            self.explained(Store::open_records(&self.store))?;
        }
        self.explained(Store::open_to_change(&self.store))
    }

    /// The graph as nodes and edges.
    pub fn graph(&self) -> Result<KnowledgeGraph> {
        self.read(Kept::whole, |_| ())
    }

    /// The same; `tell` is told what is done.
    pub fn graph_telling(&self, tell: impl Fn(&'static str)) -> Result<KnowledgeGraph> {
        self.read(Kept::whole, tell)
    }

    /// The graph as nodes and edges, at least what lies about this name: see [`Kept::about`].
    pub fn about(&self, name: &str) -> Result<KnowledgeGraph> {
        self.read(|kept| kept.about(name), |_| ())
    }

    /// What the last build kept, else computed from the records.
    fn read(
        &self,
        read: impl FnOnce(&Kept) -> Result<KnowledgeGraph, KeptError>,
        tell: impl Fn(&'static str),
    ) -> Result<KnowledgeGraph> {
        let store = self.open_records()?.telling(|what| note(format!("note: {what}")));
        let corrections = self.corrections(&store)?;
        tell("reads the graph");
        if let Some(graph) = self.explained(store.kept(read))? {
            return Ok(graph);
        }
        tell("reads the records");
        let records = store.records()?;
        tell("links what the records name");
        let world = pipeline::world(&records, &corrections, Knowledge::embedded());
        tell("makes the graph");
        Ok(world.graph())
    }

    /// The user's corrections.
    pub fn corrections(&self, store: &Store) -> Result<Corrections> {
        let Some(text) = store.corrections()? else { return Ok(Corrections::default()) };
        let name = self.store.join("corrections").display().to_string();
        correct::read(&name, &text).map_err(|errors| {
            hint(
                format!("the store's corrections cannot be read\n{}", listed(&errors)),
                "put them right in this file, or remove the file and give them again with `wenmai correct FILE`",
            )
        })
    }

    /// Whether documents of this day are wanted.
    pub fn includes(&self, date: Option<Date>) -> bool {
        match (self.as_of, date) {
            (None, _) => true,
            (Some(last), Some(date)) => date <= last,
            (Some(_), None) => self.undated == Undated::Take,
        }
    }

    fn tell_undated(&self, store: &Store) {
        let undated = store.documents().iter().filter(|entry| entry.date.is_none()).count();
        if undated > 0 && self.undated == Undated::Leave {
            note(format!("note: {undated} documents without a day are left out; --undated take takes them in"));
        }
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

/// Whether a store is made where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum New {
    Yes,
    No,
}

/// One error a line.
pub(crate) fn listed(errors: &[FileError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
