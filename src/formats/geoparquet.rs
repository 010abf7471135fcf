//! GeoParquet 1.x (geoparquet.org): columns of a Parquet file, shapes as WKB. Behind the feature `parquet`.

mod metadata;

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field as Value;

use super::wkb::{self, WkbError};
use super::{
    Contents, Date, Field, FieldKind, Format, Input, MAX_CELLS, ProblemKind, RawCell, RawLayer, RawRow, RowPlace, Shape,
};
use metadata::Geo;

pub(super) const FORMAT: Format = Format {
    name: "GeoParquet",
    endings: &["parquet", "geoparquet"],
    companions: &[],
    sniff: |bytes| bytes.starts_with(b"PAR1"),
    read,
};

fn read(input: &Input) -> Contents {
    let mut contents = Contents::default();
    // The crate asserts where it should return (`bit_util::read_num_bytes`, when a page ends within a text's length).
    // Nothing of its state is used afterwards.
    let read = catch_unwind(AssertUnwindSafe(|| layer(input, &mut contents)));
    match read {
        Ok(Ok(())) => {}
        Ok(Err(error)) => contents.problem(ProblemKind::Broken, error),
        Err(_) => contents.problem(ProblemKind::Broken, "parquet"),
    }
    contents
}

fn layer(input: &Input, contents: &mut Contents) -> Result<(), ParquetError> {
    let file = SerializedFileReader::new(Bytes::copy_from_slice(input.bytes))?;
    let about = file.metadata().file_metadata();
    let geo = about.key_value_metadata().into_iter().flatten().find(|pair| pair.key == "geo");
    let geo = geo.and_then(|pair| pair.value.as_deref()).map(Geo::read).unwrap_or_default();
    let columns: Vec<String> = about.schema().get_fields().iter().map(|column| column.name().to_owned()).collect();
    let shape = columns.iter().position(|name| *name == geo.column);
    let covering = columns.iter().position(|name| *name == geo.covering);
    if shape.is_some() && geo.encoding != "WKB" {
        contents.problem(ProblemKind::Unsupported, &geo.encoding);
    }
    let mut fields: Vec<Field> = Vec::new();
    for (at, column) in about.schema().get_fields().iter().enumerate() {
        if Some(at) == shape || Some(at) == covering {
            continue;
        }
        let kind = if column.is_primitive() { kind(column) } else { FieldKind::Other("nested".to_owned()) };
        fields.push(Field { name: column.name().into(), kind, column: at + 1 });
    }
    let mut rows: Vec<RawRow> = Vec::new();
    for row in file.get_row_iter(None)? {
        let place = RowPlace::Record(rows.len() + 1);
        if (rows.len() + 1).saturating_mul(columns.len().max(1)) > MAX_CELLS {
            contents.problem(ProblemKind::TooLarge, format!("cells {MAX_CELLS}"));
            break;
        }
        let mut found = RawRow { cells: Vec::with_capacity(fields.len()), shape: None, place };
        for (at, (_, value)) in row?.get_column_iter().enumerate() {
            if Some(at) == shape {
                found.shape = self::shape(value, &found.place, contents);
            } else if Some(at) != covering {
                found.cells.push(cell(value));
            }
        }
        rows.push(found);
    }
    contents.layers.push(RawLayer { name: input.stem().to_owned(), crs: geo.crs, fields, rows, ..RawLayer::default() });
    Ok(())
}

fn kind(column: &parquet::schema::types::Type) -> FieldKind {
    use parquet::basic::{ConvertedType, Type};
    match (column.get_physical_type(), column.get_basic_info().converted_type()) {
        (_, ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON) => FieldKind::Text,
        (_, ConvertedType::DATE | ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS) => FieldKind::Date,
        (_, ConvertedType::DECIMAL) => FieldKind::Number,
        (Type::BOOLEAN, _) => FieldKind::Bool,
        (Type::INT32 | Type::INT64, _) => FieldKind::Integer,
        (Type::FLOAT | Type::DOUBLE, _) => FieldKind::Number,
        (other, _) => FieldKind::Other(other.to_string()),
    }
}

fn shape(value: &Value, place: &RowPlace, contents: &mut Contents) -> Option<Shape> {
    let Value::Bytes(bytes) = value else { return None };
    match wkb::read(bytes.data()) {
        Ok(shape) => return shape,
        Err(WkbError::Broken) => contents.problem_at(ProblemKind::BadShape, place.clone(), "WKB"),
        Err(WkbError::Unsupported(what)) => contents.problem_at(ProblemKind::Unsupported, place.clone(), what),
    }
    None
}

/// A value as a cell; lists, maps and groups as the text that the crate makes of them.
fn cell(value: &Value) -> RawCell {
    let moment = |milliseconds: i64| {
        let seconds = milliseconds.div_euclid(1000);
        let time = u32::try_from(seconds.rem_euclid(86_400)).ok();
        Date::from_days(seconds.div_euclid(86_400), time).map_or(RawCell::Null, RawCell::Date)
    };
    match value {
        Value::Null => RawCell::Null,
        Value::Bool(value) => RawCell::Bool(*value),
        Value::Byte(number) => RawCell::Integer((*number).into()),
        Value::Short(number) => RawCell::Integer((*number).into()),
        Value::Int(number) | Value::TimeMillis(number) => RawCell::Integer((*number).into()),
        Value::Long(number) | Value::TimeMicros(number) => RawCell::Integer(*number),
        Value::UByte(number) => RawCell::Integer((*number).into()),
        Value::UShort(number) => RawCell::Integer((*number).into()),
        Value::UInt(number) => RawCell::Integer((*number).into()),
        Value::ULong(number) => i64::try_from(*number).map_or(RawCell::Number(*number as f64), RawCell::Integer),
        Value::Float16(number) => RawCell::Number(number.to_f64()),
        Value::Float(number) => RawCell::Number((*number).into()),
        Value::Double(number) => RawCell::Number(*number),
        Value::Str(text) => RawCell::Text(text.clone()),
        Value::Bytes(bytes) => std::str::from_utf8(bytes.data())
            .map_or_else(|_| RawCell::Bytes(bytes.data().to_vec()), |text| RawCell::Text(text.to_owned())),
        Value::Date(days) => Date::from_days((*days).into(), None).map_or(RawCell::Null, RawCell::Date),
        Value::TimestampMillis(milliseconds) => moment(*milliseconds),
        Value::TimestampMicros(microseconds) => moment(microseconds.div_euclid(1000)),
        Value::Decimal(_) => value.to_string().parse().map_or(RawCell::Null, RawCell::Number),
        Value::Group(_) | Value::ListInternal(_) | Value::MapInternal(_) => RawCell::Text(value.to_string()),
    }
}
