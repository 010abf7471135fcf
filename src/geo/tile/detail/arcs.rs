//! Arcs between junctions, and what their vertices are worth.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use rustc_hash::FxBuildHasher;

use super::Levels;
use super::near::{Near, turn};
use super::uncross::uncross;
use crate::geo::grid::GridPoint;
use crate::geo::tile::record::{ALWAYS, NEVER};

/// No vertex.
const NONE: u32 = u32::MAX;

/// Not decided yet; no level is as great.
const OPEN: u8 = NEVER - 1;

/// The rings of a block as a graph of vertices.
pub(super) struct Arcs {
    /// Each vertex once.
    points: Vec<GridPoint>,
    /// The rings as numbers of vertices.
    rings: Vec<Vec<u32>>,
    junction: Vec<bool>,
    /// Vertices that a crossing cost.
    gone: Vec<bool>,
    /// The level of each vertex.
    level: Vec<u8>,
    near: Near,
    /// The arc that a vertex fell from, counted from 1.
    fallen: Vec<u32>,
    /// Arcs worked on so far.
    count: u32,
    line: LineState,
}

impl Arcs {
    pub(super) fn new(rings: &[&[GridPoint]]) -> Self {
        let total = rings.iter().map(|ring| ring.len()).sum::<usize>();
        let mut numbers: HashMap<GridPoint, u32, FxBuildHasher> =
            HashMap::with_capacity_and_hasher(total / 2, FxBuildHasher);
        let mut points = Vec::with_capacity(total / 2);
        let rings: Vec<Vec<u32>> = rings
            .iter()
            .map(|ring| {
                let number = |point: &GridPoint| {
                    *numbers.entry(*point).or_insert_with(|| {
                        points.push(*point);
                        points.len() as u32 - 1
                    })
                };
                ring.iter().map(number).collect()
            })
            .collect();
        drop(numbers);
        let mut passed = vec![(NONE, NONE); points.len()];
        let mut junction = vec![false; points.len()];
        for ring in &rings {
            for (at, &vertex) in ring.iter().enumerate() {
                let before = ring[if at == 0 { ring.len() - 1 } else { at - 1 }];
                let after = ring[if at + 1 == ring.len() { 0 } else { at + 1 }];
                let pair = (before.min(after), before.max(after));
                let known = &mut passed[vertex as usize];
                if known.0 == NONE {
                    *known = pair;
                } else if *known != pair {
                    junction[vertex as usize] = true;
                }
            }
        }
        let gone = uncross(&points, &junction, &mut passed, &rings);
        let level = junction.iter().map(|&junction| if junction { ALWAYS } else { OPEN }).collect();
        let near = Near::new(&points, &rings);
        let fallen = vec![0; points.len()];
        Self { points, rings, junction, gone, level, near, fallen, count: 0, line: LineState::default() }
    }

    /// Decides the arcs of a ring that are still open, and writes the levels of its vertices. Whether the ring stands
    /// alone (it meets no other), and how many of its vertices crossings cost.
    pub(super) fn simplify(&mut self, ring: usize, rule: &Levels, levels: &mut [u8]) -> (bool, u64) {
        let all = std::mem::take(&mut self.rings[ring]);
        for (level, &vertex) in levels.iter_mut().zip(&all) {
            if self.gone[vertex as usize] {
                *level = NEVER;
            }
        }
        let ring: Vec<u32> = all.iter().copied().filter(|&vertex| !self.gone[vertex as usize]).collect();
        let lost = (all.len() - ring.len()) as u64;
        if ring.len() < 3 {
            return (true, lost);
        }
        let first = ring.iter().position(|&vertex| self.junction[vertex as usize]);
        // A ring that meets no other starts at its least vertex, whoever it belongs to.
        let least = || (0..ring.len()).min_by_key(|&at| self.points[ring[at] as usize]).unwrap_or(0);
        let closed = first.is_none();
        let first = first.unwrap_or_else(least);
        let mut arc: Vec<u32> = vec![ring[first]];
        for step in 1..=ring.len() {
            let vertex = ring[(first + step) % ring.len()];
            arc.push(vertex);
            if self.junction[vertex as usize] || step == ring.len() {
                if arc.len() > 2 && self.level[arc[1] as usize] == OPEN {
                    self.arc(&mut arc, closed, rule);
                }
                arc.clear();
                arc.push(vertex);
            }
        }
        for (level, &vertex) in levels.iter_mut().zip(&all) {
            if !self.gone[vertex as usize] {
                *level = self.level[vertex as usize];
            }
        }
        (closed, lost)
    }

    fn arc(&mut self, arc: &mut [u32], closed: bool, rule: &Levels) {
        if closed {
            self.level[arc[0] as usize] = ALWAYS;
        }
        // Both sides of a border take its arc in the same direction.
        let ends = |one: usize, other: usize| (self.points[arc[one] as usize], self.points[arc[other] as usize]);
        let last = arc.len() - 1;
        if ends(0, 1) > ends(last, last - 1) {
            arc.reverse();
        }
        self.count += 1;
        let Self { points, gone, level, near, fallen, count, line, .. } = self;
        // Two vertices besides the first keep an island's ring a triangle.
        let keep = if closed { 2 } else { 0 };
        let corner = |at: usize| points[arc[at] as usize];
        line.fall(
            arc.len(),
            keep,
            rule.always(),
            corner,
            |before, at, after| {
                let triangle = [corner(before), corner(at), corner(after)];
                let corners = [arc[before], arc[at], arc[after]];
                // Vertices of this arc that fell before don't count; those of others always do.
                let stands = |vertex: u32| {
                    !corners.contains(&vertex) && fallen[vertex as usize] != *count && !gone[vertex as usize]
                };
                let blocked = near.any_in(points, triangle, stands);
                if !blocked {
                    fallen[arc[at] as usize] = *count;
                }
                !blocked
            },
            |at, area| level[arc[at] as usize] = rule.of(area),
        );
        for &vertex in &arc[1..last] {
            let level = &mut level[vertex as usize];
            if *level == OPEN {
                *level = ALWAYS;
            }
        }
    }
}

/// Decides the levels of a line that shares nothing.
pub(super) fn line(points: &[GridPoint], rule: &Levels, levels: &mut [u8]) {
    let mut state = LineState::default();
    state.fall(points.len(), 0, rule.always(), |at| points[at], |_, _, _| true, |at, area| levels[at] = rule.of(area));
}

/// A line that loses its vertices; kept between lines for its memory.
#[derive(Default)]
struct LineState {
    before: Vec<u32>,
    after: Vec<u32>,
    area: Vec<u64>,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl LineState {
    /// Takes vertices away, the least worth first, until `keep` are left between the ends or the next one is worth
    /// `enough`. `may` is asked before a vertex falls (with those beside it) and `fell` told afterwards: its number
    /// and what it was worth, never less than one that fell before.
    fn fall(
        &mut self,
        count: usize,
        keep: usize,
        enough: u64,
        point: impl Fn(usize) -> GridPoint,
        mut may: impl FnMut(usize, usize, usize) -> bool,
        mut fell: impl FnMut(usize, u64),
    ) {
        let Self { before, after, area, heap } = self;
        before.clear();
        before.extend((0..count as u32).map(|at| at.saturating_sub(1)));
        after.clear();
        after.extend(1..=count as u32);
        area.clear();
        area.resize(count, u64::MAX);
        heap.clear();
        let triangle =
            |a: u32, b: u32, c: u32| turn(point(a as usize), point(b as usize), point(c as usize)).unsigned_abs();
        for at in 1..count.saturating_sub(1) as u32 {
            let worth = triangle(at - 1, at, at + 1);
            area[at as usize] = worth;
            if worth < enough {
                heap.push(Reverse((worth, at)));
            }
        }
        let mut standing = count.saturating_sub(2);
        let mut most = 0;
        while standing > keep {
            let Some(Reverse((worth, at))) = heap.pop() else { break };
            let here = at as usize;
            if area[here] != worth {
                continue; // From before a neighbour fell.
            }
            let (left, right) = (before[here], after[here]);
            if !may(left as usize, here, right as usize) {
                continue; // Asked again when a neighbour falls.
            }
            most = most.max(worth);
            fell(here, most);
            area[here] = u64::MAX;
            standing -= 1;
            after[left as usize] = right;
            before[right as usize] = left;
            for beside in [left, right] {
                if beside == 0 || beside as usize == count - 1 {
                    continue;
                }
                let worth = triangle(before[beside as usize], beside, after[beside as usize]);
                area[beside as usize] = worth;
                if worth < enough {
                    heap.push(Reverse((worth, beside)));
                }
            }
        }
    }
}
