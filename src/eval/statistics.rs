//! Statistics are matched by the words of their value (or change) and their indicator or subject.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::clean;
use super::{GoldDocument, GoldEntity, GoldFact, Mistake, Score};
use crate::model::{EntityId, FactType, RecordFact, Role};

/// Adds the figures of one document. A statistic is found when a fact has its value (its change, where the gold has no
/// value) and, if several facts have that value, the one with the same subject or product is taken first.
pub(super) fn score(
    gold: &GoldDocument,
    facts: &[RecordFact],
    things: &BTreeMap<EntityId, usize>,
    names: &[GoldEntity],
    score: &mut Score,
) {
    let is_statistic = |fact: &&GoldFact| fact.fact_type() == Some(FactType::Statistic);
    let found = facts.iter().filter(|fact| fact.fact_type == FactType::Statistic).collect::<Vec<_>>();
    let mut taken = BTreeSet::new();
    for wanted in gold.facts.iter().filter(is_statistic) {
        let fits = |fact: &RecordFact| {
            let of = |key: &str| fact.attributes.get(key).and_then(|value| value.text()).map(clean);
            match (wanted.text("value"), wanted.text("change")) {
                (Some(value), _) => of("value").is_some_and(|got| same_amount(&got, &clean(value))),
                (None, Some(change)) => of("change").is_some_and(|got| same_amount(&got, &clean(change))),
                (None, None) => false,
            }
        };
        let same_subject = |fact: &RecordFact| {
            let entity = fact
                .args
                .get(&Role::Subject)
                .and_then(|id| things.get(id))
                .map(|thing| names[*thing].names[0].as_str());
            entity == wanted.text("subject")
        };
        let mut hits =
            (0..found.len()).filter(|index| !taken.contains(index) && fits(found[*index])).collect::<Vec<_>>();
        hits.sort_by_key(|index| !same_subject(found[*index]));
        let Some(hit) = hits.first() else {
            score.statistics.fn_ += 1;
            score.mistakes.push(Mistake {
                kind: "missed statistic".to_owned(),
                document: gold.id.clone(),
                what: wanted.words(),
            });
            continue;
        };
        taken.insert(*hit);
        score.statistics.tp += 1;
        let period = found[*hit].attributes.get("period").and_then(|period| period.text());
        score.statistic_periods.note(period == wanted.text("period"));
    }
    let optional = gold.optional.facts.iter().filter(is_statistic).count();
    let spare = found.len() - taken.len();
    score.statistics.fp +=
        if gold.facts.iter().any(|fact| is_statistic(&fact)) { spare.saturating_sub(optional) } else { 0 };
}

/// Equal words, or the same once a counted noun after the unit is left out (56个 and 56个国家和地区).
fn same_amount(got: &str, wanted: &str) -> bool {
    got == wanted
        || (got.chars().count() >= 2 && wanted.starts_with(got))
        || (wanted.chars().count() >= 2 && got.starts_with(wanted))
}
