//! Joining: a table's columns beside those of a layer, where a code or a name agrees, or where that of a former unit
//! leads to the same ground.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::leading::{Gazetteer, Meaning, Tally};
use super::{DataFile, LoadedDataset, Table};
use crate::diagnostics::{Diagnostic, Report, code};
use crate::domain::dataset::Join;
use crate::domain::history::Heir;
use crate::domain::unit::split_kind;
use crate::text::{fold, nearest};

/// Partnerless rows that are named.
const MOST_NAMED: usize = 12;

/// Gives each dataset that asks for it the columns of the table it names.
pub(super) fn join_all(datasets: &mut [LoadedDataset], gazetteer: Gazetteer, report: &mut Report) {
    for at in 0..datasets.len() {
        let Some(join) = datasets[at].decl.join.clone() else { continue };
        let Some(other) = datasets.iter().position(|dataset| dataset.decl.id.text == join.table.text) else {
            let known = datasets.iter().map(|dataset| dataset.decl.id.text.as_str());
            let near = nearest(&join.table.text, known).unwrap_or_default().to_owned();
            let finding = Diagnostic::error(code::MISSING_FILE).arg("name", &join.table.text).arg("suggestion", near);
            report.push(finding.at(datasets[at].manifest_place(&join.table.span)));
            continue;
        };
        if let Some((joined, tally)) = join_one(&datasets[at], &datasets[other], &join, gazetteer, report) {
            // A table that itself says whose its rows are is led by that.
            if datasets[other].decl.unit.is_none() {
                tally.tell(&datasets[other], &join.key.text, gazetteer, report);
                datasets[other].by_former = tally.by_former();
            }
            let file = datasets[other].file.clone();
            datasets[at].data = Arc::new(joined);
            datasets[at].joined = Some(file);
        }
    }
}

fn join_one(
    layer: &LoadedDataset,
    table: &LoadedDataset,
    join: &Join,
    gazetteer: Gazetteer,
    report: &mut Report,
) -> Option<(DataFile, Tally)> {
    for (dataset, column) in [(layer, &join.on), (table, &join.key)] {
        let columns = dataset.data.columns();
        if !columns.contains(&column.text.as_str()) {
            let near = nearest(&column.text, columns).unwrap_or_default();
            let finding = Diagnostic::error(code::UNKNOWN_COLUMN).arg("column", &column.text).arg("suggestion", near);
            report.push(finding.at(layer.manifest_place(&column.span)));
            return None;
        }
    }
    let own: HashSet<&str> = layer.data.columns().into_iter().collect();
    let taken: Vec<String> = (table.data.columns().into_iter())
        .filter(|column| *column != join.key.text && !own.contains(column))
        .map(str::to_owned)
        .collect();
    let (pairs, left, tally) = Meeting::new(layer, table, join, gazetteer).pairs();
    let unpaired = (0..pairs.len()).filter(|&row| pairs[row].is_none());
    let alone: Vec<String> = unpaired.map(|row| layer.data.text(row, &join.on.text)).collect();
    let left: Vec<String> = left.into_iter().map(|row| table.data.text(row, &join.key.text)).collect();
    for (side, values, place) in [
        ("@join.of_layer", alone, layer.manifest_place(&join.on.span)),
        ("@join.of_table", left, layer.manifest_place(&join.key.span)),
    ] {
        if !values.is_empty() {
            let finding = Diagnostic::warning(code::UNMATCHED_ROWS).arg("count", values.len()).arg("side", side);
            report.push(finding.arg("values", named(&values)).at(place));
        }
    }
    Some((joined(layer, table, &taken, &pairs), tally))
}

/// Which rows of a layer and a table belong together.
struct Meeting<'a> {
    layer: &'a LoadedDataset,
    table: &'a LoadedDataset,
    join: &'a Join,
    gazetteer: Gazetteer<'a>,
    /// Rows of the layer by what they are joined by.
    rows: HashMap<String, Vec<usize>>,
}

impl<'a> Meeting<'a> {
    fn new(layer: &'a LoadedDataset, table: &'a LoadedDataset, join: &'a Join, gazetteer: Gazetteer<'a>) -> Self {
        let mut meeting = Self { layer, table, join, gazetteer, rows: HashMap::with_capacity(layer.data.len()) };
        for row in 0..layer.data.len() {
            let value = meeting.agreed(&layer.data.text(row, &join.on.text));
            if !value.is_empty() {
                meeting.rows.entry(value).or_default().push(row);
            }
        }
        meeting
    }

    fn agreed(&self, text: &str) -> String {
        if self.join.by_name { folded(text) } else { text.to_owned() }
    }

    /// The layer's rows of a unit of today.
    fn of_unit(&self, code: &str) -> &[usize] {
        let value = match self.gazetteer.units.get(code) {
            Some(unit) if self.join.by_name => folded(&unit.full_name),
            _ => code.to_owned(),
        };
        self.rows.get(&value).map_or(&[], Vec::as_slice)
    }

    /// The partner of each row of the layer, the rows of the table that found none, and those of former units.
    fn pairs(&self) -> (Vec<Option<usize>>, Vec<usize>, Tally) {
        let mut pairs = vec![None; self.layer.data.len()];
        let (mut left, mut tally) = (Vec::new(), Tally::default());
        let as_of = self.table.decl.units_as_of;
        let mut later = Vec::new();
        for row in 0..self.table.data.len() {
            let text = self.table.data.text(row, &self.join.key.text);
            let own = self.rows.get(&self.agreed(&text)).map_or(&[][..], Vec::as_slice);
            let meaning = if as_of.is_some() || own.is_empty() {
                self.among_the_layers(self.gazetteer.meaning(&text, as_of))
            } else {
                Meaning::Nothing
            };
            match meaning {
                Meaning::Former(former) => later.push((row, former)),
                Meaning::Several(formers) => tally.several(row, formers),
                Meaning::Unit(_) | Meaning::Nothing if own.is_empty() => left.push(row),
                Meaning::Unit(_) | Meaning::Nothing => {
                    for &at in own {
                        pairs[at] = pairs[at].or(Some(row));
                        if let Some(unit) = self.unit_at(at) {
                            tally.unit(row, &text, &unit, self.gazetteer);
                        }
                    }
                }
            }
        }
        for (row, former) in later {
            let heir = tally.former(row, former, self.gazetteer);
            if let Some(heir) = heir.filter(|_| self.gazetteer.history.is_continued(former)) {
                self.of_unit(heir).iter().for_each(|&at| pairs[at] = pairs[at].or(Some(row)));
            }
        }
        (pairs, left, tally)
    }

    /// The unit that a row of the layer is about, where the layer says.
    fn unit_at(&self, row: usize) -> Option<String> {
        let decl = &self.layer.decl;
        let column = if decl.units.is_some() { decl.key.as_ref() } else { decl.unit.as_ref() };
        column.map(|column| self.layer.data.text(row, &column.text))
    }

    /// Of several former units those that lead to a unit in the layer, when there are any.
    fn among_the_layers(&self, meaning: Meaning) -> Meaning {
        let Meaning::Several(formers) = meaning else { return meaning };
        let leads_here = |id: &&usize| {
            let heirs = &self.gazetteer.history.formers()[**id].heirs;
            heirs.iter().any(|heir| matches!(&heir.heir, Some(Heir::Unit(code)) if !self.of_unit(code).is_empty()))
        };
        match formers.iter().filter(leads_here).copied().collect::<Vec<_>>().as_slice() {
            [] => Meaning::Several(formers),
            [former] => Meaning::Former(*former),
            here => Meaning::Several(here.to_vec()),
        }
    }
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
pub(in crate::site) fn folded(name: &str) -> String {
    fold(split_kind(name).1)
}

/// A list for a sentence: the first dozen.
pub(super) fn named(values: &[String]) -> String {
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
