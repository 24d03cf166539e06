//! Finding names beside the word segmenter that Rust programs would otherwise take: `cargo bench --bench names`.
//!
//! Figures are characters of text per second on one core. The sample is the example articles; `WENMAI_SAMPLE=FILE` gives
//! another one (anything that `wenmai extract` reads). `scripts/lac_speed.py` runs this bench and LAC on one sample.

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::CharsCount;
use jieba_rs::Jieba;
use wenmai::extract::{Parts, annotate, annotate_with};
use wenmai::ingest::{Options, read_inputs};
use wenmai::knowledge::Knowledge;
use wenmai::model::Recogniser;
use wenmai::text::{self, Reading};

fn main() {
    divan::main();
}

/// The sample as read; reading is not timed.
static READINGS: LazyLock<Vec<Reading>> = LazyLock::new(|| {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/articles").to_owned();
    let sample = std::env::var("WENMAI_SAMPLE").unwrap_or(examples);
    let (documents, _) = read_inputs(&[sample], &Options { date: Some(jiff::civil::date(2025, 5, 21)) });
    assert!(!documents.is_empty(), "the sample holds no articles");
    documents.iter().map(text::read).collect()
});

fn characters() -> CharsCount {
    CharsCount::new(READINGS.iter().map(|reading| reading.text.chars().count()).sum::<usize>())
}

fn names(bencher: Bencher, parts: Parts) {
    let knowledge = Knowledge::embedded();
    // The first article loads the weights.
    annotate_with(&READINGS[0], knowledge, parts);
    bencher.counter(characters()).bench(|| {
        READINGS.iter().map(|reading| annotate_with(reading, knowledge, parts).mentions.len()).sum::<usize>()
    });
}

/// The statistical part with what it stands on: the figure to set beside a segmenter that tags.
#[divan::bench]
fn tagger_and_lexicons(bencher: Bencher) {
    names(bencher, Parts::only(&[Recogniser::Tagger, Recogniser::Lexicon]));
}

#[divan::bench]
fn lexicons(bencher: Bencher) {
    names(bencher, Parts::only(&[Recogniser::Lexicon]));
}

/// All that `wenmai extract` does for names.
#[divan::bench]
fn all_recognisers(bencher: Bencher) {
    let knowledge = Knowledge::embedded();
    annotate(&READINGS[0], knowledge);
    bencher
        .counter(characters())
        .bench(|| READINGS.iter().map(|reading| annotate(reading, knowledge).mentions.len()).sum::<usize>());
}

/// Words and parts of speech by jieba-rs, sentence by sentence, with its model for unknown words.
#[divan::bench]
fn jieba_tag(bencher: Bencher) {
    let jieba = Jieba::new();
    bencher.counter(characters()).bench(|| {
        let sentences = READINGS
            .iter()
            .flat_map(|reading| reading.sentences.iter().map(|sentence| sentence.span.of(&reading.text)));
        sentences.map(|sentence| jieba.tag(sentence, true).len()).sum::<usize>()
    });
}
