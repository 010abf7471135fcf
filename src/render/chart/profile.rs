//! The heights along a route. Classes: `profile-ground`, `chart-axis`, `chart-label`. One picture with a title; the page says
//! the same in words.

use std::fmt::Write as _;

use crate::text::escape;

/// Units of the drawing: on a phone one is about a CSS pixel.
const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 110.0;
/// Room for words above and below.
const MARGIN: f64 = 18.0;
/// Metres that the picture is high at least: a dyke is no mountain.
const LEAST: f64 = 20.0;

/// Draws heights at distances, both in metres. `labels` are what is written at the highest point's height, at the lowest's
/// and at the end. Empty for fewer than two points.
pub fn profile(title: &str, heights: &[(f64, f64)], labels: [&str; 3]) -> String {
    let Some(length) = heights.last().map(|last| last.0).filter(|length| heights.len() > 1 && *length > 0.0) else {
        return String::new();
    };
    let low = heights.iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let high = heights.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    let scale = HEIGHT / (high - low).max(LEAST);
    let base = MARGIN + HEIGHT;
    let mut path = format!("M0 {base}");
    let mut last = f64::NEG_INFINITY;
    for (at, (distance, height)) in heights.iter().enumerate() {
        let x = distance / length * WIDTH;
        // Points closer than a pixel say nothing more.
        if x - last >= 1.0 || at + 1 == heights.len() {
            let _ = write!(path, "L{x:.1} {:.1}", base - (height - low) * scale);
            last = x;
        }
    }
    let _ = write!(path, "V{base}z");
    let [high_label, low_label, end] = labels.map(escape);
    let title = escape(title);
    let foot = base + MARGIN - 4.0;
    format!(
        "<svg class=\"chart profile\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\"><title>{title}</title>\
         <path class=\"profile-ground\" d=\"{path}\"/><rect class=\"chart-axis\" y=\"{base}\" width=\"{WIDTH}\" height=\"1\"/>\
         <text class=\"chart-label\" x=\"0\" y=\"12\">{high_label}</text><text class=\"chart-label\" x=\"0\" y=\"{foot}\">{low_label}</text>\
         <text class=\"chart-value\" x=\"{WIDTH}\" y=\"{foot}\">{end}</text></svg>",
        base + MARGIN,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_point_is_at_the_top() {
        let svg = profile("Độ cao", &[(0.0, 5.0), (500.0, 45.0), (1000.0, 5.0)], ["45 m", "5 m", "1 km"]);
        assert!(svg.contains("d=\"M0 128L0.0 128.0L170.0 18.0L340.0 128.0V128z\""), "{svg}");
        assert_eq!(profile("", &[(0.0, 1.0)], ["", "", ""]), "");
    }
}
