//! Random quads and patterns over an index and over an Oxigraph store: both must give the same.

use std::collections::BTreeSet;
use std::io::Cursor;

use oxigraph::model::vocab::xsd;
use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};
use oxigraph::sparql::CancellationToken;
use oxigraph::sparql::QueryResults;
use oxigraph::store::Store;
use proptest::prelude::*;
use spargebra::SparqlParser;

use super::super::queried::{Graph, Queryable};
use super::super::spill::Room;
use super::{Index, IndexError};

const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn index(quads: &BTreeSet<String>) -> Index {
    let lines = quads.iter().map(|quad| format!("{quad} .\n")).collect::<String>();
    Index::from_bytes(built(&lines), HASH).unwrap()
}

fn built(lines: &str) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    super::build(lines.as_bytes(), HASH, &Room::near(&std::env::temp_dir()), &mut bytes).unwrap();
    bytes.into_inner()
}

fn node(number: u8) -> NamedNode {
    NamedNode::new_unchecked(format!("http://e/{}", ["甲", "乙", "p#x", "p", "g", "d/1", "d/1-2"][usize::from(number)]))
}

fn literal() -> impl Strategy<Value = Literal> {
    let number = prop::sample::select(vec!["1", "01", "+1", "1.0", "1.50", "-0", "1e0", "NaN", "INF", "x", ""]);
    let kind = prop::sample::select(vec![
        xsd::INTEGER,
        xsd::DECIMAL,
        xsd::DOUBLE,
        xsd::FLOAT,
        xsd::BYTE,
        xsd::BOOLEAN,
        xsd::STRING,
        xsd::DATE,
    ]);
    let date = prop::sample::select(vec!["2024-03-13", "2024-03-13Z", "2024-02-30", "-0001-01-01"]);
    let time = prop::sample::select(vec!["2024-03-13T00:00:00", "2024-03-13T24:00:00", "2024-03-13T00:00:00.50Z"]);
    prop_oneof![
        "[ab\\\\\"\n文]{0,3}".prop_map(Literal::new_simple_literal),
        ("[ab文]{0,2}", prop::sample::select(vec!["zh", "en", "zh-Latn-pinyin"]))
            .prop_map(|(words, tag)| Literal::new_language_tagged_literal(words, tag).unwrap()),
        (number, kind).prop_map(|(value, kind)| Literal::new_typed_literal(value, kind)),
        date.prop_map(|value| Literal::new_typed_literal(value, xsd::DATE)),
        time.prop_map(|value| Literal::new_typed_literal(value, xsd::DATE_TIME)),
    ]
}

fn object() -> impl Strategy<Value = Term> {
    prop_oneof![(0..7_u8).prop_map(|number| node(number).into()), literal().prop_map(Term::from)]
}

fn quad() -> impl Strategy<Value = Quad> {
    // Few names, so that patterns meet; no quad is in the default graph, as in every graph of ours.
    (0..7_u8, 0..4_u8, object(), 4..7_u8)
        .prop_map(|(s, p, o, g)| Quad::new(node(s), node(p), o, GraphName::from(node(g))))
}

/// The rows of a query, sorted.
fn rows(graph: &dyn Queryable, query: &str) -> Vec<String> {
    let query = SparqlParser::new().parse_query(query).unwrap();
    let results = graph.as_graph().evaluate(&query, None, &CancellationToken::new()).unwrap();
    let mut rows = match results {
        QueryResults::Solutions(solutions) => solutions.map(|row| format!("{:?}", row.unwrap())).collect::<Vec<_>>(),
        QueryResults::Boolean(answer) => vec![answer.to_string()],
        QueryResults::Graph(triples) => triples.map(|triple| triple.unwrap().to_string()).collect(),
    };
    rows.sort();
    rows
}

/// A place of a pattern: a variable, a node, or for objects a literal.
fn place(name: &'static str, literals: bool) -> BoxedStrategy<String> {
    let bound = (0..7_u8).prop_map(|number| node(number).to_string());
    if literals {
        prop_oneof![3 => Just(name.to_owned()), 1 => bound, 2 => literal().prop_map(|literal| literal.to_string())]
            .boxed()
    } else {
        prop_oneof![1 => Just(name.to_owned()), 1 => bound].boxed()
    }
}

/// What may stand around two patterns that share nothing.
fn filter2() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "FILTER(?o = ?z)",
        "FILTER(?s = ?x || ?o != 1)",
        "VALUES ?v { 1 2 } VALUES ?w { 3 4 }",
        "VALUES (?o ?v) { (1 2) (UNDEF 3) }",
        "OPTIONAL { ?o ?q ?x }",
        "OPTIONAL { ?v ?q ?w FILTER(?v = ?o) }",
        "MINUS { ?s <http://e/p> ?z }",
        "?z <http://e/p>* ?s",
        "{ SELECT ?v (COUNT(*) AS ?n) { ?v ?u ?w } GROUP BY ?v }",
        "GRAPH ?g { ?v <http://e/p> ?w . ?k ?l 1 }",
        "BIND(?o AS ?v) FILTER NOT EXISTS { ?x ?q ?s }",
    ])
}

fn query() -> impl Strategy<Value = String> {
    let triple =
        || (place("?s", false), place("?p", false), place("?o", true)).prop_map(|(s, p, o)| format!("{s} {p} {o}"));
    let graph = prop_oneof![Just("?g".to_owned()), (4..7_u8).prop_map(|number| node(number).to_string())];
    let filter = prop::sample::select(vec![
        "",
        "FILTER(?o = 1)",
        "FILTER(?o > 0)",
        "FILTER(?o < \"b\")",
        "FILTER(LANG(?o) = \"zh\")",
        "FILTER(?o >= \"2024-03-13\"^^<http://www.w3.org/2001/XMLSchema#date>)",
        "FILTER(sameTerm(?o, 1))",
        "FILTER(ISIRI(?o))",
        "FILTER EXISTS { ?o ?q ?r }",
        "BIND(?o + 1 AS ?n)",
        "BIND(STR(?o) AS ?n) ?m ?k ?n",
        "MINUS { ?s <http://e/p> ?o }",
        "OPTIONAL { ?o ?q ?r }",
    ]);
    prop_oneof![
        (triple(), filter).prop_map(|(t, f)| format!("SELECT * {{ {t} . {f} }}")),
        (graph, triple()).prop_map(|(g, t)| format!("SELECT * {{ GRAPH {g} {{ {t} }} }}")),
        (triple(), triple())
            .prop_map(|(a, b)| format!("SELECT * {{ {a} . {} }}", b.replace("?o", "?z").replace("?p", "?q"))),
        triple().prop_map(|t| format!("SELECT ?p (COUNT(*) AS ?n) (SUM(?o) AS ?m) {{ {t} }} GROUP BY ?p")),
        triple().prop_map(|t| format!("ASK {{ {t} }}")),
        (triple(), triple(), filter2()).prop_map(|(a, b, f)| {
            let b = b.replace("?s", "?x").replace("?p", "?y").replace("?o", "?z");
            format!("SELECT * {{ {a} . {b} . {f} }}")
        }),
        triple().prop_map(|t| format!("SELECT * FROM <http://e/g> FROM <http://e/d/1> {{ {t} }}")),
        triple().prop_map(|t| format!("SELECT * FROM NAMED <http://e/g> {{ GRAPH ?g {{ {t} }} }}")),
        (0..7_u8).prop_map(|n| format!("SELECT ?x {{ {} (<http://e/p>|<http://e/p#x>)+ ?x }}", node(n))),
        Just("SELECT ?g { GRAPH ?g { } }".to_owned()),
        Just("SELECT ?x { <http://e/none> <http://e/p>* ?x }".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_index_answers_as_oxigraph_does(
        quads in prop::collection::vec(quad(), 0..60),
        queries in prop::collection::vec(query(), 12),
    ) {
        // In the union a triple counts once over an index; so that Oxigraph counts alike, each stands in one graph.
        let mut seen = BTreeSet::new();
        let store = Store::new().unwrap();
        let quads = quads.into_iter().filter(|quad| {
            let object = super::lines::normal(quad.object.clone());
            seen.insert((quad.subject.to_string(), quad.predicate.to_string(), object.to_string()))
        });
        let lines = quads.map(|quad| { store.insert(&quad).unwrap(); quad.to_string() }).collect();
        let graph = Graph::from(index(&lines));
        prop_assert_eq!(graph.len().unwrap(), store.len().unwrap());
        for query in queries {
            prop_assert_eq!(rows(&graph, &query), rows(&store, &query), "{}", query);
        }
    }

    #[test]
    fn what_stands_beside_an_index_is_asked_with_it(
        quads in prop::collection::vec((quad(), 0..4_u8), 0..60),
        queries in prop::collection::vec(query(), 12),
    ) {
        // Some quads stand in the index, some beside it, some are taken away again.
        let mut seen = BTreeSet::new();
        let (mut lines, mut beside, mut gone) = (BTreeSet::new(), Vec::new(), Vec::new());
        let store = Store::new().unwrap();
        for (quad, place) in quads {
            let object = super::lines::normal(quad.object.clone());
            if !seen.insert((quad.subject.to_string(), quad.predicate.to_string(), object.to_string())) {
                continue;
            }
            match place {
                0 | 1 => drop(lines.insert(quad.to_string())),
                2 => beside.push(quad.clone()),
                _ => gone.push(quad.clone()),
            }
            if place < 3 {
                store.insert(&quad).unwrap();
            }
        }
        let mut draft = Graph::from(index(&lines)).draft().unwrap();
        for quad in beside.iter().chain(&gone) {
            prop_assert!(draft.insert(quad).unwrap());
            prop_assert!(!draft.insert(quad).unwrap());
        }
        let early = draft.graph();
        for quad in &gone {
            prop_assert!(draft.remove(quad).unwrap());
            prop_assert!(!draft.remove(quad).unwrap());
        }
        let graph = draft.graph();
        prop_assert_eq!(early.len().unwrap(), graph.len().unwrap() + gone.len());
        prop_assert_eq!(draft.lines().count(), beside.len());
        for query in &queries {
            prop_assert_eq!(rows(&graph, query), rows(&store, query), "{}", query);
        }
        // Its quads one by one, by any pattern.
        let token = CancellationToken::new();
        let of = |quads: Vec<Quad>| quads.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
        for number in 0..7 {
            let name = node(number);
            let subject = Some(name.as_ref().into());
            let ours = graph.quads(subject, None, None, None, &token).unwrap().collect::<Result<_, _>>().unwrap();
            let theirs = store.quads_for_pattern(subject, None, None, None).collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(of(ours), of(theirs));
            let named = Some(name.as_ref().into());
            let ours = graph.quads(None, None, None, named, &token).unwrap().collect::<Result<_, _>>().unwrap();
            let theirs = store.quads_for_pattern(None, None, None, named).collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(of(ours), of(theirs));
        }
        token.cancel();
        let left = graph.quads(None, None, None, None, &token).unwrap().collect::<Vec<_>>();
        prop_assert!(matches!(left[..], [Err(_)]), "a cancelled scan gives one error and ends");
    }

    #[test]
    fn the_union_counts_a_triple_once_and_its_graphs_each(quads in prop::collection::btree_set((0..3_u8, 0..2_u8, 4..7_u8), 0..20)) {
        let quad = |&(s, o, g): &(u8, u8, u8)| Quad::new(node(s), node(3), node(o), GraphName::from(node(g)));
        let graph = Graph::from(index(&quads.iter().map(|parts| quad(parts).to_string()).collect()));
        let triples = quads.iter().map(|(s, o, _)| (s, o)).collect::<BTreeSet<_>>();
        prop_assert_eq!(rows(&graph, "SELECT * { ?s ?p ?o }").len(), triples.len());
        prop_assert_eq!(rows(&graph, "SELECT * { ?s <http://e/p> ?o }").len(), triples.len());
        prop_assert_eq!(rows(&graph, "SELECT * { GRAPH ?g { ?s ?p ?o } }").len(), quads.len());
    }
}

/// Lines enough for several blocks of each part.
fn many() -> String {
    let quad = |n: usize| {
        let literal = Literal::new_language_tagged_literal_unchecked(format!("第{}", n % 700), "zh");
        let graph = NamedNode::new_unchecked(format!("http://e/g/{:03}", n / 400));
        format!(
            "{} .\n",
            Quad::new(
                NamedNode::new_unchecked(format!("http://e/s/{:05}", n / 3)),
                node((n % 4).to_le_bytes()[0]),
                literal,
                graph
            )
        )
    };
    (0..6000).map(quad).collect()
}

#[test]
fn many_blocks_are_read_as_one() {
    let lines = many();
    let graph = Graph::from(Index::from_bytes(built(&lines), HASH).unwrap());
    let store = Store::new().unwrap();
    store.load_from_slice(oxigraph::io::RdfFormat::NQuads, &lines).unwrap();
    for query in [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?s <http://e/p> ?o }",
        "SELECT * { ?s ?p \"第77\"@zh }",
        "SELECT * { GRAPH <http://e/g/007> { ?s <http://e/p> ?o } }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
        "SELECT ?g { GRAPH ?g { } }",
        "SELECT ?a ?b { ?a <http://e/p> ?o . ?b <http://e/p#x> ?o . FILTER(STR(?a) < \"http://e/s/00300\") }",
    ] {
        assert_eq!(rows(&graph, query), rows(&store, query), "{query}");
    }
}

#[test]
fn the_bytes_do_not_hang_on_threads_or_pieces() {
    let lines = many();
    let expected = built(&lines);
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert!(alone.install(|| built(&lines)) == expected);
    let room = Room::near(&std::env::temp_dir());
    let fed = |lines: &mut dyn Iterator<Item = &str>| {
        let mut builder = super::Builder::new(&room);
        for line in lines {
            builder.feed(format!("{line}\n").as_bytes())?;
        }
        let mut bytes = Cursor::new(Vec::new());
        builder.finish(HASH, &mut bytes).map(|()| bytes.into_inner())
    };
    assert!(fed(&mut lines.lines()).unwrap() == expected, "line by line");
    let refused = fed(&mut lines.lines().rev()).unwrap_err();
    assert!(refused.to_string().contains("not sorted"), "{refused}");
}

#[test]
fn other_bytes_are_refused() {
    let good = built(&many());
    assert!(matches!(Index::from_bytes(good.clone(), "other"), Err(IndexError::Stale)));
    assert!(matches!(Index::from_bytes(good[..50].to_vec(), HASH), Err(IndexError::Damaged)));
    assert!(matches!(Index::from_bytes(b"something else".repeat(100), HASH), Err(IndexError::Stale)));
    let query = SparqlParser::new().parse_query("SELECT * { ?s ?p ?o }").unwrap();
    let mut refused = 0;
    for at in (0..good.len()).step_by(1499) {
        let mut bad = good.clone();
        bad[at] ^= 1;
        // The four bytes of the version alone say stale.
        let Ok(index) = Index::from_bytes(bad, HASH) else {
            refused += 1;
            continue;
        };
        let graph = Graph::from(Index::read(index.bytes, HASH).unwrap());
        let results = graph.evaluate(&query, None, &CancellationToken::new());
        let Ok(QueryResults::Solutions(solutions)) = results else { panic!("a SELECT over all") };
        let rows = solutions.collect::<Result<Vec<_>, _>>();
        refused += usize::from(rows.is_err());
        if let Ok(rows) = rows {
            assert_eq!(rows.len(), 6000, "byte {at}");
        }
    }
    assert!(refused > 0);
}
