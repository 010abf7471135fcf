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

mod arcs;
mod cells;
mod near;
mod uncross;

use std::io;

use rayon::prelude::*;

use self::arcs::Arcs;
pub(super) use self::uncross::cross;
use super::EXTENT_BITS;
use super::pages::{Page, Pages, records};
use super::record::{ALWAYS, Decoded, Head, NEVER, RecordWriter};
use super::shape::{LATTICE_BITS, Part, Role};
use crate::geo::GeometryKind;
use crate::geo::grid::{GridBox, GridPoint};

/// Vertices that are worked on together, those around them not counted.
const BLOCK: u64 = 400_000;

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
    let mut blocks: Vec<&[Page]> = Vec::new();
    let mut rest = pages.list.as_slice();
    while !rest.is_empty() {
        let mut vertices = 0;
        let enough = rest.iter().position(|page| {
            vertices += page.vertices;
            vertices >= BLOCK
        });
        let (block, behind) = rest.split_at(enough.map_or(rest.len(), |at| at + 1));
        blocks.push(block);
        rest = behind;
    }
    let mut refined = Pages::default();
    let mut uncrossed = 0;
    // In waves, so that finished blocks don't pile up in memory behind a slow one.
    for wave in blocks.chunks(2 * rayon::current_num_threads()) {
        let done: Vec<(Vec<u8>, u64)> =
            wave.par_iter().map(|block| refine_block(pages, block, levels)).collect::<io::Result<_>>()?;
        for (bytes, crossed) in done {
            uncrossed += crossed;
            records(&bytes).try_for_each(|(_, record)| refined.push(record))?;
        }
    }
    refined.end_page()?;
    Ok((refined, uncrossed))
}

/// The features of a block, and of those around them the rings.
#[derive(Default)]
struct Block {
    /// Heads and records of its own features.
    own: Vec<(Head, Vec<u8>)>,
    /// Shapes: first all own ones, then the others'.
    shapes: Decoded,
    /// For each own feature, how many parts and points come before and with it.
    ends: Vec<(usize, usize)>,
}

impl Block {
    fn load(pages: &Pages, own: &[Page]) -> io::Result<Self> {
        let mut block = Self::default();
        let mut bytes = Vec::new();
        for page in own {
            pages.read(page, &mut bytes)?;
            for (head, record) in records(&bytes) {
                head.decode(record, NEVER - 1, &mut block.shapes);
                block.own.push((head, record.to_vec()));
                block.ends.push((block.shapes.parts.len(), block.shapes.points.len()));
            }
        }
        let boxes: Vec<GridBox> = own.iter().map(|page| page.bounds).collect();
        let meets = |bounds: &GridBox| boxes.iter().any(|own| own.intersects(bounds));
        let is_own =
            |page: &Page| std::ptr::from_ref(page) >= own.as_ptr() && std::ptr::from_ref(page) < own.as_ptr_range().end;
        for page in pages.list.iter().filter(|page| !is_own(page) && meets(&page.bounds)) {
            pages.read(page, &mut bytes)?;
            for (head, record) in records(&bytes) {
                if head.kind == GeometryKind::Polygon && meets(&head.bounds) {
                    head.decode(record, NEVER - 1, &mut block.shapes);
                }
            }
        }
        Ok(block)
    }
}

fn refine_block(pages: &Pages, own: &[Page], levels: &Levels) -> io::Result<(Vec<u8>, u64)> {
    let mut block = Block::load(pages, own)?;
    let (levels, uncrossed) = levels_of(&mut block, levels);
    let mut out = Vec::new();
    let (mut first_part, mut first_point) = (0, 0);
    let mut parts = Vec::new();
    for ((head, record), &(last_part, last_point)) in block.own.iter().zip(&block.ends) {
        parts.clear();
        parts.extend(block.shapes.parts[first_part..last_part].iter().map(|part| {
            let end = part.end - first_point as u32;
            Part { end, ..*part }
        }));
        let points = &block.shapes.points[first_point..last_point];
        RecordWriter { out: &mut out }.again(*head, record, &parts, points, &levels[first_point..last_point]);
        (first_part, first_point) = (last_part, last_point);
    }
    Ok((out, uncrossed))
}

/// The level of each point of the block's shapes. Those around it get none: they are not written.
///
/// A ring in the box of an archipelago that shares a border is no islet: it loses that role.
fn levels_of(block: &mut Block, rule: &Levels) -> (Vec<u8>, u64) {
    let points = &block.shapes.points;
    let mut levels = vec![ALWAYS; points.len()];
    let own_parts = block.ends.last().map_or(0, |end| end.0);
    let mut rings: Vec<&[GridPoint]> = Vec::new();
    // For each own ring its part and where it starts.
    let mut own_rings = Vec::new();
    let mut start = 0;
    for (number, part) in block.shapes.parts.iter().enumerate() {
        let end = part.end as usize;
        match part.role {
            Role::Points => {}
            Role::Line if number < own_parts => arcs::line(&points[start..end], rule, &mut levels[start..end]),
            Role::Line => {}
            _ => {
                rings.push(&points[start..end]);
                if number < own_parts {
                    own_rings.push((number, start));
                }
            }
        }
        start = end;
    }
    if own_rings.is_empty() {
        return (levels, 0);
    }
    let mut arcs = Arcs::new(&rings);
    let mut uncrossed = 0;
    for (ring, &(number, start)) in own_rings.iter().enumerate() {
        let (alone, lost) = arcs.simplify(ring, rule, &mut levels[start..start + rings[ring].len()]);
        uncrossed += lost;
        let part = &mut block.shapes.parts[number];
        if !alone && part.role == Role::Islet {
            part.role = Role::Outer;
        }
    }
    (levels, uncrossed)
}
