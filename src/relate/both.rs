//! Finds of the meeting rules and known positions enter; positions told of two people at once leave: 两国总理共同会见记者 says
//! that each of the two who met is 总理 of a country.

use super::Scene;
use super::find::Find;
use super::position::Held;
use crate::model::{FactType, Kind, Role, Span};

/// Adds the title after 两国 for the one of the two whose title no sentence names, where the other's is that of a country.
pub fn positions(scene: &Scene<'_>, finds: &[Find<'_>], held: &mut Vec<Held>) {
    let china = scene.china();
    for (sentence, masked) in scene.discourse.sentences.iter().enumerate() {
        let Some(at) = masked.text.find("两国") else { continue };
        let from = masked.source(at) + "两国".len();
        let rest = &scene.reading.text[from..scene.reading.sentences[sentence].span.end];
        let titles = scene.rules.list("titles_of_both");
        let Some(title) = titles.iter().find(|title| rest.starts_with(title.as_str())) else { continue };
        let pairs = finds.iter().rev().filter(|find| find.rule.fact == FactType::Met && find.sentence <= sentence);
        for met in pairs {
            let (a, b) = (met.actors(scene.discourse, Role::A), met.entities(scene.discourse, Role::B));
            let ([a], [b]) = (&a[..], &b[..]) else { continue };
            let Some(person) = [(*a, *b), (*b, *a)].into_iter().find_map(|(person, other)| {
                let has = held.iter().any(|one| one.person == person);
                let abroad = held.iter().any(|one| {
                    let country = one.org.filter(|org| scene.kind(*org) == Some(Kind::Country));
                    one.person == other
                        && country.is_some_and(|org| Some(org) != china)
                        && one.title.ends_with(title.as_str())
                });
                (abroad && !has).then_some(person)
            }) else {
                continue;
            };
            held.push(Held {
                person,
                title: title.clone(),
                bare: title.clone(),
                org: china,
                span: Span::new(from, from + title.len()),
                rule: "position.both".to_owned(),
                confidence: 0.9,
            });
            break;
        }
    }
}
