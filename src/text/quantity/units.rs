//! The tables of units and of words that hold a numeral enter; what follows a number is looked up in them.
//!
//! Promise: the longest unit wins, and a line that cannot be read is an error with its number.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use thiserror::Error;

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitKind {
    /// 元, 美元.
    Money,
    /// %, ‰, 成.
    Share,
    /// Differences of shares: 个百分点.
    Points,
    /// 倍, 番.
    Ratio,
    /// A place in an order: 第二位.
    Rank,
    /// Things that are counted: 家, 个, 项.
    Count,
    /// 人, 名, 人次.
    People,
    /// Physical units: 吨, 公里, 千瓦时.
    Measure,
    /// Lengths of time: 年, 个月, 小时.
    Duration,
    /// 岁.
    Age,
    /// Points of an index.
    Index,
}

/// Why a table cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {problem}")]
pub struct TableError {
    /// Line of the table, from 1.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub problem: String,
}

/// The units and the words that are no amounts.
#[derive(Debug, Clone, Default)]
pub struct Units {
    /// Each unit with its kind; the key is the unit as written (个国家和地区 included).
    kinds: BTreeMap<String, UnitKind>,
    /// Longest unit, in characters.
    longest: usize,
    /// Words such as 一带一路.
    words: Vec<String>,
}

static EMBEDDED: LazyLock<Units> = LazyLock::new(|| {
    Units::read(include_str!("../../../lexicons/zh/units.tsv"), include_str!("../../../lexicons/zh/numberwords.tsv"))
        .unwrap_or_default()
});

/// The lines of a table that hold data, with their numbers and columns.
fn rows(table: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    table
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(n, line)| (n + 1, line.split('\t').collect()))
}

impl Units {
    /// The tables that come with the program.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads the tables `units.tsv` (unit, kind, example, counter-example) and `numberwords.tsv` (word, example).
    pub fn read(units: &str, words: &str) -> Result<Self, TableError> {
        let mut table = Self::default();
        for (line, columns) in rows(units) {
            let [unit, kind, _example, ..] = columns[..] else {
                return Err(TableError { line, problem: "write unit, kind and example, separated by tabs".to_owned() });
            };
            let kind = kind_named(kind).ok_or_else(|| TableError {
                line,
                problem: format!("`{kind}` is no kind of unit; the header lists them"),
            })?;
            table.longest = table.longest.max(unit.chars().count());
            table.kinds.insert(unit.to_owned(), kind);
        }
        table.words = rows(words).map(|(_, columns)| columns[0].to_owned()).collect();
        Ok(table)
    }

    /// The longest unit at the start of `text`, as written.
    pub fn at_start<'t>(&self, text: &'t str) -> Option<&'t str> {
        let ends: Vec<usize> = text
            .char_indices()
            .skip(1)
            .map(|(at, _)| at)
            .chain(std::iter::once(text.len()))
            .take(self.longest)
            .collect();
        ends.into_iter().rev().map(|end| &text[..end]).find(|words| self.kinds.contains_key(*words))
    }

    /// What a unit measures; 个国家 and the like count things.
    pub fn kind(&self, unit: &str) -> Option<UnitKind> {
        self.kinds.get(unit).copied()
    }

    /// The byte ranges of `text` that words such as 一带一路 take up.
    pub fn number_words(&self, text: &str) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = self
            .words
            .iter()
            .flat_map(|word| text.match_indices(word.as_str()).map(|(at, hit)| (at, at + hit.len())))
            .collect();
        found.sort_unstable();
        found
    }
}

fn kind_named(name: &str) -> Option<UnitKind> {
    Some(match name {
        "money" => UnitKind::Money,
        "share" => UnitKind::Share,
        "points" => UnitKind::Points,
        "ratio" => UnitKind::Ratio,
        "rank" => UnitKind::Rank,
        "count" => UnitKind::Count,
        "people" => UnitKind::People,
        "measure" => UnitKind::Measure,
        "duration" => UnitKind::Duration,
        "age" => UnitKind::Age,
        "index" => UnitKind::Index,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unit_wins() {
        let units = Units::embedded();
        assert_eq!(units.at_start("平方公里的"), Some("平方公里"));
        assert_eq!(units.at_start("个国家和地区，"), Some("个国家和地区"));
        assert_eq!(units.at_start("个村"), Some("个"));
        assert_eq!(units.at_start("强"), None);
    }

    #[test]
    fn the_tables_that_come_with_the_program_can_be_read() {
        let read = Units::read(
            include_str!("../../../lexicons/zh/units.tsv"),
            include_str!("../../../lexicons/zh/numberwords.tsv"),
        );
        assert!(read.is_ok_and(|units| units.kinds.len() > 120));
    }

    #[test]
    fn a_wrong_line_is_pointed_at() {
        let error = Units::read("# units\n元\tmoney\t3元\n吨\tweight\t3吨", "").unwrap_err();
        assert_eq!(error.line, 3);
        assert!(error.problem.contains("weight"));
    }

    #[test]
    fn each_line_finds_its_example_and_not_its_counter_example() {
        let mut wrong = Vec::new();
        for (line, columns) in rows(include_str!("../../../lexicons/zh/units.tsv")) {
            let unit = columns[0];
            let found = |text: &str| {
                super::super::in_text(text)
                    .iter()
                    .any(|quantity| quantity.unit == unit || quantity.value.ends_with(unit))
            };
            if !found(columns[2]) {
                wrong.push(format!("units.tsv:{line}: not found: {}", columns[2]));
            }
            if let Some(counter) = columns.get(3).filter(|counter| found(counter)) {
                wrong.push(format!("units.tsv:{line}: found: {counter}"));
            }
        }
        for (line, columns) in rows(include_str!("../../../lexicons/zh/numberwords.tsv")) {
            let found = super::super::in_text(columns[1]);
            if !found.is_empty() || !columns[1].contains(columns[0]) {
                wrong.push(format!("numberwords.tsv:{line}: {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
