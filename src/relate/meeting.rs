//! Finds of the meeting and position rules enter; `met` facts and positions told by a verb leave.

use super::Scene;
use super::find::{Find, time_of};
use super::merge::Draft;
use super::position::{Held, last_organization, names, organization};
use crate::knowledge::Sign;
use crate::model::{FactType, Role};

/// Turns finds into facts: each of the one side met each of the other.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    for find in finds.iter().filter(|find| find.rule.fact == FactType::Met) {
        let hosts = find.actors(scene.discourse, Role::A);
        let guests = find.entities(scene.discourse, Role::B);
        let masked = &scene.discourse.sentences[find.sentence];
        let time = time_of(masked, find.act);
        let place = place(scene, find);
        for host in &hosts {
            for guest in guests.iter().filter(|guest| *guest != host) {
                let mut draft = Draft::of(scene, find).arg(Role::A, *host).arg(Role::B, *guest).time(scene, time);
                if let Some(place) = place {
                    draft = draft.arg(Role::Where, place);
                }
                out.push(draft);
            }
        }
    }
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
                && ["在", "于"].iter().any(|word| masked.text[..masked.at[*index]].ends_with(word))
        })
        .filter_map(|(_, token)| token.entity())
        .last()
}

/// Positions that a verb tells: 李明担任海川公司总裁, 选举王芳为主席.
pub fn positions(scene: &Scene<'_>, finds: &[Find<'_>], held: &mut Vec<Held>) {
    for find in finds.iter().filter(|find| find.rule.fact == FactType::HoldsPosition) {
        if find.realis != crate::model::Realis::Happened {
            continue;
        }
        let masked = &scene.discourse.sentences[find.sentence];
        let persons = find.actors(scene.discourse, Role::Who);
        let named = find.entities(scene.discourse, Role::Org).first().copied();
        let Some(&(from, to)) = find.captured.get("position") else { continue };
        let mut org = None;
        // 董事、总经理 after one verb: a row of titles is several positions.
        let row: Vec<usize> = row(masked, from, to);
        for index in row {
            let token = &masked.tokens[index];
            let Some(position) = token.position else { continue };
            let span = scene.annotations.positions[position].span;
            let (title, bare) = names(position, scene.reading, scene.annotations, scene.rules);
            if scene.rules.list("no_position").contains(&title) {
                continue;
            }
            org = organization(position, scene.reading, scene.annotations).or(org).or(named).or_else(|| {
                find.rule.has("house").then(|| last_organization(span.start, scene.annotations, |_| true)).flatten()
            });
            for person in &persons {
                held.push(Held {
                    person: *person,
                    title: title.clone(),
                    bare: bare.clone(),
                    org,
                    span,
                    rule: find.rule.id.clone(),
                    confidence: find.rule.confidence,
                });
            }
        }
    }
}

/// The titles from a captured one on, as far as they stand in a row.
fn row(masked: &super::mask::Masked, from: usize, to: usize) -> Vec<usize> {
    let mut found: Vec<usize> = masked.tokens_in(from, to).map(|(index, _)| index).collect();
    let Some(&first) = found.first() else { return found };
    let sign = Sign::Position.char().len_utf8();
    for index in first + 1..masked.tokens.len() {
        let gap = &masked.text[masked.at[index - 1] + sign..masked.at[index]];
        if masked.tokens[index].sign != Sign::Position || !matches!(gap, "、" | "兼" | "和" | "及" | "；") {
            break;
        }
        found.push(index);
    }
    found
}
