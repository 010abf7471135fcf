//! What a column seems to hold, from all its cells and its name.

use super::numeral::{Shape, shape};
use super::{ColumnKind, DateOrder, Decimal, day, is_gap};
use crate::text::slug;

/// A proposal for a column that nobody declared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    /// What it seems to hold. Every cell can be parsed as this.
    pub kind: ColumnKind,
    /// 0 to 1.
    pub confidence: f64,
    /// What a person should decide.
    pub doubt: Option<Doubt>,
}

/// What the cells leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Every separator stands before three digits: `1.234` may be a thousand or have decimals. Taken as thousands.
    ThousandsOrDecimals,
    /// No day is above 12, so the order is open. Taken as day first.
    DayOrMonth,
    /// So many codes are shorter than the rest and get zeros in front.
    LostZeros(usize),
    /// Some numbers have decimal commas and some decimal points, so it stays text.
    MixedDecimals,
}

/// Words of a column's name, without marks. As whole words: `ma` is not in `mat_do`.
const CODE: &[&str] = &["ma", "maxa", "mahuyen", "matinh", "madvhc", "mathon", "code", "id", "gso", "ccode"];
const COUNT: &[&str] =
    &["dan", "danso", "so", "ho", "soho", "khau", "nguoi", "population", "pop", "households", "count"];
const MEASURE: &[&str] =
    &["dt", "tich", "dientich", "km2", "ha", "ty", "tyle", "le", "lat", "lon", "lng", "do", "toado", "area"];
const YEAR: &[&str] = &["nam", "year", "ngay", "date", "thang", "month"];

/// Proposes what a column holds; see [`Guess`]. Blank cells and gaps don't count; without others it is text.
pub fn propose<'a>(name: &str, cells: impl Iterator<Item = &'a str>) -> Guess {
    let cells: Vec<&str> = cells.map(str::trim).filter(|cell| !cell.is_empty() && !is_gap(cell)).collect();
    let name = slug(name);
    let words: Vec<&str> = name.split('-').collect();
    let named = |known: &[&str]| words.iter().any(|word| known.contains(word));
    if cells.is_empty() {
        return guess(ColumnKind::Text, 0.0, None);
    }
    codes(&cells, &words, named(CODE))
        .or_else(|| dates(&cells, named(YEAR)))
        .or_else(|| numbers(&cells, named(COUNT), named(MEASURE)))
        .unwrap_or(guess(ColumnKind::Text, 1.0, None))
}

fn guess(kind: ColumnKind, confidence: f64, doubt: Option<Doubt>) -> Guess {
    Guess { kind, confidence, doubt }
}

/// Digits only, and either zeros in front or the name of a code.
fn codes(cells: &[&str], words: &[&str], named: bool) -> Option<Guess> {
    let digits = |cell: &&&str| cell.bytes().all(|byte| byte.is_ascii_digit());
    let longest = cells.iter().map(|cell| cell.len()).max()?;
    let zeros = cells.iter().filter(|cell| cell.len() > 1 && cell.starts_with('0')).count();
    if cells.iter().filter(digits).count() < cells.len() || longest > 20 || (zeros == 0 && !named) {
        return None;
    }
    // Codes of units have had 2, 3 and 5 digits since 2004; a spreadsheet that ate all zeros shows fewer.
    let level = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let least = match () {
        () if level(&["xa", "maxa", "phuong", "commune"]) => 5,
        () if level(&["huyen", "mahuyen", "quan", "district"]) => 3,
        () if level(&["tinh", "matinh", "province"]) => 2,
        () => 0,
    };
    let width = longest.max(least);
    let short = cells.iter().filter(|cell| cell.len() < width).count();
    // Without a zero or a level in its name it may as well be a row's number, whose lengths differ.
    if zeros == 0 && least == 0 && short > 0 || short * 2 > cells.len() && least == 0 {
        return None;
    }
    let sure = if zeros > 0 && short == 0 { 1.0 } else { 0.9 };
    let kind = ColumnKind::Code { width: u8::try_from(width).ok()? };
    Some(guess(kind, sure, (short > 0).then_some(Doubt::LostZeros(short))))
}

fn dates(cells: &[&str], named: bool) -> Option<Guess> {
    let all = |order| cells.iter().all(|cell| day::read(cell, order).is_ok());
    if cells.iter().all(|cell| cell.len() == 4) {
        // A bare year is a number like any other, unless the column is called so.
        return (named && all(DateOrder::YearFirst))
            .then(|| guess(ColumnKind::Date { order: DateOrder::YearFirst }, 0.8, None));
    }
    let order =
        [DateOrder::YearFirst, DateOrder::DayFirst, DateOrder::MonthFirst].into_iter().find(|order| all(*order))?;
    let open = cells.iter().filter_map(|cell| day::first_two(cell)).all(|(first, second)| first <= 12 && second <= 12);
    let in_doubt = order == DateOrder::DayFirst && open && cells.iter().any(|cell| day::first_two(cell).is_some());
    let doubt = in_doubt.then_some(Doubt::DayOrMonth);
    Some(guess(ColumnKind::Date { order }, if in_doubt { 0.8 } else { 1.0 }, doubt))
}

fn numbers(cells: &[&str], count: bool, measure: bool) -> Option<Guess> {
    let percent = cells.iter().any(|cell| cell.ends_with('%'));
    let bare = |cell: &&str| shape(cell.strip_suffix('%').unwrap_or(cell));
    let shapes: Vec<Shape> = cells.iter().map(bare).collect::<Option<_>>()?;
    let has = |wanted: Shape| shapes.contains(&wanted);
    // What shows each custom: its decimals, or the other's sign between several groups.
    let shows = |decimal| has(Shape::Decimal(decimal)) || has(Shape::Grouped(decimal));
    let number = |decimal| if percent { ColumnKind::Percent { decimal } } else { ColumnKind::Number { decimal } };
    let either = |decimal| has(Shape::Either(decimal));
    let whole = !percent && ![Decimal::Comma, Decimal::Point].into_iter().any(|decimal| has(Shape::Decimal(decimal)));
    Some(match (shows(Decimal::Comma), shows(Decimal::Point)) {
        (true, true) => guess(ColumnKind::Text, 0.5, Some(Doubt::MixedDecimals)),
        // 1.234.567 beside 1.234: thousands.
        (true, false) if whole && !either(Decimal::Comma) => guess(ColumnKind::Integer, 1.0, None),
        (false, true) if whole && !either(Decimal::Point) => guess(ColumnKind::Integer, 1.0, None),
        (true, false) => guess(number(Decimal::Comma), 1.0, None),
        (false, true) => guess(number(Decimal::Point), 1.0, None),
        (false, false) => match (either(Decimal::Comma), either(Decimal::Point)) {
            (false, false) if percent => guess(number(Decimal::Comma), 1.0, None),
            (false, false) if shapes.len() < cells.len() => return None,
            (false, false) => plain(cells),
            // 1.234 and 1,234 in one column: one of them is decimal, and nobody can say which.
            (true, true) => guess(ColumnKind::Text, 0.5, Some(Doubt::MixedDecimals)),
            (comma, _) => {
                let decimal = if comma { Decimal::Comma } else { Decimal::Point };
                let doubt = Some(Doubt::ThousandsOrDecimals);
                match (count, measure || percent) {
                    (true, _) => guess(ColumnKind::Integer, 0.9, None),
                    (false, true) => guess(number(decimal), 0.5, doubt),
                    (false, false) => guess(ColumnKind::Integer, 0.6, doubt),
                }
            }
        },
    })
}

/// Digits without any separator; beyond 64 bits they are text.
fn plain(cells: &[&str]) -> Guess {
    let fits = cells.iter().all(|cell| super::numeral::integer(cell).is_ok());
    guess(if fits { ColumnKind::Integer } else { ColumnKind::Text }, 1.0, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, cells: &[&str]) -> (ColumnKind, Option<Doubt>) {
        let guess = propose(name, cells.iter().copied());
        (guess.kind, guess.doubt)
    }

    const COMMA: ColumnKind = ColumnKind::Number { decimal: Decimal::Comma };
    const POINT: ColumnKind = ColumnKind::Number { decimal: Decimal::Point };

    #[test]
    fn the_whole_column_decides_what_a_point_is() {
        assert_eq!(of("", &["1.234", "41,62"]), (COMMA, None));
        assert_eq!(of("", &["1.234", "41.62"]), (POINT, None));
        assert_eq!(of("", &["1.234", "1.234.567"]), (ColumnKind::Integer, None));
        assert_eq!(of("", &["1,234", "1.234.567"]), (COMMA, None));
        assert_eq!(of("", &["1.234,56", "12"]), (COMMA, None));
        assert_eq!(of("", &["1,234.56"]), (POINT, None));
        assert_eq!(of("", &["0.123"]), (POINT, None));
        assert_eq!(of("", &["41,62", "29.67"]), (ColumnKind::Text, Some(Doubt::MixedDecimals)));
        assert_eq!(of("", &["12", "-", "…", "15"]), (ColumnKind::Integer, None));
        assert_eq!(of("", &["98,6%", "100%"]), (ColumnKind::Percent { decimal: Decimal::Comma }, None));
        assert_eq!(of("", &["21.079253", "105.93"]), (POINT, None));
    }

    #[test]
    fn an_open_column_is_told_and_its_name_helps() {
        let doubt = Some(Doubt::ThousandsOrDecimals);
        assert_eq!(of("x", &["90.498", "12.345"]), (ColumnKind::Integer, doubt));
        assert_eq!(of("DAN_SO", &["90.498", "12.345"]), (ColumnKind::Integer, None));
        assert_eq!(of("Diện tích (km²)", &["29.678", "12.345"]), (POINT, doubt));
        assert_eq!(of("x", &["1.234", "1,234"]), (ColumnKind::Text, Some(Doubt::MixedDecimals)));
    }

    #[test]
    fn codes_are_no_numbers() {
        let code = |width| ColumnKind::Code { width };
        assert_eq!(of("x", &["00541", "00562"]), (code(5), None));
        assert_eq!(of("x", &["00541", "10562", "562"]), (code(5), Some(Doubt::LostZeros(1))));
        assert_eq!(of("MA_XA", &["541", "562", "10021"]), (code(5), Some(Doubt::LostZeros(2))));
        assert_eq!(of("Mã xã", &["541", "562"]), (code(5), Some(Doubt::LostZeros(2))));
        assert_eq!(of("matinh", &["1", "33"]), (code(2), Some(Doubt::LostZeros(1))));
        assert_eq!(of("code", &["10541", "10562"]), (code(5), None));
        // Row numbers and populations are none.
        assert_eq!(of("id", &["1", "2", "10"]), (ColumnKind::Integer, None));
        assert_eq!(of("Mật độ", &["541", "562"]), (ColumnKind::Integer, None));
    }

    #[test]
    fn dates_tell_their_order_where_they_can() {
        let date = |order| ColumnKind::Date { order };
        assert_eq!(of("", &["01/07/2025", "25/09/2023"]), (date(DateOrder::DayFirst), None));
        assert_eq!(of("", &["01/07/2025"]), (date(DateOrder::DayFirst), Some(Doubt::DayOrMonth)));
        assert_eq!(of("", &["09/25/2023", "01/07/2025"]), (date(DateOrder::MonthFirst), None));
        assert_eq!(of("", &["2023-09-25", "2023-09"]), (date(DateOrder::YearFirst), None));
        assert_eq!(of("", &["07/2025", "1-7-2025", "2025"]), (date(DateOrder::DayFirst), Some(Doubt::DayOrMonth)));
        assert_eq!(of("Năm", &["2024", "2025"]), (date(DateOrder::YearFirst), None));
        assert_eq!(of("x", &["2024", "2025"]), (ColumnKind::Integer, None));
        assert_eq!(of("x", &["28/56", "30/56"]), (ColumnKind::Text, None));
        assert_eq!(of("x", &["Có", "Không", "x"]), (ColumnKind::Text, None));
        assert_eq!(of("x", &["17.10", "8.4", "3.2.1"]), (ColumnKind::Text, None));
        assert_eq!(of("x", &["", " "]), (ColumnKind::Text, None));
    }
}
