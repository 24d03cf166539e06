//! Sorted terms enter; blocks of bytes leave, in which a term is found by its number and a number by its term.
//!
//! Terms are the bytes that stand in N-Quads, in the order of these bytes; the first has the number 1. A block holds
//! [`BLOCK`] terms, each as the count of bytes that it shares with the one before and the rest.

use super::super::varint::{put, take};

/// Terms in a block.
pub(super) const BLOCK: usize = 32;

/// Writes at most [`BLOCK`] sorted terms.
pub(super) fn encode(terms: &[&[u8]]) -> Vec<u8> {
    let number = |length: usize| u32::try_from(length).expect("a term is below four gigabytes");
    let mut bytes = Vec::new();
    let mut before: &[u8] = b"";
    for term in terms {
        let shared = before.iter().zip(*term).take_while(|(a, b)| a == b).count();
        put(&mut bytes, number(shared));
        put(&mut bytes, number(term.len() - shared));
        bytes.extend_from_slice(&term[shared..]);
        before = term;
    }
    bytes
}

/// The terms of a block.
#[derive(Debug, PartialEq)]
pub(super) struct Terms {
    bytes: Vec<u8>,
    /// Where each term ends in `bytes`.
    ends: Vec<u32>,
}

impl Terms {
    /// Reads a block back; `None` where the bytes are not those of [`encode`].
    pub fn decode(mut bytes: &[u8]) -> Option<Self> {
        let mut terms = Self { bytes: Vec::with_capacity(bytes.len() * 4), ends: Vec::with_capacity(BLOCK) };
        let mut start = 0;
        while !bytes.is_empty() {
            let shared = take(&mut bytes)? as usize;
            let own = take(&mut bytes)? as usize;
            let end = terms.bytes.len();
            if shared > end - start || own > bytes.len() || terms.ends.len() == BLOCK {
                return None;
            }
            terms.bytes.extend_from_within(start..start + shared);
            terms.bytes.extend_from_slice(&bytes[..own]);
            bytes = &bytes[own..];
            start = end;
            terms.ends.push(u32::try_from(terms.bytes.len()).ok()?);
        }
        (!terms.ends.is_empty()).then_some(terms)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The term at this place in the block.
    pub fn get(&self, at: usize) -> Option<&[u8]> {
        let end = *self.ends.get(at)? as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        Some(&self.bytes[start..end])
    }

    /// The place of a term in the block; where it is not there, the place it would have.
    pub fn find(&self, term: &[u8]) -> Result<usize, usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.get(middle).expect("it is within").cmp(term) {
                std::cmp::Ordering::Equal => return Ok(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Err(low)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn blocks_come_back(terms in prop::collection::btree_set("[ab文]{0,6}", 1..BLOCK), other in "[ab文]{0,3}") {
            let sorted = terms.iter().map(String::as_bytes).collect::<Vec<_>>();
            let block = Terms::decode(&encode(&sorted)).unwrap();
            prop_assert_eq!(block.len(), sorted.len());
            for (at, term) in sorted.iter().enumerate() {
                prop_assert_eq!(block.get(at), Some(*term));
            }
            prop_assert_eq!(block.get(sorted.len()), None);
            prop_assert_eq!(block.find(other.as_bytes()), sorted.binary_search(&other.as_bytes()));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>) {
            let _ = Terms::decode(&bytes);
        }
    }
}
