//! A find of a visit enters; the names that were visited leave, and whether they may lie in the place of the trip.

use super::Scene;
use super::find::Find;
use super::goal::list_end;
use super::mask::{Masked, Token};
use super::visit::significant;
use crate::knowledge::Sign;
use crate::model::{Kind, Role};

/// What was visited: the names in the role, a place of the same level written right after one (赴云州白州调研), and after a list with 、
/// the lists that follow it over commas up to the end of the sentence.
pub fn stops<'d>(scene: &Scene<'d>, masked: &'d Masked, find: &Find<'_>) -> Vec<&'d Token> {
    let sign = Sign::Place.char().len_utf8();
    let Some(own) = find.roles.get(&Role::Where) else { return Vec::new() };
    let mut found = own.clone();
    let kind = |index: usize| masked.tokens[index].entity().and_then(|entity| scene.kind(entity));
    if let Some(&last) = own.last() {
        let next = last + 1;
        let beside = masked.at.get(next).is_some_and(|at| *at == masked.at[last] + sign);
        let level = matches!(kind(last), Some(Kind::Province | Kind::City | Kind::County));
        if beside && level && masked.tokens[next].sign == Sign::Place && kind(next) == kind(last) {
            found.push(next);
        }
    }
    if let (Some(&first), Some(&last)) = (own.first(), own.last())
        && masked.text[masked.at[first]..masked.at[last]].contains('、')
        && !find.rule.has("frame")
    {
        let from = masked.at[last] + sign;
        let rest = masked.text[from..].split(['。', '；']).next().unwrap_or_default();
        let signs = [Sign::Organization.char(), Sign::Place.char()];
        let item = |words: &str| {
            let bare = words.replace(signs, "");
            bare.is_empty() || bare == "等" || bare.chars().count() <= 10 && super::position::is_free(&bare)
        };
        let list = |words: &&str| words.contains(signs) && words.split(['、', '和', '及']).all(item);
        let mut parts = rest.split('，');
        let ends = parts.next().is_some_and(|words| words.split('、').all(item));
        let parts: Vec<&str> = parts.collect();
        if ends && !parts.is_empty() && parts.iter().all(|words| list(words) && words.starts_with(signs)) {
            found.extend(
                masked
                    .tokens_in(from, from + rest.len())
                    .filter(|(_, token)| matches!(token.sign, Sign::Organization | Sign::Place))
                    .map(|(index, _)| index),
            );
        }
    }
    found.into_iter().filter(|index| !is_cut(scene, masked, *index)).map(|index| &masked.tokens[index]).collect()
}

/// 此访日程, 到访美丽的…: one character that begins another word is no country.
fn is_cut(scene: &Scene<'_>, masked: &Masked, index: usize) -> bool {
    const WORDS: [&str; 12] =
        ["日程", "日常", "日记", "日志", "美丽", "美好", "美食", "美景", "美术", "法院", "法庭", "法律"];
    let name = masked.tokens[index].span.of(&scene.reading.text);
    let from = masked.source(masked.at[index]);
    name.chars().count() == 1 && WORDS.iter().any(|word| scene.reading.text[from..].starts_with(word))
}

/// 讨论李明访华问题: the journey is what was talked about.
pub fn is_topic(masked: &Masked, find: &Find<'_>) -> bool {
    let end = list_end(masked, find).min(masked.text.len());
    let topics = ["问题", "事宜", "的可能", "相关事宜", "有关事宜"];
    [find.act.1, end].iter().any(|at| topics.iter().any(|word| masked.text[*at..].starts_with(word)))
}

/// Whether a place may lie in another: by their codes, where both have one, and by their levels.
pub fn may_hold(scene: &Scene<'_>, outer: usize, inner: usize) -> bool {
    let code = |entity: usize| scene.annotations.entities[entity].code.as_deref().map(significant);
    let level = |entity: usize| match scene.kind(entity) {
        Some(Kind::Province) => Some(1),
        Some(Kind::City) => Some(2),
        Some(Kind::County) => Some(3),
        _ => None,
    };
    match (level(outer), level(inner), code(outer), code(inner)) {
        (Some(large), Some(small), Some(outer), Some(inner)) => large <= small && inner.starts_with(outer),
        _ => true,
    }
}
