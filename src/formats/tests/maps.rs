//! What map files say.

use super::fixtures::{self, XA};
use crate::formats::*;

fn at(x: f64, y: f64) -> Coord {
    Coord { x, y }
}

fn text(text: &str) -> RawCell {
    RawCell::Text(text.to_owned())
}

fn date(seconds: Option<u32>) -> RawCell {
    RawCell::Date(Date { year: 2024, month: 2, day: 29, seconds })
}

fn kinds(contents: &Contents) -> Vec<(ProblemKind, &str)> {
    contents.problems.iter().map(|problem| (problem.kind, problem.detail.as_str())).collect()
}

fn names(layer: &RawLayer) -> Vec<&str> {
    layer.fields.iter().map(|field| if let RawText::Text(name) = &field.name { name } else { "?" }).collect()
}

#[test]
fn a_shapefile_keeps_its_bytes_and_loses_its_deleted_rows() {
    let contents = fixtures::shapefile().read();
    assert_eq!(kinds(&contents), [(ProblemKind::Deleted, "1")]);
    let layer = &contents.layers[0];
    assert_eq!((&*layer.name, &layer.crs), ("xa", &DeclaredCrs::Wkt("PROJCS[\"VN_2000\"]".into())));
    assert_eq!(layer.encoding.as_deref(), Some("TCVN3"));
    assert_eq!(layer.fields[0].name, RawText::Bytes(b"T\xAAN".to_vec()));
    assert_eq!(
        layer.rows[0].cells,
        [RawCell::Bytes(XA.to_vec()), RawCell::Number(41.62), date(None), RawCell::Bool(true)]
    );
    assert!(matches!(&layer.rows[0].shape, Some(Shape::Polygon(rings)) if rings.len() == 2));
    assert_eq!(layer.rows[1].cells, [text("Phu"), RawCell::Null, RawCell::Null, RawCell::Null]);
    assert_eq!((&layer.rows[1].shape, &layer.rows[1].place), (&None, &RowPlace::Record(3)));
}

#[test]
fn a_shapefile_without_its_siblings() {
    let mut fixture = fixtures::shapefile();
    fixture.siblings.clear();
    let contents = fixture.read();
    assert_eq!(kinds(&contents), [(ProblemKind::MissingSibling, "shx"), (ProblemKind::MissingSibling, "dbf")]);
    assert_eq!(contents.problems.iter().map(Problem::severity).collect::<Vec<_>>(), [Severity::Note, Severity::Error]);
    assert_eq!(contents.layers[0].rows.len(), 3);
    fixture.bytes.truncate(300);
    assert_eq!(kinds(&fixture.read())[1], (ProblemKind::Truncated, "shp"));
}

#[test]
fn a_geopackage_of_a_layer_and_a_table() {
    let contents = fixtures::geopackage().read();
    let found =
        [(ProblemKind::Unsupported, "anh BLOB"), (ProblemKind::BadShape, "WKB"), (ProblemKind::Unsupported, "tiles")];
    assert_eq!(kinds(&contents), found);
    assert_eq!(contents.problems[1].layer.as_deref(), Some("x \"a"));
    let [layer, table] = &*contents.layers else { panic!("two layers") };
    assert_eq!((names(layer), &layer.crs), (vec!["ten", "ngay", "dung", "anh"], &DeclaredCrs::Wkt("PROJCS[]".into())));
    let cells = [RawCell::Bytes(XA.to_vec()), date(None), RawCell::Bool(true), RawCell::Null];
    assert_eq!(layer.rows[0].cells, cells);
    assert_eq!(
        layer.rows[0].shape,
        Some(Shape::Polygon(vec![vec![at(0.0, 0.0), at(1.0, 0.0), at(1.0, 1.0), at(0.0, 0.0)]]))
    );
    assert_eq!((&layer.rows[1].shape, &layer.rows[1].cells[0]), (&None, &text("Xã")));
    assert_eq!(
        (&*table.name, &table.crs, &*table.rows[0].cells),
        ("bang", &DeclaredCrs::None, &[text("00541"), RawCell::Number(41.62)][..])
    );
}

#[test]
fn a_geopackage_left_open_and_one_that_never_ends() {
    let mut fixture = fixtures::geopackage();
    (fixture.bytes[18], fixture.bytes[19]) = (2, 2);
    assert_eq!(fixture.read().layers.len(), 2);
    fixture.siblings.push(("gpkg-wal", vec![1]));
    assert_eq!(kinds(&fixture.read())[0], (ProblemKind::Unsupported, "gpkg-wal"));
    let mut database = rusqlite::Connection::open_in_memory().expect("opens");
    let endless = "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
        INSERT INTO gpkg_contents VALUES ('v', 'attributes');
        CREATE VIEW v AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT sum(x) AS s FROM n;";
    database.execute_batch(endless).expect("makes the view");
    fixture.bytes = database.serialize("main").expect("serialises").to_vec();
    assert!(kinds(&fixture.read()).contains(&(ProblemKind::Broken, "interrupted")));
}

#[test]
fn a_flatgeobuf_feature() {
    let contents = fixtures::flatgeobuf().read();
    assert_eq!(kinds(&contents), []);
    let layer = &contents.layers[0];
    assert_eq!((&*layer.name, &layer.crs, names(layer)), ("xa", &DeclaredCrs::Epsg(5897), vec!["ten", "so"]));
    assert_eq!(layer.rows[0].cells, [text("Xã"), RawCell::Integer(7)]);
    assert_eq!(layer.rows[0].shape, Some(Shape::Line(vec![at(105.0, 21.0), at(106.0, 22.0)])));
}

#[test]
fn kml_with_folders_schemas_and_faults() {
    let contents = fixtures::kml().read();
    assert_eq!(kinds(&contents), [(ProblemKind::BadShape, "Point"), (ProblemKind::Unsupported, "NetworkLink")]);
    assert_eq!(contents.problems[0].place, Some(RowPlace::Line(10)));
    let layer = &contents.layers[0];
    assert_eq!((names(layer), &layer.crs), (vec!["folder", "name", "description", "DT", "m"], &DeclaredCrs::Wgs84));
    assert_eq!(layer.fields[3].kind, FieldKind::Number);
    let cells = [text("Gia Lâm/Xã"), text("A & Bá"), text("<p>x</p>"), RawCell::Number(41.62), text("1")];
    assert_eq!(layer.rows[0].cells, cells);
    assert_eq!(layer.rows[0].shape, Some(Shape::MultiPoint(vec![at(105.0, 21.0), at(106.0, 22.0)])));
    assert!(layer.rows[1].cells.is_empty() && matches!(layer.rows[1].shape, Some(Shape::Polygon(_))));
}

#[test]
fn kml_in_another_encoding_keeps_its_bytes() {
    let kml = b"<?xml version=\"1.0\" encoding=\"windows-1258\"?><kml><Placemark><name>X\xB7</name></Placemark></kml>";
    let contents = (kml::FORMAT.read)(&Input::alone("x.kml", kml));
    assert_eq!(contents.layers[0].encoding.as_deref(), Some("windows-1258"));
    assert_eq!(contents.layers[0].rows[0].cells, [RawCell::Bytes(XA.to_vec())]);
}

#[test]
fn nested_without_end_is_broken() {
    let kml = format!("<kml>{}", "<Folder>".repeat(100_000));
    assert_eq!((kml::FORMAT.read)(&Input::alone("x.kml", kml.as_bytes())).problems[0].kind, ProblemKind::Broken);
}

#[test]
fn gpx_has_three_layers() {
    let contents = fixtures::gpx().read();
    assert_eq!(kinds(&contents), [(ProblemKind::BadShape, "wpt")]);
    let [points, routes, tracks] = &*contents.layers else { panic!("three layers") };
    assert_eq!((names(points), points.rows.len()), (vec!["ele", "time", "name"], 2));
    assert_eq!(points.rows[0].cells, [RawCell::Number(7.5), date(Some(30_600)), text("Chợ")]);
    assert_eq!(routes.rows[0].shape, Some(Shape::Line(vec![at(2.0, 1.0), at(4.0, 3.0)])));
    assert_eq!((names(tracks), &tracks.rows[0].place), (vec!["name", "time"], &RowPlace::Line(4)));
    assert!(matches!(&tracks.rows[0].shape, Some(Shape::MultiLine(lines)) if lines.len() == 2));
}

#[test]
fn topojson_shares_its_arcs() {
    let contents = fixtures::topojson().read();
    assert_eq!(kinds(&contents), [(ProblemKind::BadShape, "9")]);
    let [communes, points] = &*contents.layers else { panic!("two layers") };
    assert_eq!((names(communes), communes.rows.len()), (vec!["id", "ten", "n"], 4));
    assert_eq!(communes.rows[0].cells, [text("1"), text("Xã"), text("[1]")]);
    let first = vec![at(101.0, 20.0), at(101.0, 21.0), at(100.0, 21.0), at(100.0, 20.0), at(101.0, 20.0)];
    assert_eq!(communes.rows[0].shape, Some(Shape::Polygon(vec![first])));
    let second = vec![at(101.0, 21.0), at(101.0, 20.0), at(102.0, 20.0), at(102.0, 21.0), at(101.0, 21.0)];
    assert_eq!(communes.rows[1].shape, Some(Shape::MultiPolygon(vec![vec![second]])));
    assert_eq!(points.rows[0].shape, Some(Shape::Point(at(101.0, 22.0))));
}

#[test]
fn topojson_without_a_grid_and_one_that_multiplies() {
    let json = br#"{"type":"Topology","objects":{"a":{"type":"LineString","arcs":[0]}},"arcs":[[[1,2],[3,4]]]}"#;
    let contents = (topojson::FORMAT.read)(&Input::alone("x.json", json));
    assert_eq!(contents.layers[0].rows[0].shape, Some(Shape::Line(vec![at(1.0, 2.0), at(3.0, 4.0)])));
    let (arc, lines) = (vec!["[1,2]"; 3000].join(","), vec![r#"{"type":"LineString","arcs":[0]}"#; 3000].join(","));
    let bomb = format!(
        r#"{{"type":"Topology","arcs":[[{arc}]],"objects":{{"a":{{"type":"GeometryCollection","geometries":[{lines}]}}}}}}"#
    );
    let contents = (topojson::FORMAT.read)(&Input::alone("x.json", bomb.as_bytes()));
    assert!(contents.problems.iter().any(|problem| problem.kind == ProblemKind::TooLarge));
}

#[test]
fn mif_objects_and_their_lines() {
    let contents = fixtures::mif().read();
    assert_eq!(kinds(&contents), [(ProblemKind::Unsupported, "text"), (ProblemKind::BadValue, "x")]);
    let layer = &contents.layers[0];
    assert_eq!(layer.crs, DeclaredCrs::MapInfo("Earth Projection 8, 104, \"m\", 105, 0, 0.9999, 500000, 0".into()));
    assert_eq!(layer.encoding.as_deref(), Some("WindowsVietnamese"));
    assert_eq!(layer.fields[0].name, RawText::Bytes(b"T\xAAN".to_vec()));
    assert_eq!(layer.rows[0].cells, [RawCell::Bytes(b"X\xB7, \"A\"".to_vec()), RawCell::Number(41.62), date(None)]);
    let shapes: Vec<Option<&Shape>> = layer.rows.iter().map(|row| row.shape.as_ref()).collect();
    let [
        Some(Shape::Point(_)),
        Some(Shape::MultiLine(lines)),
        Some(Shape::Polygon(rings)),
        None,
        None,
        Some(Shape::Polygon(_)),
        Some(Shape::Collection(parts)),
    ] = &*shapes
    else {
        panic!("{shapes:?}")
    };
    assert_eq!((lines.len(), rings.len(), parts.len()), (2, 2, 2));
}

#[test]
fn a_zip_reads_its_members_with_their_siblings() {
    let contents = fixtures::zip().read();
    assert_eq!(kinds(&contents), [(ProblemKind::Deleted, "1")]);
    let names: Vec<&str> = contents.layers.iter().map(|layer| &*layer.name).collect();
    assert_eq!(names, ["Xa", "ban-do"]);
    assert_eq!(contents.layers[0].rows.len(), 2);
    let nested = fixtures::archive(&[("a.zip", &fixtures::zip().bytes)]);
    assert_eq!(kinds(&(zip::FORMAT.read)(&Input::alone("x.zip", &nested))), [(ProblemKind::Empty, "a.zip")]);
}

#[cfg(feature = "parquet")]
#[test]
fn geoparquet_has_shapes_and_a_system() {
    let contents = fixtures::geoparquet().read();
    assert_eq!(kinds(&contents), []);
    let layer = &contents.layers[0];
    assert_eq!((names(layer), &layer.crs), (vec!["so", "ten"], &DeclaredCrs::Epsg(5897)));
    assert_eq!(layer.rows[0].cells, [RawCell::Integer(7), text("Xã")]);
    assert!(matches!(&layer.rows[0].shape, Some(Shape::Polygon(rings)) if rings[0].len() == 4));
}
