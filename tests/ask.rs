//! Questions over an invented stretch of news, with the rows that they must give.
//!
//! A line of `tests/cases/ask/*.tsv` is a question and its rows, apart by tabs; the cells of a row stand apart by ` / `,
//! and `-` is an empty cell. `none` means understood and nothing found; `not understood` means that the question has
//! words or a form that are not known, so that nothing may be answered. A line that begins with `#` is a comment.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use oxigraph::io::RdfFormat;
use oxigraph::store::Store;
use serde_json::Value;
use wenmai::ask::{Answer, Asker, Options, ask};
use wenmai::knowledge::ontology::Ontology;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn world() -> Store {
    let store = Store::new().unwrap();
    let data = fs::read(folder().join("queries/world.trig")).unwrap();
    store.load_from_slice(RdfFormat::TriG, &data).unwrap();
    store
}

fn cases() -> Vec<(String, String, Vec<String>)> {
    let mut paths: Vec<_> = fs::read_dir(folder().join("ask")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for line in fs::read_to_string(&path).unwrap().lines() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells = line.split('\t').map(str::to_owned);
            cases.push((name.clone(), cells.next().unwrap(), cells.collect()));
        }
    }
    cases
}

fn shown(answer: &Answer) -> Vec<String> {
    if answer.sparql.is_empty() {
        return vec!["not understood".to_owned()];
    }
    if answer.rows.is_empty() {
        return vec!["none".to_owned()];
    }
    let cell = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let rows = answer.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" / "));
    rows.collect()
}

#[test]
fn every_question_gives_its_rows() {
    let store = world();
    let asker = Asker::new(&store).unwrap();
    let mut wrong = Vec::new();
    for (file, question, expected) in cases() {
        let answer = asker.ask(&question, &Options::default()).unwrap();
        let got = shown(&answer);
        let (mut left, mut right) = (expected.clone(), got.clone());
        left.sort();
        right.sort();
        if left != right {
            wrong.push(format!(
                "{file}: {question}\n  expected {expected:?}\n  got      {got:?}\n  {}",
                answer.interpretation
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_suite_is_wide() {
    let cases = cases();
    assert!(cases.len() >= 60, "only {} questions", cases.len());
    let unanswerable = cases.iter().filter(|case| case.2 == ["not understood"]).count();
    assert!(unanswerable >= 10, "only {unanswerable} that must not be answered");
    let english = cases.iter().filter(|case| case.1.is_ascii()).count();
    assert!(english >= 20, "only {english} in English");
    let questions: BTreeSet<&String> = cases.iter().map(|case| &case.1).collect();
    assert_eq!(questions.len(), cases.len(), "a question stands twice");
}

#[test]
fn every_row_is_proved() {
    let store = world();
    let asker = Asker::new(&store).unwrap();
    for (_, question, _) in cases() {
        let answer = asker.ask(&question, &Options::default()).unwrap();
        assert_eq!(answer.rows.len(), answer.evidence.len(), "{question}");
        for (row, proofs) in answer.rows.iter().zip(&answer.evidence) {
            assert!(!proofs.is_empty(), "{question}: {row:?} has no evidence");
            for proof in proofs {
                assert!(proof.start < proof.end && !proof.quote.is_empty(), "{question}: {proof:?}");
            }
        }
    }
}

#[test]
fn the_sparql_shown_gives_the_answer() {
    let store = world();
    let asker = Asker::new(&store).unwrap();
    for (_, question, _) in cases() {
        let answer = asker.ask(&question, &Options::default()).unwrap();
        if answer.sparql.is_empty() {
            continue;
        }
        let table = wenmai::query::run(&store, &answer.sparql, &std::collections::BTreeMap::new()).unwrap();
        assert_eq!(table.rows.is_empty(), answer.rows.is_empty(), "{question}");
    }
}

#[test]
fn the_same_question_has_the_same_answer() {
    let (one, other) = (world(), world());
    for (_, question, _) in cases() {
        let first = ask(&one, &question, &Options::default()).unwrap();
        let second = ask(&other, &question, &Options::default()).unwrap();
        assert_eq!(serde_json::to_string(&first).unwrap(), serde_json::to_string(&second).unwrap(), "{question}");
    }
}

#[test]
fn the_answer_has_the_keys_of_the_contract() {
    let answer = ask(&world(), "谁会见了罗安？", &Options::default()).unwrap();
    let Value::Object(object) = serde_json::to_value(&answer).unwrap() else {
        panic!("an answer is an object");
    };
    let keys: BTreeSet<&str> = object.keys().map(String::as_str).collect();
    let contract = ["question", "language", "interpretation", "sparql", "columns", "rows", "evidence", "complete"];
    assert_eq!(keys, BTreeSet::from(contract));
    let Value::Object(proof) = &object["evidence"][0][0] else {
        panic!("a proof is an object");
    };
    let keys: BTreeSet<&str> = proof.keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["document", "date", "quote", "start", "end"]));
    assert_eq!(object["complete"], Value::Bool(true));
}

#[test]
fn a_limit_is_told() {
    let store = world();
    let limited = Options { limit: Some(1), ..Options::default() };
    let answer = ask(&store, "林远航去了哪些地方？", &limited).unwrap();
    assert_eq!((answer.rows.len(), answer.complete), (1, false));
}

#[test]
fn what_is_not_understood_is_named() {
    let store = world();
    let said = |question: &str| ask(&store, question, &Options::default()).unwrap().interpretation;
    assert_eq!(said("谁收购了云帆科技？"), "没有读懂：“收购”。");
    assert_eq!(said("Who invented the industrial robot?"), "Not understood: “invented”.");
    let near = said("林远舫去了哪里？");
    assert!(near.contains("相近的名称：") && near.contains("林远航"), "{near}");
}

#[test]
fn a_question_is_never_read_as_sparql() {
    let store = world();
    for question in [
        "谁谈到了\"} DELETE WHERE { ?s ?p ?o } #",
        "谁谈到了机器人\") } UNION { ?s ?p ?o } #",
        "Who spoke about robots\\\" } #",
        "谁考察了<https://example.org/a> b>",
        "",
        "？",
        "谁",
        "，，，",
    ] {
        let before = store.len().unwrap();
        let answer = ask(&store, question, &Options::default()).unwrap();
        assert_eq!(store.len().unwrap(), before);
        assert!(answer.rows.is_empty() || answer.sparql.contains("SELECT"), "{question}");
    }
}

#[test]
fn a_new_property_is_askable() {
    let turtle = include_str!("../ontology/wenmai.ttl").to_owned()
        + "
wm:acquired a owl:ObjectProperty ;
    rdfs:domain wm:Organization ;
    rdfs:range wm:Organization ;
    rdfs:label \"收购\"@zh , \"acquired\"@en ;
    skos:definition \"组织收购了另一组织。\"@zh , \"The organisation bought the other.\"@en ;
    wm:verb \"收购\"@zh , \"收购了\"@zh , \"acquired\"@en , \"acquire\"@en ;
    wm:noun \"收购对象\"@zh , \"acquisitions\"@en .
";
    let ontology = Ontology::parse("wenmai.ttl", &turtle).unwrap();
    let store = world();
    let named = |name: &str| {
        let query = format!("SELECT ?x {{ ?x skos:prefLabel \"{name}\"@zh }}");
        let table = wenmai::query::run(&store, &query, &std::collections::BTreeMap::new()).unwrap();
        wenmai::query::term_text(table.rows[0][0].as_ref().unwrap())
    };
    let (one, other) = (named("青禾农业集团"), named("云帆科技股份有限公司"));
    let graph = "<https://example.org/graph>";
    let data = format!(
        "<{one}> <https://w3id.org/wenmai#acquired> <{other}> {graph} .
<https://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> <{one}> {graph} .
<https://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> <https://w3id.org/wenmai#acquired> {graph} .
<https://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#object> <{other}> {graph} .
"
    );
    store.load_from_slice(RdfFormat::NQuads, &data).unwrap();
    let asker = Asker::with_ontology(&store, &ontology).unwrap();
    let rows = |question: &str| shown(&asker.ask(question, &Options::default()).unwrap());
    assert_eq!(rows("谁收购了云帆科技？"), ["青禾农业集团"]);
    assert_eq!(rows("青禾农业集团收购了哪家公司？"), ["云帆科技股份有限公司"]);
    assert_eq!(rows("云帆科技被哪家公司收购？"), ["青禾农业集团"]);
    assert_eq!(rows("Who acquired Yunfan Technology?"), ["青禾农业集团"]);
    assert_eq!(rows("青禾农业集团收购的公司的董事长是谁？"), ["陆青岚"]);
    // Without the property in the ontology the words mean nothing.
    assert_eq!(shown(&ask(&store, "谁收购了云帆科技？", &Options::default()).unwrap()), ["not understood"]);
}

#[test]
fn a_call_is_no_meeting_and_what_is_recalled_is_no_further_one() {
    let store = world();
    let named = |name: &str| {
        let query = format!("SELECT ?x {{ ?x skos:prefLabel \"{name}\"@zh }}");
        let table = wenmai::query::run(&store, &query, &std::collections::BTreeMap::new()).unwrap();
        wenmai::query::term_text(table.rows[0][0].as_ref().unwrap())
    };
    let (one, other) = (named("林远航"), named("沈嘉禾"));
    let mut data =
        String::from("@prefix wm: <https://w3id.org/wenmai#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n");
    for (name, day, more) in [
        ("face", Some("2025-04-02"), ""),
        ("second", Some("2025-04-04"), ""),
        ("call", Some("2025-04-09"), "wm:meetingKind wm:TelephoneCall ;"),
        ("video", Some("2025-04-11"), "wm:meetingKind wm:VideoMeeting ;"),
        ("recalled", None, "wm:retold true ;"),
    ] {
        let day = day.map(|day| format!("wm:eventDate \"{day}\"^^xsd:date ;")).unwrap_or_default();
        writeln!(data, "<https://example.org/g> {{ <https://example.org/{name}> a wm:Meeting ; {more} {day} wm:realis wm:Happened ; wm:participant <{one}> , <{other}> . }}").unwrap();
    }
    store.load_from_slice(RdfFormat::TriG, data.as_bytes()).unwrap();
    let asker = Asker::new(&store).unwrap();
    let mut wrong = Vec::new();
    for (question, expected) in [
        ("林远航和沈嘉禾会见过几次？", vec!["2"]),
        ("林远航见过几次沈嘉禾？", vec!["2"]),
        ("林远航和沈嘉禾通过几次电话？", vec!["1"]),
        ("林远航和沈嘉禾什么时候通的电话？", vec!["2025-04-09"]),
        ("林远航和沈嘉禾什么时候举行过视频会晤？", vec!["2025-04-11"]),
        ("林远航最近一次见沈嘉禾是什么时候？", vec!["2025-04-04"]),
        ("林远航和谁通过电话？", vec!["沈嘉禾"]),
        ("When did Lin Yuanhang phone Shen Jiahe?", vec!["2025-04-09"]),
        ("How often did Lin Yuanhang meet Shen Jiahe?", vec!["2"]),
    ] {
        let answer = asker.ask(question, &Options::default()).unwrap();
        if shown(&answer) != expected {
            wrong.push(format!("{question}\n  got {:?}\n  {}", shown(&answer), answer.interpretation));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_noun_says_more_than_its_class() {
    let store = world();
    let named = |name: &str| {
        let query = format!("SELECT ?x {{ ?x skos:prefLabel \"{name}\"@zh }}");
        let table = wenmai::query::run(&store, &query, &std::collections::BTreeMap::new()).unwrap();
        wenmai::query::term_text(table.rows[0][0].as_ref().unwrap())
    };
    let who = named("沈嘉禾");
    let mut data = String::from(
        "@prefix wm: <https://w3id.org/wenmai#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n",
    );
    for name in ["云岭第一中学", "云岭师范学院", "云岭大学附属小学"] {
        writeln!(data, "<https://example.org/g> {{ <https://example.org/{name}> a wm:School , wm:Organization ; skos:prefLabel \"{name}\"@zh . \
             <https://example.org/visit-{name}> a wm:Visit ; wm:realis wm:Happened ; wm:visitor <{who}> ; wm:visited <https://example.org/{name}> . }}").unwrap();
    }
    for name in ["云岭数字峰会", "云岭青年座谈会"] {
        writeln!(data, "<https://example.org/g> {{ <https://example.org/{name}> a wm:Gathering ; rdfs:label \"{name}\"@zh ; wm:realis wm:Happened ; wm:attendee <{who}> . }}").unwrap();
    }
    store.load_from_slice(RdfFormat::TriG, data.as_bytes()).unwrap();
    let asker = Asker::new(&store).unwrap();
    let mut wrong = Vec::new();
    for (question, expected) in [
        ("沈嘉禾去过哪些大学？", vec!["云岭师范学院"]),
        ("沈嘉禾去过的中学有哪些？", vec!["云岭第一中学"]),
        ("沈嘉禾去过哪些学校？", vec!["云岭大学附属小学", "云岭师范学院", "云岭第一中学"]),
        ("沈嘉禾都跑了哪些大学？", vec!["云岭师范学院"]),
        ("Which universities did Shen Jiahe visit?", vec!["云岭师范学院"]),
        ("沈嘉禾出席了哪些峰会？", vec!["云岭数字峰会"]),
        ("Which summits did Shen Jiahe attend?", vec!["云岭数字峰会"]),
    ] {
        let answer = asker.ask(question, &Options::default()).unwrap();
        if shown(&answer) != expected {
            wrong.push(format!("{question}\n  got {:?}\n  {}", shown(&answer), answer.interpretation));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn questions_made_of_questions() {
    let store = world();
    let asker = Asker::new(&store).unwrap();
    let mut wrong = Vec::new();
    for (question, expected) in [
        ("林远航考察过的公司的董事长是谁？", vec!["陆青岚"]),
        ("谁考察过生产工业机器人的公司？", vec!["林远航"]),
        ("谁考察过云帆科技但没有考察过青禾农业集团？", vec!["林远航"]),
        ("谁考察过云帆科技也考察过青禾农业集团？", vec!["none"]),
        ("哪些公司林远航考察过沈嘉禾也考察过？", vec!["none"]),
        ("林远航考察过但沈嘉禾没有考察过的公司有哪些？", vec!["云帆科技股份有限公司", "星河动力有限公司"]),
        ("林远航有没有去过青禾农业集团？", vec!["none"]),
        ("每个人各考察了几家公司？", vec!["林远航 / 2", "沈嘉禾 / 1"]),
        ("谁考察的公司最多？", vec!["林远航 / 2"]),
        ("谁最近一次去过青禾农业集团？", vec!["沈嘉禾 / 2025-05-20"]),
        ("2025年5月11日以后谁考察了企业？", vec!["沈嘉禾"]),
        ("2025年5月1日到5月15日谁考察了企业？", vec!["林远航"]),
        ("出口额最高的两种产品是哪些？", vec!["纺织品 / 300亿元", "工业机器人 / 120亿元"]),
        ("Who visited the companies that Lin Yuanhang visited?", vec!["林远航"]),
        ("Who is the chairman of the companies that Lin Yuanhang visited?", vec!["陆青岚"]),
        ("Who visited the most companies?", vec!["林远航 / 2"]),
        ("Who visited companies after 11 May 2025?", vec!["沈嘉禾"]),
        ("Which companies did Yuanhang Lin visit?", vec!["云帆科技股份有限公司", "星河动力有限公司"]),
    ] {
        let answer = asker.ask(question, &Options::default()).unwrap();
        let mut got = shown(&answer);
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        got.sort();
        expected.sort();
        if got != expected {
            wrong.push(format!("{question}\n  expected {expected:?}\n  got      {got:?}\n  {}", answer.interpretation));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn an_unsure_fact_can_be_left_out() {
    let store = world();
    let sure = |least: f64| {
        let options = Options { min_confidence: Some(least), ..Options::default() };
        ask(&store, "林远航去了哪些地方？", &options).unwrap().rows.len()
    };
    assert_eq!(sure(0.0), 5);
    assert!(sure(1.0) < 5);
}

/// Numbers that look like chance and are the same each time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % most as u64).unwrap()
    }
}

#[test]
fn two_thousand_questions_of_chance() {
    const STRANGE: [&str; 23] = [
        "\"} DROP ALL #",
        "<http://evil.example/x>",
        "} UNION { ?s ?p ?o }",
        "?who",
        "$who",
        "FILTER(true)",
        "\\u0022",
        "'''",
        "\"\"\"",
        "wm:visited+",
        "<wenmai-value:0>",
        "\u{0}",
        "\u{feff}",
        "\u{202e}",
        "𠮷",
        "ﬀ",
        "é",
        "，，",
        "（",
        "9999年",
        "第99季度",
        "before",
        "最前零个",
    ];
    let store = world();
    let asker = Asker::new(&store).unwrap();
    let before = store.len().unwrap();
    let mut words: Vec<String> = STRANGE.iter().map(|word| (*word).to_owned()).collect();
    for table in [include_str!("../src/ask/words/zh.tsv"), include_str!("../src/ask/words/en.tsv")] {
        let forms = table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').next());
        words.extend(forms.flat_map(|forms| forms.split('|')).map(str::to_owned));
    }
    words.extend(cases().into_iter().map(|(_, question, _)| question));
    for name in ["林远航", "云帆科技", "浙江", "Lin Yuanhang", "Hangzhou", "QTI", "2025年5月", "May 2025", "东湖大学"]
    {
        words.extend(std::iter::repeat_n(name.to_owned(), 40));
    }
    let mut dice = Dice(20_250_521);
    for _ in 0..2_000 {
        let english = dice.below(2) == 0;
        let count = 1 + dice.below(9);
        let parts: Vec<String> = (0..count)
            .map(|_| {
                let word = &words[dice.below(words.len())];
                // Now and then a word is cut.
                let keep = if dice.below(8) == 0 { 1 + dice.below(word.chars().count().max(1)) } else { usize::MAX };
                word.chars().take(keep).collect()
            })
            .collect();
        let question = parts.join(if english { " " } else { "" });
        let answer = asker.ask(&question, &Options::default()).unwrap_or_else(|error| panic!("{question}: {error}"));
        assert_eq!(answer.rows.len(), answer.evidence.len(), "{question}");
        assert!(!answer.interpretation.is_empty(), "{question}");
        if !answer.sparql.is_empty() {
            assert!(answer.sparql.contains("SELECT"), "{question}: {}", answer.sparql);
            assert!(!answer.sparql.contains("<http://evil.example"), "{question}: {}", answer.sparql);
            assert!(wenmai::rdf::variables(&answer.sparql).is_ok(), "{question}: {}", answer.sparql);
        }
    }
    assert_eq!(store.len().unwrap(), before);
}

/// The analyst's questions over the example articles: how many are right, how many are wrong.
#[test]
fn an_analyst_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("store");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_cmd::Command::cargo_bin("wenmai")
        .unwrap()
        .arg("build")
        .arg(root.join("examples/articles"))
        .args(["--date", "2025-05-21", "--store"])
        .arg(&at)
        .assert()
        .success();
    let store = wenmai::rdf::store::Store::open(&at).unwrap();
    let asker = Asker::new(store.graph().unwrap()).unwrap();
    let (mut all, mut right, mut wrong, mut closed) = (0, 0, Vec::new(), 0);
    for file in ["zh.tsv", "en.tsv", "later.tsv"] {
        let text = fs::read_to_string(root.join("tests/cases/analyst").join(file)).unwrap();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let mut cells = line.split('\t');
            let question = cells.next().unwrap();
            let expected: Vec<Vec<&str>> =
                cells.filter(|row| *row != "none" && *row != "?").map(|row| row.split(" / ").collect()).collect();
            closed += usize::from(line.ends_with("\t?"));
            let answer = asker.ask(question, &Options::default()).unwrap();
            let agrees = |row: &Vec<Value>, wanted: &Vec<&str>| {
                wanted.iter().all(|want| {
                    row.iter().any(|cell| {
                        let cell = cell.as_str().map_or_else(|| cell.to_string(), str::to_owned);
                        let number = cell.trim_end_matches(|c: char| !c.is_ascii_digit());
                        cell == *want || want.parse::<f64>().is_ok() && number == *want
                    })
                })
            };
            let full = expected.iter().all(|wanted| answer.rows.iter().any(|row| agrees(row, wanted)));
            let sound = answer.rows.iter().all(|row| expected.iter().any(|wanted| agrees(row, wanted)));
            all += 1;
            if full && sound {
                right += 1;
            } else if !answer.rows.is_empty() {
                wrong.push(format!("{question}: {}: {:?}", answer.interpretation, answer.rows));
            }
        }
    }
    let told = format!("{all} questions, {right} right, {} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(all >= 150 && closed >= 25, "{told}");
    assert!(f64::from(right) >= 0.9 * f64::from(all), "{told}");
    assert!(wrong.len() as f64 <= 0.03 * f64::from(all), "{told}");
}
