//! Documents in 《》 by what they are, and quoted or suffixed programmes: “千企百展”工程.

use std::sync::LazyLock;

use regex::Regex;

use super::scene::{Candidate, Scene, chars};
use crate::model::{EntityType, Kind, Span};

static TITLED: LazyLock<Regex> = LazyLock::new(|| Regex::new("《([^《》\n]{2,60})》").expect("constant"));
static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[“‘\"]([^“”‘’\"\n，。；：]{2,16})[”’\"]").expect("constant"));

/// Policy candidates of the text.
pub(super) fn candidates(scene: Scene<'_>) -> Vec<Candidate> {
    let mut found = documents(scene);
    found.extend(programmes(scene));
    found.extend(shared_heads(scene));
    found.extend(joined_places(scene));
    found
}

/// “深圳—香港—广州”科技集群: quoted places joined by dashes and a word for what they form name a region.
fn joined_places(scene: Scene<'_>) -> Vec<Candidate> {
    QUOTED
        .find_iter(scene.text())
        .filter(|quoted| {
            let inner = quoted.as_str().trim_matches(|c: char| "“”‘’\"".contains(c));
            let mut parts = inner.split(['—', '－', '-', '–']).filter(|part| !part.is_empty()).peekable();
            inner.contains(['—', '－', '-', '–'])
                && parts.peek().is_some()
                && parts.all(|part| !scene.knowledge.names.lookup(part).is_empty())
        })
        .filter_map(|quoted| {
            let rest = scene.after(quoted.end());
            let generic = scene.knowledge.words.list("generic").prefix(rest).unwrap_or("");
            let head = scene.knowledge.words.list("region-head").prefix(&rest[generic.len()..])?;
            let span = Span::new(quoted.start(), quoted.end() + generic.len() + head.len());
            Some(Candidate::rule(span, EntityType::Place, Some(Kind::Region), "place.joined", 0.9))
        })
        .collect()
}

/// 《…》 whose last words name a kind of official document; books, films and columns end otherwise.
fn documents(scene: Scene<'_>) -> Vec<Candidate> {
    let heads = scene.knowledge.words.list("document-head");
    TITLED
        .captures_iter(scene.text())
        .filter_map(|captures| {
            let inner = captures.get(1)?;
            let bare = inner.as_str().trim_end_matches(|c: char| "（）".contains(c));
            let head = bare.split('（').next().unwrap_or(bare);
            let is_document = heads.suffix(head).is_some();
            is_document.then(|| {
                let span = Span::new(inner.start(), inner.end());
                Candidate::rule(span, EntityType::Policy, Some(Kind::Document), "policy.titled", 0.95)
            })
        })
        .collect()
}

/// Quoted words with a programme head after them: “人工智能+”行动, ‘广聚英才’人才工程.
fn programmes(scene: Scene<'_>) -> Vec<Candidate> {
    QUOTED
        .find_iter(scene.text())
        .filter_map(|quoted| {
            let end = programme_head(scene, quoted.end())?;
            let span = Span::new(quoted.start(), end);
            Some(Candidate::rule(span, EntityType::Policy, Some(Kind::Programme), "policy.quoted", 0.93))
        })
        .collect()
}

/// The end of a programme head that begins at `at`, with at most one word of what it is about before it (人才工程).
fn programme_head(scene: Scene<'_>, at: usize) -> Option<usize> {
    let heads = scene.knowledge.words.list("programme-head");
    let rest = scene.after(at);
    if let Some(head) = heads.prefix(rest) {
        return Some(at + head.len());
    }
    let generic = scene.knowledge.words.list("generic").prefix(rest)?;
    let head = heads.prefix(&rest[generic.len()..])?;
    Some(at + generic.len() + head.len())
}

/// “甲”、乙、“丙”等工程: each part is a programme of its own.
fn shared_heads(scene: Scene<'_>) -> Vec<Candidate> {
    let heads = scene.knowledge.words.list("programme-head");
    let mut found = Vec::new();
    for (at, _) in scene.text().match_indices('等') {
        let rest = scene.after(at + '等'.len_utf8());
        let rest = rest.strip_prefix(|c: char| "一二三四五六七八九十".contains(c)).unwrap_or(rest);
        let rest = rest.strip_prefix(['大', '项']).unwrap_or(rest);
        if heads.prefix(rest).is_none() {
            continue;
        }
        let parts = list_before(scene, at);
        if parts.len() < 2 || !parts.iter().any(|part| part.quoted) {
            continue;
        }
        for part in parts {
            found.push(Candidate::rule(
                part.span,
                EntityType::Policy,
                Some(Kind::Programme),
                "policy.shared-head",
                if part.quoted { 0.92 } else { 0.8 },
            ));
        }
    }
    found
}

struct Part {
    span: Span,
    quoted: bool,
}

/// The members of a 、-list that ends at `end`. A quoted member is its quotation; the first, unquoted one begins
/// after the verb that governs the list.
fn list_before(scene: Scene<'_>, end: usize) -> Vec<Part> {
    let before = scene.before(end);
    let offset = end - before.len();
    let start = before.rfind(['，', '。', '；', '：', '！', '？']).map_or(0, |at| at + '，'.len_utf8());
    let mut parts = Vec::new();
    let mut at = start;
    for piece in before[start..].split('、') {
        let span = Span::new(offset + at, offset + at + piece.len());
        at += piece.len() + '、'.len_utf8();
        let open = piece.find(['“', '‘']);
        match open {
            Some(open) if piece.ends_with(['”', '’']) => {
                parts.push(Part { span: Span::new(span.start + open, span.end), quoted: true });
            }
            _ if !parts.is_empty() && (2..=12).contains(&chars(piece)) => parts.push(Part { span, quoted: false }),
            _ => parts.clear(),
        }
    }
    parts
}
