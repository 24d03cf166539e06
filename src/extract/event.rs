//! Names of events (上海合作组织峰会, 中国国际进口博览会): they are no entities of a record, but what stands inside them
//! is not named either.

use super::grow;
use super::scene::{Candidate, Scene};
use crate::model::{Recogniser, Span};

/// Traps over event names: a word for a gathering, grown to the left from its first listed name.
pub(super) fn traps(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let heads = scene.knowledge.words.list("event-head");
    let text = scene.text();
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some(head) = heads.prefix(&text[at..]) else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let end = at + head.len();
        // Only a name that begins the event's name is swallowed: in 在上海参加大会 the city stands outside.
        let start = grow::reach(scene, known, at);
        if let Some(start) = start.filter(|start| *start < at) {
            found.push(Candidate {
                span: Span::new(start, end),
                entity_type: None,
                kind: None,
                canonical: None,
                recogniser: Recogniser::Rule,
                reason: format!("event:{head}"),
                confidence: 0.9,
            });
        }
        at = end;
    }
    found
}
