//! Which system a layer's positions are in: what the manifest says, else what the file declares, else degrees when
//! they can be nothing else. Metres that nobody explains are refused.

use super::Wishes;
use super::origin::Origin;
use crate::diagnostics::{Diagnostic, code};
use crate::formats::DeclaredCrs;
use crate::geo::Coord;
use crate::geo::crs::propose::{AxisOrder, Proposal, VIETNAM, propose};
use crate::geo::crs::{Crs, CrsError, Declared, Doubt};

/// Readings of undeclared metres that are named, besides those in UTM.
const MOST_PROPOSED: usize = 3;

/// The score of UTM where the data lie on the zone's own side of the country.
const LIKELY_UTM: f64 = 0.4;

/// How positions were read.
#[derive(Clone, Debug, PartialEq)]
pub struct System {
    /// The system; `None` when nobody says and nothing can be taken for granted.
    pub crs: Option<Crs>,
    /// Which coordinate comes first.
    pub axes: AxisOrder,
    /// Whether the file or its manifest says so; else degrees were taken for WGS 84.
    pub declared: bool,
    /// What it could be, when nobody says.
    pub proposals: Vec<Proposal>,
}

impl System {
    /// Degrees on WGS 84, longitude first.
    pub fn wgs84() -> Self {
        Self { crs: Some(Crs::WGS84), axes: AxisOrder::EastNorth, declared: false, proposals: Vec::new() }
    }
}

/// The order of coordinates that a manifest's word names.
pub fn axes_named(word: &str) -> Option<AxisOrder> {
    match word {
        "east-north" | "lon-lat" => Some(AxisOrder::EastNorth),
        "north-east" | "lat-lon" => Some(AxisOrder::NorthEast),
        _ => None,
    }
}

/// Decides, and tells what has to be told. `sample` is some or all positions.
pub(super) fn decide(
    origin: &Origin,
    declared: &DeclaredCrs,
    sample: &[Coord],
    wishes: &Wishes,
    findings: &mut Vec<Diagnostic>,
) -> System {
    let at = |finding: Diagnostic| finding.at(origin.place());
    let axes = wishes.axes.unwrap_or(AxisOrder::EastNorth);
    let system = |crs| System { crs: Some(crs), axes, declared: true, proposals: Vec::new() };
    if let Some(crs) = wishes.crs {
        return system(crs);
    }
    match declaration(declared) {
        Some(Ok(Declared { crs, .. })) if !crs.is_geographic() && most(sample, |coord| VIETNAM.contains(*coord)) => {
            let finding = Diagnostic::error(code::CRS_AGAINST_POSITIONS).arg("crs", crs);
            findings.push(at(finding.arg("position", sample.first().map_or_else(String::new, shown_position))));
            return System { crs: None, axes, declared: true, proposals: Vec::new() };
        }
        Some(Ok(Declared { crs, .. })) if crs.is_geographic() && most(sample, is_beyond_degrees) => {
            let shown = sample.first().map_or_else(String::new, shown_position);
            let finding = Diagnostic::error(code::NOT_DEGREES).arg("reason", "@crs.metres_for_degrees");
            let proposals = propose(sample, wishes.near.as_ref());
            let finding =
                finding.arg("position", shown).arg("suggestion", proposals.first().map_or_else(String::new, entry_of));
            findings.push(at(finding.arg("feature", 1)));
            return System { crs: None, axes, declared: true, proposals };
        }
        Some(Ok(Declared { crs, doubt })) => {
            if let Some(doubt) = doubt {
                let (reason, detail) = words_of(&doubt);
                findings.push(at(Diagnostic::warning(code::DOUBTFUL_CRS)
                    .arg("crs", crs)
                    .arg("reason", reason)
                    .arg("detail", detail)));
            }
            return system(crs);
        }
        Some(Err(error)) => {
            let name = match declared {
                DeclaredCrs::Named(name) | DeclaredCrs::Wkt(name) | DeclaredCrs::MapInfo(name) => {
                    name.chars().take(80).collect::<String>()
                }
                DeclaredCrs::Epsg(number) => format!("EPSG:{number}"),
                _ => String::new(),
            };
            let proposals = propose(sample, wishes.near.as_ref());
            let mut finding = unknown_crs(&name, &error);
            // A code of another country's system is no slip; text that says nothing may be anything.
            let says_nothing = matches!(declared, DeclaredCrs::Wkt(_));
            if let Some(best) = proposals.first().filter(|_| says_nothing) {
                finding = finding.arg("suggestion", code_of(best));
            }
            findings.push(at(finding));
            return System { crs: None, axes, declared: true, proposals };
        }
        None => {}
    }
    let degrees = |coord: &Coord| coord.x.abs() <= 180.0 && coord.y.abs() <= 90.0;
    let all_swapped = most(sample, |coord| coord.x.abs() <= 90.0 && VIETNAM.contains(Coord { x: coord.y, y: coord.x }));
    // Where most are degrees the others are faults of their rows, and are told one by one.
    let mostly = sample.iter().filter(|coord| degrees(coord)).count() * 2 >= sample.len();
    let angles = !sample.iter().any(is_beyond_degrees);
    if mostly || angles && (!all_swapped || wishes.axes.is_some()) {
        return System { axes, ..System::wgs84() };
    }
    // Some may be degrees all the same: what is shown is a position that is none.
    let shown = sample.iter().find(|coord| !degrees(coord)).map_or_else(String::new, shown_position);
    if all_swapped {
        findings.push(at(Diagnostic::error(code::SWAPPED_AXES)
            .arg("reason", shown)
            .arg("feature", 1)
            .arg("count", sample.len())));
        return System { crs: None, axes, declared: false, proposals: Vec::new() };
    }
    let proposals = propose(sample, wishes.near.as_ref());
    let named: Vec<String> = named(&proposals).map(shown_proposal).collect();
    let proposed = if named.is_empty() { "@crs.no_proposal".to_owned() } else { named.join("; ") };
    let mut finding = Diagnostic::error(code::UNDECLARED_METRES).arg("position", shown).arg("proposals", proposed);
    if let Some(best) = proposals.first() {
        finding = finding.arg("suggestion", entry_of(best));
    }
    findings.push(at(finding));
    System { crs: None, axes, declared: false, proposals }
}

/// Whether a position is in metres, whatever its file says.
pub(super) fn is_beyond_degrees(coord: &Coord) -> bool {
    coord.x.abs() > 180.0 || coord.y.abs() > 180.0
}

/// Whether well-known text places nothing on Earth (ISO 19162: engineering systems; WKT 1: `LOCAL_CS`).
fn is_nowhere(wkt: &str) -> bool {
    ["LOCAL_CS", "ENGCRS", "ENGINEERINGCRS"]
        .iter()
        .any(|word| wkt.trim_start().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
}

fn declaration(declared: &DeclaredCrs) -> Option<Result<Declared, CrsError>> {
    let plain = |crs: Crs| Declared { crs, doubt: None };
    match declared {
        DeclaredCrs::None => None,
        DeclaredCrs::Wgs84 => Some(Ok(plain(Crs::WGS84))),
        DeclaredCrs::Epsg(number) => Some(Crs::from_epsg(*number).map(plain)),
        // A system of its own that lies nowhere: what programs write when nobody told them.
        DeclaredCrs::Wkt(text) if is_nowhere(text) => None,
        DeclaredCrs::Wkt(text) => Some(Crs::from_wkt(text)),
        DeclaredCrs::MapInfo(text) => Some(Crs::from_mapinfo(text)),
        DeclaredCrs::Named(name) => Some(Crs::from_name(name).map(plain)),
    }
}

/// A system that isn't known, with what to type instead when that can be said.
pub fn unknown_crs(name: &str, error: &CrsError) -> Diagnostic {
    let finding = Diagnostic::error(code::UNKNOWN_CRS).arg("crs", name);
    match error {
        CrsError::UnknownName(Some(near)) => finding.arg("suggestion", near),
        CrsError::SeveralZones(zones) => {
            let names: Vec<String> = zones.iter().map(ToString::to_string).collect();
            finding.arg("suggestion", names.join("», «"))
        }
        _ => finding,
    }
}

fn words_of(doubt: &Doubt) -> (&'static str, String) {
    match doubt {
        Doubt::TakenAsVn2000 => ("@crs.taken_as_vn2000", String::new()),
        Doubt::DatumByEllipsoid => ("@crs.datum_by_ellipsoid", String::new()),
        Doubt::OwnShift(metres) => ("@crs.own_shift", format!("{metres:.1} m")),
        Doubt::CodeAgainstNumbers(other) => ("@crs.code_against_numbers", other.to_string()),
    }
}

/// Whether nine of ten positions are so.
fn most(sample: &[Coord], is: impl Fn(&Coord) -> bool) -> bool {
    !sample.is_empty() && sample.iter().filter(|coord| is(coord)).count() * 10 >= sample.len() * 9
}

/// Metres to the centimetre; of degrees every digit tells.
fn shown_position(coord: &Coord) -> String {
    let Coord { x, y } = coord;
    if x.abs() <= 180.0 && y.abs() <= 180.0 { format!("{x}, {y}") } else { format!("{x:.2}, {y:.2}") }
}

/// The readings worth naming: the likeliest, and UTM on either datum, which no province owns and receivers write.
fn named(proposals: &[Proposal]) -> impl Iterator<Item = &Proposal> {
    let best = proposals.first().map_or(AxisOrder::EastNorth, |proposal| proposal.axes);
    let is_utm = move |proposal: &&Proposal| {
        let code = proposal.crs.epsg();
        let utm = code.is_some_and(|code| [3405, 3406, 32648, 32649].contains(&code));
        utm && proposal.axes == best && proposal.score >= LIKELY_UTM
    };
    let (first, rest) = proposals.split_at(proposals.len().min(MOST_PROPOSED));
    first.iter().chain(rest.iter().filter(is_utm))
}

/// A reading as people see it: the system and where it would put the data.
fn shown_proposal(proposal: &Proposal) -> String {
    let middle = proposal.lands.center();
    let provinces = if proposal.provinces.is_empty() {
        format!("{:.2}, {:.2}", middle.x, middle.y)
    } else {
        proposal.provinces.iter().take(2).copied().collect::<Vec<_>>().join(", ")
    };
    format!("{} → {provinces}", proposal.crs)
}

fn code_of(proposal: &Proposal) -> String {
    proposal.crs.epsg().map_or_else(|| proposal.crs.to_string(), |code| format!("EPSG:{code}"))
}

/// What to write into the manifest for a reading, a line each.
pub(super) fn entry_of(proposal: &Proposal) -> String {
    let crs = code_of(proposal);
    match proposal.axes {
        AxisOrder::EastNorth => format!("crs = \"{crs}\""),
        AxisOrder::NorthEast => format!("crs = \"{crs}\"\naxes = \"north-east\""),
    }
}
