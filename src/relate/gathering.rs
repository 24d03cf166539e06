//! Finds of the gathering rules enter; `attended` facts leave, with the gathering's name as written and the part played.
//!
//! 在仪式上, 上述活动 and 观看演出 mean the gathering that the document names last before, else the one it names at all;
//! unnamed ones give nothing. Traits of rules: `named` only tells that there is such a gathering (…在云州举行), `same`
//! takes the event from the discourse, `row` takes all persons named in the sentence before the verb; `beside` takes it from the sentence
//! itself or the one right before (举行签约仪式。李明、王芳出席，张强主持。), `rows` all names of the row that ends at the verb; `sole` holds only
//! where the story is about one gathering,
//! `convene` only where the subject itself holds the gathering, `for-guest` only for banquets and ceremonies in somebody's honour.

use std::sync::LazyLock;

use regex::Regex;

use super::Scene;
use super::find::{Find, time_of};
use super::mask::Masked;
use super::merge::Draft;
use crate::knowledge::Sign;
use crate::model::{FactType, Realis, Role};

/// Turns finds into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    let mut events: Vec<(usize, usize, String)> = Vec::new();
    let mut spoken: Vec<(usize, usize, String)> = Vec::new();
    let all = finds;
    let finds = finds.iter().filter(|find| find.rule.fact == FactType::Attended);
    let finds = finds.filter(|find| takes_part(scene, find)).collect::<Vec<_>>();
    for find in &finds {
        if let Some(name) = name(scene, find)
            && !find.rule.has("aside")
            && !is_topic(scene, find)
        {
            let name = fuller(&events, find, &name).unwrap_or(name);
            // 李明指出，去年举行的山海峰会…: what somebody speaks of is not what he is at.
            let before = &scene.discourse.sentences[find.sentence].text[..find.act.0];
            let of_speech =
                ["表示，", "指出，", "强调，", "说，", "认为，", "称，"].iter().any(|word| before.contains(word));
            if of_speech { &mut spoken } else { &mut events }.push((find.sentence, find.act.0, name));
        }
    }
    if events.is_empty() {
        events = spoken;
    }
    // The sentence up to which the story speaks of those at the last gathering.
    let mut told: Option<Told> = None;
    for find in finds {
        if find.rule.has("beside") {
            beside(scene, all, find, &mut told, out);
            continue;
        }
        if find.realis == Realis::Happened
            && !find.rule.has("aside")
            && !find.rule.has("sole")
            && !is_topic(scene, find)
            && let Some(name) =
                name(scene, find).or_else(|| find.rule.has("same").then(|| before(scene, &events, find)).flatten())
        {
            let name = fuller(&events, find, &name).unwrap_or(name);
            let time = time_of(&scene.discourse.sentences[find.sentence], find.act);
            let time = time.or_else(|| told.as_ref().filter(|told| told.event == name).and_then(|told| told.time));
            told = Some(Told { event: name, time, sentence: find.sentence, at: find.act.0 });
        }
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
        if find.rule.has("sole") && !is_sole(scene, &events, find, &event) {
            continue;
        }
        let masked = &scene.discourse.sentences[find.sentence];
        let mut who = super::row::actors(scene, find);
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
        if let Some(last) =
            find.roles.get(&Role::Who).and_then(|tokens| tokens.last()).filter(|_| find.rule.has("aside"))
        {
            who.extend(super::row::after(scene, masked, *last, masked.text[..find.act.0].contains("分别")));
        }
        if let Some((one, other)) = find.rule.has("pair").then(|| super::both::pair(scene, all, find)).flatten() {
            who = vec![one, other];
        }
        let time = time_of(masked, find.act);
        for event in std::iter::once(event).chain(further(scene, find)) {
            for person in &who {
                out.push(Draft::of(scene, find).arg(Role::Who, *person).text("event", &event).time(scene, time));
            }
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

/// Where the first of two joined names of gatherings ends: 海川峰会|和新路论坛. Both end with a word for one.
fn joint(scene: &Scene<'_>, words: &str) -> Option<(usize, usize)> {
    let endings = scene.rules.list("gathering");
    let ends = |words: &str| endings.iter().any(|end| words.ends_with(end.as_str()));
    let fits = |(at, join): &(usize, &str)| {
        let (left, right) = (&words[..*at], &words[at + join.len()..]);
        ends(left)
            && ends(right)
            && left.chars().count() >= 4
            && right.chars().count() >= 5
            && !right.starts_with("有关")
    };
    ["和", "以及", "及", "、"]
        .into_iter()
        .flat_map(|join| words.match_indices(join))
        .filter(fits)
        .map(|(at, join)| (at, at + join.len()))
        .min()
}

/// The gatherings that follow the first one in a row: 出席海川峰会和“新路”论坛并讲话.
fn further(scene: &Scene<'_>, find: &Find<'_>) -> Vec<String> {
    let Some(&(first, to)) = find.captured.get("event") else { return Vec::new() };
    let masked = &scene.discourse.sentences[find.sentence];
    if let Some((_, next)) = joint(scene, &masked.text[first..to]) {
        return vec![scene.words(find.sentence, (first + next, to)).trim().to_owned()];
    }
    let joins = ["以及", "、", "和", "及", "与"];
    let endings = scene.rules.list("gathering");
    let ends = |words: &str| endings.iter().any(|end| words.ends_with(end.as_str()));
    let clause = &masked.text[to..];
    let clause = &clause[..clause.find(['，', '；', '。', Sign::Person.char()]).unwrap_or(clause.len())];
    let clause = &clause[..clause.find("并").unwrap_or(clause.len())];
    let mut found = Vec::new();
    // The rest of the first name: 峰会 | 开幕式.
    let Some(mut at) = joins.iter().filter_map(|join| clause.find(join)).min() else { return found };
    if !(at == 0 || ends(&clause[..at])) {
        return found;
    }
    while let Some(join) = joins.iter().find(|join| clause[at..].starts_with(**join)) {
        let from = at + join.len();
        let next = joins
            .iter()
            .filter_map(|join| clause[from..].find(join))
            .map(|end| from + end)
            .filter(|end| ends(&clause[from..*end]))
            .min();
        let end = next.unwrap_or(clause.len());
        let words = &clause[from..end];
        if !ends(words) || words.contains('的') || !(4..=40).contains(&words.chars().count()) {
            break;
        }
        found.push(scene.words(find.sentence, (to + from, to + end)).to_owned());
        at = end;
        if at == clause.len() {
            break;
        }
    }
    found
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

/// A gathering that the story speaks of.
struct Told {
    event: String,
    time: Option<usize>,
    sentence: usize,
    at: usize,
}

/// 李明、王芳出席，张强主持。 right after the gathering: what they were at is not said again.
fn beside(scene: &Scene<'_>, all: &[Find<'_>], find: &Find<'_>, told: &mut Option<Told>, out: &mut Vec<Draft>) {
    let Some(last) = told.as_mut() else { return };
    let block = |sentence: usize| scene.reading.sentences[sentence].block;
    let near = last.sentence == find.sentence
        || last.sentence + 1 == find.sentence
            && block(last.sentence) == block(find.sentence)
            && !scene.discourse.fresh[find.sentence];
    // 出席仪式后到海川公司调研。王芳参加: of the visit or meeting in between.
    let other = all.iter().any(|other| {
        let between = (other.sentence, other.act.0) > (last.sentence, last.at)
            && (other.sentence, other.act.0) < (find.sentence, find.act.0);
        between && matches!(other.rule.fact, FactType::Visited | FactType::Met)
    });
    let masked = &scene.discourse.sentences[find.sentence];
    if !near || other || find.realis != Realis::Happened || find.act.0 < last.at && last.sentence == find.sentence {
        return;
    }
    let end = find.roles.get(&Role::Who).and_then(|tokens| tokens.last());
    let who = if find.rule.has("rows") {
        end.map_or_else(Vec::new, |end| super::row::before(scene, masked, *end))
    } else {
        find.entities(scene.discourse, Role::Who)
    };
    if who.is_empty() {
        return;
    }
    (last.sentence, last.at) = (find.sentence, find.act.0);
    for person in who {
        let time = time_of(masked, find.act).or(last.time);
        out.push(Draft::of(scene, find).arg(Role::Who, person).text("event", &last.event).time(scene, time));
    }
}

/// Whether a gathering is the one that the story is about, told at its head, and no other is named before a find.
fn is_sole(scene: &Scene<'_>, events: &[(usize, usize, String)], find: &Find<'_>, event: &str) -> bool {
    let start = (0..=find.sentence).rev().find(|index| scene.discourse.fresh[*index]).unwrap_or(0);
    let mut told = events.iter().filter(|(sentence, _, _)| (start..=find.sentence).contains(sentence)).peekable();
    told.peek().is_some_and(|(sentence, _, _)| *sentence <= start + 2)
        && told.all(|(_, _, name)| name.ends_with(event) || event.ends_with(name.as_str()) || alike(name, event))
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
    let whole = &scene.discourse.sentences[find.sentence].text[from..to];
    to = joint(scene, whole).map_or(to, |(end, _)| from + end);
    // 纪念活动开幕式, 博览会暨论坛开幕式: endings may follow one another.
    let masked = &scene.discourse.sentences[find.sentence];
    loop {
        let rest = &masked.text[to..];
        // “新路论坛”开幕式: the mark closes a part of the name.
        let behind = rest.strip_prefix('”').and_then(|rest| ending(scene, rest)).map(|length| length + '”'.len_utf8());
        let next = behind.filter(|_| masked.text[from..to].contains('“')).or_else(|| ending(scene, rest));
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
    // 云州市人大常委会举行第六次会议: whose sixth session it is stands before the verb.
    if let Some(body) = session_of(scene, find, words) {
        return Some(format!("{body}{words}"));
    }
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

/// The body whose session a numbered meeting is: what stands before the verb in 云州市人大常委会举行第六次会议.
fn session_of<'a>(scene: &'a Scene<'_>, find: &Find<'_>, words: &str) -> Option<&'a str> {
    let numbered = words.starts_with('第') && words.ends_with("会议") && words.chars().take(6).any(|c| c == '次');
    if !find.rule.has("named") || !numbered {
        return None;
    }
    let masked = &scene.discourse.sentences[find.sentence];
    let clause = masked.text[..find.act.0].rfind(super::discourse::EDGES).map_or(0, |at| at);
    let names = || masked.tokens_in(clause, find.act.0).filter(|(_, token)| token.sign != Sign::Date);
    let (first, _) = names().next()?;
    let body = names().any(|(_, token)| token.sign == Sign::Organization);
    // 云州商会5日举行第六次会议: the day is no part of the name.
    let mut dates = masked.tokens_in(masked.at[first], find.act.0).filter(|(_, token)| token.sign == Sign::Date);
    let end = dates.next().map_or(find.act.0, |(index, _)| masked.at[index]);
    let before = scene.words(find.sentence, (masked.at[first], end));
    let before = before.split(['在', '于']).next().unwrap_or_default();
    (body && (3..=24).contains(&before.chars().count()) && !before.contains(['，', '。', '的'])).then_some(before)
}

/// The bytes of a further ending of a gathering's name: 年会, 第二十二次会议, 2025年年会.
fn ending(scene: &Scene<'_>, rest: &str) -> Option<usize> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("^(?:(?:第[一二三四五六七八九十百零0-9]+|[一二三四五六七八九十]+)[届次]|\u{E006}|[0-9]{4}年)+")
            .expect("a constant")
    });
    // 十届一次会议海川代表团全体会议: what a part of the gathering holds.
    static PART: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("^[^，；：。、\\s]{2,16}代表团(?:全体|小组)会议").expect("a constant"));
    let number = NUMBER.find(rest).map_or(0, |number| number.end());
    let words = scene.rules.list("gathering").iter().filter(|word| rest[number..].starts_with(word.as_str()));
    let ending = words.map(|word| number + word.len()).max();
    ending.or_else(|| PART.find(rest).map(|part| part.end()))
}
