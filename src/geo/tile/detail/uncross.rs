//! Borders that cross in the source, drawn apart.
//!
//! Surveyed twice, traced by hand or rounded, borders of real layers cross here and there by a little. Nothing that is
//! built from them can be free of overlaps. So each crossing loses a vertex, the one of its four ends that bends its
//! border least, until none is left: both sides of a border lose the same one, and only where it was wrong.

use super::linework::{Edge, Linework};
use super::near::turn;
use crate::geo::grid::GridPoint;

/// Rounds after which a crossing is left as it is: borders of thousands of wrong vertices are no slips of the hand.
const MOST_ROUNDS: usize = 1000;

/// Marks the vertices that have to go. `beside` names the two neighbours of each vertex that is no junction.
pub(super) fn uncross(
    mut linework: Linework,
    points: &[GridPoint],
    junction: &[bool],
    beside: &mut [(u32, u32)],
    gone: &mut [bool],
) {
    let mut crossings = linework.crossings();
    for _ in 0..MOST_ROUNDS {
        let ends = |&(one, other): &(Edge, Edge)| [one.0, one.1, other.0, other.1];
        let mut going: Vec<u32> =
            crossings.iter().filter_map(|pair| least_bent(points, junction, beside, ends(pair))).collect();
        going.sort_unstable_by_key(|&vertex| points[vertex as usize]);
        going.dedup();
        let mut fresh: Vec<Edge> = Vec::new();
        for vertex in going {
            let (left, right) = beside[vertex as usize];
            if left == right || gone[vertex as usize] {
                continue; // A ring of two vertices has nothing to lose.
            }
            gone[vertex as usize] = true;
            for (end, other) in [(left, right), (right, left)] {
                let pair = &mut beside[end as usize];
                if pair.0 == vertex {
                    pair.0 = other;
                } else if pair.1 == vertex {
                    pair.1 = other;
                }
            }
            fresh.push((left.min(right), left.max(right)));
        }
        let stands = |edge: &Edge| !gone[edge.0 as usize] && !gone[edge.1 as usize];
        fresh.retain(stands);
        if fresh.is_empty() {
            break;
        }
        crossings.retain(|(one, other)| stands(one) && stands(other));
        for edge in fresh {
            linework.crossing(edge, |other| {
                if stands(&other) {
                    crossings.push((edge.min(other), edge.max(other)));
                }
            });
            linework.insert(edge);
        }
        crossings.sort_unstable();
        crossings.dedup();
    }
}

/// Of the ends of two edges that cross, the one whose loss changes its border least.
fn least_bent(points: &[GridPoint], junction: &[bool], beside: &[(u32, u32)], ends: [u32; 4]) -> Option<u32> {
    let plain = ends.into_iter().filter(|&end| !junction[end as usize]);
    plain.min_by_key(|&end| {
        let (left, right) = beside[end as usize];
        let here = points[end as usize];
        (turn(points[left as usize], here, points[right as usize]).unsigned_abs(), here)
    })
}
