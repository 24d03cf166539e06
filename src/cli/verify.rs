//! `wenmai verify`: every mention and every quote looked up again in the stored texts and in the source files.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use clap::Args;
use wenmai::ingest::{self, Options};
use wenmai::model::{DocumentId, Record};
use wenmai::rdf::{SourceText, verify};

use super::Exit;
use super::output::{note, print};
use super::store::StoreArgs;

/// Check every mention and every fact's quote against the stored texts and the source files
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wenmai verify --store wenmai-store")]
pub(crate) struct Verify {
    #[command(flatten)]
    store: StoreArgs,
    /// Only the texts kept in the store, not the source files
    #[arg(long)]
    stored_only: bool,
    /// Print at most N mismatches
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

impl Verify {
    pub(crate) fn run(self) -> Result<Exit> {
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
