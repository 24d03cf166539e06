//! Records and their linking enter; for tellings of one event that state its day less finely than another, that day leaves.
//!
//! Visits, meetings and agreements are one where the same take part on one day (`keys.rs`). A telling without a day (日前, 近日), or of several days,
//! is of the dated event of the same participants if exactly one fits: in the days that its words allow, else in the week
//! before its document, or after it for what is only announced. Where two fit, or none, it stays by itself: two visits in
//! one week are two.
//!
//! Promise: a pure function of the set of records.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::model::{DocumentId, EntityKey, FactType, Linking, Precision, Realis, Record, RecordFact, Role};

/// Days between an event and a document that tells of it without its day.
const NEWS: i32 = 7;

/// The days of events by the document and the fact that tells of them without a day, or of more days.
pub(super) type Occasions<'a> = BTreeMap<(&'a DocumentId, &'a str), Date>;

/// Who takes part, and in what.
type Parties<'a> = (FactType, &'a EntityKey, &'a EntityKey);

/// The days that are known from other tellings.
pub(super) fn occasions<'a>(records: &[&'a Record], linking: &'a Linking) -> Occasions<'a> {
    let mut dated: BTreeMap<Parties, BTreeSet<Date>> = BTreeMap::new();
    let mut open: Vec<(Parties, &Record, &RecordFact)> = Vec::new();
    for record in records {
        for fact in &record.facts {
            let Some(parties) = parties(record, fact, linking) else { continue };
            match day(fact) {
                Some(day) => drop(dated.entry(parties).or_default().insert(day)),
                None => open.push((parties, record, fact)),
            }
        }
    }
    let mut found = Occasions::new();
    for (parties, record, fact) in open {
        let Some(days) = dated.get(&parties) else { continue };
        let Some((from, to)) = window(record, fact) else { continue };
        let mut fitting = days.range(from..=to);
        if let (Some(day), None) = (fitting.next(), fitting.next()) {
            found.insert((&record.id, fact.id.as_str()), *day);
        }
    }
    found
}

fn parties<'a>(record: &Record, fact: &RecordFact, linking: &'a Linking) -> Option<Parties<'a>> {
    let roles = match fact.fact_type {
        FactType::Visited => (Role::Who, Role::Where),
        FactType::Met | FactType::Cooperates => (Role::A, Role::B),
        _ => return None,
    };
    let keys = linking.keys.get(&record.id)?;
    let key = |role| keys.get(fact.args.get(&role)?);
    let (left, right) = (key(roles.0)?, key(roles.1)?);
    let swapped = roles.0 == Role::A && right < left;
    Some(if swapped { (fact.fact_type, right, left) } else { (fact.fact_type, left, right) })
}

/// The one day that the fact states.
fn day(fact: &RecordFact) -> Option<Date> {
    let time = fact.time.as_ref().filter(|time| time.precision == Precision::Day)?;
    time.from.filter(|from| time.to == Some(*from))
}

/// The days in which the event may lie.
fn window(record: &Record, fact: &RecordFact) -> Option<(Date, Date)> {
    let told = record.date.map(|day| match fact.realis {
        Realis::Planned => (day, day.saturating_add(NEWS.days())),
        _ => (day.saturating_sub(NEWS.days()), day),
    });
    let stated = fact.time.as_ref().and_then(|time| Some((time.precision, time.from?, time.to?)));
    match stated {
        // 3月21日至22日 holds one of its days; a month or a year may hold several events.
        Some((Precision::Day | Precision::Decade, from, to)) => Some((from, to)),
        Some((_, from, to)) => {
            let (first, last) = told?;
            let window = (first.max(from), last.min(to));
            (window.0 <= window.1).then_some(window)
        }
        None => told,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EntityId;

    fn visit(id: &str, date: &str, time: Option<&str>) -> Record {
        let mut fact = serde_json::json!({
            "id": "f1", "type": "visited", "args": { "who": "e1", "where": "e2" }, "evidence": [[0, 1]],
        });
        if let Some(time) = time {
            fact["date"] = time.into();
        }
        serde_json::from_value(serde_json::json!({
            "id": id, "date": date, "facts": [fact],
            "entities": [
                { "id": "e1", "type": "Person", "label": "周启明", "names": ["周启明"] },
                { "id": "e2", "type": "Organization", "label": "青禾光电科技有限公司", "names": ["青禾光电科技有限公司"] },
            ],
        }))
        .expect("record")
    }

    fn days(records: &[Record]) -> Vec<(String, String)> {
        let keys = [("e1", "person/周启明"), ("e2", "organization/青禾光电科技有限公司")];
        let keys = || keys.map(|(id, key)| (EntityId(id.to_owned()), EntityKey(key.to_owned()))).into();
        let linking =
            Linking { keys: records.iter().map(|record| (record.id.clone(), keys())).collect(), ..Linking::default() };
        let records: Vec<&Record> = records.iter().collect();
        occasions(&records, &linking).into_iter().map(|((id, _), day)| (id.0.clone(), day.to_string())).collect()
    }

    #[test]
    fn a_telling_without_a_day_is_of_the_only_visit_that_fits() {
        let told = |day: &str| ("later".to_owned(), day.to_owned());
        let dated = visit("on", "2024-03-13", Some("2024-03-13"));
        let later = visit("later", "2024-03-15", None);
        assert_eq!(days(&[dated.clone(), later.clone()]), [told("2024-03-13")]);
        let second = visit("second", "2024-03-15", Some("2024-03-15"));
        assert_eq!(days(&[dated.clone(), second, later]), [], "two visits in one week stay two");
        assert_eq!(days(&[dated.clone(), visit("later", "2024-05-15", None)]), [], "too late");
        let range = visit("later", "2024-03-20", Some("2024-03-12/2024-03-14"));
        assert_eq!(days(&[dated, range]), [told("2024-03-13")]);
    }
}
