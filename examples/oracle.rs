//! Articles with the gold's names enter; records of `relate` leave, so that its errors can be told from those of
//! `extract`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool")]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use wenmai::extract::{Annotations, DocumentEntity, PositionMention};
use wenmai::knowledge::Knowledge;
use wenmai::model::{Block, BlockKind, Document, DocumentId, EntityType, Kind, Mention, Recogniser, Span};
use wenmai::text::Reading;

fn main() {
    let mut args = std::env::args().skip(1);
    let real = std::env::var("REAL").is_ok();
    let (folder, set) = (args.next().expect("folder"), args.next().expect("set"));
    let lines = |name: &str| -> Vec<Value> {
        std::fs::read_to_string(format!("{folder}/{name}.jsonl"))
            .unwrap_or_default()
            .lines()
            .map(|line| serde_json::from_str(line).expect("json"))
            .collect()
    };
    // Titles of all sets, without the names of their organisations.
    let mut titles = BTreeSet::new();
    for name in ["seed", "rules", "dev", "web"] {
        for gold in lines(&format!("{name}.gold")) {
            for fact in gold["facts"].as_array().unwrap() {
                if let Some(position) = fact["position"].as_str() {
                    titles.insert(position.to_owned());
                    if let Some(org) = fact["org"].as_str()
                        && let Some(rest) = position.strip_prefix(org)
                        && !rest.is_empty()
                    {
                        titles.insert(rest.to_owned());
                    }
                }
            }
        }
    }
    let knowledge = Knowledge::embedded();
    let golds: BTreeMap<String, Value> =
        lines(&format!("{set}.gold")).into_iter().map(|gold| (gold["id"].as_str().unwrap().to_owned(), gold)).collect();
    for article in lines(&format!("{set}.articles")) {
        let id = article["id"].as_str().unwrap();
        let gold = &golds[id];
        let reading = wenmai::text::read(&document(&article));
        let annotations =
            if real { wenmai::extract::annotate(&reading, knowledge) } else { annotations(&reading, gold, &titles) };
        if std::env::var("SHOW").is_ok_and(|show| show == id) {
            for mention in &annotations.mentions {
                eprintln!("{:?} {} {:?} {}", mention.span, mention.surface, mention.entity_type, mention.reason);
            }
            for position in &annotations.positions {
                eprintln!(
                    "POS {} | {} | {:?}",
                    position.span.of(&reading.text),
                    position.title.of(&reading.text),
                    position.org
                );
            }
        }
        let facts = wenmai::relate::facts(&reading, &annotations, knowledge);
        let entities: Vec<Value> = annotations
            .entities
            .iter()
            .enumerate()
            .map(|(n, e)| json!({"id": format!("e{n}"), "type": e.entity_type.name(), "kind": e.kind.map(Kind::name), "label": e.label, "names": e.names}))
            .collect();
        let facts: Vec<Value> = facts
            .iter()
            .map(|fact| {
                let mut value = json!({
                    "type": fact.fact_type.name(),
                    "args": fact.args.iter().map(|(r, e)| (r.name(), format!("e{e}"))).collect::<BTreeMap<_, _>>(),
                    "date": fact.time.as_ref().and_then(wenmai::model::EventTime::date),
                    "realis": fact.realis.name(),
                    "rule": fact.rule,
                    "evidence": fact.evidence.iter().map(|s| s.of(&reading.text)).collect::<Vec<_>>(),
                });
                for (name, attribute) in &fact.attributes {
                    value[name] = serde_json::to_value(attribute).unwrap();
                }
                value
            })
            .collect();
        println!("{}", json!({"id": id, "entities": entities, "facts": facts}));
    }
}

fn document(article: &Value) -> Document {
    let title = article["title"].as_str().unwrap_or_default();
    let mut text = String::new();
    let mut blocks = Vec::new();
    for (kind, line) in std::iter::once((BlockKind::Headline, title))
        .chain(article["text"].as_str().unwrap().lines().map(|l| (BlockKind::Paragraph, l)))
    {
        let start = text.len();
        text.push_str(line);
        let kind = if kind == BlockKind::Paragraph && !line.contains(['。', '：', '”']) && line.chars().count() < 40
        {
            BlockKind::Subhead
        } else {
            kind
        };
        if !line.trim().is_empty() {
            blocks.push(Block { kind, spans: vec![Span::new(start, text.len())] });
        }
        text.push('\n');
    }
    Document {
        id: DocumentId(article["id"].as_str().unwrap().to_owned()),
        source: "-".to_owned(),
        title: title.to_owned(),
        date: article["date"].as_str().and_then(|d| d.parse().ok()),
        publisher: None,
        url: None,
        text: text.into(),
        sha256: String::new(),
        blocks,
    }
}

fn annotations(reading: &Reading, gold: &Value, titles: &BTreeSet<String>) -> Annotations {
    let mut entities = Vec::new();
    let mut spots: Vec<(Span, Option<usize>)> = Vec::new();
    for entity in gold["entities"].as_array().unwrap() {
        let entity_type: EntityType = serde_json::from_value(entity["type"].clone()).expect("type");
        let kind = entity["kind"].as_str().and_then(Kind::from_name);
        let names: Vec<String> = entity["names"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_str().unwrap().replace('(', "（").replace(')', "）"))
            .collect();
        for name in &names {
            for (at, _) in reading.text.match_indices(name.as_str()) {
                spots.push((Span::new(at, at + name.len()), Some(entities.len())));
            }
        }
        entities.push(DocumentEntity {
            entity_type,
            kind,
            label: names[0].clone(),
            names,
            code: None,
            mentions: Vec::new(),
        });
    }
    spots.sort_by_key(|(span, entity)| (std::cmp::Reverse(span.len()), span.start, *entity));
    let mut kept: Vec<(Span, usize)> = Vec::new();
    for (span, entity) in spots {
        let crosses = kept.iter().any(|(other, e)| {
            other.overlaps(span) && Some(*e) == entity
                || other.overlaps(span) && !other.contains(span)
                || *other == span
        });
        if !crosses {
            kept.push((span, entity.unwrap()));
        }
    }
    kept.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut mentions = Vec::new();
    let mut entity_of = Vec::new();
    for (span, entity) in kept {
        entities[entity].mentions.push(mentions.len());
        entity_of.push(entity);
        mentions.push(Mention {
            span,
            entity_type: entities[entity].entity_type,
            kind: entities[entity].kind,
            surface: span.of(&reading.text).to_owned(),
            canonical: None,
            recogniser: Recogniser::Lexicon,
            reason: String::new(),
            confidence: 1.0,
        });
    }
    let mut found: Vec<Span> = Vec::new();
    for title in titles {
        for (at, _) in reading.text.match_indices(title.as_str()) {
            let mut span = Span::new(at, at + title.len());
            // With the organisation directly before it.
            if let Some(org) = mentions.iter().find(|m| {
                m.span.end == span.start && matches!(m.entity_type, EntityType::Organization | EntityType::Place)
            }) {
                span = Span::new(org.span.start, span.end);
            }
            found.push(span);
        }
    }
    found.sort_by_key(|span| (std::cmp::Reverse(span.len()), span.start));
    let mut spans: Vec<Span> = Vec::new();
    for span in found {
        let inside =
            mentions.iter().any(|m| m.span.contains(span) || (m.span.overlaps(span) && !span.contains(m.span)));
        if !inside && !spans.iter().any(|other| other.overlaps(span)) {
            spans.push(span);
        }
    }
    spans.sort_by_key(|span| span.start);
    let positions = spans
        .into_iter()
        .map(|span| {
            let org = mentions.iter().position(|m| {
                m.span.start == span.start && span.contains(m.span) && m.entity_type != EntityType::Person
            });
            let title = Span::new(org.map_or(span.start, |m| mentions[m].span.end), span.end);
            PositionMention { span, title, org }
        })
        .collect();
    Annotations { mentions, entities, entity_of, positions }
}
