//! A map's shapes as plain lines of pixels, for drawings that are no SVG.

use super::MapView;
use super::frame::{Frame, UNITS};
use crate::geo::clip::{clip_line, clip_ring};
use crate::geo::grid::{self, GridPoint};
use crate::geo::{Coord, Geometry, mercator};

/// How far outside the frame shapes are cut, pixels: more than the widest stroke.
const MARGIN: f64 = 8.0;
/// Vertices nearer to the last one than this, in units of half a pixel, tell nothing.
const NEAR: i32 = 2;
/// Radius of a dot, pixels.
const DOT: f32 = 11.0;

/// A shape of a map in pixels from its upper left corner.
pub struct Outline {
    /// Classes of the shape, as on the SVG.
    pub class: &'static str,
    /// Rings or lines.
    pub lines: Vec<Vec<(f32, f32)>>,
    /// Whether the lines are rings around an area.
    pub closed: bool,
}

/// The shapes and dots of a map that can be seen, bottom to top.
pub fn outlines(view: &MapView) -> Vec<Outline> {
    let frame = Frame::new(view.frame, view.width, view.height);
    let window = frame.window(MARGIN);
    let pixels = |line: &[GridPoint]| -> Vec<(f32, f32)> {
        let units = UNITS as f32;
        line.iter().map(|p| ((p.x - frame.corner.x) as f32 / units, (p.y - frame.corner.y) as f32 / units)).collect()
    };
    let on_grid = |line: &[Coord]| thinned(line.iter().map(|&at| grid::snap(mercator::project(at), frame.scale)));
    let mut drawn = Vec::new();
    for shape in &view.shapes {
        let (lines, closed): (Vec<_>, bool) = match &*shape.geometry.geometry {
            Geometry::Polygons(polygons) => {
                let rings = polygons.iter().flat_map(|polygon| &polygon.rings);
                let rings = rings.map(|ring| clip_ring(&on_grid(ring), &window)).filter(|ring| ring.len() > 2);
                (rings.map(|ring| pixels(&ring)).collect(), true)
            }
            Geometry::Lines(lines) => {
                let parts = lines.iter().flat_map(|line| clip_line(&on_grid(line), &window));
                (parts.map(|part| pixels(&part)).collect(), false)
            }
            Geometry::Points(points) => (points.iter().map(|&point| dot(&frame, point)).collect(), true),
        };
        if !lines.is_empty() {
            drawn.push(Outline { class: shape.class, lines, closed });
        }
    }
    let dots = view.points.iter().map(|point| dot(&frame, Coord { x: point.lon, y: point.lat }));
    drawn.extend(dots.map(|ring| Outline { class: "point", lines: vec![ring], closed: true }));
    drawn
}

/// Without vertices that are too near to the one before.
fn thinned(points: impl Iterator<Item = GridPoint>) -> Vec<GridPoint> {
    let mut kept: Vec<GridPoint> = Vec::new();
    let mut last = None;
    for point in points {
        let far = |from: &GridPoint| (from.x - point.x).abs() >= NEAR || (from.y - point.y).abs() >= NEAR;
        if kept.last().is_none_or(far) {
            kept.push(point);
        }
        last = Some(point);
    }
    // A line ends where it ends.
    kept.extend(last.filter(|last| kept.last() != Some(last)));
    kept
}

/// A circle around a position.
fn dot(frame: &Frame, coord: Coord) -> Vec<(f32, f32)> {
    const CORNERS: u32 = 24;
    let GridPoint { x, y } = frame.point(coord);
    let corner = |at: u32| {
        let angle = at as f32 * std::f32::consts::TAU / CORNERS as f32;
        (x as f32 / UNITS as f32 + DOT * angle.cos(), y as f32 / UNITS as f32 + DOT * angle.sin())
    };
    (0..CORNERS).map(corner).collect()
}
