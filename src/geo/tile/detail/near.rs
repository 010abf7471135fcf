//! Which vertices lie in a triangle.

use super::patches::{CELLS, Patches};
use super::vertices::VertexCells;
use crate::geo::grid::{GridBox, GridPoint};

/// The vertices that stand, a few in each cell.
///
/// The points of a cell are one after the other, those that were taken out behind those that stand.
pub(super) struct Near {
    patches: Patches,
    cells: Vec<Standing>,
    /// For each patch a bit for each cell where something stands.
    filled: Vec<u64>,
    points: Vec<GridPoint>,
}

/// Where a cell's points start, where those that stand end, and where those end that may stand again.
#[derive(Clone, Copy)]
struct Standing {
    start: u32,
    end: u32,
    all: u32,
}

impl Near {
    /// All vertices stand that are not gone.
    pub(super) fn new(cells: VertexCells, points: &[GridPoint], gone: &[bool]) -> Self {
        let VertexCells { patches, starts } = cells;
        let mut near = Self {
            filled: vec![0; patches.len()],
            patches,
            cells: Vec::with_capacity(starts.len()),
            points: Vec::new(),
        };
        near.points.reserve_exact(points.len());
        for (slot, ends) in starts.windows(2).enumerate() {
            let start = near.points.len() as u32;
            let cell = ends[0] as usize..ends[1] as usize;
            near.points.extend(cell.filter(|&vertex| !gone[vertex]).map(|vertex| points[vertex]));
            let end = near.points.len() as u32;
            near.cells.push(Standing { start, end, all: end });
            near.filled[slot / CELLS] |= u64::from(end > start) << (slot % CELLS);
        }
        near
    }

    /// Takes a point out that stands.
    pub(super) fn take_out(&mut self, point: GridPoint) {
        let slot = self.patches.slot(point);
        let cell = &mut self.cells[slot];
        let standing = &mut self.points[cell.start as usize..cell.end as usize];
        if let Some(found) = standing.iter().position(|&other| other == point) {
            standing.swap(found, standing.len() - 1);
            cell.end -= 1;
            self.filled[slot / CELLS] &= !(u64::from(cell.end == cell.start) << (slot % CELLS));
        }
    }

    /// Puts a point back, and with it all others of its cell.
    pub(super) fn put_back(&mut self, point: GridPoint) {
        let slot = self.patches.slot(point);
        let cell = &mut self.cells[slot];
        cell.end = cell.all;
        self.filled[slot / CELLS] |= u64::from(cell.end > cell.start) << (slot % CELLS);
    }

    /// Whether a point that stands lies in a triangle or on its edge, the triangle's corners not counted.
    pub(super) fn any_in(&self, triangle: [GridPoint; 3]) -> bool {
        let [a, b, c] = triangle;
        let bounds = GridBox {
            min: GridPoint { x: a.x.min(b.x).min(c.x), y: a.y.min(b.y).min(c.y) },
            max: GridPoint { x: a.x.max(b.x).max(c.x), y: a.y.max(b.y).max(c.y) },
        };
        let blocks = |&p: &GridPoint| bounds.contains(p) && p != a && p != b && p != c && inside(p, triangle);
        self.patches.any(&bounds, |patch, touched| {
            let mut left = self.filled[patch] & touched;
            while left != 0 {
                let cell = &self.cells[patch * CELLS + left.trailing_zeros() as usize];
                if self.points[cell.start as usize..cell.end as usize].iter().any(blocks) {
                    return true;
                }
                left &= left - 1;
            }
            false
        })
    }
}

/// Whether a point lies in a triangle or on its edge, whichever way the triangle runs.
fn inside(p: GridPoint, [a, b, c]: [GridPoint; 3]) -> bool {
    let (one, two, three) = (turn(a, b, p), turn(b, c, p), turn(c, a, p));
    (one >= 0 && two >= 0 && three >= 0) || (one <= 0 && two <= 0 && three <= 0)
}

/// Twice the signed area of a triangle.
pub(super) fn turn(a: GridPoint, b: GridPoint, c: GridPoint) -> i64 {
    i64::from(b.x - a.x) * i64::from(c.y - a.y) - i64::from(b.y - a.y) * i64::from(c.x - a.x)
}
