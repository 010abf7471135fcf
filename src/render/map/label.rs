//! Labels that do not run into each other: greedy, the first come stays.

use super::frame::Frame;
use super::{MapLabel, escape};
use crate::geo::Coord;
use crate::geo::grid::{GridBox, GridPoint};

/// Mean advance of a letter, in sizes of the text: measured on Vietnamese names in a humanist sans, rounded up.
const ADVANCE: f64 = 0.56;

/// Distance between two lines, in sizes of the text.
const LINE: f64 = 1.2;

/// Sizes of text by class, pixels; the first class that a label has counts.
const SIZES: [(&str, f64); 3] = [("map-label-here", 20.0), ("map-label-sea", 18.0), ("map-label", 16.0)];

fn font_size(class: &str) -> f64 {
    let has = |name: &str| class.split_whitespace().any(|one| one == name);
    SIZES.iter().find(|(name, _)| has(name)).map_or(16.0, |(_, size)| *size)
}

/// Remembers which parts of the drawing are taken.
pub(super) struct Placer<'a> {
    frame: &'a Frame,
    taken: Vec<GridBox>,
}

impl<'a> Placer<'a> {
    pub(super) fn new(frame: &'a Frame) -> Self {
        Self { frame, taken: Vec::new() }
    }

    /// Marks a box as taken.
    pub(super) fn take(&mut self, bounds: GridBox) {
        self.taken.push(bounds);
    }

    /// Draws a label where there is room for it; `None` when its place is out of the frame or taken.
    pub(super) fn place(&mut self, label: &MapLabel) -> Option<String> {
        let at = self.frame.point(Coord { x: label.lon, y: label.lat });
        if !self.frame.shows(at) {
            return None;
        }
        let size = font_size(label.class);
        let block = Block::new(&label.text, self.frame.px(size));
        let (width, height) = self.frame.size();
        // A name near the edge moves inwards as a whole: half a name is none.
        let middle = GridPoint { x: inwards(at.x, block.width, width), y: inwards(at.y, block.height, height) };
        let bounds = block.bounds(middle);
        if self.taken.iter().any(|taken| taken.intersects(&bounds)) {
            return None;
        }
        self.take(bounds);
        Some(block.text(middle, label.class))
    }
}

/// The nearest middle at which something of a length lies within 0..room, if there is room at all.
fn inwards(middle: i32, length: i32, room: i32) -> i32 {
    if length > room { room / 2 } else { middle.clamp(length / 2, room - length / 2) }
}

/// Lines of text with their measures in units.
pub(super) struct Block<'a> {
    lines: Vec<&'a str>,
    size: i32,
    step: i32,
    pub width: i32,
    pub height: i32,
}

impl<'a> Block<'a> {
    pub(super) fn new(text: &'a str, size: i32) -> Self {
        let lines: Vec<&str> = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
        let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let step = (f64::from(size) * LINE).round() as i32;
        Self {
            width: (f64::from(size) * ADVANCE * longest as f64).ceil() as i32,
            height: step * lines.len() as i32,
            lines,
            size,
            step,
        }
    }

    /// The box it takes around its middle.
    pub(super) fn bounds(&self, middle: GridPoint) -> GridBox {
        let min = GridPoint { x: middle.x - self.width / 2, y: middle.y - self.height / 2 };
        GridBox { min, max: GridPoint { x: min.x + self.width, y: min.y + self.height } }
    }

    /// The `<text>` element; the theme (or the caller's attributes) anchors it in the middle. Lines after the first
    /// are `tspan`s, with a space between them for those who copy the text or have it read aloud.
    pub(super) fn text(&self, middle: GridPoint, class: &str) -> String {
        // The first baseline: the block's top, and about four fifths of a letter below it.
        let y = middle.y - self.height / 2 + (f64::from(self.step) * 0.5 + f64::from(self.size) * 0.34).round() as i32;
        let [first, rest @ ..] = self.lines.as_slice() else { return String::new() };
        let mut text = format!(
            "<text class=\"{}\" x=\"{}\" y=\"{y}\" font-size=\"{}\" text-anchor=\"middle\">{}",
            escape(class),
            middle.x,
            self.size,
            escape(first)
        );
        for line in rest {
            text.push_str(&format!(" <tspan x=\"{}\" dy=\"{}\">{}</tspan>", middle.x, self.step, escape(line)));
        }
        text.push_str("</text>");
        text
    }
}
