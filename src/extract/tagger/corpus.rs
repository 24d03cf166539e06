//! Training and test data: annotated texts as the tagger learns from them.
//!
//! Enters: articles with lists of names, sentences with lists of names, and BIO files; leaves: [`Sample`]s, one per
//! sentence. A sample says what is known, and what is not: a source that marks no policies leaves open whether an
//! unmarked stretch is one.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde::Deserialize;

use super::card::sha256;
use super::chars::symbol;
use super::labels::{Stretch, TYPES, type_index};
use super::project::{Forms, project, sentences};
use super::words::{CLASSES, Words};
use crate::model::{EntityType, Span};

/// One sentence with what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The sentence, as written.
    pub(super) text: Vec<char>,
    /// Names, in order, not overlapping; labels are indices of the name types.
    pub(super) names: Vec<Stretch>,
    /// Titles, where the source marks them.
    pub(super) positions: Option<Vec<Stretch>>,
    /// Type indices that the source does not mark.
    pub(super) unmarked: Vec<usize>,
    /// Stretches where the source's word is not to be trusted: any tag may stand there.
    pub(super) unsure: Vec<(usize, usize)>,
    /// Index of the source in the options.
    pub(super) source: usize,
}

impl Sample {
    /// The sentence.
    pub fn text(&self) -> String {
        self.text.iter().collect()
    }

    /// The names marked in it: bytes of the sentence and type.
    pub fn names(&self) -> Vec<(Span, EntityType)> {
        let offsets = self.offsets();
        self.names
            .iter()
            .map(|name| {
                let span = Span::new(offsets[name.start], offsets[name.end]);
                (span, TYPES[name.label])
            })
            .collect()
    }

    /// The titles marked in it, where the source marks titles.
    pub fn positions(&self) -> Option<Vec<Span>> {
        let offsets = self.offsets();
        let positions = self.positions.as_ref()?;
        let span = |title: &Stretch| Span::new(offsets[title.start], offsets[title.end]);
        Some(positions.iter().map(span).collect())
    }

    /// Stretches of which the source says nothing: bytes of the sentence.
    pub(super) fn open(&self) -> Vec<Span> {
        let offsets = self.offsets();
        self.unsure.iter().map(|&(start, end)| Span::new(offsets[start], offsets[end])).collect()
    }

    fn offsets(&self) -> Vec<usize> {
        let mut offset = 0;
        let mut out = vec![0];
        for c in &self.text {
            offset += c.len_utf8();
            out.push(offset);
        }
        out
    }
}

/// Where samples come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// JSON lines of an article's id and the forms of its names, and the JSON lines of the articles (`.gz` or plain).
    Articles {
        /// Lists of names.
        names: PathBuf,
        /// The articles: `id`, `title`, `text`.
        texts: PathBuf,
    },
    /// JSON lines of a sentence and the forms of its names.
    Sentences(PathBuf),
    /// JSON lines of an article's id and its entities as gold annotation has them, and the JSON lines of the articles.
    Gold {
        /// Entities: `type`, `names`.
        gold: PathBuf,
        /// The articles: `id`, `title`, `text`.
        texts: PathBuf,
    },
    /// Lists of names that belong to sentences found elsewhere: only the digest of each sentence is kept with its names.
    Keyed {
        /// Digest ([`digest`]), tab, names: `PER=甲;乙 ORG=丙`; `␣` stands for a blank inside a name.
        names: PathBuf,
        /// JSON lines of articles, or lines of a source, a tab and a sentence (`.gz` or plain).
        texts: PathBuf,
    },
    /// One character and its BIO tag a line, an empty line between sentences. Marks persons, organisations and places;
    /// `?` leaves a character open.
    Bio(PathBuf),
}

/// What is wrong with training data.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// A file cannot be read.
    #[error("cannot read {path}: {reason}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// A line is not what the format asks for.
    #[error("{path}:{line}: {reason}")]
    Line {
        /// The file.
        path: PathBuf,
        /// Line number from 1.
        line: usize,
        /// What is expected.
        reason: String,
    },
}

/// An article or sentence with the forms of its names.
#[derive(Deserialize)]
struct Listed {
    #[serde(default)]
    id: String,
    #[serde(default)]
    text: String,
    #[serde(default, rename = "PER")]
    person: Vec<Form>,
    #[serde(default, rename = "ORG")]
    organization: Vec<Form>,
    #[serde(default, rename = "LOC")]
    place: Vec<Form>,
    #[serde(default, rename = "POL")]
    policy: Vec<Form>,
    #[serde(default, rename = "POS")]
    position: Vec<Form>,
}

/// A form alone, or with its kind.
#[derive(Deserialize)]
#[serde(untagged)]
enum Form {
    Alone(String),
    WithKind(String, serde::de::IgnoredAny),
}

impl Form {
    fn into_text(self) -> String {
        match self {
            Self::Alone(text) | Self::WithKind(text, _) => text,
        }
    }
}

impl Listed {
    fn forms(self) -> (String, String, Forms) {
        let mut forms = Forms::default();
        let lists = [self.person, self.organization, self.place, self.policy];
        for (label, list) in lists.into_iter().enumerate() {
            for form in list {
                forms.add_name(&form.into_text(), label);
            }
        }
        for form in self.position {
            forms.add_position(&form.into_text());
        }
        (self.id, self.text, forms)
    }
}

/// What a sentence is known by where it must not be kept: 16 hexadecimal digits of its SHA-256.
pub fn digest(sentence: &str) -> String {
    let mut digits = sha256(sentence.as_bytes());
    digits.truncate(16);
    digits
}

/// `PER=甲;乙 ORG=丙`.
fn keyed_forms(list: &str) -> Result<Forms, String> {
    let mut forms = Forms::default();
    for part in list.split(' ').filter(|part| !part.is_empty()) {
        let (label, names) = part.split_once('=').ok_or_else(|| format!("expected PER=… and the like, not {part}"))?;
        for name in names.split(';') {
            let name = name.replace('␣', " ");
            match LABELS.iter().position(|&known| known == label) {
                Some(label) => forms.add_name(&name, label),
                None if label == "POS" => forms.add_position(&name),
                None => return Err(format!("{label} is none of PER, ORG, LOC, POL, POS")),
            }
        }
    }
    Ok(forms)
}

/// Labels of the name types in files, in the order of the types.
const LABELS: [&str; 4] = ["PER", "ORG", "LOC", "POL"];

#[derive(Deserialize)]
struct GoldArticle {
    id: String,
    entities: Vec<GoldEntity>,
}

#[derive(Deserialize)]
struct GoldEntity {
    #[serde(rename = "type")]
    entity_type: EntityType,
    names: Vec<String>,
}

impl GoldArticle {
    fn forms(self) -> Forms {
        let mut forms = Forms::default();
        for entity in self.entities {
            if let Some(label) = type_index(entity.entity_type) {
                for name in &entity.names {
                    forms.add_name(name, label);
                }
            }
        }
        forms
    }
}

#[derive(Deserialize)]
struct Article {
    id: String,
    #[serde(default)]
    title: String,
    text: String,
}

/// Reads an input; `source` is kept in each sample. Articles whose id `skip` names are left out.
pub fn read(input: &Input, source: usize, skip: &dyn Fn(&str) -> bool) -> Result<Vec<Sample>, CorpusError> {
    let mut samples = Vec::new();
    match input {
        Input::Articles { names, texts } => {
            let mut lists = BTreeMap::new();
            each_line(names, |line| {
                let (id, _, forms) = json::<Listed>(line, LISTED)?.forms();
                lists.insert(id, forms);
                Ok(())
            })?;
            each_line(texts, |line| {
                let article: Article = json(line, ARTICLE)?;
                if let Some(forms) = lists.get(&article.id).filter(|_| !skip(&article.id)) {
                    let whole = format!("{}\n{}", article.title, article.text);
                    samples.extend(project(&whole, forms, source));
                }
                Ok(())
            })?;
        }
        Input::Gold { gold, texts } => {
            let mut lists = BTreeMap::new();
            each_line(gold, |line| {
                let article: GoldArticle = json(line, GOLD)?;
                lists.insert(article.id.clone(), article.forms());
                Ok(())
            })?;
            each_line(texts, |line| {
                let article: Article = json(line, ARTICLE)?;
                if let Some(forms) = lists.get(&article.id).filter(|_| !skip(&article.id)) {
                    let whole = format!("{}\n{}", article.title, article.text);
                    samples.extend(
                        project(&whole, forms, source).into_iter().map(|sample| Sample { positions: None, ..sample }),
                    );
                }
                Ok(())
            })?;
        }
        Input::Sentences(path) => each_line(path, |line| {
            let (_, text, forms) = json::<Listed>(line, LISTED)?.forms();
            samples.extend(project(&text, &forms, source));
            Ok(())
        })?,
        Input::Keyed { names, texts } => {
            let mut lists = BTreeMap::new();
            each_line(names, |line| {
                if !line.starts_with('#') {
                    let (digest, list) = line.split_once('\t').ok_or("expected a digest, a tab and names")?;
                    lists.insert(digest.to_owned(), keyed_forms(list)?);
                }
                Ok(())
            })?;
            each_line(texts, |line| {
                let mut take = |sentence: &str| {
                    // A sentence that stands twice is learnt once.
                    if let Some(forms) = lists.remove(&digest(sentence)) {
                        // A sentence alone does not always tell a policy from a plan: what is not marked is left open.
                        let open = |sample| Sample { unmarked: vec![TYPES.len() - 1], ..sample };
                        samples.extend(project(sentence, &forms, source).into_iter().map(open));
                    }
                };
                if line.starts_with('{') {
                    let article: Article = json(line, ARTICLE)?;
                    if !skip(&article.id) {
                        sentences(&format!("{}\n{}", article.title, article.text)).for_each(|sentence| take(&sentence));
                    }
                } else {
                    take(line.split_once('\t').map_or(line, |(_, sentence)| sentence));
                }
                Ok(())
            })?;
        }
        Input::Bio(path) => {
            let mut rows: Vec<(char, BioTag)> = Vec::new();
            each_line(path, |line| {
                if line.is_empty() {
                    samples.extend(bio_sample(&rows, source));
                    rows.clear();
                } else {
                    rows.push(bio_row(line)?);
                }
                Ok(())
            })?;
            samples.extend(bio_sample(&rows, source));
        }
    }
    Ok(samples)
}

/// The ids of the annotated articles of an input; sentences and BIO files have none.
pub(super) fn ids_of(input: &Input) -> Result<Vec<String>, CorpusError> {
    match input {
        Input::Articles { names: list, .. } | Input::Gold { gold: list, .. } => ids(list),
        Input::Keyed { .. } | Input::Sentences(_) | Input::Bio(_) => Ok(Vec::new()),
    }
}

/// The `id` of every JSON line of a file.
pub fn ids(path: &Path) -> Result<Vec<String>, CorpusError> {
    #[derive(Deserialize)]
    struct Line {
        id: String,
    }
    let mut found = Vec::new();
    each_line(path, |line| {
        found.push(json::<Line>(line, r#"{"id": "…", …}"#)?.id);
        Ok(())
    })?;
    Ok(found)
}

/// Reads a list of ordinary words: word, tab, class; more columns are not read.
pub(super) fn read_words(path: &Path) -> Result<Words, CorpusError> {
    let mut list: Vec<(Vec<u32>, u32)> = Vec::new();
    each_line(path, |line| {
        if line.starts_with('#') {
            return Ok(());
        }
        let (word, class) = line.split_once('\t').ok_or("expected a word, a tab and a class")?;
        let class = class.split('\t').next().and_then(|class| class.parse().ok()).filter(|&class| class < CLASSES);
        let class = class.ok_or_else(|| format!("expected a class from 0 to {}", CLASSES - 1))?;
        list.push((word.chars().map(symbol).collect(), class));
        Ok(())
    })?;
    Ok(Words::new(list.iter().map(|(word, class)| (word.as_slice(), *class))))
}

/// A line of JSON; `form` is what the line should be.
fn json<T: for<'a> Deserialize<'a>>(line: &str, form: &str) -> Result<T, String> {
    serde_json::from_str(line).map_err(|error| {
        let (column, error) = (error.column(), error.to_string());
        // Every line is the first of its own.
        let what = error.split(" at line ").next().unwrap_or(&error);
        format!("column {column}: {what}; expected {form}")
    })
}

const ARTICLE: &str = r#"{"id": "…", "title": "…", "text": "…"}"#;
const LISTED: &str =
    r#"{"id": "…", "PER": ["…"], "ORG": […], "LOC": […], "POL": […], "POS": […]}, for sentences with "text""#;
const GOLD: &str = r#"{"id": "…", "entities": [{"type": "Person", "names": ["…"]}, …]}"#;

/// Calls `take` with every line of a plain or gzip file.
fn each_line(path: &Path, mut take: impl FnMut(&str) -> Result<(), String>) -> Result<(), CorpusError> {
    let cannot_read = |reason| CorpusError::Read { path: path.to_owned(), reason };
    let file = std::fs::File::open(path).map_err(cannot_read)?;
    let reader: Box<dyn Read> = if path.extension().is_some_and(|ending| ending == "gz") {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    for (index, line) in BufReader::new(reader).lines().enumerate() {
        let line = line.map_err(|reason| match reason.kind() {
            std::io::ErrorKind::InvalidData => CorpusError::Line {
                path: path.to_owned(),
                line: index + 1,
                reason: format!("{reason}; the file should be UTF-8"),
            },
            _ => cannot_read(reason),
        })?;
        take(line.trim_end_matches('\r')).map_err(|reason| CorpusError::Line {
            path: path.to_owned(),
            line: index + 1,
            reason,
        })?;
    }
    Ok(())
}

/// What a line of a BIO file says of its character.
#[derive(Debug, Clone, Copy)]
enum BioTag {
    /// O, or a type that the tagger does not know.
    Outside,
    /// `?`: any tag may stand here.
    Unsure,
    /// B or I, and the type index.
    Name { begins: bool, label: usize },
}

fn bio_row(line: &str) -> Result<(char, BioTag), String> {
    let (text, tag) =
        line.rsplit_once('\t').ok_or_else(|| "expected a character, a tab and a tag such as B-PER".to_owned())?;
    // An empty field stands for a blank that a converter lost.
    let c = text.chars().next().unwrap_or(' ');
    let label = |name: &str| LABELS.iter().position(|&known| known == name);
    let tag = match tag.split_once('-').and_then(|(prefix, name)| Some((prefix, label(name)?))) {
        Some((prefix, label)) => BioTag::Name { begins: prefix != "I", label },
        None if tag == "?" => BioTag::Unsure,
        None => BioTag::Outside,
    };
    Ok((c, tag))
}

fn bio_sample(rows: &[(char, BioTag)], source: usize) -> Option<Sample> {
    if rows.is_empty() {
        return None;
    }
    let mut names: Vec<Stretch> = Vec::new();
    let mut unsure: Vec<(usize, usize)> = Vec::new();
    for (index, &(_, tag)) in rows.iter().enumerate() {
        let (begins, label) = match tag {
            BioTag::Outside => continue,
            BioTag::Unsure => {
                unsure.push((index, index + 1));
                continue;
            }
            BioTag::Name { begins, label } => (begins, label),
        };
        match names.last_mut() {
            Some(last) if !begins && last.end == index && last.label == label => last.end += 1,
            _ => names.push(Stretch { start: index, end: index + 1, label }),
        }
    }
    Some(Sample {
        text: rows.iter().map(|row| row.0).collect(),
        names,
        positions: None,
        unmarked: vec![TYPES.len() - 1],
        unsure,
        source,
    })
}
