//! Files and folders of a command line enter; documents leave, with what went wrong told on standard error.

use anyhow::Result;
use clap::Args;
use jiff::civil::Date;
use wenmai::ingest::{self, Options};
use wenmai::model::{Diagnostic, Document, Severity};

use super::output::{hint, note};

/// What to read.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// Files (.txt .md .html .jsonl .jsonl.gz), folders, or - for standard input
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<String>,
    /// Publication date of input that does not state it, e.g. 2024-03-14
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
}

impl Input {
    fn options(&self) -> Options {
        Options { date: self.date }
    }

    /// The documents one at a time: memory stays flat.
    pub fn documents(&self) -> ingest::Documents {
        ingest::documents(&self.inputs, &self.options())
    }
}

/// Documents in batches of a fixed size, so that all threads have work and memory stays flat; `each` gets every batch.
/// Gives the number of documents and whether some input was not read.
pub(crate) fn in_batches(input: &Input, mut each: impl FnMut(Vec<Document>) -> Result<()>) -> Result<(usize, bool)> {
    const BATCH: usize = 512;
    let (mut count, mut failed) = (0, false);
    let mut batch = Vec::new();
    for item in input.documents() {
        match item {
            Ok(document) => batch.push(document),
            Err(diagnostic) => failed |= tell(&diagnostic),
        }
        if batch.len() == BATCH {
            count += batch.len();
            each(std::mem::take(&mut batch))?;
        }
    }
    count += batch.len();
    each(batch)?;
    if count == 0 {
        return Err(hint(
            "no documents in the input",
            "give .txt, .md, .html, .jsonl or .jsonl.gz files, a folder of them, or - for standard input",
        ));
    }
    Ok((count, failed))
}

/// Prints a diagnostic; tells whether it is an error.
fn tell(diagnostic: &Diagnostic) -> bool {
    note(diagnostic.to_string());
    diagnostic.severity == Severity::Error
}
