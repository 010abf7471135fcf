//! The only writer of a site's output.
//!
//! A build is staged in a folder beside the output and swapped in whole: on Linux in one atomic exchange, elsewhere by
//! two renames of which the first is undone when the second never came. Whatever happens before the swap, the former
//! site stays as it was. The former site is also the cache: files whose job has the same key are hard-linked into the
//! next one, and the site before it is kept to be made the next one (`spare`).

pub mod compress;
mod ledger;
mod readings;
mod spare;
mod survey;
mod swap;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ledger::{Entry, Ledger};
pub use ledger::{Inventory, Made};
use rayon::prelude::*;
pub use readings::Readings;
use spare::Spare;
use survey::Survey;

use crate::diagnostics::{Diagnostic, code};
use crate::digest::{Digest, Sha256};

/// A publication being prepared. Dropping it without [`Publication::publish`] leaves the former site untouched and
/// takes the staging folder away.
pub struct Publication {
    output: PathBuf,
    staging: PathBuf,
    former: Ledger,
    /// Taken when the first file is staged.
    spare: OnceLock<Spare>,
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
        Ok(Self { former: Ledger::read(&output), output, staging, spare: OnceLock::new(), _lock: lock })
    }

    /// Takes a file over from the former site, if its key is the same and nobody has touched it since. Gives the digest of what
    /// it holds.
    pub fn keep(&self, path: &str, key: Digest, made: &mut Made) -> Option<Sha256> {
        let entry =
            self.former.get(path).filter(|entry| entry.key == key && entry.is_intact(&self.output.join(path)))?;
        made.keep(path, entry.clone());
        Some(entry.sha256())
    }

    /// Stages a file; one whose bytes are those of the former site is taken over from that. Gives their digest.
    ///
    /// # Errors
    /// What the file system refuses.
    pub fn put(&self, path: &str, key: Digest, bytes: &[u8], made: &mut Made) -> Result<Sha256, Diagnostic> {
        let sha256 = Sha256::of(bytes);
        let former = self.former.get(path).filter(|entry| entry.holds(bytes, sha256));
        if let Some(entry) = former.filter(|entry| entry.is_intact(&self.output.join(path))) {
            made.renew(path, entry.under(key));
            return Ok(sha256);
        }
        self.spare();
        let to = self.staging.join(path);
        let write = || -> std::io::Result<Entry> {
            spare::make_room(&self.staging, &to)?;
            let mut file = fs::File::create(&to)?;
            file.write_all(bytes)?;
            Entry::of(key, sha256, &file.metadata()?)
        };
        let entry = write().map_err(|error| unwritable(&to, &error))?;
        made.put(path, entry);
        Ok(sha256)
    }

    /// The first bytes of a file that was staged or kept, at most so many.
    pub fn head(&self, path: &str, most: u64, files: &Inventory) -> Option<Vec<u8>> {
        let mut head = Vec::with_capacity(usize::try_from(most).ok()?);
        fs::File::open(self.place(path, files)).ok()?.take(most).read_to_end(&mut head).ok()?;
        Some(head)
    }

    /// The bytes of a file that was staged or kept.
    pub fn bytes(&self, path: &str, files: &Inventory) -> Option<Vec<u8>> {
        fs::read(self.place(path, files)).ok()
    }

    /// Where a file lies before the swap. What the staged folder has of a kept file is that of an earlier site.
    fn place(&self, path: &str, files: &Inventory) -> PathBuf {
        if files.is_staged(path) { &self.staging } else { &self.output }.join(path)
    }

    /// The bytes of a file that was kept.
    pub fn kept(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.output.join(path)).ok()
    }

    /// Swaps the staged site in. When nothing was made anew and nothing is gone, the former site is the new one.
    ///
    /// # Errors
    /// What the file system refuses; the former site stays.
    pub fn publish(self, mut made: Made) -> Result<(), Diagnostic> {
        if made.is_all_of(&self.former) && self.former.fills(&self.output) {
            return Ok(());
        }
        // Taken before its own list makes room for the next one's.
        let spare = self.spare();
        // A site that nothing is known of can't become the next one, and without a spare site the next build only takes longer.
        let described = self.former.len() > 0 && Spare::describe(&self.output).is_ok();
        let finish = || -> std::io::Result<Option<PathBuf>> {
            let found = spare.survey()?;
            let kept = made.kept_files();
            kept.par_iter_mut().try_for_each(|(path, entry)| self.take_over(spare, &found, path, entry))?;
            fs::create_dir_all(&self.staging)?;
            let next = Ledger::new(made);
            let (cleared, written) =
                rayon::join(|| spare.clear(&next, &found), || next.write(&self.output, &self.staging));
            cleared.and(written)?;
            swap::swap(&self.staging, &self.output)
        };
        if let Some(former) = finish().map_err(|error| unwritable(&self.output, &error))?
            && !(described && Spare::keep(&self.output, &former).is_ok())
        {
            let _ = fs::remove_dir_all(former);
        }
        Ok(())
    }

    fn spare(&self) -> &Spare {
        self.spare.get_or_init(|| Spare::take(&self.output, &self.staging))
    }

    /// Links a file of the former site into the staged one, unless it is there; copies it where links are not to be
    /// had.
    fn take_over(&self, spare: &Spare, found: &Survey, path: &str, entry: &mut Entry) -> std::io::Result<()> {
        if let Some(there) = spare.entry(path, entry, found) {
            *entry = there.clone();
            return Ok(());
        }
        let (from, to) = (self.output.join(path), self.staging.join(path));
        spare::make_room(&self.staging, &to)?;
        if fs::hard_link(&from, &to).is_err() {
            fs::copy(&from, &to)?;
            *entry = entry.copied(&fs::metadata(&to)?)?;
        }
        Ok(())
    }
}

impl Drop for Publication {
    fn drop(&mut self) {
        // A half-made site; after a swap there is none.
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

fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(code::UNWRITABLE).arg("path", path.display()).arg("reason", error)
}
