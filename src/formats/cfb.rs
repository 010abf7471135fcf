//! Compound files (MS-CFB): the little file system in which old Office documents lie.

use super::bytes::Cursor;

/// What a compound file begins with.
pub(super) const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Numbers of sectors from here on mean "end" and "none".
const LAST_SECTOR: u32 = 0xFFFF_FFFA;

/// Streams smaller than this lie in the small sectors of one larger stream.
const MINI_CUTOFF: usize = 4096;
const MINI_SIZE: usize = 64;

/// A compound file in memory.
pub(super) struct CompoundFile<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    next_mini: Vec<u32>,
    mini: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

impl<'a> CompoundFile<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let header = bytes.get(..512).filter(|header| header.starts_with(&MAGIC))?;
        let number = |at: usize| Cursor::at(header, at)?.u32();
        let sector = match Cursor::at(header, 30)?.u16()? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let nothing = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (next, next_mini, mini, entries) = nothing;
        let mut file = Self { bytes, sector, next, next_mini, mini, entries };
        file.next = file.allocation(header, number(68)?);
        file.next_mini = numbers(&file.chain(number(60)?, usize::MAX));
        let directory = file.chain(number(48)?, usize::MAX);
        file.entries = directory.chunks_exact(128).filter_map(entry).collect();
        // The first entry is the root, which holds the small sectors.
        let (start, size) = file.entries.first().map(|root| (root.start, root.size))?;
        file.mini = file.chain(start, size);
        Some(file)
    }

    /// The content of a stream.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().skip(1).find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        Some(if entry.size < MINI_CUTOFF { self.mini_chain(entry) } else { self.chain(entry.start, entry.size) })
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    /// Which sector follows which: the table's own sectors are listed in the header, then in a chain of lists.
    fn allocation(&self, header: &[u8], more: u32) -> Vec<u32> {
        let mut sectors = numbers(header.get(76..).unwrap_or_default());
        let mut list = more;
        for _ in 0..self.bytes.len() / self.sector {
            let Some(bytes) = self.sector(list).filter(|_| list < LAST_SECTOR) else { break };
            let mut found = numbers(bytes);
            list = found.pop().unwrap_or(LAST_SECTOR);
            sectors.extend(found);
        }
        // No table is longer than the file it describes.
        let most = self.bytes.len() / self.sector;
        let sectors = sectors.into_iter().filter(|number| *number < LAST_SECTOR).take(most);
        sectors.filter_map(|number| self.sector(number)).flat_map(numbers).collect()
    }

    /// The bytes of a chain of sectors, up to a size; a chain that turns in a circle ends with the file's length.
    fn chain(&self, start: u32, size: usize) -> Vec<u8> {
        let most = size.min(self.bytes.len());
        let mut bytes = Vec::new();
        let mut at = start;
        while let Some(sector) = self.sector(at).filter(|_| at < LAST_SECTOR && bytes.len() < most) {
            bytes.extend_from_slice(sector);
            at = usize::try_from(at).ok().and_then(|at| self.next.get(at)).copied().unwrap_or(LAST_SECTOR);
        }
        bytes.truncate(most);
        bytes
    }

    fn mini_chain(&self, entry: &Entry) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut at = entry.start;
        while bytes.len() < entry.size {
            let Ok(number) = usize::try_from(at) else { break };
            let Some(sector) = self.mini.chunks(MINI_SIZE).nth(number) else { break };
            bytes.extend_from_slice(sector);
            at = self.next_mini.get(number).copied().unwrap_or(LAST_SECTOR);
        }
        bytes.truncate(entry.size);
        bytes
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| four.try_into().ok()).map(u32::from_le_bytes).collect()
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(Cursor::at(bytes, 64)?.u16()?).saturating_sub(2).min(62);
    let units: Vec<u16> =
        bytes.get(..length)?.chunks_exact(2).filter_map(|two| two.try_into().ok()).map(u16::from_le_bytes).collect();
    let start = Cursor::at(bytes, 116)?.u32()?;
    let size = usize::try_from(Cursor::at(bytes, 120)?.u32()?).ok()?;
    Some(Entry { name: String::from_utf16_lossy(&units), start, size })
}
