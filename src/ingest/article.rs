//! The lines of an article that is known to be one: of JSONL and of web pages.
//!
//! A text enters whose first bytes are the title; blocks leave, one a line. Such texts have no columns, so that lines
//! are never joined and the article is never split.

use super::lines::{Line, lines};
use super::signs;
use crate::model::{Block, BlockKind, Span};

/// The title and the blocks of a text whose title ends at byte `title` and is followed by a line end. Where there is
/// no title, a first line that looks like one is taken for it.
pub(super) fn blocks(text: &str, title: usize) -> (String, Vec<Block>) {
    let heads = lines(text, Span::new(0, title));
    let body = lines(text, Span::new((title + 1).min(text.len()), text.len()));
    let mut found: Vec<(BlockKind, &Line)> = heads.iter().map(|line| (BlockKind::Headline, line)).collect();
    for at in 0..body.len() {
        if let Some(kind) = kind(&body, at, heads.is_empty()) {
            found.push((kind, &body[at]));
        }
    }
    let titles: Vec<String> = found
        .iter()
        .filter(|(kind, _)| *kind == BlockKind::Headline)
        .map(|(_, line)| line.spans.iter().map(|span| span.of(text)).collect())
        .collect();
    let blocks = found.into_iter().map(|(kind, line)| Block { kind, spans: line.spans.clone() }).collect();
    (titles.join(" "), blocks)
}

/// What a line of the body is; `None` for marks that are no text, such as `（完）`.
fn kind(body: &[Line], at: usize, untitled: bool) -> Option<BlockKind> {
    let line = body[at].plain.as_str();
    let next = body.get(at + 1).map(|line| line.plain.as_str());
    let before = at.checked_sub(1).map(|at| body[at].plain.as_str());
    if signs::is_page_mark(line) {
        return None;
    }
    if signs::is_credit(line) {
        return Some(BlockKind::Credit);
    }
    // The line of a web page with the hour and the source stands where the byline does.
    if signs::masthead(line).is_some() || signs::is_byline(line) || next.is_none() && at > 0 && signs::is_author(line) {
        return Some(BlockKind::Byline);
    }
    let under_picture = next.is_some_and(signs::is_credit);
    if signs::opens_caption(line) {
        return Some(BlockKind::Caption);
    }
    let is_title = !signs::is_text(line) && !signs::has_dateline(line);
    if !is_title {
        return Some(BlockKind::Paragraph);
    }
    let stands_alone = before.is_none_or(|before| signs::is_finished(before) && !before.ends_with('：'));
    Some(if under_picture {
        BlockKind::Caption
    } else if at == 0 && untitled && next.is_some() {
        BlockKind::Headline
    } else if stands_alone && next.is_some_and(signs::is_text) && !line.ends_with(['！', '？', '…']) {
        BlockKind::Subhead
    } else {
        BlockKind::Paragraph
    })
}
