//! A net, its communities and the room that each node needs enter; a place in the plane for each node leaves.
//!
//! Each piece of the net is laid out by itself: communities first, then their nodes around them, then all by forces; the
//! pieces stand side by side, the largest on top and nodes without arcs in rows below. In pictures small enough to be read
//! no two nodes overlap, the words below them counted in.
//!
//! Promise: equal input gives equal places on any machine and for any number of threads: nothing is drawn by chance, and
//! only operations that IEEE 754 fixes to the last bit are used. Time grows with arcs plus nodes times their logarithm, and
//! the number of rounds falls as nets grow.
//! Method: M. Jacomy and others, ForceAtlas2 (2014); forces of far nodes after J. Barnes and P. Hut (1986).

mod forces;
mod overlap;
mod tree;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Net;

/// A place: to the right, and up.
pub type Point = (f64, f64);

/// Up to here nodes are pushed apart until none overlap.
const READABLE: usize = 4_000;
/// How much larger a picture is than what stands in it.
const AIR: f64 = 3.0;

/// Places for the nodes, rounded to hundredths.
///
/// `communities` has the community of each node; `room` half the width and half the height that each needs. Missing ones
/// count as one community and as 10 by 10.
pub fn layout(net: &Net, communities: &[usize], room: &[(f64, f64)]) -> Vec<Point> {
    let room: Vec<(f64, f64)> = (0..net.len()).map(|node| room.get(node).copied().unwrap_or((5.0, 5.0))).collect();
    let mut pieces: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (node, piece) in net.components().into_iter().enumerate() {
        pieces.entry(piece).or_default().push(node);
    }
    let mut place = vec![0; net.len()];
    let mut blocks: Vec<Block> = pieces
        .into_values()
        .map(|nodes| {
            for (number, &node) in nodes.iter().enumerate() {
                place[node] = number;
            }
            piece(net, communities, &room, nodes, &place)
        })
        .collect();
    // Largest first; of equal ones in the order of their nodes.
    blocks.sort_by_key(|block| (Reverse(block.nodes.len()), block.nodes.first().copied()));
    let mut points = vec![(0.0, 0.0); net.len()];
    shelve(&blocks, &mut points);
    for point in &mut points {
        *point = (hundredths(point.0), hundredths(point.1));
    }
    points
}

/// A piece of the net with the places of its nodes; its lower left corner is at 0, 0.
struct Block {
    nodes: Vec<usize>,
    points: Vec<Point>,
    width: f64,
    height: f64,
}

fn piece(net: &Net, communities: &[usize], room: &[(f64, f64)], nodes: Vec<usize>, place: &[usize]) -> Block {
    let room: Vec<(f64, f64)> = nodes.iter().map(|&node| room[node]).collect();
    let mut points = if nodes.len() == 1 {
        vec![(0.0, 0.0)]
    } else {
        let inner = Net::new(
            nodes.len(),
            nodes.iter().enumerate().flat_map(|(number, &node)| {
                net.near(node)
                    .iter()
                    .filter(move |near| near.0 > node)
                    .flat_map(move |near| (0..arcs(near.1)).map(move |_| (number, place[near.0])))
            }),
        );
        let of: Vec<usize> = nodes.iter().map(|&node| communities.get(node).copied().unwrap_or(0)).collect();
        settle(&inner, &of)
    };
    spread(&mut points, &room);
    if nodes.len() <= READABLE {
        overlap::part(&mut points, &room);
    }
    let mut low = (f64::INFINITY, f64::INFINITY);
    let mut high = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for (point, room) in points.iter().zip(&room) {
        low = (low.0.min(point.0 - room.0), low.1.min(point.1 - room.1));
        high = (high.0.max(point.0 + room.0), high.1.max(point.1 + room.1));
    }
    for point in &mut points {
        *point = (point.0 - low.0, point.1 - low.1);
    }
    Block { nodes, points, width: high.0 - low.0, height: high.1 - low.1 }
}

/// The pull of several arcs grows slower than their number: a pair of a hundred arcs is no point.
fn arcs(weight: f64) -> usize {
    let root = weight.sqrt();
    (1..16).take_while(|&number| f64::from(number) <= root).count().max(1)
}

/// Places by forces, from a start by communities.
fn settle(net: &Net, communities: &[usize]) -> Vec<Point> {
    let rounds = match net.len() {
        0..=2_000 => 500,
        2_001..=10_000 => 200,
        10_001..=50_000 => 100,
        50_001..=200_000 => 60,
        _ => 30,
    };
    let mut number = BTreeMap::new();
    for &community in communities {
        let fresh = number.len();
        number.entry(community).or_insert(fresh);
    }
    let of: Vec<usize> = communities.iter().map(|community| number[community]).collect();
    let mut sizes = vec![0.0; number.len()];
    for &community in &of {
        sizes[community] += 1.0;
    }
    // The communities as a net of their own; each is as heavy as its nodes are many.
    let between = net.arcs().iter().map(|&(from, to)| (of[from], of[to])).filter(|(from, to)| from != to);
    let outer = Net::new(sizes.len(), between);
    let mut centres = sunflower(sizes.len(), 10.0 * (net.len() as f64).sqrt());
    forces::run(&outer, &sizes, &mut centres, 200);
    let mut widest: f64 = 1.0;
    for centre in &centres {
        widest = widest.max(centre.0.abs()).max(centre.1.abs());
    }
    // Room for all nodes at about ten units each.
    let scale = 10.0 * (net.len() as f64).sqrt() / widest;
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); sizes.len()];
    for (node, &community) in of.iter().enumerate() {
        members[community].push(node);
    }
    let mut points = vec![(0.0, 0.0); net.len()];
    for (members, centre) in members.iter_mut().zip(&centres) {
        // Who knows most stands in the middle.
        members.sort_by_key(|&node| (Reverse(net.near(node).len()), node));
        let around = sunflower(members.len(), 5.0 * (members.len() as f64).sqrt());
        for (&node, offset) in members.iter().zip(around) {
            points[node] = (centre.0 * scale + offset.0, centre.1 * scale + offset.1);
        }
    }
    let masses: Vec<f64> = (0..net.len()).map(|node| net.near(node).len() as f64 + 1.0).collect();
    forces::run(net, &masses, &mut points, rounds);
    points
}

/// Points that fill a disc evenly from its middle. H. Vogel, A better way to construct the sunflower head (1979); the golden
/// angle is turned by a product of complex numbers, since sines differ between machines.
fn sunflower(count: usize, radius: f64) -> Vec<Point> {
    const TURN: Point = (-0.737_368_878_078_319_5, 0.675_490_294_261_523_7);
    let mut direction = (1.0, 0.0);
    (0..count)
        .map(|number| {
            let from = radius * ((number as f64 + 0.5) / count as f64).sqrt();
            let point = (direction.0 * from, direction.1 * from);
            direction = (direction.0 * TURN.0 - direction.1 * TURN.1, direction.0 * TURN.1 + direction.1 * TURN.0);
            // A product of many turns keeps its length only nearly.
            let length = (direction.0 * direction.0 + direction.1 * direction.1).sqrt();
            direction = (direction.0 / length, direction.1 / length);
            point
        })
        .collect()
}

/// Scales the picture so that it has `AIR` times the room that its nodes need.
fn spread(points: &mut [Point], room: &[(f64, f64)]) {
    let count = points.len() as f64;
    let needed: f64 = room.iter().map(|room| 4.0 * room.0 * room.1).sum();
    let mut middle = (0.0, 0.0);
    for point in points.iter() {
        middle = (middle.0 + point.0 / count, middle.1 + point.1 / count);
    }
    let mut moment = 0.0;
    for point in points.iter_mut() {
        *point = (point.0 - middle.0, point.1 - middle.1);
        moment += (point.0 * point.0 + point.1 * point.1) / count;
    }
    // A full disc of radius r has the moment r²/2.
    let area = 2.0 * std::f64::consts::PI * moment;
    if area > 0.0 {
        let scale = (AIR * needed / area).sqrt();
        for point in points {
            *point = (point.0 * scale, point.1 * scale);
        }
    }
}

/// Sets the blocks in rows, the first row on top.
fn shelve(blocks: &[Block], points: &mut [Point]) {
    const GAP: f64 = 12.0;
    let area: f64 = blocks.iter().map(|block| (block.width + GAP) * (block.height + GAP)).sum();
    let widest = blocks.iter().map(|block| block.width).fold(0.0, f64::max);
    let width = widest.max(area.sqrt() * 1.2);
    // Rows of blocks of like height waste least; the largest by nodes stays first.
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    if let Some(rest) = order.get_mut(1..) {
        rest.sort_by(|&left, &right| blocks[right].height.total_cmp(&blocks[left].height).then(left.cmp(&right)));
    }
    let (mut left, mut top, mut tallest) = (0.0, 0.0, 0.0_f64);
    for (number, block) in order.into_iter().map(|number| &blocks[number]).enumerate() {
        // Nothing stands beside a first block that is most of the picture.
        if number > 0 && (left + block.width > width || (number == 1 && 3.0 * left > width)) {
            top -= tallest + GAP;
            (left, tallest) = (0.0, 0.0);
        }
        for (&node, point) in block.nodes.iter().zip(&block.points) {
            points[node] = (left + point.0 - width / 2.0, top - block.height + point.1);
        }
        left += block.width + GAP;
        tallest = tallest.max(block.height);
    }
}

fn hundredths(number: f64) -> f64 {
    let rounded = (number * 100.0).round() / 100.0;
    // No negative zero in the files.
    if rounded == 0.0 { 0.0 } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(net: &Net, room: &[(f64, f64)]) -> Vec<Point> {
        layout(net, &net.communities().of, room)
    }

    fn overlap(points: &[Point], room: &[(f64, f64)]) -> Option<(usize, usize)> {
        let apart = |left: usize, right: usize| {
            (points[left].0 - points[right].0).abs() >= room[left].0 + room[right].0
                || (points[left].1 - points[right].1).abs() >= room[left].1 + room[right].1
        };
        (0..points.len()).flat_map(|left| (0..left).map(move |right| (left, right))).find(|&(a, b)| !apart(a, b))
    }

    /// Squares whose corners all know each other, in a ring; a chain; nodes alone.
    fn mixed() -> Net {
        let mut arcs: Vec<(usize, usize)> = Vec::new();
        for square in 0..40 {
            let first = square * 4;
            for left in first..first + 4 {
                arcs.extend((left + 1..first + 4).map(|right| (left, right)));
            }
            arcs.push((first, (first + 5) % 160));
        }
        arcs.extend((160..180).map(|node| (node, node + 1)));
        Net::new(200, arcs)
    }

    #[test]
    fn nothing_overlaps_and_neighbours_stand_near() {
        let net = mixed();
        let room: Vec<(f64, f64)> = (0..200).map(|node| (10.0 + f64::from(node % 7) * 8.0, 9.0)).collect();
        let points = of(&net, &room);
        assert_eq!(overlap(&points, &room), None);
        let distance = |left: usize, right: usize| {
            let (dx, dy) = (points[left].0 - points[right].0, points[left].1 - points[right].1);
            (dx * dx + dy * dy).sqrt()
        };
        let mean = |pairs: &[(usize, usize)]| {
            pairs.iter().map(|&(left, right)| distance(left, right)).sum::<f64>() / pairs.len() as f64
        };
        let joined: Vec<_> = net.arcs().iter().copied().filter(|arc| arc.0 < 160).collect();
        let any: Vec<_> = (0..160).map(|node| (node, (node * 37 + 11) % 160)).collect();
        assert!(mean(&joined) * 2.5 < mean(&any), "{} {}", mean(&joined), mean(&any));
        // What stands alone is below all that is joined.
        let lowest = points[..160].iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
        assert!(points[181..].iter().all(|point| point.1 < lowest));
        assert_eq!(points, of(&net, &room));
    }

    #[test]
    fn any_number_of_threads_gives_equal_places() {
        let net = Net::new(6_000, (1..6_000).map(|node| (node, (node * 7919) % node)));
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| of(&net, &[]))
        };
        assert_eq!(with(1), with(3));
    }

    #[test]
    fn small_and_odd_nets_have_places() {
        assert!(layout(&Net::default(), &[], &[]).is_empty());
        assert_eq!(layout(&Net::new(1, [(0, 0)]), &[], &[]).len(), 1);
        let pair = layout(&Net::new(2, [(0, 1)]), &[], &[]);
        assert_ne!(pair[0], pair[1]);
        let star = Net::new(3_000, (1..3_000).map(|leaf| (0, leaf)));
        assert!(of(&star, &[]).iter().all(|point| point.0.is_finite() && point.1.is_finite()));
    }
}
