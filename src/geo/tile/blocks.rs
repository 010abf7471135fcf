//! Which features are taken from disk together, for which tiles.
//!
//! A block is a tile and everything below it: its features are read once, and all its tiles cut from them. Large
//! tiles hold more than fits; of those only the tile itself is cut, from vertices as coarse as its zoom, and its four
//! quarters are blocks of their own.

use std::io;

use rustc_hash::FxHashMap;

use super::BUFFER_SHARE;
use super::cutter::shift_of;
use super::pages::{Page, Pages, records};
use super::record::{Decoded, Head};
use super::shape::LATTICE_BITS;
use super::snap::cell;
use crate::geo::GeometryKind;
use crate::geo::grid::{GridBox, GridPoint};

/// Bytes of pages that a block may hold.
const ENOUGH: u64 = 4 << 20;

/// Bytes that it may hold when quartering it doesn't help, because single features are large.
const BEARABLE: u64 = 48 << 20;

/// A square of the quadtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TileAt {
    pub zoom: u8,
    pub x: u32,
    pub y: u32,
}

impl TileAt {
    /// The whole world.
    pub(super) const WORLD: Self = Self { zoom: 0, x: 0, y: 0 };

    fn quarters(self) -> [Self; 4] {
        [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(x, y)| Self {
            zoom: self.zoom + 1,
            x: 2 * self.x + x,
            y: 2 * self.y + y,
        })
    }

    /// Steps of the lattice along its side.
    pub(super) fn side(self) -> i32 {
        1 << (LATTICE_BITS - self.zoom)
    }

    /// Its north-west corner on the lattice.
    pub(super) fn corner(self) -> GridPoint {
        GridPoint { x: (self.x as i32) << (LATTICE_BITS - self.zoom), y: (self.y as i32) << (LATTICE_BITS - self.zoom) }
    }

    /// Its square, grown by what tiles show beyond their edge.
    pub(super) fn reach(self) -> GridBox {
        let (min, margin) = (self.corner(), self.side() / BUFFER_SHARE);
        let over = self.side() + margin;
        GridBox {
            min: GridPoint { x: min.x - margin, y: min.y - margin },
            max: GridPoint { x: min.x + over, y: min.y + over },
        }
    }
}

/// A tile, and the zooms that are cut below it from one reading of its features.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub tile: TileAt,
    pub zooms: std::ops::RangeInclusive<u8>,
    pages: Vec<u32>,
}

impl Block {
    /// The tile of a zoom that most bytes of features lie in, by the middles of their pages: of two the northern one,
    /// then the western one.
    pub(super) fn heaviest(pages: &Pages, zoom: u8) -> Option<Self> {
        let bits = LATTICE_BITS - zoom;
        let mut weights: FxHashMap<(u32, u32), u64> = FxHashMap::default();
        for page in &pages.list {
            let (least, most) = (page.bounds.min, page.bounds.max);
            let tile = |least: i32, most: i32| (least.midpoint(most) >> bits) as u32;
            *weights.entry((tile(least.y, most.y), tile(least.x, most.x))).or_default() += u64::from(page.length);
        }
        let (&(y, x), _) = weights.iter().max_by_key(|&(&tile, &weight)| (weight, std::cmp::Reverse(tile)))?;
        let tile = TileAt { zoom, x, y };
        let meets = |&page: &u32| pages.list[page as usize].bounds.intersects(&tile.reach());
        let pages = (0..pages.list.len() as u32).filter(meets).collect();
        Some(Self { tile, zooms: zoom..=zoom, pages })
    }
}

/// Divides the work.
pub(super) fn plan(pages: &Pages, zooms: &std::ops::RangeInclusive<u8>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let all = (0..pages.list.len() as u32).collect();
    divide(pages, zooms, TileAt::WORLD, all, &mut blocks);
    blocks
}

fn divide(pages: &Pages, zooms: &std::ops::RangeInclusive<u8>, tile: TileAt, held: Vec<u32>, blocks: &mut Vec<Block>) {
    if held.is_empty() {
        return;
    }
    let weight = |list: &[u32]| list.iter().map(|&page| u64::from(pages.list[page as usize].length)).sum::<u64>();
    let here = weight(&held);
    let whole = |pages| Block { tile, zooms: tile.zoom.max(*zooms.start())..=*zooms.end(), pages };
    if tile.zoom >= *zooms.end() || here <= ENOUGH {
        blocks.push(whole(held));
        return;
    }
    let quarters = tile.quarters().map(|quarter| {
        let reach = quarter.reach();
        let meets = |page: &&u32| pages.list[**page as usize].bounds.intersects(&reach);
        (quarter, held.iter().filter(meets).copied().collect::<Vec<u32>>())
    });
    let heaviest = quarters.iter().map(|(_, list)| weight(list)).max().unwrap_or(0);
    if here <= BEARABLE && heaviest * 4 > here * 3 && tile.zoom >= *zooms.start() {
        blocks.push(whole(held));
        return;
    }
    if zooms.contains(&tile.zoom) {
        blocks.push(Block { tile, zooms: tile.zoom..=tile.zoom, pages: held });
    }
    for (quarter, list) in quarters {
        divide(pages, zooms, quarter, list, blocks);
    }
}

/// A feature in memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub head: Head,
    /// Where its attributes and its label start in [`Features::bytes`].
    pub bytes: usize,
    /// Where its parts start and end, and where its points start.
    pub parts: (u32, u32),
    pub points: u32,
}

/// The features of a block.
#[derive(Debug, Default)]
pub(super) struct Features {
    pub list: Vec<Held>,
    pub shapes: Decoded,
    /// The box around each run of [`RUN`] points.
    pub runs: Vec<GridBox>,
    pub bytes: Vec<u8>,
}

/// Points that share a box: far parts of long borders are passed over a run at a time.
pub(super) const RUN: usize = 64;

impl Features {
    /// Reads what a block shows at some zooms, with vertices up to a level. `wanted` passes over features by their head.
    pub(super) fn read(
        pages: &Pages,
        block: &Block,
        zooms: &std::ops::RangeInclusive<u8>,
        level: u8,
        wanted: impl Fn(&Head) -> bool,
    ) -> io::Result<Self> {
        let mut features = Self::default();
        let reach = block.tile.reach();
        // What spans one cell of a zoom may lie across the edge of two cells of a lesser one: each is asked.
        let shows = |head: &Head| zooms.clone().rev().any(|zoom| !vanishes(head, shift_of(zoom)));
        let mut bytes = Vec::new();
        for &page in &block.pages {
            let page: &Page = &pages.list[page as usize];
            if !page.bounds.intersects(&reach) {
                continue;
            }
            pages.read(page, &mut bytes)?;
            for (head, record) in records(&bytes) {
                if head.bounds.intersects(&reach) && wanted(&head) && shows(&head) {
                    features.hold(head, record, level);
                }
            }
        }
        let points = features.shapes.points.chunks(RUN);
        features.runs = points.map(|run| GridBox::around(run).unwrap_or_default()).collect();
        // In the order of the input, in which they are drawn.
        features.list.sort_unstable_by_key(|held| held.head.number);
        Ok(features)
    }

    fn hold(&mut self, head: Head, record: &[u8], level: u8) {
        let (bytes, parts, points) = (self.bytes.len(), self.shapes.parts.len(), self.shapes.points.len());
        self.bytes.extend_from_slice(head.attributes_of(record));
        self.bytes.extend_from_slice(head.label_of(record));
        head.decode(record, level, &mut self.shapes);
        let parts = (parts as u32, self.shapes.parts.len() as u32);
        self.list.push(Held { head, bytes, parts, points: points as u32 });
    }

    /// A feature's attributes.
    pub(super) fn attributes(&self, held: &Held) -> &[u8] {
        &self.bytes[held.bytes..held.bytes + held.head.attributes as usize]
    }

    /// A feature's label.
    pub(super) fn label(&self, held: &Held) -> &[u8] {
        let start = held.bytes + held.head.attributes as usize;
        &self.bytes[start..start + held.head.label as usize]
    }
}

/// Whether a feature's shape spans a single row or column of cells, and so encloses none.
pub(super) fn vanishes(head: &Head, shift: u32) -> bool {
    let (least, most) = (cell(head.bounds.min, shift), cell(head.bounds.max, shift));
    head.kind == GeometryKind::Polygon && head.label == 0 && (least.x == most.x || least.y == most.y)
}
