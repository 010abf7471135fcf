//! Cutting a layer that is in memory already, as the site's own build has it.

use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use super::{CutReport, Shape, TileLayer, TileOptions, TileValue, Tiler};
use crate::geo::Geometry;

/// Features that a thread makes ready at a time, at least.
const HANDFUL: usize = 256;

/// Handfuls for each thread when there are many features: each is sorted for itself, and few are merged faster.
const HANDFULS: usize = 4;

/// One feature to be cut.
#[derive(Clone, Debug)]
pub struct TileFeature {
    /// Its id in the tiles.
    pub id: u64,
    /// What is drawn.
    pub geometry: Arc<Geometry>,
    /// Its attributes.
    pub attributes: Vec<(String, TileValue)>,
    /// Attributes of its point in the layer of labels; empty means no label. Used for polygons only: points and lines
    /// are labelled from the layer itself.
    pub label: Vec<(String, TileValue)>,
}

/// A PMTiles archive in memory and what came of cutting it.
#[derive(Clone, Debug)]
pub struct Archive {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// What came of each zoom.
    pub report: CutReport,
}

/// Cuts a layer into one archive. The same layer and options give the same bytes on any number of threads.
///
/// # Errors
/// When a layer too large for the memory can't be kept on disk.
pub fn cut(layer: TileLayer, options: TileOptions, features: &[TileFeature]) -> io::Result<Archive> {
    let mut tiler = Tiler::new(vec![layer], options);
    feed(&mut tiler, features)?;
    let mut bytes = Vec::new();
    let report = tiler.finish(&mut bytes, &|_| {})?;
    Ok(Archive { bytes, report })
}

/// How many of so many features a thread makes ready at a time.
pub fn handful(features: usize) -> usize {
    features.div_ceil(HANDFULS * rayon::current_num_threads()).max(HANDFUL)
}

/// Hands features to the first layer of a tiler.
pub(super) fn feed(tiler: &mut Tiler, features: &[TileFeature]) -> io::Result<()> {
    let size = handful(features.len());
    let encoders: Vec<_> = features
        .par_chunks(size)
        .enumerate()
        .map(|(nth, features)| {
            let mut encoder = tiler.encoder();
            for (number, feature) in (nth * size..).zip(features) {
                let Some(shape) = Shape::from_geometry(&feature.geometry) else { continue };
                feature.attributes.iter().for_each(|(key, value)| encoder.attribute(0, key, value));
                encoder.feature(0, number as u64, feature.id, &shape, &feature.label);
            }
            encoder
        })
        .collect();
    encoders.into_iter().try_for_each(|encoder| tiler.close(encoder))
}
