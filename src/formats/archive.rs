//! Zip archives, unpacked within bounds: a bomb is a problem, not an outage.

use std::io::{Cursor, ErrorKind, Read};

/// What all members of an archive may unpack to.
const MAX_TOTAL: u64 = 1 << 30;
/// Beyond this much, an archive may not unpack to more than so many times its size. Deflate packs blanks of a DBF a
/// thousand times, but not a whole archive of data.
const FREE: u64 = 64 << 20;
const MAX_RATIO: u64 = 200;
/// Bytes that are unpacked at a time.
const PIECE: usize = 64 << 10;
/// How many members are listed.
const MAX_MEMBERS: usize = 20_000;

/// Why a member can't be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadMember {
    Broken,
    Encrypted,
    TooLarge,
}

/// An archive in memory.
pub(super) struct Archive<'a> {
    inner: zip::ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let inner = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Some(Self { inner, left: size.saturating_mul(MAX_RATIO).clamp(FREE, MAX_TOTAL) })
    }

    /// The names of the files, in the order of the archive, by number.
    pub(super) fn names(&self) -> Vec<(usize, String)> {
        let all = (0..self.inner.len().min(MAX_MEMBERS)).filter_map(|at| {
            let name = self.inner.name_for_index(at)?.ok()?;
            Some((at, name.replace('\\', "/")))
        });
        // What macOS adds is no data, though it has the same endings.
        all.filter(|(_, name)| !name.ends_with('/') && !name.starts_with("__MACOSX/")).collect()
    }

    /// Unpacks a member. What its header says of its size is not believed.
    pub(super) fn unpack(&mut self, number: usize) -> Result<Vec<u8>, BadMember> {
        let mut bytes = Vec::new();
        self.each_piece(number, |piece| bytes.extend_from_slice(piece)).map(|()| bytes)
    }

    /// Unpacks a member and keeps nothing: whether it can be had, at the same cost to what may still be unpacked.
    pub(super) fn try_unpack(&mut self, number: usize) -> Result<(), BadMember> {
        self.each_piece(number, |_| {})
    }

    fn each_piece(&mut self, number: usize, mut take: impl FnMut(&[u8])) -> Result<(), BadMember> {
        let mut file = self.inner.by_index(number).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => BadMember::Encrypted,
            _ => BadMember::Broken,
        })?;
        let mut piece = vec![0; PIECE];
        loop {
            let read = match file.read(&mut piece) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => return Err(BadMember::Broken),
            };
            match self.left.checked_sub(read as u64) {
                Some(left) => self.left = left,
                None => {
                    self.left = 0;
                    return Err(BadMember::TooLarge);
                }
            }
            take(&piece[..read]);
        }
    }

    /// Unpacks the member of a name.
    pub(super) fn unpack_named(&mut self, name: &str) -> Option<Result<Vec<u8>, BadMember>> {
        let number = self.inner.index_for_name(name)?;
        Some(self.unpack(number))
    }
}

/// Whether bytes are an archive that has a member of this name, as far as its beginning and its end tell.
pub(super) fn lists(bytes: &[u8], member: &str) -> bool {
    let near = |count: usize| bytes.len().min(count);
    let (head, tail) = (bytes.get(..near(4096)), bytes.get(bytes.len() - near(1 << 16)..));
    is_zip(bytes) && [head, tail].into_iter().flatten().any(|end| super::text::holds(end, member.as_bytes()))
}

/// Whether bytes begin as an archive does.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}
