//! Rows enter; GraphML leaves, plain or with the shapes that yEd draws.
//!
//! Promise: ids are valid for the GraphML schema (NMTOKEN): the key with `/` as `:`, other forbidden characters as `_x2B_`.
//! <http://graphml.graphdrawing.org/specification.html>

use std::fmt::Write;

use super::cytoscape::down;
use super::rows::{Column, EdgeRow, NodeRow, Rows, Value, hex};
use super::xml::Xml;

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// For all: what nodes and edges are like stands in typed keys.
    Plain,
    /// For yEd, which draws only what its own elements say.
    Yed,
}

pub(super) fn graphml(rows: &Rows, flavour: Flavour) -> String {
    let mut xml = Xml::new();
    let mut attributes = vec![
        ("xmlns", "http://graphml.graphdrawing.org/xmlns"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        (
            "xsi:schemaLocation",
            "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd",
        ),
    ];
    if flavour == Flavour::Yed {
        attributes[2].1 =
            "http://graphml.graphdrawing.org/xmlns http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd";
        attributes.push(("xmlns:y", "http://www.yworks.com/xml/graphml"));
    }
    xml.start("graphml", &attributes);
    if flavour == Flavour::Yed {
        xml.empty("key", &[("id", "n.graphics"), ("for", "node"), ("yfiles.type", "nodegraphics")]);
        xml.empty("key", &[("id", "e.graphics"), ("for", "edge"), ("yfiles.type", "edgegraphics")]);
    }
    let key = |xml: &mut Xml, id: &str, domain: &str, name: &str, kind: &str| {
        xml.empty("key", &[("id", id), ("for", domain), ("attr.name", name), ("attr.type", kind)]);
    };
    key(&mut xml, "n.label", "node", "label", "string");
    key(&mut xml, "n.key", "node", "key", "string");
    for (name, column) in rows.node_columns {
        key(&mut xml, &format!("n.{name}"), "node", name, kind(*column));
    }
    for (name, kind) in [("x", "double"), ("y", "double"), ("size", "double")] {
        key(&mut xml, &format!("n.{name}"), "node", name, kind);
    }
    key(&mut xml, "n.color", "node", "color", "string");
    key(&mut xml, "e.label", "edge", "label", "string");
    for (name, column) in rows.edge_columns {
        key(&mut xml, &format!("e.{name}"), "edge", name, kind(*column));
    }
    xml.start("graph", &[("id", "wenmai"), ("edgedefault", "directed")]);
    for node in &rows.nodes {
        xml.start("node", &[("id", &token(&node.key))]);
        xml.leaf("data", &[("key", "n.label")], &node.label);
        xml.leaf("data", &[("key", "n.key")], &node.key);
        data(&mut xml, "n", rows.node_columns, &node.values);
        xml.leaf("data", &[("key", "n.x")], &node.at.0.to_string());
        xml.leaf("data", &[("key", "n.y")], &node.at.1.to_string());
        xml.leaf("data", &[("key", "n.size")], &node.size.to_string());
        xml.leaf("data", &[("key", "n.color")], &hex(node.color));
        if flavour == Flavour::Yed {
            shape(&mut xml, node);
        }
        xml.end();
    }
    for edge in &rows.edges {
        xml.start(
            "edge",
            &[
                ("id", &edge.id),
                ("source", &token(&rows.nodes[edge.source].key)),
                ("target", &token(&rows.nodes[edge.target].key)),
            ],
        );
        xml.leaf("data", &[("key", "e.label")], edge.property);
        data(&mut xml, "e", rows.edge_columns, &edge.values);
        if flavour == Flavour::Yed {
            line(&mut xml, edge);
        }
        xml.end();
    }
    xml.finish()
}

/// <https://yed.yworks.com/support/manual/graphml.html>: the corner of a shape is its upper left, and down is up.
fn shape(xml: &mut Xml, node: &NodeRow) {
    let color = hex(node.color);
    let size = node.size.to_string();
    let corner = (node.at.0 - node.size / 2.0, down(node.at.1) - node.size / 2.0);
    xml.start("data", &[("key", "n.graphics")]);
    xml.start("y:ShapeNode", &[]);
    xml.empty(
        "y:Geometry",
        &[("height", &size), ("width", &size), ("x", &corner.0.to_string()), ("y", &corner.1.to_string())],
    );
    xml.empty("y:Fill", &[("color", &color), ("transparent", "false")]);
    xml.empty("y:BorderStyle", &[("color", "#ffffff"), ("type", "line"), ("width", "1.0")]);
    xml.leaf("y:NodeLabel", &[("modelName", "sides"), ("modelPosition", "s"), ("fontSize", "10")], &node.label);
    xml.empty("y:Shape", &[("type", if node.general == "Person" { "ellipse" } else { "roundrectangle" })]);
    xml.end();
    xml.end();
}

fn line(xml: &mut Xml, edge: &EdgeRow) {
    xml.start("data", &[("key", "e.graphics")]);
    xml.start("y:PolyLineEdge", &[]);
    xml.empty("y:LineStyle", &[("color", "#8c8c8c"), ("type", "line"), ("width", "1.0")]);
    xml.empty("y:Arrows", &[("source", "none"), ("target", "standard")]);
    xml.leaf("y:EdgeLabel", &[("fontSize", "9"), ("textColor", "#606060")], edge.property);
    xml.end();
    xml.end();
}

fn data(xml: &mut Xml, room: &str, columns: &[(&str, Column)], values: &[Value]) {
    for ((name, _), value) in columns.iter().zip(values) {
        if let Some(words) = value.words("|") {
            xml.leaf("data", &[("key", &format!("{room}.{name}"))], &words);
        }
    }
}

fn kind(column: Column) -> &'static str {
    match column {
        Column::Text | Column::Texts | Column::Date => "string",
        Column::Int => "int",
        Column::Float => "double",
    }
}

/// The key as an NMTOKEN; different keys give different tokens.
fn token(key: &str) -> String {
    let mut token = String::with_capacity(key.len());
    let mut chars = key.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' => token.push(':'),
            '_' if chars.peek() == Some(&'x') => token.push_str("_x5F_"),
            c if is_name_char(c) => token.push(c),
            c => {
                let _ = write!(token, "_x{:X}_", u32::from(c));
            }
        }
    }
    token
}

/// NameChar of XML 1.0, `:` left out.
fn is_name_char(c: char) -> bool {
    matches!(c,
        '-' | '.' | '_' | '0'..='9' | 'A'..='Z' | 'a'..='z'
        | '\u{b7}' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{203f}'..='\u{2040}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

#[cfg(test)]
mod tests {
    use super::token;

    #[test]
    fn tokens_are_valid_and_told_apart() {
        assert_eq!(token("person/李强~2"), "person:李强_x7E_2");
        assert_eq!(token("policy/人工智能+行动"), "policy:人工智能_x2B_行动");
        assert_ne!(token("a/b"), token("a:b"));
        assert_ne!(token("_x2B_"), token("+"));
    }
}
