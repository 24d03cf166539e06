//! Who goes with whom: delegations and those who lead them, rolls of who attended, titles that a row of names shares, arrivals.

use super::check;
use crate::model::FactType::{Attended, HoldsPosition, LocatedIn, Met, Quoted, Visited};

#[test]
fn a_delegation_goes_where_its_leaders_go() {
    check(
        &[Visited],
        "[河海市市长/Position][李明/Person]率党政考察团来访。[5日/Date]，考察团走访了[海川公司/Organization]、[滨河港/Place]，还参观了[白石馆/Organization]。",
        &[
            "visited who=李明 where=海川公司 position=河海市市长 2026-03-05",
            "visited who=李明 where=滨河港 position=河海市市长 2026-03-05",
            "visited who=李明 where=白石馆 position=河海市市长 2026-03-05",
        ],
    );
    check(
        &[Visited],
        "由[李明/Person]和[王芳/Person]率领的代表团抵达。代表团参观了[海川公司/Organization]。",
        &["visited who=李明 where=海川公司", "visited who=王芳 where=海川公司"],
    );
    // Nobody named leads it.
    check(&[Visited], "[李明/Person]介绍了情况。考察团走访了[海川公司/Organization]。", &[]);
    // Another kind of party than the one that he leads.
    check(&[Visited], "[李明/Person]率考察团到访。检查组走访了[海川公司/Organization]。", &[]);
}

#[test]
fn what_a_delegation_says_nobody_named_says() {
    check(&[Quoted], "[李明/Person]率考察团到访。考察团表示，受益很多。", &[]);
}

#[test]
fn a_delegation_is_received_in_the_person_of_its_leader() {
    check(&[Met], "[李明/Person]率代表团来访。下午，[王芳/Person]会见了代表团。", &["met a=王芳 b=李明"]);
}

#[test]
fn a_telegram_or_an_escort_is_no_meeting() {
    check(&[Met], "[李明/Person]向[王芳/Person]致慰问电。[李明/Person]慰问电说，深感悲痛[王芳/Person]。", &[]);
    check(&[Met], "[李明/Person]会见获奖专家 [王芳/Person]参加会见", &[]);
}

#[test]
fn a_title_is_shared_by_the_names_of_a_row_where_many_hold_it() {
    check(
        &[HoldsPosition],
        "[副主任/Position][李明/Person]、[王芳/Person]、[张强/Person]出席。",
        &[
            "holdsPosition who=李明 position=副主任",
            "holdsPosition who=王芳 position=副主任",
            "holdsPosition who=张强 position=副主任",
        ],
    );
    check(
        &[HoldsPosition],
        "[市长/Position][李明/Person]、[王芳/Person]出席。",
        &["holdsPosition who=李明 position=市长"],
    );
}

#[test]
fn a_roll_of_names_attends_the_gathering_told_of() {
    check(
        &[Attended],
        "云州合作论坛在[云州/Place]举行。会议由[李明/Person]主持，[王芳/Person]、[张强/Person]出席。",
        &[
            "attended who=李明 event=云州合作论坛 role=chaired",
            "attended who=王芳 event=云州合作论坛 role=attended",
            "attended who=张强 event=云州合作论坛 role=attended",
        ],
    );
    // The guest of honour is at the banquet as well, and does not chair it.
    check(
        &[Attended],
        "[李明/Person]为[王芳/Person]举行欢迎云州代表的新春招待会。",
        &[
            "attended who=李明 event=欢迎云州代表的新春招待会 role=attended",
            "attended who=王芳 event=欢迎云州代表的新春招待会 role=attended",
        ],
    );
}

#[test]
fn a_river_holds_no_city_and_a_force_has_no_seat_where_it_acts() {
    check(&[LocatedIn], "在[云州/Place:city]，[白石军区/Organization:military]搭建帐篷。", &[]);
    check(&[LocatedIn], "[云州/Place:city][大江/Place:natural]沿线开启闸门。", &[]);
}

#[test]
fn who_comes_on_the_same_plane_has_arrived_as_well() {
    check(
        &[Visited],
        "[李明/Person][5日/Date]乘包机抵达[云州/Place:city]。[王芳/Person]等陪同人员同机抵达。",
        &["visited who=李明 where=云州 2026-03-05", "visited who=王芳 where=云州 companionOf=李明 2026-03-05"],
    );
}

#[test]
fn the_narrower_place_is_where_somebody_went() {
    check(
        &[Visited],
        "[李明/Person]来到[云州/Place:city]的[海川公司/Organization:company]。",
        &["visited who=李明 where=海川公司 within=云州"],
    );
}

#[test]
fn a_house_whose_firms_were_visited_was_not() {
    check(&[Visited], "[李明/Person]到[海川集团/Organization]所属企业调研。", &[]);
    check(&[Visited], "[李明/Person]深入贯彻[总台/Organization]的要求。", &[]);
}

#[test]
fn guests_are_those_who_led_the_party_told_of_before() {
    check(&[Met], "[李明/Person]一行到访[云州大学/Organization]。[王芳/Person]会见来宾。", &["met a=王芳 b=李明"]);
    check(&[Met], "[李明/Person]到会。[王芳/Person]会见来宾。", &[]);
}

#[test]
fn clauses_go_on_with_the_subject_of_those_before() {
    check(
        &[Met],
        "[李明/Person]访问[东山国/Place:country]。随后，会见[王芳/Person]，还会见[张强/Person]、[赵刚/Person]。",
        &["met a=李明 b=王芳", "met a=李明 b=张强", "met a=李明 b=赵刚"],
    );
}

#[test]
fn a_title_of_the_house_told_before_opens_its_clause() {
    check(
        &[Visited],
        "集团[总经理/Position][李明/Person]到[云州/Place:city]调研，[王芳/Person]陪同。",
        &["visited who=李明 where=云州 position=总经理", "visited who=王芳 where=云州 companionOf=李明"],
    );
}

#[test]
fn those_who_held_an_office_in_turn_share_it() {
    check(
        &[HoldsPosition],
        "感谢历任[局长/Position][李明/Person]、[王芳/Person]、[张强/Person]。",
        &[
            "holdsPosition who=李明 position=局长",
            "holdsPosition who=王芳 position=局长",
            "holdsPosition who=张强 position=局长",
        ],
    );
    check(
        &[HoldsPosition],
        "感谢[局长/Position][李明/Person]、[王芳/Person]。",
        &["holdsPosition who=李明 position=局长"],
    );
}

#[test]
fn a_row_over_commas_goes_in_turn() {
    check(
        &[Visited],
        "[海川集团|董事长/Position][李明/Person]，集团[总经理/Position][王芳/Person]先后赴[白石公司/Organization]、[云州港/Place:site]慰问职工。",
        &[
            "visited who=李明 where=白石公司 position=海川集团董事长",
            "visited who=李明 where=云州港 position=海川集团董事长",
            "visited who=王芳 where=白石公司 position=总经理",
            "visited who=王芳 where=云州港 position=总经理",
        ],
    );
}
