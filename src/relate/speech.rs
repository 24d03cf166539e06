//! Finds of the speech rules enter; one `quoted` fact for each speaker leaves, with all statements as evidence.
//!
//! A statement is the sentence of its verb and what follows until another speaks or something else is told; a
//! quotation that stands before its speaker is taken from its opening mark on.

use std::collections::BTreeSet;

use super::Scene;
use super::find::Find;
use super::merge::Draft;
use super::{FactUtterance, mask::Masked, topic};
use crate::knowledge::Sign;
use crate::model::{FactType, Role, Span};

/// Turns finds into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    // Sentences in which something is done or somebody speaks: a statement does not run on into them.
    let told: BTreeSet<usize> = finds
        .iter()
        .filter(|find| {
            matches!(find.rule.fact, FactType::Quoted | FactType::Visited | FactType::Met | FactType::Attended)
        })
        .map(|find| find.sentence)
        .collect();
    let mut done: BTreeSet<(usize, usize)> = BTreeSet::new();
    for find in finds.iter().filter(|find| find.rule.fact == FactType::Quoted && speaks(scene, find)) {
        for person in find.actors(scene.discourse, Role::Who) {
            let span = statement(scene, find, &told);
            let mut draft = Draft::of(scene, find).arg(Role::Who, person);
            if done.insert((person, span.start)) {
                draft.fact.evidence = vec![span];
                draft.fact.utterances.push(FactUtterance {
                    evidence: 0,
                    verb: spoken(scene.words(find.sentence, find.act)).to_owned(),
                    topics: topic::topics(span, scene.reading, scene.annotations),
                    about: about(scene, span, person),
                    direct: span.of(&scene.reading.text).contains('“') && is_direct(scene, find),
                });
            }
            out.push(draft);
        }
    }
}

/// The verb itself of 时称, 致辞时表示.
fn spoken(words: &str) -> &str {
    words.rsplit_once('时').map_or(words, |(_, verb)| verb)
}

/// Whether the person named before a speech verb is its subject: the name opens its clause, or the verb is close.
fn speaks(scene: &Scene<'_>, find: &Find<'_>) -> bool {
    let masked = &scene.discourse.sentences[find.sentence];
    // 考察团表示: a delegation says it, nobody named.
    let speaker = masked.tokens_in(0, find.act.0).filter(|(_, token)| token.sign == Sign::Person).last();
    if speaker.is_some_and(|(_, token)| token.group) {
        return false;
    }
    let Some(&token) = find.roles.get(&Role::Who).and_then(|tokens| tokens.first()) else { return true };
    let between = &masked.text[masked.at[token] + Sign::Person.char().len_utf8()..find.act.0];
    // 李明听取工程进展介绍: others speak.
    if ["听取", "听了", "倾听", "聆听", "收到"].iter().any(|word| between.contains(word)) {
        return false;
    }
    if find.rule.has("late") {
        return scene.discourse.starts_clause(masked, masked.at[token]);
    }
    if between.ends_with('来') || between.contains('的') {
        return false;
    }
    let verb = &masked.text[find.act.0..find.act.1];
    // 提出构建共同体: what is put forward is no statement.
    let stated = masked.text[find.act.1..].starts_with(['，', '：', '“', '要', '应', '道', '说']);
    if scene.rules.list("put_forward").iter().any(|word| word == verb) && !stated {
        return false;
    }
    scene.discourse.starts_clause(masked, masked.at[token])
        || (between.chars().count() <= 2 && scene.rules.list("plain_speech").iter().any(|word| word == verb))
}

/// The whole statement that a speech verb belongs to.
fn statement(scene: &Scene<'_>, find: &Find<'_>, told: &BTreeSet<usize>) -> Span {
    let sentences = &scene.reading.sentences;
    let own = sentences[find.sentence];
    let masked = &scene.discourse.sentences[find.sentence];
    let mut span = own.span;
    let speaker = find.roles.get(&Role::Who).and_then(|tokens| tokens.first()).map_or(find.act.0, |t| masked.at[*t]);
    // Two who speak in one sentence each have their part of it, from their name on.
    let clause = masked.text[..speaker].rfind(['；', '。']).map_or(0, |at| at + '；'.len_utf8());
    if clause > 0 {
        span = Span::new(masked.source(clause), span.end);
    }
    if let Some(start) = quotation_before(scene, own.block, masked.source(speaker)) {
        return Span::new(start, span.end);
    }
    let mut open = open_quotes(span.of(&scene.reading.text));
    for (index, next) in sentences.iter().enumerate().skip(find.sentence + 1) {
        if next.block != own.block {
            break;
        }
        let runs_on = open > 0
            || !told.contains(&index)
                && scene.discourse.subjects[index].is_empty()
                && !names_speaker(&scene.discourse.sentences[index])
                && !next.span.of(&scene.reading.text).trim_start().starts_with('“')
                && goes_on(scene, index);
        if !runs_on {
            break;
        }
        span = span.join(next.span);
        open += open_quotes(next.span.of(&scene.reading.text));
    }
    span
}

/// Where the quotation begins that ends right before an offset: “…。”李明说.
fn quotation_before(scene: &Scene<'_>, block: usize, offset: usize) -> Option<usize> {
    let start = scene.reading.blocks[block].span.start;
    let before = &scene.reading.text[start..offset];
    if !before.ends_with('”') {
        return None;
    }
    let mut open = 0;
    for (at, c) in before.char_indices().rev() {
        match c {
            '”' => open += 1,
            '“' if open == 1 => return Some(start + at),
            '“' => open -= 1,
            _ => {}
        }
    }
    None
}

/// Whether a sentence reads on as part of a speech: 要…, 必须…, or a sentence without any change of scene.
fn goes_on(scene: &Scene<'_>, index: usize) -> bool {
    let text = scene.reading.sentences[index].span.of(&scene.reading.text).trim_start();
    !scene.rules.list("scene_change").iter().any(|word| text.starts_with(word.as_str()))
}

fn names_speaker(masked: &Masked) -> bool {
    masked.text.starts_with(Sign::Person.char())
}

/// Opening marks less closing marks.
fn open_quotes(text: &str) -> isize {
    text.chars().fold(0, |open, c| match c {
        '“' => open + 1,
        '”' => open - 1,
        _ => open,
    })
}

/// Whether the statement stands in quotation marks: right after the verb, or right before the speaker.
fn is_direct(scene: &Scene<'_>, find: &Find<'_>) -> bool {
    let masked = &scene.discourse.sentences[find.sentence];
    let after = &masked.text[find.act.1..];
    let speaker = find.roles.get(&Role::Who).and_then(|tokens| tokens.first()).map_or(find.act.0, |t| masked.at[*t]);
    let block = scene.reading.sentences[find.sentence].block;
    after.trim_start_matches(['：', '，', '道']).starts_with('“')
        || quotation_before(scene, block, masked.source(speaker)).is_some()
}

/// The entities named in a statement, the speaker aside.
fn about(scene: &Scene<'_>, span: Span, speaker: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for index in scene.annotations.outermost() {
        let entity = scene.annotations.entity_of[index];
        if span.contains(scene.annotations.mentions[index].span) && entity != speaker && !found.contains(&entity) {
            found.push(entity);
        }
    }
    found
}
