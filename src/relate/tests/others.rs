//! Who is not the one named: relatives of a person, words that begin like a country; how people met, who was there before, and where
//! a statement ends.

use super::{check, document, facts};
use crate::knowledge::Knowledge;
use crate::model::FactType;

#[test]
fn a_wife_or_grandson_is_not_the_one_named() {
    check(
        &[FactType::Visited],
        "[东山国总统/Position][李明/Person][夫人/Position][王芳/Person]参观[云州博物馆/Organization]。",
        &["visited who=王芳 where=云州博物馆"],
    );
    check(
        &[FactType::Visited],
        "[周宁/Person]同[东山国总统/Position][李明/Person][夫人/Position]参观[云州博物馆/Organization]。",
        &["visited who=周宁 where=云州博物馆"],
    );
    check(
        &[FactType::Visited],
        "[周宁/Person]在[云州/Place:city]应邀同[东山国总统/Position][李明/Person][夫人/Position][王芳/Person]共同参观[云州博物馆/Organization]。",
        &["visited who=周宁 where=云州博物馆", "visited who=王芳 where=云州博物馆"],
    );
    check(&[FactType::Visited], "[李明/Person]后人来到[云州/Place:city]考察。", &[]);
}

#[test]
fn a_character_that_begins_another_word_is_no_country() {
    check(&[FactType::Visited], "[李明/Person]此访[日/Place:country]程紧凑。", &[]);
    check(&[FactType::Visited], "[李明/Person]到访[美/Place:country]丽的村庄。", &[]);
    check(&[FactType::HoldsPosition], "[李明/Person]表示，要为实现[地区长/Position]期稳定努力。", &[]);
}

#[test]
fn the_way_of_meeting_may_stand_before_the_name_and_holds_for_the_headline() {
    check(
        &[FactType::Met],
        "# [李明/Person]同[王芳/Person]举行会谈\n[李明/Person]5日以视频方式同[王芳/Person]举行会谈。",
        &["met a=李明 b=王芳 meetingKind=video 2026-03-05"],
    );
    check(
        &[FactType::Met],
        "[李明/Person]还同[王芳/Person]、[张强/Person]举行友好双边会见。",
        &["met a=李明 b=王芳", "met a=李明 b=张强"],
    );
}

#[test]
fn who_comes_with_others_and_who_was_there_before() {
    check(
        &[FactType::Visited],
        "[李明/Person]5日抵达[云州/Place:city]。\n\
         [李明/Person][夫人/Position][王芳/Person]，[张强/Person]，[赵亮/Person]等陪同人员同机抵达。\n\
         先期抵达的[周宁/Person]也到机场迎接。",
        &[
            "visited who=李明 where=云州 2026-03-05",
            "visited who=王芳 where=云州 companionOf=李明 2026-03-05",
            "visited who=张强 where=云州 companionOf=李明 2026-03-05",
            "visited who=赵亮 where=云州 companionOf=李明 2026-03-05",
            "visited who=周宁 where=云州",
        ],
    );
}

#[test]
fn what_is_looked_at_in_a_town_lies_in_it() {
    check(
        &[FactType::Visited],
        "[李明/Person]来到[云州市/Place:city]参观[白石纪念馆/Organization:site]。",
        &["visited who=李明 where=云州市", "visited who=李明 where=白石纪念馆 within=云州市"],
    );
}

#[test]
fn the_narrator_is_not_quoted_and_the_verb_is_bare() {
    for next in ["据了解，工程已经完工。", "今年以来，产量不断增长。", "眼下，果园正忙。", "对此，外界尚未回应。"]
    {
        let (reading, annotations) =
            document(&format!("[李明/Person]在接受采访时表示，创新是动力。要抓住机遇。{next}")).expect("marks");
        let facts = facts(&reading, &annotations, Knowledge::embedded());
        let said = facts.iter().find(|fact| fact.fact_type == FactType::Quoted).expect("a statement");
        assert_eq!(said.evidence[0].of(&reading.text), "李明在接受采访时表示，创新是动力。要抓住机遇。");
        assert_eq!(said.utterances[0].verb, "表示");
    }
}

#[test]
fn who_is_spoken_to_has_come() {
    check(
        &[FactType::Visited],
        "[李明/Person]会见[王芳/Person]。\n[李明/Person]指出，去年4月你访问[东山国/Place:country]，我们谈得很好。",
        &["visited who=王芳 where=东山国"],
    );
    check(
        &[FactType::Visited],
        "[李明/Person]会见[王芳/Person]。[李明/Person]会见[张强/Person]。\n[李明/Person]指出，去年4月你访问[东山国/Place:country]。",
        &[],
    );
}
