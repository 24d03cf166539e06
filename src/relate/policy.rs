//! Finds of the policy and cooperation rules enter; `issued` and `cooperates` facts leave.

use super::Scene;
use super::find::{Find, time_of};
use super::mask::Token;
use super::merge::Draft;
use super::position::Held;
use crate::knowledge::Sign;
use crate::model::{FactType, Kind, Role};

/// Turns finds into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], held: &[Held], out: &mut Vec<Draft>) {
    for find in finds {
        let time = time_of(&scene.discourse.sentences[find.sentence], find.act);
        match find.rule.fact {
            FactType::Issued => {
                let mut issuers = find.entities(scene.discourse, Role::Who);
                if let (true, Some(at)) = (issuers.is_empty(), find.open) {
                    issuers.extend(house(scene, find.sentence, at));
                }
                // 启动《防治法》宣传周, 出台措施推动西部大开发: what was issued is another thing.
                if another(scene, find) || some_body_there(scene, find) {
                    continue;
                }
                for who in issuers {
                    // A doctrine (高质量发展) is followed, not issued.
                    let policies = find.entities(scene.discourse, Role::Policy);
                    let acts =
                        |policy: &usize| scene.kind(*policy) != Some(Kind::Concept) && !is_report(scene, *policy);
                    for policy in policies.into_iter().filter(acts) {
                        let verb = scene.words(find.sentence, find.act).to_owned();
                        out.push(
                            Draft::of(scene, find)
                                .arg(Role::Who, who)
                                .arg(Role::Policy, policy)
                                .text("verb", &verb)
                                .time(scene, time),
                        );
                    }
                }
            }
            FactType::Cooperates => {
                // All parties to one act: each with each.
                let mut parties = parties(scene, find);
                parties.extend(find.entities(scene.discourse, Role::B));
                if find.rule.has("leaders") {
                    parties = countries(scene, finds, find, held);
                }
                for (number, a) in parties.iter().enumerate() {
                    for b in parties[number + 1..].iter().filter(|b| *b != a) {
                        out.push(Draft::of(scene, find).arg(Role::A, *a).arg(Role::B, *b).time(scene, time));
                    }
                }
            }
            _ => {}
        }
    }
}

/// Who acts: a place that a verb of going or 在 stands before is where it is done (李明赴云州与海川银行签署…), and a line signs nothing.
fn parties(scene: &Scene<'_>, find: &Find<'_>) -> Vec<usize> {
    let masked = &scene.discourse.sentences[find.sentence];
    let there = scene.rules.list("done_there");
    let acts = |token: &&usize| {
        let place = masked.tokens[**token].sign == Sign::Place;
        let before = &masked.text[..masked.at[**token]];
        let line = masked.tokens[**token].entity().is_some_and(|entity| {
            let name = &scene.annotations.entities[entity].label;
            place && ["铁路", "高铁", "公路", "高速"].iter().any(|end| name.ends_with(end))
        });
        let done_there = place && there.iter().any(|word| before.ends_with(word.as_str()));
        !(line || done_there)
    };
    // 我同甲国和乙国两国元首共同见证…: they witness it with somebody else.
    let words = &masked.text[find.range.0..find.range.1];
    if !find.rule.has("leaders") && ["两国元首", "两国总理", "两国领导人"].iter().any(|word| words.contains(word))
    {
        return Vec::new();
    }
    let tokens = find.roles.get(&Role::A).map_or(&[][..], Vec::as_slice);
    tokens.iter().filter(acts).flat_map(|token| masked.tokens[*token].entities.iter().copied()).collect()
}

/// 云州教育部门组织交流，推进…: who acts is a body of the place that has no name.
fn some_body_there(scene: &Scene<'_>, find: &Find<'_>) -> bool {
    let masked = &scene.discourse.sentences[find.sentence];
    let Some(&last) = find.roles.get(&Role::Who).and_then(|tokens| tokens.last()) else { return false };
    let token = &masked.tokens[last];
    let after: String = masked.text[masked.at[last] + token.sign.char().len_utf8()..].chars().take(6).collect();
    token.sign == Sign::Place && scene.rules.list("of_place").iter().any(|word| after.contains(word.as_str()))
}

/// Whether a document only tells what is so: 2024年创新指数报告.
fn is_report(scene: &Scene<'_>, policy: usize) -> bool {
    let name = &scene.annotations.entities[policy].names[0];
    let ends = |list: &str| scene.rules.list(list).iter().any(|word| name.ends_with(word.as_str()));
    ends("report") && !ends("acting_report")
}

/// Whether the policy of a find only describes what was issued.
fn another(scene: &Scene<'_>, find: &Find<'_>) -> bool {
    let masked = &scene.discourse.sentences[find.sentence];
    let Some(tokens) = find.roles.get(&Role::Policy) else { return false };
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return false };
    let between = masked.text.get(find.act.1..masked.at[*first]).unwrap_or_default();
    let after = masked.text[masked.at[*last] + Sign::Policy.char().len_utf8()..].trim_start_matches(['》', '”']);
    scene.rules.list("serves_policy").iter().any(|word| between.contains(word.as_str()))
        || scene.rules.list("of_policy").iter().any(|word| after.starts_with(word.as_str()))
}

/// 两国总理共同见证签署…: the countries of the two who met last before. Whose title names no country is the host, of
/// 中国 in a Chinese paper.
fn countries(scene: &Scene<'_>, finds: &[Find<'_>], here: &Find<'_>, held: &[Held]) -> Vec<usize> {
    let masked = &scene.discourse.sentences[here.sentence];
    let inside: Vec<usize> = masked
        .tokens_in(here.range.0, here.range.1)
        .filter(|(_, token)| token.sign == Sign::Person)
        .filter_map(|(_, token)| token.entity())
        .collect();
    let told = |met: &Find<'_>| {
        if met.rule.has("pair") {
            return super::both::pair(scene, finds, met).map(|(one, other)| vec![one, other]);
        }
        let mut persons = met.actors(scene.discourse, Role::A);
        persons.extend(met.entities(scene.discourse, Role::B));
        Some(persons)
    };
    let mut met = finds.iter().rev().filter(|find| find.rule.fact == FactType::Met && find.sentence <= here.sentence);
    let persons = if inside.len() == 2 { Some(inside) } else { met.find_map(told) };
    let Some(persons) = persons else { return Vec::new() };
    let country = |person: &usize| {
        held.iter()
            .filter(|one| one.person == *person)
            .filter_map(|one| one.org)
            .find(|org| scene.kind(*org) == Some(Kind::Country))
            .or_else(|| scene.china())
    };
    let mut found: Vec<usize> = persons.iter().filter_map(country).collect();
    found.sort_unstable();
    found.dedup();
    if found.len() == 2 { found } else { Vec::new() }
}

/// The organisation that a clause without a subject speaks of: the one that opens its sentence, or one before it.
fn house(scene: &Scene<'_>, sentence: usize, at: usize) -> Option<usize> {
    for earlier in (sentence.saturating_sub(3)..=sentence).rev() {
        let masked = &scene.discourse.sentences[earlier];
        let end = if earlier == sentence { at } else { masked.text.len() };
        let is_house = |token: &Token| {
            matches!(token.sign, Sign::Organization | Sign::Place)
                && token.entity().is_some_and(|entity| scene.kind(entity) != Some(Kind::Media))
        };
        // 国务院常务会议…，审议通过: the session is the body's.
        let session = masked.tokens_in(0, end).filter(|(_, token)| is_house(token)).find(|(index, token)| {
            let rest = &masked.text[masked.at[*index] + token.sign.char().len_utf8()..];
            ["常务会议", "全体会议", "会议", "常委会会议"].iter().any(|word| rest.starts_with(word))
        });
        let subject = session.or_else(|| {
            masked
                .tokens_in(0, end)
                .filter(|(_, token)| is_house(token))
                .find(|(index, _)| scene.discourse.starts_clause(masked, masked.at[*index]))
        });
        // 云州市商务局有关负责人介绍…: the body in the title, where that comes first.
        let body = masked.tokens_in(0, end).find_map(|(index, token)| {
            let position = &scene.annotations.positions[token.position?];
            position.org.map(|mention| (index, scene.annotations.entity_of[mention]))
        });
        match (subject, body) {
            (Some((index, _)), Some((first, house))) if first < index => return Some(house),
            (None, Some((_, house))) => return Some(house),
            (Some((_, token)), _) => return token.entity().filter(|_| token.sign == Sign::Organization),
            (None, None) => {}
        }
        if earlier == sentence && !masked.text[..at].trim_end_matches(super::discourse::EDGES).is_empty() {
            let head = masked.text[..at].trim_end_matches(super::discourse::EDGES);
            if !matches!(head, "同时" | "此外" | "另外" | "近年来" | "今年以来") {
                return None;
            }
        }
        if scene.discourse.fresh[earlier] {
            return None;
        }
    }
    None
}
