//! Snap rounding: the linework of a tile on whole cells, without a crossing that was not there before.
//!
//! Hobby (1999), Guibas and Marimont (1998): a cell that holds a vertex is hot, and every edge that passes a hot cell
//! is led through the cell's middle. Vertices that fall on an edge become vertices of that edge, borders that come
//! closer than a cell run together, and no border ends up on the wrong side of another. Shared edges stay shared,
//! because an edge is led the same way in both directions.

use std::ops::Range;

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
    /// For each heated point its cell, and that cell's number.
    loose: Vec<GridPoint>,
    numbers: Vec<u32>,
    /// The heated points, bucket after bucket.
    held: Vec<u32>,
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
        self.held.clear();
        self.held.resize(self.loose.len(), 0);
        self.starts.clear();
        self.starts.extend_from_slice(&self.next);
        for at in 0..self.loose.len() {
            let bucket = self.bucket_of(self.loose[at]);
            self.held[self.next[bucket] as usize] = at as u32;
            self.next[bucket] += 1;
        }
        self.keep_each_once(buckets);
    }

    fn keep_each_once(&mut self, buckets: usize) {
        self.cells.clear();
        self.numbers.clear();
        self.numbers.resize(self.loose.len(), 0);
        for bucket in 0..buckets {
            let start = self.cells.len();
            for &at in &self.held[self.starts[bucket] as usize..self.starts[bucket + 1] as usize] {
                let cell = self.loose[at as usize];
                let known = self.cells[start..].iter().position(|&other| other == cell);
                self.numbers[at as usize] = (start + known.unwrap_or(self.cells.len() - start)) as u32;
                if known.is_none() {
                    self.cells.push(cell);
                }
            }
            self.starts[bucket] = start as u32;
        }
        self.starts[buckets] = self.cells.len() as u32;
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
        let (p, q) = ((points[from], self.loose[from]), (points[to], self.loose[to]));
        let ends = [self.numbers[from], self.numbers[to]];
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
