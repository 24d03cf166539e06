//! Rule files with one mistake each, and what is said about it.

use super::RuleSet;

fn load(text: &str) -> Result<RuleSet, String> {
    RuleSet::from_files(&[("rules/zh/test.toml".to_owned(), text)]).map_err(|error| error.to_string())
}

fn rule(fact: &str, pattern: &str) -> String {
    format!(
        r#"[words]
joins = ["、"]
and_others = ["等"]
adverbs = ["随后"]
gathering = ["座谈会"]
go = ["来到", "走进"]
at = ["在"]

[[rule]]
id = "test.one"
fact = "{fact}"
pattern = "{pattern}"
trigger = "go"
confidence = 0.9
example = "[李明/Person]来到[海川公司/Organization]。"
counter = "大家来到广场。"
"#
    )
}

#[track_caller]
fn refused(text: &str, message: &str) {
    let error = load(text).expect_err("the file is wrong");
    assert!(error.contains(message), "got: {error}\nwant: {message}");
}

#[test]
fn a_right_rule_is_loaded_with_its_roles_and_found_by_its_trigger() {
    let set = load(&rule("visited", "{Subject:Person:who}{go}{List:Organization|Place:where}")).expect("right");
    assert_eq!(set.rules[0].roles.len(), 2);
    assert_eq!(set.candidates("\u{E000}来到\u{E001}。"), [0]);
    assert_eq!(set.candidates("\u{E000}离开\u{E001}。"), [0usize; 0]);
    let captures = set.rules[0].regex.captures("\u{E000}随后来到\u{E001}、\u{E002}。").expect("holds");
    assert_eq!(&captures["where"], "\u{E001}、\u{E002}");
    assert_eq!(&captures["act"], "来到");
}

#[test]
fn an_open_subject_is_told_from_a_named_one() {
    let set = load(&rule("visited", "{Subject:Person:who}{go}{Place:where}")).expect("right");
    let captures = set.rules[0].regex.captures("随后来到\u{E002}。").expect("holds");
    assert!(captures.name("who").is_none() && captures.name("carried").is_some());
    assert!(set.rules[0].regex.captures("记者来到\u{E002}。").is_none(), "记者 is a subject that no name fills");
}

#[test]
fn mistakes_are_told_with_line_and_column() {
    let place = "{Person:who}{go}{Place:outer}";
    refused(&rule("visited", place), "rules/zh/test.toml:12:28: a `visited` fact has no role `outer`");
    refused(
        &rule("visited", "{Organization:who}{go}{Place:where}"),
        "rules/zh/test.toml:12:12: `who` of a `visited` fact cannot be Organization; write [Person]",
    );
    refused(&rule("visits", "{go}"), "rules/zh/test.toml:11:8: no fact type `visits`; there are: visited,");
    refused(&rule("visited", "{Person:who}{went}"), "rules/zh/test.toml:12:24: no word list `went`; there are:");
    refused(&rule("visited", "{Human:who}{go}"), "no mention type `Human`; there are: Person,");
    refused(&rule("visited", "{Person:whom}{go}"), "no role `whom`; there are: who,");
    refused(&rule("visited", "{Person:who}{go}{Person:who}"), "role `who` is filled twice");
    refused(&rule("visited", "{Person:who}{at}"), "the pattern does not hold its trigger; write `{go}` in it");
    refused(&rule("visited", "{Person:who}{go"), "`{` without `}`");
    refused(&rule("visited", "{Person:who}{go}("), "not a regular expression");
}

#[test]
fn mistakes_of_form_are_told_with_their_place() {
    let right = rule("visited", "{Person:who}{go}");
    refused(&right.replace("trigger = \"go\"", "trigger = \"gone\""), "rules/zh/test.toml:13:11: no word list `gone`");
    refused(&right.replace("0.9", "90"), "rules/zh/test.toml:14:14: confidence is a share: write a number from 0 to 1");
    refused(&right.replace("counter", "contra"), "rules/zh/test.toml:16:1: unknown field `contra`");
    refused(&format!("{right}{}", &right[right.find("[[rule]]").expect("one")..]), "rule id `test.one` is used twice");
}

#[test]
fn drafts_are_not_loaded() {
    let text = rule("visited", "{Person:who}{go}") + "status = \"draft\"\n";
    assert!(load(&text).expect("right").rules.is_empty());
}
