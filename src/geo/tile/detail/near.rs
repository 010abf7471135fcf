//! Which vertices lie in a triangle.

use super::patches::Patches;
use super::vertices::VertexCells;
use crate::geo::grid::{GridBox, GridPoint};

/// The vertices that stand, a few in each cell.
///
/// The points of a cell are one after the other, those that were taken out behind those that stand.
pub(super) struct Near {
    patches: Patches,
    /// Where each cell's points start; one more at the end.
    starts: Vec<u32>,
    /// Where those that stand end.
    ends: Vec<u32>,
    /// For each patch a bit for each cell where something stands.
    standing: Vec<u64>,
    points: Vec<GridPoint>,
}

impl Near {
    /// All vertices stand that are not gone.
    pub(super) fn new(cells: VertexCells, points: &[GridPoint], gone: &[bool]) -> Self {
        let VertexCells { patches, mut starts } = cells;
        let mut kept: Vec<GridPoint> = Vec::with_capacity(points.len());
        for cell in 0..starts.len() - 1 {
            let all = starts[cell] as usize..starts[cell + 1] as usize;
            starts[cell] = kept.len() as u32;
            kept.extend(all.filter(|&vertex| !gone[vertex]).map(|vertex| points[vertex]));
        }
        let last = starts.len() - 1;
        starts[last] = kept.len() as u32;
        let ends = starts[1..].to_vec();
        // A cell that lost all its vertices is asked in vain, which does no harm.
        Self { standing: patches.filled.clone(), patches, starts, ends, points: kept }
    }

    /// Takes a point out that stands.
    pub(super) fn take_out(&mut self, point: GridPoint) {
        let (patch, bit) = self.patches.find(point);
        let cell = self.patches.cell_at(patch, bit);
        let (start, end) = (self.starts[cell] as usize, self.ends[cell] as usize);
        let standing = &mut self.points[start..end];
        if let Some(found) = standing.iter().position(|&other| other == point) {
            standing.swap(found, end - start - 1);
            self.ends[cell] -= 1;
            self.standing[patch] &= !(u64::from(start + 1 == end) << bit);
        }
    }

    /// Puts a point back, and with it all others of its cell.
    pub(super) fn put_back(&mut self, point: GridPoint) {
        let (patch, bit) = self.patches.find(point);
        let cell = self.patches.cell_at(patch, bit);
        self.ends[cell] = self.starts[cell + 1];
        self.standing[patch] |= 1 << bit;
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
            let mut left = self.standing[patch] & touched;
            while left != 0 {
                let cell = self.patches.cell_at(patch, left.trailing_zeros() as usize);
                if self.points[self.starts[cell] as usize..self.ends[cell] as usize].iter().any(blocks) {
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
