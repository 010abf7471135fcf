//! How a layer's positions are read, and how that is known.

use serde::Serialize;

use crate::geo::Bounds;
use crate::geo::crs::Crs;
use crate::geo::crs::propose::{AxisOrder, Proposal};
use crate::intake::{System, Wishes};

/// How positions are read.
#[derive(Clone, Debug, Serialize)]
pub struct SystemFacts {
    /// The system as a manifest has it: `EPSG:5897`, else its name; `None` when nobody knows.
    pub crs: Option<String>,
    /// Its name for people.
    pub name: Option<String>,
    /// Which coordinate comes first, in the word of manifests.
    pub axes: &'static str,
    /// How that is known.
    pub known: Known,
    /// What it may be, the likeliest first, when nobody knows.
    pub proposals: Vec<Landing>,
}

/// How a system is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// The user says so.
    Given,
    /// The file says so.
    Declared,
    /// The format knows no other.
    Format,
    /// Nobody says so, but the numbers are degrees.
    Assumed,
    /// They are degrees, but latitude comes first and nobody says so.
    Swapped,
    /// It isn't.
    Unknown,
}

/// A system that positions may be in, and where it would put them.
#[derive(Clone, Debug, Serialize)]
pub struct Landing {
    /// The system as a manifest has it.
    pub crs: String,
    /// Its name for people.
    pub name: String,
    /// Which coordinate comes first.
    pub axes: &'static str,
    /// The zone's number in front of the eastings, which has to go.
    pub prefix: Option<u16>,
    /// 0 to 1, to rank by.
    pub score: f64,
    /// Where the data would lie, degrees on WGS 84.
    pub lands: Bounds,
    /// The provinces (as before 2025) that use this zone and in which most of the data would lie.
    pub provinces: Vec<&'static str>,
}

impl SystemFacts {
    pub(super) fn of(system: &System, format: &str, swapped: bool, wishes: &Wishes) -> Self {
        let known = match system.crs {
            None if swapped => Known::Swapped,
            None => Known::Unknown,
            Some(_) if wishes.crs.is_some() => Known::Given,
            Some(_) if system.declared => Known::Declared,
            Some(_) if format == "GeoJSON" => Known::Format,
            Some(_) => Known::Assumed,
        };
        Self {
            crs: system.crs.map(|crs| in_manifest(&crs)),
            name: system.crs.map(|crs| crs.to_string()),
            axes: axes_word(system.axes),
            known,
            proposals: system.proposals.iter().map(Landing::of).collect(),
        }
    }
}

impl Landing {
    fn of(proposal: &Proposal) -> Self {
        Self {
            crs: in_manifest(&proposal.crs),
            name: proposal.crs.to_string(),
            axes: axes_word(proposal.axes),
            prefix: proposal.prefix,
            score: proposal.score,
            lands: proposal.lands,
            provinces: proposal.provinces.clone(),
        }
    }
}

/// A system as a manifest names it.
pub(super) fn in_manifest(crs: &Crs) -> String {
    crs.epsg().map_or_else(|| crs.to_string(), |code| format!("EPSG:{code}"))
}

/// An order of coordinates as a manifest names it.
pub(super) fn axes_word(axes: AxisOrder) -> &'static str {
    match axes {
        AxisOrder::EastNorth => "east-north",
        AxisOrder::NorthEast => "north-east",
    }
}
