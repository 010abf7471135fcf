//! What came of a cut, for people and for the archive's metadata.

use serde::Serialize;
use serde_json::{Value, json};

use super::stats::LayerStats;
use super::{Ledger, TileLayer, TileOptions, cluster};
use crate::geo::Bounds;

/// What came of one zoom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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
    pub features: u64,
    /// How many enclose no cell at this zoom, and so can't be drawn.
    pub too_small: u64,
    /// How many points this zoom leaves to deeper ones.
    pub thinned: u64,
    /// How many were left out because tiles would have grown too large.
    pub dropped: u64,
    /// How often the zoom was made coarser for the same reason.
    pub coarsened: u8,
    /// The attributes that were left out for the same reason.
    pub without: Vec<String>,
}

/// What came of the whole cut.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CutReport {
    /// Zoom after zoom.
    pub zooms: Vec<ZoomReport>,
    /// Bytes of the archive.
    pub bytes: u64,
    /// How many features were read.
    pub features: u64,
    /// The box around them; `None` when there are none.
    pub bounds: Option<Bounds>,
    /// How many corners of features were left out because borders crossed in the source.
    pub uncrossed: u64,
    /// How many tiles were taken from a former archive.
    pub kept: usize,
    /// What the tiles were cut from, when it was to be kept.
    pub ledger: Option<Ledger>,
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
    pub fn dropped_by_zoom(&self) -> Vec<(u8, u64)> {
        self.zooms.iter().filter(|zoom| zoom.dropped > 0).map(|zoom| (zoom.zoom, zoom.dropped)).collect()
    }
}

/// The archive's metadata, in the form of TileJSON that PMTiles asks for. `zooms` is ours: the report of each zoom
/// travels with the archive, so that one from a cache tells as much as one just cut.
pub(super) fn metadata(
    layers: &[TileLayer],
    options: &TileOptions,
    names: &[String],
    stats: &[LayerStats],
    zooms: &[ZoomReport],
    uncrossed: u64,
) -> Value {
    let mut vector_layers = Vec::new();
    let mut tilestats = Vec::new();
    for (layer, stats) in layers.iter().zip(stats) {
        let (least, most) = (layer.zooms.start(), layer.zooms.end());
        let mut fields = stats.fields(names);
        if layer.clustering.is_some() {
            fields[cluster::CLUSTERED] = "Boolean".into();
            fields[cluster::COUNT] = "Number".into();
        }
        vector_layers.push(json!({"id": layer.name, "fields": fields, "minzoom": least, "maxzoom": most}));
        if let Some(fields) = stats.label_fields() {
            vector_layers.push(json!({"id": layer.labels, "fields": fields, "minzoom": least, "maxzoom": most}));
        }
        tilestats.push(stats.tilestats(&layer.name, names));
    }
    json!({
        "name": options.name,
        "attribution": options.attribution,
        "type": "overlay",
        "format": "pbf",
        "generator": concat!("langso ", env!("CARGO_PKG_VERSION")),
        "vector_layers": vector_layers,
        "tilestats": {"layerCount": tilestats.len(), "layers": tilestats},
        "zooms": zooms,
        "uncrossed": uncrossed,
    })
}
