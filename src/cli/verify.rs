//! `wenmai verify`: every mention and every quote looked up again in the stored texts and in the source files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use serde::Deserialize;
use wenmai::ingest::{self, Options};
use wenmai::model::{DocumentId, Record};
use wenmai::rdf::{SourceText, verify};

use super::Exit;
use super::output::{note, print};
use super::store::StoreArgs;

/// Check every mention and every fact's quote against the stored texts and the source files; or an answer against the files
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai verify --store wenmai-store\n  wenmai ask \"谁考察了哪家公司？\" --json > answer.json\n  wenmai verify --answer answer.json articles/"
)]
pub(crate) struct Verify {
    #[command(flatten)]
    store: StoreArgs,
    /// With --answer: the files that the store was built from; where none are given, those that the store's records name
    #[arg(value_name = "INPUT", requires = "answer")]
    inputs: Vec<String>,
    /// Check an answer of `ask --json`: each quote must stand at its place in the files (`-`: standard input)
    #[arg(long, value_name = "FILE.json")]
    answer: Option<PathBuf>,
    /// With --answer: day of publication of files that do not state it, as for `build`
    #[arg(long, value_name = "YYYY-MM-DD", requires = "answer")]
    date: Option<jiff::civil::Date>,
    /// Only the texts kept in the store, not the source files
    #[arg(long)]
    stored_only: bool,
    /// Print at most N mismatches
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

impl Verify {
    pub(crate) fn run(self) -> Result<Exit> {
        if let Some(path) = &self.answer {
            return self.check_answers(path);
        }
        let store = self.store.open_records()?;
        let records = store.records()?;
        let mut sources = Sources::default();
        let report = verify(
            &records,
            |hash| store.text(hash),
            |record| {
                if self.stored_only { SourceText::Absent } else { sources.text(record) }
            },
        );
        for mismatch in report.mismatches.iter().take(self.limit) {
            note(format!("mismatch: {mismatch}"));
        }
        if report.mismatches.len() > self.limit {
            note(format!("… and {} more", report.mismatches.len() - self.limit));
        }
        print(&format!(
            "{} documents, {} mentions, {} facts, {} passages checked; {} compared with their source files; {} mismatches\n",
            report.documents,
            report.mentions,
            report.facts,
            report.passages,
            report.sources,
            report.mismatches.len()
        ))?;
        Ok(if report.passes() { Exit::Done } else { Exit::Failed })
    }
}

/// What is checked of an answer; whoever made it, it is read as it stands.
#[derive(Debug, Deserialize)]
struct Claimed {
    #[serde(default)]
    question: String,
    #[serde(default)]
    rows: Vec<serde_json::Value>,
    #[serde(default)]
    evidence: Vec<Vec<ClaimedQuote>>,
}

#[derive(Debug, Deserialize)]
struct ClaimedQuote {
    document: String,
    quote: String,
    start: usize,
    end: usize,
}

impl Verify {
    /// Looks each quote up in the files: the code points from `start` to `end` of the document's text must be the quote.
    fn check_answers(&self, path: &Path) -> Result<Exit> {
        let text = if path == Path::new("-") {
            std::io::read_to_string(std::io::stdin()).context("cannot read the answer from standard input")?
        } else {
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?
        };
        let answers: Vec<Claimed> = serde_json::Deserializer::from_str(&text)
            .into_iter()
            .collect::<Result<_, _>>()
            .with_context(|| format!("{} is no answer of `wenmai ask --json`", path.display()))?;
        let mut texts: BTreeMap<String, Vec<Vec<char>>> = BTreeMap::new();
        let mut read = |inputs: &[String], date| {
            let (documents, problems) = ingest::read_inputs(inputs, &Options { date });
            for problem in problems {
                note(format!("warning: {problem}"));
            }
            for document in documents {
                texts.entry(document.id.to_string()).or_default().push(document.text.to_string().chars().collect());
            }
        };
        if self.inputs.is_empty() {
            let mut sources: BTreeMap<String, Option<jiff::civil::Date>> = BTreeMap::new();
            for record in self.store.open_records()?.records()? {
                sources.insert(record.source.clone(), record.date);
            }
            for (source, date) in sources {
                read(&[source], date);
            }
        } else {
            read(&self.inputs, self.date);
        }
        let (mut rows, mut quotes, mut wrong) = (0usize, 0usize, Vec::new());
        for answer in &answers {
            rows += answer.rows.len();
            if answer.evidence.len() != answer.rows.len() {
                let (rows, proofs) = (answer.rows.len(), answer.evidence.len());
                wrong.push(format!("{}: {rows} rows, but evidence for {proofs}", answer.question));
            }
            for (index, row) in answer.evidence.iter().enumerate() {
                if row.is_empty() {
                    wrong.push(format!("{}: row {} has no evidence", answer.question, index + 1));
                }
                for claim in row {
                    quotes += 1;
                    let stands = texts.get(&claim.document).map(|texts| {
                        texts.iter().any(|text| {
                            text.get(claim.start..claim.end).is_some_and(|there| reads_as(there, &claim.quote))
                        })
                    });
                    let place = format!("{} {}–{}", claim.document, claim.start, claim.end);
                    match stands {
                        Some(true) => {}
                        Some(false) => wrong.push(format!("{place}: the text there is not “{}”", claim.quote)),
                        None => wrong.push(format!("{place}: the files give no such document")),
                    }
                }
            }
        }
        for line in wrong.iter().take(self.limit) {
            note(format!("mismatch: {line}"));
        }
        print(&format!(
            "{} answers, {rows} rows, {quotes} quotes checked against the files; {} mismatches\n",
            answers.len(),
            wrong.len()
        ))?;
        Ok(if wrong.is_empty() { Exit::Done } else { Exit::Failed })
    }
}

/// Whether a stretch of a file reads as the quote: character for character, but for the breaks of lines and columns and
/// the marks of Markdown, which a quote leaves out.
fn reads_as(there: &[char], quote: &str) -> bool {
    let mut wanted = quote.chars().peekable();
    for c in there {
        if wanted.peek() == Some(c) {
            wanted.next();
        } else if !(c.is_whitespace() || "*_`~#>".contains(*c)) {
            return false;
        }
    }
    wanted.next().is_none()
}

/// Source files, read again once each.
#[derive(Default)]
struct Sources {
    read: BTreeMap<String, BTreeMap<DocumentId, String>>,
}

impl Sources {
    fn text(&mut self, record: &Record) -> SourceText {
        if record.source == "-" || record.source.is_empty() || !Path::new(&record.source).exists() {
            return SourceText::Absent;
        }
        let documents = self.read.entry(record.source.clone()).or_insert_with(|| {
            let (documents, _) =
                ingest::read_inputs(std::slice::from_ref(&record.source), &Options { date: record.date });
            documents.into_iter().map(|document| (document.id, document.text.to_string())).collect()
        });
        match documents.get(&record.id) {
            Some(text) => SourceText::Text(text.clone()),
            None => SourceText::Lost(format!("{} no longer gives this document", record.source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_leaves_out_breaks_and_marks_alone() {
        let reads = |there: &str, quote: &str| reads_as(&there.chars().collect::<Vec<_>>(), quote);
        assert!(reads("在**鸿雁**，他说", "在鸿雁，他说"));
        assert!(reads("补齐短\n\n板。", "补齐短板。"));
        assert!(!reads("补齐长板。", "补齐短板。"));
        assert!(!reads("补齐短板。", "补齐短板"));
        assert!(!reads("补齐短", "补齐短板"));
    }
}
