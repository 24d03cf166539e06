//! Files that keep what was read off a graph, so that one question need not read it all again.
//!
//! The layout: a key that tells which graph and which layout it is of, the SHA-256 of the body, and the body, in which
//! numbers take seven bits a byte and texts have their length in front. Promises: the same content has the same bytes; bytes
//! with another key, or of which one is damaged, give nothing. Such a file is a copy of what the graph holds: removed, it is
//! made again.

use crate::rdf::store::sha256;
use crate::rdf::varint::{put, take};

/// Puts numbers and texts down one after the other.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// The bytes with their key in front.
    pub fn sealed(self, key: &str) -> Vec<u8> {
        let mut bytes = key.as_bytes().to_vec();
        bytes.extend(sha256(&self.bytes).as_bytes());
        bytes.extend(self.bytes);
        bytes
    }

    /// A text, or that there is none.
    pub fn perhaps(&mut self, text: Option<&str>) {
        self.number(usize::from(text.is_some()));
        if let Some(text) = text {
            self.text(text);
        }
    }

    /// A whole number that is not negative.
    pub fn number(&mut self, number: usize) {
        // A catalogue of more than four thousand million parts is not kept: what is read back fails.
        put(&mut self.bytes, u32::try_from(number).unwrap_or(u32::MAX));
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.number(text.len());
        self.bytes.extend(text.as_bytes());
    }

    /// A list of texts.
    pub fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t String, IntoIter: ExactSizeIterator>) {
        let texts = texts.into_iter();
        self.number(texts.len());
        texts.for_each(|text| self.text(text));
    }
}

/// Takes them up again, in the same order; nothing where they are not there.
#[derive(Debug)]
pub struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    /// The numbers and texts of sealed bytes, where they are whole and have this key.
    pub fn unsealed(bytes: &'b [u8], key: &str) -> Option<Self> {
        let (hash, bytes) = bytes.strip_prefix(key.as_bytes())?.split_at_checked(64)?;
        (hash == sha256(bytes).as_bytes()).then_some(Self { bytes })
    }

    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }

    /// See [`Writer::perhaps`].
    #[allow(
        clippy::option_option,
        reason = "nothing where the bytes are damaged, nothing in it where nothing was written"
    )]
    pub fn perhaps(&mut self) -> Option<Option<&'b str>> {
        Some(if self.number()? == 1 { Some(self.text()?) } else { None })
    }

    /// See [`Writer::number`].
    pub fn number(&mut self) -> Option<usize> {
        usize::try_from(take(&mut self.bytes)?).ok()
    }

    /// See [`Writer::text`].
    pub fn text(&mut self) -> Option<&'b str> {
        let length = self.number()?;
        let (text, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        std::str::from_utf8(text).ok()
    }

    /// See [`Writer::texts`].
    pub fn texts(&mut self) -> Option<Vec<String>> {
        let count = self.number()?;
        (0..count).map(|_| self.text().map(str::to_owned)).collect()
    }
}
