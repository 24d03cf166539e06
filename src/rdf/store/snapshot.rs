//! Sorted N-Quads enter; a gzip file of many members leaves, and which of its lines are new.
//!
//! The file is cut into blocks after lines that their own bytes choose (on average one of 4,096), so that a change moves no
//! cut but its own. Each block is one gzip member; a block that the file before had too is copied as it was compressed. Every
//! gzip reader takes the members for one file.
//!
//! A member's header has an extra field `WM`: the member's length, the first 16 bytes of the SHA-256 of the block, and a
//! checksum of the compressed bytes, so that blocks are found and trusted without decompressing anything.
//!
//! Promises: the same lines give the same bytes, whatever file was there before; a damaged member is never copied.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use flate2::read::{GzDecoder, MultiGzDecoder};
use flate2::{Compression, GzBuilder};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::super::disk::read_at;
use super::files::hex;

/// One line of so many ends a block.
const LINES: u64 = 4096;
/// Bytes of the fixed header, the length of the extra field, its name and its own length.
const BEFORE: usize = 10 + 2 + 4;
/// Bytes of the field: member's length, digest, checksum.
const FIELD: usize = 4 + 16 + 8;
/// Bytes of compressed members that are read at once.
const PIECE: usize = 2 << 20;

type Mark = [u8; 16];

/// A block of lines in a file.
#[derive(Debug, Clone, Copy)]
struct Member {
    mark: Mark,
    at: u64,
    length: usize,
}

/// A snapshot on disk and where its blocks are.
pub(super) struct Snapshot {
    file: File,
    members: Vec<Member>,
    /// Whether the members are all of it.
    whole: bool,
}

impl Snapshot {
    /// Opens a file that must have this hash, compressed as it is; `None` where there is none, or another.
    pub(super) fn open(path: &Path, hash: &str) -> io::Result<Option<Self>> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut digest = Sha256::new();
        let (mut members, mut whole, mut at) = (Vec::new(), true, 0);
        let mut reader = BufReader::with_capacity(1 << 20, &file);
        let mut member = Vec::new();
        loop {
            member.clear();
            reader.by_ref().take((BEFORE + FIELD) as u64).read_to_end(&mut member)?;
            if member.is_empty() {
                break;
            }
            // What is no member of ours is read to the end, for its hash.
            let length = length(&member).filter(|_| whole);
            let more = length.map_or(u64::MAX, |length| length.saturating_sub(member.len()) as u64);
            reader.by_ref().take(more).read_to_end(&mut member)?;
            digest.update(&member);
            match head(&member) {
                Some((mark, length)) if length == member.len() => members.push(Member { mark, at, length }),
                _ => whole = false,
            }
            at += member.len() as u64;
        }
        drop(reader);
        Ok((hex(&digest.finalize()) == hash).then_some(Self { file, members, whole }))
    }

    /// Gives the lines to `take`, in pieces of whole blocks; its members are decompressed on all threads.
    pub(super) fn lines(&self, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        if !self.whole {
            let mut file = self.file.try_clone()?;
            io::Seek::rewind(&mut file)?;
            return plain_lines(file, take);
        }
        let mut rest = self.members.as_slice();
        while !rest.is_empty() {
            let mut size = 0;
            let fits = |member: &&Member| {
                let begun = size < PIECE;
                size += member.length;
                begun
            };
            let count = rest.iter().take_while(fits).count();
            let (now, more) = rest.split_at(count);
            let blocks = now.par_iter().map(|member| self.block(member)).collect::<io::Result<Vec<_>>>()?;
            take(&blocks.concat())?;
            rest = more;
        }
        Ok(())
    }

    fn block(&self, member: &Member) -> io::Result<Vec<u8>> {
        let mut block = Vec::with_capacity(member.length * 24);
        GzDecoder::new(self.bytes(member)?.as_slice()).read_to_end(&mut block)?;
        Ok(block)
    }

    fn bytes(&self, member: &Member) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; member.length];
        read_at(&self.file, &mut bytes, member.at)?;
        Ok(bytes)
    }
}

/// The lines of a gzip file that is not ours, or not whole, in pieces of whole lines.
pub(super) fn plain_lines(file: impl Read, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut reader = MultiGzDecoder::new(BufReader::new(file));
    let mut lines = Vec::new();
    loop {
        let read = reader.by_ref().take(16 << 20).read_to_end(&mut lines)?;
        let end = if read == 0 {
            lines.len()
        } else {
            lines.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1)
        };
        take(&lines[..end])?;
        lines.drain(..end);
        if read == 0 {
            return Ok(());
        }
    }
}

/// A snapshot that is being written from sorted lines; blocks that the one before has are copied from it.
pub(super) struct Writer<'o, W> {
    out: W,
    old: Option<&'o Snapshot>,
    known: BTreeMap<Mark, Member>,
    /// The lines of the block that has not ended yet.
    open: Vec<u8>,
    digest: Sha256,
    file: Sha256,
    at: u64,
    written: Written,
    marks: BTreeSet<Mark>,
}

/// A new snapshot.
#[derive(Default)]
pub(super) struct Written {
    /// SHA-256 of the lines, and of the file.
    pub(super) hash: String,
    pub(super) file: String,
    /// Bytes of the lines, and how many they are.
    pub(super) bytes: usize,
    pub(super) lines: usize,
    /// Blocks that the file before has not, in order, and how many lines they have.
    fresh: Vec<Member>,
    fresh_lines: usize,
    /// Blocks of the file before that this one has not, in order.
    gone: Vec<Member>,
}

impl<'o, W: Write> Writer<'o, W> {
    /// A file without a line yet.
    pub(super) fn new(out: W, old: Option<&'o Snapshot>) -> Self {
        let known = old.iter().flat_map(|old| &old.members).map(|member| (member.mark, *member)).collect();
        Self {
            out,
            old,
            known,
            open: Vec::new(),
            digest: Sha256::new(),
            file: Sha256::new(),
            at: 0,
            written: Written::default(),
            marks: BTreeSet::new(),
        }
    }

    /// Takes the next lines, whole ones.
    pub(super) fn feed(&mut self, lines: &[u8]) -> io::Result<()> {
        let mut open = std::mem::take(&mut self.open);
        open.extend_from_slice(lines);
        let digest = &mut self.digest;
        let (blocks, rest) = rayon::join(|| blocks(&open), || digest.update(lines)).0;
        self.written.bytes += lines.len();
        self.blocks(&blocks)?;
        self.open = rest.to_vec();
        Ok(())
    }

    fn blocks(&mut self, blocks: &[&[u8]]) -> io::Result<()> {
        let known = &self.known;
        let made = blocks.par_iter().map(|block| {
            let mark = mark(block);
            let fresh = if known.contains_key(&mark) { None } else { Some(member(block, &mark)?) };
            Ok((mark, fresh, memchr::memchr_iter(b'\n', block).count()))
        });
        for (mark, fresh, lines) in made.collect::<io::Result<Vec<_>>>()? {
            self.written.lines += lines;
            let bytes = match (fresh, self.old, self.known.get(&mark)) {
                (None, Some(old), Some(known)) => {
                    self.marks.insert(mark);
                    old.bytes(known)?
                }
                (fresh, ..) => {
                    let fresh = fresh.unwrap_or_default();
                    self.written.fresh.push(Member { mark, at: self.at, length: fresh.len() });
                    self.written.fresh_lines += lines;
                    fresh
                }
            };
            self.file.update(&bytes);
            self.at += bytes.len() as u64;
            self.out.write_all(&bytes)?;
        }
        Ok(())
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<(W, Written)> {
        let open = std::mem::take(&mut self.open);
        if !open.is_empty() {
            self.blocks(&[&open])?;
        }
        self.out.flush()?;
        self.written.hash = hex(&self.digest.finalize());
        self.written.file = hex(&self.file.finalize());
        let old = self.old.iter().flat_map(|old| &old.members);
        self.written.gone = old.filter(|member| !self.marks.contains(&member.mark)).copied().collect();
        Ok((self.out, self.written))
    }
}

impl Written {
    /// How many lines the new file has and the old has not, and the other way round.
    pub(super) fn difference(&self, old: Option<&Snapshot>, new: &File) -> io::Result<(usize, usize)> {
        if self.gone.is_empty() {
            return Ok((self.fresh_lines, 0));
        }
        let (mut come, mut gone) = (0, 0);
        self.compare(old, new, |_| gone += 1, |_| come += 1)?;
        Ok((come, gone))
    }

    /// Tells of each line that only the old file, or only the new one, has.
    pub(super) fn compare(
        &self,
        old: Option<&Snapshot>,
        new: &File,
        mut gone: impl FnMut(&[u8]),
        mut come: impl FnMut(&[u8]),
    ) -> io::Result<()> {
        let new = Snapshot { file: new.try_clone()?, members: Vec::new(), whole: true };
        let mut new = Cursor::new(Some(&new), &self.fresh)?;
        let mut old = Cursor::new(old, &self.gone)?;
        loop {
            match (old.line(), new.line()) {
                (None, None) => return Ok(()),
                (Some(one), Some(other)) if one == other => {
                    old.next()?;
                    new.next()?;
                }
                (Some(one), other) if other.is_none_or(|other| one < other) => {
                    gone(one);
                    old.next()?;
                }
                (_, Some(other)) => {
                    come(other);
                    new.next()?;
                }
                (Some(_), None) => unreachable!("the third arm takes it"),
            }
        }
    }
}

/// Walks over the lines of some blocks.
struct Cursor<'s> {
    snapshot: Option<&'s Snapshot>,
    rest: std::slice::Iter<'s, Member>,
    block: Vec<u8>,
    line: std::ops::Range<usize>,
}

impl<'s> Cursor<'s> {
    fn new(snapshot: Option<&'s Snapshot>, members: &'s [Member]) -> io::Result<Self> {
        let mut cursor = Self { snapshot, rest: members.iter(), block: Vec::new(), line: 0..0 };
        cursor.next()?;
        Ok(cursor)
    }

    /// The line at hand without its line feed.
    fn line(&self) -> Option<&[u8]> {
        self.block.get(self.line.clone()).filter(|line| !line.is_empty())
    }

    fn next(&mut self) -> io::Result<()> {
        let mut start = self.line.end + usize::from(!self.line.is_empty());
        while start >= self.block.len() {
            let (Some(snapshot), Some(member)) = (self.snapshot, self.rest.next()) else {
                self.line = 0..0;
                self.block.clear();
                return Ok(());
            };
            self.block = snapshot.block(member)?;
            start = 0;
        }
        let end = memchr::memchr(b'\n', &self.block[start..]).map_or(self.block.len(), |more| start + more);
        self.line = start..end;
        Ok(())
    }
}

/// The lines in blocks, in order, and what stands behind the last line that ends one.
fn blocks(lines: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    // Cuts are looked for in pieces on all threads; what a line decides does not hang on the piece.
    let piece = 1 << 22;
    let mut starts = vec![0];
    while let Some(last) = starts.last().copied().filter(|last| last + piece < lines.len()) {
        let from = last + piece;
        match lines[from..].iter().position(|&byte| byte == b'\n') {
            Some(end) if from + end + 1 < lines.len() => starts.push(from + end + 1),
            _ => break,
        }
    }
    let cuts: Vec<Vec<usize>> = starts
        .par_iter()
        .enumerate()
        .map(|(number, &start)| {
            let end = starts.get(number + 1).copied().unwrap_or(lines.len());
            let mut at = start;
            let mut cuts = Vec::new();
            for line in lines[start..end].split_inclusive(|&byte| byte == b'\n') {
                at += line.len();
                if ends_block(line) {
                    cuts.push(at);
                }
            }
            cuts
        })
        .collect();
    let mut blocks = Vec::new();
    let mut from = 0;
    for cut in cuts.into_iter().flatten() {
        blocks.push(&lines[from..cut]);
        from = cut;
    }
    (blocks, &lines[from..])
}

fn ends_block(line: &[u8]) -> bool {
    (checksum(line) >> 20).is_multiple_of(LINES)
}

/// A fast sum of bytes: eight at a time, multiplied and turned. For cuts and against decay, not against intent.
fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = bytes.len() as u64;
    let mut feed = |word: u64| sum = (sum ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        feed(u64::from_le_bytes(*word));
    }
    for &byte in rest {
        feed(u64::from(byte));
    }
    feed(0);
    sum
}

fn mark(block: &[u8]) -> Mark {
    let digest = Sha256::digest(block);
    let mut mark = Mark::default();
    mark.copy_from_slice(&digest[..16]);
    mark
}

fn member(block: &[u8], mark: &Mark) -> io::Result<Vec<u8>> {
    let mut field = Vec::from(*b"WM");
    field.extend(u16::try_from(FIELD).expect("28").to_le_bytes());
    field.resize(4 + FIELD, 0);
    let mut encoder = GzBuilder::new().mtime(0).extra(field).write(Vec::new(), Compression::default());
    encoder.write_all(block)?;
    let mut member = encoder.finish()?;
    let length = u32::try_from(member.len()).map_err(|_| io::Error::other("a block of more than 4 GB"))?;
    let sum = checksum(&member[BEFORE + FIELD..]);
    member[BEFORE..BEFORE + 4].copy_from_slice(&length.to_le_bytes());
    member[BEFORE + 4..BEFORE + 20].copy_from_slice(mark);
    member[BEFORE + 20..BEFORE + FIELD].copy_from_slice(&sum.to_le_bytes());
    Ok(member)
}

/// The digest and the length of the member at the front, where it is whole.
fn head(rest: &[u8]) -> Option<(Mark, usize)> {
    let length = length(rest)?;
    let field = rest.get(BEFORE..BEFORE + FIELD)?;
    let mark: Mark = field[4..20].try_into().ok()?;
    let sum = u64::from_le_bytes(field[20..].try_into().ok()?);
    let payload = rest.get(BEFORE + FIELD..length)?;
    (checksum(payload) == sum).then_some((mark, length))
}

/// How long the member of ours says that it is whose header this is.
fn length(rest: &[u8]) -> Option<usize> {
    let field = rest.get(BEFORE..BEFORE + FIELD)?;
    let ours = rest.starts_with(&[0x1f, 0x8b, 8, 4]) && rest[12..14] == *b"WM";
    let length = u32::from_le_bytes(field[..4].try_into().ok()?) as usize;
    (ours && length > BEFORE + FIELD).then_some(length)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn lines(numbers: impl Iterator<Item = u32>) -> Vec<u8> {
        numbers
            .flat_map(|number| format!("<http://e/{number:08}> <http://e/p> \"青湖{number}\" .\n").into_bytes())
            .collect()
    }

    /// Writes a snapshot, fed in pieces, beside another.
    fn write(folder: &TempDir, lines: &[u8], before: Option<&[u8]>) -> (Vec<u8>, Written, Vec<String>) {
        let old = before.and_then(|bytes| {
            let path = folder.path().join("old");
            std::fs::write(&path, bytes).unwrap();
            Snapshot::open(&path, &hex(&Sha256::digest(bytes))).unwrap()
        });
        let mut writer = Writer::new(Vec::new(), old.as_ref());
        let mut rest = lines;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', &rest[rest.len().min(300_000) - 1..]).unwrap() + rest.len().min(300_000);
            writer.feed(&rest[..end]).unwrap();
            rest = &rest[end..];
        }
        let (file, written) = writer.finish().unwrap();
        assert_eq!((written.hash.as_str(), written.bytes), (hex(&Sha256::digest(lines)).as_str(), lines.len()));
        let path = folder.path().join("new");
        std::fs::write(&path, &file).unwrap();
        let mut told = Vec::new();
        let changes = std::cell::RefCell::new(&mut told);
        let tell =
            |sign: char, line: &[u8]| changes.borrow_mut().push(format!("{sign}{}", String::from_utf8_lossy(line)));
        let new = File::open(&path).unwrap();
        written.compare(old.as_ref(), &new, |line| tell('-', line), |line| tell('+', line)).unwrap();
        (file, written, told)
    }

    fn read(folder: &TempDir, file: &[u8]) -> io::Result<Vec<u8>> {
        let path = folder.path().join("read");
        std::fs::write(&path, file)?;
        let mut lines = Vec::new();
        let snapshot = Snapshot::open(&path, &hex(&Sha256::digest(file)))?.expect("a file of this hash");
        snapshot.lines(|piece| {
            lines.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(lines)
    }

    #[test]
    fn a_change_touches_its_block_alone_and_the_bytes_are_those_of_a_new_file() {
        let folder = TempDir::new().unwrap();
        let all = lines(0..60_000);
        let (before, written, told) = write(&folder, &all, None);
        assert!(written.fresh.len() > 5, "several blocks");
        assert!(written.gone.is_empty() && told.len() == 60_000 && written.lines == 60_000);
        assert_eq!(read(&folder, &before).unwrap(), all);
        let changed = lines((0..60_000).filter(|number| *number != 30_000));
        let (after, written, told) = write(&folder, &changed, Some(&before));
        assert!(after == write(&folder, &changed, None).0);
        assert_eq!((written.fresh.len(), written.gone.len()), (1, 1));
        assert_eq!(told, ["-<http://e/00030000> <http://e/p> \"青湖30000\" ."]);
        let (_, written, told) = write(&folder, &all, Some(&after));
        assert_eq!((told.len(), written.fresh.len()), (1, 1));
        // Another reader sees one file.
        let mut plain = Vec::new();
        MultiGzDecoder::new(&after[..]).read_to_end(&mut plain).unwrap();
        assert!(plain == changed);
        // A file of another writer is read too.
        let mut other = flate2::write::GzEncoder::new(Vec::new(), Compression::fast());
        other.write_all(&all).unwrap();
        assert!(read(&folder, &other.finish().unwrap()).unwrap() == all);
    }

    #[test]
    fn a_damaged_member_is_not_copied() {
        let folder = TempDir::new().unwrap();
        let all = lines(0..60_000);
        let good = write(&folder, &all, None).0;
        let mut bad = good.clone();
        let middle = bad.len() / 2;
        bad[middle] ^= 1;
        assert!(write(&folder, &all, Some(&bad)).0 == good);
        assert!(read(&folder, &bad).map_or(true, |lines| lines != all), "damage does not pass for the graph");
        assert_eq!(write(&folder, &[], Some(&good)).0, Vec::<u8>::new());
        assert_eq!(read(&folder, &[]).unwrap(), Vec::<u8>::new());
    }
}
