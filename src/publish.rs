//! The only writer of a site's output.
//!
//! A build is staged in a folder beside the output and swapped in whole: on Linux in one atomic exchange, elsewhere by
//! two renames of which the first is undone when the second never came. Whatever happens before the swap, the former
//! site stays as it was. The former site is also the cache: files whose job has the same key are hard-linked into the
//! next one.

pub mod compress;
mod ledger;
mod swap;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

pub use ledger::Made;
use ledger::{Entry, Ledger};
use rayon::prelude::*;

use crate::diagnostics::{Diagnostic, code};
use crate::digest::Digest;

/// A publication being prepared. Dropping it without [`Publication::publish`] leaves the former site untouched and
/// takes the staging folder away.
pub struct Publication {
    output: PathBuf,
    staging: PathBuf,
    former: Ledger,
    _lock: swap::Lock,
}

impl Publication {
    /// Prepares to publish into a folder, mending first what an interrupted build left behind.
    ///
    /// # Errors
    /// A folder that holds somebody else's files, that another build is writing to, or that can't be written.
    pub fn open(output: &Path) -> Result<Self, Diagnostic> {
        let output = std::path::absolute(output).map_err(|error| unwritable(output, &error))?;
        let parent = output.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(parent).map_err(|error| unwritable(parent, &error))?;
        let lock = swap::Lock::take(&output)?;
        swap::recover(&output).map_err(|error| unwritable(&output, &error))?;
        if !ledger::is_ours(&output) {
            return Err(Diagnostic::error(code::FOREIGN_OUTPUT).arg("path", output.display()));
        }
        let staging = swap::staging(&output);
        Ok(Self { former: Ledger::read(&output), output, staging, _lock: lock })
    }

    /// Whether a file can be taken over from the former site: its key is the same and nobody has touched it since.
    pub fn keep(&self, path: &str, key: Digest, made: &mut Made) -> bool {
        let entry = self.former.get(path).filter(|entry| entry.key == key && entry.is_intact(&self.output.join(path)));
        if let Some(entry) = entry {
            made.keep(path, entry.clone());
        }
        entry.is_some()
    }

    /// Stages a file.
    ///
    /// # Errors
    /// What the file system refuses.
    pub fn put(&self, path: &str, key: Digest, bytes: &[u8], made: &mut Made) -> Result<(), Diagnostic> {
        let to = self.staging.join(path);
        let write = || -> std::io::Result<Entry> {
            make_folder(&to)?;
            let mut file = fs::File::create(&to)?;
            file.write_all(bytes)?;
            Entry::of(key, &file.metadata()?)
        };
        let entry = write().map_err(|error| unwritable(&to, &error))?;
        made.put(path, entry);
        Ok(())
    }

    /// The bytes of a file that was staged or kept.
    pub fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.staging.join(path)).or_else(|_| fs::read(self.output.join(path))).ok()
    }

    /// Swaps the staged site in. When nothing was made anew and nothing is gone, the former site is the new one.
    ///
    /// # Errors
    /// What the file system refuses; the former site stays.
    pub fn publish(self, mut made: Made) -> Result<(), Diagnostic> {
        if made.ran() == 0 && made.kept() == self.former.len() && self.former.is_all_of(&self.output) {
            return Ok(());
        }
        let finish = || -> std::io::Result<()> {
            made.kept_files().par_iter_mut().try_for_each(|(path, entry)| self.take_over(path, entry))?;
            fs::create_dir_all(&self.staging)?;
            Ledger::new(made).write(&self.output, &self.staging)?;
            swap::swap(&self.staging, &self.output)
        };
        finish().map_err(|error| unwritable(&self.output, &error))
    }

    /// Links a file of the former site into the staged one; copies it where links are not to be had.
    fn take_over(&self, path: &str, entry: &mut Entry) -> std::io::Result<()> {
        let (from, to) = (self.output.join(path), self.staging.join(path));
        make_folder(&to)?;
        if fs::hard_link(&from, &to).is_err() {
            fs::copy(&from, &to)?;
            *entry = Entry::of(entry.key, &fs::metadata(&to)?)?;
        }
        Ok(())
    }
}

impl Drop for Publication {
    fn drop(&mut self) {
        // After a swap this is the former site; before it, a half-made one.
        let _ = fs::remove_dir_all(&self.staging);
    }
}

/// Puts the former site back when a build was killed between two renames, so that there is one even if this build fails.
pub fn restore(output: &Path) {
    let Ok(output) = std::path::absolute(output) else { return };
    if swap::is_torn(&output)
        && let Ok(_lock) = swap::Lock::take(&output)
    {
        // What can't be mended now is told when the site is published.
        let _ = swap::recover(&output);
    }
}

/// A file of the last published site, when its key is the wanted one.
pub fn published(output: &Path, path: &str, key: Digest) -> Option<Vec<u8>> {
    let from = output.join(path);
    let ledger = Ledger::read(output);
    ledger.get(path).filter(|entry| entry.key == key && entry.is_intact(&from))?;
    fs::read(from).ok()
}

/// Makes the folder of a file. Most are one step below a folder that is there already.
fn make_folder(file: &Path) -> std::io::Result<()> {
    let Some(folder) = file.parent() else { return Ok(()) };
    match fs::create_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(_) => fs::create_dir_all(folder),
        Ok(()) => Ok(()),
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(code::UNWRITABLE).arg("path", path.display()).arg("reason", error)
}
