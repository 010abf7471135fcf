//! The site's files as they were at one moment.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use walkdir::{DirEntry, WalkDir};

use super::syntax;
use crate::diagnostics::{Diagnostic, Place, code};
use crate::digest::{Digest, Hasher};
use crate::text::{Date, nfc};

/// Folders that hold sources, and the settings file.
const ROOTS: [&str; 4] = ["langso.toml", "content", "data", "themes"];

/// Every source file by its path relative to the root (forward slashes, NFC), and the day it is in Vietnam.
#[derive(Clone)]
pub struct SourceTree {
    root: PathBuf,
    files: BTreeMap<Arc<str>, SourceFile>,
    today: Date,
}

/// One file. Serialises as its digest, so that a view that holds it is keyed by its bytes.
#[derive(Clone)]
pub struct SourceFile {
    /// Path relative to the root.
    pub path: Arc<str>,
    /// Digest of the bytes.
    pub digest: Digest,
    /// Length in bytes.
    pub len: u64,
    content: Content,
}

/// Texts are held in memory, checked once; attachments, which may be large, stay on disk until they are published.
#[derive(Clone)]
enum Content {
    /// A text file, with its byte-order mark if it has one.
    Text(Arc<str>),
    /// Bytes that are no UTF-8.
    Bytes(Arc<[u8]>),
    /// Where to read them.
    OnDisk(Arc<Path>),
}

impl Serialize for SourceFile {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.digest.serialize(serializer)
    }
}

impl SourceFile {
    /// A file that exists in memory only: the theme inside the program, and tests.
    pub fn held(path: impl Into<Arc<str>>, bytes: Vec<u8>) -> Self {
        let (digest, len) = (Digest::of(&bytes), bytes.len() as u64);
        let content = match String::from_utf8(bytes) {
            Ok(text) => Content::Text(text.into()),
            Err(error) => Content::Bytes(error.into_bytes().into()),
        };
        Self { path: path.into(), digest, len, content }
    }

    fn read(path: Arc<str>, on_disk: &Path) -> Result<Self, Diagnostic> {
        let unreadable = |error: std::io::Error| {
            Diagnostic::error(code::UNREADABLE).arg("reason", error).at(Place::file(Arc::clone(&path)))
        };
        if is_text(&path) {
            return Ok(Self::held(Arc::clone(&path), fs::read(on_disk).map_err(unreadable)?));
        }
        let mut file = fs::File::open(on_disk).map_err(unreadable)?;
        let (mut hasher, mut len, mut buffer) = (Hasher::default(), 0, vec![0; 1 << 16]);
        loop {
            match file.read(&mut buffer).map_err(unreadable)? {
                0 => break,
                read => {
                    hasher.write(&buffer[..read]);
                    len += read as u64;
                }
            }
        }
        Ok(Self { digest: hasher.finish(), len, content: Content::OnDisk(on_disk.into()), path })
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// An attachment may have gone since the tree was read.
    pub fn bytes(&self) -> Result<Arc<[u8]>, Diagnostic> {
        match &self.content {
            Content::Text(text) => Ok(Arc::<[u8]>::from(Arc::clone(text))),
            Content::Bytes(bytes) => Ok(Arc::clone(bytes)),
            Content::OnDisk(path) => fs::read(path).map(Into::into).map_err(|error| self.unreadable(&error)),
        }
    }

    /// The file's first bytes, at most so many.
    ///
    /// # Errors
    /// An attachment may have gone since the tree was read.
    pub fn head(&self, most: usize) -> Result<Vec<u8>, Diagnostic> {
        let Content::OnDisk(path) = &self.content else {
            return self.bytes().map(|bytes| bytes[..bytes.len().min(most)].to_vec());
        };
        let mut head = Vec::new();
        let read = fs::File::open(path).and_then(|file| file.take(most as u64).read_to_end(&mut head));
        read.map(|_| head).map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &std::io::Error) -> Diagnostic {
        Diagnostic::error(code::UNREADABLE).arg("reason", error).at(Place::file(Arc::clone(&self.path)))
    }

    /// The file's text, without a byte-order mark. Empty for attachments, which are never read as text.
    ///
    /// # Errors
    /// Reports text that is not UTF-8.
    pub fn text(&self) -> Result<&str, Diagnostic> {
        match &self.content {
            Content::Text(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
            Content::Bytes(bytes) => Err(syntax::not_utf8(&self.path, bytes)),
            Content::OnDisk(_) => Ok(""),
        }
    }
}

fn is_text(path: &str) -> bool {
    !path.starts_with("content/") || path.ends_with(".md")
}

impl SourceTree {
    /// Reads a site's folder. Files that can't be read are reported; the others are there.
    pub fn read(root: &Path, today: Date) -> (Self, Vec<Diagnostic>) {
        let found: Vec<(Arc<str>, PathBuf)> = ROOTS
            .iter()
            .flat_map(|name| WalkDir::new(root.join(name)).into_iter().filter_entry(is_source))
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| Some((relative(root, entry.path())?, entry.into_path())))
            .collect();
        let (faults, files): (Vec<_>, Vec<_>) = found
            .into_par_iter()
            .map(|(path, on_disk)| SourceFile::read(path, &on_disk))
            .partition_map(rayon::iter::Either::from);
        let files = files.into_iter().map(|file: SourceFile| (Arc::clone(&file.path), file)).collect();
        (Self { root: root.to_owned(), files, today }, faults)
    }

    /// The tree after some files on disk changed: only those are read again. A folder stands for all that is in it.
    pub fn refreshed(&self, changed: &[PathBuf]) -> (Self, Vec<Diagnostic>) {
        let mut tree = self.clone();
        let mut faults = Vec::new();
        for on_disk in changed {
            let Some(path) = relative(&self.root, on_disk) else { continue };
            tree.files.remove(&path);
            let gone: Vec<Arc<str>> = tree.below(&format!("{path}/")).map(|file| Arc::clone(&file.path)).collect();
            for path in gone {
                tree.files.remove(&path);
            }
            for entry in WalkDir::new(on_disk).into_iter().filter_entry(is_source).filter_map(Result::ok) {
                let Some(path) = relative(&self.root, entry.path()).filter(|_| entry.file_type().is_file()) else {
                    continue;
                };
                match SourceFile::read(path, entry.path()) {
                    Ok(file) => drop(tree.files.insert(Arc::clone(&file.path), file)),
                    Err(fault) => faults.push(fault),
                }
            }
        }
        (tree, faults)
    }

    /// True when a path is one of the sources: what a watcher should care about.
    pub fn concerns(&self, on_disk: &Path) -> bool {
        relative(&self.root, on_disk).is_some_and(|path| {
            ROOTS
                .iter()
                .any(|name| path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
                && !path.split('/').any(is_litter)
        })
    }

    /// A file by its path.
    pub fn get(&self, path: &str) -> Option<&SourceFile> {
        self.files.get(path)
    }

    /// The files below a folder (`"content/"`), in the order of their paths.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a SourceFile> {
        self.files
            .range::<str, _>((std::ops::Bound::Included(folder), std::ops::Bound::Unbounded))
            .map(|(_, file)| file)
            .take_while(move |file| file.path.starts_with(folder))
    }

    /// The day it is, for scheduled pages.
    pub fn today(&self) -> Date {
        self.today
    }

    /// A path on disk as a path of the tree; `None` outside the site's folder.
    pub fn relative(&self, on_disk: &Path) -> Option<Arc<str>> {
        relative(&self.root, on_disk)
    }

    /// The site's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// The path relative to the root, with forward slashes and in NFC (macOS stores names decomposed).
fn relative(root: &Path, path: &Path) -> Option<Arc<str>> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(root).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    Some(nfc(&parts?.join("/")).as_ref().into())
}

fn is_source(entry: &DirEntry) -> bool {
    entry.depth() == 0 || entry.file_name().to_str().is_none_or(|name| !is_litter(name))
}

/// What editors and systems leave lying about: hidden files, Office's lock files, backups, Node's modules.
fn is_litter(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || ["Thumbs.db", "desktop.ini", "node_modules"].contains(&name)
}
