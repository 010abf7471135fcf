//! What rows mean that name a unit by an old code or an old name, and where they may be led.
//!
//! A row about a former unit goes to a unit of today only when the whole of the former one did. It becomes a row of that
//! unit when the two are the same ground; otherwise it stays a row of the former unit, which pages show as such. Figures
//! are never added up.

use std::collections::HashMap;
use std::sync::Arc;

use super::LoadedDataset;
use super::join::named;
use crate::diagnostics::{Code, Diagnostic, Report, code};
use crate::domain::history::{Heir, History};
use crate::domain::unit::Units;
use crate::text::Date;

/// What the code or name in a row means.
pub(super) enum Meaning {
    /// A unit of today.
    Unit(Arc<str>),
    /// A former one.
    Former(usize),
    /// One of several former ones.
    Several(Vec<usize>),
    /// None that is known.
    Nothing,
}

/// Units of today and of the past.
#[derive(Clone, Copy)]
pub(super) struct Gazetteer<'a> {
    pub units: &'a Units,
    pub history: &'a History,
}

impl Gazetteer<'_> {
    /// What a text means on a day; without one, units of today come first.
    pub(super) fn meaning(&self, text: &str, as_of: Option<Date>) -> Meaning {
        if as_of.is_none()
            && let Some(unit) = self.units.get(text)
        {
            return Meaning::Unit(Arc::clone(&unit.code));
        }
        match self.history.find(text, as_of).as_slice() {
            [] => self.units.get(text).map_or(Meaning::Nothing, |unit| Meaning::Unit(Arc::clone(&unit.code))),
            [former] => Meaning::Former(*former),
            several => Meaning::Several(several.to_vec()),
        }
    }

    /// Whether a text that means a unit of today meant other ground before.
    pub(super) fn is_double(&self, text: &str, unit: &str) -> bool {
        self.history.find(text, None).into_iter().any(|id| {
            let former = &self.history.formers()[id];
            let leads = former.heirs.iter().any(|heir| matches!(&heir.heir, Some(Heir::Unit(code)) if **code == *unit));
            (*former.code == *unit || leads) && !self.history.is_continued(id)
        })
    }

    fn said(&self, id: usize) -> String {
        let former = &self.history.formers()[id];
        let district = former.district.as_ref().map_or_else(String::new, |district| format!(", {district}"));
        format!("{} {}{district}", former.code, former.full_name)
    }
}

/// What became of a dataset's rows about former units.
#[derive(Default)]
pub(super) struct Tally {
    /// Rows whose unit went whole to a unit of today.
    led: Vec<(usize, usize)>,
    /// Rows whose unit did not.
    kept: Vec<(usize, usize)>,
    /// Rows that may mean several units.
    several: Vec<(usize, Vec<usize>)>,
    /// Rows about a unit of today whose code or name meant other ground before.
    double: Vec<usize>,
}

impl Tally {
    /// A row about a former unit; the unit of today that it is led to.
    pub(super) fn former<'a>(&mut self, row: usize, former: usize, gazetteer: Gazetteer<'a>) -> Option<&'a Arc<str>> {
        let heir = gazetteer.history.whole_heir(former);
        if heir.is_some() {
            self.led.push((row, former))
        } else {
            self.kept.push((row, former))
        }
        heir
    }

    /// A row that may mean several former units.
    pub(super) fn several(&mut self, row: usize, formers: Vec<usize>) {
        self.several.push((row, formers));
    }

    /// A row about a unit of today.
    pub(super) fn unit(&mut self, row: usize, text: &str, unit: &str, gazetteer: Gazetteer) {
        if gazetteer.is_double(text, unit) {
            self.double.push(row);
        }
    }

    /// Rows about former units, by those.
    pub(super) fn by_former(&self) -> HashMap<usize, Vec<usize>> {
        let mut rows: HashMap<usize, Vec<usize>> = HashMap::new();
        for &(row, former) in self.led.iter().chain(&self.kept) {
            rows.entry(former).or_default().push(row);
        }
        rows
    }

    /// Says what was done, at the first row that it was done to.
    pub(super) fn tell(&self, dataset: &LoadedDataset, column: &str, gazetteer: Gazetteer, report: &mut Report) {
        let mut say = |finding: Diagnostic, row: usize, count: usize, values: &[String]| {
            let finding = finding.arg("count", count).arg("values", named(values));
            report.push(dataset.at_cell(finding, row, column));
        };
        let warning = |code: Code| Diagnostic::warning(code).arg("column", column);
        let led: Vec<String> = (self.led.iter())
            .map(|&(_, former)| {
                let heir = gazetteer.history.whole_heir(former).and_then(|code| gazetteer.units.get(code));
                format!("{} → {}", gazetteer.said(former), heir.map_or("", |unit| &unit.full_name))
            })
            .collect();
        // Who says as of when the rows are wants them led.
        if let Some((row, _)) = self.led.first().filter(|_| dataset.decl.units_as_of.is_none()) {
            say(warning(code::LED_THROUGH_HISTORY), *row, led.len(), &led);
        }
        if let Some((row, _)) = self.kept.first() {
            let kept: Vec<String> = self.kept.iter().map(|&(_, former)| gazetteer.said(former)).collect();
            say(warning(code::NOT_LED_THROUGH_HISTORY).arg("reason", "@history.in_parts"), *row, kept.len(), &kept);
        }
        for (row, formers) in &self.several {
            let several: Vec<String> = formers.iter().map(|&former| gazetteer.said(former)).collect();
            say(warning(code::NOT_LED_THROUGH_HISTORY).arg("reason", "@history.several_units"), *row, 1, &several);
        }
        if let Some(&row) = self.double.first()
            && !self.led.is_empty() | !self.kept.is_empty()
            && dataset.decl.units_as_of.is_none()
        {
            let values: Vec<String> = self.double.iter().map(|&row| dataset.data.text(row, column)).collect();
            say(Diagnostic::error(code::CODES_OF_TWO_TIMES).arg("column", column), row, values.len(), &values);
        }
    }
}

impl LoadedDataset {
    /// Puts rows beside the units they belong to.
    pub(super) fn index_by_unit(&mut self, gazetteer: Gazetteer, report: &mut Report) {
        let Some(column) = self.decl.unit.as_ref().map(|column| column.text.clone()) else { return };
        let mut tally = Tally::default();
        for row in 0..self.data.len() {
            let text = self.data.text(row, &column);
            if text.is_empty() {
                continue;
            }
            let unit = match gazetteer.meaning(&text, self.decl.units_as_of) {
                Meaning::Unit(code) => {
                    tally.unit(row, &text, &code, gazetteer);
                    Some(code)
                }
                Meaning::Former(former) => {
                    let heir = tally.former(row, former, gazetteer);
                    heir.filter(|_| gazetteer.history.is_continued(former)).cloned()
                }
                Meaning::Several(formers) => {
                    tally.several(row, formers);
                    None
                }
                // Reported with the other codes that no unit bears.
                Meaning::Nothing => Some(text.into()),
            };
            if let Some(code) = unit {
                self.by_unit.entry(code).or_default().push(row);
            }
        }
        self.by_former = tally.by_former();
        tally.tell(self, &column, gazetteer, report);
    }
}
