//! Tile ids: the tiles of each zoom along a Hilbert curve, zoom after zoom.

/// The id of a tile: how many tiles come before it, all lesser zooms included.
pub fn tile_id(zoom: u8, x: u32, y: u32) -> u64 {
    let before = ((1u64 << (2 * zoom)) - 1) / 3;
    before + along_curve(zoom, x, y)
}

/// How many squares come before one on the Hilbert curve through 2^`bits` rows and columns, which both are less than that.
pub fn along_curve(bits: u8, x: u32, y: u32) -> u64 {
    // An odd level would be the lower one of two; the upper one's first quadrant exchanges rows and columns.
    let mut state = usize::from(bits & 1);
    let mut along = 0;
    for pair in (0..bits.div_ceil(2)).rev() {
        let two = |number: u32| (number >> (2 * pair) & 3) as usize;
        let found = TWO_LEVELS[state << 4 | two(x) << 2 | two(y)];
        along = along << 4 | u64::from(found & 15);
        state = usize::from(found >> 4);
    }
    along
}

/// Two levels of the curve in one step, since this is asked of every feature: by what quadrants above did to these (1: exchanged
/// rows and columns, 2: runs both backwards), two bits of the column and two of the row. In the lower half of each byte is how
/// many squares come before, in the upper half what is done to the levels below.
static TWO_LEVELS: [u8; 64] = {
    let mut table = [0; 64];
    let mut at = 0;
    while at < table.len() {
        let (state, columns, rows) = (at as u8 >> 4, at as u8 >> 2, at as u8);
        let (upper, state) = quadrant(state, columns >> 1 & 1, rows >> 1 & 1);
        let (lower, state) = quadrant(state, columns & 1, rows & 1);
        table[at] = state << 4 | upper << 2 | lower;
        at += 1;
    }
    table
};

/// Which of the curve's four quadrants one is, and what the levels below it go through.
const fn quadrant(state: u8, column: u8, row: u8) -> (u8, u8) {
    let (exchanged, backwards) = (state & 1, state >> 1);
    let (right, low) =
        if exchanged == 1 { (row ^ backwards, column ^ backwards) } else { (column ^ backwards, row ^ backwards) };
    ((3 * right) ^ low, (exchanged ^ low ^ 1) | (backwards ^ (right & (low ^ 1))) << 1)
}

/// The zoom, column and row of a tile id.
pub fn tile_of(id: u64) -> (u8, u32, u32) {
    let mut zoom = 0u8;
    let mut along = id;
    while along >= 1u64 << (2 * zoom) {
        along -= 1u64 << (2 * zoom);
        zoom += 1;
    }
    let (mut x, mut y) = (0u64, 0u64);
    for level in 0..zoom {
        let half = 1u64 << level;
        let right = 1 & (along / 2);
        let low = 1 & (along ^ right);
        (x, y) = rotate(half, x, y, right, low);
        x += half * right;
        y += half * low;
        along /= 4;
    }
    (zoom, x as u32, y as u32)
}

/// Turns a quadrant of side `half` so that the curve enters and leaves where its neighbours expect it.
fn rotate(half: u64, x: u64, y: u64, right: u64, low: u64) -> (u64, u64) {
    if low == 1 {
        return (x, y);
    }
    if right == 1 { (half - 1 - y, half - 1 - x) } else { (y, x) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_ids() {
        // From the specification's table, and from its reference implementation's tests.
        let known = [((0, 0, 0), 0), ((1, 0, 0), 1), ((1, 0, 1), 2), ((1, 1, 1), 3), ((1, 1, 0), 4), ((2, 0, 0), 5)];
        for ((zoom, x, y), id) in known {
            assert_eq!(tile_id(zoom, x, y), id);
        }
        assert_eq!(tile_id(12, 3423, 1763), 19_078_479);
    }

    proptest! {
        #[test]
        fn there_and_back(zoom in 0u8..=20, x in any::<u32>(), y in any::<u32>()) {
            let (x, y) = (x & ((1 << zoom) - 1), y & ((1 << zoom) - 1));
            prop_assert_eq!(tile_of(tile_id(zoom, x, y)), (zoom, x, y));
        }

        #[test]
        fn neighbours_on_the_curve_touch(id in 5u64..1_000_000) {
            let ((zoom, x, y), (next, u, v)) = (tile_of(id), tile_of(id + 1));
            prop_assert!(zoom != next || x.abs_diff(u) + y.abs_diff(v) == 1);
        }
    }
}
