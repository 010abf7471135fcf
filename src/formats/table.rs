//! Rows whose columns come to light while they are read: KML, GPX, TopoJSON, spreadsheets.

use std::collections::HashMap;

use super::{
    Contents, DeclaredCrs, Field, FieldKind, MAX_CELLS, ProblemKind, RawCell, RawLayer, RawRow, RowPlace, Shape,
};

/// A layer in the making: named columns, and rows that have some of them.
#[derive(Default)]
pub(super) struct Table {
    numbers: HashMap<String, usize>,
    fields: Vec<Field>,
    above: Vec<RawRow>,
    rows: Vec<RawRow>,
    cells: usize,
    full: bool,
}

impl Table {
    /// The number of the column of this name; a new one if need be.
    pub(super) fn column(&mut self, name: &str) -> usize {
        self.column_of(name, FieldKind::Undeclared)
    }

    /// The same with the kind that a new column gets.
    pub(super) fn column_of(&mut self, name: &str, kind: FieldKind) -> usize {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.fields.len();
        self.fields.push(Field { name: name.into(), kind, column: number + 1 });
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// A column at the end, whatever others are called.
    pub(super) fn append(&mut self, field: Field) {
        self.fields.push(field);
    }

    /// Adds a row that stands above the first one of the table.
    pub(super) fn push_above(&mut self, cells: Vec<(usize, RawCell)>, place: RowPlace) {
        let row = self.row(cells, None, place);
        self.above.push(row);
    }

    /// Adds a row of cells with their columns' numbers. A later cell of the same column replaces an earlier one.
    pub(super) fn push(&mut self, cells: Vec<(usize, RawCell)>, shape: Option<Shape>, place: RowPlace) {
        let row = self.row(cells, shape, place);
        self.rows.push(row);
    }

    fn row(&mut self, cells: Vec<(usize, RawCell)>, shape: Option<Shape>, place: RowPlace) -> RawRow {
        let width = cells.iter().map(|(number, _)| number + 1).max().unwrap_or(0);
        let mut row = RawRow { cells: Vec::new(), shape, place };
        if self.cells + width > MAX_CELLS {
            self.full = true;
        } else {
            self.cells += width;
            row.cells.resize(width, RawCell::Null);
            for (number, cell) in cells {
                if let Some(slot) = row.cells.get_mut(number) {
                    *slot = cell;
                }
            }
        }
        row
    }

    /// Whether it has no row.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows it has.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds the finished layer to the contents.
    pub(super) fn finish(self, name: &str, crs: DeclaredCrs, encoding: Option<String>, into: &mut Contents) {
        if self.full {
            into.problem(ProblemKind::TooLarge, format!("cells {MAX_CELLS}"));
        }
        let (name, Self { fields, above, rows, .. }) = (name.to_owned(), self);
        into.layers.push(RawLayer { name, crs, encoding, fields, above, rows });
    }
}
