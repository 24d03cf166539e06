//! Same input, same bytes: for two runs, for any order of the files, told all at once or one by one, on any number of
//! threads.

mod support;

use std::collections::BTreeMap;

use support::run::Sandbox;
use support::shared;

const FILES: [&str; 4] = [
    "articles/2025-06-20-tour.md",
    "articles/2025-06-23-forum.html",
    "articles/page-2025-05-21.txt",
    "articles/web-2025-06.jsonl",
];
const DATE: [&str; 2] = ["--date", "2025-05-21"];

/// Orders in which the files are given, the first the one that a folder gives.
const ORDERS: [[usize; 4]; 4] = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]];

/// The canonical quads of a store that was built from these inputs at once.
fn built(sandbox: &Sandbox, store: &str, inputs: &[&str], more: &[&str]) -> String {
    sandbox.args(&[&["build"], inputs, &DATE, &["--store", store], more].concat()).done();
    sandbox.args(&["export", "--format", "nquads", "--store", store]).done()
}

/// Fails at the first line that differs: whole graphs are too long to print.
fn same(found: &str, expected: &str, what: &str) {
    let differs = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
    assert_eq!(differs, None, "{what}");
    assert_eq!(found.len(), expected.len(), "{what}");
}

/// The lines of a file in another order, the same for the same seed.
fn shuffled(text: &str, seed: u64) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let mut state = seed;
    for at in (1..lines.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(state >> 33).expect("31 bits") % (at + 1);
        lines.swap(at, other);
    }
    lines.join("\n") + "\n"
}

#[test]
fn runs_orders_and_threads_give_the_same_quads() {
    let sandbox = Sandbox::with_examples("orders");
    let expected = built(&sandbox, "folder", &["articles"], &[]);
    assert!(expected.lines().count() > 1000);
    assert!(expected.lines().is_sorted(), "quads are sorted");
    assert!(!expected.contains("_:"), "no blank nodes");
    same(&built(&sandbox, "again", &["articles"], &[]), &expected, "a second run");
    for (number, order) in ORDERS.iter().enumerate() {
        let inputs = order.map(|file| FILES[file]);
        same(&built(&sandbox, &format!("order-{number}"), &inputs, &[]), &expected, &format!("{inputs:?}"));
    }
    for threads in ["1", "2", "5"] {
        let found = built(&sandbox, &format!("threads-{threads}"), &["articles"], &["--threads", threads]);
        same(&found, &expected, &format!("{threads} threads"));
    }
    // The same lines in another order.
    let lines = sandbox.read("articles/web-2025-06.jsonl");
    for seed in 1..4 {
        sandbox.write("articles/web-2025-06.jsonl", shuffled(&lines, seed));
        same(&built(&sandbox, &format!("lines-{seed}"), &["articles"], &[]), &expected, "lines in another order");
    }
}

#[test]
fn one_file_after_another_gives_the_same_store() {
    let sandbox = Sandbox::with_examples("one-by-one");
    let expected = built(&sandbox, "at-once", &FILES, &[]);
    for (number, order) in ORDERS.iter().enumerate() {
        let store = format!("order-{number}");
        let mut found = String::new();
        for file in order {
            found = built(&sandbox, &store, &[FILES[*file]], &[]);
        }
        same(&found, &expected, &format!("{order:?}"));
        for name in ["graph.nq.gz", "manifest.json"] {
            let bytes = |store: &str| std::fs::read(sandbox.path(&format!("{store}/{name}"))).expect(name);
            assert!(bytes(&store) == bytes("at-once"), "{name} after {order:?}");
        }
    }
}

#[test]
fn records_do_not_depend_on_what_is_read_beside_them() {
    let sandbox = Sandbox::with_examples("records");
    let records = |inputs: &[&str], more: &[&str]| -> BTreeMap<String, String> {
        let out = sandbox.args(&[&["extract"], inputs, &DATE, more].concat()).done();
        let id = |line: &str| line.split('"').nth(3).expect("an id").to_owned();
        out.lines().map(|line| (id(line), line.to_owned())).collect()
    };
    let expected = records(&["articles"], &["--threads", "1"]);
    assert_eq!(expected.len(), 11);
    assert_eq!(records(&["articles"], &["--threads", "2"]), expected, "2 threads");
    for order in ORDERS {
        assert_eq!(records(&order.map(|file| FILES[file]), &[]), expected, "{order:?}");
    }
    let alone: BTreeMap<String, String> = FILES.iter().flat_map(|file| records(&[file], &[])).collect();
    assert_eq!(alone, expected, "each file alone");
}

#[test]
fn the_newspaper_page_and_two_hundred_articles_give_the_same_quads() {
    let Some(shared) = shared() else { return };
    let sandbox = Sandbox::new("shared");
    let read = |name: &str| std::fs::read_to_string(shared.join(name)).expect(name);
    let page = read("seed/newspaper-2024-03-14.txt");
    let sets = ["dev", "rules", "web"].map(|set| (set, read(&format!("gold/{set}.articles.jsonl"))));
    sandbox.write("page.txt", &page);
    for (set, lines) in &sets {
        sandbox.write(&format!("{set}.jsonl"), lines);
    }
    let expected =
        built(&sandbox, "first", &["page.txt", "dev.jsonl", "rules.jsonl", "web.jsonl"], &["--threads", "1"]);
    for (seed, (set, lines)) in (7..).zip(&sets) {
        sandbox.write(&format!("{set}.jsonl"), shuffled(lines, seed));
    }
    let found = built(&sandbox, "second", &["web.jsonl", "rules.jsonl", "dev.jsonl", "page.txt"], &["--threads", "2"]);
    same(&found, &expected, "shuffled, on two threads");
    // The page told last, after the rest.
    built(&sandbox, "third", &["rules.jsonl", "web.jsonl", "dev.jsonl"], &[]);
    same(&built(&sandbox, "third", &["page.txt"], &[]), &expected, "the page told last");
}
