//! CSV in three manners: with a byte-order mark, without which Excel takes it for something older; plain, for programs; and
//! as Excel of a Vietnamese desk opens it by a double click.

use std::borrow::Cow;
use std::fmt::Display;

use super::{Cell, Column, Table};
use crate::diagnostics::{Diagnostic, code};
use crate::text::Date;

/// A table in the making.
pub struct Writer(csv::Writer<Vec<u8>>);

fn fault(error: impl Display) -> Diagnostic {
    Diagnostic::error(code::UNWRITABLE).arg("path", "csv").arg("reason", error)
}

impl Writer {
    /// A table with its header.
    pub fn new<C: AsRef<str>>(header: impl IntoIterator<Item = C>) -> Result<Self, Diagnostic> {
        // RFC 4180 ends lines so.
        let mut writer = csv::WriterBuilder::new();
        let writer = writer.terminator(csv::Terminator::CRLF);
        let mut writer = Self(writer.from_writer("\u{feff}".as_bytes().to_vec()));
        writer.row(header)?;
        Ok(writer)
    }

    /// Adds a row. A cell that a spreadsheet would run as a formula is written as text.
    pub fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) -> Result<(), Diagnostic> {
        for cell in cells {
            self.0.write_field(harmless(cell.as_ref()).as_bytes()).map_err(fault)?;
        }
        self.0.write_record(None::<&[u8]>).map_err(fault)
    }

    /// The file.
    pub fn finish(self) -> Result<Vec<u8>, Diagnostic> {
        self.0.into_inner().map_err(fault)
    }
}

/// OWASP's cure for formulas in CSV: a quote in front, which spreadsheets hide. Numbers need none.
fn harmless(cell: &str) -> Cow<'_, str> {
    let runs = cell.len() > 1 && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if runs { format!("'{cell}").into() } else { cell.into() }
}

/// A table for programs: no mark, commas, points before decimals, ISO dates (RFC 4180).
///
/// # Errors
/// None that memory does not give.
pub fn plain(table: &Table) -> Result<Vec<u8>, Diagnostic> {
    let number = |number: f64| number.to_string();
    let writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    written(table, writer, number, harmless)
}

/// A table for Excel: where the system's language is Vietnamese the list separator is a semicolon and the decimal sign a
/// comma, and a double click splits columns by it alone. Headings are those that people read. Text that Excel would take for
/// a number or a date, such as the code 00565 or the months 10-1, is written so that it stays text: `="00565"`.
///
/// # Errors
/// None that memory does not give.
pub fn excel(table: &Table) -> Result<Vec<u8>, Diagnostic> {
    let mut builder = csv::WriterBuilder::new();
    let writer = builder.delimiter(b';').terminator(csv::Terminator::CRLF);
    let writer = writer.from_writer("\u{feff}".as_bytes().to_vec());
    let table = Table { columns: table.columns.iter().map(Column::headed).collect(), ..table.clone() };
    let text = |text| if is_taken_amiss(text) { format!("=\"{text}\"").into() } else { harmless(text) };
    written(&table, writer, |number| number.to_string().replace('.', ","), text)
}

/// Whether Excel makes something else of text: a number without its zeros or its last digits, a day, a time. Days of ISO 8601
/// may become days.
fn is_taken_amiss(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let signs = text.len() - digits;
    if digits == 0 || !text.bytes().all(|byte| byte.is_ascii_digit() || b"-/:.,Ee".contains(&byte)) {
        return false;
    }
    // Excel shows twelve digits and more as a power of ten, and keeps fifteen.
    let loses = signs == 0 && digits > 1 && (text.starts_with('0') || digits > 11);
    loses || (signs > 0 && !(text.len() == 10 && Date::parse(text).is_some()))
}

fn written<'a>(
    table: &'a Table,
    mut writer: csv::Writer<Vec<u8>>,
    number: impl Fn(f64) -> String,
    words: impl Fn(&'a str) -> Cow<'a, str>,
) -> Result<Vec<u8>, Diagnostic> {
    writer.write_record(table.columns.iter().map(|column| column.name.as_bytes())).map_err(fault)?;
    for row in &table.rows {
        for cell in row {
            let text = match cell {
                Cell::Empty => Cow::Borrowed(""),
                Cell::Text(text) => words(text),
                Cell::Number(value) => number(*value).into(),
                Cell::YesNo(yes) => if *yes { "true" } else { "false" }.into(),
            };
            writer.write_field(text.as_bytes()).map_err(fault)?;
        }
        writer.write_record(None::<&[u8]>).map_err(fault)?;
    }
    writer.into_inner().map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excel_keeps_what_it_would_take_amiss() {
        for text in ["00565", "9520000000011", "10-1", "3-5", "1/2", "5:30", "1.234", "12E3", "01/07/2025"] {
            assert!(is_taken_amiss(text), "{text}");
        }
        for text in ["", "565", "0", "2026-09-01", "VN-01-0012-QUA", "0900 000 001", "12/QĐ-UBND", "-", "Xã 5", "E"] {
            assert!(!is_taken_amiss(text), "{text}");
        }
    }

    #[test]
    fn a_table_is_safe_to_open() {
        let mut table = Writer::new(["a", "b"]).expect("a header");
        table.row(["=1+1", "x, \"y\""]).expect("a row");
        table.row(["-12.5", "-1+cmd"]).expect("a row");
        let text = String::from_utf8(table.finish().expect("a file")).expect("UTF-8");
        assert_eq!(text, "\u{feff}a,b\r\n'=1+1,\"x, \"\"y\"\"\"\r\n-12.5,'-1+cmd\r\n");
    }
}
