//! Files that belong together: a `.shp` and the `.dbf` beside it.

use std::fs;
use std::path::{Path, PathBuf};

/// The file of the same stem with another ending ("dbf"), whatever the case of its letters.
pub fn beside(path: &Path, ending: &str) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stem = path.file_stem()?.to_string_lossy().to_lowercase();
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .ok()?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|other| {
            let same = |part: Option<&std::ffi::OsStr>, wanted: &str| {
                part.is_some_and(|part| part.to_string_lossy().to_lowercase() == wanted)
            };
            same(other.extension(), &ending.to_lowercase()) && same(other.file_stem(), &stem)
        })
        .collect();
    // Of `a.dbf` and `A.DBF` the same one on every run.
    found.sort();
    found.into_iter().next()
}
