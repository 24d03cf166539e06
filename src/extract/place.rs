//! Chains of places glued together are one place a level: 江西省宜春市袁州区 is three.

use super::scene::{Candidate, Scene, chars};
use super::statistical;
use crate::model::{EntityType, Kind, Span};

/// Cuts tagged places at the listed places they begin with. A site or region keeps one place before its own name
/// (北京市…示范区), for so it is called.
pub(super) fn split(scene: Scene<'_>, tagged: Vec<Candidate>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for name in tagged {
        if name.entity_type != Some(EntityType::Place) {
            found.push(name);
            continue;
        }
        let mut cuts = vec![name.span.start];
        while let Some(length) = leading(scene, &scene.text()[cuts[cuts.len() - 1]..name.span.end]) {
            cuts.push(cuts[cuts.len() - 1] + length);
        }
        let keeps_place =
            matches!(name.kind, None | Some(Kind::Site | Kind::Region | Kind::Natural)) && cuts.len() == 2;
        if keeps_place || cuts.len() == 1 {
            found.push(name);
            continue;
        }
        cuts.push(name.span.end);
        for pair in cuts.windows(2) {
            let span = Span::new(pair[0], pair[1]);
            found.push(Candidate { span, kind: statistical::kind(scene, span, EntityType::Place), ..name.clone() });
        }
    }
    found
}

/// Bytes of the longest listed place that the text begins with, if something of at least two characters follows it.
pub(super) fn leading(scene: Scene<'_>, text: &str) -> Option<usize> {
    let names = &scene.knowledge.names;
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(14).collect::<Vec<_>>();
    ends.into_iter().rev().find(|end| {
        chars(&text[*end..]) >= 2
            && chars(&text[..*end]) >= 2
            && names.lookup(&text[..*end]).iter().any(|form| names.entries[form.entry].entity_type == EntityType::Place)
    })
}
