//! Byte strings in any order enter; they leave sorted by their bytes, each once.

use std::io::{self, BufRead as _, Read as _};
use std::sync::{Mutex, PoisonError};

use super::super::varint::put;
use super::{Bytes, Room};

/// Bytes that one writer gathers before it sorts them.
const GATHERED: usize = 32 << 20;

/// Lines that one thread gathers, without their line feeds.
#[derive(Default)]
pub struct Unsorted {
    bytes: Vec<u8>,
    /// Where each line ends.
    ends: Vec<usize>,
    /// Neighbouring lines that begin with the same words, which are compared once for all of them.
    groups: Vec<Group>,
}

/// Lines from this one on up to the next group, and how many bytes they share at the front.
#[derive(Debug, Clone, Copy)]
struct Group {
    line: usize,
    shared: usize,
}

impl Unsorted {
    /// Takes a line: `head`, and what `write` appends. No other head may begin with this one.
    pub fn line(&mut self, head: &[u8], write: impl FnOnce(&mut Vec<u8>)) {
        let before = self.groups.last().map(|group| self.start(group.line)..self.start(group.line) + group.shared);
        if before.is_none_or(|before| self.bytes[before] != *head) {
            self.groups.push(Group { line: self.ends.len(), shared: head.len() });
        }
        self.bytes.extend_from_slice(head);
        write(&mut self.bytes);
        self.ends.push(self.bytes.len());
    }

    /// Whether there is enough for a run.
    pub fn is_full(&self) -> bool {
        self.bytes.len() >= GATHERED
    }

    fn start(&self, line: usize) -> usize {
        line.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    fn sorted(&self) -> Vec<&[u8]> {
        let ends = self.groups.iter().skip(1).map(|group| group.line).chain([self.ends.len()]);
        let head = |group: &Group| &self.bytes[self.start(group.line)..self.start(group.line) + group.shared];
        let mut groups: Vec<(&[u8], std::ops::Range<usize>)> =
            self.groups.iter().zip(ends).map(|(group, end)| (head(group), group.line..end)).collect();
        groups.sort_unstable_by_key(|(head, _)| *head);
        let mut lines: Vec<&[u8]> = Vec::with_capacity(self.ends.len());
        for same in groups.chunk_by(|one, other| one.0 == other.0) {
            let from = lines.len();
            let numbers = same.iter().flat_map(|(_, lines)| lines.clone());
            lines.extend(numbers.map(|line| &self.bytes[self.start(line)..self.ends[line]]));
            let shared = same[0].0.len();
            lines[from..].sort_unstable_by_key(|line| &line[shared..]);
        }
        lines.dedup();
        lines
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.groups.clear();
    }
}

/// Lines that several threads bring, in runs.
pub struct Lines {
    room: Room,
    runs: Mutex<Vec<Run>>,
}

impl Lines {
    /// None yet.
    pub fn new(room: Room) -> Self {
        Self { room, runs: Mutex::default() }
    }

    /// Takes what a thread has gathered, which is empty after it.
    pub fn take(&self, unsorted: &mut Unsorted) -> io::Result<()> {
        if !unsorted.ends.is_empty() {
            let run = Run::of(&self.room, unsorted.bytes.len() / 3, unsorted.sorted().into_iter())?;
            self.runs.lock().unwrap_or_else(PoisonError::into_inner).push(run);
            unsorted.clear();
        }
        Ok(())
    }

    /// All of them, sorted.
    pub fn merge(self) -> io::Result<Merge> {
        Merge::new(self.runs.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where its runs are written.
    pub fn room(&self) -> &Room {
        &self.room
    }
}

/// Sorted lines: each as the count of bytes that it shares with the one before, the count of the others, and these.
pub struct Run(Bytes);

impl Run {
    /// Writes lines that are sorted already, of about so many bytes when written.
    pub fn of<'l>(room: &Room, expected: usize, lines: impl Iterator<Item = &'l [u8]>) -> io::Result<Self> {
        let mut out = Vec::with_capacity(expected);
        let mut before: &[u8] = b"";
        for line in lines {
            let shared = shared(before, line);
            put(&mut out, length(shared)?);
            put(&mut out, length(line.len() - shared)?);
            out.extend_from_slice(&line[shared..]);
            before = line;
        }
        room.put(out).map(Self)
    }

    /// Makes `line` the next one; false where there is none.
    fn next(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        let Some(shared) = self.number()? else { return Ok(false) };
        let more = self.number()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        line.truncate(shared as usize);
        let from = line.len();
        line.resize(from + more as usize, 0);
        self.0.read_exact(&mut line[from..])?;
        Ok(true)
    }

    /// The number that comes next, as [`put`] writes it; none at the end.
    fn number(&mut self) -> io::Result<Option<u32>> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let Some(&byte) = self.0.fill_buf()?.first() else {
                return if shift == 0 { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            };
            self.0.consume(1);
            number |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(Some(number));
            }
            shift += 7;
        }
    }
}

fn length(length: usize) -> io::Result<u32> {
    u32::try_from(length).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "a line of more than 4 GB"))
}

/// How many bytes two lines share at the front.
fn shared(one: &[u8], other: &[u8]) -> usize {
    let (words, _) = one.as_chunks::<8>();
    let (others, _) = other.as_chunks::<8>();
    let whole = 8 * words.iter().zip(others).take_while(|(a, b)| a == b).count();
    whole + one[whole..].iter().zip(&other[whole..]).take_while(|(a, b)| a == b).count()
}

/// The lines of many runs, sorted, each once.
pub struct Merge {
    runs: Vec<(Run, Vec<u8>)>,
    /// Runs that have a line left, as a heap by this line: the least in front.
    heap: Vec<usize>,
}

impl Merge {
    /// The lines of these runs.
    pub fn new(runs: Vec<Run>) -> io::Result<Self> {
        let mut merge = Self { runs: Vec::with_capacity(runs.len()), heap: Vec::new() };
        for mut run in runs {
            let mut line = Vec::new();
            if run.next(&mut line)? {
                merge.heap.push(merge.runs.len());
                merge.runs.push((run, line));
            } else {
                // Runs keep their numbers.
                merge.runs.push((run, Vec::new()));
            }
        }
        for at in (0..merge.heap.len() / 2).rev() {
            merge.sink(at);
        }
        Ok(merge)
    }

    /// Appends the next line to `line`; false where there is none. Tells `of` of each run that has it.
    pub fn next(&mut self, line: &mut Vec<u8>, mut of: impl FnMut(usize)) -> io::Result<bool> {
        let Some(&first) = self.heap.first() else { return Ok(false) };
        let from = line.len();
        line.extend_from_slice(&self.runs[first].1);
        while let Some(&run) = self.heap.first().filter(|&&run| self.runs[run].1 == line[from..]) {
            of(run);
            let (reader, current) = &mut self.runs[run];
            if !reader.next(current)? {
                self.heap.swap_remove(0);
            }
            self.sink(0);
        }
        Ok(true)
    }

    /// The next lines with their line feeds, about `size` bytes of them; none at the end.
    pub fn piece(&mut self, size: usize) -> io::Result<Vec<u8>> {
        // All that is left is asked for with a size that no memory has.
        let mut piece = Vec::with_capacity(size.min(16 << 20) + (1 << 12));
        while piece.len() < size && self.next(&mut piece, |_| ())? {
            piece.push(b'\n');
        }
        Ok(piece)
    }

    /// Brings the heap in order where only the run at this place may stand too high.
    fn sink(&mut self, mut at: usize) {
        loop {
            let mut child = 2 * at + 1;
            if child >= self.heap.len() {
                return;
            }
            if child + 1 < self.heap.len() && self.line(child + 1) < self.line(child) {
                child += 1;
            }
            if self.line(at) <= self.line(child) {
                return;
            }
            self.heap.swap(at, child);
            at = child;
        }
    }

    fn line(&self, at: usize) -> &[u8] {
        &self.runs[self.heap[at]].1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lines_come_back_sorted_and_once(
            runs in prop::collection::vec(prop::collection::vec("[ab]{0,2}文[ab文]{0,30}", 0..20), 0..6), files: bool,
        ) {
            let room = Room::near(&std::env::temp_dir());
            if files {
                room.0.filled.lock().unwrap().kept = super::super::KEPT;
            }
            let lines = Lines::new(room.clone());
            let mut written = Vec::new();
            for run in &runs {
                let mut unsorted = Unsorted::default();
                for line in run {
                    // Up to the first such character, so that no head begins with another.
                    let (head, rest) = line.split_at(line.find('文').unwrap() + '文'.len_utf8());
                    unsorted.line(head.as_bytes(), |bytes| bytes.extend_from_slice(rest.as_bytes()));
                }
                if files {
                    written.push(Run::of(&room, 0, unsorted.sorted().into_iter()).unwrap());
                } else {
                    lines.take(&mut unsorted).unwrap();
                }
            }
            let mut merge = if files { Merge::new(written).unwrap() } else { lines.merge().unwrap() };
            let mut told = Vec::new();
            let mut line = Vec::new();
            let mut of = Vec::new();
            while merge.next(&mut line, |run| of.push(run)).unwrap() {
                if files {
                    let holds = |run: &usize| runs[*run].iter().any(|other| other.as_bytes() == line);
                    prop_assert!(of.iter().all(holds) && of.len() == (0..runs.len()).filter(holds).count());
                }
                told.push(String::from_utf8(std::mem::take(&mut line)).unwrap());
                of.clear();
            }
            let expected: BTreeSet<String> = runs.into_iter().flatten().collect();
            prop_assert_eq!(told, expected.into_iter().collect::<Vec<_>>());
        }
    }
}
