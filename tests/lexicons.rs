//! Every line of the lexicons is tried: each name in its file's example sentence, each title and suffix in its own.
//!
//! Strict: a listed name is found by the lexicon wherever its sentence stands, and no file names a thing twice. With a floor:
//! what the resolver makes of it, since a longer name or a trap may rightly win.

use std::collections::BTreeMap;

use wenmai::extract::{Annotations, annotate};
use wenmai::ingest::{Format, Options, read_bytes};
use wenmai::knowledge::{Form, Knowledge, Table, embedded_files};
use wenmai::model::Span;
use wenmai::text::{self, Reading};

fn annotated(sentence: &str) -> (Reading, Annotations) {
    let line = serde_json::json!({ "id": "x", "title": "", "text": sentence }).to_string();
    let (documents, _) = read_bytes("x.jsonl", Format::Jsonl, line.into_bytes(), &Options::default());
    let reading = text::read(&documents[0]);
    let annotations = annotate(&reading, Knowledge::embedded());
    (reading, annotations)
}

/// Counts per file, and the cases that did not come out.
#[derive(Default)]
struct Tally(BTreeMap<String, (usize, usize, Vec<String>)>);

impl Tally {
    fn note(&mut self, file: &str, right: bool, what: &str) {
        let (good, all, missed) = self.0.entry(file.to_owned()).or_default();
        *good += usize::from(right);
        *all += 1;
        if !right {
            missed.push(what.to_owned());
        }
    }

    fn at_least(&self, floor: f64) {
        for (file, (good, all, missed)) in &self.0 {
            let share = *good as f64 / *all as f64;
            assert!(share >= floor, "{file}: {good} of {all} come out; not: {:?}", &missed[..missed.len().min(40)]);
        }
    }
}

#[test]
fn every_listed_name_is_found_in_its_example() {
    let knowledge = Knowledge::embedded();
    let mut tally = Tally::default();
    for (file, text) in embedded_files() {
        let Ok(table) = Table::parse(&file, text) else { continue };
        if !table.has_columns(&["name", "kind", "aliases", "weak"]) {
            continue;
        }
        let example = table.example.unwrap_or_else(|| panic!("{file} has no `# example:` line"));
        assert!(example.contains("{}"), "{file}: no {{}} in the example");
        let name = table.column("name").expect("checked");
        for row in &table.rows {
            let name = row.cell(name);
            let sentence = example.replace("{}", name);
            let at = sentence.find(name).expect("put there");
            let span = Span::new(at, at + name.len());
            let listed = knowledge
                .names
                .matches(&sentence)
                .any(|hit| hit.span == span && hit.forms.iter().any(|form| form.form == Form::Full));
            assert!(listed, "{file}:{}: {name} is not found in {sentence}", row.line);
            let (_, annotations) = annotated(&sentence);
            let found = annotations.mentions.iter().any(|mention| mention.surface.contains(name));
            tally.note(&file, found, name);
        }
    }
    tally.at_least(0.97);
}

#[test]
fn no_file_names_a_thing_twice() {
    for (file, text) in embedded_files() {
        let Ok(table) = Table::parse(&file, text) else { continue };
        if !table.has_columns(&["name", "kind", "aliases", "weak"]) {
            continue;
        }
        let mut seen = BTreeMap::new();
        for row in &table.rows {
            let key =
                (row.cell(table.column("name").expect("checked")), table.get(row, "code"), table.get(row, "parent"));
            if let Some(line) = seen.insert(key, row.line) {
                panic!("{file}:{}: {} stands on line {line} too", row.line, key.0);
            }
        }
    }
}

#[test]
fn titles_and_suffixes_do_what_their_examples_say() {
    let knowledge = Knowledge::embedded();
    let mut tally = Tally::default();
    for (file, text) in embedded_files() {
        let Ok(table) = Table::parse(&file, text) else { continue };
        let (column, title) = match file.rsplit('/').next() {
            Some("titles.tsv") => ("title", true),
            Some("suffixes.tsv") => ("suffix", false),
            _ => continue,
        };
        for row in &table.rows {
            let word = row.cell(table.column(column).expect("a column of the file"));
            let example = table.get(row, "example");
            let at =
                example.find(word).unwrap_or_else(|| panic!("{file}:{}: the example does not hold {word}", row.line));
            let end = at + word.len();
            let known = if title {
                knowledge.titles.head(word).is_some()
            } else {
                knowledge.suffixes.matches(example).iter().any(|hit| hit.span.end == end)
            };
            assert!(known, "{file}:{}: {word} is not found in its example", row.line);
            // Words that stand beside names are no positions.
            if title && table.get(row, "class") == "cue" {
                continue;
            }
            let (reading, annotations) = annotated(example);
            let found = if title {
                annotations.positions.iter().any(|position| position.span.of(&reading.text).ends_with(word))
            } else {
                annotations.mentions.iter().any(|mention| mention.surface.ends_with(word))
            };
            tally.note(&file, found, example);
        }
    }
    // Suffixes that grow `closed` need a listed name, which the invented ones of the examples are not.
    tally.at_least(0.75);
}

/// What a word of each closed list does to a name beside it: a frame with the word at `{}`, and whether it came out.
type Frame = (&'static str, &'static str, fn(&Annotations, &str) -> bool);

const FRAMES: [Frame; 5] = [
    ("boundary", "他们{}云岭科技有限公司。", |found, _| names(found, "云岭科技有限公司")),
    ("barrier", "他们{}云岭科技有限公司。", |found, _| names(found, "云岭科技有限公司")),
    ("generic", "这是一家{}公司。", |found, word| !names(found, &format!("{word}公司"))),
    ("trap", "这里谈的是{}。", |found, word| {
        found.mentions.iter().all(|mention| !word.contains(&mention.surface))
    }),
    ("known-person", "{}表示，合作前景广阔。", |found, word| names(found, word)),
];

fn names(found: &Annotations, name: &str) -> bool {
    found.mentions.iter().any(|mention| mention.surface == name)
}

#[test]
fn words_of_closed_lists_do_what_their_list_is_for() {
    let mut tally = Tally::default();
    for (file, text) in embedded_files() {
        let Ok(table) = Table::parse(&file, text) else { continue };
        if !table.has_columns(&["list", "word"]) {
            continue;
        }
        let (list, word) = (table.column("list").expect("checked"), table.column("word").expect("checked"));
        for row in &table.rows {
            for (_, frame, came_out) in FRAMES.iter().filter(|(name, ..)| *name == row.cell(list)) {
                let word = row.cell(word);
                let (_, annotations) = annotated(&frame.replace("{}", word));
                tally.note(row.cell(list), came_out(&annotations, word), word);
            }
        }
    }
    assert_eq!(tally.0.len(), FRAMES.len(), "every list is there");
    // The tagger keeps some words of time and of kind in the name that follows (古代云岭科技有限公司).
    let boundary = tally.0.remove("boundary").expect("counted");
    tally.at_least(0.9);
    Tally([("boundary".to_owned(), boundary)].into()).at_least(0.84);
}
