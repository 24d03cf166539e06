//! Mentions in a text, and what kind of thing they name.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Span;

/// Names an entity inside one record: `e1`, `e2`, … in order of first mention.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntityId(pub String);

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EntityType {
    /// A named individual.
    Person,
    /// A named company, body, school, institute, medium, association, army, team.
    Organization,
    /// A named administrative or natural place, region or site.
    Place,
    /// A named instrument, programme or doctrine of public policy.
    Policy,
    /// A thing that an organisation makes.
    Product,
}

impl EntityType {
    /// All types, in the order in which records list them.
    pub const ALL: [Self; 5] = [Self::Person, Self::Organization, Self::Place, Self::Policy, Self::Product];

    /// The name of the type in records and in the ontology.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Organization => "Organization",
            Self::Place => "Place",
            Self::Policy => "Policy",
            Self::Product => "Product",
        }
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A finer type, as records write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each name is the field's word; the ontology defines them")]
pub enum Kind {
    // Organisations.
    Company,
    Government,
    Party,
    Education,
    Research,
    Media,
    International,
    Military,
    Other,
    // Places.
    Country,
    Province,
    City,
    County,
    Town,
    Region,
    Natural,
    Site,
    // Policies.
    Document,
    Programme,
    Concept,
}

impl Kind {
    /// The name of the kind in records: `company`, `province`, …
    pub fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Government => "government",
            Self::Party => "party",
            Self::Education => "education",
            Self::Research => "research",
            Self::Media => "media",
            Self::International => "international",
            Self::Military => "military",
            Self::Other => "other",
            Self::Country => "country",
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Town => "town",
            Self::Region => "region",
            Self::Natural => "natural",
            Self::Site => "site",
            Self::Document => "document",
            Self::Programme => "programme",
            Self::Concept => "concept",
        }
    }

    /// The type that the kind belongs to.
    pub fn entity_type(self) -> EntityType {
        match self {
            Self::Country
            | Self::Province
            | Self::City
            | Self::County
            | Self::Town
            | Self::Region
            | Self::Natural
            | Self::Site => EntityType::Place,
            Self::Document | Self::Programme | Self::Concept => EntityType::Policy,
            _ => EntityType::Organization,
        }
    }

    /// The kind with this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }
}

/// Where a mention comes from; `--explain` and the resolver name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recogniser {
    /// A line of a lexicon.
    Lexicon,
    /// A rule of one recogniser.
    Rule,
    /// The statistical tagger.
    Tagger,
    /// Another mention of the same document: a short form, a repeated name.
    Document,
}

impl Recogniser {
    /// All recognisers.
    pub const ALL: [Self; 4] = [Self::Lexicon, Self::Rule, Self::Tagger, Self::Document];

    /// The name in explanations.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lexicon => "lexicon",
            Self::Rule => "rule",
            Self::Tagger => "tagger",
            Self::Document => "document",
        }
    }
}

impl fmt::Display for Recogniser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A stretch of text that names something.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Bytes of the reading text (`text::Reading::text`).
    pub span: Span,
    /// What it names.
    pub entity_type: EntityType,
    /// Finer type, where known.
    pub kind: Option<Kind>,
    /// The reading text inside `span`.
    pub surface: String,
    /// A fuller name that this one is known to stand for, where it is not in the text itself (列表的共用词头:
    /// 广东省工信厅 and 科技厅 for 广东省科技厅), or a shared head.
    pub canonical: Option<String>,
    /// Who found it.
    pub recogniser: Recogniser,
    /// Line of knowledge or rule that found it: `surname+title`, `org.suffix:公司`.
    pub reason: String,
    /// Chance of being right, 0 to 1.
    pub confidence: f64,
}
