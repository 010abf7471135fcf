//! The country in small, as an image file of its own, with both archipelagos.

use super::escape;
use super::furniture::Window;
use super::label::Block;
use super::path::Pen;
use crate::geo::clip::clip_ring;
use crate::geo::grid::{GridBox, GridPoint, GridRing, doubled_area};
use crate::geo::sovereignty::{ARCHIPELAGOS, Archipelago, EAST_SEA, archipelago_of};
use crate::geo::topology::Topology;
use crate::geo::{Bounds, Coord, Geometry, Layer, Polygon};

// An image file does not see the page's style sheet: colours are attributes here, and hold on light and dark pages
// because the image brings its own sea.
const SEA: &str = "#dcebf2";
const LAND: &str = "#c9d6b8";
const COAST: &str = "#5d6f52";
const NAME: &str = "#16324a";
const BOX: &str = "#8a3324";

/// Text size in shares of the image's width.
const TEXT: f64 = 0.075;

/// Least side of an islet, in shares of the image's width: otherwise the archipelagos would be specks of dust.
const LEAST_ISLET: f64 = 0.013;

/// Water around everything, degrees.
const MARGIN: f64 = 0.4;

/// Water between an archipelago's islets and its dashed box, degrees.
const WATER: f64 = 0.3;

/// Water for the southern archipelago's name under its box, degrees.
const NAME_ROOM: f64 = 3.9;

/// Smallest effective area of a vertex, in square units.
const TOLERANCE: f64 = 1.5;

/// Draws a layer of the country's outline, `width` units wide, as a standalone SVG image, and returns it with the
/// bounds it shows (which [`super::Inset`] needs to mark a place in it).
///
/// Both archipelagos are always inside the bounds, framed by a dashed box and named, whatever the layer holds;
/// `geo::sovereignty::missing` tells whether the layer lacks their islets.
pub fn draw_country(outline: &Layer, width: u32) -> (String, Bounds) {
    let bounds = shown(outline);
    let width = width.clamp(16, 4096) as i32;
    let window = Window::new(bounds, width);
    let height = window.height;
    let size = (f64::from(width) * TEXT).round().max(1.0) as i32;
    let names = ARCHIPELAGOS.map(|archipelago| archipelago.full_name()).join(", ");
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\"><title>Việt Nam, {}</title><rect width=\"{width}\" height=\"{height}\" fill=\"{SEA}\"/>",
        escape(&names)
    );
    svg.push_str(&format!(
        "<path d=\"{}\" fill=\"{LAND}\" stroke=\"{COAST}\" stroke-width=\"1\" stroke-linejoin=\"round\"/>",
        land(outline, &window, width)
    ));
    svg.push_str(&format!("<g fill=\"{NAME}\" font-family=\"sans-serif\">"));
    let sea = window.point(EAST_SEA.point);
    svg.push_str(&Block::new(EAST_SEA.name, size).text(sea, "sea"));
    for archipelago in &ARCHIPELAGOS {
        svg.push_str(&group(archipelago, framed(archipelago, outline), &window, width, size));
    }
    svg.push_str("</g></svg>");
    (svg, bounds)
}

/// The country and both archipelagos, with room for a name.
fn shown(outline: &Layer) -> Bounds {
    let shown = ARCHIPELAGOS.iter().map(|archipelago| archipelago.bounds).chain(outline.bounds).reduce(Bounds::union);
    let shown = shown.unwrap_or(ARCHIPELAGOS[0].bounds).expand(0.0, MARGIN);
    Bounds { south: shown.south - NAME_ROOM, ..shown }
}

/// The path of all land.
fn land(outline: &Layer, window: &Window, width: i32) -> String {
    let mut pen = Pen::new(window.origin());
    rings(outline, window, width).iter().for_each(|ring| pen.line(ring, true));
    pen.path
}

/// The rings of all land on the window's grid. Islets of the archipelagos are squares of a least size.
fn rings(outline: &Layer, window: &Window, width: i32) -> Vec<GridRing> {
    let shapes: Vec<&[Polygon]> = outline
        .features
        .iter()
        .filter_map(|feature| feature.geometry.as_deref())
        .map(|geometry| geometry.polygons())
        .collect();
    let least = (f64::from(width) * LEAST_ISLET).round().max(2.0) as i32;
    let corner = window.origin();
    let all = GridBox {
        min: GridPoint { x: corner.x - 4, y: corner.y - 4 },
        max: GridPoint { x: corner.x + width + 4, y: corner.y + window.height + 4 },
    };
    let grid = Topology::build(&shapes).on_grid(TOLERANCE / (window.scale * window.scale), window.scale, least);
    let rings = grid.iter().flatten().flatten().map(|ring| clip_ring(ring, &all));
    rings.filter(|ring| doubled_area(ring) != 0).collect()
}

/// The country for drawings that are made of pixels: the same land, boxes and names as [`draw_country`]'s.
pub struct CountryOutline {
    /// Width in the outline's own units.
    pub width: f32,
    /// Height in the same units.
    pub height: f32,
    /// Closed rings of land, the islets of both archipelagos among them.
    pub rings: Vec<Vec<(f32, f32)>>,
    /// Boxes around the archipelagos: left, top, right, bottom.
    pub frames: Vec<(f32, f32, f32, f32)>,
    /// Names of the archipelagos and of the sea.
    pub names: Vec<CountryName>,
    window: Window,
}

/// A name on the country's outline.
pub struct CountryName {
    /// The name, a line feed between lines.
    pub text: String,
    /// Where it stands: the middle of its lower edge, or of its upper one.
    pub at: (f32, f32),
    /// Whether the lines stand over that point, not under it.
    pub above: bool,
}

impl CountryOutline {
    /// The outline of a layer, so many units wide.
    pub fn new(outline: &Layer, width: u32) -> Self {
        let width = width.clamp(16, 4096) as i32;
        let window = Window::new(shown(outline), width);
        let corner = window.origin();
        let from_corner = |point: &GridPoint| ((point.x - corner.x) as f32, (point.y - corner.y) as f32);
        let rings = rings(outline, &window, width).iter().map(|ring| ring.iter().map(from_corner).collect()).collect();
        let place = |coord: Coord| {
            let point = window.point(coord);
            (point.x as f32, point.y as f32)
        };
        let mut frames = Vec::new();
        let mut names = vec![CountryName { text: EAST_SEA.name.to_owned(), at: place(EAST_SEA.point), above: true }];
        for archipelago in &ARCHIPELAGOS {
            let Bounds { west, south, east, north } = framed(archipelago, outline);
            let (left, top) = place(Coord { x: west, y: north });
            let (right, bottom) = place(Coord { x: east, y: south });
            frames.push((left, top, right, bottom));
            let above = archipelago.point.y > EAST_SEA.point.y;
            let at = ((left + right) / 2.0, if above { top } else { bottom });
            names.push(CountryName { text: in_lines(archipelago), at, above });
        }
        Self { width: width as f32, height: window.height as f32, rings, frames, names, window }
    }

    /// Where a position is in it.
    pub fn point(&self, coord: Coord) -> (f32, f32) {
        let point = self.window.point(coord);
        (point.x as f32, point.y as f32)
    }
}

/// The name on three lines.
fn in_lines(archipelago: &Archipelago) -> String {
    archipelago.short_name().replace("Quần đảo ", "Quần đảo\n").replace(" (", "\n(")
}

/// What the dashed box goes around: the islets that the layer has, with some water; without any, the archipelago's
/// own box.
fn framed(archipelago: &Archipelago, outline: &Layer) -> Bounds {
    let geometries = outline.features.iter().filter_map(|feature| feature.geometry.as_deref());
    let polygons = geometries.flat_map(Geometry::polygons);
    let islets = polygons.filter(|polygon| archipelago_of(polygon) == Some(archipelago));
    let around = islets.filter_map(|islet| Bounds::around(islet.rings.first()?)).reduce(Bounds::union);
    around.map_or(archipelago.bounds, |around| around.expand(0.0, WATER))
}

/// The dashed box around an archipelago and its name on three lines: over the box north of the sea's own name, under
/// it south of that.
fn group(archipelago: &Archipelago, framed: Bounds, window: &Window, width: i32, size: i32) -> String {
    let Bounds { west, south, east, north } = framed;
    let (min, max) = (window.point(Coord { x: west, y: north }), window.point(Coord { x: east, y: south }));
    let name = in_lines(archipelago);
    let block = Block::new(&name, size);
    let room = block.width / 2 + 2;
    let x = min.x.midpoint(max.x).clamp(room, (width - room).max(room));
    let away = block.height / 2 + size / 3;
    let y = if archipelago.point.y > EAST_SEA.point.y { min.y - away } else { max.y + away };
    format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{BOX}\" stroke-dasharray=\"4 3\"/>{}",
        min.x,
        min.y,
        max.x - min.x,
        max.y - min.y,
        block.text(GridPoint { x, y }, "islands")
    )
}
