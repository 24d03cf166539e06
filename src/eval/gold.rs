//! Gold annotations in JSONL enter; typed gold documents leave.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::model::{DocumentId, EntityType, FactType, Kind};

/// What a careful reader finds in one document.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldDocument {
    /// The document.
    pub id: DocumentId,
    /// The things named.
    #[serde(default)]
    pub entities: Vec<GoldEntity>,
    /// The facts stated.
    #[serde(default)]
    pub facts: Vec<GoldFact>,
    /// What may be found and need not be.
    #[serde(default)]
    pub optional: Optional,
}

/// What may be found and need not be.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Optional {
    /// Things.
    #[serde(default)]
    pub entities: Vec<GoldEntity>,
    /// Facts.
    #[serde(default)]
    pub facts: Vec<GoldFact>,
}

/// One thing of a gold document.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldEntity {
    /// What it is.
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    /// Its forms, the fullest first.
    pub names: Vec<String>,
    /// Finer type; `person` for persons in some sets.
    #[serde(default)]
    pub(super) kind: Option<String>,
    /// Whether missing it is no mistake.
    #[serde(skip)]
    pub optional: bool,
}

impl GoldEntity {
    /// Finer type.
    pub fn kind(&self) -> Option<Kind> {
        self.kind.as_deref().and_then(Kind::from_name)
    }
}

/// One fact of a gold document: its type, and its roles and properties as written.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldFact {
    #[serde(rename = "type")]
    type_name: String,
    #[serde(flatten)]
    fields: BTreeMap<String, Value>,
}

impl GoldFact {
    /// The type of fact; `None` for types that are not scored.
    pub fn fact_type(&self) -> Option<FactType> {
        match self.type_name.as_str() {
            "stat" => Some(FactType::Statistic),
            name => FactType::ALL.into_iter().find(|fact_type| fact_type.name() == name),
        }
    }

    /// A role or property as text; `None` where it is absent or null.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str).filter(|text| *text != "null")
    }

    /// The fact in words, for lists of mistakes.
    pub fn words(&self) -> String {
        serde_json::to_string(&self.fields).unwrap_or_default()
    }
}

/// A gold file cannot be used.
#[derive(Debug, Error)]
pub enum GoldError {
    /// A line is no gold document.
    #[error("line {line}: {source}")]
    Line {
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        source: serde_json::Error,
    },
}

/// Reads gold documents, one JSON object a line.
pub fn read_gold(text: &str) -> Result<Vec<GoldDocument>, GoldError> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| serde_json::from_str(line).map_err(|source| GoldError::Line { line: index + 1, source }))
        .collect()
}
