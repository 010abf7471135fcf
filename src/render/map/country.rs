//! The country in small, as an image file of its own, with both archipelagos.

use super::escape;
use super::furniture::Window;
use super::label::Block;
use super::path::Pen;
use crate::geo::clip::clip_ring;
use crate::geo::grid::{GridBox, GridPoint, doubled_area};
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
    let shown = ARCHIPELAGOS.iter().map(|archipelago| archipelago.bounds).chain(outline.bounds).reduce(Bounds::union);
    let shown = shown.unwrap_or(ARCHIPELAGOS[0].bounds).expand(0.0, MARGIN);
    let bounds = Bounds { south: shown.south - NAME_ROOM, ..shown };
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

/// The path of all land. Islets of the archipelagos are squares of a least size.
fn land(outline: &Layer, window: &Window, width: i32) -> String {
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
    let mut pen = Pen::new(corner);
    for ring in grid.iter().flatten().flatten().map(|ring| clip_ring(ring, &all)).filter(|ring| doubled_area(ring) != 0)
    {
        pen.line(&ring, true);
    }
    pen.path
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
    let text = archipelago.short_name().replace("Quần đảo ", "Quần đảo\n").replace(" (", "\n(");
    let block = Block::new(&text, size);
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
