//! Reading layers: every finding carries the bytes it is about, and no input can make the reader panic.

mod convert;
mod geojson;
mod locate;
mod properties;
pub mod split;

use std::ops::Range;

pub use geojson::read;

use ::geojson::GeometryValue;

use super::{Geometry, Layer};

/// A layer and all that was found while reading it. The layer holds whatever could be read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The features that could be read.
    pub layer: Layer,
    /// The findings, in the order of the file.
    pub faults: Vec<Fault>,
}

impl Reading {
    /// Whether anything stops publication.
    pub fn has_errors(&self) -> bool {
        self.faults.iter().any(|fault| fault.severity() == Severity::Error)
    }
}

/// Checks and mends a geometry in degrees: what is left of it, and what was found, with its detail.
pub fn check(geometry: &GeometryValue) -> (Option<Geometry>, Vec<(FaultKind, String)>) {
    let (geometry, findings) = convert::convert(geometry);
    (geometry, findings.into_iter().map(|finding| (finding.kind, finding.detail)).collect())
}

/// One finding about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which kind.
    pub kind: FaultKind,
    /// The bytes it is about; never beyond the text.
    pub range: Range<usize>,
    /// Which feature, counted from 0 in the file; `None` for the file as a whole.
    pub feature: Option<usize>,
    /// Numbers and names taken from the file, never a sentence: a count, a position "lon, lat", a type's name.
    pub detail: String,
}

impl Fault {
    /// How bad it is; the kind decides.
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something is lost or can't be trusted until the author mends it.
    Error,
    /// Mended without changing what was meant.
    Repaired,
    /// Legal or drawable as it is; somebody should look.
    Note,
}

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The text stops being JSON; the range starts at the exact byte.
    BrokenJson,
    /// JSON, but no GeoJSON document, or a list element that is no feature. Detail: the `type` found, if any.
    NotGeoJson,
    /// The `crs` member names another system than WGS84 (RFC 7946, 4). Detail: its name.
    ForeignCrs,
    /// A geometry that does not fit its `type`: wrong nesting, text for numbers, a part missing.
    BadGeometry,
    /// A GeometryCollection of more than one family. Detail: the families, "Point, LineString".
    Unsupported,
    /// A position with fewer than two numbers, or beyond 180° or 90°. Detail: the numbers.
    BadCoordinate,
    /// Latitude given before longitude. Detail: the first such position.
    SwappedAxes,
    /// Numbers far beyond any degree: metres of a projection such as VN-2000. Detail: the first such position.
    NotDegrees,
    /// A ring whose last position differs from its first; it was closed. Detail: the last position.
    UnclosedRing,
    /// A ring of fewer than four positions; it was left out. Detail: how many it has.
    ShortRing,
    /// A ring that encloses nothing; it was left out.
    FlatRing,
    /// A line of fewer than two positions; it was left out. Detail: how many it has.
    ShortLine,
    /// Rings that ran the wrong way round and were reversed. Detail: how many in the feature.
    WrongWinding,
    /// Positions that repeat the one before, or are the tip of a spike; they were dropped. Detail: how many in the
    /// feature.
    RepeatedPositions,
    /// A ring that crosses itself, or a hole that crosses another; the same area was put together anew from sound
    /// rings. Detail: where it does so first.
    SelfCrossing,
    /// A hole outside its outer ring or in another hole, which was left out, or one that crosses the outer ring, of
    /// which the part within was kept. Detail: where.
    HoleOutside,
    /// A polygon whose rings cross so that nothing sure can be made of them; it was left out. Detail: where they cross
    /// first.
    TangledRing,
    /// A property that stands twice in a feature; the later one was kept. Detail: its name.
    RepeatedKey,
    /// `"geometry": null`: the row has no place on the map.
    NullGeometry,
    /// A geometry with no position at all.
    EmptyGeometry,
}

impl FaultKind {
    /// How bad this kind is.
    pub fn severity(self) -> Severity {
        match self {
            Self::UnclosedRing
            | Self::RepeatedPositions
            | Self::WrongWinding
            | Self::SelfCrossing
            | Self::HoleOutside
            | Self::RepeatedKey => Severity::Repaired,
            Self::NullGeometry | Self::EmptyGeometry | Self::FlatRing => Severity::Note,
            _ => Severity::Error,
        }
    }
}
