//! Lines of N-Quads as we write them enter; the bytes of their terms leave.

use std::borrow::Cow;

use memchr::memchr;
use oxigraph::model::{BlankNode, Literal, NamedNode, Term};
use spareval::ExpressionTerm;

/// Subject, predicate, object and graph of a line without its line feed; the graph is empty where there is none.
pub(in crate::rdf) fn split(line: &[u8]) -> Option<[&[u8]; 4]> {
    let (subject, rest) = term(line)?;
    let (predicate, rest) = term(rest.strip_prefix(b" ")?)?;
    let (object, rest) = term(rest.strip_prefix(b" ")?)?;
    let rest = rest.strip_prefix(b" ")?;
    if rest == b"." {
        return Some([subject, predicate, object, b""]);
    }
    let (graph, rest) = term(rest)?;
    (rest == b" .").then_some([subject, predicate, object, graph])
}

/// The term at the front, and what follows it.
fn term(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = match bytes.first()? {
        b'<' => memchr(b'>', bytes)? + 1,
        b'"' => {
            let mut end = closing_quote(bytes)? + 1;
            match bytes.get(end) {
                Some(b'^') => end += memchr(b'>', &bytes[end..])? + 1,
                Some(b'@') => end += memchr(b' ', &bytes[end..])?,
                _ => {}
            }
            end
        }
        b'_' => memchr(b' ', bytes)?,
        _ => return None,
    };
    Some(bytes.split_at(end))
}

/// Where the quotation mark is that ends the string at the front.
fn closing_quote(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr(b'"', bytes.get(at..)?)?;
        let escapes = bytes[1..at].iter().rev().take_while(|&&byte| byte == b'\\').count();
        if escapes % 2 == 0 {
            return Some(at);
        }
        at += 1;
    }
}

/// A term from its bytes; `None` where they are none.
pub(super) fn read(bytes: &[u8]) -> Option<Term> {
    let text = std::str::from_utf8(bytes).ok()?;
    if let Some(iri) = text.strip_prefix('<') {
        return Some(NamedNode::new_unchecked(iri.strip_suffix('>')?).into());
    }
    if let Some(id) = text.strip_prefix("_:") {
        return Some(BlankNode::new_unchecked(id).into());
    }
    let end = closing_quote(bytes).filter(|_| bytes[0] == b'"')?;
    let value = unescape(&text[1..end])?;
    let rest = &text[end + 1..];
    Some(if rest.is_empty() {
        Literal::new_simple_literal(value).into()
    } else if let Some(language) = rest.strip_prefix('@') {
        Literal::new_language_tagged_literal_unchecked(value, language).into()
    } else {
        let datatype = rest.strip_prefix("^^<")?.strip_suffix('>')?;
        Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype)).into()
    })
}

fn unescape(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('\\') {
        return Some(text.into());
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let kind = *rest.as_bytes().get(at + 1)?;
        rest = rest.get(at + 2..)?;
        plain.push(match kind {
            b't' => '\t',
            b'b' => '\u{8}',
            b'n' => '\n',
            b'r' => '\r',
            b'f' => '\u{c}',
            b'"' | b'\'' | b'\\' => char::from(kind),
            b'u' | b'U' => {
                let digits = if kind == b'u' { 4 } else { 8 };
                let number = u32::from_str_radix(rest.get(..digits)?, 16).ok()?;
                rest = rest.get(digits..)?;
                char::from_u32(number)?
            }
            _ => return None,
        });
    }
    plain.push_str(rest);
    Some(plain.into())
}

/// The one form of a term under which it is kept: as in Oxigraph's own store, a number, day or truth value is its value, so
/// that `"01"^^xsd:integer` and `"1"^^xsd:integer` are one term.
pub(super) fn normal(term: Term) -> Term {
    match &term {
        Term::Literal(literal) if literal.language().is_none() => ExpressionTerm::from(term).into(),
        _ => term,
    }
}

/// The bytes of the normal form, where they are others.
pub(super) fn normalized(bytes: &[u8]) -> Option<Vec<u8>> {
    const TYPED: &[u8] = b"\"^^<http://www.w3.org/2001/XMLSchema#";
    if bytes.first() != Some(&b'"') || bytes.last() != Some(&b'>') {
        return None;
    }
    let end = closing_quote(bytes)?;
    if !bytes[end..].starts_with(TYPED) {
        return None;
    }
    let normal = normal(read(bytes)?).to_string().into_bytes();
    (normal != bytes).then_some(normal)
}

#[cfg(test)]
mod tests {
    use oxigraph::model::{GraphName, Quad};
    use proptest::prelude::*;

    use super::*;

    fn node(name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("http://e/{name}"))
    }

    proptest! {
        #[test]
        fn what_the_engine_writes_is_read(value: String, kind in 0..4, graph in any::<bool>()) {
            let literal = match kind {
                0 => Literal::new_simple_literal(&value),
                1 => Literal::new_language_tagged_literal_unchecked(&value, "zh-latn-pinyin"),
                2 => Literal::new_typed_literal(&value, node("类型")),
                _ => Literal::from(i64::try_from(value.len()).unwrap_or(0)),
            };
            let graph = if graph { node("图").into() } else { GraphName::DefaultGraph };
            let quad = Quad::new(node("甲"), node("p#x"), literal.clone(), graph.clone());
            let line = format!("{quad} .");
            let parts = split(line.as_bytes()).expect("a line of ours");
            let shown = parts.map(|part| std::str::from_utf8(part).unwrap().to_owned());
            prop_assert_eq!(&shown[2], &literal.to_string());
            prop_assert_eq!(read(parts[2]), Some(Term::from(literal)));
            prop_assert_eq!(read(parts[0]), Some(Term::from(node("甲"))));
            prop_assert_eq!(parts[3].is_empty(), graph.is_default_graph());
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>, text: String) {
            let _ = (split(&bytes), read(&bytes), read(text.as_bytes()), read(format!("\"{text}").as_bytes()));
        }
    }

    #[test]
    fn values_have_one_form() {
        for (given, kept) in [
            (
                "\"01\"^^<http://www.w3.org/2001/XMLSchema#integer>",
                Some("\"1\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
            ),
            (
                "\"1.50\"^^<http://www.w3.org/2001/XMLSchema#decimal>",
                Some("\"1.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>"),
            ),
            ("\"2024-03-13\"^^<http://www.w3.org/2001/XMLSchema#date>", None),
            ("\"no date\"^^<http://www.w3.org/2001/XMLSchema#date>", None),
            ("\"01\"@zh", None),
            ("\"01\"", None),
            ("<http://e/01>", None),
        ] {
            assert_eq!(normalized(given.as_bytes()), kept.map(|kept| kept.as_bytes().to_vec()), "{given}");
        }
    }
}
