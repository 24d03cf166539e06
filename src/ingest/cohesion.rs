//! Whether two stretches of text speak of the same thing, by the character pairs they share.
//!
//! Text enters, sets of topic words leave. Chinese words are mostly two characters long, so that pairs of Han
//! characters stand in for words without a dictionary; pairs with a function character are left out, since every
//! text shares those.

use std::collections::{BTreeMap, BTreeSet};

/// Characters of grammar rather than of topics.
const FUNCTION: &str =
    "的了和在是等为与及对将中上下有也要以到从不这一个被把向着过很更最还又都就而其此该并由于所之我们他她它可能会让使已";

/// Two characters that stand beside each other.
type Pair = [char; 2];

/// The character pairs of a text.
pub(super) fn pairs(text: &str) -> BTreeSet<Pair> {
    each_pair(text).collect()
}

/// The pairs that show what a text is about: those of its titles, and those that its body says at least three times.
pub(super) fn topics(titles: &str, body: &str) -> BTreeSet<Pair> {
    let mut counts: BTreeMap<Pair, usize> = BTreeMap::new();
    for pair in each_pair(body) {
        *counts.entry(pair).or_default() += 1;
    }
    let mut topics = pairs(titles);
    topics.extend(counts.into_iter().filter(|&(_, count)| count >= 3).map(|(pair, _)| pair));
    topics
}

/// Number of pairs that both sets hold.
pub(super) fn shared(left: &BTreeSet<Pair>, right: &BTreeSet<Pair>) -> usize {
    left.intersection(right).count()
}

/// The stretches of three content characters of a text: names, mostly.
pub(super) fn triples(text: &str) -> BTreeSet<[char; 3]> {
    let chars: Vec<char> = text.chars().collect();
    chars
        .windows(3)
        .filter(|triple| triple.iter().all(|&c| is_content(c)))
        .map(|triple| [triple[0], triple[1], triple[2]])
        .collect()
}

fn each_pair(text: &str) -> impl Iterator<Item = Pair> {
    text.chars().zip(text.chars().skip(1)).filter(|&(a, b)| is_content(a) && is_content(b)).map(|(a, b)| [a, b])
}

fn is_content(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) && !FUNCTION.contains(c)
}
