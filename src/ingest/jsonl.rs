//! JSON lines: one article a line.
//!
//! A stream enters; documents leave line by line: `{"id", "date", "title", "text"}`, and perhaps `publisher` and
//! `url`. The document's text is the title, a line end, and the text, whether or not there is a title. A line that
//! cannot be read is told about with its number.

use std::io::BufRead;
use std::sync::Arc;

use encoding_rs::GB18030;
use jiff::civil::Date;
use serde::Deserialize;

use super::{Draft, article, files, hash};
use crate::model::{Diagnostic, Severity};

/// A line of the file.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Option<Id>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    publisher: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

/// An id, which some files give as a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(i64),
}

/// A JSONL file being read.
pub(super) struct JsonLines {
    name: String,
    reader: Box<dyn BufRead + Send>,
    number: usize,
    done: bool,
}

impl JsonLines {
    pub(super) fn new(name: String, reader: Box<dyn BufRead + Send>) -> Self {
        Self { name, reader, number: 0, done: false }
    }

    fn error(&self, message: String) -> Diagnostic {
        Diagnostic { severity: Severity::Error, place: format!("{}:{}", self.name, self.number), message }
    }

    /// Reads one line that is not blank.
    fn draft(&self, bytes: &[u8]) -> Result<Draft, Diagnostic> {
        let json = match std::str::from_utf8(bytes) {
            Ok(json) => json.to_owned(),
            Err(problem) => GB18030
                .decode_without_bom_handling_and_without_replacement(bytes)
                .map(std::borrow::Cow::into_owned)
                .ok_or_else(|| {
                    self.error(format!("is neither UTF-8 ({problem}) nor GB 18030. Save the file as UTF-8"))
                })?,
        };
        let line: Line = serde_json::from_str(&json).map_err(|problem| {
            let column = problem.column();
            let problem = problem.to_string();
            let problem = problem.split(" at line ").next().unwrap_or_default();
            self.error(format!(
                "is not the JSON of an article ({problem}, column {column}). Write {{\"id\": …, \"date\": \"YYYY-MM-DD\", \"title\": …, \"text\": …}} on one line"
            ))
        })?;
        let title = line.title.unwrap_or_default();
        // A headline without a body says something too; a line that says nothing is a mistake.
        let text = line.text.filter(|text| !text.trim().is_empty() || !title.trim().is_empty()).ok_or_else(|| {
            self.error("has no \"text\". Give the article's text, with \\n between paragraphs".to_owned())
        })?;
        let id = match line.id {
            Some(Id::Text(id)) if !id.trim().is_empty() => id,
            Some(Id::Number(id)) => id.to_string(),
            _ => format!("{}-{}", files::stem(&self.name), self.number),
        };
        let date = line
            .date
            .as_deref()
            .map(str::trim)
            .filter(|date| !date.is_empty())
            .map(|date| {
                day(date).ok_or_else(|| {
                    self.error(format!(
                        "has the date \"{date}\", which is no day. Write YYYY-MM-DD, or null where it is not known"
                    ))
                })
            })
            .transpose()?;
        let whole = format!("{title}\n{text}");
        let (found, blocks) = article::blocks(&whole, title.len());
        Ok(Draft {
            id,
            place: format!("{}:{}", self.name, self.number),
            source: self.name.clone(),
            title: found,
            date,
            publisher: line.publisher.filter(|publisher| !publisher.is_empty()),
            url: line.url.filter(|url| !url.is_empty()),
            sha256: hash(&whole),
            text: Arc::from(whole),
            blocks,
        })
    }
}

/// The day of an ISO date, or of a date with a time of day after it.
pub(super) fn day(date: &str) -> Option<Date> {
    let day = date.get(..10).unwrap_or(date);
    let rest = date.get(10..).unwrap_or_default();
    let goes_on = rest.is_empty() || rest.starts_with(['T', ' ']);
    day.parse().ok().filter(|_| goes_on)
}

impl Iterator for JsonLines {
    type Item = Result<Draft, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let mut bytes = Vec::new();
            self.number += 1;
            match self.reader.read_until(b'\n', &mut bytes) {
                Ok(0) => self.done = true,
                Ok(_) => {
                    let line = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
                    if !line.trim_ascii().is_empty() {
                        return Some(self.draft(line.trim_ascii_end()));
                    }
                }
                Err(problem) => {
                    self.done = true;
                    return Some(Err(
                        self.error(format!("cannot be read on: {problem}. The file may be damaged or cut off"))
                    ));
                }
            }
        }
        None
    }
}
