//! A document enters; a [`Reading`] leaves: its text as read, with sentences, times and figures.
//!
//! Promise: every byte range of the reading on character boundaries maps back to a byte range of the document's text
//! that holds the same characters, but for the width of letters and punctuation, for the script of traditional
//! documents, and for the column breaks between them. Each character of the reading comes from one character of the document; only the line end of a block comes
//! from none.

mod chars;
mod dateline;
mod fold;
pub mod quantity;
mod sentences;
pub mod time;

use jiff::civil::Date;

use crate::model::script::Script;
use crate::model::{BlockKind, Document, Span};

pub use chars::CharIndex;

/// A document's text as read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Blocks in order, each ended by `\n`; column breaks joined, punctuation, width and script folded.
    pub text: String,
    /// The script that the document is written in. All of it is read in simplified characters.
    pub script: Script,
    /// The blocks.
    pub blocks: Vec<ReadBlock>,
    /// The sentences, in order; they cover every block.
    pub sentences: Vec<Sentence>,
    /// Anchor of relative dates: the dateline's day if there is one, else the document's date.
    pub date: Option<Date>,
    /// The document's date.
    pub published: Option<Date>,
    /// Where the characters come from, in order of the reading, without gaps.
    runs: Vec<Run>,
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

/// A stretch of the reading and the stretch of the document it was read from: byte for byte the same length, or one
/// folded character, or the line end of a block, which comes from nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    reading: Span,
    source: Span,
}

impl Run {
    /// The part of the source that a part of this run was read from.
    fn part(self, span: Span) -> Span {
        if self.reading.len() != self.source.len() {
            return self.source;
        }
        let start = span.start.max(self.reading.start) - self.reading.start;
        let end = span.end.min(self.reading.end) - self.reading.start;
        Span::new(self.source.start + start, self.source.start + end)
    }
}

/// Reads a document: joins its blocks, folds its characters, finds its sentences and its anchor date.
pub fn read(document: &Document) -> Reading {
    let written = document.blocks.iter().flat_map(|block| &block.spans);
    let script = Script::of(written.flat_map(|span| span.of(&document.text).chars()));
    let mut builder = Builder::default();
    for block in &document.blocks {
        builder.block(&document.text, script, block.kind, &block.spans);
    }
    let Builder { text, blocks, sentences, runs } = builder;
    let date = dateline::day(&text, &blocks, document.date).or(document.date);
    Reading { text, script, blocks, sentences, date, published: document.date, runs }
}

impl Reading {
    /// Bytes of the document's text that hold the same characters (and perhaps a column break between them). An empty
    /// span gives an empty span.
    pub fn source(&self, span: Span) -> Span {
        if span.is_empty() {
            let run = self.runs.get(self.run_at(span.start)).or(self.runs.last()).copied();
            let start = run.map_or(0, |run| {
                if span.start >= run.reading.end {
                    run.source.end
                } else {
                    run.part(Span::new(span.start, run.reading.end)).start
                }
            });
            return Span::new(start, start);
        }
        self.pieces(span).reduce(Span::join).unwrap_or(Span::new(0, 0))
    }

    /// Code points of the document's text that hold the same characters; `index` is over that text.
    pub fn char_span(&self, index: &CharIndex<'_>, span: Span) -> Span {
        index.to_chars(self.source(span))
    }

    /// The words as written, what a column break put between them left out; where the span crosses from one block to
    /// the next, a line end stands between them.
    pub fn verbatim(&self, document: &Document, span: Span) -> String {
        let mut words = String::new();
        for piece in self.pieces(span) {
            if piece.is_empty() {
                words.push('\n');
            } else {
                words.push_str(piece.of(&document.text));
            }
        }
        words
    }

    /// The words in the script of the document, with the width of the reading: what a name is shown as.
    pub fn as_written(&self, document: &Document, span: Span) -> String {
        let read = span.of(&self.text);
        let written = self.verbatim(document, span);
        read.chars()
            .zip(written.chars())
            .map(|(read, written)| match self.script {
                Script::Simplified => fold::sign_as_written(written, read),
                Script::Traditional => fold::as_written(written, read),
            })
            .collect()
    }

    /// Index of the sentence that holds the byte offset; the number of sentences where none does.
    pub fn sentence_at(&self, offset: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.span.end <= offset)
    }

    /// The sources of the runs that a span touches, in order of the reading; empty for the line end of a block.
    fn pieces(&self, span: Span) -> impl Iterator<Item = Span> {
        self.runs[self.run_at(span.start).min(self.runs.len())..]
            .iter()
            .take_while(move |run| run.reading.start < span.end)
            .map(move |run| run.part(span))
    }

    /// Index of the run that holds the byte offset of the reading.
    fn run_at(&self, offset: usize) -> usize {
        self.runs.partition_point(|run| run.reading.end <= offset)
    }
}

/// Puts a reading together, block by block.
#[derive(Default)]
struct Builder {
    text: String,
    blocks: Vec<ReadBlock>,
    sentences: Vec<Sentence>,
    runs: Vec<Run>,
}

impl Builder {
    /// Adds one block and its sentences.
    fn block(&mut self, source: &str, script: Script, kind: BlockKind, spans: &[Span]) {
        let written: Vec<(usize, char)> = spans
            .iter()
            .flat_map(|span| span.of(source).char_indices().map(move |(offset, c)| (span.start + offset, c)))
            .collect();
        let folded = fold::fold(&written.iter().map(|&(_, c)| c).collect::<Vec<_>>(), script);
        let start = self.text.len();
        let mut end_of_source = 0;
        for (&(offset, c), &read) in written.iter().zip(&folded) {
            end_of_source = offset + c.len_utf8();
            self.character(Span::new(offset, end_of_source), read);
        }
        let span = Span::new(start, self.text.len());
        // A dateline is a sentence of its own, so that the report's first sentence begins with its subject.
        let head = if kind == BlockKind::Paragraph { dateline::length(span.of(&self.text)) } else { 0 };
        let (dateline, report) = (Span::new(start, start + head), Span::new(start + head, span.end));
        let mut sentences = if head > 0 { vec![dateline] } else { Vec::new() };
        sentences.extend(sentences::sentences(report.of(&self.text)).into_iter().map(|part| part.shift(report.start)));
        let block = self.blocks.len();
        self.sentences.extend(sentences.into_iter().map(|span| Sentence { span, block }));
        self.blocks.push(ReadBlock { kind, span });
        self.text.push('\n');
        self.runs
            .push(Run { reading: Span::new(span.end, span.end + 1), source: Span::new(end_of_source, end_of_source) });
    }

    /// Adds one character, to the run before it where both go on without a gap and byte for byte.
    fn character(&mut self, source: Span, read: char) {
        let reading = Span::new(self.text.len(), self.text.len() + read.len_utf8());
        self.text.push(read);
        let even = reading.len() == source.len();
        match self.runs.last_mut() {
            Some(run)
                if even
                    && run.reading.len() == run.source.len()
                    && run.source.end == source.start
                    && run.reading.end == reading.start =>
            {
                run.reading.end = reading.end;
                run.source.end = source.end;
            }
            _ => self.runs.push(Run { reading, source }),
        }
    }
}

#[cfg(test)]
mod tests;
