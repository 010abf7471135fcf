//! What was found while reading, in the program's own words.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic, Place, code};
use crate::formats::{self, Problem, ProblemKind, RowPlace, cell_name};
use crate::geo::read::{Fault, FaultKind, Severity};

/// Errors one by one; repairs and notes once a file, with their count and the first place.
pub fn layer_findings(path: &Arc<str>, text: &str, faults: &[Fault]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut gentle: BTreeMap<FaultKind, (usize, &Fault)> = BTreeMap::new();
    for fault in faults {
        if fault.severity() == Severity::Error {
            findings.push(describe(fault, 1, Diagnostic::error).at(Place::span(
                Arc::clone(path),
                text,
                fault.range.clone(),
            )));
        } else {
            gentle.entry(fault.kind).or_insert((0, fault)).0 += 1;
        }
    }
    for (count, fault) in gentle.into_values() {
        findings.push(describe(fault, count, Diagnostic::warning).at(Place::span(
            Arc::clone(path),
            text,
            fault.range.clone(),
        )));
    }
    findings
}

/// One finding about a layer as a diagnostic, still without its place.
fn describe(fault: &Fault, count: usize, make: fn(Code) -> Diagnostic) -> Diagnostic {
    let code = match fault.kind {
        FaultKind::BrokenJson => code::BROKEN_JSON,
        FaultKind::NotGeoJson => code::NOT_GEOJSON,
        FaultKind::BadGeometry => code::BAD_GEOMETRY,
        FaultKind::ForeignCrs | FaultKind::NotDegrees => code::NOT_DEGREES,
        FaultKind::Unsupported => code::UNSUPPORTED_GEOMETRY,
        FaultKind::BadCoordinate => code::BAD_COORDINATE,
        FaultKind::SwappedAxes => code::SWAPPED_AXES,
        FaultKind::UnclosedRing => code::UNCLOSED_RING,
        FaultKind::ShortRing | FaultKind::FlatRing | FaultKind::ShortLine => code::SHORT_RING,
        FaultKind::WrongWinding => code::WRONG_WINDING,
        FaultKind::SelfCrossing => code::SELF_CROSSING,
        FaultKind::TangledRing => code::TANGLED_RING,
        FaultKind::HoleOutside => code::HOLE_OUTSIDE,
        FaultKind::RepeatedPositions => code::REPEATED_POSITIONS,
        FaultKind::NullGeometry | FaultKind::EmptyGeometry => code::NULL_GEOMETRY,
    };
    // A sentence with nothing to fill its hole would not be printed at all.
    let reason = match (fault.kind, fault.detail.as_str()) {
        (FaultKind::BrokenJson, "") => "@json.broken",
        (FaultKind::NotGeoJson, "") => "@json.no_type",
        (_, detail) => detail,
    };
    make(code).arg("reason", reason).arg("feature", fault.feature.map_or(1, |feature| feature + 1)).arg("count", count)
}

/// Places that are named of problems of one kind.
const MOST_PLACES: usize = 5;

/// What a reader of files found: once for each kind and layer, with the first places.
pub(super) fn problems(path: &Arc<str>, format: &str, problems: &[Problem]) -> Vec<Diagnostic> {
    let mut groups: Vec<Vec<&Problem>> = Vec::new();
    for problem in problems {
        let alike = |group: &&mut Vec<&Problem>| {
            group.first().is_some_and(|first| {
                let both_placed = first.place.is_some() && problem.place.is_some();
                both_placed && (first.kind, &first.layer) == (problem.kind, &problem.layer)
            })
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(problem),
            None => groups.push(vec![problem]),
        }
    }
    groups.iter().filter_map(|group| Some(described(path, format, group.first()?, group))).collect()
}

fn described(path: &Arc<str>, format: &str, first: &Problem, group: &[&Problem]) -> Diagnostic {
    let code = match first.kind {
        ProblemKind::NeedsExport => code::NEEDS_EXPORT,
        ProblemKind::MissingSibling => code::MISSING_SIBLING,
        ProblemKind::Encrypted => code::ENCRYPTED,
        ProblemKind::BadValue | ProblemKind::RowLength | ProblemKind::Deleted => code::ODD_ROWS,
        _ => code::BROKEN_FILE,
    };
    let make = match first.severity() {
        formats::Severity::Error => Diagnostic::error,
        formats::Severity::Note => Diagnostic::warning,
    };
    let places = group.iter().filter_map(|problem| problem.place.as_ref());
    let mut rows = places.take(MOST_PLACES).map(row_of).collect::<Vec<_>>().join(", ");
    if group.len() > MOST_PLACES {
        rows.push_str(&format!(" … ({})", group.len()));
    }
    // Two numbers of cells say little, and the details of other rows are others.
    let own = first.kind != ProblemKind::RowLength && group.len() == 1;
    let layer = first.layer.as_deref().filter(|_| !matches!(first.place, Some(RowPlace::Row { .. })));
    let what = [layer.unwrap_or_default(), if own { &first.detail } else { "" }];
    let what = what.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let place = match first.place {
        None => "",
        Some(RowPlace::Record(_)) => "records",
        Some(RowPlace::Line(_)) => "lines",
        Some(RowPlace::Row { .. }) => "rows",
    };
    let detail = match (place, what.is_empty()) {
        ("", true) => "@place.whole".to_owned(),
        ("", false) => what.clone(),
        (place, true) => format!("@place.{place}"),
        (place, false) => format!("@place.{place}_with"),
    };
    let sheet = if let Some(RowPlace::Row { sheet, .. }) = &first.place { sheet } else { "" };
    make(code)
        .arg("format", format)
        .arg("reason", format!("@file.{}", word_of(first.kind)))
        .arg("detail", detail)
        .arg("rows", rows)
        .arg("sheet", sheet)
        .arg("what", what)
        .at(Place::file(Arc::clone(path)))
}

fn row_of(place: &RowPlace) -> String {
    match place {
        RowPlace::Record(number) | RowPlace::Line(number) | RowPlace::Row { row: number, .. } => number.to_string(),
    }
}

/// Says in which cell, as its program names it: sheet and cell, line, or record.
pub fn at_cell(finding: Diagnostic, place: &RowPlace, column: usize) -> Diagnostic {
    let (key, row) = match place {
        RowPlace::Record(number) => ("@place.cell_at_record", number.to_string()),
        RowPlace::Line(line) => ("@place.cell_at_line", line.to_string()),
        RowPlace::Row { sheet, row } if column > 0 => ("@place.cell", format!("{sheet}!{}", cell_name(column, *row))),
        RowPlace::Row { sheet, row } => ("@place.cell", format!("{sheet}!{row}")),
    };
    finding.arg("cell", key).arg("row", row)
}

fn word_of(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Broken => "broken",
        ProblemKind::Truncated => "truncated",
        ProblemKind::BadShape => "bad_shape",
        ProblemKind::BadValue => "bad_value",
        ProblemKind::RowLength => "row_length",
        ProblemKind::MissingSibling => "missing_sibling",
        ProblemKind::Mismatch => "mismatch",
        ProblemKind::Deleted => "deleted",
        ProblemKind::Unsupported => "unsupported",
        ProblemKind::NeedsExport => "needs_export",
        ProblemKind::Encrypted => "encrypted",
        ProblemKind::TooLarge => "too_large",
        ProblemKind::Empty => "empty",
    }
}

/// Errors of one kind that are told one by one.
const MOST_TOLD: usize = 20;

/// What was found about the shapes of a file that is no text: errors one by one, repairs once with their count.
pub fn faults(path: &Arc<str>, faults: &[Fault], places: &[RowPlace]) -> Vec<Diagnostic> {
    let mut by_kind: BTreeMap<FaultKind, Vec<&Fault>> = BTreeMap::new();
    faults.iter().for_each(|fault| by_kind.entry(fault.kind).or_default().push(fault));
    let mut findings = Vec::new();
    for (kind, faults) in by_kind {
        let error = kind.severity() == Severity::Error;
        let (make, most): (fn(Code) -> Diagnostic, usize) =
            if error { (Diagnostic::error, MOST_TOLD) } else { (Diagnostic::warning, 1) };
        for fault in faults.iter().take(most) {
            let finding = describe(fault, if error { 1 } else { faults.len() }, make);
            let place = fault.feature.and_then(|number| places.get(number));
            let finding = if let Some(place) = place { at_cell(finding, place, 0) } else { finding };
            findings.push(finding.at(Place::file(Arc::clone(path))));
        }
    }
    findings
}
