//! Candidates enter; how the resolver decided on each stretch of text leaves.
//!
//! Promise: this is the decision that [`super::annotate`] takes, read off the resolver and not taken again; every
//! proposal of every recogniser stands in exactly one explanation as part of the choice, or as a rival of all that it
//! lost to.

use std::collections::BTreeMap;

use serde::Serialize;

use super::resolve::{Decision, decide, weight};
use super::scene::{Candidate, Scene};
use crate::model::{EntityType, Kind, Mention, Recogniser, Span};

/// How one stretch of text was decided on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// What became of it.
    pub verdict: Verdict,
    /// What was chosen or, of a doubted name, what was proposed.
    #[serde(flatten)]
    pub choice: Choice,
    /// What it was chosen over, in order of the text. One heavier than the choice lost to several names together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rivals: Vec<Choice>,
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// A name.
    Name,
    /// A name inside the name of a site.
    Nested,
    /// A word that only looks as if it held a name (发展中国家): nothing inside it is named.
    Trap,
    /// Nothing stands against it, but nobody is sure enough of it.
    Doubted,
    /// Chosen, but the document as a whole does not bear it out.
    Refused,
}

/// A range with a type, and who proposes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// Bytes of the reading text, or what the caller makes of them.
    pub span: Span,
    /// The text inside.
    pub surface: String,
    /// What it would name; none for a trap.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub entity_type: Option<EntityType>,
    /// Finer type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Chance of being right, by all who propose it.
    pub confidence: f64,
    /// What it adds to a choice: the confidence times the length to a power.
    pub weight: f64,
    /// Who proposes it, in the order in which they were asked.
    pub proposals: Vec<Proposal>,
}

/// One recogniser's word for a range and type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// Who.
    pub recogniser: Recogniser,
    /// Why: a line of a lexicon, a rule.
    pub reason: String,
    /// How sure; the tagger's is the probability of exactly this span and type.
    pub confidence: f64,
}

/// Explains the decision on the candidates, in order of the text; `mentions` are what came of it.
pub(super) fn explain(scene: Scene<'_>, candidates: &[Candidate], mentions: &[Mention]) -> Vec<Explanation> {
    let mut proposals = BTreeMap::<(Span, Option<EntityType>), Vec<&Candidate>>::new();
    for candidate in candidates.iter().filter(|candidate| !candidate.span.is_empty()) {
        proposals.entry((candidate.span, candidate.entity_type)).or_default().push(candidate);
    }
    let Decision { believed, chosen, nested } = decide(scene, candidates);
    let mut choices = Vec::new();
    for name in &believed {
        let key = (name.span(), name.candidate.entity_type);
        let by = proposals.remove(&key).unwrap_or_default();
        choices.push(choice(scene, key, name.kind, (name.confidence, name.weight), &by));
    }
    // Those that fell under the floor.
    for (key, by) in proposals {
        let confidence = by.iter().map(|candidate| candidate.confidence).fold(0.0, f64::max);
        let kind = by.iter().find_map(|candidate| candidate.kind);
        choices.push(choice(scene, key, kind, (confidence, weight(scene, key.0, confidence)), &by));
    }
    let mut verdicts = vec![None; choices.len()];
    for index in &chosen {
        verdicts[*index] = Some(if choices[*index].entity_type.is_some() { Verdict::Name } else { Verdict::Trap });
    }
    for index in nested {
        verdicts[index] = Some(Verdict::Nested);
    }
    for index in 0..choices.len() {
        let stood_against = chosen.iter().any(|winner| choices[*winner].span.overlaps(choices[index].span));
        if !stood_against {
            verdicts[index] = Some(Verdict::Doubted);
        }
    }
    let mut explanations = Vec::new();
    for (choice, verdict) in choices.iter().zip(&verdicts) {
        let Some(verdict) = *verdict else { continue };
        let decides = matches!(verdict, Verdict::Name | Verdict::Trap);
        let stays = |mention: &Mention| mention.span == choice.span && Some(mention.entity_type) == choice.entity_type;
        let named = matches!(verdict, Verdict::Name | Verdict::Nested);
        let verdict = if named && !mentions.iter().any(stays) { Verdict::Refused } else { verdict };
        let lost = choices
            .iter()
            .zip(&verdicts)
            .filter(|(rival, lost)| decides && lost.is_none() && rival.span.overlaps(choice.span));
        let mut rivals = lost.map(|(rival, _)| rival.clone()).collect::<Vec<_>>();
        rivals.sort_by_key(order);
        explanations.push(Explanation { verdict, choice: choice.clone(), rivals });
    }
    explanations.sort_by_key(|explanation| order(&explanation.choice));
    explanations
}

fn order(choice: &Choice) -> (usize, std::cmp::Reverse<usize>, Option<EntityType>) {
    (choice.span.start, std::cmp::Reverse(choice.span.end), choice.entity_type)
}

fn choice(
    scene: Scene<'_>,
    (span, entity_type): (Span, Option<EntityType>),
    kind: Option<Kind>,
    (confidence, weight): (f64, f64),
    by: &[&Candidate],
) -> Choice {
    Choice {
        span,
        surface: span.of(scene.text()).to_owned(),
        entity_type,
        kind,
        confidence: rounded(confidence),
        weight: rounded(weight),
        proposals: by
            .iter()
            .map(|candidate| Proposal {
                recogniser: candidate.recogniser,
                reason: candidate.reason.clone(),
                confidence: rounded(candidate.confidence),
            })
            .collect(),
    }
}

/// Thousandths say enough.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
