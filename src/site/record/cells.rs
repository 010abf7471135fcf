//! Findings about single cells: in a text table its line and column, in a workbook its sheet and cell.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::formats::RowPlace;
use crate::intake::grid::{Grid, at_cell};
use crate::source::SourceFile;

/// Findings of one kind that are told one by one; nobody mends more at a time.
pub(super) const MOST_TOLD: usize = 20;

/// What is found while a table is read.
pub(super) struct Cells<'a> {
    file: &'a SourceFile,
    told: HashMap<Code, usize>,
    pub(super) findings: Vec<Diagnostic>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(file: &'a SourceFile) -> Self {
        Self { file, told: HashMap::new(), findings: Vec::new() }
    }

    /// Reports a finding about a cell of a grid.
    pub(super) fn tell(&mut self, finding: Diagnostic, grid: &Grid, row: usize, at: usize) {
        let told = self.told.entry(finding.code).or_default();
        *told += 1;
        if *told <= MOST_TOLD
            && let Some(place) = grid.rows.get(row).map(|row| &row.place)
        {
            self.findings.push(placed(finding, self.file, place, grid.column(at)));
        }
    }
}

/// A cell's text in a sentence; one of nothing has to be seen too.
pub(super) fn shown(text: &str) -> &str {
    if text.is_empty() { "∅" } else { text }
}

/// A finding about a cell by its numbers.
pub(super) fn at(
    finding: Diagnostic,
    file: &SourceFile,
    sheets: &[Option<Arc<str>>],
    (sheet, row, column): (u16, u32, u16),
) -> Diagnostic {
    let row = usize::try_from(row).unwrap_or(0);
    let place = match sheets.get(usize::from(sheet)) {
        Some(Some(name)) => RowPlace::Row { sheet: Arc::clone(name), row },
        _ => RowPlace::Line(row),
    };
    placed(finding, file, &place, usize::from(column))
}

fn placed(finding: Diagnostic, file: &SourceFile, place: &RowPlace, column: usize) -> Diagnostic {
    let finding = at_cell(finding, &file.path, place, column);
    match (place, file.text()) {
        (RowPlace::Line(line), Ok(text)) => {
            let range = cell_of_line(text, *line, column);
            finding.at(Place::span(Arc::clone(&file.path), text, range))
        }
        _ => finding,
    }
}

/// The bytes of a cell, by line and column from 1.
fn cell_of_line(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let row = text[start..].lines().next().unwrap_or_default();
    let delimiter = [';', ',', '\t', '|'].into_iter().max_by_key(|sign| outside_quotes(row, *sign).count());
    let mut from = 0;
    for (number, end) in outside_quotes(row, delimiter.unwrap_or(',')).chain(std::iter::once(row.len())).enumerate() {
        if number + 1 >= column {
            return start + from..start + end.max(from);
        }
        from = end + 1;
    }
    start..start + row.len()
}

fn outside_quotes(row: &str, sign: char) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    row.char_indices().filter_map(move |(at, c)| {
        quoted ^= c == '"';
        (c == sign && !quoted).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_text_are_found() {
        let text = "a;b;c\r\n\"x;y\";2;\"3\"\n";
        let cell = |line, column| &text[cell_of_line(text, line, column)];
        assert_eq!([cell(1, 2), cell(2, 1), cell(2, 2), cell(2, 3)], ["b", "\"x;y\"", "2", "\"3\""]);
        assert_eq!((cell(2, 9), cell(9, 1)), ("\"x;y\";2;\"3\"", ""));
    }
}
