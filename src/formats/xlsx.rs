//! Excel workbooks since 2007 (`.xlsx`), cell by cell through calamine.
//!
//! Only through its streaming reader: calamine's ranges are the whole rectangle around a sheet's cells, and two cells
//! in opposite corners take hundreds of gigabytes.

use std::collections::HashSet;
use std::io::{Cursor, Read, Seek};

use calamine::{Data, DataRef, Reader, SheetVisible, Xlsx, XlsxCellReader, XlsxError};

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

/// Blank cells among which formulas without a value are looked for.
const MOST_BLANK: usize = 1_000_000;

fn read(input: &Input) -> Contents {
    let mut contents = Contents::default();
    if let Err(kind) = unpacks(input.bytes) {
        let kind = if kind == ProblemKind::Broken { super::text::what_it_is(input.bytes) } else { kind };
        contents.problem(kind, input.ending());
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
    let (shown, hidden): (Vec<_>, Vec<_>) =
        book.sheets_metadata().to_vec().into_iter().partition(|sheet| sheet.visible == SheetVisible::Visible);
    for name in shown.into_iter().map(|sheet| sheet.name) {
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
    if !hidden.is_empty() {
        let names: Vec<String> = hidden.into_iter().map(|sheet| sheet.name).collect();
        contents.problem(ProblemKind::Hidden, names.join(", "));
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
        match archive.try_unpack(number) {
            Err(BadMember::TooLarge) => return Err(ProblemKind::TooLarge),
            Err(BadMember::Encrypted) => return Err(ProblemKind::Encrypted),
            // A picture may be damaged without harm; calamine tells about the others.
            Err(BadMember::Broken) | Ok(()) => {}
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
    let mut blank = HashSet::new();
    let mut cells = book.worksheet_cells_reader(name)?;
    while let Some(found) = cells.next_cell()? {
        let (row, column) = found.get_position();
        let (Ok(row), Ok(column)) = (usize::try_from(row), usize::try_from(column)) else { continue };
        let value = match found.get_value() {
            DataRef::Empty => {
                if blank.len() < MOST_BLANK {
                    blank.insert((row, column));
                }
                RawCell::Null
            }
            DataRef::SharedString(text) => RawCell::Text((*text).to_owned()),
            DataRef::Error(error) => sheet.fault(row, column, &error.to_string(), contents),
            other => cell(other),
        };
        if let Err(full) = sheet.put(row, column, value, budget) {
            return Ok(Err(full));
        }
    }
    drop(cells);
    if !blank.is_empty() {
        unvalued(sheet, &mut book.worksheet_cells_reader(name)?, &blank, contents)?;
    }
    Ok(Ok(()))
}

/// Reports formulas in blank cells: programs that write workbooks leave their values to Excel.
fn unvalued<R: Read + Seek>(
    sheet: &Sheet,
    cells: &mut XlsxCellReader<'_, R>,
    blank: &HashSet<(usize, usize)>,
    contents: &mut Contents,
) -> Result<(), XlsxError> {
    while let Some(found) = cells.next_formula()? {
        let (row, column) = found.get_position();
        let (Ok(row), Ok(column)) = (usize::try_from(row), usize::try_from(column)) else { continue };
        if !found.get_value().is_empty() && blank.contains(&(row, column)) {
            sheet.no_value(row, column, contents);
        }
    }
    Ok(())
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
