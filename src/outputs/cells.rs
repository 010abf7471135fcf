//! Cells of datasets as people read them.

use serde_json::Value;

use crate::domain::dataset::Dataset;
use crate::text::{self, Date};

/// A cell as people read it. A code keeps its zeros; a number gets the language's separators; a date is day, month,
/// year; nothing is a dash.
pub(super) fn shown(cell: &Value, is_date: bool, lang: &str) -> String {
    let number = match cell {
        Value::Number(number) => number.as_f64(),
        Value::String(text) if !(is_date || is_code(text)) => {
            // Four digits are a year as often as a number, and read well either way.
            let year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<f64>().ok().filter(|number| number.is_finite() && !year)
        }
        _ => None,
    };
    match (number, cell) {
        (Some(number), _) => text::number(number, lang),
        (None, Value::String(text)) if !text.is_empty() => day(text, is_date).unwrap_or_else(|| text.clone()),
        (None, Value::Null | Value::String(_)) => "–".to_owned(),
        (None, other) => other.to_string(),
    }
}

/// Whether digits are a code: a number has no zero in front.
pub(super) fn is_code(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && !text.starts_with("0.")
}

/// A date of ISO 8601, which data have, as `25/09/2023`. A month or a year alone is one only where the manifest says so.
pub(super) fn day(text: &str, is_date: bool) -> Option<String> {
    let date = Date::parse(text).filter(|date| is_date || date.day > 0)?;
    let time = date.minute.map(|minute| format!(" {:02}:{:02}", minute / 60, minute % 60));
    Some(date.short() + time.as_deref().unwrap_or_default())
}

/// Whether the manifest says that a column holds dates.
pub(super) fn is_date(decl: &Dataset, column: &str) -> bool {
    decl.reading.types.iter().any(|(name, kind)| name.text == column && kind.text.starts_with("date"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_shown_as_they_are_read() {
        let vi = |cell: Value, is_date| shown(&cell, is_date, "vi");
        assert_eq!(
            (vi("2025-07-01".into(), false), vi("2025-07".into(), true)),
            ("01/07/2025".into(), "07/2025".into())
        );
        assert_eq!((vi("2025-07".into(), false), vi("2025".into(), true)), ("2025-07".into(), "2025".into()));
        assert_eq!(vi("2024-02-29T12:30:00".into(), false), "29/02/2024 12:30");
        assert_eq!((vi("00541".into(), false), vi(12345.into(), false)), ("00541".into(), "12.345".into()));
        assert_eq!((vi(Value::Null, true), vi("".into(), false)), ("–".into(), "–".into()));
    }
}
