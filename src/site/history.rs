//! Reading what became of former units from the tables that tell of it, and what can be wrong with them.

use std::collections::HashMap;
use std::sync::Arc;

use super::data::LoadedDataset;
use crate::diagnostics::{Code, Diagnostic, Report, code};
use crate::domain::history::{Former, Heir, History, Part, Succession};
use crate::domain::period::Period;
use crate::domain::unit::{Level, Units, split_kind};
use crate::text::cell::{self, CellError, ColumnKind, DateOrder, Value};
use crate::text::{Date, fold, nearest};

/// Columns that a table of history must have. The others are `district`, `province_code`, `valid_from`, `resolution`,
/// `decided`, `clause` and `doubt`.
const REQUIRED: [&str; 5] = ["code", "full_name", "valid_to", "new_code", "part"];

/// The history that the tables with `history = ...` tell.
pub(super) fn define(datasets: &[LoadedDataset], units: &Units, report: &mut Report) -> History {
    let mut formers: Vec<Former> = Vec::new();
    for (id, dataset) in datasets.iter().enumerate() {
        if let Some(level) = dataset.decl.history
            && has_columns(dataset, report)
        {
            formers.extend(read(id, dataset, level, report));
        }
    }
    let history = History::new(formers, units);
    check(&history, datasets, units, report);
    history
}

fn has_columns(dataset: &LoadedDataset, report: &mut Report) -> bool {
    let columns = dataset.data.columns();
    let missing: Vec<&str> = REQUIRED.into_iter().filter(|column| !columns.contains(column)).collect();
    for column in &missing {
        let near = nearest(column, columns.iter().copied()).unwrap_or_default();
        let finding = Diagnostic::error(code::UNKNOWN_COLUMN).arg("column", column).arg("suggestion", near);
        report.push(finding.at(dataset.manifest_place(&dataset.decl.file.span)));
    }
    missing.is_empty()
}

/// The units of one table: rows of one code and period are one unit.
fn read(id: usize, dataset: &LoadedDataset, level: Level, report: &mut Report) -> Vec<Former> {
    let mut formers: Vec<Former> = Vec::new();
    let mut known: HashMap<(Arc<str>, Period), usize> = HashMap::new();
    for row in 0..dataset.data.len() {
        let mut reader = RowReader { dataset, row, report };
        let Some(code) = reader.unit_code(level) else { continue };
        let period = Period { from: reader.date("valid_from"), to: reader.date("valid_to") };
        let heir = reader.succession();
        let full_name = reader.text("full_name");
        let (kind, name) = split_kind(&full_name);
        let said = Former {
            code: Arc::clone(&code),
            level,
            name: name.to_owned(),
            kind: kind.to_owned(),
            district: reader.maybe("district"),
            province: (level == Level::Commune).then(|| reader.maybe("province_code").map(Arc::from)).flatten(),
            period,
            heirs: Vec::new(),
            dataset: id,
            row,
            full_name,
        };
        let at = *known.entry((code, period)).or_insert_with(|| {
            formers.push(said.clone());
            formers.len() - 1
        });
        let former = &mut formers[at];
        for (column, before, now) in [
            ("full_name", Some(&former.full_name), Some(&said.full_name)),
            ("district", former.district.as_ref(), said.district.as_ref()),
        ] {
            if before != now {
                let [before, now] = [before, now].map(|text| text.map_or("", String::as_str));
                report.push(contradiction(dataset, row, column, &former.code, before, now));
            }
        }
        former.heirs.extend(heir);
        if former.heirs.len() > 1 && former.heirs.iter().any(|heir| heir.part == Part::Whole) {
            report.push(contradiction(dataset, row, "part", &former.code, "@history.whole", "@history.several"));
        }
    }
    formers
}

fn contradiction(
    dataset: &LoadedDataset,
    row: usize,
    column: &'static str,
    code: &str,
    before: &str,
    now: &str,
) -> Diagnostic {
    let finding = Diagnostic::error(code::CONTRADICTORY_UNIT)
        .arg("code", code)
        .arg("column", column)
        .arg("before", before)
        .arg("now", if now.is_empty() { "∅" } else { now });
    dataset.at_cell(finding, row, column)
}

/// One row, cell by cell.
struct RowReader<'a> {
    dataset: &'a LoadedDataset,
    row: usize,
    report: &'a mut Report,
}

impl RowReader<'_> {
    fn text(&self, column: &str) -> String {
        self.dataset.data.text(self.row, column)
    }

    fn maybe(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    fn bad(&mut self, column: &'static str, value: &str, expected: &'static str) {
        let finding = Diagnostic::error(code::BAD_CELL)
            .arg("value", if value.is_empty() { "∅" } else { value })
            .arg("expected", expected);
        self.report.push(self.dataset.at_cell(finding, self.row, column));
    }

    /// The unit's code, with as many digits as its level has.
    fn unit_code(&mut self, level: Level) -> Option<Arc<str>> {
        let code = self.text("code");
        let digits = if level == Level::Province { 2 } else { 5 };
        if code.len() == digits && code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(code.into());
        }
        let expected = if digits == 2 { "@cell.not_a_province_code" } else { "@cell.not_a_commune_code" };
        self.bad("code", &code, expected);
        None
    }

    fn date(&mut self, column: &'static str) -> Option<Date> {
        let text = self.maybe(column)?;
        let expected = match cell::parse(ColumnKind::Date { order: DateOrder::DayFirst }, &text) {
            Ok(Value::Date(date)) => return Some(date),
            Ok(_) => return None,
            Err(CellError::NoSuchDay) => "@cell.no_such_day",
            Err(_) => "@cell.not_a_date",
        };
        self.bad(column, &text, expected);
        None
    }

    /// What the row says became of the unit; nothing when it names no successor.
    fn succession(&mut self) -> Option<Succession> {
        let code = self.maybe("new_code")?;
        let part = self.text("part");
        let part = match fold(&part).as_str() {
            "toan bo" | "full" | "whole" => Part::Whole,
            "mot phan" | "partial" | "part" => Part::Some,
            "chua ro" | "unsure" => Part::Unsure,
            _ => {
                self.bad("part", &part, "@cell.not_a_part");
                Part::Unsure
            }
        };
        Some(Succession {
            code: code.into(),
            heir: None,
            part,
            resolution: self.maybe("resolution"),
            decided: self.date("decided"),
            clause: self.maybe("clause"),
            doubt: self.maybe("doubt"),
            row: self.row,
        })
    }
}

fn check(history: &History, datasets: &[LoadedDataset], units: &Units, report: &mut Report) {
    let at = |finding: Diagnostic, former: &Former, row: usize, column: &str| {
        datasets[former.dataset].at_cell(finding, row, column)
    };
    let about =
        |code: Code, former: &Former| Diagnostic::error(code).arg("code", &former.code).arg("name", &former.full_name);
    for former in history.formers() {
        if former.period.is_reversed() {
            let said = |date: Option<Date>| date.map_or_else(String::new, Date::short);
            let finding = about(code::PERIOD_REVERSED, former)
                .arg("from", said(former.period.from))
                .arg("to", said(former.period.to));
            report.push(at(finding, former, former.row, "valid_to"));
        }
        for lost in former.heirs.iter().filter(|heir| heir.heir.is_none()) {
            let finding = about(code::UNKNOWN_SUCCESSOR, former)
                .arg("successor", &lost.code)
                .arg("suggestion", units.suggest(&lost.code));
            report.push(at(finding, former, lost.row, "new_code"));
        }
        for other in history.with_code(&former.code).map(|id| &history.formers()[id]) {
            let later = (other.dataset, other.row) > (former.dataset, former.row);
            if later && other.level == former.level && other.period.overlaps(former.period) {
                let finding = about(code::PERIODS_OVERLAP, other).arg("other", &former.full_name);
                let finding = finding.arg("line", datasets[former.dataset].line(former.row));
                report.push(at(finding, other, other.row, "valid_from"));
            }
        }
    }
    for cycle in history.cycles() {
        let names: Vec<String> = cycle
            .iter()
            .chain(cycle.first())
            .map(|&id| format!("{} {}", history.formers()[id].code, history.formers()[id].full_name))
            .collect();
        let first = &history.formers()[cycle[0]];
        let next = first.heirs.iter().find(|heir| matches!(heir.heir, Some(Heir::Former(_))));
        let finding = Diagnostic::error(code::SUCCESSOR_CYCLE).arg("names", names.join(" → "));
        report.push(at(finding, first, next.map_or(first.row, |heir| heir.row), "new_code"));
    }
}
