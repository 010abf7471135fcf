//! Datasets: the manifest, its files, and the administrative units that its layers define.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;

mod join;
mod leading;
mod reading;
mod table;

pub(super) use self::join::folded;
use self::leading::Gazetteer;
use self::reading::{Places, Request};
pub use self::table::Table;
use super::{Address, history, units};
use crate::diagnostics::{Diagnostic, Place, Report, code};
use crate::digest::Digest;
use crate::domain::dataset::Dataset;
use crate::domain::history::History;
use crate::domain::manifest::{Manifest, read_manifest};
use crate::domain::unit::Units;
use crate::geo::Layer;
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
    /// The files that are published: its own first, then those without which it says little.
    pub parts: Vec<SourceFile>,
    /// The table whose columns were joined to its own.
    pub joined: Option<SourceFile>,
    places: Arc<Places>,
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
                match at.and_then(|at| table.rows.get(row)?.get(at)).map(String::as_str) {
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

    /// Where it is downloaded: the file itself, or an archive of all its parts.
    pub fn download(&self) -> Address {
        let file = Address::data().join(&self.decl.file.text);
        if self.parts.len() > 1 { Address::file(&format!("{}.zip", file.as_str())) } else { file }
    }

    /// The layer, when it is one.
    pub fn layer(&self) -> Option<&Layer> {
        match &*self.data {
            DataFile::Layer(layer) => Some(layer),
            DataFile::Table(_) => None,
        }
    }

    /// A row's line in a text table, or its row of the sheet; else its number, from 1.
    pub(super) fn line(&self, row: usize) -> usize {
        self.places.line(row).unwrap_or(row + 1)
    }

    /// Says of a finding in which cell of a column it is.
    pub(super) fn at_cell(&self, finding: Diagnostic, row: usize, column: &str) -> Diagnostic {
        self.at_row(finding.arg("column", column), row, Some(column))
    }

    /// Says where in the file a row stands, and which of its cells is meant.
    pub(super) fn at_row(&self, finding: Diagnostic, row: usize, column: Option<&str>) -> Diagnostic {
        if let Some(feature) = self.layer().and_then(|layer| layer.features.get(row)).filter(|feature| feature.len > 0)
        {
            let text = self.file.text().unwrap_or_default();
            let finding = finding.arg("cell", "@place.cell_at_record").arg("row", row + 1);
            return finding.at(Place::span(Arc::clone(&self.file.path), text, feature.range()));
        }
        self.places.at(finding, &self.file, row, column)
    }
}

/// What came of reading a file.
#[derive(Clone)]
pub(super) struct Read {
    data: Arc<DataFile>,
    places: Arc<Places>,
    faults: Vec<Diagnostic>,
}

impl Default for Read {
    fn default() -> Self {
        Self { data: Arc::new(DataFile::Table(Table::default())), places: Arc::default(), faults: Vec::new() }
    }
}

/// Files read before, by the dataset's id or the file's path.
#[derive(Default)]
pub(super) struct Memo(HashMap<Arc<str>, (Digest, Read)>);

/// What the manifest declares, with its datasets read.
#[derive(Default)]
pub(super) struct Loaded {
    /// The datasets.
    pub datasets: Vec<LoadedDataset>,
    /// The units that they define.
    pub units: Units,
    /// Those that are no more.
    pub history: History,
}

/// Reads the manifest: everything that is declared, and its own file.
pub(super) fn declare(tree: &SourceTree, report: &mut Report) -> Option<(Manifest, SourceFile)> {
    let declared = manifest(tree, report);
    undeclared(tree, &declared, report);
    Some((declared, tree.get(MANIFEST)?.clone()))
}

/// Reads every dataset that the manifest declares.
pub(super) fn load(
    tree: &SourceTree,
    (declared, manifest): &(Manifest, SourceFile),
    memo: &mut Memo,
    report: &mut Report,
) -> Loaded {
    let mut present = Vec::new();
    for decl in declared.datasets.iter().cloned() {
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
    let files: Vec<(Digest, Read)> = present
        .par_iter()
        .map(|(decl, file)| {
            let request = Request { tree, file, entry: Some((decl, manifest)) };
            let digest = request.digest();
            (digest, known.get(&decl.id.text, digest).unwrap_or_else(|| request.read()))
        })
        .collect();
    let mut datasets = Vec::with_capacity(files.len());
    for ((mut decl, file), (digest, read)) in present.into_iter().zip(files) {
        report.extend(read.faults.iter().cloned());
        memo.0.insert(decl.id.text.as_str().into(), (digest, read.clone()));
        decl.assume_service(&read.data.columns());
        if matches!(&*read.data, DataFile::Layer(_)) {
            decl.assume_map();
        }
        let parts = reading::parts(tree, file);
        let (file, manifest, Read { data, places, .. }) = (file.clone(), manifest.clone(), read);
        let (by_unit, by_former) = (HashMap::new(), HashMap::new());
        datasets.push(LoadedDataset { decl, file, data, by_unit, by_former, parts, joined: None, places, manifest });
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
    super::services::check(&datasets, tree.today(), report);
    units::check_codes(&datasets, &units, report);
    Loaded { datasets, units, history }
}

/// The outline of the country that the theme carries.
pub(super) fn outline(tree: &SourceTree, theme: &Theme, memo: &mut Memo, report: &mut Report) -> Arc<Layer> {
    let Some(file) = theme.get("maps/viet-nam.geojson") else { return Arc::default() };
    let read = memo.get(&file.path, file.digest).unwrap_or_else(|| Request { tree, file, entry: None }.read());
    report.extend(read.faults.iter().cloned());
    memo.0.insert(Arc::clone(&file.path), (file.digest, read.clone()));
    match &*read.data {
        DataFile::Layer(layer) => Arc::new(layer.clone()),
        DataFile::Table(_) => Arc::default(),
    }
}

impl Memo {
    /// What was read before under a name, when the digest is still the same.
    fn get(&self, name: &str, wanted: Digest) -> Option<Read> {
        let (digest, read) = self.0.get(name)?;
        (*digest == wanted).then(|| read.clone())
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
        if file.path.starts_with(super::releases::FOLDER) {
            continue;
        }
        let beside = |other: &str| tree.get(&format!("data/{other}")).is_some();
        if reading::is_data(file, name, &beside) && !declared.files().any(|file| file.text == name) {
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
            let finding = Diagnostic::error(code::DUPLICATE_ROW).arg("value", value).arg("column", &key.text);
            report.push(dataset.at_row(finding, row, Some(&key.text)));
        }
    }
}
