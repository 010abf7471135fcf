//! `langso tile`: files in, one PMTiles archive out.
//!
//! GeoJSON is streamed: features are parsed and made ready for the tiler on all cores while the file is read, so its
//! size doesn't matter. Other formats are read whole by [`crate::intake`]. The archive is written beside its place
//! and moved there when it is complete.

mod former;
mod streamed;
mod taken;
mod unpack;

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::diagnostics::{Diagnostic, code};
use crate::digest::Digest;
use crate::geo::tile::geojson::Choice;
use crate::geo::tile::{Clustering, CutReport, Progress as CutProgress, TileLayer, TileOptions, Tiler};
use crate::intake::{Wishes, is_geojson};

pub use unpack::{UnpackRequest, Unpacked, unpack};

/// Bytes at a file's start that tell what kind of JSON it is.
const HEAD: usize = 4096;

/// What to cut.
#[derive(Clone, Debug)]
pub struct TilingRequest {
    /// The files, one layer each.
    pub inputs: Vec<PathBuf>,
    /// The archive.
    pub output: PathBuf,
    /// Names of the layers, in the order of the files; files beyond them are named after themselves.
    pub names: Vec<String>,
    /// First and last zoom.
    pub zooms: (u8, u8),
    /// Which attributes are taken.
    pub choice: Choice,
    /// The attribute that areas are labelled with.
    pub label: Option<String>,
    /// How points are drawn together, if they are.
    pub clustering: Option<Clustering>,
    /// What the files can't say themselves.
    pub wishes: Wishes,
    /// Title, attribution, limits.
    pub options: TileOptions,
    /// Cut only the tiles that changed since the archive in the output's place was cut; holds the digest of this
    /// program. A ledger beside the archive remembers what its tiles were cut from.
    pub update: Option<Digest>,
}

/// Hears how far the work has come, from any thread.
pub trait TilingProgress: Sync {
    /// So many bytes of so many are read.
    fn reading(&self, bytes: u64, of: u64);
    /// Where the tiler is.
    fn cutting(&self, progress: CutProgress);
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct TilingSummary {
    /// Of the tiler.
    pub report: CutReport,
    /// Repairs and what had to be left out.
    pub warnings: Vec<Diagnostic>,
    /// From start to end.
    pub time: Duration,
    /// Of it, until all files were read.
    pub reading: Duration,
}

/// Cuts the archive.
///
/// # Errors
/// All findings, when a file can't be read or holds errors, or the archive can't be written. A former archive in its
/// place is then untouched.
pub fn tile(request: &TilingRequest, progress: &dyn TilingProgress) -> Result<TilingSummary, Vec<Diagnostic>> {
    let start = Instant::now();
    let zooms = request.zooms.0..=request.zooms.1;
    let layers = (0..request.inputs.len())
        .map(|number| {
            let name = request.names.get(number).cloned().unwrap_or_else(|| stem(&request.inputs[number]));
            let (labels, clustering) = (format!("{name}_labels"), request.clustering.clone());
            TileLayer { labels, name, zooms: zooms.clone(), clustering }
        })
        .collect();
    let mut options = request.options.clone();
    if options.name.is_empty() {
        options.name = stem(&request.output);
    }
    let mut tiler = Tiler::new(layers, options);
    if let Some(program) = request.update {
        tiler.update(program, former::open(&request.output));
    }
    let total = request.inputs.iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).sum();
    let mut findings = Vec::new();
    let mut before = 0;
    let mut first = 0;
    for (layer, path) in request.inputs.iter().enumerate() {
        let heard = |bytes: u64| progress.reading(before + bytes, total);
        let (fed, found) = if is_plain_geojson(path, request) {
            streamed::Feeding { layer: layer as u8, first, request, heard: &heard }.feed(path, tiler)
        } else {
            taken::feed(path, layer as u8, first, request, &request.wishes, tiler)
        };
        tiler = fed;
        findings.extend(found);
        first = tiler.numbers();
        before += fs::metadata(path).map_or(0, |file| file.len());
    }
    let reading = start.elapsed();
    if findings.iter().any(|finding| finding.severity == crate::diagnostics::Severity::Error) {
        return Err(findings);
    }
    let unwritable = |error: io::Error| {
        vec![Diagnostic::error(code::UNWRITABLE).arg("path", request.output.display()).arg("reason", error)]
    };
    let report = write(&request.output, |out| tiler.finish(out, &|step| progress.cutting(step))).map_err(unwritable)?;
    if let Some(ledger) = &report.ledger {
        former::remember(&request.output, ledger).map_err(unwritable)?;
    }
    for (zoom, count) in report.dropped_by_zoom() {
        let layer = stem(&request.output);
        let finding = Diagnostic::warning(code::DROPPED_FEATURES);
        findings.push(finding.arg("layer", layer).arg("count", count).arg("zoom", zoom));
    }
    if report.uncrossed > 0 {
        findings.push(Diagnostic::warning(code::CROSSING_BORDERS).arg("count", report.uncrossed));
    }
    Ok(TilingSummary { report, warnings: findings, time: start.elapsed(), reading })
}

/// Writes a file beside its place and moves it there.
fn write(path: &Path, make: impl FnOnce(&mut BufWriter<File>) -> io::Result<CutReport>) -> io::Result<CutReport> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let made = (|| {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&part)?);
        let report = make(&mut out)?;
        out.flush()?;
        fs::rename(&part, path)?;
        Ok(report)
    })();
    if made.is_err() {
        // What is left of it helps nobody; that it can't be removed either is no news.
        let _ = fs::remove_file(&part);
    }
    made
}

/// Whether a file is GeoJSON in degrees, which needs no more than to be streamed.
fn is_plain_geojson(path: &Path, request: &TilingRequest) -> bool {
    let wishes = &request.wishes;
    let plain = wishes.crs.is_none() && wishes.axes.is_none() && wishes.encoding.is_none();
    let mut head = vec![0; HEAD];
    let read = File::open(path).and_then(|mut file| file.read(&mut head)).unwrap_or(0);
    let head = String::from_utf8_lossy(&head[..read]);
    plain && is_geojson(&path.to_string_lossy()) && !head.contains("\"Topology\"") && !head.contains("\"crs\"")
}

/// A file's name without its ending.
fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
