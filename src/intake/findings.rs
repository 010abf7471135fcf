//! What was found while reading, in the program's own words.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::origin::Origin;
use crate::diagnostics::{Code, Diagnostic, Place, code};
use crate::formats::{self, Problem, ProblemKind, RowPlace};
use crate::geo::read::{Fault, FaultKind, Severity};

/// Whether faults of a kind are told once a file with their count: repairs, notes, and what is mended for all rows at once.
fn told_once(kind: FaultKind) -> bool {
    kind.severity() != Severity::Error || matches!(kind, FaultKind::NotDegrees | FaultKind::SwappedAxes)
}

/// An error or a warning, as the kind wants.
fn maker(kind: FaultKind) -> fn(Code) -> Diagnostic {
    if kind.severity() == Severity::Error { Diagnostic::error } else { Diagnostic::warning }
}

/// Most errors one by one; all else once a file, with their count and the first place.
pub fn layer_findings(path: &Arc<str>, text: &str, faults: &[Fault]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut gentle: BTreeMap<FaultKind, (usize, &Fault)> = BTreeMap::new();
    for fault in faults {
        if !told_once(fault.kind) {
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
        findings.push(describe(fault, count, maker(fault.kind)).at(Place::span(
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
        FaultKind::RepeatedKey => code::REPEATED_KEY,
        FaultKind::NullGeometry | FaultKind::EmptyGeometry => code::NULL_GEOMETRY,
    };
    // A sentence with nothing to fill its hole would not be printed at all.
    let reason = match (fault.kind, fault.detail.as_str()) {
        (FaultKind::NotDegrees, _) => "@crs.metres_for_degrees",
        (FaultKind::BrokenJson, "") => "@json.broken",
        (FaultKind::NotGeoJson, "") => "@json.no_type",
        (_, detail) => detail,
    };
    let finding = make(code).arg("reason", reason).arg("position", &fault.detail);
    finding.arg("feature", fault.feature.map_or(1, |feature| feature + 1)).arg("count", count)
}

/// Places that are named of problems of one kind.
const MOST_PLACES: usize = 5;

/// What a reader of files found: once for each kind and layer, with the first places. Rows whose columns have
/// slipped are told one by one.
pub(super) fn problems(origin: &Origin, format: &str, problems: &[Problem]) -> Vec<Diagnostic> {
    let mut groups: Vec<Vec<&Problem>> = Vec::new();
    let mut findings = Vec::new();
    for (at, problem) in problems.iter().enumerate() {
        if let (Some((found, expected)), Some(place)) = (slipped(problem, problems.get(at + 1)), &problem.place) {
            if findings.len() < MOST_TOLD {
                let finding = Diagnostic::error(code::RAGGED_ROW).arg("found", found).arg("expected", expected);
                findings.push(origin.at(finding, place, 0));
            }
            continue;
        }
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
    findings.extend(groups.iter().filter_map(|group| Some(described(origin, format, group.first()?, group))));
    findings
}

/// The numbers of cells of a row and of the header, when its columns have slipped: it has more, or it and the next line
/// are one row, broken by the end of a line within a cell.
fn slipped(problem: &Problem, next: Option<&Problem>) -> Option<(usize, usize)> {
    let lengths = |problem: &Problem| {
        let (found, expected) = problem.detail.split_once(' ').filter(|_| problem.kind == ProblemKind::RowLength)?;
        Some((found.parse::<usize>().ok()?, expected.parse::<usize>().ok()?))
    };
    let (found, expected) = lengths(problem)?;
    let broken = || {
        let (Some(RowPlace::Line(line)), Some(RowPlace::Line(below))) = (&problem.place, &next?.place) else {
            return None;
        };
        let (rest, _) = lengths(next?)?;
        Some(*below == line + 1 && found + rest == expected + 1)
    };
    (found > expected || broken() == Some(true)).then_some((found, expected))
}

fn described(origin: &Origin, format: &str, first: &Problem, group: &[&Problem]) -> Diagnostic {
    let code = kind_code(first.kind);
    let make = match first.severity() {
        formats::Severity::Error => Diagnostic::error,
        formats::Severity::Note => Diagnostic::warning,
    };
    let places = group.iter().filter_map(|problem| problem.place.as_ref());
    let mut rows: Vec<String> = places.take(MOST_PLACES).map(row_of).collect();
    rows.dedup();
    let mut rows = rows.join(", ");
    if group.len() > MOST_PLACES {
        rows.push_str(&format!(" … ({})", group.len()));
    }
    // Two numbers of cells say little, and the details of other rows are others.
    let own = first.kind != ProblemKind::RowLength && group.len() == 1;
    let layer = first.layer.as_deref().filter(|_| !matches!(first.place, Some(RowPlace::Row { .. })));
    let what = [layer.unwrap_or_default(), if own { &first.detail } else { "" }];
    let what = what.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let advice = advice_for(first, format);
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
        .arg("advice", advice)
        .at(origin.place())
}

fn kind_code(kind: ProblemKind) -> Code {
    match kind {
        ProblemKind::NeedsExport => code::NEEDS_EXPORT,
        ProblemKind::MissingSibling => code::MISSING_SIBLING,
        ProblemKind::Encrypted => code::ENCRYPTED,
        ProblemKind::BadValue | ProblemKind::RowLength | ProblemKind::Deleted => code::ODD_ROWS,
        ProblemKind::Hidden | ProblemKind::Foot => code::ODD_ROWS,
        _ => code::BROKEN_FILE,
    }
}

/// What to do about a problem, when there is more to say than to look at the rows or to save the file anew.
fn advice_for(problem: &Problem, format: &str) -> &'static str {
    match problem.kind {
        ProblemKind::OpenQuote => "@advice.close_quote",
        ProblemKind::NoValue => "@advice.save_in_excel",
        ProblemKind::Hidden => "@advice.unhide",
        ProblemKind::Foot => "@advice.foot",
        ProblemKind::WebPage => "@advice.save_as_workbook",
        ProblemKind::Empty if format == "Zip" => "@advice.unzip",
        ProblemKind::Mismatch | ProblemKind::MissingSibling => "@advice.export_again",
        kind if kind_code(kind) == code::ODD_ROWS => "@advice.look",
        _ => "@advice.save_again",
    }
}

/// A file without anything in it.
pub(super) fn empty_file(path: &Arc<str>, format: &str) -> Diagnostic {
    Diagnostic::error(code::BROKEN_FILE)
        .arg("format", if format.is_empty() { "@file.no_ending" } else { format })
        .arg("reason", "@file.empty_file")
        .arg("detail", "@place.whole")
        .arg("advice", "@advice.copy_again")
        .at(Place::file(Arc::clone(path)))
}

fn row_of(place: &RowPlace) -> String {
    match place {
        RowPlace::Record(number) | RowPlace::Line(number) | RowPlace::Row { row: number, .. } => number.to_string(),
    }
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
        ProblemKind::OpenQuote => "open_quote",
        ProblemKind::NoValue => "no_value",
        ProblemKind::Hidden => "hidden",
        ProblemKind::Foot => "foot",
        ProblemKind::WebPage => "web_page",
    }
}

/// Errors of one kind that are told one by one.
const MOST_TOLD: usize = 20;

/// What was found about the shapes of a file that is no text, told as [`layer_findings`] tells it.
pub fn faults(path: &Arc<str>, faults: &[Fault], places: &[RowPlace]) -> Vec<Diagnostic> {
    faults_in(&Origin::of_file(path), faults, places)
}

/// The same of a file that may be pointed into.
pub(super) fn faults_in(origin: &Origin, faults: &[Fault], places: &[RowPlace]) -> Vec<Diagnostic> {
    let mut by_kind: BTreeMap<FaultKind, Vec<&Fault>> = BTreeMap::new();
    faults.iter().for_each(|fault| by_kind.entry(fault.kind).or_default().push(fault));
    let mut findings = Vec::new();
    for (kind, faults) in by_kind {
        let once = told_once(kind);
        for fault in faults.iter().take(if once { 1 } else { MOST_TOLD }) {
            let finding = describe(fault, if once { faults.len() } else { 1 }, maker(kind));
            // Sentences about shapes name the feature by its number, which is a record's too.
            let place = fault.feature.and_then(|number| places.get(number));
            let place = place.filter(|place| !matches!(place, RowPlace::Record(_)));
            findings.push(match place {
                Some(place) => origin.at(finding, place, 0),
                None => finding.at(origin.place()),
            });
        }
    }
    findings
}
