//! All that one document says: the one interface between reading text and building graphs.
//!
//! In JSON a record keeps to the contract of ARCHITECTURE.md: `mentions` and `evidence` are arrays of `[start, end]`
//! in Unicode code points of the document's text. Beside them stand the same ranges in UTF-8 bytes (`bytes`) and the
//! words themselves (`surfaces`, `quotes`); records of other tools may leave these out.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Attribute, DocumentId, EntityId, EntityType, EventTime, FactType, Kind, Realis, Role, Span};

/// All that one document says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The document.
    pub id: DocumentId,
    /// Path or `-`; see [`super::Document::source`].
    #[serde(default)]
    pub source: String,
    /// Headline.
    #[serde(default)]
    pub title: String,
    /// Day of publication.
    pub date: Option<Date>,
    /// Who published it.
    #[serde(default)]
    pub publisher: Option<String>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// SHA-256 of the document's text.
    #[serde(default)]
    pub sha256: String,
    /// The pieces of the text that are this document's, as code points; the whole text where empty. The articles of
    /// one page share a text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Span>,
    /// The things named, in order of first mention.
    pub entities: Vec<RecordEntity>,
    /// The facts stated, in order of their evidence.
    pub facts: Vec<RecordFact>,
    /// Titles without a name that do something, and what: who is meant is linking's to say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unnamed: Vec<Unnamed>,
}

/// Offices of a document's own province, city or county, whose house is in no need of a name.
pub const OF_PLACE: [&str; 12] = [
    "省委书记",
    "省长",
    "市委书记",
    "市长",
    "县委书记",
    "县长",
    "区委书记",
    "区长",
    "州委书记",
    "州长",
    "自治区党委书记",
    "自治区主席",
];

/// A title that stands for a person whom the document does not name: 俄罗斯总统表示….
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "WireUnnamed", into = "WireUnnamed")]
pub struct Unnamed {
    /// Id inside the record, `u1`, `u2`, …: the facts have it in the role that the person plays.
    pub id: EntityId,
    /// As written, its house included.
    pub title: String,
    /// Without its house: 总统.
    pub position: String,
    /// The entity of its house; `None` for an office of the document's own province, city or county (省委书记).
    pub org: Option<EntityId>,
    /// Where it stands.
    pub mentions: Vec<Quote>,
    /// What is told of it.
    pub facts: Vec<RecordFact>,
}

impl Record {
    /// The records by document, each document once. Two records of one document that differ are an error upstream;
    /// which of them counts does not hang on their order.
    pub fn distinct<R: Borrow<Self>>(records: &[R]) -> Vec<&Self> {
        let wire = |record: &Self| serde_json::to_string(record).unwrap_or_default();
        let mut by_id: BTreeMap<&DocumentId, &Self> = BTreeMap::new();
        for record in records.iter().map(Borrow::borrow) {
            let kept = by_id.entry(&record.id).or_insert(record);
            if *kept != record && wire(record) < wire(kept) {
                *kept = record;
            }
        }
        by_id.into_values().collect()
    }
}

/// A range of a document's text with its words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Quote {
    /// Unicode code points.
    pub chars: Span,
    /// UTF-8 bytes; `None` where the record came from a tool that does not say.
    pub bytes: Option<Span>,
    /// The words, verbatim; empty where the record came from a tool that does not say.
    pub text: String,
}

/// One thing, as one document names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "WireEntity", into = "WireEntity")]
pub struct RecordEntity {
    /// Id inside the record.
    pub id: EntityId,
    /// What it is.
    pub entity_type: EntityType,
    /// Finer type.
    pub kind: Option<Kind>,
    /// The fullest name in the document; the first of `names`.
    pub label: String,
    /// Every form the document uses.
    pub names: Vec<String>,
    /// GB/T 2260 code or ISO 3166-1 alpha-2 code, where the lexicon and the context tell it.
    pub code: Option<String>,
    /// Where it is named, in order.
    pub mentions: Vec<Quote>,
}

/// One claim with its roles, time and evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "WireFact", into = "WireFact")]
pub struct RecordFact {
    /// Id inside the record: `f1`, `f2`, …
    pub id: String,
    /// What it says.
    pub fact_type: FactType,
    /// The entities and the parts they play.
    pub args: BTreeMap<Role, EntityId>,
    /// Properties that are no entities; the keys are those of [`FactType`].
    pub attributes: BTreeMap<String, Attribute>,
    /// When, where the text says so.
    pub time: Option<EventTime>,
    /// Whether it took place.
    pub realis: Realis,
    /// Chance of being right, 0 to 1.
    pub confidence: f64,
    /// The rule that found it: `visit.arrive`.
    pub rule: String,
    /// The sentences it rests on; never empty.
    pub evidence: Vec<Quote>,
    /// What was said, for a `quoted` fact: one per statement.
    pub utterances: Vec<Utterance>,
}

/// One statement of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Utterance {
    /// Index into the fact's evidence.
    pub evidence: usize,
    /// 强调, 指出, 说, …
    pub verb: String,
    /// What it is about, in words of the text.
    pub topics: Vec<String>,
    /// Entities of the record named in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<EntityId>,
    /// Whether the words stand in quotation marks.
    pub direct: bool,
}

#[derive(Serialize, Deserialize)]
struct WireEntity {
    id: EntityId,
    #[serde(rename = "type")]
    entity_type: EntityType,
    #[serde(default)]
    kind: Option<Kind>,
    label: String,
    names: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(default)]
    mentions: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bytes: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    surfaces: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct WireUnnamed {
    id: EntityId,
    title: String,
    position: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    org: Option<EntityId>,
    #[serde(default)]
    mentions: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bytes: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    surfaces: Vec<String>,
    #[serde(default)]
    facts: Vec<RecordFact>,
}

#[derive(Serialize, Deserialize)]
struct WireFact {
    id: String,
    #[serde(rename = "type")]
    fact_type: FactType,
    #[serde(default)]
    args: BTreeMap<Role, EntityId>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<EventTime>,
    #[serde(default)]
    realis: Realis,
    #[serde(default = "certain")]
    confidence: f64,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    evidence: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bytes: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    quotes: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    utterances: Vec<Utterance>,
    #[serde(flatten)]
    attributes: BTreeMap<String, Attribute>,
}

fn certain() -> f64 {
    1.0
}

fn quotes(chars: Vec<Span>, bytes: &[Span], texts: Vec<String>) -> Vec<Quote> {
    let mut texts = texts.into_iter();
    chars
        .into_iter()
        .enumerate()
        .map(|(n, chars)| Quote { chars, bytes: bytes.get(n).copied(), text: texts.next().unwrap_or_default() })
        .collect()
}

fn arrays(quotes: Vec<Quote>) -> (Vec<Span>, Vec<Span>, Vec<String>) {
    let bytes = quotes.iter().map_while(|quote| quote.bytes).collect::<Vec<_>>();
    let chars = quotes.iter().map(|quote| quote.chars).collect();
    let texts = if quotes.iter().all(|quote| quote.text.is_empty()) {
        Vec::new()
    } else {
        quotes.into_iter().map(|quote| quote.text).collect()
    };
    (chars, bytes, texts)
}

impl From<WireUnnamed> for Unnamed {
    fn from(wire: WireUnnamed) -> Self {
        Self {
            id: wire.id,
            title: wire.title,
            position: wire.position,
            org: wire.org,
            mentions: quotes(wire.mentions, &wire.bytes, wire.surfaces),
            facts: wire.facts,
        }
    }
}

impl From<Unnamed> for WireUnnamed {
    fn from(unnamed: Unnamed) -> Self {
        let (mentions, bytes, surfaces) = arrays(unnamed.mentions);
        Self {
            id: unnamed.id,
            title: unnamed.title,
            position: unnamed.position,
            org: unnamed.org,
            mentions,
            bytes,
            surfaces,
            facts: unnamed.facts,
        }
    }
}

impl From<WireEntity> for RecordEntity {
    fn from(wire: WireEntity) -> Self {
        Self {
            id: wire.id,
            entity_type: wire.entity_type,
            kind: wire.kind,
            label: wire.label,
            names: wire.names,
            code: wire.code,
            mentions: quotes(wire.mentions, &wire.bytes, wire.surfaces),
        }
    }
}

impl From<RecordEntity> for WireEntity {
    fn from(entity: RecordEntity) -> Self {
        let (mentions, bytes, surfaces) = arrays(entity.mentions);
        Self {
            id: entity.id,
            entity_type: entity.entity_type,
            kind: entity.kind,
            label: entity.label,
            names: entity.names,
            code: entity.code,
            mentions,
            bytes,
            surfaces,
        }
    }
}

/// Splits a `date` of the contract (`2024-03-13` or `2024-03-21/2024-03-22`) into a stated time.
fn stated_days(date: &str) -> Option<EventTime> {
    let (from, to) = date.split_once('/').unwrap_or((date, date));
    Some(EventTime {
        from: Some(from.parse().ok()?),
        to: Some(to.parse().ok()?),
        precision: super::Precision::Day,
        text: date.to_owned(),
    })
}

impl From<WireFact> for RecordFact {
    fn from(wire: WireFact) -> Self {
        let time = wire.time.or_else(|| wire.date.as_deref().and_then(stated_days));
        Self {
            id: wire.id,
            fact_type: wire.fact_type,
            args: wire.args,
            attributes: wire.attributes,
            time,
            realis: wire.realis,
            confidence: wire.confidence,
            rule: wire.rule,
            evidence: quotes(wire.evidence, &wire.bytes, wire.quotes),
            utterances: wire.utterances,
        }
    }
}

impl From<RecordFact> for WireFact {
    fn from(fact: RecordFact) -> Self {
        let (evidence, bytes, quotes) = arrays(fact.evidence);
        Self {
            id: fact.id,
            fact_type: fact.fact_type,
            args: fact.args,
            date: fact.time.as_ref().and_then(EventTime::date),
            time: fact.time,
            realis: fact.realis,
            confidence: fact.confidence,
            rule: fact.rule,
            evidence,
            bytes,
            quotes,
            utterances: fact.utterances,
            attributes: fact.attributes,
        }
    }
}
