//! A Chinese name enters; its reading in Hanyu Pinyin leaves, without tones: `Li Qiang`, `Ouyang Xiu`, `Beijing Shi`.
//!
//! Promises: a name without Chinese characters has no reading; characters with several readings follow
//! `lexicons/zh/pinyin.tsv`, longest words first, else their commonest reading. Names are not cut into words by
//! meaning: what stands between the words of the table is written as one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pinyin::ToPinyin;

static TABLE: LazyLock<Readings> = LazyLock::new(|| Readings::parse(include_str!("../../lexicons/zh/pinyin.tsv")));

/// The longest given name written together behind a family name of one character; longer names are foreign ones.
const LONGEST_NAME: usize = 3;

/// The last character of a place name that is written as a word of its own.
const PLACE_HEADS: &str = "省市县区镇乡村州盟旗岛江河湖山港";

/// The reading of a person's name, family name first: `Li Qiang`, `Wei Chi` is `Yuchi …`. `None` for a name in other
/// letters. A name with `·` or of more than four characters is taken for a foreign one and read as words.
pub fn person(name: &str) -> Option<String> {
    let characters: Vec<char> = name.chars().collect();
    if !characters.iter().copied().any(is_han) {
        return None;
    }
    if !characters.iter().copied().all(is_han) {
        return Some(TABLE.phrase(name, Split::None));
    }
    for length in [2, 1] {
        let (family, given) = characters.split_at(length.min(characters.len()));
        let family: String = family.iter().collect();
        let reading = TABLE.surnames.get(family.as_str());
        let compound = length == 2 && reading.is_some() && (1..=2).contains(&given.len());
        let single = length == 1 && (1..LONGEST_NAME).contains(&given.len());
        if compound || single {
            let given: String = given.iter().collect();
            let family = reading.map_or_else(|| TABLE.syllables(&family), |reading| owned(reading));
            return Some(format!("{} {}", word(&family), word(&TABLE.syllables(&given))));
        }
    }
    Some(TABLE.phrase(name, Split::None))
}

/// The reading of a place's name, what kind of place it is apart: `Beijing Shi`, `Xi'an Shi`.
pub fn place(name: &str) -> Option<String> {
    name.chars().any(is_han).then(|| TABLE.phrase(name, Split::Place))
}

/// The reading of another name, known words apart: `Huawei Jishu Youxian Gongsi`.
pub fn other(name: &str) -> Option<String> {
    name.chars().any(is_han).then(|| TABLE.phrase(name, Split::Words))
}

/// The first letters of the syllables of a name, in lower case: `lq` of 李强, `cqs` of 重庆市; other letters and figures
/// stand as they are. Empty for a name without Chinese characters.
pub fn initials(name: &str) -> String {
    if !name.chars().any(is_han) {
        return String::new();
    }
    let surname = person(name).and_then(|reading| reading.chars().next());
    let mut letters = String::new();
    let mut run = String::new();
    let read = |run: &mut String, letters: &mut String| {
        let syllables = TABLE.syllables(&std::mem::take(run));
        letters.extend(syllables.iter().filter_map(|syllable| syllable.chars().next()));
    };
    for c in name.chars() {
        if is_han(c) {
            run.push(c);
        } else {
            read(&mut run, &mut letters);
            letters.extend(c.is_alphanumeric().then(|| c.to_lowercase()).into_iter().flatten());
        }
    }
    read(&mut run, &mut letters);
    // A family name may be read otherwise than the word of its character: 单 is Shan, 解 is Xie.
    if let (Some(first), true) = (surname, name.chars().next().is_some_and(is_han) && name.chars().count() < 5) {
        letters.replace_range(..1.min(letters.len()), &first.to_lowercase().to_string());
    }
    letters
}

/// How a phrase falls into words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Split {
    /// One word for each run of Chinese characters.
    None,
    /// At the words of the table.
    Words,
    /// As before, and before the last character where it tells what kind of place it is.
    Place,
}

/// The overrides; the words of each kind with one syllable for each character.
struct Readings {
    names: BTreeMap<&'static str, Vec<&'static str>>,
    surnames: BTreeMap<&'static str, Vec<&'static str>>,
    words: BTreeMap<&'static str, Vec<&'static str>>,
    /// Characters of the longest line.
    longest: usize,
}

impl Readings {
    fn parse(table: &'static str) -> Self {
        let mut readings =
            Self { names: BTreeMap::new(), surnames: BTreeMap::new(), words: BTreeMap::new(), longest: 0 };
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            let (Some(words), Some(kind), Some(pinyin)) = (cells.next(), cells.next(), cells.next()) else {
                continue;
            };
            let syllables: Vec<_> = pinyin.split(' ').collect();
            readings.longest = readings.longest.max(syllables.len());
            let map = match kind {
                "surname" => &mut readings.surnames,
                "word" => &mut readings.words,
                _ => &mut readings.names,
            };
            map.insert(words, syllables);
        }
        readings
    }

    /// The syllables of a run of Chinese characters.
    fn syllables(&self, run: &str) -> Vec<String> {
        let mut syllables = Vec::new();
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let known = self
                .longest_at(rest, &self.names)
                .or_else(|| self.longest_at(rest, &self.words).filter(|(words, _)| words.chars().count() > 1));
            if let Some((words, reading)) = known {
                syllables.extend(owned(reading));
                rest = &rest[words.len()..];
            } else {
                syllables.extend(first.to_pinyin().map(|pinyin| spelt(pinyin.plain())));
                rest = &rest[first.len_utf8()..];
            }
        }
        syllables
    }

    fn longest_at<'a>(
        &self,
        text: &str,
        map: &'a BTreeMap<&'static str, Vec<&'static str>>,
    ) -> Option<(&'static str, &'a [&'static str])> {
        let ends: Vec<_> = text.char_indices().map(|(start, c)| start + c.len_utf8()).take(self.longest).collect();
        ends.into_iter()
            .rev()
            .find_map(|end| map.get_key_value(&text[..end]).map(|(words, reading)| (*words, reading.as_slice())))
    }

    /// A whole name: each run of Chinese characters read and cut, the rest kept.
    fn phrase(&self, name: &str, split: Split) -> String {
        let mut words = Vec::new();
        let mut run = String::new();
        let mut other = String::new();
        for c in name.chars() {
            if is_han(c) {
                flush_other(&mut other, &mut words);
                run.push(c);
            } else {
                self.flush(&mut run, split, &mut words);
                if c.is_alphanumeric() || matches!(c, '.' | '-' | '+' | '&') {
                    other.push(c);
                } else {
                    flush_other(&mut other, &mut words);
                }
            }
        }
        self.flush(&mut run, split, &mut words);
        flush_other(&mut other, &mut words);
        words.join(" ")
    }

    fn flush(&self, run: &mut String, split: Split, words: &mut Vec<String>) {
        if run.is_empty() {
            return;
        }
        let whole = std::mem::take(run);
        let mut pieces: Vec<String> = Vec::new();
        if split == Split::None {
            pieces.push(whole);
        } else {
            let mut between = String::new();
            let mut rest = whole.as_str();
            while let Some(first) = rest.chars().next() {
                if let Some((known, _)) = self.longest_at(rest, &self.words) {
                    pieces.push(std::mem::take(&mut between));
                    pieces.push(known.to_owned());
                    rest = &rest[known.len()..];
                } else {
                    between.push(first);
                    rest = &rest[first.len_utf8()..];
                }
            }
            pieces.push(between);
        }
        if split == Split::Place
            && let Some(last) = pieces.last_mut()
            && last.chars().count() > 2
            && let Some(head) = last.chars().next_back().filter(|&c| PLACE_HEADS.contains(c))
        {
            last.pop();
            pieces.push(head.to_string());
        }
        words.extend(pieces.iter().filter(|piece| !piece.is_empty()).map(|piece| word(&self.syllables(piece))));
    }
}

fn flush_other(other: &mut String, words: &mut Vec<String>) {
    if !other.is_empty() {
        words.push(std::mem::take(other));
    }
}

fn owned(syllables: &[&str]) -> Vec<String> {
    syllables.iter().map(|syllable| spelt(syllable)).collect()
}

/// `lv` and `nv` stand for `lü` and `nü` in tables.
fn spelt(syllable: &str) -> String {
    syllable.replace('v', "ü")
}

/// One word: the first letter large, an apostrophe before a syllable that starts with a vowel (`Xi'an`).
fn word(syllables: &[String]) -> String {
    let mut word = String::new();
    for syllable in syllables {
        if word.is_empty() {
            let mut letters = syllable.chars();
            word.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            word.push_str(letters.as_str());
        } else {
            if syllable.starts_with(['a', 'e', 'o']) {
                word.push('\'');
            }
            word.push_str(syllable);
        }
    }
    word
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_have_the_family_name_first() {
        for (name, reading) in [
            ("李强", "Li Qiang"),
            ("欧阳修", "Ouyang Xiu"),
            ("单霁翔", "Shan Jixiang"),
            ("曾国藩", "Zeng Guofan"),
            ("解缙", "Xie Jin"),
            ("仇英", "Qiu Ying"),
            ("任正非", "Ren Zhengfei"),
            ("覃皓", "Qin Hao"),
            ("尉迟恭", "Yuchi Gong"),
            ("尉健行", "Wei Jianxing"),
            ("司马相如", "Sima Xiangru"),
            ("吕布", "Lü Bu"),
            ("陈安", "Chen An"),
            ("刘西安", "Liu Xi'an"),
            ("拉马福萨", "Lamafusa"),
            ("弗拉基米尔·普京", "Fulajimi'er Pujing"),
        ] {
            assert_eq!(person(name).as_deref(), Some(reading), "{name}");
        }
        assert_eq!(person("Tom"), None);
    }

    #[test]
    fn initials_follow_the_reading() {
        for (name, letters) in [("李强", "lq"), ("单霁翔", "sjx"), ("重庆市", "cqs"), ("OPPO公司", "oppogs"), ("Tom", "")] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }

    #[test]
    fn places_and_bodies_fall_into_words() {
        for (name, reading) in [
            ("北京市", "Beijing Shi"),
            ("重庆", "Chongqing"),
            ("厦门市", "Xiamen Shi"),
            ("西安市", "Xi'an Shi"),
            ("长安街", "Chang'anjie"),
            ("六安市", "Lu'an Shi"),
            ("长春", "Changchun"),
            ("广西壮族自治区", "Guangxizhuangzu Zizhiqu"),
            ("沙市", "Shashi"),
        ] {
            assert_eq!(place(name).as_deref(), Some(reading), "{name}");
        }
        for (name, reading) in [
            ("中国人民银行", "Zhongguo Renmin Yinhang"),
            ("华为技术有限公司", "Huawei Jishu Youxian Gongsi"),
            ("OPPO公司", "OPPO Gongsi"),
            ("重庆长安汽车", "Chongqingchang'an Qiche"),
        ] {
            assert_eq!(other(name).as_deref(), Some(reading), "{name}");
        }
        assert_eq!(other("TMC"), None);
    }

    #[test]
    fn every_line_has_a_syllable_for_each_character_and_changes_something() {
        let mut needless = Vec::new();
        let plain = |c: char| c.to_pinyin().map(|pinyin| spelt(pinyin.plain()));
        for (kind, map) in [("name", &TABLE.names), ("surname", &TABLE.surnames), ("word", &TABLE.words)] {
            for (words, reading) in map {
                let count = words.chars().count();
                assert_eq!(count, reading.len(), "{words}");
                let regular = words.chars().map(plain).eq(owned(reading).into_iter().map(Some));
                if regular && (kind == "name" || (kind == "surname" && count == 1)) {
                    needless.push(*words);
                }
            }
        }
        assert!(needless.is_empty(), "read so without a line: {needless:?}");
    }
}
