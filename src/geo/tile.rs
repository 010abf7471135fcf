//! Cutting layers into vector tiles.
//!
//! ```text
//! features ─ encode ─▶ records ─ sort ─▶ pages ─ detail ─▶ pages with levels ─ blocks ─▶ tiles ─▶ PMTiles
//! ```
//!
//! Features become records (`encode`, `record`), are sorted along a Hilbert curve (`sort`) into pages (`pages`), and
//! every vertex gets the level of detail from which on it is drawn (`detail`), the same for all who share it. Then
//! blocks of pages are read (`blocks`) and their tiles cut (`cutter`): clipped (`window`), snapped to cells without
//! new crossings (`snap`), put together to valid polygons (`faces`), encoded (`mvt`). All steps keep on disk what
//! doesn't fit the memory (`spill`), work in parallel, and give the same bytes on any number of threads.
//!
//! Dense points may be drawn as one with their count (`cluster`).
//!
//! A ledger of what tiles were cut from lets the next cut take those that nothing changed in (`ledger`).
//!
//! A tile that would pass the limit makes its whole zoom coarser, then leaves out the attributes that weigh most, and
//! only then loses its smallest features (`limit`); all of it is counted and told in the archive's metadata.

mod bits;
mod blocks;
mod cluster;
mod coordinates;
mod cut;
mod cutter;
mod detail;
mod encode;
mod faces;
pub mod geojson;
mod ledger;
mod limit;
mod mvt;
mod pages;
mod probe;
mod record;
mod report;
mod run;
mod shape;
mod snap;
mod sort;
mod spill;
mod stats;
mod window;

#[cfg(test)]
mod tests;

use std::io;
use std::io::Write;
use std::ops::RangeInclusive;
use std::sync::Arc;

pub use cluster::Clustering;
pub use cut::{Archive, TileFeature, cut, handful};
pub use encode::Encoder;
pub use ledger::{Former, Ledger};
pub use mvt::TileValue;
pub use report::{CutReport, ZoomReport};
pub use shape::Shape;
pub use sort::SortedRun;

use self::encode::{Keys, Seen};
use self::ledger::Update;
use self::pages::{Pages, records};
use self::run::Cut;
use self::sort::Sorter;
use self::stats::LayerStats;
use super::grid::{GridBox, GridPoint, MAX_SCALE};
use super::mercator::{self, World};
use super::pmtiles::Description;
use super::{Bounds, Coord};
use crate::digest::Digest;

/// Cells along a tile's side (MVT's `extent`). A screen pixel is eight of them: maps draw a tile 512 pixels wide.
pub const EXTENT: i32 = 1 << EXTENT_BITS;

/// The same as a power of two.
const EXTENT_BITS: u8 = 12;

/// Tiles show this share of their side beyond their edge: eight pixels, for wide lines and circles.
const BUFFER_SHARE: i32 = 64;

/// Greatest zoom: a cell then has four steps of the lattice along its side. Maps magnify it for greater zooms.
pub const DEEPEST: u8 = 16;

/// One layer of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileLayer {
    /// Its name in the tiles.
    pub name: String,
    /// The name of the layer with one point for each of its labels.
    pub labels: String,
    /// The zooms that it is drawn at.
    pub zooms: RangeInclusive<u8>,
    /// How its points are drawn together, if they are.
    pub clustering: Option<Clustering>,
}

/// How to cut.
#[derive(Clone, Debug, PartialEq)]
pub struct TileOptions {
    /// Title, for the archive's metadata.
    pub name: String,
    /// Whom to name beside the map, for the archive's metadata; plain text.
    pub attribution: String,
    /// No tile is larger than this, compressed, in bytes.
    pub max_tile_bytes: usize,
    /// At each lesser zoom this many times fewer points are drawn; 1 keeps all at every zoom.
    pub thinning: f64,
    /// Attributes that are never left out to make a tile lighter.
    pub keep: Vec<String>,
}

impl Default for TileOptions {
    fn default() -> Self {
        Self {
            name: String::new(),
            attribution: String::new(),
            max_tile_bytes: 500_000,
            thinning: 2.5,
            keep: Vec::new(),
        }
    }
}

/// How far the work has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// Features were sorted and their vertices are being weighed.
    Weighing,
    /// So many of so many blocks are cut.
    Cutting(usize, usize),
    /// The archive is being written.
    Writing,
}

/// Cuts archives. Feed it through [`Tiler::encoder`], [`Encoder::full_run`], [`Tiler::take`] and [`Tiler::close`], then [`Tiler::finish`].
pub struct Tiler {
    layers: Vec<TileLayer>,
    options: TileOptions,
    keys: Arc<Keys>,
    sorter: Sorter,
    seen: Seen,
    /// The program that cuts, and an archive to take from, when a ledger is wanted.
    update: Option<(Digest, Option<Former>)>,
}

impl Tiler {
    /// A tiler for layers, at most 255; zooms beyond [`DEEPEST`] are cut off.
    pub fn new(mut layers: Vec<TileLayer>, options: TileOptions) -> Self {
        layers.truncate(255);
        for layer in &mut layers {
            let most = (*layer.zooms.end()).min(DEEPEST);
            layer.zooms = (*layer.zooms.start()).min(most)..=most;
        }
        let seen = Seen::of_layers(layers.len());
        let keys = Arc::<Keys>::default();
        if layers.iter().any(|layer| layer.clustering.is_some()) {
            for key in [cluster::CLUSTERED, cluster::COUNT] {
                keys.number(key);
            }
        }
        Self { layers, options, keys, sorter: Sorter::default(), seen, update: None }
    }

    /// Makes features ready; any number of threads may have one.
    pub fn encoder(&self) -> Encoder {
        Encoder::new(Arc::clone(&self.keys), self.layers.len())
    }

    /// Takes features that an encoder made ready, in any order.
    ///
    /// # Errors
    /// When the temporary file can't be written.
    pub fn take(&mut self, run: &SortedRun) -> io::Result<()> {
        self.sorter.take(run)
    }

    /// Takes the last features of an encoder, and what it knows of all of them. Needed once for each.
    ///
    /// # Errors
    /// When the temporary file can't be written.
    pub fn close(&mut self, mut encoder: Encoder) -> io::Result<()> {
        self.take(&encoder.run())?;
        self.seen.add(encoder.seen);
        Ok(())
    }

    /// Keeps a ledger of the cut, and takes tiles from a former archive that were cut from the same. `program` stands
    /// for the program that cuts: what another one cut is not taken.
    pub fn update(&mut self, program: Digest, former: Option<Former>) {
        self.update = Some((program, former));
    }

    /// One more than the greatest number of a feature so far.
    pub fn numbers(&self) -> u64 {
        self.seen.numbers
    }

    /// Cuts all tiles and writes the archive.
    ///
    /// # Errors
    /// When the temporary files or the archive can't be written.
    pub fn finish(self, out: &mut impl Write, progress: &(dyn Fn(Progress) + Sync)) -> io::Result<CutReport> {
        let Self { layers, options, keys, sorter, seen: Seen { stats, bounds, numbers }, update } = self;
        let first = layers.iter().map(|layer| *layer.zooms.start()).min().unwrap_or(0);
        let last = layers.iter().map(|layer| *layer.zooms.end()).max().unwrap_or(0);
        progress(Progress::Weighing);
        let mut pages = Pages::default();
        sorter.finish(|merged| records(merged).try_for_each(|(_, record)| pages.push(record)))?;
        pages.end_page()?;
        let mut uncrossed = 0;
        if stats.iter().any(LayerStats::has_vertices_to_lose) {
            (pages, uncrossed) = detail::refine(&pages, &limit::levels(first, last))?;
        }
        let names = keys.names();
        let run = run::Run {
            pages,
            layers: &layers,
            options: &options,
            names: &names,
            stats: &stats,
            zooms: first..=last,
            numbers,
            update: update
                .map(|(program, former)| Update::new(program, former, &layers, options.max_tile_bytes, &names)),
        };
        let Cut { tiles, data, zooms, entries, kept } = run.cut_all(progress)?;
        progress(Progress::Writing);
        let bounds = bounds.map(degrees);
        let description = Description {
            min_zoom: first,
            max_zoom: last,
            bounds: bounds.unwrap_or(Bounds { west: -180.0, south: -85.0, east: 180.0, north: 85.0 }),
            metadata: report::metadata(&layers, &options, &names, &stats, &zooms, uncrossed),
        };
        let (bytes, places) = tiles.write(&data, &description, out)?;
        let ledger = run.update.as_ref().map(|update| Ledger::of_tiles(update.seed(), entries, &places));
        Ok(CutReport { zooms, bytes, features: numbers, bounds, uncrossed, kept, ledger })
    }
}

/// A box on the lattice in degrees.
fn degrees(bounds: GridBox) -> Bounds {
    let place = |point: GridPoint| {
        mercator::unproject(World { x: f64::from(point.x) / MAX_SCALE, y: f64::from(point.y) / MAX_SCALE })
    };
    let (Coord { x: west, y: north }, Coord { x: east, y: south }) = (place(bounds.min), place(bounds.max));
    Bounds { west, south, east, north }
}
