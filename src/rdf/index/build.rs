//! Lines of N-Quads enter; the bytes of an index leave.
//!
//! Memory beside the lines: sixteen bytes for each quad, some forty for each term, and the blocks of one part at a time.

use std::io::{self, Seek, SeekFrom, Write};
use std::ops::Range;

use memchr::{memchr, memchr_iter};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::order::{self, Key, Order};
use super::{ENTRY, HEAD, MAGIC, MOST_TERMS, VERSION, lines, terms};

/// Bytes of lines that are read as one piece: enough for all threads, and few enough for terms to be shared.
const PIECE: usize = 16 << 20;

/// Writes the index of a graph, whose hash is `hash`, into `out`, which is empty. `lines` are N-Quads as the engine
/// writes them, in any order.
pub fn build<W: Write + Seek>(lines: &[u8], hash: &str, out: &mut W) -> io::Result<()> {
    let bad = || io::Error::new(io::ErrorKind::InvalidData, "the snapshot has a line that is no quad");
    let pieces = cut(lines);
    let pieces =
        pieces.into_par_iter().map(|range| piece(&lines[range])).collect::<Option<Vec<_>>>().ok_or_else(bad)?;
    let changed = pieces.par_iter().map(Piece::changed).collect::<Vec<_>>();
    let (terms, mut quads) = number(pieces, &changed)?;
    let mut out = Out { out, at: 0 };
    out.write(&[0; HEAD])?;
    let blocks = |chunk: &[&[u8]]| (terms::encode(chunk), None);
    let mut parts = vec![out.part(terms.par_chunks(terms::BLOCK).map(blocks).collect())?];
    let count = terms.len();
    drop(terms);
    let mut now = Order::Spog;
    for order in Order::ALL {
        quads.par_iter_mut().for_each(|quad| *quad = order.key(now.quad(*quad)));
        now = order;
        // Lines come in the order of the first part already.
        if !quads.is_sorted() {
            quads.par_sort_unstable();
        }
        if order == Order::Spog {
            quads.dedup();
        }
        let blocks = |chunk: &[Key]| (order::encode(chunk), Some(chunk[0]));
        parts.push(out.part(quads.par_chunks(order::BLOCK).map(blocks).collect())?);
    }

    let mut head = Vec::with_capacity(HEAD);
    head.extend_from_slice(MAGIC);
    head.extend_from_slice(&VERSION.to_le_bytes());
    let mut name = [b' '; 64];
    name.iter_mut().zip(hash.bytes()).for_each(|(place, byte)| *place = byte);
    head.extend_from_slice(&name);
    head.extend_from_slice(&(count as u64).to_le_bytes());
    head.extend_from_slice(&(quads.len() as u64).to_le_bytes());
    for part in parts {
        head.extend_from_slice(&part.blocks_at.to_le_bytes());
        head.extend_from_slice(&part.directory_at.to_le_bytes());
        head.extend_from_slice(&part.count.to_le_bytes());
        head.extend_from_slice(&part.checksum.to_le_bytes());
    }
    head.extend_from_slice(&crc32fast::hash(&head).to_le_bytes());
    out.out.seek(SeekFrom::Start(0))?;
    out.out.write_all(&head)?;
    out.out.flush()
}

/// A part as the head names it.
struct Part {
    blocks_at: u64,
    directory_at: u64,
    count: u32,
    checksum: u32,
}

struct Out<'w, W> {
    out: &'w mut W,
    at: u64,
}

impl<W: Write> Out<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Writes blocks, each with its first quad where it has one, and their directory.
    fn part(&mut self, blocks: Vec<(Vec<u8>, Option<Key>)>) -> io::Result<Part> {
        let too_large = |_| io::Error::new(io::ErrorKind::FileTooLarge, "a part of the index is too large");
        let blocks_at = self.at;
        let count = u32::try_from(blocks.len()).map_err(too_large)?;
        let mut directory = Vec::with_capacity(blocks.len() * ENTRY[1]);
        for (block, first) in blocks {
            directory.extend_from_slice(&u32::try_from(block.len()).map_err(too_large)?.to_le_bytes());
            directory.extend_from_slice(&crc32fast::hash(&block).to_le_bytes());
            for column in first.iter().flatten() {
                directory.extend_from_slice(&column.to_le_bytes());
            }
            self.write(&block)?;
        }
        let directory_at = self.at;
        self.write(&directory)?;
        Ok(Part { blocks_at, directory_at, count, checksum: crc32fast::hash(&directory) })
    }
}

/// What a piece of the lines holds: its terms in the order in which they are met, and quads of their places there. The
/// default graph has the place `u32::MAX`.
struct Piece<'l> {
    terms: Vec<&'l [u8]>,
    quads: Vec<Key>,
}

/// Terms that are kept under another form than that of the lines, by their place in the piece; few are.
type Changed = FxHashMap<usize, Vec<u8>>;

impl Piece<'_> {
    fn changed(&self) -> Changed {
        let changed = |(at, term): (usize, &&[u8])| Some((at, lines::normalized(term)?));
        self.terms.iter().enumerate().filter_map(changed).collect()
    }
}

/// A place among fewer than 2³² things: a piece has far fewer lines.
fn small(number: usize) -> u32 {
    u32::try_from(number).expect("fewer than 2^32 terms in a piece")
}

/// The terms, sorted, and the quads of their numbers. The default graph has the number 0.
fn number<'l>(pieces: Vec<Piece<'l>>, changed: &'l [Changed]) -> io::Result<(Vec<&'l [u8]>, Vec<Key>)> {
    let mut places = Vec::with_capacity(pieces.iter().map(|piece| piece.terms.len()).sum());
    for (number, (piece, changed)) in pieces.iter().zip(changed).enumerate() {
        places.extend(piece.terms.iter().enumerate().map(|(at, term)| {
            let term = changed.get(&at).map_or(*term, Vec::as_slice);
            (term, small(number), small(at))
        }));
    }
    places.par_sort_unstable();

    let mut terms = Vec::with_capacity(places.len());
    let mut numbers = pieces.iter().map(|piece| vec![0; piece.terms.len()]).collect::<Vec<_>>();
    for (term, piece, at) in places {
        if terms.last() != Some(&term) {
            terms.push(term);
        }
        let number = u32::try_from(terms.len()).ok().filter(|number| *number <= MOST_TERMS);
        let too_many = || io::Error::new(io::ErrorKind::FileTooLarge, "the graph has too many terms for an index");
        numbers[piece as usize][at as usize] = number.ok_or_else(too_many)?;
    }
    let mut quads = Vec::with_capacity(pieces.iter().map(|piece| piece.quads.len()).sum());
    for (piece, numbers) in pieces.into_iter().zip(&numbers) {
        let number = |at: u32| numbers.get(at as usize).copied().unwrap_or(0);
        quads.par_extend(piece.quads.into_par_iter().map(|quad| quad.map(number)));
    }
    Ok((terms, quads))
}

/// Cuts the lines into pieces of whole lines.
fn cut(lines: &[u8]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let least = (start + PIECE).min(lines.len());
        let end = memchr(b'\n', &lines[least..]).map_or(lines.len(), |more| least + more + 1);
        pieces.push(start..end);
        start = end;
    }
    pieces
}

fn piece(lines: &[u8]) -> Option<Piece<'_>> {
    let mut piece = Piece { terms: Vec::new(), quads: Vec::new() };
    let mut known = FxHashMap::<&[u8], u32>::default();
    // Neighbouring lines share their subject and their graph.
    let mut before: [(&[u8], u32); 4] = [(b"", u32::MAX); 4];
    let mut start = 0;
    for end in memchr_iter(b'\n', lines).chain([lines.len()]) {
        let line = &lines[start..end];
        start = end + 1;
        if line.is_empty() {
            continue;
        }
        let parts = lines::split(line)?;
        for (term, before) in parts.into_iter().zip(&mut before) {
            if term != before.0 {
                let fresh = small(piece.terms.len());
                let at = if term.is_empty() { u32::MAX } else { *known.entry(term).or_insert(fresh) };
                if at == fresh {
                    piece.terms.push(term);
                }
                *before = (term, at);
            }
        }
        piece.quads.push(before.map(|(_, at)| at));
    }
    Some(piece)
}
