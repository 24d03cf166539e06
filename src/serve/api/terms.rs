//! The ontology enters; what to call its terms leaves, in Chinese and English.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::knowledge::ontology::{Bilingual, Ontology};

/// Labels of the ontology's terms, by local name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Terms {
    /// Classes.
    pub classes: BTreeMap<String, Label>,
    /// Properties.
    pub properties: BTreeMap<String, Label>,
}

/// A label in both languages, with the definition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Label {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// What it means, in Chinese and English.
    pub about: [String; 2],
}

impl Terms {
    /// The terms of the ontology in the binary.
    pub fn embedded() -> Self {
        let ontology = Ontology::embedded();
        let label = |label: &Bilingual, about: &Bilingual| Label {
            zh: label.zh.clone(),
            en: label.en.clone(),
            about: [about.zh.clone(), about.en.clone()],
        };
        let classes = ontology.classes.values().map(|one| (one.name.clone(), label(&one.label, &one.definition)));
        let properties = ontology.properties.values().map(|one| (one.name.clone(), label(&one.label, &one.definition)));
        Self { classes: classes.collect(), properties: properties.collect() }
    }
}
