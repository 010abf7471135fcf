//! Excel workbooks since 2007 (`.xlsx`), cell by cell through calamine.
//!
//! Only through its streaming reader: calamine's ranges are the whole rectangle around a sheet's cells, and two cells
//! in opposite corners take hundreds of gigabytes.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Xlsx, XlsxError};

use super::archive::{self, Archive, BadMember};
use super::sheet::{Budget, Full, Sheet, number};
use super::{Contents, Date, Format, Input, MAX_CELLS, ProblemKind, RawCell};

pub(super) const FORMAT: Format = Format {
    name: "Excel",
    endings: &["xlsx", "xlsm"],
    companions: &[],
    sniff: |bytes| archive::lists(bytes, "xl/workbook.xml"),
    read,
};

fn read(input: &Input) -> Contents {
    let mut contents = Contents::default();
    if let Err(kind) = unpacks(input.bytes) {
        contents.problem(kind, "zip");
        return contents;
    }
    let mut book: Xlsx<_> = match Xlsx::new(Cursor::new(input.bytes)) {
        Ok(book) => book,
        Err(error) => {
            contents.problem(ProblemKind::Broken, error);
            return contents;
        }
    };
    let mut budget = Budget::new();
    for name in book.sheet_names() {
        let mut sheet = Sheet::new(&name);
        let problems = contents.problems.len();
        match fill(&mut sheet, &name, &mut book, &mut budget, &mut contents) {
            Ok(Ok(())) => {}
            Ok(Err(Full)) => contents.problem(ProblemKind::TooLarge, format!("cells {MAX_CELLS}")),
            // A sheet that is nothing but a chart.
            Err(XlsxError::NotAWorksheet(_)) => {}
            Err(error) => contents.problem(ProblemKind::Broken, error),
        }
        sheet.finish(&mut contents);
        contents.name_layer(problems, &name);
    }
    if contents.layers.is_empty() && contents.problems.is_empty() {
        contents.problem(ProblemKind::Empty, "");
    }
    contents
}

/// Whether the archive unpacks within bounds: calamine unpacks without any.
fn unpacks(bytes: &[u8]) -> Result<(), ProblemKind> {
    let mut archive = Archive::open(bytes).ok_or(ProblemKind::Broken)?;
    for (number, _) in archive.names() {
        match archive.unpack(number) {
            Err(BadMember::TooLarge) => return Err(ProblemKind::TooLarge),
            Err(BadMember::Encrypted) => return Err(ProblemKind::Encrypted),
            // A picture may be damaged without harm; calamine tells about the others.
            Err(BadMember::Broken) | Ok(_) => {}
        }
    }
    Ok(())
}

fn fill(
    sheet: &mut Sheet,
    name: &str,
    book: &mut Xlsx<Cursor<&[u8]>>,
    budget: &mut Budget,
    contents: &mut Contents,
) -> Result<Result<(), Full>, XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    while let Some(found) = cells.next_cell()? {
        let (row, column) = found.get_position();
        let (Ok(row), Ok(column)) = (usize::try_from(row), usize::try_from(column)) else { continue };
        let value = match found.get_value() {
            DataRef::SharedString(text) => RawCell::Text((*text).to_owned()),
            DataRef::Error(error) => sheet.fault(row, column, &error.to_string(), contents),
            other => cell(other),
        };
        if let Err(full) = sheet.put(row, column, value, budget) {
            return Ok(Err(full));
        }
    }
    Ok(Ok(()))
}

fn cell(value: &DataRef) -> RawCell {
    match Data::from(value.clone()) {
        Data::Int(value) => RawCell::Integer(value),
        Data::Float(value) => number(value),
        Data::String(text) | Data::DurationIso(text) => RawCell::Text(text),
        Data::Bool(value) => RawCell::Bool(value),
        Data::DateTimeIso(text) => Date::iso(&text).map_or(RawCell::Text(text), RawCell::Date),
        Data::DateTime(moment) if moment.is_datetime() && moment.as_f64() >= 1.0 => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let time = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second);
            let time = (moment.as_f64().fract() != 0.0).then_some(time);
            let date = Date::new(year.into(), month.into(), day.into(), time);
            date.map_or(RawCell::Number(moment.as_f64()), RawCell::Date)
        }
        Data::DateTime(moment) => RawCell::Number(moment.as_f64()),
        Data::Error(_) | Data::Empty => RawCell::Null,
    }
}
