//! A number of nodes and the edges between them enter; a place in the plane for each node leaves.
//!
//! Promise: equal input gives equal places: the start is a fixed sequence, and only operations that IEEE 754 fixes to
//! the last bit are used. Time grows with nodes plus edges: nodes push only those in the cells around their own.
//! Method: Fruchterman and Reingold, Graph drawing by force-directed placement (1991), its grid variant; nodes without
//! edges stand in rows below the picture.

use std::collections::BTreeMap;

/// A place.
pub(super) type Point = (f64, f64);

/// The wished length of an edge.
const LENGTH: f64 = 60.0;
/// Nodes of one cell that push; in a crowded cell the rest only add.
const CROWD: usize = 24;

/// Places for `count` nodes, rounded to hundredths.
pub(super) fn layout(count: usize, edges: &[(usize, usize)]) -> Vec<Point> {
    let mut joined = vec![false; count];
    for &(from, to) in edges {
        if from != to {
            joined[from] = true;
            joined[to] = true;
        }
    }
    let moving: Vec<usize> = (0..count).filter(|&node| joined[node]).collect();
    let mut place = vec![0; count];
    for (number, &node) in moving.iter().enumerate() {
        place[node] = number;
    }
    let springs: Vec<(usize, usize)> =
        edges.iter().filter(|(from, to)| from != to).map(|&(from, to)| (place[from], place[to])).collect();
    let settled = settle(moving.len(), &springs);

    let mut points = vec![(0.0, 0.0); count];
    let mut lowest = 0.0_f64;
    let mut leftmost = 0.0_f64;
    for (number, &node) in moving.iter().enumerate() {
        points[node] = settled[number];
        lowest = lowest.min(settled[number].1);
        leftmost = leftmost.min(settled[number].0);
    }
    let columns = side(count).max(1);
    for (number, node) in (0..count).filter(|&node| !joined[node]).enumerate() {
        points[node] =
            (leftmost + (number % columns) as f64 * LENGTH, lowest - ((number / columns) as f64 + 2.0) * LENGTH);
    }
    for point in &mut points {
        *point = (hundredths(point.0), hundredths(point.1));
    }
    points
}

fn settle(count: usize, springs: &[(usize, usize)]) -> Vec<Point> {
    let width = LENGTH * (count as f64).sqrt();
    // The R2 sequence covers a square evenly, without any trigonometry.
    let mut points: Vec<Point> = (0..count)
        .map(|number| {
            let step = number as f64 + 1.0;
            (
                ((step * 0.754_877_666_246_692_7).fract() - 0.5) * width,
                ((step * 0.569_840_290_998_053_2).fract() - 0.5) * width,
            )
        })
        .collect();
    let rounds = if count > 20_000 { 20 } else { 60 };
    for round in 0..rounds {
        let heat = LENGTH * (1.0 - f64::from(round) / f64::from(rounds));
        let mut moves = pushes(&points);
        for &(from, to) in springs {
            let (dx, dy, distance) = apart(points[from], points[to], from, to);
            let pull = distance * distance / LENGTH;
            moves[from].0 -= dx / distance * pull;
            moves[from].1 -= dy / distance * pull;
            moves[to].0 += dx / distance * pull;
            moves[to].1 += dy / distance * pull;
        }
        for (point, (dx, dy)) in points.iter_mut().zip(moves) {
            // A light pull to the middle keeps the pieces of the graph together.
            let (dx, dy) = (dx - point.0 * 0.05, dy - point.1 * 0.05);
            let length = (dx * dx + dy * dy).sqrt().max(1e-9);
            let step = length.min(heat);
            point.0 += dx / length * step;
            point.1 += dy / length * step;
        }
    }
    points
}

/// How the nodes push each other, those of the nine cells around each.
fn pushes(points: &[Point]) -> Vec<Point> {
    #[allow(clippy::cast_possible_truncation, reason = "a picture is far smaller than 2^63 cells")]
    let cell = |point: &Point| ((point.0 / (2.0 * LENGTH)).floor() as i64, (point.1 / (2.0 * LENGTH)).floor() as i64);
    let mut cells: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for (node, point) in points.iter().enumerate() {
        cells.entry(cell(point)).or_default().push(node);
    }
    let mut moves = vec![(0.0, 0.0); points.len()];
    for (&(column, row), nodes) in &cells {
        let around: Vec<(&Vec<usize>, f64)> = (-1..=1)
            .flat_map(|dx| (-1..=1).map(move |dy| (column + dx, row + dy)))
            .filter_map(|cell| cells.get(&cell))
            .map(|others| {
                let share = others.len() as f64 / others.len().min(CROWD) as f64;
                (others, share)
            })
            .collect();
        for &node in nodes {
            for (others, share) in &around {
                for &other in others.iter().take(CROWD).filter(|&&other| other != node) {
                    let (dx, dy, distance) = apart(points[node], points[other], node, other);
                    let push = share * LENGTH * LENGTH / distance;
                    moves[node].0 += dx / distance * push;
                    moves[node].1 += dy / distance * push;
                }
            }
        }
    }
    moves
}

/// From the second place to the first, and how far; two nodes on one spot are set a little apart, each its own way.
fn apart(left: Point, right: Point, first: usize, second: usize) -> (f64, f64, f64) {
    let (mut dx, mut dy) = (left.0 - right.0, left.1 - right.1);
    if dx == 0.0 && dy == 0.0 {
        dx = if first < second { 0.01 } else { -0.01 };
        dy = dx / 2.0;
    }
    (dx, dy, (dx * dx + dy * dy).sqrt())
}

fn side(count: usize) -> usize {
    (1..=count).find(|side| side * side >= count).unwrap_or(1)
}

fn hundredths(number: f64) -> f64 {
    let rounded = (number * 100.0).round() / 100.0;
    // No negative zero in the files.
    if rounded == 0.0 { 0.0 } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_stand_apart_and_neighbours_near() {
        // Two squares, and one node alone.
        let edges = [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4)];
        let points = layout(9, &edges);
        let distance = |left: usize, right: usize| {
            let (dx, dy, _) = apart(points[left], points[right], left, right);
            (dx * dx + dy * dy).sqrt()
        };
        for left in 0..9 {
            for right in 0..left {
                assert!(distance(left, right) > 5.0, "{left} {right}: {points:?}");
            }
        }
        for (from, to) in edges {
            assert!(distance(from, to) < 3.0 * LENGTH, "{from} {to}: {points:?}");
        }
        assert_eq!(points, layout(9, &edges));
        assert!(points[..8].iter().all(|point| point.1 > points[8].1));
    }

    #[test]
    fn a_large_star_is_placed_in_time() {
        let edges: Vec<(usize, usize)> = (1..20_000).map(|leaf| (0, leaf)).collect();
        let points = layout(20_001, &edges);
        assert!(points.iter().all(|point| point.0.is_finite() && point.1.is_finite()));
    }
}
