//! Shapefiles (ESRI white paper, July 1998): `.shp` with `.dbf`, and `.shx`, `.prj`, `.cpg` when they are there.

mod record;

use super::bytes::{Cursor, Order};
use super::dbf::{self, DbfTable};
use super::{Contents, DeclaredCrs, Format, Input, ProblemKind, RawCell, RawLayer, RawRow, RowPlace, Shape};

pub(super) const FORMAT: Format = Format {
    name: "Shapefile",
    endings: &["shp"],
    companions: &["dbf", "shx", "prj", "cpg", "sbn", "sbx", "qix", "qpj", "qmd"],
    sniff: |bytes| bytes.starts_with(&[0, 0, 0x27, 0x0A]),
    read,
};

const HEADER: usize = 100;

fn read(input: &Input) -> Contents {
    let mut contents = Contents::default();
    if !(FORMAT.sniff)(input.bytes) || input.bytes.len() < HEADER {
        contents.problem(ProblemKind::Broken, "shp");
        return contents;
    }
    let index = (input.beside)("shx");
    if index.is_none() {
        contents.problem(ProblemKind::MissingSibling, "shx");
    }
    let records = index.and_then(|index| by_index(input.bytes, &index));
    let records = records.unwrap_or_else(|| one_after_another(input.bytes, &mut contents));
    let shapes: Vec<Option<Shape>> =
        records.iter().enumerate().map(|(at, bytes)| shape(at, bytes, &mut contents)).collect();
    let table = match (input.beside)("dbf") {
        Some(bytes) => dbf::table(&bytes, (input.beside)("cpg").as_deref(), &mut contents),
        None => {
            contents.problem(ProblemKind::MissingSibling, "dbf");
            None
        }
    };
    let crs = (input.beside)("prj").map(|text| String::from_utf8_lossy(&text).trim().to_owned());
    let crs = crs.filter(|text| !text.is_empty()).map_or(DeclaredCrs::None, DeclaredCrs::Wkt);
    let layer = RawLayer { name: input.stem().to_owned(), crs, ..RawLayer::default() };
    let layer = joined(layer, shapes, table, &mut contents);
    contents.layers.push(layer);
    contents
}

/// Shapes and records side by side: they belong together by number alone.
fn joined(layer: RawLayer, shapes: Vec<Option<Shape>>, table: Option<DbfTable>, contents: &mut Contents) -> RawLayer {
    let Some(table) = table else {
        let bare = |(at, shape)| RawRow { cells: Vec::new(), shape, place: RowPlace::Record(at + 1) };
        return RawLayer { rows: shapes.into_iter().enumerate().map(bare).collect(), ..layer };
    };
    if shapes.len() != table.records.len() {
        contents.problem(ProblemKind::Mismatch, format!("shp {} dbf {}", shapes.len(), table.records.len()));
    }
    let mut deleted = 0;
    let mut rows = Vec::with_capacity(shapes.len());
    let missing = || Some(Vec::<RawCell>::new());
    let records = table.records.into_iter().chain(std::iter::repeat_with(missing));
    for (at, (shape, cells)) in shapes.into_iter().zip(records).enumerate() {
        match cells {
            Some(cells) => rows.push(RawRow { cells, shape, place: RowPlace::Record(at + 1) }),
            None => deleted += 1,
        }
    }
    if deleted > 0 {
        contents.problem(ProblemKind::Deleted, deleted);
    }
    RawLayer { encoding: table.encoding, fields: table.fields, rows, ..layer }
}

/// The records where the index says they are. Only an index whose records follow each other is believed: others are
/// broken, or would let a small file name the same record a million times.
fn by_index<'a>(bytes: &'a [u8], index: &[u8]) -> Option<Vec<&'a [u8]>> {
    let mut cursor = Cursor::at(index, HEADER)?;
    let mut records = Vec::new();
    let mut end = HEADER;
    while cursor.left() > 0 {
        let (start, length) = (words(&mut cursor)?, words(&mut cursor)?);
        if start < end {
            return None;
        }
        let mut record = Cursor::at(bytes, start)?;
        record.u32()?;
        if words(&mut record)? != length {
            return None;
        }
        records.push(record.take(length)?);
        end = start + 8 + length;
    }
    Some(records)
}

/// The records from the first to the end of the file.
fn one_after_another<'a>(bytes: &'a [u8], contents: &mut Contents) -> Vec<&'a [u8]> {
    let mut records = Vec::new();
    let mut cursor = Cursor::new(bytes.get(HEADER..).unwrap_or_default());
    while cursor.left() > 0 {
        let found = cursor.u32().and_then(|_| words(&mut cursor)).and_then(|length| cursor.take(length));
        let Some(record) = found else {
            contents.problem_at(ProblemKind::Truncated, RowPlace::Record(records.len() + 1), "shp");
            break;
        };
        records.push(record);
    }
    records
}

/// Offsets and lengths count words of 16 bits, most significant byte first.
fn words(cursor: &mut Cursor) -> Option<usize> {
    usize::try_from(cursor.u32_in(Order::Big)?).ok()?.checked_mul(2)
}

fn shape(at: usize, bytes: &[u8], contents: &mut Contents) -> Option<Shape> {
    let mut problem = |kind, detail: String| contents.problem_at(kind, RowPlace::Record(at + 1), detail);
    match record::shape(bytes) {
        Ok(shape) => return shape,
        Err(record::BadRecord::Broken) => problem(ProblemKind::BadShape, "shp".into()),
        Err(record::BadRecord::Unsupported(31)) => problem(ProblemKind::Unsupported, "MultiPatch".into()),
        Err(record::BadRecord::Unsupported(kind)) => problem(ProblemKind::Unsupported, format!("shp {kind}")),
    }
    None
}
