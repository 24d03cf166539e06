//! `wenmai show`: all that the graph knows of a thing, each line with where it stands.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use serde_json::json;
use wenmai::graph::{Direction, KnowledgeGraph, Neighbour, Node, NodeData, Occasion, Post, Timeline, View};

use super::Exit;
use super::output::{hint, note, print};
use super::store::StoreArgs;

/// Show what the graph knows of a person, organisation, place or policy
///
/// Posts with their days, visits, meetings, companies, and each edge with a passage behind it.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai show 李强\n  wenmai show 百度 --json\n  wenmai show 国务院总理 --on 2023-03-12"
)]
pub(crate) struct Show {
    /// A name, in Chinese or English, or a key such as person/李强
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    store: StoreArgs,
    /// Show at most N lines of each kind
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Of a post, show who held it on this day, as far as the documents leave one person only
    #[arg(long, value_name = "DATE")]
    on: Option<jiff::civil::Date>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(crate) fn run(self) -> Result<Exit> {
        let graph = self.store.about(&self.name)?;
        if let Some(day) = self.on {
            return self.holder(&graph, day);
        }
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
                cards.push(card_json(&graph, node, &neighbours, &graph.timeline(index)));
            } else {
                print(&card(&graph, node, &neighbours, &graph.timeline(index), self.limit))?;
            }
        }
        if self.json {
            print(&(serde_json::to_string(&cards)? + "\n"))?;
        }
        Ok(Exit::Done)
    }
}

impl Show {
    /// Who held the post on the day; nothing found where nobody or more than one person can be meant.
    fn holder(&self, graph: &KnowledgeGraph, day: jiff::civil::Date) -> Result<Exit> {
        let holder = graph.holder_on(&self.name, day);
        if self.json {
            print(&(json!({ "position": self.name, "day": day, "holder": holder }).to_string() + "\n"))?;
        } else if let Some(holder) = &holder {
            print(&format!("{}  ({})\n", holder.label, holder.key))?;
        } else {
            note(format!("the documents do not tell who alone was {} on {day}", self.name));
        }
        Ok(if holder.is_some() { Exit::Done } else { Exit::Nothing })
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

fn card(graph: &KnowledgeGraph, node: &Node, neighbours: &[Neighbour], time: &Timeline, limit: usize) -> String {
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
        for other in data.maybe.iter().take(limit) {
            let _ = writeln!(out, "  may be the same as {other}");
        }
    }
    timeline(&mut out, node, time, limit);
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

/// Posts by day, visits and meetings the latest first, companies.
fn timeline(out: &mut String, node: &Node, time: &Timeline, limit: usize) {
    let told = |documents: usize, origins: usize| match (documents, origins) {
        (1, _) => "1 document".to_owned(),
        (documents, origins) if documents == origins => format!("{documents} documents"),
        (documents, origins) => format!("{documents} documents, {origins} of them independent"),
    };
    let more = |out: &mut String, count: usize| {
        if count > limit {
            let _ = writeln!(out, "  … +{}", count - limit);
        }
    };
    if !time.posts.is_empty() {
        let _ = writeln!(out, "\nposts: {}", time.posts.len());
        for post in time.posts.iter().take(limit) {
            let holder = if post.holder.key == node.key { String::new() } else { format!("{} · ", post.holder.label) };
            let _ =
                writeln!(out, "  {holder}{}  {}  ({})", post.position, seen(post), told(post.documents, post.origins));
        }
        more(out, time.posts.len());
    }
    for (title, occasions) in [("visits", &time.visits), ("meetings", &time.meetings)] {
        if occasions.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{title}: {}", occasions.len());
        // The latest first, those without a day at the end.
        let mut latest: Vec<&Occasion> = occasions.iter().rev().collect();
        latest.sort_by_key(|occasion| occasion.from.is_none());
        for occasion in latest.into_iter().take(limit) {
            let with: Vec<&str> = occasion.with.iter().map(|other| other.label.as_str()).collect();
            let told = told(occasion.documents, occasion.origins);
            let _ = writeln!(out, "  {}  {}  ({told})", days(occasion), with.join("、"));
        }
        more(out, occasions.len());
    }
    if !time.companies.is_empty() {
        let labels: Vec<&str> = time.companies.iter().take(limit).map(|company| company.label.as_str()).collect();
        let _ = writeln!(out, "\ncompanies: {}\n  {}", time.companies.len(), labels.join("、"));
        more(out, time.companies.len());
    }
}

/// `2023-03-11 – 2025-12-30`, `until 2023-03-13 at the latest`.
fn seen(post: &Post) -> String {
    let held = match (post.first, post.last) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first} – {last}"),
        _ => String::new(),
    };
    match post.left_by {
        Some(day) if held.is_empty() => format!("left by {day}"),
        Some(day) => format!("{held}, left by {day}"),
        None => held,
    }
}

fn days(occasion: &Occasion) -> String {
    match (occasion.from, occasion.to) {
        (Some(from), Some(to)) if from != to => format!("{from} – {to}"),
        (Some(day), _) | (None, Some(day)) => day.to_string(),
        (None, None) => "day not told".to_owned(),
    }
}

fn card_json(graph: &KnowledgeGraph, node: &Node, neighbours: &[Neighbour], time: &Timeline) -> serde_json::Value {
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
        "timeline": time, "edges": edges.collect::<Vec<_>>(),
    })
}
