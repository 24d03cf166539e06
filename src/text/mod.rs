//! A document enters; a [`Reading`] leaves: its text as read, with sentences, times and figures.
//!
//! Promise: every byte range of the reading maps back to a byte range of the document's text that holds the same
//! characters.

pub mod quantity;

use jiff::civil::Date;

use crate::model::{BlockKind, Document, Span};

/// A document's text as read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Blocks in order, each ended by `\n`; column breaks joined, punctuation and width folded.
    pub text: String,
    /// The blocks.
    pub blocks: Vec<ReadBlock>,
    /// The sentences, in order; they cover every block.
    pub sentences: Vec<Sentence>,
    /// Anchor of relative dates: the dateline's day if there is one, else the document's date.
    pub date: Option<Date>,
    /// The document's date.
    pub published: Option<Date>,
}

/// A block of the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadBlock {
    /// What the block is.
    pub kind: BlockKind,
    /// Bytes of [`Reading::text`], without the line end.
    pub span: Span,
}

/// A sentence of the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of [`Reading::text`].
    pub span: Span,
    /// Index of its block.
    pub block: usize,
}

impl Reading {
    /// Bytes of the document's text that hold the same characters (and perhaps a column break between them).
    pub fn source(&self, span: Span) -> Span {
        span
    }

    /// The words as written, line breaks of a column break left out.
    pub fn verbatim(&self, document: &Document, span: Span) -> String {
        self.source(span).of(&document.text).replace('\n', "")
    }

    /// Index of the sentence that holds the byte offset.
    pub fn sentence_at(&self, offset: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.span.end <= offset)
    }
}
