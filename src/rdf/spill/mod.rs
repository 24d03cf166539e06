//! Lines and keys enter in any order; sorted they leave, each once, however many there are.
//!
//! What does not fit into a buffer is sorted and written to a file (a run); when all has come, the runs are merged as they are
//! read (external merge sort, D. E. Knuth, *The Art of Computer Programming* 3, 5.4). Memory is that of the buffers and of
//! one piece of each run, whatever the number of lines. The file has no name: the system takes it back when the process
//! ends, however it ends.
//!
//! Promise: what leaves hangs on the set of what entered alone, not on its order or on where it was cut.

mod keys;
mod lines;

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::disk::{read_at, write_at};
pub use keys::{Keys, Quads};
pub use lines::{Lines, Merge, Run, Unsorted};

/// Bytes that stay in memory: small graphs need no file.
const KEPT: usize = 8 << 20;
/// Bytes of a run that are read at once.
const PIECE: usize = 1 << 15;

/// Where runs are written, one behind the other. A copy is the same place.
#[derive(Debug, Clone)]
pub struct Room(Arc<Place>);

#[derive(Debug)]
struct Place {
    folder: PathBuf,
    filled: Mutex<Filled>,
}

#[derive(Debug, Default)]
struct Filled {
    kept: usize,
    /// The file, made when it is needed, and its length.
    file: Option<(Arc<File>, u64)>,
}

impl Room {
    /// A file on the disk of this folder, or where it cannot be written, in the system's folder for such.
    pub fn near(folder: &Path) -> Self {
        Self(Arc::new(Place { folder: folder.to_owned(), filled: Mutex::default() }))
    }

    /// Takes bytes, to be read from front to end.
    fn put(&self, bytes: Vec<u8>) -> io::Result<Bytes> {
        let mut filled = self.0.filled.lock().unwrap_or_else(PoisonError::into_inner);
        if filled.kept + bytes.len() <= KEPT {
            filled.kept += bytes.len();
            return Ok(Bytes { file: None, at: 0, left: 0, piece: bytes, read: 0 });
        }
        let (file, at) = match &mut filled.file {
            Some((file, end)) => {
                let at = *end;
                *end += bytes.len() as u64;
                (Arc::clone(file), at)
            }
            none => {
                let file = tempfile::tempfile_in(&self.0.folder).or_else(|_| tempfile::tempfile())?;
                let file = Arc::new(file);
                *none = Some((Arc::clone(&file), bytes.len() as u64));
                (file, 0)
            }
        };
        drop(filled);
        write_at(&file, &bytes, at)?;
        Ok(Bytes { file: Some(file), at, left: bytes.len() as u64, piece: Vec::new(), read: 0 })
    }
}

/// Bytes that are read from front to end.
#[derive(Debug)]
struct Bytes {
    file: Option<Arc<File>>,
    /// Where the bytes of the file begin that are still to be read, and how many they are.
    at: u64,
    left: u64,
    piece: Vec<u8>,
    /// How many bytes of the piece were read.
    read: usize,
}

impl BufRead for Bytes {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read == self.piece.len()
            && self.left > 0
            && let Some(file) = &self.file
        {
            let next = usize::try_from(self.left).map_or(PIECE, |left| left.min(PIECE));
            self.piece.resize(next, 0);
            read_at(file, &mut self.piece, self.at)?;
            self.at += next as u64;
            self.left -= next as u64;
            self.read = 0;
        }
        Ok(&self.piece[self.read..])
    }

    fn consume(&mut self, amount: usize) {
        self.read += amount;
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}
