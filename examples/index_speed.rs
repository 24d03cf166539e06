//! A store folder enters; a table leaves: how long its index takes to make and to open, and each query of the library and
//! some heavier ones over the index and over an Oxigraph store in memory, with whether both give the same rows.
//!
//! ```text
//! cargo run --release --example index_speed -- wenmai-store [index-only]
//! ```
//!
//! Times are in milliseconds: over the index with nothing kept, again, and in memory. A query runs for half a minute at most.

#![allow(clippy::print_stdout, reason = "an example prints its findings")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;
use std::time::{Duration, Instant};

use oxigraph::io::{RdfFormat, RdfParser};
use wenmai::query;
use wenmai::rdf::index::{self, Index};
use wenmai::rdf::{Graph, Queryable, Store};

/// Queries that read much, by what they try.
const HEAVY: [(&str, &str); 9] = [
    ("count of all", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
    ("count by class", "SELECT ?class (COUNT(?x) AS ?n) { ?x a ?class } GROUP BY ?class ORDER BY ?class"),
    (
        "count by graph, largest",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?c } } GROUP BY ?g ORDER BY DESC(?n) ?g LIMIT 5",
    ),
    (
        "one graph",
        "SELECT ?s ?p ?o { GRAPH <https://w3id.org/wenmai/data/graph/doc/xwlb-20240606-04> { ?s ?p ?o } } ORDER BY ?s ?p ?o",
    ),
    (
        "a class in one graph",
        "SELECT (COUNT(*) AS ?n) { GRAPH <https://w3id.org/wenmai/data/graph/doc/xwlb-20240606-04> { ?s a wm:Mention } }",
    ),
    (
        "join: visits with names",
        "SELECT ?a ?b { ?x wm:visited ?y . ?x skos:prefLabel ?a . ?y skos:prefLabel ?b } ORDER BY ?a ?b LIMIT 50",
    ),
    (
        "filter: days",
        "SELECT (COUNT(*) AS ?n) { ?e wm:eventDate ?d FILTER(?d >= \"2024-01-01\"^^<http://www.w3.org/2001/XMLSchema#date>) }",
    ),
    (
        "filter: words in names",
        "SELECT ?x ?l { ?x skos:prefLabel ?l FILTER(CONTAINS(?l, \"大学\")) } ORDER BY ?x ?l LIMIT 50",
    ),
    (
        "path: all inside Guangdong",
        "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?g skos:prefLabel \"广东省\"@zh . ?x wm:locatedIn+ ?g }",
    ),
];

/// Names that the queries of the library are asked with.
const NAMES: [&str; 2] = ["李强", "广东省"];

const PREFIXES: &str = "PREFIX wm: <https://w3id.org/wenmai#>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = std::env::args().collect::<Vec<_>>();
    let root = Path::new(arguments.get(1).ok_or("give the folder of a store")?);
    let alone = arguments.get(2).is_some_and(|word| word == "index-only");
    let store = Store::open_records(root)?;
    let hash = store.manifest().graph.sha256.clone();
    let path = std::env::temp_dir().join(format!("index-speed-{}.wm", std::process::id()));

    let mut memory = None;
    if alone {
        fs::copy(root.join("index.wm"), &path)?;
    } else {
        let lines = timed("read the snapshot", || store.snapshot())?;
        timed("make the index", || {
            index::build(&lines, &hash, &store.room(), &mut BufWriter::new(File::create(&path)?))
        })?;
        let engine = oxigraph::store::Store::new()?;
        timed("load Oxigraph in memory", || -> Result<(), Box<dyn Error>> {
            let mut loader = engine.bulk_loader();
            loader.load_from_slice(RdfParser::from_format(RdfFormat::NQuads).lenient(), &lines)?;
            loader.commit()?;
            Ok(())
        })?;
        memory = Some(Graph::from(engine));
        println!("snapshot {} MB, index {} MB", lines.len() >> 20, fs::metadata(&path)?.len() >> 20);
    }
    let open = timed("open the index", || Index::open(&path, &hash))?;
    println!("{} terms, {} quads\n", open.terms(), open.quads());
    drop(open);

    println!("{:34} {:>7} {:>9} {:>9} {:>9}", "query", "rows", "first", "again", "memory");
    let mut asked = Vec::new();
    for query in query::library()? {
        // Open, it tells of the whole graph; with a name, what one reader asks.
        asked.push((query.id.clone(), query.text.clone(), BTreeMap::new()));
        if let Some(param) = query.params.iter().find(|param| param.doc.contains(" / the ") || param.default.is_none())
        {
            for name in NAMES {
                let bound = BTreeMap::from([(param.name.clone(), name.to_owned())]);
                asked.push((format!("{} {name}", query.id), query.text.clone(), bound));
            }
        }
    }
    asked.extend(HEAVY.map(|(name, text)| (name.to_owned(), format!("{PREFIXES}{text}"), BTreeMap::new())));
    for (name, text, bound) in asked {
        let graph = Graph::from(Index::open(&path, &hash)?);
        let (first, took) = run(&graph, &text, &bound);
        let (_, again) = run(&graph, &text, &bound);
        let other = memory.as_ref().map(|memory| run(memory, &text, &bound));
        let same = other.as_ref().is_none_or(|(rows, _)| *rows == first);
        println!(
            "{name:34} {:>7} {:>9.1} {:>9.1} {:>9.1}{}",
            first.as_ref().map_or_else(|error| error[..error.len().min(12)].to_owned(), |rows| rows.len().to_string()),
            took.as_secs_f64() * 1e3,
            again.as_secs_f64() * 1e3,
            other.as_ref().map_or(f64::NAN, |(_, took)| took.as_secs_f64() * 1e3),
            if same { "" } else { "  NOT THE SAME ROWS" },
        );
    }
    fs::remove_file(&path)?;
    Ok(())
}

type Rows = Result<Vec<String>, String>;

/// The rows of a query, sorted, and how long it took.
fn run(graph: &dyn Queryable, text: &str, bound: &BTreeMap<String, String>) -> (Rows, Duration) {
    let start = Instant::now();
    let table = query::run(graph, text, bound);
    let took = start.elapsed();
    let rows = table.map(|table| {
        let mut rows = table.rows.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>();
        rows.sort();
        rows
    });
    (rows.map_err(|error| error.to_string()), took)
}

fn timed<T, E>(what: &str, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let start = Instant::now();
    let result = work();
    println!("{what}: {:.3} s", start.elapsed().as_secs_f64());
    result
}
