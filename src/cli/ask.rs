//! `wenmai ask`: a question in Chinese or English in, rows with their evidence out.

use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use serde_json::Value;
use wenmai::ask::{Answer, Asker, Options};
use wenmai::query::grid;

use super::Exit;
use super::output::{note, print, width};
use super::store::StoreArgs;

/// Answer a question in Chinese or English, with the sentences that prove the answer
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai ask \"谁考察了哪家公司？\"\n  wenmai ask \"Who visited which company?\" --explain"
)]
pub(crate) struct Ask {
    /// The question
    #[arg(value_name = "QUESTION")]
    question: String,
    #[command(flatten)]
    store: StoreArgs,
    /// Show the SPARQL that the question became
    #[arg(long)]
    explain: bool,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    /// Give at most N rows
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Show at most N sentences of evidence for a row
    #[arg(long, value_name = "N", default_value_t = 3)]
    evidence: usize,
}

impl Ask {
    pub(crate) fn run(self) -> Result<Exit> {
        let store = self.store.open()?;
        let asker = Asker::new(store.graph()?)?;
        let answer = asker.ask(&self.question, &Options { language: None, limit: self.limit })?;
        if self.json {
            print(&(serde_json::to_string(&answer)? + "\n"))?;
        } else {
            note(&answer.interpretation);
            if self.explain {
                note(&answer.sparql);
            }
            print(&self.text(&answer))?;
        }
        Ok(if answer.rows.is_empty() { Exit::Nothing } else { Exit::Done })
    }

    /// A table with numbered rows, then the evidence of each row.
    fn text(&self, answer: &Answer) -> String {
        if answer.rows.is_empty() {
            return if answer.language == "zh" { "没有找到。\n" } else { "Nothing found.\n" }.to_owned();
        }
        let header = std::iter::once("#").chain(answer.columns.iter().copied()).map(str::to_owned).collect::<Vec<_>>();
        let rows = answer.rows.iter().enumerate().map(|(index, row)| {
            std::iter::once((index + 1).to_string()).chain(row.iter().map(cell)).collect::<Vec<_>>()
        });
        let mut out = grid(&header, rows, width());
        out.push('\n');
        for (index, passages) in answer.evidence.iter().enumerate() {
            for passage in passages.iter().take(self.evidence) {
                let date = passage.date.as_deref().unwrap_or("–");
                let quote = passage.quote.replace('\n', "");
                let _ = writeln!(
                    out,
                    "[{}] “{quote}”\n    {} · {date} · {}–{}",
                    index + 1,
                    passage.document,
                    passage.start,
                    passage.end
                );
            }
            if passages.len() > self.evidence && self.evidence > 0 {
                let _ = writeln!(out, "    … +{}", passages.len() - self.evidence);
            }
        }
        out
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
