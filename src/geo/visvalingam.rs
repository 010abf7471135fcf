//! Visvalingam and Whyatt (1993): how much area a line loses with each vertex.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::mercator::World;

/// What each vertex of a line is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// The effective area of each vertex in units of the world square; infinite at both ends. A vertex is kept at
    /// a tolerance when its area is not less. Never less than that of a vertex that fell before it.
    pub areas: Vec<f64>,
    /// The two inner vertices that fall last, the very last first.
    pub last: [Option<usize>; 2],
}

/// Removes vertex after vertex, always the one whose triangle with its neighbours is smallest, and notes the area
/// at which each fell. Ties fall by position, so the result depends on nothing but the line.
pub fn worth(line: &[World]) -> Worth {
    let count = line.len();
    let mut areas = vec![f64::INFINITY; count];
    let mut last = [None, None];
    if count < 3 {
        return Worth { areas, last };
    }
    let mut previous: Vec<usize> = (0..count).map(|index| index.saturating_sub(1)).collect();
    let mut next: Vec<usize> = (1..=count).collect();
    let mut current = vec![0.0; count];
    // Areas are not negative, and the bits of such numbers sort like the numbers themselves.
    let mut heap = BinaryHeap::with_capacity(count);
    for index in 1..count - 1 {
        current[index] = triangle(line[index - 1], line[index], line[index + 1]);
        heap.push(Reverse((current[index].to_bits(), index)));
    }
    let mut fallen = 0.0f64;
    while let Some(Reverse((bits, index))) = heap.pop() {
        if areas[index].is_finite() || bits != current[index].to_bits() {
            continue; // An entry from before a neighbour fell.
        }
        fallen = fallen.max(current[index]);
        areas[index] = fallen;
        last = [Some(index), last[0]];
        let (before, after) = (previous[index], next[index]);
        next[before] = after;
        previous[after] = before;
        for neighbour in [before, after] {
            if neighbour == 0 || neighbour == count - 1 {
                continue;
            }
            current[neighbour] = triangle(line[previous[neighbour]], line[neighbour], line[next[neighbour]]);
            heap.push(Reverse((current[neighbour].to_bits(), neighbour)));
        }
    }
    Worth { areas, last }
}

fn triangle(a: World, b: World, c: World) -> f64 {
    ((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)).abs() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(points: &[(f64, f64)]) -> Vec<World> {
        points.iter().map(|&(x, y)| World { x, y }).collect()
    }

    #[test]
    fn the_flattest_vertex_falls_first() {
        let worth = worth(&line(&[(0.0, 0.0), (1.0, 0.1), (2.0, 3.0), (3.0, 0.2), (4.0, 0.0)]));
        assert_eq!(worth.last[0], Some(2));
        assert!(worth.areas[2] > worth.areas[1] && worth.areas[2] > worth.areas[3]);
        assert!(worth.areas[0].is_infinite() && worth.areas[4].is_infinite());
    }

    proptest! {
        #[test]
        fn both_directions_agree(points in prop::collection::vec((0.0..1.0f64, 0.0..1.0f64), 2..60)) {
            let forward = line(&points);
            let backward: Vec<_> = forward.iter().rev().copied().collect();
            let (mut a, b) = (worth(&forward).areas, worth(&backward).areas);
            a.reverse();
            for (a, b) in a.iter().zip(&b) {
                prop_assert!(a == b || (a - b).abs() < 1e-12);
            }
        }
    }
}
