//! GeoPackage 1.3 (OGC 12-128r17): one SQLite file with the table, its system of coordinates and its extent. Written in memory.

use rusqlite::types::Value;
use rusqlite::{Connection, MAIN_DB, params, params_from_iter};

use super::{Cell, Kind, Table};
use crate::diagnostics::{Diagnostic, code};
use crate::geo::{Bounds, Coord, Geometry, GeometryKind};

/// WGS 84, longitude first as GeoPackage asks for whatever the system's own order is.
const WGS84: i32 = 4326;

/// "GPKG" as SQLite's application id.
const APPLICATION: i32 = 0x4750_4B47;

/// Version 1.3.0.
const VERSION: i32 = 10300;

/// The description of WGS 84 that the standard gives.
const WKT: &str = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4326\"]]";

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
    written(table).map_err(|error| {
        Diagnostic::error(code::UNWRITABLE).arg("path", format!("{}.gpkg", table.id)).arg("reason", error)
    })
}

fn written(table: &Table) -> rusqlite::Result<Vec<u8>> {
    let mut database = Connection::open_in_memory()?;
    database.pragma_update(None, "application_id", APPLICATION)?;
    database.pragma_update(None, "user_version", VERSION)?;
    let work = database.transaction()?;
    work.execute_batch(TABLES)?;
    work.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', ?1, 'EPSG', ?1, ?2, NULL)", params![WGS84, WKT])?;

    let form = Form::of(&table.geometries);
    let name = quoted(&table.id);
    let mut columns = vec!["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL".to_owned()];
    columns.extend(form.map(|form| format!("geom {}", form.name())));
    columns
        .extend(table.columns.iter().map(|column| format!("{} {}", quoted(free(&column.name)), affinity(column.kind))));
    work.execute_batch(&format!("CREATE TABLE {name} ({})", columns.join(", ")))?;

    let bounds = table.geometries.iter().flatten().filter_map(|geometry| geometry.bounds()).reduce(Bounds::union);
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
            form.map(|_| WGS84),
        ],
    )?;
    if let Some(form) = form {
        work.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
            params![table.id, form.name(), WGS84],
        )?;
    }

    let holes = vec!["?"; columns.len()].join(", ");
    let mut insert = work.prepare(&format!("INSERT INTO {name} VALUES ({holes})"))?;
    for (number, row) in table.rows.iter().enumerate() {
        let place = form.map(|form| {
            let geometry = table.geometries.get(number).and_then(Option::as_ref);
            geometry.map_or(Value::Null, |geometry| Value::Blob(blob(geometry, form)))
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
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Point,
    Several(GeometryKind),
    Mixed,
}

impl Form {
    fn of(geometries: &[Option<std::sync::Arc<Geometry>>]) -> Option<Self> {
        let mut kinds = geometries.iter().flatten().map(|geometry| geometry.kind());
        let first = kinds.next()?;
        let one =
            |geometry: &std::sync::Arc<Geometry>| matches!(&**geometry, Geometry::Points(points) if points.len() == 1);
        Some(if kinds.any(|kind| kind != first) {
            Self::Mixed
        } else if geometries.iter().flatten().all(one) {
            Self::Point
        } else {
            Self::Several(first)
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Point => "POINT",
            Self::Several(GeometryKind::Point) => "MULTIPOINT",
            Self::Several(GeometryKind::Line) => "MULTILINESTRING",
            Self::Several(GeometryKind::Polygon) => "MULTIPOLYGON",
            Self::Mixed => "GEOMETRY",
        }
    }
}

/// GeoPackage's header (magic, version, little endian with an envelope, system, box) and well-known binary.
fn blob(geometry: &Geometry, form: Form) -> Vec<u8> {
    let mut out = vec![b'G', b'P', 0, 0b11];
    out.extend(WGS84.to_le_bytes());
    let bounds = geometry.bounds();
    for side in bounds.map_or([f64::NAN; 4], |bounds| [bounds.west, bounds.east, bounds.south, bounds.north]) {
        out.extend(side.to_le_bytes());
    }
    let head = |kind: u32, out: &mut Vec<u8>| {
        out.push(1);
        out.extend(kind.to_le_bytes());
    };
    let count = |count: usize, out: &mut Vec<u8>| out.extend((count as u32).to_le_bytes());
    let coords = |coords: &[Coord], out: &mut Vec<u8>| {
        for coord in coords {
            out.extend(coord.x.to_le_bytes());
            out.extend(coord.y.to_le_bytes());
        }
    };
    match geometry {
        Geometry::Points(points) if form == Form::Point => {
            head(1, &mut out);
            coords(&points[..1], &mut out);
        }
        Geometry::Points(points) => {
            head(4, &mut out);
            count(points.len(), &mut out);
            for point in points {
                head(1, &mut out);
                coords(std::slice::from_ref(point), &mut out);
            }
        }
        Geometry::Lines(lines) => {
            head(5, &mut out);
            count(lines.len(), &mut out);
            for line in lines {
                head(2, &mut out);
                count(line.len(), &mut out);
                coords(line, &mut out);
            }
        }
        Geometry::Polygons(polygons) => {
            head(6, &mut out);
            count(polygons.len(), &mut out);
            for polygon in polygons {
                head(3, &mut out);
                count(polygon.rings.len(), &mut out);
                for ring in &polygon.rings {
                    count(ring.len(), &mut out);
                    coords(ring, &mut out);
                }
            }
        }
    }
    out
}
