//! Tables of services: what every row of a kind must say, and services by their kind.

use std::collections::HashMap;
use std::sync::Arc;

use super::data::LoadedDataset;
use super::ledger::day;
use super::links::not_web;
use super::{Address, Structure};
use crate::diagnostics::{Diagnostic, Report, code};
use crate::domain::history::History;
use crate::domain::product::PRODUCTS;
use crate::domain::service::{DESKS, Holds, KINDS, ServiceColumn, ServiceKind, is_usual_area_code};
use crate::text::{Date, nearest, number, slug};

impl Structure {
    /// Whether any table lists services: then each kind has a page, with rows or with the word that there are none.
    pub fn has_services(&self) -> bool {
        KINDS.iter().any(|kind| self.datasets_of(kind).next().is_some())
    }

    /// The datasets that list a service.
    pub fn datasets_of(&self, kind: &'static ServiceKind) -> impl Iterator<Item = &LoadedDataset> {
        let of_kind = |own: &ServiceKind| own.id == kind.id;
        self.datasets.iter().filter(move |dataset| dataset.decl.service.as_ref().is_some_and(|(own, _)| of_kind(own)))
    }
}

/// The code of the unit of today that each row belongs to, be it by way of a former one.
pub fn units_of_rows(history: &History, dataset: &LoadedDataset) -> HashMap<usize, Arc<str>> {
    let mut units = HashMap::new();
    for (&former, rows) in &dataset.by_former {
        units.extend(
            history.whole_heir(former).into_iter().flat_map(|code| rows.iter().map(|&row| (row, Arc::clone(code)))),
        );
    }
    // What a row says itself goes before what became of another unit.
    units.extend(dataset.by_unit.iter().flat_map(|(code, rows)| rows.iter().map(|&row| (row, Arc::clone(code)))));
    units
}

/// A desk where people go: the counters of one room.
#[derive(Clone)]
pub struct Desk {
    /// Its name.
    pub name: String,
    /// Its page.
    pub address: Address,
    /// The dataset that lists it.
    pub dataset: usize,
    /// Its counters and other places, in the order of the table.
    pub rows: Vec<usize>,
}

impl Structure {
    /// The desks of all tables: rows of one name and unit are one desk.
    pub fn desks(&self) -> Vec<Desk> {
        let mut desks: Vec<Desk> = Vec::new();
        for (id, dataset) in self.datasets.iter().enumerate() {
            let Some((kind, _)) = dataset.decl.service.as_ref().filter(|(kind, _)| kind.id == DESKS) else { continue };
            for row in 0..dataset.data.len() {
                let (name, address) = desk(dataset, kind, row);
                match desks.iter_mut().find(|desk| desk.address == address) {
                    Some(desk) if desk.dataset == id => desk.rows.push(row),
                    Some(_) => {}
                    None => desks.push(Desk { name, address, dataset: id, rows: vec![row] }),
                }
            }
        }
        desks
    }
}

/// The name of the desk that a row belongs to, and its page.
fn desk(dataset: &LoadedDataset, kind: &ServiceKind, row: usize) -> (String, Address) {
    let text = |holds: Holds| kind.column(holds).map_or_else(String::new, |c| dataset.data.text(row, c.name));
    let name = text(Holds::Name);
    let address = Address::service(DESKS).join(&format!("{}-{}/", slug(&text(Holds::Unit)), slug(&name)));
    (name, address)
}

/// The page of some rows of a table of services: of their desk when they are counters, else of their kind.
pub fn page_of(dataset: &LoadedDataset, kind: &ServiceKind, rows: &[usize]) -> Address {
    if kind.id == PRODUCTS.id {
        return Address::products();
    }
    let first = rows.first().filter(|_| kind.id == DESKS);
    first.map_or_else(|| Address::service(kind.id), |&row| desk(dataset, kind, row).1)
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
    let finding = match column.holds {
        _ if cell.is_empty() => column.needed.then(|| Diagnostic::error(code::EMPTY_CELL)),
        Holds::Confirmed => day(&cell)
            .filter(|day| day.days() > today.days())
            .map(|day| Diagnostic::error(code::CONFIRMED_LATER).arg("date", day.short()).arg("today", today.short())),
        Holds::Past => day(&cell)
            .filter(|day| day.days() > today.days())
            .map(|day| Diagnostic::error(code::DECIDED_LATER).arg("date", day.short()).arg("today", today.short())),
        Holds::Link => not_web(&cell),
        Holds::Id | Holds::Group | Holds::Months | Holds::Links | Holds::Gtin | Holds::Phone => {
            super::products::fault(dataset, column, &cell)
        }
        Holds::AreaCode => {
            (!is_usual_area_code(&cell)).then(|| Diagnostic::warning(code::UNUSUAL_AREA_CODE).arg("code", &cell))
        }
        holds => holds.range().and_then(|range| out_of_range(&cell, range)),
    };
    if let Some(finding) = finding {
        report.push(dataset.at_cell(finding, row, column.name));
    }
}

/// What is no number is told of when the column is read.
fn out_of_range(cell: &str, (least, most): (f64, f64)) -> Option<Diagnostic> {
    let value = cell.parse().ok().filter(|value: &f64| !(least..=most).contains(value))?;
    let shown = |value: f64| number(value, "vi");
    let finding = Diagnostic::error(code::SERVICE_OUT_OF_RANGE);
    Some(finding.arg("value", shown(value)).arg("least", shown(least)).arg("most", shown(most)))
}
