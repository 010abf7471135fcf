//! GeoJSON (RFC 7946): longitude first, outer rings against the clock, seven decimals, which is a centimetre.

use std::fmt::Write as _;

use super::Table;
use crate::diagnostics::Diagnostic;
use crate::geo::{Coord, Geometry};

/// A layer; rows without a place have `null` for geometry.
///
/// # Errors
/// None: writing to memory does not fail.
pub fn layer(table: &Table) -> Result<Vec<u8>, Diagnostic> {
    let mut out = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
    for row in 0..table.rows.len() {
        let comma = if row > 0 { "," } else { "" };
        let properties = serde_json::Value::Object(table.object(row));
        let _ = write!(out, "{comma}\n{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":");
        match table.geometries.get(row).and_then(Option::as_ref) {
            Some(geometry) => write_geometry(geometry, &mut out),
            None => out.push_str("null"),
        }
        out.push('}');
    }
    out.push_str("\n]}\n");
    Ok(out.into_bytes())
}

fn write_geometry(geometry: &Geometry, out: &mut String) {
    let (single, several) = match geometry {
        Geometry::Points(_) => ("Point", "MultiPoint"),
        Geometry::Lines(_) => ("LineString", "MultiLineString"),
        Geometry::Polygons(_) => ("Polygon", "MultiPolygon"),
    };
    let parts: Vec<String> = match geometry {
        Geometry::Points(points) => points.iter().map(|point| position(*point)).collect(),
        Geometry::Lines(lines) => lines.iter().map(|line| positions(line)).collect(),
        Geometry::Polygons(polygons) => polygons
            .iter()
            .map(|polygon| {
                let rings: Vec<String> = polygon.rings.iter().map(|ring| positions(ring)).collect();
                format!("[{}]", rings.join(","))
            })
            .collect(),
    };
    let _ = match &parts[..] {
        [one] => write!(out, "{{\"type\":\"{single}\",\"coordinates\":{one}}}"),
        _ => write!(out, "{{\"type\":\"{several}\",\"coordinates\":[{}]}}", parts.join(",")),
    };
}

fn positions(coords: &[Coord]) -> String {
    let mut out = String::with_capacity(coords.len() * 24 + 2);
    out.push('[');
    for (at, coord) in coords.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&position(*coord));
    }
    out.push(']');
    out
}

fn position(coord: Coord) -> String {
    let rounded = |degrees: f64| (degrees * 1e7).round() / 1e7;
    format!("[{},{}]", rounded(coord.x), rounded(coord.y))
}
