//! Excel workbooks: a sheet of rows with a frozen heading, codes as text, and a sheet that says where they come from.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::{Cell, Kind, Table};
use crate::diagnostics::{Diagnostic, code};

/// What Excel can hold below a heading.
const ROWS: usize = 1_048_575;

/// Most letters of a cell.
const LETTERS: usize = 32_767;

/// A workbook of a table. `sheets` are the names of its sheet of rows and of the one about it.
///
/// # Errors
/// What the format can't hold.
pub fn workbook(table: &Table, sheets: [&str; 2]) -> Result<Vec<u8>, Diagnostic> {
    written(table, sheets).map_err(|error| {
        Diagnostic::error(code::UNWRITABLE).arg("path", format!("{}.xlsx", table.id)).arg("reason", error)
    })
}

/// Whether a workbook can hold a table.
pub fn holds(rows: usize) -> bool {
    rows <= ROWS
}

fn written(table: &Table, sheets: [&str; 2]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // No time of its making: the same rows make the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(&table.title).set_creation_datetime(&made));
    let head = Format::new().set_bold().set_text_wrap();
    let code = Format::new().set_num_format("@");

    let sheet = workbook.add_worksheet();
    sheet.set_name(sheets[0])?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0_u16..).zip(&table.columns) {
        sheet.write_string_with_format(0, at, &column.heading, &head)?;
        let width = if column.kind == Kind::Text { 24.0 } else { 14.0 };
        sheet.set_column_width(at, width)?;
        if matches!(column.kind, Kind::Text | Kind::Date) {
            sheet.set_column_format(at, &code)?;
        }
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (at, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Empty => {}
                // A string is never run as a formula.
                Cell::Text(text) => {
                    let text: String = text.chars().take(LETTERS).collect();
                    sheet.write_string_with_format(row, at, text, &code)?;
                }
                Cell::Number(number) => {
                    sheet.write_number(row, at, *number)?;
                }
                Cell::YesNo(yes) => {
                    sheet.write_boolean(row, at, *yes)?;
                }
            }
        }
    }

    let about = workbook.add_worksheet();
    about.set_name(sheets[1])?;
    about.set_column_width(0, 18)?;
    about.set_column_width(1, 90)?;
    let wrapped = Format::new().set_text_wrap();
    for (row, (what, text)) in (0_u32..).zip(&table.about) {
        about.write_string_with_format(row, 0, what, &head)?;
        about.write_string_with_format(row, 1, text, &wrapped)?;
    }
    workbook.save_to_buffer()
}
