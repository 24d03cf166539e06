//! The things of the whole corpus, and why their mentions are one.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{DocumentId, EntityId, EntityType, Kind};

/// A stable key of a thing in the corpus; its IRI is minted from it. The same records give the same keys in any order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntityKey(pub String);

impl EntityKey {
    /// The key of the thing of this type under this name or code: `person/李强`, `place/110000`.
    pub fn new(entity_type: EntityType, name: &str) -> Self {
        let room = match entity_type {
            EntityType::Person => "person",
            EntityType::Organization => "organization",
            EntityType::Place => "place",
            EntityType::Policy => "policy",
            EntityType::Product => "product",
        };
        Self(format!("{room}/{}", Self::part(name)))
    }

    /// A name as part of a key: 《》, 「」 and double quotation marks, spaces and control characters are left out; what parts
    /// a key (`/`, `~`) becomes `-`. Never empty.
    pub fn part(name: &str) -> String {
        let part: String = name
            .chars()
            .filter(|c| !c.is_control() && !c.is_whitespace())
            .filter(|c| !matches!(c, '《' | '》' | '“' | '”' | '「' | '」' | '"'))
            .map(|c| if matches!(c, '/' | '~' | '\\') { '-' } else { c })
            .collect();
        if part.is_empty() { "-".to_owned() } else { part }
    }
}

impl fmt::Display for EntityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One thing of the corpus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkedEntity {
    /// `person/李强`, `place/110000`, `organization/百度公司`; a second thing of one name gets `person/李强~2` by rule.
    pub key: EntityKey,
    /// What it is.
    pub entity_type: EntityType,
    /// Finer type: the one most records give.
    pub kind: Option<Kind>,
    /// Preferred name: the fullest official one.
    pub label: String,
    /// All names in all documents, sorted, the label left out.
    pub names: Vec<String>,
    /// GB/T 2260 or ISO 3166-1 code.
    pub code: Option<String>,
    /// English name, where the lexicon has one.
    pub english: Option<String>,
    /// Which entities of which records it is.
    pub members: Vec<(DocumentId, EntityId)>,
}

/// Why two entities of records are one thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// One entity of a record.
    pub left: (DocumentId, EntityId),
    /// The other.
    pub right: (DocumentId, EntityId),
    /// The rule that joined them: `same-name`, `code`, `short-form`.
    pub rule: String,
    /// Chance of being right, 0 to 1.
    pub score: f64,
}

/// What linking says of a set of records.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Linking {
    /// All things, sorted by key.
    pub entities: Vec<LinkedEntity>,
    /// Which thing each entity of each record is.
    pub keys: BTreeMap<DocumentId, BTreeMap<EntityId, EntityKey>>,
    /// Why.
    pub merges: Vec<Merge>,
}
