//! Dates as offices write them.

use super::{CellError, DateOrder};
use crate::text::{Date, fold};

/// Reads `25/09/2023`, `1-7-2025`, `01.07.2025`, `07/2025`, `2025`, ISO 8601, `ngày 02 tháng 8 năm 2022`,
/// `tháng 6 năm 2023`.
pub(super) fn read(cell: &str, order: DateOrder) -> Result<Date, CellError> {
    if let Some(date) = Date::parse(cell) {
        return Ok(date);
    }
    if is_iso(cell) {
        return Err(CellError::NoSuchDay);
    }
    let words = in_words(cell);
    let parts = match (&words, order) {
        (Some(parts), _) => parts.clone(),
        (None, DateOrder::YearFirst) => return Err(CellError::NotADate),
        (None, _) => parts(cell).ok_or(CellError::NotADate)?,
    };
    let (day, month, year) = match (parts.as_slice(), order) {
        ([month, day, year], DateOrder::MonthFirst) if words.is_none() => (*day, *month, *year),
        ([day, month, year], _) => (*day, *month, *year),
        ([month, year], _) => (0, *month, *year),
        ([year], _) => (0, 0, *year),
        _ => return Err(CellError::NotADate),
    };
    match parts.len() {
        3 => Date::new(year, small(month), small(day)),
        2 => (1..=12).contains(&month).then(|| Date { year, month: small(month), day: 0, minute: None }),
        _ => Some(Date { year, month: 0, day: 0, minute: None }),
    }
    .ok_or(CellError::NoSuchDay)
}

/// Day and month as they stand, for the column to decide which is which; `None` for anything but `a/b/yyyy`.
pub(super) fn first_two(cell: &str) -> Option<(u16, u16)> {
    match parts(cell)?.as_slice() {
        [first, second, _] => Some((*first, *second)),
        _ => None,
    }
}

/// Whether it looks like ISO 8601, real day or not.
fn is_iso(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    bytes.len() >= 7 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-'
}

/// What is too large for a byte is no day and no month either.
fn small(number: u16) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// Two or three numbers parted by one kind of sign, the last a year of four digits.
fn parts(cell: &str) -> Option<Vec<u16>> {
    let sign = cell.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '-' | '.'))?;
    let fields: Vec<&str> = cell.split(sign).map(str::trim).collect();
    let (year, rest) = fields.split_last()?;
    let digits =
        |field: &&str| !field.is_empty() && field.len() <= 2 && field.bytes().all(|byte| byte.is_ascii_digit());
    // 12.2024 is a number with decimals; a month and its year are parted otherwise.
    let wide_enough = matches!(rest.len(), 2) || (rest.len() == 1 && sign != '.');
    if !wide_enough || !rest.iter().all(digits) || year.len() != 4 {
        return None;
    }
    fields.iter().map(|field| field.parse().ok()).collect()
}

/// `ngày 02 tháng 8 năm 2022`, `tháng 6 năm 2023`, `năm 2023`.
fn in_words(cell: &str) -> Option<Vec<u16>> {
    let folded = fold(cell);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let numbers: Vec<&str> = match words.as_slice() {
        ["ngay", day, "thang", month, "nam", year] => vec![day, month, year],
        ["thang", month, "nam", year] => vec![month, year],
        ["nam", year] => vec![year],
        _ => return None,
    };
    let numbers: Vec<u16> = numbers.iter().map(|number| number.parse().ok()).collect::<Option<_>>()?;
    numbers.last().is_some_and(|year| (1000..=9999).contains(year)).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_as_written() {
        for (cell, shown) in [
            ("01/07/2025", "2025-07-01"),
            ("1-7-2025", "2025-07-01"),
            ("1.7.2025", "2025-07-01"),
            ("07/2025", "2025-07"),
            ("6-2023", "2023-06"),
            ("2025", "2025"),
            ("2025-07-01", "2025-07-01"),
            ("ngày 02 tháng 8 năm 2022", "2022-08-02"),
            ("Tháng 6 năm 2023", "2023-06"),
        ] {
            assert_eq!(read(cell, DateOrder::DayFirst).map(|date| date.to_string()), Ok(shown.to_owned()), "{cell}");
        }
        assert_eq!(read("09/25/2023", DateOrder::MonthFirst).map(|date| date.short()), Ok("25/09/2023".to_owned()));
        assert_eq!(read("2025-07-01", DateOrder::YearFirst).map(|date| date.short()), Ok("01/07/2025".to_owned()));
    }

    #[test]
    fn what_never_was_is_told_from_what_is_no_date() {
        for wrong in ["31/02/2024", "25/13/2024", "13/2024", "2024-02-30", "99/99/2024"] {
            assert_eq!(read(wrong, DateOrder::DayFirst), Err(CellError::NoSuchDay), "{wrong}");
        }
        for wrong in ["28/56", "1/7/25", "8.4", "12.2024", "Hà Nội", "", "1/2-2024", "năm 23", "1//2024"] {
            assert_eq!(read(wrong, DateOrder::DayFirst), Err(CellError::NotADate), "{wrong}");
        }
        assert_eq!(read("01/07/2025", DateOrder::YearFirst), Err(CellError::NotADate));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read(days in -300_000_i64..2_000_000) {
            let date = Date::from_days(days).unwrap();
            prop_assert_eq!(read(&date.short(), DateOrder::DayFirst), Ok(date));
            prop_assert_eq!(read(&date.long("vi"), DateOrder::DayFirst), Ok(date));
        }
    }
}
