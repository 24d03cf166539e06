//! Times in a question: days, months, years, and words such as 去年 that count from the newest document.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

/// A stretch of days, both ends inside; either end may be open.
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

    fn year(year: i16) -> Option<Self> {
        Some(Self { from: Date::new(year, 1, 1).ok()?, to: Date::new(year, 12, 31).ok()? })
    }

    /// From the first day of a month to the last of another.
    fn months(year: i16, first: i8, last: i8) -> Option<Self> {
        Some(Self { from: Self::month(year, first)?.from, to: Self::month(year, last)?.to })
    }

    /// The period as figures write it: `2023`, `2024-02`, `2024-03-13`; other stretches with both their ends.
    pub fn short(&self) -> String {
        if self.to == Date::MAX {
            format!("{} →", self.from)
        } else if self.from == Date::MIN {
            format!("→ {}", self.to)
        } else if self.from == self.to {
            self.from.to_string()
        } else if self.from.first_of_month() == self.from && self.to == self.from.last_of_month() {
            format!("{:04}-{:02}", self.from.year(), self.from.month())
        } else if Self::year(self.from.year()).as_ref() == Some(self) {
            format!("{:04}", self.from.year())
        } else {
            format!("{} – {}", self.from, self.to)
        }
    }

    fn since(&self) -> Self {
        Self { from: self.from, to: Date::MAX }
    }

    fn after(&self) -> Option<Self> {
        Some(Self { from: self.to.tomorrow().ok()?, to: Date::MAX })
    }

    fn before(&self) -> Option<Self> {
        Some(Self { from: Date::MIN, to: self.from.yesterday().ok()? })
    }

    fn until(&self) -> Self {
        Self { from: Date::MIN, to: self.to }
    }

    fn through(&self, last: &Self) -> Option<Self> {
        (self.from <= last.to).then_some(Self { from: self.from, to: last.to })
    }
}

static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:(?<y>\d{4})[年./-](?<m>\d{1,2})[月./-](?<d>\d{1,2})[日号]?|(?:(?<y7>\d{4})年|(?<word7>今年|去年|前年|上一年|明年))的?(?:(?<half>上|下|前|后)半年|第?(?<quarter>[一二三四1-4])个?季度|(?<m7>\d{1,2})月(?:份|(?<d7>\d{1,2})[日号])?)|(?<y2>\d{4})年(?<m2>\d{1,2})月份?|(?<y3>\d{4})年度?|(?<m4>\d{1,2})月(?<d4>\d{1,2})[日号]|(?<m5>\d{1,2})月份?|(?<half8>上|下)半年|第?(?<quarter8>[一二三四1-4])季度|(?:最近|近|过去|这)(?<n9>[一二两三四五六七八九十\d]{1,2})(?<unit9>年|个?月|个?星期|周|天)(?:来|里|内|以来)?|(?<word>今年|去年|前年|上一年|明年|本月|上个月|上月|当月))",
    )
    .expect("the pattern is a constant")
});

const MONTH: &str = "(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)";

static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^(?:(?:on )?(?:the )?(?<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?<m>{MONTH})\b(?:,? (?<y>\d{{4}}))?|(?:on )?(?<m2>{MONTH}) (?<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?<y2>\d{{4}}))?|(?:on )?(?<y3>\d{{4}})-(?<n3>\d{{2}})-(?<d3>\d{{2}})|(?:in |during )?(?<m4>{MONTH})\b(?:,? (?:of )?(?<y4>\d{{4}}))?|(?:in |during )?the (?<half>first|second) half of (?:(?<y7>\d{{4}})|the year|(?<word7>this year|last year))\b|(?:in |during )?the (?<quarter>first|second|third|fourth) quarter(?: of (?:(?<y8>\d{{4}})|(?<word8>this year|last year)))?\b|(?:in |during |over )?the (?:last|past) (?:(?<n9>\d{{1,2}}|two|three|four|five|six|ten|twelve) )?(?<unit9>years?|months?|weeks?|days?)\b|(?:in |during )?(?<y5>(?:19|20)\d{{2}})\b|(?:in |during )?(?<word>this year|last year|next year|the year before last|this month|last month)\b)"
    ))
    .expect("the pattern is a constant")
});

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The time at the very start of a folded Chinese text, with its length in bytes: a day, month, quarter, half or year, or
/// a stretch between two, since one, before one. `now` is the day that 去年 counts from; without one such words are no
/// times.
pub fn chinese(text: &str, now: Option<Date>) -> Option<(Period, usize)> {
    const JOINTS: [&str; 5] = ["到", "至", "和", "与", "-"];
    const BETWEEN: [&str; 2] = ["之间", "间"];
    let start = ["自从", "自", "从", "在"].into_iter().find(|word| text.starts_with(word)).map_or(0, str::len);
    let (first, length) = chinese_one(&text[start..], now)?;
    let mut at = start + length;
    let mut found = None;
    for joint in JOINTS {
        let Some(rest) = text[at..].strip_prefix(joint) else {
            continue;
        };
        // 2024年3月到5月: the second leaves out its year.
        let year = Some(Date::new(first.from.year(), 12, 31).ok()?);
        let short = rest.starts_with(|c: char| c.is_ascii_digit());
        let Some((last, length)) = chinese_one(rest, if short { year } else { now }) else {
            continue;
        };
        let end = at + joint.len() + length;
        let closed = BETWEEN.into_iter().find(|word| text[end..].starts_with(word));
        // 3月和5月 are two times unless 之间 follows.
        if closed.is_none() && ["和", "与"].contains(&joint) {
            continue;
        }
        found = Some((first.through(&last)?, end + closed.map_or(0, str::len)));
        break;
    }
    if let Some((period, end)) = found {
        return Some((period, end));
    }
    let tail = |words: &[&str]| words.iter().find(|word| text[at..].starts_with(**word)).map(|word| word.len());
    let period = if let Some(length) = tail(&["以来", "起", "开始", "至今"]) {
        at += length;
        first.since()
    } else if let Some(length) = tail(&["以后", "之后", "过后"]) {
        at += length;
        first.after()?
    } else if let Some(length) = tail(&["以前", "之前"]) {
        at += length;
        first.before()?
    } else if start > 0 {
        return None;
    } else {
        first
    };
    Some((period, at))
}

fn chinese_one(text: &str, now: Option<Date>) -> Option<(Period, usize)> {
    let found = CHINESE.captures(text)?;
    let number = |name: &str| found.name(name).and_then(|n| n.as_str().parse::<i16>().ok());
    let small = |name: &str| found.name(name).and_then(|n| n.as_str().parse::<i8>().ok());
    let word = |name: &str| found.name(name).map(|word| word.as_str());
    let half = |year: i16, half: &str| match half {
        "上" | "前" => Period::months(year, 1, 6),
        _ => Period::months(year, 7, 12),
    };
    let quarter = |year: i16, quarter: &str| {
        let n = "一二三四"
            .chars()
            .position(|c| quarter.starts_with(c))
            .or_else(|| quarter.parse::<usize>().ok()?.checked_sub(1))?;
        let first = i8::try_from(n * 3 + 1).ok()?;
        Period::months(year, first, first + 2)
    };
    let period = if let (Some(y), Some(m), Some(d)) = (number("y"), small("m"), small("d")) {
        Period::day(Date::new(y, m, d).ok()?)
    } else if word("y7").is_some() || word("word7").is_some() {
        let year = match number("y7") {
            Some(year) => year,
            None => relative(word("word7")?, now?)?.from.year(),
        };
        match (word("half"), word("quarter"), small("m7"), small("d7")) {
            (Some(which), ..) => half(year, which)?,
            (_, Some(which), ..) => quarter(year, which)?,
            (_, _, Some(m), Some(d)) => Period::day(Date::new(year, m, d).ok()?),
            (_, _, Some(m), None) => Period::month(year, m)?,
            _ => return None,
        }
    } else if let (Some(y), Some(m)) = (number("y2"), small("m2")) {
        Period::month(y, m)?
    } else if let Some(y) = number("y3") {
        Period::year(y)?
    } else if let (Some(m), Some(d)) = (small("m4"), small("d4")) {
        Period::day(Date::new(now?.year(), m, d).ok()?)
    } else if let Some(m) = small("m5") {
        Period::month(now?.year(), m)?
    } else if let Some(which) = word("half8") {
        half(now?.year(), which)?
    } else if let Some(which) = word("quarter8") {
        quarter(now?.year(), which)?
    } else if let (Some(n), Some(unit)) = (word("n9"), word("unit9")) {
        last(chinese_number(n)?, unit, now?)?
    } else {
        relative(word("word")?, now?)?
    };
    Some((period, found.get(0)?.len()))
}

/// The time at the very start of an English text in small letters, with its length in bytes; see [`chinese`].
pub fn english(text: &str, now: Option<Date>) -> Option<(Period, usize)> {
    let one = |from: usize| english_one(&text[from..], now).map(|(period, length)| (period, from + length));
    let two = |from: usize, joints: &[&str]| {
        let (first, at) = one(from)?;
        let joint = joints.iter().find(|joint| text[at..].starts_with(**joint))?;
        let (last, end) = one(at + joint.len())?;
        // Between 1 June and 15 June 2025: the year of the second is that of the first, too.
        let year = last.to.year();
        let stated = text[from..at].contains(|c: char| c.is_ascii_digit())
            && text[from..at].split(' ').any(|word| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()));
        let first = if stated {
            first
        } else {
            let moved = |day: Date| day.with().year(year).build().ok();
            Period { from: moved(first.from)?, to: moved(first.to)? }
        };
        Some((first.through(&last)?, end))
    };
    let starts = |word: &str| text.starts_with(word).then_some(word.len());
    if let Some(at) = starts("between ") {
        return two(at, &[" and "]);
    }
    if let Some(at) = starts("from ") {
        return two(at, &[" to ", " until ", " through ", " till "]);
    }
    for (word, end) in
        [("since ", 's'), ("after ", 'a'), ("before ", 'b'), ("until ", 'u'), ("by ", 'u'), ("as of ", 'u')]
    {
        let Some(at) = starts(word) else {
            continue;
        };
        let (period, end_at) = one(at)?;
        let period = match end {
            's' => period.since(),
            'a' => period.after()?,
            'b' => period.before()?,
            _ => period.until(),
        };
        return Some((period, end_at));
    }
    one(0)
}

fn english_one(text: &str, now: Option<Date>) -> Option<(Period, usize)> {
    let found = ENGLISH.captures(text)?;
    let number = |name: &str| found.name(name).and_then(|n| n.as_str().parse::<i16>().ok());
    let small = |name: &str| found.name(name).and_then(|n| n.as_str().parse::<i8>().ok());
    let word = |name: &str| found.name(name).map(|word| word.as_str());
    let month = |name: &str| {
        let word = found.name(name)?.as_str();
        let index = MONTHS.iter().position(|month| word.starts_with(month))?;
        i8::try_from(index + 1).ok()
    };
    let year = |name: &str| number(name).or(now.map(Date::year));
    let year_or = |stated: &str, said: &str| match (number(stated), word(said)) {
        (Some(year), _) => Some(year),
        (None, Some(said)) => Some(relative(said, now?)?.from.year()),
        (None, None) => now.map(Date::year),
    };
    let period = if let (Some(m), Some(d)) = (month("m"), small("d")) {
        Period::day(Date::new(year("y")?, m, d).ok()?)
    } else if let (Some(m), Some(d)) = (month("m2"), small("d2")) {
        Period::day(Date::new(year("y2")?, m, d).ok()?)
    } else if let (Some(y), Some(m), Some(d)) = (number("y3"), small("n3"), small("d3")) {
        Period::day(Date::new(y, m, d).ok()?)
    } else if let Some(m) = month("m4") {
        Period::month(year("y4")?, m)?
    } else if let Some(half) = word("half") {
        let year = year_or("y7", "word7")?;
        if half == "first" { Period::months(year, 1, 6)? } else { Period::months(year, 7, 12)? }
    } else if let Some(quarter) = word("quarter") {
        let n = ["first", "second", "third", "fourth"].iter().position(|word| *word == quarter)?;
        let first = i8::try_from(n * 3 + 1).ok()?;
        Period::months(year_or("y8", "word8")?, first, first + 2)?
    } else if let Some(unit) = word("unit9") {
        let n = match word("n9").unwrap_or("1") {
            "two" => 2,
            "three" => 3,
            "four" => 4,
            "five" => 5,
            "six" => 6,
            "ten" => 10,
            "twelve" => 12,
            digits => digits.parse().ok()?,
        };
        last(n, unit, now?)?
    } else if let Some(y) = number("y5") {
        Period::year(y)?
    } else {
        relative(word("word")?, now?)?
    };
    Some((period, found.get(0)?.len()))
}

/// The last `n` years, months, weeks or days up to `now`.
fn last(n: i32, unit: &str, now: Date) -> Option<Period> {
    use jiff::ToSpan;
    let span = match unit.trim_start_matches('个') {
        "年" | "year" | "years" => n.years(),
        "月" | "month" | "months" => n.months(),
        "星期" | "周" | "week" | "weeks" => n.weeks(),
        _ => n.days(),
    };
    Some(Period { from: now.checked_sub(span).ok()?.tomorrow().ok()?, to: now })
}

/// A small number in Chinese or Arabic digits.
pub fn chinese_number(text: &str) -> Option<i32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c).or((c == '两').then_some(2));
    let digit = |c: char| i32::try_from(digit(c)?).ok();
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        ['十'] => Some(10),
        ['十', one] => Some(10 + digit(*one)?),
        [ten, '十'] => Some(digit(*ten)? * 10),
        [ten, '十', one] => Some(digit(*ten)? * 10 + digit(*one)?),
        [one] => digit(*one),
        _ => None,
    }
}

fn relative(word: &str, now: Date) -> Option<Period> {
    let back = |months: i16| {
        let months = now.year() * 12 + i16::from(now.month()) - 1 - months;
        let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
        Period::month(months.div_euclid(12), month)
    };
    Some(match word {
        "今年" | "this year" => Period::year(now.year())?,
        "去年" | "上一年" | "last year" => Period::year(now.year() - 1)?,
        "明年" | "next year" => Period::year(now.year() + 1)?,
        "前年" | "the year before last" => Period::year(now.year() - 2)?,
        "本月" | "当月" | "this month" => back(0)?,
        "上个月" | "上月" | "last month" => back(1)?,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

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
        assert_eq!(zh("2024年3月到5月"), Some(("2024-03-01 – 2024-05-31".to_owned(), 18)));
        assert_eq!(
            zh("2024年3月1日至3月5日之间谁").map(|(period, _)| period),
            Some("2024-03-01 – 2024-03-05".to_owned())
        );
        assert_eq!(zh("今年以来"), Some(("2025-01-01 →".to_owned(), 12)));
        assert_eq!(zh("去年上半年").map(|(period, _)| period), Some("2024-01-01 – 2024-06-30".to_owned()));
        assert_eq!(zh("2024年第二季度").map(|(period, _)| period), Some("2024-04-01 – 2024-06-30".to_owned()));
        assert_eq!(zh("5月10日之前").map(|(period, _)| period), Some("→ 2025-05-09".to_owned()));
        assert_eq!(zh("近三个月").map(|(period, _)| period), Some("2024-10-10 – 2025-01-09".to_owned()));
        assert_eq!(zh("9999年以后"), None);
        assert_eq!(
            en("between 1 june and 15 june 2024 who").map(|(period, _)| period),
            Some("2024-06-01 – 2024-06-15".to_owned())
        );
        assert_eq!(en("since june 2024"), Some(("2024-06-01 →".to_owned(), 15)));
        assert_eq!(en("before 2024").map(|(period, _)| period), Some("→ 2023-12-31".to_owned()));
        assert_eq!(
            en("in the first half of 2024").map(|(period, _)| period),
            Some("2024-01-01 – 2024-06-30".to_owned())
        );
    }
}
