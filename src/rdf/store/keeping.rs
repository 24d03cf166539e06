//! The graph enters beside its lines; at the next reading it leaves without any record being linked.
//!
//! Promises: what is kept carries the hash of the snapshot that it was written with; what is missing, of another graph, or
//! damaged is left aside, and the graph computed from the records; the file appears under its name only when it is whole,
//! and after the manifest.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::super::kept::{self, Kept, KeptError, Tables};
use super::{Store, StoreError, files};
use crate::graph::KnowledgeGraph;

/// The name of the file.
pub(super) const KEPT: &str = "graph.wm";

impl Store {
    /// The graph as nodes and edges, as `read` takes it from what the last build kept; `None` where nothing is kept of the
    /// documents and corrections as they are, and the graph must be computed from the records.
    pub fn kept(
        &self,
        read: impl FnOnce(&Kept) -> Result<KnowledgeGraph, KeptError>,
    ) -> Result<Option<KnowledgeGraph>, StoreError> {
        if self.part || self.check_corrections().is_err() {
            return Ok(None);
        }
        let kept = Kept::open(&self.root.join(KEPT), &self.manifest.graph.sha256);
        match kept.and_then(|kept| read(&kept)) {
            Ok(graph) => Ok(Some(graph)),
            Err(KeptError::Damaged) => {
                (self.tell)(
                    "the kept graph is damaged; it is computed from the records, and kept again at the next build",
                );
                Ok(None)
            }
            Err(KeptError::Stale) => Ok(None),
            Err(KeptError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(KeptError::Io(error)) => Err(StoreError::io(&self.root.join(KEPT), error)),
        }
    }
}

/// A graph that is written and has not its name yet. Dropped, it is removed.
pub(super) struct Draft {
    path: PathBuf,
    written: PathBuf,
    out: BufWriter<File>,
    tables: Tables,
}

impl Draft {
    /// Writes the graph into the folder of a store.
    pub fn write(root: &Path, graph: &KnowledgeGraph) -> Result<Self, StoreError> {
        let path = root.join(KEPT);
        let draft = root.join(format!("{KEPT}.tmp"));
        let io = |source| StoreError::io(&draft, source);
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&draft).map_err(io)?);
        let tables = kept::write(graph, &mut out).map_err(io)?;
        Ok(Self { path, written: draft, out, tables })
    }

    /// Names the snapshot in it.
    pub fn seal(&mut self, hash: &str) -> Result<(), StoreError> {
        let io = |source| StoreError::io(&self.written, source);
        kept::seal(&self.tables, hash, &mut self.out).map_err(io)?;
        self.out.get_ref().sync_all().map_err(io)
    }

    /// Gives it its name, in place of the one before.
    pub fn publish(mut self) -> Result<(), StoreError> {
        self.out.flush().map_err(|source| StoreError::io(&self.written, source))?;
        files::rename(&self.written, &self.path)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Where it has its name there is nothing left to remove.
        let _ = files::remove(&self.written);
    }
}
