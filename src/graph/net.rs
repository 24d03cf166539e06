//! The number of nodes and the arcs between them enter; numbers about the shape leave.
//!
//! A [`Net`] is a selection without its words: nodes are `0..len`, and neighbours stand side by side in memory.
//! Promise: time grows with nodes plus arcs (PageRank: times the rounds, at most 100); no recursion; sums run in one fixed
//! order, so that the last digit is the same for any number of threads; no numbers that come from chance or the clock.

use std::collections::BTreeMap;

use super::{KnowledgeGraph, Selection};

/// Nodes and arcs as numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Net {
    arcs: Vec<(usize, usize)>,
    /// Where each node's neighbours begin in `near`; one more entry than nodes.
    starts: Vec<usize>,
    /// A neighbour, and how many arcs of either direction join the two; by number.
    near: Vec<(usize, f64)>,
}

impl Net {
    /// The net of `count` nodes; an arc with an end beyond them is left out.
    pub fn new(count: usize, arcs: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let arcs: Vec<(usize, usize)> = arcs.into_iter().filter(|&(from, to)| from < count && to < count).collect();
        let mut pairs: Vec<(usize, usize)> =
            arcs.iter().filter(|(from, to)| from != to).flat_map(|&(from, to)| [(from, to), (to, from)]).collect();
        pairs.sort_unstable();
        let mut starts = vec![0; count + 1];
        let mut near: Vec<(usize, f64)> = Vec::new();
        let mut last = None;
        for pair in pairs {
            if last == Some(pair) {
                near.last_mut().expect("the pair before").1 += 1.0;
            } else {
                near.push((pair.1, 1.0));
                starts[pair.0 + 1] += 1;
                last = Some(pair);
            }
        }
        for node in 0..count {
            starts[node + 1] += starts[node];
        }
        Self { arcs, starts, near }
    }

    /// How many nodes.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The arcs as they point, in the order given.
    pub fn arcs(&self) -> &[(usize, usize)] {
        &self.arcs
    }

    /// The neighbours of a node with the number of arcs to each, by number; the node itself is none.
    pub fn near(&self, node: usize) -> &[(usize, f64)] {
        &self.near[self.starts[node]..self.starts[node + 1]]
    }

    /// The same net with every arc in both directions. Most arcs point from people to what they did; a walk that follows
    /// them alone never comes to a person, a walk both ways shows who and what is in the middle.
    #[must_use]
    pub fn both_ways(&self) -> Self {
        Self::new(self.len(), self.arcs.iter().flat_map(|&(from, to)| [(from, to), (to, from)]))
    }

    /// In how many arcs each node stands; a loop counts twice.
    pub fn degrees(&self) -> Vec<usize> {
        let mut degrees = vec![0; self.len()];
        for &(from, to) in &self.arcs {
            degrees[from] += 1;
            degrees[to] += 1;
        }
        degrees
    }

    /// For each node the number of its weakly connected component; components are numbered by their first node.
    pub fn components(&self) -> Vec<usize> {
        let mut parents: Vec<usize> = (0..self.len()).collect();
        for &(from, to) in &self.arcs {
            let (from, to) = (root(&mut parents, from), root(&mut parents, to));
            // The smaller is the root, so that numbers follow first nodes.
            parents[from.max(to)] = from.min(to);
        }
        let mut numbers = BTreeMap::new();
        (0..parents.len())
            .map(|node| {
                let next = numbers.len();
                *numbers.entry(root(&mut parents, node)).or_insert(next)
            })
            .collect()
    }

    /// PageRank over the arcs as they point (damping 0.85); the ranks sum to 1. The rank of nodes that point nowhere is
    /// shared among all. Power iteration until ranks move by less than 1e-10 in sum, at most 100 rounds.
    pub fn pagerank(&self) -> Vec<f64> {
        const DAMPING: f64 = 0.85;
        let count = self.len();
        if count == 0 {
            return Vec::new();
        }
        // Arcs by target: each rank is summed in one place.
        let mut starts = vec![0; count + 1];
        let mut leaving = vec![0_usize; count];
        for &(from, to) in &self.arcs {
            leaving[from] += 1;
            starts[to + 1] += 1;
        }
        for node in 0..count {
            starts[node + 1] += starts[node];
        }
        let mut fill = starts.clone();
        let mut sources = vec![0; self.arcs.len()];
        for &(from, to) in &self.arcs {
            sources[fill[to]] = from;
            fill[to] += 1;
        }
        let share = 1.0 / count as f64;
        let mut ranks = vec![share; count];
        let mut given = vec![0.0; count];
        for _ in 0..100 {
            let mut idle = 0.0;
            for node in 0..count {
                if leaving[node] == 0 {
                    idle += ranks[node];
                } else {
                    given[node] = DAMPING * ranks[node] / leaving[node] as f64;
                }
            }
            let base = (1.0 - DAMPING) * share + DAMPING * idle * share;
            let mut moved = 0.0;
            for node in 0..count {
                let mut rank = base;
                for &source in &sources[starts[node]..starts[node + 1]] {
                    rank += given[source];
                }
                moved += (rank - ranks[node]).abs();
                ranks[node] = rank;
            }
            if moved < 1e-10 {
                break;
            }
        }
        ranks
    }

    /// The core number of each node: the largest `k` for which it lies in a part whose nodes all have `k` neighbours in
    /// the part. Batagelj and Zaveršnik, An O(m) algorithm for cores decomposition of networks (2003).
    pub fn cores(&self) -> Vec<usize> {
        let count = self.len();
        let mut cores: Vec<usize> = (0..count).map(|node| self.near(node).len()).collect();
        let most = cores.iter().copied().max().unwrap_or(0);
        // Nodes by degree, where each node stands, and where each degree begins.
        let mut begins = vec![0; most + 2];
        for &degree in &cores {
            begins[degree + 1] += 1;
        }
        for degree in 0..=most {
            begins[degree + 1] += begins[degree];
        }
        let mut next = begins.clone();
        let (mut order, mut place) = (vec![0; count], vec![0; count]);
        for node in 0..count {
            place[node] = next[cores[node]];
            order[place[node]] = node;
            next[cores[node]] += 1;
        }
        for step in 0..count {
            let node = order[step];
            for &(other, _) in self.near(node) {
                let degree = cores[other];
                if degree > cores[node] {
                    // To the front of its degree, which then begins one later.
                    let front = order[begins[degree]];
                    order.swap(place[other], begins[degree]);
                    place.swap(other, front);
                    begins[degree] += 1;
                    cores[other] -= 1;
                }
            }
        }
        cores
    }
}

impl KnowledgeGraph {
    /// The selection without its words; nodes and arcs in the selection's order.
    pub fn net(&self, selection: &Selection) -> Net {
        let bound = selection.nodes.last().map_or(0, |node| node.index() + 1);
        let mut place = vec![usize::MAX; bound];
        for (number, node) in selection.nodes.iter().enumerate() {
            place[node.index()] = number;
        }
        let at = |node: petgraph::stable_graph::NodeIndex| place.get(node.index()).copied().unwrap_or(usize::MAX);
        let ends = selection.edges.iter().filter_map(|&edge| self.graph.edge_endpoints(edge));
        Net::new(selection.nodes.len(), ends.map(|(from, to)| (at(from), at(to))))
    }

    /// [`Net::components`] of the selection.
    pub fn components(&self, selection: &Selection) -> Vec<usize> {
        self.net(selection).components()
    }

    /// [`Net::pagerank`] of the selection.
    pub fn pagerank(&self, selection: &Selection) -> Vec<f64> {
        self.net(selection).pagerank()
    }
}

fn root(parents: &mut [usize], mut node: usize) -> usize {
    while parents[node] != node {
        parents[node] = parents[parents[node]];
        node = parents[node];
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_count_both_directions_and_no_loops() {
        let net = Net::new(3, [(0, 1), (1, 0), (1, 2), (2, 2), (0, 9)]);
        assert_eq!(net.near(1), [(0, 2.0), (2, 1.0)]);
        assert_eq!(net.near(2), [(1, 1.0)]);
        assert_eq!(net.degrees(), [2, 3, 3]);
        assert_eq!(net.arcs().len(), 4, "an arc to a node that is not there is left out");
        assert!(Net::default().is_empty() && Net::default().cores().is_empty());
    }

    #[test]
    fn cores_are_what_is_left_when_loose_nodes_fall_off() {
        // A square with both diagonals, a tail of two, and one node alone.
        let net = Net::new(7, [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (1, 3), (3, 4), (4, 5)]);
        assert_eq!(net.cores(), [3, 3, 3, 3, 1, 1, 0]);
    }

    #[test]
    fn ranks_of_a_star_are_those_of_its_equations() {
        // leaves → centre: leaf = (1 - d)/n + d·centre/n; centre = leaf + d·3·leaf.
        let ranks = Net::new(4, [(1, 0), (2, 0), (3, 0)]).pagerank();
        let leaf = ranks[1];
        assert!((ranks[0] - (leaf + 0.85 * 3.0 * leaf)).abs() < 1e-9, "{ranks:?}");
        assert!((leaf - (0.15 / 4.0 + 0.85 * ranks[0] / 4.0)).abs() < 1e-9, "{ranks:?}");
        assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
