//! A dataset's rows with typed columns, as every file of it has them. Made when a file is, not when it is planned.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::domain::dataset::Dataset;
use crate::export::{Cell, Column, Kind, Table};
use crate::site::{DataFile, LoadedDataset, Site};
use crate::source::SourceFile;
use crate::text::Date;

/// A dataset for a view: serialises as what its rows are read from, and how.
#[derive(Clone, Serialize)]
pub(in crate::outputs) struct Rows {
    file: SourceFile,
    parts: Vec<SourceFile>,
    joined: Option<SourceFile>,
    reading: String,
    #[serde(skip)]
    data: Arc<DataFile>,
    id: String,
    title: String,
    date: String,
    about: Vec<(String, String)>,
    name: Option<String>,
    /// Declared headings, by column.
    headings: Vec<(String, String)>,
    /// Declared types, by column.
    types: Vec<(String, String)>,
    /// Columns that are codes, whatever they look like.
    codes: Vec<String>,
}

impl Rows {
    pub(in crate::outputs) fn new(site: &Site, dataset: &LoadedDataset) -> Self {
        let decl = &dataset.decl;
        let word = |key: &str| site.word(key).to_owned();
        let mut about = vec![
            (word("dataset_name"), decl.title.clone()),
            (word("data_source"), decl.source.clone()),
            (word("data_licence"), decl.licence.clone()),
        ];
        let mut tell = |key: &str, text: Option<String>| about.extend(text.map(|text| (word(key), text)));
        tell("dataset_about", decl.description.clone());
        tell("dataset_source_url", decl.source_url.as_ref().map(|url| url.text.clone()));
        tell("dataset_licence_url", decl.licence_url.as_ref().map(|url| url.text.clone()));
        tell("data_date", decl.date.map(Date::short));
        tell("data_note", decl.note.clone());
        tell("sample_title", decl.sample.then(|| word("sample_rows")));
        tell("dataset_page", Some(site.canonical(&super::address(dataset))));
        let codes = [&decl.key, &decl.unit, &decl.parent];
        Self {
            file: dataset.file.clone(),
            parts: dataset.parts.clone(),
            joined: dataset.joined.clone(),
            reading: format!("{:?}", decl.reading),
            data: Arc::clone(&dataset.data),
            id: decl.id.text.clone(),
            title: decl.title.clone(),
            date: decl.date.map(|date| date.to_string()).unwrap_or_default(),
            about,
            name: decl.name.as_ref().map(|name| name.text.clone()),
            headings: decl.columns.iter().map(|column| (column.name.text.clone(), column.heading.clone())).collect(),
            types: types(decl),
            codes: codes.into_iter().flatten().map(|code| code.text.clone()).collect(),
        }
    }

    /// The rows.
    pub(in crate::outputs) fn table(&self) -> Table {
        let names: Vec<String> = self.data.columns().into_iter().map(str::to_owned).collect();
        let raw: Vec<Vec<Value>> =
            (0..self.data.len()).map(|row| names.iter().map(|name| self.data.cell(row, name)).collect()).collect();
        let columns: Vec<Column> = (names.iter().enumerate())
            .map(|(at, name)| {
                let heading = self.headings.iter().find(|(own, _)| own == name);
                Column {
                    heading: heading.map_or_else(|| name.clone(), |(_, heading)| heading.clone()),
                    kind: self.kind(name, raw.iter().map(|row| &row[at])),
                    name: name.clone(),
                }
            })
            .collect();
        let rows = raw
            .into_iter()
            .map(|row| row.into_iter().zip(&columns).map(|(cell, column)| typed(cell, column.kind)).collect());
        let geometries = match &*self.data {
            DataFile::Layer(layer) => layer.features.iter().map(|feature| feature.geometry.clone()).collect(),
            DataFile::Table(_) => Vec::new(),
        };
        Table {
            id: self.id.clone(),
            title: self.title.clone(),
            date: self.date.clone(),
            about: self.about.clone(),
            name: self.name.clone(),
            rows: rows.collect(),
            columns,
            geometries,
        }
    }

    /// What a column holds: as the manifest says, else what all of its cells look like. A number with a zero in front is a
    /// code.
    fn kind<'a>(&self, name: &str, cells: impl Iterator<Item = &'a Value>) -> Kind {
        if self.codes.iter().any(|code| code == name) {
            return Kind::Text;
        }
        if let Some((_, declared)) = self.types.iter().find(|(own, _)| own == name) {
            return match declared.split([':', '.', '-']).next() {
                Some("integer") => Kind::Integer,
                Some("number" | "percent") => Kind::Number,
                Some("date") => Kind::Date,
                Some("yes") => Kind::YesNo,
                _ => Kind::Text,
            };
        }
        let mut kind = None;
        for cell in cells {
            let own = match cell {
                Value::Null => continue,
                Value::String(text) if text.is_empty() => continue,
                Value::Bool(_) => Kind::YesNo,
                Value::Number(number) if number.is_f64() => Kind::Number,
                Value::Number(_) => Kind::Integer,
                Value::String(text) => looks_like(text),
                Value::Array(_) | Value::Object(_) => Kind::Text,
            };
            kind = Some(match (kind, own) {
                (None, own) => own,
                (Some(Kind::Integer | Kind::Number), Kind::Number) | (Some(Kind::Number), Kind::Integer) => {
                    Kind::Number
                }
                (Some(kind), own) if kind == own => own,
                _ => return Kind::Text,
            });
        }
        kind.unwrap_or(Kind::Text)
    }
}

/// Declared types, those that go without saying included.
fn types(decl: &Dataset) -> Vec<(String, String)> {
    let declared = decl.reading.types.iter().map(|(column, kind)| (column.text.clone(), kind.text.clone()));
    let implied = decl.reading.implied.iter().map(|(column, kind)| ((*column).to_owned(), (*kind).to_owned()));
    declared.chain(implied).collect()
}

fn looks_like(text: &str) -> Kind {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_code = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match text.parse::<f64>() {
        Ok(_) if is_code || !plain || digits.len() > 15 => Kind::Text,
        Ok(_) if digits.contains('.') => Kind::Number,
        Ok(_) => Kind::Integer,
        Err(_) if text.len() == 10 && Date::parse(text).is_some_and(|date| date.day > 0) => Kind::Date,
        Err(_) => Kind::Text,
    }
}

fn typed(cell: Value, kind: Kind) -> Cell {
    match (cell, kind) {
        (Value::Null, _) => Cell::Empty,
        (Value::String(text), _) if text.is_empty() => Cell::Empty,
        (Value::Bool(yes), Kind::YesNo) => Cell::YesNo(yes),
        (Value::Number(number), Kind::Integer | Kind::Number) => number.as_f64().map_or(Cell::Empty, Cell::Number),
        (Value::String(text), Kind::Integer | Kind::Number) => {
            text.parse().map_or_else(|_| Cell::Text(text), Cell::Number)
        }
        (Value::String(text), Kind::YesNo) if text == "true" || text == "false" => Cell::YesNo(text == "true"),
        (Value::String(text), _) => Cell::Text(text),
        (other, _) => Cell::Text(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stay_words_and_numbers_are_numbers() {
        let kinds = ["00565", "565", "56.5", "-3", "2025-07-01", "1e5", "", "Xã", "0", "0.5", "12345678901234567"];
        let found = kinds.map(looks_like);
        use Kind::{Date, Integer, Number, Text};
        assert_eq!(found, [Text, Integer, Number, Integer, Date, Text, Text, Text, Integer, Number, Text]);
    }
}
