//! Points with masses enter; a tree of squares leaves, which says how all of them together push a point.
//!
//! Promise: sums run in the order of the tree, which hangs on the points alone; points on one spot end in one leaf.

use super::Point;

/// Points of a leaf; fewer are summed one by one.
const LEAF: usize = 8;
/// Squares are halved at most so often: points on one spot cannot be parted.
const DEPTH: usize = 40;
/// A square whose side is less than this part of its distance counts as one point. The paper's 1.2.
const OPENING: f64 = 1.2;

/// A square, before those within it.
struct Square {
    middle: Point,
    mass: f64,
    /// The side, squared, over the square of [`OPENING`].
    reach: f64,
    /// The first square after those within this one.
    next: u32,
    /// Points of a leaf, in `Tree::points`; empty in other squares.
    from: u32,
    to: u32,
}

/// The tree.
pub(super) struct Tree {
    squares: Vec<Square>,
    /// Points with their masses, those of one leaf side by side.
    points: Vec<(f64, f64, f64)>,
}

impl Tree {
    /// The tree of the points; there are as many masses.
    pub(super) fn new(points: &[Point], masses: &[f64]) -> Self {
        let mut low = (f64::INFINITY, f64::INFINITY);
        let mut high = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for point in points {
            low = (low.0.min(point.0), low.1.min(point.1));
            high = (high.0.max(point.0), high.1.max(point.1));
        }
        let side = (high.0 - low.0).max(high.1 - low.1).max(1e-9);
        let mut tree = Self {
            squares: Vec::with_capacity(points.len() / 2 + 1),
            points: points.iter().zip(masses).map(|(point, &mass)| (point.0, point.1, mass)).collect(),
        };
        let mut spare = tree.points.clone();
        if !points.is_empty() {
            tree.square(0, points.len(), low, side, DEPTH, &mut spare);
        }
        tree
    }

    /// Adds the square of the points from `from` to `to`, and those within it. As deep as [`DEPTH`] at most.
    #[allow(clippy::cast_possible_truncation, reason = "a picture has fewer than 2^32 points")]
    fn square(&mut self, from: usize, to: usize, low: Point, side: f64, depth: usize, spare: &mut [(f64, f64, f64)]) {
        let (mut mass, mut x, mut y) = (0.0, 0.0, 0.0);
        for point in &self.points[from..to] {
            mass += point.2;
            x += point.0 * point.2;
            y += point.1 * point.2;
        }
        let leaf = to - from <= LEAF || depth == 0;
        let here = self.squares.len();
        self.squares.push(Square {
            middle: (x / mass, y / mass),
            mass,
            reach: side * side / (OPENING * OPENING),
            next: 0,
            from: from as u32,
            to: if leaf { to } else { from } as u32,
        });
        if !leaf {
            let half = side / 2.0;
            let middle = (low.0 + half, low.1 + half);
            let quarter =
                |point: &(f64, f64, f64)| usize::from(point.0 >= middle.0) + 2 * usize::from(point.1 >= middle.1);
            let mut counts = [0; 4];
            for point in &self.points[from..to] {
                counts[quarter(point)] += 1;
            }
            let mut begins = [from; 5];
            for number in 0..4 {
                begins[number + 1] = begins[number] + counts[number];
            }
            let mut fill = begins;
            for point in &self.points[from..to] {
                let quarter = quarter(point);
                spare[fill[quarter]] = *point;
                fill[quarter] += 1;
            }
            self.points[from..to].copy_from_slice(&spare[from..to]);
            for number in 0..4 {
                let (from, to) = (begins[number], begins[number + 1]);
                if from < to {
                    let x = if number % 2 == 1 { middle.0 } else { low.0 };
                    let y = if number / 2 == 1 { middle.1 } else { low.1 };
                    self.square(from, to, (x, y), half, depth - 1, spare);
                }
            }
        }
        self.squares[here].next = self.squares.len() as u32;
    }

    /// How all points push one at this place away: the sum of mass over distance, each along its direction. A point at the
    /// place itself does not push.
    pub(super) fn push(&self, at: Point) -> Point {
        let mut force = (0.0, 0.0);
        let mut number = 0;
        while let Some(square) = self.squares.get(number) {
            let (dx, dy) = (at.0 - square.middle.0, at.1 - square.middle.1);
            let far = dx * dx + dy * dy;
            if far > square.reach {
                let push = square.mass / far;
                force = (force.0 + dx * push, force.1 + dy * push);
                number = square.next as usize;
                continue;
            }
            for point in &self.points[square.from as usize..square.to as usize] {
                let (dx, dy) = (at.0 - point.0, at.1 - point.1);
                let far = dx * dx + dy * dy;
                if far > 0.0 {
                    let push = point.2 / far.max(1e-4);
                    force = (force.0 + dx * push, force.1 + dy * push);
                }
            }
            number += 1;
        }
        force
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_to_the_sum_over_all_pairs() {
        let points: Vec<Point> =
            (0..500_u32).map(|number| (f64::from(number * 7919 % 1009), f64::from(number * 104_729 % 997))).collect();
        let masses: Vec<f64> = (0..500_u32).map(|number| f64::from(number % 5) + 1.0).collect();
        let tree = Tree::new(&points, &masses);
        assert!((tree.squares[0].mass - masses.iter().sum::<f64>()).abs() < 1e-9);
        for &at in points.iter().step_by(17) {
            let mut exact = (0.0, 0.0);
            for (point, mass) in points.iter().zip(&masses) {
                let (dx, dy) = (at.0 - point.0, at.1 - point.1);
                let far = dx * dx + dy * dy;
                if far > 0.0 {
                    exact = (exact.0 + dx * mass / far, exact.1 + dy * mass / far);
                }
            }
            let found = tree.push(at);
            let wrong = ((found.0 - exact.0).powi(2) + (found.1 - exact.1).powi(2)).sqrt();
            let size = (exact.0 * exact.0 + exact.1 * exact.1).sqrt();
            assert!(wrong < 0.15 * size + 0.2, "{found:?} {exact:?}");
        }
    }

    #[test]
    fn points_on_one_spot_are_no_endless_tree() {
        let tree = Tree::new(&[(1.0, 1.0); 1000], &[1.0; 1000]);
        assert_eq!(tree.push((1.0, 1.0)), (0.0, 0.0));
        assert!(tree.push((2.0, 1.0)).0 > 900.0);
    }
}
