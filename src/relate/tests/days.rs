//! Days of journeys and meetings: told late, told once for many, or told of something else.

use super::check;
use crate::model::FactType;

#[test]
fn a_day_that_the_trip_gets_later_goes_to_what_was_told_before() {
    check(
        &[FactType::Visited],
        "[李明/Person]近日在[海川省/Place:province]考察。他强调，要抓好落实。\n\
         3月2日至3日，[李明/Person]先后到[云州/Place:city]、[白石市/Place:city]等地考察调研。\n\
         [王芳/Person]陪同考察。",
        &[
            "visited who=李明 where=海川省 2026-03-02/2026-03-03",
            "visited who=李明 where=云州 within=海川省 2026-03-02/2026-03-03",
            "visited who=李明 where=白石市 within=海川省 2026-03-02/2026-03-03",
            "visited who=王芳 where=海川省 companionOf=李明 2026-03-02/2026-03-03",
        ],
    );
    check(
        &[FactType::Visited],
        "# [李明/Person]在[海川省/Place:province]调研\n[李明/Person]3月2日至3日在[海川省/Place:province][云州/Place:city]调研。",
        &[
            "visited who=李明 where=海川省 2026-03-02/2026-03-03",
            "visited who=李明 where=云州 within=海川省 2026-03-02/2026-03-03",
        ],
    );
}

#[test]
fn the_days_of_a_state_visit_are_those_of_its_stops() {
    check(
        &[FactType::Visited],
        "[李明/Person]3月1日至3日对[东山国/Place:country]进行正式友好访问。\n\
         访问期间，[李明/Person]考察了[白石港/Place:site]。\n\
         [李明/Person]曾到访[云城/Place:city]。",
        &[
            "visited who=李明 where=东山国 2026-03-01/2026-03-03",
            "visited who=李明 where=白石港 within=东山国 2026-03-01/2026-03-03",
            "visited who=李明 where=云城",
        ],
    );
}

#[test]
fn who_sets_out_on_a_day_makes_the_stops_on_it() {
    check(
        &[FactType::Visited],
        "[李明/Person]5日晚率队赶赴[白石县/Place:county]指导救灾。\n[李明/Person]先后来到[白石医院/Organization:other]、[白石水库/Place:site]。",
        &[
            "visited who=李明 where=白石县 2026-03-05",
            "visited who=李明 where=白石医院 within=白石县 2026-03-05",
            "visited who=李明 where=白石水库 within=白石县 2026-03-05",
        ],
    );
}

#[test]
fn the_day_of_a_return_is_not_that_of_what_ended() {
    check(
        &[FactType::Met],
        "5日晚，[李明/Person]在结束访问并同[王芳/Person]举行会谈后，乘机回到[云州/Place:city]。",
        &["met a=李明 b=王芳"],
    );
}

#[test]
fn a_guest_is_met_on_the_day_and_has_come_on_another() {
    check(
        &[FactType::Met, FactType::Visited],
        "5日下午，[李明/Person]在[云州宾馆/Place:site]同来[华/Place:country]出席“山海”论坛并进行国事访问的\
         [东山国|总统/Position:country][王芳/Person]举行会谈。",
        &["visited who=王芳 where=华 position=东山国总统", "met where=云州宾馆 a=李明 b=王芳 2026-03-05"],
    );
    check(
        &[FactType::Met, FactType::Visited],
        "[李明/Person]5日在首都[云城/Place:city]会见了到访的[东山国|总统/Position:country][王芳/Person]。",
        &["visited who=王芳 where=云城 position=东山国总统", "met where=云城 a=李明 b=王芳 2026-03-05"],
    );
}

#[test]
fn who_sends_a_telegram_or_comes_along_has_met_nobody() {
    for marked in [
        "# [李明/Person]就地震向[东山国|总统/Position:country][王芳/Person]致慰问电 [张强/Person]向[东山国|总理/Position:country][赵丽/Person]致慰问电",
        "# [李明/Person]会见获奖专家 [张强/Person]参加会见",
        "[李明/Person]看望专家代表[张强/Person]送上祝福。",
    ] {
        check(&[FactType::Met], marked, &[]);
    }
}

#[test]
fn who_talks_by_telephone_says_so_and_who_recalls_a_meeting_too() {
    check(
        &[FactType::Met],
        "5日，[李明/Person]同[王芳/Person]通电话。",
        &["met a=李明 b=王芳 meetingKind=telephone 2026-03-05"],
    );
    check(
        &[FactType::Met],
        "[李明/Person]5日同[王芳/Person]举行视频会晤。",
        &["met a=李明 b=王芳 meetingKind=video 2026-03-05"],
    );
    check(
        &[FactType::Met],
        "[张强/Person]表示，今年以来，[李明/Person]同[王芳/Person]两度会晤。",
        &["met a=李明 b=王芳 retold=true"],
    );
    // What a document tells as news is not only recalled, whatever is said of it next.
    check(
        &[FactType::Met],
        "5日，[李明/Person]同[王芳/Person]举行会谈。\n[张强/Person]表示，[李明/Person]同[王芳/Person]的会谈富有成果。",
        &["met a=李明 b=王芳 2026-03-05"],
    );
    // A year of an occasion is not the day.
    check(
        &[FactType::Met],
        "5日上午，[李明/Person]在[云州/Place:city]同来访并出席2026年春季峰会的[东山国|总统/Position:country][王芳/Person]举行会谈。",
        &["met where=云州 a=李明 b=王芳 2026-03-05"],
    );
}
