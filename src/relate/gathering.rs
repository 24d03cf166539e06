//! Finds of the gathering rules enter; `attended` facts leave, with the gathering's name as written and the part played.
//!
//! 在仪式上, 上述活动 and 观看演出 mean the gathering that the document names last before, else the one it names at all;
//! unnamed ones give nothing. Traits of rules: `named` only tells that there is such a gathering (…在云州举行), `same`
//! takes the event from the discourse, `row` takes all persons named in the sentence before the verb; `beside` takes it from the sentence
//! itself or the one right before (举行签约仪式。李明、王芳出席，张强主持。), `rows` all names of the row that ends at the verb; `sole` holds only
//! where the story is about one gathering.

use super::Scene;
use super::find::{Find, time_of};
use super::mask::Masked;
use super::merge::Draft;
use crate::knowledge::Sign;
use crate::model::{FactType, Realis, Role};

/// Turns finds into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    let mut events: Vec<(usize, usize, String)> = Vec::new();
    let all = finds;
    let finds = finds.iter().filter(|find| find.rule.fact == FactType::Attended).collect::<Vec<_>>();
    for find in &finds {
        if let Some(name) = name(scene, find)
            && !find.rule.has("aside")
        {
            let name = fuller(&events, find, &name).unwrap_or(name);
            events.push((find.sentence, find.act.0, name));
        }
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
fn hosts(masked: &Masked, find: &Find<'_>) -> bool {
    let who = find.roles.get(&Role::Who).and_then(|tokens| tokens.first()).map(|token| masked.at[*token]);
    let between = who.and_then(|at| masked.text.get(at..find.act.0)).unwrap_or_default();
    let beside = who.is_some_and(|at| masked.text[..at].ends_with(['为', '与', '同', '和', '向', '给', '对', '、']));
    !beside && !between.contains("呼吁") && !masked.text[find.act.1..].starts_with('的')
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
        end.map_or_else(Vec::new, |end| row(scene, masked, *end))
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

/// The persons of the row that ends at a name: names joined by 、 and ，, with titles that no list has before them. Who is
/// named as the object of another verb is none of them.
pub fn row(scene: &Scene<'_>, masked: &Masked, last: usize) -> Vec<usize> {
    let sign = Sign::Person.char().len_utf8();
    let signs = [Sign::Organization.char(), Sign::Place.char(), Sign::Position.char()];
    let titles = |words: &str| {
        let bare = words.replace(signs, "");
        bare.is_empty() || bare.chars().count() == 1 || super::position::is_free_name(&bare, scene.rules)
    };
    let mut tokens = vec![last];
    for index in (0..last).rev().filter(|index| masked.tokens[*index].sign == Sign::Person) {
        let gap = &masked.text[masked.at[index] + sign..masked.at[tokens[0]]];
        let gap = gap.strip_prefix('等').unwrap_or(gap);
        let joins = ["，以及", "、", "以及", "，", "和", "及", "与"];
        let Some(rest) = joins.iter().find_map(|join| gap.strip_prefix(join)) else { break };
        if rest.contains(super::discourse::EDGES) || !rest.split('、').all(titles) {
            break;
        }
        tokens.insert(0, index);
    }
    // The first of them opens its clause.
    let opens = |index: usize| {
        let clause = masked.text[..masked.at[index]].rsplit(super::discourse::EDGES).next().unwrap_or_default();
        let persons = clause.contains(Sign::Person.char());
        !persons && (clause.split('、').all(titles) || scene.discourse.starts_clause(masked, masked.at[index]))
    };
    let first = tokens.iter().position(|index| opens(*index)).unwrap_or(tokens.len());
    tokens[first..].iter().flat_map(|index| masked.tokens[*index].entities.iter().copied()).collect()
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
    // 云州市人大常委会举行第六次会议: whose sixth session it is stands before the verb.
    let whose = session_of(scene, find, words);
    if let Some(whose) = whose {
        return Some(format!("{whose}{words}"));
    }
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
