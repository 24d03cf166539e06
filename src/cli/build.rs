//! `wenmai build` and `wenmai remove`: documents enter or leave the store; the graph follows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;
use wenmai::ask::Asker;
use wenmai::correct;
use wenmai::knowledge::Knowledge;
use wenmai::model::{Corrections, Document, DocumentId, Record};
use wenmai::pipeline;
use wenmai::rdf;
use wenmai::rdf::store::{Change, Difference, Settings, Store};
use wenmai::rdf::vocab::DEFAULT_BASE;

use super::Exit;
use super::input::{Input, in_batches};
use super::output::{bar, hint, note};
use super::rules::RulesArgs;
use super::store::{New, StoreArgs};

/// Read documents, link them and load the graph into the store
///
/// Documents that the store has already and that have not changed are not read again. A build that is cut off leaves the
/// store as it was; the next one goes on with what the first had read.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai build articles/ page.txt --date 2024-03-14 --store wenmai-store\n  wenmai build articles/ --prune\n  wenmai build articles/ --as-of 2024-06-30 --store spring"
)]
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
    /// Forget documents that came from these files or folders and are no longer there
    #[arg(long)]
    prune: bool,
}

/// What a build met in its input.
#[derive(Default)]
struct Met {
    read: usize,
    kept: usize,
    resumed: usize,
    later: usize,
    undated: usize,
    ids: BTreeSet<DocumentId>,
    sources: BTreeSet<String>,
}

impl Build {
    pub(crate) fn run(self) -> Result<Exit> {
        let knowledge = self.rules.knowledge()?;
        let version = pipeline::version(knowledge);
        let mut store = self.store.open_to_change(New::Yes).context("the store cannot be added to")?;
        let corrections = self.store.corrections(&store)?;
        let later = store.documents().iter().filter(|entry| !self.store.includes(entry.date)).count();
        if later > 0 {
            return Err(hint(
                format!("the store holds {later} documents that --as-of leaves out"),
                "build into another folder with --store, or read this store with --as-of",
            ));
        }
        let mut held: BTreeMap<DocumentId, Record> =
            store.records()?.into_iter().map(|record| (record.id.clone(), record)).collect();
        let current = if self.fresh { BTreeSet::new() } else { current(&store, &version) };
        let unfinished: BTreeMap<DocumentId, Record> = if self.fresh {
            BTreeMap::new()
        } else {
            store.unfinished(&version)?.into_iter().map(|record| (record.id.clone(), record)).collect()
        };
        let mut change = Change::default();
        let mut met = Met::default();
        let progress = bar(0, "reading");
        let read = in_batches(&self.input, |batch| {
            progress.inc_length(batch.len() as u64);
            let mut new = Vec::new();
            for document in batch {
                met.ids.insert(document.id.clone());
                met.sources.insert(document.source.clone());
                if !self.store.includes(document.date) {
                    met.undated += usize::from(document.date.is_none());
                    met.later += usize::from(document.date.is_some());
                } else if current.contains(&document.id)
                    && held.get(&document.id).is_some_and(|record| is_of(record, &document))
                {
                    met.kept += 1;
                } else if let Some(record) = unfinished.get(&document.id).filter(|record| is_of(record, &document)) {
                    met.resumed += 1;
                    change.texts.insert(document.sha256.clone(), document.text.clone());
                    change.records.push(record.clone());
                } else {
                    new.push(document);
                    continue;
                }
                progress.inc(1);
            }
            met.read += new.len();
            let texts = new.iter().map(|document| (document.sha256.clone(), document.text.clone())).collect();
            store.keep_texts(&texts)?;
            let records = pipeline::records(&new, knowledge, || progress.inc(1));
            if let Some(first) = records.first() {
                // Named by its content, so that no other build's is written over.
                let name = wenmai::rdf::store::sha256(format!("{} {}", first.id, first.sha256).as_bytes());
                store.keep_unfinished(&name[..16], &version, &records)?;
            }
            change.records.extend(records);
            Ok(())
        });
        progress.finish_and_clear();
        let failed = match read {
            Ok((_, failed)) => failed,
            Err(error) => {
                store.abandon();
                return Err(error);
            }
        };
        self.tell_left_out(&met);
        let gone = gone(&store, &met, &self.input.inputs);
        if self.prune && failed {
            note("note: nothing was forgotten, because some input was not read");
        } else if self.prune {
            change.removed.extend(gone);
        } else if !gone.is_empty() {
            let first = gone.first().map(ToString::to_string).unwrap_or_default();
            note(format!(
                "note: {} documents of the store, such as {first}, are no longer in this input; --prune forgets them",
                gone.len()
            ));
        }
        let base = store.manifest().base.clone();
        let base = self.base.or((!base.is_empty()).then_some(base)).unwrap_or_else(|| DEFAULT_BASE.to_owned());
        let settings = Settings { base, knowledge: version, time: None };
        let root = self.store.store.display().to_string();
        let forgotten = change.removed.len();
        held.retain(|id, _| !change.removed.contains(id));
        let difference = apply(&mut store, change, held, &corrections, &settings)
            .with_context(|| format!("cannot write the store at {root}"))?;
        let counts = store.manifest().counts;
        let Met { read, kept, resumed, .. } = met;
        let resumed = if resumed > 0 { format!(", {resumed} from a build that was cut off") } else { String::new() };
        let forgotten = if forgotten > 0 { format!(", {forgotten} forgotten") } else { String::new() };
        note(format!(
            "{root}: {read} documents read, {kept} unchanged{resumed}{forgotten}, {} in all; {} facts; {} quads (+{} −{})",
            counts.documents, counts.facts, counts.quads, difference.added, difference.removed
        ));
        Ok(if failed { Exit::Failed } else { Exit::Done })
    }

    fn tell_left_out(&self, met: &Met) {
        if let Some(last) = self.store.as_of {
            if met.later > 0 {
                note(format!("note: {} documents published after {last} are left out", met.later));
            }
            if met.undated > 0 {
                let more = "--undated take takes them in, --date gives them a day";
                note(format!("note: {} documents without a day are left out; {more}", met.undated));
            }
        }
    }
}

/// Documents of the store that came from the files and folders of the input, which no longer give them.
fn gone(store: &Store, met: &Met, inputs: &[String]) -> BTreeSet<DocumentId> {
    let roots: Vec<&Path> = inputs.iter().filter(|input| *input != "-").map(Path::new).collect();
    let of_the_input = |source: &str| {
        met.sources.contains(source) || roots.iter().any(|root| source != "-" && Path::new(source).starts_with(root))
    };
    store
        .documents()
        .iter()
        .filter(|entry| entry.source != "-" && of_the_input(&entry.source) && !met.ids.contains(&entry.id))
        .map(|entry| entry.id.clone())
        .collect()
}

/// Documents whose records were made by this knowledge.
fn current(store: &Store, version: &str) -> BTreeSet<DocumentId> {
    let entries = store.documents().iter();
    entries.filter(|entry| entry.knowledge == version).map(|entry| entry.id.clone()).collect()
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

/// Takes a change in, where these records stay besides it, and brings the graph up to date; tells of corrections that no
/// longer apply. What is no longer needed is dropped before the next step, since together it would not fit.
fn apply(
    store: &mut Store,
    change: Change,
    mut held: BTreeMap<DocumentId, Record>,
    corrections: &Corrections,
    settings: &Settings,
) -> Result<Difference> {
    let mut staged = store.stage(&change, settings)?;
    held.extend(change.records.into_iter().map(|record| (record.id.clone(), record)));
    let records: Vec<Record> = held.into_values().collect();
    let world = pipeline::world(&records, corrections, Knowledge::embedded());
    for finding in correct::check(corrections, &world.outcomes, &world.linking) {
        note(format!("note: correction {} does not apply: {finding}; it is kept", finding.id));
    }
    let graph = world.graph();
    drop(world);
    drop(records);
    store.keep_graph(&mut staged, &graph)?;
    let lines = rdf::to_lines(&graph, &settings.base, &store.room())?;
    drop(graph);
    let difference = store.finish(staged, lines)?;
    keep_names(store);
    Ok(difference)
}

/// Writes what questions read off the graph beside it. The build is done: where that fails, the first question does it, and says why
/// where it cannot either.
pub(super) fn keep_names(store: &Store) {
    let progress = bar(1, "names");
    let _ = Asker::keep(store);
    progress.finish_and_clear();
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
        if self.store.as_of.is_some() {
            return Err(hint("--as-of is for building and reading", "documents are removed by their ids"));
        }
        let mut store = self.store.open_to_change(New::No)?;
        let corrections = self.store.corrections(&store)?;
        let mut change = Change::default();
        for id in self.documents {
            let id = DocumentId(id);
            if store.document(&id).is_err() {
                return Err(hint(format!("the store has no document {id}"), "nothing was removed; check the ids"));
            }
            change.removed.insert(id);
        }
        let settings = settings(&store);
        let mut held: BTreeMap<DocumentId, Record> =
            store.records()?.into_iter().map(|record| (record.id.clone(), record)).collect();
        held.retain(|id, _| !change.removed.contains(id));
        let count = change.removed.len();
        let difference = apply(&mut store, change, held, &corrections, &settings)?;
        note(format!(
            "{count} documents removed, {} left; quads +{} −{}",
            store.manifest().counts.documents,
            difference.added,
            difference.removed
        ));
        Ok(Exit::Done)
    }
}

/// The settings that the store was built with.
pub(super) fn settings(store: &Store) -> Settings {
    let manifest = store.manifest();
    Settings { base: manifest.base.clone(), knowledge: manifest.knowledge.clone(), time: manifest.time.clone() }
}
