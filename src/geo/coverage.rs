//! Whether the areas of a layer cover the ground once: gaps between neighbours, and what two of them cover both.
//!
//! All borders are laid over each other (see [`super::validity`]); each face then knows which areas cover it. A face
//! that nobody covers and that neighbours enclose is a gap while it is narrow; what is wide is a lake or an enclave
//! that the layer leaves out. Faces are found exactly, on the lattice of 1e-7 degrees; metres are those of the
//! WGS84 ellipsoid around each place.

mod sketch;
#[cfg(test)]
mod tests;
mod width;

use rayon::prelude::*;

pub use sketch::{DEFECT, Sketch, letter, sketch};

use super::validity::arrangement::{Arrangement, OUTSIDE};
use super::validity::lattice::Lattice;
use super::{Bounds, Coord, Geometry, Polygon};

/// A hole in one area alone is a gap only when its border is this many times as long as it is wide: sewing parts
/// together leaves such slivers, nobody draws a pond like that.
const SLIVER: f64 = 20.0;

/// What is worth reporting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Widest gap in metres; what is wider was left out on purpose.
    pub widest_gap: f64,
    /// Least width in metres of a gap or an overlap. Narrower ones are only counted.
    pub least_width: f64,
}

impl Default for Limits {
    /// 50 m, and 5 cm: what positions with six digits after the point can't help.
    fn default() -> Self {
        Self { widest_gap: 50.0, least_width: 0.05 }
    }
}

/// The two ways in which a layer fails to cover the ground once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DefectKind {
    /// Covered by nobody, between neighbours.
    Gap,
    /// Covered by two areas or more.
    Overlap,
}

/// One gap or overlap.
#[derive(Clone, Debug, PartialEq)]
pub struct Defect {
    /// Which of the two.
    pub kind: DefectKind,
    /// Square metres.
    pub area: f64,
    /// Metres across at the widest place: the diameter of the greatest circle found in it.
    pub width: f64,
    /// The middle of that circle.
    pub at: Coord,
    /// Its shape.
    pub outline: Vec<Polygon>,
    /// The features concerned, ascending: those around a gap, those that cover an overlap.
    pub features: Vec<usize>,
}

/// All defects of a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// The defects, the largest first.
    pub defects: Vec<Defect>,
    /// How many more there are that are narrower than the limit.
    pub trifles: usize,
}

impl Coverage {
    /// How many defects of a kind there are, and their area in square metres.
    pub fn summary(&self, kind: DefectKind) -> (usize, f64) {
        let areas = self.defects.iter().filter(|defect| defect.kind == kind).map(|defect| defect.area);
        areas.fold((0, 0.0), |(count, sum), area| (count + 1, sum + area))
    }
}

/// Looks for gaps and overlaps among the areas of a layer, mended by [`super::validity::repair`]; features without
/// areas may be among them. Parts of one feature may overlap. `None` for areas so tangled that nobody can lay them
/// out.
pub fn check<'a>(features: impl IntoIterator<Item = Option<&'a Geometry>>, limits: Limits) -> Option<Coverage> {
    let mut polygons: Vec<(usize, &Polygon)> = Vec::new();
    for (feature, geometry) in features.into_iter().enumerate() {
        polygons.extend(geometry.into_iter().flat_map(Geometry::polygons).map(|polygon| (feature, polygon)));
    }
    let Some(bounds) = Bounds::around(polygons.iter().flat_map(|(_, polygon)| polygon.rings.iter().flatten())) else {
        return Some(Coverage::default());
    };
    let lattice = Lattice::around(bounds);
    let rings = polygons
        .iter()
        .enumerate()
        .flat_map(|(source, (_, polygon))| polygon.rings.iter().map(move |ring| (source as u32, ring.as_slice())));
    let faces = Arrangement::of(lattice, rings)?;
    let owners: Vec<usize> = polygons.iter().map(|polygon| polygon.0).collect();
    let search = Search { faces, owners, step: lattice.step(), limits };
    let found: Vec<Option<Defect>> =
        search.faces.faces().into_par_iter().filter_map(|face| search.defect(face)).collect();
    let trifles = found.iter().filter(|defect| defect.is_none()).count();
    let mut defects: Vec<Defect> = found.into_iter().flatten().collect();
    // Stable: equal ones stay in the order of the faces, from west to east.
    defects.sort_by(|a, b| b.area.total_cmp(&a.area));
    Some(Coverage { defects, trifles })
}

/// The layer laid out in faces.
struct Search {
    faces: Arrangement,
    /// The feature of each source.
    owners: Vec<usize>,
    /// Degrees in a step.
    step: f64,
    limits: Limits,
}

impl Search {
    /// The features that cover a face, ascending.
    fn covering(&self, face: u32) -> Vec<usize> {
        // Sources count up through the features.
        let mut features: Vec<usize> =
            self.faces.covering(face).iter().map(|&source| self.owners[source as usize]).collect();
        features.dedup();
        features
    }

    /// What is wrong with a face: nothing, `Some(None)` for a trifle.
    fn defect(&self, face: u32) -> Option<Option<Defect>> {
        let mut features = self.covering(face);
        let kind = match features.len() {
            0 if face != OUTSIDE => DefectKind::Gap,
            0 | 1 => return None,
            _ => DefectKind::Overlap,
        };
        let edges: Vec<[Coord; 2]> = self.faces.edges(face).map(|edge| edge.0).collect();
        let middle = Bounds::around(edges.iter().flatten())?.center();
        let scale = Metres::at(middle);
        let area = self.faces.doubled_area(face) as f64 / 2.0 * self.step * self.step * scale.east * scale.north;
        let edges: Vec<width::Edge> = edges.iter().map(|ends| ends.map(|end| scale.of(end))).collect();
        let length: f64 = edges.iter().map(width::length).sum();
        if kind == DefectKind::Gap {
            // No shape is narrower than twice its area by its border, so most lakes are told without a search.
            if 2.0 * area > self.limits.widest_gap * length {
                return None;
            }
            features = self.faces.edges(face).flat_map(|edge| self.covering(edge.1)).collect();
            features.sort_unstable();
            features.dedup();
        }
        let (center, width) = width::widest(&edges);
        let on_purpose = width > self.limits.widest_gap || (features.len() < 2 && length < SLIVER * width);
        if kind == DefectKind::Gap && on_purpose {
            return None;
        }
        if width < self.limits.least_width {
            return Some(None);
        }
        let outline = self.faces.outline([face], |other| other == face).unwrap_or_default();
        Some(Some(Defect { kind, area, width, at: scale.back(center), outline, features }))
    }
}

/// Metres in a degree around a place, on the WGS84 ellipsoid. The series is that of the National Geospatial-
/// Intelligence Agency's length-of-a-degree calculator, good to a centimetre in a degree.
#[derive(Clone, Copy, Debug)]
struct Metres {
    middle: Coord,
    east: f64,
    north: f64,
}

impl Metres {
    fn at(middle: Coord) -> Self {
        let cos = |times: f64| (middle.y.to_radians() * times).cos();
        Self {
            middle,
            east: 111_412.84 * cos(1.0) - 93.5 * cos(3.0) + 0.118 * cos(5.0),
            north: 111_132.92 - 559.82 * cos(2.0) + 1.175 * cos(4.0) - 0.0023 * cos(6.0),
        }
    }

    /// Metres east and north of the middle.
    fn of(&self, coord: Coord) -> (f64, f64) {
        ((coord.x - self.middle.x) * self.east, (coord.y - self.middle.y) * self.north)
    }

    fn back(&self, (x, y): (f64, f64)) -> Coord {
        Coord { x: self.middle.x + x / self.east, y: self.middle.y + y / self.north }
    }
}
