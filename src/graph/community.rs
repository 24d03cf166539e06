//! A net enters; which nodes belong together leaves, with the modularity of the division.
//!
//! Method: V. A. Traag, L. Waltman and N. J. van Eck, From Louvain to Leiden: guaranteeing well-connected communities
//! (2019), for modularity. Where the paper draws by chance, nodes are taken in their order and the best choice is made,
//! so that equal nets give equal communities.
//! Promise: every community is connected; time grows with the arcs, times a few levels and rounds.

use std::collections::VecDeque;

use super::Net;

/// Which nodes belong together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Communities {
    /// The community of each node; communities are numbered by size, the largest first, then by first node.
    pub of: Vec<usize>,
    /// How many nodes each has.
    pub sizes: Vec<usize>,
    /// How much more lies within communities than chance would put there: 0 for none, near 1 for clear ones. Newman's, of
    /// the arcs without their direction, each with weight 1.
    pub modularity: f64,
}

/// What a move must bring at least; below, sums in another order might decide.
const LEAST: f64 = 1e-12;
/// Runs of the whole method, each beginning where the one before ended; most stop after two.
const RUNS: usize = 4;

impl Net {
    /// Communities by the Leiden method.
    pub fn communities(&self) -> Communities {
        let base = Level::of(self);
        let mut of: Vec<usize> = (0..self.len()).collect();
        let mut modularity = base.modularity(&of);
        for _ in 0..RUNS {
            let found = run(&base, of.clone());
            let better = base.modularity(&found);
            if better <= modularity + 1e-9 {
                break;
            }
            (of, modularity) = (found, better);
        }
        let mut sizes = vec![0_usize; self.len()];
        let mut first = vec![usize::MAX; self.len()];
        for (node, &community) in of.iter().enumerate() {
            sizes[community] += 1;
            first[community] = first[community].min(node);
        }
        let mut order: Vec<usize> = (0..self.len()).filter(|&community| sizes[community] > 0).collect();
        order.sort_by_key(|&community| (std::cmp::Reverse(sizes[community]), first[community]));
        let mut number = vec![0; self.len()];
        for (place, &community) in order.iter().enumerate() {
            number[community] = place;
        }
        Communities {
            of: of.into_iter().map(|community| number[community]).collect(),
            sizes: order.iter().map(|&community| sizes[community]).collect(),
            modularity,
        }
    }

    /// The modularity of any division of the nodes, as in [`Communities::modularity`].
    pub fn modularity(&self, of: &[usize]) -> f64 {
        Level::of(self).modularity(of)
    }
}

/// The net, or the net of its communities.
struct Level {
    starts: Vec<usize>,
    near: Vec<(usize, f64)>,
    /// Twice the weight inside each node.
    inside: Vec<f64>,
    /// Weight at each node, what is inside included.
    strength: Vec<f64>,
    /// Sum of all strengths.
    total: f64,
}

impl Level {
    fn of(net: &Net) -> Self {
        let mut inside = vec![0.0; net.len()];
        for &(from, to) in net.arcs() {
            if from == to {
                inside[from] += 2.0;
            }
        }
        let mut starts = vec![0];
        let mut near = Vec::new();
        for node in 0..net.len() {
            near.extend_from_slice(net.near(node));
            starts.push(near.len());
        }
        Self::new(starts, near, inside)
    }

    fn new(starts: Vec<usize>, near: Vec<(usize, f64)>, inside: Vec<f64>) -> Self {
        let strength: Vec<f64> = inside
            .iter()
            .enumerate()
            .map(|(node, inside)| inside + near[starts[node]..starts[node + 1]].iter().map(|near| near.1).sum::<f64>())
            .collect();
        let total = strength.iter().sum();
        Self { starts, near, inside, strength, total }
    }

    fn len(&self) -> usize {
        self.inside.len()
    }

    fn near(&self, node: usize) -> &[(usize, f64)] {
        &self.near[self.starts[node]..self.starts[node + 1]]
    }

    /// `of` holds numbers below any bound.
    fn modularity(&self, of: &[usize]) -> f64 {
        if self.total == 0.0 {
            return 0.0;
        }
        let count = of.iter().max().map_or(0, |most| most + 1);
        let (mut within, mut whole) = (vec![0.0; count], vec![0.0; count]);
        for node in 0..self.len() {
            whole[of[node]] += self.strength[node];
            within[of[node]] += self.inside[node];
            for &(other, weight) in self.near(node) {
                if of[other] == of[node] {
                    within[of[node]] += weight;
                }
            }
        }
        within
            .iter()
            .zip(&whole)
            .map(|(within, whole)| within / self.total - (whole / self.total) * (whole / self.total))
            .sum()
    }
}

/// One run: move, refine, make a net of the parts, until every node is a community.
fn run(base: &Level, mut of: Vec<usize>) -> Vec<usize> {
    // Which node of the level each node of the base is in.
    let mut member: Vec<usize> = (0..base.len()).collect();
    let mut above: Option<Level> = None;
    loop {
        let level = above.as_ref().unwrap_or(base);
        let distinct = renumber(&mut of);
        let moved = move_nodes(level, &mut of);
        let distinct = if moved { renumber(&mut of) } else { distinct };
        if distinct == level.len() {
            return member.into_iter().map(|node| of[node]).collect();
        }
        let mut parts = refine(level, &of);
        let count = renumber(&mut parts);
        if count == level.len() {
            // Nothing can be drawn together without breaking a community: what was moved stands.
            return member.into_iter().map(|node| of[node]).collect();
        }
        let mut next = vec![0; count];
        for node in 0..level.len() {
            next[parts[node]] = of[node];
        }
        for node in &mut member {
            *node = parts[*node];
        }
        above = Some(joined(level, &parts, count));
        of = next;
    }
}

/// Numbers from 0 by first node; says how many.
fn renumber(of: &mut [usize]) -> usize {
    let mut number = vec![usize::MAX; of.iter().max().map_or(0, |most| most + 1)];
    let mut next = 0;
    for community in of {
        let number = &mut number[*community];
        if *number == usize::MAX {
            *number = next;
            next += 1;
        }
        *community = *number;
    }
    next
}

/// Weights from one node to the communities around it; cleared by what it has touched.
struct Around {
    weight: Vec<f64>,
    touched: Vec<usize>,
}

impl Around {
    fn new(count: usize) -> Self {
        Self { weight: vec![0.0; count], touched: Vec::new() }
    }

    fn add(&mut self, community: usize, weight: f64) {
        if self.weight[community] == 0.0 {
            self.touched.push(community);
        }
        self.weight[community] += weight;
    }

    fn clear(&mut self) {
        for community in self.touched.drain(..) {
            self.weight[community] = 0.0;
        }
    }
}

/// Each node goes where it brings most, those around it are asked again, until none moves. Says whether any did.
fn move_nodes(level: &Level, of: &mut [usize]) -> bool {
    let count = level.len();
    let mut sums = vec![0.0; count];
    let mut sizes = vec![0_usize; count];
    for node in 0..count {
        sums[of[node]] += level.strength[node];
        sizes[of[node]] += 1;
    }
    let mut free: Vec<usize> = (0..count).rev().filter(|&community| sizes[community] == 0).collect();
    let mut around = Around::new(count);
    let mut waiting: VecDeque<usize> = (0..count).collect();
    let mut waits = vec![true; count];
    let mut moved = false;
    // A bound that no net of the tests comes near: every move raises modularity, but sums have a last digit.
    let mut left = 100 * count;
    while let Some(node) = waiting.pop_front() {
        waits[node] = false;
        left -= 1;
        if left == 0 {
            break;
        }
        let old = of[node];
        around.clear();
        for &(other, weight) in level.near(node) {
            around.add(of[other], weight);
        }
        sums[old] -= level.strength[node];
        sizes[old] -= 1;
        let share = level.strength[node] / level.total;
        let mut best = (old, around.weight[old] - share * sums[old]);
        for &community in &around.touched {
            let gain = around.weight[community] - share * sums[community];
            if gain > best.1 + LEAST || (gain > best.1 - LEAST && community < best.0 && best.0 != old) {
                best = (community, gain);
            }
        }
        // Alone, where every company costs.
        if best.1 < -LEAST
            && sizes[old] > 0
            && let Some(&empty) = free.last()
        {
            best = (empty, 0.0);
            free.pop();
        }
        let new = best.0;
        of[node] = new;
        sums[new] += level.strength[node];
        sizes[new] += 1;
        if new != old {
            moved = true;
            if sizes[old] == 0 {
                sums[old] = 0.0;
                free.push(old);
            }
            for &(other, _) in level.near(node) {
                if of[other] != new && !waits[other] {
                    waits[other] = true;
                    waiting.push_back(other);
                }
            }
        }
    }
    moved
}

/// Divides each community into well-connected parts: nodes that are alone join the part that gains most, as long as both
/// are well tied to the rest of the community.
fn refine(level: &Level, of: &[usize]) -> Vec<usize> {
    let count = level.len();
    let mut parts: Vec<usize> = (0..count).collect();
    let mut sums = level.strength.clone();
    let mut alone = vec![true; count];
    let mut whole = vec![0.0; count];
    // Weight from each part to the rest of its community.
    let mut tied = vec![0.0; count];
    for node in 0..count {
        whole[of[node]] += level.strength[node];
        tied[node] = level.near(node).iter().filter(|near| of[near.0] == of[node]).map(|near| near.1).sum();
    }
    let well = |tied: f64, sum: f64, whole: f64| tied + LEAST >= sum * (whole - sum) / level.total;
    let mut around = Around::new(count);
    for node in 0..count {
        let community = whole[of[node]];
        if !alone[node] || !well(tied[node], level.strength[node], community) {
            continue;
        }
        around.clear();
        for &(other, weight) in level.near(node) {
            if of[other] == of[node] {
                around.add(parts[other], weight);
            }
        }
        let share = level.strength[node] / level.total;
        let mut best = (parts[node], 0.0);
        for &part in &around.touched {
            let gain = around.weight[part] - share * sums[part];
            if gain > best.1 + LEAST && well(tied[part], sums[part], community) {
                best = (part, gain);
            }
        }
        let (old, new) = (parts[node], best.0);
        if new != old {
            tied[new] += tied[node] - 2.0 * around.weight[new];
            sums[new] += level.strength[node];
            sums[old] = 0.0;
            parts[node] = new;
            alone[node] = false;
            alone[new] = false;
        }
    }
    parts
}

/// The net whose nodes are the parts.
fn joined(level: &Level, parts: &[usize], count: usize) -> Level {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (node, &part) in parts.iter().enumerate() {
        members[part].push(node);
    }
    let mut around = Around::new(count);
    let mut starts = vec![0];
    let mut near = Vec::new();
    let mut inside = vec![0.0; count];
    for (part, members) in members.iter().enumerate() {
        around.clear();
        for &node in members {
            inside[part] += level.inside[node];
            for &(other, weight) in level.near(node) {
                if parts[other] == part {
                    inside[part] += weight;
                } else {
                    around.add(parts[other], weight);
                }
            }
        }
        around.touched.sort_unstable();
        near.extend(around.touched.iter().map(|&other| (other, around.weight[other])));
        starts.push(near.len());
    }
    Level::new(starts, near, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `cliques` groups of `size` nodes that all know each other, joined in a ring.
    fn ring_of_cliques(cliques: usize, size: usize) -> Net {
        let mut arcs = Vec::new();
        for clique in 0..cliques {
            let first = clique * size;
            for left in first..first + size {
                arcs.extend((left + 1..first + size).map(|right| (left, right)));
            }
            arcs.push((first, ((clique + 1) % cliques) * size + 1));
        }
        Net::new(cliques * size, arcs)
    }

    #[test]
    fn cliques_are_communities() {
        let net = ring_of_cliques(10, 6);
        let found = net.communities();
        assert_eq!(found.sizes, vec![6; 10]);
        assert_eq!(found.of[..6], [0; 6]);
        assert!((found.modularity - net.modularity(&found.of)).abs() < 1e-12);
        // 15 of 16 arcs within, ten equal shares.
        assert!((found.modularity - (15.0 / 16.0 - 0.1)).abs() < 1e-9, "{}", found.modularity);
        assert_eq!(net.communities(), found);
    }

    #[test]
    fn nodes_without_arcs_are_their_own_communities() {
        let found = Net::new(4, [(1, 3)]).communities();
        assert_eq!((found.of, found.sizes), (vec![1, 0, 2, 0], vec![2, 1, 1]));
        assert_eq!(Net::new(2, []).communities().of, [0, 1]);
        assert_eq!(Net::default().communities(), Communities::default());
        let looped = Net::new(2, [(0, 0), (0, 1)]);
        assert_eq!(looped.communities().of, [0, 0]);
    }

    #[test]
    fn every_community_is_connected() {
        // A tree of many levels with cross arcs: moving alone is known to leave such communities in pieces.
        let count = 3_000_usize;
        let arcs = (1..count).flat_map(|node| [(node, node / 3), (node, (node * 7919) % (node / 2 + 1))]);
        let net = Net::new(count, arcs);
        let found = net.communities();
        let within = Net::new(count, net.arcs().iter().copied().filter(|&(from, to)| found.of[from] == found.of[to]));
        let pieces = within.components().into_iter().max().map_or(0, |most| most + 1);
        assert_eq!(pieces, found.sizes.len());
        assert!(found.modularity > 0.3, "{}", found.modularity);
    }
}
