//! A fact that someone expected enters, with the records and texts of the corpus; the stage that lost it leaves, with the
//! sentences.
//!
//! The documents are read again, as they were when the graph was built, and each stage is asked in its turn: is the name in a
//! text, was it found as a name, do both stand in one document and in one sentence, has a rule a trigger there, did its
//! pattern hold, did it take place, did the user reject it.
//!
//! Promise: what is told was looked up, not guessed: every stage is that of the program itself, asked again.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use crate::extract::{self, Annotations, Explanation, Verdict};
use crate::ingest::{self, Format, Options};
use crate::knowledge::Knowledge;
use crate::model::{
    Attribute, Document, DocumentId, EntityId, EntityKey, FactType, Linking, Realis, Record, RecordEntity, RecordFact,
    Span,
};
use crate::relate::trace::{Trace, trace};
use crate::text::{self, Reading};

/// The fact that was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// What it says.
    pub fact_type: FactType,
    /// One name in it.
    pub left: String,
    /// Another name in it, or words of its own (a position, an event); none where the fact has one role.
    pub right: Option<String>,
    /// The document that should tell it.
    pub document: Option<DocumentId>,
}

/// The stage that lost a fact, the earliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// A name is in no text.
    NotMentioned,
    /// Both names are in texts, but in no text together.
    NotTogether,
    /// Both are in one text, but one of them was not found as a name.
    NotAName,
    /// Both were found as names, but in no sentence together, and no rule has a trigger in a sentence with one of them.
    NotInOneSentence,
    /// Both stand in one sentence, which has no word that such facts are told with.
    NoTrigger,
    /// A rule has a trigger in the sentence, but its pattern does not hold.
    NoPattern,
    /// A rule's pattern holds, but the fact was not made of it, or with others in the roles.
    Condition,
    /// The fact is told, but not as having happened.
    NotHappened,
    /// The user rejected it.
    Rejected,
    /// It is in the graph.
    There,
}

impl Stage {
    /// The stage in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotMentioned => "a name is mentioned in no document",
            Self::NotTogether => "no document mentions both",
            Self::NotAName => "a name stands in the text but was not found as a name",
            Self::NotInOneSentence => "the two never stand in one sentence",
            Self::NoTrigger => "the sentence has no word that such facts are told with",
            Self::NoPattern => "a rule has its word in the sentence, but its pattern does not hold",
            Self::Condition => "a rule holds, but not for these two, or its fact did not pass the checks",
            Self::NotHappened => "it is told, but not as having happened",
            Self::Rejected => "a correction rejects it",
            Self::There => "it is in the graph",
        }
    }
}

/// What became of the fact in one document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lost {
    /// The document.
    pub document: DocumentId,
    /// How far it came there.
    pub stage: Stage,
    /// The sentences that were looked at.
    pub sentences: Vec<String>,
    /// What is to be known beside: rules, realis, who proposed another name.
    pub told: Vec<String>,
}

/// The answer: the documents in which the fact came furthest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Absence {
    /// The furthest stage.
    pub stage: Stage,
    /// The things that the first name names.
    pub left: Vec<EntityKey>,
    /// The things that the second name names.
    pub right: Vec<EntityKey>,
    /// How many documents mention the first, the second, both.
    pub mentioned: (usize, usize, usize),
    /// Where it came furthest, at most three documents.
    pub documents: Vec<Lost>,
}

/// Documents that are read again at most.
const READ: usize = 5;
/// Documents that are shown at most.
const SHOWN: usize = 3;

/// What the records and texts are asked by.
struct Asked<'a, T> {
    expected: &'a Expected,
    linking: &'a Linking,
    knowledge: &'a Knowledge,
    text: T,
    left: Named,
    right: Option<Named>,
}

/// A name with all that the corpus knows of it.
struct Named {
    name: String,
    keys: BTreeSet<EntityKey>,
    /// All names of these things; the name itself where it names none.
    forms: BTreeSet<String>,
}

impl Named {
    fn of(name: &str, linking: &Linking) -> Self {
        let things = || {
            linking
                .entities
                .iter()
                .filter(|one| one.label == name || one.key.0 == name || one.names.iter().any(|other| other == name))
        };
        let mut forms: BTreeSet<String> =
            things().flat_map(|one| one.names.iter().chain([&one.label])).cloned().collect();
        forms.insert(name.to_owned());
        Self { name: name.to_owned(), keys: things().map(|one| one.key.clone()).collect(), forms }
    }

    fn names(&self, record: &Record, entity: &RecordEntity, linking: &Linking) -> bool {
        let key = linking.keys.get(&record.id).and_then(|keys| keys.get(&entity.id));
        key.is_some_and(|key| self.keys.contains(key)) || entity.names.contains(&self.name)
    }

    fn stands_in(&self, text: &str) -> bool {
        self.forms.iter().any(|form| text.contains(form.as_str()))
    }
}

/// Where the fact was lost. `records` are those of the store, rejected facts among them; `rejected` says whether the user
/// rejected a fact of a record; `text` gives a record's text.
pub fn absence<E: std::fmt::Display>(
    expected: &Expected,
    records: &[Record],
    linking: &Linking,
    knowledge: &Knowledge,
    rejected: impl Fn(&Record, &RecordFact) -> bool,
    text: impl Fn(&Record) -> Result<String, E> + Sync,
) -> Absence {
    let left = Named::of(&expected.left, linking);
    let right = expected.right.as_ref().map(|name| Named::of(name, linking));
    let asked = Asked { expected, linking, knowledge, text: |record: &Record| text(record).ok(), left, right };
    let wanted: Vec<&Record> = records
        .iter()
        .filter(|record| expected.document.as_ref().is_none_or(|document| *document == record.id))
        .collect();
    let mut answer = Absence {
        stage: Stage::NotMentioned,
        left: asked.left.keys.iter().cloned().collect(),
        right: asked.right.iter().flat_map(|right| right.keys.iter().cloned()).collect(),
        mentioned: (0, 0, 0),
        documents: Vec::new(),
    };
    let mut lost: Vec<Lost> = wanted.iter().filter_map(|record| asked.told(record, &rejected)).collect();
    if lost.is_empty() {
        let mentions: Vec<(bool, bool)> = wanted.par_iter().map(|record| asked.mentions(record)).collect();
        let count = |says: fn(&(bool, bool)) -> bool| mentions.iter().filter(|one| says(one)).count();
        answer.mentioned = (count(|one| one.0), count(|one| one.1), count(|one| one.0 && one.1));
        if answer.mentioned.0 > 0 && answer.mentioned.1 > 0 {
            answer.stage = Stage::NotTogether;
        }
        let mut together: Vec<&Record> =
            wanted.iter().zip(&mentions).filter(|(_, both)| both.0 && both.1).map(|(record, _)| *record).collect();
        // Those in which both were found as names come first, then the order of the records.
        together.sort_by_key(|record| !asked.found_in(record));
        lost = together.par_iter().take(READ).filter_map(|record| asked.read_again(record)).collect();
    } else {
        answer.mentioned = (lost.len(), lost.len(), lost.len());
    }
    lost.sort_by(|one, other| other.stage.cmp(&one.stage).then_with(|| one.document.cmp(&other.document)));
    if let Some(furthest) = lost.first() {
        answer.stage = furthest.stage;
        let stage = furthest.stage;
        answer.documents = lost.into_iter().filter(|one| one.stage == stage).take(SHOWN).collect();
    }
    answer
}

impl<T: Fn(&Record) -> Option<String> + Sync> Asked<'_, T> {
    /// The fact in a record, where it is there.
    fn told(&self, record: &Record, rejected: impl Fn(&Record, &RecordFact) -> bool) -> Option<Lost> {
        let plays = |fact: &RecordFact, named: &Named| {
            let entity = |id: &EntityId| record.entities.iter().find(|entity| entity.id == *id);
            fact.args.values().any(|id| entity(id).is_some_and(|one| named.names(record, one, self.linking)))
                || fact.attributes.values().any(|value| says(value, &named.name))
        };
        let fact = record
            .facts
            .iter()
            .filter(|fact| fact.fact_type == self.expected.fact_type)
            .filter(|fact| plays(fact, &self.left) && self.right.as_ref().is_none_or(|right| plays(fact, right)))
            .min_by_key(|fact| (fact.realis != Realis::Happened, fact.id.clone()))?;
        let stage = if rejected(record, fact) {
            Stage::Rejected
        } else if fact.realis == Realis::Happened {
            Stage::There
        } else {
            Stage::NotHappened
        };
        Some(Lost {
            document: record.id.clone(),
            stage,
            sentences: fact.evidence.iter().map(|quote| quote.text.replace('\n', "")).collect(),
            told: vec![format!(
                "fact {} by rule {}, {}, confidence {}",
                fact.id,
                fact.rule,
                fact.realis.name(),
                fact.confidence
            )],
        })
    }

    /// Whether a text has each of the names.
    fn mentions(&self, record: &Record) -> (bool, bool) {
        let found = |named: &Named| record.entities.iter().any(|entity| named.names(record, entity, self.linking));
        let (left, right) = (found(&self.left), self.right.as_ref().is_none_or(found));
        if left && right {
            return (true, true);
        }
        let Some(text) = (self.text)(record) else { return (left, right) };
        let text = own(record, &text);
        let stands = |named: &Named| named.stands_in(&text);
        (left || stands(&self.left), right || self.right.as_ref().is_none_or(stands))
    }

    fn found_in(&self, record: &Record) -> bool {
        let found = |named: &Named| record.entities.iter().any(|entity| named.names(record, entity, self.linking));
        found(&self.left) && self.right.as_ref().is_none_or(found)
    }

    /// Reads the document again and asks each stage.
    fn read_again(&self, record: &Record) -> Option<Lost> {
        let document = document(record, (self.text)(record)?)?;
        let reading = text::read(&document);
        let annotations = extract::annotate(&reading, self.knowledge);
        let lost = |stage, sentences, told| Some(Lost { document: record.id.clone(), stage, sentences, told });
        let entities = |named: &Named| -> BTreeSet<usize> {
            let known: BTreeSet<&String> = named.forms.iter().collect();
            (0..annotations.entities.len())
                .filter(|&index| {
                    let entity = &annotations.entities[index];
                    entity.names.iter().chain([&entity.label]).any(|name| known.contains(name))
                })
                .collect()
        };
        let left = entities(&self.left);
        let right = self.right.as_ref().map(&entities);
        for (named, found) in [(Some(&self.left), Some(&left)), (self.right.as_ref(), right.as_ref())] {
            if let (Some(named), Some(found)) = (named, found)
                && found.is_empty()
            {
                let (sentences, told) = self.no_name(&reading, &document, named);
                return lost(Stage::NotAName, sentences, told);
            }
        }
        let traces = trace(&reading, &annotations, self.knowledge, self.expected.fact_type);
        let (stage, sentences, told) = judge(&reading, &document, &annotations, &traces, &left, right.as_ref());
        lost(stage, sentences, told)
    }

    /// Why a name that stands in the text was not found as one.
    fn no_name(&self, reading: &Reading, document: &Document, named: &Named) -> (Vec<String>, Vec<String>) {
        let explanations = extract::explain(reading, self.knowledge);
        let (mut sentences, mut told) = (Vec::new(), BTreeSet::new());
        for form in named.forms.iter().filter(|form| !form.is_empty()) {
            for (at, _) in reading.text.match_indices(form.as_str()) {
                let span = Span::new(at, at + form.len());
                let sentence = reading.sentences.iter().find(|one| one.span.contains(span));
                sentences.extend(sentence.map(|one| words(reading, document, one.span)));
                let here: Vec<&Explanation> =
                    explanations.iter().filter(|one| one.choice.span.overlaps(span)).collect();
                if here.is_empty() {
                    told.insert(format!("{form}: nobody proposes it as a name"));
                }
                told.extend(here.into_iter().map(|one| format!("{form}: {}", because(one))));
            }
        }
        sentences.dedup();
        sentences.truncate(SHOWN);
        (sentences, told.into_iter().take(2 * SHOWN).collect())
    }
}

/// What was decided on a stretch of text.
fn because(one: &Explanation) -> String {
    let entity_type = one.choice.entity_type.map_or("no name", |found| found.name());
    let by: BTreeSet<&str> = one.choice.proposals.iter().map(|proposal| proposal.recogniser.name()).collect();
    let by = by.into_iter().collect::<Vec<_>>().join(", ");
    let word = match one.verdict {
        Verdict::Name | Verdict::Nested => "the name there is",
        Verdict::Trap => "it is part of a word that holds no name,",
        Verdict::Doubted => "nobody is sure enough of",
        Verdict::Refused => "the rest of the document does not bear out",
    };
    format!("{word} {} ({entity_type}, {:.2} by {by})", one.choice.surface, one.choice.confidence)
}

/// How far the sentences bring it.
fn judge(
    reading: &Reading,
    document: &Document,
    annotations: &Annotations,
    traces: &[Trace],
    left: &BTreeSet<usize>,
    right: Option<&BTreeSet<usize>>,
) -> (Stage, Vec<String>, Vec<String>) {
    let named_in = |span: Span, wanted: &BTreeSet<usize>| {
        annotations
            .mentions
            .iter()
            .zip(&annotations.entity_of)
            .any(|(mention, entity)| span.contains(mention.span) && wanted.contains(entity))
    };
    let has = |span: Span| (named_in(span, left), right.is_none_or(|right| named_in(span, right)));
    let shown = |span: Span| words(reading, document, span);
    let sentences: Vec<Span> = reading.sentences.iter().map(|one| one.span).collect();
    let both: Vec<Span> = sentences.iter().copied().filter(|span| has(*span) == (true, true)).collect();
    // A rule may take its subject from an earlier sentence: one of the two suffices.
    let near = |one: &&Trace| {
        let (here, there) = has(one.sentence);
        here || there && right.is_some()
    };
    let mut found: BTreeMap<Stage, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for one in traces.iter().filter(near) {
        let (stage, told) = match &one.found {
            None if has(one.sentence) != (true, true) => continue,
            None => (Stage::NoPattern, format!("rule {}: {}", one.rule, one.masked)),
            Some(result) => {
                let label = |index: &usize| annotations.entities[*index].label.clone();
                let roles: Vec<String> = result
                    .entities
                    .iter()
                    .map(|(role, found)| {
                        format!("{}={}", role.name(), found.iter().map(label).collect::<Vec<_>>().join("、"))
                    })
                    .collect();
                (Stage::Condition, format!("rule {} finds {}, {}", one.rule, roles.join(", "), result.realis.name()))
            }
        };
        let (sentences, lines) = found.entry(stage).or_default();
        sentences.push(shown(one.sentence));
        lines.push(told);
    }
    if let Some((stage, (mut sentences, mut told))) = found.pop_last() {
        sentences.dedup();
        sentences.truncate(SHOWN);
        told.dedup();
        told.truncate(2 * SHOWN);
        return (stage, sentences, told);
    }
    if both.is_empty() {
        let one = |wanted: &BTreeSet<usize>| sentences.iter().copied().find(|span| named_in(*span, wanted));
        let sentences = [one(left), right.and_then(one)].into_iter().flatten().map(shown).collect();
        return (Stage::NotInOneSentence, sentences, Vec::new());
    }
    (Stage::NoTrigger, both.into_iter().take(SHOWN).map(shown).collect(), Vec::new())
}

fn words(reading: &Reading, document: &Document, span: Span) -> String {
    reading.verbatim(document, span).replace('\n', "")
}

fn says(value: &Attribute, words: &str) -> bool {
    match value {
        Attribute::Text(text) => text.contains(words),
        Attribute::Texts(texts) => texts.iter().any(|text| text.contains(words)),
        Attribute::Number(_) => false,
    }
}

/// The part of a text that is this record's.
fn own(record: &Record, text: &str) -> String {
    if record.segments.is_empty() {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let piece = |span: &Span| chars.get(span.start..span.end.min(chars.len())).unwrap_or_default();
    record.segments.iter().flat_map(piece).collect()
}

/// The document as it was read, from its stored text: an article of a page, or one whose text is its own.
fn document(record: &Record, text: String) -> Option<Document> {
    let options = Options { date: record.date };
    let mut ways = Vec::new();
    if !record.segments.is_empty() || std::path::Path::new(&record.source).extension().is_some_and(|end| end == "txt") {
        ways.push(ingest::read_bytes(&record.source, Format::Text, text.clone().into_bytes(), &options).0);
    }
    let (title, body) = text.split_once('\n').unwrap_or(("", &text));
    let line = serde_json::json!({ "id": record.id, "title": title, "text": body, "date": record.date.map(|date| date.to_string()) });
    ways.push(ingest::read_bytes(&record.source, Format::Jsonl, line.to_string().into_bytes(), &options).0);
    ways.push(ingest::read_bytes(&record.source, Format::Markdown, text.into_bytes(), &options).0);
    let mut read = ways.into_iter().flatten();
    read.find(|document| document.id == record.id && document.sha256 == record.sha256)
}
