//! Which edges of borders cross.
//!
//! Edges are looked at in runs of a few that follow each other: most pairs of runs have boxes that don't meet, and
//! those that do are compared where their boxes overlap.

use std::collections::HashMap;
use std::ops::Range;

use rustc_hash::FxBuildHasher;

use super::cells::{Cell, Cells, cell_of, cells_along, cells_in, shift_for, spanned};
use super::near::turn;
use crate::geo::grid::{GridBox, GridPoint};

/// An edge by the numbers of its ends, the lesser first.
pub(super) type Edge = (u32, u32);

/// Edges of a run.
const EDGES: usize = 8;

/// Cells that the box of a run of several edges touches at most.
const SPAN: usize = 16;

/// Lines of vertices as edges that know their neighbours.
pub(super) struct Linework<'a> {
    points: &'a [GridPoint],
    /// The vertices of all lines, one line after the other, and where each is.
    vertices: &'a [u32],
    places: Vec<GridPoint>,
    runs: Vec<Run>,
    shift: u32,
    cells: Cells,
    /// Edges that came later.
    later: HashMap<Cell, Vec<Edge>, FxBuildHasher>,
}

/// Edges that follow each other: the vertices `start..=start + edges`.
struct Run {
    start: u32,
    edges: u32,
    bounds: GridBox,
}

impl Run {
    fn starts(&self) -> Range<usize> {
        self.start as usize..(self.start + self.edges) as usize
    }
}

impl<'a> Linework<'a> {
    /// The edges of lines; `lines` says where each has its vertices.
    pub(super) fn new(
        points: &'a [GridPoint],
        vertices: &'a [u32],
        lines: impl Iterator<Item = Range<usize>> + Clone,
    ) -> Self {
        let places: Vec<GridPoint> = vertices.iter().map(|&vertex| points[vertex as usize]).collect();
        let edges = |line: Range<usize>| places[line].windows(2).map(|edge| (edge[0], edge[1]));
        let shift = (shift_for(lines.clone().flat_map(edges)) + 1).min(28);
        let mut runs = Vec::with_capacity(vertices.len() / (EDGES - 2));
        for line in lines {
            let mut start = line.start;
            while start + 1 < line.end {
                let mut run = Run { start: start as u32, edges: 1, bounds: box_of(places[start], places[start + 1]) };
                for &next in &places[start + 2..line.end.min(start + EDGES + 1)] {
                    let grown = run.bounds.union(GridBox { min: next, max: next });
                    if spanned(&grown, shift) > SPAN {
                        break;
                    }
                    run.bounds = grown;
                    run.edges += 1;
                }
                start += run.edges as usize;
                runs.push(run);
            }
        }
        let cells = Cells::new(runs.len(), |run| {
            let run = &runs[run as usize];
            let (from, to) = (places[run.start as usize], places[run.start as usize + 1]);
            let along = (run.edges == 1).then(|| cells_along(from, to, shift)).into_iter().flatten();
            let boxed = (run.edges > 1).then(|| cells_in(&run.bounds, shift)).into_iter().flatten();
            along.chain(boxed)
        });
        Self { points, vertices, places, runs, shift, cells, later: HashMap::default() }
    }

    /// All pairs of edges that cross, each once.
    pub(super) fn crossings(&self) -> Vec<(Edge, Edge)> {
        let mut found = Vec::new();
        for (number, run) in (0u32..).zip(&self.runs) {
            if run.edges > 2 && !self.is_monotonous(run) {
                self.compare(run, run, &mut found);
            }
            let lone = run.edges == 1;
            let mut meet = |cell: Cell| {
                for &other in self.cells.at(cell).iter().filter(|&&other| other < number) {
                    let other = &self.runs[other as usize];
                    if run.bounds.intersects(&other.bounds) {
                        // Two runs may meet in several cells: the one that holds this corner counts.
                        let (one, two) = (run.bounds.min, other.bounds.min);
                        let corner = GridPoint { x: one.x.max(two.x), y: one.y.max(two.y) };
                        if lone || other.edges == 1 || cell_of(corner, self.shift) == cell {
                            self.compare(run, other, &mut found);
                        }
                    }
                }
            };
            if lone {
                let (from, to) = (self.places[run.start as usize], self.places[run.start as usize + 1]);
                cells_along(from, to, self.shift).for_each(&mut meet);
            } else {
                cells_in(&run.bounds, self.shift).for_each(&mut meet);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether a run goes one way in x or in y: it can't cross itself.
    fn is_monotonous(&self, run: &Run) -> bool {
        let places = &self.places[run.start as usize..=(run.start + run.edges) as usize];
        let goes = |of: fn(&GridPoint) -> i32| {
            places.windows(2).all(|edge| of(&edge[0]) < of(&edge[1]))
                || places.windows(2).all(|edge| of(&edge[0]) > of(&edge[1]))
        };
        goes(|place| place.x) || goes(|place| place.y)
    }

    fn compare(&self, one: &Run, other: &Run, found: &mut Vec<(Edge, Edge)>) {
        let both = GridBox {
            min: GridPoint { x: one.bounds.min.x.max(other.bounds.min.x), y: one.bounds.min.y.max(other.bounds.min.y) },
            max: GridPoint { x: one.bounds.max.x.min(other.bounds.max.x), y: one.bounds.max.y.min(other.bounds.max.y) },
        };
        let mut near = [0; EDGES];
        let mut count = 0;
        for at in other.starts() {
            near[count] = at;
            count += usize::from(box_of(self.places[at], self.places[at + 1]).intersects(&both));
        }
        for at in one.starts() {
            let (a, b) = (self.places[at], self.places[at + 1]);
            if !box_of(a, b).intersects(&both) {
                continue;
            }
            for &near in &near[..count] {
                let (edge, crossed) = (self.edge(at), self.edge(near));
                if cross(a, b, self.places[near], self.places[near + 1]) && apart(edge, crossed) {
                    found.push((edge.min(crossed), edge.max(crossed)));
                }
            }
        }
    }

    fn edge(&self, at: usize) -> Edge {
        let (from, to) = (self.vertices[at], self.vertices[at + 1]);
        (from.min(to), from.max(to))
    }

    /// Adds an edge.
    pub(super) fn insert(&mut self, edge: Edge) {
        for cell in cells_along(self.points[edge.0 as usize], self.points[edge.1 as usize], self.shift) {
            self.later.entry(cell).or_default().push(edge);
        }
    }

    /// The edges that cross one; some of them more than once.
    pub(super) fn crossing(&self, edge: Edge, mut each: impl FnMut(Edge)) {
        let (a, b) = (self.points[edge.0 as usize], self.points[edge.1 as usize]);
        let bounds = box_of(a, b);
        let mut compare = |other: Edge| {
            if apart(edge, other) && cross(a, b, self.points[other.0 as usize], self.points[other.1 as usize]) {
                each(other);
            }
        };
        for cell in cells_along(a, b, self.shift) {
            let runs = self.cells.at(cell).iter().map(|&run| &self.runs[run as usize]);
            runs.filter(|run| run.bounds.intersects(&bounds))
                .for_each(|run| run.starts().for_each(|at| compare(self.edge(at))));
            self.later.get(&cell).into_iter().flatten().for_each(|&later| compare(later));
        }
    }
}

/// Whether two edges have no end in common.
fn apart(one: Edge, other: Edge) -> bool {
    one.0 != other.0 && one.1 != other.1 && one.0 != other.1 && one.1 != other.0
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
