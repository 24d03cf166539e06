//! A document's text and the passages to mark enter; the article leaves as lines of runs, names and marks told apart.
//!
//! Promise: the runs of all lines, joined by line feeds, are the article's own text; offsets are code points of the
//! document's text; at most [`MOST`] code points, around the first mark, `cut` where there are more.

use jiff::civil::Date;
use serde::Serialize;

use super::{ApiError, Explorer};
use crate::graph::NodeKey;
use crate::model::{DocumentId, Span};

/// An article with its names and marked passages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Article {
    /// Id of the document.
    pub id: String,
    /// Headline.
    pub title: String,
    /// Day of publication.
    pub date: Option<Date>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Path of the file that it was read from.
    pub source: String,
    /// Where it was published.
    pub url: Option<String>,
    /// The lines of the text.
    pub lines: Vec<Vec<Run>>,
    /// Whether text was left out for its length.
    pub cut: bool,
}

/// A stretch of text of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// First code point of the document's text.
    pub at: usize,
    /// The words.
    pub text: String,
    /// Key of what they name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The class above that of what they name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub general: Option<&'static str>,
    /// Whether they lie in a marked passage.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mark: bool,
}

/// The most code points of one answer.
pub const MOST: usize = 60_000;

impl Explorer {
    /// The SHA-256 of a document's text.
    ///
    /// # Errors
    /// No such document.
    pub fn text_of(&self, id: &str) -> Result<&str, ApiError> {
        let document = self.graph.documents.get(&DocumentId(id.to_owned()));
        document.map(|document| document.sha256.as_str()).ok_or_else(|| ApiError::NoDocument(id.to_owned()))
    }

    /// The article; `text` is the document's whole text, `marks` are code points of it.
    ///
    /// # Errors
    /// No such document.
    pub fn article(&self, id: &str, text: &str, marks: &[Span]) -> Result<Article, ApiError> {
        let id = DocumentId(id.to_owned());
        let document = self.graph.documents.get(&id).ok_or_else(|| ApiError::NoDocument(id.0.clone()))?;
        let characters: Vec<char> = text.chars().collect();
        let whole = [Span::new(0, characters.len())];
        let segments: &[Span] = if document.segments.is_empty() { &whole } else { &document.segments };
        let first = marks.first().map_or(0, |mark| mark.start);
        let window = Span::new(first.saturating_sub(MOST / 2), first.saturating_sub(MOST / 2) + MOST);
        let names = self.names_in(&id);
        let mut writer = Writer { lines: vec![Vec::new()], characters: &characters };
        let mut cut = false;
        for segment in segments {
            let end = segment.end.min(characters.len());
            let part =
                Span::new(segment.start.max(window.start).min(end), end.min(window.end).max(segment.start.min(end)));
            cut |= part.start > segment.start || part.end < end;
            writer.write(part, &names, marks);
            writer.end_line();
        }
        let lines = writer.lines.into_iter().filter(|line| !line.is_empty()).collect();
        Ok(Article {
            id: id.0,
            title: document.title.clone(),
            date: document.date,
            publisher: document.publisher.clone(),
            source: document.source.clone(),
            url: document.url.clone(),
            lines,
            cut,
        })
    }

    /// The namings in a document, in order.
    fn names_in(&self, id: &DocumentId) -> Vec<(Span, &NodeKey, &'static str)> {
        let all = &self.graph.mentions;
        let start = all.partition_point(|mention| mention.document < *id);
        let ours = all[start..].iter().take_while(|mention| mention.document == *id);
        ours.filter_map(|mention| {
            let node = self.graph.node(&mention.entity)?;
            Some((mention.quote.chars, &mention.entity, node.class.general()))
        })
        .collect()
    }
}

struct Writer<'t> {
    lines: Vec<Vec<Run>>,
    characters: &'t [char],
}

impl Writer<'_> {
    fn end_line(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Vec::new());
        }
    }

    /// Names may hold one another (a place in an organisation's name): the longest that starts first is linked.
    fn write(&mut self, part: Span, names: &[(Span, &NodeKey, &'static str)], marks: &[Span]) {
        let mut here = part.start;
        let mut next = 0;
        while here < part.end {
            while next < names.len() && names[next].0.start < here {
                next += 1;
            }
            let at_name = names.get(next).is_some_and(|(span, ..)| span.start == here);
            let name = at_name.then(|| {
                let same = names[next..].iter().take_while(|(span, ..)| span.start == here);
                same.max_by_key(|(span, ..)| span.end)
            });
            let (end, key, general) = match name.flatten() {
                Some((span, key, general)) => (span.end.min(part.end), Some(key.0.clone()), Some(*general)),
                None => (names.get(next).map_or(part.end, |(span, ..)| span.start.min(part.end)), None, None),
            };
            self.runs(Span::new(here, end.max(here + 1)), key.as_deref(), general, marks);
            here = end.max(here + 1);
        }
    }

    /// One stretch, cut where marks begin and end and at line feeds.
    fn runs(&mut self, part: Span, key: Option<&str>, general: Option<&'static str>, marks: &[Span]) {
        let marked = |at: usize| marks.iter().any(|mark| mark.start <= at && at < mark.end);
        let mut text = String::new();
        let mut mark = marked(part.start);
        let mut from = part.start;
        let flush = |at: usize, text: &mut String, mark: bool, lines: &mut Vec<Vec<Run>>| {
            if !text.is_empty() {
                let run = Run { at, text: std::mem::take(text), key: key.map(str::to_owned), general, mark };
                if let Some(line) = lines.last_mut() {
                    line.push(run);
                }
            }
        };
        for at in part.start..part.end {
            let now = marked(at);
            if now != mark {
                flush(from, &mut text, mark, &mut self.lines);
                mark = now;
                from = at;
            }
            match self.characters[at] {
                '\n' | '\r' => {
                    flush(from, &mut text, mark, &mut self.lines);
                    from = at + 1;
                    if self.lines.last().is_some_and(|line| !line.is_empty()) {
                        self.lines.push(Vec::new());
                    }
                }
                c => text.push(c),
            }
        }
        flush(from, &mut text, mark, &mut self.lines);
    }
}
