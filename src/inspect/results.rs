//! Tables of results among the tables of a file: where their units stand, and which column is which indicator.

use serde::Serialize;

use crate::formats::RawCell;
use crate::intake::grid::{Grid, Head, text};
use crate::intake::numbering::{Numbering, before_the_date, numbering};
use crate::text::slug;

/// What a table of results seems to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResultsFacts {
    /// The heading of the units' column.
    pub unit: String,
    /// Whether it holds names and no codes.
    pub by_name: bool,
    /// Long form: the headings of the columns with the number, the result, and the date.
    pub long: Option<(String, String, Option<String>)>,
    /// Wide form: the columns with their numbers.
    pub columns: Vec<NumberedColumn>,
}

/// A column with the number of an indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberedColumn {
    /// `D`.
    pub letters: String,
    /// All words above it.
    pub heading: String,
    /// `2.1`.
    pub number: String,
    /// What the spreadsheet did to the number: `date`, `zero`.
    pub spoilt: Option<&'static str>,
}

/// Headings of columns with codes and with names of units, as slugs.
const CODES: [&str; 7] = ["ma-xa", "ma-don-vi", "ma-dvhc", "ma-dv", "ma-don-vi-hanh-chinh", "ma-xa-phuong", "ma-tinh"];
const NAMES: [&str; 8] =
    ["xa", "ten-xa", "don-vi", "ten-don-vi", "xa-phuong", "xa-phuong-thi-tran", "don-vi-hanh-chinh", "dia-phuong"];
/// Headings of the long form.
const NUMBERS: [&str; 6] = ["chi-tieu", "so-chi-tieu", "ma-chi-tieu", "tieu-chi", "so-hieu", "so-hieu-chi-tieu"];
const VALUES: [&str; 6] = ["ket-qua", "gia-tri", "ket-qua-thuc-hien", "thuc-hien", "danh-gia", "so-lieu"];
const DATES: [&str; 5] = ["ngay", "nam", "thoi-diem", "ky", "ngay-danh-gia"];

/// So many columns with numbers are no chance.
const LEAST: usize = 3;

/// Looks for results in a sheet.
pub(super) fn seen_in(grid: &Grid) -> Option<ResultsFacts> {
    let found = |names: &[&str]| {
        let cells = grid.rows.iter().take(60).flat_map(|row| &row.cells);
        let heading =
            cells.filter(|cell| matches!(cell, RawCell::Text(_))).find(|cell| names.contains(&&*slug(&text(cell))))?;
        let heading = text(heading).into_owned();
        let head = grid.head(&heading)?;
        Some((heading, head))
    };
    let (by_name, (unit, head)) = match found(&CODES) {
        Some(found) => (false, found),
        None => (true, found(&NAMES)?),
    };
    let named = |names: &[&str]| {
        let headings = head.headings.iter().enumerate().filter(|(at, _)| *at != head.anchor);
        headings
            .map(|(_, heading)| heading)
            .find(|heading| names.contains(&&*slug(&heading.path)))
            .map(|heading| heading.path.clone())
    };
    let columns = numbered(grid, &head);
    if columns.len() >= LEAST {
        return Some(ResultsFacts { unit, by_name, long: None, columns });
    }
    let long = named(&NUMBERS).zip(named(&VALUES)).map(|(number, value)| (number, value, named(&DATES)))?;
    Some(ResultsFacts { unit, by_name, long: Some(long), columns: Vec::new() })
}

fn numbered(grid: &Grid, head: &Head) -> Vec<NumberedColumn> {
    let mut columns: Vec<NumberedColumn> = Vec::new();
    for (at, heading) in head.headings.iter().enumerate().filter(|(at, _)| *at != head.anchor) {
        let numbered = heading.own.iter().rev().map(|row| numbering(grid.cell(*row, at)));
        let (number, spoilt) = match numbered.into_iter().find(|number| *number != Numbering::None) {
            Some(Numbering::Text(number)) => (number, None),
            Some(Numbering::Number(number)) => (number, None),
            Some(Numbering::Date(day, month)) => (before_the_date(day, month)[0].clone(), Some("date")),
            Some(Numbering::None) | None => continue,
        };
        // After 17.9, a second 17.1 is 17.10.
        let again = columns.iter().any(|column| column.number == number);
        let (number, spoilt) = if again { (format!("{number}0"), Some("zero")) } else { (number, spoilt) };
        columns.push(NumberedColumn { letters: grid.letters(at), heading: heading.path.clone(), number, spoilt });
    }
    columns
}
