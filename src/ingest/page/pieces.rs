//! Pieces of a page: lines put together where the layout cut them.
//!
//! Lines enter; pieces leave, each with its sign. Two lines become one piece where the first stops inside a sentence
//! and the second can carry it on, or where the page is set to a fixed width. Promise: titles, bylines and credits
//! are never joined to text.

use jiff::civil::Date;
use unicode_width::UnicodeWidthStr;

use super::super::lines::Line;
use super::super::signs;
use crate::model::Span;

/// What a piece shows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// One or more sentences, or a part of one.
    Text,
    /// A line without a sentence end that is short enough for a title.
    Title,
    /// Who wrote it.
    Byline,
    /// Who took the picture.
    Credit,
    /// A mark of the page, not of an article: `（完）`, `（下转第二版）`.
    Mark,
}

/// A stretch of the page that belongs together.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) sign: Sign,
    /// Where its characters stand, in bytes of the text.
    pub(super) spans: Vec<Span>,
    /// Its characters in plain form.
    pub(super) plain: String,
    /// Number of blank lines before it.
    pub(super) blanks: usize,
}

/// The pieces of a page in order, and the date that a masthead line states.
pub(super) fn pieces(text: &str, lines: Vec<Line>) -> (Vec<Piece>, Option<Date>) {
    let mut date = None;
    let lines: Vec<Line> = lines
        .into_iter()
        .enumerate()
        .filter(|(at, line)| {
            let masthead = signs::masthead(&line.plain);
            let stamp = signs::stamp(&line.plain);
            date = date.or(masthead).or(stamp);
            // What tells the source beside the day is read as a byline is.
            // 2018年2月3日 某某日报 below a title; at the head of the page it is a masthead.
            let below = *at > 0 && line.plain.starts_with(|c: char| c.is_ascii_digit());
            let told = ["来源", "作者", "记者"].iter().any(|word| line.plain.contains(word));
            let sourced = stamp.is_some() && (below && line.plain.contains(' ') || told);
            (masthead.is_none() || sourced) && !signs::is_folio(&line.plain)
        })
        .map(|(_, line)| line)
        .collect();
    let lines = unwrap(lines);
    let indents = paragraphs_are_indented(&lines);
    let signs = sign_all(&lines);
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let before_credit = signs.get(at + 1) == Some(&Sign::Credit);
        match pieces.last_mut() {
            Some(last)
                if last.sign == Sign::Text
                    && signs[at] == Sign::Text
                    && !before_credit
                    && !(indents && line.indented)
                    && is_cut(&last.plain, &line.plain) =>
            {
                last.spans.extend(&line.spans);
                last.plain.push_str(&line.plain);
            }
            _ => pieces.push(Piece {
                sign: signs[at],
                spans: line.spans.clone(),
                plain: line.plain.clone(),
                blanks: line.blanks,
            }),
        }
    }
    (pieces.into_iter().flat_map(|piece| split_credit(text, piece)).collect(), date)
}

/// Whether the page cut a sentence between two stretches of text: the first stops before its end, and the second
/// does not begin as only a new paragraph can.
fn is_cut(before: &str, after: &str) -> bool {
    if signs::leans_back(after) {
        return !signs::is_finished(before);
    }
    !signs::is_finished(before)
        && !signs::has_dateline(after)
        && !signs::is_numbered(after)
        && !signs::is_continued(after)
        && !signs::opens_caption(after)
}

/// Splits a caption from the credit at the end of its line.
fn split_credit(text: &str, piece: Piece) -> Vec<Piece> {
    let Some(at) = (piece.sign == Sign::Text).then(|| signs::credit_at_end(&piece.plain)).flatten() else {
        return vec![piece];
    };
    // Plain form has as many characters as the spans, but not as many bytes.
    let caption = piece.plain[..at].trim_end();
    let (head, _) = divide(text, &piece.spans, caption.chars().count());
    let (_, credit) = divide(text, &piece.spans, piece.plain[..at].chars().count());
    vec![
        Piece { sign: Sign::Text, spans: head, plain: caption.to_owned(), blanks: piece.blanks },
        Piece { sign: Sign::Credit, spans: credit, plain: piece.plain[at..].to_owned(), blanks: 0 },
    ]
}

/// Divides spans of `text` after the given number of characters.
fn divide(text: &str, spans: &[Span], chars: usize) -> (Vec<Span>, Vec<Span>) {
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    let mut left = chars;
    for &span in spans {
        let offsets = span.of(text).char_indices().map(|(offset, _)| offset);
        if let Some(offset) = offsets.clone().nth(left) {
            let cut = span.start + offset;
            if cut > span.start {
                head.push(Span::new(span.start, cut));
            }
            tail.push(Span::new(cut, span.end));
            left = 0;
        } else {
            head.push(span);
            left -= offsets.count();
        }
    }
    (head, tail)
}

/// The sign of each line. A line that ends in `？` or `！` is a title only beside other title lines.
fn sign_all(lines: &[Line]) -> Vec<Sign> {
    let mut signs: Vec<Sign> = lines.iter().map(|line| sign(&line.plain)).collect();
    for at in 0..lines.len() {
        let line = &lines[at].plain;
        let next = signs.get(at + 1).copied();
        let next_opens = lines.get(at + 1).is_some_and(|next| signs::has_dateline(&next.plain));
        let beside_title = at == 0
            || matches!(signs[at - 1], Sign::Title | Sign::Byline)
            || matches!(next, Some(Sign::Title | Sign::Byline))
            || next_opens;
        if signs::may_ask(line) {
            signs[at] = if beside_title { Sign::Title } else { Sign::Text };
        }
        // A headline may break at a comma, but only between headline lines.
        let stands_free = at == 0 || signs::is_finished(&lines[at - 1].plain) || signs[at - 1] == Sign::Title;
        if signs[at] == Sign::Text
            && line.ends_with(['，', '、'])
            && signs::width(line) <= 20
            && !line.contains('。')
            && stands_free
            && next == Some(Sign::Title)
        {
            signs[at] = Sign::Title;
        }
    }
    signs
}

/// The sign that a line shows by itself.
fn sign(line: &str) -> Sign {
    if signs::is_page_mark(line) {
        Sign::Mark
    } else if signs::is_credit(line) {
        Sign::Credit
    } else if signs::is_byline(line) {
        Sign::Byline
    } else if signs::is_text(line) || signs::has_dateline(line) {
        Sign::Text
    } else {
        Sign::Title
    }
}

/// Whether the page sets its paragraphs in: most lines of text are.
fn paragraphs_are_indented(lines: &[Line]) -> bool {
    let text = lines.iter().filter(|line| signs::is_text(&line.plain));
    let (set_in, flush): (Vec<_>, Vec<_>) = text.partition(|line| line.indented);
    set_in.len() >= 2 && set_in.len() > flush.len()
}

/// Undoes a fixed line width: where many lines without blank lines between them fill the same number of columns and
/// stop inside a sentence, a full line goes on in the next one.
fn unwrap(lines: Vec<Line>) -> Vec<Line> {
    let Some(full) = fixed_width(&lines) else {
        return lines;
    };
    let mut joined: Vec<Line> = Vec::new();
    let mut goes_on = false;
    for line in lines {
        let is_full = line.plain.width() + 3 >= full;
        match joined.last_mut() {
            Some(last) if goes_on && line.blanks == 0 && !line.indented => {
                last.spans.extend(line.spans);
                last.plain.push_str(&line.plain);
            }
            _ => joined.push(line),
        }
        goes_on = is_full;
    }
    joined
}

/// The number of columns that a page of fixed line width fills; `None` for other pages.
fn fixed_width(lines: &[Line]) -> Option<usize> {
    /// Columns that a line may fall short, where a punctuation mark or a number did not fit.
    const SLACK: usize = 3;
    let followed = lines.windows(2).filter(|pair| pair[1].blanks == 0).map(|pair| &pair[0]);
    let open: Vec<usize> =
        followed.filter(|line| !signs::is_finished(&line.plain)).map(|line| line.plain.width()).collect();
    let full = open.iter().copied().max().filter(|width| *width >= 16)?;
    let filled = open.iter().filter(|&&width| width + SLACK >= full).count();
    (filled >= 6 && filled * 4 >= open.len() * 3).then_some(full)
}
