//! The country in the corner of a map: the same on thousands of cards, so it is drawn once for each of the two sizes.

use std::sync::{Arc, OnceLock};

use tiny_skia::{Pixmap, Transform};

use super::text::Face;
use super::{EDGE, SIZE, SMALL, Sheet, WATER};
use crate::render::map::CountryOutline;

/// Width of the country, at the whole size.
pub(super) const WIDTH: f32 = 150.0;
/// Width of the edge around it.
pub(super) const EDGE_WIDTH: f32 = 2.0;

/// The country, and its pictures once a card has asked for them.
pub struct Inset {
    /// The whole country.
    pub outline: Arc<CountryOutline>,
    drawn: [OnceLock<Option<Pixmap>>; 2],
}

impl Inset {
    /// All cards that share it must have the same fonts.
    pub fn new(outline: Arc<CountryOutline>) -> Self {
        Self { outline, drawn: [OnceLock::new(), OnceLock::new()] }
    }

    /// Width and height without the edge, at the whole size: even numbers, so that pictures begin on pixels in both sizes.
    pub(super) fn size(&self) -> (f32, f32) {
        (WIDTH, (self.outline.height * self.scale() / 2.0).ceil() * 2.0)
    }

    /// From the outline's units to pixels of the whole size.
    pub(super) fn scale(&self) -> f32 {
        WIDTH / self.outline.width
    }

    /// The picture with its edge, for cards so wide.
    pub(super) fn picture(&self, card: u32, bold: &Face) -> Option<&Pixmap> {
        self.drawn[usize::from(card == SMALL.0)].get_or_init(|| self.draw(card, bold)).as_ref()
    }

    fn draw(&self, card: u32, bold: &Face) -> Option<Pixmap> {
        let by = card as f32 / SIZE.0 as f32;
        let (width, height) = self.size();
        let (outer_width, outer_height) = (width + 2.0 * EDGE_WIDTH, height + 2.0 * EDGE_WIDTH);
        let pixels = |length: f32| (length * by).round() as u32;
        let pixmap = Pixmap::new(pixels(outer_width), pixels(outer_height))?;
        let mut sheet = Sheet(pixmap, Transform::from_scale(by, by));
        sheet.rect(0.0, 0.0, outer_width, outer_height, EDGE);
        sheet.rect(EDGE_WIDTH, EDGE_WIDTH, width, height, WATER);
        sheet.land(&self.outline, (EDGE_WIDTH, EDGE_WIDTH), self.scale(), bold);
        Some(sheet.0)
    }
}
