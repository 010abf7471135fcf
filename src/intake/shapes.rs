//! Shapes in any system into geometry on WGS 84, checked and mended like that of GeoJSON.

use std::sync::Arc;

use geojson::{GeometryValue, Position};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};

use super::columns::ColumnReport;
use super::origin::Origin;
use super::systems::{self, System};
use super::{Wishes, findings, strays};
use crate::diagnostics::{Diagnostic, code};
use crate::digest::Hasher;
use crate::formats::{DeclaredCrs, RowPlace, Shape};
use crate::geo::crs::propose::AxisOrder;
use crate::geo::crs::{Crs, Transformer, angle};
use crate::geo::read::{Fault, FaultKind, check};
use crate::geo::{Bounds, Coord, Feature, GeometryKind, Layer};
use crate::text::slug;

/// Positions that are looked at to recognise a system.
const SAMPLE: usize = 2000;

/// Rows whose coordinates can't be read and that are told one by one.
const MOST_TOLD: usize = 10;

/// The rows of a layer, still apart.
pub(super) struct Rows<'a> {
    pub shapes: Vec<Option<Shape>>,
    pub places: Vec<RowPlace>,
    pub rows: Vec<Map<String, Value>>,
    pub columns: &'a [ColumnReport],
}

/// How many rows are drawn as what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShapeCount {
    /// Points and groups of them.
    pub points: usize,
    /// Lines and groups of them.
    pub lines: usize,
    /// Areas and groups of them.
    pub areas: usize,
    /// Collections of several kinds.
    pub mixed: usize,
    /// Rows without any shape.
    pub none: usize,
}

impl ShapeCount {
    fn of(shapes: &[Option<Shape>]) -> Self {
        let mut count = Self::default();
        for shape in shapes {
            *match shape {
                None => &mut count.none,
                Some(Shape::Point(_) | Shape::MultiPoint(_)) => &mut count.points,
                Some(Shape::Line(_) | Shape::MultiLine(_)) => &mut count.lines,
                Some(Shape::Polygon(_) | Shape::MultiPolygon(_)) => &mut count.areas,
                Some(Shape::Collection(_)) => &mut count.mixed,
            } += 1;
        }
        count
    }

    /// Of a layer that is in its place already.
    pub(super) fn of_layer(layer: &Layer) -> Self {
        let mut count = Self::default();
        for feature in &layer.features {
            *match feature.geometry.as_ref().map(|geometry| geometry.kind()) {
                None => &mut count.none,
                Some(GeometryKind::Point) => &mut count.points,
                Some(GeometryKind::Line) => &mut count.lines,
                Some(GeometryKind::Polygon) => &mut count.areas,
            } += 1;
        }
        count
    }

    /// Whether any row has a shape.
    pub fn is_map(&self) -> bool {
        self.points + self.lines + self.areas + self.mixed > 0
    }
}

/// Puts every row in its place.
pub(super) fn place(
    origin: &Origin,
    rows: &mut Rows,
    declared: &DeclaredCrs,
    wishes: &Wishes,
    found: &mut Vec<Diagnostic>,
) -> (Layer, Option<System>, ShapeCount) {
    let mut position = wishes.position.clone();
    if rows.shapes.iter().all(Option::is_none) {
        position = position.or_else(|| position_columns(rows.columns));
        if let Some((x, y)) = &position {
            read_positions(origin, rows, x, y, wishes, found);
        }
    }
    let count = ShapeCount::of(&rows.shapes);
    let is_map = rows.shapes.iter().any(Option::is_some);
    let system = is_map.then(|| {
        let mut sample = Vec::new();
        for shape in rows.shapes.iter().flatten() {
            if sample.len() < SAMPLE {
                visit(shape, &mut |coord| sample.push(coord));
            }
        }
        let before = found.len();
        let system = systems::decide(origin, declared, &sample, wishes, found);
        if let Some(finding) = found.get_mut(before).filter(|finding| finding.code == code::NOT_DEGREES) {
            finding.args.push(("count", rows_beyond_degrees(&rows.shapes).to_string()));
        }
        system
    });
    let mut layer = Layer::default();
    let transform =
        system.as_ref().and_then(|system| Some((Transformer::new(system.crs?).ok()?, system.axes, system.crs?)));
    let placed: Vec<(Feature, Vec<Fault>)> = std::mem::take(&mut rows.shapes)
        .into_par_iter()
        .zip(std::mem::take(&mut rows.rows))
        .enumerate()
        .map(|(number, (shape, properties))| {
            let shape = shape.filter(|_| transform.is_some());
            feature(number, shape, properties, transform.as_ref(), is_map)
        })
        .collect();
    let mut faults = Vec::new();
    for (feature, found) in placed {
        layer.features.push(feature);
        faults.extend(found);
    }
    if transform.is_none() {
        // The reason is told already; a sentence for each row would bury it.
        faults.clear();
    }
    found.extend(findings::faults_in(origin, &faults, &rows.places));
    layer.bounds =
        layer.features.iter().filter_map(|feature| feature.geometry.as_ref()?.bounds()).reduce(Bounds::union);
    strays::check(origin, &mut layer, &rows.places, found);
    (layer, system, count)
}

/// How many rows have a position in metres.
fn rows_beyond_degrees(shapes: &[Option<Shape>]) -> usize {
    let beyond = |shape: &&Shape| {
        let mut any = false;
        visit(shape, &mut |coord| any |= systems::is_beyond_degrees(&coord));
        any
    };
    shapes.iter().flatten().filter(beyond).count()
}

fn feature(
    number: usize,
    shape: Option<Shape>,
    properties: Map<String, Value>,
    transform: Option<&(Transformer, AxisOrder, Crs)>,
    is_map: bool,
) -> (Feature, Vec<Fault>) {
    let fault = |kind, detail| Fault { kind, range: 0..0, feature: Some(number), detail };
    let mut faults = Vec::new();
    let mut hasher = Hasher::default();
    let geometry = shape.and_then(|mut shape| {
        visit(&shape, &mut |coord| {
            hasher.write(&coord.x.to_le_bytes());
            hasher.write(&coord.y.to_le_bytes());
        });
        if let Some((transformer, axes, crs)) = transform {
            if *axes == AxisOrder::NorthEast {
                change(&mut shape, &mut |coords| coords.iter_mut().for_each(|c| std::mem::swap(&mut c.x, &mut c.y)));
            }
            hasher.write(crs.to_string().as_bytes());
            let mut failed = None;
            if *crs != Crs::WGS84 {
                change(&mut shape, &mut |coords| {
                    let before = coords.first().copied().unwrap_or_default();
                    if failed.is_none() && transformer.to_wgs84(coords).is_err() {
                        failed = Some(before);
                    }
                });
            }
            if let Some(coord) = failed {
                faults.push(fault(FaultKind::BadCoordinate, format!("{}, {}", coord.x, coord.y)));
                return None;
            }
        }
        let (geometry, findings) = check(&geojson_of(&shape));
        // Which way rings run is a rule of GeoJSON; a Shapefile has its own, and there is nothing to tell.
        let findings = findings.into_iter().filter(|(kind, _)| *kind != FaultKind::WrongWinding);
        faults.extend(findings.map(|(kind, detail)| fault(kind, detail)));
        geometry
    });
    if is_map && geometry.is_none() && faults.is_empty() {
        faults.push(fault(FaultKind::NullGeometry, String::new()));
    }
    let feature = Feature { properties, geometry: geometry.map(Arc::new), digest: hasher.finish(), offset: 0, len: 0 };
    (feature, faults)
}

/// The shape as the checks of GeoJSON take it.
fn geojson_of(shape: &Shape) -> GeometryValue {
    let one = |coord: &Coord| Position::from([coord.x, coord.y]);
    let list = |coords: &Vec<Coord>| -> Vec<Position> { coords.iter().map(one).collect() };
    let lists = |lines: &Vec<Vec<Coord>>| -> Vec<Vec<Position>> { lines.iter().map(list).collect() };
    match shape {
        Shape::Point(coord) => GeometryValue::Point { coordinates: one(coord) },
        Shape::MultiPoint(coords) => GeometryValue::MultiPoint { coordinates: list(coords) },
        Shape::Line(coords) => GeometryValue::LineString { coordinates: list(coords) },
        Shape::MultiLine(lines) => GeometryValue::MultiLineString { coordinates: lists(lines) },
        Shape::Polygon(rings) => GeometryValue::Polygon { coordinates: lists(rings) },
        Shape::MultiPolygon(polygons) => {
            GeometryValue::MultiPolygon { coordinates: polygons.iter().map(lists).collect() }
        }
        Shape::Collection(shapes) => GeometryValue::GeometryCollection {
            geometries: shapes.iter().map(|shape| geojson::Geometry::new(geojson_of(shape))).collect(),
        },
    }
}

/// Every position of a shape.
fn visit(shape: &Shape, each: &mut dyn FnMut(Coord)) {
    match shape {
        Shape::Point(coord) => each(*coord),
        Shape::MultiPoint(coords) | Shape::Line(coords) => coords.iter().for_each(|coord| each(*coord)),
        Shape::MultiLine(lines) | Shape::Polygon(lines) => lines.iter().flatten().for_each(|coord| each(*coord)),
        Shape::MultiPolygon(polygons) => polygons.iter().flatten().flatten().for_each(|coord| each(*coord)),
        Shape::Collection(shapes) => shapes.iter().for_each(|shape| visit(shape, each)),
    }
}

/// Changes every list of positions of a shape.
fn change(shape: &mut Shape, each: &mut dyn FnMut(&mut [Coord])) {
    match shape {
        Shape::Point(coord) => each(std::slice::from_mut(coord)),
        Shape::MultiPoint(coords) | Shape::Line(coords) => each(coords),
        Shape::MultiLine(lines) | Shape::Polygon(lines) => lines.iter_mut().for_each(|line| each(line)),
        Shape::MultiPolygon(polygons) => polygons.iter_mut().flatten().for_each(|line| each(line)),
        Shape::Collection(shapes) => shapes.iter_mut().for_each(|shape| change(shape, each)),
    }
}

/// Columns that are named like longitude and latitude. Columns named X and Y are never taken unasked: in survey
/// tables X is north, in others east.
fn position_columns(columns: &[ColumnReport]) -> Option<(String, String)> {
    // "Kinh độ (độ)", "Vĩ độ WGS 84": what stands behind the word is no part of the name.
    let is_named =
        |slug: &str, name: &str| slug == name || slug.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'));
    let find = |exact: &[&str], first: &[&str]| {
        let slugs = || columns.iter().map(|column| (column, slug(&column.name)));
        let named = slugs().find(|(_, slug)| exact.contains(&slug.as_str()));
        named
            .or_else(|| slugs().find(|(_, slug)| first.iter().any(|name| is_named(slug, name))))
            .map(|(column, _)| column)
    };
    let x = find(&["kinh-do", "kinhdo", "lon", "lng", "long", "longitude"], &["kinh-do", "longitude"])?;
    let y = find(&["vi-do", "vido", "lat", "latitude"], &["vi-do", "latitude"])?;
    Some((x.name.clone(), y.name.clone()))
}

/// Reads positions from two columns, or from one that holds both.
fn read_positions(origin: &Origin, rows: &mut Rows, x: &str, y: &str, wishes: &Wishes, found: &mut Vec<Diagnostic>) {
    let metric = wishes.crs.is_some_and(|crs| !crs.is_geographic());
    let column = rows.columns.iter().find(|column| column.name == x).map_or(0, |column| column.column);
    let mut told = 0;
    for (number, row) in rows.rows.iter().enumerate() {
        let (Some(first), Some(second)) = (row.get(x), row.get(y)) else { continue };
        match position(first, second, x == y, metric) {
            Some(coord) => rows.shapes[number] = Some(Shape::Point(coord)),
            None => {
                told += 1;
                if told <= MOST_TOLD {
                    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    let value = if x == y { text(first) } else { format!("{}; {}", text(first), text(second)) };
                    let finding = Diagnostic::error(code::BAD_CELL)
                        .arg("value", value)
                        .arg("column", if x == y { x.to_owned() } else { format!("{x}, {y}") })
                        .arg("expected", "@cell.not_a_position");
                    found.push(origin.at(finding, &rows.places[number], column));
                }
            }
        }
    }
}

fn position(first: &Value, second: &Value, both_in_one: bool, metric: bool) -> Option<Coord> {
    if let (Some(x), Some(y)) = (first.as_f64(), second.as_f64()) {
        return Some(Coord { x, y });
    }
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if both_in_one {
        return angle::position_in(&text(first)).ok();
    }
    let (x, y) = (text(first), text(second));
    let metres = || Some(Coord { x: angle::metres(&x)?, y: angle::metres(&y)? });
    if metric {
        return metres();
    }
    match (angle::degrees(&x), angle::degrees(&y)) {
        (Ok(x), Ok(y)) => Some(Coord { x, y }),
        // No degrees: perhaps metres that nobody declared; the system decides what to say of them.
        _ => metres(),
    }
}
