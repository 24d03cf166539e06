//! A reading and its names enter; facts leave, each with roles, time, realis and evidence.

pub mod statistic;
pub mod topic;

use std::collections::BTreeMap;

use crate::model::{Attribute, EventTime, FactType, Realis, Role, Span};

/// A claim of one document, in offsets of its reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What it says.
    pub fact_type: FactType,
    /// Entity indices by role.
    pub args: BTreeMap<Role, usize>,
    /// Properties that are no entities.
    pub attributes: BTreeMap<String, Attribute>,
    /// When.
    pub time: Option<EventTime>,
    /// Whether it took place.
    pub realis: Realis,
    /// Chance of being right, 0 to 1.
    pub confidence: f64,
    /// The rule that found it.
    pub rule: String,
    /// Sentences or statements of the reading.
    pub evidence: Vec<Span>,
    /// What was said, for a `quoted` fact.
    pub utterances: Vec<FactUtterance>,
}

/// One statement of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactUtterance {
    /// Index into the fact's evidence.
    pub evidence: usize,
    /// 强调, 指出, 说, …
    pub verb: String,
    /// What it is about, in words of the text.
    pub topics: Vec<String>,
    /// Entity indices named in it.
    pub about: Vec<usize>,
    /// Whether the words stand in quotation marks.
    pub direct: bool,
}
