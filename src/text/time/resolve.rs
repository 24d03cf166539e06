//! What a form says, and the days that it says.
//!
//! A form with its numbers and the anchor enter; first and last day leave, or words without days where the anchor that
//! they need is not known.

use jiff::civil::Date;

use super::calendar::{Anchor, Resolved, date, months, moved, part_of_month, week, years};
use super::words::{self, Word};
use crate::model::Precision;

/// The year of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    /// 2024年.
    Stated(i16),
    /// 去年: years from the anchor's.
    Offset(i16),
    /// 同年, 当年: the year named in the sentence.
    Same,
    /// Not said.
    Open,
}

/// What a form says, before the anchor is known.
#[derive(Debug)]
pub(super) enum Form<'t> {
    /// A word of the lexicon.
    Word(Word),
    /// A day, or a range that ends on another one; each with a month where it is said.
    Day { year: Year, month: Option<i16>, day: i16, to: Option<(Option<i16>, Option<i16>, i16)> },
    /// A day or part of the month some months from the anchor's: 上月5日, 本月中旬.
    MonthOffset { offset: i32, day: Option<i16>, part: &'t str },
    /// A month, a part of it, or a range of months.
    Month { year: Year, first: i16, last: i16, part: &'t str },
    /// Some months of a year that have a name of their own: 上半年, 三季度, 前10个月.
    Part { year: Year, first: i16, last: i16, precision: Precision },
    /// A year or a range of years.
    Years { first: Year, last: Year },
    /// A day of a week, or the weekend, or the week.
    Week { offset: i32, day: Option<i32> },
    /// Some units up to the anchor, or from it: 近3年, 未来两周.
    Around { number: Option<i32>, unit: &'t str, ahead: bool },
    /// So many units before or after the anchor: 5年前, 3天后.
    Away { number: Option<i32>, unit: &'t str },
    /// Years that need no anchor: “十四五”时期, 20世纪90年代.
    Period { first: i16, last: i16 },
    /// A holiday, whose days differ from year to year.
    Holiday,
}

impl Form<'_> {
    /// The days that the form says, given the anchor and the text before it.
    pub(super) fn resolve(&self, anchor: &Anchor, before: &str) -> Option<Resolved> {
        // 将于25日举行 looks ahead.
        let ahead = ["将于", "将在", "定于", "拟于", "将从", "将自", "计划于", "预计"]
            .iter()
            .any(|word| before.ends_with(word));
        Some(match *self {
            Form::Word(word) => words::resolve(word, anchor),
            Form::Day { year, month, day, to } => days(anchor, year, month, day, to, ahead)?,
            Form::MonthOffset { offset, day, part } => month_away(anchor, offset, day, part),
            Form::Month { year, first, last, part } => {
                let in_year = match year {
                    Year::Open => anchor.year_of_months(last, ahead),
                    _ => year_of(year, anchor, first, ahead),
                };
                let range = in_year.and_then(|in_year| {
                    if part.is_empty() { months(in_year, first, last) } else { part_of_month(in_year, first, part) }
                });
                let precision = match (part.is_empty(), first == last) {
                    (false, _) => Precision::Decade,
                    (true, true) => Precision::Month,
                    (true, false) => Precision::Quarter,
                };
                stated(Resolved::range(range, precision), year)
            }
            Form::Part { year, first, last, precision } => {
                let in_year = match (year, anchor.day) {
                    (Year::Open, Some(day)) => Some(day.year() - i16::from(is_over(day, first, last))),
                    _ => year_of(year, anchor, first, ahead),
                };
                let range = in_year.and_then(|in_year| months(in_year, first, last));
                stated(Resolved::range(range, precision), year)
            }
            Form::Years { first, last } => {
                let first_year = year_of(first, anchor, 1, ahead);
                let last_year = year_of(last, anchor, 12, ahead);
                let range = first_year.zip(last_year);
                let precision = match range {
                    Some((first, last)) if first == last => Precision::Year,
                    Some(_) => Precision::Years,
                    None => Precision::Unknown,
                };
                stated(Resolved::range(range.and_then(|(a, b)| years(a, b)), precision), first)
            }
            Form::Week { offset, day } => {
                let range = anchor.day.and_then(|anchor| week(anchor, offset));
                let away = |days| move |monday: Date| moved(monday, days, "天");
                match day {
                    Some(-1) => Resolved::range(
                        range.and_then(|(monday, sunday)| Some((away(5)(monday)?, sunday))),
                        Precision::Decade,
                    ),
                    Some(day) => Resolved::day(range.and_then(|(monday, _)| away(day)(monday))),
                    None => Resolved::range(range, Precision::Decade),
                }
            }
            Form::Around { number, unit, ahead } => {
                let other = anchor
                    .day
                    .zip(number)
                    .and_then(|(day, number)| moved(day, if ahead { number } else { -number }, unit));
                let range = anchor.day.zip(other);
                let range = range.map(|(day, other)| if ahead { (day, other) } else { (other, day) });
                Resolved { open: true, ..Resolved::range(range, width(unit)) }
            }
            Form::Away { number, unit } => {
                let day = anchor.day.zip(number).and_then(|(day, number)| moved(day, number, unit));
                match unit {
                    _ if number.is_none() => Resolved::words(Precision::Unknown),
                    "年" => Resolved::range(day.and_then(|day| years(day.year(), day.year())), Precision::Year),
                    "月" => Resolved::range(
                        day.and_then(|day| months(day.year(), i16::from(day.month()), i16::from(day.month()))),
                        Precision::Month,
                    ),
                    "天" if day.is_some() => Resolved::day(day),
                    _ => Resolved::words(Precision::Unknown),
                }
            }
            Form::Period { first, last } => Resolved::range(years(first, last), Precision::Years),
            Form::Holiday => Resolved::words(Precision::Unknown),
        })
    }
}

/// The year of a form.
fn year_of(year: Year, anchor: &Anchor, month: i16, ahead: bool) -> Option<i16> {
    match year {
        Year::Stated(year) => Some(year),
        Year::Offset(offset) => Some(anchor.day?.year() + offset),
        Year::Same => anchor.sentence_year.map(Date::year),
        Year::Open => anchor.year_of(month, 1, ahead),
    }
}

/// Whether months that are stated without a year must be those of the year before: they end well after the anchor,
/// in the first months of a year, when papers look back.
fn is_over(anchor: Date, first: i16, last: i16) -> bool {
    let month = i16::from(anchor.month());
    month <= 3 && last >= 9 && first != 7 && (first <= 1 || first >= 10)
}

/// Notes what the form said itself.
fn stated(resolved: Resolved, year: Year) -> Resolved {
    Resolved { stated_year: year != Year::Open, ..resolved }
}

/// How fine a number of units is stated.
fn width(unit: &str) -> Precision {
    match unit {
        "年" => Precision::Years,
        "月" | "季度" => Precision::Quarter,
        _ => Precision::Decade,
    }
}

/// A day or a range of days.
fn days(
    anchor: &Anchor,
    year: Year,
    month: Option<i16>,
    day: i16,
    to: Option<(Option<i16>, Option<i16>, i16)>,
    ahead: bool,
) -> Option<Resolved> {
    let Some(month) = month else {
        let last_day = to.map_or(day, |(_, _, last)| last);
        let last = anchor.day_of_month(last_day, ahead);
        let first = match to {
            Some(_) => last.and_then(|last| date(last.year(), i16::from(last.month()), day)),
            None => last,
        };
        return Some(Resolved::range(first.zip(last).filter(|(first, last)| first <= last), Precision::Day));
    };
    // 2月30日 is no day of any year; 2月29日 of some.
    date(2024, month, day)?;
    let in_year = match year {
        Year::Stated(year) => Some(year),
        Year::Offset(offset) => anchor.day.map(|day| day.year() + offset),
        Year::Same => anchor.sentence_year.map(Date::year),
        Year::Open => anchor.year_of(month, day, ahead),
    };
    let first = in_year.and_then(|year| date(year, month, day));
    let last = match to {
        None => first,
        Some((last_year, last_month, last)) => in_year.and_then(|year| {
            let last_month = last_month.unwrap_or(month);
            // 12月30日至1月2日 runs over the new year.
            let over = last_year.is_none() && last_month < month;
            date(last_year.unwrap_or(year + i16::from(over)), last_month, last)
        }),
    };
    let range = first.zip(last).filter(|(first, last)| first <= last);
    Some(Resolved { stated_year: year != Year::Open, stated_month: true, ..Resolved::range(range, Precision::Day) })
}

/// A day or a part of the month some months from the anchor's.
fn month_away(anchor: &Anchor, offset: i32, day: Option<i16>, part: &str) -> Resolved {
    let month = anchor.day.and_then(|day| moved(day.first_of_month(), offset, "月"));
    let year_month = month.map(|month| (month.year(), i16::from(month.month())));
    let found = match day {
        Some(day) => Resolved::day(year_month.and_then(|(year, month)| date(year, month, day))),
        None => {
            Resolved::range(year_month.and_then(|(year, month)| part_of_month(year, month, part)), Precision::Decade)
        }
    };
    Resolved { stated_year: true, stated_month: true, ..found }
}
