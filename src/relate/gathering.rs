//! Finds of the gathering rules enter; `attended` facts leave, with the gathering's name as written and the part played.
//!
//! 在仪式上, 上述活动 and 会议 mean the gathering that the document names last before; unnamed ones give nothing. Traits
//! of rules: `same` takes the event from the discourse.

use super::Scene;
use super::find::{Find, time_of};
use super::merge::Draft;
use crate::model::{FactType, Role};

/// Turns finds into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    let mut events: Vec<(usize, usize, String)> = Vec::new();
    let finds = finds.iter().filter(|find| find.rule.fact == FactType::Attended).collect::<Vec<_>>();
    for find in &finds {
        if let Some(name) = name(scene, find) {
            events.push((find.sentence, find.act.0, name));
        }
    }
    for find in finds {
        let own = name(scene, find);
        let event = match own {
            Some(name) => Some(name),
            None if find.rule.has("same") => events
                .iter()
                .filter(|(sentence, at, _)| (*sentence, *at) < (find.sentence, find.act.0))
                .map(|(_, _, name)| name.clone())
                .last(),
            None => None,
        };
        let Some(event) = event else { continue };
        let masked = &scene.discourse.sentences[find.sentence];
        for person in find.actors(scene.discourse, Role::Who) {
            out.push(
                Draft::of(scene, find)
                    .arg(Role::Who, person)
                    .text("event", &event)
                    .time(scene, time_of(masked, find.act)),
            );
        }
    }
}

/// The gathering's name as the find has it, without what is no name.
fn name(scene: &Scene<'_>, find: &Find<'_>) -> Option<String> {
    let &(from, mut to) = find.captured.get("event")?;
    // 纪念活动开幕式: endings may follow one another.
    let masked = &scene.discourse.sentences[find.sentence];
    while let Some(word) =
        scene.rules.list("gathering").iter().find(|word| masked.text[to..].starts_with(word.as_str()))
    {
        to += word.len();
    }
    let words = scene.words(find.sentence, (from, to));
    let mut words = words.trim();
    for start in scene.rules.list("before_gathering") {
        words = words.strip_prefix(start.as_str()).unwrap_or(words);
    }
    let bare = scene.rules.list("unnamed_gathering").iter().any(|word| word == words);
    (!bare && words.chars().count() >= 3).then(|| words.to_owned())
}
