//! Weights of a training enter; the largest of them leave, in steps that fit a byte. Several trainings make one model by
//! the mean of their weights: what one of them learnt by the chance of its order weighs less than what all learnt.

use super::labels::{NAME_LANES, POSITION_LANES};
use super::model::{Plain, Weights};

/// A weight, the hash of its gram, and its place in the gram's row.
pub(super) type Weight = (f32, u32, u8);

/// What one step of a weight is worth, and the grams with the largest weights in such steps.
pub(super) fn pruned(mut all: Vec<Weight>, most: usize) -> (f32, Vec<(u32, Weights)>) {
    if all.len() > most {
        all.select_nth_unstable_by(most, |a, b| (b.0.abs().total_cmp(&a.0.abs())).then((a.1, a.2).cmp(&(b.1, b.2))));
        all.truncate(most);
    }
    all.sort_unstable_by_key(|&(_, hash, place)| (hash, place));
    all.dedup_by_key(|&mut (_, hash, place)| (hash, place));
    let largest = all.iter().map(|entry| entry.0.abs()).fold(1e-3, f32::max);
    let scale = largest / 127.0;
    let mut grams: Vec<(u32, Weights)> = Vec::new();
    for (weight, hash, place) in all {
        #[allow(clippy::cast_possible_truncation, reason = "the scale keeps it within ±127")]
        let value = (weight / scale).round() as i8;
        if value == 0 {
            continue;
        }
        match grams.last_mut() {
            Some((last, weights)) if *last == hash => weights.push((place, value)),
            _ => grams.push((hash, vec![(place, value)])),
        }
    }
    (scale, grams)
}

/// The mean of several models that hold the same ordinary words; one alone stays as it is, and none gives none.
pub(super) fn average(mut plains: Vec<Plain>, most: usize) -> Option<Plain> {
    if plains.len() < 2 {
        return plains.pop();
    }
    let share = 1.0 / plains.len() as f32;
    let mut all: Vec<Weight> = Vec::new();
    for plain in &plains {
        for (hash, weights) in &plain.grams {
            let worth = |value: i8| f32::from(value) * plain.scale * share;
            all.extend(weights.iter().map(|&(place, value)| (worth(value), *hash, place)));
        }
    }
    // Stable: the sums are made in the order of the models.
    all.sort_by_key(|&(_, hash, place)| (hash, place));
    let same = |a: &Weight, b: &Weight| (a.1, a.2) == (b.1, b.2);
    let all = all.chunk_by(same).map(|group| (group.iter().map(|entry| entry.0).sum(), group[0].1, group[0].2));
    let (scale, grams) = pruned(all.collect(), most);
    let mut names = [[0.0; NAME_LANES]; NAME_LANES];
    let mut positions = [[0.0; POSITION_LANES]; POSITION_LANES];
    for plain in &plains {
        mix(&mut names, &plain.names, share);
        mix(&mut positions, &plain.positions, share);
    }
    plains.pop().map(|last| Plain { scale, names, positions, words: last.words, grams })
}

fn mix<const K: usize>(sums: &mut [[f32; K]; K], more: &[[f32; K]; K], share: f32) {
    for (sum, more) in sums.as_flattened_mut().iter_mut().zip(more.as_flattened()) {
        *sum += more * share;
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::Words;
    use super::*;

    fn plain(scale: f32, pair: f32, grams: Vec<(u32, Weights)>) -> Plain {
        let names = [[pair; NAME_LANES]; NAME_LANES];
        Plain { scale, names, positions: [[0.0; POSITION_LANES]; POSITION_LANES], words: Words::default(), grams }
    }

    #[test]
    fn the_largest_weights_stay() {
        let (scale, grams) = pruned(vec![(0.5, 7, 1), (-1.27, 3, 0), (0.02, 3, 2)], 2);
        assert!((scale - 0.01).abs() < 1e-6);
        assert_eq!(grams, [(3, vec![(0, -127)]), (7, vec![(1, 50)])]);
    }

    #[test]
    fn a_mean_counts_what_a_model_lacks_as_nothing() {
        let one = plain(0.02, 1.0, vec![(3, vec![(0, 127)]), (5, vec![(1, 100)])]);
        let other = plain(0.01, 3.0, vec![(5, vec![(1, -100)]), (9, vec![(4, 100)])]);
        let mean = average(vec![one, other], 10).unwrap();
        assert!((mean.names[0][0] - 2.0).abs() < 1e-6);
        let worth = |value: i8| f32::from(value) * mean.scale;
        let found: Vec<(u32, u8)> = mean.grams.iter().map(|gram| (gram.0, gram.1[0].0)).collect();
        assert_eq!(found, [(3, 0), (5, 1), (9, 4)]);
        for (gram, expected) in mean.grams.iter().zip([1.27, 0.5, 0.5]) {
            assert!((worth(gram.1[0].1) - expected).abs() < 0.01, "{gram:?}");
        }
    }

    #[test]
    fn one_model_is_its_own_mean() {
        let one = plain(0.02, 1.0, vec![(3, vec![(0, 127)])]);
        assert_eq!(average(vec![one.clone()], 10), Some(one));
        assert_eq!(average(Vec::new(), 10), None);
    }
}
