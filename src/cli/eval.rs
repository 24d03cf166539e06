//! `wenmai eval`: records (or articles to be read first) against gold annotations; and what each recogniser brings.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;
use wenmai::eval::{self, Calibration, Comparison, GoldDocument, Score};
use wenmai::extract::Parts;
use wenmai::knowledge::Knowledge;
use wenmai::model::{Recogniser, Record};
use wenmai::pipeline;

use super::Exit;
use super::input::{Input, in_batches};
use super::output::{bar, hint, note, print};

/// Score extraction against gold annotations
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai eval dev.gold.jsonl dev.articles.jsonl --errors 5\n  wenmai eval dev.gold.jsonl --records records.jsonl --json\n  wenmai eval gold/ --ablate\n  wenmai eval gold/ --calibration"
)]
pub(crate) struct Eval {
    /// Gold annotations, one JSON object a line; or a folder of NAME.gold.jsonl with NAME.articles.jsonl
    #[arg(value_name = "GOLD")]
    gold: String,
    /// Articles to read and score
    #[arg(value_name = "INPUT")]
    inputs: Vec<String>,
    /// Publication date of input that does not state it
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<jiff::civil::Date>,
    /// Records made before, instead of articles
    #[arg(long, value_name = "FILE", conflicts_with = "inputs")]
    records: Option<String>,
    /// Print up to N mistakes of each kind
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// Tell what each recogniser brings: F1 by each alone, by all, and with each left out
    #[arg(long, conflicts_with_all = ["records", "errors"])]
    ablate: bool,
    /// Tell how far the confidence of facts can be trusted: right and wrong by range and by rule, over all sets
    #[arg(long, conflicts_with_all = ["errors", "ablate"])]
    calibration: bool,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// Gold and the articles that it annotates.
struct Set {
    name: String,
    gold: String,
    inputs: Vec<String>,
}

fn read_gold(set: &Set) -> Result<Vec<GoldDocument>> {
    let text = fs::read_to_string(&set.gold).with_context(|| format!("cannot read {}", set.gold))?;
    eval::read_gold(&text).with_context(|| format!("{} is no gold file", set.gold))
}

/// What is compared: the recognisers that take part, in words.
fn variants() -> Vec<(String, Parts)> {
    let mut variants = vec![("all".to_owned(), Parts::ALL)];
    // Repeated names and short forms alone would find nothing: they go from names to names.
    let alone = [Recogniser::Tagger, Recogniser::Lexicon, Recogniser::Rule];
    variants.extend(alone.map(|part| (format!("{part} alone"), Parts::only(&[part]))));
    let pair = [Recogniser::Tagger, Recogniser::Lexicon];
    variants.push(("tagger, lexicon".to_owned(), Parts::only(&pair)));
    variants.extend(Recogniser::ALL.map(|part| (format!("without {part}"), Parts::without(part))));
    variants
}

impl Eval {
    pub(crate) fn run(self) -> Result<Exit> {
        let sets = self.sets()?;
        let mut failed = false;
        let mut values = serde_json::Map::new();
        if self.calibration {
            let mut scores = Vec::new();
            for set in &sets {
                scores.push(self.score(set, &read_gold(set)?, &mut failed)?);
            }
            let calibration = Calibration::new(&scores);
            let told = if self.json { serde_json::to_string(&calibration)? + "\n" } else { calibration.table() };
            print(&told)?;
            return Ok(if failed { Exit::Failed } else { Exit::Done });
        }
        for set in &sets {
            let gold = read_gold(set)?;
            let (value, table) = if self.ablate {
                let comparison = self.compare(set, &gold, &mut failed)?;
                (json!(comparison), comparison.table())
            } else {
                let score = self.score(set, &gold, &mut failed)?;
                (json!(score), score.table(self.errors))
            };
            if self.json {
                values.insert(set.name.clone(), value);
            } else {
                let head = if sets.len() > 1 || self.ablate { format!("== {}\n", set.name) } else { String::new() };
                print(&(head + &table))?;
            }
        }
        if self.json {
            // One set is told by itself.
            let one = values.values().next().filter(|_| sets.len() == 1).cloned();
            print(&(serde_json::to_string(&one.unwrap_or(values.into()))? + "\n"))?;
        }
        Ok(if failed { Exit::Failed } else { Exit::Done })
    }

    fn sets(&self) -> Result<Vec<Set>> {
        if !Path::new(&self.gold).is_dir() {
            if self.inputs.is_empty() && self.records.is_none() {
                return Err(hint(
                    "there is nothing to score",
                    "name the articles after the gold file, or --records FILE",
                ));
            }
            return Ok(vec![Set { name: self.gold.clone(), gold: self.gold.clone(), inputs: self.inputs.clone() }]);
        }
        if !self.inputs.is_empty() || self.records.is_some() {
            return Err(hint(
                format!("{} is a folder: the articles are looked for in it", self.gold),
                "give the folder alone, or one gold file with its articles",
            ));
        }
        let mut sets = Vec::new();
        for entry in fs::read_dir(&self.gold).with_context(|| format!("cannot read {}", self.gold))? {
            let path = entry.with_context(|| format!("cannot read {}", self.gold))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".gold.jsonl")) else {
                continue;
            };
            let articles = path.with_file_name(format!("{name}.articles.jsonl"));
            if articles.exists() {
                let [gold, articles] = [&path, &articles].map(|path| path.display().to_string());
                sets.push(Set { name: name.to_owned(), gold, inputs: vec![articles] });
            } else {
                note(format!("{}: no articles beside it, left out", path.display()));
            }
        }
        if sets.is_empty() {
            return Err(hint(
                format!("no gold annotations in {}", self.gold),
                "the folder is to hold NAME.gold.jsonl with NAME.articles.jsonl",
            ));
        }
        sets.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(sets)
    }

    fn score(&self, set: &Set, gold: &[GoldDocument], failed: &mut bool) -> Result<Score> {
        let mut records = Vec::new();
        if let Some(path) = &self.records {
            let text = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
            for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                let record = serde_json::from_str::<Record>(line).map_err(|error| {
                    hint(format!("{path}:{}: {error}", index + 1), "records are what `wenmai extract` prints")
                })?;
                records.push(record);
            }
        } else {
            let knowledge = Knowledge::embedded();
            let input = Input { inputs: set.inputs.clone(), date: self.date };
            let (_, unread) = in_batches(&input, |batch| {
                records.extend(pipeline::records(&batch, knowledge, || ()));
                Ok(())
            })?;
            *failed |= unread;
        }
        Ok(eval::score(gold, &records))
    }

    fn compare(&self, set: &Set, gold: &[GoldDocument], failed: &mut bool) -> Result<Comparison> {
        let variants = variants();
        let mut records = vec![Vec::new(); variants.len()];
        let knowledge = Knowledge::embedded();
        let input = Input { inputs: set.inputs.clone(), date: self.date };
        let progress = bar(0, "reading");
        let (_, unread) = in_batches(&input, |batch| {
            progress.inc_length((batch.len() * variants.len()) as u64);
            for ((_, parts), records) in variants.iter().zip(&mut records) {
                records.extend(pipeline::records_with(&batch, knowledge, *parts, || progress.inc(1)));
            }
            Ok(())
        })?;
        progress.finish_and_clear();
        *failed |= unread;
        let scores = records.iter().map(|records| eval::score(gold, records));
        Ok(Comparison::new(variants.iter().map(|(name, _)| name.clone()).zip(scores)))
    }
}
