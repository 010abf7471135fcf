//! Whether the rings of a polygon are sound: none crosses itself or another, and each hole lies where it can cut.

use std::ops::ControlFlow;

use super::boxes::{Boxes, Edge, most_crossings};
use super::lattice::{step, turn};
use super::noding::crossing;
use super::ring::Ring;
use crate::geo::faces::sooner;
use crate::geo::grid::{GridBox, GridPoint};

/// Two edges that should not meet as they do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Clash {
    /// Their rings, the lesser number first.
    pub rings: [usize; 2],
    /// Where they meet first, in steps.
    pub at: (f64, f64),
}

/// The edges of a polygon, ring after ring.
pub(super) struct Linework {
    edges: Vec<Edge>,
    /// The ring of each edge.
    rings: Vec<u32>,
    /// Where the edges of each ring start, and a last one for the end.
    starts: Vec<usize>,
    boxes: Boxes,
}

impl Linework {
    /// The edges of some rings.
    pub(super) fn new(rings: &[Ring]) -> Self {
        let count = rings.iter().map(|ring| ring.nodes.len()).sum();
        let (mut edges, mut owners, mut starts) = (Vec::with_capacity(count), Vec::with_capacity(count), vec![0]);
        for (number, Ring { nodes: ring, .. }) in rings.iter().enumerate() {
            edges.extend(ring.windows(2).map(|pair| [pair[0], pair[1]]));
            edges.extend(ring.first().zip(ring.last()).map(|(&first, &last)| [last, first]));
            owners.resize(edges.len(), number as u32);
            starts.push(edges.len());
        }
        let boxes = Boxes::new(&edges, 0);
        Self { edges, rings: owners, starts, boxes }
    }

    /// Every pair of edges that cross, run along each other, or pass through each other at a vertex; in the order
    /// of the edges. Rings may touch. Of scribble only the first that are found.
    pub(super) fn clashes(&self) -> Vec<Clash> {
        let mut found = Vec::new();
        let most = most_crossings(self.edges.len());
        self.boxes.pairs(|one, other| {
            if let Some(at) = self.clash(one, other) {
                found.push(((one, other), Clash { rings: [one, other].map(|edge| self.rings[edge] as usize), at }));
            }
            if found.len() > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        found.sort_unstable_by_key(|clash| clash.0);
        found.into_iter().map(|clash| clash.1).collect()
    }

    fn clash(&self, one: usize, other: usize) -> Option<(f64, f64)> {
        if other == one + 1 && self.rings[one] == self.rings[other] {
            return None; // They share a vertex, and there are no spikes.
        }
        let ([a, b], [c, d]) = (self.edges[one], self.edges[other]);
        let (at_c, at_d) = (turn(a, b, c), turn(a, b, d));
        if at_c * at_d > 0 {
            return None;
        }
        let (at_a, at_b) = (turn(c, d, a), turn(c, d, b));
        if at_a * at_b > 0 {
            return None;
        }
        if at_c * at_d < 0 && at_a * at_b < 0 {
            return Some(crossing([a, b], [c, d]));
        }
        let exact = |point: GridPoint| Some((f64::from(point.x), f64::from(point.y)));
        if at_c == 0 && at_d == 0 {
            let start = a.min(b).max(c.min(d));
            if start < a.max(b).min(c.max(d)) {
                return exact(start);
            }
        }
        // Each vertex starts one edge, so what ends at a vertex is looked at when its successor comes.
        let passes = if a == c {
            let (back, on) = (step(a, self.edges[self.before(one)][0]), step(a, b));
            let within = |to: GridPoint| sooner(back, step(a, to), on);
            within(self.edges[self.before(other)][0]) != within(d)
        } else if at_c == 0 && at_a * at_b < 0 {
            turn(a, b, self.edges[self.before(other)][0]) * at_d < 0
        } else if at_a == 0 && at_c * at_d < 0 {
            turn(c, d, self.edges[self.before(one)][0]) * at_b < 0
        } else {
            false
        };
        if passes { exact(if at_c == 0 { c } else { a }) } else { None }
    }

    fn before(&self, edge: usize) -> usize {
        let ring = self.rings[edge] as usize;
        if edge == self.starts[ring] { self.starts[ring + 1] - 1 } else { edge - 1 }
    }

    /// The other rings that a ring lies in. Only for linework without a clash.
    pub(super) fn around(&self, ring: usize) -> Vec<usize> {
        let edges = &self.edges[self.starts[ring]..self.starts[ring + 1]];
        let doubled = |x: i32| i64::from(x) * 2;
        let vertices = edges.iter().map(|[a, _]| (doubled(a.x), doubled(a.y)));
        // A ring that touches others with each of its vertices still has an edge apart from them.
        let middles = edges.iter().map(|[a, b]| {
            let sum = |a: i32, b: i32| i64::from(a) + i64::from(b);
            (sum(a.x, b.x), sum(a.y, b.y))
        });
        vertices.chain(middles).find_map(|point| self.around_point(point, ring)).unwrap_or_default()
    }

    /// The rings but one that hold a point, given in half steps; `None` when it lies on one of them.
    fn around_point(&self, (x, y): (i64, i64), own: usize) -> Option<Vec<usize>> {
        let ray = GridBox {
            min: GridPoint { x: 0, y: (y / 2) as i32 },
            max: GridPoint { x: ((x + 1) / 2) as i32, y: ((y + 1) / 2) as i32 },
        };
        let mut on_edge = false;
        let mut hits = Vec::new();
        self.boxes.within(&ray, |edge| {
            let ring = self.rings[edge] as usize;
            if ring == own {
                return;
            }
            let [a, b] = self.edges[edge].map(|end| (2 * i64::from(end.x), 2 * i64::from(end.y)));
            let side = (b.0 - a.0) * (y - a.1) - (b.1 - a.1) * (x - a.0);
            let boxed = a.0.min(b.0) <= x && x <= a.0.max(b.0) && a.1.min(b.1) <= y && y <= a.1.max(b.1);
            on_edge |= side == 0 && boxed;
            // West of the point: on the right of an edge that runs upward.
            if (a.1 > y) != (b.1 > y) && (side < 0) == (b.1 > a.1) {
                hits.push(ring);
            }
        });
        hits.sort_unstable();
        let odd = hits.chunk_by(|one, other| one == other).filter(|same| same.len() % 2 == 1).map(|same| same[0]);
        (!on_edge).then(|| odd.collect())
    }
}
