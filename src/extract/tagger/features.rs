//! From characters and lexicon matches to the grams that carry weights.
//!
//! Enters: symbols of a text and the lexicon's matches; leaves: for every gram its 32-bit hash and the first character
//! that it speaks about. A gram is a short run of characters, classes or other signs; it has one *slot* per character
//! that it speaks about (itself and its neighbours), and weights per slot and tag. One look-up thus serves all the
//! window positions in which other taggers look the same n-gram up again.

use std::sync::LazyLock;

use super::chars::{CJK, EDGE, EDGE_CLASS, class};
use super::labels::Part;
use super::words::Words;

/// A kind of gram: characters `start + low .. start + low + slots` hear of one that starts at `start`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Template {
    pub low: isize,
    pub slots: usize,
    /// Whether training keeps a copy per source.
    pub per_source: bool,
}

const fn template(low: isize, slots: usize, per_source: bool) -> Template {
    Template { low, slots, per_source }
}

/// Characters on either side of the text that grams may speak about.
pub(super) const MARGIN: usize = 8;
/// Longest distance from a closing quotation mark that is told.
const QUOTE_REACH: usize = 24;
/// Characters of context before and after the text.
const EDGES: usize = 4;

// Order is part of the model format: a change asks for a new format number.
const CHAR: usize = 0;
const CHARS2: usize = 1;
const CHARS3: usize = 2;
const CHARS4: usize = 3;
const SKIP: usize = 4;
const CLASS3: usize = 5;
const CLASS5: usize = 6;
const CHAR_CLASSES: usize = 7;
const CLASSES_CHAR: usize = 8;
const CLASSES3_CHAR: usize = 9;
const MATCH: usize = 10;
const MATCH2: usize = 11;
const MATCH_CHAR: usize = 12;
const MATCH_EDGES: usize = 13;
const SUFFIX: usize = 14;
const SUFFIX_CHAR: usize = 15;
const SUFFIX_CLASSES: usize = 16;
const QUOTE: usize = 17;
const QUOTE_CHAR: usize = 18;
const WORD: usize = 19;
const WORD2: usize = 20;
const WORD_CLASSES: usize = 21;

/// All kinds of gram.
pub(super) const TEMPLATES: [Template; 22] = [
    template(-2, 5, true),
    template(-1, 4, true),
    template(-1, 5, true),
    template(-1, 6, false),
    template(0, 3, false),
    template(-1, 5, true),
    template(0, 5, false),
    template(0, 3, true),
    template(0, 3, true),
    template(0, 4, false),
    template(-1, 3, true),
    template(0, 2, true),
    template(0, 1, false),
    template(-1, 3, true),
    template(0, 1, true),
    template(0, 1, false),
    template(0, 1, true),
    template(0, 1, true),
    template(0, 1, false),
    template(-1, 3, true),
    template(-1, 4, true),
    template(0, 3, false),
];

/// A match of the lexicon, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub start: usize,
    pub end: usize,
    /// Index of a tagged type, or one more for any other type.
    pub kind: usize,
}

/// What the templates read, one entry per character, with [`EDGES`] more on either side.
#[derive(Debug, Default)]
pub(super) struct Signs {
    symbols: Vec<u32>,
    classes: Vec<u8>,
    matches: Vec<u16>,
    match_edges: Vec<u16>,
    suffixes: Vec<u16>,
    quotes: Vec<u64>,
    words: Vec<u16>,
    length: usize,
}

/// Classes of all symbols of the basic plane.
static CLASSES: LazyLock<Vec<u8>> = LazyLock::new(|| (0..0x1_0000).map(class).collect());

impl Signs {
    /// Reads a text's symbols and its lexicon matches.
    pub fn read(&mut self, symbols: impl IntoIterator<Item = u32>, matches: &[Match], words: &Words) {
        let classes: &[u8] = &CLASSES;
        self.symbols.clear();
        self.symbols.extend([EDGE; EDGES]);
        self.symbols.extend(symbols);
        self.length = self.symbols.len() - EDGES;
        self.symbols.extend([EDGE; EDGES]);
        self.classes.clear();
        self.classes.extend(self.symbols.iter().map(|&symbol| {
            if symbol == EDGE {
                EDGE_CLASS
            } else {
                usize::try_from(symbol)
                    .ok()
                    .and_then(|index| classes.get(index).copied())
                    .unwrap_or_else(|| class(symbol))
            }
        }));
        self.read_matches(matches);
        self.read_suffixes();
        self.read_quotes();
        self.words.clear();
        self.words.resize(self.symbols.len(), 0);
        let classes = &self.classes;
        words.read(&self.symbols, |index| classes[index] >= CJK, &mut self.words);
    }

    /// Number of characters.
    pub fn length(&self) -> usize {
        self.length
    }

    fn read_matches(&mut self, matches: &[Match]) {
        self.matches.clear();
        self.matches.resize(self.symbols.len(), 0);
        self.match_edges.clear();
        self.match_edges.resize(self.symbols.len(), 0);
        if matches.is_empty() {
            return;
        }
        let mut longest = vec![0usize; self.symbols.len()];
        for found in matches {
            let (start, end) = (found.start + EDGES, found.end + EDGES);
            let length = found.end - found.start;
            let type_bit = 1u16 << found.kind;
            self.match_edges[start] |= type_bit;
            self.match_edges[end - 1] |= type_bit << 8;
            let size = u16::try_from(length.min(7)).unwrap_or(7);
            for (index, longest) in longest.iter_mut().enumerate().take(end).skip(start) {
                let part = match (index == start, index + 1 == end) {
                    (true, true) => Part::Single,
                    (true, false) => Part::Begin,
                    (false, true) => Part::End,
                    (false, false) => Part::Middle,
                } as u16;
                let sign = (part << 8) | (size << 12) | type_bit;
                if length > *longest {
                    *longest = length;
                    self.matches[index] = sign;
                } else if length == *longest {
                    self.matches[index] |= type_bit;
                }
            }
        }
    }

    /// For each character the nearest head of a body's or policy's name to its right, and how far it is.
    fn read_suffixes(&mut self) {
        self.suffixes.clear();
        self.suffixes.resize(self.symbols.len(), 0);
        let mut nearest: Option<(usize, u16)> = None;
        for index in (EDGES..EDGES + self.length).rev() {
            if matches!(self.classes[index], 0 | 4..=12 | 14) {
                nearest = None;
                continue;
            }
            if let Some(head) = head_at(&self.symbols[index..]) {
                nearest = Some((index, head + 1));
            }
            if let Some((at, head)) = nearest {
                let distance = match at - index {
                    near @ 0..=5 => u16::try_from(near).unwrap_or(0),
                    6..=8 => 6,
                    9..=14 => 7,
                    _ => continue,
                };
                self.suffixes[index] = (head << 3) | distance;
            }
        }
    }

    /// For each character inside “” or 《》 what follows the closing mark, and where the character stands.
    fn read_quotes(&mut self) {
        self.quotes.clear();
        self.quotes.resize(self.symbols.len(), 0);
        let mut closing: Option<usize> = None;
        let mut index = EDGES + self.length;
        while index > EDGES {
            index -= 1;
            match self.classes[index] {
                7 | 9 => closing = Some(index),
                6 | 8 => closing = None,
                5 if closing.is_some_and(|at| self.classes[at] == 7) => closing = None,
                _ => {
                    if let Some(at) = closing.filter(|at| at - index <= QUOTE_REACH) {
                        let first = matches!(self.classes[index - 1], 6 | 8);
                        let last = index + 1 == at;
                        self.quotes[index] = (u64::from(self.classes[at]) << 44)
                            | (u64::from(first) << 43)
                            | (u64::from(last) << 42)
                            | (u64::from(self.symbols[at + 1]) << 21)
                            | u64::from(self.symbols[at + 2]);
                    }
                }
            }
        }
    }

    /// Tells `take` every gram: template, hash, and the index of its first slot, counted from [`MARGIN`] characters
    /// before the text.
    pub fn grams(&self, mut take: impl FnMut(usize, u32, usize)) {
        let mut tell = |template: usize, start: usize, signs: u64, more: u64| {
            let first = (start + MARGIN - EDGES).wrapping_add_signed(TEMPLATES[template].low);
            take(template, hash(template, signs, more), first);
        };
        let end = EDGES + self.length;
        let char_at = |index: usize| u64::from(self.symbols[index]);
        let class_at = |index: usize| u64::from(self.classes[index]);
        for at in EDGES - 2..=end {
            let (one, two, three) = (char_at(at), char_at(at + 1), char_at(at + 2));
            let pair = one | (two << 21);
            let (k1, k2, k3) = (class_at(at), class_at(at + 1), class_at(at + 2));
            tell(CHAR, at, one, 0);
            tell(CHARS2, at, pair, 0);
            tell(CHARS3, at, pair | (three << 42), 0);
            tell(CHARS4, at, pair | (three << 42), char_at(at + 3));
            tell(SKIP, at, one | (three << 21), 0);
            let classes3 = k1 | (k2 << 8) | (k3 << 16);
            tell(CLASS3, at, classes3, 0);
            tell(CHAR_CLASSES, at, one | (k2 << 24) | (k3 << 32), 0);
            tell(CLASSES_CHAR, at, k1 | (k2 << 8) | (three << 24), 0);
            tell(CLASSES3_CHAR, at, classes3 | (char_at(at + 3) << 24), 0);
            if at < end {
                let five = classes3 | (class_at(at + 3) << 24);
                tell(CLASS5, at, five, class_at(at + 4));
            }
        }
        for at in EDGES - 1..=end {
            let (one, two) = (u64::from(self.words[at]), u64::from(self.words[at + 1]));
            if one != 0 {
                tell(WORD, at, one, 0);
            }
            if one != 0 || two != 0 {
                tell(WORD2, at, one | (two << 16), 0);
            }
            let three = u64::from(self.words[at + 2]);
            if one != 0 || three != 0 {
                tell(WORD_CLASSES, at, one | (class_at(at + 1) << 16) | (three << 32), class_at(at));
            }
        }
        for at in EDGES..end {
            let (sign, edges) = (self.matches[at], self.match_edges[at]);
            if sign != 0 {
                let sign = u64::from(sign);
                tell(MATCH, at, sign, 0);
                tell(MATCH_CHAR, at, sign, char_at(at));
                tell(MATCH_EDGES, at, u64::from(edges), sign >> 12);
            }
            let next = self.matches[at + 1];
            if sign != 0 || next != 0 {
                tell(MATCH2, at, u64::from(sign) | (u64::from(next) << 16), 0);
            }
            let suffix = u64::from(self.suffixes[at]);
            if suffix != 0 {
                tell(SUFFIX, at, suffix, 0);
                tell(SUFFIX_CHAR, at, suffix, char_at(at - 1));
                tell(SUFFIX_CLASSES, at, suffix, class_at(at - 1) | (class_at(at) << 8));
            }
            let quote = self.quotes[at];
            if quote != 0 {
                tell(QUOTE, at, quote, 0);
                tell(QUOTE_CHAR, at, quote >> 42, char_at(at));
            }
        }
    }
}

/// The hash of a gram.
fn hash(template: usize, signs: u64, more: u64) -> u32 {
    let other = (more | ((template as u64) << 56)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mix(signs ^ other)
}

/// The hash of a source's own copy of a gram.
pub(super) fn copy_hash(hash: u32, source: usize) -> u32 {
    mix(u64::from(hash) | ((source as u64 + 1) << 40))
}

fn mix(value: u64) -> u32 {
    let value = (value ^ (value >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let value = (value ^ (value >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    u32::try_from(value >> 32).unwrap_or(0)
}

/// Heads of names: those of bodies, then those of policies.
const HEADS: [&str; 72] = [
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "公司",
    "集团",
    "银行",
    "大学",
    "学院",
    "学校",
    "中学",
    "研究院",
    "研究所",
    "委员会",
    "协会",
    "学会",
    "商会",
    "联合会",
    "基金会",
    "理事会",
    "联盟",
    "医院",
    "政府",
    "法院",
    "检察院",
    "总局",
    "管理局",
    "办公厅",
    "办公室",
    "领导小组",
    "指挥部",
    "总部",
    "中心",
    "实验室",
    "出版社",
    "通讯社",
    "日报",
    "电视台",
    "报社",
    "俱乐部",
    "党",
    "军",
    "部队",
    "舰队",
    "省委",
    "市委",
    "县委",
    "区委",
    "党组",
    "支部",
    "部",
    "局",
    "厅",
    "署",
    "院",
    "会",
    "社",
    "队",
    "组织",
    "机构",
    "外交部",
    "国防部",
    "行动",
    "工程",
    "计划",
    "规划",
    "战略",
    "倡议",
    "条例",
    "意见",
    "方案",
    "协定",
    "法",
];

/// Heads with one first character: their symbols and number, longest first.
type HeadGroup = (u32, Vec<(Vec<u32>, u16)>);

/// Heads by their first character.
static HEADS_BY_FIRST: LazyLock<Vec<HeadGroup>> = LazyLock::new(|| {
    let mut out: Vec<HeadGroup> = Vec::new();
    for (index, head) in HEADS.iter().enumerate() {
        let symbols: Vec<u32> = head.chars().map(u32::from).collect();
        let index = u16::try_from(index).unwrap_or(0);
        match out.binary_search_by_key(&symbols[0], |entry| entry.0) {
            Ok(at) => out[at].1.push((symbols, index)),
            Err(at) => out.insert(at, (symbols[0], vec![(symbols, index)])),
        }
    }
    for (_, heads) in &mut out {
        heads.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.1.cmp(&b.1)));
    }
    out
});

fn head_at(symbols: &[u32]) -> Option<u16> {
    let heads: &[HeadGroup] = &HEADS_BY_FIRST;
    let at = heads.binary_search_by_key(&symbols[0], |entry| entry.0).ok()?;
    heads[at]
        .1
        .iter()
        .find(|(head, _)| symbols.starts_with(head))
        .filter(|(head, _)| {
            head.len() > 1
                || symbols
                    .get(1)
                    .and_then(|&next| char::from_u32(next))
                    .is_none_or(|next| !ORDINARY_NEXT.contains(next))
        })
        .map(|&(_, index)| index)
}

/// After a head of one character these make an ordinary word: 会议, 部分, 社区, 法国, 局面, 院士, 队伍, 军事, 党员.
const ORDINARY_NEXT: &str = "议见谈晤上分署门会区国面部士子伍事员的";
