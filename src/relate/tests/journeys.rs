//! Journeys: those only set out on, the capitals and stays that they lead to, parties whose day the lead tells.

use super::{check, document};
use crate::knowledge::Knowledge;
use crate::model::FactType::Visited;
use crate::relate::facts;

#[test]
fn the_lead_gives_its_day_to_the_groups_of_a_party() {
    check(
        &[Visited],
        "慰问团各分团2日至3日在[海川省/Place:province]看望干部群众。\n\
         慰问团副团长[李明/Person]带领一分团来到[白石医院/Organization:other]调研。他表示，[王芳/Person]来到[云州/Place:city]意义重大。\n\
         慰问团副团长[张强/Person]带领二分团走进[滨河村/Place:site]了解情况。",
        &[
            "visited who=李明 where=白石医院 within=海川省 2026-03-02/2026-03-03",
            "visited who=王芳 where=云州",
            "visited who=张强 where=滨河村 within=海川省 2026-03-02/2026-03-03",
        ],
    );
}

#[test]
fn who_has_only_left_has_visited_nobody_yet() {
    for marked in [
        "5日上午，[李明/Person]乘专机离开北京，应邀赴[东山国/Place:country]出席论坛。",
        "5日上午，[李明/Person]乘专机离开[北京/Place:city]，应[王芳/Person]邀请，对[东山国/Place:country]进行国事访问。",
        "在[李明/Person]对[东山国/Place:country]进行国事访问前夕，[王芳/Person]接受采访。",
        "官员正在为[李明/Person]前往[东山国/Place:country]做各项准备。",
    ] {
        let told = super::told(&[Visited], marked);
        assert!(told.len() == 1 && told[0].contains("planned"), "{marked}: {told:?}");
    }
}

#[test]
fn the_capital_is_where_somebody_went() {
    check(
        &[Visited],
        "[李明/Person]5日抵达[东山国/Place:country]首都[云城/Place:city]。",
        &["visited who=李明 where=云城 within=东山国 2026-03-05"],
    );
    check(
        &[Visited],
        "# [李明/Person]访问[东山国/Place:country]\n[王芳/Person]到机场迎接。[李明/Person]5日抵达[东山国/Place:country]首都[云城/Place:city]。",
        &["visited who=李明 where=东山国 2026-03-05", "visited who=李明 where=云城 within=东山国 2026-03-05"],
    );
    check(
        &[Visited],
        "[李明/Person]来到[云州大学/Organization:education]的前身[白石学堂/Organization:education]学习。",
        &["visited who=李明 where=白石学堂"],
    );
}

#[test]
fn a_region_of_disaster_is_no_name() {
    check(
        &[Visited],
        "[李明/Person]5日赶赴[云州/Place:city][地震灾区/Place:region]指导救援。",
        &["visited who=李明 where=云州 2026-03-05"],
    );
}

#[test]
fn what_is_over_holds_no_other_town() {
    check(
        &[Visited],
        "[李明/Person]是在结束对[东山国/Place:country]的正式访问后赴[云城/Place:city]的。",
        &["visited who=李明 where=东山国", "visited who=李明 where=云城"],
    );
}

#[test]
fn a_stay_holds_the_stops_made_in_it() {
    check(
        &[Visited],
        "[海川省/Place:province]风光秀丽。在[海川省/Place:province]考察期间，[李明/Person]来到[白石公司/Organization:company]。",
        &["visited who=李明 where=海川省", "visited who=李明 where=白石公司 within=海川省"],
    );
    check(
        &[Visited],
        "[江苏/Place:province]是经济大省。在苏期间，[李明/Person]考察了[白石公司/Organization:company]。",
        &["visited who=李明 where=白石公司 within=江苏"],
    );
    check(
        &[Visited],
        "3月1日至3日，[李明/Person]对[东山国/Place:country]进行正式访问。\n\
         2日，[李明/Person]赴[云州/Place:city]访问。\n访问期间，[李明/Person]参观了[白石馆/Organization:other]。",
        &[
            "visited who=李明 where=东山国 2026-03-01/2026-03-03",
            "visited who=李明 where=云州 2026-03-02",
            "visited who=李明 where=白石馆 within=东山国 2026-03-01/2026-03-03",
        ],
    );
}

#[test]
fn a_time_since_is_not_that_of_a_visit_nor_that_of_a_report() {
    check(&[Visited], "[李明/Person]近十二年来首次访问[东山国/Place:country]。", &["visited who=李明 where=东山国"]);
    // Many journeys do have the time in which they were made.
    let (reading, annotations) = document("十年来，[李明/Person]多次来到[云州/Place:city]。").expect("marks");
    let told = facts(&reading, &annotations, Knowledge::embedded());
    assert_eq!(told[0].time.as_ref().map(|time| time.text.as_str()), Some("十年来"));
    check(
        &[Visited],
        "5日战事激烈。当地媒体当天报道称，[李明/Person]前往[云州/Place:city]慰问。",
        &["visited who=李明 where=云州"],
    );
}
