//! A reading enters; its names leave, as mentions and as the distinct things of the document.
//!
//! Promise: mentions may nest, never cross; each says who found it and why.

mod document;
mod entities;
mod event;
mod grow;
mod japanese;
mod lexicon;
mod person;
mod place;
mod policy;
mod position;
mod resolve;
mod scene;
mod slot;
mod statistical;
pub mod tagger;
mod town;

use crate::knowledge::Knowledge;
use crate::model::{EntityType, Kind, Mention, Span};
use crate::text::Reading;

use scene::Scene;

/// Finds the names of a reading.
pub fn annotate(reading: &Reading, knowledge: &Knowledge) -> Annotations {
    let scene = Scene { reading, knowledge };
    let mut candidates = lexicon::candidates(scene);
    let tagged = statistical::candidates(scene, &candidates);
    let towns = town::candidates(scene, &candidates);
    candidates.extend(grow::candidates(scene, &candidates));
    candidates.extend(towns);
    candidates.extend(event::traps(scene, &candidates));
    candidates.extend(place::split(scene, tagged));
    candidates.extend(japanese::candidates(scene));
    candidates.extend(policy::candidates(scene));
    candidates.extend(slot::candidates(scene, &candidates));
    // Titles need organisations, persons need titles, and what persons are called in one place tells of others.
    let first = resolve::resolve(scene, &candidates);
    let positions = position::positions(scene, &first);
    candidates.extend(person::candidates(scene, &positions));
    let second = resolve::resolve(scene, &candidates);
    candidates.extend(document::candidates(scene, &second));
    let mentions = resolve::resolve(scene, &candidates);
    let positions = position::positions(scene, &mentions);
    let (entities, entity_of) = entities::entities(scene, &mentions);
    Annotations { mentions, entities, entity_of, positions }
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
