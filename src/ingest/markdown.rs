//! A Markdown file to its article.
//!
//! The file's text enters; one document leaves whose text is the file, markup included, and whose blocks skip the
//! markup: emphasis, link targets, quote and list marks, images, code fences, comments. Front matter (`---` with
//! `key: value` lines, or `+++` with TOML) gives title, date and publisher.

use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use regex::Regex;

use super::lines::visible;
use super::{Draft, files, hash, jsonl, signs};
use crate::model::{Block, BlockKind, Span};

/// Markup inside a line; what group 1 or 2 holds is text, the rest is skipped.
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"!\[[^\]]*\]\([^)]*\)|<!--.*?-->|</?[A-Za-z][^<>]*>|\[([^\]]*)\]\([^)]*\)|\[([^\]]*)\]\[[^\]]*\]|\[\^[^\]]*\]|^\||\|$|\|\s|\*+|__+|~~|`+|\\",
    )
    .expect("the pattern is run by the tests")
});
/// Marks at the beginning of a line: quote, list, task.
static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\s*>)*\s*(?:[-*+]\s+(?:\[[ xX]\]\s+)?)?").expect("the pattern is run by the tests")
});
static HEADING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s{0,3}(#{1,6})\s+(.*?)[\s#]*$").expect("the pattern is run by the tests"));
static RULE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|=+|\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*)$")
        .expect("the pattern is run by the tests")
});
static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^(\w[\w-]*)\s*[:=]\s*(?:"([^"]*)"|'([^']*)'|(.*?))\s*$"#).expect("the pattern is run by the tests")
});

/// What front matter states.
#[derive(Default)]
struct Matter {
    title: Option<Span>,
    date: Option<Date>,
    publisher: Option<String>,
    url: Option<String>,
    id: Option<String>,
    /// Where the article begins.
    end: usize,
}

/// The document of a file; none where it holds no text. Fails with what to tell the user.
pub(super) fn read(name: &str, text: String) -> Result<Vec<Draft>, String> {
    let matter = matter(&text)?;
    let blocks = blocks(&text, &matter);
    if blocks.is_empty() {
        return Ok(Vec::new());
    }
    let titles: Vec<String> = blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Headline)
        .map(|block| block.spans.iter().map(|span| span.of(&text)).collect())
        .collect();
    Ok(vec![Draft {
        id: matter.id.unwrap_or_else(|| files::stem(name).to_owned()),
        place: name.to_owned(),
        source: name.to_owned(),
        title: titles.join(" "),
        date: matter.date,
        publisher: matter.publisher,
        url: matter.url,
        sha256: hash(&text),
        text: Arc::from(text),
        blocks,
    }])
}

/// Front matter at the beginning of the file.
fn matter(text: &str) -> Result<Matter, String> {
    let mut matter = Matter::default();
    let mut rows = rows(text, 0);
    let Some(fence @ ("---" | "+++")) = rows.next().map(|row| row.of(text).trim_end()) else {
        return Ok(matter);
    };
    for row in rows {
        let line = row.of(text);
        if line.trim_end() == fence {
            matter.end = row.end;
            return Ok(matter);
        }
        let Some(found) = ENTRY.captures(line.trim_end()) else {
            continue;
        };
        let Some(value) = found.get(2).or(found.get(3)).or(found.get(4)) else {
            continue;
        };
        let words = value.as_str().trim();
        if words.is_empty() {
            continue;
        }
        match found[1].to_lowercase().as_str() {
            "title" => matter.title = Some(Span::new(row.start + value.start(), row.start + value.end())),
            "date" | "published" | "pubdate" => {
                matter.date = Some(jsonl::day(words).ok_or_else(|| {
                    format!("has the date \"{words}\" in its front matter, which is no day. Write YYYY-MM-DD")
                })?);
            }
            "publisher" | "source" | "media" => matter.publisher = Some(words.to_owned()),
            "url" | "link" => matter.url = Some(words.to_owned()),
            "id" => matter.id = Some(words.to_owned()),
            _ => {}
        }
    }
    // A rule on the first line without a second one is no front matter.
    Ok(Matter::default())
}

/// The lines from byte `start` on, line ends left out.
fn rows(text: &str, start: usize) -> impl Iterator<Item = Span> {
    text[start..].split_inclusive('\n').scan(start, |at, row| {
        let begin = *at;
        *at += row.len();
        Some(Span::new(begin, begin + row.trim_end_matches(['\n', '\r']).len()))
    })
}

/// The blocks of the article.
fn blocks(text: &str, matter: &Matter) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    if let Some(title) = matter.title {
        blocks.push(Block { kind: BlockKind::Headline, spans: visible(text, title) });
    }
    let mut fenced = false;
    let mut goes_on = false;
    for row in rows(text, matter.end) {
        let line = row.of(text);
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            fenced = !fenced;
            goes_on = false;
            continue;
        }
        if fenced || line.trim().is_empty() || RULE.is_match(line) {
            goes_on = false;
            continue;
        }
        if let Some(found) = HEADING.captures(line) {
            let words = found.get(2).map_or(0..0, |words| words.range());
            let spans = spans(text, Span::new(row.start + words.start, row.start + words.end));
            let has_headline = blocks.iter().any(|block| block.kind == BlockKind::Headline);
            let kind = if has_headline { BlockKind::Subhead } else { BlockKind::Headline };
            let words = |spans: &[Span]| spans.iter().map(|span| span.of(text)).collect::<String>();
            // The title of the front matter is often said again as the first heading.
            let again = blocks.len() == 1 && has_headline && words(&spans) == words(&blocks[0].spans);
            if !spans.is_empty() && !again {
                blocks.push(Block { kind, spans });
            }
            goes_on = false;
            continue;
        }
        let prefix = PREFIX.find(line).map_or(0, |prefix| prefix.end());
        let is_item = line[..prefix].contains(['-', '*', '+', '>']);
        let stretch = Span::new(row.start + prefix, row.end);
        let spans = spans(text, stretch);
        if spans.is_empty() {
            continue;
        }
        match blocks.last_mut() {
            // Lines without a blank line between them are one paragraph.
            Some(last) if goes_on && !is_item && last.kind == BlockKind::Paragraph => {
                join(text, &mut last.spans, &spans);
            }
            _ => {
                let words: String = spans.iter().map(|span| span.of(text)).collect();
                blocks.push(Block { kind: kind(&signs::plain(&words)), spans });
            }
        }
        goes_on = true;
    }
    blocks
}

/// What a line that is no heading is.
fn kind(line: &str) -> BlockKind {
    if signs::is_credit(line) {
        BlockKind::Credit
    } else if signs::is_byline(line) {
        BlockKind::Byline
    } else if signs::opens_caption(line) {
        BlockKind::Caption
    } else {
        BlockKind::Paragraph
    }
}

/// Adds the next line of a paragraph. Between two words of Latin letters the line end counts as the space it is.
fn join(text: &str, paragraph: &mut Vec<Span>, line: &[Span]) {
    let (Some(last), Some(first)) = (paragraph.last_mut(), line.first()) else {
        return;
    };
    let latin = |span: &Span, at_end: bool| {
        let words = span.of(text);
        let c = if at_end { words.chars().next_back() } else { words.chars().next() };
        c.is_some_and(|c| c.is_ascii_alphanumeric())
    };
    if latin(last, true) && latin(first, false) && text[last.end..].starts_with('\n') {
        last.end += 1;
    }
    paragraph.extend(line);
}

/// The text of a stretch without its markup.
fn spans(text: &str, stretch: Span) -> Vec<Span> {
    let line = stretch.of(text);
    let mut kept = Vec::new();
    let mut start = 0;
    for found in MARKUP.captures_iter(line) {
        let markup = found.get(0).map_or(0..0, |whole| whole.range());
        kept.push(start..markup.start);
        if let Some(words) = found.get(1).or(found.get(2)) {
            kept.push(words.range());
        }
        start = markup.end;
    }
    kept.push(start..line.len());
    let stretches: Vec<Span> = kept
        .into_iter()
        .filter(|range| !range.is_empty())
        .map(|range| Span::new(stretch.start + range.start, stretch.start + range.end))
        .collect();
    trim(text, stretches)
}

/// Stretches without the space at both ends of the whole.
fn trim(text: &str, mut stretches: Vec<Span>) -> Vec<Span> {
    while let Some(first) = stretches.first_mut() {
        let words = first.of(text);
        first.start += words.len() - words.trim_start().len();
        if !first.is_empty() {
            break;
        }
        stretches.remove(0);
    }
    while let Some(last) = stretches.last_mut() {
        last.end -= last.of(text).len() - last.of(text).trim_end().len();
        if !last.is_empty() {
            break;
        }
        stretches.pop();
    }
    stretches
}
