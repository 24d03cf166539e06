//! Words with what they mean enter; look-ups leave: of a whole word, and of the longest word that a text begins or ends with.
//!
//! Recognisers ask at every character of a text, and mostly in vain. So it is known for each character which lengths the
//! words have that it begins or ends: most questions are answered by the character alone, and the others try these
//! lengths only.

use rustc_hash::FxHashMap;

/// Words with values.
#[derive(Debug, Clone)]
pub(super) struct Dictionary<V> {
    values: FxHashMap<Box<str>, V>,
    first: Lengths,
    last: Lengths,
}

impl<V> Default for Dictionary<V> {
    fn default() -> Self {
        Self { values: FxHashMap::default(), first: Lengths::default(), last: Lengths::default() }
    }
}

impl<V> Dictionary<V> {
    /// Adds a word; a later value replaces an earlier one.
    pub fn insert(&mut self, word: String, value: V) {
        if let (Some(first), Some(last)) = (word.chars().next(), word.chars().next_back()) {
            self.first.insert(first, word.len());
            self.last.insert(last, word.len());
        }
        self.values.insert(word.into_boxed_str(), value);
    }

    /// What the word means.
    pub fn get(&self, word: &str) -> Option<&V> {
        let lengths = self.first.of(word.chars().next()?);
        if lengths.contains(&word.len()) { self.values.get(word) } else { None }
    }

    /// The longest word that the text begins with.
    pub fn prefix<'t>(&self, text: &'t str) -> Option<&'t str> {
        let lengths = self.first.of(text.chars().next()?);
        lengths.iter().filter_map(|length| text.get(..*length)).find(|start| self.values.contains_key(*start))
    }

    /// The longest word that the text ends with, and what it means.
    pub fn suffix<'t>(&self, text: &'t str) -> Option<(&'t str, &V)> {
        let lengths = self.last.of(text.chars().next_back()?);
        let mut ends = lengths.iter().filter_map(|length| text.get(text.len().checked_sub(*length)?..));
        ends.find_map(|end| Some((end, self.values.get(end)?)))
    }
}

/// Byte lengths of the words that have a character at one end.
#[derive(Debug, Clone, Default)]
struct Lengths {
    /// One bit for each character of the basic plane; empty where there are no words.
    known: Vec<u64>,
    /// Longest first.
    by_character: FxHashMap<char, Vec<usize>>,
}

impl Lengths {
    fn insert(&mut self, character: char, length: usize) {
        self.known.resize(0x1_0000 / 64, 0);
        if let Some(bits) = self.known.get_mut(u32::from(character) as usize / 64) {
            *bits |= 1 << (u32::from(character) % 64);
        }
        let lengths = self.by_character.entry(character).or_default();
        if let Err(at) = lengths.binary_search_by(|known| length.cmp(known)) {
            lengths.insert(at, length);
        }
    }

    #[inline]
    fn of(&self, character: char) -> &[usize] {
        let bits = self.known.get(u32::from(character) as usize / 64);
        // Characters beyond the basic plane have no bits.
        let maybe = bits.map_or(u32::from(character) > 0xffff, |bits| bits & (1 << (u32::from(character) % 64)) != 0);
        if maybe { self.by_character.get(&character).map_or(&[], Vec::as_slice) } else { &[] }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Against trying every word of the list.
        #[test]
        fn the_longest_word_is_found(words in prop::collection::vec("[甲乙a𠀀]{1,4}", 0..8), text in "[甲乙a𠀀]{0,6}") {
            let mut dictionary = Dictionary::default();
            for (value, word) in words.iter().enumerate() {
                dictionary.insert(word.clone(), value);
            }
            let longest = |fits: &dyn Fn(&str) -> bool| {
                words.iter().map(String::as_str).filter(|word| fits(word)).max_by_key(|word| word.len())
            };
            prop_assert_eq!(dictionary.prefix(&text), longest(&|word| text.starts_with(word)));
            prop_assert_eq!(dictionary.suffix(&text).map(|found| found.0), longest(&|word| text.ends_with(word)));
            prop_assert_eq!(dictionary.get(&text).copied(), words.iter().rposition(|word| *word == text));
        }
    }
}
