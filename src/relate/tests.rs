//! Sentences with marked names enter; the facts that they state are compared with what was reviewed. `check` says how names
//! are marked.

mod days;
mod gatherings;
mod groups;
mod journeys;
mod offices;
mod others;
mod parties;
mod rows;

use super::check::{document, line};
use super::facts;
use crate::knowledge::Knowledge;
use crate::model::{FactType, Role};

/// The facts of some types in a marked text, as lines.
fn told(types: &[FactType], marked: &str) -> Vec<String> {
    let (reading, annotations) = document(marked).expect("marks");
    facts(&reading, &annotations, Knowledge::embedded())
        .iter()
        .filter(|fact| types.contains(&fact.fact_type))
        .map(|fact| line(fact, &annotations))
        .collect()
}

#[track_caller]
fn check(types: &[FactType], marked: &str, expected: &[&str]) {
    assert_eq!(told(types, marked), expected, "{marked}");
}

#[test]
fn every_rule_and_cue_finds_its_example_and_leaves_its_counter_example() {
    let wrong = super::check::failures(Knowledge::embedded());
    let lines: Vec<String> =
        wrong.iter().map(|failure| format!("{}: {} {}", failure.source, failure.id, failure.what)).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn a_rule_that_fails_on_its_own_sentences_is_told() {
    let rule = r#"[[rule]]
id = "my.tour"
fact = "visited"
pattern = "{Subject:Person:who}{leave}{Organization:where}"
trigger = "leave"
confidence = 0.9
example = "[李明/Person]来到[海川公司/Organization]。"
counter = "[李明/Person]离开[海川公司/Organization]。"
"#;
    let knowledge = Knowledge::with_rules(&[("my.toml".to_owned(), rule.to_owned())]).expect("well formed");
    let wrong = super::check::failures(&knowledge);
    let told: Vec<&str> = wrong.iter().map(|failure| failure.what.as_str()).collect();
    assert_eq!(wrong[0].source, "my.toml:2");
    assert!(
        told.len() == 2
            && told[0].starts_with("misses its example")
            && told[1].starts_with("finds its counter-example")
    );
}

#[test]
fn a_trip_gives_its_stops_the_place_the_date_and_the_visitor() {
    check(
        &[FactType::Visited],
        "[李明/Person]3月4日至5日在[云州/Place:city]调研。他强调，要抓好落实。\n\
         [李明/Person]首先来到[海川公司/Organization:company]，察看生产线。随后来到[白石港/Place:site]，了解建设情况。\n\
         在[云州大学/Organization:education]，[李明/Person]听取汇报。\n\
         [王芳/Person]、[张强/Person]参加调研。",
        &[
            "visited who=李明 where=云州 2026-03-04/2026-03-05",
            "visited who=李明 where=海川公司 within=云州 2026-03-04/2026-03-05",
            "visited who=李明 where=白石港 within=云州 2026-03-04/2026-03-05",
            "visited who=李明 where=云州大学 within=云州 2026-03-04/2026-03-05",
            "visited who=王芳 where=云州 companionOf=李明 2026-03-04/2026-03-05",
            "visited who=张强 where=云州 companionOf=李明 2026-03-04/2026-03-05",
        ],
    );
}

#[test]
fn a_visit_before_or_after_an_event_is_of_its_day() {
    check(
        &[FactType::Visited],
        "[李明/Person]3月4日在[云州/Place:city]会见[王芳/Person]一行。\n会见后，[王芳/Person]参观了[海川公司/Organization:company]。",
        &["visited who=王芳 where=海川公司 2026-03-04"],
    );
    check(
        &[FactType::Visited],
        "云州合作论坛3月4日在[云州/Place:city]开幕。论坛前，[李明/Person]来到[海川公司/Organization:company]。",
        &["visited who=李明 where=海川公司 2026-03-04"],
    );
}

#[test]
fn what_only_looks_like_a_visit_is_none() {
    for marked in [
        "[李明/Person]在[云州/Place:city]接受媒体访问。",
        "[海川公司/Organization:company]网站访问量创新高。",
        "[李明/Person]是[云州/Place:city]考察阵容的一员。",
        "新华社[云州/Place:city]3月5日电，[李明/Person]发表文章。",
        "记者走进[海川公司/Organization:company]，[李明/Person]正在调试机器。",
        "[李明/Person]介绍了产品。\n走进[海川公司/Organization:company]，机器轰鸣。",
    ] {
        check(&[FactType::Visited], marked, &[]);
    }
}

#[test]
fn what_is_planned_called_off_denied_or_wished_is_told_apart() {
    for (marked, realis) in [
        ("[李明/Person]将于下周访问[东山国/Place:country]。", "planned"),
        ("[李明/Person]访问[东山国/Place:country]的行程取消。", "cancelled"),
        ("[李明/Person]并未访问[东山国/Place:country]。", "denied"),
        ("[李明/Person]希望访问[东山国/Place:country]。", "hypothetical"),
        ("[李明/Person]每年访问[东山国/Place:country]。", "generic"),
    ] {
        check(&[FactType::Visited], marked, &[&format!("visited who=李明 where=东山国 {realis}")]);
    }
    check(
        &[FactType::Visited],
        "[李明/Person]将访问[东山国/Place:country]。\n3月5日，[李明/Person]访问[东山国/Place:country]。",
        &["visited who=李明 where=东山国 2026-03-05"],
    );
}

#[test]
fn titles_before_and_after_a_name_are_positions() {
    check(
        &[FactType::HoldsPosition],
        "[云州大学|校长/Position]、[海川研究院|院长/Position][李明/Person]说，要创新。[王芳/Person][教授/Position]表示赞成。\n\
         [海川公司/Organization:company]发展很快。[公司董事长助理/Position][张强/Person]介绍，订单不断。",
        &[
            "holdsPosition who=李明 org=云州大学 position=云州大学校长",
            "holdsPosition who=李明 org=海川研究院 position=海川研究院院长",
            "holdsPosition who=王芳 position=教授",
            "holdsPosition who=张强 org=海川公司 position=董事长助理",
        ],
    );
}

#[test]
fn a_title_takes_the_words_that_belong_to_it() {
    check(
        &[FactType::HoldsPosition],
        "白石电子[总裁/Position][李明/Person]说，订单不断。\n\
         [海川公司/Organization:company]相关[负责人/Position][王芳/Person]介绍了情况。\n\
         [东山国/Place:country][海川公司|董事长/Position][张强/Person]表示赞成。",
        &[
            "holdsPosition who=李明 position=白石电子总裁",
            "holdsPosition who=王芳 org=海川公司 position=海川公司相关负责人",
            "holdsPosition who=张强 org=海川公司 position=东山国海川公司董事长",
        ],
    );
    check(
        &[FactType::HoldsPosition],
        "他采访了[总裁/Position][李明/Person]。",
        &["holdsPosition who=李明 position=总裁"],
    );
    check(&[FactType::HoldsPosition], "本报[记者/Position][李明/Person]报道。", &[]);
}

#[test]
fn parts_of_houses_are_told_by_their_names() {
    check(
        &[FactType::PartOf],
        "[海川大学/Organization:education]开学。[海川大学重点实验室/Organization:research]开放。[海川电子/Organization:company]扩产。\n\
         [海川电子公司/Organization:company]招聘。",
        &["partOf inner=海川大学重点实验室 outer=海川大学"],
    );
}

#[test]
fn a_short_title_goes_where_the_fuller_one_is_told() {
    check(
        &[FactType::HoldsPosition],
        "[东山国|总统/Position][李明/Person]发表讲话。[李明/Person][总统/Position]强调合作。",
        &["holdsPosition who=李明 org=东山国 position=东山国总统"],
    );
}

#[test]
fn a_visitor_who_is_received_is_the_one_who_came() {
    check(
        &[FactType::Visited, FactType::Met],
        "[李明/Person]3月5日在[云州/Place:city]会见来[华/Place:country]出席论坛的[王芳/Person]。",
        &["visited who=王芳 where=华", "met where=云州 a=李明 b=王芳 2026-03-05"],
    );
}

#[test]
fn statements_run_on_until_the_speaker_changes() {
    let (reading, annotations) = document(
        "[李明/Person]指出，创新是动力。要抓住机遇。[王芳/Person]表示赞成。\n\
         “产品卖得好。订单不断。”[张强/Person]说。",
    )
    .expect("marks");
    let facts = facts(&reading, &annotations, Knowledge::embedded());
    let said: Vec<(&str, &str, bool)> = facts
        .iter()
        .filter(|fact| fact.fact_type == FactType::Quoted)
        .map(|fact| {
            let speaker = annotations.entities[fact.args[&Role::Who]].label.as_str();
            (speaker, fact.evidence[0].of(&reading.text), fact.utterances[0].direct)
        })
        .collect();
    assert_eq!(
        said,
        [
            ("李明", "李明指出，创新是动力。要抓住机遇。", false),
            ("王芳", "王芳表示赞成。", false),
            ("张强", "“产品卖得好。订单不断。”张强说。", true),
        ]
    );
}

#[test]
fn gatherings_are_named_once_and_the_greater_part_is_told() {
    check(
        &[FactType::Attended],
        "云州合作论坛开幕式3月5日在[云州/Place:city]举行。[李明/Person]出席开幕式并致辞。[王芳/Person]主持开幕式。\n\
         [张强/Person]参加上述活动。",
        &[
            "attended who=李明 event=云州合作论坛开幕式 role=spoke",
            "attended who=王芳 event=云州合作论坛开幕式 role=chaired",
            "attended who=张强 event=云州合作论坛开幕式 role=attended",
        ],
    );
    check(&[FactType::Attended], "[李明/Person]主持会议。[王芳/Person]参加会见。", &[]);
}

#[test]
fn chains_of_places_are_told_step_by_step() {
    check(
        &[FactType::LocatedIn],
        "位于[海川省/Place:province][云州市/Place:city][白石县/Place:county]的[海川电子公司/Organization:company]扩产。",
        &[
            "locatedIn inner=云州市 outer=海川省",
            "locatedIn inner=白石县 outer=云州市",
            "locatedIn inner=海川电子公司 outer=白石县",
        ],
    );
    check(&[FactType::LocatedIn], "[东/Place:country][西/Place:country]关系发展很好。", &[]);
}

#[test]
fn the_wider_place_lies_in_no_narrower_one() {
    for marked in [
        "[非洲/Place:region]最大的贸易伙伴[东山国/Place:country]派团参加。",
        "在[云州港/Place:site]，[东山国/Place:country]的货物装船。",
        "[云州/Place:city]最大的[非洲/Place:region]商品市场开业。",
    ] {
        check(&[FactType::LocatedIn], marked, &[]);
    }
    check(
        &[FactType::LocatedIn],
        "[非洲/Place:region]最大的水库[白石水库/Place:site]蓄水。",
        &["locatedIn inner=白石水库 outer=非洲"],
    );
}

#[test]
fn policies_are_issued_by_the_body_that_the_sentence_opens_with() {
    check(
        &[FactType::Issued],
        "[海川省政府/Organization:government]近日印发《[海川行动方案/Policy]》。\n\
         [云州市商务局/Organization:government]介绍了情况。\n同时，深入开展[百企行动/Policy]。",
        &["issued who=海川省政府 policy=海川行动方案", "issued who=云州市商务局 policy=百企行动"],
    );
}

#[test]
fn the_same_text_gives_the_same_facts() {
    let marked = "[李明/Person]在[云州/Place:city]调研。[王芳/Person]陪同调研。他来到[海川公司/Organization:company]。";
    assert_eq!(told(&FactType::ALL, marked), told(&FactType::ALL, marked));
}
