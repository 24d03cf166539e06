//! Words that state a time by themselves, from `lexicons/zh/time.tsv`.
//!
//! Text enters; candidates leave. A word is none where the characters around it make another word of its characters
//! (最近的, 3日前, 登上月球).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::calendar::{Anchor, Resolved, months, moved, years};
use super::forms::Candidate;
use super::resolve::Form;
use crate::model::{Precision, Span};

/// The lines of the lexicon.
pub(super) const LEXICON: &str = include_str!("../../../lexicons/zh/time.tsv");

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// A day so many days from the anchor.
    Day(i32),
    /// A month so many months from the anchor's.
    Month(i32),
    /// A year so many years from the anchor's.
    Year(i16),
    /// A day so many days from the day named last.
    Last(i32),
    /// From a day of history to the anchor.
    Since(Date),
    /// No days.
    Vague,
}

/// A line of the lexicon.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) word: &'static str,
    pub(super) says: Word,
    #[cfg(test)]
    pub(super) example: &'static str,
    #[cfg(test)]
    pub(super) counter: Option<&'static str>,
}

/// The entries, or the number of the line that cannot be read and what is wrong with it.
pub(super) fn entries() -> Result<Vec<Entry>, (usize, &'static str)> {
    let lines = LEXICON.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|(number, line)| entry(line).map_err(|problem| (number + 1, problem))).collect()
}

fn entry(line: &'static str) -> Result<Entry, &'static str> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [word, kind, value, example, ..] = columns[..] else {
        return Err("needs word, kind, value and example");
    };
    let offset = || value.parse::<i32>().map_err(|_| "the value is no number");
    let says = match kind {
        "day" => Word::Day(offset()?),
        "month" => Word::Month(offset()?),
        "year" => Word::Year(value.parse().map_err(|_| "the value is no number")?),
        "last" => Word::Last(offset()?),
        "since" => Word::Since(value.parse().map_err(|_| "the value is no day")?),
        "vague" => Word::Vague,
        _ => return Err("the kind is none of day, month, year, last, since, vague"),
    };
    if !example.contains(word) {
        return Err("the example does not hold the word");
    }
    Ok(Entry {
        word,
        says,
        #[cfg(test)]
        example,
        #[cfg(test)]
        counter: columns.get(4).copied().filter(|counter| !counter.is_empty()),
    })
}

/// The lexicon with a pattern that finds its words, the longer one first. A line that cannot be read is caught by the
/// tests, since the file is part of the program.
static WORDS: LazyLock<(Regex, BTreeMap<&'static str, Word>)> = LazyLock::new(|| {
    let entries = entries().unwrap_or_default();
    let mut words: Vec<&str> = entries.iter().map(|entry| entry.word).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let pattern = Regex::new(&words.join("|")).expect("words without signs of patterns");
    let says = entries.iter().map(|entry| (entry.word, entry.says));
    (pattern, says.collect())
});

/// What a word of the lexicon says; used for years and months that other forms begin with.
pub(super) fn lookup(word: &str) -> Option<Word> {
    WORDS.1.get(word).copied()
}

/// The words of the text.
pub(super) fn candidates(text: &str) -> Vec<Candidate<'_>> {
    WORDS
        .0
        .find_iter(text)
        .filter(|found| {
            let before = text[..found.start()].chars().next_back();
            let after = &text[found.end()..];
            !is_part_of_another(found.as_str(), before, after)
        })
        .filter_map(|found| {
            Some(Candidate { span: Span::new(found.start(), found.end()), form: Form::Word(lookup(found.as_str())?) })
        })
        .collect()
}

/// Whether the characters belong to another word: 附近|日照, 最近的桥, 3|日前, 登上|月球, 今日头条.
fn is_part_of_another(word: &str, before: Option<char>, after: &str) -> bool {
    let follows = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
    let counted = before.is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十两几数百多每".contains(c));
    // 同日本, 近日本: 日 belongs to the country.
    if word.ends_with('日') && after.starts_with('本') {
        return true;
    }
    match word {
        "同日" | "目前" => follows(&["期"]),
        "日内" if follows(&["瓦"]) => true,
        "今日" => follows(&["头条", "说法", "俄罗斯", "关注"]),
        "昨日" => follows(&["重现"]),
        "明日" => follows(&["之星", "黄花", "香"]),
        "今晚" => follows(&["报", "网"]),
        "近日" | "近年" | "近期" => {
            matches!(before, Some('附' | '临' | '将' | '最' | '接' | '邻')) || follows(&["点", "关"])
        }
        "近来" => matches!(before, Some('最' | '附')),
        "最近" => follows(&["的", "处", "距", "一", "两", "几", "三", "5", "来"]),
        "日前" | "日内" | "近些年" | "多年来" => counted,
        "上年" | "上月" => {
            matches!(before, Some('海' | '登' | '飞' | '岸' | '路' | '以' | '线')) || follows(&["球", "面"])
        }
        "下月" => matches!(before, Some('天')) || follows(&["球", "面"]),
        "前年" => counted || matches!(before, Some('年' | '目' | '以' | '之')),
        "后年" => matches!(before, Some('今' | '以' | '之' | '年' | '最' | '产')) || follows(&["产", "均"]),
        "明年" => matches!(before, Some('透' | '文' | '光')),
        "前日" | "后天" | "第二天" => counted || matches!(before, Some('目' | '此' | '以' | '先')),
        "前期" => matches!(before, Some('此' | '目')) || !(after.starts_with('，') || after.starts_with("以来")),
        "当前" => matches!(before, Some('挡' | '敢')),
        "连日" => follows(&["本"]),
        "此前" | "早前" => follows(&["所"]),
        _ => false,
    }
}

/// The days that a word says.
pub(super) fn resolve(word: Word, anchor: &Anchor) -> Resolved {
    match word {
        Word::Day(days) => Resolved::day(anchor.day.and_then(|day| moved(day, days, "天"))),
        Word::Last(days) => {
            Resolved::day(anchor.last_day.or(anchor.story_day).or(anchor.day).and_then(|day| moved(day, days, "天")))
        }
        Word::Month(offset) => {
            let month = anchor
                .day
                .and_then(|day| moved(day.first_of_month(), offset, "月"))
                .and_then(|day| months(day.year(), i16::from(day.month()), i16::from(day.month())));
            Resolved { stated_year: true, stated_month: true, ..Resolved::range(month, Precision::Month) }
        }
        Word::Year(offset) => Resolved {
            stated_year: true,
            ..Resolved::range(
                anchor.day.and_then(|day| years(day.year() + offset, day.year() + offset)),
                Precision::Year,
            )
        },
        Word::Since(day) => Resolved {
            from: Some(day),
            to: anchor.day.filter(|&anchor| anchor >= day),
            open: true,
            ..Resolved::words(Precision::Years)
        },
        Word::Vague => Resolved { open: true, ..Resolved::words(Precision::Unknown) },
    }
}
