//! Taking files in: any file an office has, made ready for the site, the tiler and `langso inspect`.
//!
//! ```text
//! bytes ─ formats ─▶ raw layers ─ columns (legacy text, numbers, dates) ─ systems (VN-2000 …) ─ shapes ─▶ Layer
//! ```
//!
//! What a file can't say itself, its manifest entry says ([`Wishes`]). Nothing that could mean two things is decided
//! here: metres without a declared system are refused with the likely ones named, columns are recoded only when the
//! verdict is sure, and all that was done is told.

mod columns;
mod findings;
pub mod grid;
pub mod numbering;
mod origin;
mod raw_geojson;
mod shapes;
mod strays;
mod systems;

use std::sync::Arc;

pub use columns::{ColumnReport, kind_named};
pub use findings::{faults, layer_findings};
pub use origin::Origin;
pub use shapes::ShapeCount;
pub use systems::{System, axes_named, unknown_crs};

use crate::diagnostics::{Diagnostic, Place, code};
use crate::formats::{self, Contents, Format, Input, Problem, ProblemKind, RawLayer, RowPlace};
use crate::geo::crs::Crs;
use crate::geo::crs::propose::AxisOrder;
use crate::geo::read::{FaultKind, read};
use crate::geo::{Bounds, Layer};
use crate::text::cell::ColumnKind;
use crate::text::legacy::Encoding;
use crate::text::nearest;

/// What is known of a file besides what it says itself.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// The layer or sheet that is meant.
    pub layer: Option<String>,
    /// The system of its positions.
    pub crs: Option<Crs>,
    /// Which coordinate comes first, when it isn't the easting or longitude.
    pub axes: Option<AxisOrder>,
    /// The encoding of its text.
    pub encoding: Option<Encoding>,
    /// The columns with easting (or longitude) and northing (or latitude). One column that holds both stands twice.
    pub position: Option<(String, String)>,
    /// What columns hold.
    pub kinds: Vec<(String, ColumnKind)>,
    /// Where its positions should lie.
    pub near: Option<Bounds>,
}

/// A file, taken in.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// The format's name.
    pub format: &'static str,
    /// Its layers; with [`Wishes::layer`] only that one.
    pub layers: Vec<TakenLayer>,
    /// What was found about the file as a whole.
    pub findings: Vec<Diagnostic>,
}

/// A layer or a table, taken in.
#[derive(Clone, Debug, Default)]
pub struct TakenLayer {
    /// Its name in the file.
    pub name: String,
    /// Its rows; geometry in degrees on WGS 84.
    pub layer: Layer,
    /// Where its rows stand in the file; empty for GeoJSON, whose features know their bytes.
    pub places: Vec<RowPlace>,
    /// Its columns, in the order of the file.
    pub columns: Vec<ColumnReport>,
    /// How its positions were read; `None` for a table.
    pub system: Option<System>,
    /// What its rows are drawn as, whether they could be placed or not.
    pub shapes: ShapeCount,
    /// What was found about it.
    pub findings: Vec<Diagnostic>,
}

impl TakenLayer {
    /// Whether any row has a place on the map.
    pub fn has_geometry(&self) -> bool {
        self.layer.features.iter().any(|feature| feature.geometry.is_some())
    }
}

/// Whether a name ends like GeoJSON.
pub fn is_geojson(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    ["geojson", "json", "geojsonl", "geojsons", "ndjson", "jsonl"].contains(&ending.as_str())
}

/// Whether rows of a format are lines of text that can be shown.
pub fn is_text_table(format: &str) -> bool {
    format == "CSV"
}

/// The bytes of the marks of UTF-8 and UTF-16.
const MARK: [u8; 5] = [0xef, 0xbb, 0xbf, 0xff, 0xfe];

/// Whether text begins as JSON does: an object, or the record separator before one (RFC 8142).
fn looks_like_json(bytes: &[u8]) -> bool {
    let start = bytes.iter().find(|byte| !(byte.is_ascii_whitespace() || MARK.contains(byte) || **byte == 0));
    start.is_some_and(|byte| matches!(byte, b'{' | 0x1e))
}

/// Takes a file in.
pub fn take(path: &Arc<str>, input: &Input, wishes: &Wishes) -> Taken {
    let format = formats::recognise(input);
    if input.bytes.iter().all(|byte| byte.is_ascii_whitespace() || MARK.contains(byte)) {
        let name = format.map_or(if is_geojson(input.name) { "GeoJSON" } else { "" }, |format| format.name);
        return Taken { format: name, findings: vec![findings::empty_file(path, name)], ..Taken::default() };
    }
    let json = looks_like_json(input.bytes);
    // JSON in a file of another ending is GeoJSON, and what only is called so is read as what it is.
    let is_json = |format: &Format| {
        let claimed = is_geojson(input.name) || !(is_text_table(format.name) || (format.sniff)(input.bytes));
        json && claimed && format.name != "TopoJSON"
    };
    if let Some(format) = format.filter(|format| !is_json(format)) {
        let origin =
            if is_text_table(format.name) { Origin::of_table(path, input.bytes) } else { Origin::of_file(path) };
        return finish(&origin, format.name, (format.read)(input), wishes);
    }
    if is_geojson(input.name) || json {
        return take_geojson(path, input, wishes);
    }
    let ending = input.ending();
    let format = if ending.is_empty() { "@file.no_ending" } else { &ending };
    let finding = Diagnostic::error(code::UNSUPPORTED_FORMAT).arg("format", format);
    Taken { findings: vec![finding.at(Place::file(Arc::clone(path)))], ..Taken::default() }
}

/// GeoJSON as RFC 7946 has it keeps the bytes that each finding is about; other systems go the way of all formats.
fn take_geojson(path: &Arc<str>, input: &Input, wishes: &Wishes) -> Taken {
    const FORMAT: &str = "GeoJSON";
    let encoding = encoding_of_file(input.bytes, wishes);
    if encoding == Encoding::Utf8 && std::str::from_utf8(input.bytes).is_err() {
        let finding = Diagnostic::error(code::NOT_UTF8).at(Place::file(Arc::clone(path)));
        return Taken { format: FORMAT, findings: vec![finding], ..Taken::default() };
    }
    let text = crate::text::legacy::decode(encoding, input.bytes);
    // RFC 8142 puts a record separator before each text; no JSON has one inside, and a blank keeps every place.
    let text = text.trim_start_matches('\u{feff}').replace('\u{1e}', " ");
    let text = text.as_str();
    let reading = read(text);
    let elsewhere = |kind| matches!(kind, FaultKind::ForeignCrs | FaultKind::NotDegrees | FaultKind::SwappedAxes);
    let other_system = wishes.crs.is_some_and(|crs| crs != Crs::WGS84) || wishes.axes.is_some();
    if (other_system || reading.faults.iter().any(|fault| elsewhere(fault.kind)))
        && let Some(raw) = raw_geojson::layer(input.stem(), text)
    {
        let mut taken =
            finish(&Origin::of_file(path), FORMAT, Contents { layers: vec![raw], ..Contents::default() }, wishes);
        // The text is here: the first position in question can be pointed at.
        let at = reading.faults.iter().find(|fault| elsewhere(fault.kind)).map(|fault| fault.range.clone());
        for finding in taken.layers.iter_mut().flat_map(|layer| &mut layer.findings) {
            let about = [code::UNDECLARED_METRES, code::SWAPPED_AXES, code::UNKNOWN_CRS].contains(&finding.code);
            if let Some(range) = at.clone().filter(|_| about) {
                finding.place = Some(Place::span(Arc::clone(path), text, range));
            }
        }
        return taken;
    }
    let findings = layer_findings(path, text, &reading.faults);
    let mut layer = reading.layer;
    let features = layer.features.iter().map(crate::geo::Feature::range).collect();
    let origin = Origin::of_features(path, text, features);
    let (columns, mut found) = columns::mend(&origin, &mut layer, wishes);
    found.extend(findings);
    strays::check(&origin, &mut layer, &[], &mut found);
    let system = layer.bounds.map(|_| System::wgs84());
    let shapes = ShapeCount::of_layer(&layer);
    let name = input.stem().to_owned();
    let taken = TakenLayer { name, layer, places: Vec::new(), columns, system, shapes, findings: found };
    Taken { format: FORMAT, layers: vec![taken], findings: Vec::new() }
}

/// JSON is Unicode; only which form of it can be in question.
fn encoding_of_file(bytes: &[u8], wishes: &Wishes) -> Encoding {
    match bytes {
        [0xff, 0xfe, ..] | [b'{', 0, ..] => Encoding::Utf16Le,
        [0xfe, 0xff, ..] | [0, b'{', ..] => Encoding::Utf16Be,
        _ => match wishes.encoding {
            // Letter by letter for now: columns and not files are in an encoding, and `mend` knows which.
            Some(_) if std::str::from_utf8(bytes).is_err() => Encoding::Windows1252,
            Some(form @ (Encoding::Utf16Le | Encoding::Utf16Be)) => form,
            _ => Encoding::Utf8,
        },
    }
}

fn finish(origin: &Origin, format: &'static str, contents: Contents, wishes: &Wishes) -> Taken {
    let mut taken = Taken { format, ..Taken::default() };
    taken.findings.extend(findings::problems(origin, format, &contents.problems));
    let names: Vec<String> = contents.layers.iter().map(|layer| layer.name.clone()).collect();
    for raw in contents.layers {
        if wishes.layer.as_ref().is_none_or(|wanted| *wanted == raw.name) {
            taken.layers.push(take_layer(origin, raw, wishes));
        }
    }
    if let Some(wanted) = wishes.layer.as_ref().filter(|_| taken.layers.is_empty() && !names.is_empty()) {
        let suggestion = nearest(wanted, names.iter().map(String::as_str)).unwrap_or_default().to_owned();
        let finding = Diagnostic::error(code::UNKNOWN_LAYER).arg("layer", wanted).arg("layers", names.join(", "));
        taken.findings.push(finding.arg("suggestion", suggestion).at(origin.place()));
    }
    taken
}

fn take_layer(origin: &Origin, mut raw: RawLayer, wishes: &Wishes) -> TakenLayer {
    let shapes: Vec<_> = raw.rows.iter_mut().map(|row| row.shape.take()).collect();
    let places: Vec<_> = raw.rows.iter().map(|row| row.place.clone()).collect();
    let (columns, rows, mut findings) = columns::read(origin, &raw, wishes);
    drop(raw.rows);
    let mut rows = shapes::Rows { shapes, places, rows, columns: &columns };
    let (layer, system, shapes) = shapes::place(origin, &mut rows, &raw.crs, wishes, &mut findings);
    let places = rows.places;
    TakenLayer { name: raw.name, layer, places, columns, system, shapes, findings }
}

/// The one layer that is meant, with all findings; an error when there are several to choose from.
pub fn only(path: &Arc<str>, taken: Taken) -> (Option<TakenLayer>, Vec<Diagnostic>) {
    let Taken { mut layers, mut findings, .. } = taken;
    if layers.len() > 1 {
        let names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
        let finding = Diagnostic::error(code::SEVERAL_LAYERS).arg("layers", names.join(", "));
        let example = names.first().copied().unwrap_or_default().to_owned();
        findings.push(finding.arg("example", example).at(Place::file(Arc::clone(path))));
        return (None, findings);
    }
    let layer = layers.pop().map(|mut layer| {
        findings.append(&mut layer.findings);
        layer
    });
    if layer.is_none() && findings.is_empty() {
        let empty = Problem { kind: ProblemKind::Empty, layer: None, place: None, detail: String::new() };
        findings.extend(findings::problems(&Origin::of_file(path), "", &[empty]));
    }
    (layer, findings)
}
