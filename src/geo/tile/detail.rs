//! From which zoom on each vertex is drawn, decided once for all who share it.
//!
//! Borders are cut into arcs at junctions: vertices that not all rings pass between the same two neighbours. Each
//! arc loses its vertices in the order of Visvalingam and Whyatt (1993), always the one whose triangle with its
//! neighbours is smallest. A triangle that holds a vertex of another arc, or one of this arc that still stands, is
//! left alone: as no border can jump over a vertex of another, simplified borders never cross at any level.
//!
//! Borders that cross in the source are drawn apart first (`uncross`).
//!
//! What a vertex gets depends on nothing but the features whose boxes meet those of the features that it belongs to.
//! So the work is done block by block, each with the features around it, in any order and in parallel, and editing
//! one feature changes nothing farther away.

mod cells;
mod fall;
mod ground;
mod linework;
mod near;
mod network;
mod patches;
mod uncross;
mod vertices;

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use self::ground::Ground;
pub(super) use self::linework::cross;
use self::network::Network;
use super::EXTENT_BITS;
use super::pages::{Pages, records};
use super::record::{ALWAYS, Decoded, NEVER, RecordWriter};
use super::shape::{LATTICE_BITS, Part, Role};
use crate::geo::GeometryKind;

/// Vertices that are worked on together, those around them not counted.
const BLOCK: u64 = 100_000;

/// Doubled area, in square cells, of the smallest triangle that a vertex needs to stay: an eighth of a pixel.
const LEAST_TRIANGLE: f64 = 16.0;

/// Levels of detail. Level `n` is what zoom `n` draws; zooms that are drawn magnified take greater levels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Levels {
    least: u8,
    most: u8,
    /// For each level the least doubled area, in square steps of the lattice, that it draws.
    areas: [u64; 32],
}

impl Levels {
    /// Levels from the coarsest to the finest that is ever asked for.
    pub(super) fn new(least: u8, most: u8) -> Self {
        // A cell of level n has 2^(18 - n) steps.
        let steps = |level: i32| 4f64.powi(i32::from(LATTICE_BITS) - i32::from(EXTENT_BITS) - level);
        let areas = std::array::from_fn(|level| (LEAST_TRIANGLE * steps(level as i32)).ceil().max(1.0) as u64);
        Self { least: least.min(30), most: most.min(30), areas }
    }

    /// The level from which on a vertex with this doubled area is drawn.
    fn of(&self, area: u64) -> u8 {
        let mut level = self.most;
        if area < self.areas[level as usize] {
            return NEVER;
        }
        while level > self.least && area >= self.areas[level as usize - 1] {
            level -= 1;
        }
        level
    }

    /// The least area that is drawn at every level.
    fn always(&self) -> u64 {
        self.areas[self.least as usize]
    }
}

/// Gives every vertex its level.
///
/// The second result says how many corners of features crossing borders cost.
pub(super) fn refine(pages: &Pages, levels: &Levels) -> io::Result<(Pages, u64)> {
    let blocks = blocks_of(pages);
    // Blocks are taken in order, so that few finished ones wait in memory for those before them.
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Refined::default()));
    (0..rayon::current_num_threads()).into_par_iter().with_max_len(1).try_for_each(|_| {
        let mut block = Block::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(own) = blocks.get(number) else { return io::Result::Ok(()) };
            block.load(pages, own)?;
            let (records, uncrossed) = block.refine(levels);
            done.lock().unwrap_or_else(PoisonError::into_inner).take(number, records, uncrossed)?;
        }
    })?;
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.pages.end_page()?;
    Ok((done.pages, done.uncrossed))
}

/// Pages that are worked on together.
fn blocks_of(pages: &Pages) -> Vec<Range<usize>> {
    let (mut blocks, mut start, mut vertices) = (Vec::new(), 0, 0);
    for (at, page) in pages.list.iter().enumerate() {
        vertices += page.vertices;
        if vertices >= BLOCK || at + 1 == pages.list.len() {
            blocks.push(start..at + 1);
            (start, vertices) = (at + 1, 0);
        }
    }
    blocks
}

/// What was refined, in the order of the blocks.
#[derive(Default)]
struct Refined {
    pages: Pages,
    uncrossed: u64,
    /// The first block that is not refined yet.
    next: usize,
    /// Records that wait for those of blocks before them.
    waiting: BTreeMap<usize, Vec<u8>>,
}

impl Refined {
    fn take(&mut self, number: usize, bytes: Vec<u8>, uncrossed: u64) -> io::Result<()> {
        self.uncrossed += uncrossed;
        self.waiting.insert(number, bytes);
        while let Some(bytes) = self.waiting.remove(&self.next) {
            self.next += 1;
            records(&bytes).try_for_each(|(_, record)| self.pages.push(record))?;
        }
        Ok(())
    }
}

/// The features of a block, and of those around them the rings; kept between blocks for its memory.
#[derive(Default)]
struct Block {
    /// The records of its own features.
    records: Vec<u8>,
    /// Shapes: first all own ones, then the others'.
    shapes: Decoded,
    /// For each own feature, how many parts and points come before and with it.
    ends: Vec<(usize, usize)>,
    ground: Ground,
    page: Vec<u8>,
}

impl Block {
    fn load(&mut self, pages: &Pages, own: &Range<usize>) -> io::Result<()> {
        let Self { records: held, shapes, ends, ground, page: bytes } = self;
        held.clear();
        shapes.clear();
        ends.clear();
        ground.clear();
        for page in &pages.list[own.clone()] {
            pages.read(page, bytes)?;
            ground.add(page.bounds, records(bytes).map(|(head, _)| head.bounds));
            held.extend_from_slice(bytes);
            for (head, record) in records(bytes) {
                head.decode(record, NEVER - 1, shapes);
                ends.push((shapes.parts.len(), shapes.points.len()));
            }
        }
        for (at, page) in pages.list.iter().enumerate() {
            if own.contains(&at) || !ground.meets(&page.bounds) {
                continue;
            }
            pages.read(page, bytes)?;
            for (head, record) in records(bytes) {
                if head.kind == GeometryKind::Polygon && ground.meets(&head.bounds) {
                    head.decode(record, NEVER - 1, shapes);
                }
            }
        }
        Ok(())
    }

    /// The records of its own features with levels, and how many corners crossings cost.
    fn refine(&mut self, rule: &Levels) -> (Vec<u8>, u64) {
        let uncrossed = self.decide(rule);
        let mut out = Vec::with_capacity(self.records.len() + self.records.len() / 8);
        let (mut first_part, mut first_point) = (0, 0);
        let mut parts = Vec::new();
        let Decoded { points, levels, parts: all } = &self.shapes;
        for ((head, record), &(last_part, last_point)) in records(&self.records).zip(&self.ends) {
            parts.clear();
            parts.extend(all[first_part..last_part].iter().map(|part| {
                let end = part.end - first_point as u32;
                Part { end, ..*part }
            }));
            let here = first_point..last_point;
            RecordWriter { out: &mut out }.again(head, record, &parts, &points[here.clone()], &levels[here]);
            (first_part, first_point) = (last_part, last_point);
        }
        (out, uncrossed)
    }

    /// Decides the level of each point of its own shapes.
    ///
    /// A ring in the box of an archipelago that shares a border is no islet: it loses that role.
    fn decide(&mut self, rule: &Levels) -> u64 {
        let Decoded { points, levels, parts } = &mut self.shapes;
        levels.fill(ALWAYS);
        let own_parts = self.ends.last().map_or(0, |end| end.0);
        let mut rings: Vec<Range<usize>> = Vec::new();
        // For each own ring its part.
        let mut own_rings = Vec::new();
        let mut start = 0;
        for (number, part) in parts.iter().enumerate() {
            let range = start..part.end as usize;
            start = range.end;
            match part.role {
                Role::Line if number < own_parts => fall::line(&points[range.clone()], rule, &mut levels[range]),
                Role::Points | Role::Line => {}
                _ => {
                    rings.push(range);
                    if number < own_parts {
                        own_rings.push(number);
                    }
                }
            }
        }
        if own_rings.is_empty() {
            return 0;
        }
        let network = Network::new(points, &rings, own_rings.len(), rule);
        let mut uncrossed = 0;
        for (ring, &number) in rings.iter().zip(&own_rings) {
            let fate = network.read(ring, &mut levels[ring.clone()]);
            uncrossed += fate.lost;
            let part = &mut parts[number];
            if !fate.alone && part.role == Role::Islet {
                part.role = Role::Outer;
            }
        }
        uncrossed
    }
}
