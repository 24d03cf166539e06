//! Four numbers each enter in any order; they leave sorted, each once.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io::{self, BufRead as _, Read as _};

use rayon::prelude::*;

use super::{Bytes, Room};

type Key = [u32; 4];

/// Keys that are gathered before they are sorted: sixteen bytes each.
const GATHERED: usize = 1 << 20;

/// Keys in runs.
pub struct Keys {
    room: Room,
    gathered: Vec<Key>,
    runs: Vec<Bytes>,
    most: usize,
}

impl Keys {
    /// None yet.
    pub fn new(room: Room) -> Self {
        Self { room, gathered: Vec::new(), runs: Vec::new(), most: GATHERED }
    }

    /// Takes a key.
    pub fn push(&mut self, key: Key) -> io::Result<()> {
        self.gathered.push(key);
        if self.gathered.len() >= self.most {
            self.run()?;
        }
        Ok(())
    }

    fn run(&mut self) -> io::Result<()> {
        self.gathered.par_sort_unstable();
        self.gathered.dedup();
        let keys = &self.gathered;
        self.runs.push(Quads::of(&self.room, keys.iter().copied())?.0);
        self.gathered.clear();
        Ok(())
    }

    /// Gives all keys, sorted, each once, to `take`.
    pub fn sorted(mut self, mut take: impl FnMut(Key) -> io::Result<()>) -> io::Result<()> {
        if self.runs.is_empty() {
            self.gathered.par_sort_unstable();
            self.gathered.dedup();
            return self.gathered.into_iter().try_for_each(take);
        }
        self.run()?;
        self.gathered = Vec::new();
        let mut heap = BinaryHeap::with_capacity(self.runs.len());
        for (number, run) in self.runs.iter_mut().enumerate() {
            if let Some(key) = next(run)? {
                heap.push(Reverse((key, number)));
            }
        }
        let mut last = None;
        while let Some(mut least) = heap.peek_mut() {
            let Reverse((key, number)) = *least;
            match next(&mut self.runs[number])? {
                Some(next) => *least = Reverse((next, number)),
                None => drop(PeekMut::pop(least)),
            }
            if last != Some(key) {
                take(key)?;
                last = Some(key);
            }
        }
        Ok(())
    }
}

/// Keys in the order in which they came.
pub struct Quads(Bytes);

impl Quads {
    /// Writes them.
    pub fn of(room: &Room, keys: impl ExactSizeIterator<Item = Key>) -> io::Result<Self> {
        let mut bytes = Vec::with_capacity(keys.len() * 16);
        keys.for_each(|key| bytes.extend_from_slice(key.map(u32::to_le_bytes).as_flattened()));
        room.put(bytes).map(Self)
    }

    /// Gives each to `take`.
    pub fn each(mut self, mut take: impl FnMut(Key) -> io::Result<()>) -> io::Result<()> {
        while let Some(key) = next(&mut self.0)? {
            take(key)?;
        }
        Ok(())
    }
}

fn next(run: &mut Bytes) -> io::Result<Option<Key>> {
    if run.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let mut bytes = [0; 16];
    run.read_exact(&mut bytes)?;
    let (columns, _) = bytes.as_chunks::<4>();
    let mut key = [0; 4];
    for (key, column) in key.iter_mut().zip(columns) {
        *key = u32::from_le_bytes(*column);
    }
    Ok(Some(key))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_come_back_sorted_and_once(keys in prop::collection::vec(prop::array::uniform4(0..4_u32), 0..60), most in 1..70_usize) {
            let mut sorter = Keys { most, ..Keys::new(Room::near(&std::env::temp_dir())) };
            for key in &keys {
                sorter.push(*key).unwrap();
            }
            let mut told = Vec::new();
            sorter.sorted(|key| { told.push(key); Ok(()) }).unwrap();
            let expected: BTreeSet<Key> = keys.into_iter().collect();
            prop_assert_eq!(told, expected.into_iter().collect::<Vec<_>>());
        }
    }
}
