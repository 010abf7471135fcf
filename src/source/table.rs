//! CSV tables: rows of text cells that know their line.

use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Place, code};
use crate::text::nfc;

/// A table as it stands in its file; every cell is text in NFC, trimmed.
#[derive(Debug, Default)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Row>,
    /// The sheet that it is; `None` for a text file.
    pub sheet: Option<Sheet>,
}

/// A sheet of a workbook.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its name.
    pub name: Arc<str>,
    /// Each column's number in it, from 1.
    pub columns: Vec<usize>,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// Line in the file, or row of the sheet, from 1.
    pub line: usize,
    /// Cells.
    pub cells: Vec<String>,
}

/// Reads a CSV file. The separator is whichever of `,` `;` and tab the header row has most of, since Excel writes
/// semicolons on a Vietnamese PC. Ragged rows are reported and left out.
pub fn csv(file: &Arc<str>, text: &str) -> (Table, Vec<Diagnostic>) {
    let header = text.lines().next().unwrap_or_default();
    let separator = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|&separator| header.bytes().filter(|&byte| byte == separator).count())
        .unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut table = Table::default();
    let mut faults = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(Diagnostic::error(code::UNREADABLE).arg("reason", error).at(Place::file(Arc::clone(file))));
                continue;
            }
        };
        let cells: Vec<String> = record.iter().map(|cell| nfc(cell.trim()).into_owned()).collect();
        // The reader's own line count lags behind at CRLF and blank lines; its byte offset is right.
        let end = first_cell(text, record.position().map_or(0, |position| position.byte() as usize));
        line += text[counted..end].bytes().filter(|&byte| byte == b'\n').count();
        counted = end;
        if table.columns.is_empty() {
            table.columns = cells;
        } else if cells.len() == table.columns.len() {
            table.rows.push(Row { line, cells });
        } else if cells.iter().any(|cell| !cell.is_empty()) {
            faults.push(
                Diagnostic::error(code::RAGGED_ROW)
                    .arg("found", cells.len())
                    .arg("expected", table.columns.len())
                    .at(Place::line_column(Arc::clone(file), text, line, 1)),
            );
        }
    }
    (table, faults)
}

/// Where a record's first cell starts: the reader's offset may lie on the line breaks before it.
fn first_cell(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    offset.min(text.len()) + (rest.len() - rest.trim_start_matches(['\r', '\n']).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_recognised_and_rows_keep_their_lines() {
        let (table, faults) = csv(&"a.csv".into(), "mã;tên\r\n00565;\"Gia; Lâm\"\r\n\r\n00571;x;y\r\n");
        assert_eq!(table.columns, ["mã", "tên"]);
        assert_eq!(table.rows[0].cells, ["00565", "Gia; Lâm"]);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].place.as_ref().unwrap().line, 4);
    }
}
