//! Names in English questions: as the store writes them, in pinyin, or put together from an English description.
//!
//! `Dongguan University of Technology` is found by covering a Chinese name with what its words may stand for: a word
//! of `words/glossary.tsv`, or the pinyin of some of its characters. The whole of the name must be covered, but for
//! characters such as 省 and 市 that English leaves out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use pinyin::ToPinyin;

use super::catalogue::Catalogue;
use super::words::{Sort, is_chinese};

/// A word of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// In small letters.
    pub folded: String,
    /// Bytes of the question.
    pub start: usize,
    /// Bytes of the question.
    pub end: usize,
}

/// A name found in a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// First unit.
    pub from: usize,
    /// Unit after the last.
    pub to: usize,
    /// Things of the catalogue that bear it.
    pub things: Vec<usize>,
    /// Whether the name was put together from its parts.
    pub guessed: bool,
}

/// English terms with the Chinese words that they may stand for.
static GLOSSARY: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut terms: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in include_str!("words/glossary.tsv").lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some((english, chinese)) = line.split_once('\t') {
            for form in english.split('|') {
                let words = terms.entry(form.to_lowercase()).or_default();
                words.extend(chinese.split('|').map(str::to_owned));
            }
        }
    }
    terms
});

/// Units that may stand between the parts of a described name.
const GLUE: [&str; 13] = ["of", "the", "and", "'s", "for", "in", "on", "at", "a", "an", "co", "ltd", ","];

/// Characters of a name that its English may leave out.
const SILENT: &str = "省市县区镇乡村州的人民有限责任公司股份集团科技";

/// Cuts a question into words, `'s` and commas.
pub fn units(question: &str) -> Vec<Unit> {
    let mut units = Vec::new();
    let chars: Vec<(usize, char)> = question.char_indices().collect();
    let end_of = |n: usize| chars.get(n).map_or(question.len(), |(at, _)| *at);
    let mut n = 0;
    while n < chars.len() {
        let (start, c) = chars[n];
        let begin = n;
        let next = |n: usize| chars.get(n).map(|(_, c)| *c);
        if is_chinese(c) {
            while next(n).is_some_and(|c| is_chinese(c) || c.is_ascii_digit()) {
                n += 1;
            }
        } else if c.is_alphanumeric() {
            while let Some(c) = next(n) {
                let inner = ".+&-".contains(c) && next(n + 1).is_some_and(char::is_alphanumeric);
                if !(c.is_alphanumeric() && !is_chinese(c) || inner) {
                    break;
                }
                n += 1;
            }
        } else if "'’".contains(c)
            && n > 0
            && chars[n - 1].1.is_alphanumeric()
            && next(n + 1).is_some_and(|c| c == 's')
            && !next(n + 2).is_some_and(char::is_alphanumeric)
        {
            n += 2;
            units.push(Unit { folded: "'s".to_owned(), start, end: end_of(n) });
            continue;
        } else {
            if ",;，；".contains(c) && !units.is_empty() {
                units.push(Unit { folded: ",".to_owned(), start, end: end_of(n + 1) });
            }
            n += 1;
            continue;
        }
        units.push(Unit { folded: question[start..end_of(n)].to_lowercase(), start, end: end_of(n) });
        debug_assert!(n > begin, "a word is not empty");
    }
    units
}

/// The words with a space between each two; `'s` stands close to its word.
pub fn joined(units: &[Unit]) -> String {
    let mut text = String::new();
    for unit in units {
        if !text.is_empty() && unit.folded != "'s" && unit.folded != "," {
            text.push(' ');
        }
        text.push_str(&unit.folded);
    }
    text
}

/// All names in a question; they may overlap.
pub fn names(units: &[Unit], catalogue: &Catalogue) -> Vec<Name> {
    let mut found = Vec::new();
    let spans = squeezed_spans(units);
    for from in 0..units.len() {
        for to in from + 1..=units.len().min(from + 12) {
            let things = catalogue.named(&joined(&units[from..to]));
            if !things.is_empty() {
                found.push(Name { from, to, things: things.to_vec(), guessed: false });
            }
        }
    }
    let pieces = glossary_pieces(units);
    // Qiang Li for Li Qiang.
    for from in 0..units.len() {
        for to in from + 2..=units.len().min(from + 3) {
            let mut turned = units[from..to].to_vec();
            turned.rotate_right(1);
            let mut things = catalogue.named(&joined(&turned)).to_vec();
            things.retain(|thing| catalogue.things[*thing].sort == Sort::Person);
            let known = found.iter().any(|name| name.from == from && name.to == to);
            if !things.is_empty() && !known {
                found.push(Name { from, to, things, guessed: true });
            }
        }
    }
    let mut described: BTreeMap<(usize, usize), (usize, BTreeSet<usize>)> = BTreeMap::new();
    // A name is covered from its first character on: by a word of the glossary, or by its sound.
    let mut firsts: BTreeSet<char> = pieces.keys().copied().collect();
    for sound in spans.keys() {
        for (end, _) in sound.char_indices().skip(1).take(6).chain([(sound.len(), ' ')]) {
            firsts.extend(catalogue.sounding(&sound[..end.min(sound.len())]));
        }
    }
    for (name, things) in firsts.into_iter().flat_map(|first| catalogue.names_from(first)) {
        let chars: Vec<char> = name.chars().collect();
        if chars.len() < 2 {
            continue;
        }
        let syllables: Vec<String> = chars.iter().map(|c| syllable(*c)).collect();
        for (mask, silent) in cover(&chars, &syllables, &pieces, &spans) {
            let from = mask.trailing_zeros() as usize;
            let to = 64 - mask.leading_zeros() as usize;
            let together = (from..to).all(|n| mask >> n & 1 == 1 || GLUE.contains(&units[n].folded.as_str()));
            if !together {
                continue;
            }
            let best = described.entry((from, to)).or_insert((usize::MAX, BTreeSet::new()));
            if silent < best.0 {
                *best = (silent, BTreeSet::new());
            }
            if silent == best.0 {
                best.1.extend(things);
            }
        }
    }
    for ((from, to), (_, things)) in described {
        let exact = found.iter().any(|name| name.from == from && name.to == to);
        if !exact {
            found.push(Name { from, to, things: things.into_iter().collect(), guessed: true });
        }
    }
    found
}

/// The products whose name ends with what these words stand for in the glossary: 物流无人机 for `drones`.
pub fn products(units: &[Unit], catalogue: &Catalogue) -> Vec<usize> {
    let words = GLOSSARY.get(&joined(units)).into_iter().flatten().filter(|word| word.chars().count() > 1);
    let things = words.flat_map(|word| catalogue.containing(word).into_iter().map(move |thing| (word, thing)));
    let product = |word: &str, thing: usize| {
        let thing = &catalogue.things[thing];
        thing.sort == Sort::Product && thing.names.iter().any(|name| name.ends_with(word))
    };
    things
        .filter(|(word, thing)| product(word, *thing))
        .map(|(_, thing)| thing)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// Chinese words that a run of English ones may stand for, or none where a word is in no glossary. Latin names such
/// as `6G` stand for themselves.
pub fn translations(english: &str) -> Vec<String> {
    let units: Vec<Unit> =
        units(english).into_iter().filter(|unit| !["the", "a", "an", ","].contains(&unit.folded.as_str())).collect();
    let mut options: Vec<Vec<String>> = vec![vec![String::new()]];
    options.resize(units.len() + 1, Vec::new());
    for from in 0..units.len() {
        for to in from + 1..=units.len() {
            let term = joined(&units[from..to]);
            let mut words = GLOSSARY.get(&term).cloned().unwrap_or_default();
            if to == from + 1 && (term.chars().any(|c| c.is_ascii_digit()) || term == "ai") {
                words.push(term.to_uppercase());
            }
            let grown: Vec<String> = options[from]
                .iter()
                .flat_map(|start| words.iter().map(move |word| format!("{start}{word}")))
                .take(32)
                .collect();
            options[to].extend(grown);
        }
    }
    options.pop().unwrap_or_default()
}

/// Pinyin without tones of one character; the character itself where it has none.
pub fn syllable(c: char) -> String {
    c.to_pinyin().map_or_else(|| c.to_lowercase().to_string(), |pinyin| pinyin.plain().replace('ü', "v"))
}

type Piece = (u64, String);

fn mask(from: usize, to: usize) -> u64 {
    (from..to).fold(0, |mask, n| mask | 1 << n)
}

fn glossary_pieces(units: &[Unit]) -> BTreeMap<char, Vec<Piece>> {
    let mut pieces: BTreeMap<char, Vec<Piece>> = BTreeMap::new();
    for from in 0..units.len().min(64) {
        for to in from + 1..=units.len().min(from + 8).min(64) {
            for word in GLOSSARY.get(&joined(&units[from..to])).into_iter().flatten() {
                if let Some(first) = word.chars().next() {
                    let piece = (mask(from, to), word.clone());
                    pieces.entry(first).or_default().push(piece);
                }
            }
        }
    }
    pieces
}

/// Runs of up to four words written together: `li qiang` is `liqiang`.
fn squeezed_spans(units: &[Unit]) -> BTreeMap<String, Vec<u64>> {
    let mut spans: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for from in 0..units.len().min(64) {
        let mut text = String::new();
        for to in from + 1..=units.len().min(from + 4).min(64) {
            let unit = &units[to - 1].folded;
            if !unit.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                break;
            }
            text.extend(unit.chars().filter(|c| *c != '-'));
            spans.entry(text.clone()).or_default().push(mask(from, to));
        }
    }
    spans
}

/// All ways to cover a whole name: the words used, and how many characters stay silent.
fn cover(
    chars: &[char],
    syllables: &[String],
    pieces: &BTreeMap<char, Vec<Piece>>,
    spans: &BTreeMap<String, Vec<u64>>,
) -> Vec<(u64, usize)> {
    /// Ways kept at each character; more than these say nothing new.
    const KEPT: usize = 64;
    let mut ways: Vec<BTreeMap<u64, usize>> = vec![BTreeMap::new(); chars.len() + 1];
    ways[0].insert(0, 0);
    for at in 0..chars.len() {
        let here: Vec<(u64, usize)> = ways[at].iter().map(|(m, s)| (*m, *s)).take(KEPT).collect();
        if here.is_empty() {
            continue;
        }
        let mut step = |to: usize, used: u64, silent: usize| {
            for (mask, so_far) in &here {
                if mask & used == 0 {
                    let cost = so_far + silent;
                    let best = ways[to].entry(mask | used).or_insert(cost);
                    *best = cost.min(*best);
                }
            }
        };
        if SILENT.contains(chars[at]) && at > 0 {
            step(at + 1, 0, 1);
        }
        for (used, word) in pieces.get(&chars[at]).into_iter().flatten() {
            let length = word.chars().count();
            if chars[at..].iter().take(length).copied().eq(word.chars()) {
                step(at + length, *used, 0);
            }
        }
        let mut sound = String::new();
        for to in at + 1..=chars.len().min(at + 6) {
            sound.push_str(&syllables[to - 1]);
            // One syllable alone is a sound, not a name.
            let alone = to == at + 1 && is_chinese(chars[at]);
            if !alone {
                for used in spans.get(&sound).into_iter().flatten() {
                    step(to, *used, 0);
                }
            }
        }
    }
    ways[chars.len()].iter().filter(|(mask, _)| **mask != 0).map(|(mask, silent)| (*mask, *silent)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_keep_their_place() {
        let question = "What is Baidu's R&D, in 2024?";
        let words: Vec<String> = units(question).into_iter().map(|u| u.folded).collect();
        assert_eq!(words, ["what", "is", "baidu", "'s", "r&d", ",", "in", "2024"]);
        for unit in units(question) {
            assert!(question.is_char_boundary(unit.start) && unit.start < unit.end);
        }
    }

    #[test]
    fn a_description_covers_a_name() {
        let units = units("the Hangzhou bureau of science and technology");
        let pieces = glossary_pieces(&units);
        let spans = squeezed_spans(&units);
        let covers = |name: &str| {
            let chars: Vec<char> = name.chars().collect();
            let syllables: Vec<String> = chars.iter().map(|c| syllable(*c)).collect();
            !cover(&chars, &syllables, &pieces, &spans).is_empty()
        };
        assert!(covers("杭州市科技局"));
        assert!(!covers("杭州市教育局"));
        assert!(!covers("苏州市科技局"));
    }

    #[test]
    fn terms_translate() {
        assert!(translations("artificial intelligence").contains(&"人工智能".to_owned()));
        assert!(translations("artificial honey").is_empty());
    }
}
