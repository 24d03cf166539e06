//! Records of the test cases enter the tests from here.
#![allow(dead_code, reason = "each test file uses what it needs")]

pub mod run;

use std::path::{Path, PathBuf};

use wenmai::graph::{KnowledgeGraph, build};
use wenmai::knowledge::Knowledge;
use wenmai::link::link;
use wenmai::model::{Linking, Record};

/// The file below `tests/`.
pub fn case(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path)
}

/// The records of a JSONL file below `tests/cases/`.
pub fn records(name: &str) -> Vec<Record> {
    let path = case("cases").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .enumerate()
        .map(|(number, line)| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{}:{}: {error}", path.display(), number + 1))
        })
        .collect()
}

/// Links without any lexicon.
pub fn linked(records: &[Record]) -> Linking {
    link(records, &nothing_known())
}

/// Knowledge of nothing.
pub fn nothing_known() -> Knowledge {
    Knowledge::from_files(&[]).expect("no file, no error")
}

/// Links and builds.
pub fn graph_of(records: &[Record]) -> KnowledgeGraph {
    build(records, &linked(records))
}

/// The folder of shared gold; where there is none, the test says that it is skipped.
#[allow(clippy::print_stderr, reason = "a skipped test says so")]
pub fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("WENMAI_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no folder {} (set WENMAI_SHARED)", folder.display());
    None
}
