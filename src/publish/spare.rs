//! The site before the last one, kept beside the output: most of its files are those of the next site too.
//!
//! A build that changes one page of thousands would link all others into a new folder and take the former folder
//! away, file by file. Instead the former site stays beside the output, under another name, and the next build makes
//! it the next site: only what differs is touched. Its files are links to the same bytes, so it takes no room.
//!
//! Nothing depends on it: without it, or when somebody has meddled with it, a build takes longer and is the same.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::ledger::{Entry, Ledger};
use super::survey::Survey;
use super::swap::sibling;

/// A folder that was the site before the last one, on its way to become the next one.
pub(super) struct Spare {
    folder: PathBuf,
    ledger: Ledger,
}

impl Spare {
    /// Makes the spare site of an output the staged one. Without a spare site the staged one starts empty.
    pub(super) fn take(output: &Path, staging: &Path) -> Self {
        let kept = sibling(output, "spare");
        let ledger = Ledger::load(&list(output)).filter(|ledger| ledger.len() > 0);
        if let Some(ledger) = ledger
            && fs::rename(&kept, staging).is_ok()
        {
            let _ = fs::remove_file(list(output));
            return Self { folder: staging.to_owned(), ledger };
        }
        // One without its list is of no use, and what can't be removed is in nobody's way.
        let _ = fs::remove_dir_all(&kept);
        Self { folder: staging.to_owned(), ledger: Ledger::default() }
    }

    /// Says what the published site holds, which is about to become the spare one: its ledger's place is taken next.
    ///
    /// # Errors
    /// What the file system refuses.
    pub(super) fn describe(output: &Path) -> io::Result<()> {
        Ledger::copy(output, &list(output))
    }

    /// Keeps a site that was swapped out, for the next build.
    ///
    /// # Errors
    /// What the file system refuses; the folder is then still where it was.
    pub(super) fn keep(output: &Path, former: &Path) -> io::Result<()> {
        fs::rename(former, sibling(output, "spare"))
    }

    /// What lies in it now, with what was staged meanwhile; nothing where there was no spare site.
    ///
    /// # Errors
    /// What the file system refuses.
    pub(super) fn survey(&self) -> io::Result<Survey> {
        if self.ledger.len() == 0 { Ok(Survey::default()) } else { Survey::of(&self.folder) }
    }

    /// The file that it has already for a file of the next site; `None` when it has another one, or none.
    pub(super) fn entry(&self, path: &str, wanted: &Entry, found: &Survey) -> Option<&Entry> {
        let entry = self.ledger.get(path).filter(|entry| entry.key == wanted.key)?;
        let seen = found.files.get(path).copied().flatten()?;
        entry.is(seen).then_some(entry)
    }

    /// Takes away whatever is not part of the next site, folders that are empty then too.
    ///
    /// # Errors
    /// What the file system refuses.
    pub(super) fn clear(&self, next: &Ledger, found: &Survey) -> io::Result<()> {
        let is_gone = |path: &&String| !next.has(path);
        let mut gone: Vec<PathBuf> = found.files.keys().filter(is_gone).map(|path| self.folder.join(path)).collect();
        gone.extend(found.nameless.iter().cloned());
        gone.par_iter().try_for_each(|file| remove(file))?;
        // A folder that holds something stays, and so do those above it.
        for left in gone.iter().filter_map(|file| file.parent()).chain(found.hollow.iter().map(PathBuf::as_path)) {
            let folders = left.ancestors().take_while(|folder| *folder != self.folder);
            let _ = folders.map(fs::remove_dir).take_while(Result::is_ok).count();
        }
        Ok(())
    }
}

/// Removes what was a file when it was seen. Since then it may have made room for a folder.
fn remove(file: &Path) -> io::Result<()> {
    fs::remove_file(file).or_else(|error| match fs::symlink_metadata(file) {
        Ok(metadata) if !metadata.is_dir() => Err(error),
        _ => Ok(()),
    })
}

/// What the spare site holds.
fn list(output: &Path) -> PathBuf {
    sibling(output, "spare-ledger")
}

/// Makes room for a file: its folder, and nothing of a former site in its place. A former file is taken away, never
/// written over: the published site may have it too.
pub(super) fn make_room(root: &Path, file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        // Where a page is now, a folder was, or above it a file.
        Err(_) => {
            let below = file.ancestors().take_while(|&path| path != root);
            if let Some(blocking) = below.filter(|path| *path == file || path.is_file()).find(|path| path.exists()) {
                let removed = if blocking.is_dir() { fs::remove_dir_all(blocking) } else { fs::remove_file(blocking) };
                // Another thread may have needed the same room.
                removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
            }
        }
    }
    let Some(folder) = file.parent() else { return Ok(()) };
    // Most folders are one step below one that is there already.
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(_) => fs::create_dir_all(folder),
        Ok(()) => Ok(()),
    }
}
