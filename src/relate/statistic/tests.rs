//! The examples of the rules and of the indicators, and the figures of the seed page.
#![allow(clippy::print_stderr, reason = "a skipped or failed measurement says what it saw")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::words::Example;
use super::*;
use crate::extract::DocumentEntity;
use crate::ingest;
use crate::knowledge::Knowledge;
use crate::model::{Attribute, Block, Document, DocumentId, EntityType, Mention, Recogniser, Role};
use crate::text;

/// A reading of paragraphs, as of 2024-03-14.
pub(crate) fn reading(paragraphs: &str) -> Reading {
    let mut at = 0;
    let mut blocks = Vec::new();
    for line in paragraphs.split_inclusive('\n') {
        let end = at + line.trim_end_matches('\n').len();
        if end > at {
            blocks.push(Block { kind: BlockKind::Paragraph, spans: vec![Span::new(at, end)] });
        }
        at += line.len();
    }
    text::read(&Document {
        id: DocumentId("t".to_owned()),
        source: "-".to_owned(),
        title: String::new(),
        date: "2024-03-14".parse().ok(),
        publisher: None,
        url: None,
        text: Arc::from(paragraphs),
        sha256: String::new(),
        blocks,
    })
}

/// Annotations with the given names wherever they stand, the longest first. Names of one entity share its list.
pub(crate) fn named(
    reading: &Reading,
    entities: &[(Vec<String>, EntityType, Option<crate::model::Kind>)],
) -> Annotations {
    let mut names: Vec<(&str, usize)> = entities
        .iter()
        .enumerate()
        .flat_map(|(n, (names, ..))| names.iter().map(move |name| (name.as_str(), n)))
        .collect();
    names.sort_by_key(|(name, n)| (std::cmp::Reverse(name.len()), *n));
    let mut taken: Vec<(Span, usize)> = Vec::new();
    for (name, n) in names {
        for (at, _) in reading.text.match_indices(name) {
            let span = Span::new(at, at + name.len());
            if !taken.iter().any(|(other, _)| other.overlaps(span)) {
                taken.push((span, n));
            }
        }
    }
    taken.sort();
    let mut annotations = Annotations {
        entities: entities
            .iter()
            .map(|(names, entity_type, kind)| DocumentEntity {
                entity_type: *entity_type,
                kind: *kind,
                label: names[0].clone(),
                names: names.clone(),
                code: None,
                mentions: Vec::new(),
            })
            .collect(),
        ..Annotations::default()
    };
    for (m, (span, n)) in taken.into_iter().enumerate() {
        annotations.entities[n].mentions.push(m);
        annotations.entity_of.push(n);
        annotations.mentions.push(Mention {
            span,
            entity_type: annotations.entities[n].entity_type,
            kind: annotations.entities[n].kind,
            surface: span.of(&reading.text).to_owned(),
            canonical: None,
            recogniser: Recogniser::Lexicon,
            reason: "test".to_owned(),
            confidence: 1.0,
        });
    }
    annotations
}

/// The type with this name.
pub(crate) fn type_named(name: &str) -> EntityType {
    EntityType::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or(EntityType::Product)
}

fn shown(fact: &Fact, annotations: &Annotations) -> String {
    let text = |key: &str| fact.attributes.get(key).and_then(Attribute::text).unwrap_or_default();
    let subject =
        fact.args.get(&Role::Subject).map_or(text("subject"), |entity| annotations.entities[*entity].label.as_str());
    [subject, text("indicator"), text("value"), text("period"), text("change"), text("status")].join(" | ")
}

fn facts_of(text: &str, names: &BTreeMap<String, String>) -> (Vec<String>, Annotations) {
    let reading = reading(text);
    let entities: Vec<_> = names.iter().map(|(name, kind)| (vec![name.clone()], type_named(kind), None)).collect();
    let annotations = named(&reading, &entities);
    let facts = statistics(&reading, &annotations);
    for fact in &facts {
        assert!(!fact.evidence.is_empty());
        if let Some(value) = fact.attributes.get("value").and_then(Attribute::text) {
            assert!(fact.evidence[0].of(&reading.text).contains(value), "{value} is not in its evidence");
        }
    }
    (facts.iter().map(|fact| shown(fact, &annotations)).collect(), annotations)
}

#[test]
fn each_rule_does_what_its_examples_say() {
    let rules = Rules::embedded();
    let mut wrong = Vec::new();
    for rule in &rules.rules {
        assert!(!rule.example.is_empty(), "{} has no example", rule.id);
        let mut check = |example: &Example| {
            let (found, _) = facts_of(&example.text, &example.names);
            if found != example.expect {
                wrong.push(format!(
                    "{}: {}\n  found    {found:#?}\n  expected {:#?}",
                    rule.id, example.text, example.expect
                ));
            }
        };
        rule.example.iter().for_each(&mut check);
        rule.none.iter().for_each(&mut check);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_indicator_is_found_in_its_example() {
    let names = BTreeMap::from([("江州".to_owned(), "Place".to_owned())]);
    let mut wrong = Vec::new();
    for line in include_str!("../../../lexicons/zh/indicators.tsv").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let (found, _) = facts_of(columns[2], &names);
        if !matches!(&found[..], [one] if one.contains(&format!("| {} |", columns[0]))) {
            wrong.push(format!("{}: {found:?}", columns[2]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_change_has_its_ratio() {
    let names = BTreeMap::from([("江州".to_owned(), "Place".to_owned())]);
    let reading = reading("2023年江州出口80亿元，同比下降12.5%。");
    let entities: Vec<_> = names.iter().map(|(name, kind)| (vec![name.clone()], type_named(kind), None)).collect();
    let facts = statistics(&reading, &named(&reading, &entities));
    assert_eq!(facts[0].attributes.get("changeNumber"), Some(&Attribute::Number(-0.125)));
    assert_eq!(facts[0].attributes.get("number"), Some(&Attribute::Number(8e9)));
}

/// The folder of gold annotations, where this checkout has one.
pub(crate) fn shared() -> Option<PathBuf> {
    let root = std::env::var_os("WENMAI_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    root.join("gold/seed.gold.jsonl").exists().then_some(root)
}

/// The articles of the seed page with their gold, the gold's names as annotations.
pub(crate) fn seed_page(root: &std::path::Path) -> Vec<(Value, Reading, Annotations)> {
    let read = |name: &str| std::fs::read_to_string(root.join(name)).expect("the gold can be read");
    let segments: Value = serde_json::from_str(&read("gold/seed.segments.json")).expect("the segments are JSON");
    let segments = segments.as_array().expect("a list").clone();
    read("gold/seed.gold.jsonl")
        .lines()
        .zip(segments)
        .map(|(line, segment)| {
            let gold: Value = serde_json::from_str(line).expect("the gold is JSON");
            let reading = reading(segment["body_text"].as_str().unwrap_or_default());
            let entities: Vec<_> = gold["entities"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|entity| {
                    let names = entity["names"].as_array().into_iter().flatten();
                    let names: Vec<String> = names.filter_map(|name| name.as_str().map(str::to_owned)).collect();
                    let kind = entity["kind"].as_str().and_then(crate::model::Kind::from_name);
                    (names, type_named(entity["type"].as_str().unwrap_or_default()), kind)
                })
                .collect();
            let annotations = named(&reading, &entities);
            (gold, reading, annotations)
        })
        .collect()
}

#[test]
fn the_figures_of_the_seed_page_are_found() {
    let Some(root) = shared() else {
        eprintln!("skipped: no ../shared (set WENMAI_SHARED)");
        return;
    };
    let (mut right, mut all, mut spurious) = (0, 0, 0);
    for (gold, reading, annotations) in seed_page(&root) {
        let facts = statistics(&reading, &annotations);
        let mut used = vec![false; facts.len()];
        let field = |gold: &Value, key: &str| gold[key].as_str().unwrap_or_default().to_owned();
        for stat in gold["facts"].as_array().into_iter().flatten().filter(|fact| fact["type"] == "stat") {
            all += 1;
            let hit = facts.iter().enumerate().find(|(n, fact)| {
                let text =
                    |key: &str| fact.attributes.get(key).and_then(Attribute::text).unwrap_or_default().to_owned();
                !used[*n]
                    && text("value") == field(stat, "value")
                    && text("period") == field(stat, "period")
                    && (text("change") == field(stat, "change") || !field(stat, "value").is_empty())
            });
            if let Some((n, fact)) = hit {
                used[n] = true;
                right += 1;
                eprintln!("found  {}\n  gold {}", shown(fact, &annotations), gold_line(stat));
            } else {
                eprintln!("missed {}", gold_line(stat));
            }
        }
        for (fact, _) in facts.iter().zip(&used).filter(|(_, used)| !**used) {
            spurious += 1;
            eprintln!("other  {}", shown(fact, &annotations));
        }
    }
    eprintln!("{right} of {all} figures right, {spurious} others");
    assert!(right >= 22 && spurious <= 6, "{right} of {all} figures right, {spurious} others");
}

fn gold_line(stat: &Value) -> String {
    ["subject", "indicator", "value", "period", "change", "status"]
        .map(|key| stat[key].as_str().unwrap_or_default().to_owned())
        .join(" | ")
}

#[test]
fn the_figures_of_the_seed_page_are_found_from_the_raw_page() {
    let Some(root) = shared() else {
        eprintln!("skipped: no ../shared (set WENMAI_SHARED)");
        return;
    };
    let page = root.join("seed/newspaper-2024-03-14.txt").display().to_string();
    let options = ingest::Options { date: "2024-03-14".parse().ok() };
    let (documents, _) = ingest::read_inputs(&[page], &options);
    let mut found = Vec::new();
    for document in &documents {
        let reading = text::read(document);
        let annotations = crate::extract::annotate(&reading, Knowledge::embedded());
        for fact in statistics(&reading, &annotations) {
            let text = |key: &str| fact.attributes.get(key).and_then(Attribute::text).unwrap_or_default().to_owned();
            let change = if text("value").is_empty() { text("change") } else { String::new() };
            found.push(((text("value"), text("period"), change), shown(&fact, &annotations)));
        }
    }
    let (mut right, mut all) = (0, 0);
    for (gold, ..) in seed_page(&root) {
        for stat in gold["facts"].as_array().into_iter().flatten().filter(|fact| fact["type"] == "stat") {
            let text = |key: &str| stat[key].as_str().unwrap_or_default().to_owned();
            let change = if text("value").is_empty() { text("change") } else { String::new() };
            all += 1;
            if let Some(n) = found.iter().position(|(key, _)| *key == (text("value"), text("period"), change.clone())) {
                right += 1;
                eprintln!("raw found {}", found.remove(n).1);
            } else {
                eprintln!("raw missed {}", gold_line(stat));
            }
        }
    }
    for (_, other) in &found {
        eprintln!("raw other {other}");
    }
    eprintln!("{right} of {all} figures right from the raw page, {} others", found.len());
    assert!(right >= 22 && found.len() <= 8, "{right} of {all} figures right, {} others", found.len());
}
