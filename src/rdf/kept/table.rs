//! Items by number enter; compressed blocks with a directory leave, and come back as items.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _, Write};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;

use super::pack::{Pack, Unpack, small};
use super::{KeptError, short};

/// Bytes of a table's entry in the head: count of items, where the blocks begin, where the directory begins, its length and
/// checksum.
pub(super) const ENTRY: usize = 8 + 8 + 8 + 4 + 4;

/// Blocks that are made at once.
const BATCH: usize = 64;

/// Writes a table of `count` items, so many to a block; with `first`, each begins with a text by which they are sorted. `at`
/// is where the file ends.
pub(super) fn write_table<W: Write>(
    out: &mut W,
    at: &mut u64,
    count: usize,
    items: usize,
    first: bool,
    item: &(dyn Fn(usize, &mut Pack) + Sync),
) -> io::Result<[u8; ENTRY]> {
    let blocks_at = *at;
    let mut directory = Pack::default();
    let starts: Vec<usize> = (0..count).step_by(items).collect();
    for batch in starts.chunks(BATCH) {
        let blocks = batch.par_iter().map(|&start| {
            let mut block = Pack::default();
            let mut head = String::new();
            for number in start..count.min(start + items) {
                let mut one = Pack::default();
                item(number, &mut one);
                if first && number == start {
                    Unpack(&one.0).text().unwrap_or_default().clone_into(&mut head);
                }
                block.number(one.0.len());
                block.0.append(&mut one.0);
            }
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&block.0)?;
            Ok((head, encoder.finish()?))
        });
        for (head, block) in blocks.collect::<io::Result<Vec<_>>>()? {
            directory.number(block.len());
            directory.0.extend_from_slice(&crc32fast::hash(&block).to_le_bytes());
            directory.text(&head);
            out.write_all(&block)?;
            *at += block.len() as u64;
        }
    }
    let directory_at = *at;
    out.write_all(&directory.0)?;
    *at += directory.0.len() as u64;
    let mut entry = Vec::with_capacity(ENTRY);
    entry.extend_from_slice(&(count as u64).to_le_bytes());
    entry.extend_from_slice(&blocks_at.to_le_bytes());
    entry.extend_from_slice(&directory_at.to_le_bytes());
    entry.extend_from_slice(&small(directory.0.len()).to_le_bytes());
    entry.extend_from_slice(&crc32fast::hash(&directory.0).to_le_bytes());
    entry.try_into().map_err(|_| io::ErrorKind::InvalidData.into())
}

/// A table of a file.
#[derive(Debug)]
pub(super) struct Table {
    file: Arc<File>,
    items: usize,
    count: usize,
    blocks: Vec<Block>,
}

#[derive(Debug)]
struct Block {
    at: u64,
    length: usize,
    checksum: u32,
    /// The text that its first item begins with, where the table is sorted by it.
    first: String,
}

impl Table {
    /// Reads the directory of the table that the head names so.
    pub fn open(file: &Arc<File>, entry: &[u8; ENTRY], items: usize) -> Result<Self, KeptError> {
        let (longs, rest) = entry.split_at(24);
        let (longs, _) = longs.as_chunks::<8>();
        let [count, mut at, directory_at] = [longs[0], longs[1], longs[2]].map(u64::from_le_bytes);
        let (ints, _) = rest.as_chunks::<4>();
        let [length, checksum] = [ints[0], ints[1]].map(u32::from_le_bytes);
        let mut bytes = vec![0; length as usize];
        super::super::disk::read_at(file, &mut bytes, directory_at).map_err(short)?;
        if crc32fast::hash(&bytes) != checksum {
            return Err(KeptError::Damaged);
        }
        let mut pack = Unpack(&bytes);
        let mut blocks = Vec::new();
        while !pack.0.is_empty() {
            let mut block = || {
                let length = pack.number()?;
                let checksum = u32::from_le_bytes(pack.0.split_off(..4)?.try_into().ok()?);
                let block = Block { at, length, checksum, first: pack.text()?.to_owned() };
                at += length as u64;
                Some(block)
            };
            blocks.push(block().ok_or(KeptError::Damaged)?);
        }
        let count = usize::try_from(count).map_err(|_| KeptError::Damaged)?;
        if blocks.len() != count.div_ceil(items) {
            return Err(KeptError::Damaged);
        }
        Ok(Self { file: Arc::clone(file), items, count, blocks })
    }

    /// All items, read on all threads.
    pub fn all<T: Send>(&self, read: impl Fn(&mut Unpack<'_>) -> Option<T> + Sync) -> Result<Vec<T>, KeptError> {
        let mut all = Vec::with_capacity(self.count);
        let blocks: Vec<usize> = (0..self.blocks.len()).collect();
        // In batches, so that what is decoded and what is put together are not both there as a whole.
        for batch in blocks.chunks(16 * BATCH) {
            let read = batch.par_iter().map(|&block| {
                let bytes = self.block(block)?;
                self.each(block, &bytes, |_| true).map(|item| read(&mut item?.1).ok_or(KeptError::Damaged)).collect()
            });
            for items in read.collect::<Result<Vec<Vec<T>>, _>>()? {
                all.extend(items);
            }
        }
        Ok(all)
    }

    /// The items of these numbers.
    pub fn some<T: Send>(
        &self,
        numbers: &BTreeSet<usize>,
        read: impl Fn(&mut Unpack<'_>) -> Option<T> + Sync,
    ) -> Result<BTreeMap<usize, T>, KeptError> {
        let blocks: BTreeSet<usize> = numbers.iter().map(|number| number / self.items).collect();
        let blocks: Vec<usize> = blocks.into_iter().collect();
        let read = blocks.par_iter().map(|&block| {
            let bytes = self.block(block)?;
            self.each(block, &bytes, |number| numbers.contains(&number))
                .map(|item| {
                    let (number, mut pack) = item?;
                    Ok((number, read(&mut pack).ok_or(KeptError::Damaged)?))
                })
                .collect()
        });
        Ok(read.collect::<Result<Vec<Vec<(usize, T)>>, KeptError>>()?.into_iter().flatten().collect())
    }

    /// The items of the blocks that may hold items beginning with this text.
    pub fn from<T: Send>(
        &self,
        text: &str,
        read: impl Fn(&mut Unpack<'_>) -> Option<T> + Sync,
    ) -> Result<Vec<T>, KeptError> {
        let from = self.blocks.partition_point(|block| block.first.as_str() < text).saturating_sub(1);
        let to = self.blocks.partition_point(|block| block.first.as_str() <= text);
        let numbers = from * self.items..self.count.min(to * self.items);
        Ok(self.some(&numbers.collect(), read)?.into_values().collect())
    }

    fn block(&self, number: usize) -> Result<Vec<u8>, KeptError> {
        let block = self.blocks.get(number).ok_or(KeptError::Damaged)?;
        let mut bytes = vec![0; block.length];
        super::super::disk::read_at(&self.file, &mut bytes, block.at).map_err(short)?;
        if crc32fast::hash(&bytes) != block.checksum {
            return Err(KeptError::Damaged);
        }
        let mut plain = Vec::with_capacity(bytes.len() * 4);
        DeflateDecoder::new(bytes.as_slice()).read_to_end(&mut plain).map_err(|_| KeptError::Damaged)?;
        Ok(plain)
    }

    /// The items of a block that are wanted, with their numbers.
    fn each<'b>(
        &self,
        block: usize,
        bytes: &'b [u8],
        wanted: impl Fn(usize) -> bool,
    ) -> impl Iterator<Item = Result<(usize, Unpack<'b>), KeptError>> {
        let mut pack = Unpack(bytes);
        let from = block * self.items;
        (from..self.count.min(from + self.items)).filter_map(move |number| {
            let item = pack.number().and_then(|length| pack.0.split_off(..length));
            match item {
                None => Some(Err(KeptError::Damaged)),
                Some(item) => wanted(number).then_some(Ok((number, Unpack(item)))),
            }
        })
    }
}
