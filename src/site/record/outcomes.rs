//! Single results: what offices type into the cells of their tables.

use crate::domain::threshold::Said;
use crate::formats::RawCell;
use crate::text::cell::{CellError, ColumnKind, Decimal, Value, parse};
use crate::text::fold;

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    /// The figure; not a number where there is none.
    pub figure: f64,
    /// The words.
    pub said: Said,
}

/// Why a cell is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Neither a figure nor words that are known.
    Unreadable,
    /// Less than nothing.
    Negative,
    /// A share of more than the whole.
    OverWhole,
}

/// How the cells of a table are typed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Typed {
    /// Decimals stand behind a point; `None` where nobody said so, and what can be only one of both is read as that.
    pub point: Option<bool>,
    /// Shares are parts of one.
    pub fractions: bool,
}

/// Digits that a float holds exactly.
const EXACT: usize = 15;

/// Words for results, folded. `Cơ bản đạt` is not `Đạt`.
const WORDS: [(&str, Said); 20] = [
    ("dat", Said::Met),
    ("x", Said::Met),
    ("co", Said::Met),
    ("da dat", Said::Met),
    ("✓", Said::Met),
    ("✔", Said::Met),
    ("chua dat", Said::NotMet),
    ("khong dat", Said::NotMet),
    ("chua", Said::NotMet),
    ("khong", Said::NotMet),
    ("chua co", Said::NotMet),
    ("✗", Said::NotMet),
    ("co ban dat", Said::Nearly),
    ("dat co ban", Said::Nearly),
    ("gan dat", Said::Nearly),
    ("khong ap dung", Said::NotApplicable),
    ("khong danh gia", Said::NotApplicable),
    ("khong xet", Said::NotApplicable),
    ("kad", Said::NotApplicable),
    ("n/a", Said::NotApplicable),
];

impl Reading {
    const NOTHING: f64 = f64::NAN;

    fn words(said: Said) -> Self {
        Self { figure: Self::NOTHING, said }
    }

    fn figure(figure: f64) -> Self {
        Self { figure, said: Said::Nothing }
    }
}

/// Reads a cell; `None` where it says that there is no result. A blank is never taken for 0.
pub(super) fn read(cell: &RawCell, typed: Typed, share: bool) -> Result<Option<Reading>, Fault> {
    let reading = match cell {
        RawCell::Null => return Ok(None),
        RawCell::Bool(met) => return Ok(Some(Reading::words(if *met { Said::Met } else { Said::NotMet }))),
        RawCell::Integer(number) => in_parts(*number as f64, typed, share),
        RawCell::Number(number) => in_parts(*number, typed, share),
        RawCell::Text(text) => match of_text(text.trim(), typed, share)? {
            Some(reading) => reading,
            None => return Ok(None),
        },
        RawCell::Bytes(_) | RawCell::Date(_) => return Err(Fault::Unreadable),
    };
    match reading.figure {
        figure if figure < 0.0 => Err(Fault::Negative),
        figure if share && figure > 100.0 => Err(Fault::OverWhole),
        _ => Ok(Some(reading)),
    }
}

fn in_parts(number: f64, typed: Typed, share: bool) -> Reading {
    if !(typed.fractions && share) {
        return Reading::figure(number);
    }
    // 0.986 is not quite 98.6 in binary: six decimals are more than anybody measured.
    Reading::figure((number * 1e8).round() / 1e6)
}

fn of_text(text: &str, typed: Typed, share: bool) -> Result<Option<Reading>, Fault> {
    if text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '−' | '–' | '+')) && text.len() > 1
        || text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty()
    {
        let share_typed = share || text.ends_with('%');
        let Some(number) = number(text, typed, share_typed)? else { return Ok(None) };
        let written = text.ends_with('%');
        return Ok(Some(if written { Reading::figure(number) } else { in_parts(number, typed, share) }));
    }
    // Most cells of a national table are one of these two.
    match text {
        "" => return Ok(None),
        "Đạt" => return Ok(Some(Reading::words(Said::Met))),
        "Chưa đạt" => return Ok(Some(Reading::words(Said::NotMet))),
        _ => {}
    }
    let folded = fold(text);
    if let Some((_, said)) = WORDS.iter().find(|(word, _)| *word == folded) {
        return Ok(Some(Reading::words(*said)));
    }
    match parse(ColumnKind::YesNo, text) {
        Ok(Value::Empty) => Ok(None),
        _ => Err(Fault::Unreadable),
    }
}

/// A number in words of a table; a unit behind it that is no per cent sign is left to the column.
fn number(text: &str, typed: Typed, share: bool) -> Result<Option<f64>, Fault> {
    // Plain digits with at most one sign are nearly all of a large table.
    let simple = text.strip_suffix('%').unwrap_or(text);
    if typed.point.is_none()
        && let Some((whole, fraction)) = simple.split_once([',', '.'])
        && fraction.len() != 3
        && [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        && whole.len() + fraction.len() <= EXACT
        && let Ok(places) = i32::try_from(fraction.len())
    {
        let digits = whole.bytes().chain(fraction.bytes()).fold(0.0, |sum, digit| sum * 10.0 + f64::from(digit - b'0'));
        return Ok(Some(digits / 10_f64.powi(places)));
    }
    let kind = |decimal| if share { ColumnKind::Percent { decimal } } else { ColumnKind::Number { decimal } };
    let decimals: &[Decimal] = match typed.point {
        Some(true) => &[Decimal::Point],
        Some(false) => &[Decimal::Comma],
        None => &[Decimal::Comma, Decimal::Point],
    };
    for decimal in decimals {
        match parse(kind(*decimal), text) {
            Ok(Value::Number(number)) => return Ok(Some(number)),
            Ok(Value::Empty) => return Ok(None),
            Err(CellError::OtherDecimal) => {}
            _ => return Err(Fault::Unreadable),
        }
    }
    Err(Fault::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FREE: Typed = Typed { point: None, fractions: false };

    fn of(text: &str, share: bool) -> Result<Option<(Option<f64>, Said)>, Fault> {
        let read = read(&RawCell::Text(text.into()), FREE, share)?;
        Ok(read.map(|reading| ((!reading.figure.is_nan()).then_some(reading.figure), reading.said)))
    }

    #[test]
    fn offices_are_understood() {
        for (cell, said) in [
            ("Đạt", Said::Met),
            ("x", Said::Met),
            ("X", Said::Met),
            ("ĐẠT", Said::Met),
            ("Chưa đạt", Said::NotMet),
            ("chưa", Said::NotMet),
            ("Cơ bản đạt", Said::Nearly),
            ("Không áp dụng", Said::NotApplicable),
        ] {
            assert_eq!(of(cell, false), Ok(Some((None, said))), "{cell}");
        }
        for (cell, figure) in [
            ("98,6%", 98.6),
            ("98.6", 98.6),
            ("98.60000000000000142", 98.6),
            ("98,6 %", 98.6),
            ("100", 100.0),
            ("0", 0.0),
            ("5", 5.0),
        ] {
            assert_eq!(of(cell, true), Ok(Some((Some(figure), Said::Nothing))), "{cell}");
        }
        assert_eq!(of("1.234,5", false), Ok(Some((Some(1234.5), Said::Nothing))));
        assert_eq!(of("1.234", false), Ok(Some((Some(1234.0), Said::Nothing))));
        for gap in ["", " ", "-", "–", "…", "..."] {
            assert_eq!(of(gap, true), Ok(None), "{gap}");
        }
    }

    #[test]
    fn what_can_not_be_is_told() {
        assert_eq!(of("100,5%", true), Err(Fault::OverWhole));
        assert_eq!(of("-5", true), Err(Fault::Negative));
        for cell in ["28/56", "khoảng 80", "08/04/2025", "80-90"] {
            assert_eq!(of(cell, true), Err(Fault::Unreadable), "{cell}");
        }
        let strict = Typed { point: Some(true), fractions: false };
        assert_eq!(read(&RawCell::Text("98,6".into()), strict, true), Err(Fault::Unreadable));
    }

    #[test]
    fn parts_of_one_become_shares_without_rubbish() {
        let parts = Typed { point: None, fractions: true };
        let figure = |cell| read(&cell, parts, true).unwrap().unwrap().figure;
        assert_eq!((figure(RawCell::Number(0.986)), figure(RawCell::Integer(1))), (98.6, 100.0));
        assert_eq!(figure(RawCell::Text("98,6%".into())), 98.6);
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(cell in "\\PC{0,20}|[0-9.,%+-]{0,12}", share: bool) {
            let _ = of(&cell, share);
        }

        #[test]
        fn the_quick_way_reads_what_the_slow_way_reads(tenths in 0_u32..1000) {
            let value = f64::from(tenths) / 10.0;
            let typed = crate::text::number(value, "vi");
            prop_assert_eq!(of(&typed, true), Ok(Some((Some(value), Said::Nothing))));
            let strict = Typed { point: Some(false), fractions: false };
            let slow = read(&RawCell::Text(typed), strict, true).unwrap().unwrap().figure;
            prop_assert_eq!(slow, value);
        }
    }
}
