//! Who was there, who held it, who led it, and what it is called.

use super::check;
use crate::model::FactType;

#[test]
fn who_holds_a_banquet_and_for_whom_are_both_there() {
    check(
        &[FactType::Attended],
        "[李明/Person]在云州宾馆为[王芳/Person]举行欢迎宴会。",
        &["attended who=李明 event=欢迎宴会 role=attended", "attended who=王芳 event=欢迎宴会 role=attended"],
    );
}

#[test]
fn a_gathering_that_is_only_spoken_of_is_not_attended() {
    for marked in [
        "[李明/Person]表示，前不久召开的海川省经济工作会议作出部署。",
        "[李明/Person]呼吁尽快召开海川省紧急救灾会议。",
        "[李明/Person]还提到由各方举行的云州合作峰会。",
        "[李明/Person]多次召开重要会议。",
        "[李明/Person]在云州召开这次座谈会。",
    ] {
        check(&[FactType::Attended], marked, &[]);
    }
}

#[test]
fn a_name_of_a_gathering_has_no_words_before_it_and_all_after() {
    for (marked, event) in [
        ("[李明/Person]出席[王芳/Person]为各国来宾举行的欢迎招待会。", "欢迎招待会"),
        ("[李明/Person]出席中方主办的云州全球合作会议。", "云州全球合作会议"),
        ("[李明/Person]出席云州发展论坛2026年年会开幕式。", "云州发展论坛2026年年会开幕式"),
    ] {
        check(&[FactType::Attended], marked, &[&format!("attended who=李明 event={event} role=attended")]);
    }
    check(
        &[FactType::Attended],
        "[李明/Person]在云州出席山海国家高层对话会，并发表题为《同路》的主旨讲话。",
        &["attended who=李明 event=山海国家高层对话会 role=spoke"],
    );
}

#[test]
fn the_guest_of_a_meeting_is_the_one_who_came_for_the_gathering() {
    check(
        &[FactType::Attended],
        "[李明/Person]同来[华/Place:country]出席云州合作峰会的[王芳/Person]举行会谈。",
        &["attended who=王芳 event=云州合作峰会 role=attended"],
    );
}
