//! The graph formats: what they hold, that hostile names survive, that they agree with the counts.

mod support;

use std::collections::BTreeMap;
use std::process::Command;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use support::{case, graph_of, records};
use wenmai::export::{ExportError, Format, Options, write, write_tables};
use wenmai::graph::{Filter, KnowledgeGraph, Selection, View};

fn graph(name: &str) -> KnowledgeGraph {
    graph_of(&records(&format!("graph/{name}.jsonl")))
}

fn written(format: Format, graph: &KnowledgeGraph, options: &Options) -> String {
    let mut bytes = Vec::new();
    write(format, graph, options, &mut bytes).expect("write");
    String::from_utf8(bytes).expect("UTF-8")
}

fn tables(graph: &KnowledgeGraph, options: &Options) -> (String, String) {
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    write_tables(graph, options, &mut nodes, &mut edges).expect("write");
    (String::from_utf8(nodes).expect("UTF-8"), String::from_utf8(edges).expect("UTF-8"))
}

fn full() -> Options {
    Options { view: View::Full, ..Options::default() }
}

/// Labels as they must come back: what XML forbids is left out everywhere.
fn labels(graph: &KnowledgeGraph, selection: &Selection) -> Vec<String> {
    selection
        .nodes
        .iter()
        .map(|&node| {
            graph.graph[node].label.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect()
        })
        .collect()
}

#[test]
fn formats() {
    let graph = graph("trip");
    for format in Format::ALL {
        let text = written(format, &graph, &Options::default());
        insta::assert_snapshot!(format!("export_{}", format.name()), text);
        assert_eq!(Format::from_name(format.name()), Some(format));
    }
    let (nodes, edges) = tables(&graph, &Options::default());
    insta::assert_snapshot!("export_csv_nodes", nodes);
    insta::assert_snapshot!("export_csv_edges", edges);
    insta::assert_snapshot!("export_mermaid_full", written(Format::Mermaid, &graph, &full()));
}

fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    element
        .try_get_attribute(name)
        .expect("attribute")
        .map(|value| value.normalized_value(quick_xml::XmlVersion::Explicit1_0).expect("value").into_owned())
}

/// The elements of an XML text with their attributes.
fn elements(text: &str) -> Vec<(String, BytesStart<'static>)> {
    let mut reader = Reader::from_str(text);
    let mut found = Vec::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                found.push((name, element.into_owned()));
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn every_format_holds_what_is_counted() {
    for name in ["trip", "hostile"] {
        let graph = graph(name);
        for options in [Options::default(), full()] {
            let selection = graph.select(options.view, &options.filter);
            let counts = graph.counts(&selection);
            let (nodes, edges) = (counts.nodes, counts.edges);
            assert!(nodes > 0 && edges > 0, "{name}");

            for format in [Format::Graphml, Format::Gexf] {
                let elements = elements(&written(format, &graph, &options));
                let count = |name: &str| elements.iter().filter(|(tag, _)| tag == name).count();
                assert_eq!((count("node"), count("edge")), (nodes, edges), "{name} {format:?}");
            }
            let gexf = elements(&written(Format::Gexf, &graph, &options));
            let names: Vec<String> = gexf
                .iter()
                .filter(|(tag, _)| tag == "node")
                .map(|(_, element)| attribute(element, "label").expect("label"))
                .collect();
            assert_eq!(names, labels(&graph, &selection), "{name}");

            let json: serde_json::Value =
                serde_json::from_str(&written(Format::Cytoscape, &graph, &options)).expect("JSON");
            let list = |part: &str| json["elements"][part].as_array().expect(part).clone();
            assert_eq!((list("nodes").len(), list("edges").len()), (nodes, edges));
            let names: Vec<String> =
                list("nodes").iter().map(|node| node["data"]["label"].as_str().expect("label").to_owned()).collect();
            assert_eq!(names, labels(&graph, &selection), "{name}");

            let dot = written(Format::Dot, &graph, &options);
            let lines = |part: &str| dot.lines().filter(|line| line.contains(part)).count();
            assert_eq!(lines("fillcolor="), nodes, "{dot}");
            assert_eq!(lines("\" -> \""), edges, "{dot}");

            let mermaid = written(Format::Mermaid, &graph, &options);
            let lines = |part: &str| mermaid.lines().filter(|line| line.contains(part)).count();
            assert_eq!((lines("\"]:::"), lines(" -->|")), (nodes, edges), "{mermaid}");

            let (node_table, edge_table) = tables(&graph, &options);
            let list = written(Format::Csv, &graph, &options);
            for (table, rows) in [(node_table, nodes), (edge_table, edges), (list, edges)] {
                let table = csv(&table);
                assert_eq!(table.len(), rows + 1);
                assert!(table.iter().all(|row| row.len() == table[0].len()), "{table:?}");
            }
        }
    }
}

/// Cells of a CSV text.
fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let row = rows.last_mut().expect("row");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                row.last_mut().expect("cell").push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\n' if !quoted => rows.push(vec![String::new()]),
            c => row.last_mut().expect("cell").push(c),
        }
    }
    assert!(!quoted && rows.pop() == Some(vec![String::new()]), "ends with a line end");
    rows
}

#[test]
fn graphml_ids_are_tokens_and_edges_name_nodes() {
    for name in ["trip", "hostile"] {
        let graph = graph(name);
        let elements = elements(&written(Format::Graphml, &graph, &full()));
        let of = |tag: &str, name: &str| -> Vec<String> {
            elements
                .iter()
                .filter(|(found, _)| found == tag)
                .map(|(_, element)| attribute(element, name).expect(name))
                .collect()
        };
        let ids = of("node", "id");
        let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len());
        for id in &ids {
            assert!(!id.chars().any(|c| c.is_whitespace() || "\"'<>&/+\\,;=".contains(c)), "{id}");
        }
        for end in of("edge", "source").iter().chain(&of("edge", "target")) {
            assert!(distinct.contains(end), "{end}");
        }
    }
}

#[test]
fn gexf_has_times_where_days_are_stated() {
    let elements = elements(&written(Format::Gexf, &graph("hostile"), &Options::default()));
    let spells: Vec<(String, String)> = elements
        .iter()
        .filter(|(tag, _)| tag == "spell")
        .map(|(_, element)| (attribute(element, "start").expect("start"), attribute(element, "end").expect("end")))
        .collect();
    let day = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(spells, [day("2024-05-02", "2024-05-02"), day("2024-06-02", "2024-06-03")]);
    let chain = graph_of(&[serde_json::from_str(
        r#"{"id":"r","date":null,"facts":[],"entities":[{"id":"e","type":"Person","label":"甲","names":["甲"]}]}"#,
    )
    .expect("record")]);
    assert!(written(Format::Gexf, &chain, &Options::default()).contains("mode=\"static\" defaultedgetype"));
}

#[test]
fn filters_choose_what_is_written() {
    let graph = graph("trip");
    let mut options = Options::default();
    options.focus(&graph, "马林", 1).expect("马林");
    let near = graph.counts(&graph.select(options.view, &options.filter));
    assert_eq!(near.nodes_by_class, BTreeMap::from([("Person".to_owned(), 2)]));
    assert_eq!(near.edges_by_property, BTreeMap::from([("met".to_owned(), 2)]));

    let mut options = Options::default();
    options.add_type("organization").expect("type");
    let bodies = graph.counts(&graph.select(options.view, &options.filter));
    assert_eq!(bodies.edges_by_property, BTreeMap::from([("cooperatesWith".to_owned(), 2)]));

    let sure = Options { filter: Filter { min_confidence: Some(0.94), ..Filter::default() }, ..Options::default() };
    let counts = graph.counts(&graph.select(sure.view, &sure.filter));
    assert_eq!(
        counts.edges_by_property.keys().collect::<Vec<_>>(),
        ["holdsPosition", "issued", "locatedIn", "visited"],
        "only what some assertion says with 0.94 or more, and what codes say"
    );

    let unknown = Options::default().focus(&graph, "无此人", 1);
    assert!(matches!(unknown, Err(ExportError::UnknownNode(_))));
    let unknown = Options::default().add_type("Planet");
    assert!(matches!(unknown, Err(ExportError::UnknownType(_))));
}

#[test]
fn the_same_records_in_any_order_give_the_same_bytes() {
    let mut records = records("graph/trip.jsonl");
    let graph = graph_of(&records);
    records.reverse();
    let other = graph_of(&records);
    for format in Format::ALL {
        assert_eq!(written(format, &graph, &full()), written(format, &other, &full()));
    }
}

/// networkx, igraph and pydot read what is written, where Python has them.
#[test]
fn other_tools_read_the_files() {
    let python = |arguments: &[&std::ffi::OsStr]| Command::new("python3").args(arguments).output();
    let imports = python(&["-c".as_ref(), "import networkx, pydot".as_ref()]);
    if !imports.is_ok_and(|output| output.status.success()) {
        println!("skipped: python3 with networkx and pydot is not here");
        return;
    }
    for name in ["trip", "hostile"] {
        let graph = graph(name);
        let folder = tempfile::tempdir().expect("folder");
        let at = |name: &str| folder.path().join(name);
        let statistics = serde_json::to_string(&graph.statistics()).expect("JSON");
        std::fs::write(at("stats.json"), statistics).expect("stats");
        for options in [Options::default(), full()] {
            for format in Format::ALL {
                std::fs::write(at(format.name()), written(format, &graph, &options)).expect("file");
            }
            let (nodes, edges) = tables(&graph, &options);
            std::fs::write(at("nodes.csv"), nodes).expect("nodes");
            std::fs::write(at("edges.csv"), edges).expect("edges");
            let mut command = Command::new("python3");
            command
                .arg(case("interop/graph_formats.py"))
                .args(["--view", options.view.name(), "--stats"])
                .arg(at("stats.json"));
            for format in Format::ALL {
                command.arg(format!("--{}", format.name())).arg(at(format.name()));
            }
            command.arg("--nodes").arg(at("nodes.csv")).arg("--edges").arg(at("edges.csv"));
            let output = command.output().expect("python3");
            assert!(
                output.status.success(),
                "{name} {:?}: {}{}",
                options.view,
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}
