//! Visits that others told and the visitor denies enter as happened and leave as denied: 有媒体称李明访问了海川公司，李明否认曾前往.

use crate::extract::Annotations;
use crate::knowledge::RuleSet;
use crate::model::{EntityType, FactType, Realis, Role};
use crate::text::Reading;

use super::Fact;

/// Marks the visits of a person who denies something in the same sentence or the next one.
pub(super) fn deny(reading: &Reading, annotations: &Annotations, rules: &RuleSet, facts: &mut [Fact]) {
    let denies = rules.list("denies");
    for (index, mention) in annotations.mentions.iter().enumerate() {
        let after = &reading.text[mention.span.end..];
        let word = denies.iter().filter(|word| after.starts_with(word.as_str())).map(String::len).max();
        let Some(length) = word.filter(|_| mention.entity_type == EntityType::Person) else { continue };
        // What is denied has to be the report or a journey, not something else: 李明否认收受贿赂.
        let rest = after[length..].split(['，', '。', '；', '\n']).next().unwrap_or_default();
        if !rest.is_empty() && !rules.list("denied_report").iter().any(|word| rest.contains(word.as_str())) {
            continue;
        }
        let person = annotations.entity_of[index];
        let sentence = reading.sentence_at(mention.span.start);
        for fact in facts.iter_mut().filter(|fact| {
            fact.fact_type == FactType::Visited
                && fact.realis == Realis::Happened
                && fact.args.get(&Role::Who) == Some(&person)
        }) {
            // A visit that another sentence tells without doubt stays.
            let told = |span: &crate::model::Span| {
                let at = reading.sentence_at(span.start);
                at == sentence || at + 1 == sentence
            };
            if fact.evidence.iter().all(told) {
                fact.realis = Realis::Denied;
                if !fact.evidence.iter().any(|span| reading.sentence_at(span.start) == sentence) {
                    fact.evidence.push(reading.sentences[sentence].span);
                }
            }
        }
    }
}
