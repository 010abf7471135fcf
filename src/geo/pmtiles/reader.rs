//! A small reader, for the tests of what was written.

use std::io::Read;

use flate2::read::GzDecoder;

use super::directory::{self, Entry};

/// Decompresses gzip.
pub(crate) fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain).expect("gzip");
    plain
}

/// An archive in memory.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry>,
}

impl<'a> Reader<'a> {
    /// Opens an archive and reads all its directories.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        assert_eq!(&bytes[..8], b"PMTiles\x03");
        let mut reader = Self { bytes, entries: Vec::new() };
        for entry in decode(&gunzip(reader.section(0))) {
            if entry.run > 0 {
                reader.entries.push(entry);
            } else {
                let leaf = slice(reader.section(2), entry);
                reader.entries.extend(decode(&gunzip(leaf)));
            }
        }
        reader
    }

    fn number(&self, at: usize) -> usize {
        u64::from_le_bytes(self.bytes[at..at + 8].try_into().expect("eight bytes")) as usize
    }

    /// Root, metadata, leaves or data.
    fn section(&self, nth: usize) -> &'a [u8] {
        let offset = self.number(8 + 16 * nth);
        &self.bytes[offset..offset + self.number(16 + 16 * nth)]
    }

    /// Addressed tiles, entries, contents.
    pub(crate) fn counts(&self) -> [usize; 3] {
        [72, 80, 88].map(|at| self.number(at))
    }

    pub(crate) fn has_leaves(&self) -> bool {
        !self.section(2).is_empty()
    }

    pub(crate) fn root_length(&self) -> usize {
        self.section(0).len()
    }

    /// The compressed contents of a tile.
    pub(crate) fn tile(&self, id: u64) -> Option<&'a [u8]> {
        let entry = self.entries.iter().find(|entry| (entry.id..entry.id + u64::from(entry.run)).contains(&id))?;
        Some(slice(self.section(3), *entry))
    }

    /// All tile ids, ascending.
    pub(crate) fn ids(&self) -> Vec<u64> {
        self.entries.iter().flat_map(|entry| entry.id..entry.id + u64::from(entry.run)).collect()
    }
}

fn slice(bytes: &[u8], entry: Entry) -> &[u8] {
    &bytes[entry.offset as usize..][..entry.length as usize]
}

fn decode(bytes: &[u8]) -> Vec<Entry> {
    directory::decode(bytes).expect("a directory")
}

/// Reads a variable-length integer and moves on.
pub(crate) fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let byte = bytes[0];
        *bytes = &bytes[1..];
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}
