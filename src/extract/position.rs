//! Titles: a head of the title list with its modifiers and the organisation named right before it.

use super::PositionMention;
use super::scene::{Scene, chars};
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
        if let Some(found_abroad) = posted(scene, mentions, at, end) {
            found.push(found_abroad);
            at = end;
            continue;
        }
        let shared = shared_end(mentions, Span::new(at, end));
        let mut title_start = if shared.is_some() { at } else { extend_left(scene, at) };
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

/// 东山国驻北岛国大使: an office abroad is one of who sent its holder, not of where it is. Its title begins with 驻.
fn posted(scene: Scene<'_>, mentions: &[Mention], at: usize, end: usize) -> Option<PositionMention> {
    let title = extend_left(scene, at);
    let host = organisation_before(mentions, title).map(|host| mentions[host].span.start);
    // 驻沪总领事: a place in one character, or in two that name none by themselves.
    let short = || {
        let before = scene.before(title);
        let from = before.rfind('驻')? + '驻'.len_utf8();
        let place = &before[from..];
        ((1..=2).contains(&chars(place)) && place.chars().all(super::scene::is_han)).then_some(title - place.len())
    };
    let abroad = |host: &usize| scene.before(*host).ends_with('驻');
    let host = host.filter(abroad).or_else(|| short().filter(abroad))?;
    let head = &scene.text()[at..end];
    let from = host - if scene.before(host).ends_with("常驻") { "常驻" } else { "驻" }.len();
    let diplomat = ["大使", "公使", "领事", "参赞", "代表", "代办", "特派员", "专员", "武官", "团长", "特使"];
    if !diplomat.iter().any(|word| head.ends_with(word)) {
        return None;
    }
    // A name that runs over 驻 is none (中国驻东盟): what it begins with is who sent the holder.
    let over = mentions.iter().find(|mention| mention.span.start < from && mention.span.end > from);
    let sender = over.and_then(|over| {
        let words = Span::new(over.span.start, from);
        let same = |mention: &Mention| mention.span.of(scene.text()) == words.of(scene.text());
        Some((words.start, mentions.iter().position(same)?))
    });
    let org = organisation_before(mentions, from).or(sender.map(|(_, org)| org));
    let start = match (sender, org) {
        (Some((start, _)), _) => start,
        (None, Some(org)) => mentions[org].span.start,
        (None, None) => over.map_or(from, |over| over.span.start),
    };
    Some(PositionMention { span: Span::new(start, end), title: Span::new(from, end), org })
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

/// 国防部 and 国防部长 share a character: the organisation ends inside the title.
fn shared_end(mentions: &[Mention], title: Span) -> Option<usize> {
    mentions.iter().position(|mention| {
        mention.entity_type == EntityType::Organization
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
