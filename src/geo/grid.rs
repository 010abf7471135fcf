//! The integer grid that both tiles and drawings are snapped to.
//!
//! A grid divides the world square of [`super::mercator`] into `scale` x `scale` cells; for tiles the scale is
//! 4096 · 2^zoom, for a drawing it is whatever makes a cell one unit of its view box. Snapping comes before
//! clipping, so a border that two shapes share stays the very same integers in both.

use super::mercator::World;

/// Greatest scale: coordinates then stay below 2^30 and their differences multiply in 64 bits.
pub const MAX_SCALE: f64 = (1u32 << 30) as f64;

/// A vertex on the grid, x eastward, y southward.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridPoint {
    /// Column.
    pub x: i32,
    /// Row.
    pub y: i32,
}

/// A ring on the grid, open: the first vertex is not repeated.
pub type GridRing = Vec<GridPoint>;

/// A polygon on the grid, outer ring first.
///
/// Seen with y southward, an outer ring that ran anticlockwise in degrees has a negative [`doubled_area`].
pub type GridPolygon = Vec<GridRing>;

/// Snaps a position of the world square to the nearest grid point.
pub fn snap(world: World, scale: f64) -> GridPoint {
    GridPoint { x: (world.x * scale).round() as i32, y: (world.y * scale).round() as i32 }
}

/// Twice the signed area by the shoelace formula, in cells; positive when the ring runs clockwise on the screen.
pub fn doubled_area(ring: &[GridPoint]) -> i64 {
    let Some(&origin) = ring.first() else { return 0 };
    let relative = |p: &GridPoint| (i64::from(p.x - origin.x), i64::from(p.y - origin.y));
    ring.windows(2)
        .map(|edge| {
            let ((ax, ay), (bx, by)) = (relative(&edge[0]), relative(&edge[1]));
            ax * by - bx * ay
        })
        .sum()
}

/// A box on the grid, edges included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GridBox {
    /// Corner with the least coordinates.
    pub min: GridPoint,
    /// Corner with the greatest coordinates.
    pub max: GridPoint,
}

impl GridBox {
    /// The smallest box around some points; `None` when there are none.
    pub fn around<'a>(points: impl IntoIterator<Item = &'a GridPoint>) -> Option<Self> {
        points.into_iter().fold(None, |found: Option<Self>, &p| {
            Some(found.map_or(Self { min: p, max: p }, |found| Self {
                min: GridPoint { x: found.min.x.min(p.x), y: found.min.y.min(p.y) },
                max: GridPoint { x: found.max.x.max(p.x), y: found.max.y.max(p.y) },
            }))
        })
    }

    /// The smallest box that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            min: GridPoint { x: self.min.x.min(other.min.x), y: self.min.y.min(other.min.y) },
            max: GridPoint { x: self.max.x.max(other.max.x), y: self.max.y.max(other.max.y) },
        }
    }

    /// Whether the two share a point.
    pub fn intersects(&self, other: &Self) -> bool {
        self.min.x <= other.max.x && other.min.x <= self.max.x && self.min.y <= other.max.y && other.min.y <= self.max.y
    }

    /// Whether `other` lies wholly inside.
    pub fn holds(&self, other: &Self) -> bool {
        self.min.x <= other.min.x && other.max.x <= self.max.x && self.min.y <= other.min.y && other.max.y <= self.max.y
    }

    /// Whether the point lies inside or on the edge.
    pub fn contains(&self, point: GridPoint) -> bool {
        self.holds(&Self { min: point, max: point })
    }

    /// The longer side, in cells.
    pub fn side(&self) -> i32 {
        (self.max.x - self.min.x).max(self.max.y - self.min.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_is_positive_clockwise_on_the_screen() {
        let ring = [(0, 0), (4, 0), (4, 2), (0, 2)].map(|(x, y)| GridPoint { x, y });
        assert_eq!(doubled_area(&ring), 16);
        let back: Vec<_> = ring.iter().rev().copied().collect();
        assert_eq!(doubled_area(&back), -16);
        let bounds = GridBox::around(&ring).expect("four points");
        assert_eq!(bounds.side(), 4);
        assert!(bounds.contains(GridPoint { x: 4, y: 1 }) && !bounds.contains(GridPoint { x: 5, y: 1 }));
    }
}
