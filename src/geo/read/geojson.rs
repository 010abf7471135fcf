//! GeoJSON (RFC 7946): a FeatureCollection, one Feature, a bare geometry, or any of them one after the other
//! (newline-delimited).
//!
//! The text is split into features first, as raw slices, which costs one scan; each feature is then parsed on its
//! own, in parallel. A feature's offset in the file comes from its slice.

use std::sync::Arc;

use geojson::Geometry as Source;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Deserializer, Map};

use super::locate::{error_offset, offset_in, part, range_in};
use super::properties::Properties;
use super::{Fault, FaultKind, Reading, convert};
use crate::digest::Digest;
use crate::geo::{Bounds, Feature, Layer};

/// Types of geometry that may stand alone as a document.
const GEOMETRY_TYPES: [&str; 7] =
    ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"];

/// Names of `crs` that mean WGS84 in longitude, latitude.
const WGS84_NAMES: [&str; 3] = ["CRS84", "EPSG:4326", "EPSG::4326"];

/// The members of any GeoJSON object that matter here, unparsed.
#[derive(Deserialize)]
struct Object<'a> {
    #[serde(rename = "type", borrow, default)]
    kind: Option<&'a RawValue>,
    #[serde(borrow, default)]
    features: Option<&'a RawValue>,
    #[serde(borrow, default)]
    geometry: Option<&'a RawValue>,
    #[serde(borrow, default)]
    properties: Option<&'a RawValue>,
    #[serde(borrow, default)]
    crs: Option<&'a RawValue>,
}

impl<'a> Object<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        // Serde would also take an array for a struct.
        text.starts_with('{').then(|| serde_json::from_str(text).ok())?
    }

    fn kind(&self) -> String {
        self.kind.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
    }
}

/// Reads GeoJSON text. A byte order mark at the start is skipped.
pub fn read(text: &str) -> Reading {
    let mut faults = Vec::new();
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut elements: Vec<&str> = Vec::new();
    let mut documents = 0;
    for document in Deserializer::from_str(body).into_iter::<&RawValue>() {
        match document {
            Ok(document) => {
                documents += 1;
                split(text, document.get(), &mut elements, &mut faults);
            }
            Err(error) => {
                let start = text.len() - body.len() + error_offset(body, &error);
                faults.push(Fault {
                    kind: FaultKind::BrokenJson,
                    range: byte_at(text, start),
                    feature: None,
                    detail: String::new(),
                });
                break;
            }
        }
    }
    if documents == 0 && faults.is_empty() {
        faults.push(Fault { kind: FaultKind::NotGeoJson, range: 0..0, feature: None, detail: String::new() });
    }
    let read: Vec<_> = elements.par_iter().enumerate().map(|(index, element)| feature(text, index, element)).collect();
    let mut layer = Layer::default();
    for (feature, found) in read {
        layer.features.extend(feature);
        faults.extend(found);
    }
    let boxes = layer.features.iter().filter_map(|feature| feature.geometry.as_ref()?.bounds());
    layer.bounds = boxes.reduce(Bounds::union);
    Reading { layer, faults }
}

/// The one character at an offset; empty at the end of the text.
fn byte_at(text: &str, start: usize) -> std::ops::Range<usize> {
    let start = start.min(text.len());
    start..start + text[start..].chars().next().map_or(0, char::len_utf8)
}

/// Appends a document's features, still unparsed.
fn split<'a>(text: &str, document: &'a str, elements: &mut Vec<&'a str>, faults: &mut Vec<Fault>) {
    let whole = || range_in(text, document);
    let fault = |kind, range, detail| Fault { kind, range, feature: None, detail };
    let Some(object) = Object::parse(document) else {
        faults.push(fault(FaultKind::NotGeoJson, whole(), String::new()));
        return;
    };
    if let Some(name) = object.crs.and_then(foreign_crs) {
        let range = object.crs.map_or_else(whole, |crs| range_in(text, crs.get()));
        faults.push(fault(FaultKind::ForeignCrs, range, name));
    }
    let kind = object.kind();
    if kind == "Feature" || GEOMETRY_TYPES.contains(&kind.as_str()) {
        elements.push(document);
        return;
    }
    let list = object.features.and_then(|raw| serde_json::from_str::<Vec<&RawValue>>(raw.get()).ok());
    match list {
        Some(list) if kind == "FeatureCollection" => elements.extend(list.into_iter().map(RawValue::get)),
        _ => faults.push(fault(FaultKind::NotGeoJson, whole(), kind)),
    }
}

/// The name of a coordinate reference system other than WGS84. The member is gone from RFC 7946, but old files
/// carry it, and then it tells the truth about their numbers.
fn foreign_crs(raw: &RawValue) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(raw.get()).ok()?;
    let name = value.pointer("/properties/name")?.as_str()?;
    (!WGS84_NAMES.iter().any(|known| name.ends_with(known))).then(|| name.to_owned())
}

fn feature(text: &str, index: usize, element: &str) -> (Option<Feature>, Vec<Fault>) {
    let fault = |kind, range, detail| Fault { kind, range, feature: Some(index), detail };
    let refuse = |detail| (None, vec![fault(FaultKind::NotGeoJson, range_in(text, element), detail)]);
    let Some(object) = Object::parse(element) else { return refuse(String::new()) };
    let kind = object.kind();
    let source = match kind.as_str() {
        "Feature" => object.geometry.map(RawValue::get),
        bare if GEOMETRY_TYPES.contains(&bare) => Some(element),
        _ => return refuse(kind),
    };
    let mut faults = Vec::new();
    let properties = match object.properties.map(|raw| (raw, serde_json::from_str::<Properties>(raw.get()))) {
        None => Map::new(),
        Some((raw, Ok(Properties { map, repeated }))) => {
            faults.extend(repeated.map(|key| fault(FaultKind::RepeatedKey, range_in(text, raw.get()), key)));
            map
        }
        Some((raw, Err(_))) => {
            faults.push(fault(FaultKind::NotGeoJson, range_in(text, raw.get()), "properties".to_owned()));
            Map::new()
        }
    };
    let mut feature = Feature {
        properties,
        geometry: None,
        digest: Digest::of(source.unwrap_or_default().as_bytes()),
        offset: offset_in(text, element),
        len: element.len(),
    };
    let Some(source) = source else {
        faults.push(fault(FaultKind::NullGeometry, range_in(text, element), String::new()));
        return (Some(feature), faults);
    };
    match serde_json::from_str::<Source>(source) {
        Ok(parsed) => {
            let (geometry, findings) = convert::convert(&parsed.value);
            feature.geometry = geometry.map(Arc::new);
            faults.extend(findings.into_iter().map(|finding| {
                let place = if finding.path.is_empty() { source } else { part(source, &finding.path) };
                fault(finding.kind, range_in(text, place), finding.detail)
            }));
        }
        Err(error) => {
            // A place is known only for faults inside the numbers; for the others the whole geometry is meant.
            let start = error_offset(source, &error);
            let place =
                if start == 0 { range_in(text, source) } else { byte_at(text, offset_in(text, source) + start) };
            faults.push(fault(FaultKind::BadGeometry, place, String::new()));
        }
    }
    (Some(feature), faults)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::read::Severity;
    use crate::geo::{Coord, Geometry, GeometryKind};
    use proptest::prelude::*;

    /// Reads, and gives each fault as its kind, the text it points at, and its detail.
    fn faults(text: &str) -> Vec<(FaultKind, &str, String)> {
        read(text).faults.into_iter().map(|fault| (fault.kind, &text[fault.range], fault.detail)).collect()
    }

    fn polygon(ring: &str) -> String {
        format!(r#"{{"type":"Feature","properties":null,"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#)
    }

    const SQUARE: &str = "[[105,21],[106,21],[106,22],[105,22],[105,21]]";

    #[test]
    fn reads_a_collection_with_offsets_and_bounds() {
        let text = format!(
            "\u{feff}{{\"type\":\"FeatureCollection\",\"features\":[\n{},\n{{\"type\":\"Feature\",\"properties\":{{\"tên\":\"Chợ\"}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[105.5,20.5,3]}}}}]}}",
            polygon(SQUARE)
        );
        let reading = read(&text);
        assert_eq!(reading.faults, []);
        let [first, second] = reading.layer.features.as_slice() else { panic!("two features") };
        assert!(text[first.range()].starts_with("{\"type\":\"Feature\"") && text[first.range()].ends_with('}'));
        assert_eq!(second.properties["tên"], "Chợ");
        assert_eq!(second.geometry.as_deref(), Some(&Geometry::Points(vec![Coord { x: 105.5, y: 20.5 }])));
        assert_ne!(first.digest, second.digest);
        assert_eq!(reading.layer.bounds, Some(Bounds { west: 105.0, south: 20.5, east: 106.0, north: 22.0 }));
        assert_eq!(reading.layer.kind(), Some(GeometryKind::Point), "a tie goes to the simpler family");
    }

    #[test]
    fn reads_single_objects_and_lines_of_them() {
        assert_eq!(read(r#"{"type":"Point","coordinates":[1,2]}"#).layer.features.len(), 1);
        assert_eq!(read(&polygon(SQUARE)).layer.features.len(), 1);
        let lines = format!("{}\n{}\r\n{}\n", polygon(SQUARE), polygon(SQUARE), polygon(SQUARE));
        let reading = read(&lines);
        assert_eq!((reading.layer.features.len(), reading.faults.len()), (3, 0));
        let collection = r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"MultiPoint","coordinates":[[3,4]]}]}"#;
        assert_eq!(
            read(collection).layer.features[0].geometry.as_deref(),
            Some(&Geometry::Points(vec![Coord { x: 1.0, y: 2.0 }, Coord { x: 3.0, y: 4.0 }]))
        );
    }

    #[test]
    fn points_at_the_byte_where_json_breaks() {
        assert_eq!(faults("{\"type\": \"Feature\",\n \"a\": ,}"), [(FaultKind::BrokenJson, ",", String::new())]);
        let cut = &polygon(SQUARE)[..60];
        let fault = &read(cut).faults[0];
        assert_eq!((fault.kind, fault.range.start), (FaultKind::BrokenJson, 59));
        assert_eq!(faults("")[0].0, FaultKind::NotGeoJson);
        assert_eq!(faults("{} }").last().map(|f| (f.0, f.1)), Some((FaultKind::BrokenJson, "}")));
    }

    #[test]
    fn points_at_the_ring_and_the_position() {
        let open = "[[105,21],[106,21],[106,22],[105,22]]";
        assert_eq!(faults(&polygon(open)), [(FaultKind::UnclosedRing, open, "105, 22".to_owned())]);
        let short = "[[105,21],[106,21],[105,21]]";
        assert_eq!(faults(&polygon(short)), [(FaultKind::ShortRing, short, "3".to_owned())]);
        let swapped = "[[21,105],[21,106],[22,106],[21,105]]";
        assert_eq!(faults(&polygon(swapped)), [(FaultKind::SwappedAxes, "[21,105]", "21, 105".to_owned())]);
        let metres = "[[550000.5,2300000],[1,1],[2,2],[550000.5,2300000]]";
        assert_eq!(
            faults(&polygon(metres)),
            [(FaultKind::NotDegrees, "[550000.5,2300000]", "550000.5, 2300000".to_owned())]
        );
        let second = format!("{SQUARE},[[105.1,21.1],[105.2,21.2],[190,100]]");
        assert_eq!(faults(&polygon(&second)), [(FaultKind::BadCoordinate, "[190,100]", "190, 100".to_owned())]);
    }

    #[test]
    fn names_the_other_faults() {
        let kinds = |text: &str| faults(text).into_iter().map(|fault| fault.0).collect::<Vec<_>>();
        assert_eq!(kinds("[1,2]"), [FaultKind::NotGeoJson]);
        assert_eq!(kinds(r#"{"type":"Topology","arcs":[]}"#), [FaultKind::NotGeoJson]);
        assert_eq!(kinds(r#"{"type":"FeatureCollection","features":[5,{"type":"X"}]}"#), [FaultKind::NotGeoJson; 2]);
        assert_eq!(kinds(r#"{"type":"Feature","geometry":null}"#), [FaultKind::NullGeometry]);
        assert_eq!(kinds(r#"{"type":"MultiPolygon","coordinates":[]}"#), [FaultKind::EmptyGeometry]);
        assert_eq!(kinds(r#"{"type":"Polygon","coordinates":[[1,2]]}"#), [FaultKind::BadGeometry]);
        assert_eq!(kinds(r#"{"type":"Point","coordinates":["1",2]}"#), [FaultKind::BadGeometry]);
        assert_eq!(kinds(r#"{"type":"LineString","coordinates":[[1,2]]}"#), [FaultKind::ShortLine]);
        assert_eq!(
            kinds(
                r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[3,4],[5,6]]}]}"#
            ),
            [FaultKind::Unsupported]
        );
        assert_eq!(
            kinds(
                r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::5897"}},"features":[]}"#
            ),
            [FaultKind::ForeignCrs]
        );
        assert_eq!(
            kinds(
                r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[]}"#
            ),
            []
        );
    }

    #[test]
    fn mends_winding_and_says_so_once_a_feature() {
        let clockwise = "[[105,21],[105,22],[106,22],[106,21],[105,21]]";
        let text = polygon(clockwise);
        let reading = read(&text);
        assert_eq!(reading.faults.len(), 1);
        assert_eq!(
            (reading.faults[0].kind, reading.faults[0].severity()),
            (FaultKind::WrongWinding, Severity::Repaired)
        );
        assert!(!reading.has_errors());
        let geometry = reading.layer.features[0].geometry.as_deref().expect("kept");
        assert_eq!(geometry.polygons()[0].rings[0][1], Coord { x: 106.0, y: 21.0 });
    }

    #[test]
    fn mends_what_can_be_mended_and_refuses_the_rest() {
        let bow = "[[105,21],[106,22],[106,21],[105,22],[105,22]]";
        let text = polygon(bow);
        let reading = read(&text);
        let found: Vec<_> = reading.faults.iter().map(|fault| (fault.kind, fault.detail.as_str())).collect();
        assert_eq!(
            found,
            [
                (FaultKind::UnclosedRing, "105, 22"),
                (FaultKind::SelfCrossing, "105.5, 21.5"),
                (FaultKind::RepeatedPositions, "1"),
            ]
        );
        assert!(!reading.has_errors() && reading.faults.iter().all(|fault| fault.severity() == Severity::Repaired));
        assert_eq!(reading.layer.features[0].geometry.as_deref().map(|geometry| geometry.polygons().len()), Some(2));
        let hole = "[[107,21],[107,22],[108,22],[107,21]]";
        assert_eq!(
            faults(&polygon(&format!("{SQUARE},{hole}"))),
            [(FaultKind::HoleOutside, hole, "107, 21".to_owned())]
        );
        let twice = read(&polygon(&format!("{SQUARE},{SQUARE}")));
        assert_eq!(twice.faults[0].kind, FaultKind::TangledRing);
        assert!(twice.has_errors() && twice.layer.features[0].geometry.is_none());
        let mixed = r#"{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[3,4],[5,6]]},{"type":"Point","coordinates":[1,2]}]}"#;
        assert_eq!(faults(mixed), [(FaultKind::Unsupported, mixed, "Point, LineString".to_owned())]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            for fault in read(&text).faults {
                prop_assert!(text.get(fault.range).is_some());
            }
        }

        #[test]
        fn no_mutilated_geojson_makes_it_panic(at in 0usize..200, cut in 0usize..40, insert in "[\\[\\]{},:\"0-9eE. -]{0,6}") {
            let mut text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, polygon(SQUARE));
            let from = at.min(text.len());
            let to = (from + cut).min(text.len());
            text.replace_range(from..to, &insert);
            for fault in read(&text).faults {
                prop_assert!(text.get(fault.range).is_some());
            }
        }
    }
}
