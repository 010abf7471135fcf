//! One map again and again: the same areas in a colour for each year. The outlines are written once and used by every
//! drawing after the first, so that a year more costs a reference an area.
//!
//! Classes: that of each step, `no-data` (hatched, so that it looks like no step), `series-unit` on all areas, `series-ground` around them.

use std::fmt::Write as _;

use serde::Serialize;

use super::frame::Frame;
use super::{MapView, escape, linked, path, surroundings};
use crate::digest::Digest;

/// Maps of the same areas.
#[derive(Clone, Debug, Serialize)]
pub struct MapSeries {
    /// Frame, furniture, names and areas; the first `backdrop` shapes are ground, the others are coloured by step. Points
    /// are not drawn.
    pub view: MapView,
    /// How many shapes are only ground to the areas.
    pub backdrop: usize,
}

/// One drawing of a series.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What it shows, for those who can't see it.
    pub title: String,
    /// Each area's class and what it says on hover, in the order of the shapes after the backdrop.
    pub areas: Vec<(&'static str, String)>,
}

/// Draws each sheet as one `<svg>` element. They refer to each other's outlines: all of them belong on one page, the first
/// of them visible.
pub fn draw_series(series: &MapSeries, sheets: &[Sheet]) -> Vec<String> {
    let view = &series.view;
    let frame = Frame::new(view.frame, view.width, view.height);
    let drawn = path::paths(&view.shapes, &frame);
    let id = format!("series-{}", Digest::of_value(series).short());
    let (ground, areas) = drawn.paths.split_at(series.backdrop.min(drawn.paths.len()));
    let mut outlines = format!(
        "<defs><pattern id=\"{id}-hatch\" width=\"12\" height=\"12\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
<rect class=\"hatch-ground\" width=\"12\" height=\"12\"/><path class=\"hatch-line\" d=\"M6 0v12\"/></pattern>"
    );
    let mut backdrop = String::new();
    // What is used has its colour from the use: rules of the page do not reach its copy by the page's elements.
    for path in ground.iter().filter(|path| !path.is_empty()) {
        let _ = write!(backdrop, "<path d=\"{path}\"/>");
    }
    let _ = write!(outlines, "<g id=\"{id}-ground\">{backdrop}</g>");
    for (at, path) in areas.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
        let _ = write!(outlines, "<path id=\"{id}-{at}\" d=\"{path}\"/>");
    }
    outlines.push_str("</defs>");

    let (width, height) = frame.size();
    let drawing = |(number, sheet): (usize, &Sheet)| {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"{}\">",
            escape(&sheet.title)
        );
        if number == 0 {
            svg.push_str(&outlines);
        }
        let _ = write!(
            svg,
            "<rect class=\"water\" width=\"{width}\" height=\"{height}\"/><use class=\"series-ground\" href=\"#{id}-ground\"/>"
        );
        let shapes = view.shapes.iter().skip(series.backdrop);
        for (at, ((shape, path), (class, said))) in shapes.zip(areas).zip(&sheet.areas).enumerate() {
            if path.is_empty() {
                continue;
            }
            let fill = if *class == "no-data" { format!(" fill=\"url(#{id}-hatch)\"") } else { String::new() };
            let area = format!("<use class=\"series-unit {class}\" href=\"#{id}-{at}\"{fill}/>");
            svg.push_str(&linked(&area, said, shape.link.as_deref()));
        }
        svg + &surroundings(view, &frame, &drawn.vertices) + "</svg>"
    };
    sheets.iter().enumerate().map(drawing).collect()
}
