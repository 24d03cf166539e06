//! Titles: a head of the title list with its modifiers and the organisation named right before it.

use super::PositionMention;
use super::scene::Scene;
use crate::model::{EntityType, Mention, Span};

/// All titles of the text. `mentions` may be provisional: only organisations and places count.
pub(super) fn positions(scene: Scene<'_>, mentions: &[Mention]) -> Vec<PositionMention> {
    let mut found = Vec::<PositionMention>::new();
    let text = scene.text();
    let mut at = 0;
    while at < text.len() {
        let Some(head) = head_at(scene, at) else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let end = at + head.len();
        if inside_name(mentions, Span::new(at, end)) {
            at = end;
            continue;
        }
        let end = extend_right(scene, end);
        let shared = shared_end(text, mentions, Span::new(at, end));
        let mut title_start = if shared.is_some() { at } else { extend_left(scene, at) };
        if shared.is_none()
            && let Some(posted) = posted(scene, at, head, title_start)
        {
            title_start = extend_left(scene, posted);
        }
        let org = shared.or_else(|| organisation_before(mentions, title_start));
        let mut start = org.map_or(title_start, |org| mentions[org].span.start);
        // A head of the list that holds its organisation: 国务院总理.
        let org = org.or_else(|| {
            let own = organisation_inside(mentions, Span::new(title_start, end))?;
            start = title_start;
            title_start = mentions[own].span.end;
            Some(own)
        });
        found.push(PositionMention { span: Span::new(start, end), title: Span::new(title_start, end), org });
        at = end;
    }
    found
}

/// The longest title head at `at`, unless it begins a longer word that is none (主席国, 书记处).
fn head_at(scene: Scene<'_>, at: usize) -> Option<&str> {
    let rest = &scene.text()[at..];
    let first = rest.chars().next()?;
    if !super::scene::is_han(first) && !first.is_ascii_alphabetic() {
        return None;
    }
    let longest = |rest: &str| scene.knowledge.titles.head_of(rest).map(str::len);
    let mut head = longest(rest)?;
    // 副总理 is a deputy 总理, not a 副总.
    if let Some(chief) = rest.strip_prefix('副').and_then(longest) {
        head = head.max('副'.len_utf8() + chief);
    }
    let goes_on = scene.word_goes_on("title-word", at, at + head);
    (!goes_on).then(|| &rest[..head])
}

/// 董事长 + 助理, 书记 + 处书记 … : words after the head that make it another title.
fn extend_right(scene: Scene<'_>, mut end: usize) -> usize {
    while let Some(word) = scene.knowledge.titles.modifier_after(scene.after(end)) {
        end += word.len();
    }
    end
}

/// 副, 党组, 海外, … before the head.
fn extend_left(scene: Scene<'_>, mut start: usize) -> usize {
    while let Some(word) = scene.knowledge.titles.modifier_before(scene.before(start)) {
        start -= word.len();
    }
    start
}

/// Where 驻 stands before the title of an envoy: 东山国|驻西海国大使. The country after it is the host, not the one that is served.
fn posted(scene: Scene<'_>, head_start: usize, head: &str, title_start: usize) -> Option<usize> {
    const ENVOYS: [&str; 12] = [
        "大使",
        "总领事",
        "领事",
        "公使",
        "代办",
        "参赞",
        "武官",
        "代表",
        "特派员",
        "使节",
        "大使馆临时代办",
        "临时代办",
    ];
    const LONGEST: usize = 14;
    if !ENVOYS.iter().any(|envoy| head.ends_with(envoy)) {
        return None;
    }
    let end = title_start.min(head_start);
    let before = scene.before(end);
    let mut characters = before.char_indices().rev().take(LONGEST).take_while(|(_, c)| super::scene::is_han(*c));
    let (at, _) = characters.find(|(_, c)| *c == '驻')?;
    let host = &before[at + '驻'.len_utf8()..];
    (!host.is_empty() && !host.contains(['的', '在', '和', '是', '了'])).then_some(end - before.len() + at)
}

/// The organisation or place whose mention ends where the title begins: the longest one.
fn organisation_before(mentions: &[Mention], start: usize) -> Option<usize> {
    mentions
        .iter()
        .enumerate()
        .filter(|(_, mention)| {
            mention.span.end == start && matches!(mention.entity_type, EntityType::Organization | EntityType::Place)
        })
        .max_by_key(|(_, mention)| mention.span.len())
        .map(|(index, _)| index)
}

/// The organisation that a title begins with, where the list has the two as one head.
fn organisation_inside(mentions: &[Mention], title: Span) -> Option<usize> {
    mentions.iter().position(|mention| {
        matches!(mention.entity_type, EntityType::Organization | EntityType::Place)
            && mention.span.start == title.start
            && mention.span.end < title.end
    })
}

/// 国防部 and 国防部长 share a character, 柳溪市 and 柳溪市长 as well: the organisation or place ends inside the title.
fn shared_end(text: &str, mentions: &[Mention], title: Span) -> Option<usize> {
    const UNITS: [&str; 8] = ["市长", "县长", "区长", "省长", "州长", "镇长", "乡长", "旗长"];
    let of_place = UNITS.contains(&title.of(text));
    mentions.iter().position(|mention| {
        (mention.entity_type == EntityType::Organization || of_place && mention.entity_type == EntityType::Place)
            && mention.span.start < title.start
            && mention.span.end > title.start
            && mention.span.end < title.end
    })
}

/// 主席 in 主席团, 院士 in 院士工作站: part of a name.
fn inside_name(mentions: &[Mention], title: Span) -> bool {
    mentions.iter().any(|mention| {
        mention.entity_type != EntityType::Person && mention.span.overlaps(title) && mention.span.end >= title.end
    })
}
