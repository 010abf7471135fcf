//! Paths: shapes simplified together, clipped to the frame and written as short as they get.

use super::MapShape;
use super::frame::Frame;
use crate::geo::clip::{clip_line, clip_ring};
use crate::geo::grid::{self, GridBox, GridPoint, GridPolygon, doubled_area};
use crate::geo::topology::Topology;
use crate::geo::{Coord, Geometry, Polygon, mercator, visvalingam};

/// Smallest effective area that a vertex needs to stay, in square units: half a square pixel.
const TOLERANCE: f64 = 2.0;

/// How often the tolerance may double when the paths are longer than their budget.
const DOUBLINGS: usize = 7;

/// The budget for all paths, bytes: a base, a share for each of the first [`FEW`] shapes, a smaller one for each
/// beyond, and the least that each part of a shape takes. A commune with its neighbours then comes to about 4 KB
/// and a province of 168 communes, links and titles included, to about 26 KB (7 KB compressed).
const BASE: usize = 2400;
const SHARE: usize = 80;
const FEW: usize = 40;
const SHARE_BEYOND: usize = 20;
const PART: usize = 14;

/// Least side in units of an islet of Hoàng Sa and Trường Sa: two pixels, or nobody would see it.
const LEAST_ISLET: i32 = 4;

/// How far outside the frame shapes are cut, pixels: more than the widest stroke.
const MARGIN: f64 = 4.0;

/// The paths of a map's shapes.
pub(super) struct Paths {
    /// One `d` attribute a shape; empty when nothing of it is in the frame.
    pub paths: Vec<String>,
    /// All vertices drawn, in units of the view box.
    pub vertices: Vec<GridPoint>,
}

/// Draws all shapes at the finest tolerance that keeps to the budget.
pub(super) fn paths(shapes: &[MapShape], frame: &Frame) -> Paths {
    let window = frame.window(MARGIN);
    let near: Vec<usize> =
        (0..shapes.len()).filter(|&at| reaches(&shapes[at].geometry.geometry, frame, &window)).collect();
    let polygons: Vec<&[Polygon]> = near.iter().map(|&at| shapes[at].geometry.geometry.polygons()).collect();
    let topology = Topology::build(&polygons);
    let mut tolerance = TOLERANCE;
    for _ in 0..DOUBLINGS {
        let paths = at_tolerance(shapes, frame, &window, &near, &topology, tolerance);
        let length: usize = paths.paths.iter().map(String::len).sum();
        if length <= budget(&paths.paths) {
            return paths;
        }
        tolerance *= 2.0;
    }
    at_tolerance(shapes, frame, &window, &near, &topology, tolerance)
}

fn budget(paths: &[String]) -> usize {
    let shapes = paths.iter().filter(|path| !path.is_empty()).count();
    let parts: usize = paths.iter().map(|path| path.matches('m').count().saturating_sub(1)).sum();
    BASE + SHARE * shapes.min(FEW) + SHARE_BEYOND * shapes.saturating_sub(FEW) + PART * parts
}

/// Whether a geometry's box meets the window.
fn reaches(geometry: &Geometry, frame: &Frame, window: &GridBox) -> bool {
    let Some(bounds) = geometry.bounds() else { return false };
    let corners = [Coord { x: bounds.west, y: bounds.north }, Coord { x: bounds.east, y: bounds.south }];
    let [min, max] = corners.map(|corner| grid::snap(mercator::project(corner), frame.scale));
    window.intersects(&GridBox { min, max })
}

fn at_tolerance(
    shapes: &[MapShape],
    frame: &Frame,
    window: &GridBox,
    near: &[usize],
    topology: &Topology,
    tolerance: f64,
) -> Paths {
    let world = tolerance / (frame.scale * frame.scale);
    let areas = topology.on_grid(world, frame.scale, LEAST_ISLET);
    let mut drawn = Paths { paths: vec![String::new(); shapes.len()], vertices: Vec::new() };
    for (&at, polygons) in near.iter().zip(areas) {
        let mut pen = Pen::new(frame.corner);
        match &*shapes[at].geometry.geometry {
            Geometry::Polygons(_) => polygons.iter().for_each(|polygon| pen.polygon(polygon, window)),
            Geometry::Lines(lines) => {
                for line in lines {
                    let line: Vec<_> = line.iter().map(|&coord| mercator::project(coord)).collect();
                    let kept = line.iter().zip(visvalingam::worth(&line).areas).filter(|(_, area)| *area >= world);
                    let mut snapped: Vec<_> = kept.map(|(point, _)| grid::snap(*point, frame.scale)).collect();
                    snapped.dedup();
                    clip_line(&snapped, window).iter().for_each(|part| pen.line(part, false));
                }
            }
            Geometry::Points(_) => {}
        }
        drawn.paths[at] = pen.path;
        drawn.vertices.extend(pen.drawn);
    }
    drawn
}

/// Writes a path, relative to where it last was.
pub(super) struct Pen {
    corner: GridPoint,
    at: GridPoint,
    /// The `d` attribute so far.
    pub path: String,
    drawn: Vec<GridPoint>,
}

impl Pen {
    /// A pen whose view box starts at a corner of the grid.
    pub(super) fn new(corner: GridPoint) -> Self {
        Self { corner, at: GridPoint::default(), path: String::new(), drawn: Vec::new() }
    }

    fn polygon(&mut self, polygon: &GridPolygon, window: &GridBox) {
        for (index, ring) in polygon.iter().enumerate() {
            let ring = clip_ring(ring, window);
            if doubled_area(&ring) != 0 {
                self.line(&ring, true);
            } else if index == 0 {
                return;
            }
        }
    }

    /// A line, or a ring when it is to be closed: `m` moves, the pairs after it draw, `z` closes and goes back.
    pub(super) fn line(&mut self, line: &[GridPoint], close: bool) {
        let mut first = self.at;
        for (index, point) in line.iter().enumerate() {
            let point = GridPoint { x: point.x - self.corner.x, y: point.y - self.corner.y };
            if index == 0 {
                self.path.push('m');
                first = point;
            }
            self.number(point.x - self.at.x, index == 0);
            self.number(point.y - self.at.y, false);
            self.at = point;
            self.drawn.push(point);
        }
        if close {
            self.path.push('z');
            self.at = first;
        }
    }

    /// A number; a minus sign parts it from the one before, otherwise a space must.
    fn number(&mut self, number: i32, after_letter: bool) {
        if number >= 0 && !after_letter {
            self.path.push(' ');
        }
        self.path.push_str(&number.to_string());
    }
}
