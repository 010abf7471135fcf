//! Positions as whole numbers, and the one test that all of geometry rests on: which way three of them turn.

use crate::geo::grid::GridPoint;
use crate::geo::{Bounds, Coord};

/// Steps in a degree: two positions that agree to 1e-7 degrees (about a centimetre) are the same, here as in
/// [`crate::geo::topology`].
const STEPS: f64 = 1e7;

/// The greatest coordinate of a node. Twice a coordinate then fits 32 bits, and a product of differences 64.
const GREATEST: i64 = 1 << 30;

/// Positions of one polygon or one layer as nodes counted from its own corner, x eastward and y **northward**.
///
/// Up to 107° across, a step is 1e-7 degrees, and nodes of different lattices that are the same position differ by
/// the corners alone. What is wider gets coarser steps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lattice {
    west: i64,
    south: i64,
    /// A step is 1e-7 degrees times two to this power.
    shift: u32,
}

impl Lattice {
    /// The lattice for positions within a box.
    pub(crate) fn around(bounds: Bounds) -> Self {
        let (west, south) = (steps(bounds.west), steps(bounds.south));
        let side = (steps(bounds.east) - west).max(steps(bounds.north) - south);
        let mut shift = 0;
        while side >> shift >= GREATEST {
            shift += 1;
        }
        Self { west, south, shift }
    }

    /// The node of a position in the box.
    pub(crate) fn node(&self, coord: Coord) -> GridPoint {
        let from = |value: f64, least: i64| ((steps(value) - least) >> self.shift) as i32;
        GridPoint { x: from(coord.x, self.west), y: from(coord.y, self.south) }
    }

    /// The position of a place between the nodes.
    pub(crate) fn coord(&self, (x, y): (f64, f64)) -> Coord {
        let step = f64::from(1u32 << self.shift);
        Coord { x: (self.west as f64 + x * step) / STEPS, y: (self.south as f64 + y * step) / STEPS }
    }

    /// Degrees in a step.
    pub(crate) fn step(&self) -> f64 {
        f64::from(1u32 << self.shift) / STEPS
    }
}

/// The nearest whole step. A cast is several times as fast as `round` where the processor has no instruction for it.
fn steps(degrees: f64) -> i64 {
    (degrees * STEPS + 0.5f64.copysign(degrees)) as i64
}

/// The step from one node to another.
pub(crate) fn step(from: GridPoint, to: GridPoint) -> (i64, i64) {
    (i64::from(to.x) - i64::from(from.x), i64::from(to.y) - i64::from(from.y))
}

/// 1 when a, b, c turn left, -1 when right, 0 when they lie on a line. Exact.
pub(crate) fn turn(a: GridPoint, b: GridPoint, c: GridPoint) -> i32 {
    let ((abx, aby), (acx, acy)) = (step(a, b), step(a, c));
    (abx * acy).cmp(&(aby * acx)) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_the_position_to_a_centimetre() {
        let lattice = Lattice::around(Bounds { west: 102.1, south: -8.5, east: 118.0, north: 23.4 });
        let node = lattice.node(Coord { x: 105.123_456_7, y: 21.000_000_04 });
        assert_eq!(node, GridPoint { x: 30_234_567, y: 295_000_000 });
        let back = lattice.coord((f64::from(node.x), f64::from(node.y)));
        assert!((back.x - 105.123_456_7).abs() < 1e-9 && (back.y - 21.0).abs() < 1e-9);
        let world = Lattice::around(Bounds { west: -180.0, south: -90.0, east: 180.0, north: 90.0 });
        assert_eq!(world.step(), 4e-7);
        assert!(i64::from(world.node(Coord { x: 180.0, y: 90.0 }).x) < GREATEST);
    }

    #[test]
    fn turns_are_exact_to_the_last_step() {
        let (a, b) = (GridPoint { x: 0, y: 0 }, GridPoint { x: 1_000_000_000, y: 999_999_999 });
        assert_eq!(turn(a, b, GridPoint { x: 1_000_000_001, y: 1_000_000_000 }), 1);
        assert_eq!(turn(a, b, GridPoint { x: 500_000_000, y: 499_999_999 }), -1);
        assert_eq!(turn(a, b, b), 0);
    }
}
