//! Rows enter; GEXF 1.3 leaves, with times where days are stated.
//!
//! <https://gexf.net/schema.html>

use super::rows::{Column, Rows, Value};
use super::xml::Xml;

pub(super) fn gexf(rows: &Rows) -> String {
    let mut xml = Xml::new();
    xml.start(
        "gexf",
        &[
            ("xmlns", "http://gexf.net/1.3"),
            ("xmlns:viz", "http://gexf.net/1.3/viz"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ("xsi:schemaLocation", "http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd"),
            ("version", "1.3"),
        ],
    );
    xml.start("meta", &[]);
    xml.leaf("creator", &[], concat!("wenmai ", env!("CARGO_PKG_VERSION")));
    xml.leaf("description", &[], "Sizes by PageRank; weights are numbers of documents.");
    xml.end();
    let dated =
        rows.nodes.iter().any(|node| node.days.is_some()) || rows.edges.iter().any(|edge| !edge.days.is_empty());
    if dated {
        xml.start(
            "graph",
            &[
                ("mode", "dynamic"),
                ("defaultedgetype", "directed"),
                ("timeformat", "date"),
                ("timerepresentation", "interval"),
            ],
        );
    } else {
        xml.start("graph", &[("mode", "static"), ("defaultedgetype", "directed")]);
    }
    columns(&mut xml, "node", rows.node_columns);
    columns(&mut xml, "edge", rows.edge_columns);

    xml.start("nodes", &[]);
    for node in &rows.nodes {
        let days = node.days.map(|(from, to)| (from.to_string(), to.to_string()));
        let mut attributes = vec![("id", node.key.as_str()), ("label", node.label.as_str())];
        if let Some((from, to)) = &days {
            attributes.extend([("start", from.as_str()), ("end", to.as_str())]);
        }
        xml.start("node", &attributes);
        values(&mut xml, "node", rows.node_columns, &node.values);
        let [red, green, blue] = node.color.map(|part| part.to_string());
        xml.empty("viz:color", &[("r", &red), ("g", &green), ("b", &blue)]);
        xml.empty("viz:position", &[("x", &node.at.0.to_string()), ("y", &node.at.1.to_string()), ("z", "0")]);
        xml.empty("viz:size", &[("value", &node.size.to_string())]);
        xml.end();
    }
    xml.end();

    xml.start("edges", &[]);
    for edge in &rows.edges {
        let days: Vec<(String, String)> =
            edge.days.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect();
        let weight = edge.weight.to_string();
        let mut attributes = vec![
            ("id", edge.id.as_str()),
            ("source", rows.nodes[edge.source].key.as_str()),
            ("target", rows.nodes[edge.target].key.as_str()),
            ("label", edge.property),
            ("kind", edge.property),
            ("weight", &weight),
        ];
        // Gephi takes one interval from attributes and several from spells.
        if let [(from, to)] = days.as_slice() {
            attributes.extend([("start", from.as_str()), ("end", to.as_str())]);
        }
        xml.start("edge", &attributes);
        values(&mut xml, "edge", rows.edge_columns, &edge.values);
        if days.len() > 1 {
            xml.start("spells", &[]);
            for (from, to) in &days {
                xml.empty("spell", &[("start", from), ("end", to)]);
            }
            xml.end();
        }
        xml.end();
    }
    xml.finish()
}

/// Weight is an attribute of the edge itself in GEXF.
fn is_own(domain: &str, name: &str) -> bool {
    domain == "edge" && name == "weight"
}

fn columns(xml: &mut Xml, domain: &str, columns: &[(&str, Column)]) {
    xml.start("attributes", &[("class", domain), ("mode", "static")]);
    for (name, column) in columns {
        if is_own(domain, name) {
            continue;
        }
        let kind = match column {
            Column::Text | Column::Texts | Column::Date => "string",
            Column::Int => "integer",
            Column::Float => "double",
        };
        xml.empty("attribute", &[("id", name), ("title", name), ("type", kind)]);
    }
    xml.end();
}

fn values(xml: &mut Xml, domain: &str, columns: &[(&str, Column)], values: &[Value]) {
    xml.start("attvalues", &[]);
    for ((name, _), value) in columns.iter().zip(values) {
        if let Some(words) = value.words("|").filter(|_| !is_own(domain, name)) {
            xml.empty("attvalue", &[("for", name), ("value", &words)]);
        }
    }
    xml.end();
}
