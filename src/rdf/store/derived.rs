//! The graph's snapshot enters; `index.wm` beside it leaves, which opens at once however large the graph is.
//!
//! Promises: the index carries the hash of the graph that it holds; one that is missing, of another graph or version, or
//! damaged is told about and made again from the snapshot; it appears under its name only when it is whole. Where the folder
//! cannot be written, the same bytes are held in memory.

use std::fs::{self, File};
use std::io::{self, BufWriter, Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::super::index::{Builder, Index, IndexError};
use super::super::queried::Graph;
use super::super::spill::Room;
use super::{StoreError, files};

/// The name of the file.
pub(super) const INDEX: &str = "index.wm";

/// Is told what was found wrong and is put right.
pub(super) type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// Takes a piece of the snapshot's lines.
pub(super) type Take<'t> = dyn FnMut(&[u8]) -> io::Result<()> + 't;

/// Reads the checked lines of the snapshot, piece by piece.
type Lines = Arc<dyn Fn(&mut Take<'_>) -> Result<(), StoreError> + Send + Sync>;

/// Opens the index of the graph with this hash; makes it where it is not there or not right.
pub(super) fn open(root: &Path, hash: &str, lines: Lines, tell: Tell) -> Result<Graph, StoreError> {
    let path = root.join(INDEX);
    let index = match Index::open(&path, hash) {
        Ok(index) => index,
        Err(IndexError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            tell("the index of the graph is missing; it is made from the snapshot");
            make(&path, hash, &lines)?
        }
        Err(error) => {
            tell(&format!("{error}; it is made again from the snapshot"));
            make(&path, hash, &lines)?
        }
    };
    let hash = hash.to_owned();
    Ok(Graph::restorable(index, move || {
        tell("the index is damaged; it is made again from the snapshot");
        make(&path, &hash, &lines)
    }))
}

/// Writes the index beside its name and puts it there; holds it in memory where that cannot be done.
fn make(path: &Path, hash: &str, lines: &Lines) -> Result<Index, StoreError> {
    let damaged = |error: IndexError| StoreError::Io { path: path.to_owned(), source: io::Error::other(error) };
    let room = Room::near(path.parent().unwrap_or(Path::new(".")));
    let all = || {
        let mut index = Builder::new(&room);
        lines(&mut |piece| index.feed(piece))?;
        Ok::<_, StoreError>(index)
    };
    if let Ok(written) = Draft::write(path, all()?, hash)
        && written.publish().is_ok()
        && let Ok(index) = Index::open(path, hash)
    {
        return Ok(index);
    }
    let mut bytes = Cursor::new(Vec::new());
    all()?.finish(hash, &mut bytes).map_err(|error| StoreError::io(path, error))?;
    Index::from_bytes(bytes.into_inner(), hash).map_err(damaged)
}

/// Removes what writers that were cut off have left.
pub(super) fn sweep(root: &Path) -> Result<(), StoreError> {
    for path in files::list(root)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(INDEX) && name.ends_with(".tmp") {
            files::remove(&path)?;
        }
    }
    Ok(())
}

/// An index that is written and has not its name yet. Dropped, it is removed.
#[derive(Debug)]
pub(super) struct Draft {
    path: PathBuf,
    draft: PathBuf,
}

impl Draft {
    /// Writes the index of the graph with this hash, all of whose lines it was fed, beside `path`.
    pub fn write(path: &Path, index: Builder, hash: &str) -> Result<Self, StoreError> {
        // Two readers may both find that there is none.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
        let name = format!("{INDEX}.{}.{now}.tmp", std::process::id());
        let draft = Self { path: path.to_owned(), draft: path.with_file_name(name) };
        let io = |source| StoreError::io(&draft.draft, source);
        let mut file = BufWriter::with_capacity(1 << 20, File::create(&draft.draft).map_err(io)?);
        index.finish(hash, &mut file).map_err(io)?;
        file.flush().map_err(io)?;
        file.get_ref().sync_all().map_err(io)?;
        Ok(draft)
    }

    /// Gives it its name, in place of the one before.
    pub fn publish(self) -> Result<(), StoreError> {
        fs::rename(&self.draft, &self.path).map_err(|source| StoreError::io(&self.path, source))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Where it has its name there is nothing left to remove.
        let _ = files::remove(&self.draft);
    }
}
