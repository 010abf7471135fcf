//! Square cells over the plane in patches of 8 x 8, found by hashing: sixty-four cells are asked about at once, and a
//! layer of a few villages far apart has as few vertices in a cell as one that covers the country.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::cells::{Cell, cell_of};
use crate::geo::grid::{GridBox, GridPoint};

/// Cells of a patch; each is a bit.
const CELLS: usize = 64;

/// The patches that hold something, numbered in the order of arrival, and in them the cells that do.
pub(super) struct Patches {
    /// Steps of the lattice along a cell's side, as a power of two.
    shift: u32,
    numbers: HashMap<Cell, u32, FxBuildHasher>,
    /// Where each patch is, in patches.
    places: Vec<Cell>,
    /// For each patch a bit for each cell that holds something.
    pub filled: Vec<u64>,
    /// For each patch how many cells that hold something come before it.
    before: Vec<u32>,
    /// The patch that was asked for last: what follows mostly lies in the same.
    last: (Cell, u32),
}

impl Patches {
    pub(super) fn new(shift: u32) -> Self {
        let last = ((i32::MIN, i32::MIN), 0);
        Self { shift, numbers: HashMap::default(), places: Vec::new(), filled: Vec::new(), before: Vec::new(), last }
    }

    /// The slot of a point's cell, which is made if need be: its patch's number, and its place in it.
    pub(super) fn add(&mut self, point: GridPoint) -> u32 {
        let (column, row) = cell_of(point, self.shift);
        let place = (column >> 3, row >> 3);
        if place != self.last.0 {
            let fresh = self.places.len() as u32;
            let number = *self.numbers.entry(place).or_insert(fresh);
            if number == fresh {
                self.places.push(place);
                self.filled.push(0);
            }
            self.last = (place, number);
        }
        let bit = bit(column, row);
        self.filled[self.last.1 as usize] |= 1 << bit;
        self.last.1 * CELLS as u32 + bit
    }

    /// Numbers the cells when all points were added; says how many there are.
    pub(super) fn number_cells(&mut self) -> usize {
        let mut count = 0;
        self.before = (self.filled.iter())
            .map(|filled| {
                count += filled.count_ones();
                count - filled.count_ones()
            })
            .collect();
        count as usize
    }

    /// The number of the cell in a slot.
    pub(super) fn cell(&self, slot: u32) -> usize {
        let (patch, bit) = (slot as usize / CELLS, slot as usize % CELLS);
        self.cell_at(patch, bit)
    }

    /// The number of the cell at a place of a patch.
    pub(super) fn cell_at(&self, patch: usize, bit: usize) -> usize {
        let before = (self.filled[patch] & ((1 << bit) - 1)).count_ones();
        (self.before[patch] + before) as usize
    }

    /// The patch of a point that was added, and its cell's place in it.
    pub(super) fn find(&mut self, point: GridPoint) -> (usize, usize) {
        let slot = self.add(point) as usize;
        (slot / CELLS, slot % CELLS)
    }

    /// Whether something holds for one of the patches that a box touches: it is given the patch's number, and a bit for
    /// each of its cells that the box touches.
    pub(super) fn any(&self, bounds: &GridBox, mut holds: impl FnMut(usize, u64) -> bool) -> bool {
        let (first, last) = (cell_of(bounds.min, self.shift), cell_of(bounds.max, self.shift));
        let (west, north, east, south) = (first.0 >> 3, first.1 >> 3, last.0 >> 3, last.1 >> 3);
        let touched = |(column, row): Cell| {
            let (left, right) = ((first.0 - column * 8).max(0), (last.0 - column * 8).min(7));
            let (top, bottom) = ((first.1 - row * 8).max(0), (last.1 - row * 8).min(7));
            let columns = (0xff_u64 >> (7 - right) & 0xff << left) * 0x0101_0101_0101_0101;
            columns & u64::MAX << (8 * top) & u64::MAX >> (8 * (7 - bottom))
        };
        if (east - west + 1) as usize * (south - north + 1) as usize > self.places.len() {
            let met = |&(column, row): &Cell| west <= column && column <= east && north <= row && row <= south;
            return self.places.iter().enumerate().any(|(number, place)| met(place) && holds(number, touched(*place)));
        }
        (north..=south).any(|row| {
            (west..=east).any(|column| {
                let number = self.numbers.get(&(column, row));
                number.is_some_and(|&number| holds(number as usize, touched((column, row))))
            })
        })
    }
}

/// The place of a cell in its patch.
fn bit(column: i32, row: i32) -> u32 {
    ((row & 7) << 3 | column & 7) as u32
}
