//! The real binary on the example articles: build, ask, show, export, verify, forget; and what it says when it cannot.
//!
//! The articles are our own; what is expected is what they say.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use encoding_rs::GB18030;
use serde_json::{Value, json};
use support::run::{Ran, Sandbox};

/// The day of the page among the articles, which does not state its year.
const BUILD: &str = "build articles --date 2025-05-21";

/// A store of the example articles for tests that only read.
static EXAMPLES: LazyLock<Sandbox> = LazyLock::new(|| {
    let sandbox = Sandbox::with_examples("examples");
    sandbox.run(BUILD).done();
    sandbox
});

/// The visits to companies of the example articles.
const VISITS: [(&str, &str, &str); 6] = [
    ("何远舟", "鸿雁航空科技有限公司", "2025-06-19"),
    ("孟庆澜", "晨曦生物医药有限公司", "2025-06-02"),
    ("孟庆澜", "远山新能源科技有限公司", "2025-06-02"),
    ("林若川", "云岭半导体有限公司", "2025-05-20"),
    ("林若川", "晨曦生物医药有限公司", "2025-06-22"),
    ("马丁·科尔", "晨曦生物医药有限公司", "2025-06-11"),
];

/// Rows of [`VISITS`] that are not yet found, and rows that are found and wrong, each with the reason. A row that comes
/// right must be taken out of here.
const MISSED: [((&str, &str, &str), &str); 0] = [];
const WRONG: [((&str, &str, &str), &str); 0] = [];

/// The visits to companies as they are found now: right ones and those with a reason.
fn visits() -> BTreeSet<(&'static str, &'static str, &'static str)> {
    let mut visits = BTreeSet::from(VISITS);
    for (row, reason) in MISSED {
        assert!(visits.remove(&row), "{row:?} is no right row ({reason})");
    }
    visits.extend(WRONG.map(|(row, _)| row));
    visits
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn failed(ran: &Ran, message: &str, hint: &str) {
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.out.is_empty(), "standard output is for data: {ran:?}");
    assert!(ran.err.starts_with("error: "), "{ran:?}");
    assert!(ran.err.contains(message), "no “{message}” in {}", ran.err);
    if !hint.is_empty() {
        assert!(ran.err.contains(&format!("hint: {hint}")), "no hint “{hint}” in {}", ran.err);
    }
}

#[test]
fn a_second_build_reads_nothing_again() {
    let sandbox = Sandbox::with_examples("second-build");
    let first = sandbox.run(BUILD);
    assert_eq!((first.code, first.out.as_str()), (0, ""));
    assert!(first.err.contains("wenmai-store: 11 documents read, 0 unchanged, 11 in all; "), "{}", first.err);
    let quads = sandbox.nquads();

    let second = sandbox.run(BUILD);
    assert!(second.err.contains(": 0 documents read, 11 unchanged, 11 in all; "), "{}", second.err);
    assert!(second.err.contains("(+0 −0)"), "{}", second.err);
    assert_eq!(sandbox.nquads(), quads);

    let fresh = sandbox.run(&format!("{BUILD} --fresh"));
    assert!(fresh.err.contains(": 11 documents read, 0 unchanged, 11 in all; "), "{}", fresh.err);
    assert_eq!(sandbox.nquads(), quads);

    // One article more: the others are not read again.
    sandbox.write("more.txt", "林若川考察云岭半导体有限公司\n\n6月30日，滨海省省长林若川到云岭半导体有限公司考察。\n");
    let more = sandbox.run("build more.txt --date 2025-07-01");
    assert!(more.err.contains(": 1 documents read, 0 unchanged, 12 in all; "), "{}", more.err);
}

#[test]
fn who_visited_which_company() {
    let rows = EXAMPLES.run("query who-visited-which-company --json").json();
    let found: BTreeSet<[String; 3]> = rows
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| [text(&row["who"]), text(&row["company"]), text(&row["date"])])
        .collect();
    let expected: BTreeSet<[String; 3]> =
        visits().into_iter().map(|(who, company, date)| [who, company, date].map(str::to_owned)).collect();
    assert_eq!(found, expected);
    for row in rows.as_array().expect("rows") {
        let source = text(&row["source"]);
        assert!(source.starts_with("articles/"), "{source}");
        // Each row's sentence names the company or stands in the paragraph of the visit; it is never empty.
        assert!(text(&row["quote"]).contains(&text(&row["company"])), "{row}");
    }
    // Planned (林若川 to 远山新能源), cancelled (孟庆澜 to 江海大桥) and denied (高文博 to 云岭半导体) are told apart.
    let planned = EXAMPLES.run("query planned-visits --json").json();
    let states: BTreeSet<[String; 2]> =
        planned.as_array().expect("rows").iter().map(|row| [text(&row["who"]), text(&row["state"])]).collect();
    let is = |who: &str, state: &str| states.contains(&[who.to_owned(), state.to_owned()]);
    assert!(is("林若川", "Planned") && is("孟庆澜", "Cancelled"), "{states:?}");
    assert_ne!(is("高文博", "Denied"), visits().iter().any(|(who, ..)| *who == "高文博"), "{states:?}");
}

#[test]
fn questions_in_two_languages() {
    let pairs = |answer: &Value| -> BTreeSet<(String, String)> {
        answer["rows"].as_array().expect("rows").iter().map(|row| (text(&row[0]), text(&row[1]))).collect()
    };
    let visits: BTreeSet<(String, String)> =
        visits().into_iter().map(|(who, company, _)| (who.to_owned(), company.to_owned())).collect();
    for (question, language) in [("谁考察了哪家公司？", "zh"), ("Who visited which company?", "en")] {
        let answer = EXAMPLES.args(&["ask", question, "--json"]).json();
        assert_eq!(answer["language"], language);
        assert_eq!(pairs(&answer), visits, "{question}");
        // Every row has its evidence: a sentence of a document, at an offset.
        let evidence = answer["evidence"].as_array().expect("evidence");
        assert_eq!(evidence.len(), visits.len());
        for passages in evidence {
            assert!(!text(&passages[0]["quote"]).is_empty() && passages[0]["start"].is_u64(), "{passages}");
        }
    }
    let one = |question: &str| -> BTreeSet<String> {
        let answer = EXAMPLES.args(&["ask", question, "--json"]).json();
        answer["rows"].as_array().expect("rows").iter().map(|row| text(&row[0])).collect()
    };
    let companies = ["晨曦生物医药有限公司", "远山新能源科技有限公司"].map(str::to_owned);
    assert_eq!(one("孟庆澜考察了哪些公司？"), BTreeSet::from(companies.clone()));
    assert_eq!(one("Which companies did Meng Qinglan visit?"), BTreeSet::from(companies));

    let told = EXAMPLES.args(&["ask", "孟庆澜考察了哪些公司？", "--explain"]);
    assert_eq!(told.code, 0);
    assert!(told.err.contains("SELECT") && told.err.contains("wm:visited"), "{}", told.err);
    assert!(told.out.contains("走访民营企业负责人"), "the sentence is shown: {}", told.out);
    let bare = EXAMPLES.args(&["ask", "孟庆澜考察了哪些公司？", "--evidence", "0"]).done();
    assert!(!bare.contains("走访民营企业负责人"), "{bare}");

    let unknown = EXAMPLES.args(&["ask", "今天午饭吃什么？"]);
    assert_eq!(unknown.code, 1, "nothing found is 1: {unknown:?}");
}

#[test]
fn an_answer_is_checked_against_the_files() {
    let answer = EXAMPLES.args(&["ask", "谁考察了哪家公司？", "--json"]);
    let articles = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/articles");
    let articles = articles.to_str().expect("a path");
    EXAMPLES.write("answer.json", &answer.out);
    let checked = EXAMPLES.args(&["verify", "--answer", "answer.json", articles, "--date", "2025-05-21"]);
    assert_eq!(checked.code, 0, "{checked:?}");
    assert!(checked.out.contains(" 0 mismatches"), "{}", checked.out);
    // A word of a quote changed, or a place moved: both are found.
    EXAMPLES.write("answer.json", answer.out.replacen("走访民营企业", "走访国有企业", 1));
    assert_eq!(EXAMPLES.args(&["verify", "--answer", "answer.json", articles, "--date", "2025-05-21"]).code, 2);
    EXAMPLES.write("answer.json", answer.out.replacen("\"start\":", "\"start\":1", 1));
    assert_eq!(EXAMPLES.args(&["verify", "--answer", "answer.json", articles, "--date", "2025-05-21"]).code, 2);
}

#[test]
fn show_and_path_give_their_sentences() {
    let card = EXAMPLES.run("show 云岭半导体有限公司").done();
    assert!(card.starts_with("云岭半导体有限公司  (Company)\n  organization/云岭半导体有限公司\n"), "{card}");
    assert!(card.contains("cooperatesWith") && card.contains("“云岭半导体与江海理工大学共建联合实验室”"), "{card}");
    let json = EXAMPLES.run("show 云岭半导体有限公司 --json").json();
    assert_eq!(json[0]["class"], "Company");
    let edges = json[0]["edges"].as_array().expect("edges");
    assert!(edges.iter().any(|edge| edge["property"] == "visited" && edge["direction"] == "in"), "{json}");

    // He visited the university that she heads.
    let path = EXAMPLES.run("path 林若川 冯雅琴").done();
    assert!(path.starts_with("林若川 —visited→ 江海理工大学\n    “在江海理工大学,林若川听取"), "{path}");
    assert!(path.contains("冯雅琴 —worksFor→ 江海理工大学\n    “"), "{path}");
    let json = EXAMPLES.run("path 林若川 冯雅琴 --json").json();
    for step in json.as_array().expect("steps") {
        assert!(!text(&step["quote"]).is_empty(), "{step}");
    }
    let none = EXAMPLES.run("path 林若川 赵启明 --json");
    assert_eq!((none.code, none.out.as_str()), (1, "[]\n"), "{none:?}");
}

#[test]
fn ways_are_chosen_and_the_alike_come_with_reasons() {
    let several = EXAMPLES.run("path 林若川 孟庆澜 --max 4").done();
    assert!(several.starts_with("1. 林若川 — ") && several.contains("\n2. 林若川 — "), "{several}");
    let over = several.lines().next().expect("a line").split(" — ").nth(1).expect("a node between").to_owned();
    let without = EXAMPLES.args(&["path", "林若川", "孟庆澜", "--max", "4", "--avoid", &over]).done();
    assert!(!without.contains(&over), "{over}: {without}");
    let through = EXAMPLES.args(&["path", "林若川", "孟庆澜", "--via", &over, "--json"]).json();
    assert!(through.as_array().expect("edges").iter().any(|edge| edge["to"] == over.as_str()), "{through}");
    assert_eq!(EXAMPLES.run("path 林若川 孟庆澜 --until 1999-12-31").code, 1);
    failed(
        &EXAMPLES.run("path person/林若川 孟庆澜 --by likes"),
        "no edge has the property likes",
        "properties are visited",
    );

    let alike = EXAMPLES.run("similar 林若川").done();
    assert!(alike.contains("孟庆澜  (Person)\n") && alike.contains("    on a visit with: 何远舟\n"), "{alike}");
    let json = EXAMPLES.run("similar 林若川 --max 1 --json").json();
    assert_eq!(json.as_array().map(Vec::len), Some(1));
    assert!(!json[0]["shared"].as_array().expect("shared").is_empty(), "{json}");
    failed(
        &EXAMPLES.run("similar 林若山"),
        "nothing in the graph is called 林若山",
        "names are matched whole; near to it are 林若川",
    );
}

#[test]
fn a_part_can_be_written_as_rdf() {
    let whole: BTreeSet<String> = EXAMPLES.nquads().lines().map(str::to_owned).collect();
    let part = EXAMPLES.run("export --format nquads --focus 何远舟 --since 2025-01-01").done();
    assert!(part.lines().count() > 20 && part.lines().all(|line| whole.contains(line)));
    assert!(
        part.contains("何远舟")
            && !part.contains("云岭半导体有限公司> <http://www.w3.org/2004/02/skos/core#prefLabel>")
    );
    let none = EXAMPLES.run("export --format gexf --type Product --until 1999-12-31");
    assert_eq!(none.code, 1, "{none:?}");
    let near = EXAMPLES.run("export --format d3 --limit 5 --colour community --with-evidence").json();
    assert_eq!(near["nodes"].as_array().map(Vec::len), Some(5));
}

#[test]
fn stats_count_what_exports_hold() {
    let stats = EXAMPLES.run("stats --json").json();
    assert_eq!(stats["documents"], 11);
    assert_eq!(stats["quads"], EXAMPLES.nquads().lines().count());
    let cytoscape = EXAMPLES.run("export --format cytoscape").json();
    let count = |part: &str| cytoscape["elements"][part].as_array().expect(part).len();
    assert_eq!(stats["entity"]["nodes"], count("nodes"));
    assert_eq!(stats["entity"]["edges"], count("edges"));
    let table = EXAMPLES.run("stats").done();
    assert!(table.contains("documents   11\n") && table.contains("highest PageRank"), "{table}");
    assert_eq!(stats["overview"]["components"], stats["components"]);
    assert_eq!(stats["overview"]["top"].as_array().map(Vec::len), Some(10));
}

#[test]
fn every_format_is_written_to_a_file_as_to_standard_output() {
    let formats = "graphml yed gexf cytoscape cx2 d3 dot mermaid csv turtle trig nquads ntriples jsonld rdfxml";
    for format in formats.split(' ') {
        let out = EXAMPLES.args(&["export", "--format", format]).done();
        assert!(out.contains("云岭半导体有限公司"), "{format}");
        assert_eq!(EXAMPLES.args(&["export", "--format", format]).done(), out, "{format} twice");
        if format == "csv" {
            EXAMPLES.run("export --format csv -o tables").done();
            assert!(EXAMPLES.read("tables/nodes.csv").contains("云岭半导体有限公司"));
            assert!(EXAMPLES.read("tables/edges.csv").contains("visited"));
            assert!(EXAMPLES.read("tables/load.cypher").contains("LOAD CSV WITH HEADERS FROM 'file:///nodes.csv'"));
        } else {
            let file = format!("graph.{format}");
            assert_eq!(EXAMPLES.args(&["export", "--format", format, "-o", &file]).done(), "");
            assert_eq!(EXAMPLES.read(&file), out, "{format}");
        }
    }
    let near = EXAMPLES.run("export --format cytoscape --focus 何远舟 --depth 1").json();
    let labels: BTreeSet<String> =
        near["elements"]["nodes"].as_array().expect("nodes").iter().map(|node| text(&node["data"]["label"])).collect();
    assert!(labels.contains("鸿雁航空科技有限公司") && !labels.contains("云岭半导体有限公司"), "{labels:?}");
}

#[test]
fn verify_finds_one_changed_byte() {
    let sandbox = Sandbox::with_examples("verify");
    sandbox.run(BUILD).done();
    let passes = sandbox.run("verify").done();
    assert!(
        passes.starts_with("11 documents, ") && passes.contains("; 11 compared with their source files; 0 mismatches")
    );

    // One byte inside a sentence that proves something, and one byte outside of all.
    for (file, before, after, document) in [
        ("articles/page-2025-05-21.txt", "5月20日在江海市调研", "5月21日在江海市调研", "page-2025-05-21-01"),
        ("articles/2025-06-20-tour.md", "## 从试点到运营", "#! 从试点到运营", "2025-06-20-tour"),
        ("articles/web-2025-06.jsonl", "共建集成电路", "共建\\u96c6成电路", ""),
    ] {
        let text = sandbox.read(file);
        assert!(text.contains(before), "{file} holds {before}");
        sandbox.write(file, text.replacen(before, after, 1));
        let ran = sandbox.run("verify");
        if document.is_empty() {
            // The same text written in another way is the same text.
            assert_eq!(ran.code, 0, "{ran:?}");
        } else {
            assert_eq!(ran.code, 2, "{file}: {ran:?}");
            assert!(ran.err.contains(&format!("mismatch: {document}")), "{}", ran.err);
            assert_eq!(sandbox.run("verify --stored-only").code, 0, "the stored texts are whole");
        }
        sandbox.write(file, text);
    }
    assert_eq!(sandbox.run("verify").code, 0);

    // A file that is gone cannot be compared; the stored text still proves all.
    fs::remove_file(sandbox.path("articles/2025-06-20-tour.md")).expect("the article");
    let gone = sandbox.run("verify").done();
    assert!(gone.contains("; 10 compared with their source files; 0 mismatches"), "{gone}");
}

#[test]
fn a_removed_document_leaves_nothing() {
    let sandbox = Sandbox::with_examples("remove");
    sandbox.run(BUILD).done();
    let ran = sandbox.run("remove web-20250612-04 2025-06-20-tour");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("2 documents removed, 9 left"), "{}", ran.err);

    // The same articles, of which two never were.
    let without = Sandbox::with_examples("remove-without");
    fs::remove_file(without.path("articles/2025-06-20-tour.md")).expect("the article");
    let lines = without.read("articles/web-2025-06.jsonl");
    let kept: Vec<&str> = lines.lines().filter(|line| !line.contains("web-20250612-04")).collect();
    assert_eq!(kept.len() + 1, lines.lines().count());
    without.write("articles/web-2025-06.jsonl", kept.join("\n"));
    without.run(BUILD).done();
    assert_eq!(sandbox.nquads(), without.nquads());
    assert!(!sandbox.nquads().contains("科尔"));

    // Told again, the graph is as it was.
    sandbox.run(BUILD).done();
    let whole = Sandbox::with_examples("remove-whole");
    whole.run(BUILD).done();
    assert_eq!(sandbox.nquads(), whole.nquads());

    failed(&sandbox.run("remove no-such-document"), "no document no-such-document", "nothing was removed");
    assert_eq!(sandbox.nquads(), whole.nquads());
}

#[test]
fn errors_say_what_to_do() {
    let empty = Sandbox::new("errors");
    failed(&empty.run("ask 谁考察了哪家公司？"), "there is no store at wenmai-store", "build one: wenmai build");
    failed(&empty.run("verify --store nowhere"), "there is no store at nowhere", "build one: wenmai build");
    failed(&empty.run("build missing.txt"), "missing.txt: is not there", "give .txt");
    assert!(!empty.path("wenmai-store").exists(), "a failed build leaves no store");
    empty.write("folder/photo.jpg", "");
    failed(&empty.run("build folder").without_warnings(), "no documents in the input", "give .txt");

    let known = "formats are graphml, yed, gexf, cytoscape, cx2, d3, dot, csv, mermaid, neo4j, kuzu, turtle, trig, nquads, ntriples, jsonld, rdfxml";
    failed(&EXAMPLES.run("export --format excel"), "no format is called excel", known);
    failed(&EXAMPLES.run("export --format turtle --colour type"), "--colour is not for turtle", "RDF has no colours");
    failed(&EXAMPLES.run("export --format trig --with-evidence"), "not for trig", "RDF always has the passages");
    failed(&EXAMPLES.run("export --format kuzu"), "kuzu is several files", "name a folder");
    failed(
        &EXAMPLES.run("export --format gexf --since 2025-06-01 --until 2025-05-01"),
        "no day is since",
        "give --since the earlier day",
    );
    failed(
        &EXAMPLES.run("export --format gexf --focus 林若山"),
        "nothing in the graph is called",
        "names are matched whole; near to it are 林若川",
    );
    failed(&EXAMPLES.run("export --format gexf --focus 无名氏"), "nothing in the graph is called", "");
    failed(&EXAMPLES.run("export --format gexf --type Nothing"), "no node has the type \"Nothing\"", "");
    failed(&EXAMPLES.run("show 无名氏"), "nothing in the graph is called 无名氏", "names are matched whole");
    failed(
        &EXAMPLES.run("path person/林若川 无名氏"),
        "nothing in the graph is called 无名氏",
        "names are matched whole",
    );
    failed(&EXAMPLES.run("query no-such-query"), "no query is called `no-such-query`", "see `wenmai query --list`");
    failed(&EXAMPLES.run("query missing.rq"), "cannot read missing.rq", "");
    failed(&EXAMPLES.run("query who-visited-a-place --param who=甲"), "no parameter `who`", "");
    failed(&EXAMPLES.run("query who-visited-a-place --param who"), "`who` is no parameter", "write --param name=value");
    EXAMPLES.write("bad.rq", "SELECT ?s WHERE { ?s ?p }");
    failed(&EXAMPLES.run("query bad.rq"), "", "");
    for wrong in ["", "frobnicate", "ask --min-confidence 2", "build articles --date yesterday", "stats --nonsense"] {
        let ran = EXAMPLES.run(wrong);
        assert_eq!(ran.code, 2, "{wrong}: {ran:?}");
        assert!(ran.out.is_empty() && ran.err.contains("--help"), "{wrong}: {ran:?}");
    }
}

impl Ran {
    /// The lines of standard error that are no warnings.
    fn without_warnings(mut self) -> Self {
        self.err = self.err.lines().filter(|line| !line.starts_with("warning: ")).collect::<Vec<_>>().join("\n");
        self
    }
}

#[test]
fn bad_input_is_told_and_the_rest_goes_on() {
    let sandbox = Sandbox::new("bad-input");
    let article =
        |id: &str, text: &str| json!({ "id": id, "date": "2025-06-02", "title": "走访企业", "text": text }).to_string();
    let good = [
        article("one", "6月1日，北辰市委书记孟庆澜来到晨曦生物医药有限公司考察。"),
        article("two", "6月1日，省长林若川来到云岭半导体有限公司考察。"),
    ];
    sandbox.write("news.jsonl", format!("{}\n{{\"id\": oh no\n\n{}\n", good[0], good[1]));
    sandbox
        .write("articles/fine.txt", "孟庆澜走访企业\n\n6月2日，北辰市委书记孟庆澜来到远山新能源科技有限公司考察。\n");

    let ran = sandbox.run("build missing.txt news.jsonl articles --date 2025-06-03");
    assert_eq!(ran.code, 2, "some input was not read: {ran:?}");
    assert!(ran.err.contains("error: missing.txt: is not there"), "{}", ran.err);
    assert!(ran.err.contains("error: news.jsonl:2: is not the JSON of an article"), "file and line: {}", ran.err);
    assert!(ran.err.contains("3 documents read"), "{}", ran.err);
    let rows = sandbox.run("query who-visited-which-company --json").json();
    assert_eq!(rows.as_array().expect("rows").len(), 3, "{rows}");

    let records = sandbox.run("extract news.jsonl");
    assert_eq!((records.code, records.out.lines().count()), (2, 2), "{records:?}");
    // Bytes of no encoding are read with a word about it, or refused with one; never with a panic.
    sandbox.write("broken.txt", [b"\xff\xfe\xfa\x00\x81".as_slice(), "考察".as_bytes()].concat());
    let broken = sandbox.run("extract broken.txt");
    assert!(broken.err.contains("broken.txt"), "{broken:?}");
}

#[test]
fn standard_input_is_read() {
    let sandbox = Sandbox::with_examples("stdin");
    let lines = sandbox.read("articles/web-2025-06.jsonl");
    let named = sandbox.run("extract articles/web-2025-06.jsonl").lines();
    let fed = sandbox.fed(&["extract", "-"], lines.clone()).lines();
    assert_eq!(fed.len(), 6);
    for (mut fed, mut named) in fed.into_iter().zip(named) {
        assert_eq!(fed["source"], "-");
        fed["source"] = Value::Null;
        named["source"] = Value::Null;
        assert_eq!(fed, named);
    }
    let built = sandbox.fed(&["build", "-"], lines);
    assert!(built.err.contains("6 documents read"), "{built:?}");
    let verified = sandbox.run("verify").done();
    assert!(verified.contains("; 0 compared with their source files; 0 mismatches"), "{verified}");

    let plain =
        sandbox.fed(&["extract", "-", "--date", "2025-06-03"], "6月2日，孟庆澜来到远山新能源科技有限公司考察。");
    assert_eq!(plain.lines()[0]["date"], "2025-06-03");
}

#[test]
fn encodings_give_the_same_record() {
    let sandbox = Sandbox::with_examples("encodings");
    let text = sandbox.read("articles/page-2025-05-21.txt");
    let (bytes, _, unmappable) = GB18030.encode(&text);
    assert!(!unmappable && bytes.len() < text.len());
    sandbox.write("gb/page-2025-05-21.txt", bytes);
    sandbox.write("bom/page-2025-05-21.txt", format!("\u{feff}{text}"));
    let records = |folder: &str| -> Vec<Value> {
        let mut records = sandbox.args(&["extract", folder, "--date", "2025-05-21"]).lines();
        for record in &mut records {
            record["source"] = Value::Null;
        }
        records
    };
    let expected = records("articles/page-2025-05-21.txt");
    assert_eq!(expected.len(), 3);
    assert_eq!(records("gb"), expected, "GB18030");
    assert_eq!(records("bom"), expected, "UTF-8 with a byte order mark");
}

#[test]
fn queries_are_listed_and_run() {
    let list = EXAMPLES.run("query --list").done();
    let queries = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/queries")).expect("queries");
    for entry in queries {
        let name = entry.expect("an entry").file_name().to_string_lossy().replace(".rq", "");
        assert!(list.contains(&format!("  {name}\n")), "{name} is not listed");
    }
    let csv = EXAMPLES
        .run("query who-visited-which-company --param from=2025-06-02 --param to=2025-06-02 --format csv")
        .done();
    assert_eq!(csv.lines().next(), Some("who,position,company,date,place,quote,source"), "{csv}");
    assert_eq!(csv.lines().count(), 3, "{csv}");
    let table = EXAMPLES.run("query who-visited-which-company").done();
    assert!(table.contains("云岭半导体有限公司"), "{table}");

    EXAMPLES.write("own.rq", "PREFIX wm: <https://w3id.org/wenmai#>\nSELECT (COUNT(?v) AS ?n) WHERE { ?v a wm:Visit }");
    let own = EXAMPLES.run("query own.rq --json").json();
    assert!(
        own[0]["n"].to_string().trim_matches('"').parse::<usize>().is_ok_and(|count| count >= VISITS.len()),
        "{own}"
    );
    let none = EXAMPLES.run("query where-did-a-person-go --param name=赵启明");
    assert_eq!(none.code, 1, "{none:?}");
}

#[test]
fn help_of_every_command_has_an_example() {
    let help = EXAMPLES.run("--help").done();
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        // The rest of a long line stands further to the right.
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.contains(&"build") && commands.contains(&"verify") && commands.len() >= 11, "{commands:?}");
    assert!(help.contains("Exit codes: 0 done, 1 nothing found, 2 failed"), "{help}");
    for command in commands {
        let help = EXAMPLES.args(&[command, "--help"]).done();
        assert!(help.contains(&format!("Example:\n  wenmai {command}")), "{help}");
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    // `wenmai export | head -1`
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_wenmai"))
        .args(["export", "--format", "nquads"])
        .current_dir(EXAMPLES.path(""))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("an end");
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}
