//! Ordinary words: a set that tells the tagger where common words may begin and end, and how they are used.
//!
//! Enters: words of one to four characters with a class (words of one class have the same neighbours); leaves: for each
//! character of a text the longest such word that covers it. The set is kept as hashes and travels inside the model
//! file.

/// Longest word of the set, in characters.
const LONGEST: usize = 4;
/// Low bits of a stored hash that hold the class.
const KIND_BITS: u32 = 6;
const KIND_MASK: u32 = (1 << KIND_BITS) - 1;
/// Number of classes.
pub(super) const CLASSES: u32 = 1 << KIND_BITS;

/// A set of words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// Sorted hashes with the class in the low bits.
    sorted: Vec<u32>,
    /// The same by open addressing; 0 is empty.
    slots: Vec<u32>,
    shift: u32,
}

impl Words {
    /// From hashes with classes, sorted and without repetition, as [`Words::hashes`] gives them.
    pub fn from_hashes(sorted: Vec<u32>) -> Self {
        let bits = (sorted.len() * 2).next_power_of_two().ilog2().max(4);
        let mut out = Self { slots: vec![0; 1 << bits], shift: 32 - bits, sorted };
        for &hash in &out.sorted {
            let mut at = (hash >> out.shift) as usize;
            while out.slots[at] != 0 {
                at = (at + 1) & (out.slots.len() - 1);
            }
            out.slots[at] = hash;
        }
        out
    }

    /// From words, as symbols, with their class.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a [u32], u32)>) -> Self {
        let mut sorted: Vec<u32> = words
            .into_iter()
            .filter(|(word, _)| (1..=LONGEST).contains(&word.len()))
            .map(|(word, kind)| {
                let hash = word.iter().fold(0, |state, &symbol| step(state, symbol));
                key(hash) | kind.min(KIND_MASK)
            })
            .collect();
        sorted.sort_unstable();
        sorted.dedup_by_key(|hash| *hash >> KIND_BITS);
        Self::from_hashes(sorted)
    }

    /// What [`Words::from_hashes`] makes the set from.
    pub fn hashes(&self) -> &[u32] {
        &self.sorted
    }

    /// Class of the word with this hash.
    fn find(&self, hash: u32) -> Option<u32> {
        let wanted = key(hash);
        let mut at = (wanted >> self.shift) as usize;
        loop {
            match self.slots[at] {
                0 => return None,
                found if found & !KIND_MASK == wanted => return Some(found & KIND_MASK),
                _ => at = (at + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// Writes into `signs` what the longest word that covers each character says of it: 0 for none, else its length, the
    /// character's place in it, and its class.
    pub fn read(&self, symbols: &[u32], is_word_character: impl Fn(usize) -> bool, signs: &mut [u16]) {
        if self.sorted.is_empty() {
            return;
        }
        for start in 0..symbols.len() {
            let mut hash = 0;
            for (index, &symbol) in symbols.iter().enumerate().skip(start).take(LONGEST) {
                if !is_word_character(index) {
                    break;
                }
                hash = step(hash, symbol);
                let Some(class) = self.find(hash) else { continue };
                let class = u16::try_from(class).unwrap_or(0);
                let length = u16::try_from(index + 1 - start).unwrap_or(0);
                for (place, sign) in (0u16..).zip(&mut signs[start..=index]) {
                    if *sign >> LENGTH_SHIFT < length {
                        *sign = (length << LENGTH_SHIFT) | (place << KIND_BITS) | class;
                    }
                }
            }
        }
    }
}

/// Where a sign holds the length; below it the place (two bits) and the class.
const LENGTH_SHIFT: u32 = KIND_BITS + 2;

fn key(hash: u32) -> u32 {
    let key = hash & !KIND_MASK;
    if key == 0 { 1 << KIND_BITS } else { key }
}

/// One more character in a word's hash.
fn step(state: u32, symbol: u32) -> u32 {
    let value = (u64::from(state) << 32 | u64::from(symbol)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (value >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(text: &str) -> Vec<u32> {
        text.chars().map(u32::from).collect()
    }

    #[test]
    fn the_longest_word_that_covers_a_character_speaks() {
        let list: Vec<Vec<u32>> = ["生产", "生产力", "表示"].map(symbols).to_vec();
        let words = Words::new(list.iter().map(|word| (word.as_slice(), 1)));
        let text = symbols("生产力表示生产");
        let mut signs = vec![0u16; text.len()];
        words.read(&text, |_| true, &mut signs);
        assert!(signs[..3].iter().all(|sign| sign >> LENGTH_SHIFT == 3), "{signs:?}");
        assert!(signs[3..].iter().all(|sign| sign >> LENGTH_SHIFT == 2), "{signs:?}");
        assert_eq!(Words::from_hashes(words.hashes().to_vec()), words);
    }

    #[test]
    fn an_empty_set_says_nothing() {
        let mut signs = vec![0u16; 2];
        Words::default().read(&symbols("表示"), |_| true, &mut signs);
        assert_eq!(signs, [0, 0]);
    }
}
