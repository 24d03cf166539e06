//! Tags test data for `score_bio.py`: `tag_bio MODEL.bin GOLD_OUT.txt TAGGED_OUT.txt bio FILE.txt`, or
//! `… gold GOLD.jsonl ARTICLES.jsonl`, or `… names NAMES.jsonl ARTICLES.jsonl.gz N` for every N-th annotated article.
//! Prints scores and speed.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool")]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use wenmai::extract::tagger::{Input, Tagger, Tally, measure, read, sure_names};
use wenmai::knowledge::Knowledge;
use wenmai::model::{EntityType, Span};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, gold_out, tagged_out, form, files @ ..] = arguments.as_slice() else {
        bail!(
            "usage: tag_bio MODEL.bin GOLD_OUT.txt TAGGED_OUT.txt bio FILE | gold GOLD ARTICLES | names NAMES ARTICLES N"
        );
    };
    let input = match (form.as_str(), files) {
        ("bio", [file, ..]) => Input::Bio(PathBuf::from(file)),
        ("gold", [gold, texts, ..]) => Input::Gold { gold: PathBuf::from(gold), texts: PathBuf::from(texts) },
        ("names", [names, texts, ..]) => Input::Articles { names: PathBuf::from(names), texts: PathBuf::from(texts) },
        _ => bail!("unknown form {form}"),
    };
    let mut kept: Vec<String> = Vec::new();
    if let ("names", [names, _, every, ..]) = (form.as_str(), files) {
        let text = std::fs::read_to_string(names)?;
        for line in text.lines().step_by(every.parse()?) {
            let value: serde_json::Value = serde_json::from_str(line)?;
            kept.push(value["id"].as_str().unwrap_or_default().to_owned());
        }
    }
    let samples = read(&input, 0, &|id| !kept.is_empty() && !kept.iter().any(|keep| keep == id))?;
    let bytes = std::fs::read(model).with_context(|| format!("cannot read {model}"))?;
    let begin = processor_seconds();
    let tagger = Tagger::from_bytes(&bytes)?;
    let loading = processor_seconds() - begin;
    let lists = &Knowledge::embedded().names;
    let texts: Vec<String> = samples.iter().map(wenmai::extract::tagger::Sample::text).collect();
    let matches: Vec<_> = texts.iter().map(|text| sure_names(lists, text)).collect();
    let begin = processor_seconds();
    let tags: Vec<_> = texts.iter().zip(&matches).map(|(text, matches)| tagger.tags(text, matches)).collect();
    let seconds = processor_seconds() - begin;
    let (mut gold_text, mut tagged_text) = (String::new(), String::new());
    for ((sample, text), tags) in samples.iter().zip(&texts).zip(&tags) {
        let found: Vec<_> = tags.names.iter().map(|name| (name.span, name.entity_type)).collect();
        write_bio(&mut gold_text, text, &sample.names());
        write_bio(&mut tagged_text, text, &found);
    }
    std::fs::write(gold_out, gold_text)?;
    std::fs::write(tagged_out, tagged_text)?;
    let figures = measure(&tagger, &samples, &|text| sure_names(lists, text));
    for (entity_type, tally) in &figures.names {
        print!("{entity_type} {}  ", shown(*tally));
    }
    if let Some(tally) = figures.positions {
        print!("titles {}  ", shown(tally));
    }
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    println!(
        "| all {} | {:.0} k chars/s, loaded in {:.1} ms",
        shown(figures.all()),
        characters as f64 / seconds / 1e3,
        loading * 1e3
    );
    Ok(())
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
