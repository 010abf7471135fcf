//! Square cells over the plane, of a size that fits the edges at hand, found by hashing: a layer of a few villages far
//! apart has as few things in each cell as one that covers the country.

use crate::geo::grid::{GridBox, GridPoint};

/// A cell's column and row.
pub(super) type Cell = (i32, i32);

/// Numbers in lists, one list for each slot of the table. Cells that share a slot share a list: whoever asks looks at
/// where things are anyway.
pub(super) struct Cells {
    mask: usize,
    /// For each slot where its numbers start in `held`; one more at the end.
    starts: Vec<u32>,
    held: Vec<u32>,
}

/// The size of cells for edges: about four of their usual length. A few long edges among many short ones don't change
/// what is usual.
pub(super) fn shift_for(edges: impl Iterator<Item = (GridPoint, GridPoint)>) -> u32 {
    let (mut count, mut bits) = (1u64, 0u64);
    for (a, b) in edges {
        count += 1;
        bits += u64::from((a.x.abs_diff(b.x)).max(a.y.abs_diff(b.y)).max(1).ilog2());
    }
    (bits / count + 2).min(28) as u32
}

impl Cells {
    /// Puts things into lists; `cells_of` names each thing's cells.
    pub(super) fn new<I: Iterator<Item = Cell>>(count: usize, cells_of: impl Fn(u32) -> I) -> Self {
        let mask = (2 * count.max(8)).next_power_of_two() - 1;
        let mut starts = vec![0u32; mask + 2];
        for thing in 0..count as u32 {
            cells_of(thing).for_each(|cell| starts[slot(cell, mask) + 1] += 1);
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut held = vec![0; starts[mask + 1] as usize];
        for thing in 0..count as u32 {
            for cell in cells_of(thing) {
                let place = &mut next[slot(cell, mask)];
                held[*place as usize] = thing;
                *place += 1;
            }
        }
        Self { mask, starts, held }
    }

    /// The things in a cell, and some that are not.
    pub(super) fn at(&self, cell: Cell) -> &[u32] {
        let slot = slot(cell, self.mask);
        &self.held[self.starts[slot] as usize..self.starts[slot + 1] as usize]
    }
}

fn slot((column, row): Cell, mask: usize) -> usize {
    let mixed = (column as u32 as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ (row as u32 as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    (mixed >> 29) as usize & mask
}

/// The cell of a point.
pub(super) fn cell_of(point: GridPoint, shift: u32) -> Cell {
    (point.x >> shift, point.y >> shift)
}

/// How many cells a box touches.
pub(super) fn spanned(bounds: &GridBox, shift: u32) -> usize {
    let ((west, north), (east, south)) = (cell_of(bounds.min, shift), cell_of(bounds.max, shift));
    (east - west + 1) as usize * (south - north + 1) as usize
}

/// The cells that a box touches.
pub(super) fn cells_in(bounds: &GridBox, shift: u32) -> impl Iterator<Item = Cell> + use<> {
    let ((west, north), (east, south)) = (cell_of(bounds.min, shift), cell_of(bounds.max, shift));
    (north..=south).flat_map(move |row| (west..=east).map(move |column| (column, row)))
}

/// The cells that an edge passes, and some beside them.
pub(super) fn cells_along(a: GridPoint, b: GridPoint, shift: u32) -> impl Iterator<Item = Cell> {
    let (a, b) = if a.y <= b.y { (a, b) } else { (b, a) };
    let (first, last) = (a.y >> shift, b.y >> shift);
    let slope = f64::from(b.x - a.x) / f64::from((b.y - a.y).max(1));
    let at = move |y: f64| f64::from(a.x) + (y.clamp(f64::from(a.y), f64::from(b.y)) - f64::from(a.y)) * slope;
    (first..=last).flat_map(move |row| {
        let (from, to) = if first == last {
            (a.x.min(b.x), a.x.max(b.x))
        } else {
            let top = f64::from(row) * f64::from(1u32 << shift);
            let (one, other) = (at(top), at(top + f64::from(1u32 << shift)));
            // A step to spare for the rounding.
            ((one.min(other)) as i32 - 1, (one.max(other)) as i32 + 1)
        };
        (from >> shift..=to >> shift).map(move |column| (column, row))
    })
}
