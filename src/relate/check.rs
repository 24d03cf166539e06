//! Rules with their own example sentences enter; what is wrong with them leaves.
//!
//! In an example a name is marked with its type, `[李明/Person]`; a place or an organisation may tell its kind, `[云州/Place:city]`,
//! and a title its organisation, `[海川公司|总裁/Position]`. Lines are paragraphs; a line that starts with `# ` is a heading. Promise:
//! an example is read by the same code as any text, its names aside.

use std::fmt::Write as _;

use thiserror::Error;

use super::merge::Draft;
use super::{Fact, drafts};
use crate::extract::{Annotations, DocumentEntity, PositionMention};
use crate::knowledge::{Cue, Knowledge, Rule};
use crate::model::{
    Attribute, Block, BlockKind, Document, DocumentId, EntityType, EventTime, Kind, Mention, Realis, Recogniser, Span,
};
use crate::text::{self, Reading};

/// An example's marks cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MarkError {
    /// `[` without `]`.
    #[error("`[` without `]`; write `[李明/Person]`")]
    Open,
    /// A mark without a type.
    #[error("`[{0}]` names no type; write `[{0}/Person]`")]
    Untyped(String),
    /// A type that there is not.
    #[error("no type `{0}`; there are: Person, Organization, Place, Policy, Product, Position, Date")]
    Unknown(String),
    /// The sentence changes when it is read.
    #[error("the sentence is read as `{0}`; write it so")]
    Folded(String),
}

/// A rule or cue does not do what its own sentences say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its name.
    pub id: String,
    /// Where it stands: `rules/zh/visit.toml:21`.
    pub source: String,
    /// What is wrong.
    pub what: String,
}

/// Tries all rules and cues of realis on their examples and counter-examples.
pub fn failures(knowledge: &Knowledge) -> Vec<Failure> {
    let mut wrong = Vec::new();
    for rule in &knowledge.rules.rules {
        for what in rule_failures(rule, knowledge) {
            wrong.push(Failure { id: rule.id.clone(), source: rule.source.clone(), what });
        }
    }
    for cue in &knowledge.rules.cues {
        for what in cue_failures(cue) {
            wrong.push(Failure { id: cue.id.clone(), source: cue.source.clone(), what });
        }
    }
    wrong
}

/// The facts that a rule claims in a sentence with marks, each as one line.
pub fn claims(rule: &Rule, knowledge: &Knowledge, marked: &str) -> Result<Vec<String>, MarkError> {
    let (reading, annotations) = document(marked)?;
    Ok(drafts(&reading, &annotations, &knowledge.rules)
        .iter()
        .filter(|draft| draft.fact.rule == rule.id)
        .map(|draft| line(&draft.fact, &annotations))
        .collect())
}

fn rule_failures(rule: &Rule, knowledge: &Knowledge) -> Vec<String> {
    let mut wrong = Vec::new();
    match document(&rule.example) {
        Ok((reading, annotations)) => {
            let all = drafts(&reading, &annotations, &knowledge.rules);
            // A rule that only tells of a gathering makes no claim of its own.
            let claimed = rule.has("named") || all.iter().any(|draft| draft.fact.rule == rule.id);
            if !claimed || !gives(&all, rule, &annotations) {
                let lines: Vec<String> = all
                    .iter()
                    .map(|draft| format!("{} by {}", line(&draft.fact, &annotations), draft.fact.rule))
                    .collect();
                let found = if lines.is_empty() { "nothing".to_owned() } else { lines.join("; ") };
                wrong.push(format!("misses its example `{}` (found: {found})", rule.example));
            }
        }
        Err(error) => wrong.push(format!("has an example that cannot be read: {error}")),
    }
    match claims(rule, knowledge, &rule.counter) {
        Ok(found) if found.is_empty() => {}
        Ok(found) => wrong.push(format!("finds its counter-example `{}` ({})", rule.counter, found.join("; "))),
        Err(error) => wrong.push(format!("has a counter-example that cannot be read: {error}")),
    }
    wrong
}

/// Whether the claims have every `role=name` of a rule's `gives`; lists are told by each of their names.
fn gives(drafts: &[Draft], rule: &Rule, annotations: &Annotations) -> bool {
    rule.gives.split_whitespace().all(|pair| {
        let Some((name, values)) = pair.split_once('=') else { return false };
        values.split(',').all(|value| {
            drafts.iter().filter(|draft| draft.fact.rule == rule.id).any(|draft| {
                let by_role = draft
                    .fact
                    .args
                    .iter()
                    .any(|(role, entity)| role.name() == name && annotations.entities[*entity].label == value);
                by_role || draft.fact.attributes.get(name).and_then(Attribute::text) == Some(value)
            })
        })
    })
}

fn cue_failures(cue: &Cue) -> Vec<String> {
    let context = |marked: &str| {
        let (before, rest) = marked.split_once('<')?;
        let (_, after) = rest.split_once('>')?;
        Some(format!("{before}{}{after}", Cue::ACT))
    };
    let mut wrong = Vec::new();
    for (marked, wanted, what) in
        [(&cue.example, true, "misses its example"), (&cue.counter, false, "finds its counter-example")]
    {
        match context(marked) {
            Some(context) if cue.regex.is_match(&context) == wanted => {}
            Some(_) => wrong.push(format!("{what} `{marked}`")),
            None => wrong.push(format!("has no trigger in `{marked}`; write it in `<…>`")),
        }
    }
    wrong
}

/// A document made of marked text, published on 6 March 2026.
pub(super) fn document(marked: &str) -> Result<(Reading, Annotations), MarkError> {
    let mut text = String::new();
    let mut blocks = Vec::new();
    let mut marks: Vec<(Span, String)> = Vec::new();
    for line in marked.lines() {
        let (kind, line) = match line.strip_prefix("# ") {
            Some(line) => (BlockKind::Headline, line),
            None => (BlockKind::Paragraph, line),
        };
        let start = text.len();
        let mut rest = line;
        while let Some(open) = rest.find('[') {
            let close = rest[open..].find(']').ok_or(MarkError::Open)? + open;
            text.push_str(&rest[..open]);
            let body = &rest[open + 1..close];
            let (name, label) = body.rsplit_once('/').ok_or_else(|| MarkError::Untyped(body.to_owned()))?;
            let from = text.len();
            let (org, title) = name.split_once('|').unwrap_or(("", name));
            text.push_str(org);
            // The organisation of a title; with a kind (Position:country) a place.
            let (label, kind) = label.split_once(':').unwrap_or((label, ""));
            if !org.is_empty() {
                let of = if kind.is_empty() { "Organization".to_owned() } else { format!("Place:{kind}") };
                marks.push((Span::new(from, text.len()), of));
            }
            text.push_str(title);
            let full = if kind.is_empty() { label.to_owned() } else { format!("{label}:{kind}") };
            marks.push((Span::new(from, text.len()), full));
            rest = &rest[close + 1..];
        }
        text.push_str(rest);
        blocks.push(Block { kind, spans: vec![Span::new(start, text.len())] });
        text.push('\n');
    }
    let reading = text::read(&Document {
        id: DocumentId("example".to_owned()),
        source: "-".to_owned(),
        title: String::new(),
        date: "2026-03-06".parse().ok(),
        publisher: None,
        url: None,
        text: text.clone().into(),
        sha256: String::new(),
        blocks,
    });
    if reading.text != text {
        return Err(MarkError::Folded(reading.text.trim_end().to_owned()));
    }
    let annotations = annotations(&text, marks)?;
    Ok((reading, annotations))
}

fn annotations(text: &str, mut marks: Vec<(Span, String)>) -> Result<Annotations, MarkError> {
    let mut out = Annotations::default();
    marks.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    for (span, label) in marks {
        let name = span.of(text);
        let (type_name, kind) = label.split_once(':').unwrap_or((label.as_str(), ""));
        if type_name == "Date" {
            continue;
        }
        if type_name == "Position" {
            out.positions.push(PositionMention { span, title: span, org: None });
            continue;
        }
        let entity_type = EntityType::ALL
            .into_iter()
            .find(|known| known.name() == type_name)
            .ok_or_else(|| MarkError::Unknown(type_name.to_owned()))?;
        let kind = Kind::from_name(kind);
        let entity = out.entities.iter().position(|entity| entity.label == name).unwrap_or_else(|| {
            out.entities.push(DocumentEntity {
                entity_type,
                kind,
                label: name.to_owned(),
                names: vec![name.to_owned()],
                code: None,
                mentions: Vec::new(),
            });
            out.entities.len() - 1
        });
        out.entities[entity].mentions.push(out.mentions.len());
        out.entity_of.push(entity);
        out.mentions.push(Mention {
            span,
            entity_type,
            kind,
            surface: name.to_owned(),
            canonical: None,
            recogniser: Recogniser::Lexicon,
            reason: "mark".to_owned(),
            confidence: 1.0,
        });
    }
    for position in &mut out.positions {
        position.org =
            out.mentions.iter().position(|m| m.span.start == position.span.start && m.span.end < position.span.end);
        if let Some(org) = position.org {
            position.title = Span::new(out.mentions[org].span.end, position.span.end);
        }
    }
    Ok(out)
}

/// A fact in one line: `visited who=李明 where=海川公司 within=云州 2026-03-05`.
pub(super) fn line(fact: &Fact, annotations: &Annotations) -> String {
    let mut out = fact.fact_type.name().to_owned();
    for (role, entity) in &fact.args {
        let _ = write!(out, " {}={}", role.name(), annotations.entities[*entity].label);
    }
    for name in ["position", "event", "role", "meetingKind", "retold"] {
        if let Some(value) = fact.attributes.get(name).and_then(Attribute::text) {
            let _ = write!(out, " {name}={value}");
        }
    }
    if let Some(date) = fact.time.as_ref().and_then(EventTime::date) {
        let _ = write!(out, " {date}");
    }
    if fact.realis != Realis::Happened {
        let _ = write!(out, " {}", fact.realis.name());
    }
    out
}
