//! Records and a way to their texts enter; every place where a record does not say what the text says leaves.
//!
//! Each mention and each passage of evidence is looked up again: its code points and its bytes must lie in the text, must
//! be the same stretch of it, and must hold the words that the record gives. Two texts are asked: the one that the store
//! keeps, by hash, and the one that the source file gives now, if the file is still there.
//!
//! Promises: nothing of how the record was made is trusted or used; a byte that changed in a source is found, inside a
//! passage (there with the words that differ) or outside (by the hash of the text).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Quote, Record, Span};

use super::store::sha256;

/// The state of a source that [`verify`] is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceText {
    /// The document's text, read again from its file.
    Text(String),
    /// The file is gone or was never one (standard input): nothing to compare with.
    Absent,
    /// The file is there and no longer gives this document; why.
    Lost(String),
}

/// Something that is not as the record says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mismatch {
    /// The document.
    pub document: String,
    /// The fact's id, or the entity's for a mention; empty for the text as a whole.
    pub item: String,
    /// Which text does not agree.
    pub against: Against,
    /// Where, in code points of the text.
    pub offset: usize,
    /// What the record says.
    pub expected: String,
    /// What is there.
    pub found: String,
}

/// Which text was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Against {
    /// The text kept in the store.
    Stored,
    /// The source file as it is now.
    Source,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.against {
            Against::Stored => "stored text",
            Against::Source => "source file",
        };
        let Self { document, item, offset, expected, found, .. } = self;
        if item.is_empty() {
            return write!(f, "{document}: {text}: expected {expected}, found {found}");
        }
        write!(f, "{document} {item}: {text}, character {offset}: expected “{expected}”, found “{found}”")
    }
}

/// What was looked at, and what was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Documents looked at.
    pub documents: usize,
    /// Mentions compared with a stored text.
    pub mentions: usize,
    /// Facts looked at.
    pub facts: usize,
    /// Passages of evidence compared with a stored text.
    pub passages: usize,
    /// Documents whose source file was there to be compared.
    pub sources: usize,
    /// What is wrong, by document.
    pub mismatches: Vec<Mismatch>,
}

impl Report {
    /// Whether everything agrees.
    pub fn passes(&self) -> bool {
        self.mismatches.is_empty()
    }
}

/// Checks records against their stored texts (`stored`, by SHA-256; the error says why there is none) and their sources
/// (`source`).
pub fn verify<E: fmt::Display>(
    records: &[Record],
    mut stored: impl FnMut(&str) -> Result<String, E>,
    mut source: impl FnMut(&Record) -> SourceText,
) -> Report {
    let mut report = Report::default();
    // The articles of one page share a text.
    let mut texts: BTreeMap<String, Option<Text>> = BTreeMap::new();
    for record in records {
        report.documents += 1;
        report.facts += record.facts.len();
        let mut check = Check { record, against: Against::Stored, report: &mut report };
        let text = texts.entry(record.sha256.clone()).or_insert_with(|| match stored(&record.sha256) {
            Ok(text) => Some(Text::new(text)),
            Err(error) => {
                check.whole("a stored text", &error.to_string());
                None
            }
        });
        if let Some(text) = text {
            check.all(text);
        } else {
            continue;
        }
        match source(record) {
            SourceText::Absent => {}
            SourceText::Lost(why) => {
                report.sources += 1;
                Check { record, against: Against::Source, report: &mut report }.whole("the document", &why);
            }
            SourceText::Text(text) => {
                report.sources += 1;
                Check { record, against: Against::Source, report: &mut report }.all(&Text::new(text));
            }
        }
    }
    report.mismatches.sort();
    report.mismatches.dedup();
    report
}

/// A text with the byte at which each code point starts.
struct Text {
    words: String,
    starts: Vec<usize>,
    hash: String,
}

impl Text {
    fn new(text: String) -> Self {
        let mut starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
        starts.push(text.len());
        let hash = sha256(text.as_bytes());
        Self { words: text, starts, hash }
    }

    /// The bytes of a range of code points.
    fn bytes(&self, chars: Span) -> Option<Span> {
        (chars.start <= chars.end)
            .then(|| Some(Span { start: *self.starts.get(chars.start)?, end: *self.starts.get(chars.end)? }))?
    }
}

struct Check<'a> {
    record: &'a Record,
    against: Against,
    report: &'a mut Report,
}

impl Check<'_> {
    fn all(&mut self, text: &Text) {
        if text.hash != self.record.sha256 {
            let record = self.record;
            self.whole(&format!("a text of SHA-256 {}", record.sha256), &text.hash);
        }
        let record = self.record;
        for entity in &record.entities {
            for mention in &entity.mentions {
                self.quote(text, &entity.id.0, mention);
                self.report.mentions += usize::from(self.against == Against::Stored);
            }
        }
        for fact in &record.facts {
            if fact.evidence.is_empty() {
                self.tell(&fact.id, 0, "evidence", "none");
            }
            for quote in &fact.evidence {
                self.quote(text, &fact.id, quote);
                self.report.passages += usize::from(self.against == Against::Stored);
            }
            for utterance in &fact.utterances {
                if utterance.evidence >= fact.evidence.len() {
                    self.tell(&fact.id, 0, "a passage for each utterance", "one without");
                }
            }
        }
    }

    fn quote(&mut self, text: &Text, item: &str, quote: &Quote) {
        let offset = quote.chars.start;
        let Some(bytes) = text.bytes(quote.chars) else {
            let length = text.starts.len() - 1;
            let found = format!("(the text has {length} characters, the passage ends at {})", quote.chars.end);
            return self.tell(item, offset, &quote.text, &found);
        };
        if let Some(told) = quote.bytes.filter(|told| *told != bytes) {
            let [expected, found] = [told, bytes].map(|span| format!("(bytes {} to {})", span.start, span.end));
            self.tell(item, offset, &expected, &found);
        }
        let found = bytes.of(&text.words);
        // Inside a passage the line breaks of a column break may be left out, and markup.
        if !quote.text.is_empty() && quote.text != found && !joins(&quote.text, found) {
            self.tell(item, offset, &quote.text, found);
        }
    }

    fn whole(&mut self, expected: &str, found: &str) {
        self.tell("", 0, expected, found);
    }

    fn tell(&mut self, item: &str, offset: usize, expected: &str, found: &str) {
        self.report.mismatches.push(Mismatch {
            document: self.record.id.0.clone(),
            item: item.to_owned(),
            against: self.against,
            offset,
            expected: expected.to_owned(),
            found: found.to_owned(),
        });
    }
}

/// Markup that a passage of a Markdown file leaves out where it begins: images, comments, tags, the marks of links,
/// emphasis, code and quotation.
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:!\[[^\]]*\]\([^)]*\)|<!--.*?-->|</?[A-Za-z][^<>]*>|\[\^[^\]]*\]|\]\([^)]*\)|\]\[[^\]]*\]|\[|\*+|__+|~~|`+|\\|>)",
    )
    .expect("the pattern is run by the tests")
});

/// Whether the words are those found with line breaks, the blanks of a line's end and start, and markup left out.
fn joins(words: &str, found: &str) -> bool {
    let mut rest = found;
    let mut left_out = false;
    for c in words.chars().filter(|c| !c.is_whitespace()).map(Some).chain([None]) {
        loop {
            let trimmed = rest.trim_start();
            left_out |= rest[..rest.len() - trimmed.len()].contains(['\n', '\r']);
            rest = trimmed;
            let here = rest.chars().next();
            if here == c {
                rest = &rest[c.map_or(0, char::len_utf8)..];
                break;
            }
            let Some(markup) = MARKUP.find(rest) else { return false };
            rest = &rest[markup.end()..];
            left_out = true;
        }
    }
    left_out
}

#[cfg(test)]
mod tests {
    use super::joins;

    #[test]
    fn what_a_reading_leaves_out_may_be_missing_and_nothing_else() {
        for (words, found) in [
            ("更多企业在这里落地生根。", "更多企业在这里\n\n落地生根。"),
            ("在鸿雁航空公司，他说", "在**鸿雁航空公司**，他说"),
            ("公司称[注]，产量增长", "[公司](https://example.org/a)称[注]，`产量`增长"),
            ("图注之后", "![图](a.png)图注<br/>之后"),
            ("两行引文", "两行\n> 引文"),
        ] {
            assert!(joins(words, found), "{words} / {found}");
        }
        for (words, found) in [
            ("6 月", "6月"),
            ("在鸿雁航空公司", "在**鸿雁航天公司**"),
            ("在鸿雁航空公司", "在**鸿雁航空公司**里"),
            ("在鸿雁航空公司里", "在**鸿雁航空公司**"),
            ("这里落地", "这里\n又落地"),
        ] {
            assert!(!joins(words, found), "{words} / {found}");
        }
    }
}
