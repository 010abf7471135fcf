//! From the geojson crate's geometry to ours, with every check on positions, lines and rings.

use std::collections::BTreeSet;

use geojson::{GeometryValue, Position};

use super::FaultKind;
use crate::geo::validity::{self, RingFinding};
use crate::geo::{Coord, Geometry, GeometryKind, Polygon};

/// A finding inside one geometry: where (indices down the nested arrays of `coordinates`) and what.
pub(super) struct Finding {
    pub kind: FaultKind,
    pub path: Vec<usize>,
    pub detail: String,
}

impl Finding {
    fn new(kind: FaultKind, path: &[usize], detail: String) -> Self {
        Self { kind, path: path.to_vec(), detail }
    }
}

/// Converts one geometry. The result is `None` when nothing usable is left or a position can't be trusted;
/// the findings then say why.
pub(super) fn convert(value: &GeometryValue) -> (Option<Geometry>, Vec<Finding>) {
    let mut findings = Vec::new();
    let geometry = match value {
        GeometryValue::Point { coordinates } => position(coordinates, &[]).map(|point| Geometry::Points(vec![point])),
        GeometryValue::MultiPoint { coordinates } => positions(coordinates, &[]).map(Geometry::Points),
        GeometryValue::LineString { coordinates } => {
            lines(std::slice::from_ref(coordinates), &mut findings, false).map(Geometry::Lines)
        }
        GeometryValue::MultiLineString { coordinates } => lines(coordinates, &mut findings, true).map(Geometry::Lines),
        GeometryValue::Polygon { coordinates } => {
            polygons(std::slice::from_ref(coordinates), &mut findings, false).map(Geometry::Polygons)
        }
        GeometryValue::MultiPolygon { coordinates } => {
            polygons(coordinates, &mut findings, true).map(Geometry::Polygons)
        }
        GeometryValue::GeometryCollection { geometries } => return collection(geometries),
    };
    match geometry {
        Ok(geometry) => (usable(geometry, &mut findings), findings),
        Err(finding) => {
            findings.push(finding);
            (None, findings)
        }
    }
}

fn usable(geometry: Geometry, findings: &mut Vec<Finding>) -> Option<Geometry> {
    if geometry.coords().next().is_some() {
        return Some(geometry);
    }
    if findings.is_empty() {
        findings.push(Finding::new(FaultKind::EmptyGeometry, &[], String::new()));
    }
    None
}

/// A collection of one family is that family's multi-geometry; a mixed one has no place in a layer.
fn collection(geometries: &[geojson::Geometry]) -> (Option<Geometry>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut joined: Option<Geometry> = None;
    let mut families: BTreeSet<GeometryKind> = BTreeSet::new();
    for member in geometries {
        let (geometry, found) = convert(&member.value);
        // A member's own path means nothing seen from the collection: point at the collection.
        findings.extend(found.into_iter().map(|finding| Finding { path: Vec::new(), ..finding }));
        families.extend(geometry.as_ref().map(Geometry::kind));
        joined = match (joined, geometry) {
            (joined, None) => joined,
            (None, geometry) => geometry,
            (Some(Geometry::Points(mut all)), Some(Geometry::Points(more))) => {
                all.extend(more);
                Some(Geometry::Points(all))
            }
            (Some(Geometry::Lines(mut all)), Some(Geometry::Lines(more))) => {
                all.extend(more);
                Some(Geometry::Lines(all))
            }
            (Some(Geometry::Polygons(mut all)), Some(Geometry::Polygons(more))) => {
                all.extend(more);
                Some(Geometry::Polygons(all))
            }
            (joined, Some(_)) => joined,
        };
    }
    if families.len() > 1 {
        let names = families.iter().map(|family| match family {
            GeometryKind::Point => "Point",
            GeometryKind::Line => "LineString",
            GeometryKind::Polygon => "Polygon",
        });
        findings.push(Finding::new(FaultKind::Unsupported, &[], names.collect::<Vec<_>>().join(", ")));
        return (None, findings);
    }
    if joined.is_none() && findings.is_empty() {
        findings.push(Finding::new(FaultKind::EmptyGeometry, &[], String::new()));
    }
    (joined, findings)
}

fn lines(source: &[Vec<Position>], findings: &mut Vec<Finding>, multi: bool) -> Result<Vec<Vec<Coord>>, Finding> {
    let mut kept = Vec::with_capacity(source.len());
    for (index, line) in source.iter().enumerate() {
        let path: &[usize] = if multi { &[index] } else { &[] };
        let line = positions(line, path)?;
        match line.len() {
            0 => {}
            1 => findings.push(Finding::new(FaultKind::ShortLine, path, "1".to_owned())),
            _ => kept.push(line),
        }
    }
    Ok(kept)
}

fn polygons(source: &[Vec<Vec<Position>>], findings: &mut Vec<Finding>, multi: bool) -> Result<Vec<Polygon>, Finding> {
    let mut kept = Vec::with_capacity(source.len());
    let (mut reversed, mut repeated) = (0, 0);
    for (index, rings) in source.iter().enumerate() {
        let path_of = |ring: usize| if multi { vec![index, ring] } else { vec![ring] };
        let rings: Vec<_> =
            rings.iter().enumerate().map(|(ring, line)| positions(line, &path_of(ring))).collect::<Result<_, _>>()?;
        if rings.is_empty() {
            continue;
        }
        let (mended, found) = validity::repair(rings);
        kept.extend(mended);
        for (ring, finding) in found {
            let (kind, detail) = match finding {
                RingFinding::Unclosed { at } => (FaultKind::UnclosedRing, text(at)),
                RingFinding::Short { positions } => (FaultKind::ShortRing, positions.to_string()),
                RingFinding::Flat => (FaultKind::FlatRing, String::new()),
                RingFinding::Crossing { at } => (FaultKind::SelfCrossing, text(at)),
                RingFinding::HoleOutside { at } => (FaultKind::HoleOutside, text(at)),
                RingFinding::Tangled { at } => (FaultKind::TangledRing, text(at)),
                RingFinding::BadPosition { at } => (FaultKind::BadCoordinate, text(at)),
                RingFinding::Repeated { positions } => {
                    repeated += positions;
                    continue;
                }
                RingFinding::WrongWinding => {
                    reversed += 1;
                    continue;
                }
            };
            findings.push(Finding::new(kind, &path_of(ring), detail));
        }
    }
    if reversed > 0 {
        findings.push(Finding::new(FaultKind::WrongWinding, &[], reversed.to_string()));
    }
    if repeated > 0 {
        findings.push(Finding::new(FaultKind::RepeatedPositions, &[], repeated.to_string()));
    }
    Ok(kept)
}

fn positions(source: &[Position], path: &[usize]) -> Result<Vec<Coord>, Finding> {
    let read = |(index, one): (usize, &Position)| {
        position(one, path).map_err(|mut finding| {
            finding.path.push(index);
            finding
        })
    };
    source.iter().enumerate().map(read).collect()
}

/// One position. Heights and measures after the second number are dropped (RFC 7946, 3.1.1).
fn position(source: &Position, path: &[usize]) -> Result<Coord, Finding> {
    let numbers = source.as_slice();
    let &[x, y, ..] = numbers else {
        let detail = numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
        return Err(Finding::new(FaultKind::BadCoordinate, path, detail));
    };
    let coord = Coord { x, y };
    if x.abs() <= 180.0 && y.abs() <= 90.0 {
        return Ok(coord);
    }
    let kind = if x.abs() <= 90.0 && y.abs() <= 180.0 {
        FaultKind::SwappedAxes
    } else if x.is_finite() && y.is_finite() && (x.abs() > 1000.0 || y.abs() > 1000.0) {
        FaultKind::NotDegrees
    } else {
        FaultKind::BadCoordinate
    };
    Err(Finding::new(kind, path, text(coord)))
}

fn text(coord: Coord) -> String {
    format!("{}, {}", coord.x, coord.y)
}
