//! `wenmai build` and `wenmai remove`: documents enter or leave the store; the graph follows.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use clap::Args;
use wenmai::knowledge::Knowledge;
use wenmai::model::{Document, DocumentId, Record};
use wenmai::pipeline;
use wenmai::rdf::store::{Change, Difference, Settings, Store, StoreError};
use wenmai::rdf::vocab::DEFAULT_BASE;

use super::Exit;
use super::input::{Input, in_batches};
use super::output::{bar, hint, note};
use super::rules::RulesArgs;
use super::store::StoreArgs;

/// Read documents, link them and load the graph into the store
///
/// Documents that the store has already and that have not changed are not read again.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wenmai build articles/ page.txt --date 2024-03-14 --store wenmai-store")]
pub(crate) struct Build {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    rules: RulesArgs,
    /// Base IRI of the data (default: the store's, else https://w3id.org/wenmai/data/)
    #[arg(long, value_name = "IRI")]
    base: Option<String>,
    /// Read all documents again, even those that have not changed
    #[arg(long)]
    fresh: bool,
}

impl Build {
    pub(crate) fn run(self) -> Result<Exit> {
        let knowledge = self.rules.knowledge()?;
        let store = match Store::open_records(&self.store.store) {
            Ok(store) => Some(store),
            Err(StoreError::Missing(_)) => None,
            Err(error) => return Err(error).context("the store cannot be added to"),
        };
        let known = known_records(store.as_ref(), knowledge, self.fresh)?;
        let mut change = Change::default();
        let (mut read, mut kept) = (0, 0);
        let progress = bar(0, "reading");
        let (_, failed) = in_batches(&self.input, |batch| {
            progress.inc_length(batch.len() as u64);
            let (new, same): (Vec<_>, Vec<_>) = batch
                .into_iter()
                .partition(|document| !known.get(&document.id).is_some_and(|record| is_of(record, document)));
            kept += same.len();
            progress.inc(same.len() as u64);
            read += new.len();
            change.texts.extend(new.iter().map(|document| (document.sha256.clone(), document.text.clone())));
            change.records.extend(pipeline::records(&new, knowledge, || progress.inc(1)));
            Ok(())
        })?;
        progress.finish_and_clear();
        let base = self
            .base
            .or_else(|| store.as_ref().map(|store| store.manifest().base.clone()))
            .unwrap_or_else(|| DEFAULT_BASE.to_owned());
        let settings = Settings { base, knowledge: pipeline::version(knowledge), time: None };
        let root = self.store.store.display().to_string();
        let (store, difference) = if let Some(mut store) = store {
            let difference = apply(&mut store, &change, &settings)?;
            (store, difference)
        } else {
            change.records.sort_by(|a, b| a.id.cmp(&b.id));
            let quads = pipeline::quads(&change.records, knowledge, &settings.base);
            let store = Store::create(&self.store.store, &change, &quads, &settings)
                .with_context(|| format!("cannot make a store at {root}"))?;
            (store, Difference { added: quads.len(), removed: 0 })
        };
        let counts = store.manifest().counts;
        note(format!(
            "{root}: {read} documents read, {kept} unchanged, {} in all; {} facts; {} quads (+{} −{})",
            counts.documents, counts.facts, counts.quads, difference.added, difference.removed
        ));
        Ok(if failed { Exit::Failed } else { Exit::Done })
    }
}

/// Records of the store that were made by this knowledge, by document.
fn known_records(store: Option<&Store>, knowledge: &Knowledge, fresh: bool) -> Result<BTreeMap<DocumentId, Record>> {
    let Some(store) = store.filter(|_| !fresh) else { return Ok(BTreeMap::new()) };
    let version = pipeline::version(knowledge);
    let current = store
        .documents()
        .iter()
        .filter(|entry| entry.knowledge == version)
        .map(|entry| entry.id.clone())
        .collect::<BTreeSet<_>>();
    let records = store.records()?.into_iter().map(|record| (record.id.clone(), record));
    Ok(records.filter(|(id, _)| current.contains(id)).collect())
}

/// Whether the record was made from this document as it is.
fn is_of(record: &Record, document: &Document) -> bool {
    record.sha256 == document.sha256
        && record.source == document.source
        && record.title == document.title
        && record.date == document.date
        && record.publisher == document.publisher
        && record.url == document.url
}

/// Takes a change in and brings the graph up to date.
fn apply(store: &mut Store, change: &Change, settings: &Settings) -> Result<Difference> {
    let records = store.records_after(change)?;
    let quads = pipeline::quads(&records, Knowledge::embedded(), &settings.base);
    Ok(store.update(change, &quads, settings)?)
}

/// Forget documents: the graph becomes the one that was never told of them
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wenmai remove page-2024-03-14-03")]
pub(crate) struct Remove {
    /// Ids of documents (`wenmai query documents` lists them)
    #[arg(value_name = "DOC", required = true)]
    documents: Vec<String>,
    #[command(flatten)]
    store: StoreArgs,
}

impl Remove {
    pub(crate) fn run(self) -> Result<Exit> {
        let mut store = self.store.open_records()?;
        let mut change = Change::default();
        for id in self.documents {
            let id = DocumentId(id);
            if store.document(&id).is_err() {
                return Err(hint(format!("the store has no document {id}"), "nothing was removed; check the ids"));
            }
            change.removed.insert(id);
        }
        let manifest = store.manifest();
        let settings = Settings {
            base: manifest.base.clone(),
            knowledge: manifest.knowledge.clone(),
            time: manifest.time.clone(),
        };
        let difference = apply(&mut store, &change, &settings)?;
        note(format!(
            "{} documents removed, {} left; quads +{} −{}",
            change.removed.len(),
            store.manifest().counts.documents,
            difference.added,
            difference.removed
        ));
        Ok(Exit::Done)
    }
}
