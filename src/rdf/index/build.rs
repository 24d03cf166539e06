//! Sorted lines of N-Quads enter, piece by piece; the bytes of an index leave.
//!
//! Each piece numbers its own terms and writes them, sorted, and its quads of these numbers to files. When all pieces are
//! there, the terms are merged, which gives each its number in the graph, and the quads are read again and sorted in each
//! order. Memory: the pieces at hand, the keys that are sorted at once, four bytes for each term of each piece, and the
//! directories.

use std::io::{self, Seek, SeekFrom, Write};
use std::ops::Range;

use memchr::{memchr, memchr_iter};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::super::head::head;
use super::super::spill::{Keys, Merge, Quads, Room, Run};
use super::order::{self, Key, Order};
use super::{HEAD, MAGIC, MOST_TERMS, VERSION, lines, terms};

/// Bytes of lines whose terms are numbered together: few enough for all threads to have work, enough for terms to be
/// shared.
const PIECE: usize = 4 << 20;

/// Blocks that are written at once.
const BATCH: usize = 512;

/// Writes the index of a graph, whose hash is `hash`, into `out`, which is empty. `lines` are N-Quads as the engine
/// writes them, sorted by their bytes. What memory does not hold is written to `room`.
pub fn build<W: Write + Seek>(lines: &[u8], hash: &str, room: &Room, out: &mut W) -> io::Result<()> {
    let mut builder = Builder::new(room);
    for range in cut(lines, 16 * PIECE) {
        builder.feed(&lines[range])?;
    }
    builder.finish(hash, out)
}

/// An index whose lines are still to come.
pub struct Builder {
    room: Room,
    /// The sorted terms of each piece.
    terms: Vec<Run>,
    /// How many terms each piece has, and its quads.
    quads: Vec<(usize, Quads)>,
}

impl Builder {
    /// No line yet.
    pub fn new(room: &Room) -> Self {
        Self { room: room.clone(), terms: Vec::new(), quads: Vec::new() }
    }

    /// Takes the next lines, whole ones.
    pub fn feed(&mut self, lines: &[u8]) -> io::Result<()> {
        let bad = || io::Error::new(io::ErrorKind::InvalidData, "the snapshot has a line that is no quad");
        let room = &self.room;
        let pieces = cut(lines, PIECE).into_par_iter().map(|range| piece(&lines[range]).ok_or_else(bad)?.written(room));
        for piece in pieces.collect::<io::Result<Vec<_>>>()? {
            self.terms.push(piece.0);
            self.quads.push((piece.1, piece.2));
        }
        Ok(())
    }

    /// Writes the index into `out`, which is empty.
    pub fn finish<W: Write + Seek>(self, hash: &str, out: &mut W) -> io::Result<()> {
        let mut out = Out { out, at: 0 };
        out.write(&[0; HEAD])?;
        let mut part = Part::begin(&out);
        let sizes = self.quads.iter().map(|(terms, _)| *terms);
        let (count, numbers) = number(self.terms, sizes, |batch| {
            let blocks = batch
                .par_chunks(terms::BLOCK)
                .map(|terms| (terms::encode(&terms.iter().map(Vec::as_slice).collect::<Vec<_>>()), None));
            part.write(&mut out, blocks.collect())
        })?;
        let mut parts = vec![part.end(&mut out)?];

        let mut others = Order::ALL[1..].iter().map(|order| (*order, Keys::new(self.room.clone()))).collect::<Vec<_>>();
        let mut quads = 0_u64;
        let mut first = Sorted::begin(&out);
        let mut take = |key: Key| {
            quads += 1;
            for (order, keys) in &mut others {
                keys.push(order.key(key))?;
            }
            first.push(&mut out, key)
        };
        let mut group: Vec<Key> = Vec::new();
        for ((_, piece), numbers) in self.quads.into_iter().zip(numbers) {
            piece.each(|quad| {
                let number = |at: u32| numbers.get(at as usize).copied().unwrap_or(0);
                let key = quad.map(number);
                // Lines come by subject, and within one in the order of their bytes, which need not be that of the terms
                // under their one form.
                match group.first().map(|other| other[0]) {
                    Some(subject) if subject > key[0] => {
                        return Err(io::Error::new(io::ErrorKind::InvalidData, "the snapshot is not sorted"));
                    }
                    Some(subject) if subject < key[0] => flush(&mut group, &mut take)?,
                    _ => {}
                }
                group.push(key);
                Ok(())
            })?;
        }
        flush(&mut group, &mut take)?;
        parts.push(first.end(&mut out)?);
        for (_, keys) in others {
            let mut sorted = Sorted::begin(&out);
            keys.sorted(|key| sorted.push(&mut out, key))?;
            parts.push(sorted.end(&mut out)?);
        }

        let head = head(MAGIC, VERSION, hash, |head| {
            head.extend_from_slice(&u64::from(count).to_le_bytes());
            head.extend_from_slice(&quads.to_le_bytes());
            for part in parts {
                head.extend_from_slice(&part.blocks_at.to_le_bytes());
                head.extend_from_slice(&part.directory_at.to_le_bytes());
                head.extend_from_slice(&part.count.to_le_bytes());
                head.extend_from_slice(&part.checksum.to_le_bytes());
            }
        });
        out.out.seek(SeekFrom::Start(0))?;
        out.out.write_all(&head)?;
        out.out.flush()
    }
}

/// Gives the quads of one subject to `take`, sorted, each once.
fn flush(group: &mut Vec<Key>, take: &mut impl FnMut(Key) -> io::Result<()>) -> io::Result<()> {
    if !group.is_sorted() {
        group.sort_unstable();
    }
    group.dedup();
    group.drain(..).try_for_each(take)
}

/// The terms of all runs in batches of whole blocks, given to `write`; how many there are, and for each run the numbers of
/// its terms. The default graph has the number 0.
fn number(
    runs: Vec<Run>,
    sizes: impl Iterator<Item = usize>,
    mut write: impl FnMut(&[Vec<u8>]) -> io::Result<()>,
) -> io::Result<(u32, Vec<Vec<u32>>)> {
    let mut numbers: Vec<Vec<u32>> = sizes.map(Vec::with_capacity).collect();
    let mut merge = Merge::new(runs)?;
    let mut count = 0_u32;
    let mut batch = Vec::with_capacity(BATCH * terms::BLOCK);
    loop {
        let mut term = Vec::new();
        if count == MOST_TERMS {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the graph has too many terms for an index"));
        }
        if !merge.next(&mut term, |run| numbers[run].push(count + 1))? {
            break;
        }
        count += 1;
        batch.push(term);
        if batch.len() == BATCH * terms::BLOCK {
            write(&batch)?;
            batch.clear();
        }
    }
    write(&batch)?;
    Ok((count, numbers))
}

/// A part as the head names it.
struct Named {
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
}

/// A part that is being written: its directory.
struct Part {
    blocks_at: u64,
    count: u32,
    directory: Vec<u8>,
}

impl Part {
    fn begin<W>(out: &Out<'_, W>) -> Self {
        Self { blocks_at: out.at, count: 0, directory: Vec::new() }
    }

    /// Writes blocks, each with its first quad where it has one.
    fn write<W: Write>(&mut self, out: &mut Out<'_, W>, blocks: Vec<(Vec<u8>, Option<Key>)>) -> io::Result<()> {
        let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, "a part of the index is too large");
        for (block, first) in blocks {
            self.count = self.count.checked_add(1).ok_or_else(too_large)?;
            let length = u32::try_from(block.len()).map_err(|_| too_large())?;
            self.directory.extend_from_slice(&length.to_le_bytes());
            self.directory.extend_from_slice(&crc32fast::hash(&block).to_le_bytes());
            for column in first.iter().flatten() {
                self.directory.extend_from_slice(&column.to_le_bytes());
            }
            out.write(&block)?;
        }
        Ok(())
    }

    /// Writes the directory.
    fn end<W: Write>(self, out: &mut Out<'_, W>) -> io::Result<Named> {
        let directory_at = out.at;
        out.write(&self.directory)?;
        let checksum = crc32fast::hash(&self.directory);
        Ok(Named { blocks_at: self.blocks_at, directory_at, count: self.count, checksum })
    }
}

/// Quads in one order, that come sorted.
struct Sorted {
    part: Part,
    batch: Vec<Key>,
}

impl Sorted {
    fn begin<W>(out: &Out<'_, W>) -> Self {
        Self { part: Part::begin(out), batch: Vec::with_capacity(BATCH * order::BLOCK) }
    }

    fn push<W: Write>(&mut self, out: &mut Out<'_, W>, key: Key) -> io::Result<()> {
        self.batch.push(key);
        if self.batch.len() == BATCH * order::BLOCK { self.write(out) } else { Ok(()) }
    }

    fn write<W: Write>(&mut self, out: &mut Out<'_, W>) -> io::Result<()> {
        let block = |keys: &[Key]| (order::encode(keys), Some(keys[0]));
        self.part.write(out, self.batch.par_chunks(order::BLOCK).map(block).collect())?;
        self.batch.clear();
        Ok(())
    }

    fn end<W: Write>(mut self, out: &mut Out<'_, W>) -> io::Result<Named> {
        self.write(out)?;
        self.part.end(out)
    }
}

/// What a piece of the lines holds: its terms in the order in which they are met, and quads of their places there. The
/// default graph has the place `u32::MAX`.
struct Piece<'l> {
    terms: Vec<&'l [u8]>,
    quads: Vec<Key>,
}

impl<'l> Piece<'l> {
    /// Its terms as a run, under the form in which they are kept; how many they are; and its quads of their places there.
    fn written(self, room: &Room) -> io::Result<(Run, usize, Quads)> {
        let changed = |(at, term): (usize, &&[u8])| Some((at, lines::normalized(term)?));
        // Few terms are kept under another form than that of the lines.
        let changed: FxHashMap<usize, Vec<u8>> = self.terms.iter().enumerate().filter_map(changed).collect();
        let kept = |(at, term): (usize, &&'l [u8])| (changed.get(&at).map_or(*term, Vec::as_slice), at);
        let mut sorted: Vec<(&[u8], usize)> = self.terms.iter().enumerate().map(kept).collect();
        sorted.sort_unstable();
        let mut places = vec![0; sorted.len()];
        let mut count = 0;
        for (index, (term, at)) in sorted.iter().enumerate() {
            if index > 0 && sorted[index - 1].0 != *term {
                count += 1;
            }
            places[*at] = count;
        }
        let count = if sorted.is_empty() { 0 } else { count as usize + 1 };
        sorted.dedup_by_key(|(term, _)| *term);
        let bytes = sorted.iter().map(|(term, _)| term.len()).sum::<usize>() / 2;
        let run = Run::of(room, bytes, sorted.iter().map(|(term, _)| *term))?;
        let place = |at: u32| places.get(at as usize).copied().unwrap_or(u32::MAX);
        Ok((run, count, Quads::of(room, self.quads.iter().map(|quad| quad.map(place)))?))
    }
}

/// A place among fewer than 2³² things: a piece has far fewer lines.
fn small(number: usize) -> u32 {
    u32::try_from(number).expect("fewer than 2^32 terms in a piece")
}

/// Cuts the lines into pieces of whole lines.
fn cut(lines: &[u8], size: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let least = (start + size).min(lines.len());
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
