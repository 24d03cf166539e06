//! Bare titles of records enter (俄罗斯总统表示…); who bears them leaves, where the posts told in all records leave one person.
//!
//! An office is a title at a house: the linked thing that the house is, or the province, city or county of an office of place (省委书记).
//! Of the persons who are said to hold it, the only one whom the record itself names in office is meant; else the one whose sightings lie
//! around the day, if nobody else is seen in office nearer to it and he is seen within [`STALE`] days; where none has sightings on both
//! sides, the only one seen within [`NEAR`] days. Two who fit leave it open.
//!
//! Promise: a pure function of the records and of their linking.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::names::{PROVINCES, fold};
use crate::model::{
    Attribute, Decision, DocumentId, EntityId, EntityKey, EntityType, FactType, Feature, LinkedEntity, Linking, Member,
    Realis, Record, Role, Verdict,
};

/// Days around a sighting within which a holder counts as in office where nothing else tells.
const NEAR: i32 = 30;

/// Days after which a sighting tells no longer who is in office: who left may have come back.
const STALE: i32 = 365;

/// Records that must name a body's only spokesman.
const OFTEN: usize = 3;

/// Titles that mean one office of a country.
const ALIKE: [(&str, &str); 6] = [
    ("外长", "外交部长"),
    ("外交部部长", "外交部长"),
    ("防长", "国防部长"),
    ("国防部部长", "国防部长"),
    ("财长", "财政部长"),
    ("财政部部长", "财政部长"),
];

/// An office: its house, as a key or a code, and its title.
type Office = (String, String);

/// Who is said to hold an office.
type Holders = BTreeMap<EntityKey, Holder>;

/// The days on which records say that somebody holds an office, and the members of which they say it, by record.
#[derive(Debug, Default)]
struct Holder {
    days: BTreeSet<Date>,
    members: BTreeMap<DocumentId, EntityId>,
}

impl Holder {
    /// The sighting nearest to a day, the earlier of two.
    fn near(&self, day: Date) -> Option<Date> {
        self.days.iter().copied().min_by_key(|seen| (distance(*seen, day), *seen))
    }
}

fn distance(seen: Date, day: Date) -> i32 {
    (seen - day).get_days().abs()
}

/// Gives each bare title of the records the only person that it can mean, with the decision; those that stay open get the
/// decisions that leave them so.
pub(super) fn resolve(records: &[&Record], linking: &mut Linking) {
    if records.iter().all(|record| record.unnamed.is_empty()) {
        return;
    }
    let things: BTreeMap<&EntityKey, &LinkedEntity> =
        linking.entities.iter().map(|entity| (&entity.key, entity)).collect();
    let offices = offices(records, linking, &things);
    let mut decisions = Vec::new();
    let mut borne: Vec<(Member, EntityKey)> = Vec::new();
    for record in records {
        let Some(day) = record.date else { continue };
        for unnamed in &record.unnamed {
            let house = match &unnamed.org {
                Some(org) => linking.keys.get(&record.id).and_then(|keys| keys.get(org)).map(|key| key.0.clone()),
                None => area_of(record, &unnamed.position),
            };
            let Some(holders) = house.and_then(|house| offices.get(&(house, title(&unnamed.position)))) else {
                continue;
            };
            let at = (record.id.clone(), unnamed.id.clone());
            let fitting = fitting(holders, &record.id, day, unnamed.position.ends_with("发言人"));
            let verdict = if fitting.len() == 1 { Verdict::Same } else { Verdict::Unsure };
            let share = 0.9 / fitting.len().max(1) as f64;
            for (key, near) in &fitting {
                let members = &holders[*key].members;
                let own = members.get_key_value(&record.id).or_else(|| members.first_key_value());
                let Some((document, id)) = own else { continue };
                decisions.push(Decision {
                    left: (document.clone(), id.clone()),
                    right: at.clone(),
                    rule: "title-in-office".into(),
                    features: vec![
                        Feature { name: "post".into(), detail: unnamed.title.clone(), weight: 3.0 },
                        Feature { name: "seen-in-office".into(), detail: near.to_string(), weight: 1.0 },
                    ],
                    score: (share * 1000.0).round() / 1000.0,
                    verdict,
                });
            }
            if let [(key, _)] = fitting[..] {
                borne.push((at, key.clone()));
            }
        }
    }
    for ((document, id), key) in borne {
        linking.titles.entry(document).or_default().insert(id, key);
    }
    decisions.sort_by(|left, right| (&left.right, &left.left).cmp(&(&right.right, &right.left)));
    linking.title_decisions = decisions;
}

/// All offices that records say somebody holds.
fn offices(
    records: &[&Record],
    linking: &Linking,
    things: &BTreeMap<&EntityKey, &LinkedEntity>,
) -> BTreeMap<Office, Holders> {
    let mut offices: BTreeMap<Office, Holders> = BTreeMap::new();
    for record in records {
        let Some(keys) = linking.keys.get(&record.id) else { continue };
        for fact in record
            .facts
            .iter()
            .filter(|fact| fact.fact_type == FactType::HoldsPosition && fact.realis == Realis::Happened)
        {
            let (Some(who), Some(position)) =
                (fact.args.get(&Role::Who), fact.attributes.get("position").and_then(Attribute::text).map(fold))
            else {
                continue;
            };
            let (Some(key), Some(day)) = (keys.get(who), fact_day(fact).or(record.date)) else { continue };
            let mut houses = Vec::new();
            if let Some(house) = fact.args.get(&Role::Org).and_then(|org| keys.get(org)) {
                let bare = things.get(house).map_or(position.clone(), |thing| without(&position, thing));
                houses.push((house.0.clone(), title(&bare)));
            }
            if let Some((area, title)) = office_of_place(&position, record) {
                houses.push((area, title));
            }
            for office in houses {
                let holder = offices.entry(office).or_default().entry(key.clone()).or_default();
                holder.days.insert(day);
                holder.members.entry(record.id.clone()).or_insert_with(|| who.clone());
            }
        }
    }
    offices
}

fn fact_day(fact: &crate::model::RecordFact) -> Option<Date> {
    let time = fact.time.as_ref()?;
    (time.precision == crate::model::Precision::Day).then_some(time.from).flatten()
}

/// The title without the name of its house, by any of its names.
fn without(position: &str, house: &LinkedEntity) -> String {
    let names = house.names.iter().chain([&house.label]).map(|name| fold(name));
    let longest = names.filter(|name| position.starts_with(name.as_str())).max_by_key(String::len);
    let rest = longest.map_or(position, |name| &position[name.len()..]);
    if rest.is_empty() { position.to_owned() } else { rest.to_owned() }
}

/// A title in the form in which offices are compared.
fn title(written: &str) -> String {
    let folded = fold(written);
    let known = ALIKE.iter().find(|(form, _)| *form == folded);
    known.map_or(folded, |(_, office)| (*office).to_owned())
}

/// 江西省委书记, 宜春市市长 in a record that gives the place its code: the code and the office.
fn office_of_place(position: &str, record: &Record) -> Option<Office> {
    let office = crate::model::OF_PLACE.iter().filter(|office| position.ends_with(**office)).max_by_key(|o| o.len())?;
    let stem = &position[..position.len() - office.len()];
    let level = office.chars().next()?;
    // 江西省委书记 shares its 省, 宜春市市长 has one more.
    let names = [format!("{stem}{level}"), stem.to_owned()];
    let province = PROVINCES.iter().find(|(name, ..)| stem == *name).map(|(.., code)| (*code).to_owned());
    let named = record
        .entities
        .iter()
        .filter(|entity| entity.entity_type == EntityType::Place)
        .find(|entity| entity.names.iter().any(|name| names.contains(&fold(name))))
        .and_then(|entity| entity.code.clone());
    province.or(named).map(|code| (code, (*office).to_owned()))
}

/// The code of the only province, city or county of the record at which an office of place can be.
fn area_of(record: &Record, office: &str) -> Option<String> {
    let digits: BTreeSet<&str> = record
        .entities
        .iter()
        .filter(|entity| entity.entity_type == EntityType::Place)
        .filter_map(|entity| entity.code.as_deref())
        .filter(|code| code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    let of_province = office.starts_with('省') || office.starts_with("自治区");
    let areas: BTreeSet<String> = digits
        .into_iter()
        .filter_map(|code| match office.chars().next()? {
            _ if of_province => Some(format!("{}0000", &code[..2])),
            // The four cities that are provinces have their own code.
            '市' | '州' if ["11", "12", "31", "50"].contains(&&code[..2]) => Some(format!("{}0000", &code[..2])),
            '市' | '州' => (&code[2..4] != "00").then(|| format!("{}00", &code[..4])),
            _ => (&code[4..] != "00").then(|| code.to_owned()),
        })
        .collect();
    let mut areas = areas.into_iter();
    areas.next().filter(|_| areas.next().is_none())
}

/// Who of the holders a record can mean on a day, with the sighting nearest to it. A body has several spokesmen, so that only one whom several
/// records name, and no other, is meant.
fn fitting<'a>(holders: &'a Holders, at: &DocumentId, day: Date, several: bool) -> Vec<(&'a EntityKey, Date)> {
    let seen: Vec<(&EntityKey, &Holder, Date)> =
        holders.iter().filter_map(|(key, holder)| Some((key, holder, holder.near(day)?))).collect();
    let fit = |test: &dyn Fn(&Holder, Date) -> bool| -> Vec<(&'a EntityKey, Date)> {
        let fits = seen.iter().filter(|(_, holder, near)| test(holder, *near));
        fits.map(|(key, _, near)| (*key, *near)).collect()
    };
    if several && holders.len() > 1 {
        return fit(&|_, _| true);
    }
    if several && holders.values().any(|only| only.members.len() < OFTEN) {
        return Vec::new();
    }
    let own = fit(&|holder, _| holder.members.contains_key(at));
    if own.len() == 1 {
        return own;
    }
    let around = fit(&|holder, near| {
        let (first, last) = (holder.days.first(), holder.days.last());
        distance(near, day) <= STALE
            && first.is_some_and(|first| *first <= day)
            && last.is_some_and(|last| *last >= day)
    });
    match around[..] {
        [] => fit(&|_, near| distance(near, day) <= NEAR),
        // Somebody else who is seen nearer to the day makes it doubtful who is in office.
        [(_, chosen)] => fit(&|_, near| distance(near, day) <= distance(chosen, day)),
        _ => around,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::knowledge::Knowledge;
    use crate::link::link;
    use crate::model::{DocumentId, EntityId, Record, Verdict};

    /// A record of a prime minister, or of what the bare title says.
    fn record(id: &str, date: &str, named: Option<&str>) -> Record {
        let mut entities = vec![
            json!({"id": "e1", "type": "Place", "kind": "country", "label": "挪威", "names": ["挪威"], "code": "NO"}),
        ];
        let mut facts = Vec::new();
        let mut unnamed = Vec::new();
        match named {
            Some(name) => {
                entities.push(json!({"id": "e2", "type": "Person", "label": name, "names": [name]}));
                facts.push(json!({"id": "f1", "type": "holdsPosition", "args": {"who": "e2", "org": "e1"}, "position": "挪威首相"}));
            }
            None => unnamed.push(json!({
                "id": "u1", "title": "挪威首相", "position": "首相", "org": "e1", "mentions": [[0, 4]],
                "facts": [{"id": "u1.1", "type": "quoted", "args": {"who": "u1"}, "evidence": [[0, 9]]}],
            })),
        }
        serde_json::from_value(
            json!({"id": id, "date": date, "entities": entities, "facts": facts, "unnamed": unnamed}),
        )
        .expect("a record")
    }

    /// Whom the bare title of the record `t` means.
    fn meant(records: &[Record]) -> (Option<String>, Vec<Verdict>) {
        let linking = link(records, Knowledge::embedded());
        let borne = linking.titles.get(&DocumentId("t".into())).and_then(|titles| titles.get(&EntityId("u1".into())));
        (borne.map(|key| key.0.clone()), linking.title_decisions.iter().map(|one| one.verdict).collect())
    }

    #[test]
    fn a_bare_title_means_who_is_in_office_that_day() {
        let told = |day: &str| {
            vec![
                record("a", "2023-01-10", Some("索伦贝格")),
                record("b", "2023-09-10", Some("索伦贝格")),
                record("c", "2024-03-20", Some("海格斯塔")),
                record("d", "2024-09-10", Some("海格斯塔")),
                record("t", day, None),
            ]
        };
        assert_eq!(meant(&told("2023-05-01")), (Some("person/索伦贝格".into()), vec![Verdict::Same]));
        assert_eq!(meant(&told("2024-05-01")).0.as_deref(), Some("person/海格斯塔"));
        assert_eq!(meant(&told("2023-12-11")), (None, vec![]), "months from either");
        assert_eq!(meant(&told("2026-05-01")), (None, vec![]), "nobody was seen in office near that day");
    }

    #[test]
    fn who_is_seen_nearer_makes_it_doubtful() {
        let records = [
            record("a", "2023-01-10", Some("索伦贝格")),
            record("b", "2024-09-10", Some("索伦贝格")),
            record("c", "2023-12-01", Some("海格斯塔")),
            record("t", "2023-12-20", None),
        ];
        assert_eq!(meant(&records), (None, vec![Verdict::Unsure, Verdict::Unsure]));
        let told_long_before_and_after = [
            record("a", "2018-01-10", Some("索伦贝格")),
            record("b", "2024-09-10", Some("索伦贝格")),
            record("t", "2021-06-20", None),
        ];
        assert_eq!(meant(&told_long_before_and_after), (None, vec![]));
    }

    #[test]
    fn whom_the_record_itself_names_in_office_is_meant() {
        let mut own = record("t", "2024-02-01", Some("海格斯塔"));
        own.unnamed = record("t", "2024-02-01", None).unnamed;
        let records = [record("a", "2024-01-20", Some("索伦贝格")), record("b", "2024-02-20", Some("索伦贝格")), own];
        assert_eq!(meant(&records).0.as_deref(), Some("person/海格斯塔"));
    }

    #[test]
    fn two_who_may_be_meant_leave_it_open() {
        let records = [
            record("a", "2024-01-10", Some("索伦贝格")),
            record("b", "2024-02-20", Some("海格斯塔")),
            record("t", "2024-02-01", None),
        ];
        assert_eq!(meant(&records), (None, vec![Verdict::Unsure, Verdict::Unsure]));
    }
}
