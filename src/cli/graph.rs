//! `wenmai stats` and `wenmai path`: what the graph holds, and how two things are connected.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use serde_json::json;
use wenmai::graph::{Counts, Direction, KnowledgeGraph, NodeData, View};
use wenmai::knowledge::Knowledge;
use wenmai::relate::usage::Usage;

use super::Exit;
use super::output::{hint, note, print};
use super::store::StoreArgs;

/// Count what the graph holds
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wenmai stats\n  wenmai stats --rules 3\n  wenmai stats --json")]
pub(crate) struct Stats {
    #[command(flatten)]
    store: StoreArgs,
    /// Instead: facts by type and by rule, and the sentences with a trigger but no fact of its type, up to N shown of each
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "0")]
    rules: Option<usize>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Stats {
    pub(crate) fn run(self) -> Result<Exit> {
        if let Some(keep) = self.rules {
            return self.usage(keep);
        }
        let quads = self.store.open_records()?.manifest().counts.quads;
        let statistics = self.store.graph()?.statistics();
        if self.json {
            let mut value = serde_json::to_value(&statistics)?;
            value["quads"] = quads.into();
            print(&(serde_json::to_string(&value)? + "\n"))?;
            return Ok(Exit::Done);
        }
        let mut out = format!(
            "documents   {}\nmentions    {}\nassertions  {}\nquads       {quads}\n",
            statistics.documents, statistics.mentions, statistics.assertions
        );
        table(&mut out, "assertions by type", &statistics.assertions_by_type);
        table(&mut out, "events, tenures and figures by realis", &statistics.nodes_by_realis);
        for (name, counts) in [("entity view (what exports hold)", &statistics.entity), ("full view", &statistics.full)]
        {
            counts_of(&mut out, name, counts);
        }
        let _ =
            writeln!(out, "\ncomponents  {} (largest: {} nodes)", statistics.components, statistics.largest_component);
        print(&out)?;
        Ok(Exit::Done)
    }
}

impl Stats {
    /// What the rules found in the documents of the store, and where to look for what they missed.
    fn usage(&self, keep: usize) -> Result<Exit> {
        let store = self.store.open_records()?;
        let rules = &Knowledge::embedded().rules;
        let mut usage = Usage::new(rules, keep);
        for record in store.records()? {
            let text = store.text(&record.sha256)?;
            usage.add(&record, &text, rules);
        }
        let told = if self.json { serde_json::to_string(&usage)? + "\n" } else { usage.table() };
        print(&told)?;
        Ok(Exit::Done)
    }
}

fn counts_of(out: &mut String, name: &str, counts: &Counts) {
    let _ = writeln!(out, "\n{name}: {} nodes, {} edges", counts.nodes, counts.edges);
    table(out, "nodes by class", &counts.nodes_by_class);
    table(out, "edges by property", &counts.edges_by_property);
}

fn table(out: &mut String, name: &str, counts: &BTreeMap<String, usize>) {
    let _ = writeln!(out, "  {name}");
    for (key, count) in counts {
        let _ = writeln!(out, "    {key:22}{count:>8}");
    }
}

/// Show how two things are connected, with the sentence behind each step
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wenmai path 李强 百度公司")]
pub(crate) struct Path {
    /// A name
    #[arg(value_name = "A")]
    from: String,
    /// Another name
    #[arg(value_name = "B")]
    to: String,
    #[command(flatten)]
    store: StoreArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Path {
    pub(crate) fn run(self) -> Result<Exit> {
        let graph = self.store.graph()?;
        let (from, to) = (one(&graph, &self.from)?, one(&graph, &self.to)?);
        let Some(steps) = graph.shortest_path(from, to, View::Entity) else {
            note(format!("nothing connects {} and {}", self.from, self.to));
            if self.json {
                print("[]\n")?;
            }
            return Ok(Exit::Nothing);
        };
        let mut rows = Vec::new();
        for step in &steps {
            for neighbour in &step.edges {
                let edge = &graph.graph[neighbour.edge];
                let (a, b) = match neighbour.direction {
                    Direction::Outgoing => (step.from, step.to),
                    Direction::Incoming => (step.to, step.from),
                };
                let assertion = edge.assertions_in(&graph).next();
                let quote = assertion.and_then(|assertion| assertion.evidence.first()).map_or("", |quote| &quote.text);
                rows.push(json!({
                    "from": graph.graph[a].label, "property": edge.property.name(), "to": graph.graph[b].label,
                    "quote": quote, "document": assertion.map(|assertion| &assertion.document),
                }));
            }
        }
        if self.json {
            print(&(serde_json::to_string(&rows)? + "\n"))?;
        } else {
            let mut out = String::new();
            for row in &rows {
                let text = |key: &str| row[key].as_str().unwrap_or("").replace('\n', "");
                let _ = writeln!(out, "{} —{}→ {}", text("from"), text("property"), text("to"));
                if !text("quote").is_empty() {
                    let _ = writeln!(out, "    “{}” {}", text("quote"), text("document"));
                }
            }
            print(&out)?;
        }
        Ok(Exit::Done)
    }
}

/// The node with this name: of several the one named most often, which is said.
fn one(graph: &KnowledgeGraph, name: &str) -> Result<petgraph::stable_graph::NodeIndex> {
    let found = graph.named(name);
    let mentions = |index: &petgraph::stable_graph::NodeIndex| match &graph.graph[*index].data {
        NodeData::Entity(data) => data.mention_count,
        _ => 0,
    };
    let best = found.iter().copied().rev().max_by_key(mentions);
    if found.len() > 1
        && let Some(best) = best
    {
        note(format!("note: {name} names {} things; taken is {}", found.len(), graph.graph[best].key.0));
    }
    best.ok_or_else(|| {
        hint(format!("nothing in the graph is called {name}"), "names are matched whole: see `wenmai ask`")
    })
}
