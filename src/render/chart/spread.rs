//! How values spread: a column for each, and the parts of one whole. Classes: `chart-column`, `chart-count`, `chart-tick`,
//! `chart-caption`, `chart-ground`; `part-met`, `part-failed`, `part-open`.

use std::fmt::Write as _;

use serde::Serialize;

use crate::text::escape;

/// One column of a distribution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// What stands under it.
    pub label: String,
    /// How high it is.
    pub count: usize,
}

/// Sizes in units of the drawing, which a page scales; a phone shows them as pixels.
const WIDTH: usize = 360;
const HEIGHT: usize = 190;
const TOP: usize = 18;
const BOTTOM: usize = 40;
const SIDE: usize = 6;
/// Columns of a short scale stay columns.
const WIDEST: f64 = 36.0;

/// A distribution: a column for each value, its count above it where there is any. `axis` says what the labels are, `title`
/// what all of it shows.
pub fn distribution(columns: &[Column], axis: &str, title: &str) -> String {
    let most = columns.iter().map(|column| column.count).max().unwrap_or(0).max(1);
    let step = (WIDTH - 2 * SIDE) as f64 / columns.len().max(1) as f64;
    let ground = HEIGHT - BOTTOM;
    let mut svg = format!(
        "<svg class=\"chart chart-spread\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        escape(title)
    );
    for (at, column) in columns.iter().enumerate() {
        let middle = SIDE as f64 + step * (at as f64 + 0.5);
        let height = (ground - TOP) as f64 * column.count as f64 / most as f64;
        if column.count > 0 {
            let width = (step * 0.72).min(WIDEST);
            let x = middle - width / 2.0;
            // A single commune among hundreds stays visible.
            let height = height.max(1.0);
            let y = ground as f64 - height;
            let _ = write!(
                svg,
                "<rect class=\"chart-column\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>\
<text class=\"chart-count\" x=\"{middle:.1}\" y=\"{:.1}\">{}</text>",
                y - 4.0,
                column.count
            );
        }
        let _ = write!(
            svg,
            "<text class=\"chart-tick\" x=\"{middle:.1}\" y=\"{}\">{}</text>",
            ground + 14,
            escape(&column.label)
        );
    }
    let _ = write!(
        svg,
        "<path class=\"chart-ground\" d=\"M{SIDE} {ground}H{}\"/><text class=\"chart-caption\" x=\"{}\" y=\"{}\">{}</text></svg>",
        WIDTH - SIDE,
        WIDTH / 2,
        HEIGHT - 8,
        escape(axis)
    );
    svg
}

/// A bar of parts of one whole, as wide as its cell: met, not met, and what is left open. Silent for screen readers, since
/// the figures stand beside it.
pub fn parts(met: usize, failed: usize, open: usize) -> String {
    let total = (met + failed + open).max(1) as f64;
    let share = |count: usize| 100.0 * count as f64 / total;
    let (met, failed) = (share(met), share(failed));
    format!(
        "<svg class=\"parts\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">\
<rect class=\"part-open\" width=\"100\" height=\"8\"/>\
<rect class=\"part-met\" width=\"{met:.2}\" height=\"8\"/>\
<rect class=\"part-failed\" x=\"{met:.2}\" width=\"{failed:.2}\" height=\"8\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(counts: &[usize]) -> Vec<Column> {
        counts.iter().enumerate().map(|(at, count)| Column { label: at.to_string(), count: *count }).collect()
    }

    #[test]
    fn every_count_is_drawn_in_proportion() {
        let svg = distribution(&columns(&[0, 5, 10]), "số tiêu chí", "Số xã <theo> số tiêu chí");
        assert_eq!(svg.matches("chart-column").count(), 2);
        assert_eq!(svg.matches("chart-tick").count(), 3);
        assert!(svg.contains("aria-label=\"Số xã &lt;theo&gt; số tiêu chí\""));
        assert!(svg.contains("height=\"132.0\"") && svg.contains("height=\"66.0\""), "{svg}");
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(!distribution(&columns(&[0, 0]), "", "").contains("<rect"));
        assert!(parts(0, 0, 0).contains("part-met\" width=\"0.00\""));
        assert!(parts(3, 1, 0).contains("x=\"75.00\" width=\"25.00\""));
    }
}
