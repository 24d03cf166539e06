//! Rows enter; CX2 leaves, which Cytoscape 3.10 and NDEx open with labels, colours, sizes and places.
//!
//! Promise: nodes and edges have the numbers of their rows; the key of a node is its attribute `key`.
//! <https://cytoscape.org/cx/cx2/specification/cytoscape-exchange-format-specification-(version-2)/>

use serde_json::{Map, Value as Json, json};

use super::cytoscape::{down, fields};
use super::rows::{Column, Columns, Rows, hex};

pub(super) fn cx2(rows: &Rows) -> String {
    let nodes: Vec<Json> = rows
        .nodes
        .iter()
        .enumerate()
        .map(|(number, node)| {
            let mut data = fields(rows.node_columns, &node.values);
            data.insert("name".into(), node.label.as_str().into());
            data.insert("key".into(), node.key.as_str().into());
            data.insert("size".into(), node.size.into());
            data.insert("color".into(), hex(node.color).into());
            json!({"id": number, "x": node.at.0, "y": down(node.at.1), "v": data})
        })
        .collect();
    let edges: Vec<Json> = rows
        .edges
        .iter()
        .enumerate()
        .map(|(number, edge)| {
            let mut data = fields(rows.edge_columns, &edge.values);
            data.insert("name".into(), edge.id.as_str().into());
            data.insert("interaction".into(), edge.property.into());
            json!({"id": number, "s": edge.source, "t": edge.target, "v": data})
        })
        .collect();
    let mut node_attributes = declared(rows.node_columns);
    for name in ["name", "key", "color"] {
        node_attributes.insert(name.into(), json!({"d": "string"}));
    }
    node_attributes.insert("size".into(), json!({"d": "double"}));
    let mut edge_attributes = declared(rows.edge_columns);
    for name in ["name", "interaction"] {
        edge_attributes.insert(name.into(), json!({"d": "string"}));
    }
    let description = "Sizes by PageRank; weights are numbers of documents.";
    let count = |name: &str, count: usize| json!({"name": name, "elementCount": count});
    let aspects = [
        json!({"CXVersion": "2.0", "hasFragments": false}),
        json!({"metaData": [
            count("attributeDeclarations", 1), count("networkAttributes", 1), count("nodes", nodes.len()),
            count("edges", edges.len()), count("visualProperties", 1),
        ]}),
        json!({"attributeDeclarations": [{
            "networkAttributes": {"name": {"d": "string"}, "description": {"d": "string"}},
            "nodes": node_attributes,
            "edges": edge_attributes,
        }]}),
        json!({"networkAttributes": [{"name": "wenmai", "description": description}]}),
        json!({"nodes": nodes}),
        json!({"edges": edges}),
        json!({"visualProperties": [style()]}),
        json!({"status": [{"success": true, "error": ""}]}),
    ];
    // An aspect a line; one that has no elements is not there.
    let lines: Vec<String> = aspects
        .iter()
        .filter(|aspect| aspect.get("edges").and_then(Json::as_array).is_none_or(|edges| !edges.is_empty()))
        .map(Json::to_string)
        .collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

fn declared(columns: Columns) -> Map<String, Json> {
    let kind = |column: &Column| match column {
        Column::Text | Column::Date => "string",
        Column::Texts => "list_of_string",
        Column::Int => "integer",
        Column::Float => "double",
    };
    columns.iter().map(|(name, column)| ((*name).to_owned(), json!({"d": kind(column)}))).collect()
}

fn style() -> Json {
    let pass = |attribute: &str, kind: &str| json!({"type": "PASSTHROUGH", "definition": {"attribute": attribute, "type": kind}});
    json!({
        "default": {
            "network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"},
            "node": {
                "NODE_SHAPE": "ellipse", "NODE_BACKGROUND_COLOR": "#BAB0AC", "NODE_BORDER_COLOR": "#FFFFFF",
                "NODE_BORDER_WIDTH": 1, "NODE_WIDTH": 20, "NODE_HEIGHT": 20, "NODE_LABEL_FONT_SIZE": 10,
            },
            "edge": {"EDGE_LINE_COLOR": "#8C8C8C", "EDGE_WIDTH": 1, "EDGE_TARGET_ARROW_SHAPE": "triangle"},
        },
        "nodeMapping": {
            "NODE_LABEL": pass("name", "string"),
            "NODE_BACKGROUND_COLOR": pass("color", "string"),
            "NODE_WIDTH": pass("size", "double"),
            "NODE_HEIGHT": pass("size", "double"),
        },
        "edgeMapping": {"EDGE_LABEL": pass("interaction", "string")},
    })
}
