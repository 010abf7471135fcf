//! Reading a declared file, as its entry in the manifest wants it read.

use std::sync::Arc;

use super::table::Table;
use super::{DataFile, Read};
use crate::diagnostics::{Diagnostic, code};
use crate::digest::{Digest, Hasher};
use crate::domain::dataset::Dataset;
use crate::formats::{FORMATS, Input, RowPlace, is_text_table};
use crate::geo::crs::Crs;
use crate::intake::{self, Origin, Wishes};
use crate::source::{SourceFile, SourceTree};
use crate::text::legacy::Encoding;
use crate::text::nearest;

/// Where the rows and columns of a file stand in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// Rows; none for GeoJSON, whose features know their bytes.
    rows: Vec<RowPlace>,
    /// Columns by name, counted from 1; 0 where they have no place.
    columns: Vec<(String, usize)>,
    is_text: bool,
}

impl Places {
    /// The line or the sheet's row that a row stands in.
    pub(super) fn line(&self, row: usize) -> Option<usize> {
        self.rows.get(row).map(|place| match place {
            RowPlace::Record(number) | RowPlace::Line(number) | RowPlace::Row { row: number, .. } => *number,
        })
    }

    /// Says where in a file a row of it stands, and which cell is meant.
    pub(super) fn at(&self, finding: Diagnostic, file: &SourceFile, row: usize, column: Option<&str>) -> Diagnostic {
        let bytes = file.bytes().unwrap_or_default();
        let origin = if self.is_text { Origin::of_table(&file.path, &bytes) } else { Origin::of_file(&file.path) };
        let named = |name: &str| self.columns.iter().find(|(column, _)| column == name).map_or(0, |(_, at)| *at);
        match self.rows.get(row) {
            Some(place) => origin.at(finding, place, column.map_or(0, named)),
            None => finding.at(origin.place()),
        }
    }
}

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

    fn companions(&self) -> impl Iterator<Item = &SourceFile> {
        beside(self.tree, self.file)
    }

    /// Reads the file.
    pub(super) fn read(&self) -> Read {
        let (wishes, mut faults) = self.wishes();
        let path = &self.file.path;
        let bytes = match self.file.bytes() {
            Ok(bytes) => bytes,
            Err(fault) => return Read { faults: vec![fault], ..Read::default() },
        };
        let companion = |ending: &str| {
            let companion = self.companions().find(|other| ending_of(&other.path).eq_ignore_ascii_case(ending))?;
            companion.bytes().ok().map(|bytes| bytes.to_vec())
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        let taken = intake::take(path, &Input { name, bytes: &bytes, beside: &companion }, &wishes);
        let is_text = intake::is_text_table(taken.format);
        let (layer, found) = intake::only(path, taken);
        faults.extend(found);
        let Some(layer) = layer else { return Read { faults, ..Read::default() } };
        let columns = layer.columns.iter().map(|column| (column.name.clone(), column.column)).collect();
        let data = if layer.system.is_some() || intake::is_geojson(name) {
            DataFile::Layer(layer.layer)
        } else {
            DataFile::Table(Table::of(&layer))
        };
        Read { data: Arc::new(data), places: Places { rows: layer.places, columns, is_text }.into(), faults }
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
        for (column, kind) in &reading.implied {
            if reading.types.iter().all(|(declared, _)| declared.text != *column) {
                wishes.kinds.extend(intake::kind_named(kind).map(|kind| ((*column).to_owned(), kind)));
            }
        }
        (wishes, faults)
    }
}

/// Files of the same stem beside a file.
fn beside<'a>(tree: &'a SourceTree, file: &'a SourceFile) -> impl Iterator<Item = &'a SourceFile> {
    let stem = stem(&file.path);
    tree.below("data/").filter(move |other| other.path != file.path && stem_is(&other.path, stem))
}

/// Formats whose files are published together with those that belong to them.
const TOGETHER: [&str; 3] = ["shp", "mif", "dbf"];

/// A file, and those beside it without which it says little: `.dbf` and `.prj` of a Shapefile.
pub(super) fn parts(tree: &SourceTree, file: &SourceFile) -> Vec<SourceFile> {
    let ending = ending_of(&file.path).to_lowercase();
    let format = FORMATS.iter().find(|format| format.endings.contains(&ending.as_str()));
    let companions = format.filter(|_| TOGETHER.contains(&ending.as_str())).map_or(&[][..], |format| format.companions);
    let of_ending =
        |wanted: &&str| beside(tree, file).find(|other| ending_of(&other.path).eq_ignore_ascii_case(wanted));
    std::iter::once(file).chain(companions.iter().filter_map(of_ending)).cloned().collect()
}

/// Whether a file is data which has to be declared. Files that belong to another one there don't, and a `.txt` is read
/// by people unless it has columns.
pub(super) fn is_data(file: &SourceFile, name: &str, beside: &dyn Fn(&str) -> bool) -> bool {
    let ending = ending_of(name).to_lowercase();
    // The lock of a workbook that is open in Excel.
    if name.rsplit('/').next().is_some_and(|file| file.starts_with("~$")) {
        return false;
    }
    if ending == "txt" {
        return file.bytes().is_ok_and(|bytes| is_text_table(&bytes));
    }
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
