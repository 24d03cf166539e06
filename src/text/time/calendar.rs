//! Days of the calendar, and the anchor that relative words count from.
//!
//! Numbers of years, months and days enter; first and last days leave. Promise: a day that the calendar does not have
//! (30 February) gives nothing.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::model::Precision;

/// A time with its days, as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
    pub(super) precision: Precision,
    /// Whether it already runs to the anchor, so that a 以来 after it says nothing more.
    pub(super) open: bool,
    /// Whether the words state the year and the month.
    pub(super) stated_year: bool,
    pub(super) stated_month: bool,
}

impl Resolved {
    /// Words without days.
    pub(super) fn words(precision: Precision) -> Self {
        Self { from: None, to: None, precision, open: false, stated_year: false, stated_month: false }
    }

    /// A range of days; words without days where it is not known.
    pub(super) fn range(days: Option<(Date, Date)>, precision: Precision) -> Self {
        Self { from: days.map(|days| days.0), to: days.map(|days| days.1), ..Self::words(precision) }
    }

    /// One day.
    pub(super) fn day(day: Option<Date>) -> Self {
        Self::range(day.map(|day| (day, day)), Precision::Day)
    }
}

/// What relative words count from: the day of the report, and the days that the text has named.
#[derive(Debug, Clone)]
pub(super) struct Anchor {
    /// The day of the report.
    pub(super) day: Option<Date>,
    /// The day named last, in this sentence or shortly before.
    pub(super) last_day: Option<Date>,
    /// The day of the weeks before the anchor that the text named last, however far back: what 当天 means where no sentence near names one.
    pub(super) story_day: Option<Date>,
    /// The first day of the time named last in this sentence, where it stated its year.
    pub(super) sentence_year: Option<Date>,
    /// The day named last in this sentence, where it stated its month.
    pub(super) sentence_day: Option<Date>,
}

impl Anchor {
    pub(super) fn new(day: Option<Date>) -> Self {
        Self { day, last_day: None, story_day: None, sentence_year: None, sentence_day: None }
    }

    /// Goes on by some sentences. 当天 looks back three of them.
    pub(super) fn next_sentence(&mut self, sentences: usize) {
        self.sentence_year = None;
        self.sentence_day = None;
        if sentences > 3 {
            self.last_day = None;
        }
    }

    /// Remembers a time that the text has named.
    pub(super) fn tell(&mut self, time: &Resolved) {
        if time.precision == Precision::Day {
            self.last_day = time.to.or(self.last_day);
            let recent = |told: &Date| self.day.is_some_and(|day| (0..=31).contains(&(day - *told).get_days()));
            self.story_day = time.to.filter(recent).or(self.story_day);
            if time.stated_month {
                self.sentence_day = time.to;
            }
        }
        if time.stated_year {
            self.sentence_year = time.from;
        }
    }

    /// The year of a month, or of a day of it, that is stated without a year: near the anchor, rather before it than
    /// after it.
    pub(super) fn year_of(&self, month: i16, day: i16, ahead: bool) -> Option<i16> {
        if let Some(stated) = self.sentence_year
            && (month, day) >= (i16::from(stated.month()), 1)
        {
            return Some(stated.year());
        }
        let anchor = self.day?;
        let days = |year| Some((date(year, month, day.min(28))? - anchor).get_days());
        let same = days(anchor.year())?;
        if ahead {
            return Some(if same < -31 { anchor.year() + 1 } else { anchor.year() });
        }
        let next = days(anchor.year() + 1)?;
        Some(if same > 183 {
            anchor.year() - 1
        } else if next <= 31 {
            anchor.year() + 1
        } else {
            anchor.year()
        })
    }

    /// The year of a month, or of months up to it, that are stated without a year. Reports of figures look back, so
    /// that 1—10月 in December are months that are over.
    pub(super) fn year_of_months(&self, last: i16, ahead: bool) -> Option<i16> {
        let anchor = self.day?;
        match self.year_of(last, 1, ahead)? {
            year if year > anchor.year() && !ahead && self.sentence_year.is_none() => Some(anchor.year()),
            year => Some(year),
        }
    }

    /// The day of the month that is stated without a month: of the month last named in the sentence where it goes on
    /// from there, else of the anchor's month, or of the month before where it would lie days ahead of the anchor.
    pub(super) fn day_of_month(&self, day: i16, ahead: bool) -> Option<Date> {
        if let Some(last) = self.sentence_day
            && day >= i16::from(last.day())
        {
            return date(last.year(), i16::from(last.month()), day);
        }
        let anchor = self.day?;
        let this = date(anchor.year(), i16::from(anchor.month()), day);
        if ahead {
            return match this {
                Some(this) if this >= anchor => Some(this),
                _ => in_month(anchor, 1, day),
            };
        }
        match this {
            Some(this) if (this - anchor).get_days() <= 5 => Some(this),
            _ => in_month(anchor, -1, day),
        }
    }
}

/// The day of a month that lies some months from the anchor.
fn in_month(anchor: Date, months: i32, day: i16) -> Option<Date> {
    let month = anchor.first_of_month().checked_add(months.months()).ok()?;
    date(month.year(), i16::from(month.month()), day)
}

/// The day, if the calendar has it.
pub(super) fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// First and last day of some months of a year, `first` to `last`.
pub(super) fn months(year: i16, first: i16, last: i16) -> Option<(Date, Date)> {
    Some((date(year, first, 1)?, date(year, last, 1)?.last_of_month()))
}

/// First and last day of years.
pub(super) fn years(first: i16, last: i16) -> Option<(Date, Date)> {
    Some((date(first, 1, 1)?, date(last, 12, 31)?))
}

/// The part of a month that 初, 上旬, 中旬, 下旬, 末 and 底 name.
pub(super) fn part_of_month(year: i16, month: i16, part: &str) -> Option<(Date, Date)> {
    let (first, last) = months(year, month, month)?;
    let day = |day| date(year, month, day);
    match part {
        "初" | "上旬" => Some((first, day(10)?)),
        "中" | "中旬" => Some((day(11)?, day(20)?)),
        "下旬" | "末" | "底" => Some((day(21)?, last)),
        _ => Some((first, last)),
    }
}

/// The anchor moved by a number of units (年, 月, 周, 天).
pub(super) fn moved(anchor: Date, number: i32, unit: &str) -> Option<Date> {
    let span = match unit {
        "年" => number.years(),
        "月" => number.months(),
        "季度" => (number * 3).months(),
        "周" | "星期" => number.weeks(),
        _ => number.days(),
    };
    anchor.checked_add(span).ok()
}

/// First and last day of the week that lies some weeks from the anchor; weeks begin on Monday.
pub(super) fn week(anchor: Date, weeks: i32) -> Option<(Date, Date)> {
    let since_monday = i32::from(anchor.weekday().since(Weekday::Monday));
    let monday = anchor.checked_add((weeks * 7 - since_monday).days()).ok()?;
    Some((monday, monday.checked_add(6.days()).ok()?))
}

/// The number that digits or Chinese numerals write: `13`, `十三`, `二〇二四`, `两`.
pub(super) fn number(words: &str) -> Option<i16> {
    if let Ok(number) = words.parse() {
        return Some(number);
    }
    let digit = |c| match c {
        '〇' | '零' | '○' => Some(0),
        '一' => Some(1),
        '二' | '两' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    };
    if let Some((tens, ones)) = words.split_once('十') {
        let part = |part: &str, empty: i16| {
            let mut chars = part.chars();
            match (chars.next(), chars.next()) {
                (None, _) => Some(empty),
                (Some(c), None) => digit(c),
                _ => None,
            }
        };
        return Some(part(tens, 1)? * 10 + part(ones, 0)?);
    }
    if words.is_empty() || words.chars().count() > 4 {
        return None;
    }
    words.chars().try_fold(0, |number, c| Some(number * 10 + digit(c)?))
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numerals_of_both_kinds() {
        for (words, expected) in [
            ("13", Some(13)),
            ("十", Some(10)),
            ("十三", Some(13)),
            ("三十一", Some(31)),
            ("二〇二四", Some(2024)),
            ("两", Some(2)),
            ("一十十", None),
            ("", None),
        ] {
            assert_eq!(number(words), expected, "{words}");
        }
    }
}
