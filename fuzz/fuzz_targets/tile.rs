//! Arbitrary GeoJSON on the quick way into tiles, as far as it is plain enough for that, and the archive that is cut of it opened again.
#![no_main]

use langso::geo::pmtiles::Archive;
use langso::geo::read::split::Splitter;
use langso::geo::tile::geojson::{Choice, FeatureReader};
use langso::geo::tile::{TileLayer, TileOptions, Tiler};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let layer = TileLayer { name: "x".into(), labels: "x_labels".into(), zooms: 0..=4, clustering: None };
    let mut tiler = Tiler::new(vec![layer], TileOptions::default());
    let mut encoder = tiler.encoder();
    let (mut reader, choice) = (FeatureReader::default(), Choice::default());
    let mut splitter = Splitter::new(bytes);
    let mut taken = false;
    while let Ok(Some(features)) = splitter.next_features() {
        for (number, range) in (features.first..).zip(features.ranges) {
            taken |= reader.encode(&features.bytes[range], 0, number, &choice, &mut encoder);
        }
    }
    if !taken {
        return;
    }
    tiler.close(encoder).expect("the temporary file can be written");
    let mut written = Vec::new();
    tiler.finish(&mut written, &|_| {}).expect("memory takes what is written");
    let archive = Archive::open(&written).expect("our own archives can be opened");
    assert!(archive.tiles().all(|tile| tile.bytes().is_some()));
});
