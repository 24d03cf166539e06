//! A reading and its names enter; which rules were asked about one kind of fact, and how far each came, leaves.
//!
//! Promise: rules are applied as [`super::facts`] applies them; what a family of facts then makes of a find is read off the
//! facts, not told here.

use std::collections::{BTreeMap, BTreeSet};

use super::{discourse_of, find};
use crate::extract::Annotations;
use crate::knowledge::Knowledge;
use crate::model::{FactType, Realis, Role, Span};
use crate::text::Reading;

/// One rule at one sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The sentence, in bytes of the reading.
    pub sentence: Span,
    /// The sentence with its names masked by type: `{Person}来到{Place}`.
    pub masked: String,
    /// The rule, one of whose trigger words stands in the sentence.
    pub rule: String,
    /// What it found; `None` where its pattern does not hold.
    pub found: Option<Found>,
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Entity indices by role; the subject may be of an earlier sentence.
    pub entities: BTreeMap<Role, BTreeSet<usize>>,
    /// Whether it took place.
    pub realis: Realis,
}

/// The rules for facts of this type that were asked, in order of the text.
pub fn trace(reading: &Reading, annotations: &Annotations, knowledge: &Knowledge, fact_type: FactType) -> Vec<Trace> {
    let rules = &knowledge.rules;
    let (discourse, ..) = discourse_of(reading, annotations, rules);
    let finds = find::finds(rules, &discourse);
    let mut traces = Vec::new();
    for (index, masked) in discourse.sentences.iter().enumerate() {
        let sentence = reading.sentences[index].span;
        let shown = masked.text.chars().map(shown).collect::<String>();
        for number in rules.candidates(&masked.text) {
            let rule = &rules.rules[number];
            if rule.fact != fact_type {
                continue;
            }
            let one = |found| Trace { sentence, masked: shown.clone(), rule: rule.id.clone(), found };
            let before = traces.len();
            for find in finds.iter().filter(|find| find.sentence == index && find.rule.id == rule.id) {
                let mut entities: BTreeMap<Role, BTreeSet<usize>> = BTreeMap::new();
                for role in &rule.roles {
                    entities.insert(*role, find.entities(&discourse, *role).into_iter().collect());
                }
                for role in [Role::Who, Role::A] {
                    if rule.roles.contains(&role) || find.open.is_some() {
                        entities.entry(role).or_default().extend(find.actors(&discourse, role));
                    }
                }
                traces.push(one(Some(Found { entities, realis: find.realis })));
            }
            if traces.len() == before {
                traces.push(one(None));
            }
        }
    }
    traces
}

/// A sign as rules write it.
fn shown(c: char) -> String {
    use crate::knowledge::Sign;
    let sign = Sign::ALL.into_iter().find(|sign| sign.char() == c);
    sign.map_or_else(|| c.to_string(), |sign| format!("{{{sign:?}}}"))
}
