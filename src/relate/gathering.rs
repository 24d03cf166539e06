//! Finds of the gathering rules enter; `attended` facts leave, with the gathering's name as written and the part played.
//!
//! 在仪式上, 上述活动 and 观看演出 mean the gathering that the document names last before, else the one it names at all;
//! unnamed ones give nothing. Traits of rules: `named` only tells that there is such a gathering (…在云州举行), `same`
//! takes the event from the discourse, `row` takes all persons named in the sentence before the verb, `convene` holds only
//! where the subject itself holds the gathering, `for-guest` only for banquets and ceremonies in somebody's honour.

use std::sync::LazyLock;

use regex::Regex;

use super::Scene;
use super::find::{Find, time_of};
use super::mask::Masked;
use super::merge::Draft;
use crate::knowledge::Sign;
use crate::model::{FactType, Role};

/// Turns finds into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    let mut events: Vec<(usize, usize, String)> = Vec::new();
    let finds = finds.iter().filter(|find| find.rule.fact == FactType::Attended);
    let finds = finds.filter(|find| takes_part(scene, find)).collect::<Vec<_>>();
    for find in &finds {
        if let Some(name) = name(scene, find)
            && !find.rule.has("aside")
            && !is_topic(scene, find)
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
        let mut who = find.actors(scene.discourse, Role::Who);
        if find.rule.has("row") {
            who = masked
                .tokens_in(0, find.act.0)
                .filter(|(_, token)| token.sign == Sign::Person)
                .flat_map(|(_, token)| token.entities.iter().copied())
                .collect();
        }
        if find.rule.has("clause") {
            who.extend(guests(masked, find));
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

/// Whether the persons of a find are those who take part: 李明提到去年举行的峰会 and 李明同来华出席峰会的王芳会谈 do not
/// tell that 李明 was there.
fn takes_part(scene: &Scene<'_>, find: &Find<'_>) -> bool {
    let masked = &scene.discourse.sentences[find.sentence];
    let Some(&(from, to)) = find.captured.get("event") else { return true };
    let event = &masked.text[from..to];
    let has = |list: &str, words: &str| scene.rules.list(list).iter().any(|word| words.contains(word.as_str()));
    let who = find.roles.get(&Role::Who).and_then(|tokens| tokens.last());
    let start = who.map_or(find.range.0, |token| masked.at[*token] + Sign::Person.char().len_utf8());
    let between = masked.text.get(start..find.act.0).unwrap_or_default();
    if find.rule.has("for-guest") {
        return !event.starts_with('的') && has("for_guest", event);
    }
    if find.rule.has("convene") {
        // 黄河市为李明举行仪式: who stands after 为 does not hold it.
        let first = find.roles.get(&Role::Who).and_then(|tokens| tokens.first());
        let leads = first.is_none_or(|token| scene.discourse.starts_clause(masked, masked.at[*token]));
        return leads && !event.starts_with('的') && !has("not_convening", between);
    }
    // 同来华出席峰会的王芳会谈: the guest is the one who attends.
    let guest = between.ends_with(['华', Sign::Place.char()]) && between.contains('来')
        || ["前来", "应邀"].iter().any(|word| between.ends_with(word));
    let other = ["同", "与", "和", "会见"].iter().any(|word| between.contains(word));
    let rest = masked.text[to..].split(super::discourse::EDGES).next().unwrap_or_default();
    find.rule.has("aside") || !(guest && other && rest.contains('的') && rest.contains(Sign::Person.char()))
}

/// The persons named after the first of a clause, up to the verb: with whom a gathering is held.
fn guests(masked: &Masked, find: &Find<'_>) -> Vec<usize> {
    masked
        .tokens_in(find.range.0, find.act.0)
        .filter(|(_, token)| token.sign == Sign::Person)
        .flat_map(|(_, token)| token.entities.iter().copied())
        .collect()
}

/// Whether the gathering is only what was talked about: 学习李明在云州工作会议上的重要讲话.
fn is_topic(scene: &Scene<'_>, find: &Find<'_>) -> bool {
    let masked = &scene.discourse.sentences[find.sentence];
    let clause = masked.text[..find.range.0].rsplit(super::discourse::EDGES).next().unwrap_or_default();
    let study = ["学习", "传达", "贯彻", "落实", "评价", "热议", "引发"];
    let rest = &masked.text[find.captured.get("event").map_or(find.act.1, |event| event.1)..];
    let rest = rest.split(super::discourse::EDGES).next().unwrap_or_default();
    study.iter().any(|word| clause.contains(word)) && ["上的", "精神", "时的"].iter().any(|word| rest.contains(word))
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
    let &(mut from, mut to) = find.captured.get("event")?;
    // 纪念活动开幕式, 博览会暨论坛开幕式: endings may follow one another.
    let masked = &scene.discourse.sentences[find.sentence];
    loop {
        let rest = &masked.text[to..];
        let next = ending(scene, rest);
        let joined = rest.strip_prefix('暨').and_then(|rest| {
            let end = rest.find(super::discourse::EDGES).unwrap_or(rest.len());
            let words = scene.rules.list("gathering").iter();
            words.filter_map(|word| rest[..end].find(word.as_str()).map(|at| at + word.len() + '暨'.len_utf8())).min()
        });
        match (next, joined) {
            (Some(length), _) | (None, Some(length)) => to += length,
            (None, None) => break,
        }
    }
    // 外国人士评价李明在云州论坛开幕式: the name begins after the words that tell who was there.
    for (index, _) in masked.tokens_in(from, to).filter(|(_, token)| token.sign == Sign::Person) {
        let after = masked.at[index] + Sign::Person.char().len_utf8();
        let rest = &masked.text[after..to];
        let Some(at) = rest.find('在').filter(|at| rest[..*at].chars().count() <= 8) else { continue };
        if find.rule.has("named") {
            return None;
        }
        from = after + at + '在'.len_utf8();
    }
    let words = scene.words(find.sentence, (from, to));
    let mut words = words.trim();
    for end in scene.rules.list("of_host") {
        words = words.rfind(end.as_str()).map_or(words, |at| &words[at + end.len()..]);
    }
    // “新路论坛: half of a pair of marks.
    if words.matches('“').count() > words.matches('”').count() {
        words = words.strip_prefix('“').unwrap_or(words);
    }
    // 李明在云州出席合作论坛…在云州举行: the name begins after the verb.
    for verb in ["出席", "参加", "主持", "举行", "会见"] {
        words = words.rfind(verb).map_or(words, |at| &words[at + verb.len()..]);
    }
    while let Some(rest) =
        scene.rules.list("before_gathering").iter().find_map(|start| words.strip_prefix(start.as_str()))
    {
        words = rest;
    }
    let beside = scene.rules.list("beside_gathering").iter().any(|word| masked.text[to..].starts_with(word.as_str()));
    let bare = beside
        || scene.rules.list("unnamed_gathering").iter().any(|word| word == words)
        || scene.rules.list("this_gathering").iter().any(|word| words.starts_with(word.as_str()));
    (!bare && words.chars().count() >= 3).then(|| words.to_owned())
}

/// The bytes of a further ending of a gathering's name: 年会, 第二十二次会议, 2025年年会.
fn ending(scene: &Scene<'_>, rest: &str) -> Option<usize> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("^(?:(?:第[一二三四五六七八九十百零0-9]+|[一二三四五六七八九十]+)[届次]|\u{E006}|[0-9]{4}年)+")
            .expect("a constant")
    });
    let number = NUMBER.find(rest).map_or(0, |number| number.end());
    let words = scene.rules.list("gathering").iter().filter(|word| rest[number..].starts_with(word.as_str()));
    let ending = words.map(|word| number + word.len()).max();
    // 十届一次会议海川代表团全体会议: what a part of the gathering holds.
    static PART: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("^[^，；：。、\\s]{2,16}代表团(?:全体|小组)会议").expect("a constant"));
    ending.or_else(|| PART.find(rest).map(|part| part.end()))
}
