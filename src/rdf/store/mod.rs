//! Records, texts and quads enter a folder; documents, texts and a graph that answers queries leave it.
//!
//! ```text
//! texts/<sha256>.gz        the text of each document, by its hash
//! records/<xx>.<hash>.jsonl.gz   what each document says, in shards by the hash of the document's id
//! corrections              what the user put right, where there is any
//! graph.nq.gz              the graph as sorted N-Quads; computed from the above
//! index.wm                 the same for queries, see [`super::index`]; computed from the graph
//! names.wm, figures.wm     what questions read off the graph, kept by [`crate::ask`]
//! index/                   instead of it, with the feature `rocksdb`: an Oxigraph database on disk
//! unfinished/              records that a build under way has read, so that one that is cut off goes on where it was
//! .lock                    held by the process that changes the store
//! manifest.json            versions, hashes, the list of documents
//! ```
//!
//! Promises: the manifest is written last and names the record files by their content, so that a build that is cut off
//! leaves the store as it was before; files have the same bytes for the same content; what is not whole is said with
//! what to do; an update writes only the shards that it touches; one process writes at a time.

#[cfg(not(feature = "rocksdb"))]
mod derived;
mod error;
mod files;
#[cfg(feature = "rocksdb")]
mod index;
mod manifest;
mod snapshot;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use rayon::prelude::*;

use super::queried::Graph;
pub use error::StoreError;
pub use files::sha256;
pub use manifest::{Counts, DocumentEntry, FORMAT, GraphFile, Manifest};

use crate::model::{DocumentId, Record};
use files::Durable;

const MANIFEST: &str = "manifest.json";
const GRAPH: &str = "graph.nq.gz";
/// The new snapshot until the manifest names it.
const NEXT: &str = "graph.nq.gz.next";
const CORRECTIONS: &str = "corrections";
const RECORDS: &str = "records";
const TEXTS: &str = "texts";
const LOCK: &str = ".lock";
/// Records of documents that a build under way has read.
const UNFINISHED: &str = "unfinished";

/// What every version of the manifest has.
#[derive(serde::Deserialize)]
struct Head {
    #[serde(default)]
    format: u32,
}

/// A store folder.
pub struct Store {
    root: PathBuf,
    manifest: Manifest,
    graph: OnceLock<Graph>,
    /// Held from opening to the end where the store was opened to be changed.
    lock: Option<File>,
    /// The lines of the graph of a part of the documents, where only that is read.
    view: Option<Vec<u8>>,
    tell: Tell,
}

/// Is told what was found wrong and is put right.
type Tell = Arc<dyn Fn(&str) + Send + Sync>;

fn silent() -> Tell {
    Arc::new(|_| ())
}

/// What a build brings.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Records of new documents, and of those read again; a record replaces the one of the same id.
    pub records: Vec<Record>,
    /// Texts by SHA-256. Those that the store has already may be left out.
    pub texts: BTreeMap<String, Arc<str>>,
    /// Documents to forget.
    pub removed: BTreeSet<DocumentId>,
    /// The new corrections: `None` leaves them, `Some(None)` removes them.
    pub corrections: Option<Option<String>>,
}

/// What a build is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Base IRI of the data.
    pub base: String,
    /// Version of the knowledge under which the records of the change were made.
    pub knowledge: String,
    /// Time to write into the manifest, if any.
    pub time: Option<String>,
}

/// How many quads an update added and removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Difference {
    /// In the new graph and not in the old one.
    pub added: usize,
    /// In the old graph and not in the new one.
    pub removed: usize,
}

impl Store {
    /// Makes a store in a folder that is empty or not there. `quads` is the graph of the change's records and
    /// corrections.
    pub fn create(root: &Path, change: &Change, quads: &[Quad], settings: &Settings) -> Result<Self, StoreError> {
        if root.join(MANIFEST).exists() {
            return Err(StoreError::Exists(root.to_owned()));
        }
        let mut store = Self::open_to_change(root)?;
        store.update(change, quads, settings)?;
        store.lock = None;
        Ok(store)
    }

    /// Opens a store to be changed, or a new one in a folder that is empty or not there, which holds nothing yet. No other
    /// process can do the same until this one is dropped or ends, however it ends.
    pub fn open_to_change(root: &Path) -> Result<Self, StoreError> {
        if !root.join(MANIFEST).exists() {
            Self::check_foreign(root)?;
        }
        files::folder(root)?;
        let lock = lock(root)?;
        // Only now: what another process was writing is there by now.
        let mut store = match Self::open_records(root) {
            Err(StoreError::Missing(_)) => Self::empty(root),
            opened => opened?,
        };
        store.lock = Some(lock);
        Ok(store)
    }

    /// Gives up a new store that nothing came into: its folder is gone if nothing else is in it.
    pub fn abandon(self) {
        if !self.root.join(MANIFEST).exists() && !self.root.join(UNFINISHED).exists() {
            // That it cannot be removed harms nobody.
            let _ = fs::remove_file(self.root.join(LOCK));
            let _ = fs::remove_dir(&self.root);
        }
    }

    fn check_foreign(root: &Path) -> Result<(), StoreError> {
        let ours = [TEXTS, RECORDS, GRAPH, NEXT, CORRECTIONS, LOCK, UNFINISHED, "index", "index.wm", "names.wm", "figures.wm"];
        let foreign = files::list(root)?.into_iter().any(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            !ours.contains(&name.as_str()) && Path::new(&name).extension().is_none_or(|ending| ending != "tmp")
        });
        if foreign {
            return Err(StoreError::Foreign(root.to_owned()));
        }
        Ok(())
    }

    fn empty(root: &Path) -> Self {
        let manifest = Manifest {
            format: FORMAT,
            wenmai: String::new(),
            knowledge: String::new(),
            base: String::new(),
            time: None,
            counts: Counts::default(),
            graph: GraphFile { sha256: String::new(), bytes: 0, file: None },
            records: BTreeMap::new(),
            corrections: None,
            documents: Vec::new(),
        };
        Self { root: root.to_owned(), manifest, graph: OnceLock::new(), lock: None, view: None, tell: silent() }
    }

    /// Opens a store for queries: the graph is loaded, or the index opened.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let store = Self::open_records(root)?;
        store.graph()?;
        Ok(store)
    }

    /// Opens a store without its graph: for records, texts and updates.
    pub fn open_records(root: &Path) -> Result<Self, StoreError> {
        let file = root.join(MANIFEST);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(StoreError::Missing(root.to_owned()));
            }
            Err(error) => return Err(StoreError::io(&file, error)),
        };
        let damaged = |what: serde_json::Error| StoreError::Manifest { file: file.clone(), what: what.to_string() };
        // The format first: another version's manifest need not have our fields.
        let Head { format: found } = serde_json::from_str(&text).map_err(damaged)?;
        if found != FORMAT {
            return Err(StoreError::Format { found, known: FORMAT });
        }
        let manifest = serde_json::from_str(&text).map_err(damaged)?;
        Ok(Self { root: root.to_owned(), manifest, graph: OnceLock::new(), lock: None, view: None, tell: silent() })
    }

    /// Opens a store for queries; where the snapshot is not whole it is computed from the records and corrections by
    /// `rebuild` and written again. Returns whether that was needed.
    pub fn open_or_rebuild(
        root: &Path,
        rebuild: impl FnOnce(&[Record], Option<&str>) -> Vec<Quad>,
    ) -> Result<(Self, bool), StoreError> {
        Self::open_records(root)?.or_rebuild(rebuild)
    }

    /// The same for a store that was opened without its graph.
    pub fn or_rebuild(
        mut self,
        rebuild: impl FnOnce(&[Record], Option<&str>) -> Vec<Quad>,
    ) -> Result<(Self, bool), StoreError> {
        let store = &mut self;
        match store.graph() {
            Ok(_) => return Ok((self, false)),
            Err(StoreError::Derived { .. }) => {}
            Err(error) => return Err(error),
        }
        let quads = rebuild(&store.records()?, store.corrections()?.as_deref());
        let settings = Settings {
            base: store.manifest.base.clone(),
            knowledge: store.manifest.knowledge.clone(),
            time: store.manifest.time.clone(),
        };
        store.update(&Change::default(), &quads, &settings)?;
        store.graph()?;
        Ok((self, true))
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the folder says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether documents are left out of its graph for reading.
    pub fn is_part(&self) -> bool {
        self.view.is_some()
    }

    /// Leaves out, for reading, all documents but those for which `keep` says so; `quads` is the graph of the rest, given
    /// their records. Nothing is written.
    pub fn restrict(
        &mut self,
        keep: impl Fn(&DocumentEntry) -> bool,
        quads: impl FnOnce(&[Record], Option<&str>) -> Vec<Quad>,
    ) -> Result<(), StoreError> {
        self.keep(keep);
        let graph = oxigraph::store::Store::new()?;
        let quads = quads(&self.records()?, self.corrections()?.as_deref());
        self.manifest.counts.quads = quads.len();
        self.view = Some(lines_of(&quads));
        let mut loader = graph.bulk_loader();
        loader.load_quads(quads)?;
        loader.commit()?;
        self.graph = OnceLock::from(Graph::from(graph));
        Ok(())
    }

    /// The same for records and texts alone.
    pub fn keep(&mut self, keep: impl Fn(&DocumentEntry) -> bool) {
        self.manifest.documents.retain(keep);
        self.manifest.counts.documents = self.manifest.documents.len();
    }

    /// Keeps records of documents that a build has read, so that one that is cut off need not read them again. `name` is
    /// unique in the build; what was kept is gone after the next update.
    pub fn keep_unfinished(&self, name: &str, knowledge: &str, records: &[Record]) -> Result<(), StoreError> {
        let folder = self.root.join(UNFINISHED);
        files::folder(&folder)?;
        let mut lines = serde_json::to_vec(knowledge).expect("a text");
        lines.push(b'\n');
        for record in records {
            serde_json::to_writer(&mut lines, record).expect("a record is plain data");
            lines.push(b'\n');
        }
        files::write_gz(&folder.join(format!("{name}.jsonl.gz")), &lines, Durable::No)
    }

    /// Records that a build which was cut off had read under this knowledge. What of them is not whole is left out.
    pub fn unfinished(&self, knowledge: &str) -> Result<Vec<Record>, StoreError> {
        let mut records = Vec::new();
        for path in files::list(&self.root.join(UNFINISHED))? {
            let Ok(Some(bytes)) = files::read_gz(&path) else { continue };
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let mut lines = text.lines();
            let of = lines.next().and_then(|line| serde_json::from_str::<String>(line).ok());
            if of.as_deref() == Some(knowledge) {
                records.extend(lines.filter_map(|line| serde_json::from_str::<Record>(line).ok()));
            }
        }
        Ok(records)
    }

    /// The documents, by id.
    pub fn documents(&self) -> &[DocumentEntry] {
        &self.manifest.documents
    }

    /// The document of this id.
    pub fn document(&self, id: &DocumentId) -> Result<&DocumentEntry, StoreError> {
        let documents = &self.manifest.documents;
        match documents.binary_search_by(|entry| entry.id.cmp(id)) {
            Ok(index) => Ok(&documents[index]),
            Err(_) => Err(StoreError::NoDocument(id.clone())),
        }
    }

    /// What a document says.
    pub fn record(&self, id: &DocumentId) -> Result<Record, StoreError> {
        self.document(id)?;
        let records = self.shard(&shard_of(id))?;
        records.into_iter().find(|record| record.id == *id).ok_or_else(|| StoreError::NoDocument(id.clone()))
    }

    /// What all documents say, by id.
    pub fn records(&self) -> Result<Vec<Record>, StoreError> {
        let mut records = Vec::with_capacity(self.manifest.documents.len());
        let shards: Vec<&String> = self.manifest.records.keys().collect();
        let read: Vec<Result<Vec<Record>, StoreError>> = shards.par_iter().map(|shard| self.shard(shard)).collect();
        for shard in read {
            records.extend(shard?);
        }
        records.sort_by(|one, other| one.id.cmp(&other.id));
        // A reader may have left documents out.
        records.retain(|record| self.document(&record.id).is_ok());
        Ok(records)
    }

    /// What all documents will say after a change, by id: what the quads of [`Self::update`] are computed from.
    pub fn records_after(&self, change: &Change) -> Result<Vec<Record>, StoreError> {
        let mut records: BTreeMap<DocumentId, Record> =
            self.records()?.into_iter().map(|record| (record.id.clone(), record)).collect();
        records.retain(|id, _| !change.removed.contains(id));
        records.extend(change.records.iter().map(|record| (record.id.clone(), record.clone())));
        Ok(records.into_values().collect())
    }

    /// A text by its SHA-256; checked against it.
    pub fn text(&self, hash: &str) -> Result<String, StoreError> {
        let file = self.root.join(TEXTS).join(format!("{hash}.gz"));
        let damaged = |what: &str| StoreError::Damaged { file: file.clone(), what: what.to_owned() };
        let bytes = files::read_gz(&file).map_err(|error| damaged(&error.to_string()))?;
        let bytes = bytes.ok_or_else(|| damaged("it is missing"))?;
        if sha256(&bytes) != hash {
            return Err(damaged("its content does not have the hash of its name"));
        }
        String::from_utf8(bytes).map_err(|_| damaged("it is not UTF-8"))
    }

    /// What the user put right, if anything: the file as it is now.
    pub fn corrections(&self) -> Result<Option<String>, StoreError> {
        let file = self.root.join(CORRECTIONS);
        match fs::read_to_string(&file) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::io(&file, error)),
        }
    }

    /// Has `tell` told what is found wrong with what is computed from the records, and put right.
    #[must_use]
    pub fn telling(mut self, tell: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.tell = Arc::new(tell);
        self
    }

    /// The graph, to be queried. Opened at the first call.
    pub fn graph(&self) -> Result<&Graph, StoreError> {
        if let Some(graph) = self.graph.get() {
            return Ok(graph);
        }
        self.check_corrections()?;
        #[cfg(feature = "rocksdb")]
        let graph = self.engine()?.into();
        #[cfg(not(feature = "rocksdb"))]
        let graph = {
            let (root, hash) = (self.root.clone(), self.manifest.graph.sha256.clone());
            let lines = Arc::new(move || lines_at(&root, &hash));
            derived::open(&self.root, &self.manifest.graph.sha256, lines, Arc::clone(&self.tell))?
        };
        Ok(self.graph.get_or_init(|| graph))
    }

    /// The graph as an Oxigraph store of its own, for those who write to a copy: loaded into memory, which takes the time and
    /// the memory that [`Self::graph`] saves; with the feature `rocksdb`, the one on disk.
    pub fn engine(&self) -> Result<oxigraph::store::Store, StoreError> {
        #[cfg(feature = "rocksdb")]
        if self.view.is_none() {
            return index::open(&self.root, &self.manifest.graph.sha256, || self.snapshot());
        }
        let graph = oxigraph::store::Store::new()?;
        load(&graph, &self.snapshot()?)?;
        Ok(graph)
    }

    /// The snapshot's N-Quads, checked against the manifest, and the corrections too, which may have been edited since.
    pub fn snapshot(&self) -> Result<Vec<u8>, StoreError> {
        if let Some(lines) = &self.view {
            return Ok(lines.clone());
        }
        self.check_corrections()?;
        self.lines()
    }

    fn check_corrections(&self) -> Result<(), StoreError> {
        let corrections = self.corrections()?.map(|text| sha256(text.as_bytes()));
        if corrections != self.manifest.corrections {
            let what = "the corrections were changed after it was made".to_owned();
            return Err(StoreError::Derived { file: self.root.join(GRAPH), what });
        }
        Ok(())
    }

    fn lines(&self) -> Result<Vec<u8>, StoreError> {
        lines_at(&self.root, &self.manifest.graph.sha256)
    }

    /// Ends what a build that was cut off after the manifest left to be done: its snapshot takes its name.
    fn settle(&self) -> Result<(), StoreError> {
        let next = self.root.join(NEXT);
        let bytes = files::read(&next).map_err(|error| StoreError::io(&next, error))?;
        match bytes {
            Some(bytes) if self.manifest.graph.file.as_ref().is_some_and(|hash| *hash == sha256(&bytes)) => {
                files::rename(&next, &self.root.join(GRAPH))
            }
            _ => Ok(()),
        }
    }

    /// The compressed snapshot, where it is the one that the manifest names, byte for byte.
    fn file(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.root.join(GRAPH);
        let bytes = files::read(&path).map_err(|error| StoreError::io(&path, error))?;
        Ok(bytes.filter(|bytes| self.manifest.graph.file.as_ref().is_some_and(|hash| *hash == sha256(bytes))))
    }

    /// The snapshot's quads, in canonical order.
    pub fn quads(&self) -> Result<Vec<Quad>, StoreError> {
        Ok(parse(&self.snapshot()?).collect())
    }

    /// Takes a change in; `quads` is the graph of all records after it (see [`Self::records_after`]), in canonical order.
    pub fn update(&mut self, change: &Change, quads: &[Quad], settings: &Settings) -> Result<Difference, StoreError> {
        for folder in [TEXTS, RECORDS] {
            files::folder(&self.root.join(folder))?;
        }
        let _lock = if self.lock.is_some() {
            None
        } else {
            let lock = lock(&self.root)?;
            // What was read before the lock was ours may have been changed since.
            let there = match Self::open_records(&self.root) {
                Err(StoreError::Missing(_)) => Self::empty(&self.root).manifest,
                opened => opened?.manifest,
            };
            if there != self.manifest {
                return Err(StoreError::Changed(self.root.clone()));
            }
            Some(lock)
        };
        let mut manifest = self.manifest.clone();

        self.write_texts(change)?;
        self.write_records(change, settings, &mut manifest)?;
        let corrections = self.root.join(CORRECTIONS);
        match &change.corrections {
            Some(Some(text)) => files::write(&corrections, text.as_bytes(), Durable::Yes)?,
            Some(None) => files::remove(&corrections)?,
            None => {}
        }
        manifest.corrections = self.corrections()?.map(|text| sha256(text.as_bytes()));
        let lines = lines_of(quads);
        let hash = sha256(&lines);
        self.settle()?;
        // Beside the old one, which the manifest still names; what they have in common is copied as it was compressed.
        let before = self.file()?;
        let write = || {
            let written = snapshot::write(&lines, before.as_deref().unwrap_or_default())
                .map_err(|error| StoreError::io(&self.root.join(NEXT), error))?;
            files::write(&self.root.join(NEXT), &written.file, Durable::Yes)?;
            Ok::<_, StoreError>(written)
        };
        #[cfg(feature = "rocksdb")]
        let written = write()?;
        #[cfg(not(feature = "rocksdb"))]
        let (written, draft) = {
            let index = || derived::Draft::write(&self.root.join(derived::INDEX), &hash, &lines);
            let (written, draft) = rayon::join(write, index);
            (written?, draft?)
        };
        manifest.graph = GraphFile { sha256: hash, bytes: lines.len(), file: Some(sha256(&written.file)) };
        env!("CARGO_PKG_VERSION").clone_into(&mut manifest.wenmai);
        manifest.knowledge.clone_from(&settings.knowledge);
        manifest.base.clone_from(&settings.base);
        manifest.time.clone_from(&settings.time);
        manifest.counts = Counts {
            documents: manifest.documents.len(),
            texts: manifest.documents.iter().map(|entry| &entry.sha256).collect::<BTreeSet<_>>().len(),
            quads: quads.len(),
            ..manifest.counts
        };
        let mut json = serde_json::to_vec_pretty(&manifest).expect("a manifest is plain data");
        json.push(b'\n');
        files::write(&self.root.join(MANIFEST), &json, Durable::Yes)?;
        files::rename(&self.root.join(NEXT), &self.root.join(GRAPH))?;

        #[cfg(feature = "rocksdb")]
        {
            // A reader of our own would keep the index from being replaced.
            self.graph = OnceLock::new();
            index::update(
                &self.root,
                &self.manifest.graph.sha256,
                &manifest.graph.sha256,
                before.as_ref().map(|_| &written),
                &lines,
            )?;
        }
        #[cfg(not(feature = "rocksdb"))]
        draft.publish()?;
        self.manifest = manifest;
        self.graph = OnceLock::new();
        self.sweep()?;
        Ok(difference(&written.old, &written.new))
    }

    fn write_texts(&self, change: &Change) -> Result<(), StoreError> {
        let folder = self.root.join(TEXTS);
        for (hash, text) in &change.texts {
            let file = folder.join(format!("{hash}.gz"));
            if !file.exists() {
                files::write_gz(&file, text.as_bytes(), Durable::No)?;
            }
        }
        for record in &change.records {
            let there = !record.sha256.is_empty() && folder.join(format!("{}.gz", record.sha256)).exists();
            // Records of other tools may come without a hash, and so without a text.
            if !there && !record.sha256.is_empty() {
                return Err(StoreError::NoText(record.id.clone(), record.sha256.clone()));
            }
        }
        Ok(())
    }

    /// Writes the shards that the change touches and enters them and the documents into the manifest.
    fn write_records(&self, change: &Change, settings: &Settings, manifest: &mut Manifest) -> Result<(), StoreError> {
        let mut touched: BTreeMap<String, BTreeMap<&DocumentId, Option<&Record>>> = BTreeMap::new();
        let removed = change.removed.iter().map(|id| (id, None));
        for (id, record) in removed.chain(change.records.iter().map(|record| (&record.id, Some(record)))) {
            touched.entry(shard_of(id)).or_default().insert(id, record);
        }
        let mut documents: BTreeMap<DocumentId, DocumentEntry> =
            manifest.documents.drain(..).map(|entry| (entry.id.clone(), entry)).collect();
        let mut counts = manifest.counts;
        for (shard, changes) in touched {
            let old = if manifest.records.contains_key(&shard) { self.shard(&shard)? } else { Vec::new() };
            let mut records: BTreeMap<DocumentId, Record> =
                old.into_iter().map(|record| (record.id.clone(), record)).collect();
            for (id, record) in changes {
                if let Some(gone) = records.remove(id) {
                    documents.remove(id);
                    counts.record_entities -= gone.entities.len();
                    counts.facts -= gone.facts.len();
                }
                if let Some(record) = record {
                    documents.insert(id.clone(), DocumentEntry::of(record, &settings.knowledge));
                    counts.record_entities += record.entities.len();
                    counts.facts += record.facts.len();
                    records.insert(id.clone(), record.clone());
                }
            }
            if records.is_empty() {
                manifest.records.remove(&shard);
                continue;
            }
            let mut lines = Vec::new();
            for record in records.values() {
                serde_json::to_writer(&mut lines, record).expect("a record is plain data");
                lines.push(b'\n');
            }
            let name = format!("{shard}.{}.jsonl.gz", &sha256(&lines)[..16]);
            files::write_gz(&self.root.join(RECORDS).join(&name), &lines, Durable::Yes)?;
            manifest.records.insert(shard, name);
        }
        manifest.counts = counts;
        manifest.documents = documents.into_values().collect();
        Ok(())
    }

    /// The records of a shard, by id; checked against the hash in the file's name.
    fn shard(&self, shard: &str) -> Result<Vec<Record>, StoreError> {
        let Some(name) = self.manifest.records.get(shard) else { return Ok(Vec::new()) };
        let file = self.root.join(RECORDS).join(name);
        let damaged = |what: &str| StoreError::Damaged { file: file.clone(), what: what.to_owned() };
        let bytes = files::read_gz(&file).map_err(|error| damaged(&error.to_string()))?;
        let bytes = bytes.ok_or_else(|| damaged("it is missing"))?;
        if !name.contains(&sha256(&bytes)[..16]) {
            return Err(damaged("its content does not have the hash of its name"));
        }
        let lines = std::str::from_utf8(&bytes).map_err(|_| damaged("it is not UTF-8"))?.lines();
        lines
            .enumerate()
            .map(|(index, line)| {
                serde_json::from_str(line).map_err(|error| damaged(&format!("line {}: {error}", index + 1)))
            })
            .collect()
    }

    /// Removes files that the manifest no longer names: of documents forgotten, and of builds that were cut off.
    fn sweep(&self) -> Result<(), StoreError> {
        let texts: BTreeSet<String> =
            self.manifest.documents.iter().map(|entry| format!("{}.gz", entry.sha256)).collect();
        let records: BTreeSet<String> = self.manifest.records.values().cloned().collect();
        files::remove_folder(&self.root.join(UNFINISHED))?;
        for (folder, wanted) in [(TEXTS, texts), (RECORDS, records)] {
            for path in files::list(&self.root.join(folder))? {
                if !path.file_name().is_some_and(|name| wanted.contains(name.to_string_lossy().as_ref())) {
                    files::remove(&path)?;
                }
            }
        }
        #[cfg(not(feature = "rocksdb"))]
        derived::sweep(&self.root)?;
        Ok(())
    }
}

/// Takes the lock of a store. The system gives it back when the process ends, however it ends: no lock is ever stale.
fn lock(root: &Path) -> Result<File, StoreError> {
    let path = root.join(LOCK);
    let file = File::create(&path).map_err(|error| StoreError::io(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy(root.to_owned())),
        Err(TryLockError::Error(error)) => Err(StoreError::io(&path, error)),
    }
}

fn shard_of(id: &DocumentId) -> String {
    sha256(id.0.as_bytes())[..2].to_owned()
}

/// The lines of quads, in their order.
fn lines_of(quads: &[Quad]) -> Vec<u8> {
    let pieces: Vec<Vec<u8>> = quads
        .par_chunks(1 << 15)
        .map(|quads| {
            let mut lines = Vec::new();
            for quad in quads {
                writeln!(lines, "{quad} .").expect("memory does not fail");
            }
            lines
        })
        .collect();
    pieces.concat()
}

/// The lines of the snapshot in this folder, which must have this hash.
fn lines_at(root: &Path, hash: &str) -> Result<Vec<u8>, StoreError> {
    // The next one first: a build may have been cut off between the manifest and the last renaming.
    let mut what = None;
    for file in [root.join(NEXT), root.join(GRAPH)] {
        match files::read(&file).map(|bytes| bytes.map(|bytes| snapshot::read(&bytes))) {
            Ok(Some(Ok(lines))) if sha256(&lines) == hash => return Ok(lines),
            Ok(Some(Ok(_))) => what = Some("it is not the graph that the manifest names".to_owned()),
            Ok(Some(Err(error))) | Err(error) => what = Some(error.to_string()),
            Ok(None) => {}
        }
    }
    let what = what.unwrap_or_else(|| "it is missing".to_owned());
    Err(StoreError::Derived { file: root.join(GRAPH), what })
}

/// Loads N-Quads of our own, whose hash was checked.
fn load(graph: &oxigraph::store::Store, lines: &[u8]) -> Result<(), StoreError> {
    let mut loader = graph.bulk_loader();
    loader.load_quads(parse(lines))?;
    loader.commit()?;
    Ok(())
}

fn parse(lines: &[u8]) -> impl Iterator<Item = Quad> {
    RdfParser::from_format(RdfFormat::NQuads)
        .lenient()
        .for_slice(lines)
        .map(|quad| quad.expect("the snapshot has the hash that we wrote"))
}

/// Compares two sorted files line by line.
fn difference(old: &[u8], new: &[u8]) -> Difference {
    let mut difference = Difference::default();
    compare(old, new, |_| difference.removed += 1, |_| ());
    compare(old, new, |_| (), |_| difference.added += 1);
    difference
}

/// Walks two sorted files side by side; tells of each line that only one of them has.
fn compare<'a>(old: &'a [u8], new: &'a [u8], mut gone: impl FnMut(&'a [u8]), mut come: impl FnMut(&'a [u8])) {
    let lines = |bytes: &'a [u8]| bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).peekable();
    let (mut old, mut new) = (lines(old), lines(new));
    loop {
        match (old.peek(), new.peek()) {
            (None, None) => return,
            (Some(one), Some(other)) if one == other => {
                old.next();
                new.next();
            }
            (Some(one), other) if other.is_none_or(|other| one < other) => {
                gone(one);
                old.next();
            }
            (_, Some(other)) => {
                come(other);
                new.next();
            }
            (Some(_), None) => unreachable!("the third arm takes it"),
        }
    }
}
