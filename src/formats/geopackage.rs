//! GeoPackage (OGC 12-128r18): an SQLite database with layers and plain tables, opened from memory.

mod blob;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB, OptionalExtension, Row};

use super::wkb::WkbError;
use super::{
    Contents, Date, DeclaredCrs, Field, FieldKind, Format, Input, MAX_CELLS, ProblemKind, RawCell, RawLayer, RawRow,
    RowPlace, Shape,
};

pub(super) const FORMAT: Format = Format {
    name: "GeoPackage",
    endings: &["gpkg"],
    companions: &["gpkg-wal", "gpkg-shm", "gpkg-journal"],
    sniff: |bytes| bytes.starts_with(b"SQLite format 3\0"),
    read,
};

/// Views are programs: how many steps of SQLite's machine a file may take, and how many more for each of its bytes.
const STEPS: usize = 20_000_000;
const STEPS_PER_BYTE: usize = 20;
/// How often the steps are counted.
const STEPS_PER_TICK: usize = 10_000;
/// The longest text or shape.
const MAX_VALUE: i32 = 256 << 20;

fn read(input: &Input) -> Contents {
    let mut contents = Contents::default();
    if (input.beside)("gpkg-wal").is_some_and(|wal| !wal.is_empty()) {
        // Another program has it open, and what it changed last is in there.
        contents.problem(ProblemKind::Unsupported, "gpkg-wal");
    }
    if let Err(error) = open(input.bytes).and_then(|database| tables(&database, &mut contents)) {
        contents.problem(ProblemKind::Broken, error);
    }
    if contents.layers.is_empty() && contents.problems.is_empty() {
        contents.problem(ProblemKind::Empty, "");
    }
    contents
}

fn open(bytes: &[u8]) -> rusqlite::Result<Connection> {
    let mut database = Connection::open_in_memory()?;
    // A database in memory has no write-ahead log, and SQLite refuses one that says it has: bytes 18 and 19 go
    // from 2 (log) to 1 (journal).
    let mut head: Vec<u8> = bytes.iter().take(20).copied().collect();
    head.iter_mut().skip(18).for_each(|version| *version = 1);
    let rest = bytes.get(head.len()..).unwrap_or_default();
    database.deserialize_read_exact(MAIN_DB, std::io::Read::chain(&*head, rest), bytes.len(), true)?;
    database.pragma_update(None, "trusted_schema", false)?;
    database.set_limit(rusqlite::limits::Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE)?;
    let most = (STEPS + bytes.len().saturating_mul(STEPS_PER_BYTE)) / STEPS_PER_TICK;
    let mut ticks = 0;
    let out_of_steps = move || {
        ticks += 1;
        ticks > most
    };
    database.progress_handler(STEPS_PER_TICK as i32, Some(out_of_steps))?;
    Ok(database)
}

/// Reads every table that the catalogue lists.
fn tables(database: &Connection, contents: &mut Contents) -> rusqlite::Result<()> {
    let geopackage = database.prepare("SELECT 1 FROM sqlite_schema WHERE lower(name) = 'gpkg_contents'")?.exists(())?;
    if !geopackage {
        contents.problem(ProblemKind::Unsupported, "SQLite");
        return Ok(());
    }
    let mut catalogue = database.prepare("SELECT table_name, data_type FROM gpkg_contents")?;
    let listed = catalogue.query_map((), |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for listed in listed {
        let (table, kind) = listed?;
        match kind.as_str() {
            "features" | "attributes" | "aspatial" => {
                let problems = contents.problems.len();
                if let Err(error) = layer(database, &table, contents) {
                    contents.problem(ProblemKind::Broken, error);
                }
                contents.name_layer(problems, &table);
            }
            other => contents.problem(ProblemKind::Unsupported, other),
        }
    }
    Ok(())
}

fn layer(database: &Connection, table: &str, contents: &mut Contents) -> rusqlite::Result<()> {
    let geometry: Option<(String, i64)> = database
        .prepare("SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?1")
        .and_then(|mut query| query.query_row([table], |row| Ok((row.get(0)?, row.get(1)?))).optional())
        .unwrap_or_default();
    let columns = columns(database, table)?;
    // Some programs leave the table of geometry columns out; their types still say what they are.
    let typed = || columns.iter().find(|(_, declared)| is_geometry(declared)).map(|(name, _)| (name.clone(), 0));
    let geometry = geometry.or_else(typed);
    let crs = geometry.as_ref().map_or(Ok(DeclaredCrs::None), |(_, id)| crs(database, *id))?;
    let is_shape = |name: &str| geometry.as_ref().is_some_and(|(column, _)| column.eq_ignore_ascii_case(name));
    let names: Vec<String> = columns.iter().map(|(name, _)| quoted(name)).collect();
    // A table of nothing but its key still has rows.
    let names = if names.is_empty() { "NULL".to_owned() } else { names.join(", ") };
    let mut query = database.prepare(&format!("SELECT {names} FROM {}", quoted(table)))?;
    let mut layer = RawLayer { name: table.to_owned(), crs, ..RawLayer::default() };
    let mut readers = Vec::new();
    for (at, (name, declared)) in columns.iter().enumerate() {
        let kind = kind(declared);
        readers.push(if is_shape(name) { Reader::Shape } else { Reader::of(&kind) });
        if kind == FieldKind::Other("BLOB".into()) && !is_shape(name) {
            contents.problem(ProblemKind::Unsupported, format!("{name} {declared}"));
        }
        if !is_shape(name) {
            layer.fields.push(Field { name: name.as_str().into(), kind, column: at + 1 });
        }
    }
    let mut rows = query.query(())?;
    let mut cells = 0;
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(error) => {
                let place = RowPlace::Record(layer.rows.len() + 1);
                contents.problem_at(ProblemKind::Broken, place, error);
                break;
            }
        };
        cells += readers.len();
        if cells > MAX_CELLS {
            contents.problem(ProblemKind::TooLarge, format!("cells {MAX_CELLS}"));
            break;
        }
        let place = RowPlace::Record(layer.rows.len() + 1);
        layer.rows.push(raw_row(row, &readers, place, contents)?);
    }
    contents.layers.push(layer);
    Ok(())
}

/// How a column is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Shape,
    Bool,
    Date,
    Plain,
}

impl Reader {
    fn of(kind: &FieldKind) -> Self {
        match kind {
            FieldKind::Bool => Self::Bool,
            FieldKind::Date => Self::Date,
            _ => Self::Plain,
        }
    }
}

fn raw_row(row: &Row, readers: &[Reader], place: RowPlace, contents: &mut Contents) -> rusqlite::Result<RawRow> {
    let mut found = RawRow { cells: Vec::with_capacity(readers.len()), shape: None, place };
    for (at, reader) in readers.iter().enumerate() {
        let value = row.get_ref(at)?;
        if *reader == Reader::Shape {
            found.shape = shape(value, &found.place, contents);
            continue;
        }
        found.cells.push(match (value, reader) {
            (ValueRef::Null, _) => RawCell::Null,
            (ValueRef::Integer(number), Reader::Bool) => RawCell::Bool(number != 0),
            (ValueRef::Integer(number), _) => RawCell::Integer(number),
            (ValueRef::Real(number), _) => RawCell::Number(number),
            (ValueRef::Text(bytes), reader) => match std::str::from_utf8(bytes) {
                Ok(text) if *reader == Reader::Date => {
                    Date::iso(text).map_or_else(|| RawCell::Text(text.to_owned()), RawCell::Date)
                }
                Ok(text) => RawCell::Text(text.to_owned()),
                Err(_) => RawCell::Bytes(bytes.to_owned()),
            },
            (ValueRef::Blob(_), _) => RawCell::Null,
        });
    }
    Ok(found)
}

fn shape(value: ValueRef, place: &RowPlace, contents: &mut Contents) -> Option<Shape> {
    let found = match value {
        ValueRef::Null => return None,
        ValueRef::Blob(bytes) => blob::shape(bytes),
        _ => Err(WkbError::Broken),
    };
    match found {
        Ok(shape) => return shape,
        Err(WkbError::Broken) => contents.problem_at(ProblemKind::BadShape, place.clone(), "WKB"),
        Err(WkbError::Unsupported(what)) => contents.problem_at(ProblemKind::Unsupported, place.clone(), what),
    }
    None
}

/// Names and declared types of a table's or a view's columns. The key that programs add by themselves numbers the rows
/// and says nothing of them; one with a name of its own may.
fn columns(database: &Connection, table: &str) -> rusqlite::Result<Vec<(String, String)>> {
    let own = "SELECT name, type FROM pragma_table_info(?1) WHERE NOT (pk = 1 AND lower(name) IN ('fid', 'ogc_fid'))";
    let mut query = database.prepare(own)?;
    query.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// An identifier as SQL wants it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn kind(declared: &str) -> FieldKind {
    let word = declared.split('(').next().unwrap_or_default().trim().to_ascii_uppercase();
    match word.as_str() {
        "TEXT" | "VARCHAR" | "CHAR" => FieldKind::Text,
        "BOOLEAN" => FieldKind::Bool,
        "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "INTEGER" | "BIGINT" => FieldKind::Integer,
        "REAL" | "DOUBLE" | "FLOAT" | "NUMERIC" | "DECIMAL" => FieldKind::Number,
        "DATE" | "DATETIME" => FieldKind::Date,
        "" => FieldKind::Undeclared,
        _ => FieldKind::Other(word),
    }
}

/// Whether a column's type is one of a shape (OGC 12-128r18, annex G).
fn is_geometry(declared: &str) -> bool {
    const SHAPES: [&str; 8] = [
        "GEOMETRY",
        "POINT",
        "LINESTRING",
        "POLYGON",
        "MULTIPOINT",
        "MULTILINESTRING",
        "MULTIPOLYGON",
        "GEOMETRYCOLLECTION",
    ];
    SHAPES.iter().any(|shape| declared.trim().eq_ignore_ascii_case(shape))
}

/// The system behind an id of the file: EPSG's code, else its definition, else its name.
fn crs(database: &Connection, id: i64) -> rusqlite::Result<DeclaredCrs> {
    // -1 and 0 are the undefined systems that every GeoPackage lists.
    if id <= 0 {
        return Ok(DeclaredCrs::None);
    }
    let mut query = database.prepare(
        "SELECT organization, organization_coordsys_id, definition, srs_name FROM gpkg_spatial_ref_sys WHERE srs_id = ?1",
    )?;
    type Known = (Option<String>, Option<i64>, Option<String>, Option<String>);
    let known: Option<Known> =
        query.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).optional()?;
    let Some((organization, code, definition, name)) = known else { return Ok(DeclaredCrs::Named(id.to_string())) };
    let epsg = organization.is_some_and(|name| name.trim().eq_ignore_ascii_case("EPSG"));
    let code = code.filter(|_| epsg).and_then(|code| u32::try_from(code).ok()).filter(|code| *code > 0);
    let definition = definition.filter(|text| text.contains('['));
    Ok(match (code, definition) {
        (Some(code), _) => DeclaredCrs::Epsg(code),
        (None, Some(text)) => DeclaredCrs::Wkt(text),
        (None, None) => DeclaredCrs::Named(name.unwrap_or_else(|| id.to_string())),
    })
}
