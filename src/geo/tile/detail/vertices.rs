//! Equal positions as one vertex.

use std::ops::Range;

use super::cells::shift_for;
use super::patches::Patches;
use crate::geo::grid::GridPoint;

/// Positions in one cell from which on they are sorted rather than compared with each other.
const MANY: usize = 64;

/// The vertices of rings, numbered so that those of one cell follow each other.
pub(super) struct Vertices {
    /// Each position once.
    pub points: Vec<GridPoint>,
    /// For each position that was given its vertex; without meaning where no ring passes.
    pub numbers: Vec<u32>,
    /// The cells that hold them.
    pub cells: VertexCells,
}

/// Cells, and which vertices are in each.
pub(super) struct VertexCells {
    pub patches: Patches,
    /// For each cell where its vertices start; one more at the end.
    pub starts: Vec<u32>,
}

impl Vertices {
    /// Numbers the positions that rings pass.
    pub(super) fn new(points: &[GridPoint], rings: &[Range<usize>]) -> Self {
        let edges = |ring: &Range<usize>| points[ring.clone()].windows(2).map(|edge| (edge[0], edge[1]));
        let mut patches = Patches::new(shift_for(rings.iter().flat_map(edges)));
        let total = rings.iter().map(Range::len).sum::<usize>();
        // First each position's slot, then its cell, at last its vertex.
        let mut numbers = vec![0u32; points.len()];
        rings.iter().cloned().flatten().for_each(|at| numbers[at] = patches.add(points[at]));
        let mut starts = vec![0u32; patches.number_cells() + 1];
        for at in rings.iter().cloned().flatten() {
            let cell = patches.cell(numbers[at]);
            numbers[at] = cell as u32;
            starts[cell + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut held = vec![0u32; total];
        let mut next = starts.clone();
        for at in rings.iter().cloned().flatten() {
            let place = &mut next[numbers[at] as usize];
            held[*place as usize] = at as u32;
            *place += 1;
        }
        drop(next);
        let mut each: Vec<GridPoint> = Vec::with_capacity(total * 5 / 9);
        for slot in 0..starts.len() - 1 {
            let held = &mut held[starts[slot] as usize..starts[slot + 1] as usize];
            let first = each.len();
            let sorted = held.len() > MANY;
            if sorted {
                held.sort_unstable_by_key(|&at| points[at as usize]);
            }
            for &at in held.iter() {
                let point = points[at as usize];
                let known = if sorted { each.len().saturating_sub(1).max(first) } else { first };
                let known = each[known..].iter().position(|&other| other == point).map(|within| known + within);
                numbers[at as usize] = known.unwrap_or(each.len()) as u32;
                if known.is_none() {
                    each.push(point);
                }
            }
            starts[slot] = first as u32;
        }
        let last = starts.len() - 1;
        starts[last] = each.len() as u32;
        Self { points: each, numbers, cells: VertexCells { patches, starts } }
    }
}
