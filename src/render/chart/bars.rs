//! Horizontal bars, for values that stand side by side. Classes: `chart-goal`, `chart-reached`, `chart-axis`, `chart-label`,
//! `chart-value`. The drawing is one picture with a title for those who can't see it.

use std::fmt::Write as _;

use serde::Serialize;

use crate::text::escape;

/// Bars one below the other, each under its label.
#[derive(Clone, Debug, Serialize)]
pub struct BarChart {
    /// What is compared, for those who can't see it.
    pub title: String,
    /// The value at the right end of the axis; above 0.
    pub max: f64,
    /// The bars, from above.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug, Serialize)]
pub struct Bar {
    /// What it is about; broken into lines where it is long.
    pub label: String,
    /// Its length, from 0 to the chart's `max`.
    pub value: f64,
    /// The value in words, at the end of the label's line.
    pub text: String,
    /// What was reached of it: a second, darker bar within.
    pub reached: Option<f64>,
}

/// Units of the drawing: on a phone one is about a CSS pixel.
const WIDTH: f64 = 340.0;
const LINE: f64 = 17.0;
const BAR: f64 = 12.0;
const GAP: f64 = 14.0;
/// Letters of a label's line; the value has the rest of the width.
const LETTERS: usize = 34;

/// Draws bars.
pub fn bars(chart: &BarChart) -> String {
    let mut body = String::new();
    let mut y = 0.0;
    for bar in &chart.bars {
        let lines = wrap(&bar.label, LETTERS);
        for (at, line) in lines.iter().enumerate() {
            let baseline = y + LINE * (at as f64 + 0.75);
            let _ =
                write!(body, "<text class=\"chart-label\" x=\"0\" y=\"{}\">{}</text>", short(baseline), escape(line));
        }
        let baseline = short(y + LINE * 0.75);
        let _ = write!(body, "<text class=\"chart-value\" x=\"{WIDTH}\" y=\"{baseline}\">{}</text>", escape(&bar.text));
        y += LINE * lines.len() as f64 + 2.0;
        let _ = write!(body, "<rect class=\"chart-axis\" y=\"{}\" width=\"{WIDTH}\" height=\"{BAR}\"/>", short(y));
        for (class, value) in [("chart-goal", Some(bar.value)), ("chart-reached", bar.reached)] {
            let Some(value) = value else { continue };
            let long = short(WIDTH * (value / chart.max).clamp(0.0, 1.0));
            // What was reached lies within what was promised.
            let inset = if class == "chart-goal" { 0.0 } else { BAR / 4.0 };
            let (top, height) = (short(y + inset), short(BAR - 2.0 * inset));
            let _ = write!(body, "<rect class=\"{class}\" y=\"{top}\" width=\"{long}\" height=\"{height}\"/>");
        }
        y += BAR + GAP;
    }
    let height = short((y - GAP).max(0.0));
    let title = escape(&chart.title);
    format!("<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\"><title>{title}</title>{body}</svg>")
}

/// A number with at most one decimal, as short as it gets.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// A label in lines of about so many letters, broken between words.
fn wrap(label: &str, letters: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in label.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > letters {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_share_of_the_axis() {
        let bar = |label: &str, value, reached| Bar { label: label.into(), value, text: format!("{value} %"), reached };
        let bars = vec![bar("Hà Nội <&>", 50.0, Some(25.0)), bar("Cần Thơ", 120.0, None)];
        let svg = super::bars(&BarChart { title: "Hợp tác xã".into(), max: 100.0, bars });
        assert!(svg.contains("<title>Hợp tác xã</title>"), "{svg}");
        assert!(svg.contains("Hà Nội &lt;&amp;&gt;"), "{svg}");
        let widths: Vec<&str> = svg
            .split("<rect class=\"chart-")
            .skip(1)
            .filter(|rect| !rect.starts_with("axis"))
            .map(|rect| rect.split("width=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default())
            .collect();
        // The third is longer than the axis, and ends with it.
        assert_eq!(widths, ["170", "85", "340"]);
    }

    #[test]
    fn long_labels_are_broken_between_words() {
        assert_eq!(wrap("một hai ba", 7), ["một hai", "ba"]);
        assert_eq!(wrap("mộthaiba", 3), ["mộthaiba"]);
        assert_eq!(wrap("", 3), [""]);
    }
}
