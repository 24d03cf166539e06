//! Sorted quads of numbers enter; blocks of bytes leave, and come back as quads.
//!
//! The same quads are kept in four orders, so that whatever a pattern leaves open, what it binds stands in front in one
//! of them. A block holds [`BLOCK`] quads; the first of each stands in the directory, the others as what is different
//! from the quad before.

use super::super::varint::{put, take};

/// A quad of term numbers: subject, predicate, object, graph; or the same in another order.
pub(super) type Key = [u32; 4];

/// Quads in a block: a look-up decodes one block, and a block costs 24 bytes of directory.
pub(super) const BLOCK: usize = 256;

/// In what order the columns of a quad are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Subject, predicate, object, graph.
    Spog,
    /// Predicate, object, subject, graph.
    Posg,
    /// Object, subject, predicate, graph.
    Ospg,
    /// Graph, subject, predicate, object.
    Gspo,
}

impl Order {
    /// All orders, as they stand in the file.
    pub const ALL: [Self; 4] = [Self::Spog, Self::Posg, Self::Ospg, Self::Gspo];

    /// Which part of a quad stands in each column.
    pub fn columns(self) -> [usize; 4] {
        match self {
            Self::Spog => [0, 1, 2, 3],
            Self::Posg => [1, 2, 0, 3],
            Self::Ospg => [2, 0, 1, 3],
            Self::Gspo => [3, 0, 1, 2],
        }
    }

    /// A quad in this order.
    pub fn key(self, quad: Key) -> Key {
        self.columns().map(|part| quad[part])
    }

    /// The quad of a key in this order.
    #[inline]
    pub fn quad(self, key: Key) -> Key {
        let mut quad = [0; 4];
        for (column, part) in self.columns().into_iter().enumerate() {
            quad[part] = key[column];
        }
        quad
    }
}

/// Differences of the first changed column that fit into a quad's first byte.
const SMALL: u32 = 31;

/// Writes sorted, distinct keys, at most [`BLOCK`] of them; the first one is not in the bytes.
pub(super) fn encode(keys: &[Key]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(keys.len() * 5);
    let mut least = keys[0];
    for key in keys {
        for column in 1..4 {
            least[column] = least[column].min(key[column]);
        }
    }
    put(&mut bytes, u32::try_from(keys.len()).expect("a block is small"));
    for least in &least[1..] {
        put(&mut bytes, *least);
    }
    for pair in keys.windows(2) {
        let (before, key) = (pair[0], pair[1]);
        // Equal keys cannot be; were they, the last column would say so by its difference of zero less one.
        let changed = (0..3_u8).find(|&column| before[usize::from(column)] != key[usize::from(column)]).unwrap_or(3);
        let column = usize::from(changed);
        let step = key[column] - before[column] - 1;
        let same = changed < 3 && before[3] == key[3];
        bytes.push(changed | u8::from(same) << 2 | (step.min(SMALL) as u8) << 3);
        if step >= SMALL {
            put(&mut bytes, step - SMALL);
        }
        for column in column + 1..4 {
            if column < 3 || !same {
                put(&mut bytes, key[column] - least[column]);
            }
        }
    }
    bytes
}

/// Reads the keys of a block back; `None` where the bytes are not those of [`encode`].
pub(super) fn decode(first: Key, mut bytes: &[u8]) -> Option<Vec<Key>> {
    let bytes = &mut bytes;
    let count = take(bytes)? as usize;
    if count == 0 || count > BLOCK {
        return None;
    }
    let mut least = [0; 4];
    for least in &mut least[1..] {
        *least = take(bytes)?;
    }
    let mut keys = Vec::with_capacity(count);
    let mut key = first;
    keys.push(key);
    for _ in 1..count {
        let (&head, rest) = bytes.split_first()?;
        *bytes = rest;
        let changed = usize::from(head & 3);
        let mut step = u32::from(head >> 3);
        if step == SMALL {
            step = step.checked_add(take(bytes)?)?;
        }
        key[changed] = key[changed].checked_add(step)?.checked_add(1)?;
        for column in changed + 1..4 {
            if column < 3 || head & 4 == 0 {
                key[column] = least[column].checked_add(take(bytes)?)?;
            }
        }
        keys.push(key);
    }
    bytes.is_empty().then_some(keys)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn blocks_come_back(keys in prop::collection::btree_set(
            prop::array::uniform4(prop_oneof![0..4_u32, 0..2000_u32, any::<u32>()]), 1..BLOCK,
        )) {
            let keys = keys.into_iter().collect::<Vec<_>>();
            let bytes = encode(&keys);
            prop_assert_eq!(decode(keys[0], &bytes), Some(keys.clone()));
            prop_assert_eq!(decode(keys[0], &bytes[..bytes.len() - 1]), None);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(first: Key, bytes: Vec<u8>) {
            let _ = decode(first, &bytes);
        }

        #[test]
        fn an_order_can_be_undone(quad: Key) {
            for order in Order::ALL {
                prop_assert_eq!(order.quad(order.key(quad)), quad);
            }
        }
    }
}
