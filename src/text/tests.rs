//! Laws of reading.

use std::sync::Arc;

use proptest::prelude::*;

use super::{CharIndex, read};
use crate::model::{Block, BlockKind, Document, DocumentId, Span};

/// A document whose blocks are made of the given pieces; `"|"` inside a piece stands for a column break.
fn document(pieces: &[String]) -> Document {
    let mut text = String::from("\n\n");
    let mut blocks = Vec::new();
    for piece in pieces {
        let mut spans = Vec::new();
        for part in piece.split('|') {
            let start = text.len();
            text.push_str(part);
            if !part.is_empty() {
                spans.push(Span::new(start, text.len()));
            }
            text.push_str("\r\n\n");
        }
        blocks.push(Block { kind: BlockKind::Paragraph, spans });
    }
    Document {
        id: DocumentId("d".into()),
        source: "d.txt".into(),
        title: String::new(),
        date: None,
        publisher: None,
        url: None,
        text: Arc::from(text),
        sha256: String::new(),
        blocks,
    }
}

#[test]
fn a_column_break_is_read_over_and_kept_in_the_source() {
    let document = document(&["存在不少短|板,如(技术)".into(), "完。".into()]);
    let reading = read(&document);
    assert_eq!(reading.text, "存在不少短板，如（技术）\n完。\n");
    let at = reading.text.find("短板").unwrap();
    let span = Span::new(at, at + "短板，".len());
    assert_eq!(reading.source(span).of(&document.text), "短\r\n\n板,");
    assert_eq!(reading.verbatim(&document, span), "短板,");
    let across = Span::new(reading.text.find("）").unwrap(), reading.text.len() - 1);
    assert_eq!(reading.verbatim(&document, across), ")\n完。");
    assert_eq!(reading.sentence_at(reading.text.find('完').unwrap()), 1);
}

#[test]
fn the_break_before_a_span_is_not_part_of_it() {
    let document = document(&["短|板".into()]);
    let reading = read(&document);
    for (word, span) in [("短", Span::new(0, 3)), ("板", Span::new(3, 6))] {
        assert_eq!(reading.source(span).of(&document.text), word);
    }
    assert!(reading.source(Span::new(3, 3)).is_empty());
}

proptest! {
    #[test]
    fn the_laws_hold(pieces in prop::collection::vec("[中国a1,.:!?()。！？…”“、；Ａ１％．𠮷 |\u{3000}]{0,40}", 0..5)) {
        let document = document(&pieces);
        let reading = read(&document);
        // Blocks concatenate to the text, sentences to the blocks.
        let joined: String = reading.blocks.iter().flat_map(|block| [block.span.of(&reading.text), "\n"]).collect();
        prop_assert_eq!(&joined, &reading.text);
        for (number, block) in reading.blocks.iter().enumerate() {
            let said: String = reading
                .sentences
                .iter()
                .filter(|sentence| sentence.block == number)
                .map(|sentence| sentence.span.of(&reading.text))
                .collect();
            prop_assert_eq!(said, block.span.of(&reading.text));
        }
        // Every character maps back to one character of the source, in order, equal but for folding.
        let index = CharIndex::new(&document.text);
        let mut read_back = String::new();
        for (offset, c) in reading.text.char_indices() {
            let span = Span::new(offset, offset + c.len_utf8());
            let source = reading.source(span);
            if c == '\n' {
                prop_assert!(source.is_empty());
                continue;
            }
            let written = source.of(&document.text);
            prop_assert_eq!(written.chars().count(), 1);
            prop_assert_eq!(reading.char_span(&index, span).len(), 1);
            prop_assert_eq!(&reading.verbatim(&document, span), written);
            prop_assert!(reading.sentences[reading.sentence_at(offset)].span.contains(span));
            read_back.push_str(written);
        }
        prop_assert_eq!(read_back, pieces.concat().replace('|', ""));
        // A span maps to the hull of its characters.
        let bounds: Vec<usize> = reading.text.char_indices().map(|(at, _)| at).collect();
        for pair in bounds.windows(3) {
            let whole = Span::new(pair[0], pair[2]);
            let parts = reading.source(Span::new(pair[0], pair[1])).join(reading.source(Span::new(pair[1], pair[2])));
            prop_assert_eq!(reading.source(whole), parts);
        }
    }
}
