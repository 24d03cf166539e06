//! `wenmai extract`: documents in, records as JSON lines out; or how their names were decided on.

use std::io::{BufWriter, Write};

use anyhow::Result;
use clap::Args;
use wenmai::pipeline;

use super::input::{Input, in_batches};
use super::output::bar;
use super::rules::RulesArgs;
use super::{Exit, explain};

/// Print what each document says as one JSON record a line
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai extract page.txt --date 2024-03-14 > records.jsonl\n  cat news.jsonl | wenmai extract -\n  wenmai extract page.txt --explain"
)]
pub(crate) struct Extract {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    rules: RulesArgs,
    /// Leave out facts of which the program is less sure than this (0 to 1)
    #[arg(long, value_name = "CONFIDENCE", default_value_t = 0.0)]
    min_confidence: f64,
    /// Tell how each name was decided on: who proposes it and how surely, and what it was chosen over
    #[arg(long)]
    explain: bool,
    /// With --explain: one JSON object a document
    #[arg(long, requires = "explain")]
    json: bool,
}

impl Extract {
    pub(crate) fn run(self) -> Result<Exit> {
        let knowledge = self.rules.knowledge()?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        let progress = bar(0, "reading");
        let (_, failed) = in_batches(&self.input, |batch| {
            progress.inc_length(batch.len() as u64);
            if self.explain {
                for document in &batch {
                    let told = if self.json {
                        explain::json(document, knowledge)?
                    } else {
                        explain::words(document, knowledge)
                    };
                    out.write_all(told.as_bytes())?;
                    progress.inc(1);
                }
                return Ok(());
            }
            for mut record in pipeline::records(&batch, knowledge, || progress.inc(1)) {
                record.facts.retain(|fact| fact.confidence >= self.min_confidence);
                serde_json::to_writer(&mut out, &record)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        })?;
        out.flush()?;
        progress.finish_and_clear();
        Ok(if failed { Exit::Failed } else { Exit::Done })
    }
}
