//! Finds of the meeting rules enter; `met` facts leave.

use super::Scene;
use super::find::{Find, time_of};
use super::merge::Draft;
use crate::knowledge::Sign;
use crate::model::{FactType, Role};

/// Turns finds into facts: each of the one side met each of the other.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    for find in finds.iter().filter(|find| find.rule.fact == FactType::Met) {
        if is_telegram(scene, find) {
            continue;
        }
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

/// 致慰问电, 会见专家 李明参加会见, 看望专家，代表李明: nobody met the person named there.
fn is_telegram(scene: &Scene<'_>, find: &Find<'_>) -> bool {
    let masked = &scene.discourse.sentences[find.sentence];
    let rest = &masked.text[find.act.1..];
    if scene.rules.list("sent").iter().any(|word| rest.starts_with(word.as_str())) {
        return true;
    }
    let Some(tokens) = find.roles.get(&Role::B) else { return false };
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return false };
    let between = masked.text.get(find.act.1..masked.at[*first]).unwrap_or_default();
    let after = &masked.text[masked.at[*last] + Sign::Person.char().len_utf8()..];
    let stands = |list: &str, test: &dyn Fn(&str) -> bool| scene.rules.list(list).iter().any(|word| test(word));
    stands("on_behalf", &|word| between.ends_with(word)) || stands("also_there", &|word| after.starts_with(word))
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
