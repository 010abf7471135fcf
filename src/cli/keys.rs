//! The files of keys that open data are signed with.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use crate::diagnostics::{Diagnostic, code};
use crate::signing::{KeyFault, Signer};

/// The key in a file.
pub(super) fn signer(file: &Path) -> Result<Signer, Diagnostic> {
    let refused = |reason: &str| Diagnostic::error(code::SIGNING_KEY).arg("path", file.display()).arg("reason", reason);
    let text = fs::read_to_string(file).map_err(|error| refused(&error.to_string()))?;
    Signer::read(&text).map_err(|fault| match fault {
        KeyFault::Unreadable => refused("@key.unreadable"),
        KeyFault::Locked => refused("@key.locked"),
    })
}

/// Writes a new key, and its public half beside it as `.pub`. A file that is there stays: what was signed with it could
/// be signed by nobody again. Gives the public key.
pub(super) fn make(file: &Path) -> Result<String, Diagnostic> {
    let signer = Signer::generate();
    let public = file.with_added_extension("pub");
    let failed = |path: &Path, error: &io::Error| {
        Diagnostic::error(code::UNWRITABLE).arg("path", path.display()).arg("reason", error)
    };
    write(&mut secret(), file, &signer.file()).map_err(|error| failed(file, &error))?;
    write(OpenOptions::new().write(true).create_new(true), &public, &signer.public_file())
        .map_err(|error| failed(&public, &error))?;
    Ok(signer.public_key())
}

fn write(how: &mut OpenOptions, path: &Path, text: &str) -> io::Result<()> {
    let mut file: File = how.open(path)?;
    file.write_all(text.as_bytes())
}

/// A file that only its owner may read, where the system knows such.
fn secret() -> OpenOptions {
    let mut how = OpenOptions::new();
    how.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
    how
}
