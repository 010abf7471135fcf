//! Reading a declared file, as its entry in the manifest wants it read.

use std::sync::Arc;

use super::DataFile;
use crate::diagnostics::{Diagnostic, code};
use crate::digest::{Digest, Hasher};
use crate::domain::dataset::Dataset;
use crate::formats::{FORMATS, Input, RowPlace};
use crate::geo::crs::Crs;
use crate::intake::{self, TakenLayer, Wishes};
use crate::source::table::{Row, Sheet, Table, csv};
use crate::source::{SourceFile, SourceTree};
use crate::text::legacy::Encoding;
use crate::text::nearest;

/// A file with all that decides how it is read.
pub(super) struct Request<'a> {
    pub tree: &'a SourceTree,
    pub file: &'a SourceFile,
    /// Its entry, and the manifest for places in it; `None` for a file of the theme.
    pub entry: Option<(&'a Dataset, &'a SourceFile)>,
}

impl Request<'_> {
    /// Changes when anything that the outcome depends on does.
    pub(super) fn digest(&self) -> Digest {
        let mut hasher = Hasher::default();
        hasher.part(self.file.digest.as_bytes());
        hasher.part(format!("{:?}", self.entry.map(|(decl, _)| &decl.reading)).as_bytes());
        for companion in self.companions() {
            hasher.part(companion.digest.as_bytes());
        }
        hasher.finish()
    }

    /// Files of the same stem beside it.
    fn companions(&self) -> impl Iterator<Item = &SourceFile> {
        let stem = stem(&self.file.path);
        self.tree.below("data/").filter(move |other| other.path != self.file.path && stem_is(&other.path, stem))
    }

    /// Reads the file.
    pub(super) fn read(&self) -> (Arc<DataFile>, Vec<Diagnostic>) {
        let empty = |faults| (Arc::new(DataFile::Table(Table::default())), faults);
        let (wishes, mut faults) = self.wishes();
        let path = &self.file.path;
        let plain = self.entry.is_none_or(|(decl, _)| decl.reading.is_empty());
        if plain
            && path.ends_with(".csv")
            && let Ok(text) = self.file.text()
        {
            let (table, found) = csv(path, text);
            faults.extend(found);
            return (Arc::new(DataFile::Table(table)), faults);
        }
        let bytes = match self.file.bytes() {
            Ok(bytes) => bytes,
            Err(fault) => return empty(vec![fault]),
        };
        let beside = |ending: &str| {
            let companion = self.companions().find(|other| ending_of(&other.path).eq_ignore_ascii_case(ending))?;
            companion.bytes().ok().map(|bytes| bytes.to_vec())
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        let taken = intake::take(path, &Input { name, bytes: &bytes, beside: &beside }, &wishes);
        let (layer, found) = intake::only(path, taken);
        faults.extend(found);
        match layer {
            Some(layer) if layer.system.is_some() || intake::is_geojson(name) => {
                (Arc::new(DataFile::Layer(layer.layer)), faults)
            }
            Some(layer) => (Arc::new(DataFile::Table(table(&layer))), faults),
            None => empty(faults),
        }
    }

    /// What the entry says, in the words of the rooms that do it.
    fn wishes(&self) -> (Wishes, Vec<Diagnostic>) {
        let mut wishes = Wishes::default();
        let mut faults = Vec::new();
        let Some((decl, manifest)) = self.entry else { return (wishes, faults) };
        let reading = &decl.reading;
        let unknown = |typed: &crate::fields::Spanned, key: &str, allowed: &str, near: Option<&str>| {
            Diagnostic::error(code::UNKNOWN_VALUE)
                .arg("key", key)
                .arg("value", &typed.text)
                .arg("allowed", allowed)
                .arg("suggestion", near.unwrap_or_default())
                .at(crate::site::place(manifest, &typed.span))
        };
        wishes.layer = reading.layer.clone();
        if let Some(typed) = &reading.crs {
            match Crs::from_name(&typed.text) {
                Ok(crs) => wishes.crs = Some(crs),
                Err(error) => {
                    faults.push(intake::unknown_crs(&typed.text, &error).at(crate::site::place(manifest, &typed.span)));
                }
            }
        }
        if let Some(typed) = &reading.axes {
            wishes.axes = intake::axes_named(&typed.text);
            if wishes.axes.is_none() {
                faults.push(unknown(typed, "axes", "\"north-east\", \"east-north\", \"lat-lon\", \"lon-lat\"", None));
            }
        }
        if let Some(typed) = &reading.encoding {
            match Encoding::from_name(&typed.text) {
                Ok(encoding) => wishes.encoding = Some(encoding),
                Err(near) => {
                    let names: Vec<String> = Encoding::all().map(|known| format!("\"{known}\"")).collect();
                    faults.push(unknown(typed, "encoding", &names.join(", "), near));
                }
            }
        }
        if let (Some(x), Some(y)) = (&reading.x, &reading.y) {
            wishes.position = Some((x.text.clone(), y.text.clone()));
        }
        for (column, kind) in &reading.types {
            match intake::kind_named(&kind.text) {
                Some(kind) => wishes.kinds.push((column.text.clone(), kind)),
                None => {
                    const KINDS: [&str; 9] =
                        ["text", "integer", "number", "number.", "percent", "percent.", "date", "yes-no", "code:5"];
                    let allowed = KINDS.map(|kind| format!("\"{kind}\"")).join(", ");
                    faults.push(unknown(kind, &column.text, &allowed, nearest(&kind.text, KINDS)));
                }
            }
        }
        (wishes, faults)
    }
}

/// A table of text cells, as tables of the site are.
fn table(layer: &TakenLayer) -> Table {
    let columns: Vec<String> = layer.columns.iter().map(|column| column.name.clone()).collect();
    let cell = |value: Option<&serde_json::Value>| match value {
        None | Some(serde_json::Value::Null) => String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let sheet = layer.cells.rows.iter().find_map(|place| match place {
        RowPlace::Row { sheet, .. } => Some(Sheet { name: Arc::clone(sheet), columns: layer.cells.columns.clone() }),
        _ => None,
    });
    let rows = layer.layer.features.iter().enumerate().map(|(number, feature)| Row {
        line: match layer.cells.rows.get(number) {
            Some(RowPlace::Line(line) | RowPlace::Record(line) | RowPlace::Row { row: line, .. }) => *line,
            // A row lies one below its number, behind the header.
            None => number + 2,
        },
        cells: columns.iter().map(|column| cell(feature.properties.get(column))).collect(),
    });
    Table { rows: rows.collect(), columns, sheet }
}

/// Whether a file's name says that it is data which has to be declared. Files that belong to another one there don't.
pub(super) fn is_data(name: &str, beside: &dyn Fn(&str) -> bool) -> bool {
    let ending = ending_of(name).to_lowercase();
    let companion = FORMATS.iter().any(|format| {
        format.companions.contains(&ending.as_str())
            && format.endings.iter().any(|owner| beside(&format!("{}.{owner}", stem(name))))
    });
    intake::is_geojson(name) || (!companion && FORMATS.iter().any(|format| format.endings.contains(&ending.as_str())))
}

fn stem(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

fn stem_is(path: &str, wanted: &str) -> bool {
    stem(path).eq_ignore_ascii_case(wanted)
}

fn ending_of(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, ending)| ending)
}
