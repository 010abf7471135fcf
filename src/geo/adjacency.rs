//! Which areas share a border.

use std::collections::HashSet;

use super::{Coord, Geometry};

/// Vertices that two areas must have in common to be neighbours. One is a corner touched; borders have more.
const COMMON: usize = 2;

/// The vertices of an area's border, for comparing it with many others. Vertices are the same when they agree to
/// 1e-7 degrees (a centimetre), as in [`super::topology`].
pub struct Border(HashSet<(i64, i64)>);

impl Border {
    /// The border of a geometry.
    pub fn of(geometry: &Geometry) -> Self {
        Self(geometry.coords().map(cell).collect())
    }

    /// Whether the other geometry shares a stretch of this border.
    pub fn touches(&self, other: &Geometry) -> bool {
        let mut common = HashSet::new();
        other.coords().map(cell).filter(|vertex| self.0.contains(vertex)).any(|vertex| {
            common.insert(vertex);
            common.len() >= COMMON
        })
    }
}

fn cell(coord: &Coord) -> (i64, i64) {
    ((coord.x * 1e7).round() as i64, (coord.y * 1e7).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::Polygon;
    use crate::geo::fixture::square;

    #[test]
    fn neighbours_share_more_than_a_corner() {
        let area = |polygon: Polygon| Geometry::Polygons(vec![polygon]);
        let here = Border::of(&area(square(105.0, 21.0, 1.0)));
        assert!(here.touches(&area(square(106.0, 21.0, 1.0))));
        assert!(!here.touches(&area(square(106.0, 22.0, 1.0))), "a corner");
        assert!(!here.touches(&area(square(108.0, 21.0, 1.0))));
    }
}
