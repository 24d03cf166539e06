//! The commands that put the graph right and account for it, on the example articles: correct, why, why-not, --as-of, --prune.

mod support;

use std::fs;

use serde_json::Value;
use support::run::Sandbox;

const BUILD: &str = "build articles --date 2025-05-21";

fn quads(sandbox: &Sandbox, store: &str) -> Vec<u8> {
    fs::read(sandbox.path(store).join("graph.nq.gz")).expect("a snapshot")
}

#[test]
fn corrections_stay_and_can_be_taken_out() {
    let sandbox = Sandbox::with_examples("correct");
    sandbox.run(BUILD).done();
    let plain = quads(&sandbox, "wenmai-store");
    sandbox.write("c.toml", include_str!("../examples/corrections.toml"));
    let preview = sandbox.run("correct c.toml --dry-run --json").json();
    assert_eq!(quads(&sandbox, "wenmai-store"), plain, "a dry run changes nothing");
    assert_eq!(preview["written"], false);
    assert_eq!(preview["split"].as_array().map(Vec::len), Some(1), "{preview}");
    let renamed = preview["renamed"].to_string();
    assert!(renamed.contains("孟庆澜书记") && renamed.contains("江大"), "{renamed}");
    assert!(preview["removed"].to_string().contains("远山新能源科技有限公司"), "{preview}");

    sandbox.run("correct c.toml").done();
    let corrected = quads(&sandbox, "wenmai-store");
    assert_ne!(corrected, plain);
    let listed = sandbox.run("correct --list").done();
    assert_eq!(listed.lines().filter(|line| !line.starts_with(' ')).count(), 4, "{listed}");
    assert!(listed.contains("头衔"), "{listed}");
    assert!(sandbox.run("show 孟庆澜").done().contains("孟庆澜书记"));
    // The same file again says nothing new.
    assert!(sandbox.run("correct c.toml").done().starts_with("nothing changes"));

    sandbox.run(&format!("{BUILD} --fresh")).done();
    assert_eq!(quads(&sandbox, "wenmai-store"), corrected, "a rebuild replays them");
    sandbox.write("wenmai-store/graph.nq.gz", "");
    sandbox.run(BUILD).done();
    assert_eq!(quads(&sandbox, "wenmai-store"), corrected, "and so does a snapshot that is made again");

    // Forgetting what a correction is about: it is told of and kept.
    let removed = sandbox.run("remove web-20250609-03");
    assert_eq!(removed.code, 0, "{removed:?}");
    assert!(removed.err.contains("does not apply") && removed.err.contains("it is kept"), "{}", removed.err);
    sandbox.run(BUILD).done();
    assert_eq!(quads(&sandbox, "wenmai-store"), corrected);

    let rows = sandbox.run("correct --list --json").json();
    let ids: Vec<String> =
        rows.as_array().expect("rows").iter().map(|row| row["id"].as_str().unwrap_or_default().to_owned()).collect();
    let mut arguments = vec!["correct"];
    for id in &ids {
        arguments.extend(["--remove", id.as_str()]);
    }
    sandbox.args(&arguments).done();
    assert_eq!(quads(&sandbox, "wenmai-store"), plain, "without them the graph is the first");
    assert_eq!(sandbox.run("correct --list").code, 1, "there is none");

    // Wrong ones are refused with their place.
    sandbox.write("bad.tsv", "same\t江海理工大学\t江海理工大雪\n");
    let refused = sandbox.run("correct bad.tsv");
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("bad.tsv:1:13: no document names 江海理工大雪"), "{}", refused.err);
    assert!(refused.err.contains("perhaps 江海理工大学"), "{}", refused.err);
    assert_eq!(quads(&sandbox, "wenmai-store"), plain);
    sandbox.run("correct bad.tsv --keep-unknown").done();
    assert_eq!(quads(&sandbox, "wenmai-store"), plain);
    assert!(sandbox.run("correct --list").done().contains("does not apply"));
}

#[test]
fn the_graph_of_a_day_is_that_of_its_documents() {
    let sandbox = Sandbox::with_examples("as-of");
    sandbox.run(BUILD).done();
    sandbox.write("undated.txt", "云岭举行座谈会\n云岭半导体有限公司董事长田春梅主持会议。\n");
    sandbox.run("build undated.txt").done();
    let then = sandbox.run("build articles undated.txt --date 2025-05-21 --as-of 2025-06-09 --store all-dated");
    assert_eq!(then.code, 0, "{then:?}");
    let then = sandbox.run(&format!("{BUILD} --as-of 2025-06-09 --store then"));
    assert!(then.err.contains("published after 2025-06-09 are left out"), "{}", then.err);
    let built = sandbox.run("export --format nquads --store then").done();
    let read = sandbox.run("export --format nquads --as-of 2025-06-09");
    assert!(read.err.contains("1 documents without a day are left out"), "{}", read.err);
    assert!(read.done() == built, "reading as of a day is building up to that day");
    let counts = |command: &str| sandbox.run(command).json()["documents"].clone();
    let up_to = counts("stats --json --store then").as_u64().expect("a number");
    assert!(up_to < counts("stats --json").as_u64().expect("a number"));
    assert_eq!(counts("stats --json --as-of 2025-06-09 --undated take").as_u64(), Some(up_to + 1));
    let rows = |more: &str| sandbox.run(&format!("query documents --json {more}")).json();
    assert_eq!(rows("--as-of 2025-06-09"), rows("--store then"));
    let refused = sandbox.run(&format!("{BUILD} --as-of 2025-05-01"));
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("that --as-of leaves out"), "{}", refused.err);
}

#[test]
fn documents_that_are_gone_from_the_input_are_told_of_and_pruned() {
    let sandbox = Sandbox::new("prune");
    let line = |id: &str, place: &str| {
        format!(
            "{{\"id\":\"{id}\",\"date\":\"2025-06-03\",\"title\":\"消息\",\"text\":\"宋知远日前在{place}考察。\"}}\n"
        )
    };
    sandbox.write("in/a.jsonl", line("a1", "北辰市") + &line("a2", "江海市"));
    sandbox.write("in/b.jsonl", line("b1", "北辰市"));
    sandbox.run("build in").done();
    sandbox.write("in/a.jsonl", line("a1", "北辰市"));
    fs::remove_file(sandbox.path("in/b.jsonl")).expect("removed");
    let told = sandbox.run("build in");
    assert!(told.err.contains("2 documents of the store, such as a2, are no longer in this input"), "{}", told.err);
    let pruned = sandbox.run("build in --prune");
    assert!(pruned.err.contains("0 documents read, 1 unchanged, 2 forgotten, 1 in all"), "{}", pruned.err);
    sandbox.run("build in --store new").done();
    assert_eq!(quads(&sandbox, "wenmai-store"), quads(&sandbox, "new"));
}

#[test]
fn why_tells_what_joined_two_names_or_keeps_them_apart() {
    let sandbox = Sandbox::with_examples("why");
    sandbox.run(BUILD).done();
    let one = sandbox.run("why 云岭半导体 云岭半导体有限公司").done();
    assert!(one.contains("one thing: organization/云岭半导体有限公司"), "{one}");
    let two = sandbox.run("why 云岭半导体 孟庆澜").done();
    assert!(two.contains("not one thing") && two.contains("different types"), "{two}");
    let none = sandbox.run("why 云岭半导体 云岭半导休");
    assert_eq!(none.code, 1);
    assert!(none.out.contains("no document names 云岭半导休; perhaps 云岭半导体"), "{}", none.out);
    let far = sandbox.args(&["why", "林若川; document=web-20250609-03", "林若川", "--json"]).json();
    assert_eq!(far["one"], "person/林若川");

    let stage = |command: &str| -> (Value, i32) {
        let ran = sandbox.run(&format!("why-not {command} --json"));
        (serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}")), ran.code)
    };
    let (there, code) = stage("visited 孟庆澜 远山新能源科技有限公司");
    assert_eq!((there["stage"].as_str(), code), (Some("there"), 0));
    let (cancelled, code) = stage("visited 孟庆澜 江海大桥");
    assert_eq!((cancelled["stage"].as_str(), code), (Some("not-happened"), 1), "{cancelled}");
    assert!(cancelled["documents"][0]["sentences"][0].as_str().unwrap_or_default().contains("江海大桥"), "{cancelled}");
    let (nobody, _) = stage("visited 宋知远 江海大桥");
    assert_eq!(nobody["stage"], "not-mentioned");
    assert_eq!(nobody["mentioned"][0], 0);
    let (met, _) = stage("met 田春梅 冯雅琴 --document web-20250605-02");
    let stages = ["no-trigger", "no-pattern", "condition", "not-in-one-sentence"];
    assert!(stages.contains(&met["stage"].as_str().unwrap_or_default()), "{met}");
    assert!(met["documents"][0]["sentences"].to_string().contains("田春梅"), "{met}");
    let refused = sandbox.run("why-not visits 孟庆澜 江海大桥");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("write one of visited"), "{}", refused.err);
}

#[test]
fn a_build_goes_on_where_one_was_killed() {
    let sandbox = Sandbox::with_examples("resumed");
    sandbox.run(&format!("{BUILD} --store reference")).done();
    // What a killed build leaves: what it had read, and no manifest.
    sandbox.run(BUILD).done();
    let expected = quads(&sandbox, "wenmai-store");
    let records = sandbox.run("extract articles --date 2025-05-21").done();
    let manifest: Value = serde_json::from_str(&sandbox.read("wenmai-store/manifest.json")).expect("JSON");
    let root = sandbox.path("wenmai-store");
    fs::remove_dir_all(&root).expect("removed");
    let store = wenmai::rdf::Store::open_to_change(&root).expect("a new store");
    let records: Vec<wenmai::model::Record> =
        records.lines().take(6).map(|line| serde_json::from_str(line).expect("a record")).collect();
    store.keep_unfinished("x", manifest["knowledge"].as_str().expect("a version"), &records).expect("kept");
    let busy = sandbox.run(BUILD);
    assert_eq!(busy.code, 2);
    assert!(busy.err.contains("another build is writing to wenmai-store"), "{}", busy.err);
    drop(store);
    let resumed = sandbox.run(BUILD);
    assert!(resumed.err.contains("5 documents read, 0 unchanged, 6 from a build that was cut off"), "{}", resumed.err);
    assert_eq!(quads(&sandbox, "wenmai-store"), expected);
    assert!(!root.join("unfinished").exists());
}
