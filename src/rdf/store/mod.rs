//! Records, texts and quads enter a folder; documents, texts and a graph that answers queries leave it.
//!
//! ```text
//! texts/<sha256>.gz        the text of each document, by its hash
//! records/<xx>.<hash>.jsonl.gz   what each document says, in shards by the hash of the document's id
//! corrections              what the user put right, where there is any
//! graph.nq.gz              the graph as sorted N-Quads; computed from the above
//! index.wm                 the same for queries, see [`super::index`]; computed from the graph
//! graph.wm                 the same as nodes and edges, see [`super::kept`]; written with the graph
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

mod derived;
mod error;
mod files;
#[cfg(feature = "rocksdb")]
mod index;
mod keeping;
mod manifest;
mod snapshot;
mod update;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use oxigraph::model::Quad;
use rayon::prelude::*;

use super::queried::{self, Graph};
use super::serialize::parse;
use super::spill::{Lines, Room};
pub use error::StoreError;
pub use files::{sha256, write_unlocked};
pub use manifest::{Counts, DocumentEntry, FORMAT, GraphFile, Manifest};

use crate::model::{DocumentId, Record};
use files::Durable;
use sha2::{Digest as _, Sha256};
use snapshot::Snapshot;
use update::lock;
pub use update::{IntoLines, Staged};

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
    /// Whether only a part of the documents is read.
    part: bool,
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
        let ours = [
            TEXTS,
            RECORDS,
            GRAPH,
            NEXT,
            CORRECTIONS,
            LOCK,
            UNFINISHED,
            "index",
            "index.hash",
            "index.lock",
            "index.wm",
            "names.wm",
            "figures.wm",
            keeping::KEPT,
        ];
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
        Self::of(root, manifest)
    }

    /// A store that holds what this manifest says; its graph is opened when it is first asked for.
    fn of(root: &Path, manifest: Manifest) -> Self {
        let (graph, tell) = (OnceLock::new(), silent());
        Self { root: root.to_owned(), manifest, graph, lock: None, view: None, part: false, tell }
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
        Ok(Self::of(root, manifest))
    }

    /// Opens a store for queries; where the snapshot is not whole it is computed from the records and corrections by
    /// `rebuild` and written again. Returns whether that was needed.
    pub fn open_or_rebuild<G: IntoLines>(
        root: &Path,
        rebuild: impl FnOnce(&[Record], Option<&str>) -> G,
    ) -> Result<(Self, bool), StoreError> {
        Self::open_records(root)?.or_rebuild(rebuild)
    }

    /// The same for a store that was opened without its graph.
    pub fn or_rebuild<G: IntoLines>(
        mut self,
        rebuild: impl FnOnce(&[Record], Option<&str>) -> G,
    ) -> Result<(Self, bool), StoreError> {
        let store = &mut self;
        match store.graph() {
            Ok(_) => return Ok((self, false)),
            Err(StoreError::Derived { .. }) => {}
            Err(error) => return Err(error),
        }
        let lines = rebuild(&store.records()?, store.corrections()?.as_deref()).into_lines(&Room::near(&store.root));
        let lines = lines.map_err(|error| StoreError::io(&store.root, error))?;
        let settings = Settings {
            base: store.manifest.base.clone(),
            knowledge: store.manifest.knowledge.clone(),
            time: store.manifest.time.clone(),
        };
        let staged = store.stage(&Change::default(), &settings)?;
        store.finish(staged, lines)?;
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
    pub fn restrict<G: IntoLines>(
        &mut self,
        keep: impl Fn(&DocumentEntry) -> bool,
        quads: impl FnOnce(&[Record], Option<&str>) -> G,
    ) -> Result<(), StoreError> {
        self.keep(keep);
        let lines = quads(&self.records()?, self.corrections()?.as_deref()).into_lines(&Room::near(&self.root));
        let lines = lines.and_then(Lines::merge).and_then(|mut lines| lines.piece(usize::MAX));
        let lines = lines.map_err(|error| StoreError::io(&self.root, error))?;
        let index = queried::in_memory(&lines, &sha256(&lines))?;
        self.view = Some(lines);
        let graph = Graph::from(index);
        self.manifest.counts.quads = graph.len()?;
        self.graph = OnceLock::from(graph);
        Ok(())
    }

    /// The same for records and texts alone.
    pub fn keep(&mut self, keep: impl Fn(&DocumentEntry) -> bool) {
        self.part = true;
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
        let graph = self.open_index()?;
        Ok(self.graph.get_or_init(|| graph))
    }

    /// The graph over `index.wm`, whatever else holds it: what is written beside a graph ([`Graph::draft`]) stands beside an
    /// index. With the feature `rocksdb` the index may have to be made first.
    pub fn indexed(&self) -> Result<Graph, StoreError> {
        if cfg!(not(feature = "rocksdb")) || self.view.is_some() {
            return self.graph().cloned();
        }
        self.check_corrections()?;
        self.open_index()
    }

    fn open_index(&self) -> Result<Graph, StoreError> {
        let (root, graph) = (self.root.clone(), self.manifest.graph.clone());
        let lines = Arc::new(move |take: &mut derived::Take<'_>| lines_at(&root, &graph, take));
        derived::open(&self.root, &self.manifest.graph.sha256, lines, Arc::clone(&self.tell))
    }

    /// The graph as an Oxigraph database on disk, opened for reading.
    #[cfg(feature = "rocksdb")]
    pub fn engine(&self) -> Result<oxigraph::store::Store, StoreError> {
        index::open(&self.root, &self.manifest.graph.sha256, |graph| self.load(graph))
    }

    /// The snapshot's N-Quads, checked against the manifest, and the corrections too, which may have been edited since.
    pub fn snapshot(&self) -> Result<Vec<u8>, StoreError> {
        let mut lines = Vec::new();
        self.lines(|piece| {
            lines.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(lines)
    }

    /// The same, given to `take` in pieces of whole lines: the snapshot need not fit into memory.
    pub fn lines(&self, mut take: impl FnMut(&[u8]) -> std::io::Result<()>) -> Result<(), StoreError> {
        if let Some(lines) = &self.view {
            return take(lines).map_err(|error| StoreError::io(&self.root, error));
        }
        self.check_corrections()?;
        lines_at(&self.root, &self.manifest.graph, take)
    }

    /// Loads the snapshot.
    #[cfg(feature = "rocksdb")]
    fn load(&self, graph: &oxigraph::store::Store) -> Result<(), StoreError> {
        let mut loader = graph.bulk_loader();
        self.lines(|lines| loader.load_quads(parse(lines)).map_err(std::io::Error::other))?;
        Ok(loader.commit()?)
    }

    fn check_corrections(&self) -> Result<(), StoreError> {
        let corrections = self.corrections()?.map(|text| sha256(text.as_bytes()));
        if corrections != self.manifest.corrections {
            let what = "the corrections were changed after it was made".to_owned();
            return Err(StoreError::Derived { file: self.root.join(GRAPH), what });
        }
        Ok(())
    }

    /// The snapshot's quads, in canonical order.
    pub fn quads(&self) -> Result<Vec<Quad>, StoreError> {
        Ok(parse(&self.snapshot()?).collect())
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
}

fn shard_of(id: &DocumentId) -> String {
    sha256(id.0.as_bytes())[..2].to_owned()
}

/// Gives the lines of the snapshot in this folder to `take`, in pieces of whole lines.
fn lines_at(
    root: &Path,
    graph: &GraphFile,
    mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<(), StoreError> {
    // The next one first: a build may have been cut off between the manifest and the last renaming.
    let mut what = None;
    for path in [root.join(NEXT), root.join(GRAPH)] {
        if let Some(hash) = &graph.file
            && let Some(snapshot) = Snapshot::open(&path, hash).map_err(|error| StoreError::io(&path, error))?
        {
            return snapshot.lines(take).map_err(|error| StoreError::io(&path, error));
        }
        // The same lines may have been compressed by another.
        match plain_hash(&path) {
            Ok(Some(hash)) if hash == graph.sha256 => {
                let file = File::open(&path).map_err(|error| StoreError::io(&path, error))?;
                return snapshot::plain_lines(file, &mut take).map_err(|error| StoreError::io(&path, error));
            }
            Ok(Some(_)) => what = Some("it is not the graph that the manifest names".to_owned()),
            Err(error) => what = Some(error.to_string()),
            Ok(None) => {}
        }
    }
    let what = what.unwrap_or_else(|| "it is missing".to_owned());
    Err(StoreError::Derived { file: root.join(GRAPH), what })
}

/// SHA-256 of the lines of a compressed file; `None` where there is none.
fn plain_hash(path: &Path) -> std::io::Result<Option<String>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut digest = Sha256::new();
    snapshot::plain_lines(file, |lines| {
        digest.update(lines);
        Ok(())
    })?;
    Ok(Some(files::hex(&digest.finalize())))
}
