//! What shapes of a layer are, and their well-known binary (OGC 06-103r4), little endian.

use std::sync::Arc;

use crate::geo::{Coord, Geometry, GeometryKind};

/// What all shapes of a layer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Each is one point.
    Point,
    /// Each is a set of parts of one kind.
    Several(GeometryKind),
    /// They differ.
    Mixed,
}

impl Form {
    /// `None` where no row has a place.
    pub(super) fn of(geometries: &[Option<Arc<Geometry>>]) -> Option<Self> {
        let mut kinds = geometries.iter().flatten().map(|geometry| geometry.kind());
        let first = kinds.next()?;
        let one = |geometry: &Arc<Geometry>| matches!(&**geometry, Geometry::Points(points) if points.len() == 1);
        Some(if kinds.any(|kind| kind != first) {
            Self::Mixed
        } else if geometries.iter().flatten().all(one) {
            Self::Point
        } else {
            Self::Several(first)
        })
    }
}

/// The number that well-known binary and FlatGeobuf have for a set of parts.
pub(super) const fn number(kind: GeometryKind) -> u8 {
    match kind {
        GeometryKind::Point => 4,
        GeometryKind::Line => 5,
        GeometryKind::Polygon => 6,
    }
}

/// Adds a shape: a point where all are single points, else a set of parts.
pub(super) fn wkb(geometry: &Geometry, form: Form, out: &mut Vec<u8>) {
    let head = |kind: u8, out: &mut Vec<u8>| {
        out.push(1);
        out.extend(u32::from(kind).to_le_bytes());
    };
    let count = |count: usize, out: &mut Vec<u8>| out.extend((count as u32).to_le_bytes());
    let coords = |coords: &[Coord], out: &mut Vec<u8>| {
        for coord in coords {
            out.extend(coord.x.to_le_bytes());
            out.extend(coord.y.to_le_bytes());
        }
    };
    if let (Geometry::Points(points), Form::Point) = (geometry, form) {
        head(1, out);
        coords(&points[..1], out);
        return;
    }
    head(number(geometry.kind()), out);
    match geometry {
        Geometry::Points(points) => {
            count(points.len(), out);
            for point in points {
                head(1, out);
                coords(std::slice::from_ref(point), out);
            }
        }
        Geometry::Lines(lines) => {
            count(lines.len(), out);
            for line in lines {
                head(2, out);
                count(line.len(), out);
                coords(line, out);
            }
        }
        Geometry::Polygons(polygons) => {
            count(polygons.len(), out);
            for polygon in polygons {
                head(3, out);
                count(polygon.rings.len(), out);
                for ring in &polygon.rings {
                    count(ring.len(), out);
                    coords(ring, out);
                }
            }
        }
    }
}
