//! PMTiles version 3: many tiles in one file that a browser reads by range requests.
//!
//! Specification: <https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>. The archives written here are
//! clustered (contents in the order of their tile ids), hold equal contents once, join equal neighbours into
//! runs, and move the directory into leaves when it would not fit the first 16 KiB of the file.

mod archive;
mod assemble;
mod directory;
mod hilbert;
#[cfg(test)]
pub(crate) mod reader;

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use serde_json::Value;

use self::directory::Entry;
use super::{Bounds, Coord};

pub use archive::{Archive, Tile, metadata};
pub use assemble::{Assembler, Place, Source};
pub use hilbert::{along_curve, tile_id, tile_of};

/// How an archive of version 3 starts.
const MAGIC: &[u8] = b"PMTiles\x03";

/// Length of the fixed header, bytes.
const HEADER: usize = 127;

/// The header and the root directory together must fit the first 16 KiB.
const ROOT_LIMIT: usize = 16_384 - HEADER;

/// Entries in each leaf at first; doubled until the root fits.
const LEAF_ENTRIES: usize = 4096;

const GZIP: u8 = 2;
const MVT: u8 = 1;

/// What the header and the metadata say about an archive.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// Least zoom that has tiles.
    pub min_zoom: u8,
    /// Greatest zoom that has tiles.
    pub max_zoom: u8,
    /// The box around the contents.
    pub bounds: Bounds,
    /// Free metadata: an object with `vector_layers` (required for vector tiles), `name`, `attribution`.
    pub metadata: Value,
}

/// Compresses bytes with gzip, without a time stamp.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2 + 32), Compression::new(7));
    // Writing to memory fails only where the process is out of memory, and that aborts before it returns.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes what is written")
}

/// The root directory and the leaves, both compressed; the leaves are empty when the root holds everything.
fn directories(entries: &[Entry]) -> (Vec<u8>, Vec<u8>) {
    let root = gzip(&directory::encode(entries));
    if root.len() <= ROOT_LIMIT {
        return (root, Vec::new());
    }
    let mut size = LEAF_ENTRIES;
    loop {
        let mut leaves = Vec::new();
        let mut pointers = Vec::new();
        for chunk in entries.chunks(size) {
            let leaf = gzip(&directory::encode(chunk));
            // A run of none marks a pointer to a leaf.
            pointers.push(Entry { id: chunk[0].id, offset: leaves.len() as u64, length: leaf.len() as u32, run: 0 });
            leaves.extend_from_slice(&leaf);
        }
        let root = gzip(&directory::encode(&pointers));
        if root.len() <= ROOT_LIMIT {
            return (root, leaves);
        }
        size *= 2;
    }
}

/// The header. Counts: addressed tiles, entries, contents. Lengths: root, metadata, leaves, data, in file order.
fn header(description: &Description, counts: [usize; 3], lengths: [u64; 4]) -> Vec<u8> {
    let mut header = Vec::with_capacity(HEADER);
    header.extend_from_slice(MAGIC);
    let mut offset = HEADER as u64;
    for length in lengths {
        header.extend_from_slice(&offset.to_le_bytes());
        header.extend_from_slice(&length.to_le_bytes());
        offset += length;
    }
    for count in counts {
        header.extend_from_slice(&(count as u64).to_le_bytes());
    }
    let clustered = 1;
    header.extend_from_slice(&[clustered, GZIP, GZIP, MVT, description.min_zoom, description.max_zoom]);
    let Bounds { west, south, east, north } = description.bounds;
    position(&mut header, Coord { x: west, y: south });
    position(&mut header, Coord { x: east, y: north });
    header.push(description.min_zoom.midpoint(description.max_zoom));
    position(&mut header, description.bounds.center());
    header
}

/// A position as two little-endian integers in 1e-7 degrees, longitude first.
fn position(header: &mut Vec<u8>, coord: Coord) {
    for degrees in [coord.x, coord.y] {
        header.extend_from_slice(&((degrees * 1e7).round() as i32).to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::reader::Reader;
    use super::*;
    use crate::digest::Digest;
    use serde_json::json;

    pub(super) fn description() -> Description {
        let bounds = Bounds { west: 102.0, south: 8.0, east: 118.0, north: 24.0 };
        Description { min_zoom: 0, max_zoom: 9, bounds, metadata: json!({"name": "Thử", "vector_layers": []}) }
    }

    /// A tile for the tests: its id and its contents.
    #[derive(Clone)]
    pub(super) struct Tile {
        pub id: u64,
        pub bytes: Vec<u8>,
    }

    impl Source for Vec<u8> {
        fn read(&self, start: u64, length: usize, into: &mut Vec<u8>) -> std::io::Result<()> {
            into.clear();
            into.extend_from_slice(&self[start as usize..start as usize + length]);
            Ok(())
        }
    }

    pub(super) fn write(tiles: Vec<Tile>, description: &Description) -> Vec<u8> {
        let mut assembler = Assembler::default();
        let mut data = Vec::new();
        // Tiles may come in any order.
        for tile in tiles.iter().rev() {
            assembler.add(tile.id, Digest::of(&tile.bytes), data.len() as u64, tile.bytes.len());
            data.extend_from_slice(&tile.bytes);
        }
        let mut archive = Vec::new();
        let (length, _) = assembler.write(&data, description, &mut archive).expect("memory takes it");
        assert_eq!(length, archive.len() as u64);
        archive
    }

    #[test]
    fn equal_contents_are_stored_once_and_neighbours_join() {
        let tiles = (0..20).map(|id| Tile { id, bytes: vec![u8::from(id % 10 < 8); 100] }).collect();
        let archive = write(tiles, &description());
        let reader = Reader::new(&archive);
        assert_eq!(reader.counts(), [20, 4, 2]);
        assert_eq!(reader.tile(3), Some(&[1u8; 100][..]));
        assert_eq!(reader.tile(9), Some(&[0u8; 100][..]));
        assert_eq!(reader.tile(20), None);
        assert_eq!(metadata(&archive).expect("metadata")["name"], "Thử");
        assert!((0..archive.len()).all(|cut| metadata(&archive[..cut]).is_none_or(|found| found["name"] == "Thử")));
    }

    #[test]
    fn a_large_directory_moves_into_leaves() {
        // Lengths without a pattern, or the root would compress too well to need leaves.
        let tile = |id: u64| {
            let name = Digest::of(&id.to_le_bytes()).to_string();
            let length = 8 + usize::from_str_radix(&name[..4], 16).expect("hexadecimal") % 900;
            Tile { id: id * 3, bytes: name.into_bytes().into_iter().cycle().take(length).collect() }
        };
        let tiles: Vec<_> = (0..30_000).map(tile).collect();
        let archive = write(tiles.clone(), &description());
        let reader = Reader::new(&archive);
        assert!(reader.has_leaves());
        assert!(reader.root_length() <= ROOT_LIMIT);
        for tile in tiles.iter().step_by(997) {
            assert_eq!(reader.tile(tile.id), Some(tile.bytes.as_slice()));
            assert_eq!(reader.tile(tile.id + 1), None);
        }
        assert_eq!(reader.ids().len(), tiles.len());
    }

    #[test]
    fn an_archive_without_tiles_is_still_one() {
        let archive = write(Vec::new(), &description());
        assert!(Reader::new(&archive).ids().is_empty());
    }
}
