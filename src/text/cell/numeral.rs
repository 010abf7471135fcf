//! Numbers with separators.

use super::{CellError, Decimal};

/// The separators of a number, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Digits only.
    Plain,
    /// The last separator can only be decimal: `41,62`, `0,123`, `1.234,5`.
    Decimal(Decimal),
    /// Several groups of three: `1.234.567`, and spaces or both customs' separators can't be decimal.
    Grouped(Decimal),
    /// One separator, three digits behind it: `1.234` is a thousand or one point two. If it is decimal, it is this one.
    Either(Decimal),
}

impl Decimal {
    fn sign(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Point => '.',
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Comma => Self::Point,
            Self::Point => Self::Comma,
        }
    }

    fn of(sign: char) -> Self {
        if sign == ',' { Self::Comma } else { Self::Point }
    }
}

/// The number without sign and blanks; `None` when something else is in it.
fn bare(cell: &str) -> Option<(bool, String)> {
    let cell = cell.trim();
    let (negative, digits) = match cell.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, cell.strip_prefix('+').unwrap_or(cell)),
    };
    // Blanks part groups of three only: `12 34` is no number.
    let groups: Vec<&str> = digits.split(char::is_whitespace).collect();
    let grouped = groups.iter().enumerate().all(|(at, group)| {
        let whole = group.split([',', '.']).next().unwrap_or_default();
        let last = at + 1 == groups.len();
        (at == 0 || whole.len() == 3) && (last || group.len() == whole.len()) && (groups.len() == 1 || whole.len() <= 3)
    });
    let digits = groups.concat();
    let known = digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    let ends = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.ends_with(|c: char| c.is_ascii_digit());
    (grouped && known && ends).then_some((negative, digits))
}

/// How a cell's separators stand; `None` when it is no number.
pub(super) fn shape(cell: &str) -> Option<Shape> {
    let (_, digits) = bare(cell)?;
    let signs: Vec<(usize, char)> = digits.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
    let (last, sign) = match signs.last() {
        None => return Some(Shape::Plain),
        Some(last) => *last,
    };
    let decimal = Decimal::of(sign);
    let behind = digits.len() - last - 1;
    let read = |decimal| split(&digits, decimal).is_some();
    match signs.len() {
        1 if behind == 3 && last <= 3 && !digits.starts_with('0') => Some(Shape::Either(decimal)),
        1 => Some(Shape::Decimal(decimal)),
        _ if signs.iter().all(|(_, other)| *other == sign) => {
            read(decimal.other()).then_some(Shape::Grouped(decimal.other()))
        }
        _ => read(decimal).then_some(Shape::Decimal(decimal)),
    }
}

/// Whole part and decimals, groups joined; `None` when the separators don't stand so.
fn split(digits: &str, decimal: Decimal) -> Option<(String, &str)> {
    let (whole, fraction) = digits.split_once(decimal.sign()).unwrap_or((digits, ""));
    if fraction.contains(|c: char| !c.is_ascii_digit()) {
        return None;
    }
    let groups: Vec<&str> = whole.split(decimal.other().sign()).collect();
    let first = groups.first()?;
    let grouped = groups.len() == 1 || first.len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
    (grouped && whole.chars().all(|c| c.is_ascii_digit() || c == decimal.other().sign()))
        .then(|| (groups.concat(), fraction))
}

/// A number whose decimals stand behind that sign.
pub(super) fn number(cell: &str, decimal: Decimal) -> Result<f64, CellError> {
    let (negative, digits) = bare(cell).ok_or(CellError::NotANumber)?;
    let (whole, fraction) = split(&digits, decimal).ok_or(match split(&digits, decimal.other()) {
        Some(_) => CellError::OtherDecimal,
        None => CellError::NotANumber,
    })?;
    let size: f64 = format!("{whole}.{fraction}0").parse().map_err(|_| CellError::NotANumber)?;
    Ok(if negative { -size } else { size })
}

/// A whole number, grouped in either custom. Decimals that are zeros are none: spreadsheets export `541.0`.
pub(super) fn integer(cell: &str) -> Result<i64, CellError> {
    let (negative, digits) = bare(cell).ok_or(CellError::NotANumber)?;
    let (whole, fraction) = [Decimal::Comma, Decimal::Point]
        .into_iter()
        .filter_map(|decimal| split(&digits, decimal))
        .min_by_key(|(_, fraction)| fraction.len())
        .ok_or(CellError::NotANumber)?;
    if fraction.bytes().any(|digit| digit != b'0') {
        return Err(CellError::NotWhole);
    }
    let size: i64 = whole.parse().map_err(|_| CellError::TooLarge)?;
    Ok(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_customs_are_read_and_not_mixed_up() {
        assert_eq!(number("1.234,56", Decimal::Comma), Ok(1234.56));
        assert_eq!(number("1,234.56", Decimal::Point), Ok(1234.56));
        assert_eq!(number("1.234", Decimal::Comma), Ok(1234.0));
        assert_eq!(number("1.234", Decimal::Point), Ok(1.234));
        assert_eq!(number("1,234.56", Decimal::Comma), Err(CellError::OtherDecimal));
        assert_eq!(number("41.62", Decimal::Comma), Err(CellError::OtherDecimal));
        assert_eq!(number("−1 234,5", Decimal::Comma), Ok(-1234.5));
        assert_eq!(number("1\u{a0}234\u{a0}567", Decimal::Comma), Ok(1_234_567.0));
        for wrong in ["12 34", "1.2.3", "x", "1,2,3", ",5", "5,", "28/56", "1e5", "12,345.6,7", "1234.567,8"] {
            assert_eq!(number(wrong, Decimal::Comma), Err(CellError::NotANumber), "{wrong}");
        }
    }

    #[test]
    fn whole_numbers_may_be_grouped_in_any_way() {
        for cell in ["90498", "90.498", "90,498", "90 498", "90498.0", "90.498,00"] {
            assert_eq!(integer(cell), Ok(90_498), "{cell}");
        }
        assert_eq!(integer("-5"), Ok(-5));
        assert_eq!(integer("41,62"), Err(CellError::NotWhole));
        assert_eq!(integer("99999999999999999999"), Err(CellError::TooLarge));
    }

    #[test]
    fn shapes_tell_what_is_certain() {
        assert_eq!(shape("1234"), Some(Shape::Plain));
        assert_eq!(shape("1.234"), Some(Shape::Either(Decimal::Point)));
        assert_eq!(shape("1234.567"), Some(Shape::Decimal(Decimal::Point)));
        assert_eq!(shape("0,123"), Some(Shape::Decimal(Decimal::Comma)));
        assert_eq!(shape("41,62"), Some(Shape::Decimal(Decimal::Comma)));
        assert_eq!(shape("1.234,567"), Some(Shape::Decimal(Decimal::Comma)));
        assert_eq!(shape("1.234.567"), Some(Shape::Grouped(Decimal::Comma)));
        assert_eq!(shape("1.23.456"), None);
        assert_eq!(shape("Hà Nội"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(cents in -10_000_000_000_i64..10_000_000_000) {
            let value = cents as f64 / 100.0;
            prop_assert_eq!(number(&crate::text::number(value, "vi"), Decimal::Comma), Ok(value));
            prop_assert_eq!(number(&crate::text::number(value, "en"), Decimal::Point), Ok(value));
            prop_assert_eq!(integer(&crate::text::number(cents as f64, "vi")), Ok(cents));
        }
    }
}
