//! Linking: which names of which documents are one thing, and the laws it keeps.

mod support;

use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;
use support::{linked, records};
use wenmai::knowledge::Knowledge;
use wenmai::link::link;
use wenmai::model::{DocumentId, EntityId, EntityType, Kind, Linking, Record, RecordEntity, Verdict};

/// One line for each thing and each merge.
fn summary(linking: &Linking) -> String {
    let mut text = String::new();
    for entity in &linking.entities {
        let members: Vec<String> = entity.members.iter().map(|(document, id)| format!("{document}.{id}")).collect();
        let kind = entity.kind.map_or("-", Kind::name);
        let _ = writeln!(
            text,
            "{} | {} | {kind} | {} | {}",
            entity.key,
            entity.label,
            entity.names.join("/"),
            members.join(" ")
        );
    }
    for decision in &linking.decisions {
        let (left, right) = (&decision.left, &decision.right);
        let sign = match decision.verdict {
            Verdict::Same => '=',
            Verdict::Different => '≠',
            Verdict::Unsure => '?',
        };
        let _ = writeln!(
            text,
            "{}.{} {sign} {}.{} by {} ({})",
            left.0,
            left.1,
            right.0,
            right.1,
            decision.reason(),
            decision.score
        );
    }
    text
}

#[test]
fn cases() {
    for name in ["organizations", "places", "people", "policies"] {
        let linking = linked(&records(&format!("link/{name}.jsonl")));
        insta::assert_snapshot!(format!("link_{name}"), summary(&linking));
    }
}

#[test]
fn the_lexicon_gives_english_names_by_label_then_by_other_names() {
    let records = records("link/places.jsonl");
    let lexicon =
        "#!columns\tname\tkind\taliases\tweak\tparent\tcode\tenglish\n北京市\tcity\t北京\t\t\t110000\tBeijing\n";
    let knowledge = Knowledge::from_files(&[("lexicons/zh/places.tsv".to_owned(), lexicon)]).expect("lexicon");
    let linking = link(&records, &knowledge);
    let beijing = linking.entities.iter().find(|entity| entity.key.0 == "place/110000").expect("place/110000");
    assert_eq!(beijing.label, "北京市");
    assert_eq!(beijing.english.as_deref(), Some("Beijing"));
    let english = linking.entities.iter().filter(|entity| entity.english.is_some());
    assert_eq!(english.count(), 1, "the organisation 北京 has none");
}

/// The joins that the page's annotators list: names that several articles give one thing.
#[test]
fn the_articles_of_a_page_share_their_things() {
    let Some(shared) = support::shared() else { return };
    let read = |name: &str| std::fs::read_to_string(shared.join("gold").join(name)).expect(name);
    let records: Vec<Record> = read("seed.gold.jsonl")
        .lines()
        .enumerate()
        .map(|(number, line)| {
            let gold: serde_json::Value = serde_json::from_str(line).expect("gold");
            // What a reader may also find is joined as well.
            let lists = [&gold["entities"], &gold["optional"]["entities"]];
            let entities: Vec<_> = lists.into_iter().filter_map(|list| list.as_array()).flatten().collect();
            Record {
                id: DocumentId(format!("seed-{:02}", number + 1)),
                date: gold["date"].as_str().and_then(|date| date.parse().ok()),
                entities: entities
                    .iter()
                    .enumerate()
                    .map(|(number, entity)| {
                        let names: Vec<String> = serde_json::from_value(entity["names"].clone()).expect("names");
                        RecordEntity {
                            id: EntityId(format!("e{}", number + 1)),
                            entity_type: serde_json::from_value(entity["type"].clone()).expect("type"),
                            kind: entity["kind"].as_str().and_then(Kind::from_name),
                            label: names[0].clone(),
                            names,
                            code: None,
                            mentions: Vec::new(),
                        }
                    })
                    .collect(),
                ..blank()
            }
        })
        .collect();
    let linking = linked(&records);
    let expected: Vec<serde_json::Value> = serde_json::from_str(&read("seed.links.json")).expect("links");
    let mut joins = 0;
    for link in &expected {
        let keys: BTreeSet<&str> = link["mentions"]
            .as_object()
            .expect("mentions")
            .iter()
            .map(|(document, name)| {
                let record = records.iter().find(|record| record.id.0 == *document);
                let entity = record
                    .and_then(|record| {
                        record.entities.iter().find(|entity| name.as_str() == Some(entity.label.as_str()))
                    })
                    .unwrap_or_else(|| panic!("{document}: {name}"));
                linking.keys[&DocumentId(document.clone())][&entity.id].0.as_str()
            })
            .collect();
        assert_eq!(keys.len(), 1, "{link}");
        joins += link["mentions"].as_object().map_or(0, serde_json::Map::len) - 1;
    }
    let items: usize = records.iter().map(|record| record.entities.len()).sum();
    assert_eq!(linking.entities.len(), items - joins, "nothing else is joined");
}

fn blank() -> Record {
    serde_json::from_str(r#"{"id":"x","date":null,"entities":[],"facts":[]}"#).expect("record")
}

/// Names that collide in many ways.
fn entity() -> impl Strategy<Value = RecordEntity> {
    let things = prop_oneof![
        (Just(EntityType::Organization), "(青禾|星桥)(科技)?(公司|集团|有限公司|股份有限公司)?"),
        (Just(EntityType::Organization), "(江西|江西省)(商务厅|委)|省委"),
        (Just(EntityType::Place), "(北京|江西|朝阳|鼓楼)(省|市|区)?"),
        (Just(EntityType::Person), "(王伟|埃玛·王伟|李娜)"),
        (Just(EntityType::Policy), "《?“?数智[+＋]”?行动》?"),
    ];
    let kinds = prop::sample::select(vec![None, Some(Kind::Company), Some(Kind::City), Some(Kind::County)]);
    let codes = prop::sample::select(vec![None, None, Some("110000"), Some("320106"), Some("360000")]);
    (things, kinds, codes, prop::option::of("(青禾|北京|王伟|世界)")).prop_map(
        |((entity_type, label), kind, code, alias)| {
            let mut names = vec![label.clone()];
            names.extend(alias);
            RecordEntity {
                id: EntityId(String::new()),
                entity_type,
                kind,
                label,
                names,
                code: code.filter(|_| entity_type == EntityType::Place).map(str::to_owned),
                mentions: Vec::new(),
            }
        },
    )
}

fn corpus() -> impl Strategy<Value = Vec<Record>> {
    let days = prop::option::of(1_i8..28);
    prop::collection::vec((prop::collection::vec(entity(), 0..6), days), 0..8).prop_map(|drafts| {
        drafts
            .into_iter()
            .enumerate()
            .map(|(number, (mut entities, day))| {
                let mut facts = Vec::new();
                for (place, entity) in entities.iter_mut().enumerate() {
                    entity.id = EntityId(format!("e{}", place + 1));
                }
                for person in entities.iter().filter(|entity| entity.entity_type == EntityType::Person) {
                    for org in entities.iter().filter(|entity| entity.code.is_some()) {
                        let fact = format!(
                            r#"{{"id":"f{}","type":"holdsPosition","args":{{"who":"{}","org":"{}"}},"position":"市长"}}"#,
                            facts.len() + 1, person.id, org.id
                        );
                        facts.push(serde_json::from_str(&fact).expect("fact"));
                    }
                }
                Record {
                    id: DocumentId(format!("d{number}")),
                    date: day.map(|day| jiff::civil::date(2024, 5, day)),
                    entities,
                    facts,
                    ..blank()
                }
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn order_does_not_matter(
        (records, shuffled) in corpus().prop_flat_map(|records| {
            (Just(records.clone()), Just(records).prop_shuffle())
        })
    ) {
        prop_assert_eq!(linked(&records), linked(&shuffled));
    }

    #[test]
    fn a_record_given_twice_counts_once(records in corpus()) {
        let mut twice = records.clone();
        twice.extend(records.clone());
        prop_assert_eq!(linked(&records), linked(&twice));
    }

    /// Records rewritten with what linking said of their labels and codes link to the same things.
    #[test]
    fn every_entity_of_every_record_is_one_thing_of_its_type(records in corpus()) {
        let linking = linked(&records);
        let mut members = 0;
        let keys: BTreeSet<_> = linking.entities.iter().map(|entity| &entity.key).collect();
        prop_assert_eq!(keys.len(), linking.entities.len());
        for entity in &linking.entities {
            for (document, id) in &entity.members {
                members += 1;
                prop_assert_eq!(&linking.keys[document][id], &entity.key);
                let record = records.iter().find(|record| record.id == *document).unwrap();
                let named = record.entities.iter().find(|named| named.id == *id).unwrap();
                prop_assert_eq!(named.entity_type, entity.entity_type);
                if let (Some(left), Some(right)) = (&named.code, &entity.code) {
                    prop_assert_eq!(left, right);
                }
                for name in &named.names {
                    prop_assert!(*name == entity.label || entity.names.contains(name));
                }
            }
        }
        prop_assert_eq!(members, records.iter().map(|record| record.entities.len()).sum::<usize>());
        // Each merge but the first joins one more: no merge is left unsaid.
        prop_assert_eq!(linking.merges().count(), members - linking.entities.len());
    }

    #[test]
    fn what_is_removed_leaves_no_trace(records in corpus(), which in 0_usize..8) {
        let mut fewer = records.clone();
        if which < fewer.len() {
            let gone = fewer.remove(which).id;
            let linking = linked(&fewer);
            prop_assert!(!linking.keys.contains_key(&gone));
            // The same records, read apart from ever having known the removed one.
            let fresh: Vec<Record> = fewer
                .iter()
                .map(|record| serde_json::from_str(&serde_json::to_string(record).unwrap()).unwrap())
                .collect();
            prop_assert_eq!(linking, linked(&fresh));
        }
    }
}
