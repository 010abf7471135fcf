//! Exchanging two folders so that no reader ever sees half a site, and mending what a killed build left.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostic, code};

/// A hidden file or folder beside the output: `.public.langso-new`.
pub(super) fn sibling(output: &Path, purpose: &str) -> PathBuf {
    let name = output.file_name().map_or_else(|| "site".into(), |name| name.to_string_lossy().into_owned());
    output.with_file_name(format!(".{name}.langso-{purpose}"))
}

/// Where the next site is staged.
pub(super) fn staging(output: &Path) -> PathBuf {
    sibling(output, "new")
}

/// Where the former site stands between two renames.
fn former(output: &Path) -> PathBuf {
    sibling(output, "old")
}

/// Whether a build was killed between two renames: the former site is the only whole one.
pub(super) fn is_torn(output: &Path) -> bool {
    former(output).exists() && !output.exists()
}

/// Puts things right after a build that was killed.
pub(super) fn recover(output: &Path) -> io::Result<()> {
    let torn = is_torn(output);
    let former = former(output);
    if torn {
        fs::rename(&former, output)?;
    }
    for left in [former, staging(output)] {
        match fs::remove_dir_all(&left) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Puts the staged folder in the output's place, and says where the former output then stands.
pub(super) fn swap(staging: &Path, output: &Path) -> io::Result<Option<PathBuf>> {
    if !output.exists() {
        return fs::rename(staging, output).map(|()| None);
    }
    if exchange(staging, output).is_ok() {
        return Ok(Some(staging.to_owned()));
    }
    let former = former(output);
    fs::rename(output, &former)?;
    if let Err(error) = fs::rename(staging, output) {
        fs::rename(&former, output)?;
        return Err(error);
    }
    Ok(Some(former))
}

#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Held while a build writes; the system lets it go when the process ends, however it ends.
pub(super) struct Lock(#[expect(dead_code, reason = "held, not read")] fs::File);

impl Lock {
    pub(super) fn take(output: &Path) -> Result<Self, Diagnostic> {
        let path = sibling(output, "lock");
        let file = fs::File::create(&path).map_err(|error| super::unwritable(&path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(fs::TryLockError::WouldBlock) => Err(Diagnostic::error(code::LOCKED).arg("path", output.display())),
            // A file system without locks: better unguarded than useless.
            Err(fs::TryLockError::Error(_)) => Ok(Self(file)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kill_between_two_renames_is_mended() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("public");
        fs::create_dir(former(&output)).unwrap();
        fs::write(former(&output).join("index.html"), "good").unwrap();
        fs::create_dir(staging(&output)).unwrap();
        recover(&output).unwrap();
        assert_eq!(fs::read_to_string(output.join("index.html")).unwrap(), "good");
        assert!(!staging(&output).exists() && !former(&output).exists());
    }
}
