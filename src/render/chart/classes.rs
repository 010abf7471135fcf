//! A histogram that is the legend of a map: a column for each class in the map's colour, its limits below, and apart from
//! them how many have no figure. Classes: those of the steps, `no-data`, and the others of [`super::distribution`].

use std::fmt::Write as _;

use serde::Serialize;

use crate::text::escape;

/// A class of figures, or a word that stands for one.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// Class of its colour.
    pub class: &'static str,
    /// What it is: `từ 40 đến dưới 60`.
    pub label: String,
    /// The limit at its lower end; empty at the first class and where steps are words.
    #[serde(skip)]
    pub limit: String,
    /// How many.
    pub count: usize,
}

/// Sizes in units of the drawing, which a page scales; a phone shows them as pixels.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 118.0;
const TOP: f64 = 18.0;
const GROUND: f64 = 92.0;
const SIDE: f64 = 6.0;
/// Room for the word under those without a figure.
const NONE: f64 = 84.0;
/// Between the classes and those without a figure.
const APART: f64 = 14.0;

/// Draws the steps, and `none` without a figure under the word `none_label`. Words that stand for classes are written out
/// below their columns; figures have their limits between them.
pub fn legend(steps: &[Step], none: usize, none_label: &str, title: &str) -> String {
    let most = steps.iter().map(|step| step.count).chain([none]).max().unwrap_or(0).max(1) as f64;
    let columns = steps.len() + 1;
    let step_width =
        ((WIDTH - 2.0 * SIDE - APART) / columns as f64).min((WIDTH - 2.0 * SIDE - NONE) / steps.len().max(1) as f64);
    let mut svg = format!(
        "<svg class=\"chart chart-legend\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        escape(title)
    );
    let column = |x: f64, class: &str, count: usize, svg: &mut String| {
        // Nobody at all is a line on the ground: a colour still has to be found in the legend.
        let height = ((GROUND - TOP) * count as f64 / most).max(3.0);
        let (y, middle) = (GROUND - height, x + step_width / 2.0);
        let _ = write!(
            svg,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/>\
<text class=\"chart-count\" x=\"{middle:.1}\" y=\"{:.1}\">{count}</text>",
            step_width - 1.0,
            y - 4.0,
        );
    };
    let mut ticks = String::new();
    for (at, step) in steps.iter().enumerate() {
        let x = SIDE + step_width * at as f64;
        column(x, step.class, step.count, &mut svg);
        let (place, text) =
            if step.limit.is_empty() { (x + step_width / 2.0, &step.label) } else { (x - 0.5, &step.limit) };
        // The first class of figures begins nowhere.
        if !step.limit.is_empty() || steps.iter().all(|step| step.limit.is_empty()) {
            let _ = write!(
                ticks,
                "<text class=\"chart-tick\" x=\"{place:.1}\" y=\"{:.1}\">{}</text>",
                GROUND + 15.0,
                escape(text)
            );
        }
    }
    let x = WIDTH - SIDE - NONE.max(step_width) / 2.0 - step_width / 2.0;
    column(x, "no-data", none, &mut svg);
    let _ = write!(
        svg,
        "{ticks}<text class=\"chart-tick\" x=\"{:.1}\" y=\"{:.1}\">{}</text><path class=\"chart-ground\" d=\"M{SIDE} {GROUND}H{:.1}\"/></svg>",
        x + step_width / 2.0,
        GROUND + 15.0,
        escape(none_label),
        WIDTH - SIDE,
    );
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_has_its_column_and_limits_stand_between() {
        let step =
            |class, limit: &str, count| Step { class, label: format!("từ {limit}"), limit: limit.into(), count };
        let svg = legend(&[step("seq-1", "", 3), step("seq-2", "40", 0)], 2, "chưa có", "Số xã <theo> mức");
        assert_eq!(svg.matches("<rect").count(), 3);
        assert!(svg.contains("aria-label=\"Số xã &lt;theo&gt; mức\""));
        assert!(svg.contains(">40</text>") && !svg.contains(">từ </text>") && svg.contains(">chưa có</text>"), "{svg}");
    }

    #[test]
    fn words_stand_under_their_columns() {
        let step = |label: &str| Step { class: "met-2", label: label.into(), limit: String::new(), count: 1 };
        let svg = legend(&[step("Đạt"), step("Chưa đạt")], 0, "chưa có", "");
        assert!(svg.contains(">Đạt</text>") && svg.contains(">Chưa đạt</text>"), "{svg}");
    }
}
