//! `wenmai rules` and the rules that a user brings: listed, explained, tried, refused with their place, and part of what a
//! store's records depend on.

mod support;

use support::run::Sandbox;

const MINE: &str = r#"off = ["visit.chat"]

[words]
drop_in = ["造访"]

[more]
go = ["驱车直抵"]

[[rule]]
id = "my.drop-in"
fact = "visited"
pattern = "{Subject:Person:who}{drop_in}了?{List:Organization|Place:where}"
trigger = "drop_in"
confidence = 0.9
example = "[李明/Person]造访[海川公司/Organization]。"
gives = "who=李明 where=海川公司"
counter = "[李明/Person]离开[海川公司/Organization]。"
"#;

const ARTICLE: &str = r#"{"id":"a","date":"2026-03-06","title":"","text":"省长林若川造访海川科技有限公司。省长林若川驱车直抵云岭大学。"}"#;

#[test]
fn rules_are_listed_explained_and_tried() {
    let sandbox = Sandbox::new("list");
    let all = sandbox.run("rules").done();
    assert!(all.contains("visit.arrive") && all.contains("planned.will"), "{all}");
    let visits = sandbox.run("rules --fact visited").done();
    assert!(visits.lines().all(|line| line.contains(" visited ")), "{visits}");
    assert_eq!(sandbox.run("rules --fact produced").code, 1);
    let one = sandbox.run("rules visit.arrive").done();
    assert!(one.contains("rules/zh/visit.toml:") && one.contains("→ visited who=李明 where=海川公司"), "{one}");
    let unknown = sandbox.run("rules visit.arrives");
    assert!(unknown.code == 2 && unknown.err.contains("hint: `wenmai rules` lists them"), "{}", unknown.err);
    let tried = sandbox.run("rules --test");
    assert_eq!((tried.code, tried.out.as_str()), (0, ""), "{}", tried.err);
    let json = sandbox.run("rules --json").json();
    assert!(json["rules"].as_array().is_some_and(|rules| rules.len() > 50));
}

#[test]
fn a_users_rules_find_what_the_programs_do_not() {
    let sandbox = Sandbox::new("own");
    sandbox.write("mine/visits.toml", MINE);
    sandbox.write("a.jsonl", ARTICLE);
    let rules = |command: &str| -> Vec<String> {
        let record = &sandbox.run(command).lines()[0];
        let facts = record["facts"].as_array().expect("facts").iter();
        facts
            .filter(|fact| fact["type"] == "visited")
            .map(|fact| fact["rule"].as_str().unwrap_or("").to_owned())
            .collect()
    };
    assert!(rules("extract a.jsonl").is_empty());
    assert_eq!(rules("extract a.jsonl --rules mine"), ["my.drop-in", "visit.arrive"]);
    assert_eq!(rules("extract a.jsonl --rules mine/visits.toml"), ["my.drop-in", "visit.arrive"]);
    let listed = sandbox.run("rules --fact visited --rules mine").done();
    assert!(listed.contains("my.drop-in") && !listed.contains("visit.chat"), "{listed}");
    assert_eq!(sandbox.run("rules --test --rules mine").code, 0);
}

#[test]
fn a_rule_that_fails_on_its_own_sentences_is_told_with_its_line() {
    let sandbox = Sandbox::new("failing");
    sandbox.write("mine.toml", MINE.replace("]造访[", "]拜见["));
    let tried = sandbox.run("rules --test --rules mine.toml");
    assert_eq!(tried.code, 2);
    assert!(tried.out.starts_with("mine.toml:10: my.drop-in misses its example"), "{}", tried.out);
}

#[test]
fn mistakes_are_told_with_file_line_and_column() {
    let sandbox = Sandbox::new("mistakes");
    for (from, to, message) in [
        ("visit.chat", "visit.chatter", "mine.toml:1:8: no rule or cue `visit.chatter` to switch off"),
        ("go = [", "goes = [", "mine.toml:7:1: no word list `goes` to add to"),
        (
            "Organization|Place:where",
            "Policy:where",
            "`where` of a `visited` fact cannot be Policy; write [Organization, Place]",
        ),
        ("\"visited\"", "\"visits\"", "mine.toml:11:8: no fact type `visits`"),
        ("counter =", "counters =", "mine.toml:17:1: unknown field `counters`"),
        ("my.drop-in", "visit.arrive", "mine.toml:10:6: rule id `visit.arrive` is used twice"),
    ] {
        sandbox.write("mine.toml", MINE.replacen(from, to, 1));
        let ran = sandbox.run("rules --rules mine.toml");
        assert!(ran.code == 2 && ran.err.contains(message), "{}\nwanted: {message}", ran.err);
    }
    let none = sandbox.run("rules --rules nowhere");
    assert!(none.code == 2 && none.err.contains("cannot read nowhere"), "{}", none.err);
}

#[test]
fn records_depend_on_the_rules_that_made_them() {
    let sandbox = Sandbox::new("store");
    sandbox.write("mine/visits.toml", MINE);
    sandbox.write("copy/other.toml", MINE);
    sandbox.write("a.jsonl", ARTICLE);
    let read = |command: &str| sandbox.run(command).err;
    assert!(read("build a.jsonl").contains(" 1 documents read"));
    assert!(read("build a.jsonl").contains(" 0 documents read"));
    assert!(read("build a.jsonl --rules mine").contains(" 1 documents read"));
    // The same rules in another folder are the same rules.
    assert!(read("build a.jsonl --rules copy").contains(" 0 documents read"));
    assert!(read("build a.jsonl").contains(" 1 documents read"));
}
