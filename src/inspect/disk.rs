//! Files and what lies beside them.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Inspection, inspect};
use crate::diagnostics::{Diagnostic, Place, code};
use crate::formats::{FORMATS, Input, is_text_table};
use crate::geo::read::split::{SplitError, Splitter};
use crate::intake::{Wishes, is_geojson};
use crate::source::beside;

/// GeoJSON above this size is not read whole.
const LARGE: u64 = 256 << 20;

/// So many features of a large file are looked at.
const SAMPLE: usize = 20_000;

/// And so many bytes.
const SAMPLE_BYTES: usize = 64 << 20;

/// And so many of a text, to see whether it is a table.
const HEAD: u64 = 64 << 10;

/// The files that were asked for.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Those to look into.
    pub files: Vec<PathBuf>,
    /// Files in folders that are of no known format.
    pub passed_over: Vec<PathBuf>,
    /// Paths that lead nowhere.
    pub findings: Vec<Diagnostic>,
}

/// What paths stand for: files as they are, folders by the files in them. Files that belong to another one of the
/// list (`.dbf`, `.shx` and `.prj` to `.shp`) are looked into with that one.
pub fn list(paths: &[PathBuf]) -> Listing {
    let mut listing = Listing::default();
    for path in paths {
        if !path.is_dir() {
            listing.files.push(path.clone());
            continue;
        }
        match files_of(path) {
            Ok(files) => {
                let (known, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| is_known(file));
                listing.files.extend(known);
                listing.passed_over.extend(others);
            }
            Err(error) => listing.findings.push(unreadable(&shown(path), &error)),
        }
    }
    let all = listing.files.clone();
    listing.files.retain(|file| !belongs_to_another(file, &all));
    listing.passed_over.retain(|file| !belongs_to_another(file, &all));
    listing
}

/// Reads a file and looks into it.
///
/// # Errors
/// When it can't be read at all.
pub fn look_into(path: &Path, wishes: &Wishes) -> Result<Inspection, Diagnostic> {
    let name = shown(path);
    let failed = |error: &io::Error| unreadable(&name, error);
    let size = fs::metadata(path).map_err(|error| failed(&error))?.len();
    if size > LARGE && is_geojson(&name) {
        let file = File::open(path).map_err(|error| failed(&error))?;
        return look_into_large(&name, file, size, wishes);
    }
    let bytes = fs::read(path).map_err(|error| failed(&error))?;
    let companion = |ending: &str| fs::read(beside(path, ending)?).ok();
    Ok(inspect(&name, &Input { name: &name, bytes: &bytes, beside: &companion }, wishes))
}

/// GeoJSON of any size: its features are counted, and the first of them looked at.
fn look_into_large(name: &Arc<str>, file: impl Read, size: u64, wishes: &Wishes) -> Result<Inspection, Diagnostic> {
    let mut splitter = Splitter::new(file);
    let (mut sample, mut looked_at, mut count) = (Vec::new(), 0, 0);
    let broken = loop {
        match splitter.next_features() {
            Ok(None) => break None,
            Ok(Some(features)) => {
                count += features.ranges.len();
                let texts = features.ranges.iter().filter_map(|range| features.bytes.get(range.clone()));
                for text in texts {
                    if looked_at == SAMPLE || sample.len() > SAMPLE_BYTES {
                        break;
                    }
                    if looked_at > 0 {
                        sample.push(b',');
                    }
                    sample.extend_from_slice(text);
                    looked_at += 1;
                }
            }
            Err(SplitError::Unreadable(error)) => return Err(unreadable(name, &error)),
            Err(SplitError::Broken(_)) => {
                let finding = Diagnostic::error(code::BROKEN_JSON).arg("reason", "@json.broken");
                break Some(finding.at(Place::file(Arc::clone(name))));
            }
        }
    };
    let members = splitter.members().trim_ascii_end();
    let members = members.strip_suffix(b",").unwrap_or(members);
    // One feature a line has no members.
    let head: &[u8] = if members.is_empty() { b"{\"type\":\"FeatureCollection\"" } else { members };
    let comma: &[u8] = if head.ends_with(b"{") { b"" } else { b"," };
    let document = [head, comma, b"\"features\":[", &sample, b"]}"].concat();
    drop(sample);
    let mut inspection = inspect(name, &Input::alone(name, &document), wishes);
    inspection.bytes = size;
    inspection.sample = Some(looked_at);
    inspection.findings.extend(broken);
    for layer in &mut inspection.layers {
        layer.rows = count;
        // What lies between those that were looked at may be others.
        layer.coverage = None;
        // Lines and columns would be those of the sample.
        layer.findings.iter_mut().for_each(|finding| finding.place = Some(Place::file(Arc::clone(name))));
    }
    Ok(inspection)
}

fn shown(path: &Path) -> Arc<str> {
    path.to_string_lossy().into()
}

fn unreadable(name: &Arc<str>, error: &io::Error) -> Diagnostic {
    Diagnostic::error(code::UNREADABLE).arg("reason", error).at(Place::file(Arc::clone(name)))
}

/// The files of a folder by their names; hidden ones and folders are no data.
fn files_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // `~$` is the lock of a file that is open in Word or Excel.
        if !name.starts_with('.') && !name.starts_with("~$") && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn is_known(path: &Path) -> bool {
    // Most texts are for people.
    if ending(path) == "txt" {
        let mut head = Vec::new();
        let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
        return read.is_ok() && is_text_table(&head);
    }
    is_geojson(&path.to_string_lossy()) || FORMATS.iter().any(|format| format.endings.contains(&&*ending(path)))
}

fn belongs_to_another(path: &Path, all: &[PathBuf]) -> bool {
    let ending_of_it = ending(path);
    FORMATS.iter().filter(|format| format.companions.contains(&&*ending_of_it)).any(|format| {
        all.iter().any(|other| {
            let beside = other.parent() == path.parent() && stem(other) == stem(path);
            beside && format.endings.contains(&&*ending(other))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions_are_looked_into_with_their_file() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["Xa.SHP", "XA.dbf", "xa.Prj", "bang.dbf", "doc.md", "doc.txt", ".hidden.csv", "~$bang.xlsx"] {
            fs::write(folder.path().join(name), b"x").expect("a file");
        }
        fs::write(folder.path().join("cot.txt"), b"a\tb\n1\t2\n").expect("a file");
        let listing = list(&[folder.path().to_owned()]);
        let names = |paths: &[PathBuf]| -> Vec<String> {
            paths.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect()
        };
        assert_eq!(names(&listing.files), ["Xa.SHP", "bang.dbf", "cot.txt"]);
        assert_eq!(names(&listing.passed_over), ["doc.md", "doc.txt"]);
        let shp = folder.path().join("Xa.SHP");
        assert!(beside(&shp, "dbf").is_some() && beside(&shp, "prj").is_some() && beside(&shp, "shx").is_none());
        assert_eq!(list(&[folder.path().join("XA.dbf")]).files.len(), 1, "alone it is a table");
        assert!(look_into(&folder.path().join("nowhere.csv"), &Wishes::default()).is_err());
    }

    #[test]
    fn of_large_files_the_first_features_are_looked_at_and_all_counted() {
        let feature =
            r#"{"type":"Feature","properties":{"ten":"Xã"},"geometry":{"type":"Point","coordinates":[105.9,21]}}"#;
        let all = [feature; SAMPLE + 5];
        let list = format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", all.join(","));
        for text in [list, all.join("\n")] {
            let name = "a.geojson".into();
            let seen = look_into_large(&name, text.as_bytes(), 1, &Wishes::default()).expect("it is read");
            assert_eq!((seen.sample, seen.has_errors()), (Some(SAMPLE), false), "{:?}", seen.findings);
            assert_eq!((seen.layers[0].rows, seen.layers[0].shapes.points), (SAMPLE + 5, SAMPLE));
        }
    }
}
