//! The README against the program: its library example is compiled and run here, its commands and files are there.

use std::path::Path;

const README: &str = include_str!("../README.md");

/// The fenced blocks of one language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// The example of the README, line for line: see the test below.
#[test]
fn example() {
    use wenmai::{ingest, knowledge::Knowledge, pipeline};

    let text = "新华社云岭5月20日电 省长林若川5月20日来到海川科技有限公司考察。";
    let options = ingest::Options { date: Some("2025-05-21".parse().unwrap()) };
    let (documents, _) = ingest::read_bytes("page.txt", ingest::Format::Text, text.into(), &options);
    let record = pipeline::record(&documents[0], Knowledge::embedded());
    assert!(record.facts.iter().any(|fact| fact.fact_type.name() == "visited"));
}

#[test]
fn the_example_stands_in_the_readme() {
    let [block] = blocks("rust")[..] else { panic!("one example of the library") };
    let mut source = include_str!("readme.rs").lines().map(str::trim);
    for line in block.lines().map(str::trim) {
        assert!(source.any(|found| found == line), "the test above does not run this line of the README: {line}");
    }
}

#[test]
fn commands_and_links_are_there() {
    let commands: Vec<&str> = blocks("sh")
        .iter()
        .flat_map(|block| block.lines())
        .flat_map(|line| line.split("wenmai ").skip(1))
        .filter_map(|rest| rest.split_whitespace().next())
        .collect();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in commands {
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_wenmai")).args([command, "--help"]).output();
        assert!(output.is_ok_and(|output| output.status.success()), "wenmai {command} --help");
    }
    for link in README.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let path = link.split('#').next().unwrap_or_default();
        assert!(link.contains("://") || Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists(), "{link}");
    }
}
