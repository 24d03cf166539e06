//! Decoded blocks enter and are kept as long as there is room; those used last stay longest.

use std::sync::{Arc, Mutex, PoisonError};

/// Blocks that share a set push each other out.
const WAYS: usize = 8;

/// Blocks with their numbers.
type Kept<T> = Vec<(u32, Arc<T>)>;

/// A bounded cache that many threads use at once: a block may stand in one set only, and each set has its own lock.
#[derive(Debug)]
pub(super) struct Cache<T> {
    /// The blocks of each set by number, the one used last in front.
    sets: Box<[Mutex<Kept<T>>]>,
}

impl<T> Cache<T> {
    /// Room for `blocks` blocks, rounded up to a power of two.
    pub fn new(blocks: usize) -> Self {
        let sets = (blocks / WAYS).next_power_of_two();
        Self { sets: (0..sets).map(|_| Mutex::new(Vec::new())).collect() }
    }

    /// The block of this number; read by `load` where it is not kept.
    pub fn get<E>(&self, number: u32, load: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        // Neighbouring blocks stand in neighbouring sets: a scan spreads over all of them.
        let set = &self.sets[number as usize & (self.sets.len() - 1)];
        {
            let mut kept = set.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(at) = kept.iter().position(|(other, _)| *other == number) {
                kept[..=at].rotate_right(1);
                return Ok(Arc::clone(&kept[0].1));
            }
        }
        // Read outside of the lock: two threads may read the same block, which does no harm.
        let block = Arc::new(load()?);
        let mut kept = set.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(WAYS - 1);
        kept.insert(0, (number, Arc::clone(&block)));
        Ok(block)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_used_and_no_more_than_fits() {
        let cache = Cache::new(64);
        let mut reads = 0;
        for round in 0..3 {
            for number in 0..64_u32 {
                let block = cache.get(number, || {
                    reads += 1;
                    Ok::<_, ()>(number * 10)
                });
                assert_eq!(*block.unwrap(), number * 10, "{round}");
            }
        }
        assert_eq!(reads, 64);
        for number in 0..10_000_u32 {
            cache.get(number, || Ok::<_, ()>(number)).unwrap();
        }
        let kept: usize = cache.sets.iter().map(|set| set.lock().unwrap().len()).sum();
        assert_eq!(kept, 64);
        assert_eq!(cache.get(99_999, || Err::<u32, _>("no")), Err("no"));
    }
}
