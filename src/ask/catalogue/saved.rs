//! The catalogue in a file of its own, so that one question need not read all names of the store.
//!
//! What enters: what was read off a store, and a key that tells which graph it is of. What leaves: bytes, and from them the
//! same again; [`super::super::kept`] says what they promise.

use std::collections::BTreeSet;

use oxigraph::model::NamedNode;

use super::super::kept::{Reader, Writer};
use super::super::words::Sort;
use super::names::Entry;
use super::{Article, Names, Stock, Thing, read};
use crate::knowledge::ontology::Ontology;

/// Changes whenever the layout does, or what is folded or cut of a name.
const FORMAT: u32 = 1;

/// What the names hang on: the graph, the classes whose members have names, and this layout.
pub fn key(hash: &str, ontology: &Ontology) -> String {
    format!("wenmai names {FORMAT}\n{hash}\n{}\n", read::classes(ontology).join(" "))
}

/// The bytes of what was read.
pub fn encode(stock: &Stock, key: &str) -> Vec<u8> {
    let mut body = Writer::default();
    // The few names of classes stand once.
    let kinds: Vec<&String> =
        stock.things.iter().flat_map(|thing| &thing.kinds).collect::<BTreeSet<_>>().into_iter().collect();
    body.number(kinds.len());
    for kind in &kinds {
        body.text(kind);
    }
    body.number(stock.things.len());
    for thing in &stock.things {
        body.text(thing.node.as_str());
        body.number(Sort::ALL.iter().position(|sort| *sort == thing.sort).unwrap_or_default());
        body.number(thing.kinds.len());
        for kind in &thing.kinds {
            body.number(kinds.binary_search(&kind).unwrap_or_default());
        }
        body.texts(&thing.names);
    }
    body.number(stock.articles.len());
    for article in &stock.articles {
        body.text(article.node.as_str());
        body.text(&article.title);
    }
    body.texts(&stock.titles);
    body.text(&stock.latest.map(|day| day.to_string()).unwrap_or_default());
    body.number(stock.inside.len());
    for (inner, outer) in &stock.inside {
        body.number(*inner);
        body.number(*outer);
    }
    let (whole, cut) = stock.names.lists();
    for list in [whole, cut] {
        body.number(list.len());
        for (name, things) in list {
            body.text(name);
            body.number(things.len());
            for thing in things {
                body.number(*thing);
            }
        }
    }
    body.sealed(key)
}

/// What was read, where the bytes are whole and have this key.
pub fn decode(bytes: &[u8], key: &str) -> Option<Stock> {
    let mut body = Reader::unsealed(bytes, key)?;
    let kinds = body.texts()?;
    let mut stock = Stock::default();
    for _ in 0..body.number()? {
        let node = NamedNode::new_unchecked(body.text()?);
        let sort = *Sort::ALL.get(body.number()?)?;
        let count = body.number()?;
        let kinds = (0..count).map(|_| kinds.get(body.number()?).cloned()).collect::<Option<_>>()?;
        let names = body.texts()?;
        stock.things.push(Thing { node, sort, kinds, label: names.first()?.clone(), names });
    }
    for _ in 0..body.number()? {
        let node = NamedNode::new_unchecked(body.text()?);
        stock.articles.push(Article { node, title: body.text()?.to_owned() });
    }
    stock.titles = body.texts()?.into_iter().collect();
    stock.latest = body.text()?.parse().ok();
    let things = stock.things.len();
    let thing = |body: &mut Reader| body.number().filter(|thing| *thing < things);
    for _ in 0..body.number()? {
        stock.inside.push((thing(&mut body)?, thing(&mut body)?));
    }
    let mut list = || -> Option<Vec<Entry>> {
        let count = body.number()?;
        let entry = |body: &mut Reader| {
            let name = body.text()?.to_owned();
            let count = body.number()?;
            Some((name, (0..count).map(|_| thing(body)).collect::<Option<_>>()?))
        };
        (0..count).map(|_| entry(&mut body)).collect()
    };
    let (whole, cut) = (list()?, list()?);
    stock.names = Names::listed(whole, cut);
    body.is_done().then_some(stock)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stock() -> Stock {
        let thing = |iri: &str, sort, kind: &str, names: &[&str]| Thing {
            node: NamedNode::new_unchecked(iri),
            sort,
            kinds: BTreeSet::from([kind.to_owned(), sort.name().to_owned()]),
            label: names[0].to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let things = vec![
            thing("https://example.org/江海", Sort::Place, "City", &["江海市", "江海"]),
            thing("https://example.org/云岭", Sort::Organization, "Company", &["江海云岭半导体有限公司"]),
        ];
        let names = Names::of(&things);
        Stock {
            things,
            articles: vec![Article {
                node: NamedNode::new_unchecked("https://example.org/d"),
                title: "试飞".to_owned(),
            }],
            titles: BTreeSet::from(["市长".to_owned()]),
            latest: "2025-06-23".parse().ok(),
            inside: vec![(1, 0)],
            names,
        }
    }

    #[test]
    fn what_is_kept_is_what_was_read() {
        let stock = stock();
        let bytes = encode(&stock, "key\n");
        let back = decode(&bytes, "key\n").unwrap();
        assert_eq!((&back.things, &back.articles, &back.titles), (&stock.things, &stock.articles, &stock.titles));
        assert_eq!((back.latest, &back.inside), (stock.latest, &stock.inside));
        assert_eq!(back.names.lists(), stock.names.lists());
        assert_eq!(back.names.cut_to("云岭半导体"), [1]);
        assert_eq!(encode(&back, "key\n"), bytes);
    }

    #[test]
    fn what_is_of_another_graph_or_damaged_gives_nothing() {
        let bytes = encode(&stock(), "key\n");
        assert!(decode(&bytes, "yek\n").is_none());
        for at in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 1;
            assert!(decode(&broken, "key\n").is_none(), "byte {at}");
            assert!(decode(&bytes[..at], "key\n").is_none(), "cut at {at}");
        }
    }
}
