//! One linear chain of tags: best path, marginals, and expected counts.
//!
//! Enters: a score per character and tag, and per pair of neighbouring tags; leaves: the best legal path, or
//! probabilities. `K` is the number of lanes; lanes without a tag never win. Only additions, multiplications and a
//! polynomial are used, so that results do not depend on the machine's mathematics library.

use super::labels::{may_begin, may_end, may_follow};

/// Scores of neighbouring tags; illegal pairs are ruled out.
#[derive(Debug, Clone)]
pub(super) struct Transitions<const K: usize> {
    tags: usize,
    /// Tags that may be followed by O.
    closed: Vec<u8>,
    /// `score[from][to]`.
    score: [[f32; K]; K],
    /// Exponential of the score, zero where illegal.
    forward: [[f32; K]; K],
    /// The same with `[to][from]`.
    backward: [[f32; K]; K],
}

/// Score of what can never be.
const NEVER: f32 = -1e9;

impl<const K: usize> Transitions<K> {
    /// From legal-pair scores; entries of illegal pairs are ignored.
    pub fn new(tags: usize, weights: &[[f32; K]; K]) -> Self {
        let mut out = Self {
            tags,
            closed: (0..tags).filter(|&tag| may_end(tag)).map(|tag| u8::try_from(tag).unwrap_or(0)).collect(),
            score: [[NEVER; K]; K],
            forward: [[0.0; K]; K],
            backward: [[0.0; K]; K],
        };
        for (from, row) in weights.iter().enumerate().take(tags) {
            for to in (0..tags).filter(|&to| may_follow(from, to)) {
                let weight = row[to];
                out.score[from][to] = weight;
                out.forward[from][to] = exp(weight);
                out.backward[to][from] = exp(weight);
            }
        }
        out
    }

    /// The best legal path. `back` is memory for the way back.
    pub fn best_path(&self, scores: &[[f32; K]], back: &mut Vec<[u8; K]>) -> Vec<u8> {
        let Some(first) = scores.first() else {
            return Vec::new();
        };
        let mut best = [NEVER; K];
        for tag in (0..self.tags).filter(|&tag| may_begin(tag)) {
            best[tag] = first[tag];
        }
        back.clear();
        back.resize(scores.len(), [0; K]);
        for (index, row) in scores.iter().enumerate().skip(1) {
            let mut next = [NEVER; K];
            let mut from_tag = [0u8; K];
            // A closed tag may be followed by O, B and S of any type: a whole row at once.
            for &from in &self.closed {
                let (base, step) = (best[usize::from(from)], &self.score[usize::from(from)]);
                for to in 0..K {
                    let score = base + step[to];
                    let better = score > next[to];
                    next[to] = if better { score } else { next[to] };
                    from_tag[to] = if better { from } else { from_tag[to] };
                }
            }
            // An open tag is followed by M and E of its own type alone.
            for begin in (1..self.tags).step_by(4) {
                let (middle, end) = (begin + 1, begin + 2);
                for to in [middle, end] {
                    let (begun, going) = (best[begin] + self.score[begin][to], best[middle] + self.score[middle][to]);
                    next[to] = begun.max(going);
                    from_tag[to] = u8::try_from(if going > begun { middle } else { begin }).unwrap_or(0);
                }
            }
            for to in 0..K {
                next[to] += row[to];
            }
            back[index] = from_tag;
            best = next;
        }
        let mut tag = 0;
        for candidate in (0..self.tags).filter(|&tag| may_end(tag)) {
            if best[candidate] > best[tag] {
                tag = candidate;
            }
        }
        let mut path = vec![0; scores.len()];
        for index in (0..scores.len()).rev() {
            path[index] = u8::try_from(tag).unwrap_or(0);
            tag = usize::from(back[index][tag]);
        }
        path
    }
}

/// Forward and backward probabilities of a chain, kept for reuse.
#[derive(Debug, Default)]
pub(super) struct Chain<const K: usize>
where
    [f32; K]: Sized,
{
    /// Exponential of the scores, highest of a row 1.
    emission: Vec<[f32; K]>,
    alpha: Vec<[f32; K]>,
    beta: Vec<[f32; K]>,
    scale: Vec<f32>,
}

impl<const K: usize> Chain<K> {
    /// Runs both passes. `allowed` holds a bit set of tags per character (all where the slice is empty). Returns the
    /// logarithm of the sum over paths, up to the sum of row maxima, or `None` where no path is possible.
    pub fn run(&mut self, transitions: &Transitions<K>, scores: &[[f32; K]], allowed: &[u32]) -> Option<f32> {
        let length = scores.len();
        let tags = transitions.tags;
        self.emission.clear();
        self.emission.extend(scores.iter().map(|row| {
            let high = row[..tags].iter().copied().fold(f32::MIN, f32::max);
            let mut out = [0.0; K];
            for tag in 0..tags {
                out[tag] = exp(row[tag] - high);
            }
            out
        }));
        for (row, &mask) in self.emission.iter_mut().zip(allowed) {
            for (tag, value) in row.iter_mut().enumerate() {
                if mask & (1 << tag) == 0 {
                    *value = 0.0;
                }
            }
        }
        self.alpha.clear();
        self.alpha.resize(length, [0.0; K]);
        self.beta.clear();
        self.beta.resize(length, [0.0; K]);
        self.scale.clear();
        self.scale.resize(length, 1.0);
        let mut total = 0.0;
        for index in 0..length {
            let mut row = [0.0; K];
            if index == 0 {
                for tag in (0..tags).filter(|&tag| may_begin(tag)) {
                    row[tag] = 1.0;
                }
            } else {
                let before = self.alpha[index - 1];
                for &from in &transitions.closed {
                    let from = usize::from(from);
                    let (weight, step) = (before[from], &transitions.forward[from]);
                    for to in 0..K {
                        row[to] += weight * step[to];
                    }
                }
                for begin in (1..tags).step_by(4) {
                    for to in [begin + 1, begin + 2] {
                        row[to] = before[begin] * transitions.forward[begin][to]
                            + before[begin + 1] * transitions.forward[begin + 1][to];
                    }
                }
            }
            let mut sum = 0.0;
            for (to, value) in row.iter_mut().enumerate() {
                *value *= self.emission[index][to];
                if index + 1 == length && !may_end(to) {
                    *value = 0.0;
                }
                sum += *value;
            }
            if sum <= f32::MIN_POSITIVE {
                return None;
            }
            let factor = 1.0 / sum;
            for value in &mut row {
                *value *= factor;
            }
            self.alpha[index] = row;
            self.scale[index] = factor;
            total += sum.ln();
        }
        for index in (0..length).rev() {
            if index + 1 == length {
                for tag in (0..tags).filter(|&tag| may_end(tag)) {
                    self.beta[index][tag] = 1.0;
                }
                continue;
            }
            let ahead = self.ahead(index + 1);
            let mut row = [0.0; K];
            // O, B and S come after closed tags; M and E after B and M of their own type.
            for to in (0..tags).filter(|&to| may_begin(to)) {
                let (weight, step) = (ahead[to], &transitions.backward[to]);
                for from in 0..K {
                    row[from] += weight * step[from];
                }
            }
            for begin in (1..tags).step_by(4) {
                for from in [begin, begin + 1] {
                    row[from] = ahead[begin + 1] * transitions.forward[from][begin + 1]
                        + ahead[begin + 2] * transitions.forward[from][begin + 2];
                }
            }
            self.beta[index] = row;
        }
        Some(total)
    }

    /// What character `index` and all after it contribute, per tag of `index`.
    fn ahead(&self, index: usize) -> [f32; K] {
        let mut out = self.beta[index];
        for (tag, value) in out.iter_mut().enumerate() {
            *value *= self.emission[index][tag] * self.scale[index];
        }
        out
    }

    /// Probability of each tag at `index`.
    pub fn marginal(&self, index: usize) -> [f32; K] {
        let mut out = self.alpha[index];
        for (tag, value) in out.iter_mut().enumerate() {
            *value *= self.beta[index][tag];
        }
        out
    }

    /// Adds `sign` times the expected number of each pair of neighbouring tags to `counts`.
    pub fn add_pairs(&self, transitions: &Transitions<K>, sign: f32, counts: &mut [[f32; K]; K]) {
        for index in 1..self.alpha.len() {
            let ahead = self.ahead(index);
            for (from, row) in counts.iter_mut().enumerate().take(transitions.tags) {
                let weight = sign * self.alpha[index - 1][from];
                if weight != 0.0 {
                    for to in 0..K {
                        row[to] += weight * transitions.forward[from][to] * ahead[to];
                    }
                }
            }
        }
    }

    /// Probability that exactly the tags `path` stand from character `start` on.
    pub fn path_probability(
        &self,
        transitions: &Transitions<K>,
        start: usize,
        path: impl IntoIterator<Item = usize>,
    ) -> f32 {
        let mut value = 0.0;
        let mut before = 0;
        let mut last = start;
        for (step, tag) in path.into_iter().enumerate() {
            let index = start + step;
            value = if step == 0 {
                self.alpha[index][tag]
            } else {
                value * transitions.forward[before][tag] * self.emission[index][tag] * self.scale[index]
            };
            before = tag;
            last = index;
        }
        (value * self.beta[last][before]).clamp(0.0, 1.0)
    }
}

/// e to the power of `x`, by range reduction and a polynomial (relative error below 1e-6): the same bits everywhere.
pub(super) fn exp(x: f32) -> f32 {
    let x = x.clamp(-80.0, 80.0);
    // Adding and taking away 1.5·2²³ rounds to the nearest whole number.
    let power = (x * std::f32::consts::LOG2_E + 12_582_912.0) - 12_582_912.0;
    let rest = x - power * 0.693_359_4 + power * 2.121_944_4e-4;
    let mut sum = 1.987_569_1e-4;
    for term in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        sum = sum * rest + term;
    }
    let value = sum * rest * rest + rest + 1.0;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the exponent lies between -116 and 116"
    )]
    let scale = f32::from_bits(((power as i32 + 127) as u32) << 23);
    value * scale
}

#[cfg(test)]
mod tests {
    use super::super::labels::{POSITION_LANES, POSITION_TAGS};
    use super::*;

    fn scores() -> Vec<[f32; POSITION_LANES]> {
        // O B M E S
        [[0.2, 1.0, 0.0, 0.3, 0.9], [0.1, 0.4, 0.8, 0.7, 0.0], [0.5, 0.1, 0.2, 0.6, 0.3]]
            .map(|row| {
                let mut out = [0.0; POSITION_LANES];
                out[..POSITION_TAGS].copy_from_slice(&row);
                out
            })
            .to_vec()
    }

    fn transitions() -> Transitions<POSITION_LANES> {
        let mut weights = [[0.0; POSITION_LANES]; POSITION_LANES];
        weights[0][1] = 0.4;
        weights[1][3] = -0.2;
        weights[3][4] = 0.7;
        Transitions::new(POSITION_TAGS, &weights)
    }

    /// All legal paths with their scores, by trying every one.
    fn every_path() -> Vec<([usize; 3], f32)> {
        let (scores, transitions) = (scores(), transitions());
        let mut out = Vec::new();
        for code in 0..POSITION_TAGS.pow(3) {
            let path = [code % 5, code / 5 % 5, code / 25];
            let legal =
                may_begin(path[0]) && may_end(path[2]) && path.windows(2).all(|pair| may_follow(pair[0], pair[1]));
            if legal {
                let own: f32 = path.iter().zip(&scores).map(|(&tag, row)| row[tag]).sum();
                let pairs: f32 = path.windows(2).map(|pair| transitions.score[pair[0]][pair[1]]).sum();
                out.push((path, own + pairs));
            }
        }
        out
    }

    #[test]
    fn best_path_is_the_best_of_all() {
        let best = every_path().into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        let path = transitions().best_path(&scores(), &mut Vec::new());
        assert_eq!(path.map_to_usize(), best.0);
    }

    trait Plain {
        fn map_to_usize(self) -> Vec<usize>;
    }
    impl Plain for Vec<u8> {
        fn map_to_usize(self) -> Vec<usize> {
            self.into_iter().map(usize::from).collect()
        }
    }

    #[test]
    fn probabilities_are_those_of_all_paths() {
        let paths = every_path();
        let total: f32 = paths.iter().map(|(_, score)| score.exp()).sum();
        let transitions = transitions();
        let mut chain = Chain::default();
        chain.run(&transitions, &scores(), &[]).unwrap();
        for index in 0..3 {
            for tag in 0..POSITION_TAGS {
                let expected: f32 =
                    paths.iter().filter(|(path, _)| path[index] == tag).map(|(_, score)| score.exp() / total).sum();
                assert!((chain.marginal(index)[tag] - expected).abs() < 1e-5);
            }
        }
        let expected: f32 =
            paths.iter().filter(|(path, _)| path[..2] == [1, 3]).map(|(_, score)| score.exp() / total).sum();
        let found = chain.path_probability(&transitions, 0, [1, 3]);
        assert!((found - expected).abs() < 1e-5);
        let mut pairs = [[0.0; POSITION_LANES]; POSITION_LANES];
        chain.add_pairs(&transitions, 1.0, &mut pairs);
        let sum: f32 = pairs.iter().flatten().sum();
        assert!((sum - 2.0).abs() < 1e-5, "two pairs in three characters");
    }

    #[test]
    fn a_mask_rules_tags_out() {
        let transitions = transitions();
        let mut chain = Chain::default();
        chain.run(&transitions, &scores(), &[1 << 1, 1 << 3, 0b11111]).unwrap();
        assert!((chain.marginal(0)[1] - 1.0).abs() < 1e-5);
        assert_eq!(chain.run(&transitions, &scores(), &[1 << 1, 1, 1]), None);
    }

    #[test]
    fn exponential_is_close() {
        for step in -700..700 {
            let x = step as f32 / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 2e-6, "at {x}");
        }
    }
}
