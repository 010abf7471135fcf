//! What stands on a map besides the map: scale bar, north mark, and the country in small.

use super::frame::Frame;
use super::label::{Block, Placer};
use super::{Inset, escape};
use crate::geo::grid::{self, GridBox, GridPoint};
use crate::geo::mercator::{self, World};
use crate::geo::{Bounds, Coord};

/// Distance from the edge, pixels.
const MARGIN: f64 = 10.0;

/// Size of small text, pixels.
const SMALL: f64 = 15.0;

/// The scale bar, bottom left: the roundest length (1, 2 or 5 and noughts) of at most a fifth of the width.
pub(super) fn scale_bar(frame: &Frame, labels: &mut Placer) -> String {
    let (width, height) = frame.size();
    let most = f64::from(width) / 5.0 * frame.metres();
    let power = 10f64.powf(most.log10().floor());
    let length = [5.0, 2.0, 1.0].into_iter().map(|step| step * power).find(|length| *length <= most).unwrap_or(power);
    let span = (length / frame.metres()).round() as i32;
    let (x, y) = (frame.px(MARGIN), height - frame.px(MARGIN));
    let text = if length >= 1000.0 { format!("{} km", length / 1000.0) } else { format!("{length} m") };
    let (tick, rise) = (frame.px(4.0), frame.px(4.0 + 4.0));
    labels.take(GridBox { min: GridPoint { x, y: y - rise - frame.px(SMALL) }, max: GridPoint { x: x + span, y } });
    format!(
        "<g class=\"scale-bar\"><path d=\"M{x} {}v{tick}h{span}v-{tick}\"/><text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"middle\">{text}</text></g>",
        y - tick,
        x + span / 2,
        y - rise,
        frame.px(SMALL)
    )
}

/// The north mark, top left: an arrow under the letter.
pub(super) fn north(frame: &Frame, letter: &str, labels: &mut Placer) -> String {
    let (x, top) = (frame.px(MARGIN + 6.0), frame.px(MARGIN));
    let (half, arrow) = (frame.px(5.0), frame.px(16.0));
    let letter_room = frame.px(SMALL + 3.0);
    labels.take(GridBox {
        min: GridPoint { x: x - half, y: top },
        max: GridPoint { x: x + half, y: top + letter_room + arrow },
    });
    format!(
        "<g class=\"north\"><text x=\"{x}\" y=\"{}\" font-size=\"{}\" text-anchor=\"middle\">{}</text><path d=\"M{x} {}v{arrow}m-{half}-{}l{half}-{} {half} {}\"/></g>",
        top + frame.px(SMALL),
        frame.px(SMALL),
        escape(letter),
        top + letter_room,
        arrow - half * 2,
        half * 2,
        half * 2
    )
}

/// The inset, in the corner where the fewest vertices of the map lie under it (bottom right when it does not matter).
pub(super) fn inset(frame: &Frame, inset: &Inset, vertices: &[GridPoint], labels: &mut Placer) -> String {
    let (width, height) = frame.size();
    let margin = frame.px(MARGIN);
    let across = frame.px(f64::from(inset.width)).min(width - 2 * margin);
    let window = Window::new(inset.bounds, across);
    let (right, bottom) = (width - margin - across, height - margin - window.height);
    // Bottom left belongs to the scale bar, and top left to the north mark unless the right side is worse.
    let corners = [(right, bottom), (right, margin), (margin, margin + frame.px(40.0))];
    let boxes = corners
        .map(|(x, y)| GridBox { min: GridPoint { x, y }, max: GridPoint { x: x + across, y: y + window.height } });
    let covered = |bounds: &GridBox| vertices.iter().filter(|&&vertex| bounds.contains(vertex)).count();
    let place = boxes.into_iter().min_by_key(covered).unwrap_or(boxes[0]);
    labels.take(place);
    let GridPoint { x, y } = place.min;
    let mut svg = format!(
        "<g><title>{}</title><rect class=\"inset-frame\" x=\"{x}\" y=\"{y}\" width=\"{across}\" height=\"{}\"/><image href=\"{}\" x=\"{x}\" y=\"{y}\" width=\"{across}\" height=\"{}\"/>",
        escape(&inset.title),
        window.height,
        escape(&inset.href),
        window.height
    );
    if let Some(at) = inset.highlight.map(|coord| window.point(coord)) {
        let at = GridPoint { x: x + at.x, y: y + at.y };
        if place.contains(at) {
            svg.push_str(&format!(
                "<circle class=\"inset-here\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
                at.x,
                at.y,
                frame.px(4.0)
            ));
        }
    }
    for label in &inset.labels {
        let at = window.point(Coord { x: label.lon, y: label.lat });
        let block = Block::new(&label.text, frame.px(8.0));
        svg.push_str(&block.text(GridPoint { x: x + at.x, y: y + at.y }, label.class));
    }
    svg.push_str("</g>");
    svg
}

/// A window of a given width on the world square: the projection of an inset, and of the image in it.
pub(super) struct Window {
    corner: World,
    /// Units in the side of the world square.
    pub scale: f64,
    /// Height in units.
    pub height: i32,
}

impl Window {
    pub(super) fn new(bounds: Bounds, width: i32) -> Self {
        let corner = mercator::project(Coord { x: bounds.west, y: bounds.north });
        let end = mercator::project(Coord { x: bounds.east, y: bounds.south });
        let scale = f64::from(width) / (end.x - corner.x).max(f64::EPSILON);
        Self { corner, scale, height: ((end.y - corner.y) * scale).round() as i32 }
    }

    /// The corner on the grid of the window's scale.
    pub(super) fn origin(&self) -> GridPoint {
        grid::snap(self.corner, self.scale)
    }

    /// Where a position is drawn, from the window's corner.
    pub(super) fn point(&self, coord: Coord) -> GridPoint {
        let (point, origin) = (grid::snap(mercator::project(coord), self.scale), self.origin());
        GridPoint { x: point.x - origin.x, y: point.y - origin.y }
    }
}
