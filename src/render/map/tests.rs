//! Tests of the drawing.

use std::sync::Arc;

use super::*;
use crate::geo::fixture::{layer_of, mesh, square};
use crate::geo::grid::GridPoint;
use crate::geo::{Polygon, sovereignty};

fn handle(geometry: Geometry) -> GeometryHandle {
    GeometryHandle { digest: Digest::of(format!("{geometry:?}").as_bytes()), geometry: Arc::new(geometry) }
}

fn area(polygon: Polygon, title: &str, link: Option<&str>) -> MapShape {
    MapShape {
        geometry: handle(Geometry::Polygons(vec![polygon])),
        class: "unit",
        title: title.to_owned(),
        link: link.map(str::to_owned),
    }
}

fn view(shapes: Vec<MapShape>) -> MapView {
    MapView {
        width: 640,
        height: 480,
        frame: Bounds { west: 105.0, south: 20.0, east: 106.0, north: 20.7 },
        title: "Bản đồ".to_owned(),
        description: String::new(),
        shapes,
        points: Vec::new(),
        labels: Vec::new(),
        inset: None,
        scale_bar: true,
        north: "B".to_owned(),
    }
}

fn label(text: &str, lon: f64, lat: f64) -> MapLabel {
    MapLabel { text: text.to_owned(), lon, lat, class: "map-label" }
}

const CORNER: Coord = Coord { x: 105.0, y: 20.0 };

/// Reads a path back: the vertices of its rings.
fn rings(path: &str) -> Vec<Vec<GridPoint>> {
    let mut rings: Vec<Vec<GridPoint>> = Vec::new();
    let mut at = GridPoint::default();
    for ring in path.split_terminator('z') {
        let spaced = ring.trim_start_matches('m').replace('-', " -");
        let numbers: Vec<i32> = spaced.split_whitespace().map(|number| number.parse().expect("a number")).collect();
        let mut points = Vec::new();
        for step in numbers.chunks(2) {
            at = GridPoint { x: at.x + step[0], y: at.y + step[1] };
            points.push(at);
        }
        at = points[0];
        rings.push(points);
    }
    rings
}

#[test]
fn a_whole_drawing() {
    let svg = draw(&MapView {
        title: "Xã <A>".to_owned(),
        shapes: vec![
            area(square(105.2, 20.2, 0.3), "Xã \"A\" & B", Some("/a/?x=1&y=2")),
            area(square(105.5, 20.2, 0.3), "Xã C", None),
            area(square(120.0, 20.2, 0.3), "Xa ngoài khung", Some("/d/")),
        ],
        points: vec![
            MapPoint { lon: 105.3, lat: 20.3, class: "point", title: "Chợ".to_owned(), link: None, number: None },
            MapPoint { lon: 105.4, lat: 20.3, class: "point", title: String::new(), link: None, number: Some(2) },
        ],
        labels: vec![label("A", 105.35, 20.35)],
        ..view(Vec::new())
    });
    let id = svg.split("id=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id").to_owned();
    assert_eq!(
        svg.replace(&id, "ID"),
        concat!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 960" role="group" aria-labelledby="ID">"#,
            r#"<title id="ID">Xã &lt;A&gt;</title><rect class="water" width="1280" height="960"/>"#,
            r#"<a href="/a/?x=1&amp;y=2"><title>Xã &quot;A&quot; &amp; B</title><path class="unit" d="m640 685 0-409-384 0 0 409z"/></a>"#,
            r#"<g><title>Xã C</title><path class="unit" d="m640 685 384 0 0-409-384 0z"/></g>"#,
            r#"<g><title>Chợ</title><circle class="point" cx="384" cy="549" r="8"/></g>"#,
            r#"<circle class="point numbered" cx="512" cy="549" r="18"/><text class="map-number" x="512" y="558" font-size="26" text-anchor="middle">2</text>"#,
            r#"<g class="scale-bar"><path d="M20 932v8h245v-8"/><text x="142" y="924" font-size="30" text-anchor="middle">20 km</text></g>"#,
            r#"<g class="north"><text x="32" y="50" font-size="30" text-anchor="middle">B</text><path d="M32 56v32m-10-12l10-20 10 20"/></g>"#,
            r#"<text class="map-label" x="448" y="491" font-size="32" text-anchor="middle">A</text></svg>"#
        )
    );
}

#[test]
fn without_links_it_is_an_image() {
    assert!(draw(&view(vec![area(square(105.2, 20.2, 0.3), "", None)])).contains("role=\"img\""));
}

#[test]
fn neighbours_share_every_edge_of_the_drawing() {
    let shapes: Vec<_> = mesh(11, 12, 9, CORNER, 0.08, 30).into_iter().map(|cell| area(cell, "", None)).collect();
    let frame = Frame::new(view(Vec::new()).frame, 640, 480);
    let drawn = path::paths(&shapes, &frame);
    let sum: i64 =
        drawn.paths.iter().flat_map(|path| rings(path)).map(|ring| crate::geo::grid::doubled_area(&ring)).sum();
    let (least, most) = (frame.point(Coord { x: 105.0, y: 20.72 }), frame.point(Coord { x: 105.96, y: 20.0 }));
    let margin = frame.px(4.0);
    let span = |from: i32, to: i32, size: i32| i64::from(to.min(size + margin) - from.max(-margin));
    assert_eq!(sum, -2 * span(least.x, most.x, frame.size().0) * span(least.y, most.y, frame.size().1));
}

#[test]
fn a_province_of_many_communes_stays_small() {
    let cells = mesh(5, 14, 12, CORNER, 0.05, 200);
    let shapes =
        cells.into_iter().map(|cell| area(cell, "Xã Nghĩa Hưng Đông", Some("/don-vi/nam-dinh/nghia-hung-dong/")));
    let svg = draw(&view(shapes.collect()));
    assert!(svg.len() < 30_000, "{} bytes for 168 communes", svg.len());
    assert!(!svg.contains("style="));
}

#[test]
fn labels_keep_apart_and_inside() {
    let svg = draw(&MapView {
        labels: vec![
            label("Một", 105.5, 20.3),
            label("Hai", 105.501, 20.3),
            label("Ba bốn năm sáu bảy", 105.999, 20.5),
        ],
        ..view(Vec::new())
    });
    assert!(svg.contains("Một") && !svg.contains("Hai") && svg.contains("Ba bốn"));
    let x: i32 = svg
        .split("Ba bốn")
        .next()
        .and_then(|head| head.rsplit("x=\"").next())
        .and_then(|rest| rest.split('"').next())
        .and_then(|number| number.parse().ok())
        .expect("a place");
    assert!(x < 1280 - 100, "{x}");
}

#[test]
fn the_country_shows_both_archipelagos() {
    let outline = layer_of(&[square(105.0, 9.0, 3.0), square(112.33, 16.83, 0.001), square(114.0, 10.0, 0.001)]);
    assert!(sovereignty::missing(&outline).is_empty());
    let (svg, bounds) = draw_country(&outline, 300);
    for archipelago in &sovereignty::ARCHIPELAGOS {
        let own_name = archipelago.name.trim_start_matches("Quần đảo ");
        assert!(svg.contains(&archipelago.full_name()) && svg.contains(&format!(">{own_name}</tspan>")));
        assert!(bounds.contains_bounds(&archipelago.bounds));
    }
    assert!(svg.contains("Biển Đông"));
    let path = svg.split(" d=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a path");
    assert_eq!(path.matches('z').count(), 3, "the mainland and two islets");
    let inset = Inset {
        href: "/assets/viet-nam.svg".to_owned(),
        title: "Vị trí".to_owned(),
        bounds,
        width: 120,
        highlight: Some(Coord { x: 106.0, y: 10.0 }),
        labels: Vec::new(),
    };
    let svg = draw(&MapView { inset: Some(inset), ..view(Vec::new()) });
    assert!(svg.contains("<image href=\"/assets/viet-nam.svg\"") && svg.contains("class=\"inset-here\""));
}

/// Writes drawings of real files for the eye: `LANGSO_MAP=communes.geojson LANGSO_OUT=folder cargo test --release -- --ignored drawings`.
#[test]
#[ignore = "needs files from the environment"]
fn drawings_of_a_real_file() {
    let folder = std::path::PathBuf::from(std::env::var("LANGSO_OUT").expect("LANGSO_OUT names a folder"));
    let read = |name: &str| {
        let text = std::fs::read_to_string(std::env::var(name).expect("names a file")).expect("readable");
        crate::geo::read::read(&text).layer
    };
    let layer = read("LANGSO_MAP");
    let start = std::time::Instant::now();
    let shape = |feature: &crate::geo::Feature| {
        let title = feature.properties.get("full_name").and_then(|name| name.as_str()).unwrap_or_default().to_owned();
        let slug = feature.properties.get("slug").and_then(|name| name.as_str()).unwrap_or_default().replace('_', "-");
        Some(MapShape {
            geometry: feature.handle()?,
            class: "unit",
            link: Some(format!("/don-vi/ho-chi-minh/{slug}/")),
            title,
        })
    };
    let frame = layer.bounds.expect("a box").expand(0.02, 0.0);
    let height = fitting_height(frame, 720);
    let shapes: Vec<_> = layer.features.iter().filter_map(shape).collect();
    let svg = draw(&MapView { width: 720, height, frame, shapes, ..view(Vec::new()) });
    println!("{} bytes in {:?}", svg.len(), start.elapsed());
    std::fs::write(folder.join("map.svg"), svg).expect("writable");
    let (country, _) = draw_country(&read("LANGSO_COUNTRY"), 300);
    println!("country {} bytes", country.len());
    std::fs::write(folder.join("country.svg"), country).expect("writable");
}
