//! One writing for each character: traditional ones as simplified, full-width letters as half-width.
//!
//! A text enters; a text of as many characters leaves. What is traditional is decided for the text as a whole, by the
//! characters that only one of the two scripts has: simplified text comes out as it came in, so that names such as 於, 乾
//! or 锺 stay. Promise: one character for one, never a word for a word.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The script that a Chinese text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Simplified, or without a sign of either.
    Simplified,
    /// Traditional, as in Hong Kong, Macao, Taiwan and overseas.
    Traditional,
}

impl Script {
    /// The script of a text: traditional where more of its characters are used in traditional writing only than in
    /// simplified writing only.
    pub fn of(chars: impl IntoIterator<Item = char>) -> Self {
        let (mut traditional, mut simplified) = (0_usize, 0_usize);
        for c in chars {
            match TABLE.sign(c) {
                TRADITIONAL => traditional += 1,
                SIMPLIFIED => simplified += 1,
                _ => {}
            }
        }
        if traditional > simplified { Self::Traditional } else { Self::Simplified }
    }
}

/// A name, word or question in simplified characters: changed only if it is traditional as a whole.
pub fn simplify(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || Script::of(text.chars()) == Script::Simplified {
        return Cow::Borrowed(text);
    }
    let mut chars: Vec<char> = text.chars().collect();
    simplify_chars(&mut chars);
    Cow::Owned(chars.into_iter().collect())
}

/// Puts the characters of a traditional text into simplified ones, each in its place: the words of the table first, the
/// longest at each place, then characters alone.
pub fn simplify_chars(chars: &mut [char]) {
    let mut at = 0;
    while at < chars.len() {
        let word = TABLE.words.get(&chars[at]).and_then(|words| words.iter().find(|word| word.stands(&chars[at..])));
        if let Some(word) = word {
            chars[at..at + word.simplified.len()].copy_from_slice(&word.simplified);
            at += word.simplified.len();
        } else {
            chars[at] = TABLE.simplified(chars[at]);
            at += 1;
        }
    }
}

/// The simplified form of a character that only traditional writing has; any other character as it is.
pub fn simplified(c: char) -> char {
    if TABLE.sign(c) == TRADITIONAL { TABLE.simplified(c) } else { c }
}

/// A full-width letter or digit as half-width; any other character as it is.
pub fn half_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Half-width punctuation of sentences as full-width; any other character as it is.
pub fn full_width(c: char) -> char {
    match c {
        ',' => '，',
        ':' => '：',
        ';' => '；',
        '?' => '？',
        '!' => '！',
        '(' => '（',
        ')' => '）',
        c => c,
    }
}

const TRADITIONAL: u8 = 1;
const SIMPLIFIED: u8 = 2;

/// The characters that the table covers: the unified ideographs of the Basic Multilingual Plane.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// The file of `lexicons/zh/` that is read here: this room knows no other, and all rooms fold alike.
const FILE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lexicons/zh/traditional.tsv"));

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::parse(FILE).unwrap_or_else(|error| panic!("lexicons/zh/traditional.tsv:{error}, which the tests rule out"))
});

/// A word whose form hangs on the neighbours.
struct Word {
    traditional: Vec<char>,
    simplified: Vec<char>,
}

impl Word {
    fn stands(&self, chars: &[char]) -> bool {
        chars.starts_with(&self.traditional)
    }
}

/// By character, from [`FIRST`]: its simplified form (0 where it has none other), and which script alone has it.
struct Table {
    simplified: Vec<u16>,
    signs: Vec<u8>,
    /// By first character, the longest first.
    words: BTreeMap<char, Vec<Word>>,
}

impl Table {
    /// Reads the table; the error says line and reason.
    fn parse(text: &str) -> Result<Self, String> {
        let size = (LAST - FIRST + 1) as usize;
        let mut table = Self { simplified: vec![0; size], signs: vec![0; size], words: BTreeMap::new() };
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let error = |message: &str| format!("{}: {message}", index + 1);
            let mut cells = line.split('\t');
            let (Some(left), Some(right)) = (cells.next(), cells.next()) else {
                return Err(error("two forms are wanted, with a tab between"));
            };
            let both = cells.next().unwrap_or_default();
            let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
            if left.is_empty() || left.len() != right.len() {
                return Err(error("the two forms are not of one length"));
            }
            let [from, to] = [left[0], right[0]];
            if left.len() > 1 {
                table.words.entry(from).or_default().push(Word { traditional: left, simplified: right });
                continue;
            }
            let (Some(place), Some(other), Ok(code)) = (place(from), place(to), u16::try_from(u32::from(to))) else {
                return Err(error("a character outside U+3400 to U+9FFF"));
            };
            if table.simplified[place] != 0 {
                return Err(error("the character stands twice"));
            }
            table.simplified[place] = code;
            if !both.contains("traditional") {
                table.signs[place] |= TRADITIONAL;
            }
            if !both.contains("simplified") {
                table.signs[other] |= SIMPLIFIED;
            }
        }
        for words in table.words.values_mut() {
            words.sort_by_key(|word| std::cmp::Reverse(word.traditional.len()));
        }
        Ok(table)
    }

    fn simplified(&self, c: char) -> char {
        let code = place(c).map_or(0, |place| self.simplified[place]);
        if code == 0 { c } else { char::from_u32(u32::from(code)).unwrap_or(c) }
    }

    fn sign(&self, c: char) -> u8 {
        place(c).map_or(0, |place| self.signs[place])
    }
}

fn place(c: char) -> Option<usize> {
    let code = u32::from(c);
    (FIRST..=LAST).contains(&code).then(|| (code - FIRST) as usize)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn characters_with_two_simplified_forms_go_by_their_word() {
        for (traditional, simple) in [
            ("後來皇后的髮型發生變化", "后来皇后的发型发生变化"),
            ("天氣乾燥，乾隆年間", "天气干燥，乾隆年间"),
            ("於此徵求，著名作家隨著", "于此征求，著名作家随着"),
            ("裡面瞭望，瞭解計畫", "里面瞭望，了解计划"),
            ("衞生署說明週年報告", "卫生署说明周年报告"),
            ("沈默的沈先生說已收到答覆", "沉默的沈先生说已收到答复"),
        ] {
            assert_eq!(simplify(traditional), simple);
        }
    }

    #[test]
    fn simplified_text_stays_as_it_is() {
        for text in ["於伟与乾隆年间的徵音", "锺书和著作、瞭望塔", "GDP 增长", "只有一个喆字", "后里面台干谷"]
        {
            assert_eq!(simplify(text), text);
        }
    }

    #[test]
    fn the_majority_tells_the_script() {
        assert_eq!(Script::of("简体文章引用書名《國語》之后继续说明".chars()), Script::Simplified);
        assert_eq!(Script::of("繁體文章說過简体".chars()), Script::Traditional);
        assert_eq!(Script::of("山水人口".chars()), Script::Simplified);
    }

    #[test]
    fn a_table_that_would_shift_offsets_is_refused() {
        assert!(Table::parse("軟體\t软件").is_ok());
        for (text, place) in [("軟體\t软", "1: "), ("# x\n后", "2: "), ("後\t后\n後\t后", "2: ")] {
            let error = Table::parse(text).err().expect("refused");
            assert!(error.starts_with(place), "{error}");
        }
    }

    proptest! {
        #[test]
        fn the_number_of_characters_stays_and_folding_twice_changes_nothing(text in "[乾燥隆著名後里鐘藉計畫a，\u{4e00}-\u{9fff}]{0,40}") {
            let once = simplify(&text).into_owned();
            prop_assert_eq!(once.chars().count(), text.chars().count());
            let again = simplify(&once).into_owned();
            prop_assert_eq!(again, once);
        }
    }
}
