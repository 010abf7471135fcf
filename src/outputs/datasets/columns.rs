//! What the columns of a dataset hold, counted over all rows, and its first rows.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::export::{Cell, Kind, Table};
use crate::outputs::cells::day;
use crate::text;

/// Rows that the page shows.
const SHOWN: usize = 20;

/// Different values that are all named.
const NAMED: usize = 6;

/// Letters of a value that is named.
const LETTERS: usize = 40;

/// A column as templates see it.
#[derive(Serialize)]
pub(super) struct ColumnView {
    name: String,
    heading: String,
    kind: Kind,
    /// Per cent of the rows where it says something, rounded down: 100 means all.
    filled: usize,
    /// The least and the most figure.
    range: Option<(String, String)>,
    /// All different values where they are few; else some of the first.
    values: Vec<String>,
    /// How many different values there are; counted where they are words.
    different: Option<usize>,
}

/// The columns of a table.
pub(super) fn columns(table: &Table, lang: &str) -> Vec<ColumnView> {
    let column = |at: usize| table.rows.iter().map(move |row| &row[at]);
    (table.columns.iter().enumerate())
        .map(|(at, head)| {
            let filled = column(at).filter(|cell| **cell != Cell::Empty).count();
            let numbers =
                column(at).filter_map(|cell| if let Cell::Number(number) = cell { Some(*number) } else { None });
            let ends = numbers.fold(None, |ends: Option<(f64, f64)>, number| {
                Some(ends.map_or((number, number), |(least, most)| (least.min(number), most.max(number))))
            });
            let words: BTreeSet<&str> = column(at)
                .filter_map(|cell| if let Cell::Text(text) = cell { Some(text.as_str()) } else { None })
                .collect();
            let short = |text: &&str| {
                let cut: String = text.chars().take(LETTERS).collect();
                let shown = if head.kind == Kind::Date { day(&cut, true) } else { None };
                shown.unwrap_or(if cut.len() < text.len() { cut + "…" } else { cut })
            };
            let named = if words.len() <= NAMED { NAMED } else { NAMED / 2 };
            ColumnView {
                name: head.name.clone(),
                heading: head.heading.clone(),
                kind: head.kind,
                filled: (100 * filled).checked_div(table.rows.len()).unwrap_or_default(),
                range: ends.map(|(least, most)| (text::number(least, lang), text::number(most, lang))),
                values: words.iter().take(named).map(short).collect(),
                different: (!words.is_empty()).then_some(words.len()),
            }
        })
        .collect()
}

/// What is missing in a table.
#[derive(Serialize)]
pub(super) struct Missing {
    /// Columns with empty cells: heading, and how many.
    cells: Vec<(String, usize)>,
    /// Rows of a layer that have no place.
    places: usize,
}

/// Counts what is missing.
pub(super) fn missing(table: &Table) -> Missing {
    let empty = |at: usize| table.rows.iter().filter(|row| row[at] == Cell::Empty).count();
    let cells = table.columns.iter().enumerate().map(|(at, column)| (column.heading.clone(), empty(at)));
    let places = if table.geometries.iter().any(Option::is_some) {
        table.geometries.iter().filter(|geometry| geometry.is_none()).count()
    } else {
        0
    };
    Missing { cells: cells.filter(|(_, count)| *count > 0).collect(), places }
}

/// The first rows as people read them.
pub(super) fn preview(table: &Table, lang: &str) -> Vec<Vec<String>> {
    let cell = |cell: &Cell, kind: Kind| match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) if kind == Kind::Date => day(text, true).unwrap_or_else(|| text.clone()),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => text::number(*number, lang),
        Cell::YesNo(yes) => if *yes { "✓" } else { "✗" }.to_owned(),
    };
    let row = |row: &Vec<Cell>| row.iter().zip(&table.columns).map(|(own, column)| cell(own, column.kind)).collect();
    table.rows.iter().take(SHOWN).map(row).collect()
}
