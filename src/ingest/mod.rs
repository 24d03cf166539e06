//! Files enter; [`Document`]s leave, one at a time, with [`Diagnostic`]s for what could not be read.
//!
//! Read are `.txt` (newspaper pages, split into articles), `.md`, `.html`, `.htm`, `.jsonl` and `.jsonl.gz`, folders
//! of these, and `-` for standard input. Promises: whatever the order of the arguments, files are read in the order
//! of their paths; bad input is told about with its place and never stops the rest; no two documents have one id;
//! memory holds one file at a time, and of a JSONL file one line.

mod article;
mod cohesion;
mod decode;
mod files;
mod html;
mod jsonl;
mod lines;
mod markdown;
mod names;
mod page;
mod signs;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

pub use self::files::Format;
use self::files::Source;
use self::jsonl::JsonLines;
use crate::model::{Block, Diagnostic, Document, DocumentId, Severity};

/// How to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Day of publication of input that does not state one.
    pub date: Option<Date>,
}

/// The documents of files and folders (`-` is standard input), one at a time. A folder is walked in the order of its
/// names; hidden files and files of other kinds are passed over.
pub fn documents(inputs: &[String], options: &Options) -> Documents {
    let (sources, told) = files::sources(inputs);
    Documents {
        options: options.clone(),
        sources: VecDeque::from(sources),
        lines: None,
        ready: told.into_iter().map(Err).collect(),
        seen: BTreeMap::new(),
    }
}

/// All documents of files and folders, and all that is to be told about them.
pub fn read_inputs(inputs: &[String], options: &Options) -> (Vec<Document>, Vec<Diagnostic>) {
    gather(documents(inputs, options))
}

/// The documents in the bytes of one file; `source` is the name that they are cited by, and its stem gives ids.
pub fn read_bytes(source: &str, format: Format, bytes: Vec<u8>, options: &Options) -> (Vec<Document>, Vec<Diagnostic>) {
    gather(Documents {
        options: options.clone(),
        sources: VecDeque::from([Source::Bytes { name: source.to_owned(), format, bytes }]),
        lines: None,
        ready: VecDeque::new(),
        seen: BTreeMap::new(),
    })
}

fn gather(documents: Documents) -> (Vec<Document>, Vec<Diagnostic>) {
    let (mut read, mut told) = (Vec::new(), Vec::new());
    for outcome in documents {
        match outcome {
            Ok(document) => read.push(document),
            Err(diagnostic) => told.push(diagnostic),
        }
    }
    (read, told)
}

/// The iterator of [`documents`]. A [`Severity::Warning`] is about a document that is read all the same.
pub struct Documents {
    options: Options,
    sources: VecDeque<Source>,
    /// The JSONL file being read.
    lines: Option<JsonLines>,
    ready: VecDeque<Result<Document, Diagnostic>>,
    /// Place and hash of every document so far.
    seen: BTreeMap<DocumentId, (String, String)>,
}

/// A document as a reader of one format gives it, before ids are checked.
struct Draft {
    id: String,
    /// File, and line where there is one.
    place: String,
    source: String,
    title: String,
    date: Option<Date>,
    publisher: Option<String>,
    url: Option<String>,
    text: Arc<str>,
    sha256: String,
    blocks: Vec<Block>,
}

impl Iterator for Documents {
    type Item = Result<Document, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(outcome) = self.ready.pop_front() {
                return Some(outcome);
            }
            if let Some(lines) = &mut self.lines {
                match lines.next() {
                    Some(Ok(draft)) => self.accept(draft),
                    Some(Err(diagnostic)) => self.ready.push_back(Err(diagnostic)),
                    None => self.lines = None,
                }
                continue;
            }
            let source = self.sources.pop_front()?;
            self.open(source);
        }
    }
}

impl Documents {
    /// Reads a file, or begins to read it line by line.
    fn open(&mut self, source: Source) {
        let name = source.name().to_owned();
        match source.open() {
            Ok(files::Opened::Lines(reader)) => {
                self.lines = Some(JsonLines::new(name, reader));
            }
            Ok(files::Opened::Whole(format, bytes)) => self.whole(&name, format, bytes),
            Err(error) => {
                self.tell(
                    Severity::Error,
                    name,
                    format!("cannot be read: {error}. Check the path and its permissions"),
                );
            }
        }
    }

    /// Reads a file that is one text.
    fn whole(&mut self, name: &str, format: Format, bytes: Vec<u8>) {
        let decoded = decode::decode(bytes);
        if let Some(warning) = decoded.warning {
            self.tell(Severity::Warning, name.to_owned(), warning);
        }
        let drafts = match format {
            Format::Markdown => markdown::read(name, decoded.text),
            Format::Html => html::read(name, &decoded.text),
            Format::Text | Format::Jsonl => Ok(pages(name, decoded.text)),
        };
        match drafts {
            Ok(drafts) if drafts.is_empty() => self.tell(
                Severity::Warning,
                name.to_owned(),
                "holds no text. Remove it, or check that it was saved whole".to_owned(),
            ),
            Ok(drafts) => drafts.into_iter().for_each(|draft| self.accept(draft)),
            Err(message) => self.tell(Severity::Error, name.to_owned(), message),
        }
    }

    fn tell(&mut self, severity: Severity, place: String, message: String) {
        self.ready.push_back(Err(Diagnostic { severity, place, message }));
    }

    /// Takes a document whose id is new.
    fn accept(&mut self, draft: Draft) {
        let id = DocumentId(draft.id);
        if let Some((place, sha256)) = self.seen.get(&id) {
            let (severity, message) = if *sha256 == draft.sha256 {
                (Severity::Warning, format!("is the document \"{id}\" of {place} again; it is read once"))
            } else {
                (
                    Severity::Error,
                    format!(
                        "has the id \"{id}\", which {place} has too; it is left out. Give each document an id of its own (the id of a text file is its name)"
                    ),
                )
            };
            self.tell(severity, draft.place, message);
            return;
        }
        self.seen.insert(id.clone(), (draft.place, draft.sha256.clone()));
        self.ready.push_back(Ok(Document {
            id,
            source: draft.source,
            title: draft.title,
            date: draft.date.or(self.options.date),
            publisher: draft.publisher,
            url: draft.url,
            text: draft.text,
            sha256: draft.sha256,
            blocks: draft.blocks,
        }));
    }
}

/// The articles of a page, numbered where there are several.
fn pages(name: &str, text: String) -> Vec<Draft> {
    let page = page::split(&text);
    let sha256 = hash(&text);
    let text: Arc<str> = Arc::from(text);
    let stem = files::stem(name);
    let several = page.articles.len() > 1;
    page.articles
        .into_iter()
        .enumerate()
        .map(|(at, article)| Draft {
            id: if several { format!("{stem}-{:02}", at + 1) } else { stem.to_owned() },
            place: name.to_owned(),
            source: name.to_owned(),
            title: article.title,
            date: page.date,
            publisher: None,
            url: None,
            text: Arc::clone(&text),
            sha256: sha256.clone(),
            blocks: article.blocks,
        })
        .collect()
}

/// SHA-256 of the text in UTF-8, lowercase hexadecimal.
fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    digest.iter().flat_map(|&byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
