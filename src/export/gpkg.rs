//! GeoPackage 1.3 (OGC 12-128r17): one SQLite file with the table, its system of coordinates and its extent. Written
//! in memory, in WGS 84 or in a zone of VN-2000.

use std::sync::Arc;

use rusqlite::types::Value;
use rusqlite::{Connection, MAIN_DB, params, params_from_iter};

use super::shape::{self, Form};
use super::{Cell, Kind, Table};
use crate::diagnostics::{Diagnostic, code};
use crate::geo::crs::{Crs, CrsError, Datum, Projection, Transformer};
use crate::geo::{Coord, Geometry, GeometryKind};

/// WGS 84, longitude first as GeoPackage asks for whatever the system's own order is.
const WGS84: i32 = 4326;

/// "GPKG" as SQLite's application id.
const APPLICATION: i32 = 0x4750_4B47;

/// Version 1.3.0.
const VERSION: i32 = 10300;

/// The description of WGS 84 that the standard gives.
const WKT: &str = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4326\"]]";

/// The part of a zone's description that all zones share.
const VN2000: &str = "GEOGCS[\"VN-2000\",DATUM[\"Vietnam_2000\",SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6756\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4756\"]]";

const TABLES: &str = "
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', NULL);
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL);
";

/// A layer, or a table of attributes where no row has a place.
///
/// # Errors
/// What SQLite refuses, which memory alone should make it.
pub fn package(table: &Table) -> Result<Vec<u8>, Diagnostic> {
    written(table, WGS84, None).map_err(|error| unwritable(table, &error))
}

/// A layer in a zone of VN-2000, for surveyors; `epsg` is the zone's code.
///
/// # Errors
/// A code that is no zone of VN-2000, places that the zone can't hold, and what SQLite refuses.
pub fn in_zone(table: &Table, epsg: u32) -> Result<Vec<u8>, Diagnostic> {
    let crs = Crs::from_epsg(epsg).map_err(|error| unwritable(table, &format!("{error:?}")))?;
    let (number, definition) = zone(&crs, epsg).ok_or_else(|| unwritable(table, &format!("EPSG:{epsg}")))?;
    let transformer = Transformer::new(crs).map_err(|error| unwritable(table, &format!("{error:?}")))?;
    let turned = |geometry: &Option<Arc<Geometry>>| {
        let Some(geometry) = geometry else { return Ok(None) };
        let mut geometry = Geometry::clone(geometry);
        let turn = |coords: &mut Vec<Coord>| transformer.from_wgs84(coords);
        match &mut geometry {
            Geometry::Points(points) => turn(points)?,
            Geometry::Lines(lines) => lines.iter_mut().try_for_each(turn)?,
            Geometry::Polygons(polygons) => {
                polygons.iter_mut().flat_map(|polygon| &mut polygon.rings).try_for_each(turn)?;
            }
        }
        Ok(Some(Arc::new(geometry)))
    };
    let geometries: Result<Vec<_>, CrsError> = table.geometries.iter().map(turned).collect();
    let geometries = geometries.map_err(|error| unwritable(table, &format!("{error:?}")))?;
    let table = Table { geometries, ..table.clone() };
    written(&table, number, Some((&crs.to_string(), &definition))).map_err(|error| unwritable(&table, &error))
}

fn unwritable(table: &Table, reason: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error(code::UNWRITABLE).arg("path", format!("{}.gpkg", table.id)).arg("reason", reason)
}

/// The number and the description of a zone of VN-2000, as EPSG's database has them in WKT 1.
fn zone(crs: &Crs, epsg: u32) -> Option<(i32, String)> {
    let Projection::TransverseMercator(zone) = crs.projection else { return None };
    if crs.datum != Datum::Vn2000 {
        return None;
    }
    let (meridian, scale) = (zone.meridian, zone.scale);
    let (east, north) = (zone.false_easting, zone.false_northing);
    let definition = format!(
        "PROJCS[\"{crs}\",{VN2000},PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],\
PARAMETER[\"central_meridian\",{meridian}],PARAMETER[\"scale_factor\",{scale}],PARAMETER[\"false_easting\",{east}],\
PARAMETER[\"false_northing\",{north}],UNIT[\"metre\",1,AUTHORITY[\"EPSG\",\"9001\"]],AXIS[\"Easting\",EAST],\
AXIS[\"Northing\",NORTH],AUTHORITY[\"EPSG\",\"{epsg}\"]]"
    );
    Some((i32::try_from(epsg).ok()?, definition))
}

/// Writes the package; `projected` is the name and description of a system besides WGS 84.
fn written(table: &Table, system: i32, projected: Option<(&str, &str)>) -> rusqlite::Result<Vec<u8>> {
    let mut database = Connection::open_in_memory()?;
    database.pragma_update(None, "application_id", APPLICATION)?;
    database.pragma_update(None, "user_version", VERSION)?;
    let work = database.transaction()?;
    work.execute_batch(TABLES)?;
    work.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', ?1, 'EPSG', ?1, ?2, NULL)", params![WGS84, WKT])?;
    if let Some((name, definition)) = projected {
        work.execute(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, 'EPSG', ?2, ?3, NULL)",
            params![name, system, definition],
        )?;
    }

    let form = Form::of(&table.geometries);
    let name = quoted(&table.id);
    let mut columns = vec!["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL".to_owned()];
    columns.extend(form.map(|form| format!("geom {}", type_name(form))));
    columns
        .extend(table.columns.iter().map(|column| format!("{} {}", quoted(free(&column.name)), affinity(column.kind))));
    work.execute_batch(&format!("CREATE TABLE {name} ({})", columns.join(", ")))?;

    let bounds = table.bounds();
    let about: Vec<String> = table.about.iter().map(|(what, text)| format!("{what}: {text}")).collect();
    let day = if table.date.len() == 10 { &table.date } else { "1970-01-01" };
    work.execute(
        "INSERT INTO gpkg_contents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            table.id,
            if form.is_some() { "features" } else { "attributes" },
            table.title,
            about.join("\n"),
            format!("{day}T00:00:00.000Z"),
            bounds.map(|bounds| bounds.west),
            bounds.map(|bounds| bounds.south),
            bounds.map(|bounds| bounds.east),
            bounds.map(|bounds| bounds.north),
            form.map(|_| system),
        ],
    )?;
    if let Some(form) = form {
        work.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
            params![table.id, type_name(form), system],
        )?;
    }

    let holes = vec!["?"; columns.len()].join(", ");
    let mut insert = work.prepare(&format!("INSERT INTO {name} VALUES ({holes})"))?;
    for (number, row) in table.rows.iter().enumerate() {
        let place = form.map(|form| {
            let geometry = table.geometries.get(number).and_then(Option::as_ref);
            geometry.map_or(Value::Null, |geometry| Value::Blob(blob(geometry, form, system)))
        });
        let cells = row.iter().zip(&table.columns).map(|(cell, column)| value(cell, column.kind));
        let id = Value::Integer(number as i64 + 1);
        insert.execute(params_from_iter([id].into_iter().chain(place).chain(cells)))?;
    }
    drop(insert);
    work.commit()?;
    Ok(database.serialize(MAIN_DB)?.to_vec())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The names of the package's own columns are taken; SQLite does not tell capitals apart.
fn free(name: &str) -> &str {
    match name {
        _ if name.eq_ignore_ascii_case("fid") => "fid_goc",
        _ if name.eq_ignore_ascii_case("geom") => "geom_goc",
        _ => name,
    }
}

fn affinity(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "TEXT",
        Kind::Integer => "INTEGER",
        Kind::Number => "DOUBLE",
        // Years and months alone are no DATE of the standard.
        Kind::Date => "TEXT",
        Kind::YesNo => "BOOLEAN",
    }
}

fn value(cell: &Cell, kind: Kind) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::Text(text.clone()),
        Cell::Number(number) if kind == Kind::Integer => Value::Integer(*number as i64),
        Cell::Number(number) => Value::Real(*number),
        Cell::YesNo(yes) => Value::Integer(i64::from(*yes)),
    }
}

/// The type of a geometry column: what all of its rows are.
fn type_name(form: Form) -> &'static str {
    match form {
        Form::Point => "POINT",
        Form::Several(GeometryKind::Point) => "MULTIPOINT",
        Form::Several(GeometryKind::Line) => "MULTILINESTRING",
        Form::Several(GeometryKind::Polygon) => "MULTIPOLYGON",
        Form::Mixed => "GEOMETRY",
    }
}

/// GeoPackage's header (magic, version, little endian with an envelope, system, box) and well-known binary.
fn blob(geometry: &Geometry, form: Form, system: i32) -> Vec<u8> {
    let mut out = vec![b'G', b'P', 0, 0b11];
    out.extend(system.to_le_bytes());
    let bounds = geometry.bounds();
    for side in bounds.map_or([f64::NAN; 4], |bounds| [bounds.west, bounds.east, bounds.south, bounds.north]) {
        out.extend(side.to_le_bytes());
    }
    shape::wkb(geometry, form, &mut out);
    out
}
