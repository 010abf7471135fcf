//! GeoJSON (RFC 7946): longitude first, outer rings against the clock, seven decimals, which is a centimetre.

use std::fmt::Write as _;
use std::ops::Range;

use super::Table;
use crate::diagnostics::Diagnostic;
use crate::geo::{Coord, Geometry};

/// A layer; rows without a place have `null` for geometry.
///
/// # Errors
/// None: writing to memory does not fail.
pub fn layer(table: &Table) -> Result<Vec<u8>, Diagnostic> {
    let mut out = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
    features(table, 0..table.rows.len(), None, &mut out);
    out.push_str("\n]}\n");
    Ok(out.into_bytes())
}

/// Some rows of a layer as a page of OGC API - Features (17-069r4): `head` has its members besides type and features. A
/// row's id is its cell of the column `key`, else its number from 1.
///
/// # Errors
/// None: writing to memory does not fail.
pub fn page(
    table: &Table,
    rows: Range<usize>,
    key: Option<&str>,
    head: &serde_json::Map<String, serde_json::Value>,
) -> Result<Vec<u8>, Diagnostic> {
    let mut out = String::from("{\"type\":\"FeatureCollection\"");
    for (name, value) in head {
        let _ = write!(out, ",\n\"{name}\":{value}");
    }
    out.push_str(",\n\"features\":[");
    let key = key.and_then(|key| table.columns.iter().position(|column| column.name == key));
    features(table, rows, Some(key), &mut out);
    out.push_str("\n]}\n");
    Ok(out.into_bytes())
}

/// Rows parted by commas; `ids` is the column of their ids where they have any.
fn features(table: &Table, rows: Range<usize>, ids: Option<Option<usize>>, out: &mut String) {
    let first = rows.start;
    for row in rows {
        out.push_str(if row > first { ",\n" } else { "\n" });
        out.push_str("{\"type\":\"Feature\",");
        if let Some(column) = ids {
            let id = column.map_or_else(|| (row + 1).to_string(), |column| table.rows[row][column].text());
            let _ = write!(out, "\"id\":{},", serde_json::Value::from(id));
        }
        let properties = serde_json::Value::Object(table.object(row));
        let _ = write!(out, "\"properties\":{properties},\"geometry\":");
        match table.geometries.get(row).and_then(Option::as_ref) {
            Some(geometry) => write_geometry(geometry, out),
            None => out.push_str("null"),
        }
        out.push('}');
    }
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
