//! The sorted lines of a snapshot enter; one file leaves that answers patterns without being loaded.
//!
//! ```text
//! head        magic, version, hash of the snapshot, counts, where the parts are, each with its checksum
//! terms       all terms, sorted, in blocks                    src/rdf/index/terms.rs
//! quads ×4    the quads in four orders, as numbers, in blocks  src/rdf/index/order.rs
//! directory   behind each of the five: length and checksum of its blocks, and the first quad of each
//! ```
//!
//! Opened are the head and the directories; blocks are read when a pattern needs them, and those used last are kept
//! decoded, at most some tens of megabytes. [`View`] lets the SPARQL engine read it.
//!
//! Promises: the same lines give the same bytes, whatever the number of threads; a block whose checksum is wrong is never
//! answered from; literals are kept under one form ([`lines::normal`]); a file appears under its name only when it is whole.

mod beside;
mod build;
mod cache;
mod dataset;
mod file;
mod lines;
mod order;
mod scan;
mod terms;

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::head::{self, Wrong};
use cache::Cache;
use file::Bytes;
use order::{Key, Order};
use terms::Terms;

pub use beside::Beside;
pub use build::{Builder, build};
pub use dataset::{Listed, View};
pub(super) use lines::split;

/// The version of the layout; another one is built again.
const VERSION: u32 = 1;

const MAGIC: [u8; 8] = *b"wenmaiix";

/// Numbers of terms end here: those above are free for terms that a query makes.
const MOST_TERMS: u32 = (1 << 31) - 1;

/// Bytes of the head, which adds two counts and five parts.
const HEAD: usize = head::FRONT + 2 * 8 + 5 * PART + head::CHECKSUM;
/// Bytes of a part's entry in the head: where its blocks begin, where its directory is, how many blocks, checksum.
const PART: usize = 8 + 8 + 4 + 4;
/// Bytes of a block's entry in the directory of the terms, and of quads.
const ENTRY: [usize; 2] = [8, 24];

/// Decoded blocks of quads that are kept: four kilobytes each.
const KEPT_QUADS: usize = 8192;
/// Decoded blocks of terms that are kept: two or three kilobytes each.
const KEPT_TERMS: usize = 8192;

/// Why an index cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The operating system refused.
    #[error("the index cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is of another version or of another graph.
    #[error("the index is of another graph or version")]
    Stale,
    /// Its bytes are not those that were written.
    #[error("the index is damaged")]
    Damaged,
    /// A query made more new terms than there are numbers for.
    #[error("the query makes too many terms")]
    TooManyTerms,
    /// Whoever asks told it to stop.
    #[error("the query was cancelled")]
    Cancelled,
}

/// A directory: where the blocks of a part are.
#[derive(Debug)]
struct Directory {
    /// Where each block begins, and where the last one ends.
    starts: Vec<u64>,
    checksums: Vec<u32>,
    /// The first quad of each block, in the order of the part; none for terms.
    firsts: Vec<Key>,
}

impl Directory {
    /// The bytes of a block, checked.
    fn block(&self, bytes: &Bytes, number: usize) -> Result<Vec<u8>, IndexError> {
        let [start, end] = [self.starts[number], self.starts[number + 1]];
        let block = bytes.part(start, usize::try_from(end - start).map_err(|_| IndexError::Damaged)?);
        let block = block.map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => IndexError::Damaged,
            _ => IndexError::Io(error),
        })?;
        if crc32fast::hash(&block) == self.checksums[number] { Ok(block) } else { Err(IndexError::Damaged) }
    }

    /// How many blocks there are.
    fn len(&self) -> usize {
        self.checksums.len()
    }
}

/// An open index. Several threads may read it at once.
#[derive(Debug)]
pub struct Index {
    bytes: Bytes,
    terms: u32,
    quads: u64,
    words: Directory,
    orders: [Directory; 4],
    kept_terms: Cache<Terms>,
    kept_quads: [Cache<Vec<Key>>; 4],
}

impl Index {
    /// Opens the index of the graph with this hash.
    pub fn open(path: &Path, hash: &str) -> Result<Self, IndexError> {
        Self::read(Bytes::File(File::open(path)?), hash)
    }

    /// Opens an index that stands in memory.
    pub fn from_bytes(bytes: Vec<u8>, hash: &str) -> Result<Self, IndexError> {
        Self::read(Bytes::Memory(bytes), hash)
    }

    fn read(bytes: Bytes, hash: &str) -> Result<Self, IndexError> {
        let short = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => IndexError::Damaged,
            _ => IndexError::Io(error),
        };
        let head = bytes.part(0, HEAD).map_err(short)?;
        let mut rest = head::added(&head, MAGIC, VERSION, hash).map_err(|wrong| match wrong {
            Wrong::Stale => IndexError::Stale,
            Wrong::Damaged => IndexError::Damaged,
        })?;
        let terms = u32::try_from(long(&mut rest)?).map_err(|_| IndexError::Damaged)?;
        let quads = long(&mut rest)?;
        let mut parts = Vec::with_capacity(5);
        for part in 0..5 {
            let (blocks_at, directory_at) = (long(&mut rest)?, long(&mut rest)?);
            let (count, checksum) = (number(&mut rest)?, number(&mut rest)?);
            let entry = ENTRY[usize::from(part > 0)];
            let bytes = bytes.part(directory_at, count as usize * entry).map_err(short)?;
            if crc32fast::hash(&bytes) != checksum {
                return Err(IndexError::Damaged);
            }
            parts.push(directory(&bytes, blocks_at, entry)?);
        }
        let mut parts = parts.into_iter();
        let mut next = || parts.next().expect("five were read");
        Ok(Self {
            bytes,
            terms,
            quads,
            words: next(),
            orders: [next(), next(), next(), next()],
            kept_terms: Cache::new(KEPT_TERMS),
            kept_quads: std::array::from_fn(|_| Cache::new(KEPT_QUADS / 4)),
        })
    }

    /// How many quads it holds.
    pub fn quads(&self) -> u64 {
        self.quads
    }

    /// How many terms.
    pub fn terms(&self) -> u32 {
        self.terms
    }

    fn words(&self, block: usize) -> Result<Arc<Terms>, IndexError> {
        let number = u32::try_from(block).map_err(|_| IndexError::Damaged)?;
        self.kept_terms.get(number, || Terms::decode(&self.words.block(&self.bytes, block)?).ok_or(IndexError::Damaged))
    }

    /// The bytes of the term of this number, given to `read`.
    fn term<T>(&self, number: u32, read: impl FnOnce(&[u8]) -> Option<T>) -> Result<T, IndexError> {
        let at = number.checked_sub(1).ok_or(IndexError::Damaged)? as usize;
        if number > self.terms {
            return Err(IndexError::Damaged);
        }
        let words = self.words(at / terms::BLOCK)?;
        words.get(at % terms::BLOCK).and_then(read).ok_or(IndexError::Damaged)
    }

    /// The number of a term, if it stands in the graph.
    fn number(&self, term: &[u8]) -> Result<Option<u32>, IndexError> {
        // The last block that begins at or before the term.
        let (mut low, mut high) = (0, self.words.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let words = self.words(middle)?;
            let last = words.get(words.len() - 1).ok_or(IndexError::Damaged)?;
            if last < term {
                low = middle + 1;
                continue;
            }
            match words.find(term) {
                Ok(at) => return Ok(u32::try_from(middle * terms::BLOCK + at + 1).ok()),
                Err(0) => high = middle,
                Err(_) => return Ok(None),
            }
        }
        Ok(None)
    }

    fn block(&self, order: Order, block: usize) -> Result<Arc<Vec<Key>>, IndexError> {
        let number = u32::try_from(block).map_err(|_| IndexError::Damaged)?;
        let directory = &self.orders[order as usize];
        self.kept_quads[order as usize].get(number, || {
            let bytes = directory.block(&self.bytes, block)?;
            order::decode(directory.firsts[block], &bytes).ok_or(IndexError::Damaged)
        })
    }
}

fn directory(mut bytes: &[u8], mut at: u64, entry: usize) -> Result<Directory, IndexError> {
    let count = bytes.len() / entry;
    let mut directory = Directory {
        starts: Vec::with_capacity(count + 1),
        checksums: Vec::with_capacity(count),
        firsts: Vec::with_capacity(if entry == ENTRY[0] { 0 } else { count }),
    };
    directory.starts.push(at);
    while !bytes.is_empty() {
        at += u64::from(number(&mut bytes)?);
        directory.starts.push(at);
        directory.checksums.push(number(&mut bytes)?);
        if entry == ENTRY[1] {
            let mut first = [0; 4];
            for column in &mut first {
                *column = number(&mut bytes)?;
            }
            directory.firsts.push(first);
        }
    }
    Ok(directory)
}

fn number(bytes: &mut &[u8]) -> Result<u32, IndexError> {
    let (first, rest) = bytes.split_first_chunk().ok_or(IndexError::Damaged)?;
    *bytes = rest;
    Ok(u32::from_le_bytes(*first))
}

fn long(bytes: &mut &[u8]) -> Result<u64, IndexError> {
    let (first, rest) = bytes.split_first_chunk().ok_or(IndexError::Damaged)?;
    *bytes = rest;
    Ok(u64::from_le_bytes(*first))
}

#[cfg(test)]
mod tests;
