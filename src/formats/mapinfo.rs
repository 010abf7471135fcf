//! MapInfo's interchange format (`.mif` with `.mid`; MapInfo Professional user guide, appendix J), and its own
//! format (`.tab`), which is named but not read.

mod header;
mod objects;

use super::text::{is_utf8, starts_with_word, unmark};
use super::{
    Contents, Date, DeclaredCrs, FieldKind, Format, Input, MAX_CELLS, ProblemKind, RawCell, RawLayer, RawRow, RawText,
    RowPlace,
};
use header::Header;
use objects::Objects;

pub(super) const MIF: Format = Format {
    name: "MapInfo MIF",
    endings: &["mif"],
    companions: &["mid"],
    sniff: |bytes| starts_with_word(bytes, "version ") && has_digit(bytes),
    read,
};

pub(super) const TAB: Format = Format {
    name: "MapInfo TAB",
    endings: &["tab"],
    companions: &["map", "dat", "id", "ind"],
    sniff: |bytes| starts_with_word(bytes, "!table"),
    read: read_tab,
};

fn has_digit(bytes: &[u8]) -> bool {
    bytes.get(8..).unwrap_or_default().trim_ascii_start().first().is_some_and(u8::is_ascii_digit)
}

/// The geometry of a TAB lies in an unpublished index (`.map`); MapInfo and QGIS export it.
fn read_tab(_: &Input) -> Contents {
    let mut contents = Contents::default();
    contents.problem(ProblemKind::NeedsExport, TAB.name);
    contents
}

fn read(input: &Input) -> Contents {
    let mut contents = Contents::default();
    let bytes = unmark(input.bytes);
    let Some((header, body)) = Header::read(&bytes) else {
        contents.problem(ProblemKind::Broken, "header");
        return contents;
    };
    let mid = (input.beside)("mid");
    if mid.is_none() && !header.columns.is_empty() {
        contents.problem(ProblemKind::MissingSibling, "mid");
    }
    let shapes = Objects::new(body, &header).all(&mut contents);
    let utf8 = header.charset.as_deref().is_some_and(is_utf8);
    let mut records = match &mid {
        Some(mid) => records(&unmark(mid), &header, utf8, &mut contents),
        None => Vec::new(),
    };
    if mid.is_some() && records.len() != shapes.len() {
        contents.problem(ProblemKind::Mismatch, format!("mif {} mid {}", shapes.len(), records.len()));
    }
    // Objects and lines belong together by number; what has no object still has its cells.
    let count = shapes.len().max(records.len());
    records.resize(count, Vec::new());
    let shapes = shapes.into_iter().chain(std::iter::repeat(None));
    let row = |(at, (cells, shape))| RawRow { cells, shape, place: RowPlace::Record(at + 1) };
    contents.layers.push(RawLayer {
        name: input.stem().to_owned(),
        crs: header.system.map_or(DeclaredCrs::None, DeclaredCrs::MapInfo),
        encoding: header.charset.filter(|charset| !charset.eq_ignore_ascii_case("neutral")),
        fields: header.columns,
        rows: records.into_iter().zip(shapes).enumerate().map(row).collect(),
        ..RawLayer::default()
    });
    contents
}

/// The lines of a `.mid`.
fn records(bytes: &[u8], header: &Header, utf8: bool, contents: &mut Contents) -> Vec<Vec<RawCell>> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(header.delimiter);
    let mut records = Vec::new();
    let mut cells = 0;
    for record in builder.from_reader(bytes).into_byte_records().flatten() {
        let place = RowPlace::Record(records.len() + 1);
        if record.len() != header.columns.len() {
            let lengths = format!("{} {}", record.len(), header.columns.len());
            contents.problem_at(ProblemKind::RowLength, place.clone(), lengths);
        }
        cells += record.len();
        if cells > MAX_CELLS {
            contents.problem(ProblemKind::TooLarge, format!("cells {MAX_CELLS}"));
            break;
        }
        let columns = header.columns.iter().map(Some).chain(std::iter::repeat(None));
        let cell = |(bytes, column): (&[u8], Option<&super::Field>)| {
            let kind = column.map_or(&FieldKind::Text, |column| &column.kind);
            typed(bytes, kind, utf8).unwrap_or_else(|| {
                contents.problem_at(ProblemKind::BadValue, place.clone(), String::from_utf8_lossy(bytes));
                RawText::new(bytes, utf8).into()
            })
        };
        records.push(record.iter().zip(columns).map(cell).collect());
    }
    records
}

/// A cell as its column is declared; `None` when it is not written so.
fn typed(bytes: &[u8], kind: &FieldKind, utf8: bool) -> Option<RawCell> {
    let text = || std::str::from_utf8(bytes.trim_ascii()).ok();
    if bytes.trim_ascii().is_empty() {
        return Some(RawCell::Null);
    }
    match kind {
        FieldKind::Integer => text()?.parse().ok().map(RawCell::Integer),
        FieldKind::Number => text()?.parse().ok().map(RawCell::Number),
        FieldKind::Bool => match text()? {
            "T" | "t" => Some(RawCell::Bool(true)),
            "F" | "f" => Some(RawCell::Bool(false)),
            _ => None,
        },
        FieldKind::Date => date(text()?).map(RawCell::Date),
        _ => Some(RawText::new(bytes, utf8).into()),
    }
}

/// `20240131`, or `20240131083000000` with hours, minutes, seconds and milliseconds.
fn date(text: &str) -> Option<Date> {
    let (day, time) = text.split_at_checked(8)?;
    let date = Date::compact(day)?;
    if time.is_empty() {
        return Some(date);
    }
    let number = |range| time.get(range).and_then(|digits: &str| digits.parse::<u32>().ok());
    let seconds = number(0..2)? * 3600 + number(2..4)? * 60 + number(4..6)?;
    Some(Date { seconds: Some(seconds), ..date })
}
