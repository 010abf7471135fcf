//! Lines of text: shaped by the font's own rules (Vietnamese marks, pairs of letters), broken at spaces, drawn as paths.

use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use rustybuzz::{Direction, GlyphBuffer, ShapePlan, UnicodeBuffer, script};
use tiny_skia::{Path, PathBuilder};

/// A font, and what its rules ask for in Latin letters, which is found once.
pub(super) struct Face<'a>(rustybuzz::Face<'a>, ShapePlan);

impl<'a> Face<'a> {
    /// Reads a TrueType file.
    pub(super) fn new(file: &'a [u8]) -> Option<Self> {
        let face = rustybuzz::Face::from_slice(file, 0)?;
        let plan = ShapePlan::new(&face, Direction::LeftToRight, Some(script::LATIN), None, &[]);
        Some(Self(face, plan))
    }

    /// Font units in the size.
    pub(super) fn units(&self) -> f32 {
        self.0.units_per_em() as f32
    }

    /// How wide a text is at a size, pixels.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        self.advance(text) * size / self.units()
    }

    fn advance(&self, text: &str) -> f32 {
        let shaped = self.shaped(text);
        shaped
            .glyph_infos()
            .iter()
            .zip(shaped.glyph_positions())
            .filter(|(info, _)| info.glyph_id != 0)
            .map(|(_, at)| at.x_advance as f32)
            .sum()
    }

    fn shaped(&self, text: &str) -> GlyphBuffer {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        rustybuzz::shape_with_plan(&self.0, &self.1, buffer)
    }

    /// The outlines of a line in font units, upward, from the start of its baseline. A letter that the font lacks leaves
    /// nothing: an empty box would say less.
    pub(super) fn path(&self, text: &str) -> Option<Path> {
        let shaped = self.shaped(text);
        let mut pen = Pen { path: PathBuilder::new(), x: 0.0, y: 0.0 };
        let mut at = 0.0;
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let Some(glyph) = u16::try_from(info.glyph_id).ok().filter(|&glyph| glyph != 0) else { continue };
            (pen.x, pen.y) = (at + position.x_offset as f32, position.y_offset as f32);
            let _ = self.0.outline_glyph(GlyphId(glyph), &mut pen);
            at += position.x_advance as f32;
        }
        pen.path.finish()
    }
}

struct Pen {
    path: PathBuilder,
    x: f32,
    y: f32,
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, self.y + y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, self.y + y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.path.quad_to(self.x + x1, self.y + y1, self.x + x, self.y + y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.path.cubic_to(self.x + x1, self.y + y1, self.x + x2, self.y + y2, self.x + x, self.y + y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

/// Words with their widths, measured once for all sizes.
pub(super) struct Paragraph<'a> {
    face: &'a Face<'a>,
    words: Vec<(&'a str, f32)>,
    space: f32,
}

impl<'a> Paragraph<'a> {
    pub(super) fn new(face: &'a Face<'a>, text: &'a str) -> Self {
        let units = face.units();
        let words = text.split_whitespace().map(|word| (word, face.advance(word) / units)).collect();
        Self { face, words, space: face.advance(" ") / units }
    }

    /// The text in at most so many lines, each about as long as the others; `None` when it does not fit.
    pub(super) fn lines(&self, size: f32, room: f32, most: usize) -> Option<Vec<String>> {
        let ends = self.ends(size, room)?;
        if ends.len() > most {
            return None;
        }
        // Narrower as long as that takes no line more.
        let (mut best, mut narrow) = (ends, room);
        while narrow > room / 2.0 {
            narrow -= room / 40.0;
            match self.ends(size, narrow) {
                Some(ends) if ends.len() == best.len() => best = ends,
                _ => break,
            }
        }
        let mut start = 0;
        let line = |end: usize| {
            let words: Vec<&str> = self.words[start..end].iter().map(|(word, _)| *word).collect();
            start = end;
            words.join(" ")
        };
        Some(best.into_iter().map(line).collect())
    }

    /// Where lines end, as numbers of words; `None` when a word alone is too wide.
    fn ends(&self, size: f32, room: f32) -> Option<Vec<usize>> {
        let mut ends = Vec::new();
        let mut used = 0.0;
        for (at, (_, width)) in self.words.iter().enumerate() {
            let width = width * size;
            if width > room {
                return None;
            }
            let longer = used + self.space * size + width;
            if used > 0.0 && longer > room {
                ends.push(at);
                used = width;
            } else {
                used = if used > 0.0 { longer } else { width };
            }
        }
        if !self.words.is_empty() {
            ends.push(self.words.len());
        }
        Some(ends)
    }

    /// As much of the text as has room in so many lines, with an ellipsis where something is left out.
    pub(super) fn cut(&self, size: f32, room: f32, most: usize) -> Vec<String> {
        if let Some(lines) = self.lines(size, room, most) {
            return lines;
        }
        let mut lines: Vec<String> = Vec::new();
        let mut words = self.words.iter().map(|(word, _)| *word).peekable();
        while lines.len() < most && words.peek().is_some() {
            let mut line = String::new();
            let last = lines.len() + 1 == most;
            while let Some(word) = words.peek() {
                let longer = if line.is_empty() { (*word).to_owned() } else { format!("{line} {word}") };
                let shown = if last { format!("{longer} …") } else { longer.clone() };
                if self.face.width(&shown, size) > room {
                    break;
                }
                line = longer;
                words.next();
            }
            if line.is_empty() {
                // A word that is wider than the column: its beginning, and no more.
                let word = words.next().unwrap_or_default();
                line = word.to_owned();
                while self.face.width(&format!("{line}…"), size) > room && line.pop().is_some() {}
                line.push('…');
            } else if last && words.peek().is_some() {
                line.push_str(" …");
            }
            lines.push(line);
        }
        lines
    }
}
