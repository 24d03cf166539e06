//! Rows of offices, offices given up, and what two people share.

use super::check;
use crate::model::FactType;

#[test]
fn titles_of_one_person_stand_in_a_row() {
    check(
        &[FactType::HoldsPosition],
        "[海川集团|副总经理/Position]，[海川股份|董事长/Position][李明/Person]在云州讲话。",
        &[
            "holdsPosition who=李明 org=海川集团 position=海川集团副总经理",
            "holdsPosition who=李明 org=海川股份 position=海川股份董事长",
        ],
    );
    check(
        &[FactType::HoldsPosition],
        "[李明/Person]曾任[海川集团|总经理/Position]；[云州银行/Organization:company]海外发展[总监/Position]及[研究员/Position]、\
         [白石公司|董事长/Position]等职。",
        &[
            "holdsPosition who=李明 org=海川集团 position=海川集团总经理",
            "holdsPosition who=李明 org=云州银行 position=海外发展总监",
            "holdsPosition who=李明 org=云州银行 position=研究员",
            "holdsPosition who=李明 org=白石公司 position=白石公司董事长",
        ],
    );
}

#[test]
fn a_title_goes_with_the_department_and_the_brackets_of_its_house() {
    check(
        &[FactType::HoldsPosition],
        "[云州银行/Organization:company]矿业部门[主管/Position][李明/Person]到会。\n\
         [海川会展中心/Organization:other]（云州）[董事长/Position][王芳/Person]到会。\n\
         [海川股份/Organization:company]（600123，SH）[总裁/Position][张强/Person]到会。",
        &[
            "holdsPosition who=李明 org=云州银行 position=云州银行矿业部门主管",
            "holdsPosition who=王芳 org=海川会展中心 position=海川会展中心（云州）董事长",
            "holdsPosition who=张强 org=海川股份 position=总裁",
        ],
    );
}

#[test]
fn the_last_title_of_a_row_need_not_be_listed() {
    check(
        &[FactType::HoldsPosition],
        "[海川集团|副总裁/Position]、首席架构官[李明/Person]到会。",
        &[
            "holdsPosition who=李明 org=海川集团 position=海川集团副总裁",
            "holdsPosition who=李明 org=海川集团 position=首席架构官",
        ],
    );
}

#[test]
fn an_office_given_up_is_not_held() {
    for marked in [
        "[海川集团|总裁/Position][李明/Person]辞职。",
        "[李明/Person]卸任[董事长/Position]职位。",
        "[海川集团/Organization:company][控股股东/Position][李明/Person]减持股份。",
    ] {
        check(&[FactType::HoldsPosition], marked, &[]);
    }
    check(
        &[FactType::HoldsPosition],
        "[海川集团|总裁/Position][李明/Person]或将辞职。",
        &["holdsPosition who=李明 org=海川集团 position=海川集团总裁"],
    );
}

#[test]
fn a_title_after_a_verb_of_office_is_no_reference() {
    check(
        &[FactType::HoldsPosition],
        "[海川银行/Organization:company]：委任[李明/Person]为[财务总监/Position]、[总经理/Position]。\n\
         [财务总监/Position][王芳/Person]将退休。",
        &[
            "holdsPosition who=李明 org=海川银行 position=总经理",
            "holdsPosition who=李明 org=海川银行 position=财务总监",
            "holdsPosition who=王芳 position=财务总监",
        ],
    );
}

#[test]
fn what_is_told_of_both_countries_goes_to_the_one_without_a_title() {
    check(
        &[FactType::HoldsPosition],
        "[李明/Person]同[东山国|总理/Position:country][王芳/Person]举行会谈。[中国/Place:country]愿加强合作。会谈后，两国总理共同会见记者。",
        &["holdsPosition who=王芳 org=东山国 position=东山国总理", "holdsPosition who=李明 org=中国 position=总理"],
    );
}

#[test]
fn those_who_act_together_are_told_together() {
    check(
        &[FactType::Visited],
        "[导演/Position][李明/Person]，主演[王芳/Person]、[张强/Person]分别来到[云州/Place:city]。",
        &["visited who=李明 where=云州 position=导演", "visited who=王芳 where=云州", "visited who=张强 where=云州"],
    );
    check(
        &[FactType::Attended],
        "[李明/Person]与[王芳/Person]进行会谈，并共同出席云州能源合作项目签约仪式。",
        &[
            "attended who=李明 event=云州能源合作项目签约仪式 role=attended",
            "attended who=王芳 event=云州能源合作项目签约仪式 role=attended",
        ],
    );
}

#[test]
fn who_serves_the_head_does_not_hold_the_heads_office() {
    check(
        &[FactType::HoldsPosition],
        "[东山国|总统/Position:country][新闻秘书/Position][李明/Person]到会。",
        &["holdsPosition who=李明 org=东山国 position=东山国总统新闻秘书"],
    );
    check(
        &[FactType::HoldsPosition],
        "[国家主席/Position][李明/Person][特别代表/Position]、[国家副主席/Position][王芳/Person]到会。",
        &[
            "holdsPosition who=李明 position=国家主席",
            "holdsPosition who=王芳 position=国家副主席",
            "holdsPosition who=王芳 position=特别代表",
        ],
    );
}

#[test]
fn a_minister_is_told_with_what_is_in_the_ministers_charge() {
    check(
        &[FactType::HoldsPosition],
        "[东山国/Place:country]公共工程和住房[部长/Position][李明/Person]到会。\n\
         [西海国|副总理/Position:country]兼经济和气候[部长/Position][王芳/Person]到会。",
        &[
            "holdsPosition who=李明 org=东山国 position=东山国公共工程和住房部长",
            "holdsPosition who=王芳 org=西海国 position=经济和气候部长",
            "holdsPosition who=王芳 org=西海国 position=西海国副总理",
        ],
    );
}

#[test]
fn an_office_of_state_after_one_of_a_party_is_not_the_partys() {
    check(
        &[FactType::HoldsPosition],
        "[海川党|总书记/Position:party]、[国务委员长/Position][李明/Person]到会。",
        &["holdsPosition who=李明 position=国务委员长", "holdsPosition who=李明 org=海川党 position=海川党总书记"],
    );
    check(
        &[FactType::HoldsPosition],
        "[国务院/Organization:government]召开会议。[国务委员/Position][王芳/Person]到会。",
        &["holdsPosition who=王芳 org=国务院 position=国务委员"],
    );
}
