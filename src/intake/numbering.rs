//! Numbers of criteria and indicators in cells: `17.10`, `Chỉ tiêu 8.4`, `(2.1) Đường xã`, and what spreadsheets make of
//! them. `17.10` typed as a number is 17.1 for ever, and `8.4` becomes 8 April.

use crate::formats::RawCell;
use crate::text::fold;

/// What a cell says of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// Nothing.
    None,
    /// A number typed as text.
    Text(String),
    /// A number typed as a number: zeros behind the point are lost.
    Number(String),
    /// A date that may have been a number: day and month.
    Date(u8, u8),
}

/// Words that stand before a number, folded.
const BEFORE: [&str; 6] = ["chi tieu", "tieu chi", "noi dung", "so", "ct", "tc"];

/// English months as spreadsheets abbreviate them.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The number that a cell is, or that its words begin with.
pub fn numbering(cell: &RawCell) -> Numbering {
    match cell {
        RawCell::Integer(number) if (1..100).contains(number) => Numbering::Number(number.to_string()),
        RawCell::Number(number) => match number.to_string() {
            text if of_text(&text).as_deref() == Some(text.as_str()) => Numbering::Number(text),
            _ => Numbering::None,
        },
        RawCell::Date(date) => Numbering::Date(date.day, date.month),
        RawCell::Text(text) => match (day_of_text(text), of_text(text)) {
            (Some((day, month)), _) => Numbering::Date(day, month),
            (None, Some(number)) => Numbering::Text(number),
            (None, None) => Numbering::None,
        },
        RawCell::Null | RawCell::Bool(_) | RawCell::Integer(_) | RawCell::Bytes(_) => Numbering::None,
    }
}

/// What a date may have been before the spreadsheet saw it.
pub fn before_the_date(day: u8, month: u8) -> [String; 2] {
    [format!("{day}.{month}"), format!("{month}.{day}")]
}

fn of_text(text: &str) -> Option<String> {
    let folded = fold(text.trim());
    let mut rest = folded.trim_start_matches(['\'', '(', '[', ' ']);
    let mut named = false;
    // "Chỉ tiêu số 8.4" has two words before it.
    for _ in 0..2 {
        let strip = |word: &&str| rest.strip_prefix(*word).filter(|rest| !rest.starts_with(char::is_alphabetic));
        if let Some(after) = BEFORE.iter().find_map(strip) {
            rest = after.trim_start_matches([' ', '.', ':']);
            named = true;
        }
    }
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    if !(1..=2).contains(&whole) || rest.starts_with('0') {
        return None;
    }
    let behind = &rest[whole..];
    let fraction = behind.strip_prefix('.').map_or(0, digits);
    let length = if (1..=2).contains(&fraction) { whole + 1 + fraction } else { whole };
    let mut after = rest[length..].chars();
    let fits = match after.next() {
        None => true,
        Some('.' | ':' | ')' | ']' | '-' | '–') => !after.next().is_some_and(|c| c.is_ascii_digit()),
        // "10 tháng đầu năm" is no criterion, "2.1 Đường xã" is.
        Some(' ' | '\n' | '\r') => named || length > whole,
        Some(_) => false,
    };
    fits.then(|| rest[..length].to_owned())
}

/// `8-Apr`, `08-Apr-25`, `Apr-08`, `08-Thg4`, `08/04/2025`, `2025-04-08`: what a spreadsheet writes for 8.4.
fn day_of_text(text: &str) -> Option<(u8, u8)> {
    let text = text.trim().to_lowercase();
    let parts: Vec<&str> = text.split(['-', '/']).map(str::trim).collect();
    let month = |part: &str| {
        let named = MONTHS.iter().position(|name| part == *name).and_then(|at| u8::try_from(at + 1).ok());
        named.or_else(|| part.strip_prefix("thg")?.trim().parse().ok().filter(|month| (1..=12).contains(month)))
    };
    let day = |part: &str| part.parse().ok().filter(|day| (1..=31).contains(day));
    let number = |part: &str| day(part).filter(|month| (1..=12).contains(month));
    match parts.as_slice() {
        [first, second] => {
            month(second).and_then(|month| Some((day(first)?, month))).or_else(|| Some((day(second)?, month(first)?)))
        }
        [first, second, third] if third.len() == 4 => {
            number(second).or_else(|| month(second)).and_then(|month| Some((day(first)?, month)))
        }
        [first, second, _] if month(second).is_some() => Some((day(first)?, month(second)?)),
        [first, second, third] if first.len() == 4 => Some((day(third)?, number(second)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Date;

    fn of(text: &str) -> Numbering {
        numbering(&RawCell::Text(text.into()))
    }

    #[test]
    fn numbers_are_text() {
        for (cell, number) in [
            ("17.10", "17.10"),
            ("Chỉ tiêu 8.4", "8.4"),
            ("chỉ tiêu số 15.2", "15.2"),
            ("(2.1) Tỷ lệ đường xã", "2.1"),
            ("2.1. Tỷ lệ đường xã (%)", "2.1"),
            ("'8.4", "8.4"),
            ("TC 10", "10"),
            ("Tiêu chí 5: Trường học", "5"),
            ("10. Thu nhập", "10"),
            ("7", "7"),
            ("2.1\nTỷ lệ", "2.1"),
        ] {
            assert_eq!(of(cell), Numbering::Text(number.into()), "{cell}");
        }
        for cell in
            ["", "2025", "10 tháng đầu năm", "Tên xã", "1.234", "98,6", "98.6%", "0.5", "8.4.1", "100", "1.234.567"]
        {
            assert_eq!(of(cell), Numbering::None, "{cell}");
        }
    }

    #[test]
    fn what_a_spreadsheet_spoilt_is_seen() {
        assert_eq!(numbering(&RawCell::Number(17.1)), Numbering::Number("17.1".into()));
        assert_eq!(numbering(&RawCell::Integer(5)), Numbering::Number("5".into()));
        assert_eq!(numbering(&RawCell::Integer(2025)), Numbering::None);
        assert_eq!(
            numbering(&RawCell::Date(Date { year: 2025, month: 4, day: 8, seconds: None })),
            Numbering::Date(8, 4)
        );
        for cell in ["8-Apr", "08-Apr", "Apr-08", "08-Thg4", "08/04/2025", "2025-04-08", "8-Apr-25"] {
            assert_eq!(of(cell), Numbering::Date(8, 4), "{cell}");
        }
        assert_eq!(before_the_date(8, 4), ["8.4", "4.8"]);
    }
}
