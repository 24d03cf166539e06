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
use std::io::{self, Read, Write};

use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// One line of so many ends a block.
const LINES: u64 = 4096;
/// Bytes of the fixed header, the length of the extra field, its name and its own length.
const BEFORE: usize = 10 + 2 + 4;
/// Bytes of the field: member's length, digest, checksum.
const FIELD: usize = 4 + 16 + 8;

type Mark = [u8; 16];

/// A new snapshot.
pub(super) struct Written {
    /// The file.
    pub(super) file: Vec<u8>,
    /// The lines of all blocks that the old file has and the new has not, in order.
    pub(super) old: Vec<u8>,
    /// The lines of all blocks that the new file has and the old has not, in order.
    pub(super) new: Vec<u8>,
}

/// Compresses sorted lines; blocks that the old file has are copied from it.
pub(super) fn write(lines: &[u8], before: &[u8]) -> io::Result<Written> {
    let old = members(before);
    let known: BTreeMap<Mark, &[u8]> = old.iter().copied().collect();
    let blocks = blocks(lines);
    let made: Vec<(Mark, Option<Vec<u8>>)> = blocks
        .par_iter()
        .map(|block| {
            let mark = mark(block);
            let fresh = if known.contains_key(&mark) { None } else { Some(member(block, &mark)?) };
            Ok((mark, fresh))
        })
        .collect::<io::Result<_>>()?;
    let mut written = Written { file: Vec::new(), old: Vec::new(), new: Vec::new() };
    for ((mark, fresh), block) in made.iter().zip(&blocks) {
        match fresh {
            None => written.file.extend_from_slice(known[mark]),
            Some(member) => {
                written.file.extend_from_slice(member);
                written.new.extend_from_slice(block);
            }
        }
    }
    let marks: BTreeSet<Mark> = made.into_iter().map(|(mark, _)| mark).collect();
    for (_, member) in old.iter().filter(|(mark, _)| !marks.contains(mark)) {
        GzDecoder::new(*member).read_to_end(&mut written.old)?;
    }
    Ok(written)
}

/// Decompresses a snapshot, its members on all threads.
pub(super) fn read(file: &[u8]) -> io::Result<Vec<u8>> {
    let members = members(file);
    let whole: usize = members.iter().map(|(_, member)| member.len()).sum();
    if whole != file.len() {
        // Of another writer, or damaged, which the reader tells.
        let mut lines = Vec::new();
        flate2::read::MultiGzDecoder::new(file).read_to_end(&mut lines)?;
        return Ok(lines);
    }
    let blocks: Vec<Vec<u8>> = members
        .par_iter()
        .map(|(_, member)| {
            let mut block = Vec::new();
            GzDecoder::new(*member).read_to_end(&mut block)?;
            Ok(block)
        })
        .collect::<io::Result<_>>()?;
    Ok(blocks.concat())
}

/// The lines in blocks, in order.
fn blocks(lines: &[u8]) -> Vec<&[u8]> {
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
    for cut in cuts.into_iter().flatten().chain([lines.len()]) {
        if cut > from {
            blocks.push(&lines[from..cut]);
            from = cut;
        }
    }
    blocks
}

fn ends_block(line: &[u8]) -> bool {
    (checksum(line) >> 20).is_multiple_of(LINES)
}

/// A fast sum of bytes: eight at a time, multiplied and turned. For cuts and against decay, not against intent.
fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = bytes.len() as u64;
    let mut feed = |word: u64| sum = (sum ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().for_each(|word| feed(u64::from_le_bytes(*word)));
    rest.iter().for_each(|&byte| feed(u64::from(byte)));
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

/// The members of a file of ours, up to the first that is not whole.
fn members(file: &[u8]) -> Vec<(Mark, &[u8])> {
    let mut members = Vec::new();
    let mut rest = file;
    while let Some((mark, length)) = head(rest) {
        let (member, more) = rest.split_at(length);
        members.push((mark, member));
        rest = more;
    }
    members
}

/// The digest and the length of the member that begins here, where it is whole.
fn head(rest: &[u8]) -> Option<(Mark, usize)> {
    let field = rest.get(BEFORE..BEFORE + FIELD)?;
    let ours = rest.starts_with(&[0x1f, 0x8b, 8, 4]) && rest[12..14] == *b"WM";
    let length = u32::from_le_bytes(field[..4].try_into().ok()?) as usize;
    let mark: Mark = field[4..20].try_into().ok()?;
    let sum = u64::from_le_bytes(field[20..].try_into().ok()?);
    let payload = rest.get(BEFORE + FIELD..length)?;
    (ours && checksum(payload) == sum).then_some((mark, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(numbers: impl Iterator<Item = u32>) -> Vec<u8> {
        numbers
            .flat_map(|number| format!("<http://e/{number:08}> <http://e/p> \"青湖{number}\" .\n").into_bytes())
            .collect()
    }

    #[test]
    fn a_change_touches_its_block_alone_and_the_bytes_are_those_of_a_new_file() {
        let all = lines(0..60_000);
        let before = write(&all, &[]).unwrap();
        assert!(members(&before.file).len() > 5, "several blocks");
        assert!(before.old.is_empty() && before.new == all);
        assert_eq!(read(&before.file).unwrap(), all);
        let changed = lines((0..60_000).filter(|number| *number != 30_000));
        let after = write(&changed, &before.file).unwrap();
        assert_eq!(after.file, write(&changed, &[]).unwrap().file);
        assert!(after.new.len() < all.len() / 2 && after.old.len() < all.len() / 2, "{}", after.new.len());
        let gone = String::from_utf8(after.old).unwrap();
        assert!(gone.contains("青湖30000"));
        // Another reader sees one file.
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(&after.file[..]).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, changed);
    }

    #[test]
    fn a_damaged_member_is_not_copied() {
        let all = lines(0..60_000);
        let good = write(&all, &[]).unwrap().file;
        let mut bad = good.clone();
        let middle = bad.len() / 2;
        bad[middle] ^= 1;
        assert_eq!(write(&all, &bad).unwrap().file, good);
        assert!(read(&bad).map_or(true, |lines| lines != all), "damage does not pass for the graph");
        assert_eq!(write(&[], &good).unwrap().file, Vec::<u8>::new());
        assert_eq!(read(&[]).unwrap(), Vec::<u8>::new());
    }
}
