//! `wenmai train` on sentences of our own: the same files give the same bytes, the card says what they were made of, and
//! what is wrong is told with file and line.

mod support;

use std::fmt::Write as _;

use support::run::{Ran, Sandbox};
use wenmai::extract::tagger::Tagger;

const RECIPE: &str = r#"
epochs = 12
rate = 0.2
damping = 0.1
weights = 100000
blind = 0.3
seeds = [1]
home = 0
skip = ["{own}/gold.jsonl"]

[[source]]
name = "articles"
terms = "our own"
group = 0
format = "articles"
names = "{own}/names.jsonl"
path = "{own}/articles.jsonl"

[[source]]
name = "sentences | marked by hand"
terms = "our own, free"
group = 1
format = "bio"
path = "marked.txt"

[[held_out]]
name = "test"
format = "bio"
path = "test.txt"
"#;

const SENTENCES: [(&str, &[(&str, &str)]); 6] = [
    ("林月川昨天来到云海市。", &[("林月川", "PER"), ("云海市", "LOC")]),
    ("青岩集团在云海市设厂。", &[("青岩集团", "ORG"), ("云海市", "LOC")]),
    ("林月川考察了青岩集团。", &[("林月川", "PER"), ("青岩集团", "ORG")]),
    ("白石溪说，青岩集团将扩大生产。", &[("白石溪", "PER"), ("青岩集团", "ORG")]),
    ("大家在会上谈了很久。", &[]),
    ("会议由林月川主持。", &[("林月川", "PER")]),
];

/// A character and its tag a line.
fn bio(sentences: &[(&str, &[(&str, &str)])]) -> String {
    let mut out = String::new();
    for (text, names) in sentences {
        let mut tags = vec!["O".to_owned(); text.chars().count()];
        for (name, label) in *names {
            let start = text[..text.find(name).expect(name)].chars().count();
            for (place, tag) in tags[start..start + name.chars().count()].iter_mut().enumerate() {
                *tag = format!("{}-{label}", if place == 0 { "B" } else { "I" });
            }
        }
        for (c, tag) in text.chars().zip(tags) {
            writeln!(out, "{c}\t{tag}").expect("a string");
        }
        out.push('\n');
    }
    out
}

fn sandbox(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    let article = |id: &str, text: &str| serde_json::json!({"id": id, "title": "", "text": text}).to_string() + "\n";
    let text = "青岩集团董事长白石溪到云海市。林月川会见白石溪。";
    // Twice, because what is seen once gets no weight; the third is kept out.
    let articles = ["a", "b", "c"].map(|id| article(id, text)).concat();
    let names = |id: &str| {
        serde_json::json!({"id": id, "PER": ["白石溪", "林月川"], "ORG": ["青岩集团"], "LOC": ["云海市"], "POS": ["董事长"]})
            .to_string()
            + "\n"
    };
    sandbox.write("own/articles.jsonl", articles);
    sandbox.write("own/names.jsonl", ["a", "b", "c"].map(names).concat());
    sandbox.write("own/gold.jsonl", "{\"id\": \"c\"}\n");
    sandbox.write("recipe/train.toml", RECIPE);
    sandbox.write("recipe/marked.txt", bio(&[SENTENCES, SENTENCES].concat()));
    sandbox.write("recipe/test.txt", bio(&SENTENCES[2..4]));
    sandbox
}

fn train(sandbox: &Sandbox, out: &str) -> Ran {
    sandbox.run(&format!("train recipe/train.toml --data own=own --out {out} --date 2026-11-23"))
}

#[test]
fn the_same_files_give_the_same_bytes_and_the_card_says_what_they_are() {
    let sandbox = sandbox("same");
    let first = train(&sandbox, "first.bin");
    assert_eq!((first.code, first.out.as_str()), (0, ""), "{}", first.err);
    assert!(!first.err.contains('['), "no bar where standard error is no terminal: {}", first.err);
    assert_eq!(train(&sandbox, "second.bin").code, 0);
    let bytes = std::fs::read(sandbox.path("first.bin")).expect("a model");
    assert_eq!(bytes, std::fs::read(sandbox.path("second.bin")).expect("a model"));

    let card = sandbox.read("first.md");
    assert_eq!(card.replace("first.bin", "second.bin"), sandbox.read("second.md"));
    // Two articles of two sentences; ten of the twelve marked sentences, for two and their copies are held out.
    for line in [
        "| trained | 2026-11-23 |",
        "| articles | our own | 0 | 1 | 4 | 48 | 10 |",
        "| sentences \\| marked by hand | our own, free | 1 | 1 | 8 | 82 | 10 |",
        "1 articles were kept out by name.",
        "4 such sentences stood in the sources.",
        "| weights | 100000 |",
    ] {
        assert!(card.contains(line), "no “{line}” in {card}");
    }
    assert!(card.lines().any(|line| line.starts_with("| test | 2 | all | ") && line.ends_with("| 4 |")), "{card}");
    assert!(!card.contains("| test | 2 | Policy |"), "BIO files mark no policies: {card}");
    let digest = card.lines().find_map(|line| line.strip_prefix("| SHA-256 | ")).expect("a digest");
    assert_eq!(digest.trim_end_matches(" |").len(), 64);

    let tagger = Tagger::from_bytes(&bytes).expect("the model loads");
    let text = "白石溪考察了云海市。";
    let found: Vec<&str> = tagger.tag(text, &[]).iter().map(|name| name.span.of(text)).collect();
    assert_eq!(found, ["白石溪", "云海市"]);
}

#[test]
fn mistakes_are_told_with_file_line_and_what_to_do() {
    let sandbox = sandbox("mistakes");
    let fails = |out: &str, wanted: &[&str]| {
        let ran = train(&sandbox, out);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        for words in wanted {
            assert!(ran.err.contains(words), "no “{words}” in {}", ran.err);
        }
        assert!(!sandbox.path(out).exists() || out == "recipe", "nothing is written");
    };
    fails("nowhere/model.bin", &["error: cannot write nowhere/model.bin", "hint: "]);
    fails("recipe", &["error: cannot write recipe"]);

    let ran = sandbox.run("train recipe/train.toml --out model.bin");
    assert!(ran.err.contains("no folder is given for {own}\nhint: add --data own=DIR"), "{}", ran.err);
    let ran = sandbox.run("train recipe/train.toml --out model.bin --data own");
    assert!(ran.err.contains("write NAME=DIR"), "{}", ran.err);

    sandbox.write("recipe/train.toml", RECIPE.replace("epochs = 12", "epoch = 12"));
    fails("model.bin", &["recipe/train.toml: ", "line 2", "unknown field `epoch`", "hint: models/zh/train.toml"]);
    sandbox.write("recipe/train.toml", RECIPE.replace("home = 0", "home = 7"));
    fails("model.bin", &["home = 7, but no source has group = 7"]);
    sandbox.write("recipe/train.toml", RECIPE.replace("marked.txt", "away.txt"));
    fails("model.bin", &["cannot read recipe/away.txt", "hint: paths of a recipe count from its folder"]);
    sandbox.write("recipe/train.toml", RECIPE);

    let marked = sandbox.read("recipe/marked.txt");
    sandbox.write("recipe/marked.txt", marked.replacen('\t', " ", 1));
    fails("model.bin", &["recipe/marked.txt:1: expected a character, a tab and a tag such as B-PER", "hint: "]);
    sandbox.write("recipe/marked.txt", "");
    fails("model.bin", &["the source “sentences | marked by hand” gives no sentences"]);
    sandbox.write("recipe/marked.txt", marked);

    let names = sandbox.read("own/names.jsonl");
    sandbox.write("own/names.jsonl", names.replacen("[\"青岩集团\"]", "\"青岩集团\"", 1));
    fails("model.bin", &["own/names.jsonl:1: column ", "expected {\"id\": \"…\", \"PER\": [\"…\"]"]);
    sandbox.write("own/names.jsonl", names);
    sandbox.write("own/gold.jsonl", "{\"id\": \"c\"}\n{\"name\": \"d\"}\n");
    fails("model.bin", &["own/gold.jsonl:2: column ", "missing field `id`"]);
}
