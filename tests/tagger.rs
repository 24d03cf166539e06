//! The shipped weights: they load, find names in sentences of our own, and keep a floor on annotated texts.

use std::path::PathBuf;

use wenmai::extract::tagger::{Input, Sample, Tagger, read, sure_names};
use wenmai::knowledge::Knowledge;
use wenmai::model::{EntityType, Span};

fn tagger() -> Tagger {
    Tagger::from_bytes(include_bytes!("../models/zh/tagger.bin")).expect("the shipped model loads")
}

/// The lexicon's sure names, as the tagger was trained with them.
fn matches(text: &str) -> Vec<(Span, EntityType)> {
    sure_names(&Knowledge::embedded().names, text)
}

#[test]
fn names_in_sentences_of_our_own() {
    let tagger = tagger();
    let cases: [(&str, &[(&str, EntityType)]); 4] = [
        (
            "青河省省长陆文清3月5日在南宁市会见了越南客人。",
            &[("陆文清", EntityType::Person), ("南宁市", EntityType::Place), ("越南", EntityType::Place)],
        ),
        (
            "北岭新材料科技有限公司董事长何晓东表示，公司将扩大生产。",
            &[("北岭新材料科技有限公司", EntityType::Organization), ("何晓东", EntityType::Person)],
        ),
        (
            "教育部、财政部近日联合印发通知。",
            &[("教育部", EntityType::Organization), ("财政部", EntityType::Organization)],
        ),
        ("大家在会上认真讨论，气氛热烈。", &[]),
    ];
    for (text, wanted) in cases {
        let found = tagger.tag(text, &matches(text));
        let found: Vec<(&str, EntityType)> = found.iter().map(|name| (name.span.of(text), name.entity_type)).collect();
        for name in wanted {
            assert!(found.contains(name), "{text}: {name:?} is missing in {found:?}");
        }
        assert!(!wanted.is_empty() || found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn titles_are_a_layer_of_their_own() {
    let text = "江州市副市长周启明主持会议。";
    let tags = tagger().tags(text, &matches(text));
    let titles: Vec<&str> = tags.positions.iter().map(|title| title.span.of(text)).collect();
    assert_eq!(titles, ["江州市副市长"]);
    assert!(tags.names.iter().any(|name| name.span.of(text) == "周启明"));
}

#[test]
fn annotated_texts_keep_a_floor() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("WENMAI_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    if !shared.join("gold").is_dir() {
        eprintln!("skipped: no annotated texts at {}", shared.display());
        return;
    }
    let tagger = tagger();
    let gold = Input::Gold { gold: shared.join("gold/dev.gold.jsonl"), texts: shared.join("gold/dev.articles.jsonl") };
    let test = |name: &str| Input::Bio(shared.join(format!("ner/{name}.test.txt")));
    let floors = [
        (gold, 0.865),
        (test("gsdsimp"), 0.69),
        (test("cluener"), 0.685),
        (test("msra"), 0.78),
        (test("peoples_daily_bio"), 0.77),
        (test("nerpy_people"), 0.815),
    ];
    for (input, floor) in floors {
        let samples = read(&input, 0, &|_| false).expect("annotated texts are read");
        let f1 = micro_f1(&tagger, &samples);
        assert!(f1 > floor, "{input:?}: F1 {f1:.3}, floor {floor}");
    }
}

/// Exact F1 over persons, organisations and places.
fn micro_f1(tagger: &Tagger, samples: &[Sample]) -> f64 {
    let counted = |entity_type: &EntityType| *entity_type != EntityType::Policy;
    let (mut right, mut total) = (0usize, 0usize);
    for sample in samples {
        let text = sample.text();
        let gold: Vec<_> = sample.names().into_iter().filter(|name| counted(&name.1)).collect();
        let found: Vec<_> = tagger
            .tag(&text, &matches(&text))
            .into_iter()
            .map(|name| (name.span, name.entity_type))
            .filter(|name| counted(&name.1))
            .collect();
        right += found.iter().filter(|name| gold.contains(name)).count();
        total += gold.len() + found.len();
    }
    2.0 * right as f64 / total.max(1) as f64
}
