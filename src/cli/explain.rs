//! `wenmai extract --explain`: how each name was decided on, in words or as JSON.

use std::fmt::Write as _;

use anyhow::Result;
use serde::Serialize;
use wenmai::extract::{Choice, Explanation, Verdict};
use wenmai::knowledge::Knowledge;
use wenmai::model::{Document, DocumentId, EntityType, Kind};
use wenmai::pipeline;

/// The names of one document as one line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a DocumentId,
    title: &'a str,
    names: &'a [Explanation],
}

/// The explanation of one document as a line of JSON.
pub(super) fn json(document: &Document, knowledge: &Knowledge) -> Result<String> {
    let names = pipeline::explain(document, knowledge);
    Ok(serde_json::to_string(&Line { id: &document.id, title: &document.title, names: &names })? + "\n")
}

/// The explanation of one document, one block for each name in order of the text.
pub(super) fn words(document: &Document, knowledge: &Knowledge) -> String {
    let names = pipeline::explain(document, knowledge);
    let mut out = format!("# {} {}\n", document.id.0, document.title);
    for name in &names {
        block(&mut out, name, &names);
    }
    out.push('\n');
    out
}

fn block(out: &mut String, name: &Explanation, all: &[Explanation]) {
    let Choice { span, surface, .. } = &name.choice;
    let verdict = match name.verdict {
        Verdict::Name => "",
        Verdict::Nested => " inside a site",
        Verdict::Trap => " no name, and nothing inside is one",
        Verdict::Doubted => " doubted, left out",
        Verdict::Refused => " left out: the rest of the document does not bear it out",
    };
    // Writing to a string cannot fail.
    let _ = writeln!(out, "\n{}–{} {surface}{}{verdict}", span.start, span.end, typed(&name.choice));
    let _ = writeln!(out, "    {}", figures(&name.choice));
    proposals(out, &name.choice, "    ");
    for rival in &name.rivals {
        let Choice { span, surface, .. } = rival;
        let _ = write!(out, "    beats {}–{} {surface}{}", span.start, span.end, typed(rival));
        let _ = write!(out, ", {}", figures(rival));
        let with = others(name, rival, all);
        let _ = if with.is_empty() { writeln!(out) } else { writeln!(out, ", together with {}", with.join(", ")) };
        proposals(out, rival, "        ");
    }
}

/// The other names that the rival lost to.
fn others<'a>(name: &Explanation, rival: &Choice, all: &'a [Explanation]) -> Vec<&'a str> {
    all.iter()
        .filter(|other| other.choice.span != name.choice.span && other.rivals.contains(rival))
        .map(|other| other.choice.surface.as_str())
        .collect()
}

fn typed(choice: &Choice) -> String {
    let kind = choice.kind.map(|kind| format!("/{}", Kind::name(kind))).unwrap_or_default();
    choice.entity_type.map(|entity_type| format!(" {}{kind}", EntityType::name(entity_type))).unwrap_or_default()
}

fn figures(choice: &Choice) -> String {
    format!("confidence {:.3}, weight {:.2}", choice.confidence, choice.weight)
}

fn proposals(out: &mut String, choice: &Choice, indent: &str) {
    for proposal in &choice.proposals {
        let reason = match proposal.recogniser.name() {
            name if name == proposal.reason => String::new(),
            _ => format!(" {}", proposal.reason),
        };
        let _ = writeln!(out, "{indent}{:.3} {}{reason}", proposal.confidence, proposal.recogniser);
    }
}
