//! Points drawn together: nobody is lost, nobody counted twice.

use super::*;

/// Points near each other and far apart, with a number to add up.
fn scattered(count: usize) -> Vec<TileFeature> {
    // Steps of the golden ratio fill the square without two alike.
    let along = |number: usize, share: f64| (number as f64 * share).fract();
    let place = |number: usize| {
        let near = if number.is_multiple_of(3) { 4.0 } else { 0.01 };
        Coord { x: CORNER.x + near * along(number, 0.618_034), y: CORNER.y + near * along(number, 0.754_877) }
    };
    (0..count)
        .map(|number| TileFeature {
            id: number as u64 + 1,
            geometry: Arc::new(Geometry::Points(vec![place(number)])),
            attributes: vec![
                ("houses".to_owned(), TileValue::Int(number as i64 % 7)),
                ("area".to_owned(), TileValue::Float(number as f64 / 4.0)),
                ("name".to_owned(), TileValue::Text(format!("Điểm {number}"))),
            ],
            label: Vec::new(),
        })
        .collect()
}

fn cut_clustered(source: &[TileFeature], pixels: u32, zooms: RangeInclusive<u8>) -> Archive {
    let sums = ["houses", "area", "name", "missing"].map(str::to_owned).to_vec();
    let clustering = Some(Clustering { pixels, sums });
    let layer = TileLayer { name: FEATURES.to_owned(), labels: "labels".to_owned(), zooms, clustering };
    cut(layer, TileOptions::default(), source).expect("memory is enough")
}

#[test]
fn counts_and_sums_of_every_zoom_are_those_of_all_points() {
    let source = scattered(2000);
    let archive = cut_clustered(&source, 64, 3..=9);
    let number = |value: Option<&TileValue>| match value {
        Some(TileValue::Int(number)) => *number as f64,
        Some(TileValue::Float(number)) => *number,
        _ => 0.0,
    };
    let houses: f64 = (0..2000).map(|number| f64::from(number % 7)).sum();
    let area: f64 = (0..2000).map(|number| f64::from(number) / 4.0).sum();
    let mut drawn = Vec::new();
    for zoom in 3..=9 {
        let (mut points, mut sums) = (0.0, (0.0, 0.0));
        drawn.push(0);
        for tile in tiles_of(&archive.bytes).iter().filter(|tile| tile.zoom == zoom) {
            for feature in &tile.features {
                let value = |key: &str| feature.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value);
                let clustered = value("clustered") == Some(&TileValue::Bool(true));
                points += if clustered { number(value("point_count")) } else { 1.0 };
                sums = (sums.0 + number(value("houses")), sums.1 + number(value("area")));
                assert_eq!(clustered, value("name").is_none(), "text is not added up");
                *drawn.last_mut().expect("just pushed") += 1;
            }
        }
        // At the last zoom tiles show each other's points in their margins.
        if zoom < 9 {
            assert_eq!((points, sums), (2000.0, (houses, area)), "zoom {zoom}");
        } else {
            assert!(points >= 2000.0);
        }
    }
    assert!(drawn.is_sorted() && drawn[0] < 40, "ever more points: {drawn:?}");
    assert!(archive.report.zooms.iter().all(|zoom| zoom.features == 2000 && zoom.thinned == 0 && zoom.dropped == 0));
}

#[test]
fn the_metadata_says_that_points_are_drawn_together() {
    let archive = cut_clustered(&scattered(50), 64, 0..=4);
    let metadata = pmtiles::metadata(&archive.bytes).expect("metadata");
    let fields = &metadata["vector_layers"][0]["fields"];
    assert_eq!((fields["clustered"].as_str(), fields["point_count"].as_str()), (Some("Boolean"), Some("Number")));
}

#[test]
fn areas_beside_clustered_points_stay_as_they_are() {
    let areas = areas(vec![square(CORNER.x, CORNER.y, 0.5)]);
    let plain = cut_at(&areas, 4..=7);
    let clustered = cut_clustered(&areas, 64, 4..=7);
    let rings = |archive: &Archive| {
        tiles_of(&archive.bytes)
            .into_iter()
            .flat_map(|tile| tile.features)
            .map(|feature| feature.rings)
            .collect::<Vec<_>>()
    };
    assert_eq!(rings(&plain), rings(&clustered));
}
