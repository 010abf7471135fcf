//! What was taken in beside what should have been.

use std::collections::BTreeSet;

use langso::diagnostics::{Diagnostic, Lang, Severity};
use langso::geo::crs::Crs;
use langso::geo::read::check;
use langso::geo::{Coord, Geometry, Polygon};
use langso::intake::{Taken, TakenLayer};
use langso::text::nfc;
use serde_json::{Map, Value};

use super::truth::{Case, Row, Truth};

/// Positions may differ by so many degrees: a decimetre.
const NEAR: f64 = 1e-6;

/// So many differences of a case are told.
const MOST: usize = 12;

/// All that is not as it should be.
pub fn differences(case: &Case, truth: &Truth) -> Vec<String> {
    let taken = case.take(truth);
    let mut wrong = Vec::new();
    if taken.format != case.format {
        wrong.push(format!("format {:?}, not {:?}", taken.format, case.format));
    }
    findings(case, &taken, &mut wrong);
    let names: Vec<&str> = taken.layers.iter().map(|layer| layer.name.as_str()).collect();
    let wanted: Vec<&str> = case.layers.iter().map(|layer| layer.name.as_str()).collect();
    if names != wanted {
        wrong.push(format!("layers {names:?}, not {wanted:?}"));
    }
    for (layer, wanted) in taken.layers.iter().zip(&case.layers) {
        system(case, layer, &mut wrong);
        rows(layer, &wanted.rows, truth, &mut wrong);
    }
    if wrong.len() > MOST {
        wrong.truncate(MOST);
        wrong.push("…".to_owned());
    }
    wrong
}

/// Every finding of the file and its layers: its code is expected, and it has whole sentences in both languages.
fn findings(case: &Case, taken: &Taken, wrong: &mut Vec<String>) {
    let found: Vec<&Diagnostic> =
        taken.findings.iter().chain(taken.layers.iter().flat_map(|layer| &layer.findings)).collect();
    for (severity, wanted) in [(Severity::Error, &case.errors), (Severity::Warning, &case.warnings)] {
        let of_it = found.iter().filter(|finding| finding.severity == severity);
        let codes: BTreeSet<String> = of_it.map(|finding| finding.code.to_string()).collect();
        if !codes.iter().eq(wanted) {
            let told: Vec<String> = found.iter().map(|finding| finding.message(Lang::En)).collect();
            wrong.push(format!("{severity:?} {codes:?}, not {wanted:?}: {}", told.join(" | ")));
        }
    }
    for finding in &found {
        let [vi, en] = [Lang::Vi, Lang::En].map(|lang| finding.message(lang));
        let whole = |text: &str| !text.is_empty() && !text.contains(['{', '}']) && !text.contains("@file.");
        if !whole(&vi) || !whole(&en) || vi == en {
            wrong.push(format!("{}: the sentences {vi:?} and {en:?}", finding.code));
        }
        if finding.place.as_ref().is_none_or(|place| *place.file != *case.file) {
            wrong.push(format!("{} has no place in the file", finding.code));
        }
    }
    if let Some(name) = &case.proposed {
        let crs = Crs::from_name(name).expect("a known system");
        let offered =
            taken.layers.iter().filter_map(|layer| layer.system.as_ref()).flat_map(|system| &system.proposals);
        if !offered.clone().any(|proposal| proposal.crs == crs) {
            wrong.push(format!(
                "{crs} is not among the proposals {:?}",
                offered.map(|p| p.crs.to_string()).collect::<Vec<_>>()
            ));
        }
        let said = |finding: &&&Diagnostic| finding.message(Lang::Vi).contains(&crs.to_string());
        if !found.iter().any(|finding| said(&finding)) {
            wrong.push(format!(
                "no sentence names {crs}: {:?}",
                found.iter().map(|f| f.message(Lang::Vi)).collect::<Vec<_>>()
            ));
        }
    }
}

fn system(case: &Case, layer: &TakenLayer, wrong: &mut Vec<String>) {
    let wanted = case.crs.as_ref().map(|name| Crs::from_name(name).expect("a known system"));
    let crs = layer.system.as_ref().and_then(|system| system.crs);
    let wanted = wanted.filter(|_| layer.system.is_some());
    if crs != wanted && layer.has_geometry() {
        let name = |crs: Option<Crs>| crs.map_or("none".to_owned(), |crs| crs.to_string());
        wrong.push(format!("read in {}, not in {}", name(crs), name(wanted)));
    }
}

fn rows(layer: &TakenLayer, wanted: &[Row], truth: &Truth, wrong: &mut Vec<String>) {
    let features = &layer.layer.features;
    if features.len() != wanted.len() {
        wrong.push(format!("{}: {} rows, not {}", layer.name, features.len(), wanted.len()));
    }
    for (number, (feature, row)) in features.iter().zip(wanted).enumerate() {
        let mut tell = |what: String| wrong.push(format!("{} row {}: {what}", layer.name, number + 1));
        cells(&feature.properties, &row.cells, &mut tell);
        let shape = row.shape.as_ref().map(|name| expected(&truth.shapes[name]));
        match (feature.geometry.as_deref(), &shape) {
            (None, None) => {}
            (Some(found), Some(wanted)) if is_near(found, wanted) => {}
            (found, wanted) => tell(format!("the shape is {found:?}, not {wanted:?}")),
        }
    }
}

/// Cells of no value may be missing or null.
fn cells(found: &Map<String, Value>, wanted: &Map<String, Value>, tell: &mut impl FnMut(String)) {
    for (name, value) in wanted {
        let cell = found.get(name).unwrap_or(&Value::Null);
        if !alike(cell, value) {
            tell(format!("{name} is {cell}, not {value}"));
        }
    }
    for (name, cell) in found.iter().filter(|(_, cell)| !cell.is_null()) {
        if !wanted.contains_key(name) {
            tell(format!("{name} is {cell} and should not be there"));
        }
        if nfc(name) != *name || cell.as_str().is_some_and(|text| nfc(text) != text) {
            tell(format!("{name}: {cell} is not in NFC"));
        }
    }
}

fn alike(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * other.abs().max(1.0),
        _ => one == other,
    }
}

fn expected(shape: &Value) -> Geometry {
    let shape: geojson::Geometry = serde_json::from_value(shape.clone()).expect("GeoJSON");
    check(&shape.value).0.expect("a usable shape")
}

fn is_near(one: &Geometry, other: &Geometry) -> bool {
    match (one, other) {
        (Geometry::Points(one), Geometry::Points(other)) => line_is_near(one, other),
        (Geometry::Lines(one), Geometry::Lines(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| line_is_near(one, other))
        }
        (Geometry::Polygons(one), Geometry::Polygons(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| polygon_is_near(one, other))
        }
        _ => false,
    }
}

fn line_is_near(one: &[Coord], other: &[Coord]) -> bool {
    let near = |(one, other): (&Coord, &Coord)| (one.x - other.x).abs() <= NEAR && (one.y - other.y).abs() <= NEAR;
    one.len() == other.len() && one.iter().zip(other).all(near)
}

fn polygon_is_near(one: &Polygon, other: &Polygon) -> bool {
    one.rings.len() == other.rings.len()
        && one.rings.iter().zip(&other.rings).all(|(one, other)| {
            // A ring may begin anywhere, and formats turn it as they like.
            let (one, other) = (corners(one), corners(other));
            let turned = |at: usize| [&other[at..], &other[..at]].concat();
            one.len() == other.len() && (0..other.len()).any(|at| line_is_near(&one, &turned(at)))
        })
}

/// A ring's positions without the closing one, and each but once where it stands several times in a row.
fn corners(ring: &[Coord]) -> Vec<Coord> {
    let mut corners = ring.to_vec();
    corners.dedup();
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    corners
}
