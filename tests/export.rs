//! The graph formats: what they hold, that hostile names survive, that they agree with the counts.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use jiff::civil::date;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use support::{case, graph_of, records};
use wenmai::export::{Colour, ExportError, Format, Options, files, rows, write, write_tables};
use wenmai::graph::{Filter, KnowledgeGraph, Selection, View};
use wenmai::rdf::to_quads;

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

/// All graph formats that are one file.
fn single() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|format| !format.is_folder())
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
    for format in single() {
        let text = written(format, &graph, &Options::default());
        insta::assert_snapshot!(format!("export_{}", format.name()), text);
        assert_eq!(Format::from_name(format.name()), Some(format));
    }
    for format in [Format::Neo4j, Format::Kuzu] {
        let files = files(format, &graph, &Options::default()).expect("files");
        let scripts: Vec<String> = files
            .iter()
            .filter(|(name, _)| name.ends_with(".cypher"))
            .map(|(name, text)| format!("== {name}\n{text}"))
            .collect();
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        insta::assert_snapshot!(
            format!("export_{}", format.name()),
            format!("{}\n{}", names.join(" "), scripts.join("\n"))
        );
        let refused = write(format, &graph, &Options::default(), &mut Vec::new());
        assert!(matches!(refused, Err(ExportError::NeedsFolder(_))));
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

            for format in [Format::Graphml, Format::Yed, Format::Gexf] {
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

            let json: serde_json::Value = serde_json::from_str(&written(Format::D3, &graph, &options)).expect("JSON");
            assert_eq!(json["nodes"].as_array().map(Vec::len), Some(nodes));
            assert_eq!(json["links"].as_array().map(Vec::len), Some(edges));
            let json: serde_json::Value = serde_json::from_str(&written(Format::Cx2, &graph, &options)).expect("JSON");
            let aspect = |name: &str| json.as_array()?.iter().find_map(|aspect| aspect[name].as_array());
            assert_eq!(aspect("nodes").map(Vec::len), Some(nodes));
            assert_eq!(aspect("edges").map(Vec::len), Some(edges));

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

    match Options::default().focus(&graph, "马琳", 1) {
        Err(ExportError::UnknownNode { nearest, .. }) => assert_eq!(nearest, ["马林"]),
        other => panic!("{other:?}"),
    }
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
        let of = |graph| files(format, graph, &full()).expect("files");
        assert_eq!(of(&graph), of(&other));
    }
}

#[test]
fn a_time_shows_what_was_then_and_its_passages() {
    let graph = graph("hostile");
    let mut options = Options { evidence: true, ..Options::default() };
    (options.filter.since, options.filter.until) = (Some(date(2024, 6, 1)), Some(date(2024, 6, 3)));
    let found = rows(&graph, &options);
    let of = |property: &str| found.edges.iter().filter(|edge| edge.property == property).collect::<Vec<_>>();
    let [visit] = of("visited")[..] else { panic!("{:?}", of("visited")) };
    assert_eq!(visit.days, [(date(2024, 6, 2), date(2024, 6, 3))].into(), "the visit of May is not told");
    let place = found.edge_columns.iter().position(|(name, _)| *name == "evidence").expect("evidence");
    assert_eq!(visit.values[place], wenmai::export::Value::Texts(vec!["hostile: “又一次”".to_owned()]));
    assert!(of("issued").is_empty(), "a fact without a day, in a document without a day, is in no time");
    options.filter.until = None;
    let later: Vec<_> = rows(&graph, &options).edges.iter().map(|edge| edge.property).collect();
    assert!(later.contains(&"issued") && later.contains(&"met"), "told without a day, published on 4 June: {later:?}");
}

#[test]
fn the_most_important_nodes_stay_joined_to_the_focus() {
    let graph = graph("trip");
    let mut options = Options::default();
    options.focus(&graph, "赵明", 3).expect("赵明");
    let all = graph.select(options.view, &options.filter);
    for limit in 1..all.nodes.len() {
        options.filter.limit = Some(limit);
        let some = graph.select(options.view, &options.filter);
        assert_eq!(some.nodes.len(), limit);
        assert!(some.nodes.iter().any(|&node| graph.graph[node].label == "赵明"));
        assert_eq!(graph.components(&some).into_iter().max(), Some(0), "one piece");
        assert!(some.edges.iter().all(|edge| all.edges.contains(edge)));
    }
    let mut two = Options::default();
    two.focus(&graph, "赵明", 0).expect("赵明");
    two.focus(&graph, "马林", 0).expect("马林");
    two.add_type("place").expect("type");
    let labels: Vec<String> = rows(&graph, &two).nodes.into_iter().map(|node| node.label).collect();
    assert_eq!(labels, ["赵明", "马林"], "the focus is shown whatever its type");
}

#[test]
fn words_that_a_spreadsheet_would_run_are_inert_in_the_edge_list_alone() {
    let graph = graph("hostile");
    let list = csv(&written(Format::Csv, &graph, &Options { evidence: true, ..full() }));
    for cell in list.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '＝']), "{cell}");
    }
    assert!(list.iter().flatten().any(|cell| cell == "'@SUM(A1)"));
    let (nodes, _) = tables(&graph, &full());
    assert!(csv(&nodes).iter().any(|row| row[1] == "=1+1"), "databases get what the document says");
}

#[test]
fn colours_tell_types_or_communities() {
    let graph = graph("trip");
    let colours = |colour: Colour| -> Vec<[u8; 3]> {
        rows(&graph, &Options { colour, ..Options::default() }).nodes.iter().map(|node| node.color).collect()
    };
    let (types, communities) = (colours(Colour::Class), colours(Colour::Community));
    assert_ne!(types, communities);
    let found = rows(&graph, &Options::default());
    for (left, right) in
        found.nodes.iter().zip(&types).flat_map(|left| found.nodes.iter().zip(&types).map(move |right| (left, right)))
    {
        assert_eq!(left.0.general == right.0.general, left.1 == right.1);
    }
}

/// Many people, each with a meeting; more than Mermaid draws.
fn crowd() -> KnowledgeGraph {
    let entities: Vec<String> = (0..700)
        .map(|number| {
            format!(r#"{{"id":"e{number}","type":"Person","label":"人{number}号","names":["人{number}号"],"mentions":[[{number},{}]]}}"#, number + 1)
        })
        .collect();
    let facts: Vec<String> = (0..699)
        .map(|number| {
            format!(
                r#"{{"id":"f{number}","type":"met","args":{{"a":"e{}","b":"e{}"}},"evidence":[[0,3]],"rule":"r"}}"#,
                number / 3,
                number + 1
            )
        })
        .collect();
    let record =
        format!(r#"{{"id":"r","date":null,"entities":[{}],"facts":[{}]}}"#, entities.join(","), facts.join(","));
    graph_of(&[serde_json::from_str(&record).expect("record")])
}

#[test]
fn mermaid_is_cut_to_what_it_draws_and_says_so() {
    let graph = crowd();
    let mut bytes = Vec::new();
    let told = write(Format::Mermaid, &graph, &Options::default(), &mut bytes).expect("write");
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert!(told.cut && told.nodes == 700);
    let edges = text.lines().filter(|line| line.contains(" -->|")).count();
    let nodes = text.lines().filter(|line| line.contains("]:::")).count();
    assert!(edges <= 500 && edges > 400 && text.chars().count() < 50_000, "{edges}");
    let head = format!("%% cut: {nodes} of 700 nodes and {edges} of 1398 edges");
    assert!(text.lines().nth(1).expect("a second line").starts_with(&head), "{head}: {}", &text[..200]);
    assert!(text.contains("人0号"), "the most important stay");
}

/// RDF, and whatever else is made of graphs, can be made of a part.
#[test]
fn a_part_is_a_graph_of_its_own() {
    let graph = graph("trip");
    let mut options = full();
    options.focus(&graph, "赵明", 1).expect("赵明");
    let selection = graph.select(options.view, &options.filter);
    let part = graph.part(&selection, &options.filter);
    assert_eq!(graph.counts(&selection), part.counts(&part.select(View::Full, &Filter::default())));
    assert!(part.assertions.len() < graph.assertions.len() && !part.assertions.is_empty());
    let whole: BTreeSet<String> = to_quads(&graph, "https://e/").iter().map(ToString::to_string).collect();
    let quads = to_quads(&part, "https://e/");
    assert!(quads.len() < whole.len() && quads.iter().all(|quad| whole.contains(&quad.to_string())));
    let all = graph.select(View::Full, &Filter::default());
    assert_eq!(to_quads(&graph.part(&all, &Filter::default()), "https://e/").len(), whole.len());
}

/// The tools of others read what is written, hostile words and all, where they are installed: .ci/run installs them.
#[test]
fn other_tools_read_the_files() {
    let python = Command::new("python3").args(["-c", "import networkx, pydot"]).output();
    if !python.is_ok_and(|output| output.status.success()) {
        println!("skipped: python3 with networkx and pydot is not here");
        return;
    }
    let node = node_tools();
    if node.is_none() {
        println!("skipped: no node_modules in tests/interop; run npm ci there");
    }
    for name in ["trip", "hostile"] {
        let graph = graph(name);
        let folder = tempfile::tempdir().expect("folder");
        let at = |name: &str| folder.path().join(name);
        let mut statistics = serde_json::to_value(graph.statistics()).expect("JSON");
        statistics["overview"] = serde_json::to_value(graph.overview(View::Entity, 5)).expect("JSON");
        std::fs::write(at("stats.json"), statistics.to_string()).expect("stats");
        for options in [Options::default(), full()] {
            let mut command = Command::new("python3");
            command.arg(case("interop/graph_formats.py")).arg("--optional");
            command.args(["--view", options.view.name(), "--stats"]).arg(at("stats.json"));
            for format in Format::ALL {
                let path = at(&format!("graph.{}", format.name()));
                if format.is_folder() {
                    std::fs::create_dir_all(&path).expect("folder");
                    for (name, text) in files(format, &graph, &options).expect("files") {
                        std::fs::write(path.join(name), text).expect("file");
                    }
                } else {
                    std::fs::write(&path, written(format, &graph, &options)).expect("file");
                }
                command.arg(format!("--{}", format.name())).arg(path);
            }
            succeeds(&mut command, &format!("{name} {:?}", options.view));
            if let Some(tools) = &node {
                let mut command = Command::new("node");
                command.arg(tools.join("read.mjs")).arg(folder.path());
                succeeds(&mut command, &format!("{name} {:?}", options.view));
            }
        }
    }
}

fn succeeds(command: &mut Command, what: &str) {
    let output = command.output().expect("a command");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{what}: {out}{err}");
}

/// Where the packages of tests/interop/package.json are: that folder, or the one that `WENMAI_INTEROP` names.
fn node_tools() -> Option<PathBuf> {
    let folder = std::env::var_os("WENMAI_INTEROP").map_or_else(|| case("interop"), PathBuf::from);
    folder.join("node_modules").is_dir().then_some(folder)
}
