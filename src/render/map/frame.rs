//! From degrees to the drawing's integers.

use crate::geo::grid::{self, GridBox, GridPoint};
use crate::geo::mercator::{self, World};
use crate::geo::{Bounds, Coord};

/// Units of the view box in a pixel: half pixels look smooth on fine screens and still print as short numbers.
pub(super) const UNITS: f64 = 2.0;

/// A frame of less than this share of the world (a hundred metres or so) is widened to it.
const LEAST: f64 = 2.5e-6;

/// The drawing's window on the world square.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// Units in the side of the world square.
    pub scale: f64,
    /// The window's corner on the grid of that scale.
    pub corner: GridPoint,
    width: i32,
    height: i32,
    latitude: f64,
}

impl Frame {
    /// The largest scale at which the bounds fit a drawing of so many pixels, with the bounds in its middle.
    pub(super) fn new(bounds: Bounds, width: u32, height: u32) -> Self {
        let (width, height) = (f64::from(width.max(1)) * UNITS, f64::from(height.max(1)) * UNITS);
        let (least, most) = corners(bounds);
        let scale =
            (width / (most.x - least.x).max(LEAST)).min(height / (most.y - least.y).max(LEAST)).min(grid::MAX_SCALE);
        let corner = World {
            x: (least.x + most.x) / 2.0 - width / scale / 2.0,
            y: (least.y + most.y) / 2.0 - height / scale / 2.0,
        };
        Self {
            scale,
            corner: grid::snap(corner, scale),
            width: width as i32,
            height: height as i32,
            latitude: bounds.center().y,
        }
    }

    /// Width and height in units.
    pub(super) fn size(&self) -> (i32, i32) {
        (self.width, self.height)
    }

    /// Pixels in units.
    pub(super) fn px(&self, pixels: f64) -> i32 {
        (pixels * UNITS).round() as i32
    }

    /// Where a position is drawn.
    pub(super) fn point(&self, coord: Coord) -> GridPoint {
        let point = grid::snap(mercator::project(coord), self.scale);
        GridPoint { x: point.x - self.corner.x, y: point.y - self.corner.y }
    }

    /// Whether a point of the drawing lies in it.
    pub(super) fn shows(&self, point: GridPoint) -> bool {
        (0..=self.width).contains(&point.x) && (0..=self.height).contains(&point.y)
    }

    /// The window on the grid, grown by some pixels, so that clipped edges and their strokes stay out of sight.
    pub(super) fn window(&self, margin: f64) -> GridBox {
        let margin = self.px(margin);
        GridBox {
            min: GridPoint { x: self.corner.x - margin, y: self.corner.y - margin },
            max: GridPoint { x: self.corner.x + self.width + margin, y: self.corner.y + self.height + margin },
        }
    }

    /// Metres on the ground for one unit, in the middle of the frame.
    pub(super) fn metres(&self) -> f64 {
        mercator::metres_per_world(self.latitude) / self.scale
    }
}

/// The corners of a box in the world square: least and greatest coordinates.
fn corners(bounds: Bounds) -> (World, World) {
    let least = mercator::project(Coord { x: bounds.west, y: bounds.north });
    let most = mercator::project(Coord { x: bounds.east, y: bounds.south });
    (least, most)
}

/// The height at which a map of these bounds and this width leaves no margin; between a third of the width and
/// four thirds of it.
pub fn fitting_height(bounds: Bounds, width: u32) -> u32 {
    let (least, most) = corners(bounds);
    let ratio = (most.y - least.y).max(LEAST) / (most.x - least.x).max(LEAST);
    (f64::from(width) * ratio.clamp(1.0 / 3.0, 4.0 / 3.0)).round() as u32
}
