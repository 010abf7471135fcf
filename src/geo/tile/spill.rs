//! Bytes that may outgrow the memory: kept there while few, in a nameless temporary file from then on.

use std::fs::File;
use std::io::{self, Write};

use crate::geo::pmtiles::Source;

/// What the crate `tempfile` gives: gone when it is closed, whatever happens.
type TempFile = File;

/// Bytes kept in memory before a file is asked for.
const IN_MEMORY: usize = 24 << 20;

/// Bytes gathered before they are written, once there is a file.
const BUFFER: usize = 1 << 20;

/// A growing string of bytes that can be read anywhere.
#[derive(Debug, Default)]
pub(super) struct Spill {
    /// What was appended last and is in no file.
    recent: Vec<u8>,
    file: Option<TempFile>,
    /// Bytes in the file.
    filed: u64,
}

impl Spill {
    /// Appends bytes and says where they start.
    pub(super) fn append(&mut self, bytes: &[u8]) -> io::Result<u64> {
        let start = self.len();
        let most = if self.file.is_some() { BUFFER } else { IN_MEMORY };
        if bytes.len() >= BUFFER && self.recent.len() + bytes.len() >= most {
            // Much at once goes into the file as it is.
            self.file_away()?.write_all(bytes)?;
            self.filed += bytes.len() as u64;
            return Ok(start);
        }
        if self.recent.len() + bytes.len() > self.recent.capacity().max(BUFFER) {
            // In one step: what grows by doubling is copied again and again, to memory that must be cleared first.
            self.recent.reserve_exact(most.saturating_sub(self.recent.len()) + bytes.len());
        }
        self.recent.extend_from_slice(bytes);
        if self.recent.len() >= most {
            self.file_away()?;
        }
        Ok(start)
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> u64 {
        self.filed + self.recent.len() as u64
    }

    /// Reads bytes that were appended; `into` holds just them afterwards.
    pub(super) fn read(&self, start: u64, length: usize, into: &mut Vec<u8>) -> io::Result<()> {
        into.clear();
        let filed = self.filed.saturating_sub(start).min(length as u64) as usize;
        if let Some(file) = self.file.as_ref().filter(|_| filed > 0) {
            file.read(start, filed, into)?;
        }
        let from = start.saturating_sub(self.filed) as usize;
        into.extend_from_slice(&self.recent[from..from + length - filed]);
        Ok(())
    }

    /// Moves what is in memory to the file, and gives that.
    fn file_away(&mut self) -> io::Result<&mut TempFile> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.write_all(&self.recent)?;
        self.filed += self.recent.len() as u64;
        self.recent.clear();
        self.recent.shrink_to(2 * BUFFER);
        Ok(file)
    }
}

impl Source for File {
    #[cfg(unix)]
    fn read(&self, start: u64, length: usize, into: &mut Vec<u8>) -> io::Result<()> {
        into.clear();
        into.resize(length, 0);
        std::os::unix::fs::FileExt::read_exact_at(self, into, start)
    }

    #[cfg(windows)]
    fn read(&self, mut start: u64, length: usize, into: &mut Vec<u8>) -> io::Result<()> {
        into.clear();
        into.resize(length, 0);
        let mut into = into.as_mut_slice();
        while !into.is_empty() {
            let read = std::os::windows::fs::FileExt::seek_read(self, into, start)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            start += read as u64;
            into = &mut into[read..];
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_appended_is_read_back_across_the_file_and_the_memory() {
        let mut spill = Spill::default();
        let piece: Vec<u8> = (0..5_000_003u32).map(|n| (n % 251) as u8).collect();
        let starts: Vec<u64> = (0..7).map(|_| spill.append(&piece).expect("room on the disk")).collect();
        spill.append(b"behind the file").expect("room on the disk");
        let mut back = Vec::new();
        for &start in &starts {
            spill.read(start, piece.len(), &mut back).expect("readable");
            assert!(back == piece);
        }
        spill.read(starts[4] - 10, 30, &mut back).expect("readable");
        assert_eq!(back[..10], piece[piece.len() - 10..]);
        assert_eq!(back[10..], piece[..20]);
        assert!(spill.file.is_some() && !spill.recent.is_empty(), "both places were used");
    }
}
