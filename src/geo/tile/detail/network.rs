//! The rings of a block as arcs between junctions, and what their vertices are worth.

use std::ops::Range;

use super::Levels;
use super::fall::Fall;
use super::linework::Linework;
use super::near::Near;
use super::uncross::uncross;
use super::vertices::Vertices;
use crate::geo::grid::GridPoint;
use crate::geo::tile::record::{ALWAYS, NEVER};

/// No vertex.
const NONE: u32 = u32::MAX;

/// Not decided yet; no level is as great.
const OPEN: u8 = NEVER - 1;

/// The rings of a block as a graph of vertices, each with its level.
pub(super) struct Network {
    /// Where each vertex is.
    points: Vec<GridPoint>,
    /// For each position of the rings its vertex.
    numbers: Vec<u32>,
    junction: Vec<bool>,
    /// Vertices that a crossing cost.
    gone: Vec<bool>,
    /// The level of each vertex.
    level: Vec<u8>,
}

/// What became of a ring.
pub(super) struct RingFate {
    /// Whether it meets no other ring.
    pub alone: bool,
    /// How many of its vertices crossings cost.
    pub lost: u64,
}

impl Network {
    /// Weighs the vertices of the first `own` rings; the others are there to be minded. `rings` says where each has
    /// its positions in `points`.
    pub(super) fn new(points: &[GridPoint], rings: &[Range<usize>], own: usize, rule: &Levels) -> Self {
        let Vertices { points, numbers, cells } = Vertices::new(points, rings);
        let (junction, gone) = (vec![false; points.len()], vec![false; points.len()]);
        let mut network = Self { points, numbers, junction, gone, level: Vec::new() };
        let mut beside = network.find_junctions(rings);
        let mut arcs = Arcs::of(&network, rings, own);
        let linework = Linework::new(&network.points, &arcs.vertices, arcs.list.iter().map(Arc::range));
        uncross(linework, &network.points, &network.junction, &mut beside, &mut network.gone);
        drop(beside);
        if network.gone.contains(&true) {
            arcs = Arcs::of(&network, rings, own);
        }
        let near = Near::new(cells, &network.points, &network.gone);
        network.weigh(&arcs, near, rule);
        network
    }

    /// The neighbours of each vertex; one with others in another ring is a junction.
    fn find_junctions(&mut self, rings: &[Range<usize>]) -> Vec<(u32, u32)> {
        let mut beside = vec![(NONE, NONE); self.points.len()];
        for ring in rings {
            let ring = &self.numbers[ring.clone()];
            let mut before = ring.last().copied().unwrap_or(NONE);
            for (at, &vertex) in ring.iter().enumerate() {
                let after = ring[if at + 1 == ring.len() { 0 } else { at + 1 }];
                let pair = (before.min(after), before.max(after));
                let known = &mut beside[vertex as usize];
                if known.0 == NONE {
                    *known = pair;
                } else if *known != pair {
                    self.junction[vertex as usize] = true;
                }
                before = vertex;
            }
        }
        beside
    }

    /// Decides the levels of all own arcs.
    fn weigh(&mut self, arcs: &Arcs, mut near: Near, rule: &Levels) {
        let level = |(&junction, &gone): (&bool, &bool)| match (gone, junction) {
            (true, _) => NEVER,
            (_, true) => ALWAYS,
            _ => OPEN,
        };
        self.level = self.junction.iter().zip(&self.gone).map(level).collect();
        let points = &self.points;
        let (mut fall, mut line) = (Fall::default(), Vec::new());
        for arc in &arcs.list[..arcs.own] {
            let vertices = &arcs.vertices[arc.range()];
            line.clear();
            line.extend(vertices.iter().map(|&vertex| points[vertex as usize]));
            if arc.closed {
                self.level[vertices[0] as usize] = ALWAYS;
            }
            // Two vertices besides the first keep an island's ring a triangle.
            let keep = if arc.closed { 2 } else { 0 };
            let may = |before: usize, at: usize, after: usize| {
                // Vertices of this arc that fell before don't count; those of others always do.
                let free = !near.any_in([line[before], line[at], line[after]]);
                if free {
                    near.take_out(line[at]);
                }
                free
            };
            fall.fall(&line, keep, rule.always(), may, |at, area| self.level[vertices[at] as usize] = rule.of(area));
            line.iter().for_each(|&point| near.put_back(point));
        }
    }

    /// Writes the levels of a ring's positions, and says what became of it.
    pub(super) fn read(&self, ring: &Range<usize>, levels: &mut [u8]) -> RingFate {
        let mut fate = RingFate { alone: true, lost: 0 };
        for (level, &vertex) in levels.iter_mut().zip(&self.numbers[ring.clone()]) {
            let vertex = vertex as usize;
            fate.alone &= !self.junction[vertex];
            fate.lost += u64::from(self.gone[vertex]);
            // A vertex that no smaller triangle took away stays at every level.
            *level = if self.level[vertex] == OPEN { ALWAYS } else { self.level[vertex] };
        }
        fate
    }
}

/// The arcs of a network, each once: those with vertices to lose first, of them those of the block's own rings first.
struct Arcs {
    /// The vertices of all arcs, one arc after the other.
    vertices: Vec<u32>,
    list: Vec<Arc>,
    /// How many arcs have vertices whose level is asked for.
    own: usize,
}

struct Arc {
    start: u32,
    end: u32,
    /// Whether it is a ring that meets no other; its first vertex is then its last, too.
    closed: bool,
}

impl Arc {
    fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Arcs {
    fn of(network: &Network, rings: &[Range<usize>], own: usize) -> Self {
        let points = &network.points;
        let mut arcs = Self { vertices: Vec::with_capacity(points.len() * 9 / 8), list: Vec::new(), own: 0 };
        let mut seen = vec![false; points.len()];
        let mut straight: Vec<(u32, u32)> = Vec::new();
        let mut ring: Vec<u32> = Vec::new();
        for (number, range) in rings.iter().enumerate() {
            if number == own {
                arcs.own = arcs.list.len();
            }
            let stand = |vertex: &u32| !network.gone[*vertex as usize];
            ring.clear();
            ring.extend(network.numbers[range.clone()].iter().copied().filter(stand));
            if ring.len() < 3 {
                continue;
            }
            let is_junction = |vertex: u32| network.junction[vertex as usize];
            let first = ring.iter().position(|&vertex| is_junction(vertex));
            // A ring that meets no other starts at its least vertex, whoever it belongs to.
            let least = || (0..ring.len()).min_by_key(|&at| points[ring[at] as usize]).unwrap_or(0);
            let closed = first.is_none();
            let first = first.unwrap_or_else(least);
            ring.rotate_left(first);
            ring.push(ring[0]);
            let mut start = 0;
            for at in 1..ring.len() {
                if !is_junction(ring[at]) && at + 1 < ring.len() {
                    continue;
                }
                let arc = &ring[start..=at];
                start = at;
                let (second, last_but_one) = (arc[1] as usize, arc[arc.len() - 2] as usize);
                if arc.len() == 2 {
                    straight.push((arc[0].min(arc[1]), arc[0].max(arc[1])));
                } else if !seen[second] {
                    seen[second] = true;
                    seen[last_but_one] = true;
                    arcs.push(arc, closed, points);
                }
            }
        }
        if rings.len() == own {
            arcs.own = arcs.list.len();
        }
        straight.sort_unstable();
        straight.dedup();
        straight.iter().for_each(|&(from, to)| arcs.push(&[from, to], false, points));
        arcs
    }

    /// Both sides of a border take its arc in the same direction.
    fn push(&mut self, arc: &[u32], closed: bool, points: &[GridPoint]) {
        let start = self.vertices.len();
        self.vertices.extend_from_slice(arc);
        let ends = |one: usize, other: usize| (points[arc[one] as usize], points[arc[other] as usize]);
        let last = arc.len() - 1;
        if ends(0, 1) > ends(last, last - 1) {
            self.vertices[start..].reverse();
        }
        self.list.push(Arc { start: start as u32, end: self.vertices.len() as u32, closed });
    }
}
