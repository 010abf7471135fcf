//! dBase tables (`.dbf`), the attributes of Shapefiles: dBase III, IV, FoxPro; text stays in the bytes it came in.

use super::bytes::Cursor;
use super::text::is_utf8;
use super::{
    Contents, Date, Field, FieldKind, Format, Input, ProblemKind, RawCell, RawLayer, RawRow, RawText, RowPlace,
};

pub(super) const FORMAT: Format =
    Format { name: "DBF", endings: &["dbf"], companions: &["dbt", "fpt", "cpg"], sniff: |_| false, read };

/// A table: its columns, and its records with `None` for deleted ones.
pub(super) struct DbfTable {
    pub(super) fields: Vec<Field>,
    pub(super) records: Vec<Option<Vec<RawCell>>>,
    pub(super) encoding: Option<String>,
}

fn read(input: &Input) -> Contents {
    let mut contents = Contents::default();
    let Some(table) = table(input.bytes, (input.beside)("cpg").as_deref(), &mut contents) else { return contents };
    let deleted = table.records.iter().filter(|record| record.is_none()).count();
    if deleted > 0 {
        contents.problem(ProblemKind::Deleted, deleted);
    }
    let row = |(at, cells): (usize, Option<Vec<RawCell>>)| {
        Some(RawRow { cells: cells?, shape: None, place: RowPlace::Record(at + 1) })
    };
    let rows = table.records.into_iter().enumerate().filter_map(row).collect();
    let (name, fields, encoding) = (input.stem().to_owned(), table.fields, table.encoding);
    contents.layers.push(RawLayer { name, encoding, fields, rows, ..RawLayer::default() });
    contents
}

/// Reads a table; `cpg` is the content of the file that names its encoding.
pub(super) fn table(bytes: &[u8], cpg: Option<&[u8]>, contents: &mut Contents) -> Option<DbfTable> {
    let Some(header) = Header::read(bytes) else {
        contents.problem(ProblemKind::Broken, "dbf");
        return None;
    };
    let encoding = cpg.map(|name| String::from_utf8_lossy(name).trim().to_owned()).filter(|name| !name.is_empty());
    let encoding = encoding.or_else(|| language_driver(header.language));
    let utf8 = encoding.as_deref().is_some_and(is_utf8);
    let columns = columns(bytes, &header, utf8);
    for column in columns.iter().filter(|column| column.form == Form::Unread) {
        contents.problem(ProblemKind::Unsupported, format!("DBF {}", char::from(column.code)));
    }
    let body = bytes.get(header.length..).unwrap_or_default();
    let mut records = Vec::new();
    for (at, record) in body.chunks_exact(header.record).take(header.records).enumerate() {
        let Some((&mark, cells)) = record.split_first() else { break };
        let mut read = |column: &Column| {
            let bytes = cells.get(column.start..column.start + column.size).unwrap_or_default();
            column.form.cell(bytes, utf8).unwrap_or_else(|| {
                let detail = format!("{} {}", column.title(), String::from_utf8_lossy(bytes).trim());
                contents.problem_at(ProblemKind::BadValue, RowPlace::Record(at + 1), detail);
                RawText::new(bytes.trim_ascii(), utf8).into()
            })
        };
        records.push((mark != b'*').then(|| columns.iter().map(&mut read).collect()));
    }
    if records.len() < header.records {
        contents.problem(ProblemKind::Truncated, format!("{} {}", records.len(), header.records));
    }
    let field = |(at, column): (usize, Column)| Field { kind: column.kind(), name: column.name, column: at + 1 };
    Some(DbfTable { fields: columns.into_iter().enumerate().map(field).collect(), records, encoding })
}

struct Header {
    records: usize,
    length: usize,
    record: usize,
    language: u8,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let version = cursor.u8()?;
        cursor.take(3)?;
        let records = usize::try_from(cursor.u32()?).ok()?;
        let (length, record) = (usize::from(cursor.u16()?), usize::from(cursor.u16()?));
        let &language = cursor.take(20)?.get(17)?;
        // dBase 7 has another table of columns, and nobody's shapefile is one.
        (version & 7 != 4 && length > 32 && record > 0).then_some(Self { records, length, record, language })
    }
}

struct Column {
    name: RawText,
    code: u8,
    form: Form,
    /// Offset in the record, behind the mark of deletion.
    start: usize,
    size: usize,
}

impl Column {
    fn title(&self) -> String {
        match &self.name {
            RawText::Text(name) => name.clone(),
            RawText::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        }
    }

    fn kind(&self) -> FieldKind {
        match self.form {
            Form::Text => FieldKind::Text,
            Form::Digits { whole: true } | Form::Int => FieldKind::Integer,
            Form::Digits { whole: false } | Form::Double | Form::Currency => FieldKind::Number,
            Form::Day | Form::Moment => FieldKind::Date,
            Form::Logical => FieldKind::Bool,
            Form::Unread => FieldKind::Other(char::from(self.code).to_string()),
        }
    }
}

/// The columns: descriptors of 32 bytes up to a carriage return or the end of the header.
fn columns(bytes: &[u8], header: &Header, utf8: bool) -> Vec<Column> {
    let table = bytes.get(32..header.length.min(bytes.len())).unwrap_or_default();
    let descriptors = table.chunks_exact(32).map_while(|chunk| <&[u8; 32]>::try_from(chunk).ok());
    let descriptors: Vec<&[u8; 32]> = descriptors.take_while(|bytes| bytes[0] != 0x0D).collect();
    // Clipper and FoxPro keep a text's length above 255 in the byte of the decimals, where others leave rubbish.
    let plain: usize = descriptors.iter().map(|bytes| usize::from(bytes[16])).sum();
    let long_texts = plain + 1 != header.record;
    let mut start = 0;
    let mut columns = Vec::new();
    for bytes in descriptors {
        let (code, length, decimals) = (bytes[11].to_ascii_uppercase(), usize::from(bytes[16]), usize::from(bytes[17]));
        let size = if code == b'C' && long_texts { length + 256 * decimals } else { length };
        let name = bytes[..11].split(|&byte| byte == 0).next().unwrap_or_default().trim_ascii();
        // A column of no width holds nothing, but would multiply what each record costs.
        if size > 0 && start + size < header.record {
            let form = Form::of(code, size, decimals);
            columns.push(Column { name: RawText::new(name, utf8), code, form, start, size });
        }
        start += size;
    }
    columns
}

/// How a cell is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Digits {
        whole: bool,
    },
    Int,
    Double,
    Currency,
    Day,
    Moment,
    Logical,
    /// Memos, pictures, unknown types.
    Unread,
}

impl Form {
    fn of(code: u8, size: usize, decimals: usize) -> Self {
        match (code, size) {
            (b'C' | b'V', _) => Self::Text,
            (b'N' | b'F', _) => Self::Digits { whole: decimals == 0 },
            (b'I' | b'+', 4) => Self::Int,
            (b'O' | b'B', 8) => Self::Double,
            (b'Y', 8) => Self::Currency,
            (b'D', 8) => Self::Day,
            (b'T' | b'@', 8) => Self::Moment,
            (b'L', 1) => Self::Logical,
            _ => Self::Unread,
        }
    }

    /// The cell; `None` when it is not written as its column wants.
    fn cell(self, bytes: &[u8], utf8: bool) -> Option<RawCell> {
        let letters = || std::str::from_utf8(bytes).ok().map(|text| text.trim_matches([' ', '\0']));
        let mut cursor = Cursor::new(bytes);
        match self {
            Self::Text => Some(RawText::new(trim_end(bytes), utf8).into()),
            Self::Digits { whole } => number(letters()?, whole),
            Self::Int => cursor.array().map(|bytes| RawCell::Integer(i32::from_le_bytes(bytes).into())),
            Self::Double => cursor.f64().map(RawCell::Number),
            Self::Currency => cursor.array().map(|bytes| RawCell::Number(i64::from_le_bytes(bytes) as f64 / 10_000.0)),
            Self::Day => match letters()? {
                "" | "00000000" => Some(RawCell::Null),
                date => Date::compact(date).map(RawCell::Date),
            },
            Self::Moment => {
                let (days, milliseconds) = (cursor.u32()?, cursor.u32()?);
                // Julian day 2440588 is 1970-01-01.
                let date = Date::from_days(i64::from(days) - 2_440_588, Some(milliseconds / 1000));
                if days == 0 { Some(RawCell::Null) } else { date.map(RawCell::Date) }
            }
            Self::Logical => match bytes.first()? {
                b'T' | b't' | b'Y' | b'y' | b'1' => Some(RawCell::Bool(true)),
                b'F' | b'f' | b'N' | b'n' | b'0' => Some(RawCell::Bool(false)),
                b' ' | b'?' | 0 => Some(RawCell::Null),
                _ => None,
            },
            Self::Unread => Some(RawCell::Null),
        }
    }
}

/// Stars are what is written for a number that found no room.
fn number(text: &str, whole: bool) -> Option<RawCell> {
    if text.is_empty() || text.bytes().all(|byte| byte == b'*') {
        return Some(RawCell::Null);
    }
    let integer = if whole { text.parse().ok().map(RawCell::Integer) } else { None };
    integer.or_else(|| text.parse().ok().map(RawCell::Number))
}

fn trim_end(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| !matches!(byte, b' ' | 0)).map_or(0, |last| last + 1);
    bytes.get(..end).unwrap_or_default()
}

/// The encoding of a language driver; unknown ones by number, as GDAL names them.
fn language_driver(code: u8) -> Option<String> {
    let page = match code {
        0 => return None,
        0x01 => 437,
        0x02 => 850,
        0x03 | 0x57 | 0x58 | 0x59 => 1252,
        0x4D | 0x7A => 936,
        0x4F | 0x78 => 950,
        0x7B => 932,
        0x7C => 874,
        0xC8 => 1250,
        0xC9 => 1251,
        0xCC => 1257,
        other => return Some(format!("LDID/{other}")),
    };
    Some(format!("CP{page}"))
}
