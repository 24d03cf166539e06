//! Rows enter; Graphviz DOT leaves.
//!
//! Places stand in `pos`: `neato -n2` keeps them, `dot` and `sfdp` make their own.
//! <https://graphviz.org/doc/info/lang.html>

use std::fmt::Write;

use super::rows::{Rows, Value, hex};

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
            "  {} [label={}, class={}, fillcolor=\"{}80\", color=\"{}\", pos=\"{},{}\"];",
            quoted(&node.key),
            quoted(&node.label),
            quoted(node.class),
            hex(node.color),
            hex(node.color),
            node.at.0,
            node.at.1,
        );
    }
    for edge in &rows.edges {
        let tooltip = rows
            .edge_columns
            .iter()
            .position(|(name, _)| *name == "quote")
            .and_then(|place| edge.values[place].words(" "));
        let _ = write!(
            text,
            "  {} -> {} [label=\"{}\", weight={}",
            quoted(&rows.nodes[edge.source].key),
            quoted(&rows.nodes[edge.target].key),
            edge.property,
            edge.weight,
        );
        for ((name, _), value) in rows.edge_columns.iter().zip(&edge.values) {
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
