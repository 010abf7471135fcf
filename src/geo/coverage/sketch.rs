//! A small map of one gap or overlap, as a drawing of its own.

use std::fmt::Write;

use super::{Defect, Metres};
use crate::geo::{Bounds, Coord, Geometry};

/// Width of the drawing in pixels.
const WIDTH: f64 = 480.0;

/// Height of the drawing in pixels.
const HEIGHT: f64 = 320.0;

/// Share of the drawing that stays free on each side of the defect.
const MARGIN: f64 = 0.2;

/// Draws a defect in red over the borders of the features concerned in grey, with a scale bar. `features` are the
/// geometries of the whole layer, as [`super::check`] took them; `title` and `description` are read aloud by screen
/// readers.
pub fn sketch(defect: &Defect, features: &[Option<&Geometry>], title: &str, description: &str) -> String {
    let sheet = Sheet::over(defect);
    let mut borders = String::new();
    for &feature in &defect.features {
        for polygon in features.get(feature).copied().flatten().into_iter().flat_map(Geometry::polygons) {
            polygon.rings.iter().for_each(|ring| sheet.draw_near(ring, &mut borders));
        }
    }
    let mut outline = String::new();
    for ring in defect.outline.iter().flat_map(|polygon| &polygon.rings) {
        sheet.draw(ring, &mut outline);
        outline.push('Z');
    }
    let (length, label) = round_length(WIDTH / 4.0 / sheet.pixels);
    let (bar, base) = (length * sheet.pixels, HEIGHT - 14.0);
    let (title, description) = (escape(title), escape(description));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\">\
         <title>{title}</title><desc>{description}</desc>\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\
         <path d=\"{borders}\" fill=\"none\" stroke=\"#767676\" stroke-width=\"1.5\"/>\
         <path d=\"{outline}\" fill=\"#d7263d\" fill-opacity=\"0.5\" fill-rule=\"evenodd\" stroke=\"#b00020\" stroke-width=\"1.5\"/>\
         <path d=\"M14 {top}V{base}H{end:.1}V{top}\" fill=\"none\" stroke=\"#000\" stroke-width=\"1.5\"/>\
         <text x=\"18\" y=\"{above}\" font-family=\"sans-serif\" font-size=\"13\">{label}</text></svg>",
        top = base - 6.0,
        end = 14.0 + bar,
        above = base - 5.0,
    )
}

/// How positions become pixels.
struct Sheet {
    scale: Metres,
    /// Pixels in a metre.
    pixels: f64,
}

impl Sheet {
    fn over(defect: &Defect) -> Self {
        let rings = defect.outline.iter().flat_map(|polygon| polygon.rings.iter().flatten());
        let bounds = Bounds::around(rings.chain([&defect.at])).unwrap_or(Bounds {
            west: defect.at.x,
            south: defect.at.y,
            east: defect.at.x,
            north: defect.at.y,
        });
        let scale = Metres::at(bounds.center());
        // Never nearer than a metre: there is nothing to see.
        let (width, height) = ((bounds.width() * scale.east).max(1.0), (bounds.height() * scale.north).max(1.0));
        let free = 1.0 - 2.0 * MARGIN;
        Self { scale, pixels: (WIDTH * free / width).min(HEIGHT * free / height) }
    }

    fn pixel(&self, coord: Coord) -> (f64, f64) {
        let (east, north) = self.scale.of(coord);
        (WIDTH / 2.0 + east * self.pixels, HEIGHT / 2.0 - north * self.pixels)
    }

    fn draw(&self, line: &[Coord], path: &mut String) {
        for (at, &coord) in line.iter().enumerate() {
            let (x, y) = self.pixel(coord);
            // Writing to a string cannot fail.
            let _ = write!(path, "{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
        }
    }

    /// The stretches of a ring whose edges may be seen.
    fn draw_near(&self, ring: &[Coord], path: &mut String) {
        let seen = |pair: &[Coord]| {
            let ((ax, ay), (bx, by)) = (self.pixel(pair[0]), self.pixel(pair[1]));
            ax.max(bx) >= 0.0 && ax.min(bx) <= WIDTH && ay.max(by) >= 0.0 && ay.min(by) <= HEIGHT
        };
        let mut start = 0;
        for at in 0..ring.len() {
            if at + 1 == ring.len() || !seen(&ring[at..at + 2]) {
                if at > start {
                    self.draw(&ring[start..=at], path);
                }
                start = at + 1;
            }
        }
    }
}

/// The greatest of 1, 2 and 5 times a power of ten that is no longer than so many metres, and how it is written.
fn round_length(most: f64) -> (f64, String) {
    let power = 10f64.powf(most.log10().floor());
    let length = [5.0, 2.0].into_iter().find(|times| times * power <= most).unwrap_or(1.0) * power;
    let label = match length {
        _ if length >= 1000.0 => format!("{:.0} km", length / 1000.0),
        _ if length >= 1.0 => format!("{length:.0} m"),
        _ => format!("{:.0} cm", length * 100.0),
    };
    (length, label)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::coverage::{Limits, check};
    use crate::geo::fixture::square;

    #[test]
    fn lengths_are_round() {
        let written = [0.3, 7.0, 49.0, 120.0, 23_000.0].map(|most| round_length(most).1);
        assert_eq!(written, ["20 cm", "5 m", "20 m", "100 m", "20 km"]);
    }

    #[test]
    fn a_sketch_is_whole() {
        let areas = [square(105.0, 21.0, 0.01), square(105.0099, 21.0, 0.01)].map(|p| Geometry::Polygons(vec![p]));
        let features = [Some(&areas[0]), Some(&areas[1])];
        let coverage = check(features, Limits::default()).expect("can be laid out");
        let drawing = sketch(&coverage.defects[0], &features, "Chồng lấn <A & B>", "");
        assert!(drawing.starts_with("<svg ") && drawing.ends_with("</svg>"));
        assert!(drawing.contains("<title>Chồng lấn &lt;A &amp; B&gt;</title>"));
        assert!(drawing.contains(">500 m</text>"), "{drawing}");
        assert_eq!(drawing.matches("NaN").count() + drawing.matches("inf").count(), 0);
        // Four borders are seen, and the strip has four sides.
        let reds =
            drawing.split("d=\"").nth(2).and_then(|path| path.split('"').next()).map(|path| path.matches('L').count());
        assert_eq!(reds, Some(4));
    }
}
