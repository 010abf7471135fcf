//! The year as a wheel of twelve months, each a link to its list on the page. Classes: `wheel-month`, `wheel-some` (there is
//! something), `wheel-name`. January begins at the top; the list says the same in words.

use std::f64::consts::TAU;
use std::fmt::Write as _;

use serde::Serialize;

use crate::text::escape;

/// A month of the wheel.
#[derive(Clone, Debug, Serialize)]
pub struct WheelMonth {
    /// What is written on it: `1` or `T1`.
    pub name: String,
    /// What a link to it says.
    pub label: String,
    /// The id of its list on the page.
    pub id: String,
    /// How much there is.
    pub count: usize,
}

/// Units of the drawing, and the radii of the ring.
const SIZE: f64 = 340.0;
const OUTER: f64 = 168.0;
const INNER: f64 = 78.0;

/// Draws the wheel.
pub fn wheel(title: &str, months: &[WheelMonth]) -> String {
    let middle = SIZE / 2.0;
    let part = TAU / months.len().max(1) as f64;
    let at = |angle: f64, radius: f64| (middle + radius * angle.sin(), middle - radius * angle.cos());
    let mut body = String::new();
    for (number, month) in months.iter().enumerate() {
        let (from, to) = (part * number as f64, part * (number + 1) as f64);
        let (a, b, c, d) = (at(from, OUTER), at(to, OUTER), at(to, INNER), at(from, INNER));
        let name = at((from + to) / 2.0, (OUTER + INNER) / 2.0 + 14.0);
        let count = at((from + to) / 2.0, (OUTER + INNER) / 2.0 - 20.0);
        let class = if month.count > 0 { "wheel-month wheel-some" } else { "wheel-month" };
        let _ = write!(
            body,
            "<a href=\"#{}\" aria-label=\"{}\"><path class=\"{class}\" d=\"M{:.1} {:.1}A{OUTER} {OUTER} 0 0 1 {:.1} {:.1}L{:.1} {:.1}A{INNER} {INNER} 0 0 0 {:.1} {:.1}z\"/>\
             <text class=\"wheel-name\" x=\"{:.1}\" y=\"{:.1}\">{}</text> <text class=\"wheel-count\" x=\"{:.1}\" y=\"{:.1}\">{}</text></a>",
            escape(&month.id),
            escape(&month.label),
            a.0,
            a.1,
            b.0,
            b.1,
            c.0,
            c.1,
            d.0,
            d.1,
            name.0,
            name.1 + 5.0,
            escape(&month.name),
            count.0,
            count.1 + 5.0,
            month.count,
        );
    }
    let title = escape(title);
    format!("<svg class=\"wheel\" viewBox=\"0 0 {SIZE} {SIZE}\" role=\"group\" aria-label=\"{title}\">{body}</svg>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_month_begins_at_the_top() {
        let month = |count| WheelMonth { name: "1".into(), label: "Tháng 1".into(), id: "thang-1".into(), count };
        let svg = wheel("Năm", &(0..12).map(month).collect::<Vec<_>>());
        assert!(svg.contains("<path class=\"wheel-month\" d=\"M170.0 2.0A168 168 0 0 1 254.0 24.5L"), "{svg}");
        assert_eq!(svg.matches("wheel-some").count(), 11);
    }
}
