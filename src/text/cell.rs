//! What the cells of a column are: numbers, dates, codes, yes and no, as Vietnamese offices type them.
//!
//! A cell alone can't be read: `1.234` is a thousand in one column and one point two in another. So a column has a
//! [`ColumnKind`], declared in a manifest or proposed from all its cells, and every cell is parsed by it.

mod day;
mod numeral;
mod propose;

pub use propose::{Doubt, Guess, propose};

use super::{Date, fold};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Anything.
    Text,
    /// Digits that are a name, not a number: `00541`. Shorter ones lost their zeros in a spreadsheet.
    Code {
        /// How many digits a whole code has.
        width: u8,
    },
    /// Whole numbers, thousands parted by points, commas or spaces, or not at all.
    Integer,
    /// Numbers with decimals.
    Number {
        /// What stands before the decimals.
        decimal: Decimal,
    },
    /// Numbers with or without a per-cent sign; 98,6% is 98.6.
    Percent {
        /// What stands before the decimals.
        decimal: Decimal,
    },
    /// Days, months or years.
    Date {
        /// In which order day and month stand.
        order: DateOrder,
    },
    /// `Có`, `Không`, `x`, `Đạt`, `Chưa đạt`. Only ever declared: a column of crosses may mean other things.
    YesNo,
}

/// What stands before the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decimal {
    /// `1.234,5`, the Vietnamese way.
    Comma,
    /// `1,234.5`, the English way.
    Point,
}

/// The order of a date's parts. A year first, as in ISO 8601, is read in any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// 25/09/2023, the Vietnamese way.
    DayFirst,
    /// 09/25/2023.
    MonthFirst,
    /// 2023-09-25 and nothing else.
    YearFirst,
}

/// A cell's meaning.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Blank, `-` or `…`: no figure. What the office meant by it (none, or not known) it didn't say.
    Empty,
    /// Text or a whole code, without blanks around it.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number; per cent as per cent.
    Number(f64),
    /// A date, perhaps only a month or a year.
    Date(Date),
    /// Yes or no.
    Bool(bool),
}

/// Why a cell is not what its column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellError {
    /// No number.
    NotANumber,
    /// A number whose separators stand as in the other custom: `1,234.5` among `1.234,5`.
    OtherDecimal,
    /// A number with decimals among whole ones.
    NotWhole,
    /// A whole number beyond 64 bits.
    TooLarge,
    /// No date, or one with its year in two digits.
    NotADate,
    /// A day or month that never was: 31/02/2024.
    NoSuchDay,
    /// Neither yes nor no: `Cơ bản đạt`.
    NotYesNo,
    /// Something besides digits in a code.
    NotACode,
    /// A code with more digits than its column has.
    CodeTooLong,
}

/// Reads a cell as what its column holds.
pub fn parse(kind: ColumnKind, cell: &str) -> Result<Value, CellError> {
    let cell = cell.trim();
    if cell.is_empty() || (kind != ColumnKind::Text && is_gap(cell)) {
        return Ok(Value::Empty);
    }
    match kind {
        ColumnKind::Text => Ok(Value::Text(cell.to_owned())),
        ColumnKind::Code { width } => code(cell, width.into()).map(Value::Text),
        ColumnKind::Integer => numeral::integer(cell).map(Value::Integer),
        ColumnKind::Number { decimal } => numeral::number(cell, decimal).map(Value::Number),
        ColumnKind::Percent { decimal } => {
            numeral::number(cell.strip_suffix('%').unwrap_or(cell).trim_end(), decimal).map(Value::Number)
        }
        ColumnKind::Date { order } => day::read(cell, order).map(Value::Date),
        ColumnKind::YesNo => yes_no(cell).map(Value::Bool).ok_or(CellError::NotYesNo),
    }
}

/// What statistical tables put where there is no figure.
fn is_gap(cell: &str) -> bool {
    matches!(cell, "-" | "–" | "—" | "…" | "..." | "..")
}

/// A code with the zeros that it lost.
fn code(cell: &str, width: usize) -> Result<String, CellError> {
    // A spreadsheet's way of saying text.
    let digits = cell.trim_start_matches('\'');
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CellError::NotACode);
    }
    if digits.len() > width {
        return Err(CellError::CodeTooLong);
    }
    Ok(format!("{digits:0>width$}"))
}

fn yes_no(cell: &str) -> Option<bool> {
    match fold(cell).as_str() {
        "co" | "x" | "dat" | "yes" | "y" | "true" | "dung" | "1" | "✓" | "✔" | "☑" => Some(true),
        "khong" | "chua" | "chua dat" | "khong dat" | "no" | "n" | "false" | "sai" | "0" | "✗" | "☐" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_get_back_their_zeros() {
        let code = |cell| parse(ColumnKind::Code { width: 5 }, cell);
        assert_eq!(code("541"), Ok(Value::Text("00541".into())));
        assert_eq!(code(" '00541"), Ok(Value::Text("00541".into())));
        assert_eq!(code("005410"), Err(CellError::CodeTooLong));
        assert_eq!(code("541.0"), Err(CellError::NotACode));
        assert_eq!(code(""), Ok(Value::Empty));
    }

    #[test]
    fn yes_and_no_are_read_when_declared() {
        let read = |cell| parse(ColumnKind::YesNo, cell);
        for yes in ["Có", "x", "X", "Đạt", "ĐẠT", "co", "1"] {
            assert_eq!(read(yes), Ok(Value::Bool(true)), "{yes}");
        }
        for no in ["Không", "Chưa đạt", "chưa", "0"] {
            assert_eq!(read(no), Ok(Value::Bool(false)), "{no}");
        }
        assert_eq!(read(" "), Ok(Value::Empty));
        assert_eq!(read("Cơ bản đạt"), Err(CellError::NotYesNo));
    }

    #[test]
    fn gaps_of_statistics_are_no_figures_but_may_be_text() {
        for gap in ["-", "–", "…", "...", ""] {
            assert_eq!(parse(ColumnKind::Integer, gap), Ok(Value::Empty), "{gap}");
        }
        assert_eq!(parse(ColumnKind::Text, " - "), Ok(Value::Text("-".into())));
        let percent = ColumnKind::Percent { decimal: Decimal::Comma };
        assert_eq!(parse(percent, "98,6%"), Ok(Value::Number(98.6)));
        assert_eq!(parse(percent, "98,6 %"), Ok(Value::Number(98.6)));
        assert_eq!(parse(percent, "100"), Ok(Value::Number(100.0)));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(name in "\\PC{0,10}", cell in "\\PC{0,20}|[0-9.,%/ -]{0,20}") {
            let guess = propose(&name, std::iter::once(cell.as_str()));
            prop_assert!((0.0..=1.0).contains(&guess.confidence));
        }

        #[test]
        fn what_is_proposed_can_read_every_cell(
            cells in proptest::collection::vec("[0-9]{1,4}([.,/ -][0-9]{1,4}){0,2}%?", 1..6),
        ) {
            let guess = propose("", cells.iter().map(String::as_str));
            for cell in &cells {
                prop_assert!(parse(guess.kind, cell).is_ok(), "{:?} {:?}", guess, cell);
            }
        }
    }
}
