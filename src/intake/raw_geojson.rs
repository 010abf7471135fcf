//! GeoJSON with positions of another system than RFC 7946's, as a raw layer like those of other formats.

use geojson::{Feature, FeatureCollection, GeoJson, Geometry, GeometryValue, Position};
use serde_json::Value;

use crate::formats::{DeclaredCrs, Field, FieldKind, RawCell, RawLayer, RawRow, RawText, RowPlace, Shape};
use crate::geo::Coord;

/// The features of a document, or of several one after the other; `None` when it isn't one.
pub(super) fn layer(name: &str, text: &str) -> Option<RawLayer> {
    let (mut features, mut crs) = (Vec::new(), None);
    for document in serde_json::Deserializer::from_str(text).into_iter::<GeoJson>() {
        match document.ok()? {
            GeoJson::FeatureCollection(FeatureCollection { features: more, foreign_members, .. }) => {
                features.extend(more);
                crs = crs.or(foreign_members);
            }
            GeoJson::Feature(feature) => {
                crs = crs.or_else(|| feature.foreign_members.clone());
                features.push(feature);
            }
            GeoJson::Geometry(geometry) => features.push(Feature::from(geometry)),
        }
    }
    let crs = crs.as_ref().and_then(|members| members.get("crs")?.pointer("/properties/name")?.as_str());
    let mut layer = RawLayer {
        name: name.to_owned(),
        crs: crs.map_or(DeclaredCrs::None, |name| DeclaredCrs::Named(name.to_owned())),
        ..RawLayer::default()
    };
    for (number, feature) in features.into_iter().enumerate() {
        let mut cells = vec![RawCell::Null; layer.fields.len()];
        for (key, value) in feature.properties.into_iter().flatten() {
            let known =
                layer.fields.iter().position(|field| matches!(&field.name, RawText::Text(name) if *name == key));
            let at = known.unwrap_or_else(|| {
                let column = layer.fields.len() + 1;
                layer.fields.push(Field { name: RawText::Text(key), kind: FieldKind::Undeclared, column });
                cells.push(RawCell::Null);
                column - 1
            });
            cells[at] = cell(value);
        }
        let shape = feature.geometry.and_then(|geometry| shape(&geometry));
        layer.rows.push(RawRow { cells, shape, place: RowPlace::Record(number + 1) });
    }
    Some(layer)
}

fn cell(value: Value) -> RawCell {
    match value {
        Value::Null => RawCell::Null,
        Value::Bool(flag) => RawCell::Bool(flag),
        Value::Number(number) => {
            number.as_i64().map_or_else(|| RawCell::Number(number.as_f64().unwrap_or(0.0)), RawCell::Integer)
        }
        Value::String(text) => RawCell::Text(text),
        other => RawCell::Text(other.to_string()),
    }
}

fn shape(geometry: &Geometry) -> Option<Shape> {
    let lines = |lines: &[Vec<Position>]| lines.iter().map(|line| coords(line)).collect::<Option<Vec<_>>>();
    Some(match &geometry.value {
        GeometryValue::Point { coordinates } => Shape::Point(coord(coordinates)?),
        GeometryValue::MultiPoint { coordinates } => Shape::MultiPoint(coords(coordinates)?),
        GeometryValue::LineString { coordinates } => Shape::Line(coords(coordinates)?),
        GeometryValue::MultiLineString { coordinates } => Shape::MultiLine(lines(coordinates)?),
        GeometryValue::Polygon { coordinates } => Shape::Polygon(lines(coordinates)?),
        GeometryValue::MultiPolygon { coordinates } => {
            Shape::MultiPolygon(coordinates.iter().map(|polygon| lines(polygon)).collect::<Option<_>>()?)
        }
        GeometryValue::GeometryCollection { geometries } => {
            Shape::Collection(geometries.iter().map(shape).collect::<Option<_>>()?)
        }
    })
}

fn coords(positions: &[Position]) -> Option<Vec<Coord>> {
    positions.iter().map(coord).collect()
}

fn coord(position: &Position) -> Option<Coord> {
    let &[x, y, ..] = position.as_slice() else { return None };
    Some(Coord { x, y })
}
