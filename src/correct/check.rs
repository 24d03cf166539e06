//! What became of the corrections enters; for each that does not apply leaves where it stands, why, and what was perhaps meant.

use serde::Serialize;

use super::nearest;
use crate::model::{
    Correction, CorrectionId, Corrections, Effect, EntityKey, LinkedEntity, Linking, Outcome, Place, Right, Selector,
};

/// A correction that does not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which.
    pub id: CorrectionId,
    /// Where the part of it that does not apply is written.
    pub place: Place,
    /// What it says, in one line.
    pub correction: String,
    /// Why it does not apply.
    pub message: String,
    /// What to do about it; empty where nothing can be said.
    pub hint: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// The corrections that do not apply, in the order of their places.
pub fn check(corrections: &Corrections, outcomes: &[Outcome], linking: &Linking) -> Vec<Finding> {
    let mut findings: Vec<Finding> = outcomes
        .iter()
        .filter(|outcome| !outcome.effect.is_kept())
        .filter_map(|outcome| Some((outcome, corrections.get(&outcome.id)?)))
        .map(|(outcome, correction)| finding(outcome, correction, corrections, linking))
        .collect();
    findings.sort_by(|one, other| (&one.place, &one.id).cmp(&(&other.place, &other.id)));
    findings
}

fn finding(outcome: &Outcome, correction: &Correction, corrections: &Corrections, linking: &Linking) -> Finding {
    let selectors = correction.what.selectors();
    let at = |thing: usize| correction.things.get(thing).unwrap_or(&correction.place).clone();
    let (place, message, hint) = match &outcome.effect {
        Effect::Changed | Effect::Holds => (correction.place.clone(), String::new(), String::new()),
        Effect::Unknown { thing } => match selectors.get(*thing) {
            Some(selector) => {
                let (message, hint) = unknown(selector, &correction.what, linking);
                (at(*thing), message, hint)
            }
            None => (
                correction.place.clone(),
                "no document tells this fact".to_owned(),
                "`wenmai show NAME` shows the facts of a thing; leave out what need not hold".to_owned(),
            ),
        },
        Effect::Ambiguous { thing, keys } => {
            let name = selectors.get(*thing).map_or("", |selector| selector.name.as_str());
            let told: Vec<String> = keys.iter().filter_map(|key| thing_of(linking, key)).map(told).collect();
            (
                at(*thing),
                format!("{name} is {} things: {}", keys.len(), told.join("; ")),
                "tell which by type, code, post or document, such as { name = \"…\", post = \"…\" }".to_owned(),
            )
        }
        Effect::Types => (
            correction.place.clone(),
            "things of different types are not one".to_owned(),
            "give one of them the other's type first, with [[retype]]".to_owned(),
        ),
        Effect::Contradicts { other } => {
            let said =
                corrections.get(other).map_or_else(String::new, |other| format!(" ({}, {})", other.what, other.place));
            (
                correction.place.clone(),
                format!("correction {other}{said} says the contrary"),
                "take one of the two out".to_owned(),
            )
        }
    };
    Finding { id: outcome.id.clone(), place, correction: correction.what.to_string(), message, hint }
}

/// Why no entity fits, and what was perhaps meant.
fn unknown(selector: &Selector, what: &Right, linking: &Linking) -> (String, String) {
    let named: Vec<&LinkedEntity> = linking
        .entities
        .iter()
        .filter(|entity| entity.label == selector.name || entity.names.contains(&selector.name))
        .collect();
    if let Some(document) = selector.document.as_ref().filter(|document| !linking.keys.contains_key(document)) {
        let hint = "the store's manifest.json and `wenmai query documents` list its documents".to_owned();
        return (format!("there is no document {document}"), hint);
    }
    if named.is_empty() {
        let near = nearest(linking, &selector.name, selector.entity_type);
        let hint = if near.is_empty() { String::new() } else { format!("perhaps {}", near.join(", ")) };
        return (format!("no document names {}", selector.name), hint);
    }
    let there: Vec<String> = named.iter().map(|entity| told(entity)).collect();
    let but = if matches!(what, Right::Different(_)) && selector.precision() == 0 {
        // Another thing of the list asks for more and has all of its entities.
        "no entity is left for it beside the others"
    } else {
        "none of the things of this name is so"
    };
    (format!("{selector}: {but}"), format!("there is {}", there.join("; ")))
}

fn thing_of<'a>(linking: &'a Linking, key: &EntityKey) -> Option<&'a LinkedEntity> {
    linking.entities.binary_search_by(|entity| entity.key.cmp(key)).ok().map(|index| &linking.entities[index])
}

/// A thing in a few words: what it is, its code, and where it is named.
fn told(entity: &LinkedEntity) -> String {
    let kind = entity.kind.map(|kind| format!("/{}", kind.name())).unwrap_or_default();
    let code = entity.code.as_ref().map(|code| format!(", code {code}")).unwrap_or_default();
    let documents: std::collections::BTreeSet<_> = entity.members.iter().map(|(document, _)| document).collect();
    let first = documents.first().map(|first| format!(", in {first}")).unwrap_or_default();
    let more = if documents.len() > 1 { format!(" and {} more", documents.len() - 1) } else { String::new() };
    format!("{} ({}{kind}{code}{first}{more})", entity.label, entity.entity_type)
}
