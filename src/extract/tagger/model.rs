//! The model: weights of grams and transitions, and their file.
//!
//! Enters: bytes of a model file, or weights to be written; leaves: scores of every character of a text. The file holds
//! a magic word, a format number and one zlib stream (whose checksum finds damage): the scale of the weights, the
//! transitions, the hashes of the ordinary words and those of the grams in rising order, as differences, then each gram's
//! number of weights, and the places (slot and column) and values of all weights.

use std::hint::black_box;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::features::{MARGIN, Signs, TEMPLATES};
use super::labels::{COLUMNS, NAME_LANES, NAME_TAGS, POSITION_COLUMN, POSITION_LANES, POSITION_TAGS};
use super::lattice::Transitions;
use super::words::Words;

/// Why a model cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Not a model file at all.
    #[error("not a tagger model: it does not begin with WENMAI-TAGGER")]
    Magic,
    /// Another format than this program reads.
    #[error("the model has format {found}, this program reads format {FORMAT}: train it anew")]
    Format {
        /// Format number of the file.
        found: u8,
    },
    /// Cut short or altered.
    #[error("the model file is damaged: {0}")]
    Damaged(&'static str),
}

const MAGIC: &[u8] = b"WENMAI-TAGGER";
const FORMAT: u8 = 2;
/// Most bytes that a model may take when unpacked.
const MOST_BYTES: u64 = 64 << 20;

/// Weights of one gram: place in its row (slot times [`COLUMNS`] plus column) and value.
pub(super) type Weights = Vec<(u8, i8)>;

/// A model as training hands it over.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plain {
    /// What one step of a weight is worth.
    pub scale: f32,
    pub names: [[f32; NAME_LANES]; NAME_LANES],
    pub positions: [[f32; POSITION_LANES]; POSITION_LANES],
    /// Ordinary words.
    pub words: Words,
    /// Sorted by hash; places ascending.
    pub grams: Vec<(u32, Weights)>,
}

impl Plain {
    /// The model file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = self.scale.to_le_bytes().to_vec();
        let names = self.names[..NAME_TAGS].iter().map(|row| &row[..NAME_TAGS]);
        let positions = self.positions[..POSITION_TAGS].iter().map(|row| &row[..POSITION_TAGS]);
        for weight in names.chain(positions).flatten() {
            body.extend(weight.to_le_bytes());
        }
        body.extend(u32::try_from(self.words.hashes().len()).unwrap_or(0).to_le_bytes());
        let mut before = 0;
        for &hash in self.words.hashes() {
            write_number(&mut body, hash - before);
            before = hash;
        }
        body.extend(u32::try_from(self.grams.len()).unwrap_or(0).to_le_bytes());
        let mut before = 0;
        for (hash, _) in &self.grams {
            write_number(&mut body, hash - before);
            before = *hash;
        }
        for (_, weights) in &self.grams {
            body.push(u8::try_from(weights.len()).unwrap_or(u8::MAX));
        }
        for (_, weights) in &self.grams {
            body.extend(weights.iter().map(|weight| weight.0));
        }
        for (_, weights) in &self.grams {
            body.extend(weights.iter().map(|weight| weight.1.to_le_bytes()[0]));
        }
        let mut out = MAGIC.to_vec();
        out.push(FORMAT);
        let mut encoder = ZlibEncoder::new(out, Compression::best());
        // Writing to memory cannot fail.
        encoder.write_all(&body).unwrap_or_default();
        encoder.finish().unwrap_or_default()
    }
}

fn write_number(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(low_byte(number & 0x7f) | 0x80);
        number >>= 7;
    }
    out.push(low_byte(number));
}

fn low_byte(number: u32) -> u8 {
    number.to_le_bytes()[0]
}

/// A model ready for use.
#[derive(Debug, Clone)]
pub(super) struct Model {
    scale: f32,
    pub names: Transitions<NAME_LANES>,
    pub positions: Transitions<POSITION_LANES>,
    pub words: Words,
    table: Table,
    /// Weights of the grams that have few.
    entries: Vec<(u8, i8)>,
    /// Weights of the grams that have many, one row for each slot: whole rows are added faster than their parts.
    rows: Vec<[i8; COLUMNS]>,
}

/// Grams with so many weights are kept in whole rows.
const MANY: usize = 16;
/// Counts from here on say how many rows a gram has. No gram has so many weights.
const ROWS: u8 = 0xC0;
/// What the place of a weight can reach.
const REACH: usize = 1 << u8::BITS;

/// Scores of a text's characters in both layers.
#[derive(Debug, Default)]
pub(super) struct Scores {
    sums: Vec<[i16; COLUMNS]>,
    known: Vec<(u32, usize)>,
    pub names: Vec<[f32; NAME_LANES]>,
    pub positions: Vec<[f32; POSITION_LANES]>,
}

impl Model {
    /// Reads a model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::Magic)?;
        let (&found, rest) = rest.split_first().ok_or(ModelError::Damaged("it ends after its first word"))?;
        if found != FORMAT {
            return Err(ModelError::Format { found });
        }
        let mut body = Vec::new();
        ZlibDecoder::new(rest)
            .take(MOST_BYTES)
            .read_to_end(&mut body)
            .map_err(|_| ModelError::Damaged("its packed part cannot be unpacked"))?;
        Body { rest: &body }.model()
    }

    /// Scores every character.
    pub fn score(&self, signs: &Signs, scores: &mut Scores) {
        let length = signs.length();
        scores.sums.clear();
        // Rows beyond the margin let a weight's place be looked up without asking whether it is there.
        scores.sums.resize(length + 2 * MARGIN + REACH.div_ceil(COLUMNS), [0; COLUMNS]);
        // Most grams are unknown: they are sorted out first, so that the look-ups of the others can overlap. What is read
        // at random places of large tables is touched in a loop of its own before it is used: reads that nothing waits
        // for go on side by side.
        let (sums, known) = (&mut scores.sums, &mut scores.known);
        known.resize(known.len().max((length + 4) * TEMPLATES.len()), (0, 0));
        let mut held = 0;
        signs.grams(|_, hash, first| {
            known[held] = (hash, first);
            held += usize::from(self.table.may_hold(hash));
        });
        black_box(known[..held].iter().fold(0, |sum, &(hash, _)| sum ^ self.table.touch(hash)));
        let mut there = 0;
        for at in 0..held {
            let (hash, first) = known[at];
            let found = self.table.find(hash);
            known[there] = (found, first);
            there += usize::from(found != 0);
        }
        let known = &known[..there];
        black_box(known.iter().fold(0, |sum, &(found, _)| sum ^ self.touch(found)));
        for &(found, first) in known {
            let (start, count) = ((found >> COUNT_BITS) as usize, (found & COUNT_MASK) as usize);
            if let Some(count) = count.checked_sub(usize::from(ROWS)) {
                let sums = &mut sums[first..first + count];
                add(sums.as_flattened_mut(), self.rows[start..start + count].as_flattened());
            } else if let Some(sums) = sums.as_flattened_mut()[first * COLUMNS..].first_chunk_mut::<REACH>() {
                for &(place, weight) in &self.entries[start..start + count] {
                    sums[usize::from(place)] += i16::from(weight);
                }
            }
        }
        scores.names.clear();
        scores.positions.clear();
        for row in &scores.sums[MARGIN..MARGIN + length] {
            let mut name = [0.0; NAME_LANES];
            for (lane, &sum) in name.iter_mut().zip(&row[..NAME_TAGS]) {
                *lane = f32::from(sum) * self.scale;
            }
            scores.names.push(name);
            let mut position = [0.0; POSITION_LANES];
            for (lane, &sum) in position.iter_mut().zip(&row[POSITION_COLUMN..POSITION_COLUMN + POSITION_TAGS]) {
                *lane = f32::from(sum) * self.scale;
            }
            scores.positions.push(position);
        }
    }

    /// Reads the first weight of a gram.
    fn touch(&self, found: u32) -> i8 {
        let (start, count) = ((found >> COUNT_BITS) as usize, found & COUNT_MASK);
        if count >= u32::from(ROWS) { self.rows[start][0] } else { self.entries[start].1 }
    }

    /// Number of grams and of weights.
    pub fn size(&self) -> (usize, usize) {
        let in_rows = self.rows.as_flattened().iter().filter(|&&weight| weight != 0).count();
        (self.table.grams, self.entries.len() + in_rows)
    }
}

/// Adds weights to sums. A function of its own, for within another one it is not made into vector code.
#[inline(never)]
fn add(sums: &mut [i16], weights: &[i8]) {
    for (sum, &weight) in sums.iter_mut().zip(weights) {
        *sum += i16::from(weight);
    }
}

/// The unpacked part of a file, read from the front.
struct Body<'a> {
    rest: &'a [u8],
}

impl<'a> Body<'a> {
    fn model(mut self) -> Result<Model, ModelError> {
        let scale = self.float()?;
        let mut names = [[0.0; NAME_LANES]; NAME_LANES];
        for row in &mut names[..NAME_TAGS] {
            for weight in &mut row[..NAME_TAGS] {
                *weight = self.float()?;
            }
        }
        let mut positions = [[0.0; POSITION_LANES]; POSITION_LANES];
        for row in &mut positions[..POSITION_TAGS] {
            for weight in &mut row[..POSITION_TAGS] {
                *weight = self.float()?;
            }
        }
        let words = Words::from_hashes(self.rising()?);
        let hashes = self.rising()?;
        let count = hashes.len();
        let counts = self.slice(count)?;
        let total = counts.iter().map(|&count| usize::from(count)).sum();
        let places = self.slice(total)?;
        let values = self.slice(total)?;
        let most = TEMPLATES.iter().map(|template| template.slots).max();
        if places.iter().any(|&place| usize::from(place) >= most.unwrap_or(0) * COLUMNS) {
            return Err(ModelError::Damaged("a weight stands outside its row"));
        }
        if !self.rest.is_empty() || !scale.is_finite() {
            return Err(ModelError::Damaged("it holds more than it says"));
        }
        let mut starts = vec![0];
        for &count in counts {
            starts.push(starts[starts.len() - 1] + usize::from(count));
        }
        // Grams with many weights are met most often: they stand together, so that they stay in the processor's cache.
        let mut order = (0..count).collect::<Vec<_>>();
        order.sort_by_key(|&gram| std::cmp::Reverse(counts[gram]));
        let (mut entries, mut rows, mut found) = (Vec::new(), Vec::new(), vec![0; count]);
        for gram in order {
            let own = starts[gram]..starts[gram + 1];
            let own = own.map(|at| (places[at], i8::from_le_bytes([values[at]])));
            if usize::from(counts[gram]) < MANY {
                found[gram] = Table::value(entries.len(), counts[gram])?;
                entries.extend(own);
            } else {
                let start = rows.len();
                for (place, weight) in own {
                    let (slot, column) = (usize::from(place) / COLUMNS, usize::from(place) % COLUMNS);
                    if rows.len() <= start + slot {
                        rows.resize(start + slot + 1, [0; COLUMNS]);
                    }
                    rows[start + slot][column] = weight;
                }
                found[gram] = Table::value(start, ROWS + u8::try_from(rows.len() - start).unwrap_or(0))?;
            }
        }
        Ok(Model {
            scale,
            names: Transitions::new(NAME_TAGS, &names),
            positions: Transitions::new(POSITION_TAGS, &positions),
            words,
            table: Table::new(&hashes, &found),
            entries,
            rows,
        })
    }

    /// A list of rising numbers, kept as its length and differences.
    fn rising(&mut self) -> Result<Vec<u32>, ModelError> {
        let count = u32::from_le_bytes(self.array()?) as usize;
        if count > self.rest.len() {
            return Err(ModelError::Damaged("a list is shorter than it says"));
        }
        let mut out = Vec::with_capacity(count);
        let mut value = 0u32;
        for _ in 0..count {
            value = value.checked_add(self.number()?).ok_or(ModelError::Damaged("a list does not rise"))?;
            out.push(value);
        }
        Ok(out)
    }

    fn slice(&mut self, length: usize) -> Result<&'a [u8], ModelError> {
        let (head, rest) = self.rest.split_at_checked(length).ok_or(ModelError::Damaged("it ends too early"))?;
        self.rest = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let slice = self.slice(N)?;
        slice.try_into().map_err(|_| ModelError::Damaged("it ends too early"))
    }

    fn float(&mut self) -> Result<f32, ModelError> {
        Ok(f32::from_le_bytes(self.array()?))
    }

    fn number(&mut self) -> Result<u32, ModelError> {
        let mut value = 0u64;
        for shift in [0, 7, 14, 21, 28] {
            let [byte] = self.array()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(value).map_err(|_| ModelError::Damaged("a number is too large"));
            }
        }
        Err(ModelError::Damaged("a number has no end"))
    }
}

/// Hash to entries, by open addressing; a small bit set in front answers for most grams that are not there.
#[derive(Debug, Clone)]
struct Table {
    present: Vec<u64>,
    slots: Vec<(u32, u32)>,
    shift: u32,
    grams: usize,
}

const PRESENT_BITS: u32 = 22;
const COUNT_BITS: u32 = 8;
const COUNT_MASK: u32 = (1 << COUNT_BITS) - 1;

impl Table {
    /// Where the weights of a gram begin, above their number.
    fn value(start: usize, count: u8) -> Result<u32, ModelError> {
        let start = u32::try_from(start).ok().filter(|start| start >> (u32::BITS - COUNT_BITS) == 0);
        start
            .map(|start| (start << COUNT_BITS) | u32::from(count))
            .ok_or(ModelError::Damaged("it has too many weights"))
    }

    fn new(hashes: &[u32], values: &[u32]) -> Self {
        // Between three and six slots in eight are taken.
        let bits = (hashes.len() * 4 / 3 + 1).next_power_of_two().ilog2().max(4);
        let mut table = Self {
            present: vec![0; 1 << (PRESENT_BITS - 6)],
            // An entry without weights marks an empty slot.
            slots: vec![(0, 0); 1 << bits],
            shift: 32 - bits,
            grams: hashes.len(),
        };
        for (&hash, &value) in hashes.iter().zip(values) {
            let bit = hash >> (32 - PRESENT_BITS);
            table.present[(bit >> 6) as usize] |= 1 << (bit & 63);
            let mut at = (hash >> table.shift) as usize;
            while table.slots[at].1 != 0 {
                at = (at + 1) % table.slots.len();
            }
            if value & COUNT_MASK > 0 {
                table.slots[at] = (hash, value);
            }
        }
        table
    }

    /// Whether a gram may be in the table; if not, it is not.
    #[inline]
    fn may_hold(&self, hash: u32) -> bool {
        let bit = hash >> (32 - PRESENT_BITS);
        self.present[(bit >> 6) as usize] & (1 << (bit & 63)) != 0
    }

    /// Reads the slot at which the search for a gram begins.
    #[inline]
    fn touch(&self, hash: u32) -> u32 {
        self.slots[(hash >> self.shift) as usize].0
    }

    /// First entry of a gram, above the number of its entries; 0 where there is none.
    #[inline]
    fn find(&self, hash: u32) -> u32 {
        let mut at = (hash >> self.shift) as usize;
        loop {
            let (key, value) = self.slots[at];
            if value == 0 || key == hash {
                return value;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}
