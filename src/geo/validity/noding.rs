//! Linework cut at every place where two of its edges meet, so that edges share ends and nothing else.
//!
//! This is snap rounding (Hobby 1999, Guibas and Marimont 1998), as in the tiler: a crossing becomes a node of the
//! lattice, and every edge that passes within half a step of a node is led through it. No edge can then end up on the
//! wrong side of a node, whatever the rounding, and one pass is enough. (Cutting at rounded crossings alone does not
//! end where two long edges run nearly along each other.) Vertices never move; the position handed out for a crossing
//! is the unrounded one.

use std::ops::ControlFlow;

use rustc_hash::FxHashMap;

use super::boxes::{Boxes, Edge, most_crossings};
use super::lattice::{Lattice, step, turn};
use crate::geo::Coord;
use crate::geo::grid::{GridBox, GridPoint};

/// A straight piece between two nodes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Its nodes.
    pub ends: [u32; 2],
    /// The segment it was cut from.
    pub segment: u32,
}

/// Nodes and the straight pieces between them.
pub(super) struct Noding {
    lattice: Lattice,
    /// The nodes on the lattice.
    pub nodes: Vec<GridPoint>,
    /// Their positions: for a vertex the given one, for a crossing the exact one.
    pub coords: Vec<Coord>,
    numbers: FxHashMap<GridPoint, u32>,
    /// The pieces, in the order of the segments.
    pub pieces: Vec<Piece>,
    segments: FxHashMap<[u32; 2], u32>,
    /// Which source uses which segment: pairs of segment and source.
    pub uses: Vec<(u32, u32)>,
}

impl Noding {
    /// Linework without an edge.
    pub(super) fn new(lattice: Lattice) -> Self {
        Self {
            lattice,
            nodes: Vec::new(),
            coords: Vec::new(),
            numbers: FxHashMap::default(),
            pieces: Vec::new(),
            segments: FxHashMap::default(),
            uses: Vec::new(),
        }
    }

    /// Adds a ring, open or closed, that belongs to a source. Borders that several rings have in common are kept once.
    pub(super) fn add(&mut self, source: u32, ring: &[Coord]) {
        let numbers: Vec<u32> = ring.iter().map(|&coord| self.number(self.lattice.node(coord), coord)).collect();
        for (&from, &to) in numbers.iter().zip(numbers.iter().cycle().skip(1)) {
            if from == to {
                continue;
            }
            let ends = [from.min(to), from.max(to)];
            let next = self.pieces.len() as u32;
            let segment = *self.segments.entry(ends).or_insert(next);
            if segment == next {
                self.pieces.push(Piece { ends, segment });
            }
            self.uses.push((segment, source));
        }
    }

    fn number(&mut self, node: GridPoint, coord: Coord) -> u32 {
        let next = self.nodes.len() as u32;
        let number = *self.numbers.entry(node).or_insert(next);
        if number == next {
            self.nodes.push(node);
            self.coords.push(coord);
        }
        number
    }

    /// Cuts until no two pieces meet but at their ends. `None` for scribble (see [`most_crossings`]).
    pub(super) fn cut(&mut self) -> Option<()> {
        let edges: Vec<Edge> = self.pieces.iter().map(|piece| piece.ends.map(|end| self.nodes[end as usize])).collect();
        // A node half a step off an edge may lie outside the edge's own box.
        let boxes = Boxes::new(&edges, 1);
        let vertices = self.nodes.len() as u32;
        let mut cuts: Vec<(u32, u32)> = Vec::new();
        let most = most_crossings(edges.len());
        let mut crossed = 0;
        boxes.pairs(|one, other| {
            crossed += usize::from(self.cut_pair([one, other], [edges[one], edges[other]], &mut cuts));
            if crossed > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if crossed > most {
            return None;
        }
        for crossing in vertices..self.nodes.len() as u32 {
            let node = self.nodes[crossing as usize];
            boxes.within(&GridBox { min: node, max: node }, |piece| {
                if passes(edges[piece], node) {
                    cuts.push((piece as u32, crossing));
                }
            });
        }
        let along = |&(piece, node): &(u32, u32)| {
            let [from, to] = edges[piece as usize];
            let ((x, y), (run, rise)) = (step(from, self.nodes[node as usize]), step(from, to));
            (piece, x * run + y * rise, node)
        };
        cuts.sort_unstable_by_key(along);
        cuts.dedup();
        self.pieces = cut_at(&self.pieces, &cuts);
        Some(())
    }

    /// Notes which ends of two pieces lie on the other, and adds a node where they cross; whether they do.
    fn cut_pair(&mut self, pieces: [usize; 2], edges: [Edge; 2], cuts: &mut Vec<(u32, u32)>) -> bool {
        let ends = pieces.map(|piece| self.pieces[piece].ends);
        for (one, other) in [(0, 1), (1, 0)] {
            for (&node, &number) in edges[other].iter().zip(&ends[other]) {
                if !ends[one].contains(&number) && passes(edges[one], node) {
                    cuts.push((pieces[one] as u32, number));
                }
            }
        }
        let [[a, b], [c, d]] = edges;
        let crosses = turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
        if crosses {
            let node = rounded_crossing([a, b], [c, d]);
            // The exact position, unless it would be taken for that of another node.
            let exact = self.lattice.coord(crossing([a, b], [c, d]));
            let rounded = self.lattice.coord((node.x.into(), node.y.into()));
            self.number(node, if self.lattice.node(exact) == node { exact } else { rounded });
        }
        crosses
    }
}

/// Whether an edge passes the square of one step around a node; of its sides those to the west and south belong to
/// it. In half steps, so that the test is exact.
fn passes([a, b]: Edge, node: GridPoint) -> bool {
    let ((run, rise), (x, y)) = (step(a, b), step(a, node));
    let (run, rise, x, y) = (2 * run, 2 * rise, 2 * x - 1, 2 * y - 1);
    if run.max(0) < x || run.min(0) >= x + 2 || rise.max(0) < y || rise.min(0) >= y + 2 {
        return false;
    }
    let corner = run * y - rise * x;
    let (east, north) = (corner - rise * 2, corner + run * 2);
    let far = east + run * 2;
    let (least, most) = (corner.min(east).min(north).min(far), corner.max(east).max(north).max(far));
    // Touching just a corner counts at the one corner that belongs to the square.
    (least < 0 && most > 0) || ((least == 0 || most == 0) && corner == 0)
}

/// Where two edges that cross do so, in steps.
pub(super) fn crossing([a, b]: Edge, other: Edge) -> (f64, f64) {
    let (run, rise) = step(a, b);
    let (share, whole) = share([a, b], other);
    let share = share as f64 / whole as f64;
    (f64::from(a.x) + run as f64 * share, f64::from(a.y) + rise as f64 * share)
}

/// The node whose square holds the crossing of two edges. Exact: a crossing half way between two nodes given to the
/// wrong one would not be on either edge.
fn rounded_crossing([a, b]: Edge, other: Edge) -> GridPoint {
    let (run, rise) = step(a, b);
    let (share, whole) = share([a, b], other);
    let nearest = |from: i32, by: i64| from + (2 * i128::from(by) * share + whole).div_euclid(2 * whole) as i32;
    GridPoint { x: nearest(a.x, run), y: nearest(a.y, rise) }
}

/// At which share of its length an edge is crossed, as numerator and positive denominator.
fn share([a, b]: Edge, [c, d]: Edge) -> (i128, i128) {
    let cross = |(ax, ay): (i64, i64), (bx, by): (i64, i64)| i128::from(ax * by) - i128::from(ay * bx);
    let (share, whole) = (cross(step(a, c), step(c, d)), cross(step(a, b), step(c, d)));
    (share * whole.signum(), whole.abs())
}

/// The pieces, each cut at its nodes in their order.
fn cut_at(pieces: &[Piece], mut cuts: &[(u32, u32)]) -> Vec<Piece> {
    let mut cut = Vec::with_capacity(pieces.len() + cuts.len());
    for (at, piece) in pieces.iter().enumerate() {
        let mut from = piece.ends[0];
        while let Some((&(owner, node), rest)) = cuts.split_first()
            && owner as usize == at
        {
            // A crossing rounded to an end of the piece itself cuts nothing off.
            if !piece.ends.contains(&node) {
                cut.push(Piece { ends: [from, node], ..*piece });
                from = node;
            }
            cuts = rest;
        }
        cut.push(Piece { ends: [from, piece.ends[1]], ..*piece });
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::Bounds;
    use proptest::prelude::*;

    /// Cuts a ring, and checks that pieces share ends only.
    fn cut(ring: &[(i32, i32)]) -> Result<(), TestCaseError> {
        let lattice = Lattice::around(Bounds { west: 105.0, south: 21.0, east: 106.0, north: 22.0 });
        let ring: Vec<Coord> = ring.iter().map(|&(x, y)| lattice.coord((x.into(), y.into()))).collect();
        let mut noding = Noding::new(lattice);
        noding.add(0, &ring);
        noding.cut().expect("no scribble");
        let edges: Vec<Edge> = noding.pieces.iter().map(|p| p.ends.map(|end| noding.nodes[end as usize])).collect();
        for (at, &[a, b]) in edges.iter().enumerate() {
            prop_assert_ne!(a, b);
            for &[c, d] in &edges[..at] {
                prop_assert!(turn(a, b, c) * turn(a, b, d) >= 0 || turn(c, d, a) * turn(c, d, b) >= 0);
                for (point, [c, d]) in [(a, [c, d]), (b, [c, d]), (c, [a, b]), (d, [a, b])] {
                    // Lexicographic order is the order along any line.
                    prop_assert!(turn(c, d, point) != 0 || point <= c.min(d) || point >= c.max(d));
                }
            }
        }
        Ok(())
    }

    proptest! {
        /// On few nodes nearly everything meets everything, and nearly every crossing is rounded.
        #[test]
        fn pieces_share_ends_only(ring in prop::collection::vec((0i32..40, 0i32..40), 3..60)) {
            cut(&ring)?;
        }

        /// Long edges that run nearly along each other, where every crossing is rounded to the side of a third edge.
        #[test]
        fn bundles_come_apart(ring in prop::collection::vec((prop::bool::ANY, 0i32..4, 0i32..4), 3..30)) {
            let far = |(east, x, y): (bool, i32, i32)| if east { (5_000_000 + x, 1_234_567 + y) } else { (x, y) };
            cut(&ring.into_iter().map(far).collect::<Vec<_>>())?;
        }
    }
}
