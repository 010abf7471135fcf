//! What lies in a folder: looked at folder by folder and side by side, where a look at each of ten thousand paths takes longer.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rayon::prelude::*;

/// A file as a listing shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Its bytes.
    pub len: u64,
    /// Nanoseconds since 1970.
    pub modified: u128,
}

impl Seen {
    pub(super) fn of(metadata: &fs::Metadata) -> io::Result<Self> {
        let modified = metadata.modified()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        Ok(Self { len: metadata.len(), modified })
    }
}

/// Everything in a folder.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// By paths with forward slashes, whatever is no folder; `None` where it is no plain file.
    pub files: HashMap<String, Option<Seen>>,
    /// Files whose names are no Unicode: they are part of no site.
    pub nameless: Vec<PathBuf>,
    /// Folders that hold nothing.
    pub hollow: Vec<PathBuf>,
}

enum Found {
    File(String, Option<Seen>),
    Nameless(PathBuf),
    Hollow(PathBuf),
}

impl Survey {
    /// Looks at a folder.
    ///
    /// # Errors
    /// What the file system refuses.
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let mut survey = Self::default();
        for found in list(folder, "")? {
            match found {
                Found::File(path, seen) => drop(survey.files.insert(path, seen)),
                Found::Nameless(path) => survey.nameless.push(path),
                Found::Hollow(path) => survey.hollow.push(path),
            }
        }
        Ok(survey)
    }
}

fn list(folder: &Path, prefix: &str) -> io::Result<Vec<Found>> {
    let mut found = Vec::new();
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let name = entry.file_name();
        if kind.is_dir() {
            folders.push((entry.path(), format!("{prefix}{}/", name.to_string_lossy())));
        } else if let Some(name) = name.to_str() {
            let seen = if kind.is_file() { Some(Seen::of(&entry.metadata()?)?) } else { None };
            found.push(Found::File([prefix, name].concat(), seen));
        } else {
            found.push(Found::Nameless(entry.path()));
        }
    }
    if found.is_empty() && folders.is_empty() && !prefix.is_empty() {
        found.push(Found::Hollow(folder.to_owned()));
    }
    let below = folders.into_par_iter().map(|(path, prefix)| list(&path, &prefix));
    let below: Vec<Vec<Found>> = below.collect::<io::Result<_>>()?;
    found.extend(below.into_iter().flatten());
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_seen_in_all_folders() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        fs::create_dir_all(folder.path().join("a/c/d")).unwrap();
        fs::write(folder.path().join("a/b/x.txt"), "123").unwrap();
        fs::write(folder.path().join("y"), "").unwrap();
        let survey = Survey::of(folder.path()).unwrap();
        let mut lengths: Vec<_> = survey.files.iter().map(|(path, seen)| (path.as_str(), seen.unwrap().len)).collect();
        lengths.sort_unstable();
        assert_eq!(lengths, [("a/b/x.txt", 3), ("y", 0)]);
        assert_eq!(survey.hollow, [folder.path().join("a/c/d")]);
    }
}
