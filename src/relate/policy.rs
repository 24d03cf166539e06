//! Finds of the policy and cooperation rules enter; `issued` and `cooperates` facts leave.

use super::Scene;
use super::find::{Find, time_of};
use super::merge::Draft;
use crate::model::{FactType, Role};

/// Turns finds into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
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
