//! Finds of the meeting rules enter; `met` facts leave. Traits of rules: `hosts` takes the whole row of names that ends with those who
//! receive, `guests` all names up to the verb, `pair` the two whom 两国元首 means, `row-on` the row of guests that goes on after the
//! first. A meeting that was no meeting face to face says so (`meetingKind`: telephone or video), and so does one that is told of
//! afterwards (`retold`): 我同王芳多次会晤 tells of meetings that were news before.

use super::Scene;
use super::both;
use super::discourse::EDGES;
use super::find::{Find, time_of};
use super::mask::Masked;
use super::merge::Draft;
use crate::knowledge::Sign;
use crate::model::{Attribute, BlockKind, FactType, Precision, Role};

/// Words for a talk by telephone and by video, as they stand at the verb.
const CALLS: [&str; 7] = ["通电话", "通了电话", "通过电话", "通话", "电话会谈", "电话会晤", "电话交谈"];
const VIDEOS: [&str; 6] = ["视频会晤", "视频会见", "视频会谈", "视频连线", "视频方式", "视频交流"];

/// Words in front of the verb, or right behind it, by which one who speaks later tells of a meeting.
const RETOLD: [&str; 21] = [
    "表示",
    "指出",
    "强调",
    "评价",
    "我同",
    "我和",
    "我与",
    "不久前",
    "前不久",
    "今年以来",
    "年内",
    "近年来",
    "访问期间",
    "多次",
    "两次",
    "三次",
    "四次",
    "两度",
    "三度",
    "再次",
    "再度",
];
const AFTERWARDS: [&str; 4] = ["会晤以来", "会晤时", "会谈时", "会见时"];

/// Turns finds into facts: each of the one side met each of the other.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    let first = out.len();
    for find in finds.iter().filter(|find| find.rule.fact == FactType::Met) {
        let mut hosts = find.actors(scene.discourse, Role::A);
        let mut guests = find.entities(scene.discourse, Role::B);
        let masked = &scene.discourse.sentences[find.sentence];
        // 书记李明，市长王芳与…: the row of those who receive.
        let last = find.roles.get(&Role::A).and_then(|tokens| tokens.last());
        if let Some(last) = last.filter(|_| find.rule.has("hosts")) {
            let row = super::row::before(scene, masked, *last);
            hosts = if row.len() > hosts.len() { row } else { hosts };
        }
        // 与甲国领事王芳、乙国领事张强座谈: all up to the verb.
        let first = find.roles.get(&Role::B).and_then(|tokens| tokens.first());
        if let Some(first) = first.filter(|_| find.rule.has("guests")) {
            guests = masked
                .tokens_in(masked.at[*first], find.act.0)
                .filter(|(_, token)| token.sign == Sign::Person)
                .flat_map(|(_, token)| token.entities.iter().copied())
                .collect();
        }
        // 分别会见甲国总理王芳，乙国总理张强: all of the row.
        let last = find.roles.get(&Role::B).and_then(|tokens| tokens.last());
        if let Some(last) = last.filter(|_| find.rule.has("row-on")) {
            let apart = masked.text[..find.act.1.max(masked.at[*last])].contains("分别");
            guests.extend(super::row::after(scene, masked, *last, apart));
        }
        if let Some((one, other)) = find.rule.has("pair").then(|| both::pair(scene, finds, find)).flatten() {
            (hosts, guests) = (vec![one], vec![other]);
        }
        if is_other(masked, find) {
            continue;
        }
        let time = if ended(masked, find) { None } else { day(scene, masked, find) };
        let kind = kind(masked, find);
        let retold = is_retold(masked, find);
        let place = place(scene, find);
        for host in &hosts {
            for guest in guests.iter().filter(|guest| *guest != host) {
                let mut draft = Draft::of(scene, find).arg(Role::A, *host).arg(Role::B, *guest).time(scene, time);
                if let Some(place) = place {
                    draft = draft.arg(Role::Where, place);
                }
                if let Some(kind) = kind {
                    draft = draft.text("meetingKind", kind);
                }
                if retold {
                    draft = draft.text("retold", "true");
                }
                out.push(draft);
            }
        }
    }
    headline_kinds(scene, &mut out[first..]);
}

/// A headline leaves out how they met: it is what the story below tells of the same two.
fn headline_kinds(scene: &Scene<'_>, drafts: &mut [Draft]) {
    let of_headline = |draft: &Draft| {
        let span = draft.fact.evidence.first();
        let block = scene.reading.sentences.iter().find(|sentence| Some(&sentence.span) == span).map(|one| one.block);
        block.is_some_and(|block| scene.reading.blocks[block].kind == BlockKind::Headline)
    };
    let kind = |draft: &Draft| draft.fact.attributes.get("meetingKind").and_then(Attribute::text).map(str::to_owned);
    for index in 0..drafts.len() {
        if kind(&drafts[index]).is_some() || !of_headline(&drafts[index]) {
            continue;
        }
        let same = |draft: &&Draft| {
            let retold = draft.fact.attributes.contains_key("retold");
            draft.fact.args.get(&Role::A) == drafts[index].fact.args.get(&Role::A)
                && draft.fact.args.get(&Role::B) == drafts[index].fact.args.get(&Role::B)
                && !retold
                && !of_headline(draft)
        };
        let first = drafts.iter().find(same).and_then(kind);
        if let Some(first) = first {
            drafts[index] = drafts[index].clone().text("meetingKind", &first);
        }
    }
}

/// When they met. A bare year right before the verb is mostly that of an occasion (来华出席2025年峰会的…): a day told before it is the day.
fn day(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>) -> Option<usize> {
    let time = time_of(masked, find.act)?;
    let precision = |index: usize| scene.times.get(index).map(|mention| mention.time.precision);
    if !matches!(precision(time), Some(Precision::Year | Precision::Quarter)) {
        return Some(time);
    }
    let start = masked.text[..find.act.0].rfind(['；', '。']).unwrap_or(0);
    let days = masked.tokens_in(start, find.act.0).filter_map(|(_, token)| token.time);
    days.filter(|index| precision(*index) == Some(Precision::Day)).last().or(Some(time))
}

/// `telephone` or `video`, where they were not in one place.
fn kind(masked: &Masked, find: &Find<'_>) -> Option<&'static str> {
    let sign = Sign::Person.char();
    let before = &masked.text[..find.act.0];
    // What stands between the last name, or the edge of the clause, and the end of the verb.
    let start = before.rfind(|c| c == sign || EDGES.contains(&c)).map_or(0, |at| at);
    let rest = &masked.text[find.act.1..];
    let end = rest.char_indices().nth(2).map_or(masked.text.len(), |(at, _)| find.act.1 + at);
    let words = &masked.text[start..end];
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    // 以视频方式同王芳举行会谈: how they met stands before the name.
    let clause = before.rsplit(EDGES).next().unwrap_or_default();
    let way = ["以视频方式", "通过视频", "以视频形式", "以视频连线"].iter().any(|word| clause.contains(word));
    // 会晤和通话 tells of both.
    let both = ["和", "与", "、", "及"].iter().any(|word| rest.starts_with(word));
    if both {
        None
    } else if way || has(&VIDEOS) {
        Some("video")
    } else if has(&CALLS) {
        Some("telephone")
    } else {
        None
    }
}

/// Whether it is told of afterwards: by one who speaks, or as one of several.
fn is_retold(masked: &Masked, find: &Find<'_>) -> bool {
    let start = masked.text[..find.act.0].rfind(['；', '。']).unwrap_or(0);
    let before = &masked.text[start..find.act.0];
    let rest = &masked.text[find.act.0..];
    RETOLD.iter().any(|word| before.contains(word)) || AFTERWARDS.iter().any(|word| rest.starts_with(word))
}

/// Where they met: 在X between the names and the verb, or at the head of the sentence.
fn place(scene: &Scene<'_>, find: &Find<'_>) -> Option<usize> {
    let masked = &scene.discourse.sentences[find.sentence];
    if let Some(entity) = find.entities(scene.discourse, Role::Where).first() {
        return Some(*entity);
    }
    masked
        .tokens_in(0, find.act.0)
        .filter(|(index, token)| {
            matches!(token.sign, Sign::Place | Sign::Organization)
                && ["在", "于", "在首都", "在首府"].iter().any(|word| masked.text[..masked.at[*index]].ends_with(word))
        })
        .filter_map(|(_, token)| token.entity())
        .last()
}

/// Whether the words tell of something else: a telegram (向李明致慰问电), somebody who came along (李明会见专家 王芳参加会见), one in
/// whose name another calls (代表李明看望).
fn is_other(masked: &Masked, find: &Find<'_>) -> bool {
    let sign = Sign::Person.char().len_utf8();
    let message = masked.text[find.act.1..].starts_with(['电', '信', '品', '金']);
    let guests = find.roles.get(&Role::B);
    let first = guests.and_then(|tokens| tokens.first()).map(|token| masked.at[*token]);
    let last = guests.and_then(|tokens| tokens.last()).map(|token| masked.at[*token] + sign);
    let between = first.and_then(|first| masked.text.get(find.act.1..first)).unwrap_or_default();
    let along = last.is_some_and(|last| {
        let rest = masked.text[last..].trim_start_matches(['等', '也', '人']);
        ["参加", "陪同", "出席", "一同", "随同"].iter().any(|word| rest.starts_with(word))
    });
    // 李明和王芳与村民座谈: the two are on one side.
    let with = last.and_then(|last| masked.text.get(last..find.act.0)).unwrap_or_default();
    if ["与", "同", "跟"].iter().any(|word| with.starts_with(word)) {
        return true;
    }
    let named_for = first
        .is_some_and(|first| ["代表", "受", "转达", "转交"].iter().any(|word| masked.text[..first].ends_with(word)));
    message || named_for || along && between.contains(['专', '代', '人', '员', '家', '者', ' '])
}

/// 20日晚，李明在结束同王芳的会谈后回到云州: the day is that of the return.
fn ended(masked: &Masked, find: &Find<'_>) -> bool {
    let clause = masked.text[..find.act.0].rsplit(['。', '；']).next().unwrap_or_default();
    clause.contains("在结束")
}
