//! A change and the graph of all records after it enter; the folder holds them.
//!
//! A change comes in two steps, so that what it brings need not be in memory together with the graph: [`Store::stage`] writes
//! texts and records, [`Store::finish`] the graph. In between the store is as it was.
//!
//! Promises: the manifest is written last; one process writes at a time; the lines of the graph are read once, piece by
//! piece, for the snapshot and the index, so that memory is that of a few pieces however large the graph is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use oxigraph::model::{GraphName, Quad};
use rayon::prelude::*;

#[cfg(not(feature = "rocksdb"))]
use super::super::index::Builder;
use super::super::spill::{Lines, Room, Unsorted};
use super::derived;
use super::files::{self, Durable, sha256};
#[cfg(feature = "rocksdb")]
use super::index;
use super::keeping;
use super::manifest::{Counts, DocumentEntry, GraphFile, Manifest};
use super::snapshot::{self, Snapshot};
use super::{
    CORRECTIONS, Change, Difference, GRAPH, LOCK, MANIFEST, NEXT, RECORDS, Settings, Store, StoreError, TEXTS,
    UNFINISHED, shard_of,
};
use crate::graph::KnowledgeGraph;
use crate::model::{DocumentId, Record};

/// Bytes of the graph's lines that are worked on at once.
const PIECE: usize = 16 << 20;

/// What can be written as the lines of a graph, in any order.
pub trait IntoLines {
    /// The lines; what memory does not hold is written to `room`.
    fn into_lines(self, room: &Room) -> io::Result<Lines>;
}

impl IntoLines for Lines {
    fn into_lines(self, _: &Room) -> io::Result<Lines> {
        Ok(self)
    }
}

impl IntoLines for io::Result<Lines> {
    fn into_lines(self, _: &Room) -> io::Result<Lines> {
        self
    }
}

impl IntoLines for Vec<Quad> {
    fn into_lines(self, room: &Room) -> io::Result<Lines> {
        self.as_slice().into_lines(room)
    }
}

impl IntoLines for &[Quad] {
    fn into_lines(self, room: &Room) -> io::Result<Lines> {
        let lines = Lines::new(room.clone());
        self.par_chunks(1 << 15).try_for_each(|quads| {
            let mut unsorted = Unsorted::default();
            for quad in quads {
                let head = format!("{} ", quad.subject);
                let Quad { predicate, object, graph_name, .. } = quad;
                unsorted.line(head.as_bytes(), |line| {
                    let written = match graph_name {
                        GraphName::DefaultGraph => write!(line, "{predicate} {object} ."),
                        named => write!(line, "{predicate} {object} {named} ."),
                    };
                    written.expect("memory does not fail");
                });
            }
            lines.take(&mut unsorted)
        })?;
        Ok(lines)
    }
}

/// A change whose texts and records are written and whose graph is still to come.
pub struct Staged {
    manifest: Manifest,
    #[allow(clippy::option_option, reason = "as in the change: nothing where they stay, nothing in it where they go")]
    corrections: Option<Option<String>>,
    kept: Option<keeping::Draft>,
    _lock: Option<File>,
}

/// A shard after a change.
struct Shard<'r> {
    /// Its file; none where no record is left.
    file: Option<String>,
    /// Records that were replaced or removed: id, entities, facts.
    gone: Vec<(DocumentId, usize, usize)>,
    /// Records that came.
    come: Vec<&'r Record>,
}

impl Store {
    /// Takes a change in; `quads` is the graph of all records after it (see [`Self::records_after`]).
    pub fn update(&mut self, change: &Change, quads: &[Quad], settings: &Settings) -> Result<Difference, StoreError> {
        let staged = self.stage(change, settings)?;
        let lines = quads.into_lines(&self.room()).map_err(|error| StoreError::io(&self.root, error))?;
        self.finish(staged, lines)
    }

    /// Where lines may be sorted that are meant for this store.
    pub fn room(&self) -> Room {
        Room::near(&self.root)
    }

    /// Writes texts that documents will need. They are swept away where no document does after the next update.
    pub fn keep_texts(&self, texts: &BTreeMap<String, Arc<str>>) -> Result<(), StoreError> {
        if texts.is_empty() {
            return Ok(());
        }
        let folder = self.root.join(TEXTS);
        files::folder(&folder)?;
        texts.par_iter().try_for_each(|(hash, text)| {
            let file = folder.join(format!("{hash}.gz"));
            if file.exists() { Ok(()) } else { files::write_gz(&file, text.as_bytes(), Durable::No) }
        })
    }

    /// Writes the texts and records of a change.
    pub fn stage(&mut self, change: &Change, settings: &Settings) -> Result<Staged, StoreError> {
        for folder in [TEXTS, RECORDS] {
            files::folder(&self.root.join(folder))?;
        }
        let lock = if self.lock.is_some() {
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
        self.write_texts(change)?;
        let mut manifest = self.manifest.clone();
        self.write_records(change, settings, &mut manifest)?;
        env!("CARGO_PKG_VERSION").clone_into(&mut manifest.wenmai);
        manifest.knowledge.clone_from(&settings.knowledge);
        manifest.base.clone_from(&settings.base);
        manifest.time.clone_from(&settings.time);
        Ok(Staged { manifest, corrections: change.corrections.clone(), kept: None, _lock: lock })
    }

    /// Keeps the graph itself beside its lines, so that it can be read without linking anything.
    pub fn keep_graph(&self, staged: &mut Staged, graph: &KnowledgeGraph) -> Result<(), StoreError> {
        staged.kept = Some(keeping::Draft::write(&self.root, graph)?);
        Ok(())
    }

    /// Writes the graph of all records after the change that was staged, and names all of it in the manifest.
    pub fn finish(&mut self, staged: Staged, lines: Lines) -> Result<Difference, StoreError> {
        let Staged { mut manifest, corrections, mut kept, _lock } = staged;
        let path = self.root.join(CORRECTIONS);
        match &corrections {
            Some(Some(text)) => files::write(&path, text.as_bytes(), Durable::Yes)?,
            Some(None) => files::remove(&path)?,
            None => {}
        }
        manifest.corrections = self.corrections()?.map(|text| sha256(text.as_bytes()));
        self.settle()?;
        // Beside the old one, which the manifest still names; what they have in common is copied as it was compressed.
        let old = self.file()?;
        let next = self.root.join(NEXT);
        let failed = |error| StoreError::io(&next, error);
        let draft = self.root.join(format!("{NEXT}.tmp"));
        let out = BufWriter::with_capacity(1 << 20, File::create(&draft).map_err(failed)?);
        let mut snapshot = snapshot::Writer::new(out, old.as_ref());
        #[cfg(not(feature = "rocksdb"))]
        let mut index = Builder::new(&self.room());
        let mut merge = lines.merge().map_err(failed)?;
        let mut piece = merge.piece(PIECE).map_err(failed)?;
        while !piece.is_empty() {
            let write = || {
                #[cfg(not(feature = "rocksdb"))]
                {
                    let (written, indexed) = rayon::join(|| snapshot.feed(&piece), || index.feed(&piece));
                    written.and(indexed)
                }
                #[cfg(feature = "rocksdb")]
                snapshot.feed(&piece)
            };
            let (more, written) = rayon::join(|| merge.piece(PIECE), write);
            written.map_err(failed)?;
            piece = more.map_err(failed)?;
        }
        drop(merge);
        let (out, written) = snapshot.finish().map_err(failed)?;
        let new = out.into_inner().map_err(|error| failed(error.into_error()))?;
        new.sync_all().map_err(failed)?;
        files::rename(&draft, &next)?;
        // It was open for writing alone.
        let new = File::open(&next).map_err(failed)?;
        if let Some(kept) = &mut kept {
            kept.seal(&written.hash)?;
        }
        #[cfg(not(feature = "rocksdb"))]
        let draft = derived::Draft::write(&self.root.join(derived::INDEX), index, &written.hash)?;
        let (hash, file) = (written.hash.clone(), Some(written.file.clone()));
        manifest.graph = GraphFile { sha256: hash, bytes: written.bytes, file };
        manifest.counts = Counts {
            documents: manifest.documents.len(),
            texts: manifest.documents.iter().map(|entry| &entry.sha256).collect::<BTreeSet<_>>().len(),
            quads: written.lines,
            ..manifest.counts
        };
        let mut json = serde_json::to_vec_pretty(&manifest).expect("a manifest is plain data");
        json.push(b'\n');
        files::write(&self.root.join(MANIFEST), &json, Durable::Yes)?;
        files::rename(&next, &self.root.join(GRAPH))?;
        let before = std::mem::replace(&mut self.manifest, manifest).graph.sha256;
        // A reader of our own would keep the index from being replaced.
        self.graph = OnceLock::new();
        #[cfg(feature = "rocksdb")]
        {
            let known = old.as_ref().map(|old| (old, &written, &new));
            index::update(&self.root, &before, &self.manifest.graph.sha256, known, |graph| self.load(graph))?;
        }
        #[cfg(not(feature = "rocksdb"))]
        draft.publish()?;
        match kept {
            Some(kept) => kept.publish()?,
            // Of a graph that was only written again it stays.
            None if before == self.manifest.graph.sha256 => {}
            None => files::remove(&self.root.join(keeping::KEPT))?,
        }
        self.sweep()?;
        let (added, removed) =
            written.difference(old.as_ref(), &new).map_err(|error| StoreError::io(&self.root.join(GRAPH), error))?;
        Ok(Difference { added, removed })
    }

    /// Ends what a build that was cut off after the manifest left to be done: its snapshot takes its name.
    fn settle(&self) -> Result<(), StoreError> {
        let next = self.root.join(NEXT);
        match self.named(&next)? {
            Some(_) => files::rename(&next, &self.root.join(GRAPH)),
            None => Ok(()),
        }
    }

    /// The compressed snapshot, where it is the one that the manifest names, byte for byte.
    fn file(&self) -> Result<Option<Snapshot>, StoreError> {
        self.named(&self.root.join(GRAPH))
    }

    fn named(&self, path: &Path) -> Result<Option<Snapshot>, StoreError> {
        let Some(hash) = &self.manifest.graph.file else { return Ok(None) };
        Snapshot::open(path, hash).map_err(|error| StoreError::io(path, error))
    }

    fn write_texts(&self, change: &Change) -> Result<(), StoreError> {
        self.keep_texts(&change.texts)?;
        let folder = self.root.join(TEXTS);
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
        let written: Vec<(String, Shard<'_>)> = touched
            .into_par_iter()
            .map(|(shard, changes)| self.write_shard(&shard, changes).map(|written| (shard, written)))
            .collect::<Result<_, _>>()?;
        let mut documents: BTreeMap<DocumentId, DocumentEntry> =
            manifest.documents.drain(..).map(|entry| (entry.id.clone(), entry)).collect();
        let counts = &mut manifest.counts;
        for (shard, Shard { file, gone, come }) in written {
            for (id, entities, facts) in gone {
                documents.remove(&id);
                counts.record_entities -= entities;
                counts.facts -= facts;
            }
            for record in come {
                documents.insert(record.id.clone(), DocumentEntry::of(record, &settings.knowledge));
                counts.record_entities += record.entities.len();
                counts.facts += record.facts.len();
            }
            match file {
                Some(file) => drop(manifest.records.insert(shard, file)),
                None => drop(manifest.records.remove(&shard)),
            }
        }
        manifest.documents = documents.into_values().collect();
        Ok(())
    }

    fn write_shard<'r>(
        &self,
        shard: &str,
        changes: BTreeMap<&DocumentId, Option<&'r Record>>,
    ) -> Result<Shard<'r>, StoreError> {
        let old = self.shard(shard)?;
        let mut gone = Vec::new();
        let mut records: BTreeMap<&DocumentId, &Record> = BTreeMap::new();
        for record in &old {
            if changes.contains_key(&record.id) {
                gone.push((record.id.clone(), record.entities.len(), record.facts.len()));
            } else {
                records.insert(&record.id, record);
            }
        }
        let come: Vec<&'r Record> = changes.into_values().flatten().collect();
        records.extend(come.iter().map(|record| (&record.id, *record)));
        if records.is_empty() {
            return Ok(Shard { file: None, gone, come });
        }
        let mut lines = Vec::new();
        for record in records.values() {
            serde_json::to_writer(&mut lines, record).expect("a record is plain data");
            lines.push(b'\n');
        }
        let name = format!("{shard}.{}.jsonl.gz", &sha256(&lines)[..16]);
        files::write_gz(&self.root.join(RECORDS).join(&name), &lines, Durable::Yes)?;
        Ok(Shard { file: Some(name), gone, come })
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
        derived::sweep(&self.root)?;
        Ok(())
    }
}

/// Takes the lock of a store. The system gives it back when the process ends, however it ends: no lock is ever stale.
pub(super) fn lock(root: &Path) -> Result<File, StoreError> {
    let path = root.join(LOCK);
    let file = File::create(&path).map_err(|error| StoreError::io(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy(root.to_owned())),
        Err(TryLockError::Error(error)) => Err(StoreError::io(&path, error)),
    }
}
