//! Geometry: from bytes that people hand in to shapes that can be drawn and cut into tiles.
//!
//! ```text
//! text ── read ──▶ Layer ──┬─ topology ─▶ simplified shapes ─▶ render::map (static SVG)
//!                          ├─ tile ─────▶ PMTiles archive   ─▶ the interactive map
//!                          └─ coverage ─▶ gaps and overlaps between neighbours
//! ```
//!
//! Architecture invariants: nothing in this room reads a file, a clock or the environment (the tiler keeps what outgrows
//! the memory in a nameless temporary file, `tile::spill`); the same input gives
//! the same bytes on any number of threads; neighbours that share a border in the source share it in every output.

pub mod adjacency;
pub mod clip;
pub mod coverage;
pub mod crs;
mod faces;
pub mod grid;
pub mod label;
pub mod mercator;
mod pipe;
pub mod pmtiles;
pub mod read;
pub mod sovereignty;
pub mod tile;
pub mod topology;
pub mod validity;
pub mod visvalingam;

#[cfg(test)]
pub(crate) mod fixture;

use std::ops::Range;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::digest::Digest;

/// A position in degrees on WGS84 (EPSG:4326), longitude first as in RFC 7946.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Coord {
    /// Longitude, degrees east, -180 to 180.
    pub x: f64,
    /// Latitude, degrees north, -90 to 90.
    pub y: f64,
}

/// A polygon: the outer ring, then its holes.
///
/// After [`validity::repair`] each ring is closed (first position repeated at the end), has at least four
/// positions, and runs as RFC 7946 wants: the outer ring anticlockwise, holes clockwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polygon {
    /// The rings, outer first.
    pub rings: Vec<Vec<Coord>>,
}

/// What a feature looks like on the ground: one family, in as many parts as needed.
#[derive(Clone, Debug, PartialEq)]
pub enum Geometry {
    /// Point or MultiPoint.
    Points(Vec<Coord>),
    /// LineString or MultiLineString; each line has at least two positions.
    Lines(Vec<Vec<Coord>>),
    /// Polygon or MultiPolygon.
    Polygons(Vec<Polygon>),
}

/// The three families of geometry, as theme and map name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GeometryKind {
    /// Places.
    Point,
    /// Roads, canals.
    Line,
    /// Areas.
    Polygon,
}

impl Geometry {
    /// Which family it is of.
    pub fn kind(&self) -> GeometryKind {
        match self {
            Self::Points(_) => GeometryKind::Point,
            Self::Lines(_) => GeometryKind::Line,
            Self::Polygons(_) => GeometryKind::Polygon,
        }
    }

    /// The polygons; empty for points and lines.
    pub fn polygons(&self) -> &[Polygon] {
        match self {
            Self::Polygons(polygons) => polygons,
            _ => &[],
        }
    }

    /// Every position, in the order of the source.
    pub fn coords(&self) -> Box<dyn Iterator<Item = &Coord> + '_> {
        match self {
            Self::Points(points) => Box::new(points.iter()),
            Self::Lines(lines) => Box::new(lines.iter().flatten()),
            Self::Polygons(polygons) => Box::new(polygons.iter().flat_map(|p| p.rings.iter().flatten())),
        }
    }

    /// The smallest box around it; `None` when it has no position.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::around(self.coords())
    }

    /// Where a label or a marker stands: inside the largest polygon, at a line's middle vertex, at the first point.
    pub fn label_point(&self) -> Option<Coord> {
        match self {
            Self::Points(points) => points.first().copied(),
            Self::Lines(lines) => {
                lines.iter().max_by_key(|line| line.len()).and_then(|line| line.get(line.len() / 2)).copied()
            }
            Self::Polygons(polygons) => label::label_point(polygons),
        }
    }
}

/// A box in degrees. It never crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bounds {
    /// Least longitude.
    pub west: f64,
    /// Least latitude.
    pub south: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Greatest latitude.
    pub north: f64,
}

impl Bounds {
    /// The smallest box around some positions; `None` when there are none.
    pub fn around<'a>(coords: impl IntoIterator<Item = &'a Coord>) -> Option<Self> {
        coords.into_iter().fold(None, |bounds, coord| {
            let here = Self { west: coord.x, south: coord.y, east: coord.x, north: coord.y };
            Some(bounds.map_or(here, |bounds: Self| bounds.union(here)))
        })
    }

    /// The smallest box that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// The box grown on each side by a share of its longer side (0.05 is five per cent), and by at least `least` degrees.
    #[must_use]
    pub fn expand(self, share: f64, least: f64) -> Self {
        let by = (self.width().max(self.height()) * share).max(least);
        Self {
            west: (self.west - by).max(-180.0),
            south: (self.south - by).max(-mercator::MAX_LATITUDE),
            east: (self.east + by).min(180.0),
            north: (self.north + by).min(mercator::MAX_LATITUDE),
        }
    }

    /// Whether the two boxes share a point.
    pub fn intersects(&self, other: &Self) -> bool {
        self.west <= other.east && other.west <= self.east && self.south <= other.north && other.south <= self.north
    }

    /// Whether the position lies in the box or on its edge.
    pub fn contains(&self, coord: Coord) -> bool {
        (self.west..=self.east).contains(&coord.x) && (self.south..=self.north).contains(&coord.y)
    }

    /// Whether the other box lies wholly in this one.
    pub fn contains_bounds(&self, other: &Self) -> bool {
        self.west <= other.west && other.east <= self.east && self.south <= other.south && other.north <= self.north
    }

    /// Degrees from west to east.
    pub fn width(&self) -> f64 {
        self.east - self.west
    }

    /// Degrees from south to north.
    pub fn height(&self) -> f64 {
        self.north - self.south
    }

    /// The middle of the box in degrees.
    pub fn center(&self) -> Coord {
        Coord { x: (self.west + self.east) / 2.0, y: (self.south + self.north) / 2.0 }
    }
}

/// A geometry and the digest of its source bytes. It serialises as the digest alone, so that a view which holds
/// one can be hashed for the cache without walking a hundred thousand vertices.
#[derive(Clone, Debug)]
pub struct GeometryHandle {
    /// The geometry, shared with the layer it came from.
    pub geometry: Arc<Geometry>,
    /// Digest of the geometry's JSON text.
    pub digest: Digest,
}

impl PartialEq for GeometryHandle {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Serialize for GeometryHandle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.digest.serialize(serializer)
    }
}

/// One row of a layer.
#[derive(Clone, Debug)]
pub struct Feature {
    /// The columns, in the order of the file.
    pub properties: Map<String, Value>,
    /// The geometry; `None` when the file gives none or an unusable one.
    pub geometry: Option<Arc<Geometry>>,
    /// Digest of the geometry's JSON text.
    pub digest: Digest,
    /// Byte offset of the feature in the file.
    pub offset: usize,
    /// Length of the feature in bytes.
    pub len: usize,
}

impl Feature {
    /// The geometry with its digest, as maps take it.
    pub fn handle(&self) -> Option<GeometryHandle> {
        self.geometry.clone().map(|geometry| GeometryHandle { geometry, digest: self.digest })
    }

    /// The feature's bytes in the file.
    pub fn range(&self) -> Range<usize> {
        self.offset..self.offset + self.len
    }
}

/// All features of one file.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// The features, in the order of the file.
    pub features: Vec<Feature>,
    /// The box around all of them; `None` when no feature has a position.
    pub bounds: Option<Bounds>,
}

impl Layer {
    /// The family of most of its features; `None` when none has a geometry. Ties go to the simpler family.
    pub fn kind(&self) -> Option<GeometryKind> {
        let mut counts = [(0, GeometryKind::Polygon), (0, GeometryKind::Line), (0, GeometryKind::Point)];
        for geometry in self.features.iter().filter_map(|feature| feature.geometry.as_ref()) {
            let slot = match geometry.kind() {
                GeometryKind::Polygon => 0,
                GeometryKind::Line => 1,
                GeometryKind::Point => 2,
            };
            counts[slot].0 += 1;
        }
        counts.into_iter().filter(|(count, _)| *count > 0).max_by_key(|(count, _)| *count).map(|(_, kind)| kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_unite_grow_and_contain() {
        let coords = [Coord { x: 105.0, y: 21.0 }, Coord { x: 106.0, y: 20.5 }];
        let bounds = Bounds::around(&coords).expect("two positions");
        assert_eq!(bounds, Bounds { west: 105.0, south: 20.5, east: 106.0, north: 21.0 });
        assert!(bounds.contains(bounds.center()));
        let grown = bounds.expand(0.1, 0.0);
        assert_eq!(grown.west, 104.9);
        assert!(grown.contains_bounds(&bounds) && grown.intersects(&bounds) && !bounds.contains_bounds(&grown));
        assert!(Bounds::around(&[]).is_none());
    }

    #[test]
    fn a_handle_serialises_as_its_digest() {
        let digest = Digest::of(b"x");
        let handle = GeometryHandle { geometry: Arc::new(Geometry::Points(Vec::new())), digest };
        assert_eq!(serde_json::to_string(&handle).expect("serialises"), format!("\"{digest}\""));
    }
}
