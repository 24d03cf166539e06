//! Finds of the policy and cooperation rules enter; `issued` and `cooperates` facts leave.

use super::Scene;
use super::find::{Find, time_of};
use super::merge::Draft;
use super::position::Held;
use crate::model::{FactType, Kind, Role};

/// Turns finds into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], held: &[Held], out: &mut Vec<Draft>) {
    for find in finds {
        let time = time_of(&scene.discourse.sentences[find.sentence], find.act);
        match find.rule.fact {
            FactType::Issued => {
                for who in find.entities(scene.discourse, Role::Who) {
                    for policy in find.entities(scene.discourse, Role::Policy) {
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
                let mut parties = find.entities(scene.discourse, Role::A);
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

/// 两国总理共同见证签署…: the countries of the two who met last before. Whose title names no country is the host, of
/// 中国 in a Chinese paper.
fn countries(scene: &Scene<'_>, finds: &[Find<'_>], here: &Find<'_>, held: &[Held]) -> Vec<usize> {
    let met = finds.iter().filter(|find| find.rule.fact == FactType::Met && find.sentence <= here.sentence).last();
    let Some(met) = met else { return Vec::new() };
    let mut persons = met.actors(scene.discourse, Role::A);
    persons.extend(met.entities(scene.discourse, Role::B));
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
