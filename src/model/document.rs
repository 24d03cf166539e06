//! A document: one article, with the layout of its text.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Span;

/// Names a document: given by the input, or the file's stem with a number where a file holds several articles.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentId(pub String);

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One article as it came, with its blocks in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Name of the document, unique in a run.
    pub id: DocumentId,
    /// Path as given on the command line, `-` for standard input.
    pub source: String,
    /// Headline lines joined by a space; empty where there is none.
    pub title: String,
    /// Day of publication, where the input or the user states it.
    pub date: Option<Date>,
    /// Who published it, where stated.
    pub publisher: Option<String>,
    /// Where it was published, where stated.
    pub url: Option<String>,
    /// The whole decoded text that all offsets count in. The articles of one page share the page's text.
    pub text: Arc<str>,
    /// SHA-256 of `text` in UTF-8, lowercase hexadecimal.
    pub sha256: String,
    /// The pieces of the article, in reading order; spans are bytes of `text`.
    pub blocks: Vec<Block>,
}

/// A piece of layout: a headline line, a paragraph, a byline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What the piece is.
    pub kind: BlockKind,
    /// Byte spans of the document's text, in order. More than one where a column break cut the piece: read without
    /// the break, they are one run of text.
    pub spans: Vec<Span>,
}

/// What a piece of layout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// A line of the headline, kickers and sub-headlines included.
    Headline,
    /// A heading inside the article.
    Subhead,
    /// The name of the column that the article appears in.
    Column,
    /// Who wrote it: `本报记者 郑杨`, or an author's name alone.
    Byline,
    /// Text of the article.
    Paragraph,
    /// Text under a picture.
    Caption,
    /// Who took the picture: `李龙摄(中经视觉)`.
    Credit,
}

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Read, but something is odd.
    Warning,
    /// Not read.
    Error,
}

/// Something to tell about an input that does not stop the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// File, and line where there is one: `a.jsonl:3`.
    pub place: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{word}: {}: {}", self.place, self.message)
    }
}
