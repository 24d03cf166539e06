//! `wenmai ask`: questions in Chinese or English in, rows with their evidence out: one on the command line, one a line
//! from a pipe, or one after the other on a terminal.

use std::io::{BufRead, IsTerminal};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use wenmai::ask::{Answer, Asker, Options, Style, written};

use super::Exit;
use super::output::{note, print, width};
use super::store::StoreArgs;
use super::talk;

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    Table,
    Csv,
    Json,
    Markdown,
}

/// Answer questions in Chinese or English, with the sentences that prove each row
#[derive(Debug, Args)]
#[command(
    after_help = "Without a question, `ask` reads one a line from a pipe, or talks with you on a terminal.\n\nExample:\n  wenmai ask \"谁考察了哪家公司？\"\n  wenmai ask \"Who visited which company?\" --explain\n  wenmai ask < questions.txt --json > answers.jsonl"
)]
pub(crate) struct Ask {
    /// The question
    #[arg(value_name = "QUESTION")]
    question: Option<String>,
    #[command(flatten)]
    store: StoreArgs,
    /// Show the SPARQL that the question became
    #[arg(long)]
    explain: bool,
    /// Print the answer as JSON, one object a line; the same as --format json
    #[arg(long)]
    json: bool,
    /// Output format
    #[arg(long, value_enum, default_value = "table")]
    format: Output,
    /// Give at most N rows
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Show at most N sentences of evidence for a row
    #[arg(long, value_name = "N", default_value_t = 3)]
    evidence: usize,
    /// Leave out rows whose facts are all less sure than this, from 0 to 1
    #[arg(long, value_name = "P", value_parser = confidence)]
    min_confidence: Option<f64>,
}

fn confidence(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "write a number from 0 to 1, such as 0.8".to_owned())?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("write a number from 0 to 1, such as 0.8".to_owned()) }
}

impl Ask {
    pub(crate) fn run(self) -> Result<Exit> {
        let store = self.store.open()?;
        let asker = Asker::open(&store)?;
        let shown = Shown {
            format: if self.json { Output::Json } else { self.format },
            explain: self.explain,
            evidence: self.evidence,
            options: Options { language: None, limit: self.limit, min_confidence: self.min_confidence },
        };
        if let Some(question) = &self.question {
            let answer = asker.ask(question, &shown.options)?;
            shown.answer(&answer)?;
            return Ok(if answer.rows.is_empty() { Exit::Nothing } else { Exit::Done });
        }
        if std::io::stdin().is_terminal() {
            return talk::talk(&asker, shown);
        }
        let mut exit = Exit::Nothing;
        for line in std::io::stdin().lock().lines() {
            let line = line.context("cannot read the questions from standard input")?;
            if line.trim().is_empty() {
                continue;
            }
            let answer = asker.ask(line.trim(), &shown.options)?;
            if shown.format != Output::Json {
                note(format!("> {}", answer.question));
            }
            shown.answer(&answer)?;
            if !answer.rows.is_empty() {
                exit = Exit::Done;
            }
        }
        Ok(exit)
    }
}

/// How answers are shown.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub format: Output,
    pub explain: bool,
    pub evidence: usize,
    pub options: Options,
}

impl Shown {
    /// Rows to standard output, what the question was taken to mean to standard error.
    pub fn answer(&self, answer: &Answer) -> Result<()> {
        if self.format != Output::Json {
            note(&answer.interpretation);
            if self.explain && !answer.sparql.is_empty() {
                note(&answer.sparql);
            }
        }
        let style = match self.format {
            Output::Json => return print(&(serde_json::to_string(answer)? + "\n")),
            Output::Csv => Style::Csv,
            Output::Markdown => Style::Markdown,
            Output::Table => Style::Table { width: width(), colour: std::io::stdout().is_terminal() },
        };
        print(&written(answer, style, self.evidence))
    }
}
