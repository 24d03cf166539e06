//! Byte offsets to code points and back.
//!
//! A text enters once; offsets are then converted by a look-up and a count of at most [`STEP`] bytes, so that a
//! thousand spans of one document cost no thousand walks over it.

use crate::model::Span;

/// Bytes between two entries of the table.
const STEP: usize = 128;

/// Counts the code points of a text by a sampled table.
#[derive(Debug, Clone)]
pub struct CharIndex<'a> {
    text: &'a str,
    /// Code points that begin before byte `n * STEP`.
    counts: Vec<usize>,
}

impl<'a> CharIndex<'a> {
    /// Walks over the text once.
    pub fn new(text: &'a str) -> Self {
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for piece in text.as_bytes().chunks(STEP) {
            counts.push(count);
            count += begun(piece);
        }
        counts.push(count);
        Self { text, counts }
    }

    /// Number of code points before the byte offset, which is at most the length of the text.
    pub fn to_char(&self, byte: usize) -> usize {
        let entry = byte / STEP;
        self.counts[entry] + begun(&self.text.as_bytes()[entry * STEP..byte])
    }

    /// The span in code points of a span in bytes.
    pub fn to_chars(&self, bytes: Span) -> Span {
        Span::new(self.to_char(bytes.start), self.to_char(bytes.end))
    }

    /// Byte offset of the code point with the number `char`; the length of the text where there are fewer.
    pub fn to_byte(&self, char: usize) -> usize {
        let entry = self.counts.partition_point(|&count| count <= char);
        let Some(entry) = entry.checked_sub(1) else {
            return 0;
        };
        let mut left = char - self.counts[entry];
        let bytes = self.text.as_bytes();
        let mut at = (entry * STEP).min(bytes.len());
        while at < bytes.len() {
            if self.text.is_char_boundary(at) {
                if left == 0 {
                    return at;
                }
                left -= 1;
            }
            at += 1;
        }
        bytes.len()
    }

    /// The span in bytes of a span in code points.
    pub fn to_bytes(&self, chars: Span) -> Span {
        Span::new(self.to_byte(chars.start), self.to_byte(chars.end))
    }
}

/// Number of code points that begin in the bytes.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::CharIndex;

    proptest! {
        #[test]
        fn offsets_agree_with_counting(text in "[a，。𠮷é\n中]{0,400}") {
            let index = CharIndex::new(&text);
            for (count, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(index.to_char(byte), count);
                prop_assert_eq!(index.to_byte(count), byte);
            }
            prop_assert_eq!(index.to_char(text.len()), text.chars().count());
            prop_assert_eq!(index.to_byte(text.chars().count()), text.len());
        }
    }
}
