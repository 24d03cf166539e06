//! The graph that a build keeps: every command that reads it says what it says when the graph is computed from the records.

mod support;

use std::fs;

use support::run::Sandbox;

/// What is asked: names of people, places and organisations of the examples, and whole graphs.
fn questions(names: &[String]) -> Vec<Vec<String>> {
    let mut asked: Vec<Vec<String>> = Vec::new();
    let mut ask = |words: &[&str]| asked.push(words.iter().map(|word| (*word).to_owned()).collect());
    for name in names {
        ask(&["show", name]);
        ask(&["show", name, "--json"]);
    }
    for name in names.iter().step_by(7) {
        ask(&["similar", name, "--json"]);
        ask(&["path", name, &names[0], "--max", "3"]);
        ask(&["show", name, "--on", "2025-05-20"]);
    }
    ask(&["show", "没有这个名字"]);
    ask(&["stats", "--json"]);
    for format in ["graphml", "gexf", "cytoscape", "csv"] {
        ask(&["export", "--format", format, "--view", "full", "--with-evidence"]);
    }
    ask(&["export", "--format", "nquads", "--focus", &names[0]]);
    asked
}

#[test]
fn what_is_kept_answers_as_what_is_computed() {
    let sandbox = Sandbox::with_examples("kept");
    sandbox.args(&["build", "articles", "--date", "2025-05-21", "--store", "s"]).done();
    let kept = sandbox.path("s/graph.wm");
    let bytes = fs::read(&kept).expect("the build keeps the graph");
    let graph = sandbox.args(&["export", "--format", "d3", "--view", "full", "--store", "s"]).json();
    let nodes = graph["nodes"].as_array().expect("nodes");
    let keys = nodes.iter().map(|node| node["id"].as_str().expect("a key").to_owned());
    let labels = nodes.iter().map(|node| node["label"].as_str().expect("a label").to_owned());
    let names: Vec<String> = keys.chain(labels).filter(|name| !name.starts_with('-')).step_by(11).collect();
    assert!(names.len() > 20, "{}", names.len());
    let answers = |what: &str| -> Vec<String> {
        let asked = questions(&names).into_iter().map(|mut words| {
            words.extend(["--store".to_owned(), "s".to_owned()]);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let ran = sandbox.args(&words);
            assert!(ran.code < 2 || words[1] == "没有这个名字" || words[0] == "path", "{what}: {words:?}: {}", ran.err);
            format!("{words:?} {}\n{}{}", ran.code, ran.out, ran.err)
        });
        asked.collect()
    };
    let with = answers("kept");
    fs::remove_file(&kept).expect("it is there");
    let without = answers("computed");
    for (with, without) in with.iter().zip(&without) {
        assert_eq!(with, without);
    }
    // Of another graph, cut, or changed: it is left aside, and what is damaged is told.
    let asked = ["show", names[0].as_str(), "--store", "s"];
    let expected = sandbox.args(&asked).done();
    let mut changed = bytes.clone();
    let middle = changed.len() / 2;
    changed[middle..middle + 64].iter_mut().for_each(|byte| *byte ^= 0x55);
    let mut other = bytes.clone();
    other[20] ^= 1;
    for (damage, told) in
        [(changed, true), (bytes[..bytes.len() / 2].to_vec(), true), (other, true), (Vec::new(), true)]
    {
        fs::write(&kept, damage).expect("written");
        let ran = sandbox.args(&["stats", "--store", "s"]);
        assert_eq!(ran.err.contains("damaged"), told, "{}", ran.err);
        assert_eq!(sandbox.args(&asked).done(), expected);
    }
    // The next build keeps it again.
    sandbox.args(&["build", "articles", "--date", "2025-05-21", "--store", "s"]).done();
    assert!(fs::read(&kept).expect("kept again") == bytes);
}

#[test]
fn a_build_keeps_what_questions_read() {
    let sandbox = Sandbox::with_examples("kept-names");
    sandbox.args(&["build", "articles", "--date", "2025-05-21", "--store", "s"]).done();
    let files = ["s/names.wm", "s/figures.wm"].map(|name| sandbox.path(name));
    let bytes = || files.clone().map(|file| fs::read(file).expect("the build keeps it"));
    let kept = bytes();
    let ask = ["ask", "林若川去过哪些公司？", "--json", "--store", "s"];
    let answer = sandbox.args(&ask).done();
    assert!(bytes() == kept, "a question changes nothing");
    // Damaged or missing, they are made again, the same.
    fs::write(&files[0], b"wenmai").expect("written");
    assert_eq!(sandbox.args(&ask).done(), answer);
    fs::remove_file(&files[1]).expect("it is there");
    sandbox.args(&["build", "articles", "--date", "2025-05-21", "--store", "s"]).done();
    assert!(bytes() == kept);
    // Of another graph they are others.
    sandbox.args(&["remove", "page-2025-05-21-01", "--store", "s"]).done();
    let less = bytes();
    assert!(less[0] != kept[0]);
    sandbox.args(&["build", "articles", "--date", "2025-05-21", "--store", "s"]).done();
    assert!(bytes() == kept);
}
