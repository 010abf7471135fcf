//! Borders that cross in the source, drawn apart.
//!
//! Surveyed twice, traced by hand or rounded, borders of real layers cross here and there by a little. Nothing that is
//! built from them can be free of overlaps. So each crossing loses a vertex, the one of its four ends that bends its
//! border least, until none is left: both sides of a border lose the same one, and only where it was wrong.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::cells::{Cell, Cells, cells_along, shift_for};
use super::near::turn;
use crate::geo::grid::{GridBox, GridPoint};

/// Rounds after which a crossing is left as it is: borders of thousands of wrong vertices are no slips of the hand.
const MOST_ROUNDS: usize = 1000;

/// An edge by the numbers of its ends, the lesser first.
type Edge = (u32, u32);

/// The vertices that have to go. `beside` names the two neighbours of each vertex that is no junction.
pub(super) fn uncross(
    points: &[GridPoint],
    junction: &[bool],
    beside: &mut [(u32, u32)],
    rings: &[Vec<u32>],
) -> Vec<bool> {
    let mut gone = vec![false; points.len()];
    let edges = edges_of(junction, beside, rings);
    let mut grid = EdgeGrid::new(points, edges);
    let mut crossings: Vec<(Edge, Edge)> = Vec::new();
    for &edge in &grid.edges {
        // Each pair is met twice.
        grid.crossing(points, &gone, edge, |other| {
            if edge < other {
                crossings.push((edge, other));
            }
        });
    }
    crossings.sort_unstable();
    crossings.dedup();
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
            grid.crossing(points, &gone, edge, |other| crossings.push((edge.min(other), edge.max(other))));
            grid.insert(points, edge);
        }
        crossings.sort_unstable();
        crossings.dedup();
    }
    gone
}

/// Each edge of the rings once.
fn edges_of(junction: &[bool], beside: &[(u32, u32)], rings: &[Vec<u32>]) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::with_capacity(junction.len() * 3 / 2);
    for (vertex, &(left, right)) in (0u32..).zip(beside) {
        if junction[vertex as usize] {
            continue;
        }
        // An edge between two plain vertices belongs to the lesser, one to a junction to the plain one.
        for end in [left, right] {
            if junction[end as usize] || vertex < end {
                edges.push((vertex.min(end), vertex.max(end)));
            }
        }
    }
    let between_junctions = rings.iter().flat_map(|ring| {
        ring.iter()
            .zip(ring.iter().cycle().skip(1))
            .filter(|(from, to)| junction[**from as usize] && junction[**to as usize])
    });
    let start = edges.len();
    edges.extend(between_junctions.map(|(&from, &to)| (from.min(to), from.max(to))));
    edges[start..].sort_unstable();
    edges.dedup();
    edges
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

/// Edges by the cells that they pass.
struct EdgeGrid {
    cells: Cells,
    edges: Vec<Edge>,
    /// Edges that came later.
    later: HashMap<Cell, Vec<Edge>, FxBuildHasher>,
}

impl EdgeGrid {
    fn new(points: &[GridPoint], edges: Vec<Edge>) -> Self {
        let ends = |edge: &Edge| (points[edge.0 as usize], points[edge.1 as usize]);
        let shift = shift_for(edges.iter().map(ends));
        let cells = Cells::new(shift, edges.len(), |edge| {
            let (a, b) = ends(&edges[edge as usize]);
            cells_along(a, b, shift)
        });
        Self { cells, edges, later: HashMap::default() }
    }

    fn insert(&mut self, points: &[GridPoint], edge: Edge) {
        for cell in cells_along(points[edge.0 as usize], points[edge.1 as usize], self.cells.shift) {
            self.later.entry(cell).or_default().push(edge);
        }
    }

    /// The edges that stand and cross one; some of them more than once.
    fn crossing(&self, points: &[GridPoint], gone: &[bool], edge: Edge, mut each: impl FnMut(Edge)) {
        let (a, b) = (points[edge.0 as usize], points[edge.1 as usize]);
        for cell in cells_along(a, b, self.cells.shift) {
            let first = self.cells.at(cell).iter().map(|&number| self.edges[number as usize]);
            let later = self.later.get(&cell).map_or(&[][..], Vec::as_slice);
            for other in first.chain(later.iter().copied()) {
                let apart = edge.0 != other.0 && edge.1 != other.1 && edge.0 != other.1 && edge.1 != other.0;
                if apart
                    && cross(a, b, points[other.0 as usize], points[other.1 as usize])
                    && !gone[other.0 as usize]
                    && !gone[other.1 as usize]
                {
                    each(other);
                }
            }
        }
    }
}

fn box_of(a: GridPoint, b: GridPoint) -> GridBox {
    GridBox { min: GridPoint { x: a.x.min(b.x), y: a.y.min(b.y) }, max: GridPoint { x: a.x.max(b.x), y: a.y.max(b.y) } }
}

/// Whether two edges share a point that is an end of neither.
pub(in crate::geo::tile) fn cross(a: GridPoint, b: GridPoint, c: GridPoint, d: GridPoint) -> bool {
    if !box_of(a, b).intersects(&box_of(c, d)) {
        return false;
    }
    let (one, other) = (turn(a, b, c).signum(), turn(a, b, d).signum());
    one * other < 0 && turn(c, d, a).signum() * turn(c, d, b).signum() < 0
}
