//! A net and places enter; better places leave: arcs pull, nodes push, and all are drawn to the middle.
//!
//! Promise: each node's force is summed by one thread in one order.

use rayon::prelude::*;

use super::super::Net;
use super::Point;
use super::tree::Tree;

/// How strongly nodes push.
const PUSH: f64 = 10.0;
/// How strongly nodes are drawn to the middle.
const GRAVITY: f64 = 1.0;
/// Beyond this length the pull of an arc grows no more, so that long arcs do not draw communities into one heap.
const LENGTH: f64 = 40.0;
/// How much swinging is borne; the paper's 1.
const TOLERANCE: f64 = 1.0;

/// Moves the points for a number of rounds; there are as many masses and points as nodes.
pub(super) fn run(net: &Net, masses: &[f64], points: &mut [Point], rounds: usize) {
    if net.len() < 2 {
        return;
    }
    part(points);
    let mut before = vec![(0.0, 0.0); points.len()];
    let mut speed = 1.0_f64;
    for round in 0..rounds {
        let tree = Tree::new(points, masses);
        let forces: Vec<Point> = (0..points.len())
            .into_par_iter()
            .with_min_len(256)
            .map(|node| force(net, &tree, masses, points, node))
            .collect();
        let (mut swing, mut traction) = (0.0, 0.0);
        for ((new, old), mass) in forces.iter().zip(&before).zip(masses) {
            swing += mass * length((new.0 - old.0, new.1 - old.1));
            traction += mass * length((new.0 + old.0, new.1 + old.1)) / 2.0;
        }
        // The whole is as fast as the swinging allows, rises by half at most, and slows down towards the end.
        let calm = if 4 * round > 3 * rounds { 0.3 } else { 1.0 };
        let wanted = TOLERANCE * calm * traction / swing.max(1e-9);
        speed = wanted.min(1.5 * speed);
        for (node, point) in points.iter_mut().enumerate() {
            let (new, old) = (forces[node], before[node]);
            let swing = masses[node] * length((new.0 - old.0, new.1 - old.1));
            let factor = 0.1 * speed / (1.0 + speed * swing.sqrt());
            let factor = factor.min(10.0 / length(new).max(1e-9));
            *point = (point.0 + new.0 * factor, point.1 + new.1 * factor);
        }
        before = forces;
    }
}

fn force(net: &Net, tree: &Tree, masses: &[f64], points: &[Point], node: usize) -> Point {
    let (at, mass) = (points[node], masses[node]);
    let push = tree.push(at);
    let mut force = (PUSH * mass * push.0, PUSH * mass * push.1);
    for &(other, weight) in net.near(node) {
        let (dx, dy) = (points[other].0 - at.0, points[other].1 - at.1);
        let pull = weight * LENGTH / (LENGTH + length((dx, dy)));
        force = (force.0 + dx * pull, force.1 + dy * pull);
    }
    let pull = GRAVITY * mass / length(at).max(1.0);
    (force.0 - at.0 * pull, force.1 - at.1 * pull)
}

fn length((x, y): Point) -> f64 {
    (x * x + y * y).sqrt()
}

/// Points on one spot would never part: each is set off by a little of its own.
fn part(points: &mut [Point]) {
    for (number, point) in points.iter_mut().enumerate() {
        let step = number as f64 + 1.0;
        point.0 += (step * 0.754_877_666_246_692_7).fract() * 1e-3;
        point.1 += (step * 0.569_840_290_998_053_2).fract() * 1e-3;
    }
}
