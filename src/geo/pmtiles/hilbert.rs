//! Tile ids: the tiles of each zoom along a Hilbert curve, zoom after zoom.

/// The id of a tile: how many tiles come before it, all lesser zooms included.
pub fn tile_id(zoom: u8, x: u32, y: u32) -> u64 {
    let before = ((1u64 << (2 * zoom)) - 1) / 3;
    before + along_curve(zoom, x, y)
}

/// How many squares come before one on the Hilbert curve through 2^`bits` rows and columns.
pub fn along_curve(bits: u8, x: u32, y: u32) -> u64 {
    let (mut x, mut y) = (u64::from(x), u64::from(y));
    let mut along = 0;
    for level in (0..bits).rev() {
        let half = 1u64 << level;
        let (right, low) = (u64::from(x & half > 0), u64::from(y & half > 0));
        along += half * half * ((3 * right) ^ low);
        (x, y) = rotate(half, x & (half - 1), y & (half - 1), right, low);
    }
    along
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
