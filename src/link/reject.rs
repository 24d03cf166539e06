//! Records, their linking and the corrections enter; the records without the facts that the user rejected leave.
//!
//! A fact's things are told by the names of its own document or of the linked things, so that a user can reject what the
//! graph shows. Promise: a rejected fact leaves no trace in the graph; a record without one is not copied.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::names::fold;
use crate::model::{
    Attribute, Claim, Corrections, Effect, EntityKey, FactType, LinkedEntity, Linking, Outcome, Record, RecordEntity,
    RecordFact, Right, Role, Selector,
};

/// The records without the facts that the user rejected, and what became of each rejection, by id.
pub fn without_rejected<'a>(
    records: &'a [Record],
    linking: &Linking,
    corrections: &Corrections,
) -> (Vec<Cow<'a, Record>>, Vec<Outcome>) {
    let claims: Vec<_> = corrections
        .iter()
        .filter_map(|(id, correction)| match &correction.what {
            Right::Reject(claim) => Some((id, claim)),
            _ => None,
        })
        .collect();
    let mut hits = vec![0_usize; claims.len()];
    let things: BTreeMap<&EntityKey, &LinkedEntity> = if claims.is_empty() {
        BTreeMap::new()
    } else {
        linking.entities.iter().map(|entity| (&entity.key, entity)).collect()
    };
    let records = records.iter().map(|record| {
        let mut rejected = |fact: &RecordFact| {
            let mut gone = false;
            for ((_, claim), hits) in claims.iter().zip(&mut hits) {
                if tells(record, fact, claim, linking, &things) {
                    *hits += 1;
                    gone = true;
                }
            }
            gone
        };
        let gone: Vec<bool> = record.facts.iter().map(&mut rejected).collect();
        if !gone.contains(&true) {
            return Cow::Borrowed(record);
        }
        let mut record = record.clone();
        let mut gone = gone.into_iter();
        record.facts.retain(|_| !gone.next().unwrap_or_default());
        Cow::Owned(record)
    });
    let records = records.collect();
    let outcomes = claims
        .into_iter()
        .zip(hits)
        .map(|((id, claim), hits)| Outcome {
            id: id.clone(),
            // The first thing that nothing is called is the one to look at; else the facts are not there.
            effect: if hits > 0 { Effect::Changed } else { Effect::Unknown { thing: unknown(claim, linking) } },
        })
        .collect();
    (records, outcomes)
}

/// Whether a rejection of such facts takes away what linking itself goes by.
pub(crate) fn bears_on_linking(fact_type: FactType) -> bool {
    matches!(fact_type, FactType::HoldsPosition | FactType::LocatedIn | FactType::PartOf)
}

/// The first role whose thing no one is called by; the number of roles where each is known.
fn unknown(claim: &Claim, linking: &Linking) -> usize {
    let known = |selector: &Selector| linking.entities.iter().any(|entity| is_called(entity, &fold(&selector.name)));
    claim.args.values().position(|selector| !known(selector)).unwrap_or(claim.args.len())
}

fn is_called(entity: &LinkedEntity, folded: &str) -> bool {
    entity.names.iter().chain([&entity.label]).any(|name| fold(name) == folded)
}

/// Whether the fact is one of those that the claim tells.
fn tells(
    record: &Record,
    fact: &RecordFact,
    claim: &Claim,
    linking: &Linking,
    things: &BTreeMap<&EntityKey, &LinkedEntity>,
) -> bool {
    let words = |(name, asked): (&String, &String)| match fact.attributes.get(name) {
        Some(Attribute::Text(text)) => fold(text).contains(&fold(asked)),
        Some(Attribute::Texts(texts)) => texts.iter().any(|text| fold(text).contains(&fold(asked))),
        Some(Attribute::Number(number)) => number.to_string() == *asked,
        None => false,
    };
    let day = |asked| {
        fact.time
            .as_ref()
            .is_some_and(|time| time.from.is_some_and(|from| from <= asked) && time.to.is_some_and(|to| asked <= to))
    };
    let plays = |role: Role, selector: &Selector| {
        let entity = fact.args.get(&role).and_then(|id| record.entities.iter().find(|entity| entity.id == *id));
        entity.is_some_and(|entity| is_meant(record, entity, selector, linking, things))
    };
    // Who met whom is told in either order.
    let mirrored = |role: Role| match role {
        Role::A => Role::B,
        Role::B => Role::A,
        other => other,
    };
    fact.fact_type == claim.fact_type
        && claim.document.as_ref().is_none_or(|asked| *asked == record.id)
        && claim.date.is_none_or(day)
        && claim.quote.as_ref().is_none_or(|asked| fact.evidence.iter().any(|quote| quote.text.contains(asked)))
        && claim.attributes.iter().all(words)
        && (claim.args.iter().all(|(role, selector)| plays(*role, selector))
            || claim.args.iter().all(|(role, selector)| plays(mirrored(*role), selector)))
}

fn is_meant(
    record: &Record,
    entity: &RecordEntity,
    selector: &Selector,
    linking: &Linking,
    things: &BTreeMap<&EntityKey, &LinkedEntity>,
) -> bool {
    let name = fold(&selector.name);
    let thing = linking.keys.get(&record.id).and_then(|keys| keys.get(&entity.id)).and_then(|key| things.get(key));
    let here = entity.names.iter().chain([&entity.label]).any(|one| fold(one) == name);
    let entity_type = thing.map_or(entity.entity_type, |thing| thing.entity_type);
    (here || thing.is_some_and(|thing| is_called(thing, &name)))
        && selector.entity_type.is_none_or(|asked| asked == entity_type)
        && selector.kind.is_none_or(|asked| Some(asked) == entity.kind)
        && selector.code.as_ref().is_none_or(|asked| thing.and_then(|thing| thing.code.as_ref()) == Some(asked))
        && selector.document.as_ref().is_none_or(|asked| *asked == record.id)
}
