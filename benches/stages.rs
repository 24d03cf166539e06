//! Each stage of the pipeline over the example articles: `cargo bench`. Figures are characters of text per second, so
//! that the stages can be set side by side.

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::CharsCount;
use wenmai::ingest::{Options, read_inputs};
use wenmai::knowledge::Knowledge;
use wenmai::model::{Document, Record};
use wenmai::{extract, graph, link, pipeline, rdf, relate, text};

fn main() {
    divan::main();
}

static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/articles").to_owned();
    read_inputs(&[folder], &Options { date: Some(jiff::civil::date(2025, 5, 21)) }).0
});

static RECORDS: LazyLock<Vec<Record>> = LazyLock::new(|| pipeline::records(&DOCUMENTS, Knowledge::embedded(), || ()));

/// Characters of the articles, headlines included.
fn characters() -> CharsCount {
    let blocks = DOCUMENTS.iter().flat_map(|document| document.blocks.iter().map(move |block| (document, block)));
    let spans = blocks.flat_map(|(document, block)| block.spans.iter().map(move |span| span.of(&document.text)));
    CharsCount::new(spans.map(|piece| piece.chars().count()).sum::<usize>())
}

#[divan::bench]
fn read(bencher: Bencher) {
    bencher.counter(characters()).bench(|| DOCUMENTS.iter().map(text::read).collect::<Vec<_>>());
}

#[divan::bench]
fn annotate(bencher: Bencher) {
    let readings = DOCUMENTS.iter().map(text::read).collect::<Vec<_>>();
    let knowledge = Knowledge::embedded();
    bencher
        .counter(characters())
        .bench(|| readings.iter().map(|reading| extract::annotate(reading, knowledge)).collect::<Vec<_>>());
}

#[divan::bench]
fn facts(bencher: Bencher) {
    let knowledge = Knowledge::embedded();
    let annotated = DOCUMENTS
        .iter()
        .map(|document| {
            let reading = text::read(document);
            let annotations = extract::annotate(&reading, knowledge);
            (reading, annotations)
        })
        .collect::<Vec<_>>();
    bencher.counter(characters()).bench(|| {
        annotated
            .iter()
            .map(|(reading, annotations)| relate::facts(reading, annotations, knowledge))
            .collect::<Vec<_>>()
    });
}

#[divan::bench]
fn whole_record(bencher: Bencher) {
    let knowledge = Knowledge::embedded();
    bencher
        .counter(characters())
        .bench(|| DOCUMENTS.iter().map(|document| pipeline::record(document, knowledge)).collect::<Vec<_>>());
}

#[divan::bench]
fn link_and_graph(bencher: Bencher) {
    bencher.counter(characters()).bench(|| {
        let linking = link::link(&RECORDS, Knowledge::embedded());
        graph::build(&RECORDS, &linking)
    });
}

#[divan::bench]
fn quads(bencher: Bencher) {
    let graph = pipeline::graph(&RECORDS, Knowledge::embedded());
    bencher.counter(characters()).bench(|| rdf::to_quads(&graph, rdf::vocab::DEFAULT_BASE));
}
