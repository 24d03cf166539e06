//! From annotated texts to a model file.
//!
//! Enters: options that name the sources; leaves: the bytes of a model and a card that says what it was made of. The
//! same options and files give the same bytes.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use super::card::{Card, CardSource, sha256};
use super::corpus::{CorpusError, Input, Sample, ids_of, read, read_words};
use super::crf::{Prepared, Target, Trainer};
use super::features::{MARGIN, Match, Signs, copy_hash};
use super::index::{Counter, Index};
use super::labels::COLUMNS;
use super::measure::measure;
use super::model::{ModelError, Plain};
use super::prune::{average, pruned};
use super::words::Words;
use super::{Tagger, char_matches, chars::symbol};
use crate::model::{EntityType, Span};

/// A body of annotated text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Name for the card.
    pub name: String,
    /// Terms and origin for the card.
    pub terms: String,
    /// Where it is.
    pub input: Input,
    /// Sources of one group share their copies of features: they follow one convention of what a name is.
    pub group: usize,
    /// How often each sample is seen in an epoch.
    pub repeat: usize,
    /// Seeds of the trainings that see this source; empty for all.
    pub seeds: Vec<u64>,
}

/// Annotated text that is not trained on: figures are measured on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldOut {
    /// Name for the card.
    pub name: String,
    /// Where it is.
    pub input: Input,
}

/// Finds lexicon names in a sentence: bytes and type.
pub type Matches<'a> = dyn Fn(&str) -> Vec<(Span, EntityType)> + 'a;

/// What to train on and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The sources, in order.
    pub sources: Vec<Source>,
    /// What figures are measured on. Neither its articles nor its sentences are trained on, whatever source has them.
    pub held_out: Vec<HeldOut>,
    /// Ids of articles that must not be trained on.
    pub skip: Vec<String>,
    /// Group whose convention the model follows.
    pub home: usize,
    /// Passes over all samples.
    pub epochs: usize,
    /// Step size.
    pub rate: f32,
    /// Where each sum of squared gradients starts: larger values make the first steps smaller.
    pub damping: f32,
    /// Weights that the file keeps.
    pub weights: usize,
    /// Share of the sentences that are trained without lexicon matches, so that the model does not lean on them.
    pub blind: f64,
    /// Share of the grams that are left out each time a sample is seen, so that no gram is left to do all the work
    /// (Sutton, Sindelar, McCallum 2006).
    pub drop: f64,
    /// Moments in the last two epochs whose weights are averaged; none for the last weights as they are.
    pub moments: usize,
    /// Seeds of the order of samples: one training for each, and the mean of their weights is kept.
    pub seeds: Vec<u64>,
    /// Ordinary words that the model carries: word, tab, class (0 to 63).
    pub words: Option<PathBuf>,
    /// Day for the card, as the caller wants it written.
    pub date: String,
    /// Version of the knowledge for the card.
    pub knowledge: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            sources: Vec::new(),
            held_out: Vec::new(),
            skip: Vec::new(),
            home: 0,
            epochs: 8,
            rate: 0.2,
            damping: 0.1,
            weights: 400_000,
            blind: 0.3,
            drop: 0.0,
            moments: 0,
            seeds: vec![1],
            words: None,
            date: String::new(),
            knowledge: String::new(),
        }
    }
}

/// How far training is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress {
    /// Samples are read.
    Read {
        /// Number of samples.
        samples: usize,
        /// Number of characters.
        characters: usize,
    },
    /// Grams are numbered.
    Indexed {
        /// Number of grams with weights.
        grams: usize,
    },
    /// An epoch is under way.
    Learning {
        /// From 1.
        epoch: usize,
        /// Number of epochs.
        epochs: usize,
        /// Samples done in this epoch.
        done: usize,
        /// Samples in an epoch.
        samples: usize,
        /// Loss per character so far in this epoch.
        loss: f64,
    },
}

/// Why training failed.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// Data cannot be read.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// Nothing to learn from.
    #[error("the sources hold no sentences: give at least one source with text")]
    Empty,
    /// A source without a sentence to learn from is a mistake of the recipe.
    #[error(
        "the source “{0}” gives no sentences: is its file empty, do names and texts have different ids, or is every article skipped?"
    )]
    EmptySource(String),
    /// The model that was made cannot be read.
    #[error("the model cannot be read again: {0}")]
    Model(#[from] ModelError),
}

/// The samples of all sources without those of held-out sentences, and how many these were.
fn read_samples(options: &Options, held_out: &[Vec<Sample>]) -> Result<(Vec<Sample>, usize), TrainError> {
    let mut skip: BTreeSet<String> = options.skip.iter().cloned().collect();
    for file in &options.held_out {
        skip.extend(ids_of(&file.input)?);
    }
    let held_out: BTreeSet<&[char]> = held_out.iter().flatten().map(|sample| sample.text.as_slice()).collect();
    let mut samples = Vec::new();
    let mut left_out = 0;
    for (number, source) in options.sources.iter().enumerate() {
        let found = read(&source.input, number, &|id| skip.contains(id))?;
        let before = samples.len();
        let all = found.len();
        samples.extend(found.into_iter().filter(|sample| !held_out.contains(sample.text.as_slice())));
        left_out += all - (samples.len() - before);
        if samples.len() == before {
            return Err(TrainError::EmptySource(source.name.clone()));
        }
    }
    // What home has annotated is not learnt from others too.
    let home = |sample: &Sample| options.sources[sample.source].group == options.home;
    let known = samples.iter().filter(|sample| home(sample)).map(|sample| sample.text.clone()).collect::<HashSet<_>>();
    samples.retain(|sample| home(sample) || !known.contains(&sample.text));
    Ok((samples, left_out))
}

/// Trains a model on the sources that the options name, and measures it on the held-out files.
pub fn train(
    options: &Options,
    matches: &Matches<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Vec<u8>, Card), TrainError> {
    let held_out = options.held_out.iter().map(|file| read(&file.input, 0, &|_| false));
    let held_out = held_out.collect::<Result<Vec<_>, _>>()?;
    let (samples, left_out) = read_samples(options, &held_out)?;
    let (bytes, mut card) = train_on(&samples, options, matches, progress)?;
    card.left_out = left_out;
    let tagger = Tagger::from_bytes(&bytes)?;
    for (file, samples) in options.held_out.iter().zip(&held_out) {
        card.figures.push((file.name.clone(), measure(&tagger, samples, matches)));
    }
    Ok((bytes, card))
}

/// Trains a model on samples.
pub fn train_on(
    samples: &[Sample],
    options: &Options,
    matches: &Matches<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Vec<u8>, Card), TrainError> {
    let characters: usize = samples.iter().map(|sample| sample.text.len()).sum();
    if characters == 0 {
        return Err(TrainError::Empty);
    }
    progress(Progress::Read { samples: samples.len(), characters });
    let mut plains = Vec::new();
    let (mut loss, mut grams) = (0.0, 0);
    for (run, &seed) in options.seeds.iter().enumerate() {
        let sees = |sample: &&Sample| options.sources.get(sample.source).is_none_or(|source| source.sees(seed));
        let taught: Vec<&Sample> = samples.iter().filter(sees).collect();
        let mut told = |step: Progress| {
            progress(match step {
                Progress::Learning { epoch, epochs, done, samples, loss } => Progress::Learning {
                    epoch: run * epochs + epoch,
                    epochs: options.seeds.len() * epochs,
                    done,
                    samples,
                    loss,
                },
                step => step,
            });
        };
        let trained = train_once(&taught, options, seed, matches, &mut told)?;
        plains.push(trained.plain);
        loss += trained.loss / options.seeds.len() as f64;
        grams = grams.max(trained.grams);
    }
    let plain = average(plains, options.weights).ok_or(TrainError::Empty)?;
    let bytes = plain.to_bytes();
    let card = Card {
        options: options.clone(),
        sources: card_sources(samples, options),
        left_out: 0,
        figures: Vec::new(),
        loss,
        grams,
        kept_grams: plain.grams.len(),
        kept_weights: plain.grams.iter().map(|gram| gram.1.len()).sum(),
        bytes: bytes.len(),
        sha256: sha256(&bytes),
    };
    Ok((bytes, card))
}

impl Source {
    /// Whether the training with this seed sees the source.
    fn sees(&self, seed: u64) -> bool {
        self.seeds.is_empty() || self.seeds.contains(&seed)
    }
}

/// What one training gave.
struct Trained {
    plain: Plain,
    /// Loss per character in the last epoch.
    loss: f64,
    /// Grams with weights.
    grams: usize,
}

/// One training.
fn train_once(
    samples: &[&Sample],
    options: &Options,
    seed: u64,
    matches: &Matches<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Trained, TrainError> {
    let words = options.words.as_deref().map_or_else(|| Ok(Words::default()), read_words)?;
    let (prepared, index) = prepare(samples, options, seed, matches, &words);
    progress(Progress::Indexed { grams: index.hashes.len() });
    let groups = 1 + groups(options).max().unwrap_or(0);
    let mut trainer = Trainer::new(index.rows(), groups, options.rate, options.damping);
    let mut random = Random(seed);
    let mut order: Vec<usize> = (0..prepared.len())
        .flat_map(|number| {
            std::iter::repeat_n(number, options.sources.get(samples[number].source).map_or(1, |source| source.repeat))
        })
        .collect();
    let total = options.epochs * order.len();
    // The moments lie evenly in the last two epochs, or in all of a single one.
    let averaged = total.min(2 * order.len());
    let every = averaged.checked_div(options.moments).map(|every| every.max(1));
    let mut learnt = 0;
    let mut loss = 0.0;
    let mut grams = Vec::new();
    for epoch in 1..=options.epochs {
        random.shuffle(&mut order);
        loss = 0.0;
        let mut characters = 0;
        for (done, &number) in order.iter().enumerate() {
            let sample = &prepared[number];
            grams.clear();
            if options.drop > 0.0 {
                grams.extend(sample.grams.iter().filter(|_| random.share() >= options.drop));
            } else {
                grams.extend(&sample.grams);
            }
            loss += f64::from(trainer.learn(sample, &grams, &index, MARGIN));
            characters += sample.target.names.len();
            learnt += 1;
            if every.is_some_and(|every| learnt + averaged > total && (total - learnt).is_multiple_of(every)) {
                trainer.remember();
            }
            if (done + 1) % 2000 == 0 || done + 1 == order.len() {
                progress(Progress::Learning {
                    epoch,
                    epochs: options.epochs,
                    done: done + 1,
                    samples: order.len(),
                    loss: loss / characters as f64,
                });
            }
        }
        loss /= characters as f64;
    }
    trainer.settle();
    Ok(Trained { plain: distil(&trainer, &index, options, words), loss, grams: index.hashes.len() })
}

fn groups(options: &Options) -> impl Iterator<Item = usize> {
    options.sources.iter().map(|source| source.group).chain([options.home])
}

/// Group of a sample; a sample of an unnamed source belongs to home.
fn group(sample: &Sample, options: &Options) -> usize {
    options.sources.get(sample.source).map_or(options.home, |source| source.group)
}

/// Numbers the grams of all samples.
fn prepare(
    samples: &[&Sample],
    options: &Options,
    seed: u64,
    matches: &Matches<'_>,
    words: &Words,
) -> (Vec<Prepared>, Index) {
    let mut random = Random(seed ^ 0xB11D);
    let found: Vec<Vec<Match>> = samples
        .iter()
        .map(|sample| {
            if random.share() < options.blind {
                return Vec::new();
            }
            let text: String = sample.text.iter().collect();
            let mut offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).collect();
            offsets.push(text.len());
            char_matches(&offsets, &matches(&text))
        })
        .collect();
    let mut signs = Signs::default();
    let mut counter = Counter::new();
    for (sample, found) in samples.iter().zip(&found) {
        signs.read(sample.text.iter().map(|&c| symbol(c)), found, words);
        counter.add(&signs, group(sample, options));
    }
    let mut index = Index::default();
    let prepared = samples
        .iter()
        .zip(&found)
        .map(|(sample, found)| {
            signs.read(sample.text.iter().map(|&c| symbol(c)), found, words);
            let source = group(sample, options);
            let mut grams = Vec::new();
            index.occurrences(&counter, &signs, source, &mut grams);
            grams.shrink_to_fit();
            Prepared { grams, target: Target::new(sample), source }
        })
        .collect();
    (prepared, index)
}

/// Adds the home copies to the shared weights, keeps the largest, and rounds them.
fn distil(trainer: &Trainer, index: &Index, options: &Options, words: Words) -> Plain {
    let mut all: Vec<(f32, u32, u8)> = Vec::new();
    for (number, &(hash, is_copy)) in index.hashes.iter().enumerate() {
        if is_copy {
            continue;
        }
        let own = index.find(copy_hash(hash, options.home)).filter(|&copy| index.hashes[copy].1);
        for (slot, row) in index.slots(number).enumerate() {
            let mut weights = *trainer.row(row);
            if let Some(copy) = own {
                let rows = index.slots(copy);
                if slot < rows.len() {
                    for (weight, more) in weights.iter_mut().zip(trainer.row(rows.start + slot)) {
                        *weight += more;
                    }
                }
            }
            for (column, &weight) in weights.iter().enumerate() {
                if weight.abs() > 1e-3 {
                    let place = u8::try_from(slot * COLUMNS + column).unwrap_or(u8::MAX);
                    all.push((weight, hash, place));
                }
            }
        }
    }
    // Training never saw all grams of a sample at once: their sum is brought down to what it saw.
    #[allow(clippy::cast_possible_truncation, reason = "a share")]
    let seen = 1.0 - options.drop as f32;
    let (scale, grams) = pruned(all, options.weights);
    let (names, positions) = trainer.pairs(options.home);
    Plain { scale: scale * seen, names, positions, words, grams }
}

fn card_sources(samples: &[Sample], options: &Options) -> Vec<CardSource> {
    (0..options.sources.len())
        .map(|number| {
            let own = || samples.iter().filter(|sample| sample.source == number);
            CardSource {
                sentences: own().count(),
                characters: own().map(|sample| sample.text.len()).sum(),
                names: own().map(|sample| sample.names.len()).sum(),
            }
        })
        .collect()
}

/// A small generator of numbers that look random (SplitMix64): the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let value = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ (value >> 31)
    }

    /// Between 0 and 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            let other = usize::try_from(self.next() % (last as u64 + 1)).unwrap_or(0);
            order.swap(last, other);
        }
    }
}
