//! Documents enter; records and the graph leave. This is the only file that knows all rooms.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use oxigraph::model::Quad;
use rayon::prelude::*;

use crate::extract::{self, Annotations, DocumentEntity, Explanation, Parts};
use crate::graph::KnowledgeGraph;
use crate::knowledge::Knowledge;
use crate::model::script::Script;
use crate::model::{
    Attribute, Corrections, Document, EntityId, Linking, Outcome, Quote, Record, RecordEntity, RecordFact, Span,
    Unnamed, Utterance,
};
use crate::rdf::spill::{Lines, Room};
use crate::relate::{self, Fact};
use crate::text::{self, CharIndex, Reading};
use crate::{graph, link, rdf};

/// All that one document says.
pub fn record(document: &Document, knowledge: &Knowledge) -> Record {
    record_with(document, knowledge, Parts::ALL)
}

fn record_with(document: &Document, knowledge: &Knowledge, parts: Parts) -> Record {
    let reading = text::read(document);
    let annotations = extract::annotate_with(&reading, knowledge, parts);
    let facts = relate::facts(&reading, &annotations, knowledge);
    let unnamed = relate::unnamed(&reading, &annotations, knowledge);
    Writer { document, reading: &reading, index: CharIndex::new(&document.text) }.record(&annotations, &facts, &unnamed)
}

/// The records of many documents, in their order, read on all threads; `done` is called after each.
pub fn records(documents: &[Document], knowledge: &Knowledge, done: impl Fn() + Sync) -> Vec<Record> {
    records_with(documents, knowledge, Parts::ALL, done)
}

/// The same with names by some of the recognisers.
pub fn records_with(
    documents: &[Document],
    knowledge: &Knowledge,
    parts: Parts,
    done: impl Fn() + Sync,
) -> Vec<Record> {
    documents
        .par_iter()
        .map(|document| {
            let record = record_with(document, knowledge, parts);
            done();
            record
        })
        .collect()
}

/// How each name of a document was decided on; spans are code points of its text, as in its record.
pub fn explain(document: &Document, knowledge: &Knowledge) -> Vec<Explanation> {
    let reading = text::read(document);
    let index = CharIndex::new(&document.text);
    let mut explanations = extract::explain(&reading, knowledge);
    for explanation in &mut explanations {
        for choice in std::iter::once(&mut explanation.choice).chain(&mut explanation.rivals) {
            choice.surface = reading.verbatim(document, choice.span);
            choice.span = reading.char_span(&index, choice.span);
        }
    }
    explanations
}

/// What the corpus tells under the user's corrections.
#[derive(Debug)]
pub struct World<'a> {
    /// The records, without the facts that the user rejected.
    pub records: Vec<Cow<'a, Record>>,
    /// Which of their entities are one thing.
    pub linking: Linking,
    /// What became of each correction, by id.
    pub outcomes: Vec<Outcome>,
}

impl World<'_> {
    /// The graph of it.
    pub fn graph(&self) -> KnowledgeGraph {
        graph::build(&self.records, &self.linking)
    }

    /// The lines of its quads under a base IRI; what memory does not hold is written to `room`.
    pub fn lines(&self, base: &str, room: &Room) -> io::Result<Lines> {
        rdf::to_lines(&self.graph(), base, room)
    }

    /// Its quads under a base IRI, in canonical order.
    pub fn quads(&self, base: &str) -> Vec<Quad> {
        rdf::to_quads(&self.graph(), base)
    }
}

/// Links a set of records under the user's corrections.
pub fn world<'a>(records: &'a [Record], corrections: &Corrections, knowledge: &Knowledge) -> World<'a> {
    let (mut linking, mut outcomes) = link::link_corrected(records, corrections, knowledge);
    let (kept, rejections) = link::without_rejected(records, &linking, corrections);
    // What a rejected post or place told must not tell people apart either.
    let bears = kept.iter().zip(records).any(|(kept, whole)| {
        kept.facts.len() < whole.facts.len() && whole.facts.iter().any(|fact| link::bears_on_linking(fact.fact_type))
    });
    if bears {
        (linking, outcomes) = link::link_corrected(&kept, corrections, knowledge);
    }
    outcomes.extend(rejections);
    outcomes.sort_by(|one, other| one.id.cmp(&other.id));
    World { records: kept, linking, outcomes }
}

/// The graph that a set of records makes without any correction.
pub fn graph(records: &[Record], knowledge: &Knowledge) -> KnowledgeGraph {
    world(records, Corrections::none(), knowledge).graph()
}

/// The quads of the graph that a set of records makes without any correction, in canonical order.
pub fn quads(records: &[Record], knowledge: &Knowledge, base: &str) -> Vec<Quad> {
    rdf::to_quads(&graph(records, knowledge), base)
}

/// What records depend on besides their document: the knowledge files and the code that reads. Records of another
/// version are made again.
pub fn version(knowledge: &Knowledge) -> String {
    format!("{}-{}", knowledge.version, env!("WENMAI_CODE"))
}

/// Turns offsets of the reading into offsets of the document.
struct Writer<'a> {
    document: &'a Document,
    reading: &'a Reading,
    index: CharIndex<'a>,
}

impl Writer<'_> {
    fn record(&self, annotations: &Annotations, facts: &[Fact], unnamed: &[relate::Unnamed]) -> Record {
        let document = self.document;
        let mut ids =
            (0..annotations.entities.len()).map(|index| EntityId(format!("e{}", index + 1))).collect::<Vec<_>>();
        // A title by whose facts nothing is told is left out; its place is not, since the facts count on from the entities.
        let told = unnamed.iter().filter(|one| !one.facts.is_empty());
        let numbers: Vec<usize> = unnamed
            .iter()
            .scan(0, |count, one| {
                *count += usize::from(!one.facts.is_empty());
                Some(*count)
            })
            .collect();
        ids.extend(numbers.iter().map(|number| EntityId(format!("u{number}"))));
        let unnamed: Vec<Unnamed> = told.map(|one| self.unnamed(one, annotations, &ids)).collect();
        let entities = annotations.entities.iter().zip(&ids).map(|(entity, id)| {
            let names = self.names(annotations, entity);
            RecordEntity {
                id: id.clone(),
                entity_type: entity.entity_type,
                kind: entity.kind,
                label: names.first().cloned().unwrap_or_default(),
                names,
                code: entity.code.clone(),
                mentions: entity
                    .mentions
                    .iter()
                    .map(|mention| self.quote(annotations.mentions[*mention].span))
                    .collect(),
            }
        });
        let facts = facts.iter().enumerate().map(|(index, fact)| self.fact(&format!("f{}", index + 1), fact, &ids));
        Record {
            id: document.id.clone(),
            source: document.source.clone(),
            title: document.title.clone(),
            date: document.date,
            publisher: document.publisher.clone(),
            url: document.url.clone(),
            sha256: document.sha256.clone(),
            segments: self.segments(),
            entities: entities.collect(),
            facts: facts.collect(),
            unnamed,
        }
    }

    fn unnamed(&self, one: &relate::Unnamed, annotations: &Annotations, ids: &[EntityId]) -> Unnamed {
        let own =
            one.facts.iter().flat_map(|fact| fact.args.values()).find(|entity| **entity >= annotations.entities.len());
        let id = own.map_or_else(|| EntityId("u0".to_owned()), |entity| ids[*entity].clone());
        Unnamed {
            title: one.title.clone(),
            position: one.bare.clone(),
            org: one.org.map(|entity| ids[entity].clone()),
            mentions: one.spans.iter().map(|span| self.quote(*span)).collect(),
            facts: one
                .facts
                .iter()
                .enumerate()
                .map(|(index, fact)| self.fact(&format!("{id}.{}", index + 1), fact, ids))
                .collect(),
            id,
        }
    }

    /// The names of an entity in the script of the document: one read name may be written in two ways (台灣, 臺灣).
    fn names(&self, annotations: &Annotations, entity: &DocumentEntity) -> Vec<String> {
        if self.reads_as_written() {
            return entity.names.clone();
        }
        let mentions = || entity.mentions.iter().map(|mention| &annotations.mentions[*mention]);
        let mut names = Vec::new();
        for name in &entity.names {
            // A name stands in a mention as it is, in its quotation marks, or as the part of it that they enclose.
            let places: Vec<(usize, Span)> = mentions()
                .filter_map(|mention| {
                    let start = mention.span.start + mention.surface.find(name.as_str())?;
                    Some((mention.surface.len() - name.len(), Span::new(start, start + name.len())))
                })
                .collect();
            let closest = places.iter().map(|(more, _)| *more).min();
            let closest = places.iter().filter(|(more, _)| Some(*more) == closest);
            let mut written: Vec<String> =
                closest.map(|(_, place)| self.reading.as_written(self.document, *place)).collect();
            if written.is_empty() {
                written.push(self.words(name, &[]));
            }
            for name in written {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// Whether names are read as the document writes them, but for the width of letters: a simplified document without the
    /// dots (马丁.科尔) and brackets (会展中心(云州)) that are read as others.
    fn reads_as_written(&self) -> bool {
        self.reading.script == Script::Simplified
            && !self.reading.text.contains('·')
            && !self.document.text.contains(['(', ')'])
    }

    /// A fact's own words in the script of the document, where they stand in its evidence or elsewhere in the text;
    /// words of closed lists stay as the contract has them.
    fn attribute(&self, name: &str, value: &Attribute, evidence: &[Span]) -> Attribute {
        match value {
            _ if !matches!(name, "position" | "event" | "topic" | "topics" | "subject" | "product" | "what") => {
                value.clone()
            }
            Attribute::Number(number) => Attribute::Number(*number),
            Attribute::Text(text) => Attribute::Text(self.words(text, evidence)),
            Attribute::Texts(texts) => Attribute::Texts(texts.iter().map(|text| self.words(text, evidence)).collect()),
        }
    }

    /// Words of the reading as the document writes them; several with 、 between one by one.
    fn words(&self, words: &str, evidence: &[Span]) -> String {
        if self.reads_as_written() {
            return words.to_owned();
        }
        let whole = Span::new(0, self.reading.text.len());
        let place = evidence.iter().copied().chain([whole]).find_map(|span| {
            let start = span.start + span.of(&self.reading.text).find(words)?;
            Some(Span::new(start, start + words.len()))
        });
        match (place, words.contains('、')) {
            (Some(place), _) => self.reading.as_written(self.document, place),
            (None, true) => words.split('、').map(|word| self.words(word, evidence)).collect::<Vec<_>>().join("、"),
            (None, false) => words.to_owned(),
        }
    }

    fn fact(&self, id: &str, fact: &Fact, ids: &[EntityId]) -> RecordFact {
        RecordFact {
            id: id.to_owned(),
            fact_type: fact.fact_type,
            args: fact.args.iter().map(|(role, entity)| (*role, ids[*entity].clone())).collect::<BTreeMap<_, _>>(),
            attributes: fact
                .attributes
                .iter()
                .map(|(name, value)| (name.clone(), self.attribute(name, value, &fact.evidence)))
                .collect(),
            time: fact.time.clone(),
            realis: fact.realis,
            confidence: (fact.confidence * 1000.0).round() / 1000.0,
            rule: fact.rule.clone(),
            evidence: fact.evidence.iter().map(|span| self.quote(*span)).collect(),
            utterances: fact
                .utterances
                .iter()
                .map(|utterance| Utterance {
                    evidence: utterance.evidence,
                    verb: utterance.verb.clone(),
                    topics: utterance.topics.iter().map(|topic| self.words(topic, &fact.evidence)).collect(),
                    about: utterance.about.iter().map(|entity| ids[*entity].clone()).collect(),
                    direct: utterance.direct,
                })
                .collect(),
        }
    }

    fn quote(&self, span: Span) -> Quote {
        let bytes = self.reading.source(span);
        Quote {
            chars: self.index.to_chars(bytes),
            bytes: Some(bytes),
            text: self.reading.verbatim(self.document, span),
        }
    }

    /// The pieces of the text that are this article's, where the text holds others too.
    fn segments(&self) -> Vec<Span> {
        let spans = self.document.blocks.iter().flat_map(|block| block.spans.iter().copied()).collect::<Vec<_>>();
        let whole = spans.iter().map(|span| span.len()).sum::<usize>();
        let outside =
            self.document.text.chars().filter(|c| !c.is_whitespace()).map(char::len_utf8).sum::<usize>() > whole;
        if outside { spans.into_iter().map(|span| self.index.to_chars(span)).collect() } else { Vec::new() }
    }
}
