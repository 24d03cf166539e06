//! Records and their linking enter; for tellings of one event that state its day less finely than another, that day leaves.
//!
//! Visits, meetings and agreements are one where the same take part on one day (`keys.rs`). A telling without a day (日前, 近日), or of several days,
//! is of the dated event of the same participants if exactly one fits: in the days that its words allow, else in the week
//! before its document, or after it for what is only announced. Where two fit, or none, it stays by itself: two visits in
//! one week are two.
//!
//! Meetings are told of again for years: by who speaks (前不久，我同甲会晤), as one of several (今年两度会晤), by its month. Such a telling is of
//! the only dated meeting that its words allow, or that was where it says. Where several may be meant it is none of them and no
//! further one: [`Occasion::Again`]. What is news in its own document, though its day is not told, is never taken for another.
//!
//! Promise: a pure function of the set of records.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::model::{Attribute, DocumentId, EntityKey, FactType, Linking, Precision, Realis, Record, RecordFact, Role};

/// Days between an event and a document that tells of it without its day.
const NEWS: i32 = 7;

/// Days for which what is told of again without any time (不久前) is the last of its kind.
const LATELY: i32 = 180;

/// What other tellings say of the day of one that does not state it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    /// It was on this day.
    On(Date),
    /// It is one or several of those that other tellings date, and no further one.
    Again,
}

/// What is known of the days of events, by the document and the fact that tells of them without a day, or of more days.
pub(super) type Occasions<'a> = BTreeMap<(&'a DocumentId, &'a str), Occasion>;

/// Who takes part, in what, and how.
type Parties<'a> = (FactType, &'a str, &'a EntityKey, &'a EntityKey);

/// What the tellings of one day say.
#[derive(Default)]
struct Dated<'a> {
    /// Whether one tells it as news.
    news: bool,
    places: BTreeSet<&'a EntityKey>,
}

/// A telling, with where it is.
struct Telling<'a> {
    record: &'a Record,
    fact: &'a RecordFact,
    place: Option<&'a EntityKey>,
}

/// The days that are known from other tellings.
pub(super) fn occasions<'a>(records: &[&'a Record], linking: &'a Linking) -> Occasions<'a> {
    let mut dated: BTreeMap<Parties, BTreeMap<Date, Dated>> = BTreeMap::new();
    let mut open: Vec<(Parties, Telling)> = Vec::new();
    for record in records {
        for fact in &record.facts {
            let Some(parties) = parties(record, fact, linking) else { continue };
            let place = fact.args.get(&Role::Where).and_then(|place| linking.keys.get(&record.id)?.get(place));
            let telling = Telling { record, fact, place };
            let again = fact.fact_type == FactType::Met && is_retold(fact);
            if let Some(day) = day(fact) {
                let dated = dated.entry(parties).or_default().entry(day).or_default();
                dated.news |= !again;
                dated.places.extend(place);
                if !again {
                    continue;
                }
            }
            open.push((parties, telling));
        }
    }
    let nothing = BTreeMap::new();
    let mut found = Occasions::new();
    // The months and years in which somebody is told to have met, by what told it first.
    let mut first: BTreeMap<(Parties, Date, Date), &DocumentId> = BTreeMap::new();
    for (parties, telling) in open {
        let days = dated.get(&parties).unwrap_or(&nothing);
        let known = if let Some(day) = day(telling.fact) {
            beside(days, day)
        } else if let Some(day) = window(telling.record, telling.fact).and_then(|(from, to)| {
            only(days.range(from..=to).filter(|(day, dated)| dated.news || beside(days, **day).is_none()))
        }) {
            Some(Occasion::On(day))
        } else if parties.0 == FactType::Met {
            recalled(days, &telling).or_else(|| {
                let time = telling.fact.time.as_ref().filter(|_| is_retold(telling.fact))?;
                let told = (parties, time.from?, time.to?);
                let before = first.entry(told).or_insert(&telling.record.id);
                (**before != telling.record.id).then_some(Occasion::Again)
            })
        } else {
            None
        };
        if let Some(known) = known {
            found.insert((&telling.record.id, telling.fact.id.as_str()), known);
        }
    }
    found
}

/// The one of them, if there is one only.
fn only<'d, 'k: 'd>(mut days: impl Iterator<Item = (&'d Date, &'d Dated<'k>)>) -> Option<Date> {
    match (days.next(), days.next()) {
        (Some((day, _)), None) => Some(*day),
        _ => None,
    }
}

/// What is told again with a day that nobody tells as news (今天 of another time zone, 前天): the only news next to it.
fn beside(days: &BTreeMap<Date, Dated>, day: Date) -> Option<Occasion> {
    if days.get(&day).is_some_and(|dated| dated.news) {
        return None;
    }
    let near = days.range(day.saturating_sub(1.days())..=day.saturating_add(1.days()));
    only(near.filter(|(_, dated)| dated.news)).map(Occasion::On)
}

/// Which of the dated meetings somebody tells of again, if any.
fn recalled(days: &BTreeMap<Date, Dated>, telling: &Telling) -> Option<Occasion> {
    let fact = telling.fact;
    if !is_retold(fact) || fact.realis != Realis::Happened {
        return None;
    }
    let stated = fact.time.as_ref().and_then(|time| Some((time.from?, time.to?)));
    let told = telling.record.date;
    let (from, to) = match (stated, told) {
        (Some((from, to)), told) => (from, told.map_or(to, |told| told.min(to))),
        (None, Some(told)) => (Date::MIN, told),
        (None, None) => return None,
    };
    if from > to {
        return None;
    }
    let news = || days.range(from..=to).filter(|(_, dated)| dated.news);
    news().next()?;
    let there = |dated: &Dated| telling.place.is_some_and(|place| dated.places.contains(place));
    let of_time = only(news()).filter(|day| stated.is_some() || to.saturating_sub(LATELY.days()) <= *day);
    let known = of_time.or_else(|| only(news().filter(|(_, dated)| there(dated))));
    Some(known.map_or(Occasion::Again, Occasion::On))
}

/// Whether the record says that it is told of afterwards, or only its month or year is told.
fn is_retold(fact: &RecordFact) -> bool {
    let coarse =
        |precision| matches!(precision, Precision::Month | Precision::Quarter | Precision::Year | Precision::Years);
    // 日前 is news; 不久前 is not.
    let past = |text: &str| ["不久前", "前不久", "以来", "年内", "近年", "此前"].iter().any(|word| text.contains(word));
    fact.attributes.contains_key("retold")
        || fact.time.as_ref().is_some_and(|time| coarse(time.precision) || past(&time.text))
}

fn parties<'a>(record: &Record, fact: &'a RecordFact, linking: &'a Linking) -> Option<Parties<'a>> {
    let roles = match fact.fact_type {
        FactType::Visited => (Role::Who, Role::Where),
        FactType::Met | FactType::Cooperates => (Role::A, Role::B),
        _ => return None,
    };
    let keys = linking.keys.get(&record.id)?;
    let key = |role| keys.get(fact.args.get(&role)?);
    let (left, right) = (key(roles.0)?, key(roles.1)?);
    let kind = fact.attributes.get("meetingKind").and_then(Attribute::text).unwrap_or_default();
    let swapped = roles.0 == Role::A && right < left;
    Some(if swapped { (fact.fact_type, kind, right, left) } else { (fact.fact_type, kind, left, right) })
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
        occasions(&records, &linking)
            .into_iter()
            .map(|((id, _), known)| {
                let known = match known {
                    Occasion::On(day) => day.to_string(),
                    Occasion::Again => "again".to_owned(),
                };
                (id.0.clone(), known)
            })
            .collect()
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

    fn meeting(id: &str, date: &str, time: Option<&str>, told: &[(&str, &str)]) -> Record {
        let mut record = serde_json::to_value(visit(id, date, time)).expect("plain data");
        let fact = &mut record["facts"][0];
        fact["type"] = "met".into();
        fact["args"] = serde_json::json!({ "a": "e1", "b": "e2" });
        for (name, value) in told {
            fact[*name] = (*value).into();
        }
        // 2024 and 2024-05 are no days.
        if let Some(coarse) = time.filter(|time| time.len() < 10) {
            let (precision, from, to) = match coarse.len() {
                4 => ("year", format!("{coarse}-01-01"), format!("{coarse}-12-31")),
                _ => ("month", format!("{coarse}-01"), format!("{coarse}-30")),
            };
            fact["time"] = serde_json::json!({ "from": from, "to": to, "precision": precision, "text": coarse });
        }
        serde_json::from_value(record).expect("record")
    }

    #[test]
    fn a_meeting_that_is_told_of_again_is_no_further_one() {
        let news = |id: &str, day: &str| meeting(id, day, Some(day), &[]);
        let told = |id: &str, known: &str| (id.to_owned(), known.to_owned());
        let again = [("retold", "true")];
        let (may, june) = (news("may", "2024-05-06"), news("june", "2024-06-20"));
        // 今年5月, in September; 今年, where there were two.
        let month = meeting("month", "2024-09-12", Some("2024-05"), &[]);
        assert_eq!(days(&[may.clone(), june.clone(), month]), [told("month", "2024-05-06")]);
        let year = meeting("year", "2024-12-12", Some("2024"), &again);
        assert_eq!(days(&[may.clone(), june.clone(), year.clone()]), [told("year", "again")]);
        assert_eq!(days(&[may.clone(), year.clone()]), [told("year", "2024-05-06")]);
        assert_eq!(days(&[year]), [], "nothing else is known");
        // 前不久, and years ago.
        let lately = meeting("lately", "2024-07-20", None, &again);
        assert_eq!(days(&[may.clone(), lately.clone()]), [told("lately", "2024-05-06")]);
        assert_eq!(days(&[may.clone(), june.clone(), lately]), [told("lately", "again")]);
        let later = meeting("later", "2026-01-20", None, &again);
        assert_eq!(days(&[may.clone(), later]), [told("later", "again")]);
        // News of which the day is not told is a meeting of its own.
        assert_eq!(days(&[may.clone(), meeting("news", "2024-07-20", None, &[])]), []);
        // A call is none of them.
        let call = meeting("call", "2024-07-20", None, &[("retold", "true"), ("meetingKind", "telephone")]);
        assert_eq!(days(&[may.clone(), call]), []);
        // Two in one week stay two; what is recalled a day off is the news beside it.
        let next = news("next", "2024-05-07");
        assert_eq!(days(&[may.clone(), next.clone()]), []);
        let off = meeting("off", "2024-05-09", Some("2024-05-08"), &again);
        assert_eq!(days(&[may.clone(), next.clone(), off]), [told("off", "2024-05-07")]);
        let between = meeting("off", "2024-05-09", Some("2024-05-07"), &again);
        assert_eq!(days(&[may, news("next", "2024-05-08"), between]), [], "which of the two is not told");
    }
}
