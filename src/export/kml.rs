//! KML 2.2 (OGC 07-147r2) of places: a placemark a row, its cells as extended data.

use std::fmt::Write as _;

use super::{Cell, Table};
use crate::diagnostics::Diagnostic;
use crate::geo::Geometry;
use crate::text::escape;

/// The rows that are points; others are left out.
///
/// # Errors
/// None: writing to memory does not fail.
pub fn places(table: &Table) -> Result<Vec<u8>, Diagnostic> {
    let about: Vec<String> = table.about.iter().map(|(what, text)| format!("{what}: {text}")).collect();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>\n\
<name>{}</name>\n<description>{}</description>\n",
        escape(&table.title),
        escape(&about.join("\n")),
    );
    let named = table.columns.iter().position(|column| Some(&column.name) == table.name.as_ref());
    for (row, geometry) in table.rows.iter().zip(&table.geometries) {
        let Some(Geometry::Points(points)) = geometry.as_deref() else { continue };
        let name = named.map_or_else(String::new, |at| row[at].text());
        let _ = write!(out, "<Placemark><name>{}</name><ExtendedData>", escape(&name));
        for (cell, column) in row.iter().zip(&table.columns).filter(|(cell, _)| **cell != Cell::Empty) {
            let (name, value) = (escape(&column.heading), escape(&cell.text()));
            let _ = write!(out, "<Data name=\"{name}\"><value>{value}</value></Data>");
        }
        out.push_str("</ExtendedData>");
        let several = points.len() > 1;
        out.push_str(if several { "<MultiGeometry>" } else { "" });
        for point in points {
            let _ = write!(out, "<Point><coordinates>{:.7},{:.7}</coordinates></Point>", point.x, point.y);
        }
        out.push_str(if several { "</MultiGeometry>" } else { "" });
        out.push_str("</Placemark>\n");
    }
    out.push_str("</Document></kml>\n");
    Ok(out.into_bytes())
}
