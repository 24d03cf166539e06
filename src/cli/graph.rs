//! `wenmai stats`: what the graph holds, how it hangs together, and what stands out in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use wenmai::graph::{Between, Counts, Overview, Ranked, View};
use wenmai::knowledge::Knowledge;
use wenmai::relate::usage::Usage;

use super::Exit;
use super::output::print;
use super::store::StoreArgs;

/// Count what the graph holds and show what stands out in it
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai stats\n  wenmai stats --top 20\n  wenmai stats --rules 3\n  wenmai stats --json\n\nRanks are PageRank over the direct edges, walked both ways; betweenness is the share of shortest ways that lead over a node (above 512 nodes estimated from as many); communities are found by the Leiden method; both are of the entity view."
)]
pub(crate) struct Stats {
    #[command(flatten)]
    store: StoreArgs,
    /// How many nodes and communities each list has
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
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
        let graph = self.store.graph()?;
        let (statistics, overview) = (graph.statistics(), graph.overview(View::Entity, self.top));
        if self.json {
            let mut value = serde_json::to_value(&statistics)?;
            value["overview"] = serde_json::to_value(&overview)?;
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
        shape(&mut out, &overview);
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

fn shape(out: &mut String, overview: &Overview) {
    let _ = writeln!(
        out,
        "\ncomponents   {} (largest: {} nodes; {} nodes stand alone)\n\
         communities  {} of more than one node, modularity {:.3}\n\
         core         {} (in some part every node has so many neighbours)",
        overview.components,
        overview.largest_component,
        overview.alone,
        overview.communities,
        overview.modularity,
        overview.largest_core
    );
    if !overview.years.is_empty() {
        let _ = writeln!(out, "\nyear     documents  assertions  events that happened");
        for (year, counts) in &overview.years {
            let _ = writeln!(out, "{year:<8}{:>10}{:>12}{:>22}", counts.documents, counts.assertions, counts.events);
        }
    }
    let _ = writeln!(out, "\nlargest communities");
    for community in &overview.largest_communities {
        let labels: Vec<&str> = community.top.iter().map(|node| node.label.as_str()).collect();
        let _ = writeln!(out, "{:>7} nodes  {}", community.nodes, labels.join("、").replace('\n', " "));
    }
    let _ = writeln!(out, "\nhighest PageRank");
    ranked(out, &overview.top);
    let _ = writeln!(out, "\nhighest betweenness (share of shortest ways)");
    for Between { betweenness, node } in &overview.between {
        let label = node.label.replace('\n', " ");
        let _ = writeln!(out, "  {betweenness:.6}  {:>6} edges  {label}  ({})", node.degree, node.class);
    }
    for (class, top) in &overview.top_by_class {
        let _ = writeln!(out, "\nhighest PageRank, {class}");
        ranked(out, top);
    }
}

fn ranked(out: &mut String, nodes: &[Ranked]) {
    for node in nodes {
        let label = node.label.replace('\n', " ");
        let _ = writeln!(out, "  {:.6}  {:>6} edges  {label}  ({})", node.pagerank, node.degree, node.class);
    }
}
