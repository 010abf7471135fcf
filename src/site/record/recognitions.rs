//! Decisions that recognise units, or take a recognition back: one a row, kept with their dates for ever.

use std::collections::HashMap;
use std::sync::Arc;

use super::cells::shown;
use super::tables::day;
use super::{Cells, Sources, read_grids};
use crate::diagnostics::{Diagnostic, code};
use crate::domain::criterion::Framework;
use crate::domain::record::Recognition;
use crate::domain::results::RecognitionsEntry;
use crate::domain::unit::Units;
use crate::intake::grid::{Grid, Head, text};
use crate::text::{fold, nearest};

/// Words for what a decision does, folded.
const ACTIONS: [(&str, bool); 6] = [
    ("cong nhan", true),
    ("cong nhan lai", true),
    ("dat chuan", true),
    ("thu hoi", false),
    ("thu hoi cong nhan", false),
    ("khong con dat chuan", false),
];

/// Reads every table of decisions.
pub(super) fn load(
    sources: &Sources,
    units: &Units,
    frameworks: &[Framework],
    faults: &mut Vec<Diagnostic>,
) -> HashMap<Arc<str>, Vec<Recognition>> {
    let mut all: HashMap<Arc<str>, Vec<Recognition>> = HashMap::new();
    for (table, entry) in sources.declared.recognitions.iter().enumerate() {
        let Some(file) = sources.open(&entry.file, faults) else { continue };
        let mut cells = Cells::new(file);
        let grids = read_grids(file, None, &mut cells);
        let found = grids.iter().find_map(|grid| Some((grid, grid.head(&entry.unit.text)?)));
        match found {
            Some((grid, head)) => read(sources, units, (table, entry), frameworks, (grid, &head), &mut cells, &mut all),
            None if grids.is_empty() => {}
            None => cells.findings.push(sources.no_column(&entry.unit, &[])),
        }
        faults.extend(cells.findings);
    }
    all
}

fn read(
    sources: &Sources,
    units: &Units,
    (table, entry): (usize, &RecognitionsEntry),
    frameworks: &[Framework],
    (grid, head): (&Grid, &Head),
    cells: &mut Cells,
    all: &mut HashMap<Arc<str>, Vec<Recognition>>,
) {
    let mut find = |named: &crate::fields::Spanned| {
        let found = grid.find(head, &named.text);
        if found.is_none() {
            let headings: Vec<&str> = head.headings.iter().map(|heading| &*heading.path).collect();
            cells.findings.push(sources.no_column(named, &headings));
        }
        found
    };
    let columns = (find(&entry.framework), find(&entry.date), find(&entry.decision));
    let action = entry.action.as_ref().and_then(&mut find);
    let (Some(set), Some(date), Some(decision)) = columns else { return };
    let ids: Vec<&str> = frameworks.iter().map(|framework| framework.decree.id.as_str()).collect();
    for row in head.body..grid.rows.len() {
        let word = |at: usize| text(grid.cell(row, at)).into_owned();
        let code = word(head.anchor);
        if code.is_empty() {
            continue;
        }
        let padded = format!("{code:0>5}");
        let Some(unit) = units.get(&code).or_else(|| units.get(&padded)) else {
            let finding = Diagnostic::error(code::RESULT_WITHOUT_UNIT).arg("value", &code);
            cells.tell(finding.arg("suggestion", units.suggest(&code)), grid, row, head.anchor);
            continue;
        };
        let Some(framework) = ids.iter().position(|id| *id == word(set)) else {
            let finding = Diagnostic::error(code::UNKNOWN_FRAMEWORK).arg("value", shown(&word(set)));
            let near = nearest(&word(set), ids.iter().copied()).unwrap_or_default();
            cells.tell(finding.arg("suggestion", near).arg("allowed", ids.join(", ")), grid, row, set);
            continue;
        };
        let Some(day) = day(grid.cell(row, date)) else {
            let finding = Diagnostic::error(code::RESULT_WITHOUT_DATE).arg("value", shown(&word(date)));
            cells.tell(finding, grid, row, date);
            continue;
        };
        let said = action.map(word).filter(|said| !said.is_empty());
        let granted = match &said {
            None => Some(true),
            Some(said) => ACTIONS.iter().find(|(name, _)| *name == fold(said)).map(|(_, granted)| *granted),
        };
        let Some(granted) = granted else {
            let column = entry.action.as_ref().map_or("", |action| &action.text);
            let finding = Diagnostic::error(code::BAD_CRITERION_CELL).arg("column", column);
            let finding = finding.arg("value", said.unwrap_or_default()).arg("allowed", "công nhận, thu hồi");
            cells.tell(finding, grid, row, action.unwrap_or(0));
            continue;
        };
        all.entry(Arc::clone(&unit.code)).or_default().push(Recognition {
            framework,
            date: day,
            decision: word(decision),
            granted,
            source: entry.provenance.source.clone(),
            sample: entry.provenance.sample,
            table,
        });
    }
}
