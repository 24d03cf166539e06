//! `wenmai path` and `wenmai similar`: how two things are connected, and who is like whom, with the reasons.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use petgraph::stable_graph::NodeIndex;
use serde_json::{Value, json};
use wenmai::graph::{
    Assertion, Direction, Edge, Filter, KnowledgeGraph, Neighbour, NodeData, PathQuery, Property, Reason,
    Similar as Alike, Step, View,
};

use super::Exit;
use super::export::near;
use super::output::{hint, note, print};
use super::store::StoreArgs;
use super::told::ToldArgs;

/// Show how two things are connected, with the sentence behind each step
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai path 李强 百度公司\n  wenmai path 李强 百度公司 --max 5 --avoid 中国 --avoid 北京市\n  wenmai path 李强 王毅 --via 外交部 --since 2024-01-01\n  wenmai path 李强 王毅 --by met --by visited\n\nThe shortest ways are shown; of equally short ones first those over things that have few ties, which say more."
)]
pub(crate) struct Path {
    /// A name
    #[arg(value_name = "A")]
    from: String,
    /// Another name
    #[arg(value_name = "B")]
    to: String,
    #[command(flatten)]
    store: StoreArgs,
    /// How many ways to show at most
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    max: u32,
    /// Only ways through this thing; several are passed in their order
    #[arg(long, value_name = "NAME")]
    via: Vec<String>,
    /// No way through this thing; may be given several times
    #[arg(long, value_name = "NAME")]
    avoid: Vec<String>,
    /// Only over edges of this property (met, visited, …); may be given several times
    #[arg(long, value_name = "PROPERTY")]
    by: Vec<String>,
    #[command(flatten)]
    told: ToldArgs,
    /// Print JSON: an array of edges, each with the number of its way and of its step
    #[arg(long)]
    json: bool,
}

impl Path {
    pub(crate) fn run(self) -> Result<Exit> {
        let graph = self.store.graph()?;
        let (from, to) = (one(&graph, &self.from)?, one(&graph, &self.to)?);
        let query = self.query(&graph)?;
        if query.avoid.contains(&from) || query.avoid.contains(&to) {
            return Err(hint("a way cannot avoid its own ends", "leave that --avoid out"));
        }
        let ways = graph.paths(from, to, &query);
        if ways.is_empty() {
            note(format!("nothing connects {} and {} that way", self.from, self.to));
            if self.json {
                print("[]\n")?;
            }
            return Ok(Exit::Nothing);
        }
        if self.json {
            let rows: Vec<Value> = ways
                .iter()
                .enumerate()
                .flat_map(|(way, steps)| steps.iter().enumerate().map(move |(step, at)| (way, step, at)))
                .flat_map(|(way, step, at)| at.edges.iter().map(move |edge| (way, step, at, edge)))
                .map(|(way, step, at, edge)| row(&graph, &query.filter, (way, step), at, edge))
                .collect();
            print(&(serde_json::to_string(&rows)? + "\n"))?;
            return Ok(Exit::Done);
        }
        let mut out = String::new();
        for (number, steps) in ways.iter().enumerate() {
            if ways.len() > 1 {
                let between = if number == 0 { "" } else { "\n" };
                let _ = writeln!(out, "{between}{}. {}", number + 1, chain(&graph, steps));
            }
            for step in steps {
                for edge in &step.edges {
                    let row = row(&graph, &query.filter, (number, 0), step, edge);
                    let text = |key: &str| row[key].as_str().unwrap_or("").replace('\n', "");
                    let _ = writeln!(out, "{} —{}→ {}", text("from"), text("property"), text("to"));
                    if !text("quote").is_empty() {
                        let _ = writeln!(out, "    “{}” {}", text("quote"), text("document"));
                    } else if row["byCode"] == true {
                        let _ = writeln!(out, "    by administrative codes");
                    }
                }
            }
        }
        print(&out)?;
        Ok(Exit::Done)
    }

    fn query(&self, graph: &KnowledgeGraph) -> Result<PathQuery> {
        let via = self.via.iter().map(|name| one(graph, name)).collect::<Result<Vec<_>>>()?;
        let mut avoid = BTreeSet::new();
        for name in &self.avoid {
            // All that bear the name.
            avoid.insert(one(graph, name)?);
            avoid.extend(graph.named(name));
        }
        let mut properties = Vec::new();
        for name in &self.by {
            let Some(property) = Property::ALL.into_iter().find(|property| property.name() == name) else {
                let direct = "visited, met, attended, holdsPosition, worksFor, locatedIn, partOf, issued, cooperatesWith, produces, siteOf, spokeAbout";
                return Err(hint(format!("no edge has the property {name}"), format!("properties are {direct}")));
            };
            properties.push(property);
        }
        let mut filter = Filter::default();
        self.told.apply(&mut filter)?;
        Ok(PathQuery { view: View::Entity, properties, filter, via, avoid, most: self.max as usize })
    }
}

/// `甲 — 乙 — 丙`.
fn chain(graph: &KnowledgeGraph, steps: &[Step]) -> String {
    let nodes = steps.iter().map(|step| step.from).take(1).chain(steps.iter().map(|step| step.to));
    nodes.map(|node| graph.graph[node].label.replace('\n', " ")).collect::<Vec<_>>().join(" — ")
}

/// An edge of a way, as it points, with the surest of what the filter passes.
fn row(graph: &KnowledgeGraph, filter: &Filter, (way, step): (usize, usize), at: &Step, edge: &Neighbour) -> Value {
    let (a, b) = match edge.direction {
        Direction::Outgoing => (at.from, at.to),
        Direction::Incoming => (at.to, at.from),
    };
    let edge = &graph.graph[edge.edge];
    let told = surest(graph, filter, edge);
    let document = told.and_then(|told| graph.documents.get(&told.document));
    json!({
        "path": way + 1, "step": step + 1,
        "from": graph.graph[a].label, "property": edge.property.name(), "to": graph.graph[b].label,
        "quote": told.and_then(|told| told.evidence.first()).map_or("", |quote| quote.text.as_str()),
        "document": told.map(|told| &told.document),
        "published": document.and_then(|document| document.date),
        "date": told.and_then(|told| told.time.as_ref()).and_then(|time| time.from),
        "confidence": told.map(|told| told.confidence),
        "byCode": edge.by_code,
    })
}

fn surest<'g>(graph: &'g KnowledgeGraph, filter: &Filter, edge: &'g Edge) -> Option<&'g Assertion> {
    let told = edge.assertions_in(graph).filter(|told| filter.passes(graph, told));
    told.reduce(|best, other| if other.confidence > best.confidence { other } else { best })
}

/// Show what is most like a thing, with what the two share
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai similar 李强\n  wenmai similar 百度公司 --max 5 --json\n\nAlike is who stands in the same relation to the same things: met the same people, went to the same places, with the same company, holds such a post. What few share weighs more. Likeness is what both have over what either has."
)]
pub(crate) struct Similar {
    /// A name
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    store: StoreArgs,
    /// How many to show at most
    #[arg(long, value_name = "N", default_value_t = 10)]
    max: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Similar {
    pub(crate) fn run(self) -> Result<Exit> {
        let graph = self.store.graph()?;
        let node = one(&graph, &self.name)?;
        let found = graph.similar(node, self.max);
        if self.json {
            let rows: Vec<Value> = found.iter().map(|similar| card(&graph, similar)).collect();
            print(&(serde_json::to_string(&rows)? + "\n"))?;
        } else {
            let mut out = String::new();
            for similar in &found {
                let node = &graph.graph[similar.node];
                let _ = writeln!(out, "{:.4}  {}  ({})", similar.likeness, node.label.replace('\n', " "), node.class);
                let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
                for reason in &similar.shared {
                    let (how, what) = words(&graph, reason);
                    match reasons.iter_mut().find(|(known, _)| *known == how) {
                        Some((_, list)) => list.push(what),
                        None => reasons.push((how, vec![what])),
                    }
                }
                for (how, list) in reasons {
                    let more = if list.len() > 8 { format!(" and {} more", list.len() - 8) } else { String::new() };
                    let _ = writeln!(out, "    {how}: {}{more}", list[..list.len().min(8)].join("、"));
                }
            }
            print(&out)?;
        }
        if found.is_empty() {
            note(format!("nothing shares anything with {}", self.name));
            return Ok(Exit::Nothing);
        }
        Ok(Exit::Done)
    }
}

fn card(graph: &KnowledgeGraph, similar: &Alike) -> Value {
    let node = &graph.graph[similar.node];
    let shared: Vec<Value> = similar
        .shared
        .iter()
        .map(|reason| {
            let (how, what) = words(graph, reason);
            json!({"how": how, "what": what})
        })
        .collect();
    json!({
        "key": node.key.0, "label": node.label, "class": node.class.name(), "likeness": similar.likeness, "shared": shared,
    })
}

/// What two share: in which relation, and with what.
fn words(graph: &KnowledgeGraph, reason: &Reason) -> (String, String) {
    let label = |node: NodeIndex| graph.graph[node].label.replace('\n', " ");
    match reason {
        Reason::Edge(property, Direction::Outgoing, node) => (property.name().to_owned(), label(*node)),
        Reason::Edge(property, Direction::Incoming, node) => (format!("{} by", property.name()), label(*node)),
        Reason::Company(person) => ("on a visit with".to_owned(), label(*person)),
        Reason::Title(title) => ("is".to_owned(), title.clone()),
    }
}

/// The node with this name: of several the one named most often, which is said.
fn one(graph: &KnowledgeGraph, name: &str) -> Result<NodeIndex> {
    let found = graph.named(name);
    let mentions = |index: &NodeIndex| match &graph.graph[*index].data {
        NodeData::Entity(data) => data.mention_count,
        _ => 0,
    };
    let best = found.iter().copied().rev().max_by_key(mentions);
    if found.len() > 1
        && let Some(best) = best
    {
        note(format!("note: {name} names {} things; taken is {}", found.len(), graph.graph[best].key.0));
    }
    best.ok_or_else(|| hint(format!("nothing in the graph is called {name}"), near(&graph.nearest(name, 5))))
}
