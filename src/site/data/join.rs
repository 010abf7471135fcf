//! Joining: a table's columns beside those of a layer, where a code or a name agrees.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::{DataFile, LoadedDataset, Table};
use crate::diagnostics::{Diagnostic, Report, code};
use crate::domain::dataset::Join;
use crate::text::{fold, nearest};

/// Partnerless rows that are named.
const MOST_NAMED: usize = 12;

/// Words for the kind of a unit, folded, that stand before its name.
const KINDS: [&str; 9] = ["xa", "phuong", "thi tran", "dac khu", "huyen", "quan", "thi xa", "thanh pho", "tinh"];

/// Gives each dataset that asks for it the columns of the table it names.
pub(super) fn join_all(datasets: &mut [LoadedDataset], report: &mut Report) {
    for at in 0..datasets.len() {
        let Some(join) = datasets[at].decl.join.clone() else { continue };
        let Some(other) = datasets.iter().position(|dataset| dataset.decl.id.text == join.table.text) else {
            let known = datasets.iter().map(|dataset| dataset.decl.id.text.as_str());
            let near = nearest(&join.table.text, known).unwrap_or_default().to_owned();
            let finding = Diagnostic::error(code::MISSING_FILE).arg("name", &join.table.text).arg("suggestion", near);
            report.push(finding.at(datasets[at].manifest_place(&join.table.span)));
            continue;
        };
        if let Some(joined) = join_one(&datasets[at], &datasets[other], &join, report) {
            let file = datasets[other].file.clone();
            datasets[at].data = Arc::new(joined);
            datasets[at].joined = Some(file);
        }
    }
}

fn join_one(layer: &LoadedDataset, table: &LoadedDataset, join: &Join, report: &mut Report) -> Option<DataFile> {
    for (dataset, column) in [(layer, &join.on), (table, &join.key)] {
        let columns = dataset.data.columns();
        if !columns.contains(&column.text.as_str()) {
            let near = nearest(&column.text, columns).unwrap_or_default();
            let finding = Diagnostic::error(code::UNKNOWN_COLUMN).arg("column", &column.text).arg("suggestion", near);
            report.push(finding.at(layer.manifest_place(&column.span)));
            return None;
        }
    }
    let agreed = |text: String| if join.by_name { folded(&text) } else { text };
    let mut partners: HashMap<String, usize> = HashMap::with_capacity(table.data.len());
    for row in 0..table.data.len() {
        partners.entry(agreed(table.data.text(row, &join.key.text))).or_insert(row);
    }
    partners.remove("");
    let own: HashSet<&str> = layer.data.columns().into_iter().collect();
    let taken: Vec<String> = (table.data.columns().into_iter())
        .filter(|column| *column != join.key.text && !own.contains(column))
        .map(str::to_owned)
        .collect();
    let mut alone = Vec::new();
    let mut met = HashSet::new();
    let pairs: Vec<Option<usize>> = (0..layer.data.len())
        .map(|row| {
            let value = layer.data.text(row, &join.on.text);
            let partner = partners.get(&agreed(value.clone())).copied();
            match partner {
                Some(partner) => {
                    met.insert(partner);
                }
                None => alone.push(value),
            }
            partner
        })
        .collect();
    let left = (0..table.data.len()).filter(|row| !met.contains(row)).map(|row| table.data.text(row, &join.key.text));
    let left: Vec<String> = left.collect();
    for (side, values, place) in [
        ("@join.of_layer", alone, layer.manifest_place(&join.on.span)),
        ("@join.of_table", left, layer.manifest_place(&join.key.span)),
    ] {
        if !values.is_empty() {
            let finding = Diagnostic::warning(code::UNMATCHED_ROWS).arg("count", values.len()).arg("side", side);
            report.push(finding.arg("values", named(&values)).at(place));
        }
    }
    Some(joined(layer, table, &taken, &pairs))
}

fn joined(layer: &LoadedDataset, table: &LoadedDataset, taken: &[String], pairs: &[Option<usize>]) -> DataFile {
    match &*layer.data {
        DataFile::Layer(source) => {
            let mut joined = source.clone();
            for (feature, partner) in joined.features.iter_mut().zip(pairs) {
                for column in taken {
                    let value = partner.map_or(Value::Null, |row| table.data.cell(row, column));
                    feature.properties.insert(column.clone(), value);
                }
            }
            DataFile::Layer(joined)
        }
        DataFile::Table(source) => {
            let cells = |row: &[String], partner: &Option<usize>| {
                let more =
                    taken.iter().map(|column| partner.map_or_else(String::new, |row| table.data.text(row, column)));
                row.iter().cloned().chain(more).collect()
            };
            let rows = source.rows.iter().zip(pairs);
            DataFile::Table(Table {
                columns: source.columns.iter().chain(taken).cloned().collect(),
                rows: rows.map(|(row, partner)| cells(row, partner)).collect(),
            })
        }
    }
}

/// A unit's name without marks, case and the word for its kind.
fn folded(name: &str) -> String {
    let name = fold(name.trim());
    let words = KINDS.iter().find_map(|kind| name.strip_prefix(kind)?.strip_prefix(' '));
    words.unwrap_or(&name).trim().to_owned()
}

fn named(values: &[String]) -> String {
    let shown: Vec<&str> =
        values.iter().take(MOST_NAMED).map(|value| if value.is_empty() { "∅" } else { value.as_str() }).collect();
    let more = if values.len() > MOST_NAMED { " …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_without_marks_case_and_kind() {
        assert_eq!(folded("Xã Gia Lâm"), folded("GIA LÂM "));
        assert_eq!(folded("Thị trấn Trâu Quỳ"), "trau quy");
        assert_ne!(folded("Xanh"), folded("Nh"), "only whole words are kinds");
    }
}
