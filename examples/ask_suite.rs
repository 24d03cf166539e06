//! Asks a table of questions and tells how many answers are right.
//!
//!     cargo run --example ask_suite -- STORE TABLE.tsv… [--only held|open] [--show]
//!
//! A line of a table is a question and its rows, apart by tabs; the cells of a row stand apart by ` / `, and each of them
//! must be in the row of the answer (`none` and `?`: there must be no rows). A table of three columns `# sparql` holds in
//! its second cell a query whose rows the answer must have. Every third question is held out. A SPARQL cell sees the
//! union of all graphs. Printed are the figures, the times and, with `--show`, what was not right.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use wenmai::ask::{Answer, Asker, Options};
use wenmai::rdf::store::Store;

/// How an answer compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Right,
    /// No rows, though there are some.
    Missed,
    /// Rows that are not so.
    Wrong,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    let (mut only, mut show) = (None, false);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--only" => only = args.next(),
            "--show" => show = true,
            _ => files.push(arg),
        }
    }
    let start = Instant::now();
    let store = Store::open(Path::new(&files[0]))?;
    let graph = store.graph()?;
    println!("store opened in {:.1} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let asker = Asker::open(&store)?;
    println!("names read in {:.2} s", start.elapsed().as_secs_f64());
    let mut verdicts: BTreeMap<Verdict, usize> = BTreeMap::new();
    let mut times: Vec<(Duration, String)> = Vec::new();
    let mut count = 0usize;
    for file in &files[1..] {
        let text = std::fs::read_to_string(file)?;
        let mut sparql = text.starts_with("# sparql");
        sparql |= text.lines().any(|line| line == "# sparql");
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            count += 1;
            let held = count.is_multiple_of(3);
            if only.as_deref() == Some("held") && !held || only.as_deref() == Some("open") && held {
                continue;
            }
            let mut cells = line.split('\t').map(str::to_owned);
            let question = cells.next().unwrap_or_default();
            let mut expected: Vec<Vec<String>> = Vec::new();
            if sparql {
                let limits = wenmai::rdf::Limits::seconds(300);
                let query = cells.next().unwrap_or_default();
                let wenmai::rdf::Answer::Table(table) = wenmai::rdf::run(graph, &query, &[], &limits)? else {
                    return Err("write SELECT queries".into());
                };
                for row in table.rows {
                    let text = |cell: &Option<_>| cell.as_ref().map(wenmai::query::term_text).unwrap_or_default();
                    expected.push(row.iter().map(text).collect());
                }
            } else {
                for row in cells.filter(|row| row != "none" && row != "?") {
                    expected.push(row.split(" / ").map(str::to_owned).collect());
                }
            }
            let start = Instant::now();
            let answer = match asker.ask(&question, &Options::default()) {
                Ok(answer) => answer,
                Err(error) => {
                    println!("{question}: {error}");
                    *verdicts.entry(Verdict::Missed).or_default() += 1;
                    times.push((start.elapsed(), question));
                    continue;
                }
            };
            times.push((start.elapsed(), question.clone()));
            let verdict = judge(&answer, &expected);
            *verdicts.entry(verdict).or_default() += 1;
            if show && verdict != Verdict::Right {
                println!("{verdict:?}: {question}\n   {}", answer.interpretation);
                let first: Vec<_> = answer.rows.iter().take(6).collect();
                println!("   {} rows: {}", answer.rows.len(), serde_json::to_string(&first)?);
                println!("   expected {}: {:?}", expected.len(), expected.iter().take(6).collect::<Vec<_>>());
            }
        }
    }
    let all: usize = verdicts.values().sum();
    let of = |verdict: Verdict| verdicts.get(&verdict).copied().unwrap_or_default();
    println!(
        "{all} questions: {} right ({:.3}), {} missed, {} wrong ({:.3})",
        of(Verdict::Right),
        of(Verdict::Right) as f64 / all.max(1) as f64,
        of(Verdict::Missed),
        of(Verdict::Wrong),
        of(Verdict::Wrong) as f64 / all.max(1) as f64
    );
    times.sort();
    if let (Some(median), Some(worst)) = (times.get(times.len() / 2), times.last()) {
        println!(
            "median {:.1} ms, worst {:.1} ms ({})",
            median.0.as_secs_f64() * 1e3,
            worst.0.as_secs_f64() * 1e3,
            worst.1
        );
        for (time, question) in times.iter().rev().take(5) {
            println!("  {:.1} ms  {question}", time.as_secs_f64() * 1e3);
        }
    }
    Ok(())
}

fn judge(answer: &Answer, expected: &[Vec<String>]) -> Verdict {
    if answer.rows.is_empty() {
        return if expected.is_empty() { Verdict::Right } else { Verdict::Missed };
    }
    let cell = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let agrees = |row: &[Value], wanted: &[String]| {
        let row: Vec<String> = row.iter().map(cell).collect();
        wanted.iter().all(|want| row.iter().any(|cell| cell == want || numeric(cell, want)))
    };
    let all = expected.iter().all(|wanted| answer.rows.iter().any(|row| agrees(row, wanted)));
    let none_else = answer.rows.iter().all(|row| expected.iter().any(|wanted| agrees(row, wanted)));
    if all && none_else { Verdict::Right } else { Verdict::Wrong }
}

/// `186.5亿元` for `186.5`.
fn numeric(cell: &str, want: &str) -> bool {
    want.parse::<f64>().is_ok() && cell.trim_end_matches(|c: char| !c.is_ascii_digit()) == want
}
