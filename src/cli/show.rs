//! `wenmai show`: all that the graph knows of a thing, each line with where it stands.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use serde_json::json;
use wenmai::graph::{Direction, KnowledgeGraph, Neighbour, Node, NodeData, View};

use super::Exit;
use super::output::{hint, print};
use super::store::StoreArgs;

/// Show what the graph knows of a person, organisation, place or policy
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wenmai show 李强\n  wenmai show 百度 --json")]
pub(crate) struct Show {
    /// A name, in Chinese or English, or a key such as person/李强
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    store: StoreArgs,
    /// Show at most N lines of each kind
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(crate) fn run(self) -> Result<Exit> {
        let graph = self.store.graph()?;
        let found = graph.named(&self.name);
        if found.is_empty() {
            return Err(hint(
                format!("nothing in the graph is called {}", self.name),
                "names are matched whole: try a longer or shorter form, or `wenmai ask`",
            ));
        }
        let mut cards = Vec::new();
        for index in found {
            let node = &graph.graph[index];
            let neighbours = graph.neighbours(index, View::Entity);
            if self.json {
                cards.push(card_json(&graph, node, &neighbours));
            } else {
                print(&card(&graph, node, &neighbours, self.limit))?;
            }
        }
        if self.json {
            print(&(serde_json::to_string(&cards)? + "\n"))?;
        }
        Ok(Exit::Done)
    }
}

/// What an edge says, with the other end, the days and the first passage behind it.
struct Line<'g> {
    property: String,
    other: &'g Node,
    days: String,
    documents: usize,
    quote: &'g str,
    document: &'g str,
}

fn lines<'g>(graph: &'g KnowledgeGraph, neighbours: &[Neighbour]) -> Vec<Line<'g>> {
    let mut lines = neighbours
        .iter()
        .map(|neighbour| {
            let edge = &graph.graph[neighbour.edge];
            let assertions = edge.assertions_in(graph).collect::<Vec<_>>();
            let days = assertions
                .iter()
                .filter_map(|assertion| assertion.time.as_ref()?.date())
                .collect::<std::collections::BTreeSet<_>>();
            let arrow = if neighbour.direction == Direction::Outgoing { "" } else { "← " };
            let first = assertions.first();
            Line {
                property: format!("{arrow}{}", edge.property.name()),
                other: &graph.graph[neighbour.node],
                days: days.into_iter().collect::<Vec<_>>().join(", "),
                documents: assertions
                    .iter()
                    .map(|assertion| &assertion.document)
                    .collect::<std::collections::BTreeSet<_>>()
                    .len(),
                quote: first.and_then(|assertion| assertion.evidence.first()).map_or("", |quote| &quote.text),
                document: first.map_or("", |assertion| &assertion.document.0),
            }
        })
        .collect::<Vec<_>>();
    // The most recent first, then the most told.
    lines.sort_by(|a, b| {
        (&a.property, std::cmp::Reverse(&a.days), std::cmp::Reverse(a.documents), &a.other.key).cmp(&(
            &b.property,
            std::cmp::Reverse(&b.days),
            std::cmp::Reverse(b.documents),
            &b.other.key,
        ))
    });
    lines
}

fn card(graph: &KnowledgeGraph, node: &Node, neighbours: &[Neighbour], limit: usize) -> String {
    let mut out = format!("{}  ({})\n  {}\n", node.label, node.class.name(), node.key.0);
    if let NodeData::Entity(data) = &node.data {
        let also =
            data.entity.names.iter().map(String::as_str).chain(data.entity.english.as_deref()).collect::<Vec<_>>();
        if !also.is_empty() {
            let _ = writeln!(out, "  also: {}", also.join(" · "));
        }
        if let Some(code) = &data.entity.code {
            let _ = writeln!(out, "  code: {code}");
        }
        let _ = writeln!(out, "  named {} times in {} documents", data.mention_count, data.document_count);
    }
    let mut groups = BTreeMap::<String, Vec<Line<'_>>>::new();
    for line in lines(graph, neighbours) {
        groups.entry(line.property.clone()).or_default().push(line);
    }
    for (property, lines) in groups {
        let _ = writeln!(out, "\n{property}: {}", lines.len());
        for line in lines.iter().take(limit) {
            let days = if line.days.is_empty() { String::new() } else { format!("  {}", line.days) };
            let _ = writeln!(out, "  {}{days}", line.other.label);
            if !line.quote.is_empty() {
                let quote = line.quote.replace('\n', "");
                let short = quote.chars().take(60).collect::<String>();
                let more = if short.len() < quote.len() { "…" } else { "" };
                let _ = writeln!(out, "      “{short}{more}” {}", line.document);
            }
        }
        if lines.len() > limit {
            let _ = writeln!(out, "  … +{}", lines.len() - limit);
        }
    }
    out.push('\n');
    out
}

fn card_json(graph: &KnowledgeGraph, node: &Node, neighbours: &[Neighbour]) -> serde_json::Value {
    let edges = lines(graph, neighbours).into_iter().map(|line| {
        json!({
            "property": line.property.trim_start_matches("← "),
            "direction": if line.property.starts_with('←') { "in" } else { "out" },
            "key": line.other.key, "label": line.other.label, "class": line.other.class.name(),
            "dates": line.days, "documents": line.documents, "quote": line.quote, "document": line.document,
        })
    });
    json!({
        "key": node.key, "label": node.label, "class": node.class.name(), "data": node.data,
        "edges": edges.collect::<Vec<_>>(),
    })
}
