//! Static maps: a view in, an accessible SVG out. The page shows it before any script runs, and without one for good.
//!
//! The projection is Web Mercator, as on the interactive map, so that nothing jumps when that takes over. All
//! coordinates are integers of half a pixel; paths are relative with as few separators as the grammar allows.
//! Neighbouring shapes are simplified along shared arcs and never gap. The drawing carries classes, not styles:
//! the theme colours it, and the content security policy forbids inline styles.
//!
//! Classes that the drawing itself uses: `water` (background), `inset-frame`, `inset-here`, `scale-bar`, `north`.

mod country;
mod frame;
mod furniture;
mod label;
mod outline;
mod path;
mod series;
#[cfg(test)]
mod tests;

use serde::Serialize;

use self::frame::Frame;
use crate::digest::Digest;
use crate::geo::grid::GridPoint;
use crate::geo::{Bounds, Coord, Geometry, GeometryHandle};

pub use country::{CountryName, CountryOutline, draw_country};
pub use frame::fitting_height;
pub use outline::{Outline, outlines};
pub use series::{MapSeries, Sheet, draw_series};

/// A map to be drawn. Geometries serialise as their digests, so the view is a cheap cache key.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapView {
    /// Width in pixels; the page scales the drawing to its column.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What has to be seen; the map shows more on two sides when its proportions differ.
    pub frame: Bounds,
    /// Name of the map, read aloud by screen readers.
    pub title: String,
    /// A sentence about it, for the same readers; may be empty.
    pub description: String,
    /// Areas and lines, bottom to top.
    pub shapes: Vec<MapShape>,
    /// Places, over the shapes.
    pub points: Vec<MapPoint>,
    /// Names; where two would overlap, the earlier one stays.
    pub labels: Vec<MapLabel>,
    /// The country in small, with both archipelagos.
    pub inset: Option<Inset>,
    /// Whether a scale bar is drawn.
    pub scale_bar: bool,
    /// The letter over the north mark; empty for no mark.
    pub north: String,
}

/// A shape on a map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapShape {
    /// Polygons, lines or points.
    pub geometry: GeometryHandle,
    /// Classes of its path, as the theme's style sheet names them: `unit`, `unit unit-far`, `former`.
    pub class: &'static str,
    /// Its name, shown by browsers on hover; may be empty.
    pub title: String,
    /// Where a click leads.
    pub link: Option<String>,
}

/// A place on a map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapPoint {
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
    /// Classes of its dot.
    pub class: &'static str,
    /// Its name; may be empty.
    pub title: String,
    /// Where a click leads.
    pub link: Option<String>,
    /// Its number in a list beside the map: it stands on the dot, which is larger then.
    pub number: Option<usize>,
}

/// A name on a map. A line feed in the text starts a new line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapLabel {
    /// The name.
    pub text: String,
    /// Longitude of its middle, degrees.
    pub lon: f64,
    /// Latitude of its middle, degrees.
    pub lat: f64,
    /// Classes of its text: `map-label`, `map-label-here`, `map-label-sea`.
    pub class: &'static str,
}

/// The country in small in a corner of the map, as an image of its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inset {
    /// Address of the image that [`draw_country`] drew.
    pub href: String,
    /// What it says, for those who can't see it.
    pub title: String,
    /// The bounds that [`draw_country`] returned with it.
    pub bounds: Bounds,
    /// Width on the map in pixels.
    pub width: u32,
    /// The place to be marked in it.
    pub highlight: Option<Coord>,
    /// Names on top of the image, beyond those it already holds.
    pub labels: Vec<MapLabel>,
}

/// Draws a map as one `<svg>` element.
pub fn draw(view: &MapView) -> String {
    let frame = Frame::new(view.frame, view.width, view.height);
    let drawn = path::paths(&view.shapes, &frame);
    let id = format!("map-{}", Digest::of_value(view).short());
    let has_links =
        view.shapes.iter().any(|shape| shape.link.is_some()) || view.points.iter().any(|p| p.link.is_some());
    // An image is one thing to a screen reader; its links would be gone.
    let role = if has_links { "group" } else { "img" };
    let (width, height) = frame.size();
    let mut svg = String::with_capacity(4096);
    svg.push_str(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"{role}\" aria-labelledby=\"{id}\">"));
    svg.push_str(&format!("<title id=\"{id}\">{}</title>", escape(&view.title)));
    if !view.description.is_empty() {
        svg.push_str(&format!("<desc>{}</desc>", escape(&view.description)));
    }
    svg.push_str(&format!("<rect class=\"water\" width=\"{width}\" height=\"{height}\"/>"));
    for (shape, path) in view.shapes.iter().zip(&drawn.paths) {
        if !path.is_empty() {
            let path = format!("<path class=\"{}\" d=\"{path}\"/>", escape(shape.class));
            svg.push_str(&linked(&path, &shape.title, shape.link.as_deref()));
        }
        if let Geometry::Points(points) = &*shape.geometry.geometry {
            for &point in points {
                svg.push_str(&dot(&frame, point, shape.class, &shape.title, shape.link.as_deref(), None));
            }
        }
    }
    for point in &view.points {
        let coord = Coord { x: point.lon, y: point.lat };
        svg.push_str(&dot(&frame, coord, point.class, &point.title, point.link.as_deref(), point.number));
    }
    svg.push_str(&surroundings(view, &frame, &drawn.vertices));
    svg.push_str("</svg>");
    svg
}

/// Scale bar, north mark, names and inset, each where it covers nothing of the others.
fn surroundings(view: &MapView, frame: &Frame, vertices: &[GridPoint]) -> String {
    let mut labels = label::Placer::new(frame);
    let mut svg = String::new();
    if view.scale_bar {
        svg.push_str(&furniture::scale_bar(frame, &mut labels));
    }
    if !view.north.is_empty() {
        svg.push_str(&furniture::north(frame, &view.north, &mut labels));
    }
    let inset = view.inset.as_ref().map(|inset| furniture::inset(frame, inset, vertices, &mut labels));
    for label in &view.labels {
        svg.push_str(&labels.place(label).unwrap_or_default());
    }
    svg.push_str(&inset.unwrap_or_default());
    svg
}

/// A dot of four pixels' radius, a larger one where a number stands on it; nothing when it lies outside the frame.
fn dot(frame: &Frame, coord: Coord, class: &str, title: &str, link: Option<&str>, number: Option<usize>) -> String {
    let at = frame.point(coord);
    if !frame.shows(at) {
        return String::new();
    }
    let class = escape(class);
    let circle = |class: &str, radius: i32| {
        format!("<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{radius}\"/>", at.x, at.y)
    };
    let Some(number) = number else { return linked(&circle(&class, frame.px(4.0)), title, link) };
    let size = frame.px(13.0);
    // A digit's middle is about a third of its size above its line.
    let line = at.y + size * 35 / 100;
    let circle = circle(&format!("{class} numbered"), frame.px(9.0));
    let text = format!(
        "<text class=\"map-number\" x=\"{}\" y=\"{line}\" font-size=\"{size}\" text-anchor=\"middle\">{number}</text>",
        at.x
    );
    linked(&(circle + &text), title, link)
}

/// An element with its title, in a link when it has one.
fn linked(element: &str, title: &str, link: Option<&str>) -> String {
    let title = if title.is_empty() { String::new() } else { format!("<title>{}</title>", escape(title)) };
    match link {
        Some(link) => format!("<a href=\"{}\">{title}{element}</a>", escape(link)),
        None if title.is_empty() => element.to_owned(),
        None => format!("<g>{title}{element}</g>"),
    }
}

/// Escapes text for element content and quoted attributes; control characters, which XML does not know, go.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(' '),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}
