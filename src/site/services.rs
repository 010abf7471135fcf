//! Tables of services: what every row of a kind must say, and services by their kind.

use super::Structure;
use super::data::LoadedDataset;
use super::ledger::day;
use crate::diagnostics::{Diagnostic, Report, code};
use crate::domain::service::{Holds, ServiceColumn, ServiceKind, is_usual_area_code};
use crate::text::{Date, nearest, number};

impl Structure {
    /// Whether any table lists services: then each kind has a page, with rows or with the word that there are none.
    pub fn has_services(&self) -> bool {
        self.datasets.iter().any(|dataset| dataset.decl.service.is_some())
    }

    /// The datasets that list a service.
    pub fn datasets_of(&self, kind: &'static ServiceKind) -> impl Iterator<Item = &LoadedDataset> {
        let of_kind = |own: &ServiceKind| own.id == kind.id;
        self.datasets.iter().filter(move |dataset| dataset.decl.service.as_ref().is_some_and(|(own, _)| of_kind(own)))
    }
}

/// Reports what is missing in tables of services, and what can't be.
pub(super) fn check(datasets: &[LoadedDataset], today: Date, report: &mut Report) {
    for dataset in datasets {
        let Some((kind, typed)) = &dataset.decl.service else { continue };
        let present = dataset.data.columns();
        for column in kind.columns {
            let is_present = present.contains(&column.name);
            if !is_present && column.needed {
                let others = present.iter().copied().filter(|name| kind.columns.iter().all(|own| own.name != *name));
                let finding = Diagnostic::error(code::SERVICE_WITHOUT_COLUMN)
                    .arg("column", column.name)
                    .arg("service", kind.id)
                    .arg("suggestion", nearest(column.name, others).unwrap_or_default());
                report.push(finding.at(dataset.manifest_place(&typed.span)));
            }
            if is_present {
                (0..dataset.data.len()).for_each(|row| check_cell(dataset, column, row, today, report));
            }
        }
    }
}

fn check_cell(dataset: &LoadedDataset, column: &ServiceColumn, row: usize, today: Date, report: &mut Report) {
    let cell = dataset.data.text(row, column.name);
    let finding = if cell.is_empty() {
        if !column.needed {
            return;
        }
        Diagnostic::error(code::EMPTY_CELL)
    } else {
        match column.holds {
            Holds::Confirmed if day(&cell).is_some_and(|day| day.days() > today.days()) => {
                Diagnostic::error(code::CONFIRMED_LATER).arg("date", &cell).arg("today", today.short())
            }
            Holds::Share if cell.parse().is_ok_and(|share: f64| !(0.0..=100.0).contains(&share)) => {
                Diagnostic::error(code::SERVICE_OUT_OF_RANGE)
                    .arg("value", shown(&cell))
                    .arg("least", 0)
                    .arg("most", 100)
            }
            Holds::Count if cell.parse().is_ok_and(|count: f64| count < 0.0) => {
                let most = number(f64::from(u32::MAX), "vi");
                Diagnostic::error(code::SERVICE_OUT_OF_RANGE)
                    .arg("value", shown(&cell))
                    .arg("least", 0)
                    .arg("most", most)
            }
            Holds::Link
                if !["https://", "http://"].iter().any(|scheme| cell.to_ascii_lowercase().starts_with(scheme)) =>
            {
                Diagnostic::error(code::UNSAFE_LINK).arg("target", &cell)
            }
            Holds::AreaCode if !is_usual_area_code(&cell) => {
                Diagnostic::warning(code::UNUSUAL_AREA_CODE).arg("code", &cell)
            }
            _ => return,
        }
    };
    report.push(dataset.at_cell(finding, row, column.name));
}

fn shown(cell: &str) -> String {
    cell.parse().map_or_else(|_| cell.to_owned(), |value| number(value, "vi"))
}
