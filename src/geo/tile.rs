//! Cutting a layer into vector tiles.
//!
//! For each zoom on its own: simplify (polygons along shared arcs), snap to that zoom's grid, then clip down the
//! quadtree from the world to the tiles. Snapping before clipping keeps neighbours on the same integers, so a tile
//! shows neither gaps nor overlaps that the source does not have.
//!
//! A tile that would pass the limit first makes its whole zoom coarser (still without gaps); only when that does
//! not help, the smallest features of the heaviest tiles are left out at that zoom, and counted.

mod mvt;
mod prepare;
mod quad;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use self::prepare::Prepared;
use super::pmtiles::{self, Description, Tile};
use super::{Bounds, Geometry};

/// Cells along a tile's side (MVT's `extent`). A screen pixel is eight of them: maps draw a tile 512 pixels wide.
pub const EXTENT: i32 = 4096;

/// Name of the MVT layer that holds the features.
pub const FEATURES: &str = "features";

/// Name of the MVT layer that holds one label point a feature.
pub const LABELS: &str = "labels";

/// Greatest zoom: the grid of 4096 · 2^18 cells is the finest that [`super::grid`] allows.
const DEEPEST: u8 = 18;

/// Smallest effective area that a vertex needs to stay, in square cells: an eighth of a pixel's area.
const TOLERANCE: f64 = 8.0;

/// The same at the last zoom, which maps magnify: half a cell's area.
const LAST_TOLERANCE: f64 = 0.5;

/// How often a zoom is made coarser, each time by the factor four, before features are dropped.
const COARSER: u32 = 3;

/// An attribute's value.
#[derive(Clone, Debug, PartialEq)]
pub enum TileValue {
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// Yes or no.
    Bool(bool),
}

/// One feature to be cut. Its MVT id is its place in the list, counted from 1.
#[derive(Clone, Debug)]
pub struct TileFeature {
    /// What is drawn.
    pub geometry: Arc<Geometry>,
    /// Attributes in the layer `features`.
    pub attributes: Vec<(String, TileValue)>,
    /// Attributes of its point in the layer `labels`; empty means no label. Used for polygons only: points and
    /// lines are labelled from `features`.
    pub label: Vec<(String, TileValue)>,
}

/// A layer to be cut.
#[derive(Clone, Debug, Default)]
pub struct LayerSource {
    /// Title, for the archive's metadata.
    pub name: String,
    /// Whom to name beside the map, for the archive's metadata; plain text.
    pub attribution: String,
    /// The features; later ones are drawn over earlier ones.
    pub features: Vec<TileFeature>,
}

/// How to cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileOptions {
    /// First zoom.
    pub min_zoom: u8,
    /// Last zoom, at most 18. Maps magnify it for greater zooms.
    pub max_zoom: u8,
    /// How far tiles reach over their edge, in cells; wide lines and circles need it.
    pub buffer: i32,
    /// No tile is larger than this, compressed, in bytes.
    pub max_tile_bytes: usize,
}

impl Default for TileOptions {
    fn default() -> Self {
        Self { min_zoom: 4, max_zoom: 12, buffer: 64, max_tile_bytes: 500_000 }
    }
}

/// What came of one zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ZoomReport {
    /// The zoom.
    pub zoom: u8,
    /// How many tiles.
    pub tiles: usize,
    /// Their compressed bytes, equal tiles counted each time.
    pub bytes: usize,
    /// Bytes of the largest tile.
    pub largest: usize,
    /// How many features are drawn.
    pub features: usize,
    /// How many enclose no cell at this zoom, and so can't be drawn.
    pub too_small: usize,
    /// How many were left out because tiles would have grown too large.
    pub dropped: usize,
    /// How often the zoom was made coarser for the same reason.
    pub coarsened: u32,
}

/// What came of the whole cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CutReport {
    /// Zoom after zoom.
    pub zooms: Vec<ZoomReport>,
    /// Bytes of the archive.
    pub bytes: usize,
}

impl CutReport {
    /// How many tiles in all.
    pub fn tiles(&self) -> usize {
        self.zooms.iter().map(|zoom| zoom.tiles).sum()
    }

    /// Bytes of the largest tile.
    pub fn largest(&self) -> usize {
        self.zooms.iter().map(|zoom| zoom.largest).max().unwrap_or(0)
    }

    /// The zooms that leave features out because of the limit, with their number.
    pub fn dropped_by_zoom(&self) -> Vec<(u8, usize)> {
        self.zooms.iter().filter(|zoom| zoom.dropped > 0).map(|zoom| (zoom.zoom, zoom.dropped)).collect()
    }
}

/// A PMTiles archive and what is to be known about it.
#[derive(Clone, Debug)]
pub struct Archive {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// What came of each zoom.
    pub report: CutReport,
    /// The box around the features; the whole world for a layer without any.
    pub bounds: Bounds,
}

/// Cuts a layer into one archive. The same layer and options give the same bytes on any number of threads.
pub fn cut(source: &LayerSource, options: &TileOptions) -> Archive {
    let max_zoom = options.max_zoom.min(DEEPEST);
    let options = TileOptions { min_zoom: options.min_zoom.min(max_zoom), max_zoom, ..*options };
    let prepared = Prepared::new(source);
    let zooms: Vec<(Vec<Tile>, ZoomReport)> =
        (options.min_zoom..=options.max_zoom).into_par_iter().map(|zoom| cut_zoom(&prepared, &options, zoom)).collect();
    let mut report = CutReport::default();
    let mut tiles = Vec::new();
    for (cut, zoom) in zooms {
        tiles.extend(cut);
        report.zooms.push(zoom);
    }
    let bounds = source.features.iter().filter_map(|feature| feature.geometry.bounds()).reduce(Bounds::union);
    let bounds = bounds.unwrap_or(Bounds { west: -180.0, south: -85.0, east: 180.0, north: 85.0 });
    let description = Description {
        min_zoom: options.min_zoom,
        max_zoom: options.max_zoom,
        bounds,
        metadata: metadata(source, &prepared, &options, &report),
    };
    let bytes = pmtiles::write(tiles, &description);
    report.bytes = bytes.len();
    Archive { bytes, report, bounds }
}

fn cut_zoom(prepared: &Prepared, options: &TileOptions, zoom: u8) -> (Vec<Tile>, ZoomReport) {
    let mut tolerance = if zoom == options.max_zoom { LAST_TOLERANCE } else { TOLERANCE };
    let mut coarsened = 0;
    let mut dropped = BTreeSet::new();
    loop {
        let pieces = prepared.pieces(zoom, tolerance, zoom == options.max_zoom, &dropped);
        let features = prepare::features_of(&pieces).len();
        let tiles = quad::descend(prepared, options, zoom, pieces);
        let heavy: Vec<_> = tiles.iter().filter(|tile| tile.bytes.len() > options.max_tile_bytes).collect();
        if heavy.is_empty() {
            let report = ZoomReport {
                zoom,
                tiles: tiles.len(),
                bytes: tiles.iter().map(|tile| tile.bytes.len()).sum(),
                largest: tiles.iter().map(|tile| tile.bytes.len()).max().unwrap_or(0),
                features,
                too_small: prepared.drawable.saturating_sub(dropped.len() + features),
                dropped: dropped.len(),
                coarsened,
            };
            let tiles = tiles.into_iter().map(|tile| Tile { id: tile.id, bytes: tile.bytes }).collect();
            return (tiles, report);
        }
        if coarsened < COARSER && prepared.has_vertices_to_lose() {
            coarsened += 1;
            tolerance *= 4.0;
            continue;
        }
        for tile in heavy {
            dropped.extend(prepared.smallest(&tile.features, tile.bytes.len(), options.max_tile_bytes));
        }
    }
}

/// The archive's metadata, in the form of TileJSON that PMTiles asks for. `zooms` is ours: the report of each zoom
/// travels with the archive, so that one from a cache tells as much as one just cut.
fn metadata(source: &LayerSource, prepared: &Prepared, options: &TileOptions, report: &CutReport) -> Value {
    let layer = |id: &str, fields: Value| json!({"id": id, "fields": fields, "minzoom": options.min_zoom, "maxzoom": options.max_zoom});
    let lists = |of: fn(&TileFeature) -> &Vec<(String, TileValue)>| fields(source.features.iter().flat_map(of));
    let mut layers = vec![layer(FEATURES, lists(|feature| &feature.attributes))];
    if prepared.has_labels() {
        layers.push(layer(LABELS, lists(|feature| &feature.label)));
    }
    json!({
        "name": source.name,
        "attribution": source.attribution,
        "type": "overlay",
        "vector_layers": layers,
        "zooms": report.zooms,
    })
}

/// The type of each attribute, as its first value shows it.
fn fields<'a>(attributes: impl Iterator<Item = &'a (String, TileValue)>) -> Value {
    let mut fields = serde_json::Map::new();
    for (key, value) in attributes {
        if !fields.contains_key(key) {
            let kind = match value {
                TileValue::Text(_) => "String",
                TileValue::Int(_) | TileValue::Float(_) => "Number",
                TileValue::Bool(_) => "Boolean",
            };
            fields.insert(key.clone(), kind.into());
        }
    }
    Value::Object(fields)
}
