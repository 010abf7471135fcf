//! Which cells lie in a box: cells in square buckets, those of a row of buckets one after the other.

use std::ops::Range;

/// A cell within a tile, counted from the tile's least one. A tile with its margin is about 4,200 cells wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub x: u16,
    pub y: u16,
}

/// A box of cells, both ends in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct SpotBox {
    pub min: Spot,
    pub max: Spot,
}

impl SpotBox {
    /// The box that two cells span.
    pub(super) fn of(one: Spot, other: Spot) -> Self {
        let spot =
            |x: (u16, u16), y: (u16, u16), pick: fn(u16, u16) -> u16| Spot { x: pick(x.0, x.1), y: pick(y.0, y.1) };
        let (x, y) = ((one.x, other.x), (one.y, other.y));
        Self { min: spot(x, y, u16::min), max: spot(x, y, u16::max) }
    }

    pub(super) fn holds(&self, spot: Spot) -> bool {
        (self.min.x..=self.max.x).contains(&spot.x) && (self.min.y..=self.max.y).contains(&spot.y)
    }
}

/// Buckets for each cell: more find faster, fewer are made faster.
const BUCKETS: u64 = 2;

/// Cells that are compared in one step.
const LANES: usize = 8;

/// Which of [`LANES`] cells are asked, when only so many are left.
const ASKED: [[u16; LANES]; LANES + 1] = {
    let mut asked = [[0; LANES]; LANES + 1];
    let mut left = 0;
    while left <= LANES {
        let mut lane = 0;
        while lane < left {
            asked[left][lane] = 1;
            lane += 1;
        }
        left += 1;
    }
    asked
};

/// Cells by where they are; kept between tiles for its memory.
#[derive(Default)]
pub(super) struct SpotIndex {
    /// Cells along a bucket's side, as a power of two.
    bucket: u32,
    columns: usize,
    /// Where each bucket starts in `numbers`.
    starts: Vec<u32>,
    next: Vec<u32>,
    /// The cells, bucket after bucket, and some more that are in no box, so that there are always [`LANES`] to compare.
    xs: Vec<u16>,
    ys: Vec<u16>,
    numbers: Vec<u32>,
}

impl SpotIndex {
    /// Takes other cells, each once, none beyond `most`.
    pub(super) fn rebuild(&mut self, spots: &[Spot], most: Spot) {
        let (width, height) = (u64::from(most.x), u64::from(most.y));
        self.bucket = 0;
        while ((width >> self.bucket) + 1) * ((height >> self.bucket) + 1) > spots.len() as u64 * BUCKETS + 4 {
            self.bucket += 1;
        }
        self.columns = self.part(most.x) + 1;
        let buckets = self.columns * (self.part(most.y) + 1);
        self.starts.clear();
        self.starts.resize(buckets + 1, 0);
        for &spot in spots {
            let bucket = self.bucket_of(spot);
            self.starts[bucket + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
        self.next.clear();
        self.next.extend_from_slice(&self.starts);
        self.numbers.resize(spots.len(), 0);
        for held in [&mut self.xs, &mut self.ys] {
            held.clear();
            held.resize(spots.len() + LANES, 0);
        }
        for (number, &spot) in (0..).zip(spots) {
            let bucket = self.bucket_of(spot);
            let at = self.next[bucket] as usize;
            self.next[bucket] += 1;
            (self.xs[at], self.ys[at], self.numbers[at]) = (spot.x, spot.y, number);
        }
    }

    /// The column or row of buckets that a coordinate lies in.
    pub(super) fn part(&self, coordinate: u16) -> usize {
        usize::from(coordinate) >> self.bucket
    }

    /// The least and the greatest coordinate of a row of buckets.
    pub(super) fn rows(&self, part: usize) -> (i32, i32) {
        let least = (part << self.bucket) as i32;
        (least, least + (1 << self.bucket) - 1)
    }

    fn bucket_of(&self, spot: Spot) -> usize {
        self.part(spot.y) * self.columns + self.part(spot.x)
    }

    /// Where the cells of a row of buckets are, from one column to another one.
    pub(super) fn range(&self, row: usize, columns: (usize, usize)) -> Range<usize> {
        let row = row * self.columns;
        self.starts[row + columns.0] as usize..self.starts[row + columns.1 + 1] as usize
    }

    /// How many cells of a range lie in a box. [`LANES`] at a time and without a branch, so that compilers make vector
    /// instructions of it: nearly all edges pass no cell but their own, and are done with it.
    pub(super) fn count(&self, range: Range<usize>, within: &SpotBox) -> usize {
        let (west, north) = ([within.min.x; LANES], [within.min.y; LANES]);
        let (width, height) = ([within.max.x - within.min.x; LANES], [within.max.y - within.min.y; LANES]);
        let mut found = [0u16; LANES];
        for at in range.clone().step_by(LANES) {
            let asked = &ASKED[(range.end - at).min(LANES)];
            let across = apart(&self.xs[at..], &west, &width);
            let down = apart(&self.ys[at..], &north, &height);
            found = each(|lane| found[lane].saturating_add(across[lane] & down[lane] & asked[lane]));
        }
        found.iter().map(|&found| usize::from(found)).sum()
    }

    /// The cells of a range that lie in a box, with their numbers.
    pub(super) fn find(&self, range: Range<usize>, within: &SpotBox, mut each: impl FnMut(u32, Spot)) {
        for start in range.clone().step_by(LANES) {
            let some = start..range.end.min(start + LANES);
            if self.count(some.clone(), within) == 0 {
                continue;
            }
            for at in some {
                let spot = Spot { x: self.xs[at], y: self.ys[at] };
                if within.holds(spot) {
                    each(self.numbers[at], spot);
                }
            }
        }
    }
}

/// Makes something of each lane.
fn each(make: impl FnMut(usize) -> u16) -> [u16; LANES] {
    std::array::from_fn(make)
}

/// 1 for each coordinate that is from the least one on, and no farther from it than that.
#[inline]
fn apart(coordinates: &[u16], least: &[u16; LANES], far: &[u16; LANES]) -> [u16; LANES] {
    let coordinates = &coordinates[..LANES];
    each(|lane| u16::from(coordinates[lane].wrapping_sub(least[lane]) <= far[lane]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spots() -> impl Strategy<Value = Vec<Spot>> {
        // Some crowded, some far apart, as villages and borders are.
        let spot = prop_oneof![(0..40u16, 0..40u16), (0..4225u16, 0..4225u16)];
        let unique =
            |spots: std::collections::BTreeSet<(u16, u16)>| spots.into_iter().map(|(x, y)| Spot { x, y }).collect();
        proptest::collection::btree_set(spot, 1..200).prop_map(unique)
    }

    proptest! {
        #[test]
        fn the_cells_of_a_box_are_counted_and_found(spots in spots(), corners in ((0..4225u16, 0..4225u16), (0..4225u16, 0..4225u16))) {
            let most = Spot { x: spots.iter().map(|spot| spot.x).max().unwrap_or(0), y: spots.iter().map(|spot| spot.y).max().unwrap_or(0) };
            let mut index = SpotIndex::default();
            index.rebuild(&spots, most);
            let ((x, y), (far_x, far_y)) = corners;
            let corner = |x: u16, y: u16| Spot { x: x.min(most.x), y: y.min(most.y) };
            let within = SpotBox::of(corner(x, y), corner(far_x, far_y));
            let (mut counted, mut found) = (0, Vec::new());
            for row in index.part(within.min.y)..=index.part(within.max.y) {
                let range = index.range(row, (index.part(within.min.x), index.part(within.max.x)));
                counted += index.count(range.clone(), &within);
                index.find(range, &within, |number, spot| found.push((number, spot)));
            }
            let wanted: Vec<(u32, Spot)> = (0..).zip(spots).filter(|(_, spot)| within.holds(*spot)).collect();
            found.sort_unstable_by_key(|(number, _)| *number);
            prop_assert_eq!(counted, wanted.len());
            prop_assert_eq!(found, wanted);
        }
    }
}
