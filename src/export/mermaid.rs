//! Rows enter; a Mermaid flowchart leaves, for Markdown pages.
//!
//! <https://mermaid.js.org/syntax/flowchart.html>; characters by number as in its "entity codes".

use std::collections::BTreeSet;
use std::fmt::Write;

use super::rows::{Rows, color, hex};

/// Mermaid draws no flowchart with more edges unless its `maxEdges` is raised.
const LIMIT: usize = 500;

pub(super) fn mermaid(rows: &Rows) -> String {
    let mut text = String::from("flowchart LR\n");
    if rows.edges.len() > LIMIT {
        let _ = writeln!(
            text,
            "%% {} edges: Mermaid draws {LIMIT} unless maxEdges is raised; a focus makes the graph smaller.",
            rows.edges.len()
        );
    }
    let generals: BTreeSet<&str> = rows.nodes.iter().map(|node| node.general).collect();
    for general in generals {
        let color = hex(color(general));
        let _ = writeln!(text, "  classDef {general} fill:{color}33,stroke:{color}");
    }
    for (number, node) in rows.nodes.iter().enumerate() {
        let _ = writeln!(text, "  n{number}[\"{}\"]:::{}", label(&node.label), node.general);
    }
    for edge in &rows.edges {
        let _ = writeln!(text, "  n{} -->|{}| n{}", edge.source, edge.property, edge.target);
    }
    text
}

/// A label without anything that Mermaid or HTML would read as more than words.
fn label(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in words.chars() {
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
