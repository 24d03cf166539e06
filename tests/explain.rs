//! `wenmai extract --explain` against the records: it tells of the decision that was taken, and leaves no proposal out.

mod support;

use std::collections::BTreeSet;

use serde_json::Value;
use support::run::Sandbox;

const SENTENCE: &str =
    "林若川考察云岭半导体有限公司\n\n6月19日，滨海省省长林若川到云岭半导体有限公司考察，发展中国家代表陪同。\n";

fn span(value: &Value) -> (u64, u64) {
    (value[0].as_u64().expect("a start"), value[1].as_u64().expect("an end"))
}

/// Spans of all mentions of a record.
fn mentions(record: &Value) -> BTreeSet<(u64, u64)> {
    let entities = record["entities"].as_array().expect("entities");
    let mentions = entities.iter().filter(|entity| entity["type"] != "Product");
    mentions.flat_map(|entity| entity["mentions"].as_array().expect("mentions")).map(span).collect()
}

#[test]
fn the_names_explained_are_the_names_of_the_records() {
    let sandbox = Sandbox::with_examples("same-names");
    let records = sandbox.run("extract articles --date 2025-05-21").lines();
    let explained = sandbox.run("extract articles --date 2025-05-21 --explain --json").lines();
    assert_eq!(records.len(), explained.len());
    let mut rivals = 0;
    for (record, lines) in records.iter().zip(&explained) {
        assert_eq!(record["id"], lines["id"]);
        let names = lines["names"].as_array().expect("names");
        let is_name = |name: &&Value| name["verdict"] == "name" || name["verdict"] == "nested";
        let found: BTreeSet<(u64, u64)> = names.iter().filter(is_name).map(|name| span(&name["span"])).collect();
        assert_eq!(found, mentions(record), "{}", record["id"]);
        for name in names {
            assert!(name["proposals"].as_array().is_some_and(|by| !by.is_empty()), "{name}");
            let (start, end) = span(&name["span"]);
            for rival in name["rivals"].as_array().into_iter().flatten() {
                let other = span(&rival["span"]);
                assert!(other.0 < end && start < other.1, "a rival overlaps: {name}");
                rivals += 1;
            }
        }
    }
    assert!(rivals > 0, "the examples hold no rivals");
}

#[test]
fn a_block_for_each_name_in_order_of_the_text() {
    let sandbox = Sandbox::new("blocks");
    sandbox.write("page.txt", SENTENCE);
    let told = sandbox.run("extract page.txt --date 2025-06-20 --explain").done();
    let heads: Vec<&str> = told.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).collect();
    let starts: Vec<usize> = heads
        .iter()
        .map(|head| head.split('–').next().and_then(|start| start.parse().ok()).expect("a start"))
        .collect();
    assert!(starts.is_sorted(), "{told}");
    assert!(heads.iter().any(|head| head.ends_with("云岭半导体有限公司 Organization/company")), "{told}");
    assert!(told.contains("rule suffix:有限公司"), "{told}");
    assert!(told.contains(" tagger\n"), "{told}");
    assert!(told.contains("发展中国家 no name"), "{told}");
    assert!(told.contains("    beats "), "{told}");
}

#[test]
fn json_is_for_explanations() {
    let ran = Sandbox::new("json").run("extract page.txt --json");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--explain"), "{}", ran.err);
}
