//! Identity across documents: cases of homonyms and of names of one thing (`tests/cases/link/things.tsv`), measured by B-cubed:
//! for each entity, how much of its thing as linked is its thing as written (precision) and the other way round (recall).

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Value, json};
use wenmai::knowledge::Knowledge;
use wenmai::link::link;
use wenmai::model::{DocumentId, EntityId, Linking, Record};

/// One row: an entity of a document, and which thing it is.
struct Row {
    document: String,
    date: String,
    thing: String,
    kind: String,
    label: String,
    more: BTreeMap<String, String>,
}

fn cases() -> BTreeMap<String, Vec<Row>> {
    let text = std::fs::read_to_string(support::case("cases/link/things.tsv")).expect("cases");
    let mut cases: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [case, document, date, thing, kind, label, more @ ..] = &cells[..] else {
            panic!("things.tsv:{}: six columns are wanted", number + 1)
        };
        let more = more.iter().map(|cell| {
            let (key, value) = cell.split_once('=').unwrap_or_else(|| panic!("things.tsv:{}: `{cell}`", number + 1));
            (key.to_owned(), value.to_owned())
        });
        cases.entry((*case).to_owned()).or_default().push(Row {
            document: (*document).to_owned(),
            date: (*date).to_owned(),
            thing: (*thing).to_owned(),
            kind: (*kind).to_owned(),
            label: (*label).to_owned(),
            more: more.collect(),
        });
    }
    cases
}

/// The records of a case, and the thing of each entity.
fn records(rows: &[Row]) -> (Vec<Record>, BTreeMap<(String, String), String>) {
    let mut things = BTreeMap::new();
    let mut documents: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        documents.entry(&row.document).or_default().push(row);
    }
    let records = documents.into_iter().map(|(document, rows)| {
        let mut entities = Vec::new();
        let mut facts: Vec<Value> = Vec::new();
        let id = |label: &str| rows.iter().position(|row| row.label == label).map(|at| format!("e{}", at + 1));
        let mut at = 0;
        for (number, row) in rows.iter().enumerate() {
            let own = format!("e{}", number + 1);
            things.insert((document.to_owned(), own.clone()), row.thing.clone());
            let before = row.more.get("before").map_or("", String::as_str);
            let passage = format!("{before}{}", row.label);
            let (start, end) = (at + before.chars().count(), at + passage.chars().count());
            let (kind, finer) =
                row.kind.split_once('/').map_or((row.kind.as_str(), None), |(kind, finer)| (kind, Some(finer)));
            let mut names = vec![row.label.clone()];
            names.extend(row.more.get("names").into_iter().flat_map(|names| names.split('|')).map(str::to_owned));
            entities.push(json!({
                "id": own, "type": kind, "kind": finer, "label": row.label, "names": names,
                "code": row.more.get("code"), "mentions": [[start, end]], "surfaces": [row.label],
            }));
            let mut fact = |kind: &str, args: Value, more: Value| {
                let mut fact = json!({
                    "id": format!("f{}", facts.len() + 1), "type": kind, "args": args,
                    "evidence": [[at, end]], "quotes": [passage.clone()],
                });
                let more = more.as_object().cloned().unwrap_or_default();
                fact.as_object_mut().expect("an object").extend(more);
                facts.push(fact);
            };
            if let Some((body, title)) = row.more.get("post").and_then(|post| post.split_once('/')) {
                let mut args = json!({ "who": own });
                if let Some(body) = id(body) {
                    args["org"] = body.into();
                }
                fact("holdsPosition", args, json!({ "position": format!("{body}{title}") }));
            }
            if let Some(outer) = row.more.get("in").and_then(|outer| id(outer)) {
                fact("locatedIn", json!({ "inner": own, "outer": outer }), Value::Null);
            }
            if !before.is_empty() {
                fact("statistic", json!({}), json!({ "indicator": "人数", "value": "1" }));
            }
            at = end + 1;
        }
        let record = json!({ "id": document, "date": rows[0].date, "entities": entities, "facts": facts });
        serde_json::from_value(record).expect("record")
    });
    (records.collect(), things)
}

/// Precision and recall summed over the entities, and their number.
fn b_cubed(linking: &Linking, things: &BTreeMap<(String, String), String>) -> (f64, f64, usize) {
    let key = |(document, id): &(String, String)| &linking.keys[&DocumentId(document.clone())][&EntityId(id.clone())];
    let (mut precision, mut recall) = (0.0, 0.0);
    for (one, thing) in things {
        let linked: BTreeSet<_> = things.keys().filter(|other| key(other) == key(one)).collect();
        let meant: BTreeSet<_> = things.iter().filter(|(_, other)| *other == thing).map(|(other, _)| other).collect();
        let both = linked.intersection(&meant).count() as f64;
        precision += both / linked.len() as f64;
        recall += both / meant.len() as f64;
    }
    (precision, recall, things.len())
}

#[test]
fn things_are_told_apart_and_brought_together() {
    let mut listing = String::new();
    let (mut precision, mut recall, mut count) = (0.0, 0.0, 0);
    let cases = cases();
    assert!(cases.len() >= 40, "{} cases", cases.len());
    for (name, rows) in &cases {
        let (records, things) = records(rows);
        let linking = link(&records, Knowledge::embedded());
        let (p, r, n) = b_cubed(&linking, &things);
        let (share_p, share_r) = (p / n as f64, r / n as f64);
        let f1 = 2.0 * share_p * share_r / (share_p + share_r);
        let _ = writeln!(listing, "{f1:.3}  P {share_p:.3}  R {share_r:.3}  {name}");
        if f1 < 1.0 {
            for entity in linking.entities.iter().filter(|entity| rows.iter().any(|row| row.label == entity.label)) {
                let members: Vec<String> =
                    entity.members.iter().map(|(document, id)| format!("{document}.{id}")).collect();
                let _ = writeln!(listing, "         {}: {}", entity.key, members.join(" "));
            }
            for decision in &linking.decisions {
                let (left, right) = (&decision.left, &decision.right);
                let what = format!("{}.{} {} {}.{}", left.0, left.1, decision.verdict, right.0, right.1);
                let _ = writeln!(listing, "         {what}: {}", decision.reason());
            }
        }
        precision += p;
        recall += r;
        count += n;
    }
    let (precision, recall) = (precision / count as f64, recall / count as f64);
    let f1 = 2.0 * precision * recall / (precision + recall);
    let _ =
        writeln!(listing, "{f1:.3}  P {precision:.3}  R {recall:.3}  all {count} entities of {} cases", cases.len());
    assert!(f1 >= 0.95, "{listing}");
    insta::assert_snapshot!("things", listing);
}
