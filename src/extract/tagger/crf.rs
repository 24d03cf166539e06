//! Training of the weights.
//!
//! Enters: samples as numbered grams; leaves: weights. One pass over the samples per epoch in a shuffled order, one
//! AdaGrad step per sample, one thread, so that the same samples give the same weights.

use super::corpus::Sample;
use super::index::{Index, Occurrence};
use super::labels::{COLUMNS, NAME_LANES, NAME_TAGS, POSITION_COLUMN, POSITION_LANES, POSITION_TAGS, tags_of};
use super::lattice::{Chain, Transitions};

/// Gradients smaller than this change nothing worth the time.
const LEAST_GRADIENT: f32 = 1e-3;

/// What is known about a sample's characters.
#[derive(Debug)]
pub(super) struct Target {
    /// Tags that each character may have in the name layer.
    pub names: Vec<u32>,
    /// The same for the position layer; empty where the source marks no positions.
    pub positions: Vec<u32>,
}

impl Target {
    pub fn new(sample: &Sample) -> Self {
        let length = sample.text.len();
        let open: u32 = sample.unmarked.iter().map(|&label| 0b1111 << (1 + 4 * label)).sum::<u32>() | 1;
        let mut names: Vec<u32> =
            tags_of(&sample.names, length).into_iter().map(|tag| if tag == 0 { open } else { 1 << tag }).collect();
        for &(start, end) in &sample.unsure {
            names[start..end].fill((1 << NAME_TAGS) - 1);
        }
        let positions = sample
            .positions
            .as_ref()
            .map_or_else(Vec::new, |found| tags_of(found, length).into_iter().map(|tag| 1 << tag).collect());
        Self { names, positions }
    }
}

/// A sample ready for training.
#[derive(Debug)]
pub(super) struct Prepared {
    pub grams: Vec<Occurrence>,
    pub target: Target,
    pub source: usize,
}

/// One number per column: weights, or sums of squared gradients.
type Row = [f32; COLUMNS];

/// Pair weights of one source or of all, with their sums of squares.
#[derive(Debug, Clone)]
struct Pairs<const K: usize> {
    weights: [[f32; K]; K],
    squares: [[f32; K]; K],
}

impl<const K: usize> Pairs<K> {
    fn new(start: f32) -> Self {
        Self { weights: [[0.0; K]; K], squares: [[start; K]; K] }
    }

    fn step(&mut self, gradient: &[[f32; K]; K], rate: f32) {
        let rows = self.weights.iter_mut().zip(&mut self.squares).zip(gradient);
        for ((weights, squares), gradient) in rows {
            for ((weight, square), slope) in weights.iter_mut().zip(squares).zip(gradient) {
                *square += slope * slope;
                *weight += rate * slope / square.sqrt();
            }
        }
    }
}

/// Sums of the pair weights of all sources and of one.
fn sum<const K: usize>(all: &Pairs<K>, own: &Pairs<K>) -> [[f32; K]; K] {
    let mut out = all.weights;
    for (row, more) in out.iter_mut().zip(&own.weights) {
        for (weight, more) in row.iter_mut().zip(more) {
            *weight += more;
        }
    }
    out
}

/// Everything that is learnt.
pub(super) struct Trainer {
    weights: Vec<Row>,
    squares: Vec<Row>,
    /// For all sources, then per source.
    names: Vec<Pairs<NAME_LANES>>,
    positions: Vec<Pairs<POSITION_LANES>>,
    rate: f32,
    /// Sums of the weights at the moments that the average is taken of.
    mean: Mean,
    scratch: Scratch,
}

/// Sums of weights, and how many are in them.
#[derive(Default)]
struct Mean {
    count: usize,
    weights: Vec<Row>,
    names: Vec<[[f32; NAME_LANES]; NAME_LANES]>,
    positions: Vec<[[f32; POSITION_LANES]; POSITION_LANES]>,
}

#[derive(Default)]
struct Scratch {
    sums: Vec<[f32; COLUMNS]>,
    gradient: Vec<[f32; COLUMNS]>,
    active: Vec<bool>,
    name_scores: Vec<[f32; NAME_LANES]>,
    position_scores: Vec<[f32; POSITION_LANES]>,
    name_chains: [Chain<NAME_LANES>; 2],
    position_chains: [Chain<POSITION_LANES>; 2],
}

impl Trainer {
    /// All weights zero.
    pub fn new(rows: usize, sources: usize, rate: f32, damping: f32) -> Self {
        Self {
            weights: vec![[0.0; COLUMNS]; rows],
            squares: vec![[damping; COLUMNS]; rows],
            names: vec![Pairs::new(damping); sources + 1],
            positions: vec![Pairs::new(damping); sources + 1],
            rate,
            mean: Mean::default(),
            scratch: Scratch::default(),
        }
    }

    /// Adds the weights of this moment to the average.
    pub fn remember(&mut self) {
        let mean = &mut self.mean;
        if mean.count == 0 {
            mean.weights = vec![[0.0; COLUMNS]; self.weights.len()];
            mean.names = vec![[[0.0; NAME_LANES]; NAME_LANES]; self.names.len()];
            mean.positions = vec![[[0.0; POSITION_LANES]; POSITION_LANES]; self.positions.len()];
        }
        mean.count += 1;
        add(&mut mean.weights, &self.weights);
        for (sum, pairs) in mean.names.iter_mut().zip(&self.names) {
            add(sum, &pairs.weights);
        }
        for (sum, pairs) in mean.positions.iter_mut().zip(&self.positions) {
            add(sum, &pairs.weights);
        }
    }

    /// Puts the average of the remembered moments in place of the weights (Polyak and Juditsky 1992): the last samples
    /// seen count no more than others.
    pub fn settle(&mut self) {
        let mean = std::mem::take(&mut self.mean);
        if mean.count == 0 {
            return;
        }
        let share = 1.0 / mean.count as f32;
        let settled = |sums: &[f32], weights: &mut [f32]| {
            for (weight, sum) in weights.iter_mut().zip(sums) {
                *weight = sum * share;
            }
        };
        settled(mean.weights.as_flattened(), self.weights.as_flattened_mut());
        for (sum, pairs) in mean.names.iter().zip(&mut self.names) {
            settled(sum.as_flattened(), pairs.weights.as_flattened_mut());
        }
        for (sum, pairs) in mean.positions.iter().zip(&mut self.positions) {
            settled(sum.as_flattened(), pairs.weights.as_flattened_mut());
        }
    }

    /// Learns from one sample, its grams being `grams`; returns the loss before the step.
    pub fn learn(&mut self, sample: &Prepared, grams: &[Occurrence], index: &Index, margin: usize) -> f32 {
        let length = sample.target.names.len();
        let mut scratch = std::mem::take(&mut self.scratch);
        self.score(grams, index, length + 2 * margin, &mut scratch.sums);
        let sums = &scratch.sums[margin..margin + length];
        scratch.name_scores.clear();
        scratch.position_scores.clear();
        for row in sums {
            let mut name = [0.0; NAME_LANES];
            name[..NAME_TAGS].copy_from_slice(&row[..NAME_TAGS]);
            scratch.name_scores.push(name);
            let mut position = [0.0; POSITION_LANES];
            position[..POSITION_TAGS].copy_from_slice(&row[POSITION_COLUMN..POSITION_COLUMN + POSITION_TAGS]);
            scratch.position_scores.push(position);
        }
        scratch.gradient.clear();
        scratch.gradient.resize(length, [0.0; COLUMNS]);
        let own = sample.source + 1;

        let transitions = Transitions::new(NAME_TAGS, &sum(&self.names[0], &self.names[own]));
        let mut pairs = [[0.0; NAME_LANES]; NAME_LANES];
        let mut loss = slopes(
            &transitions,
            &mut scratch.name_chains,
            &scratch.name_scores,
            &sample.target.names,
            &mut pairs,
            |at, tag, slope| scratch.gradient[at][tag] = slope,
        );
        self.names[0].step(&pairs, self.rate);
        self.names[own].step(&pairs, self.rate);

        if !sample.target.positions.is_empty() {
            let weights = sum(&self.positions[0], &self.positions[own]);
            let transitions = Transitions::new(POSITION_TAGS, &weights);
            let mut pairs = [[0.0; POSITION_LANES]; POSITION_LANES];
            loss += slopes(
                &transitions,
                &mut scratch.position_chains,
                &scratch.position_scores,
                &sample.target.positions,
                &mut pairs,
                |at, tag, slope| scratch.gradient[at][POSITION_COLUMN + tag] = slope,
            );
            self.positions[0].step(&pairs, self.rate);
            self.positions[own].step(&pairs, self.rate);
        }

        scratch.active.clear();
        scratch.active.extend(scratch.gradient.iter().map(|row| row.iter().any(|slope| slope.abs() > LEAST_GRADIENT)));
        self.step(grams, index, margin, &scratch);
        self.scratch = scratch;
        loss
    }

    fn score(&self, grams: &[Occurrence], index: &Index, length: usize, sums: &mut Vec<[f32; COLUMNS]>) {
        sums.clear();
        sums.resize(length, [0.0; COLUMNS]);
        for &(number, first) in grams {
            let rows = &self.weights[index.slots(number as usize)];
            for (sum, weights) in sums[first as usize..].iter_mut().zip(rows) {
                for (lane, weight) in sum.iter_mut().zip(weights) {
                    *lane += weight;
                }
            }
        }
    }

    fn step(&mut self, grams: &[Occurrence], index: &Index, margin: usize, scratch: &Scratch) {
        let rate = self.rate;
        for &(number, first) in grams {
            let slots = index.slots(number as usize);
            for (at, row) in (first as usize..).zip(slots) {
                let Some(at) = at.checked_sub(margin) else {
                    continue;
                };
                if !scratch.active.get(at).is_some_and(|&active| active) {
                    continue;
                }
                let gradient = &scratch.gradient[at];
                let (weights, squares) = (&mut self.weights[row], &mut self.squares[row]);
                for column in 0..COLUMNS {
                    let slope = gradient[column];
                    squares[column] += slope * slope;
                    weights[column] += rate * slope / squares[column].sqrt();
                }
            }
        }
    }

    /// Weights of a row.
    pub fn row(&self, row: usize) -> &[f32; COLUMNS] {
        &self.weights[row]
    }

    /// Pair weights for texts of a source.
    pub fn pairs(&self, source: usize) -> ([[f32; NAME_LANES]; NAME_LANES], [[f32; POSITION_LANES]; POSITION_LANES]) {
        (sum(&self.names[0], &self.names[source + 1]), sum(&self.positions[0], &self.positions[source + 1]))
    }
}

fn add<const K: usize>(sums: &mut [[f32; K]], weights: &[[f32; K]]) {
    for (sum, weight) in sums.as_flattened_mut().iter_mut().zip(weights.as_flattened()) {
        *sum += weight;
    }
}

/// Tells `take` what is known less what is expected, per character and tag, adds the same for pairs, and returns the
/// loss. A sample that contradicts itself teaches nothing.
fn slopes<const K: usize>(
    transitions: &Transitions<K>,
    chains: &mut [Chain<K>; 2],
    scores: &[[f32; K]],
    target: &[u32],
    pairs: &mut [[f32; K]; K],
    mut take: impl FnMut(usize, usize, f32),
) -> f32 {
    let [all, known] = chains;
    let (Some(total), Some(part)) = (all.run(transitions, scores, &[]), known.run(transitions, scores, target)) else {
        return 0.0;
    };
    for at in 0..scores.len() {
        let (expected, wanted) = (all.marginal(at), known.marginal(at));
        for tag in 0..K.min(COLUMNS) {
            let slope = wanted[tag] - expected[tag];
            if slope != 0.0 {
                take(at, tag, slope);
            }
        }
    }
    known.add_pairs(transitions, 1.0, pairs);
    all.add_pairs(transitions, -1.0, pairs);
    total - part
}
