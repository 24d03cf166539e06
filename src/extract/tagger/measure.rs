//! A tagger and annotated sentences enter; how many names it finds leaves. Exact spans count.

use std::collections::BTreeMap;

use super::corpus::Sample;
use super::labels::TYPES;
use super::train::Matches;
use super::{Tagger, Tags};
use crate::model::{EntityType, Span};

/// Names that are right, that were found, and that are there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Found as they are marked.
    pub right: usize,
    /// All that were found.
    pub found: usize,
    /// All that are marked.
    pub wanted: usize,
}

impl Tally {
    /// Share of the found names that are right; 0 where none was found.
    pub fn precision(self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }

    /// Share of the marked names that were found; 0 where none is marked.
    pub fn recall(self) -> f64 {
        self.right as f64 / self.wanted.max(1) as f64
    }

    /// Harmonic mean of the two.
    pub fn f1(self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.wanted).max(1) as f64
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.found += other.found;
        self.wanted += other.wanted;
    }

    fn count<T: PartialEq>(&mut self, found: &[T], wanted: &[T]) {
        self.right += found.iter().filter(|name| wanted.contains(name)).count();
        self.found += found.len();
        self.wanted += wanted.len();
    }
}

/// How well a tagger does on a body of sentences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Number of sentences.
    pub sentences: usize,
    /// By type; types that no sentence marks are left out.
    pub names: BTreeMap<EntityType, Tally>,
    /// Titles, where sentences mark them.
    pub positions: Option<Tally>,
}

impl Figures {
    /// All names.
    pub fn all(&self) -> Tally {
        self.names.values().fold(Tally::default(), |mut sum, tally| {
            sum.add(*tally);
            sum
        })
    }
}

/// Tags the sentences and compares.
pub fn measure(tagger: &Tagger, samples: &[Sample], matches: &Matches<'_>) -> Figures {
    let tags = samples.iter().map(|sample| {
        let text = sample.text();
        tagger.tags(&text, &matches(&text))
    });
    compare(samples, tags)
}

/// Compares what was found in each sentence with what is marked in it. What a sentence leaves unmarked or unsure is
/// neither right nor wrong.
pub fn compare(samples: &[Sample], tags: impl IntoIterator<Item = Tags>) -> Figures {
    let mut figures = Figures { sentences: samples.len(), ..Figures::default() };
    for (sample, tags) in samples.iter().zip(tags) {
        let open = sample.open();
        let sure = |span: Span| !open.iter().any(|other| other.overlaps(span));
        let wanted = sample.names();
        for (label, entity_type) in TYPES.into_iter().enumerate() {
            if sample.unmarked.contains(&label) {
                continue;
            }
            let of = |names: &mut dyn Iterator<Item = (Span, EntityType)>| -> Vec<Span> {
                names.filter(|name| name.1 == entity_type && sure(name.0)).map(|name| name.0).collect()
            };
            let found = of(&mut tags.names.iter().map(|name| (name.span, name.entity_type)));
            let wanted = of(&mut wanted.iter().copied());
            figures.names.entry(entity_type).or_default().count(&found, &wanted);
        }
        if let Some(wanted) = sample.positions() {
            let found: Vec<Span> = tags.positions.iter().map(|title| title.span).collect();
            figures.positions.get_or_insert_default().count(&found, &wanted);
        }
    }
    figures
}
