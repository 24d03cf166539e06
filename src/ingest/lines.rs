//! Physical lines of a text.
//!
//! A decoded text enters; its lines leave, blank ones counted but left out. Promise: the spans of a line cover its
//! visible characters in order, and a line end of any system (`\n`, `\r\n`, `\r`, form feed, U+2028) ends it.

use crate::model::Span;

use super::signs;

/// A line that is not blank.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Where its characters stand, in bytes of the text; several where invisible characters stand between.
    pub(super) spans: Vec<Span>,
    /// Its characters in plain form ([`signs::plain`]).
    pub(super) plain: String,
    /// Number of blank lines before it.
    pub(super) blanks: usize,
    /// Whether it is set in by at least two columns, as paragraphs are.
    pub(super) indented: bool,
}

/// The lines of the part of `text` inside `within`.
pub(super) fn lines(text: &str, within: Span) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut blanks = 0;
    for physical in physical(text, within) {
        let spans = visible(text, physical);
        if spans.is_empty() {
            blanks += 1;
            continue;
        }
        let written: String = spans.iter().map(|span| span.of(text)).collect();
        let margin: usize = text[physical.start..spans[0].start]
            .chars()
            .map(|c| if c == '\u{3000}' || c == '\t' { 2 } else { 1 })
            .sum();
        lines.push(Line { plain: signs::plain(&written), spans, blanks, indented: margin >= 2 });
        blanks = 0;
    }
    lines
}

/// The physical lines, line ends left out.
fn physical(text: &str, within: Span) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = within.start;
    let mut after_return = false;
    for (offset, c) in within.of(text).char_indices() {
        let at = within.start + offset;
        let next = at + c.len_utf8();
        match c {
            // \r\n is one line end.
            '\n' if after_return => start = next,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                spans.push(Span::new(start, at));
                start = next;
            }
            _ => {}
        }
        after_return = c == '\r';
    }
    spans.push(Span::new(start, within.end));
    spans
}

/// The visible part of a stretch: spaces at both ends and invisible characters left out.
pub(super) fn visible(text: &str, stretch: Span) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let trimmed = stretch.of(text).trim_matches(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c));
    let start = trimmed.as_ptr() as usize - text.as_ptr() as usize;
    for (offset, c) in trimmed.char_indices() {
        if is_invisible(c) {
            continue;
        }
        let span = Span::new(start + offset, start + offset + c.len_utf8());
        match spans.last_mut() {
            Some(last) if last.end == span.start => last.end = span.end,
            _ => spans.push(span),
        }
    }
    spans
}

/// Characters of no width that web pages scatter through text; inside a name they would hide it.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    )
}

#[cfg(test)]
mod tests {
    use super::{Span, lines};

    #[test]
    fn line_ends_of_all_systems_end_lines() {
        let text = "\u{3000}\u{3000}甲乙 \r\n\r\n丙\u{200b}丁\r戊\u{c}\n\n己";
        let found = lines(text, Span::new(0, text.len()));
        let seen: Vec<(&str, usize, bool, usize)> =
            found.iter().map(|line| (line.plain.as_str(), line.blanks, line.indented, line.spans.len())).collect();
        assert_eq!(seen, [("甲乙", 0, true, 1), ("丙丁", 1, false, 2), ("戊", 0, false, 1), ("己", 2, false, 1)]);
    }
}
