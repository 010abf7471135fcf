//! Administrative units, as the layers of `data/` define them.

use std::collections::HashSet;
use std::sync::Arc;

use super::data::LoadedDataset;
use crate::diagnostics::{Diagnostic, Report, code};
use crate::domain::period::Period;
use crate::domain::unit::{Level, Unit, Units};
use crate::fields::Spanned;
use crate::text::Date;

/// Every row that names a unit names one that exists.
pub(super) fn check_codes(datasets: &[LoadedDataset], units: &Units, report: &mut Report) {
    for dataset in datasets {
        let mut unknown: Vec<(&usize, &Arc<str>)> = dataset
            .by_unit
            .iter()
            .filter(|(code, _)| units.get(code).is_none())
            .filter_map(|(code, rows)| Some((rows.first()?, code)))
            .collect();
        unknown.sort();
        for (&row, code) in unknown {
            let column = dataset.decl.unit.as_ref().map(|column| &*column.text);
            let finding = Diagnostic::error(code::UNKNOWN_UNIT)
                .arg("code", code)
                .arg("suggestion", units.suggest(code))
                .arg("fix", "@unit.in_data")
                .arg("column", column.unwrap_or_default());
            report.push(dataset.at_row(finding, row, column));
        }
    }
}

/// The units that the layers with `units = ...` define.
pub(super) fn define(datasets: &[LoadedDataset], report: &mut Report) -> Units {
    let mut list: Vec<Unit> = Vec::new();
    let mut provinces = HashSet::new();
    let by_level = |level| {
        let defines = move |dataset: &LoadedDataset| dataset.decl.units == Some(level) && !dataset.decl.former;
        datasets.iter().enumerate().filter(move |(_, dataset)| defines(dataset))
    };
    for (id, dataset) in by_level(Level::Province).chain(by_level(Level::Commune)) {
        let decl = &dataset.decl;
        let level = decl.units.unwrap_or(Level::Commune);
        let column = |named: &Option<Spanned>, usual: &'static str| {
            named.as_ref().map_or(usual.to_owned(), |named| named.text.clone())
        };
        let (key, full, parent) =
            (column(&decl.key, "code"), column(&decl.name, "full_name"), column(&decl.parent, "province_code"));
        for row in 0..dataset.data.len() {
            let text = |name: &str| dataset.data.text(row, name);
            let code: Arc<str> = text(&key).into();
            if code.is_empty() {
                continue;
            }
            let province = (level == Level::Commune).then(|| Arc::from(text(&parent)));
            if level == Level::Province {
                provinces.insert(Arc::clone(&code));
            } else if let Some(missing) = province.as_ref().filter(|province| !provinces.contains(*province)) {
                let finding = Diagnostic::error(code::UNKNOWN_PROVINCE).arg("code", missing);
                report.push(dataset.at_row(finding, row, Some(&parent)));
            }
            // The manifest's `name` column is what labels show; a layer may have the whole name beside it.
            let shown = text(&full);
            let or_shown = |text: String| if text.is_empty() { shown.clone() } else { text };
            let (name, full_name) = (or_shown(text("name")), or_shown(text("full_name")));
            list.push(Unit {
                code,
                level,
                kind: text("type"),
                name,
                full_name,
                parent: province,
                area: dataset.data.cell(row, "area_km2").as_f64(),
                period: Period { from: Date::parse(&text("valid_from")), to: None },
                dataset: id,
                feature: row,
                path: String::new(),
            });
        }
    }
    Units::new(list)
}
