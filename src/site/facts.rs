//! What the open data says, cell by cell, for editions to be compared.

use super::data::LoadedDataset;
use super::ledger::plan_of;
use super::{Page, Site};
use crate::digest::Digest;
use crate::domain::edition::{Edition, Fact};

/// The table of all promises.
pub const PROMISES: &str = "cam-ket";

/// Facts of one row.
struct Row<'a> {
    facts: &'a mut Vec<Fact>,
    table: &'a str,
    key: String,
}

impl Row<'_> {
    fn say(&mut self, column: &str, value: impl Into<String>) {
        let (table, key) = (self.table.to_owned(), self.key.clone());
        self.facts.push(Fact { table, key, column: column.to_owned(), value: value.into() });
    }
}

impl Site {
    /// Everything that tables, results, decisions and plans say now.
    pub fn edition(&self) -> Edition {
        let mut facts = Vec::new();
        for dataset in &self.datasets {
            of_dataset(dataset, &mut facts);
        }
        self.of_results(&mut facts);
        for page in &self.pages {
            of_plan(page, &mut facts);
        }
        Edition::new(facts)
    }

    fn of_results(&self, facts: &mut Vec<Fact>) {
        for (code, outcomes) in self.record.units() {
            let name = self.units.get(code).map_or_else(String::new, |unit| unit.full_name.clone());
            for outcome in outcomes {
                let set = &self.record.frameworks[usize::from(outcome.framework)];
                let table = &self.record.tables[usize::from(outcome.table)].id;
                let number = &set.indicators[usize::from(outcome.indicator)].number;
                let figure = outcome.figure().map(|figure| figure.to_string());
                let mut row = Row { facts, table, key: code.to_string() };
                row.say("", &*name);
                row.say(
                    &format!("{number} ({})", outcome.date),
                    figure.unwrap_or_else(|| outcome.said.word().to_owned()),
                );
            }
            for decision in self.record.recognitions_of(code) {
                let set = &self.record.frameworks[decision.framework].decree.id;
                let mut row = Row {
                    facts,
                    table: &self.record.decisions[decision.table].id,
                    key: format!("{code} {set} {}", decision.date),
                };
                row.say("", &*name);
                row.say("quyet_dinh", &*decision.decision);
                row.say("hieu_luc", if decision.granted { "công nhận" } else { "thu hồi" });
            }
        }
    }
}

fn of_dataset(dataset: &LoadedDataset, facts: &mut Vec<Fact>) {
    let decl = &dataset.decl;
    let columns = dataset.data.columns();
    let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for number in 0..dataset.data.len() {
        let text = |column: &Option<crate::fields::Spanned>| {
            column.as_ref().map_or_else(String::new, |column| dataset.data.text(number, &column.text))
        };
        let name = text(&decl.name);
        // A row is known by its key; without one by its unit and name; alike rows by their order.
        let key = match &decl.key {
            Some(_) => text(&decl.key),
            None => format!("{} {name}", text(&decl.unit)).trim().to_owned(),
        };
        let again = seen.entry(key.clone()).or_default();
        *again += 1;
        let key = if *again > 1 || key.is_empty() { format!("{key}#{again}") } else { key };
        let mut row = Row { facts, table: &decl.id.text, key };
        row.say("", name);
        for column in &columns {
            row.say(column, dataset.data.text(number, column));
        }
        let feature = dataset.layer().and_then(|layer| layer.features.get(number));
        if let Some(handle) = feature.and_then(|feature| feature.handle()) {
            row.say(GEOMETRY, Digest::of_value(&handle).short());
        }
    }
}

/// The column of a shape, which is told by its digest.
pub const GEOMETRY: &str = "geometry";

fn of_plan(page: &Page, facts: &mut Vec<Fact>) {
    let Some(plan) = plan_of(page) else { return };
    for target in &plan.targets {
        let mut row = Row { facts, table: PROMISES, key: target.id.clone() };
        row.say("", plan.number.as_ref().unwrap_or(&page.meta().title).as_str());
        row.say("text", target.text.as_str());
        row.say("value", target.value.map_or_else(String::new, |value| value.to_string()));
        row.say("unit", target.unit.as_deref().unwrap_or_default());
        row.say("deadline", target.deadline.as_deref().unwrap_or_default());
        row.say("owner", target.owner.as_deref().unwrap_or_default());
    }
}
