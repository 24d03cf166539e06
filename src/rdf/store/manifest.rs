//! What `manifest.json` says of a store folder.
//!
//! Promise: it holds no clock time unless one is given, so that the same build gives the same bytes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::{DocumentId, Record};

/// The version of the folder's layout that this program writes and reads.
pub const FORMAT: u32 = 1;

/// What the folder holds, and the hashes by which it is known to be whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the layout.
    pub format: u32,
    /// Version of the program that wrote it.
    pub wenmai: String,
    /// Version of the knowledge (rules, lexicons, models) under which the last build ran.
    pub knowledge: String,
    /// Base IRI of the data.
    pub base: String,
    /// When it was built, where the builder was told to say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// How much there is.
    pub counts: Counts,
    /// The snapshot, `graph.nq.gz`.
    pub graph: GraphFile,
    /// Names of the record files, by shard: the first two hexadecimal digits of the hash of the document's id. A name
    /// carries the hash of the file's content.
    pub records: BTreeMap<String, String>,
    /// SHA-256 of `corrections`, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrections: Option<String>,
    /// The documents, by id.
    pub documents: Vec<DocumentEntry>,
}

/// How much a store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Documents.
    pub documents: usize,
    /// Distinct texts; the articles of one page share one.
    pub texts: usize,
    /// Entities of all records, before linking.
    pub record_entities: usize,
    /// Facts of all records.
    pub facts: usize,
    /// Quads of the graph.
    pub quads: usize,
}

/// The snapshot of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphFile {
    /// SHA-256 of the N-Quads, uncompressed.
    pub sha256: String,
    /// Its size in bytes, uncompressed.
    pub bytes: usize,
    /// SHA-256 of the file as it is, compressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// A document of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentEntry {
    /// Its id.
    pub id: DocumentId,
    /// The path that it was read from.
    pub source: String,
    /// Its headline.
    pub title: String,
    /// Its day of publication.
    pub date: Option<Date>,
    /// SHA-256 of its text; the text is `texts/<sha256>.gz`.
    pub sha256: String,
    /// Version of the knowledge under which its record was made: another version means reading it again.
    pub knowledge: String,
    /// How many facts its record has.
    pub facts: usize,
}

impl DocumentEntry {
    pub(super) fn of(record: &Record, knowledge: &str) -> Self {
        Self {
            id: record.id.clone(),
            source: record.source.clone(),
            title: record.title.clone(),
            date: record.date,
            sha256: record.sha256.clone(),
            knowledge: knowledge.to_owned(),
            facts: record.facts.len(),
        }
    }
}
