//! Rows enter; the JSON that D3's force layouts read leaves: nodes by `id`, links by `source` and `target`.
//!
//! The form is also networkx's node-link data (`edges="links"`). Places are in `x` and `y`, down in the page, so that a first
//! picture stands before any force works.
//! <https://d3js.org/d3-force/link>

use serde_json::{Value as Json, json};

use super::cytoscape::{down, fields};
use super::rows::{Rows, hex};

pub(super) fn d3(rows: &Rows) -> String {
    let nodes: Vec<Json> = rows
        .nodes
        .iter()
        .map(|node| {
            let mut data = fields(rows.node_columns, &node.values);
            data.insert("id".into(), node.key.as_str().into());
            data.insert("label".into(), node.label.as_str().into());
            data.insert("radius".into(), (node.size / 2.0).into());
            data.insert("color".into(), hex(node.color).into());
            data.insert("x".into(), node.at.0.into());
            data.insert("y".into(), down(node.at.1).into());
            data.into()
        })
        .collect();
    let links: Vec<Json> = rows
        .edges
        .iter()
        .map(|edge| {
            let mut data = fields(rows.edge_columns, &edge.values);
            data.insert("key".into(), edge.id.as_str().into());
            data.insert("source".into(), rows.nodes[edge.source].key.as_str().into());
            data.insert("target".into(), rows.nodes[edge.target].key.as_str().into());
            data.insert("property".into(), edge.property.into());
            data.into()
        })
        .collect();
    let whole =
        json!({"directed": true, "multigraph": true, "graph": {"name": "wenmai"}, "nodes": nodes, "links": links});
    format!("{whole:#}\n")
}
