//! Traditional characters: an article and its twin in simplified characters say the same, each in its own writing.

use std::collections::BTreeSet;

use oxigraph::store::Store;
use wenmai::ask::{Options, ask};
use wenmai::graph::{KnowledgeGraph, NodeData};
use wenmai::ingest::{self, Format};
use wenmai::knowledge::Knowledge;
use wenmai::model::script::simplify;
use wenmai::model::{Attribute, Document, Record, RecordEntity, RecordFact};
use wenmai::pipeline;
use wenmai::rdf::{SourceText, verify};

/// The traditional article and its twin.
fn twins() -> [Document; 2] {
    let text = include_bytes!("cases/traditional/articles.jsonl").to_vec();
    let (documents, diagnostics) =
        ingest::read_bytes("articles.jsonl", Format::Jsonl, text, &ingest::Options::default());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    documents.try_into().expect("two articles")
}

fn records() -> [Record; 2] {
    twins().map(|document| pipeline::record(&document, Knowledge::embedded()))
}

fn store(records: &[Record]) -> Store {
    let store = Store::new().unwrap();
    for quad in pipeline::quads(records, Knowledge::embedded(), "https://example.org/") {
        store.insert(&quad).unwrap();
    }
    store
}

/// The text in simplified characters and the quotation marks of the mainland.
fn fold(text: &mut String) {
    let marks = |c| match c {
        '「' => '“',
        '」' => '”',
        c => c,
    };
    *text = simplify(text).chars().map(marks).collect();
}

fn fold_entity(entity: &mut RecordEntity) {
    fold(&mut entity.label);
    entity.names.iter_mut().for_each(fold);
    entity.mentions.iter_mut().for_each(|mention| fold(&mut mention.text));
}

fn fold_fact(fact: &mut RecordFact) {
    for value in fact.attributes.values_mut() {
        match value {
            Attribute::Text(text) => fold(text),
            Attribute::Texts(texts) => texts.iter_mut().for_each(fold),
            Attribute::Number(_) => {}
        }
    }
    fact.evidence.iter_mut().for_each(|quote| fold(&mut quote.text));
    fact.utterances.iter_mut().flat_map(|told| &mut told.topics).for_each(fold);
}

fn names(graph: &KnowledgeGraph) -> BTreeSet<(String, Vec<String>)> {
    graph
        .nodes()
        .filter_map(|(_, node)| match &node.data {
            NodeData::Entity(entity) => Some((node.label.clone(), entity.entity.names.clone())),
            _ => None,
        })
        .collect()
}

#[test]
fn an_article_and_its_twin_say_the_same() {
    let [mut traditional, simplified] = records();
    assert!(traditional.facts.len() >= 8, "{:#?}", traditional.facts);
    assert!(traditional.entities.iter().any(|entity| entity.label == "黎知遠"), "names stay as written");
    let held = |record: &Record, position: &str| {
        record.facts.iter().any(|fact| fact.attributes.get("position").and_then(Attribute::text) == Some(position))
    };
    assert!(held(&traditional, "香港特別行政區行政長官"), "titles stay as written");
    // Offsets are those of the twin, since one character stands for one.
    traditional.entities.iter_mut().for_each(fold_entity);
    traditional.facts.iter_mut().for_each(fold_fact);
    assert_eq!(traditional.entities, simplified.entities);
    assert_eq!(traditional.facts, simplified.facts);
}

#[test]
fn every_name_and_quote_stands_in_the_text_as_given() {
    let documents = twins();
    let records = records();
    for (document, record) in documents.iter().zip(&records) {
        for name in record.entities.iter().flat_map(|entity| &entity.names) {
            assert!(document.text.contains(name.as_str()), "{name}");
        }
    }
    let text = |hash: &str| {
        let found = documents.iter().find(|document| document.sha256 == hash);
        found.map(|document| document.text.to_string()).ok_or("no such text")
    };
    let report = verify(&records, text, |record| SourceText::Text(text(&record.sha256).unwrap()));
    assert!(report.passes(), "{:?}", report.mismatches);
    assert!(report.passages > 0 && report.mentions > 0);
}

#[test]
fn one_thing_is_one_node_in_either_writing() {
    let knowledge = Knowledge::embedded();
    let [traditional, simplified] = records();
    let alone = pipeline::graph(std::slice::from_ref(&simplified), knowledge);
    let both = pipeline::graph(&[traditional.clone(), simplified], knowledge);
    let labels = |graph: &KnowledgeGraph| names(graph).into_iter().map(|(label, _)| label).collect::<BTreeSet<_>>();
    assert_eq!(labels(&both), labels(&alone), "the simplified name is the label where both occur");
    let known = names(&both);
    let (_, others) = known.iter().find(|(label, _)| label == "黎知远").expect("the visitor");
    assert!(others.contains(&"黎知遠".to_owned()), "{others:?}");
    // So are events, positions and tenures, but for what only its document or its words tell from others.
    let keys = |graph: &KnowledgeGraph| {
        let shared = |key: &String| {
            !key.starts_with("utterance/") && (!key.starts_with("visit/") || key.starts_with("visit/2025-03-05"))
        };
        graph.nodes().map(|(_, node)| node.key.0.clone()).filter(shared).collect::<BTreeSet<_>>()
    };
    assert_eq!(keys(&pipeline::graph(&[traditional], knowledge)), keys(&alone), "keys do not hang on the writing");
    assert_eq!(keys(&both), keys(&alone));
}

#[test]
fn questions_find_things_in_either_writing() {
    let [traditional, simplified] = records();
    let stores = [store(&[traditional]), store(&[simplified])];
    for question in ["黎知遠參觀了哪家公司？", "黎知远参观了哪家公司？"] {
        for store in &stores {
            let answer = ask(store, question, &Options::default()).unwrap();
            assert_eq!(answer.question, question);
            let cells = answer.rows.iter().flatten().filter_map(|cell| cell.as_str()).collect::<Vec<_>>();
            assert!(cells.contains(&"海川科技有限公司"), "{question}: {answer:#?}");
        }
    }
    for question in ["香港特別行政區行政長官是誰？", "香港特别行政区行政长官是谁？"] {
        for (store, person) in stores.iter().zip(["黎知遠", "黎知远"]) {
            let answer = ask(store, question, &Options::default()).unwrap();
            let cells = answer.rows.iter().flatten().filter_map(|cell| cell.as_str()).collect::<Vec<_>>();
            assert!(cells.contains(&person), "{question}: {answer:#?}");
        }
    }
}
