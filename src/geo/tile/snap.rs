//! Snap rounding: the linework of a tile on whole cells, without a crossing that was not there before.
//!
//! Hobby (1999), Guibas and Marimont (1998): a cell that holds a vertex is hot, and every edge that passes a hot cell
//! is led through the cell's middle. Vertices that fall on an edge become vertices of that edge, borders that come
//! closer than a cell run together, and no border ends up on the wrong side of another. Shared edges stay shared,
//! because an edge is led the same way in both directions.

mod index;

use std::ops::Range;

use self::index::{Spot, SpotBox, SpotIndex};
use crate::geo::grid::{GridBox, GridPoint};

/// No number.
const NONE: u32 = u32::MAX;

/// The hot cells of one tile; kept between tiles for its memory.
#[derive(Default)]
pub(super) struct HotCells {
    /// Steps of the lattice along a cell's side, as a power of two; at least 1.
    shift: u32,
    /// The least column and row of all hot cells.
    least: GridPoint,
    /// The hot cells, each once, by their numbers: in the order in which they were heated.
    spots: Vec<Spot>,
    /// Open addressing over them.
    table: Vec<u32>,
    /// For each heated point the number of its cell.
    numbers: Vec<u32>,
    index: SpotIndex,
    hits: Vec<(i64, u32)>,
}

impl HotCells {
    /// Heats the cells of some points.
    pub(super) fn heat(&mut self, points: &[GridPoint], shift: u32) {
        self.shift = shift;
        let bounds = GridBox::around(points).unwrap_or_default();
        self.least = cell(bounds.min, shift);
        self.spots.clear();
        self.numbers.clear();
        self.table.clear();
        self.table.resize((points.len() + points.len() / 2 + 1).next_power_of_two(), NONE);
        for &point in points {
            let number = self.number(self.spot(point));
            self.numbers.push(number);
        }
        self.index.rebuild(&self.spots, self.spot(bounds.max));
    }

    /// The cell that holds a point.
    fn spot(&self, point: GridPoint) -> Spot {
        let cell = cell(point, self.shift);
        Spot { x: (cell.x - self.least.x) as u16, y: (cell.y - self.least.y) as u16 }
    }

    /// The number of a cell, which is a hot one from now on.
    fn number(&mut self, spot: Spot) -> u32 {
        let mask = self.table.len() - 1;
        let mut slot = hash(spot) & mask;
        loop {
            let known = self.table[slot];
            if known == NONE {
                let number = self.spots.len() as u32;
                self.table[slot] = number;
                self.spots.push(spot);
                return number;
            }
            if self.spots[known as usize] == spot {
                return known;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// How many hot cells there are.
    pub(super) fn len(&self) -> usize {
        self.spots.len()
    }

    /// Where a hot cell is.
    pub(super) fn cell(&self, number: u32) -> GridPoint {
        self.place(self.spots[number as usize])
    }

    fn place(&self, spot: Spot) -> GridPoint {
        GridPoint { x: self.least.x + i32::from(spot.x), y: self.least.y + i32::from(spot.y) }
    }

    /// Leads a ring through the hot cells on its way: the heated points `ring` of `points`, open, and so it comes back.
    pub(super) fn lead(&mut self, points: &[GridPoint], ring: Range<usize>, into: &mut Vec<u32>) {
        let (start, first) = (into.len(), ring.start);
        let mut from = first;
        for here in ring.clone() {
            if here == first || self.numbers[here] != self.numbers[from] {
                self.lead_edge(points, from, here, into);
                into.push(self.numbers[here]);
            }
            from = here;
        }
        if !ring.is_empty() {
            self.lead_edge(points, from, first, into);
        }
        while into.len() > start + 1 && into.last() == Some(&into[start]) {
            into.pop();
        }
    }

    /// The hot cells strictly between the ends of an edge.
    fn lead_edge(&mut self, points: &[GridPoint], from: usize, to: usize, into: &mut Vec<u32>) {
        // From the points, not by number: those are read one after the other.
        let [one, other] = [from, to].map(|end| self.spot(points[end]));
        if one.x.abs_diff(other.x) + one.y.abs_diff(other.y) <= 1 {
            return; // The two cells together are convex: no third can be met.
        }
        let backwards = points[from] > points[to];
        let (p, q) = if backwards { (points[to], points[from]) } else { (points[from], points[to]) };
        let edge = Edge { from: p, run: i64::from(q.x - p.x), rise: i64::from(q.y - p.y), shift: self.shift };
        let within = SpotBox::of(one, other);
        let mut near = 0;
        self.pass(&edge, &within, |range| near += self.index.count(range, &within));
        if near <= 2 {
            return; // No more than the ends themselves.
        }
        let ends = [self.numbers[from], self.numbers[to]];
        let mut hits = std::mem::take(&mut self.hits);
        hits.clear();
        self.pass(&edge, &within, |range| {
            self.index.find(range, &within, |number, spot| {
                let cell = self.place(spot);
                if !ends.contains(&number) && edge.passes(cell) {
                    hits.push((edge.along(cell), number));
                }
            });
        });
        hits.sort_unstable();
        if backwards {
            into.extend(hits.iter().rev().map(|hit| hit.1));
        } else {
            into.extend(hits.iter().map(|hit| hit.1));
        }
        self.hits = hits;
    }

    /// Hands on all parts of the index that an edge passes, which may be in a box.
    fn pass(&self, edge: &Edge, within: &SpotBox, mut each: impl FnMut(Range<usize>)) {
        let (first, last) = (self.index.part(within.min.x), self.index.part(within.max.x));
        let slope = if last > first + 1 { edge.slope() } else { None };
        for row in self.index.part(within.min.y)..=self.index.part(within.max.y) {
            let mut columns = (first, last);
            if let Some(slope) = slope {
                let (top, bottom) = self.index.rows(row);
                let (least, most) = edge.columns(slope, self.least.y + top, self.least.y + bottom);
                let part = |x: i32| {
                    let x = (x - self.least.x).clamp(i32::from(within.min.x), i32::from(within.max.x));
                    self.index.part(x as u16)
                };
                columns = (part(least), part(most));
            }
            each(self.index.range(row, columns));
        }
    }
}

/// Where a cell is looked for first (Fibonacci hashing; the upper bits are the good ones).
fn hash(spot: Spot) -> usize {
    let key = u64::from(spot.x) << 16 | u64::from(spot.y);
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
}

/// The cell that holds a point: the one whose middle is nearest, the greater of two.
pub(super) fn cell(point: GridPoint, shift: u32) -> GridPoint {
    let half = (1 << shift) >> 1;
    GridPoint { x: (point.x + half) >> shift, y: (point.y + half) >> shift }
}

/// An edge on the lattice, from its lesser to its greater end.
struct Edge {
    from: GridPoint,
    run: i64,
    rise: i64,
    shift: u32,
}

impl Edge {
    /// Whether the edge's line meets the half-open square of a cell within the edge's own box.
    fn passes(&self, cell: GridPoint) -> bool {
        let side = 1i64 << self.shift;
        let low = |middle: i32, from: i32| (i64::from(middle) << self.shift) - (side >> 1) - i64::from(from);
        let (x, y) = (low(cell.x, self.from.x), low(cell.y, self.from.y));
        // The edge's box against the square, whose east and south sides don't belong to it.
        if self.run.max(0) < x || self.run.min(0) >= x + side || self.rise.max(0) < y || self.rise.min(0) >= y + side {
            return false;
        }
        let corner = self.run * y - self.rise * x;
        let (east, south) = (corner - self.rise * side, corner + self.run * side);
        let far = east + self.run * side;
        let (least, most) = (corner.min(east).min(south).min(far), corner.max(east).max(south).max(far));
        // Touching just a corner counts at the one corner that belongs to the square.
        (least < 0 && most > 0) || ((least == 0 || most == 0) && corner == 0)
    }

    /// How far along the edge a cell lies; only the order matters.
    fn along(&self, cell: GridPoint) -> i64 {
        let step = |middle: i32, from: i32| (i64::from(middle) << self.shift) - i64::from(from);
        step(cell.x, self.from.x) * self.run + step(cell.y, self.from.y) * self.rise
    }

    /// Columns for each row; `None` for a level edge.
    fn slope(&self) -> Option<f64> {
        (self.rise != 0).then(|| self.run as f64 / self.rise as f64)
    }

    /// The columns that the edge's line crosses between two rows of cells, with one to spare on each side.
    fn columns(&self, slope: f64, top: i32, bottom: i32) -> (i32, i32) {
        let side = f64::from(1u32 << self.shift);
        let at = |row: f64| (f64::from(self.from.x) + (row * side - f64::from(self.from.y)) * slope) / side;
        let (one, other) = (at(f64::from(top) - 0.5), at(f64::from(bottom) + 0.5));
        (one.min(other).floor() as i32 - 1, one.max(other).ceil() as i32 + 1)
    }
}
