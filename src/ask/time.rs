//! Times in a question: days, months, years, and words such as 去年 that count from the newest document.

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use regex::Regex;

/// A stretch of days, both ends inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Period {
    fn day(day: Date) -> Self {
        Self { from: day, to: day }
    }

    fn month(year: i16, month: i8) -> Option<Self> {
        let from = Date::new(year, month, 1).ok()?;
        Some(Self { from, to: from.last_of_month() })
    }

    fn year(year: i16) -> Self {
        Self { from: date(year, 1, 1), to: date(year, 12, 31) }
    }

    /// The period as figures write it: `2023`, `2024-02`, `2024-03-13`.
    pub fn short(&self) -> String {
        if self.from == self.to {
            self.from.to_string()
        } else if self.to == self.from.last_of_month() {
            format!("{:04}-{:02}", self.from.year(), self.from.month())
        } else {
            format!("{:04}", self.from.year())
        }
    }
}

static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:(?<y>\d{4})[年./-](?<m>\d{1,2})[月./-](?<d>\d{1,2})[日号]?|(?<y2>\d{4})年(?<m2>\d{1,2})月份?|(?<y3>\d{4})年度?|(?<m4>\d{1,2})月(?<d4>\d{1,2})[日号]|(?<m5>\d{1,2})月份?|(?<word>今年|去年|前年|上一年|本月|上个月|上月))",
    )
    .expect("the pattern is a constant")
});

static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    const MONTH: &str = "(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)";
    Regex::new(&format!(
        r"^(?:(?:on )?(?:the )?(?<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?<m>{MONTH})\b(?:,? (?<y>\d{{4}}))?|(?:on )?(?<m2>{MONTH}) (?<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?<y2>\d{{4}}))?|(?:on )?(?<y3>\d{{4}})-(?<n3>\d{{2}})-(?<d3>\d{{2}})|(?:in |during )?(?<m4>{MONTH})\b(?:,? (?<y4>\d{{4}}))?|(?:in |during )?(?<y5>(?:19|20)\d{{2}})\b|(?:in |during )?(?<word>this year|last year|the year before last|this month|last month)\b)"
    ))
    .expect("the pattern is a constant")
});

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The time at the very start of a folded Chinese text, with its length in bytes. `now` is the day that 去年 counts
/// from; without one such words are no times.
pub fn chinese(text: &str, now: Option<Date>) -> Option<(Period, usize)> {
    let found = CHINESE.captures(text)?;
    let number = |name: &str| found.name(name).and_then(|n| n.as_str().parse::<i16>().ok());
    let small = |name: &str| found.name(name).and_then(|n| n.as_str().parse::<i8>().ok());
    let period = if let (Some(y), Some(m), Some(d)) = (number("y"), small("m"), small("d")) {
        Period::day(Date::new(y, m, d).ok()?)
    } else if let (Some(y), Some(m)) = (number("y2"), small("m2")) {
        Period::month(y, m)?
    } else if let Some(y) = number("y3") {
        Period::year(y)
    } else if let (Some(m), Some(d)) = (small("m4"), small("d4")) {
        Period::day(Date::new(now?.year(), m, d).ok()?)
    } else if let Some(m) = small("m5") {
        Period::month(now?.year(), m)?
    } else {
        relative(found.name("word")?.as_str(), now?)?
    };
    Some((period, found.get(0)?.len()))
}

/// The time at the very start of an English text in small letters, with its length in bytes.
pub fn english(text: &str, now: Option<Date>) -> Option<(Period, usize)> {
    let found = ENGLISH.captures(text)?;
    let number = |name: &str| found.name(name).and_then(|n| n.as_str().parse::<i16>().ok());
    let small = |name: &str| found.name(name).and_then(|n| n.as_str().parse::<i8>().ok());
    let month = |name: &str| {
        let word = found.name(name)?.as_str();
        let index = MONTHS.iter().position(|month| word.starts_with(month))?;
        i8::try_from(index + 1).ok()
    };
    let year = |name: &str| number(name).or(now.map(Date::year));
    let period = if let (Some(m), Some(d)) = (month("m"), small("d")) {
        Period::day(Date::new(year("y")?, m, d).ok()?)
    } else if let (Some(m), Some(d)) = (month("m2"), small("d2")) {
        Period::day(Date::new(year("y2")?, m, d).ok()?)
    } else if let (Some(y), Some(m), Some(d)) = (number("y3"), small("n3"), small("d3")) {
        Period::day(Date::new(y, m, d).ok()?)
    } else if let Some(m) = month("m4") {
        Period::month(year("y4")?, m)?
    } else if let Some(y) = number("y5") {
        Period::year(y)
    } else {
        relative(found.name("word")?.as_str(), now?)?
    };
    Some((period, found.get(0)?.len()))
}

fn relative(word: &str, now: Date) -> Option<Period> {
    let back = |months: i16| {
        let months = now.year() * 12 + i16::from(now.month()) - 1 - months;
        let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
        Period::month(months.div_euclid(12), month)
    };
    Some(match word {
        "今年" | "this year" => Period::year(now.year()),
        "去年" | "上一年" | "last year" => Period::year(now.year() - 1),
        "前年" | "the year before last" => Period::year(now.year() - 2),
        "本月" | "this month" => back(0)?,
        "上个月" | "上月" | "last month" => back(1)?,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_at_the_start() {
        let now = Some(date(2025, 1, 9));
        let zh = |text: &str| chinese(text, now).map(|(period, len)| (period.short(), len));
        assert_eq!(zh("2024年3月13日谁"), Some(("2024-03-13".to_owned(), 16)));
        assert_eq!(zh("去年"), Some(("2024".to_owned(), 6)));
        assert_eq!(zh("上个月"), Some(("2024-12".to_owned(), 9)));
        assert_eq!(zh("5月"), Some(("2025-05".to_owned(), 4)));
        assert_eq!(zh("在5月"), None);
        let en = |text: &str| english(text, now).map(|(period, len)| (period.short(), len));
        assert_eq!(en("on 13 march 2024?"), Some(("2024-03-13".to_owned(), 16)));
        assert_eq!(en("march 13th, 2024"), Some(("2024-03-13".to_owned(), 16)));
        assert_eq!(en("in 2023"), Some(("2023".to_owned(), 7)));
        assert_eq!(en("marching"), None);
    }
}
