//! What was published, file by file, and under which keys.
//!
//! Two files: `.langso` inside the output, which marks the folder as ours and holds a digest of all keys (the same for
//! equal sites, so that clean builds are byte-identical); and a ledger beside the output with the keys and the files'
//! times. The ledger counts only while its digest is the one in the output, so a build that dies between the two costs
//! time, never truth.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::compress;
use crate::digest::{Digest, Hasher, Sha256};

const MARK: &str = ".langso";

/// One published file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Key of the job that made it.
    pub key: Digest,
    len: u64,
    /// Nanoseconds since 1970.
    modified: u128,
    sha256: Sha256,
}

impl Entry {
    pub(super) fn of(key: Digest, sha256: Sha256, metadata: &fs::Metadata) -> std::io::Result<Self> {
        Ok(Self { key, len: metadata.len(), modified: modified(metadata)?, sha256 })
    }

    /// The entry of a copy of the file.
    pub(super) fn copied(&self, metadata: &fs::Metadata) -> std::io::Result<Self> {
        Self::of(self.key, self.sha256, metadata)
    }

    /// Whether the file is still the one that was written.
    pub(super) fn is_intact(&self, path: &Path) -> bool {
        fs::symlink_metadata(path)
            .ok()
            .filter(fs::Metadata::is_file)
            .is_some_and(|metadata| metadata.len() == self.len && modified(&metadata).ok() == Some(self.modified))
    }
}

fn modified(metadata: &fs::Metadata) -> std::io::Result<u128> {
    Ok(metadata.modified()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos()))
}

/// The files of a build so far, by their paths.
pub struct Inventory<'a>(HashMap<&'a str, &'a Entry>);

/// A file of an [`Inventory`].
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// Its bytes.
    pub len: u64,
    /// Bytes that a host sends for it: of the `.br` beside it, else of the file as it is.
    pub sent: u64,
    /// The digest of what it holds.
    pub sha256: Sha256,
}

impl Inventory<'_> {
    /// A file by its path.
    pub fn file(&self, path: &str) -> Option<Item> {
        let entry = self.0.get(path)?;
        let brotli = self.0.get(&*compress::Sibling::Brotli.path(path)).map(|sibling| sibling.len);
        Some(Item { len: entry.len, sent: brotli.unwrap_or(entry.len), sha256: entry.sha256 })
    }
}

/// The files of one build: those made anew, which are staged, and those that the former site has already.
#[derive(Debug, Default)]
pub struct Made {
    staged: Vec<(String, Entry)>,
    kept: Vec<(String, Entry)>,
}

impl Made {
    pub(super) fn put(&mut self, path: &str, entry: Entry) {
        self.staged.push((path.to_owned(), entry));
    }

    pub(super) fn keep(&mut self, path: &str, entry: Entry) {
        self.kept.push((path.to_owned(), entry));
    }

    /// The kept files, to be linked into the staged site.
    pub(super) fn kept_files(&mut self) -> &mut [(String, Entry)] {
        &mut self.kept
    }

    /// Adds the files of another job.
    pub fn extend(&mut self, other: Self) {
        self.staged.extend(other.staged);
        self.kept.extend(other.kept);
    }

    /// All files by their paths.
    pub fn inventory(&self) -> Inventory<'_> {
        Inventory(self.staged.iter().chain(&self.kept).map(|(path, entry)| (path.as_str(), entry)).collect())
    }

    /// Number of files.
    pub fn files(&self) -> usize {
        self.staged.len() + self.kept.len()
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.staged.iter().chain(&self.kept).map(|(_, entry)| entry.len).sum()
    }

    /// Files kept from the former site.
    pub fn kept(&self) -> usize {
        self.kept.len()
    }

    /// Files made anew.
    pub fn ran(&self) -> usize {
        self.staged.len()
    }
}

/// The ledger of a published site.
#[derive(Debug, Default)]
pub(super) struct Ledger(BTreeMap<String, Entry>);

impl Ledger {
    pub(super) fn new(made: Made) -> Self {
        Self(made.staged.into_iter().chain(made.kept).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, path: &str) -> Option<&Entry> {
        self.0.get(path)
    }

    /// Whether a folder holds nothing besides these files and the mark.
    pub(super) fn is_all_of(&self, output: &Path) -> bool {
        let files = walkdir::WalkDir::new(output)
            .into_iter()
            .filter(|entry| entry.as_ref().is_ok_and(|entry| !entry.file_type().is_dir()));
        files.count() == self.len() + 1
    }

    fn digest(&self) -> String {
        let mut hasher = Hasher::default();
        for (path, entry) in &self.0 {
            hasher.part(path.as_bytes());
            hasher.part(entry.key.to_string().as_bytes());
        }
        hasher.finish().to_string()
    }

    /// The paths of all files, the mark's too.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str).chain([MARK])
    }

    /// Writes the mark into the staged site and the ledger beside the output.
    pub(super) fn write(&self, output: &Path, staging: &Path) -> std::io::Result<()> {
        fs::write(staging.join(MARK), format!("{}\n", self.digest()))?;
        self.save(&beside(output))
    }

    /// Writes the ledger itself.
    pub(super) fn save(&self, file: &Path) -> std::io::Result<()> {
        let mut text = format!("{}\n", self.digest());
        for (path, entry) in &self.0 {
            text.push_str(&format!("{} {} {} {:x} {path}\n", entry.key, entry.len, entry.modified, entry.sha256));
        }
        fs::write(file, text)
    }

    /// Reads what [`Ledger::save`] wrote.
    pub(super) fn load(file: &Path) -> Option<Self> {
        let text = fs::read_to_string(file).ok()?;
        Some(Self(text.split_once('\n')?.1.lines().filter_map(parse).collect()))
    }

    /// The ledger of what is published; empty when it does not belong to it.
    pub(super) fn read(output: &Path) -> Self {
        let mark = fs::read_to_string(output.join(MARK)).unwrap_or_default();
        let text = fs::read_to_string(beside(output)).unwrap_or_default();
        match text.split_once('\n') {
            Some((digest, entries)) if digest == mark.trim() => Self(entries.lines().filter_map(parse).collect()),
            _ => Self::default(),
        }
    }
}

fn parse(line: &str) -> Option<(String, Entry)> {
    let mut parts = line.splitn(5, ' ');
    let key = Digest::parse(parts.next()?)?;
    let len = parts.next()?.parse().ok()?;
    let modified = parts.next()?.parse().ok()?;
    let sha256 = Sha256::parse(parts.next()?)?;
    Some((parts.next()?.to_owned(), Entry { key, len, modified, sha256 }))
}

fn beside(output: &Path) -> PathBuf {
    super::swap::sibling(output, "ledger")
}

/// Whether a folder may be replaced: it is not there, it is empty, or it bears the mark.
pub(super) fn is_ours(output: &Path) -> bool {
    match fs::read_dir(output) {
        Ok(mut entries) => output.join(MARK).is_file() || entries.next().is_none(),
        Err(_) => !output.exists(),
    }
}
