//! FlatGeobuf 3 (flatgeobuf.org): a header, an index that is passed over, and features, all FlatBuffers.
//!
//! Read by own code: the crate brings fourteen others for a walk over three kinds of tables.

mod buffer;
mod geometry;

use super::bytes::Cursor;
use super::{
    Contents, Date, DeclaredCrs, Field, FieldKind, Format, Input, MAX_CELLS, ProblemKind, RawCell, RawLayer, RawRow,
    RawText, RowPlace,
};
use buffer::Table;
use geometry::{BadGeometry, Geometries};

pub(super) const FORMAT: Format = Format {
    name: "FlatGeobuf",
    endings: &["fgb"],
    companions: &[],
    sniff: |bytes| bytes.starts_with(b"fgb\x03fgb"),
    read,
};

fn read(input: &Input) -> Contents {
    let mut contents = Contents::default();
    let mut cursor = Cursor::new(input.bytes);
    let header = cursor.take(8).filter(|magic| (FORMAT.sniff)(magic)).and_then(|_| sized(&mut cursor));
    let Some(header) = header.and_then(Header::read) else {
        contents.problem(ProblemKind::Broken, "header");
        return contents;
    };
    if header.index_size().and_then(|size| cursor.take(size)).is_none() {
        contents.problem(ProblemKind::Truncated, "index");
        return contents;
    }
    let rows = features(&mut cursor, &header, &mut contents);
    let fields = header.columns.iter().enumerate().map(|(at, (name, kind))| Field {
        name: name.as_str().into(),
        kind: kind.declared(),
        column: at + 1,
    });
    let name = if header.name.is_empty() { input.stem() } else { &header.name };
    contents.layers.push(RawLayer {
        name: name.to_owned(),
        fields: fields.collect(),
        crs: header.crs,
        rows,
        ..RawLayer::default()
    });
    contents
}

/// A table with its size before it.
fn sized<'a>(cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let size = usize::try_from(cursor.u32()?).ok()?;
    cursor.take(size)
}

struct Header {
    name: String,
    geometry: u8,
    columns: Vec<(String, Kind)>,
    /// How many features; 0 when the writer did not know.
    features: u64,
    node_size: u16,
    crs: DeclaredCrs,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let table = Table::root(bytes)?;
        let columns = table
            .tables(7)
            .into_iter()
            .flatten()
            .map(|column| Some((column.text(0)?, Kind(column.u8(1).unwrap_or(0)))));
        Some(Self {
            name: table.text(0).unwrap_or_default(),
            geometry: table.u8(2).unwrap_or(0),
            columns: columns.collect::<Option<_>>()?,
            features: table.u64(8).unwrap_or(0),
            node_size: table.u16(9).unwrap_or(16),
            crs: table.table(10).map(|crs| declared_crs(&crs)).unwrap_or_default(),
        })
    }

    /// The bytes of the index: a packed tree of nodes of 40 bytes, from the leaves up to one root.
    fn index_size(&self) -> Option<usize> {
        let (mut level, node) = (self.features, u64::from(self.node_size));
        if node < 2 || level == 0 {
            return Some(0);
        }
        let mut nodes = level;
        while level > 1 {
            level = level.div_ceil(node);
            nodes = nodes.checked_add(level)?;
        }
        // A tree has a root even above a single leaf.
        if self.features == 1 {
            nodes += 1;
        }
        usize::try_from(nodes.checked_mul(40)?).ok()
    }
}

fn declared_crs(crs: &Table) -> DeclaredCrs {
    let organization = crs.text(0).unwrap_or_default();
    let code = crs.u32(1).filter(|code| *code > 0 && *code < 0x8000_0000);
    let named = || crs.text(5).or_else(|| crs.text(2)).filter(|name| !name.is_empty());
    match code {
        Some(code) if organization.is_empty() || organization.eq_ignore_ascii_case("EPSG") => DeclaredCrs::Epsg(code),
        _ => match (crs.text(4).filter(|wkt| !wkt.is_empty()), code) {
            (Some(wkt), _) => DeclaredCrs::Wkt(wkt),
            (None, Some(code)) => DeclaredCrs::Named(format!("{organization}:{code}")),
            (None, None) => named().map_or(DeclaredCrs::None, DeclaredCrs::Named),
        },
    }
}

fn features(cursor: &mut Cursor, header: &Header, contents: &mut Contents) -> Vec<RawRow> {
    let mut rows: Vec<RawRow> = Vec::new();
    let mut cells = 0;
    while cursor.left() > 0 {
        let place = RowPlace::Record(rows.len() + 1);
        let Some((bytes, feature)) = sized(cursor).and_then(|bytes| Some((bytes, Table::root(bytes)?))) else {
            contents.problem_at(ProblemKind::Broken, place, "feature");
            return rows;
        };
        let mut row = RawRow { cells: Vec::new(), shape: None, place };
        match feature.table(0).map(|table| Geometries::new(bytes.len()).shape(&table, header.geometry)) {
            Some(Ok(shape)) => row.shape = shape,
            Some(Err(BadGeometry::Broken)) => contents.problem_at(ProblemKind::BadShape, row.place.clone(), "geometry"),
            Some(Err(BadGeometry::Unsupported(kind))) => {
                contents.problem_at(ProblemKind::Unsupported, row.place.clone(), format!("geometry {kind}"));
            }
            None => {}
        }
        // Columns of a feature's own replace the header's; nobody writes them.
        if feature.tables(2).is_some_and(|own| !own.is_empty()) {
            contents.problem_at(ProblemKind::Unsupported, row.place.clone(), "columns");
        } else if let Some(properties) = feature.bytes(1)
            && properties_of(properties, &header.columns, &mut row.cells).is_none()
        {
            contents.problem_at(ProblemKind::BadValue, row.place.clone(), "properties");
        }
        cells += row.cells.len();
        if cells > MAX_CELLS {
            contents.problem(ProblemKind::TooLarge, format!("cells {MAX_CELLS}"));
            return rows;
        }
        rows.push(row);
    }
    let announced = usize::try_from(header.features).unwrap_or(usize::MAX);
    if rows.len() < announced {
        contents.problem(ProblemKind::Truncated, format!("{} {announced}", rows.len()));
    }
    rows
}

/// Pairs of a column's number and a value; columns that are not there are empty. `None` when the rest can't be read.
fn properties_of(bytes: &[u8], columns: &[(String, Kind)], cells: &mut Vec<RawCell>) -> Option<()> {
    let mut cursor = Cursor::new(bytes);
    // Some writers leave a byte at the end.
    while cursor.left() > 1 {
        let number = usize::from(cursor.u16()?);
        let cell = columns.get(number)?.1.cell(&mut cursor)?;
        if cells.len() <= number {
            cells.resize(number + 1, RawCell::Null);
        }
        if let Some(slot) = cells.get_mut(number) {
            *slot = cell;
        }
    }
    Some(())
}

/// The type of a column, by its number in the schema.
#[derive(Clone, Copy)]
struct Kind(u8);

impl Kind {
    fn declared(self) -> FieldKind {
        match self.0 {
            0 | 1 | 3..=8 => FieldKind::Integer,
            2 => FieldKind::Bool,
            9 | 10 => FieldKind::Number,
            11 => FieldKind::Text,
            12 => FieldKind::Other("JSON".to_owned()),
            13 => FieldKind::Date,
            14 => FieldKind::Other("Binary".to_owned()),
            other => FieldKind::Other(other.to_string()),
        }
    }

    fn cell(self, cursor: &mut Cursor) -> Option<RawCell> {
        Some(match self.0 {
            0 => RawCell::Integer(i8::from_le_bytes(cursor.array()?).into()),
            1 => RawCell::Integer(cursor.u8()?.into()),
            2 => RawCell::Bool(cursor.u8()? != 0),
            3 => RawCell::Integer(i16::from_le_bytes(cursor.array()?).into()),
            4 => RawCell::Integer(cursor.u16()?.into()),
            5 => RawCell::Integer(i32::from_le_bytes(cursor.array()?).into()),
            6 => RawCell::Integer(cursor.u32()?.into()),
            7 => RawCell::Integer(i64::from_le_bytes(cursor.array()?)),
            8 => {
                let number = cursor.u64()?;
                i64::try_from(number).map_or(RawCell::Number(number as f64), RawCell::Integer)
            }
            9 => RawCell::Number(f32::from_le_bytes(cursor.array()?).into()),
            10 => RawCell::Number(cursor.f64()?),
            11..=13 => {
                let text = RawText::new(sized(cursor)?, true);
                match &text {
                    RawText::Text(date) if self.0 == 13 => Date::iso(date).map_or_else(|| text.into(), RawCell::Date),
                    _ => text.into(),
                }
            }
            14 => {
                sized(cursor)?;
                RawCell::Null
            }
            _ => return None,
        })
    }
}
