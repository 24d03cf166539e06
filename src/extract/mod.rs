//! A reading enters; its names leave, as mentions and as the distinct things of the document.
//!
//! Promise: mentions may nest, never cross; each says who found it and why.

mod body;
mod borne;
mod document;
mod entities;
mod event;
mod explain;
mod forms;
mod grow;
mod japanese;
mod lexicon;
mod parts;
mod person;
mod place;
mod policy;
mod position;
mod resolve;
mod scene;
mod site;
mod slot;
mod statistical;
pub mod tagger;
#[cfg(test)]
mod tests;
mod town;
mod trim;

use crate::knowledge::Knowledge;
use crate::model::{EntityType, Kind, Mention, Recogniser, Span};
use crate::text::Reading;

pub use explain::{Choice, Explanation, Proposal, Verdict};
pub use parts::Parts;
use scene::{Candidate, Scene};

/// Finds the names of a reading.
pub fn annotate(reading: &Reading, knowledge: &Knowledge) -> Annotations {
    annotate_with(reading, knowledge, Parts::ALL)
}

/// Finds the names of a reading by some of the recognisers.
pub fn annotate_with(reading: &Reading, knowledge: &Knowledge, parts: Parts) -> Annotations {
    let scene = Scene { reading, knowledge };
    let mentions = mentions(scene, &candidates(scene, parts));
    let positions = position::positions(scene, &mentions);
    let (entities, entity_of) = entities::entities(scene, &mentions);
    Annotations { mentions, entities, entity_of, positions }
}

/// Tells how each name of a reading was decided on, in order of the text: what [`annotate`] does, with the reasons.
pub fn explain(reading: &Reading, knowledge: &Knowledge) -> Vec<Explanation> {
    let scene = Scene { reading, knowledge };
    let candidates = candidates(scene, Parts::ALL);
    explain::explain(scene, &candidates, &mentions(scene, &candidates))
}

/// The names among the candidates: those that fit together best, and that the whole document bears out.
fn mentions(scene: Scene<'_>, candidates: &[Candidate]) -> Vec<Mention> {
    forms::supported(scene, resolve::resolve(scene, candidates))
}

/// What the recognisers propose, for the resolver to decide on.
fn candidates(scene: Scene<'_>, parts: Parts) -> Vec<Candidate> {
    let mut found = if parts.has(Recogniser::Lexicon) { lexicon::candidates(scene) } else { Vec::new() };
    let asked = parts.has(Recogniser::Tagger);
    let tagged = if asked { statistical::candidates(scene, &found) } else { Vec::new() };
    let is_person = |name: &&Candidate| name.entity_type == Some(EntityType::Person);
    let people = tagged.iter().filter(is_person).map(|name| name.span).collect::<Vec<_>>();
    let towns = if parts.has(Recogniser::Lexicon) { town::candidates(scene, &found) } else { Vec::new() };
    if parts.has(Recogniser::Rule) {
        let mut listed = found.clone();
        listed.sort_by_key(|name| name.span);
        let grown = grow::candidates(scene, &found);
        found.extend(grown.into_iter().filter(|name| !asked || borne::borne_out(scene, name, &tagged, &listed)));
        // After the names that grow, which take no township as a block: a village is named without it.
        found.extend(towns);
        found.extend(event::traps(scene, &found));
        found.extend(place::split(scene, tagged));
        found.extend(japanese::candidates(scene));
        found.extend(policy::candidates(scene));
        found.extend(body::candidates(scene, &found));
        found.extend(site::candidates(scene, &found));
        // 参观调研了…: the particle belongs to the verb.
        let slots = slot::candidates(scene, &found).into_iter();
        found.extend(slots.filter(|name| !name.span.of(scene.text()).starts_with('了')));
        found = trim::trim(scene, found);
        // Titles need organisations, persons need titles, and what persons are called in one place tells of others.
        let first = resolve::resolve(scene, &found);
        let positions = position::positions(scene, &first);
        let persons = person::candidates(scene, &positions);
        found.extend(persons.into_iter().filter(|person| !asked || person::borne_out(scene, person, &people)));
    } else {
        found.extend(towns);
        found.extend(tagged);
    }
    if parts.has(Recogniser::Document) {
        let second = resolve::resolve(scene, &found);
        let again = document::candidates(scene, &second);
        let again = trim::alone(scene, &found, again);
        found.extend(again);
    }
    found
}

/// The names of one document.
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    /// Sorted by start, longer first. They may nest, never cross.
    pub mentions: Vec<Mention>,
    /// The distinct things, in order of first mention.
    pub entities: Vec<DocumentEntity>,
    /// For each mention the index of its entity.
    pub entity_of: Vec<usize>,
    /// Titles, in order.
    pub positions: Vec<PositionMention>,
}

/// One thing that the document names.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentEntity {
    /// What it is.
    pub entity_type: EntityType,
    /// Finer type.
    pub kind: Option<Kind>,
    /// Fullest name.
    pub label: String,
    /// All forms, the label first.
    pub names: Vec<String>,
    /// GB/T 2260 or ISO 3166-1 code.
    pub code: Option<String>,
    /// Indices of its mentions.
    pub mentions: Vec<usize>,
}

/// A title in the text: 国务院总理, 广州实验室副主任, 董事长助理.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionMention {
    /// The whole, the organisation included: 国务院总理.
    pub span: Span,
    /// The title alone: 总理.
    pub title: Span,
    /// The mention of the organisation or place inside `span`, if any.
    pub org: Option<usize>,
}

impl Annotations {
    /// Indices of the mentions that lie inside no other.
    pub fn outermost(&self) -> impl Iterator<Item = usize> {
        let mut end = 0;
        let outside = move |(_, mention): &(usize, &Mention)| {
            let outside = mention.span.start >= end;
            if outside {
                end = mention.span.end;
            }
            outside
        };
        self.mentions.iter().enumerate().filter(outside).map(|(index, _)| index)
    }
}
