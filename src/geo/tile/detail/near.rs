//! Which vertices lie in a triangle.

use super::cells::{Cells, cell_of, shift_for};
use crate::geo::grid::GridPoint;

/// Vertices, a few in each cell.
pub(super) struct Near {
    cells: Cells,
    count: usize,
}

impl Near {
    /// `lines` are the vertices as they follow each other: their distances decide the size of the cells.
    pub(super) fn new(points: &[GridPoint], lines: &[Vec<u32>]) -> Self {
        let edges = lines
            .iter()
            .flat_map(|line| line.windows(2))
            .map(|pair| (points[pair[0] as usize], points[pair[1] as usize]));
        let shift = shift_for(edges);
        let cells = Cells::new(shift, points.len(), |point| std::iter::once(cell_of(points[point as usize], shift)));
        Self { cells, count: points.len() }
    }

    /// Whether a vertex for which `counts` holds lies in the triangle or on its edge.
    pub(super) fn any_in(&self, points: &[GridPoint], triangle: [GridPoint; 3], counts: impl Fn(u32) -> bool) -> bool {
        let [a, b, c] = triangle;
        let (west, east) = (a.x.min(b.x).min(c.x), a.x.max(b.x).max(c.x));
        let (north, south) = (a.y.min(b.y).min(c.y), a.y.max(b.y).max(c.y));
        let blocks = |number: u32| {
            let p = points[number as usize];
            let boxed = west <= p.x && p.x <= east && north <= p.y && p.y <= south;
            boxed && inside(p, triangle) && counts(number)
        };
        let shift = self.cells.shift;
        let (columns, rows) = (west >> shift..=east >> shift, north >> shift..=south >> shift);
        let spanned = (columns.end() - columns.start() + 1) as usize * (rows.end() - rows.start() + 1) as usize;
        if spanned > self.count {
            return (0..points.len() as u32).any(blocks);
        }
        rows.into_iter()
            .any(|row| columns.clone().any(|column| self.cells.at((column, row)).iter().any(|&point| blocks(point))))
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
