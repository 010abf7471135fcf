//! Snap rounding: the linework of a tile on whole cells, without a crossing that was not there before.
//!
//! Hobby (1999), Guibas and Marimont (1998): a cell that holds a vertex is hot, and every edge that passes a hot cell
//! is led through the cell's middle. Vertices that fall on an edge become vertices of that edge, borders that come
//! closer than a cell run together, and no border ends up on the wrong side of another. Shared edges stay shared,
//! because an edge is led the same way in both directions.

use crate::geo::grid::{GridBox, GridPoint};

/// The hot cells of one tile; kept between tiles for its memory.
#[derive(Default)]
pub(super) struct HotCells {
    /// Steps of the lattice along a cell's side, as a power of two; at least 1.
    shift: u32,
    bounds: GridBox,
    /// Cells along a bucket's side, as a power of two.
    bucket: u32,
    columns: usize,
    starts: Vec<u32>,
    /// The hot cells, bucket after bucket, each once.
    cells: Vec<GridPoint>,
    loose: Vec<GridPoint>,
    next: Vec<u32>,
    hits: Vec<(i64, u32)>,
}

impl HotCells {
    /// Heats the cells of some points.
    pub(super) fn heat(&mut self, points: &[GridPoint], shift: u32) {
        self.shift = shift;
        self.loose.clear();
        self.loose.extend(points.iter().map(|&point| cell(point, shift)));
        self.bounds = GridBox::around(&self.loose).unwrap_or_default();
        let width = (self.bounds.max.x - self.bounds.min.x) as u64;
        let height = (self.bounds.max.y - self.bounds.min.y) as u64;
        self.bucket = 0;
        while ((width >> self.bucket) + 1) * ((height >> self.bucket) + 1) > self.loose.len() as u64 + 4 {
            self.bucket += 1;
        }
        self.columns = (width >> self.bucket) as usize + 1;
        let rows = (height >> self.bucket) as usize + 1;
        let buckets = self.columns * rows;
        self.next.clear();
        self.next.resize(buckets + 1, 0);
        for at in 0..self.loose.len() {
            let bucket = self.bucket_of(self.loose[at]);
            self.next[bucket + 1] += 1;
        }
        for at in 1..=buckets {
            self.next[at] += self.next[at - 1];
        }
        self.cells.clear();
        self.cells.resize(self.loose.len(), GridPoint::default());
        self.starts.clear();
        self.starts.extend_from_slice(&self.next);
        for at in 0..self.loose.len() {
            let bucket = self.bucket_of(self.loose[at]);
            self.cells[self.next[bucket] as usize] = self.loose[at];
            self.next[bucket] += 1;
        }
        self.keep_each_once(buckets);
    }

    fn keep_each_once(&mut self, buckets: usize) {
        let mut kept = 0;
        for bucket in 0..buckets {
            let (from, to) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
            let start = kept;
            for at in from..to {
                let cell = self.cells[at];
                if !self.cells[start..kept].contains(&cell) {
                    self.cells[kept] = cell;
                    kept += 1;
                }
            }
            self.starts[bucket] = start as u32;
        }
        self.starts[buckets] = kept as u32;
        self.cells.truncate(kept);
    }

    fn bucket_of(&self, cell: GridPoint) -> usize {
        let column = (cell.x - self.bounds.min.x) >> self.bucket;
        let row = (cell.y - self.bounds.min.y) >> self.bucket;
        row as usize * self.columns + column as usize
    }

    /// How many hot cells there are.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Where a hot cell is.
    pub(super) fn cell(&self, number: u32) -> GridPoint {
        self.cells[number as usize]
    }

    /// The number of the hot cell that holds a heated point.
    fn number_of(&self, cell: GridPoint) -> u32 {
        let bucket = self.bucket_of(cell);
        let (from, to) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        let within = self.cells[from..to].iter().position(|&hot| hot == cell);
        (from + within.unwrap_or(0)) as u32
    }

    /// Leads a line of heated points through the hot cells on its way. A ring is given open and comes back open.
    pub(super) fn lead(&mut self, line: &[GridPoint], closed: bool, into: &mut Vec<u32>) {
        let start = into.len();
        let Some(&first) = line.first() else { return };
        let first_cell = cell(first, self.shift);
        let first_number = self.number_of(first_cell);
        into.push(first_number);
        let mut from = (first, first_cell, first_number);
        for &point in &line[1..] {
            let here = cell(point, self.shift);
            if here != from.1 {
                let number = self.number_of(here);
                self.lead_edge((from.0, from.1), (point, here), [from.2, number], into);
                into.push(number);
                from = (point, here, number);
            } else {
                from.0 = point;
            }
        }
        if closed {
            if first_cell != from.1 {
                self.lead_edge((from.0, from.1), (first, first_cell), [from.2, first_number], into);
            }
            while into.len() > start + 1 && into.last() == Some(&into[start]) {
                into.pop();
            }
        }
    }

    /// The hot cells strictly between the ends of an edge.
    fn lead_edge(&mut self, p: (GridPoint, GridPoint), q: (GridPoint, GridPoint), ends: [u32; 2], into: &mut Vec<u32>) {
        let steps = (p.1.x - q.1.x).abs() + (p.1.y - q.1.y).abs();
        if steps <= 1 {
            return; // The two cells together are convex: no third can be met.
        }
        let backwards = p.0 > q.0;
        let (p, q) = if backwards { (q, p) } else { (p, q) };
        let edge = Edge { from: p.0, run: i64::from(q.0.x - p.0.x), rise: i64::from(q.0.y - p.0.y), shift: self.shift };
        let (west, east) = (p.1.x.min(q.1.x), p.1.x.max(q.1.x));
        let (north, south) = (p.1.y.min(q.1.y), p.1.y.max(q.1.y));
        let bucket = |value: i32, least: i32| ((value - least) >> self.bucket) as usize;
        let (first, last) = (bucket(west, self.bounds.min.x), bucket(east, self.bounds.min.x));
        self.hits.clear();
        for row in bucket(north, self.bounds.min.y)..=bucket(south, self.bounds.min.y) {
            let (mut from, mut to) = (first, last);
            if last > first + 1 {
                let top = self.bounds.min.y + ((row as i32) << self.bucket);
                let (least, most) = edge.columns(top, top + (1 << self.bucket) - 1);
                from = bucket(least.clamp(west, east), self.bounds.min.x);
                to = bucket(most.clamp(west, east), self.bounds.min.x);
            }
            let row = row * self.columns;
            let (from, to) = (self.starts[row + from], self.starts[row + to + 1]);
            for number in from..to {
                let cell = self.cells[number as usize];
                let boxed = west <= cell.x && cell.x <= east && north <= cell.y && cell.y <= south;
                if boxed && number != ends[0] && number != ends[1] && edge.passes(cell) {
                    self.hits.push((edge.along(cell), number));
                }
            }
        }
        self.hits.sort_unstable();
        if backwards {
            into.extend(self.hits.iter().rev().map(|hit| hit.1));
        } else {
            into.extend(self.hits.iter().map(|hit| hit.1));
        }
    }
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

    /// The columns that the edge's line crosses between two rows of cells, with one to spare on each side.
    fn columns(&self, top: i32, bottom: i32) -> (i32, i32) {
        if self.rise == 0 {
            return (i32::MIN, i32::MAX);
        }
        let side = f64::from(1u32 << self.shift);
        let slope = self.run as f64 / self.rise as f64;
        let at = |row: f64| (f64::from(self.from.x) + (row * side - f64::from(self.from.y)) * slope) / side;
        let (one, other) = (at(f64::from(top) - 0.5), at(f64::from(bottom) + 0.5));
        (one.min(other).floor() as i32 - 1, one.max(other).ceil() as i32 + 1)
    }
}
