//! `wenmai eval` on gold of our own: one set, a folder of sets, and what each recogniser brings.

mod support;

use serde_json::{Value, json};
use support::run::Sandbox;

/// One article, and what a careful reader finds in it.
fn sets(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    let article = json!({"id": "a-1", "date": "2025-06-20", "title": "周启明会见越南客人",
        "text": "6月19日，江州市副市长周启明在南宁市会见了越南客人。教育部、财政部有关负责人参加会见。"});
    let entities = [
        ("Person", "周启明"),
        ("Place", "江州市"),
        ("Place", "南宁市"),
        ("Place", "越南"),
        ("Organization", "教育部"),
        ("Organization", "财政部"),
    ];
    let entities = entities.map(|(entity_type, name)| json!({"type": entity_type, "names": [name]}));
    sandbox.write("gold/a.articles.jsonl", article.to_string());
    sandbox.write("gold/a.gold.jsonl", json!({"id": "a-1", "entities": entities, "facts": []}).to_string());
    sandbox
}

fn f1(rows: &Value, parts: &str, column: &str) -> f64 {
    let row = rows.as_array().expect("rows").iter().find(|row| row["parts"] == parts).expect(parts);
    row["f1"][column].as_f64().expect(column)
}

#[test]
fn each_part_brings_what_it_knows() {
    let sandbox = sets("parts");
    let rows = sandbox.run("eval gold --ablate --json").json();
    // Lists hold no persons, and not the invented city; without them those names are still found.
    assert!(f1(&rows, "lexicon alone", "Person") < 0.01 && f1(&rows, "tagger alone", "Person") > 0.99);
    assert!(f1(&rows, "lexicon alone", "Organization") > 0.99);
    assert!(f1(&rows, "all", "names") >= f1(&rows, "lexicon alone", "names"));
    assert!(f1(&rows, "without lexicon", "names") < f1(&rows, "all", "names") + 0.01);
    assert_eq!(rows.as_array().map(Vec::len), Some(9));

    let table = sandbox.run("eval gold/a.gold.jsonl gold/a.articles.jsonl --ablate").done();
    for row in ["all", "tagger alone", "lexicon alone", "rule alone", "without tagger", "without document"] {
        assert!(table.lines().any(|line| line.starts_with(row)), "no row {row} in {table}");
    }
}

#[test]
fn a_folder_holds_several_sets() {
    let sandbox = sets("folder");
    for kind in ["gold", "articles"] {
        sandbox.write(&format!("gold/b.{kind}.jsonl"), sandbox.read(&format!("gold/a.{kind}.jsonl")));
    }
    sandbox.write("gold/c.gold.jsonl", "");
    let ran = sandbox.run("eval gold --json");
    assert!(ran.err.contains("c.gold.jsonl: no articles beside it, left out"), "{}", ran.err);
    let scores = ran.json();
    assert_eq!(
        scores.as_object().map(|sets| sets.keys().cloned().collect()),
        Some(vec!["a".to_owned(), "b".to_owned()])
    );
    assert_eq!(scores["a"], scores["b"]);
    // The set by itself gives the same.
    assert_eq!(sandbox.run("eval gold/a.gold.jsonl gold/a.articles.jsonl --json").json(), scores["a"]);
}

#[test]
fn what_is_missing_is_told() {
    let sandbox = sets("missing");
    sandbox.write("empty/readme.txt", "");
    for (command, message) in [
        ("eval gold/a.gold.jsonl", "hint: name the articles"),
        ("eval empty", "hint: the folder is to hold NAME.gold.jsonl"),
        ("eval gold gold/a.articles.jsonl", "hint: give the folder alone"),
        ("eval gold --records gold/a.gold.jsonl", "hint: give the folder alone"),
    ] {
        let ran = sandbox.run(command);
        assert_eq!(ran.code, 2, "{command}");
        assert!(ran.err.contains(message), "{command}: {}", ran.err);
    }
}
