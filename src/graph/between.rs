//! A net enters; for each node the share of shortest ways that lead over it leaves.
//!
//! Method: Brandes, A faster algorithm for betweenness centrality (2001), over ways that any arc may be walked both ways; for large
//! nets from pivots alone (Brandes and Pich, Centrality estimation in large networks, 2007), which stand at equal distances in
//! the order of the nodes. Promise: the same net gives the same digits for any number of threads; time grows with pivots
//! times nodes plus arcs; no recursion.

use rayon::prelude::*;

use super::Net;

/// So many nodes are all pivots; of more, so many are.
pub const PIVOTS: usize = 512;

/// Parts that are summed each for itself, then in order: however many threads there are, the sums are the same.
const PARTS: usize = 8;

/// What one thread writes on.
struct Sheet {
    /// Distance from the pivot, less one for a node not reached.
    far: Vec<u32>,
    /// How many shortest ways lead to a node.
    ways: Vec<f64>,
    /// What of the ways behind a node depends on it.
    share: Vec<f64>,
    /// Nodes in the order in which they were reached.
    order: Vec<usize>,
    sum: Vec<f64>,
}

impl Net {
    /// How much each node stands between others: of all pairs of other nodes the share whose shortest ways lead over it,
    /// where there are several ways the share of these. Exact for at most [`PIVOTS`] nodes, else estimated from as many.
    pub fn betweenness(&self) -> Vec<f64> {
        let count = self.len();
        if count < 3 {
            return vec![0.0; count];
        }
        let pivots = count.min(PIVOTS);
        let pivot = |number: usize| number * count / pivots;
        let sums: Vec<Vec<f64>> = (0..PARTS)
            .into_par_iter()
            .map(|part| {
                let mut sheet = Sheet {
                    far: vec![u32::MAX; count],
                    ways: vec![0.0; count],
                    share: vec![0.0; count],
                    order: Vec::with_capacity(count),
                    sum: vec![0.0; count],
                };
                (part..pivots).step_by(PARTS).for_each(|number| self.count_from(pivot(number), &mut sheet));
                sheet.sum
            })
            .collect();
        // Each pair was counted from both its ends.
        let pairs = (count - 1) as f64 * (count - 2) as f64;
        let scale = count as f64 / pivots as f64 / pairs;
        (0..count).map(|node| sums.iter().map(|sum| sum[node]).sum::<f64>() * scale).collect()
    }

    fn count_from(&self, pivot: usize, sheet: &mut Sheet) {
        let Sheet { far, ways, share, order, sum } = sheet;
        order.clear();
        order.push(pivot);
        (far[pivot], ways[pivot]) = (0, 1.0);
        let mut next = 0;
        while let Some(&node) = order.get(next) {
            next += 1;
            for &(other, _) in self.near(node) {
                if far[other] == u32::MAX {
                    far[other] = far[node] + 1;
                    order.push(other);
                }
                if far[other] == far[node] + 1 {
                    ways[other] += ways[node];
                }
            }
        }
        for &node in order.iter().rev() {
            for &(other, _) in self.near(node) {
                if far[other] == far[node] + 1 {
                    share[node] += ways[node] / ways[other] * (1.0 + share[other]);
                }
            }
            if node != pivot {
                sum[node] += share[node];
            }
        }
        for &node in &*order {
            (far[node], ways[node], share[node]) = (u32::MAX, 0.0, 0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (one, other) in found.iter().zip(expected) {
            assert!((one - other).abs() < 1e-12, "{found:?} {expected:?}");
        }
    }

    #[test]
    fn small_nets_are_counted_by_hand() {
        near(&Net::new(2, [(0, 1)]).betweenness(), &[0.0, 0.0]);
        // A chain of five: of six pairs of others 3 lead over the second, 4 over the middle.
        let chain = Net::new(5, [(0, 1), (2, 1), (2, 3), (4, 3)]);
        near(&chain.betweenness(), &[0.0, 0.5, 4.0 / 6.0, 0.5, 0.0]);
        // A star whose middle all ways cross; a node alone makes more pairs, which nothing joins.
        near(&Net::new(4, [(0, 1), (0, 2), (3, 0)]).betweenness(), &[1.0, 0.0, 0.0, 0.0]);
        near(&Net::new(5, [(0, 1), (0, 2), (3, 0)]).betweenness(), &[0.5, 0.0, 0.0, 0.0, 0.0]);
        // A square: the two ways between opposite corners share.
        near(&Net::new(4, [(0, 1), (1, 2), (2, 3), (3, 0)]).betweenness(), &[1.0 / 6.0; 4]);
        // Many arcs between two are one way.
        near(&Net::new(3, [(0, 1), (0, 1), (1, 0), (1, 2)]).betweenness(), &[0.0, 1.0, 0.0]);
    }

    #[test]
    fn an_estimate_is_near_and_does_not_hang_on_threads() {
        // Rings of ten, whose first nodes stand in one line.
        let count = PIVOTS * 4;
        let arcs = (0..count).flat_map(|node| {
            let ring = node / 10 * 10;
            let around = (node, if node + 1 < count && (node + 1) / 10 * 10 == ring { node + 1 } else { ring });
            let along = (node == ring && ring + 10 < count).then_some((ring, ring + 10));
            [Some(around), along].into_iter().flatten()
        });
        let net = Net::new(count, arcs.collect::<Vec<_>>());
        let found = net.betweenness();
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert_eq!(alone.install(|| net.betweenness()), found);
        // The first of the middle ring: half of all nodes lie on either side.
        let middle = count / 2 / 10 * 10;
        assert!((found[middle] - 0.5).abs() < 0.02, "{}", found[middle]);
        assert!(found[middle + 5] < 0.001);
    }
}
