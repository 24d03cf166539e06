//! Rows enter; the JSON of Cytoscape.js leaves.
//!
//! Beside what Cytoscape.js reads stand the fields that networkx's `cytoscape_graph` asks for (`value`, `name`, `key`).
//! <https://js.cytoscape.org/#notation/elements-json>

use serde_json::{Map, Value as Json, json};

use super::rows::{Column, Rows, Value, hex};

pub(super) fn cytoscape(rows: &Rows) -> String {
    let nodes: Vec<Json> = rows
        .nodes
        .iter()
        .map(|node| {
            let mut data = fields(rows.node_columns, &node.values);
            data.insert("id".into(), node.key.as_str().into());
            data.insert("value".into(), node.key.as_str().into());
            data.insert("name".into(), node.label.as_str().into());
            data.insert("label".into(), node.label.as_str().into());
            data.insert("size".into(), node.size.into());
            data.insert("color".into(), hex(node.color).into());
            json!({
                "data": data,
                // Down is up in a page.
                "position": {"x": node.at.0, "y": down(node.at.1)},
                "classes": format!("{} {}", node.general, node.class),
            })
        })
        .collect();
    let edges: Vec<Json> = rows
        .edges
        .iter()
        .map(|edge| {
            let mut data = fields(rows.edge_columns, &edge.values);
            data.insert("id".into(), edge.id.as_str().into());
            data.insert("key".into(), edge.id.as_str().into());
            data.insert("source".into(), rows.nodes[edge.source].key.as_str().into());
            data.insert("target".into(), rows.nodes[edge.target].key.as_str().into());
            data.insert("label".into(), edge.property.into());
            json!({"data": data, "classes": edge.property})
        })
        .collect();
    let whole = json!({
        "data": {"name": "wenmai"},
        "directed": true,
        "multigraph": true,
        "elements": {"nodes": nodes, "edges": edges},
    });
    format!("{whole:#}\n")
}

/// The height for a page, whose zero is on top; no negative zero.
pub(super) fn down(height: f64) -> f64 {
    if height == 0.0 { 0.0 } else { -height }
}

/// The cells of a row that are not empty, by column.
pub(super) fn fields(columns: &[(&str, Column)], values: &[Value]) -> Map<String, Json> {
    columns
        .iter()
        .zip(values)
        .filter_map(|((name, _), value)| {
            let json = match value {
                Value::Text(text) => Json::from(text.as_str()),
                Value::Texts(texts) => Json::from(texts.as_slice()),
                Value::Int(number) => Json::from(*number),
                Value::Float(number) => Json::from(*number),
                Value::Date(date) => Json::from(date.to_string()),
                Value::Nothing => return None,
            };
            Some(((*name).to_owned(), json))
        })
        .collect()
}
