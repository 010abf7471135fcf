//! An archive as anybody may have written it, opened to get at its tiles.

use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::Value;

use super::directory::{self, Entry};
use super::{GZIP, HEADER, MAGIC, MVT, tile_of};
use crate::geo::Bounds;

/// A part of an archive that nothing was done to.
const PLAIN: u8 = 1;
/// Directories below the root lead to others at most so deep (the specification advises against more than one).
const DEEPEST: u8 = 3;
/// What is unpacked of one directory or one tile, bytes: a few bytes of gzip could otherwise fill the memory.
const MOST: u64 = 64 << 20;
/// The same of the metadata.
const MOST_METADATA: u64 = 16 << 20;
/// Behind the tiles of this many zooms the ids of no map go on.
const ZOOMS: u32 = 26;

/// Vector tiles in memory.
pub struct Archive<'a> {
    data: &'a [u8],
    entries: Vec<Entry>,
    tiles: u8,
    /// First and last zoom.
    pub zooms: (u8, u8),
    /// The box around the contents.
    pub bounds: Bounds,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct Tile<'a> {
    /// Its zoom.
    pub zoom: u8,
    /// Its column, from the west.
    pub x: u32,
    /// Its row, from the north.
    pub y: u32,
    packed: &'a [u8],
    packing: u8,
}

impl<'a> Archive<'a> {
    /// Reads header and directories; `None` when these are no vector tiles of version 3, packed with gzip or not at all, or
    /// when a part is missing.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let header = header(bytes)?;
        let degrees = |at: usize| Some(f64::from(i32::from_le_bytes(header.get(at..at + 4)?.try_into().ok()?)) / 1e7);
        let (inner, tiles) = (header[97], header[98]);
        if ![PLAIN, GZIP].contains(&inner) || ![PLAIN, GZIP].contains(&tiles) || header[99] != MVT {
            return None;
        }
        let [root, leaves, data] = [ROOT, LEAVES, DATA].map(|at| section(bytes, at));
        let (root, leaves, data) = (root?, leaves?, data?);
        let mut entries = Vec::new();
        collect(&unpacked(root, inner, MOST)?, leaves, inner, DEEPEST, &mut entries)?;
        let bounds = Bounds { west: degrees(102)?, south: degrees(106)?, east: degrees(110)?, north: degrees(114)? };
        let last = (1u64 << (2 * ZOOMS)) / 3;
        let is_whole = |entry: &Entry| {
            entry.id.checked_add(entry.run.into()).is_some_and(|end| end <= last) && part_of(data, entry).is_some()
        };
        entries.iter().all(is_whole).then_some(Self { data, entries, tiles, zooms: (header[100], header[101]), bounds })
    }

    /// All tiles in the order of their ids. Equal ones have equal bytes.
    pub fn tiles(&self) -> impl Iterator<Item = Tile<'a>> {
        self.entries.iter().flat_map(move |entry| {
            let packed = part_of(self.data, entry).unwrap_or_default();
            (entry.id..entry.id + u64::from(entry.run)).map(move |id| {
                let (zoom, x, y) = tile_of(id);
                Tile { zoom, x, y, packed, packing: self.tiles }
            })
        })
    }
}

impl Tile<'_> {
    /// Its bytes, unpacked; `None` when they are damaged.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        unpacked(self.packed, self.packing, MOST)
    }
}

/// Where the header says where the parts of an archive lie.
const ROOT: usize = 8;
const METADATA: usize = 24;
const LEAVES: usize = 40;
const DATA: usize = 56;

/// The metadata of an archive; `None` when the bytes are no archive, or it is longer than anybody needs.
pub fn metadata(archive: &[u8]) -> Option<Value> {
    let packing = header(archive)?[97];
    serde_json::from_slice(&unpacked(section(archive, METADATA)?, packing, MOST_METADATA)?).ok()
}

fn header(bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(..HEADER).filter(|header| header.starts_with(MAGIC))
}

fn section(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let number = |at: usize| Some(u64::from_le_bytes(header(bytes)?.get(at..at + 8)?.try_into().ok()?));
    part(bytes, number(at)?, number(at + 8)?)
}

fn part(bytes: &[u8], offset: u64, length: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    bytes.get(start..start.checked_add(usize::try_from(length).ok()?)?)
}

fn part_of<'a>(bytes: &'a [u8], entry: &Entry) -> Option<&'a [u8]> {
    part(bytes, entry.offset, entry.length.into())
}

fn unpacked(bytes: &[u8], packing: u8, most: u64) -> Option<Vec<u8>> {
    if packing == PLAIN {
        return Some(bytes.to_vec());
    }
    let mut plain = Vec::new();
    let read = GzDecoder::new(bytes).take(most + 1).read_to_end(&mut plain).ok()?;
    (read as u64 <= most).then_some(plain)
}

/// The entries of a directory and of those that it points to.
fn collect(directory: &[u8], leaves: &[u8], packing: u8, depth: u8, into: &mut Vec<Entry>) -> Option<()> {
    for entry in directory::decode(directory)? {
        if entry.run > 0 {
            into.push(entry);
        } else if depth > 0 {
            let leaf = unpacked(part_of(leaves, &entry)?, packing, MOST)?;
            collect(&leaf, leaves, packing, depth - 1, into)?;
        } else {
            return None;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::pmtiles::{gzip, tests as written, tile_id};

    /// Two tiles side by side that are alike, and one far away.
    fn archive() -> Vec<u8> {
        let (sea, land) = (gzip(b"sea"), gzip(b"land"));
        let first = tile_id(3, 0, 0);
        let tiles = [(first, &sea), (first + 1, &sea), (tile_id(9, 405, 224), &land)];
        let tile = |(id, bytes): (u64, &Vec<u8>)| written::Tile { id, bytes: bytes.clone() };
        written::write(tiles.map(tile).to_vec(), &written::description())
    }

    #[test]
    fn tiles_come_out_as_they_went_in() {
        let bytes = archive();
        let archive = Archive::open(&bytes).expect("an archive");
        let said = written::description();
        assert_eq!((archive.zooms, archive.bounds), ((said.min_zoom, said.max_zoom), said.bounds));
        let bytes = |tile: Tile<'_>| (tile.zoom, tile.x, tile.y, tile.bytes().expect("gzip"));
        let tiles: Vec<_> = archive.tiles().map(bytes).collect();
        assert_eq!(tiles.len(), 3);
        assert_eq!(tiles[0], (3, 0, 0, b"sea".to_vec()));
        assert_eq!(tiles[1].3, b"sea");
        assert_eq!(tiles[2], (9, 405, 224, b"land".to_vec()));
    }

    #[test]
    fn what_is_cut_off_or_something_else_is_refused() {
        let whole = archive();
        for length in 0..whole.len() {
            assert!(Archive::open(&whole[..length]).is_none(), "{length} of {} bytes", whole.len());
        }
        for at in 0..HEADER {
            let mut changed = whole.clone();
            changed[at] ^= 0xFF;
            // Whatever it says: no panic, and every tile lies within the file.
            if let Some(archive) = Archive::open(&changed) {
                archive.tiles().for_each(|tile| drop(tile.bytes()));
            }
        }
    }
}
