//! Tags test data for `score_bio.py`: `tag_bio MODEL.bin GOLD_OUT.txt TAGGED_OUT.txt bio FILE.txt`, or
//! `… gold GOLD.jsonl ARTICLES.jsonl`, or `… names NAMES.jsonl ARTICLES.jsonl.gz N` for every N-th annotated article.
//! Prints scores and speed.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool")]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use wenmai::extract::tagger::{Input, Sample, Tagger, read};
use wenmai::model::{EntityType, Span};

#[path = "common/lexicon.rs"]
mod lexicon;

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
    let lexicons = std::env::var_os("LEXICONS").map(PathBuf::from);
    let lexicon = lexicon::Lexicon::read(lexicons.as_deref())?;
    let texts: Vec<(String, Vec<(Span, EntityType)>)> = samples
        .iter()
        .map(|sample| {
            let text = sample.text();
            let matches = lexicon.matches(&text);
            (text, matches)
        })
        .collect();
    let begin = processor_seconds();
    let tags: Vec<_> = texts.iter().map(|(text, matches)| tagger.tags(text, matches)).collect();
    let seconds = processor_seconds() - begin;
    let (mut gold_text, mut tagged_text) = (String::new(), String::new());
    let mut counts = [[0usize; 3]; 6];
    for (sample, tags) in samples.iter().zip(&tags) {
        let text = sample.text();
        let gold = sample.names();
        let found: Vec<(Span, EntityType)> = tags.names.iter().map(|name| (name.span, name.entity_type)).collect();
        write_bio(&mut gold_text, &text, &gold);
        write_bio(&mut tagged_text, &text, &found);
        for (number, wanted) in EntityType::ALL.iter().enumerate() {
            count(&mut counts[number], &of(&gold, *wanted), &of(&found, *wanted));
        }
        if let Some(positions) = sample.positions() {
            let found: Vec<Span> = tags.positions.iter().map(|title| title.span).collect();
            count(&mut counts[5], &positions, &found);
        }
    }
    std::fs::write(gold_out, gold_text)?;
    std::fs::write(tagged_out, tagged_text)?;
    let characters: usize = samples.iter().map(|sample: &Sample| sample.text().chars().count()).sum();
    let names = ["PER", "ORG", "LOC", "POL", "PRD", "POS"];
    for (name, count) in names.iter().zip(&counts) {
        print!("{name} {:.3}/{:.3}/{:.3}  ", precision(count), recall(count), f1(count));
    }
    let main = [0, 1, 2].iter().fold([0; 3], |sum: [usize; 3], &number| {
        let count = counts[number];
        [sum[0] + count[0], sum[1] + count[1], sum[2] + count[2]]
    });
    println!(
        "| micro {:.3}/{:.3}/{:.4} | {:.0} k chars/s, loaded in {:.1} ms",
        precision(&main),
        recall(&main),
        f1(&main),
        characters as f64 / seconds / 1e3,
        loading * 1e3
    );
    Ok(())
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

fn of(names: &[(Span, EntityType)], wanted: EntityType) -> Vec<Span> {
    let same = names.iter().filter(|name| name.1 == wanted);
    same.map(|name| name.0).collect()
}

/// Adds right, found and wanted spans.
fn count(counts: &mut [usize; 3], gold: &[Span], found: &[Span]) {
    counts[0] += found.iter().filter(|span| gold.contains(span)).count();
    counts[1] += found.len();
    counts[2] += gold.len();
}

fn precision(count: &[usize; 3]) -> f64 {
    count[0] as f64 / count[1].max(1) as f64
}

fn recall(count: &[usize; 3]) -> f64 {
    count[0] as f64 / count[2].max(1) as f64
}

fn f1(count: &[usize; 3]) -> f64 {
    2.0 * count[0] as f64 / (count[1] + count[2]).max(1) as f64
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
