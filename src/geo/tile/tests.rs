//! Tests that read the archive back: what a map would draw is what counts.

mod decode;

use std::collections::BTreeSet;

use proptest::prelude::*;

use self::decode::{DecodedTile, tiles_of};
use super::*;
use crate::geo::clip::clip_ring;
use crate::geo::fixture::{mesh, square};
use crate::geo::grid::{self, GridBox, GridPoint, doubled_area};
use crate::geo::{Coord, Polygon, mercator, read};

const CORNER: Coord = Coord { x: 105.0, y: 20.0 };

fn feature(geometry: Geometry, number: usize) -> TileFeature {
    TileFeature {
        geometry: Arc::new(geometry),
        attributes: vec![
            ("name".to_owned(), TileValue::Text(format!("Xã {number}"))),
            ("area".to_owned(), TileValue::Float(number as f64 / 3.0)),
            ("code".to_owned(), TileValue::Int(-(number as i64))),
            ("town".to_owned(), TileValue::Bool(number.is_multiple_of(2))),
        ],
        label: vec![("_name".to_owned(), TileValue::Text(format!("Xã {number}")))],
    }
}

fn layer(geometries: impl IntoIterator<Item = Geometry>) -> LayerSource {
    let features = geometries.into_iter().enumerate().map(|(number, geometry)| feature(geometry, number)).collect();
    LayerSource { name: "Thử".to_owned(), attribution: "© Làng Số".to_owned(), features }
}

fn areas(polygons: Vec<Polygon>) -> LayerSource {
    layer(polygons.into_iter().map(|polygon| Geometry::Polygons(vec![polygon])))
}

/// Twice the area that a tile's features cover within its own box, holes taken off.
fn covered(tile: &DecodedTile, own: &GridBox) -> i64 {
    tile.features.iter().flat_map(|feature| &feature.rings).map(|ring| doubled_area(&clip_ring(ring, own))).sum()
}

fn own_box() -> GridBox {
    GridBox { min: GridPoint::default(), max: GridPoint { x: EXTENT, y: EXTENT } }
}

#[test]
fn no_tile_at_any_zoom_has_a_gap_or_an_overlap() {
    for seed in 0..6 {
        let (columns, rows, size) = (7, 5, 0.11);
        let source = areas(mesh(seed, columns, rows, CORNER, size, 24));
        let options = TileOptions { min_zoom: 4, max_zoom: 11, ..TileOptions::default() };
        let archive = cut(&source, &options);
        let mut seen = vec![BTreeSet::new(); 12];
        for tile in tiles_of(&archive.bytes) {
            let scale = f64::from(EXTENT) * f64::from(1u32 << tile.zoom);
            let corner = |x: f64, y: f64| {
                let point = grid::snap(mercator::project(Coord { x, y }), scale);
                GridPoint { x: point.x - tile.x as i32 * EXTENT, y: point.y - tile.y as i32 * EXTENT }
            };
            let (width, height) = (columns as f64 * size, rows as f64 * size);
            let (least, most) = (corner(CORNER.x, CORNER.y + height), corner(CORNER.x + width, CORNER.y));
            let span = |from: i32, to: i32| i64::from((to.min(EXTENT) - from.max(0)).max(0));
            let expected = 2 * span(least.x, most.x) * span(least.y, most.y);
            assert_eq!(covered(&tile, &own_box()), expected, "seed {seed}, tile {}/{}/{}", tile.zoom, tile.x, tile.y);
            seen[tile.zoom as usize].extend(tile.features.iter().map(|feature| feature.id));
        }
        assert!((4..=11).all(|zoom| seen[zoom].len() == columns * rows), "every feature at every zoom");
        assert!(archive.report.zooms.iter().all(|zoom| zoom.features == columns * rows && zoom.too_small == 0));
    }
}

#[test]
fn attributes_ids_and_labels_come_back() {
    let source = areas(mesh(7, 2, 2, CORNER, 0.2, 3));
    let archive = cut(&source, &TileOptions { min_zoom: 6, max_zoom: 9, ..TileOptions::default() });
    for zoom in 6..=9 {
        let mut labels = Vec::new();
        for tile in tiles_of(&archive.bytes).into_iter().filter(|tile| tile.zoom == zoom) {
            for feature in &tile.features {
                let number = feature.id as usize - 1;
                assert_eq!(feature.attributes, source.features[number].attributes);
                assert!(doubled_area(&feature.rings[0]) > 0, "outer rings are clockwise on the screen");
            }
            for label in &tile.labels {
                assert!(own_box().contains(label.rings[0][0]));
                assert_eq!(label.attributes, source.features[label.id as usize - 1].label);
                labels.push(label.id);
            }
        }
        labels.sort_unstable();
        assert_eq!(labels, [1, 2, 3, 4], "one label a feature at zoom {zoom}");
    }
}

#[test]
fn points_and_lines_are_cut_too() {
    let line = vec![Coord { x: 105.0, y: 20.0 }, Coord { x: 107.0, y: 21.0 }, Coord { x: 105.0, y: 22.0 }];
    let points = vec![Coord { x: 105.0, y: 20.0 }, Coord { x: 107.0, y: 21.0 }];
    let source = layer([Geometry::Lines(vec![line]), Geometry::Points(points)]);
    let archive = cut(&source, &TileOptions { min_zoom: 0, max_zoom: 10, ..TileOptions::default() });
    let tiles = tiles_of(&archive.bytes);
    let reach = GridBox { min: GridPoint { x: -64, y: -64 }, max: GridPoint { x: EXTENT + 64, y: EXTENT + 64 } };
    assert!(tiles.iter().flat_map(|t| &t.features).flat_map(|f| f.rings.iter().flatten()).all(|&p| reach.contains(p)));
    let kinds: BTreeSet<_> =
        tiles.iter().flat_map(|tile| &tile.features).map(|feature| (feature.id, feature.kind)).collect();
    assert_eq!(kinds, BTreeSet::from([(1, 2), (2, 1)]));
    assert!(tiles.iter().all(|tile| tile.labels.is_empty()), "only polygons have label points");
    assert!(archive.report.zooms.iter().all(|zoom| zoom.features == 2 && zoom.tiles > 0));
}

#[test]
fn islets_of_the_archipelagos_are_in_every_zoom() {
    let islets = vec![square(112.33, 16.83, 0.001), square(112.6, 16.67, 0.0005)];
    let source = layer([Geometry::Polygons(islets), Geometry::Polygons(vec![square(105.0, 20.0, 0.0005)])]);
    let archive = cut(&source, &TileOptions { min_zoom: 3, max_zoom: 9, ..TileOptions::default() });
    for zoom in 3..=9 {
        let tiles: Vec<_> = tiles_of(&archive.bytes).into_iter().filter(|tile| tile.zoom == zoom).collect();
        let rings: Vec<_> =
            tiles.iter().flat_map(|t| &t.features).filter(|f| f.id == 1).flat_map(|f| &f.rings).collect();
        assert!(rings.len() >= 2 && rings.iter().all(|ring| doubled_area(ring) > 0), "zoom {zoom}");
        assert!(tiles.iter().any(|tile| tile.labels.iter().any(|label| label.id == 1)), "labelled at zoom {zoom}");
    }
    assert_eq!(archive.report.zooms[0].too_small, 1, "an islet elsewhere is below a cell");
}

#[test]
fn heavy_tiles_are_made_coarser_and_then_lose_their_smallest() {
    let source = areas(mesh(3, 12, 12, CORNER, 0.05, 60));
    let limit = 4_000;
    let options = TileOptions { min_zoom: 7, max_zoom: 10, max_tile_bytes: limit, ..TileOptions::default() };
    let archive = cut(&source, &options);
    assert!(archive.report.largest() <= limit);
    assert!(archive.report.zooms.iter().any(|zoom| zoom.coarsened > 0));
    let dots = (0..4000)
        .map(|n| Geometry::Points(vec![Coord { x: 105.0 + f64::from(n % 63) / 100.0, y: 20.0 + f64::from(n) / 4e3 }]));
    let archive = cut(&layer(dots), &TileOptions { max_tile_bytes: 8_000, ..options });
    assert!(archive.report.largest() <= 8_000);
    for zoom in &archive.report.zooms {
        assert_eq!(zoom.features + zoom.dropped, 4000);
    }
    assert!(!archive.report.dropped_by_zoom().is_empty());
    let metadata = pmtiles::metadata(&archive.bytes).expect("metadata");
    assert_eq!(metadata["zooms"][0]["dropped"], archive.report.zooms[0].dropped, "the archive carries its report");
}

#[test]
fn the_same_layer_gives_the_same_bytes_on_any_number_of_threads() {
    let source = areas(mesh(5, 6, 6, CORNER, 0.1, 12));
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| cut(&source, &TileOptions::default()).bytes)
    };
    assert_eq!(with(1), with(5));
}

#[test]
fn a_layer_without_features_is_an_empty_archive() {
    let archive = cut(&LayerSource::default(), &TileOptions::default());
    assert_eq!((archive.report.tiles(), tiles_of(&archive.bytes).len()), (0, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn areas_are_conserved(seed in any::<u64>(), columns in 1usize..6, rows in 1usize..6, bends in 0usize..12, zoom in 5u8..11) {
        let source = areas(mesh(seed, columns, rows, CORNER, 0.13, bends));
        let options = TileOptions { min_zoom: zoom, max_zoom: zoom, ..TileOptions::default() };
        let sum: i64 = tiles_of(&cut(&source, &options).bytes).iter().map(|tile| covered(tile, &own_box())).sum();
        let scale = f64::from(EXTENT) * f64::from(1u32 << zoom);
        let corner = |x: f64, y: f64| grid::snap(mercator::project(Coord { x, y }), scale);
        let least = corner(CORNER.x, CORNER.y + rows as f64 * 0.13);
        let most = corner(CORNER.x + columns as f64 * 0.13, CORNER.y);
        prop_assert_eq!(sum, 2 * i64::from(most.x - least.x) * i64::from(most.y - least.y));
    }
}

/// Prints what cutting a real file costs: `LANGSO_CUT=communes.geojson cargo test --release -- --ignored --nocapture timing`,
/// and writes the archive to `LANGSO_OUT` when that is set.
#[test]
#[ignore = "needs a file from the environment"]
fn timing_of_a_real_file() {
    let path = std::env::var("LANGSO_CUT").expect("LANGSO_CUT names a GeoJSON file");
    let text = std::fs::read_to_string(path).expect("readable");
    let start = std::time::Instant::now();
    let reading = read::read(&text);
    println!(
        "read {} features in {:?}, {} faults",
        reading.layer.features.len(),
        start.elapsed(),
        reading.faults.len()
    );
    let text_of = |feature: &crate::geo::Feature, key: &str| match &feature.properties.get(key) {
        Some(Value::String(text)) => text.clone(),
        other => format!("{other:?}"),
    };
    let features = reading.layer.features.iter().filter_map(|feature| {
        let attributes = ["_code", "_name"].map(|key| (key.to_owned(), TileValue::Text(text_of(feature, &key[1..]))));
        Some(TileFeature {
            geometry: feature.geometry.clone()?,
            label: attributes.to_vec(),
            attributes: attributes.to_vec(),
        })
    });
    let source = LayerSource { features: features.collect(), ..LayerSource::default() };
    let start = std::time::Instant::now();
    let archive = cut(&source, &TileOptions::default());
    println!("cut in {:?}: {} tiles, {} bytes", start.elapsed(), archive.report.tiles(), archive.bytes.len());
    for zoom in &archive.report.zooms {
        println!("{zoom:?}");
    }
    if let Ok(out) = std::env::var("LANGSO_OUT") {
        std::fs::write(out, &archive.bytes).expect("writable");
    }
}
