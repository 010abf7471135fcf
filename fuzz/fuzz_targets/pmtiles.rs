//! Arbitrary bytes as somebody's archive of tiles, as `langso unpack` opens it.
#![no_main]

use langso::geo::pmtiles::{Archive, metadata};

/// Tiles that are unpacked: an entry of a few bytes may stand for thousands that are the same.
const MOST: usize = 64;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    metadata(bytes);
    if let Some(archive) = Archive::open(bytes) {
        for tile in archive.tiles().take(MOST) {
            tile.bytes();
        }
    }
});
