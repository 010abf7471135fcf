//! Numbers as people of a language write them.

/// `1234.5` as `1.234,5` (Vietnamese and others with a decimal comma) or `1,234.5` (English).
/// At most two decimals, trailing zeros dropped.
pub fn number(value: f64, lang: &str) -> String {
    let (group, point) = if lang == "en" { (',', '.') } else { ('.', ',') };
    let text = format!("{:.2}", value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let decimals = decimals.trim_end_matches('0');
    let mut out = String::with_capacity(text.len() + 4);
    if value < 0.0 && (whole != "0" || !decimals.is_empty()) {
        out.push('−');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(group);
        }
        out.push(digit);
    }
    if !decimals.is_empty() {
        out.push(point);
        out.push_str(decimals);
    }
    out
}

/// A size in bytes as people read it: `1,2 MB`.
pub fn bytes(size: u64, lang: &str) -> String {
    let (value, unit) = match size {
        0..1_000 => return format!("{size} B"),
        1_000..1_000_000 => (size as f64 / 1e3, "KB"),
        1_000_000..1_000_000_000 => (size as f64 / 1e6, "MB"),
        _ => (size as f64 / 1e9, "GB"),
    };
    format!("{} {unit}", number((value * 10.0).round() / 10.0, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(number(1_234_567.5, "vi"), "1.234.567,5");
        assert_eq!(number(1_234_567.5, "en"), "1,234,567.5");
        assert_eq!(number(-0.001, "vi"), "0");
        assert_eq!(number(100.0, "vi"), "100");
        assert_eq!(bytes(1_234_567, "vi"), "1,2 MB");
        assert_eq!(bytes(999, "vi"), "999 B");
    }
}
