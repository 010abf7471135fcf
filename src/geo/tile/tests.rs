//! Tests that read the archive back: what a map would draw is what counts.

mod cluster;
mod decode;
mod update;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use proptest::prelude::*;

use self::decode::{DecodedTile, tiles_of};
use super::*;
use crate::geo::clip::clip_ring;
use crate::geo::fixture::{mesh, square};
use crate::geo::grid::{self, GridBox, GridPoint, doubled_area};
use crate::geo::{Coord, Geometry, Polygon, mercator, pmtiles};

/// Name of the layer that holds the features.
pub(super) const FEATURES: &str = "features";

const CORNER: Coord = Coord { x: 105.0, y: 20.0 };

fn feature(geometry: Geometry, number: usize) -> TileFeature {
    TileFeature {
        id: number as u64 + 1,
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

fn layer(geometries: impl IntoIterator<Item = Geometry>) -> Vec<TileFeature> {
    geometries.into_iter().enumerate().map(|(number, geometry)| feature(geometry, number)).collect()
}

/// Cuts between two zooms with a limit, all points at every zoom.
fn cut_to(source: &[TileFeature], zooms: RangeInclusive<u8>, max_tile_bytes: usize) -> Archive {
    let layer = TileLayer { name: FEATURES.to_owned(), labels: "labels".to_owned(), zooms, clustering: None };
    let options = TileOptions { name: "Thử".to_owned(), max_tile_bytes, thinning: 1.0, ..TileOptions::default() };
    cut(layer, options, source).expect("memory is enough")
}

fn cut_at(source: &[TileFeature], zooms: RangeInclusive<u8>) -> Archive {
    cut_to(source, zooms, 500_000)
}

fn areas(polygons: Vec<Polygon>) -> Vec<TileFeature> {
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
        let archive = cut_at(&source, 4..=11);
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
        assert!(
            archive.report.zooms.iter().all(|zoom| zoom.features as usize == columns * rows && zoom.too_small == 0)
        );
    }
}

#[test]
fn attributes_ids_and_labels_come_back() {
    let source = areas(mesh(7, 2, 2, CORNER, 0.2, 3));
    let archive = cut_at(&source, 6..=9);
    for zoom in 6..=9 {
        let mut labels = Vec::new();
        for tile in tiles_of(&archive.bytes).into_iter().filter(|tile| tile.zoom == zoom) {
            for feature in &tile.features {
                let number = feature.id as usize - 1;
                assert_eq!(feature.attributes, source[number].attributes);
                assert!(doubled_area(&feature.rings[0]) > 0, "outer rings are clockwise on the screen");
            }
            for label in &tile.labels {
                assert!(own_box().contains(label.rings[0][0]));
                assert_eq!(label.attributes, source[label.id as usize - 1].label);
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
    let archive = cut_at(&source, 0..=10);
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
fn the_last_zoom_has_the_detail_that_maps_magnify() {
    let source = areas(mesh(9, 4, 4, CORNER, 0.2, 200));
    let corners = |last: u8, zoom: u8| -> usize {
        let tiles = tiles_of(&cut_at(&source, 4..=last).bytes);
        let rings = tiles.iter().filter(|tile| tile.zoom == zoom).flat_map(|tile| &tile.features);
        rings.flat_map(|feature| &feature.rings).map(Vec::len).sum()
    };
    assert!(corners(7, 7) > corners(9, 7), "as the last zoom it is drawn with vertices of two zooms more");
    assert_eq!(corners(8, 6), corners(9, 6), "the others are drawn alike");
}

#[test]
fn what_spans_one_cell_of_a_deep_zoom_is_still_drawn_where_a_lesser_zoom_has_its_edge() {
    // At zoom 8 a cell has 1,024 steps of the lattice and its edges lie half a cell beside its points.
    let degrees = |x: i32, y: i32| {
        let world = |step: i32| f64::from(step) / grid::MAX_SCALE;
        mercator::unproject(mercator::World { x: world(x), y: world(y) })
    };
    let (x, y) = ((830 << 20) + 512, (450 << 20) + 512);
    let ring = [(-4, -4), (4, -4), (4, 4), (-4, 4), (-4, -4)].map(|(east, south)| degrees(x + east, y + south));
    let mut source = layer([Geometry::Polygons(vec![Polygon { rings: vec![ring.to_vec()] }])]);
    source[0].label.clear();
    let drawn = |last: u8| cut_at(&source, 8..=last).report.zooms[0].features;
    assert_eq!((drawn(9), drawn(14)), (1, 1), "whatever else is cut from the same reading");
}

#[test]
fn islets_of_the_archipelagos_are_in_every_zoom() {
    let islets = vec![square(112.33, 16.83, 0.001), square(112.6, 16.67, 0.0005)];
    let source = layer([Geometry::Polygons(islets), Geometry::Polygons(vec![square(105.0, 20.0, 0.0005)])]);
    let archive = cut_at(&source, 3..=9);
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
    let archive = cut_to(&source, 7..=10, limit);
    assert!(archive.report.largest() <= limit);
    assert!(archive.report.zooms.iter().any(|zoom| zoom.coarsened > 0));
    let dots = (0..4000)
        .map(|n| Geometry::Points(vec![Coord { x: 105.0 + f64::from(n % 63) / 100.0, y: 20.0 + f64::from(n) / 4e3 }]));
    let archive = cut_to(&layer(dots.collect::<Vec<_>>()), 7..=10, 8_000);
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
        pool.install(|| cut_at(&source, 4..=12).bytes)
    };
    assert_eq!(with(1), with(5));
}

#[test]
fn a_layer_without_features_is_an_empty_archive() {
    let archive = cut_at(&[], 4..=12);
    assert_eq!((archive.report.tiles(), tiles_of(&archive.bytes).len()), (0, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn areas_are_conserved(seed in any::<u64>(), columns in 1usize..6, rows in 1usize..6, bends in 0usize..12, zoom in 5u8..11) {
        let source = areas(mesh(seed, columns, rows, CORNER, 0.13, bends));
        let sum: i64 = tiles_of(&cut_at(&source, zoom..=zoom).bytes).iter().map(|tile| covered(tile, &own_box())).sum();
        let scale = f64::from(EXTENT) * f64::from(1u32 << zoom);
        let corner = |x: f64, y: f64| grid::snap(mercator::project(Coord { x, y }), scale);
        let least = corner(CORNER.x, CORNER.y + rows as f64 * 0.13);
        let most = corner(CORNER.x + columns as f64 * 0.13, CORNER.y);
        prop_assert_eq!(sum, 2 * i64::from(most.x - least.x) * i64::from(most.y - least.y));
    }
}

/// What is wrong with the rings of a tile's polygon: no corner may come twice, no two edges may cross or lie on each
/// other, and every ring must enclose something.
fn fault(rings: &[Vec<GridPoint>]) -> Option<String> {
    let edges: Vec<(GridPoint, GridPoint)> =
        rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| (*a, *b))).collect();
    for ring in rings {
        let corners: BTreeSet<_> = ring.iter().collect();
        if corners.len() != ring.len() || ring.len() < 3 || doubled_area(ring) == 0 {
            return Some(format!("no simple ring: {ring:?}"));
        }
    }
    let turn = |a: GridPoint, b: GridPoint, c: GridPoint| {
        (i64::from(b.x - a.x) * i64::from(c.y - a.y) - i64::from(b.y - a.y) * i64::from(c.x - a.x)).signum()
    };
    let between = |a: GridPoint, b: GridPoint, p: GridPoint| {
        turn(a, b, p) == 0
            && p != a
            && p != b
            && (a.x.min(b.x)..=a.x.max(b.x)).contains(&p.x)
            && (a.y.min(b.y)..=a.y.max(b.y)).contains(&p.y)
    };
    for (at, &(a, b)) in edges.iter().enumerate() {
        for &(c, d) in &edges[..at] {
            let crosses = turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
            let touches = between(a, b, c) || between(a, b, d) || between(c, d, a) || between(c, d, b);
            if crosses || touches || (a, b) == (c, d) || (a, b) == (d, c) {
                return Some(format!("edges {a:?} {b:?} and {c:?} {d:?}"));
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Small, narrow cells at zooms where they hardly fill a cell of the grid: the hardest case for validity.
    #[test]
    fn every_polygon_of_every_tile_is_valid(seed in any::<u64>(), columns in 1usize..7, rows in 1usize..7, bends in 0usize..14, size in 0.0005..0.02f64) {
        let source = areas(mesh(seed, columns, rows, CORNER, size, bends));
        for tile in tiles_of(&cut_at(&source, 5..=13).bytes) {
            for feature in &tile.features {
                prop_assert_eq!(fault(&feature.rings), None, "tile {}/{}/{}", tile.zoom, tile.x, tile.y);
            }
        }
    }

    /// Whatever is thrown at it, crossing itself or not: nothing panics, and the same goes in as comes out.
    #[test]
    fn rings_that_cross_themselves_do_no_harm(corners in prop::collection::vec((105.0..105.02f64, 20.0..20.02f64), 3..12)) {
        let mut ring: Vec<Coord> = corners.into_iter().map(|(x, y)| Coord { x, y }).collect();
        ring.push(ring[0]);
        let source = areas(vec![Polygon { rings: vec![ring] }]);
        let archive = cut_at(&source, 8..=14);
        prop_assert_eq!(archive.report.features, 1);
        tiles_of(&archive.bytes);
    }
}

#[test]
fn attributes_go_before_features_and_are_named() {
    let mut source = areas(mesh(3, 20, 20, CORNER, 0.002, 0));
    for (number, feature) in source.iter_mut().enumerate() {
        feature.attributes.push(("weight".to_owned(), TileValue::Float((number as f64).sqrt())));
    }
    let archive = cut_to(&source, 8..=9, 9_000);
    let first = &archive.report.zooms[0];
    assert_eq!((first.features, first.dropped), (400, 0));
    assert!(first.without.contains(&"weight".to_owned()) && !first.without.contains(&"name".to_owned()), "{first:?}");
    let metadata = pmtiles::metadata(&archive.bytes).expect("metadata");
    assert_eq!(metadata["zooms"][0]["without"], serde_json::json!(first.without));
}

#[test]
fn metadata_tells_the_attributes_as_tippecanoe_does() {
    let archive = cut_at(&areas(mesh(7, 2, 2, CORNER, 0.2, 3)), 6..=9);
    let metadata = pmtiles::metadata(&archive.bytes).expect("metadata");
    let stats = &metadata["tilestats"]["layers"][0];
    assert_eq!(
        (&stats["layer"], &stats["count"], &stats["geometry"]),
        (&"features".into(), &4.into(), &"Polygon".into())
    );
    let code = stats["attributes"].as_array().expect("a list").iter().find(|a| a["attribute"] == "code").expect("code");
    assert_eq!(
        code,
        &serde_json::json!({"attribute": "code", "count": 4, "type": "number", "values": [-3, -2, -1, 0], "min": -3, "max": 0})
    );
    assert_eq!(metadata["vector_layers"][0]["fields"]["name"], "String");
    assert_eq!(metadata["vector_layers"][1]["id"], "labels");
}

#[test]
fn large_layers_lose_points_zoom_by_zoom_and_small_ones_none() {
    let dots = |count: u32| -> Vec<TileFeature> {
        layer((0..count).map(|n| {
            Geometry::Points(vec![Coord {
                x: 105.0 + f64::from(n % 211) / 100.0,
                y: 20.0 + f64::from(n / 211) / 100.0,
            }])
        }))
    };
    let report = |count| {
        let layer =
            TileLayer { name: FEATURES.to_owned(), labels: "labels".to_owned(), zooms: 5..=10, clustering: None };
        cut(layer, TileOptions::default(), &dots(count)).expect("memory is enough").report
    };
    assert!(report(2000).zooms.iter().all(|zoom| zoom.features == 2000));
    let zooms = report(20_000).zooms;
    assert_eq!(zooms[5].features, 20_000);
    assert!(zooms.windows(2).all(|pair| pair[0].features <= pair[1].features));
    assert!((2000..3000).contains(&zooms[0].features), "{}", zooms[0].features);
    assert!(zooms.iter().all(|zoom| zoom.features + zoom.thinned == 20_000));
}
