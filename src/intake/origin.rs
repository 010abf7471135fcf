//! Where findings point: in text the line, cell or feature, elsewhere the file and its own name of the place.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Place};
use crate::formats::{RowPlace, cell_name, cell_range};

/// A file that findings are about.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    path: &'a Arc<str>,
    text: Text<'a>,
}

/// The file's text, where it can be pointed into.
#[derive(Clone, Debug)]
enum Text<'a> {
    None,
    /// Of a table: rows are lines.
    Table(&'a str),
    /// Of GeoJSON: rows are features, which lie there.
    Features(&'a str, Vec<Range<usize>>),
}

impl<'a> Origin<'a> {
    /// A file that nobody can point into.
    pub fn of_file(path: &'a Arc<str>) -> Self {
        Self { path, text: Text::None }
    }

    /// A text table; one that isn't UTF-8 is shown by its lines' numbers alone.
    pub fn of_table(path: &'a Arc<str>, bytes: &'a [u8]) -> Self {
        // UTF-16 of plain letters is UTF-8 too, with NULs.
        let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
        Self { path, text: text.map_or(Text::None, Text::Table) }
    }

    /// GeoJSON with the places of its features.
    pub(super) fn of_features(path: &'a Arc<str>, text: &'a str, features: Vec<Range<usize>>) -> Self {
        Self { path, text: Text::Features(text, features) }
    }

    /// The whole file.
    pub fn place(&self) -> Place {
        Place::file(Arc::clone(self.path))
    }

    /// Says in which cell, as its program names it: sheet and cell, line, or record. Columns count from 1; 0 is the row.
    pub fn at(&self, finding: Diagnostic, place: &RowPlace, column: usize) -> Diagnostic {
        let (key, row) = match place {
            RowPlace::Record(number) => ("@place.cell_at_record", number.to_string()),
            RowPlace::Line(line) => ("@place.cell_at_line", line.to_string()),
            RowPlace::Row { sheet, row } if column > 0 => {
                ("@place.cell", format!("{sheet}!{}", cell_name(column, *row)))
            }
            RowPlace::Row { sheet, row } => ("@place.row_of_sheet", format!("{sheet}!{row}")),
        };
        let found = match (place, &self.text) {
            (RowPlace::Line(line), Text::Table(text)) => cell_range(text, *line, column).map(|range| (*text, range)),
            (RowPlace::Record(number), Text::Features(text, features)) => {
                features.get(number.wrapping_sub(1)).map(|range| (*text, range.clone()))
            }
            _ => None,
        };
        let at = found.map_or_else(|| self.place(), |(text, range)| Place::span(Arc::clone(self.path), text, range));
        finding.arg("cell", key).arg("row", row).at(at)
    }
}
