//! What was published, file by file, and under which keys.
//!
//! Two files: `.langso` inside the output, which marks the folder as ours and holds a digest of all keys (the same for
//! equal sites, so that clean builds are byte-identical); and a ledger beside the output with the keys and the files'
//! times. The ledger counts only while its digest is the one in the output, so a build that dies between the two costs
//! time, never truth.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::compress;
use super::survey::{Seen, Survey};
use crate::digest::{Digest, Hasher, Sha256};

const MARK: &str = ".langso";

/// One published file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Key of the job that made it.
    pub key: Digest,
    seen: Seen,
    sha256: Sha256,
}

impl Entry {
    pub(super) fn of(key: Digest, sha256: Sha256, metadata: &fs::Metadata) -> std::io::Result<Self> {
        Ok(Self { key, seen: Seen::of(metadata)?, sha256 })
    }

    /// The entry of a copy of the file.
    pub(super) fn copied(&self, metadata: &fs::Metadata) -> std::io::Result<Self> {
        Self::of(self.key, self.sha256, metadata)
    }

    /// The entry of the same file, made by another job.
    pub(super) fn under(&self, key: Digest) -> Self {
        Self { key, ..self.clone() }
    }

    /// Whether the file holds just these bytes, which have this digest.
    pub(super) fn holds(&self, bytes: &[u8], sha256: Sha256) -> bool {
        self.seen.len == bytes.len() as u64 && self.sha256 == sha256
    }

    /// The digest of what the file holds.
    pub(super) fn sha256(&self) -> Sha256 {
        self.sha256
    }

    /// Whether what was seen in its place is the file that was written.
    pub(super) fn is(&self, seen: Seen) -> bool {
        self.seen == seen
    }

    /// Whether the file is still the one that was written.
    pub(super) fn is_intact(&self, path: &Path) -> bool {
        let metadata = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file);
        metadata.and_then(|metadata| Seen::of(&metadata).ok()).is_some_and(|seen| self.is(seen))
    }
}

/// The files of a build so far, by their paths.
pub struct Inventory<'a> {
    entries: HashMap<&'a str, &'a Entry>,
    staged: HashSet<&'a str>,
}

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
    /// Whether a file was made anew and lies in the staged site, where a kept one has another version or none.
    pub(super) fn is_staged(&self, path: &str) -> bool {
        self.staged.contains(path)
    }

    /// A file by its path.
    pub fn file(&self, path: &str) -> Option<Item> {
        let entry = self.entries.get(path)?;
        let brotli = self.entries.get(&*compress::Sibling::Brotli.path(path)).map(|sibling| sibling.seen.len);
        Some(Item { len: entry.seen.len, sent: brotli.unwrap_or(entry.seen.len), sha256: entry.sha256 })
    }
}

/// The files of one build: those made anew, which are staged, and those that the former site has already.
#[derive(Debug, Default)]
pub struct Made {
    staged: Vec<(String, Entry)>,
    kept: Vec<(String, Entry)>,
    /// How many of the kept ones were made again, and came out as they were.
    renewed: usize,
}

impl Made {
    pub(super) fn put(&mut self, path: &str, entry: Entry) {
        self.staged.push((path.to_owned(), entry));
    }

    pub(super) fn keep(&mut self, path: &str, entry: Entry) {
        self.kept.push((path.to_owned(), entry));
    }

    pub(super) fn renew(&mut self, path: &str, entry: Entry) {
        self.renewed += 1;
        self.keep(path, entry);
    }

    /// The kept files, to be linked into the staged site.
    pub(super) fn kept_files(&mut self) -> &mut [(String, Entry)] {
        &mut self.kept
    }

    /// Adds the files of another job.
    pub fn extend(&mut self, other: Self) {
        self.staged.extend(other.staged);
        self.kept.extend(other.kept);
        self.renewed += other.renewed;
    }

    /// All files by their paths.
    pub fn inventory(&self) -> Inventory<'_> {
        Inventory {
            entries: self.staged.iter().chain(&self.kept).map(|(path, entry)| (path.as_str(), entry)).collect(),
            staged: self.staged.iter().map(|(path, _)| path.as_str()).collect(),
        }
    }

    /// Number of files.
    pub fn files(&self) -> usize {
        self.staged.len() + self.kept.len()
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.staged.iter().chain(&self.kept).map(|(_, entry)| entry.seen.len).sum()
    }

    /// Whether nothing was made anew, nothing is gone, and every file is of the job that made it.
    pub(super) fn is_all_of(&self, former: &Ledger) -> bool {
        let is_same = |(path, entry): &(String, Entry)| former.get(path).is_some_and(|former| former.key == entry.key);
        self.staged.is_empty() && self.kept.len() == former.len() && self.kept.iter().all(is_same)
    }

    /// Files kept from the former site without being made again.
    pub fn kept(&self) -> usize {
        self.kept.len() - self.renewed
    }

    /// Files made in this run, those that came out as they were too.
    pub fn ran(&self) -> usize {
        self.staged.len() + self.renewed
    }
}

/// The ledger of a published site.
#[derive(Debug, Default)]
pub(super) struct Ledger(HashMap<String, Entry>);

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

    /// Whether a folder holds as many files as these and the mark.
    pub(super) fn fills(&self, output: &Path) -> bool {
        Survey::of(output).is_ok_and(|found| found.nameless.is_empty() && found.files.len() == self.len() + 1)
    }

    /// In the order of their paths.
    fn sorted(&self) -> Vec<(&String, &Entry)> {
        let mut entries: Vec<_> = self.0.iter().collect();
        entries.sort_unstable_by_key(|(path, _)| *path);
        entries
    }

    /// Of all keys.
    fn digest(entries: &[(&String, &Entry)]) -> Digest {
        let mut hasher = Hasher::default();
        for (path, entry) in entries {
            hasher.part(path.as_bytes());
            hasher.part(entry.key.as_bytes());
        }
        hasher.finish()
    }

    /// Whether a file is part of the site: one of these, or the mark.
    pub(super) fn has(&self, path: &str) -> bool {
        path == MARK || self.0.contains_key(path)
    }

    /// Writes the mark into the staged site and the ledger beside the output.
    pub(super) fn write(&self, output: &Path, staging: &Path) -> std::io::Result<()> {
        let entries = self.sorted();
        let digest = Self::digest(&entries);
        let mut text = format!("{digest}\n");
        for (path, entry) in entries {
            let Seen { len, modified } = entry.seen;
            text.push_str(&format!("{} {len} {modified} {:x} {path}\n", entry.key, entry.sha256));
        }
        fs::write(staging.join(MARK), format!("{digest}\n"))?;
        fs::write(beside(output), text)
    }

    /// Copies the ledger of what is published, before another one takes its place.
    pub(super) fn copy(output: &Path, to: &Path) -> std::io::Result<()> {
        fs::copy(beside(output), to).map(drop)
    }

    /// Reads a ledger from its file.
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
    Some((parts.next()?.to_owned(), Entry { key, seen: Seen { len, modified }, sha256 }))
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
