//! Rows enter; Graphviz DOT leaves.
//!
//! <https://graphviz.org/doc/info/lang.html>

use std::fmt::Write;

use super::rows::{EDGE_COLUMNS, Rows, Value, hex};

pub(super) fn dot(rows: &Rows) -> String {
    let mut text = String::from(
        "digraph \"wenmai\" {\n  \
         graph [charset=\"UTF-8\", overlap=\"false\", splines=\"true\"];\n  \
         node [shape=\"box\", style=\"rounded,filled\", fontname=\"Noto Sans CJK SC\"];\n  \
         edge [fontname=\"Noto Sans CJK SC\", fontsize=\"10\"];\n",
    );
    for node in &rows.nodes {
        let _ = writeln!(
            text,
            "  {} [label={}, class={}, fillcolor=\"{}80\", color=\"{}\"];",
            quoted(&node.key),
            quoted(&node.label),
            quoted(node.class),
            hex(node.color),
            hex(node.color),
        );
    }
    for edge in &rows.edges {
        let tooltip =
            EDGE_COLUMNS.iter().position(|(name, _)| *name == "quote").and_then(|place| edge.values[place].words(" "));
        let _ = write!(
            text,
            "  {} -> {} [label=\"{}\", weight={}",
            quoted(&rows.nodes[edge.source].key),
            quoted(&rows.nodes[edge.target].key),
            edge.property,
            edge.weight,
        );
        for ((name, _), value) in EDGE_COLUMNS.iter().zip(&edge.values) {
            if let (true, Value::Date(date)) = (*name == "date", value) {
                let _ = write!(text, ", comment=\"{date}\"");
            }
        }
        if let Some(tooltip) = tooltip {
            let _ = write!(text, ", tooltip={}", quoted(&tooltip));
        }
        text.push_str("];\n");
    }
    text.push_str("}\n");
    text
}

/// A quoted string: a backslash is doubled, since labels read `\n`, `\N` and the like as codes.
fn quoted(words: &str) -> String {
    let mut text = String::with_capacity(words.len() + 2);
    text.push('"');
    for c in words.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' | '\t' => text.push(' '),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}
