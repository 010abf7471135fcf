//! Parquet for analysts: typed columns, and for layers GeoParquet 1.1 (geoparquet.org) with the box of each row, by which
//! readers pass over what they don't want.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::json;

use super::shape::{self, Form};
use super::{Cell, Kind, Table};
use crate::diagnostics::{Diagnostic, code};
use crate::geo::{Bounds, GeometryKind};
use crate::text::Date;

/// Rows of one group, so that a reader with a box in mind has groups to pass over.
const GROUP: usize = 10_000;

/// A table, or a layer where a row has a place.
///
/// # Errors
/// What the format can't hold.
pub fn file(table: &Table) -> Result<Vec<u8>, Diagnostic> {
    written(table).map_err(|error| {
        Diagnostic::error(code::UNWRITABLE).arg("path", format!("{}.parquet", table.id)).arg("reason", error)
    })
}

/// How a column is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stored {
    Is(Kind),
    /// Words where a month or a year alone stands among the days.
    Days,
}

fn written(table: &Table) -> Result<Vec<u8>, ParquetError> {
    let form = Form::of(&table.geometries);
    let columns: Vec<Stored> = (0..table.columns.len()).map(|at| stored(table, at)).collect();
    let mut fields: Vec<TypePtr> = table.columns.iter().zip(&columns).map(field).collect::<Result<_, _>>()?;
    if form.is_some() {
        fields.push(Arc::new(primitive("geometry", Physical::BYTE_ARRAY, None)?));
        let sides = SIDES.map(|side| {
            let side = Type::primitive_type_builder(side, Physical::DOUBLE).with_repetition(Repetition::REQUIRED);
            side.build().map(Arc::new)
        });
        let sides = sides.into_iter().collect::<Result<Vec<_>, _>>()?;
        let group = Type::group_type_builder("bbox").with_repetition(Repetition::OPTIONAL).with_fields(sides);
        fields.push(Arc::new(group.build()?));
    }
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields).build()?);
    let about: Vec<String> = table.about.iter().map(|(what, text)| format!("{what}: {text}")).collect();
    let mut pairs = vec![KeyValue::new("title".to_owned(), table.title.clone())];
    pairs.push(KeyValue::new("description".to_owned(), about.join("\n")));
    pairs.extend(form.map(|form| KeyValue::new("geo".to_owned(), geo(table, form).to_string())));
    let properties = WriterProperties::builder()
        .set_created_by("langso".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(pairs));
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build()))?;
    // A table without rows has a group without rows: not every reader knows a file without groups.
    let groups = table.rows.len().div_ceil(GROUP).max(1);
    for number in 0..groups {
        let rows = number * GROUP..table.rows.len().min((number + 1) * GROUP);
        let mut group = writer.next_row_group()?;
        for (at, kind) in columns.iter().enumerate() {
            cells(&mut group, table.rows[rows.clone()].iter().map(|row| &row[at]), *kind)?;
        }
        if let Some(form) = form {
            places(&mut group, table, rows, form)?;
        }
        group.close()?;
    }
    writer.into_inner()
}

/// The box of a row, side by side.
const SIDES: [&str; 4] = ["xmin", "ymin", "xmax", "ymax"];

fn stored(table: &Table, column: usize) -> Stored {
    let kind = table.kind_of_all(column);
    let is_day = |cell: &Cell| matches!(cell, Cell::Empty) || day(cell).is_some();
    let days = kind == Kind::Date && table.rows.iter().all(|row| is_day(&row[column]));
    if days { Stored::Days } else { Stored::Is(kind) }
}

/// A whole day as days since 1970.
fn day(cell: &Cell) -> Option<i32> {
    let Cell::Text(text) = cell else { return None };
    let date = Date::parse(text).filter(|date| date.day > 0 && text.len() == 10)?;
    i32::try_from(date.days()).ok()
}

fn primitive(name: &str, physical: Physical, logical: Option<LogicalType>) -> Result<Type, ParquetError> {
    let builder = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    builder.with_logical_type(logical).build()
}

fn field((column, stored): (&super::Column, &Stored)) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match stored {
        Stored::Days => (Physical::INT32, Some(LogicalType::Date)),
        Stored::Is(Kind::Integer) => (Physical::INT64, None),
        Stored::Is(Kind::Number) => (Physical::DOUBLE, None),
        Stored::Is(Kind::YesNo) => (Physical::BOOLEAN, None),
        Stored::Is(Kind::Text | Kind::Date) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    // The names of the layer's own columns are taken.
    let name = match column.name.as_str() {
        "geometry" => "geometry_goc",
        "bbox" => "bbox_goc",
        name => name,
    };
    primitive(name, physical, logical).map(Arc::new)
}

fn cells<'c, W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    cells: impl Iterator<Item = &'c Cell>,
    stored: Stored,
) -> Result<(), ParquetError> {
    let number = |cell: &Cell| if let Cell::Number(number) = cell { Some(*number) } else { None };
    match stored {
        Stored::Days => write::<Int32Type, _>(group, cells.map(day)),
        Stored::Is(Kind::Integer) => write::<Int64Type, _>(group, cells.map(|cell| number(cell).map(|it| it as i64))),
        Stored::Is(Kind::Number) => write::<DoubleType, _>(group, cells.map(number)),
        Stored::Is(Kind::YesNo) => {
            write::<BoolType, _>(group, cells.map(|cell| if let Cell::YesNo(yes) = cell { Some(*yes) } else { None }))
        }
        Stored::Is(Kind::Text | Kind::Date) => write::<ByteArrayType, _>(
            group,
            cells.map(|cell| (*cell != Cell::Empty).then(|| ByteArray::from(cell.text().into_bytes()))),
        ),
    }
}

/// A column: values where there are any; the level says where.
fn write<T: DataType, W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    cells: impl Iterator<Item = Option<T::T>>,
) -> Result<(), ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        levels.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    column.typed::<T>().write_batch(&values, Some(&levels), None)?;
    column.close()
}

fn places<W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    table: &Table,
    rows: std::ops::Range<usize>,
    form: Form,
) -> Result<(), ParquetError> {
    let own = || rows.clone().map(|row| table.geometries.get(row).and_then(Option::as_deref));
    write::<ByteArrayType, _>(
        group,
        own().map(|geometry| {
            let mut bytes = Vec::new();
            shape::wkb(geometry?, form, &mut bytes);
            Some(ByteArray::from(bytes))
        }),
    )?;
    let boxes: Vec<Option<[f64; 4]>> = own()
        .map(|geometry| geometry?.bounds().map(|Bounds { west, south, east, north }| [west, south, east, north]))
        .collect();
    for side in 0..SIDES.len() {
        write::<DoubleType, _>(group, boxes.iter().map(|bounds| bounds.map(|bounds| bounds[side])))?;
    }
    Ok(())
}

/// What makes it GeoParquet. Without a system named it is longitude and latitude on WGS 84 (OGC:CRS84).
fn geo(table: &Table, form: Form) -> serde_json::Value {
    let types: &[&str] = match form {
        Form::Point => &["Point"],
        Form::Several(GeometryKind::Point) => &["MultiPoint"],
        Form::Several(GeometryKind::Line) => &["MultiLineString"],
        Form::Several(GeometryKind::Polygon) => &["MultiPolygon"],
        Form::Mixed => &[],
    };
    let covering: serde_json::Map<_, _> =
        SIDES.iter().map(|side| ((*side).to_owned(), json!(["bbox", side]))).collect();
    let mut column = json!({
        "encoding": "WKB",
        "geometry_types": types,
        "covering": {"bbox": covering},
    });
    let bounds = table.bounds();
    if let Some(Bounds { west, south, east, north }) = bounds {
        column["bbox"] = json!([west, south, east, north]);
    }
    json!({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}})
}
