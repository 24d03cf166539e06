//! Tags test data for `score_bio.py`: `tag_bio BY GOLD_OUT.txt TAGGED_OUT.txt bio FILE.txt`, or
//! `… gold GOLD.jsonl ARTICLES.jsonl`, or `… names NAMES.jsonl ARTICLES.jsonl.gz N` for every N-th annotated article.
//! Prints scores and speed.
//!
//! `BY` says who tags: a model file is the tagger alone, sentence by sentence, with the name lists of this program;
//! `extract` is all that `wenmai extract` does, the sentences of an article read together; `extract:tagger,lexicon` is
//! the same by some of its recognisers (tagger, lexicon, rule, document).

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use wenmai::extract::tagger::{Input, Sample, Tagged, Tagger, Tags, Tally, compare, read, sure_names};
use wenmai::extract::{Parts, annotate_with};
use wenmai::ingest::{Options, read_inputs};
use wenmai::knowledge::Knowledge;
use wenmai::model::{Block, BlockKind, Document, DocumentId, EntityType, Recogniser, Span};
use wenmai::text;

const USAGE: &str = "usage: tag_bio MODEL.bin|extract GOLD_OUT.txt TAGGED_OUT.txt bio FILE | gold GOLD ARTICLES | names NAMES ARTICLES N";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [by, gold_out, tagged_out, form, files @ ..] = arguments.as_slice() else { bail!(USAGE) };
    let texts = match (form.as_str(), files) {
        ("bio", [file, ..]) => Texts::sentences(Path::new(file))?,
        ("gold", [gold, articles, ..]) => {
            let (gold, texts) = (PathBuf::from(gold), PathBuf::from(articles));
            let ids = wenmai::extract::tagger::ids(&gold)?;
            Texts::articles(ids, &Input::Gold { gold, texts: texts.clone() }, articles)?
        }
        ("names", [names, articles, every, ..]) => {
            let (names, texts) = (PathBuf::from(names), PathBuf::from(articles));
            let ids = wenmai::extract::tagger::ids(&names)?.into_iter().step_by(every.parse()?).collect();
            Texts::articles(ids, &Input::Articles { names, texts: texts.clone() }, articles)?
        }
        _ => bail!(USAGE),
    };
    let (tags, seconds) = match by.strip_prefix("extract") {
        Some(parts) => texts.by_extract(parse_parts(parts)?),
        None => texts.by_tagger(by)?,
    };
    let (mut gold_text, mut tagged_text) = (String::new(), String::new());
    for (sample, tags) in texts.samples.iter().zip(&tags) {
        let found: Vec<_> = tags.names.iter().map(|name| (name.span, name.entity_type)).collect();
        write_bio(&mut gold_text, &sample.text(), &sample.names());
        write_bio(&mut tagged_text, &sample.text(), &found);
    }
    std::fs::write(gold_out, gold_text)?;
    std::fs::write(tagged_out, tagged_text)?;
    let titles = tags.iter().any(|tags| !tags.positions.is_empty());
    let figures = compare(&texts.samples, tags);
    for (entity_type, tally) in &figures.names {
        print!("{entity_type} {}  ", shown(*tally));
    }
    if let Some(tally) = figures.positions.filter(|_| titles) {
        print!("titles {}  ", shown(tally));
    }
    let characters: usize = texts.samples.iter().map(|sample| sample.text().chars().count()).sum();
    println!("| all {} | {:.0} k chars/s", shown(figures.all()), characters as f64 / seconds / 1e3);
    Ok(())
}

/// `:tagger,lexicon`, or nothing for all.
fn parse_parts(list: &str) -> Result<Parts> {
    let Some(list) = list.strip_prefix(':') else { return Ok(Parts::ALL) };
    let one = |name: &str| {
        let found = Recogniser::ALL.into_iter().find(|known| known.name() == name);
        found.with_context(|| format!("no recogniser is called {name}"))
    };
    Ok(Parts::only(&list.split(',').map(one).collect::<Result<Vec<_>>>()?))
}

/// Marked sentences, and the documents that they stand in.
struct Texts {
    samples: Vec<Sample>,
    documents: Vec<Document>,
    /// For each sample its document and the byte of that document's text at which it begins.
    places: Vec<(usize, usize)>,
}

impl Texts {
    /// Every sentence of a BIO file is a document of its own.
    fn sentences(file: &Path) -> Result<Self> {
        let samples = read(&Input::Bio(file.to_owned()), 0, &|_| false)?;
        let documents = samples.iter().enumerate().map(|(number, sample)| {
            let text = sample.text();
            Document {
                id: DocumentId(format!("{number}")),
                source: file.display().to_string(),
                title: String::new(),
                date: None,
                publisher: None,
                url: None,
                sha256: String::new(),
                blocks: vec![Block { kind: BlockKind::Paragraph, spans: vec![Span::new(0, text.len())] }],
                text: text.into(),
            }
        });
        let documents = documents.collect::<Vec<_>>();
        let places = (0..samples.len()).map(|number| (number, 0)).collect();
        Ok(Self { samples, documents, places })
    }

    /// The articles with these ids.
    fn articles(ids: Vec<String>, input: &Input, articles: &str) -> Result<Self> {
        let (documents, _) = read_inputs(&[articles.to_owned()], &Options { date: None });
        let mut by_id: BTreeMap<String, Document> =
            documents.into_iter().map(|document| (document.id.0.clone(), document)).collect();
        let mut out = Self { samples: Vec::new(), documents: Vec::new(), places: Vec::new() };
        for id in ids {
            let document = by_id.remove(&id).with_context(|| format!("{articles} has no article {id}"))?;
            let mut cursor = 0;
            for sample in read(input, 0, &|other| other != id)? {
                let rest = &document.text[cursor..];
                let start =
                    cursor + rest.find(&sample.text()).with_context(|| format!("{id} lacks {}", sample.text()))?;
                cursor = start + sample.text().len();
                out.samples.push(sample);
                out.places.push((out.documents.len(), start));
            }
            out.documents.push(document);
        }
        Ok(out)
    }

    /// Names by a model, and the seconds that it took.
    fn by_tagger(&self, model: &str) -> Result<(Vec<Tags>, f64)> {
        let bytes = std::fs::read(model).with_context(|| format!("cannot read {model}"))?;
        let begin = processor_seconds();
        let tagger = Tagger::from_bytes(&bytes)?;
        eprintln!("{model} loaded in {:.1} ms", (processor_seconds() - begin) * 1e3);
        let lists = &Knowledge::embedded().names;
        let texts: Vec<String> = self.samples.iter().map(Sample::text).collect();
        let matches: Vec<_> = texts.iter().map(|text| sure_names(lists, text)).collect();
        let begin = processor_seconds();
        let tags = texts.iter().zip(&matches).map(|(text, matches)| tagger.tags(text, matches)).collect();
        Ok((tags, processor_seconds() - begin))
    }

    /// Outermost names by the recognisers together, and the seconds that it took.
    fn by_extract(&self, parts: Parts) -> (Vec<Tags>, f64) {
        let knowledge = Knowledge::embedded();
        let readings: Vec<_> = self.documents.iter().map(text::read).collect();
        // The first text loads the weights.
        readings.first().map(|reading| annotate_with(reading, knowledge, parts));
        let begin = processor_seconds();
        let found: Vec<_> = readings.iter().map(|reading| annotate_with(reading, knowledge, parts)).collect();
        let seconds = processor_seconds() - begin;
        let mut tags = vec![Tags::default(); self.samples.len()];
        for (number, (reading, found)) in readings.iter().zip(&found).enumerate() {
            let first = self.places.partition_point(|(document, _)| *document < number);
            for mention in found.outermost().map(|index| &found.mentions[index]) {
                let span = reading.source(mention.span);
                let next = self.places.partition_point(|place| *place <= (number, span.start));
                let Some(at) = next.checked_sub(1).filter(|at| *at >= first) else { continue };
                let start = self.places[at].1;
                if span.end - start <= self.samples[at].text().len() {
                    tags[at].names.push(Tagged {
                        span: Span::new(span.start - start, span.end - start),
                        entity_type: mention.entity_type,
                        confidence: mention.confidence,
                    });
                }
            }
        }
        (tags, seconds)
    }
}

/// Precision, recall, F1.
fn shown(tally: Tally) -> String {
    format!("{:.3}/{:.3}/{:.4}", tally.precision(), tally.recall(), tally.f1())
}

/// Seconds that this program has had a processor (Linux), or that have passed: a busy machine does not slow the first.
fn processor_seconds() -> f64 {
    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let passed = BEGIN.elapsed().as_secs_f64();
    std::fs::read_to_string("/proc/self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok())
        .map_or(passed, |nanoseconds| nanoseconds / 1e9)
}

fn write_bio(out: &mut String, text: &str, names: &[(Span, EntityType)]) {
    for (offset, c) in text.char_indices() {
        let tag = names.iter().find(|(span, _)| span.start <= offset && offset < span.end).map_or_else(
            || "O".to_owned(),
            |(span, entity_type)| {
                let label = match entity_type {
                    EntityType::Person => "PER",
                    EntityType::Organization => "ORG",
                    EntityType::Place => "LOC",
                    _ => "POL",
                };
                format!("{}-{label}", if span.start == offset { "B" } else { "I" })
            },
        );
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{c}\t{tag}");
    }
    out.push('\n');
}
