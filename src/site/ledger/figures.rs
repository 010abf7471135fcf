//! Figures reported against targets, read from the tables that the manifest declares.

use std::collections::HashSet;

use super::{Ledger, plan_of};
use crate::diagnostics::{Diagnostic, Report, code};
use crate::domain::dataset::FigureColumns;
use crate::fields::Spanned;
use crate::site::Page;
use crate::site::data::LoadedDataset;
use crate::site::links::not_web;
use crate::text::{self, Date, nearest, slug};

/// A figure that somebody published about a promise.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// As of which day.
    pub date: Date,
    /// In the target's unit.
    pub value: f64,
    /// Who published it, and where.
    pub source: String,
    /// Its address.
    pub url: Option<String>,
    /// Remark.
    pub note: Option<String>,
    /// The dataset it stands in.
    pub dataset: usize,
}

impl Ledger {
    pub(super) fn take_figures(&mut self, pages: &[Page], datasets: &[LoadedDataset], report: &mut Report) {
        let mut seen: HashSet<(usize, i64)> = HashSet::new();
        for (id, dataset) in datasets.iter().enumerate() {
            let Some(columns) = &dataset.decl.figures else { continue };
            for row in 0..dataset.data.len() {
                let Some((promise, figure)) = self.figure(pages, (id, dataset), columns, row, report) else { continue };
                if !seen.insert((promise, figure.date.days())) {
                    let finding = Diagnostic::error(code::DUPLICATE_FIGURE)
                        .arg("id", dataset.data.text(row, &columns.target.text))
                        .arg("date", figure.date.short());
                    report.push(dataset.at_cell(finding, row, &columns.date.text));
                    continue;
                }
                self.promises[promise].figures.push(figure);
            }
        }
        for promise in &mut self.promises {
            promise.figures.sort_by_key(|figure| figure.date);
        }
    }

    /// A row as a figure, and the promise it is about; what is wrong with it is reported.
    fn figure(
        &self,
        pages: &[Page],
        (id, dataset): (usize, &LoadedDataset),
        columns: &FigureColumns,
        row: usize,
        report: &mut Report,
    ) -> Option<(usize, Figure)> {
        let cell = |column: &Spanned| dataset.data.text(row, &column.text);
        let needed = [&columns.target, &columns.date, &columns.value, &columns.source];
        if needed.iter().all(|column| cell(column).is_empty()) {
            return None;
        }
        let mut whole = true;
        for column in needed.into_iter().filter(|column| cell(column).is_empty()) {
            report.push(dataset.at_cell(Diagnostic::error(code::EMPTY_CELL), row, &column.text));
            whole = false;
        }
        let named = cell(&columns.target);
        let promise = self.by_id.get(&slug(&named)).copied();
        if promise.is_none() && !named.is_empty() {
            let plans = pages.iter().filter_map(plan_of);
            let ids = plans.flat_map(|plan| plan.targets.iter().map(|target| target.id.as_str()));
            let near = nearest(&named, ids).unwrap_or_default();
            let finding = Diagnostic::error(code::UNKNOWN_TARGET).arg("id", &named).arg("suggestion", near);
            report.push(dataset.at_cell(finding, row, &columns.target.text));
        }
        let promise = promise.filter(|_| whole)?;
        // Cells that are no date or no number are reported by the reader of the table.
        let date = day(&cell(&columns.date))?;
        let value: f64 = cell(&columns.value).parse().ok()?;
        let target = &plan_of(&pages[self.promises[promise].page])?.targets[self.promises[promise].target];
        if target.unit.as_deref() == Some("%") && !(0.0..=100.0).contains(&value) {
            let finding =
                Diagnostic::error(code::FIGURE_OUT_OF_RANGE).arg("id", &named).arg("value", text::number(value, "vi"));
            report.push(dataset.at_cell(finding, row, &columns.value.text));
            return None;
        }
        let optional = |column: &Option<Spanned>| column.as_ref().map(cell).filter(|text| !text.is_empty());
        let url = optional(&columns.url);
        if let Some((url, column)) = url.as_ref().zip(columns.url.as_ref())
            && let Some(finding) = not_web(url)
        {
            report.push(dataset.at_cell(finding, row, &column.text));
        }
        let (source, note) = (cell(&columns.source), optional(&columns.note));
        Some((promise, Figure { date, value, source, url, note, dataset: id }))
    }
}

/// A date as a reader of tables leaves it: `25/11/2026`, `11/2026`, `2026`, or as ISO 8601 has it.
pub(in crate::site) fn day(cell: &str) -> Option<Date> {
    let mut parts: Vec<&str> = cell.split('/').collect();
    parts.reverse();
    Date::parse(&parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_tables_are_read() {
        for (cell, iso) in
            [("25/11/2026", "2026-11-25"), ("11/2026", "2026-11"), ("2026", "2026"), ("2026-11", "2026-11")]
        {
            assert_eq!(day(cell).map(|date| date.to_string()).as_deref(), Some(iso));
        }
        assert_eq!(day("cuối năm"), None);
    }
}
