//! The same graph held by the index and by an Oxigraph store in memory: `cargo bench --bench store`. Each question is asked
//! of both in the same run, so that their ratio can be read off.
//!
//! The graph is that of the example articles; `WENMAI_STORE=DIR` takes a store of your own (with its snapshot read into memory
//! for the comparison).

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::Bencher;
use oxigraph::io::{RdfFormat, RdfParser};
use wenmai::ingest::{Options, read_inputs};
use wenmai::knowledge::Knowledge;
use wenmai::pipeline;
use wenmai::query;
use wenmai::rdf::index::{self, Index};
use wenmai::rdf::spill::Room;
use wenmai::rdf::{Graph, Queryable, Store, vocab};

fn main() {
    divan::main();
}

const HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

static LINES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    if let Some(root) = std::env::var_os("WENMAI_STORE") {
        return Store::open_records(Path::new(&root)).and_then(|store| store.snapshot()).expect("a whole store");
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/articles").to_owned();
    let documents = read_inputs(&[folder], &Options { date: Some(jiff::civil::date(2025, 5, 21)) }).0;
    let records = pipeline::records(&documents, Knowledge::embedded(), || ());
    let quads = pipeline::quads(&records, Knowledge::embedded(), vocab::DEFAULT_BASE);
    quads.iter().flat_map(|quad| format!("{quad} .\n").into_bytes()).collect()
});

static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let path = std::env::temp_dir().join("wenmai-bench-index.wm");
    make(&path);
    path
});

static MEMORY: LazyLock<Graph> = LazyLock::new(|| load().into());
static INDEX: LazyLock<Graph> = LazyLock::new(|| Index::open(&FILE, HASH).expect("it was just made").into());

fn make(path: &Path) {
    let mut file = BufWriter::new(File::create(path).expect("a folder for temporary files"));
    index::build(&LINES, HASH, &Room::near(&std::env::temp_dir()), &mut file).expect("lines of ours");
}

fn load() -> oxigraph::store::Store {
    let store = oxigraph::store::Store::new().expect("a store in memory");
    let mut loader = store.bulk_loader();
    loader
        .load_from_slice(RdfParser::from_format(RdfFormat::NQuads).lenient(), LINES.as_slice())
        .expect("lines of ours");
    loader.commit().expect("a store in memory");
    store
}

#[divan::bench]
fn open_index(bencher: Bencher) {
    bencher.bench(|| Index::open(&FILE, HASH));
}

#[divan::bench]
fn open_in_memory(bencher: Bencher) {
    LazyLock::force(&LINES);
    bencher.bench(load);
}

#[divan::bench]
fn make_index(bencher: Bencher) {
    LazyLock::force(&LINES);
    let path = std::env::temp_dir().join("wenmai-bench-made.wm");
    bencher.bench(|| make(&path));
    let _ = fs::remove_file(path);
}

const QUERIES: [&str; 5] =
    ["who-visited-which-company", "where-did-a-person-go", "what-is-in-a-place", "most-mentioned", "documents"];

#[divan::bench(args = QUERIES)]
fn query_index(bencher: Bencher, name: &str) {
    ask(bencher, &*INDEX, name);
}

#[divan::bench(args = QUERIES)]
fn query_in_memory(bencher: Bencher, name: &str) {
    ask(bencher, &*MEMORY, name);
}

fn ask(bencher: Bencher, graph: &dyn Queryable, name: &str) {
    let text = query::named(name).expect("a query of the library").text;
    bencher.bench(|| query::run(graph, &text, &BTreeMap::new()).expect("it runs"));
}
