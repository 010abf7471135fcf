//! Arbitrary text as a declared system (`.prj`, CoordSys, a name), and positions through whatever it is taken for.
#![no_main]

use langso::geo::Coord;
use langso::geo::crs::Crs;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let read = [Crs::from_wkt(text).map(|d| d.crs), Crs::from_mapinfo(text).map(|d| d.crs), Crs::from_name(text)];
    for crs in read.into_iter().flatten() {
        let mut coords = [Coord { x: 105.85, y: 21.03 }, Coord { x: 587_000.0, y: 2_326_000.0 }, Coord { x: f64::MAX, y: -0.0 }];
        for coord in &mut coords {
            let _ = crs.to_wgs84(std::slice::from_mut(coord));
            let _ = crs.from_wgs84(std::slice::from_mut(coord));
        }
    }
});
