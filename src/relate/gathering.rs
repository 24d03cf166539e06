//! Finds of the gathering rules enter; `attended` facts leave, with the gathering's name as written and the part played.
//!
//! 在仪式上, 上述活动 and 观看演出 mean the gathering that the document names last before, else the one it names at all;
//! unnamed ones give nothing. Traits of rules: `named` only tells that there is such a gathering (…在云州举行), `same`
//! takes the event from the discourse, `row` takes all persons named in the sentence before the verb.

use super::Scene;
use super::find::{Find, time_of};
use super::merge::Draft;
use crate::knowledge::Sign;
use crate::model::{FactType, Role};

/// Turns finds into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    let mut events: Vec<(usize, usize, String)> = Vec::new();
    let finds = finds.iter().filter(|find| find.rule.fact == FactType::Attended).collect::<Vec<_>>();
    for find in &finds {
        if let Some(name) = name(scene, find)
            && !find.rule.has("aside")
        {
            let name = fuller(&events, find, &name).unwrap_or(name);
            events.push((find.sentence, find.act.0, name));
        }
    }
    for find in finds {
        if find.rule.has("named") {
            continue;
        }
        let event = match name(scene, find) {
            // 座谈会 for 纪念李明诞辰百年座谈会 named before.
            Some(name) => Some(fuller(&events, find, &name).unwrap_or(name)),
            None if find.rule.has("same") => before(scene, &events, find),
            None => None,
        };
        let Some(event) = event else { continue };
        let masked = &scene.discourse.sentences[find.sentence];
        if find.rule.has("host") && !hosts(masked, find) {
            continue;
        }
        let mut who = find.actors(scene.discourse, Role::Who);
        if find.rule.has("row") {
            who = masked
                .tokens_in(0, find.act.0)
                .filter(|(_, token)| token.sign == Sign::Person)
                .flat_map(|(_, token)| token.entities.iter().copied())
                .collect();
        }
        for person in who {
            out.push(
                Draft::of(scene, find)
                    .arg(Role::Who, person)
                    .text("event", &event)
                    .time(scene, time_of(masked, find.act)),
            );
        }
    }
}

/// Whether who stands before 举行 gives the gathering: not 为李明举行宴会, 李明在刚刚举行的峰会上.
fn hosts(masked: &super::mask::Masked, find: &Find<'_>) -> bool {
    let who = find.roles.get(&Role::Who).and_then(|tokens| tokens.first()).map(|token| masked.at[*token]);
    let between = who.and_then(|at| masked.text.get(at..find.act.0)).unwrap_or_default();
    let beside = who.is_some_and(|at| masked.text[..at].ends_with(['为', '与', '同', '和', '向', '给', '对', '、']));
    !beside && !between.contains("呼吁") && !masked.text[find.act.1..].starts_with('的')
}

/// The gathering named last before a find; the next one where none is.
fn before(scene: &Scene<'_>, events: &[(usize, usize, String)], find: &Find<'_>) -> Option<String> {
    // A digest tells of one thing after another, each under its heading.
    let start = (0..=find.sentence).rev().find(|index| scene.discourse.fresh[*index]).unwrap_or(0);
    events
        .iter()
        .rfind(|(sentence, at, _)| *sentence >= start && (*sentence, *at) < (find.sentence, find.act.0))
        .or_else(|| events.first().filter(|_| start == 0))
        .map(|(_, _, name)| name.clone())
}

/// Another name of the same gathering, told before: a longer one, or one of nearly the same characters.
fn fuller(events: &[(usize, usize, String)], find: &Find<'_>, name: &str) -> Option<String> {
    events
        .iter()
        .filter(|(sentence, _, other)| *sentence <= find.sentence && other != name)
        .filter(|(_, _, other)| other.len() > name.len() && other.ends_with(name) || alike(other, name))
        .map(|(_, _, other)| other.clone())
        .next_back()
}

/// Whether two names of gatherings share most of their characters (Dice coefficient of 0.75 and more).
fn alike(a: &str, b: &str) -> bool {
    let mut rest: Vec<char> = b.chars().collect();
    let total = a.chars().count() + rest.len();
    let shared =
        a.chars().filter(|c| rest.iter().position(|other| other == c).map(|at| rest.swap_remove(at)).is_some()).count();
    8 * shared >= 3 * total
}

/// The gathering's name as the find has it, without what is no name.
fn name(scene: &Scene<'_>, find: &Find<'_>) -> Option<String> {
    let &(from, mut to) = find.captured.get("event")?;
    // 纪念活动开幕式, 博览会暨论坛开幕式: endings may follow one another.
    let masked = &scene.discourse.sentences[find.sentence];
    loop {
        let rest = &masked.text[to..];
        let next = scene.rules.list("gathering").iter().find(|word| rest.starts_with(word.as_str()));
        let joined = rest.strip_prefix('暨').and_then(|rest| {
            let end = rest.find(super::discourse::EDGES).unwrap_or(rest.len());
            let words = scene.rules.list("gathering").iter();
            words.filter_map(|word| rest[..end].find(word.as_str()).map(|at| at + word.len() + '暨'.len_utf8())).min()
        });
        match (next, joined) {
            (Some(word), _) => to += word.len(),
            (None, Some(length)) => to += length,
            (None, None) => break,
        }
    }
    let words = scene.words(find.sentence, (from, to));
    let mut words = words.trim();
    while let Some(rest) =
        scene.rules.list("before_gathering").iter().find_map(|start| words.strip_prefix(start.as_str()))
    {
        words = rest;
    }
    // “新路论坛: half of a pair of marks.
    if words.matches('“').count() > words.matches('”').count() {
        words = words.strip_prefix('“').unwrap_or(words);
    }
    // 李明在云州出席合作论坛…在云州举行: the name begins after the verb.
    for verb in ["出席", "参加", "主持", "举行", "会见"] {
        words = words.rfind(verb).map_or(words, |at| &words[at + verb.len()..]);
    }
    let bare = scene.rules.list("unnamed_gathering").iter().any(|word| word == words);
    (!bare && words.chars().count() >= 3).then(|| words.to_owned())
}
