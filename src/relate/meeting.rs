//! Finds of the meeting rules enter; `met` facts leave.

use super::Scene;
use super::find::{Find, time_of};
use super::merge::Draft;
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
