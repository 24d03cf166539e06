//! When something happened, as far as the text tells.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How fine a time is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// One day, or a range of stated days.
    Day,
    /// A third of a month (上旬, 中旬, 下旬) or its end or beginning.
    Decade,
    /// A month.
    Month,
    /// A quarter or half of a year, a season.
    Quarter,
    /// A year.
    Year,
    /// Several years (近3年, “十四五”时期).
    Years,
    /// Only words: 日前, 近日.
    Unknown,
}

/// A stated time, resolved against the day of publication. Nothing is invented: what the words leave open stays open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventTime {
    /// First day that the words allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day that the words allow (inclusive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// How fine the words are.
    pub precision: Precision,
    /// The words themselves: `3月13日`, `日前`.
    pub text: String,
}

impl EventTime {
    /// `2024-03-13`, or `2024-03-21/2024-03-22` for a range, where the days are stated; `None` for anything coarser.
    pub fn date(&self) -> Option<String> {
        match (self.precision, self.from, self.to) {
            (Precision::Day, Some(from), Some(to)) if from == to => Some(from.to_string()),
            (Precision::Day, Some(from), Some(to)) => Some(format!("{from}/{to}")),
            _ => None,
        }
    }

    /// The period in the shortest form that says as much as the words: `2023`, `2024-02`, `2024-03-13`, else the words.
    pub fn period(&self) -> String {
        match (self.precision, self.from) {
            (Precision::Day, _) => self.date().unwrap_or_else(|| self.text.clone()),
            (Precision::Year, Some(from)) => format!("{:04}", from.year()),
            (Precision::Month, Some(from)) => format!("{:04}-{:02}", from.year(), from.month()),
            _ => self.text.clone(),
        }
    }
}
