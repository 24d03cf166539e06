//! Which grams training gives weights to.
//!
//! Enters: the signs of all samples; leaves: for every sample its grams as numbers, with the rows of weights they own.
//! Grams seen too seldom get none. Copies of a gram for a source are grams of their own.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::features::{Signs, TEMPLATES, copy_hash};

/// Samples in which a gram must be seen: bits of the hash that the counter looks at.
const COUNTER_BITS: u32 = 27;

/// Occurrences below which a gram of this template gets no weights. Long runs of characters are many and mostly seen
/// once.
fn least(template: usize) -> u8 {
    if matches!(template, 2..=3) { 3 } else { 2 }
}

/// Gram of a sample: number, and index of its first slot counted from the margin.
pub(super) type Occurrence = (u32, u32);

/// Grams with weights.
#[derive(Debug, Default)]
pub(super) struct Index {
    numbers: HashMap<u32, u32, BuildHasherDefault<Mixed>>,
    /// First row of each gram; one more at the end.
    pub starts: Vec<u32>,
    /// Hash of each gram, and whether it is a source's copy.
    pub hashes: Vec<(u32, bool)>,
}

/// Counts grams before numbers are given.
pub(super) struct Counter {
    counts: Vec<u8>,
}

impl Counter {
    pub fn new() -> Self {
        Self { counts: vec![0; 1 << COUNTER_BITS] }
    }

    /// Counts the grams of one sample.
    pub fn add(&mut self, signs: &Signs, source: usize) {
        let counts = &mut self.counts;
        let mut count = |hash: u32| {
            let at = (hash >> (32 - COUNTER_BITS)) as usize;
            counts[at] = counts[at].saturating_add(1);
        };
        signs.grams(|template, hash, _| {
            count(hash);
            if TEMPLATES[template].per_source {
                count(copy_hash(hash, source));
            }
        });
    }

    fn seen(&self, hash: u32, template: usize) -> bool {
        self.counts[(hash >> (32 - COUNTER_BITS)) as usize] >= least(template)
    }
}

impl Index {
    /// The grams of one sample; new ones that were counted often enough are given a number.
    pub fn occurrences(&mut self, counter: &Counter, signs: &Signs, source: usize, out: &mut Vec<Occurrence>) {
        signs.grams(|template, hash, first| {
            let first = u32::try_from(first).unwrap_or(0);
            if counter.seen(hash, template) {
                out.push((self.number(hash, template, false), first));
            }
            if TEMPLATES[template].per_source {
                let copy = copy_hash(hash, source);
                if counter.seen(copy, template) {
                    out.push((self.number(copy, template, true), first));
                }
            }
        });
    }

    fn number(&mut self, hash: u32, template: usize, copy: bool) -> u32 {
        let fresh = u32::try_from(self.hashes.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(hash).or_insert(fresh);
        if number == fresh {
            if self.starts.is_empty() {
                self.starts.push(0);
            }
            self.hashes.push((hash, copy));
            let start = self.starts[self.starts.len() - 1];
            let slots = u32::try_from(TEMPLATES[template].slots).unwrap_or(0);
            self.starts.push(start + slots);
        }
        number
    }

    /// Number of a gram, where it has weights.
    pub fn find(&self, hash: u32) -> Option<usize> {
        self.numbers.get(&hash).map(|&number| number as usize)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.starts.last().map_or(0, |&end| end as usize)
    }

    /// Rows of a gram.
    pub fn slots(&self, number: usize) -> std::ops::Range<usize> {
        self.starts[number] as usize..self.starts[number + 1] as usize
    }
}

/// Gram hashes are mixed already; one multiplication spreads them over the upper bits.
#[derive(Debug, Default)]
pub(super) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.0 = u64::from(value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}
