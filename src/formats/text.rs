//! Text as it comes: byte order marks, UTF-16, bytes of unknown encoding, dates and numbers in letters.

use std::borrow::Cow;

use super::{Date, ProblemKind, RawCell, RawText};

/// The text without its byte order mark; UTF-16, with the mark or without, as UTF-8. Other bytes stay as they are.
pub(super) fn unmark(bytes: &[u8]) -> Cow<'_, [u8]> {
    let wide = |rest: &[u8], unit: Unit| {
        let units = rest.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit);
        let text: String = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Cow::Owned(text.into_bytes())
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(rest),
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => unmarked_order(bytes).map_or(Cow::Borrowed(bytes), |unit| wide(bytes, unit)),
    }
}

/// How two bytes make a unit of UTF-16.
type Unit = fn([u8; 2]) -> u16;

/// Bytes that are looked at for UTF-16 without a mark.
const SAMPLE: usize = 4096;

/// The order of bytes when they are UTF-16 without a mark: no text of 8 bits has NULs, and in UTF-16 every blank, digit,
/// delimiter and plain letter has one, always on the same side.
fn unmarked_order(bytes: &[u8]) -> Option<Unit> {
    let pairs = bytes.get(..bytes.len().min(SAMPLE)).unwrap_or_default().chunks_exact(2);
    let (mut all, mut first, mut second) = (0, 0, 0);
    for pair in pairs {
        all += 1;
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
    }
    let (one_side, hardly_any) = (|count: usize| all > 1 && count * 2 >= all, |count: usize| count * 50 <= all);
    match (one_side(first), one_side(second)) {
        (false, true) if hardly_any(first) => Some(u16::from_le_bytes),
        (true, false) if hardly_any(second) => Some(u16::from_be_bytes),
        _ => None,
    }
}

/// What a file is that isn't what its ending says, as far as that can be told: markup, or nothing sound.
pub(super) fn what_it_is(bytes: &[u8]) -> ProblemKind {
    if unmark(bytes).trim_ascii_start().starts_with(b"<") { ProblemKind::WebPage } else { ProblemKind::Broken }
}

impl RawText {
    /// Text when it is ASCII, or when `utf8` says how to read it and it can be read so.
    pub(super) fn new(bytes: &[u8], utf8: bool) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) if utf8 || text.is_ascii() => Self::Text(text.to_owned()),
            _ => Self::Bytes(bytes.to_owned()),
        }
    }
}

impl From<&str> for RawText {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<RawText> for RawCell {
    /// Empty text is no value.
    fn from(text: RawText) -> Self {
        match text {
            RawText::Text(text) if text.is_empty() => Self::Null,
            RawText::Text(text) => Self::Text(text),
            RawText::Bytes(bytes) => Self::Bytes(bytes),
        }
    }
}

/// Whether an encoding's declared name means UTF-8: "UTF-8", "utf8", "65001".
pub(super) fn is_utf8(name: &str) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    letters.eq_ignore_ascii_case("utf8") || letters == "65001"
}

/// `true` when `bytes` begin with the word, whatever the case of its letters.
pub(super) fn starts_with_word(bytes: &[u8], word: &str) -> bool {
    bytes.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether the bytes hold a needle.
pub(super) fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len().max(1)).any(|window| window == needle)
}

impl Date {
    /// A date when month and day can be.
    pub(super) fn new(year: i32, month: u32, day: u32, seconds: Option<u32>) -> Option<Self> {
        let possible = (1..=12).contains(&month) && (1..=31).contains(&day);
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        possible.then_some(Self { year, month, day, seconds })
    }

    /// `20240131`, as DBF and MID write it.
    pub(super) fn compact(text: &str) -> Option<Self> {
        if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Self::new(text.get(..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?, None)
    }

    /// `2024-01-31` or `2024-01-31T08:30:00Z` (ISO 8601); fractions and the zone are left out.
    pub(super) fn iso(text: &str) -> Option<Self> {
        let (date, time) = text.split_once(['T', ' ']).map_or((text, None), |(date, time)| (date, Some(time)));
        let mut parts = date.split('-');
        let mut part = || parts.next().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        let (year, month, day) = (part()?.parse().ok()?, part()?.parse().ok()?, part()?.parse().ok()?);
        if date.len() != 10 || parts.next().is_some() {
            return None;
        }
        let seconds = match time {
            Some(time) => Some(seconds(time)?),
            None => None,
        };
        Self::new(year, month, day, seconds)
    }

    /// The date that is some days after 1970-01-01 (Howard Hinnant, `civil_from_days`).
    pub(super) fn from_days(days: i64, seconds: Option<u32>) -> Option<Self> {
        let shifted = days.checked_add(719_468)?;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        Self::new(i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?, seconds)
    }
}

fn seconds(time: &str) -> Option<u32> {
    let number = |range| time.get(range).and_then(|digits: &str| digits.parse::<u32>().ok());
    let (hour, minute) = (number(0..2)?, number(3..5)?);
    let second = number(6..8).unwrap_or(0);
    (hour < 24 && minute < 60 && second < 61).then_some(hour * 3600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off() {
        assert_eq!(*unmark(b"\xEF\xBB\xBFx\xE1"), *b"x\xE1");
        assert_eq!(*unmark(b"\xFF\xFEx\0\xD0\x1E!"), *"x\u{1ED0}".as_bytes());
        assert_eq!(*unmark(b"\xFE\xFF\0x"), *b"x");
        assert_eq!(*unmark(b"\xFF\xFE\0\xD8"), *"\u{FFFD}".as_bytes());
    }

    #[test]
    fn utf16_is_seen_without_its_mark() {
        let text = "Mã\tTên xã\r\n00541\tXã Phường Đồng Ổi\r\n";
        let bytes = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        assert_eq!(*unmark(&bytes(u16::to_le_bytes)), *text.as_bytes());
        assert_eq!(*unmark(&bytes(u16::to_be_bytes)), *text.as_bytes());
        for other in [&b"a\0"[..], b"\0\0\0\0\0\0", b"a,b\nc,d", b"a\0b\0\0c\0d"] {
            assert_eq!(*unmark(other), *other);
        }
    }

    #[test]
    fn dates_are_read_and_counted() {
        let date = |year, month, day, seconds| Date::new(year, month, day, seconds);
        assert_eq!(Date::compact("20240229"), date(2024, 2, 29, None));
        assert_eq!(Date::compact("20241301"), None);
        assert_eq!(Date::iso("2024-02-29T08:30:01.5Z"), date(2024, 2, 29, Some(30_601)));
        assert_eq!((Date::iso("2024-2-29"), Date::iso("29/02/2024"), Date::iso("2024-02-29T8")), (None, None, None));
        assert_eq!(Date::from_days(0, None), date(1970, 1, 1, None));
        assert_eq!(Date::from_days(19_782, None), date(2024, 2, 29, None));
        assert_eq!(Date::from_days(i64::MAX, None), None);
    }
}
