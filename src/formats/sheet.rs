//! Sheets of spreadsheets: cells anywhere, made into a table whose header is the first row below the titles.

mod header;

use std::sync::Arc;

use header::{Header, Line};

use super::table::Table;
use super::{Contents, Date, DeclaredCrs, Field, FieldKind, MAX_CELLS, ProblemKind, RawCell, RawText, RowPlace};

/// How many cells a spreadsheet may have that stand in the file once and are repeated.
const MAX_REPEATED: usize = 500_000;

/// How much text all cells of a file may have: a shared string stands in the file once, and in cells a million times.
const MAX_TEXT: usize = 1 << 30;

/// The name of a cell as spreadsheets show it: `cell_name(3, 5)` is "C5". Both count from 1.
pub fn cell_name(column: usize, row: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

/// What the cells of a whole file may still take.
pub(super) struct Budget {
    cells: usize,
    text: usize,
    repeated: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self::of(MAX_CELLS, MAX_TEXT)
    }

    /// For so many cells, and so many bytes of text.
    pub(super) fn of(cells: usize, text: usize) -> Self {
        Self { cells, text, repeated: MAX_REPEATED }
    }

    /// One more of the cells that a file has once and means many times.
    pub(super) fn repeat(&mut self) -> Result<(), Full> {
        self.repeated = self.repeated.checked_sub(1).ok_or(Full)?;
        Ok(())
    }

    fn spend(&mut self, cell: &RawCell) -> Option<()> {
        let text = match cell {
            RawCell::Text(text) => text.len(),
            RawCell::Bytes(bytes) => bytes.len(),
            _ => 0,
        };
        self.cells = self.cells.checked_sub(1)?;
        self.text = self.text.checked_sub(text)?;
        Some(())
    }
}

/// The cells that a sheet has, with row and column from 1.
pub(super) struct Sheet {
    name: Arc<str>,
    cells: Vec<(usize, usize, RawCell)>,
}

/// Too many cells.
pub(super) struct Full;

impl Sheet {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.into(), cells: Vec::new() }
    }

    /// Puts a cell, counted from 0, into the sheet.
    pub(super) fn put(&mut self, row: usize, column: usize, cell: RawCell, budget: &mut Budget) -> Result<(), Full> {
        let blank = match &cell {
            RawCell::Null => true,
            RawCell::Text(text) => text.trim().is_empty(),
            _ => false,
        };
        if !blank {
            budget.spend(&cell).ok_or(Full)?;
            self.cells.push((row + 1, column + 1, cell));
        }
        Ok(())
    }

    /// Reports an error that a formula left, such as "#N/A"; the cell keeps it as text.
    pub(super) fn fault(&self, row: usize, column: usize, error: &str, contents: &mut Contents) -> RawCell {
        let place = RowPlace::Row { sheet: Arc::clone(&self.name), row: row + 1 };
        contents.problem_at(ProblemKind::BadValue, place, format!("{} {error}", cell_name(column + 1, row + 1)));
        RawCell::Text(error.to_owned())
    }

    /// A formula that no program has worked out yet.
    pub(super) fn no_value(&self, row: usize, column: usize, contents: &mut Contents) {
        let place = RowPlace::Row { sheet: Arc::clone(&self.name), row: row + 1 };
        contents.problem_at(ProblemKind::NoValue, place, cell_name(column + 1, row + 1));
    }

    /// Adds the table to the contents; an empty sheet adds nothing.
    pub(super) fn finish(mut self, contents: &mut Contents) {
        self.cells.sort_by_key(|(row, column, _)| (*row, *column));
        let mut rows = lines(self.cells);
        let Some((header, above)) = Header::take(&mut rows) else { return };
        for row in header.take_foot(&mut rows) {
            let place = RowPlace::Row { sheet: Arc::clone(&self.name), row };
            contents.problem_at(ProblemKind::Foot, place, "");
        }
        let all = above.iter().chain(&rows);
        let mut columns: Vec<usize> = all.flat_map(|row| row.cells.iter().map(|(column, _)| *column)).collect();
        columns.sort_unstable();
        columns.dedup();
        let mut table = Table::default();
        for &column in &columns {
            table.append(Field { name: header.name(column), kind: FieldKind::Undeclared, column });
        }
        let place = |number: usize| RowPlace::Row { sheet: Arc::clone(&self.name), row: number };
        let placed = |cells: Vec<(usize, RawCell)>| {
            cells.into_iter().filter_map(|(column, cell)| Some((columns.binary_search(&column).ok()?, cell))).collect()
        };
        for Line { number, cells } in above {
            table.push_above(placed(cells), place(number));
        }
        for Line { number, cells } in rows {
            table.push(placed(cells), None, place(number));
        }
        table.finish(&self.name, DeclaredCrs::None, None, contents);
    }
}

/// Cells, sorted by rows, as rows.
fn lines(cells: Vec<(usize, usize, RawCell)>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (number, column, cell) in cells {
        match lines.last_mut().filter(|line| line.number == number) {
            Some(line) => line.cells.push((column, cell)),
            None => lines.push(Line { number, cells: vec![(column, cell)] }),
        }
    }
    lines
}

/// A header's cell as a name.
fn title(cell: &RawCell) -> RawText {
    match cell {
        RawCell::Text(text) => RawText::Text(text.trim().to_owned()),
        RawCell::Bytes(bytes) => RawText::Bytes(bytes.trim_ascii().to_owned()),
        RawCell::Integer(number) => RawText::Text(number.to_string()),
        RawCell::Number(number) => RawText::Text(number.to_string()),
        RawCell::Bool(value) => RawText::Text(value.to_string()),
        RawCell::Date(date) => RawText::Text(format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)),
        RawCell::Null => RawText::Text(String::new()),
    }
}

/// A number as the sheet shows it: spreadsheets keep whole ones as floating point too.
pub(super) fn number(value: f64) -> RawCell {
    // Up to 2^53 every whole number is exact.
    let whole = value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0;
    if whole { RawCell::Integer(value as i64) } else { RawCell::Number(value) }
}

/// Days since the end of 1899 (or the beginning of 1904) as a date. A time without a day stays a number.
pub(super) fn date(serial: f64, from_1904: bool) -> RawCell {
    if !(1.0..2_958_466.0).contains(&serial) {
        return number(serial);
    }
    let seconds = (serial.fract() * 86_400.0).round().min(86_399.0) as u32;
    let day = serial.trunc() as i64;
    // Excel believes that 1900 was a leap year: before 1 March its days are one behind.
    let since_1970 = match (from_1904, day) {
        (true, _) => day - 24_107,
        (false, ..60) => day - 25_568,
        (false, _) => day - 25_569,
    };
    let seconds = (serial.fract() != 0.0).then_some(seconds);
    Date::from_days(since_1970, seconds).map_or(RawCell::Number(serial), RawCell::Date)
}

/// Whether a number format shows a date or a time: it has a letter of one outside quotes, brackets and escapes.
pub(super) fn shows_date(format: &str) -> bool {
    if format.eq_ignore_ascii_case("general") {
        return false;
    }
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => while letters.next().is_some_and(|letter| letter != '"') {},
            '[' => while letters.next().is_some_and(|letter| letter != ']') {},
            '\\' | '_' | '*' => {
                letters.next();
            }
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            // Only the first section, for positive numbers.
            ';' => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names() {
        assert_eq!((cell_name(1, 1), cell_name(26, 2), cell_name(27, 3)), ("A1".into(), "Z2".into(), "AA3".into()));
        assert_eq!(cell_name(16_384, 1), "XFD1");
    }

    #[test]
    fn serials_are_dates() {
        let day = |year, month, day| RawCell::Date(Date { year, month, day, seconds: None });
        assert_eq!(date(1.0, false), day(1900, 1, 1));
        assert_eq!(date(61.0, false), day(1900, 3, 1));
        assert_eq!(date(45_351.0, false), day(2024, 2, 29));
        assert_eq!(date(43_889.0, true), day(2024, 2, 29));
        assert_eq!(date(45_351.5, false), RawCell::Date(Date { year: 2024, month: 2, day: 29, seconds: Some(43_200) }));
        assert_eq!((date(0.5, false), date(f64::NAN, false) == RawCell::Null), (RawCell::Number(0.5), false));
    }

    #[test]
    fn formats_of_dates() {
        assert!(shows_date("dd/mm/yyyy") && shows_date("[$-42A]d mmmm") && shows_date("h:mm"));
        assert!(
            !shows_date("General")
                && !shows_date("#,##0 \"đồng\"")
                && !shows_date("0.00_d;[Red]-0")
                && !shows_date("0\\m")
        );
    }
}
