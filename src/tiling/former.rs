//! The archive that was cut before, and the ledger beside it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::geo::pmtiles::Source;
use crate::geo::tile::{Former, Ledger};

/// Bytes at an archive's start that tell it from another: its header and the root of its directory.
const HEAD: u64 = 16_384;

/// Opens the archive in a place, if its ledger is there and is that of this very file.
pub(super) fn open(archive: &Path) -> Option<Former> {
    let ledger = fs::read(beside(archive)).ok()?;
    let (ledger, of) = ledger.split_at_checked(ledger.len().checked_sub(16)?)?;
    let file = File::open(archive).ok()?;
    if fingerprint(&file).ok()?.as_bytes() != of {
        return None;
    }
    Some(Former { archive: Box::new(file), ledger: Ledger::from_bytes(ledger)? })
}

/// Writes the ledger of an archive beside it.
pub(super) fn remember(archive: &Path, ledger: &Ledger) -> io::Result<()> {
    let mut bytes = ledger.to_bytes();
    bytes.extend_from_slice(fingerprint(&File::open(archive)?)?.as_bytes());
    fs::write(beside(archive), bytes)
}

/// `xa.pmtiles.ledger` for `xa.pmtiles`.
fn beside(archive: &Path) -> PathBuf {
    let mut name = OsString::from(archive);
    name.push(".ledger");
    name.into()
}

/// The digest of an archive's length and first bytes.
fn fingerprint(file: &File) -> io::Result<Digest> {
    let length = file.metadata()?.len();
    let mut bytes = Vec::new();
    file.read(0, length.min(HEAD) as usize, &mut bytes)?;
    bytes.extend_from_slice(&length.to_le_bytes());
    Ok(Digest::of(&bytes))
}
