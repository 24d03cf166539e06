//! Groups that travel under their leaders, those at a gathering told after it, and titles that a row of names shares.

use super::check;
use crate::model::FactType;

#[test]
fn a_group_walks_on_for_its_leaders() {
    check(
        &[FactType::Visited],
        "3月2日，[李明/Person]、[王芳/Person]率领云州考察团到[白石市/Place:city]考察。\n考察团走访了[海川公司/Organization:company]、\
         [云州港/Place:site]，还参观了[白石博物馆/Organization]。",
        &[
            "visited who=李明 where=白石市 2026-03-02",
            "visited who=王芳 where=白石市 2026-03-02",
            "visited who=李明 where=海川公司 within=白石市 2026-03-02",
            "visited who=李明 where=云州港 within=白石市 2026-03-02",
            "visited who=李明 where=白石博物馆 within=白石市 2026-03-02",
            "visited who=王芳 where=海川公司 within=白石市 2026-03-02",
            "visited who=王芳 where=云州港 within=白石市 2026-03-02",
            "visited who=王芳 where=白石博物馆 within=白石市 2026-03-02",
        ],
    );
    check(
        &[FactType::Visited],
        "[李明/Person]带队来访。代表团参观了[海川公司/Organization:company]。",
        &["visited who=李明 where=海川公司"],
    );
}

#[test]
fn a_group_without_a_clear_leader_is_nobody() {
    for marked in [
        // Another group, named by whose it is.
        "[李明/Person]率云州考察团出发。东山代表团参观了[海川公司/Organization:company]。",
        "[李明/Person]率先发言。考察团参观了[海川公司/Organization:company]。",
        "考察团参观了[海川公司/Organization:company]。[李明/Person]率考察团回国。",
    ] {
        check(&[FactType::Visited], marked, &[]);
    }
    check(&[FactType::Quoted], "[李明/Person]率云州考察团出发。考察团表示，此行收获很大。", &[]);
}

#[test]
fn who_leads_others_somewhere_goes_there_as_well() {
    check(
        &[FactType::Visited],
        "[李明/Person]率[王芳/Person]、[张强/Person]连夜赶到[云州港/Place:site]。",
        &["visited who=李明 where=云州港", "visited who=王芳 where=云州港", "visited who=张强 where=云州港"],
    );
}

#[test]
fn those_at_a_gathering_are_told_after_it() {
    check(
        &[FactType::Attended],
        "3月2日，[海川公司/Organization:company]举行新港启用仪式。[李明/Person]，[王芳/Person]、[张强/Person]等出席，[赵亮/Person]主持。\
         [孙洁/Person]列席。",
        &[
            "attended who=李明 event=新港启用仪式 role=attended 2026-03-02",
            "attended who=王芳 event=新港启用仪式 role=attended 2026-03-02",
            "attended who=张强 event=新港启用仪式 role=attended 2026-03-02",
            "attended who=赵亮 event=新港启用仪式 role=chaired 2026-03-02",
            "attended who=孙洁 event=新港启用仪式 role=attended 2026-03-02",
        ],
    );
    check(
        &[FactType::Attended],
        "3月2日，[云州市/Place:city][人大常委会/Organization]举行第六次会议。[李明/Person]出席。",
        &["attended who=李明 event=云州市人大常委会第六次会议 role=attended 2026-03-02"],
    );
}

#[test]
fn who_takes_part_in_something_else_was_not_at_the_gathering() {
    for marked in [
        // Of the visit in between.
        "[海川公司/Organization:company]举行新港启用仪式。[李明/Person]随后参观[云州港/Place:site]，[王芳/Person]参加。",
        // Not held yet.
        "[海川公司/Organization:company]将举行新港启用仪式。[王芳/Person]拟出席。",
    ] {
        check(&[FactType::Attended], marked, &[]);
    }
    // None right before, and two that it may be.
    check(
        &[FactType::Attended],
        "[李明/Person]出席新港启用仪式。[李明/Person]出席云州合作论坛。这一天天气晴朗。[王芳/Person]出席。",
        &["attended who=李明 event=新港启用仪式 role=attended", "attended who=李明 event=云州合作论坛 role=attended"],
    );
}

#[test]
fn a_title_of_many_is_shared_by_a_row() {
    check(
        &[FactType::HoldsPosition],
        "[副校长/Position][李明/Person][教授/Position]、[王芳/Person][教授/Position]和[张强/Person]，[校长/Position][赵亮/Person]到会。",
        &[
            "holdsPosition who=李明 position=教授",
            "holdsPosition who=李明 position=副校长",
            "holdsPosition who=王芳 position=教授",
            "holdsPosition who=王芳 position=副校长",
            "holdsPosition who=张强 position=副校长",
            "holdsPosition who=赵亮 position=校长",
        ],
    );
    check(
        &[FactType::HoldsPosition],
        "[校长/Position][李明/Person]、[王芳/Person]到会，[副校长/Position][张强/Person]，[赵亮/Person]后到。",
        &["holdsPosition who=李明 position=校长", "holdsPosition who=张强 position=副校长"],
    );
}

#[test]
fn companions_go_where_the_sentence_is() {
    check(
        &[FactType::Visited],
        "[李明/Person]赴[云州/Place:city]、[白州/Place:city]调研。\n在[云州/Place:city]，[李明/Person]参观了[海川公司/Organization:company]，\
         [王芳/Person]陪同。\n[张强/Person]，[赵亮/Person]参加。",
        &[
            "visited who=李明 where=云州",
            "visited who=李明 where=白州",
            "visited who=李明 where=海川公司 within=云州",
            "visited who=王芳 where=云州 companionOf=李明",
            "visited who=张强 where=云州 companionOf=李明",
            "visited who=张强 where=白州 companionOf=李明",
            "visited who=赵亮 where=云州 companionOf=李明",
            "visited who=赵亮 where=白州 companionOf=李明",
        ],
    );
    check(
        &[FactType::Visited],
        "[李明/Person]抵达[云州/Place:city]。[王芳/Person]、[张强/Person]等陪同人员同机抵达。",
        &[
            "visited who=李明 where=云州",
            "visited who=王芳 where=云州 companionOf=李明",
            "visited who=张强 where=云州 companionOf=李明",
        ],
    );
}

#[test]
fn a_list_of_stops_goes_on_over_commas_to_the_end_of_the_sentence() {
    check(
        &[FactType::Visited],
        "[李明/Person]先后前往[海川公司/Organization:company]、[云州港/Place:site]，[白石公司/Organization:company]，[东山寺/Place:site]。",
        &[
            "visited who=李明 where=海川公司",
            "visited who=李明 where=云州港",
            "visited who=李明 where=白石公司",
            "visited who=李明 where=东山寺",
        ],
    );
    check(
        &[FactType::Visited],
        "[李明/Person]先后前往[海川公司/Organization:company]、[云州港/Place:site]，[白石公司/Organization:company]介绍了产品。",
        &["visited who=李明 where=海川公司", "visited who=李明 where=云州港"],
    );
}

#[test]
fn a_journey_that_is_talked_about_is_none() {
    for marked in [
        "双方讨论了[李明/Person]访华问题，[中国/Place:country]作了答复。",
        "[王芳/Person]谈到[李明/Person]访问[东山国/Place:country]事宜。",
    ] {
        check(&[FactType::Visited], marked, &[]);
    }
}

#[test]
fn in_company_the_first_named_goes() {
    check(
        &[FactType::Visited],
        "[李明/Person]在[王芳/Person]、[张强/Person]陪同下来到[海川公司/Organization:company]。",
        &["visited who=李明 where=海川公司"],
    );
}

#[test]
fn each_of_a_row_of_hosts_met_each_of_a_row_of_guests() {
    check(
        &[FactType::Met],
        "[李明/Person]，[王芳/Person]在云州与[张强/Person]，[赵亮/Person]一行举行会谈。",
        &["met a=李明 b=张强", "met a=李明 b=赵亮", "met a=王芳 b=张强", "met a=王芳 b=赵亮"],
    );
    check(
        &[FactType::Met],
        "[李明/Person]分别与甲国领事[张强/Person]、乙国领事[赵亮/Person]座谈。[王芳/Person]拜会了[孙洁/Person]。",
        &["met a=李明 b=张强", "met a=李明 b=赵亮", "met a=王芳 b=孙洁"],
    );
}

#[test]
fn a_family_name_with_a_title_is_its_holder() {
    check(
        &[FactType::Quoted],
        "[海川公司|董事长/Position][李明/Person]到会。[白石公司|董事长/Position][王芳/Person]到会。李[董事长/Position]说，双方合作多年。",
        &["quoted who=李明"],
    );
    check(
        &[FactType::Quoted],
        "[海川公司|董事长/Position][李明/Person]到会。[白石公司|董事长/Position][李芳/Person]到会。李[董事长/Position]说，双方合作多年。",
        &[],
    );
}

#[test]
fn an_office_given_up_or_taken_over_is_told() {
    check(
        &[FactType::HoldsPosition],
        "会议接受[李明/Person]辞去[云州公司/Organization:company][总裁/Position]职务的请求。[云州公司/Organization:company][总裁/Position]一职由[王芳/Person]接任。",
        &["holdsPosition who=李明 org=云州公司 position=总裁", "holdsPosition who=王芳 org=云州公司 position=总裁"],
    );
}
