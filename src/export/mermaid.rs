//! Rows enter; a Mermaid flowchart leaves, for Markdown pages.
//!
//! Promise: the chart is small enough for Mermaid's own limits (`maxEdges`, `maxTextSize`); where nodes are left out for that,
//! its second line says how many, and those of the highest rank stay.
//! <https://mermaid.js.org/syntax/flowchart.html>; characters by number as in its "entity codes".

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Write;

use super::rows::{Rows, color, hex};

/// Mermaid draws no flowchart with more edges unless its `maxEdges` is raised.
const EDGES: usize = 500;
/// Nor one of a longer text, `maxTextSize`; the lines before the nodes have room in what is left.
const CHARACTERS: usize = 50_000 - 2_000;
/// Longer labels are cut.
const LABEL: usize = 60;

pub(super) fn mermaid(rows: &Rows) -> String {
    let kept = kept(rows);
    let edges: Vec<_> =
        rows.edges.iter().filter(|edge| kept.contains(&edge.source) && kept.contains(&edge.target)).collect();
    let mut text = String::from("flowchart LR\n");
    if kept.len() < rows.nodes.len() {
        let _ = writeln!(
            text,
            "%% cut: {} of {} nodes and {} of {} edges, all that Mermaid draws; a focus or a limit makes the graph smaller",
            kept.len(),
            rows.nodes.len(),
            edges.len(),
            rows.edges.len()
        );
    }
    let generals: BTreeSet<&str> = kept.iter().map(|&node| rows.nodes[node].general).collect();
    for general in generals {
        let color = hex(color(general));
        let _ = writeln!(text, "  classDef {general} fill:{color}33,stroke:{color}");
    }
    for &node in &kept {
        text.push_str(&node_line(rows, node));
    }
    for edge in edges {
        text.push_str(&edge_line(edge.source, edge.property, edge.target));
    }
    text
}

/// Whether the chart holds less than the rows.
pub(super) fn is_cut(rows: &Rows) -> bool {
    kept(rows).len() < rows.nodes.len()
}

/// The nodes of the highest rank that, with the edges between them, keep to the limits; a node that would break them is left
/// out and the next one is tried.
fn kept(rows: &Rows) -> BTreeSet<usize> {
    let mut at: Vec<Vec<usize>> = vec![Vec::new(); rows.nodes.len()];
    for (number, edge) in rows.edges.iter().enumerate() {
        at[edge.source].push(number);
        if edge.source != edge.target {
            at[edge.target].push(number);
        }
    }
    let mut order: Vec<usize> = (0..rows.nodes.len()).collect();
    // Sizes follow the rank; they are hundredths.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are below 100")]
    order.sort_by_key(|&node| (Reverse((rows.nodes[node].size * 100.0).round() as u64), node));
    let mut kept = BTreeSet::new();
    let (mut edges, mut characters) = (0, 0);
    for node in order {
        let joined = at[node].iter().map(|&edge| &rows.edges[edge]).filter(|edge| {
            let other = if edge.source == node { edge.target } else { edge.source };
            other == node || kept.contains(&other)
        });
        let (mut more, mut longer) = (0, node_line(rows, node).chars().count());
        for edge in joined {
            more += 1;
            longer += edge_line(edge.source, edge.property, edge.target).len();
        }
        if edges + more <= EDGES && characters + longer <= CHARACTERS {
            kept.insert(node);
            edges += more;
            characters += longer;
        }
    }
    kept
}

fn node_line(rows: &Rows, number: usize) -> String {
    let node = &rows.nodes[number];
    // Mermaid has no box without words.
    let words = if node.label.trim().is_empty() { &node.key } else { &node.label };
    format!("  n{number}[\"{}\"]:::{}\n", label(words), node.general)
}

fn edge_line(source: usize, property: &str, target: usize) -> String {
    format!("  n{source} -->|{property}| n{target}\n")
}

/// A label without anything that Mermaid or HTML would read as more than words.
fn label(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for (number, c) in words.chars().enumerate() {
        if number == LABEL {
            text.push('…');
            break;
        }
        match c {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | '[' | ']' | '{' | '}' | '|' | ';' | '*' | '_' => {
                let _ = write!(text, "#{};", u32::from(c));
            }
            '\n' => text.push_str("<br/>"),
            '\r' | '\t' => text.push(' '),
            c => text.push(c),
        }
    }
    text
}
