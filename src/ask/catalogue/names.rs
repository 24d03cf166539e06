//! All names of the store by their letters: whole, cut short, by a part, by sound, and the nearest to a word that is none.
//!
//! What enters: the things with their names. What leaves: places in the list of things. Names are compared folded
//! ([`super::fold()`]). What only some questions need (the names by their parts and sounds) is made when it is first asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::super::english::syllable;
use super::super::words::{Sort, is_chinese};
use super::{Thing, fold};

/// Words that follow the proper part of an organisation's name.
const LEGAL_TAILS: [&str; 14] = [
    "科技集团有限公司",
    "控股集团有限公司",
    "集团有限责任公司",
    "集团有限公司",
    "集团",
    "科技集团股份有限公司",
    "集团股份有限公司",
    "科技股份有限公司",
    "股份有限公司",
    "科技有限公司",
    "有限责任公司",
    "有限公司",
    "集团公司",
    "公司",
];

/// A folded name with the things that bear it.
pub type Entry = (String, Vec<usize>);

/// The names of a store.
#[derive(Debug, Default)]
pub struct Names {
    /// Whole names in order, behind them those that are cut from a fuller one (临平种业公司 from 青禾农业集团临平种业公司).
    entries: Vec<Entry>,
    /// How many of them are whole.
    whole: usize,
    longest: usize,
    by_start: OnceLock<Starts>,
    /// Places of whole names by each two neighbouring characters.
    pairs: OnceLock<FxHashMap<(char, char), Vec<u32>>>,
}

/// Names with Chinese characters by how they begin.
#[derive(Debug, Default)]
struct Starts {
    first: BTreeMap<char, Vec<u32>>,
    /// First characters by their sound.
    sounds: BTreeMap<String, Vec<char>>,
}

impl Names {
    /// The names of these things.
    pub fn of(things: &[Thing]) -> Self {
        let mut exact: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (n, thing) in things.iter().enumerate() {
            for name in &thing.names {
                let folded = fold(name);
                if !folded.is_empty() {
                    push(&mut exact, folded, n);
                }
            }
        }
        let mut cut = BTreeMap::new();
        for (n, thing) in things.iter().enumerate() {
            if !matches!(thing.sort, Sort::Organization | Sort::Place | Sort::Policy) {
                continue;
            }
            for name in &thing.names {
                for short in shorter(&fold(name), &exact, things) {
                    if !exact.contains_key(&short) {
                        push(&mut cut, short, n);
                    }
                }
            }
        }
        Self::listed(exact.into_iter().collect(), cut.into_iter().collect())
    }

    /// Names that were read before, each list in order.
    pub fn listed(whole: Vec<Entry>, cut: Vec<Entry>) -> Self {
        let longest = whole.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        let count = whole.len();
        Self { entries: whole.into_iter().chain(cut).collect(), whole: count, longest, ..Self::default() }
    }

    /// The whole names, and the cut ones, each in order.
    pub fn lists(&self) -> (&[Entry], &[Entry]) {
        self.entries.split_at(self.whole)
    }

    /// Characters of the longest whole name.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The things with this folded name.
    pub fn named(&self, folded: &str) -> &[usize] {
        found(self.lists().0, folded)
    }

    /// The things with a fuller name that this folded form is cut from.
    pub fn cut_to(&self, folded: &str) -> &[usize] {
        found(self.lists().1, folded)
    }

    /// The whole names that begin with a folded text.
    pub fn starting<'n>(&'n self, start: &'n str) -> impl Iterator<Item = &'n Entry> {
        let whole = self.lists().0;
        let from = whole.partition_point(|(name, _)| name.as_str() < start);
        whole[from..].iter().take_while(move |(name, _)| name.starts_with(start))
    }

    /// The names, the cut ones included, that begin with a character, with their things.
    pub fn names_from(&self, first: char) -> impl Iterator<Item = (&str, &[usize])> {
        let names = self.starts().first.get(&first).into_iter().flatten();
        names.filter_map(|n| self.entries.get(*n as usize)).map(|(name, things)| (name.as_str(), things.as_slice()))
    }

    /// The characters of this sound, without tones, that names begin with.
    pub fn sounding(&self, syllable: &str) -> &[char] {
        self.starts().sounds.get(syllable).map_or(&[], Vec::as_slice)
    }

    fn starts(&self) -> &Starts {
        self.by_start.get_or_init(|| {
            let mut starts = Starts::default();
            for (n, (name, _)) in self.entries.iter().enumerate() {
                let n = u32::try_from(n).unwrap_or(u32::MAX);
                if let (Some(first), true) =
                    (name.chars().next(), name.chars().any(is_chinese) && name.chars().count() <= 40)
                {
                    starts.first.entry(first).or_default().push(n);
                }
            }
            for first in starts.first.keys() {
                starts.sounds.entry(syllable(*first)).or_default().push(*first);
            }
            starts
        })
    }

    fn pairs(&self) -> &FxHashMap<(char, char), Vec<u32>> {
        self.pairs.get_or_init(|| {
            let mut pairs: FxHashMap<(char, char), Vec<u32>> = FxHashMap::default();
            for (n, (name, _)) in self.lists().0.iter().enumerate() {
                let n = u32::try_from(n).unwrap_or(u32::MAX);
                for (one, next) in name.chars().zip(name.chars().skip(1)) {
                    let names = pairs.entry((one, next)).or_default();
                    if names.last() != Some(&n) {
                        names.push(n);
                    }
                }
            }
            pairs
        })
    }

    /// The things that have `part` inside a whole name.
    pub fn containing(&self, part: &str) -> BTreeSet<usize> {
        // The rarest pair of neighbours leads to few names.
        let pairs = part.chars().zip(part.chars().skip(1));
        let lists = pairs.map(|pair| self.pairs().get(&pair).map_or(&[][..], Vec::as_slice));
        let rarest = lists.min_by_key(|names| names.len()).unwrap_or(&[]);
        let names = rarest.iter().filter_map(|n| self.entries.get(*n as usize));
        names.filter(|(name, _)| name.contains(part)).flat_map(|(_, things)| things.iter().copied()).collect()
    }

    /// The names that are near to `words`, the nearest first, each with its first thing: by shared characters, by sound, and
    /// by the number of letters to change.
    pub fn near(&self, words: &str) -> Vec<usize> {
        let wanted = fold(words);
        let chars: Vec<char> = wanted.chars().collect();
        if chars.len() > 40 {
            return Vec::new();
        }
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for pair in chars.windows(2) {
            for n in self.pairs().get(&(pair[0], pair[1])).into_iter().flatten() {
                *shared.entry(*n).or_default() += 1;
            }
        }
        let sound = |text: &str| -> String { text.chars().map(syllable).collect() };
        let wanted_sound = sound(&wanted);
        let chinese = chars.iter().copied().any(is_chinese);
        // A name of two or three characters with one of them wrong shares no pair; it begins alike or sounds alike.
        let near_first: BTreeSet<char> = chars
            .first()
            .into_iter()
            .flat_map(|first| self.sounding(&syllable(*first)).iter().copied().chain([*first]))
            .collect();
        let alike = near_first.iter().flat_map(|first| self.starts().first.get(first).into_iter().flatten().copied());
        let candidates: BTreeSet<u32> = shared
            .iter()
            .filter(|(_, shared)| **shared * 3 >= chars.len().saturating_sub(1))
            .map(|(n, _)| *n)
            .chain(alike)
            .collect();
        let mut scored: Vec<(f64, &str, usize)> = candidates
            .into_iter()
            .filter_map(|n| self.entries.get(n as usize))
            .filter(|(name, _)| name.chars().count().abs_diff(chars.len()) <= chars.len().div_ceil(2))
            .filter_map(|(name, things)| {
                let theirs: Vec<char> = name.chars().collect();
                let written = 1.0 - distance(&theirs, &chars) as f64 / theirs.len().max(chars.len()) as f64;
                let heard: Vec<char> = sound(name).chars().collect();
                let said: Vec<char> = wanted_sound.chars().collect();
                let heard = 1.0 - distance(&heard, &said) as f64 / heard.len().max(said.len()).max(1) as f64;
                let score = if chinese { written.max(heard * 0.98) } else { heard.max(written) };
                let floor = if chinese { 0.5 } else { 0.66 };
                (score >= floor).then(|| (score, name.as_str(), things[0]))
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        scored.into_iter().map(|(.., thing)| thing).collect()
    }
}

fn found<'n>(list: &'n [Entry], folded: &str) -> &'n [usize] {
    list.binary_search_by(|(name, _)| name.as_str().cmp(folded)).map_or(&[], |at| &list[at].1)
}

/// Shorter forms of a name: without the name of another thing in front, and without its legal tail.
fn shorter(name: &str, exact: &BTreeMap<String, Vec<usize>>, things: &[Thing]) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([name.to_owned()]);
    for (at, _) in name.char_indices() {
        let known = exact
            .get(&name[..at])
            .is_some_and(|bearers| bearers.iter().any(|&n| matches!(things[n].sort, Sort::Place | Sort::Organization)));
        if known {
            forms.insert(name[at..].to_owned());
        }
    }
    for form in forms.clone() {
        for tail in LEGAL_TAILS {
            if let Some(short) = form.strip_suffix(tail) {
                forms.insert(short.to_owned());
            }
        }
    }
    forms.remove(name);
    // Two characters say too little unless they are the whole of a registered name.
    forms.retain(|form| form.chars().count() >= 3 || (form.chars().count() == 2 && name.ends_with("公司")));
    forms
}

/// Characters to change, add or leave out on the way from one text to the other (Levenshtein).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let change = corner + usize::from(a != b);
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

fn push(map: &mut BTreeMap<String, Vec<usize>>, name: String, thing: usize) {
    let things = map.entry(name).or_default();
    if !things.contains(&thing) {
        things.push(thing);
    }
}
