//! Rows of persons: who belongs to a verb, and who does not.

use super::check;
use crate::model::FactType;

#[test]
fn a_row_over_commas_goes_as_a_whole() {
    check(
        &[FactType::Visited],
        "[李明/Person]，[王芳/Person]，[张强/Person]先后到[海川公司/Organization:company]、[白石公司/Organization:company]调研。",
        &[
            "visited who=李明 where=海川公司",
            "visited who=李明 where=白石公司",
            "visited who=王芳 where=海川公司",
            "visited who=王芳 where=白石公司",
            "visited who=张强 where=海川公司",
            "visited who=张强 where=白石公司",
        ],
    );
}

#[test]
fn whoever_is_met_first_is_not_the_one_who_takes_part() {
    check(
        &[FactType::Attended],
        "[李明/Person]会见[王芳/Person]并出席云州合作论坛。",
        &["attended who=李明 event=云州合作论坛 role=attended"],
    );
    check(
        &[FactType::Attended],
        "[李明/Person]同[王芳/Person]共同主持云州合作论坛。",
        &["attended who=李明 event=云州合作论坛 role=chaired", "attended who=王芳 event=云州合作论坛 role=chaired"],
    );
}

#[test]
fn guests_in_a_row_all_come_and_are_all_met() {
    check(
        &[FactType::Met, FactType::Visited],
        "[李明/Person]在[云州/Place:city]分别会见来[华/Place:country]出席合作论坛的[东山国总理/Position][王芳/Person]，\
         第一副议长[张强/Person]，副首相[赵亮/Person]。",
        &[
            "visited who=王芳 where=华 position=东山国总理",
            "visited who=张强 where=华",
            "visited who=赵亮 where=华",
            "met where=云州 a=李明 b=王芳",
            "met where=云州 a=李明 b=张强",
            "met where=云州 a=李明 b=赵亮",
        ],
    );
}

#[test]
fn who_is_shown_around_goes_and_not_who_shows_around() {
    check(
        &[FactType::Visited],
        "[李明/Person]在牵头人[王芳/Person]，部长[张强/Person]陪同下考察[海川港/Place:site]。",
        &["visited who=李明 where=海川港"],
    );
}

#[test]
fn two_gatherings_joined_by_and_are_two() {
    check(
        &[FactType::Attended],
        "[李明/Person]分别出席山海合作峰会和“新路”论坛并发表讲话。",
        &["attended who=李明 event=“新路”论坛 role=spoke", "attended who=李明 event=山海合作峰会 role=spoke"],
    );
}

#[test]
fn two_leaders_told_together_are_those_named_before() {
    check(
        &[FactType::Met],
        "在[东山国主席/Position][李明/Person]和[西海国总统/Position][王芳/Person]的引领下，合作顺利。今年以来，两国元首两度会晤。",
        &["met a=李明 b=王芳 retold=true"],
    );
}
