//! `wenmai eval`: records (or articles to be read first) against gold annotations.

use std::fs;

use anyhow::{Context, Result};
use clap::Args;
use wenmai::eval;
use wenmai::knowledge::Knowledge;
use wenmai::model::Record;
use wenmai::pipeline;

use super::Exit;
use super::input::{Input, in_batches};
use super::output::{hint, print};

/// Score extraction against gold annotations
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai eval dev.gold.jsonl dev.articles.jsonl --errors 5\n  wenmai eval dev.gold.jsonl --records records.jsonl --json"
)]
pub(crate) struct Eval {
    /// Gold annotations, one JSON object a line
    #[arg(value_name = "GOLD")]
    gold: String,
    /// Articles to read and score
    #[arg(value_name = "INPUT", required_unless_present = "records")]
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
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

impl Eval {
    pub(crate) fn run(self) -> Result<Exit> {
        let text = fs::read_to_string(&self.gold).with_context(|| format!("cannot read {}", self.gold))?;
        let gold = eval::read_gold(&text).with_context(|| format!("{} is no gold file", self.gold))?;
        let mut failed = false;
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
            let input = Input { inputs: self.inputs, date: self.date };
            let knowledge = Knowledge::embedded();
            (_, failed) = in_batches(&input, |batch| {
                records.extend(pipeline::records(&batch, knowledge, || ()));
                Ok(())
            })?;
        }
        let score = eval::score(&gold, &records);
        if self.json {
            print(&(serde_json::to_string(&score)? + "\n"))?;
        } else {
            print(&score.table(self.errors))?;
        }
        Ok(if failed { Exit::Failed } else { Exit::Done })
    }
}
