//! Places and the room that each node needs enter; places leave at which no two nodes overlap.
//!
//! Pairs that overlap are pushed apart along the axis on which they overlap least; where that does not end, the picture
//! grows a little and it is tried again.

use super::Point;

/// Rounds at most. Every tenth round the picture grows, so that far fewer are needed.
const ROUNDS: usize = 600;
/// What stays free between two nodes, half on each side.
const GAP: f64 = 1.0;

/// Moves points until none overlap; `room` is half the width and half the height of each.
pub(super) fn part(points: &mut [Point], room: &[(f64, f64)]) {
    let mut order: Vec<usize> = (0..points.len()).collect();
    for round in 1..=ROUNDS {
        if !push(points, room, &mut order) {
            return;
        }
        if round % 10 == 0 {
            for point in points.iter_mut() {
                *point = (point.0 * 1.05, point.1 * 1.05);
            }
        }
    }
}

/// One round; says whether any two overlapped.
fn push(points: &mut [Point], room: &[(f64, f64)], order: &mut [usize]) -> bool {
    let left = |points: &[Point], node: usize| points[node].0 - room[node].0 - GAP;
    order.sort_by(|&a, &b| left(points, a).total_cmp(&left(points, b)).then(a.cmp(&b)));
    let from: Vec<f64> = order.iter().map(|&node| left(points, node)).collect();
    let mut moves = vec![(0.0, 0.0); points.len()];
    let mut found = false;
    for (place, &a) in order.iter().enumerate() {
        let right = points[a].0 + room[a].0 + GAP;
        for (&b, _) in order[place + 1..].iter().zip(&from[place + 1..]).take_while(|(_, from)| **from < right) {
            let (dx, dy) = (points[b].0 - points[a].0, points[b].1 - points[a].1);
            let over_x = room[a].0 + room[b].0 + 2.0 * GAP - dx.abs();
            let over_y = room[a].1 + room[b].1 + 2.0 * GAP - dy.abs();
            if over_x <= 0.0 || over_y <= 0.0 {
                continue;
            }
            found = true;
            let side = |distance: f64| if distance > 0.0 || (distance == 0.0 && b > a) { 0.5 } else { -0.5 };
            if over_x < over_y {
                let step = side(dx) * (over_x + 0.01);
                moves[a].0 -= step;
                moves[b].0 += step;
            } else {
                let step = side(dy) * (over_y + 0.01);
                moves[a].1 -= step;
                moves[b].1 += step;
            }
        }
    }
    for (point, step) in points.iter_mut().zip(moves) {
        *point = (point.0 + step.0, point.1 + step.1);
    }
    found
}
