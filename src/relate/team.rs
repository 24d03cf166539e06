//! Titles without an organisation enter; those of a school's or institute's people get it where the paragraph says at
//! its head where it is: 在云州大学，有一支研究团队，带头人李明教授….

use crate::extract::Annotations;
use crate::knowledge::RuleSet;
use crate::model::{Attribute, EntityType, FactType, Kind, Role};
use crate::text::Reading;

use super::Fact;

/// Adds the organisation of the paragraph to titles of teaching and research that name none.
pub(super) fn employers(reading: &Reading, annotations: &Annotations, rules: &RuleSet, facts: &mut [Fact]) {
    let titles = rules.list("team_titles");
    for fact in facts.iter_mut().filter(|fact| fact.fact_type == FactType::HoldsPosition) {
        let bare = fact
            .attributes
            .get("position")
            .and_then(Attribute::text)
            .is_some_and(|title| titles.iter().any(|word| word == title));
        if !bare || fact.args.contains_key(&Role::Org) {
            continue;
        }
        let Some(evidence) = fact.evidence.first() else { continue };
        let sentence = reading.sentence_at(evidence.start);
        if let Some(org) = employer(reading, annotations, sentence) {
            fact.args.insert(Role::Org, org);
            fact.confidence *= 0.8;
        }
    }
}

/// The only school or institute of the paragraph, named before the sentence ends, in a clause 在…，.
fn employer(reading: &Reading, annotations: &Annotations, sentence: usize) -> Option<usize> {
    let block = reading.blocks[reading.sentences[sentence].block].span;
    let end = reading.sentences[sentence].span.end;
    let mut found = None;
    for (index, mention) in annotations.mentions.iter().enumerate() {
        let entity = annotations.entity_of[index];
        let kind = annotations.entities[entity].kind;
        let learned =
            mention.entity_type == EntityType::Organization && matches!(kind, Some(Kind::Education | Kind::Research));
        if !learned || !block.contains(mention.span) || mention.span.end > end {
            continue;
        }
        let framed = reading.text[..mention.span.start].ends_with('在')
            && reading.text[mention.span.end..].starts_with(['，', '的']);
        match found {
            None if framed => found = Some(entity),
            Some(known) if known == entity => {}
            _ => return None,
        }
    }
    found
}
