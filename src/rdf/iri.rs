//! Keys enter; IRIs leave.
//!
//! Promises: distinct keys give distinct IRIs, and each is valid (RFC 3987); Chinese characters stay as they are; only
//! what an IRI forbids, `%` itself and dot segments are percent-encoded, byte by byte in UTF-8. A key's own `/` parts it,
//! a document id's does not.

use oxigraph::model::NamedNode;

use crate::graph::NodeKey;
use crate::model::{DocumentId, Span};

/// Mints the IRIs under one base.
#[derive(Debug, Clone)]
pub struct Minter<'a> {
    base: &'a str,
}

impl<'a> Minter<'a> {
    /// `base` ends in `/` or `#`.
    pub fn new(base: &'a str) -> Self {
        Self { base }
    }

    /// `{base}person/李强`.
    pub fn node(&self, key: &NodeKey) -> NamedNode {
        self.path(&key.0.split('/').collect::<Vec<_>>())
    }

    /// `{base}document/<id>`.
    pub fn document(&self, id: &DocumentId) -> NamedNode {
        self.path(&["document", &id.0])
    }

    /// `{base}graph/doc/<id>`.
    pub fn document_graph(&self, id: &DocumentId) -> NamedNode {
        self.path(&["graph", "doc", &id.0])
    }

    /// `{base}graph/<name>`.
    pub fn graph(&self, name: &str) -> NamedNode {
        self.path(&["graph", name])
    }

    /// `{base}<room>/<document>/<begin>-<end>` for a mention or passage.
    pub fn span(&self, room: &str, document: &DocumentId, span: Span) -> NamedNode {
        self.path(&[room, &document.0, &format!("{}-{}", span.start, span.end)])
    }

    /// `{base}` and the parts, encoded, with `/` between.
    pub fn path(&self, parts: &[&str]) -> NamedNode {
        let mut iri = self.base.to_owned();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                iri.push('/');
            }
            encode(part, &mut iri);
        }
        NamedNode::new_unchecked(iri)
    }
}

fn encode(part: &str, iri: &mut String) {
    let dots = !part.is_empty() && part.chars().all(|c| c == '.');
    for c in part.chars() {
        if allowed(c) && !dots {
            iri.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                iri.push('%');
                for nibble in [byte >> 4, byte & 15] {
                    iri.push(char::from(b"0123456789ABCDEF"[usize::from(nibble)]));
                }
            }
        }
    }
}

/// `ipchar` of RFC 3987 without `%`.
fn allowed(c: char) -> bool {
    match c {
        c if c.is_ascii_alphanumeric() => true,
        c if c.is_ascii() => "-._~!$&'()*+,;=:@".contains(c),
        '\u{a0}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{ffef}' => !is_invisible(c),
        // Planes 14 to 16 hold tags and private characters.
        '\u{10000}'..='\u{dffff}' => u32::from(c) & 0xffff < 0xfffe && !is_invisible(c),
        _ => false,
    }
}

/// Characters that RFC 3987 lets in (or bids leave out, as the marks of direction) and that no one sees: an IRI that
/// is copied by hand would lose them.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rdf::vocab::DEFAULT_BASE;

    fn mint(key: &str) -> String {
        Minter::new(DEFAULT_BASE).node(&NodeKey(key.to_owned())).into_string()
    }

    #[test]
    fn chinese_stays_and_the_forbidden_is_encoded() {
        assert_eq!(mint("person/李强"), "https://w3id.org/wenmai/data/person/李强");
        assert_eq!(mint("policy/a b%<“x”>"), "https://w3id.org/wenmai/data/policy/a%20b%25%3C“x”%3E");
        assert_eq!(mint("x/.."), "https://w3id.org/wenmai/data/x/%2E%2E");
        let id = DocumentId("a/b".to_owned());
        assert!(Minter::new(DEFAULT_BASE).document(&id).as_str().ends_with("document/a%2Fb"));
    }

    proptest! {
        #[test]
        fn distinct_keys_give_distinct_valid_iris(one in "\\PC{0,12}|[.%/ ]{0,6}|.{0,8}", two in "\\PC{0,12}|[.%/ ]{0,6}|.{0,8}") {
            let (first, second) = (mint(&one), mint(&two));
            prop_assert!(NamedNode::new(&first).is_ok(), "{first}");
            prop_assert_eq!(one == two, first == second);
            let id = |text: &str| Minter::new(DEFAULT_BASE).document(&DocumentId(text.to_owned()));
            prop_assert_eq!(one == two, id(&one) == id(&two));
            prop_assert!(NamedNode::new(id(&one).as_str()).is_ok());
        }
    }
}
