//! Datasets: the manifest, its files, and the administrative units that its layers define.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;

mod join;
mod leading;
mod reading;

pub(super) use self::join::folded;
use self::leading::Gazetteer;
use self::reading::Request;
use super::{history, units};
use crate::diagnostics::{Diagnostic, Place, Report, code};
use crate::digest::Digest;
use crate::domain::dataset::{Dataset, Manifest, read_manifest};
use crate::domain::history::History;
use crate::domain::unit::Units;
use crate::formats::RowPlace;
use crate::geo::Layer;
use crate::intake::at_cell;
use crate::source::table::Table;
use crate::source::theme::Theme;
use crate::source::{SourceFile, SourceTree, syntax};
use crate::text::{nearest, nfc};

const MANIFEST: &str = "data/data.toml";

/// A declared dataset with its rows.
pub struct LoadedDataset {
    /// What the manifest says.
    pub decl: Dataset,
    /// Its file.
    pub file: SourceFile,
    /// Its rows.
    pub data: Arc<DataFile>,
    /// Rows by the unit they belong to.
    pub by_unit: HashMap<Arc<str>, Vec<usize>>,
    /// Rows by the former unit they are about: its position in [`History::formers`].
    pub by_former: HashMap<usize, Vec<usize>>,
    /// The table whose columns were joined to its own.
    pub joined: Option<SourceFile>,
    manifest: SourceFile,
}

/// The rows of a file.
pub enum DataFile {
    /// With places.
    Layer(Layer),
    /// Without.
    Table(Table),
}

impl DataFile {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Layer(layer) => layer.features.len(),
            Self::Table(table) => table.rows.len(),
        }
    }

    /// True when it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Names of the columns; of a layer, those of its first feature and whatever later ones add.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Table(table) => table.columns.iter().map(String::as_str).collect(),
            Self::Layer(layer) => {
                let mut columns: Vec<&str> = Vec::new();
                let mut seen = std::collections::HashSet::new();
                for key in layer.features.iter().flat_map(|feature| feature.properties.keys()) {
                    if seen.insert(key.as_str()) {
                        columns.push(key);
                    }
                }
                columns
            }
        }
    }

    /// A cell; text cells of tables that hold a plain number are numbers. Empty cells are `Null`.
    pub fn cell(&self, row: usize, column: &str) -> Value {
        match self {
            Self::Layer(layer) => layer
                .features
                .get(row)
                .and_then(|feature| feature.properties.get(column))
                .cloned()
                .unwrap_or(Value::Null),
            Self::Table(table) => {
                let at = table.columns.iter().position(|name| name == column);
                match at.and_then(|at| table.rows.get(row)?.cells.get(at)).map(String::as_str) {
                    None | Some("") => Value::Null,
                    Some(text) => Value::String(text.to_owned()),
                }
            }
        }
    }

    /// A cell as text; empty when there is nothing.
    pub fn text(&self, row: usize, column: &str) -> String {
        match self.cell(row, column) {
            Value::String(text) => nfc(text.trim()).into_owned(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }
}

impl LoadedDataset {
    /// A place in the manifest.
    pub fn manifest_place(&self, span: &Range<usize>) -> Place {
        super::place(&self.manifest, span)
    }

    /// The layer, when it is one.
    pub fn layer(&self) -> Option<&Layer> {
        match &*self.data {
            DataFile::Layer(layer) => Some(layer),
            DataFile::Table(_) => None,
        }
    }

    /// Says of a finding in which cell it is: line and column of a text file, or the cell of a sheet.
    pub(super) fn at_cell(&self, finding: Diagnostic, row: usize, column: &str) -> Diagnostic {
        let DataFile::Table(table) = &*self.data else {
            let record = RowPlace::Record(row + 1);
            return at_cell(finding, &record, 0).arg("column", column).at(self.row_place(row));
        };
        let line = self.line(row);
        let at = table.columns.iter().position(|name| name == column);
        let (place, number) = match &table.sheet {
            Some(sheet) => {
                let number = at.and_then(|at| sheet.columns.get(at)).copied().unwrap_or(0);
                (RowPlace::Row { sheet: Arc::clone(&sheet.name), row: line }, number)
            }
            None => (RowPlace::Line(line), 0),
        };
        at_cell(finding, &place, number).arg("column", column).at(self.cell_place(row, column))
    }

    /// A row's line in its file, where it is a table; else its number, from 1.
    pub(super) fn line(&self, row: usize) -> usize {
        match &*self.data {
            DataFile::Table(table) => table.rows.get(row).map_or(1, |row| row.line),
            DataFile::Layer(_) => row + 1,
        }
    }

    /// A cell's place in its file: the row's, narrowed to what the cell holds where that stands in it alone.
    pub(super) fn cell_place(&self, row: usize, column: &str) -> Place {
        let (DataFile::Table(table), Ok(text)) = (&*self.data, self.file.text()) else { return self.row_place(row) };
        let (at, cells) = match (table.columns.iter().position(|name| name == column), table.rows.get(row)) {
            (Some(at), Some(row)) => (at, &row.cells),
            _ => return self.row_place(row),
        };
        let start: usize = text.split_inclusive('\n').take(self.line(row) - 1).map(str::len).sum();
        let line = text[start..].lines().next().unwrap_or_default();
        let mut from = 0;
        for (number, cell) in cells.iter().take(at + 1).enumerate() {
            let Some(found) = line[from..].find(cell.as_str()) else { return self.row_place(row) };
            from += found;
            if number < at {
                from += cell.len();
                from += line[from..].chars().next().map_or(0, char::len_utf8);
            }
        }
        let end = from + cells[at].len().max(1);
        Place::span(Arc::clone(&self.file.path), text, start + from..start + end)
    }

    /// A row's place in its file.
    pub(super) fn row_place(&self, row: usize) -> Place {
        let text = self.file.text().unwrap_or_default();
        match &*self.data {
            DataFile::Layer(layer) => layer.features.get(row).map_or_else(
                || Place::file(Arc::clone(&self.file.path)),
                |feature| Place::span(Arc::clone(&self.file.path), text, feature.range()),
            ),
            // A workbook has no lines to show.
            DataFile::Table(Table { sheet: Some(_), .. }) => Place::file(Arc::clone(&self.file.path)),
            DataFile::Table(table) => {
                let line = table.rows.get(row).map_or(1, |row| row.line);
                Place::line_column(Arc::clone(&self.file.path), text, line, 1)
            }
        }
    }
}

/// Files read before, by the dataset's id or the file's path.
#[derive(Default)]
pub(super) struct Memo(HashMap<Arc<str>, (Digest, Arc<DataFile>, Vec<Diagnostic>)>);

/// What the manifest declares, with its datasets read.
#[derive(Default)]
pub(super) struct Loaded {
    /// The datasets.
    pub datasets: Vec<LoadedDataset>,
    /// The units that they define.
    pub units: Units,
    /// Those that are no more.
    pub history: History,
    /// All else that is declared, and the manifest itself.
    pub declared: Option<(Manifest, SourceFile)>,
}

/// Reads the manifest and every dataset that it declares.
pub(super) fn load(tree: &SourceTree, memo: &mut Memo, report: &mut Report) -> Loaded {
    let mut declared = manifest(tree, report);
    undeclared(tree, &declared, report);
    let Some(manifest) = tree.get(MANIFEST) else { return Loaded::default() };

    let mut present = Vec::new();
    for decl in std::mem::take(&mut declared.datasets) {
        let path = format!("data/{}", decl.file.text);
        match tree.get(&path) {
            Some(file) => present.push((decl, file)),
            None => {
                let files: Vec<&str> = tree.below("data/").map(|file| &file.path["data/".len()..]).collect();
                let suggestion = nearest(&decl.file.text, files).unwrap_or_default();
                report.push(
                    Diagnostic::error(code::MISSING_FILE)
                        .arg("name", &decl.file.text)
                        .arg("suggestion", suggestion)
                        .at(super::place(manifest, &decl.file.span)),
                );
            }
        }
    }
    let known = &*memo;
    let files: Vec<(Digest, Arc<DataFile>, Vec<Diagnostic>)> = present
        .par_iter()
        .map(|(decl, file)| {
            let request = Request { tree, file, entry: Some((decl, manifest)) };
            let digest = request.digest();
            let (data, faults) = known.get(&decl.id.text, digest).unwrap_or_else(|| request.read());
            (digest, data, faults)
        })
        .collect();
    let mut datasets = Vec::with_capacity(files.len());
    for ((decl, file), (digest, data, faults)) in present.into_iter().zip(files) {
        report.extend(faults.iter().cloned());
        memo.0.insert(decl.id.text.as_str().into(), (digest, Arc::clone(&data), faults));
        let (file, manifest) = (file.clone(), manifest.clone());
        datasets.push(LoadedDataset {
            decl,
            file,
            data,
            by_unit: HashMap::new(),
            by_former: HashMap::new(),
            joined: None,
            manifest,
        });
    }
    // Which units there are doesn't depend on what is joined to their layers; what they are like may, so they are
    // defined again.
    let known = units::define(&datasets, &mut Report::default());
    let history = history::define(&datasets, &known, report);
    join::join_all(&mut datasets, Gazetteer { units: &known, history: &history }, report);
    let mut units = units::define(&datasets, report);
    units.begin(|code| history.began(code));
    for dataset in &mut datasets {
        check_columns(dataset, report);
        check_keys(dataset, report);
        dataset.index_by_unit(Gazetteer { units: &units, history: &history }, report);
    }
    super::personal::check(&datasets, report);
    units::check_codes(&datasets, &units, report);
    Loaded { datasets, units, history, declared: Some((declared, manifest.clone())) }
}

/// The outline of the country that the theme carries.
pub(super) fn outline(tree: &SourceTree, theme: &Theme, memo: &mut Memo, report: &mut Report) -> Arc<Layer> {
    let Some(file) = theme.get("maps/viet-nam.geojson") else { return Arc::default() };
    let (data, faults) =
        memo.get(&file.path, file.digest).unwrap_or_else(|| Request { tree, file, entry: None }.read());
    report.extend(faults.iter().cloned());
    memo.0.insert(Arc::clone(&file.path), (file.digest, Arc::clone(&data), faults));
    match &*data {
        DataFile::Layer(layer) => Arc::new(layer.clone()),
        DataFile::Table(_) => Arc::default(),
    }
}

impl Memo {
    /// What was read before under a name, when the digest is still the same.
    fn get(&self, name: &str, wanted: Digest) -> Option<(Arc<DataFile>, Vec<Diagnostic>)> {
        let (digest, data, faults) = self.0.get(name)?;
        (*digest == wanted).then(|| (Arc::clone(data), faults.clone()))
    }
}

fn manifest(tree: &SourceTree, report: &mut Report) -> Manifest {
    let Some(file) = tree.get(MANIFEST) else { return Manifest::default() };
    match file.text() {
        Ok(text) => {
            let (mut reader, fields) = syntax::toml_file(Arc::clone(&file.path), text);
            let manifest = read_manifest(&mut reader, fields);
            report.extend(reader.findings);
            manifest
        }
        Err(fault) => {
            report.push(fault);
            Manifest::default()
        }
    }
}

/// Files that look like data and are in no manifest. Explanations and licences need none.
fn undeclared(tree: &SourceTree, declared: &Manifest, report: &mut Report) {
    for file in tree.below("data/") {
        let name = &file.path["data/".len()..];
        let beside = |other: &str| tree.get(&format!("data/{other}")).is_some();
        if reading::is_data(name, &beside) && !declared.files().any(|file| file.text == name) {
            let place = Place::file(Arc::clone(&file.path));
            report.push(Diagnostic::warning(code::UNDECLARED_FILE).arg("file", name).at(place));
        }
    }
}

/// Every column that the manifest names must be in the file.
fn check_columns(dataset: &LoadedDataset, report: &mut Report) {
    let columns = dataset.data.columns();
    if dataset.data.is_empty() && columns.is_empty() {
        return;
    }
    for named in dataset.decl.named_columns() {
        if !columns.contains(&named.text.as_str()) {
            let suggestion = nearest(&named.text, columns.iter().copied()).unwrap_or_default();
            report.push(
                Diagnostic::error(code::UNKNOWN_COLUMN)
                    .arg("column", &named.text)
                    .arg("suggestion", suggestion)
                    .at(dataset.manifest_place(&named.span)),
            );
        }
    }
}

/// The key column must be unique.
fn check_keys(dataset: &LoadedDataset, report: &mut Report) {
    let Some(key) = &dataset.decl.key else { return };
    let mut seen = HashMap::with_capacity(dataset.data.len());
    for row in 0..dataset.data.len() {
        let value = dataset.data.text(row, &key.text);
        if !value.is_empty() && seen.insert(value.clone(), row).is_some() {
            report.push(
                Diagnostic::error(code::DUPLICATE_ROW)
                    .arg("value", value)
                    .arg("column", &key.text)
                    .at(dataset.row_place(row)),
            );
        }
    }
}
