//! Positions that are a blank cell or a slip of the finger: 0, 0, and what lies abroad while all others don't.

use super::origin::Origin;
use crate::diagnostics::{Diagnostic, code};
use crate::formats::RowPlace;
use crate::geo::crs::propose::VIETNAM;
use crate::geo::{Bounds, GeometryKind, Layer};

/// Features that are named.
const MOST_NAMED: usize = 5;

/// Takes points at 0, 0 off the map and tells what lies abroad. `places` are those of the rows; none for GeoJSON.
pub(super) fn check(origin: &Origin, layer: &mut Layer, places: &[RowPlace], findings: &mut Vec<Diagnostic>) {
    let mut nowhere = Vec::new();
    for (row, feature) in layer.features.iter_mut().enumerate() {
        let at_zero = feature.geometry.as_ref().is_some_and(|geometry| {
            geometry.kind() == GeometryKind::Point && geometry.coords().all(|coord| coord.x == 0.0 && coord.y == 0.0)
        });
        if at_zero {
            feature.geometry = None;
            nowhere.push(row);
        }
    }
    let boxes = || layer.features.iter().map(|feature| feature.geometry.as_ref()?.bounds());
    if !nowhere.is_empty() {
        layer.bounds = boxes().flatten().reduce(Bounds::union);
        findings.push(told(origin, Diagnostic::warning(code::NULL_ISLAND), &nowhere, places));
    }
    let abroad: Vec<usize> = (boxes().enumerate())
        .filter_map(|(row, bounds)| bounds.filter(|bounds| !VIETNAM.intersects(bounds)).map(|_| row))
        .collect();
    let placed = boxes().flatten().count();
    if let Some(&first) = abroad.first()
        && abroad.len() * 2 < placed
    {
        let middle =
            layer.features.get(first).and_then(|feature| feature.geometry.as_ref()?.bounds()).map(|b| b.center());
        let shown = middle.map_or_else(String::new, |at| format!("{:.5}, {:.5}", at.x, at.y));
        findings.push(told(origin, Diagnostic::warning(code::ABROAD).arg("position", shown), &abroad, places));
    }
}

/// A finding about some rows, at the first.
fn told(origin: &Origin, finding: Diagnostic, rows: &[usize], places: &[RowPlace]) -> Diagnostic {
    let names: Vec<String> = rows.iter().take(MOST_NAMED).map(|row| (row + 1).to_string()).collect();
    let more = if rows.len() > MOST_NAMED { " …" } else { "" };
    let finding = finding.arg("count", rows.len()).arg("features", format!("{}{more}", names.join(", ")));
    let record = RowPlace::Record(rows[0] + 1);
    match places.get(rows[0]) {
        // The sentence has the number already.
        Some(RowPlace::Record(_)) => finding.at(origin.place()),
        Some(place) => origin.at(finding, place, 0),
        None => origin.at(finding, &record, 0),
    }
}
