//! What every recogniser sees: the reading, the knowledge, and small questions about the text around an offset.

use crate::knowledge::Knowledge;
use crate::model::{EntityType, Kind, Recogniser, Span};
use crate::text::Reading;

/// The reading and the knowledge that one document is annotated with.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub reading: &'a Reading,
    pub knowledge: &'a Knowledge,
}

/// A stretch of text that may be a name; the resolver decides.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// Bytes of the reading text.
    pub span: Span,
    /// `None` for a trap: a word that only looks as if it held a name (发展中国家).
    pub entity_type: Option<EntityType>,
    pub kind: Option<Kind>,
    /// A fuller name than the text has, see [`crate::model::Mention::canonical`].
    pub canonical: Option<String>,
    pub recogniser: Recogniser,
    pub reason: String,
    pub confidence: f64,
}

impl Candidate {
    pub fn rule(span: Span, entity_type: EntityType, kind: Option<Kind>, reason: &str, confidence: f64) -> Self {
        Self {
            span,
            entity_type: Some(entity_type),
            kind,
            canonical: None,
            recogniser: Recogniser::Rule,
            reason: reason.to_owned(),
            confidence,
        }
    }

    pub fn by(mut self, recogniser: Recogniser) -> Self {
        self.recogniser = recogniser;
        self
    }
}

impl<'a> Scene<'a> {
    pub fn text(&self) -> &'a str {
        &self.reading.text
    }

    /// The text from the start of the block to `at`.
    pub fn before(&self, at: usize) -> &'a str {
        let start = self.text()[..at].rfind('\n').map_or(0, |line| line + 1);
        &self.text()[start..at]
    }

    /// The text from `at` to the end of the block.
    pub fn after(&self, at: usize) -> &'a str {
        let rest = &self.text()[at..];
        &rest[..rest.find('\n').unwrap_or(rest.len())]
    }

    /// The character before `at`, a line end at the start of a block.
    pub fn previous(&self, at: usize) -> char {
        self.text()[..at].chars().next_back().unwrap_or('\n')
    }

    /// The character at `at`, a line end at the end.
    pub fn next(&self, at: usize) -> char {
        self.text()[at..].chars().next().unwrap_or('\n')
    }

    /// Whether a word of the list stands over the given range of text and goes beyond it to the right: 局长 over 局.
    pub fn word_goes_on(&self, list: &str, start: usize, end: usize) -> bool {
        self.knowledge.words.list(list).prefix(&self.text()[start..]).is_some_and(|word| start + word.len() > end)
    }
}

/// A Chinese character of the usual range.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇')
}

/// Punctuation, space or line end: nothing that a name runs over.
pub(super) fn is_boundary(c: char) -> bool {
    !is_han(c) && !c.is_alphanumeric() && !matches!(c, '·' | '-' | '&' | '+')
}

/// Number of characters.
pub(super) fn chars(text: &str) -> usize {
    text.chars().count()
}
