//! The statistical tagger: finds names and titles by how they look and what stands around them.
//!
//! Enters: a stretch of reading text (a sentence, or more) and what the lexicon matched in it; leaves: names with type
//! and confidence, and titles. Promise: spans lie on character boundaries of the text, are sorted, and names do not
//! overlap one another (nor titles one another); the same text gives the same tags on every machine.
//!
//! Method: a linear-chain conditional random field (Lafferty, McCallum, Pereira 2001) over characters with tags
//! B M E S O, hashed grams of characters, character classes and lexicon matches, trained by AdaGrad (Duchi, Hazan,
//! Singer 2011) on several sources at once, each with its own copy of some features (Daumé 2007), so that one source's
//! idea of a name does not spoil another's; then pruned and quantised. [`mod@train`] makes the file, [`Tagger`] reads it.

mod card;
mod chars;
mod corpus;
mod crf;
mod features;
mod index;
mod labels;
mod lattice;
mod measure;
mod model;
mod project;
mod prune;
mod recipe;
mod shorts;
mod train;
mod words;

pub use card::{Card, CardSource};
pub use chars::fold;
pub use corpus::{CorpusError, Input, Sample, digest, ids, read};
pub use measure::{Figures, Tally, compare, measure};
pub use model::ModelError;
pub use recipe::RecipeError;
pub use train::{HeldOut, Options, Progress, Source, TrainError, train, train_on};

use crate::knowledge::{Form, NameLexicon};
use crate::model::{EntityType, Span};
use features::{Match, Signs};
use labels::{NAME_LANES, Stretch, TYPES, stretches_of, type_index};
use lattice::{Chain, Transitions};
use model::{Model, Scores};

/// A name that the tagger found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tagged {
    /// Bytes of the text.
    pub span: Span,
    /// What it names.
    pub entity_type: EntityType,
    /// Probability of exactly this span with this type.
    pub confidence: f64,
}

/// A title that the tagger found: 省长, 云海集团董事长.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TaggedPosition {
    /// Bytes of the text, the organisation included where it stands before the title.
    pub span: Span,
    /// Probability of exactly this span.
    pub confidence: f64,
}

/// All that the tagger found in a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tags {
    /// Names, in order.
    pub names: Vec<Tagged>,
    /// Titles, in order; they may hold names.
    pub positions: Vec<TaggedPosition>,
}

/// A trained tagger.
#[derive(Debug, Clone)]
pub struct Tagger {
    model: Model,
}

/// Memory that tagging needs, kept from one text to the next.
#[derive(Debug, Default)]
pub struct Workspace {
    offsets: Vec<usize>,
    signs: Signs,
    scores: Scores,
    names: Paths<NAME_LANES>,
}

/// Memory for the paths through one layer.
#[derive(Debug, Default)]
struct Paths<const K: usize> {
    back: Vec<[u8; K]>,
    chain: Chain<K>,
    masks: Vec<u32>,
}

/// Characters around a name that its confidence takes into account.
const CONTEXT: usize = 5;

impl Tagger {
    /// Reads a model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        Model::from_bytes(bytes).map(|model| Self { model })
    }

    /// Names in a text. `matches` are the lexicon's: bytes of the text and type; they may overlap.
    pub fn tag(&self, text: &str, matches: &[(Span, EntityType)]) -> Vec<Tagged> {
        self.tag_with(text, matches, &mut Workspace::default())
    }

    /// The same, for many texts after one another: the workspace keeps what would be allocated again for each.
    pub fn tag_with(&self, text: &str, matches: &[(Span, EntityType)], workspace: &mut Workspace) -> Vec<Tagged> {
        self.score(text, matches, workspace);
        let Workspace { offsets, scores, names, .. } = workspace;
        found(&self.model.names, &scores.names, names)
            .iter()
            .map(|(stretch, confidence)| Tagged {
                span: Span::new(offsets[stretch.start], offsets[stretch.end]),
                entity_type: TYPES[stretch.label],
                confidence: *confidence,
            })
            .collect()
    }

    /// Names and titles in a text. `matches` are the lexicon's: bytes of the text and type; they may overlap.
    pub fn tags(&self, text: &str, matches: &[(Span, EntityType)]) -> Tags {
        let mut workspace = Workspace::default();
        let names = self.tag_with(text, matches, &mut workspace);
        let offsets = &workspace.offsets;
        let positions = found(&self.model.positions, &workspace.scores.positions, &mut Paths::default())
            .iter()
            .map(|(stretch, confidence)| TaggedPosition {
                span: Span::new(offsets[stretch.start], offsets[stretch.end]),
                confidence: *confidence,
            })
            .collect();
        Tags { names, positions }
    }

    /// Scores every character in both layers.
    fn score(&self, text: &str, matches: &[(Span, EntityType)], workspace: &mut Workspace) {
        let Workspace { offsets, signs, scores, .. } = workspace;
        offsets.clear();
        offsets.extend(text.char_indices().map(|(offset, _)| offset));
        offsets.push(text.len());
        signs.read(text.chars().map(chars::symbol), &char_matches(offsets, matches), &self.model.words);
        self.model.score(signs, scores);
    }

    /// Number of grams and of weights that the model holds.
    pub fn size(&self) -> (usize, usize) {
        self.model.size()
    }
}

/// The listed names in a text that the tagger is trained with: safe forms of two characters and more.
pub fn sure_names(names: &NameLexicon, text: &str) -> Vec<(Span, EntityType)> {
    names
        .matches(text)
        .filter(|found| found.span.of(text).chars().nth(1).is_some())
        .flat_map(|found| found.forms.iter().map(move |form| (found.span, form)))
        .filter(|(_, form)| form.form != Form::Weak)
        .map(|(span, form)| (span, names.entries[form.entry].entity_type))
        .collect()
}

/// Matches in characters; those off character boundaries are left out.
fn char_matches(offsets: &[usize], matches: &[(Span, EntityType)]) -> Vec<Match> {
    matches
        .iter()
        .filter_map(|(span, entity_type)| {
            let start = offsets.binary_search(&span.start).ok()?;
            let end = offsets.binary_search(&span.end).ok()?;
            (start < end).then(|| Match { start, end, kind: type_index(*entity_type).unwrap_or(TYPES.len()) })
        })
        .collect()
}

/// The best path's stretches with their probabilities.
///
/// Probabilities are computed in windows around the names, whose ends are held to the best path: far from a name the
/// path is O beyond doubt, and most characters are far from names.
fn found<const K: usize>(
    transitions: &Transitions<K>,
    scores: &[[f32; K]],
    paths: &mut Paths<K>,
) -> Vec<(Stretch, f64)> {
    let Paths { back, chain, masks } = paths;
    let path = transitions.best_path(scores, back);
    let stretches = stretches_of(&path);
    let mut out = Vec::with_capacity(stretches.len());
    let mut next = 0;
    while next < stretches.len() {
        // A window ends where the path is O and no further name is near.
        let mut last = next;
        while last + 1 < stretches.len() && stretches[last + 1].start <= stretches[last].end + 2 * CONTEXT {
            last += 1;
        }
        let start = stretches[next].start.saturating_sub(CONTEXT);
        let end = (stretches[last].end + CONTEXT).min(scores.len());
        masks.clear();
        masks.resize(end - start, u32::MAX);
        if start > 0 {
            masks[0] = 1 << path[start];
        }
        if end < scores.len() {
            masks[end - start - 1] = 1 << path[end - 1];
        }
        let possible = chain.run(transitions, &scores[start..end], masks).is_some();
        for stretch in &stretches[next..=last] {
            let tags = path[stretch.start..stretch.end].iter().map(|&tag| usize::from(tag));
            let confidence = if possible {
                f64::from(chain.path_probability(transitions, stretch.start - start, tags))
            } else {
                0.0
            };
            out.push((*stretch, confidence));
        }
        next = last + 1;
    }
    out
}

#[cfg(test)]
mod tests;
