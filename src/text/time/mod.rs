//! Stated times, resolved against the day of the report.
//!
//! A reading enters; the times that its words state leave, in order and without overlap: days, months, quarters, years,
//! ranges of these, words such as 昨天, 上个月, 去年, and words that leave the day open, such as 日前. Promise: nothing
//! is invented. Words that need an anchor have no days where the reading has none, and vague words never have any. The
//! day of a dateline is no event's day and is left out.
//!
//! Words that state a time by themselves are lines of `lexicons/zh/time.tsv`; forms with numbers are patterns here.

mod calendar;
mod forms;
mod resolve;
mod words;

use jiff::civil::Date;

use self::calendar::{Anchor, Resolved};
use super::Reading;
use crate::model::{EventTime, Precision, Span};

/// A time that the text states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeMention {
    /// Bytes of [`Reading::text`].
    pub span: Span,
    /// When it is.
    pub time: EventTime,
}

/// The times that a reading states.
pub fn times(reading: &Reading) -> Vec<TimeMention> {
    let sentences: Vec<Span> = reading.sentences.iter().map(|sentence| sentence.span).collect();
    find(&reading.text, &sentences, reading.date)
}

/// The times that folded text states; `sentences` bound how far 当天 and a bare 5日 look back.
pub(crate) fn find(text: &str, sentences: &[Span], anchor: Option<Date>) -> Vec<TimeMention> {
    let mut candidates = forms::candidates(text);
    candidates.extend(words::candidates(text));
    // The one that begins first wins, then the longer one.
    candidates.sort_by_key(|found| (found.span.start, std::cmp::Reverse(found.span.end)));
    let mut mentions: Vec<TimeMention> = Vec::new();
    let mut context = Anchor::new(anchor);
    let mut sentence = 0;
    let mut end = 0;
    for found in candidates {
        if found.span.start < end {
            continue;
        }
        let now = sentences.partition_point(|span| span.end <= found.span.start);
        if now != sentence {
            context.next_sentence(now - sentence);
            sentence = now;
        }
        let before = &text[..found.span.start];
        let Some(resolved) = found.form.resolve(&context, before) else {
            continue;
        };
        let (resolved, length) = since(resolved, &text[found.span.end..], anchor);
        let span = Span::new(found.span.start, found.span.end + length);
        end = span.end;
        if is_dateline(&text[span.end..]) {
            continue;
        }
        context.tell(&resolved);
        mentions.push(TimeMention {
            span,
            time: EventTime {
                from: resolved.from,
                to: resolved.to,
                precision: resolved.precision,
                text: span.of(text).to_owned(),
            },
        });
    }
    mentions
}

/// Widens a time by a 以来 after it: from its first day to the anchor. Gives the bytes that the word takes.
fn since(resolved: Resolved, after: &str, anchor: Option<Date>) -> (Resolved, usize) {
    const SINCE: &str = "以来";
    if !after.starts_with(SINCE) || resolved.open {
        return (resolved, 0);
    }
    let same_year = match (resolved.from, anchor) {
        (Some(from), Some(anchor)) => from.year() == anchor.year(),
        _ => false,
    };
    let precision = match resolved.precision {
        Precision::Unknown => Precision::Unknown,
        // 今年以来 is the year so far.
        Precision::Year if same_year => Precision::Year,
        Precision::Year | Precision::Years => Precision::Years,
        _ if same_year => Precision::Quarter,
        _ => Precision::Years,
    };
    let to = anchor.filter(|&anchor| resolved.from.is_some_and(|from| from <= anchor));
    let widened = Resolved { to, precision, open: true, ..resolved };
    (widened, SINCE.len())
}

/// Whether the words after a day make it part of a dateline: 13日电, 12日讯.
fn is_dateline(after: &str) -> bool {
    let rest = ["专", "综合"].iter().find_map(|word| after.strip_prefix(word)).unwrap_or(after);
    let mut chars = rest.chars();
    match chars.next() {
        Some('讯') => !matches!(chars.next(), Some('问' | '息' | '号')),
        Some('电') => {
            !matches!(chars.next(), Some('视' | '话' | '影' | '力' | '商' | '子' | '网' | '价' | '动' | '量' | '站'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
