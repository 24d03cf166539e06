//! Questions over an invented stretch of news, with the rows that they must give.
//!
//! A line of `tests/cases/ask/*.tsv` is a question and its rows, apart by tabs; the cells of a row stand apart by ` / `,
//! and `-` is an empty cell. `none` means understood and nothing found; `not understood` means that the question has
//! words or a form that are not known, so that nothing may be answered. A line that begins with `#` is a comment.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use oxigraph::io::RdfFormat;
use oxigraph::store::Store;
use serde_json::Value;
use wenmai::ask::{Answer, Asker, Options, ask};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn world() -> Store {
    let store = Store::new().unwrap();
    let data = fs::read(folder().join("queries/world.trig")).unwrap();
    store.load_from_slice(RdfFormat::TriG, &data).unwrap();
    store
}

fn cases() -> Vec<(String, String, Vec<String>)> {
    let mut paths: Vec<_> = fs::read_dir(folder().join("ask")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for line in fs::read_to_string(&path).unwrap().lines() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells = line.split('\t').map(str::to_owned);
            cases.push((name.clone(), cells.next().unwrap(), cells.collect()));
        }
    }
    cases
}

fn shown(answer: &Answer) -> Vec<String> {
    if answer.sparql.is_empty() {
        return vec!["not understood".to_owned()];
    }
    if answer.rows.is_empty() {
        return vec!["none".to_owned()];
    }
    let cell = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let rows = answer.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" / "));
    rows.collect()
}

#[test]
fn every_question_gives_its_rows() {
    let store = world();
    let asker = Asker::new(&store).unwrap();
    let mut wrong = Vec::new();
    for (file, question, expected) in cases() {
        let answer = asker.ask(&question, &Options::default()).unwrap();
        let got = shown(&answer);
        let (mut left, mut right) = (expected.clone(), got.clone());
        left.sort();
        right.sort();
        if left != right {
            wrong.push(format!(
                "{file}: {question}\n  expected {expected:?}\n  got      {got:?}\n  {}",
                answer.interpretation
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_suite_is_wide() {
    let cases = cases();
    assert!(cases.len() >= 60, "only {} questions", cases.len());
    let unanswerable = cases.iter().filter(|case| case.2 == ["not understood"]).count();
    assert!(unanswerable >= 10, "only {unanswerable} that must not be answered");
    let english = cases.iter().filter(|case| case.1.is_ascii()).count();
    assert!(english >= 20, "only {english} in English");
    let questions: BTreeSet<&String> = cases.iter().map(|case| &case.1).collect();
    assert_eq!(questions.len(), cases.len(), "a question stands twice");
}

#[test]
fn every_row_is_proved() {
    let store = world();
    let asker = Asker::new(&store).unwrap();
    for (_, question, _) in cases() {
        let answer = asker.ask(&question, &Options::default()).unwrap();
        assert_eq!(answer.rows.len(), answer.evidence.len(), "{question}");
        for (row, proofs) in answer.rows.iter().zip(&answer.evidence) {
            assert!(!proofs.is_empty(), "{question}: {row:?} has no evidence");
            for proof in proofs {
                assert!(proof.start < proof.end && !proof.quote.is_empty(), "{question}: {proof:?}");
            }
        }
    }
}

#[test]
fn the_sparql_shown_gives_the_answer() {
    let store = world();
    let asker = Asker::new(&store).unwrap();
    for (_, question, _) in cases() {
        let answer = asker.ask(&question, &Options::default()).unwrap();
        if answer.sparql.is_empty() {
            continue;
        }
        let table = wenmai::query::run(&store, &answer.sparql, &std::collections::BTreeMap::new()).unwrap();
        assert_eq!(table.rows.is_empty(), answer.rows.is_empty(), "{question}");
    }
}

#[test]
fn the_same_question_has_the_same_answer() {
    let (one, other) = (world(), world());
    for (_, question, _) in cases() {
        let first = ask(&one, &question, &Options::default()).unwrap();
        let second = ask(&other, &question, &Options::default()).unwrap();
        assert_eq!(serde_json::to_string(&first).unwrap(), serde_json::to_string(&second).unwrap(), "{question}");
    }
}

#[test]
fn the_answer_has_the_keys_of_the_contract() {
    let answer = ask(&world(), "谁会见了罗安？", &Options::default()).unwrap();
    let Value::Object(object) = serde_json::to_value(&answer).unwrap() else {
        panic!("an answer is an object");
    };
    let keys: BTreeSet<&str> = object.keys().map(String::as_str).collect();
    let contract = ["question", "language", "interpretation", "sparql", "columns", "rows", "evidence", "complete"];
    assert_eq!(keys, BTreeSet::from(contract));
    let Value::Object(proof) = &object["evidence"][0][0] else {
        panic!("a proof is an object");
    };
    let keys: BTreeSet<&str> = proof.keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["document", "date", "quote", "start", "end"]));
    assert_eq!(object["complete"], Value::Bool(true));
}

#[test]
fn a_limit_is_told() {
    let store = world();
    let limited = Options { limit: Some(1), ..Options::default() };
    let answer = ask(&store, "林远航去了哪些地方？", &limited).unwrap();
    assert_eq!((answer.rows.len(), answer.complete), (1, false));
}

#[test]
fn what_is_not_understood_is_named() {
    let store = world();
    let said = |question: &str| ask(&store, question, &Options::default()).unwrap().interpretation;
    assert_eq!(said("谁收购了云帆科技？"), "没有读懂：“收购”。");
    assert_eq!(said("Who invented the industrial robot?"), "Not understood: “invented”.");
    let near = said("林远舫去了哪里？");
    assert!(near.contains("相近的名称：") && near.contains("林远航"), "{near}");
}

#[test]
fn a_question_is_never_read_as_sparql() {
    let store = world();
    for question in [
        "谁谈到了\"} DELETE WHERE { ?s ?p ?o } #",
        "谁谈到了机器人\") } UNION { ?s ?p ?o } #",
        "Who spoke about robots\\\" } #",
        "谁考察了<https://example.org/a> b>",
        "",
        "？",
        "谁",
        "，，，",
    ] {
        let before = store.len().unwrap();
        let answer = ask(&store, question, &Options::default()).unwrap();
        assert_eq!(store.len().unwrap(), before);
        assert!(answer.rows.is_empty() || answer.sparql.contains("SELECT"), "{question}");
    }
}
