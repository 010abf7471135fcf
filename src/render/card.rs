//! The picture that networks and messengers show with a link: 1,200 by 630 pixels with the page's title, the portal's mark
//! and name, and a map where there is one. Drawn in the theme's light colours, since nobody knows what it will stand on.

mod inset;
mod png;
mod text;

use tiny_skia::{FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Rect, Stroke, Transform};

pub use self::inset::Inset;
use self::text::{Face, Paragraph};
use super::map::{CountryOutline, Outline};

/// Width and height in pixels: what the networks ask for, 1.91 to 1.
pub const SIZE: (u32, u32) = (1200, 630);
/// Half as wide and high: what networks ask for at least. It takes a quarter of the time, for the cards that there are thousands of.
pub const SMALL: (u32, u32) = (600, 315);
/// Width and height of the map on it, at the whole size.
pub const GROUND: (u32, u32) = (500, 528);

const PAPER: u32 = 0xfaf9f4;
const INK: u32 = 0x1c2a23;
const SOFT: u32 = 0x4d5b53;
const HEAD: u32 = 0x0b4d33;
const GOLD: u32 = 0xf0bf4c;
const WHITE: u32 = 0xffffff;
const ACCENT: u32 = 0xa3470f;
const WATER: u32 = 0xdbe8ec;
const LAND: u32 = 0xe4ecd6;
const NEAR: u32 = 0xe9eedd;
const FAR: u32 = 0xefeee8;
const EDGE: u32 = 0x7f9181;
const HERE: u32 = 0xf3cfa8;
const SEA_NAME: u32 = 0x265a72;

/// Height of the band with the portal's name, and of the line under it.
const BAND: f32 = 96.0;
const RULE: f32 = 6.0;
/// The left margin.
const LEFT: f32 = 56.0;
/// Sizes that a title may have, the largest first, and the room for its lines.
const TITLES: [f32; 5] = [68.0, 60.0, 54.0, 48.0, 42.0];
const TITLE_ROOM: f32 = 290.0;
/// Line height in shares of the size: Vietnamese letters bear two marks, one over the other.
const LEADING: f32 = 1.24;

/// What a card says.
pub struct Card<'a> {
    /// Name of the portal.
    pub site: &'a str,
    /// Where it is: `xa-mau.example`.
    pub host: &'a str,
    /// What the page is: "Kế hoạch", "Xã"; may be empty.
    pub label: &'a str,
    /// The page's title.
    pub title: &'a str,
    /// A sentence more; may be empty.
    pub note: &'a str,
    /// A word for a portal whose content is made up; otherwise empty.
    pub sample: &'a str,
    /// What is beside the title.
    pub ground: Ground<'a>,
    /// [`SIZE`] or [`SMALL`].
    pub size: (u32, u32),
}

/// The picture on a card.
pub enum Ground<'a> {
    /// None.
    Plain,
    /// The whole country.
    Country(&'a Inset),
    /// Areas, lines and dots within [`GROUND`], with the country in the corner and the place marked in it.
    Map(&'a [Outline], &'a Inset, (f32, f32)),
}

/// The two weights of the theme's face, as TrueType files.
#[derive(Clone, Copy)]
pub struct Fonts<'a> {
    /// Regular.
    pub text: &'a [u8],
    /// Bold.
    pub bold: &'a [u8],
}

/// Draws a card as a PNG file; `None` when a font can't be read.
pub fn draw(card: &Card, fonts: Fonts) -> Option<Vec<u8>> {
    let (text, bold) = (Face::new(fonts.text)?, Face::new(fonts.bold)?);
    let scale = card.size.0 as f32 / SIZE.0 as f32;
    let mut sheet = Sheet(Pixmap::new(card.size.0, card.size.1)?, Transform::from_scale(scale, scale));
    let (width, height) = (SIZE.0 as f32, SIZE.1 as f32);
    let left_of_map = width - GROUND.0 as f32;
    // What is drawn later covers what a map leaves beside its own place.
    match &card.ground {
        Ground::Plain => {}
        Ground::Country(country) => sheet.country(&country.outline, &bold),
        Ground::Map(outlines, country, here) => sheet.map(outlines, country, *here, &bold),
    }
    let column = if matches!(card.ground, Ground::Plain) { width } else { left_of_map };
    sheet.rect(0.0, BAND, column, height - BAND, PAPER);
    if column == width {
        sheet.mark(width - 330.0, height - 330.0, 12.0, NEAR, NEAR);
    }
    sheet.rect(0.0, 0.0, width, BAND, HEAD);
    sheet.rect(0.0, BAND, width, RULE, GOLD);
    sheet.head(card, &bold);
    sheet.words(card, column - LEFT - 48.0, &text, &bold);
    Some(png::file(&sheet.0))
}

/// The pixels, and how what is drawn for the whole size comes onto them.
struct Sheet(Pixmap, Transform);

impl Sheet {
    /// The portal's mark and name; that everything is made up, where it is.
    fn head(&mut self, card: &Card, bold: &Face) {
        self.mark(LEFT - 6.0, 14.0, 2.1, GOLD, WHITE);
        let mut room = SIZE.0 as f32 - LEFT - 76.0 - LEFT;
        if !card.sample.is_empty() {
            let width = bold.width(card.sample, 24.0);
            let x = SIZE.0 as f32 - LEFT - width;
            self.rect(x - 18.0, 24.0, width + 36.0, 48.0, GOLD);
            self.line(bold, card.sample, 24.0, (x, 57.0), INK);
            room -= width + 60.0;
        }
        let size = if bold.width(card.site, 36.0) <= room { 36.0 } else { 28.0 };
        let name = Paragraph::new(bold, card.site).cut(size, room, 1);
        if let Some(name) = name.first() {
            self.line(bold, name, size, (LEFT + 76.0, BAND / 2.0 + size * 0.35), WHITE);
        }
    }

    /// Label, title, note and the portal's address in the left column.
    fn words(&mut self, card: &Card, room: f32, text: &Face, bold: &Face) {
        let mut y = BAND + RULE + 34.0;
        if !card.label.is_empty() {
            for label in Paragraph::new(bold, card.label).cut(26.0, room, 1) {
                self.line(bold, &label, 26.0, (LEFT, y + 26.0), ACCENT);
            }
            y += 44.0;
        }
        let title = Paragraph::new(bold, card.title);
        let fits = |&size: &f32| Some((size, title.lines(size, room, (TITLE_ROOM / (size * LEADING)) as usize)?));
        let (size, lines) = TITLES.iter().find_map(fits).unwrap_or_else(|| {
            let size = TITLES[TITLES.len() - 1];
            (size, title.cut(size, room, (TITLE_ROOM / (size * LEADING)) as usize))
        });
        for line in lines {
            y += size * LEADING;
            self.line(bold, &line, size, (LEFT, y - size * 0.2), INK);
        }
        let foot = SIZE.1 as f32 - 40.0;
        let free = ((foot - 44.0 - y - 20.0) / (30.0 * LEADING)).max(0.0) as usize;
        for (at, line) in Paragraph::new(text, card.note).cut(30.0, room, free.min(3)).iter().enumerate() {
            self.line(text, line, 30.0, (LEFT, y + 20.0 + 30.0 * LEADING * (at + 1) as f32 - 8.0), SOFT);
        }
        for host in Paragraph::new(text, card.host).cut(26.0, room, 1) {
            self.line(text, &host, 26.0, (LEFT, foot), SOFT);
        }
    }

    /// The whole country, as high as the card has room.
    fn country(&mut self, country: &CountryOutline, bold: &Face) {
        let (x, y) = ((SIZE.0 - GROUND.0) as f32, BAND + RULE);
        let (width, height) = (GROUND.0 as f32, GROUND.1 as f32);
        self.rect(x, y, width, height, WATER);
        let scale = (width / country.width).min(height / country.height);
        let at = (x + (width - country.width * scale) / 2.0, y + (height - country.height * scale) / 2.0);
        self.land(country, at, scale, bold);
    }

    fn land(&mut self, country: &CountryOutline, (x, y): (f32, f32), scale: f32, bold: &Face) {
        if let Some(path) = path_of(&country.rings, true) {
            let place = Transform::from_row(scale, 0.0, 0.0, scale, x, y);
            self.fill(&path, LAND, place);
            self.stroke(&path, EDGE, 0.8 / scale.max(0.1), place);
        }
        for frame in &country.frames {
            let path = path_of(&[corners(*frame)], true);
            path.iter().for_each(|path| {
                self.stroke(path, ACCENT, 1.0 / scale, Transform::from_row(scale, 0.0, 0.0, scale, x, y));
            });
        }
        let size = (scale * country.width * 0.044).max(11.0);
        for name in &country.names {
            let rows = name.text.lines().count() as f32;
            let first = y + name.at.1 * scale + size * if name.above { 0.65 - 1.1 * rows } else { 1.1 };
            for (row, line) in name.text.lines().enumerate() {
                let half = bold.width(line, size) / 2.0;
                let middle = (x + name.at.0 * scale).min(x + country.width * scale - half - 2.0);
                self.line(bold, line, size, (middle - half, first + size * 1.1 * row as f32), SEA_NAME);
            }
        }
    }

    /// A map on the right side, with the country in its lower corner.
    fn map(&mut self, outlines: &[Outline], country: &Inset, here: (f32, f32), bold: &Face) {
        let (x, y) = ((SIZE.0 - GROUND.0) as f32, BAND + RULE);
        self.rect(x, y, GROUND.0 as f32, GROUND.1 as f32, WATER);
        let place = Transform::from_translate(x, y);
        for outline in outlines {
            let Some(path) = path_of(&outline.lines, outline.closed) else { continue };
            let (fill, edge, width) = match outline.class {
                "unit-here" => (HERE, ACCENT, 3.0),
                "unit-near" => (NEAR, EDGE, 1.2),
                "unit-far" => (FAR, EDGE, 1.2),
                "route" => (ACCENT, ACCENT, 6.0),
                "point" => (ACCENT, WHITE, 3.0),
                _ => (LAND, EDGE, 1.0),
            };
            if outline.closed {
                self.fill(&path, fill, place);
            }
            self.stroke(&path, edge, width, place);
        }
        let (left, top) = corner(outlines, country.size());
        let (left, top) = (x + left, y + top);
        let scale = country.scale();
        let pixel = |at: f32| ((at - inset::EDGE_WIDTH) * self.1.sx).round() as i32;
        if let Some(picture) = country.picture(self.0.width(), bold) {
            let at = (pixel(left), pixel(top));
            self.0.draw_pixmap(at.0, at.1, picture.as_ref(), &PixmapPaint::default(), Transform::identity(), None);
        }
        if let Some(dot) = PathBuilder::from_circle(left + here.0 * scale, top + here.1 * scale, 5.0) {
            self.fill(&dot, ACCENT, Transform::identity());
            self.stroke(&dot, WHITE, 1.5, Transform::identity());
        }
    }

    /// The theme's mark (`icons/favicon.svg`): a roof over grains of paddy, in a square of 32 units.
    fn mark(&mut self, x: f32, y: f32, scale: f32, roof: u32, grains: u32) {
        const GRAINS: [(f32, f32, f32); 6] = [
            (8.0, 17.0, 4.0),
            (14.0, 14.0, 4.0),
            (20.0, 17.0, 4.0),
            (8.0, 23.0, 4.0),
            (14.0, 20.0, 7.0),
            (20.0, 23.0, 4.0),
        ];
        let place = Transform::from_row(scale, 0.0, 0.0, scale, x, y);
        if let Some(path) = path_of(&[vec![(4.0, 15.0), (16.0, 6.0), (28.0, 15.0)]], false) {
            self.stroke(&path, roof, 3.0, place);
        }
        for (left, top, height) in GRAINS {
            self.rect(x + left * scale, y + top * scale, 4.0 * scale, height * scale, grains);
        }
    }

    fn line(&mut self, face: &Face, text: &str, size: f32, (x, baseline): (f32, f32), colour: u32) {
        if let Some(path) = face.path(text) {
            let scale = size / face.units();
            self.fill(&path, colour, Transform::from_row(scale, 0.0, 0.0, -scale, x, baseline));
        }
    }

    fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, colour: u32) {
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            self.0.fill_rect(rect, &paint(colour), self.1, None);
        }
    }

    fn fill(&mut self, path: &Path, colour: u32, place: Transform) {
        self.0.fill_path(path, &paint(colour), FillRule::Winding, place.post_concat(self.1), None);
    }

    fn stroke(&mut self, path: &Path, colour: u32, width: f32, place: Transform) {
        let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        self.0.stroke_path(path, &paint(colour), &stroke, place.post_concat(self.1), None);
    }
}

/// Where the country in small covers the least of what the map is about: its upper left corner, from the map's.
fn corner(outlines: &[Outline], (width, height): (f32, f32)) -> (f32, f32) {
    const MARGIN: f32 = 14.0;
    let (right, bottom) = (GROUND.0 as f32 - width - MARGIN, GROUND.1 as f32 - height - MARGIN);
    let own = outlines.iter().filter(|outline| matches!(outline.class, "unit-here" | "route" | "point"));
    let vertices: Vec<(f32, f32)> = own.flat_map(|outline| outline.lines.iter().flatten().copied()).collect();
    let covered = |&(left, top): &(f32, f32)| {
        vertices.iter().filter(|(x, y)| (left..left + width).contains(x) && (top..top + height).contains(y)).count()
    };
    let corners = [(right, bottom), (right, MARGIN), (MARGIN, bottom), (MARGIN, MARGIN)];
    corners.into_iter().min_by_key(covered).unwrap_or(corners[0])
}

fn paint(colour: u32) -> Paint<'static> {
    let [_, red, green, blue] = colour.to_be_bytes();
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint
}

fn corners((left, top, right, bottom): (f32, f32, f32, f32)) -> Vec<(f32, f32)> {
    vec![(left, top), (right, top), (right, bottom), (left, bottom)]
}

fn path_of(lines: &[Vec<(f32, f32)>], closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for line in lines {
        for (at, &(x, y)) in line.iter().enumerate() {
            if at == 0 { builder.move_to(x, y) } else { builder.line_to(x, y) }
        }
        if closed {
            builder.close();
        }
    }
    builder.finish()
}
