//! The floor plan of a room of counters, as SVG: what a sighted visitor looks for on the door. The page has the same as a
//! table with the way in words, and each counter is a link to its row there, so the keyboard reaches all of it.
//! Classes: `floor-counter` (has procedures), `floor-place` (door, seats), `floor-name`.

use std::fmt::Write as _;

use serde::Serialize;

use crate::text::escape;

/// What stands in the room.
#[derive(Clone, Debug, Serialize)]
pub struct FloorPlan {
    /// What is drawn, for those who can't see it.
    pub title: String,
    /// Counters and places.
    pub spots: Vec<Spot>,
}

/// A counter, or a place such as the door.
#[derive(Clone, Debug, Serialize)]
pub struct Spot {
    /// Row from the top and column from the left, from 1.
    pub at: (u32, u32),
    /// What is written on it: a number or a word or two.
    pub name: String,
    /// What a link to it says.
    pub label: String,
    /// The id of its row on the page.
    pub id: String,
    /// Whether something is handled there.
    pub is_counter: bool,
}

/// Units of the drawing: on a phone one is about a CSS pixel.
const WIDTH: u32 = 340;
const HEIGHT: u32 = 64;
const GAP: u32 = 8;

/// Draws a plan; empty when nothing has a place in it.
pub fn floor(plan: &FloorPlan) -> String {
    let (Some(rows), Some(columns)) =
        (plan.spots.iter().map(|spot| spot.at.0).max(), plan.spots.iter().map(|spot| spot.at.1).max())
    else {
        return String::new();
    };
    let columns = columns.max(1);
    let width = (WIDTH.saturating_sub(GAP * (columns - 1)) / columns).max(1);
    let mut body = String::new();
    for spot in &plan.spots {
        let (x, y) = ((spot.at.1 - 1) * (width + GAP), (spot.at.0 - 1) * (HEIGHT + GAP));
        let class = if spot.is_counter { "floor-counter" } else { "floor-place" };
        let (middle, base) = (x + width / 2, y + HEIGHT / 2 + 5);
        let _ = write!(
            body,
            "<a href=\"#{id}\" aria-label=\"{label}\"><rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"4\"/>\
             <text class=\"floor-name\" x=\"{middle}\" y=\"{base}\">{name}</text></a>",
            id = escape(&spot.id),
            label = escape(&spot.label),
            name = escape(&spot.name),
        );
    }
    let height = rows * (HEIGHT + GAP) - GAP;
    let title = escape(&plan.title);
    format!("<svg class=\"floor\" viewBox=\"0 0 {WIDTH} {height}\" role=\"group\" aria-label=\"{title}\">{body}</svg>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spots_stand_where_the_table_says() {
        let spot = |at, name: &str, is_counter| Spot {
            at,
            name: name.into(),
            label: format!("Quầy {name}"),
            id: format!("quay-{name}"),
            is_counter,
        };
        let svg = floor(&FloorPlan {
            title: "Sơ đồ <1>".into(),
            spots: vec![spot((1, 1), "1", true), spot((2, 2), "Cửa", false)],
        });
        assert!(
            svg.starts_with(
                "<svg class=\"floor\" viewBox=\"0 0 340 136\" role=\"group\" aria-label=\"Sơ đồ &lt;1&gt;\">"
            ),
            "{svg}"
        );
        assert!(svg.contains("<rect class=\"floor-counter\" x=\"0\" y=\"0\" width=\"166\""), "{svg}");
        assert!(svg.contains("<rect class=\"floor-place\" x=\"174\" y=\"72\""), "{svg}");
        assert_eq!(floor(&FloorPlan { title: String::new(), spots: Vec::new() }), "");
    }
}
