//! Encoding Mapbox Vector Tiles.
//!
//! Specification: <https://github.com/mapbox/vector-tile-spec/tree/master/2.1>. The numbers of fields below are
//! those of its `vector_tile.proto`.

use std::collections::HashMap;

use super::prepare::{Piece, Shape};
use super::{EXTENT, FEATURES, LABELS, TileFeature, TileValue};
use crate::geo::grid::{GridPoint, GridPolygon, doubled_area};

/// Types of wire format.
const VARINT: u32 = 0;
const EIGHT_BYTES: u32 = 1;
const LENGTH: u32 = 2;

/// Types of geometry.
const POINT: u64 = 1;
const LINE: u64 = 2;
const POLYGON: u64 = 3;

/// Commands of a geometry.
const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE: u32 = 7;

/// Key and value of each attribute, as indices into a [`Dictionary`].
type Tags = Vec<(u32, u32)>;

/// The keys and values of a whole layer, each once, with the tags of its features and labels.
pub(super) struct Dictionary {
    keys: Vec<String>,
    /// Values as encoded messages.
    values: Vec<Vec<u8>>,
    features: Vec<Tags>,
    labels: Vec<Tags>,
}

impl Dictionary {
    pub(super) fn new(features: &[TileFeature]) -> Self {
        let mut keys = Interner::default();
        let mut values = Interner::default();
        let mut tags = |attributes: &[(String, TileValue)]| -> Tags {
            attributes.iter().map(|(key, value)| (keys.index(key.clone()), values.index(encode_value(value)))).collect()
        };
        let of_features = features.iter().map(|feature| tags(&feature.attributes)).collect();
        let of_labels = features.iter().map(|feature| tags(&feature.label)).collect();
        Self { keys: keys.list, values: values.list, features: of_features, labels: of_labels }
    }
}

/// Gives each distinct item a number, in the order of arrival.
struct Interner<T> {
    list: Vec<T>,
    known: HashMap<T, u32>,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self { list: Vec::new(), known: HashMap::new() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Interner<T> {
    fn index(&mut self, item: T) -> u32 {
        if let Some(&index) = self.known.get(&item) {
            return index;
        }
        let index = self.list.len() as u32;
        self.list.push(item.clone());
        self.known.insert(item, index);
        index
    }
}

/// A tile's bytes, not yet compressed; `None` when nothing is left to draw. `origin` is the tile's corner on the
/// grid that the pieces are on.
pub(super) fn encode(dictionary: &Dictionary, pieces: &[Piece], origin: GridPoint) -> Option<Vec<u8>> {
    let mut features = LayerWriter::new(dictionary);
    let mut labels = LayerWriter::new(dictionary);
    for group in pieces.chunk_by(|one, other| one.feature == other.feature) {
        let index = group[0].feature as usize;
        let mut areas = Pen::new(origin);
        let mut lines = Pen::new(origin);
        let mut points = Vec::new();
        for piece in group {
            match &*piece.shape {
                Shape::Polygon(polygon) => areas.polygon(polygon),
                Shape::Lines(list) => list.iter().for_each(|line| lines.line(line)),
                Shape::Point(point) => points.push(*point),
                Shape::Label(point) => {
                    let mut pen = Pen::new(origin);
                    pen.points(&[*point]);
                    labels.feature(index, &dictionary.labels[index], POINT, &pen.commands);
                }
            }
        }
        let mut dots = Pen::new(origin);
        dots.points(&points);
        for (kind, pen) in [(POLYGON, areas), (LINE, lines), (POINT, dots)] {
            features.feature(index, &dictionary.features[index], kind, &pen.commands);
        }
    }
    let mut tile = Vec::new();
    for (name, layer) in [(FEATURES, features), (LABELS, labels)] {
        if let Some(layer) = layer.finish(name) {
            field_bytes(&mut tile, 3, &layer);
        }
    }
    (!tile.is_empty()).then_some(tile)
}

/// Collects the features of one layer, with only the keys and values that they use.
struct LayerWriter<'a> {
    dictionary: &'a Dictionary,
    features: Vec<u8>,
    keys: Interner<u32>,
    values: Interner<u32>,
}

impl<'a> LayerWriter<'a> {
    fn new(dictionary: &'a Dictionary) -> Self {
        Self { dictionary, features: Vec::new(), keys: Interner::default(), values: Interner::default() }
    }

    fn feature(&mut self, index: usize, tags: &Tags, kind: u64, commands: &[u32]) {
        if commands.is_empty() {
            return;
        }
        let tags = tags.iter().flat_map(|&(key, value)| [self.keys.index(key), self.values.index(value)]);
        let tags: Vec<u32> = tags.collect();
        let mut feature = Vec::with_capacity(commands.len() * 2 + 16);
        field_number(&mut feature, 1, index as u64 + 1);
        field_packed(&mut feature, 2, &tags);
        field_number(&mut feature, 3, kind);
        field_packed(&mut feature, 4, commands);
        field_bytes(&mut self.features, 2, &feature);
    }

    fn finish(self, name: &str) -> Option<Vec<u8>> {
        if self.features.is_empty() {
            return None;
        }
        let mut layer = Vec::with_capacity(self.features.len() + 256);
        field_number(&mut layer, 15, 2);
        field_bytes(&mut layer, 1, name.as_bytes());
        layer.extend_from_slice(&self.features);
        for &key in &self.keys.list {
            field_bytes(&mut layer, 3, self.dictionary.keys[key as usize].as_bytes());
        }
        for &value in &self.values.list {
            field_bytes(&mut layer, 4, &self.dictionary.values[value as usize]);
        }
        field_number(&mut layer, 5, EXTENT as u64);
        Some(layer)
    }
}

/// Draws geometry as commands relative to where it last was.
struct Pen {
    at: GridPoint,
    commands: Vec<u32>,
}

impl Pen {
    fn new(origin: GridPoint) -> Self {
        Self { at: origin, commands: Vec::new() }
    }

    fn command(&mut self, command: u32, count: usize) {
        self.commands.push(command | (count as u32) << 3);
    }

    fn to(&mut self, point: GridPoint) {
        for step in [point.x - self.at.x, point.y - self.at.y] {
            // Zigzag: small negative numbers become small positive ones.
            self.commands.push(((step << 1) ^ (step >> 31)) as u32);
        }
        self.at = point;
    }

    fn points(&mut self, points: &[GridPoint]) {
        if points.is_empty() {
            return;
        }
        self.command(MOVE_TO, points.len());
        points.iter().for_each(|&point| self.to(point));
    }

    fn line(&mut self, line: &[GridPoint]) {
        let [first, rest @ ..] = line else { return };
        self.command(MOVE_TO, 1);
        self.to(*first);
        self.command(LINE_TO, rest.len());
        rest.iter().for_each(|&point| self.to(point));
    }

    /// Outer rings clockwise on the screen, holes the other way round, as the specification wants (4.3.4.4).
    fn polygon(&mut self, polygon: &GridPolygon) {
        for (index, ring) in polygon.iter().enumerate() {
            let clockwise = doubled_area(ring) > 0;
            if clockwise == (index == 0) {
                self.line(ring);
            } else {
                let turned: Vec<_> = ring.iter().rev().copied().collect();
                self.line(&turned);
            }
            self.command(CLOSE, 1);
        }
    }
}

fn encode_value(value: &TileValue) -> Vec<u8> {
    let mut bytes = Vec::new();
    match value {
        TileValue::Text(text) => field_bytes(&mut bytes, 1, text.as_bytes()),
        TileValue::Float(number) => {
            varint(&mut bytes, u64::from(3 << 3 | EIGHT_BYTES));
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        TileValue::Int(number) => field_number(&mut bytes, 6, ((number << 1) ^ (number >> 63)) as u64),
        TileValue::Bool(yes) => field_number(&mut bytes, 7, u64::from(*yes)),
    }
    bytes
}

fn field_number(bytes: &mut Vec<u8>, field: u32, value: u64) {
    varint(bytes, u64::from(field << 3 | VARINT));
    varint(bytes, value);
}

fn field_bytes(bytes: &mut Vec<u8>, field: u32, value: &[u8]) {
    varint(bytes, u64::from(field << 3 | LENGTH));
    varint(bytes, value.len() as u64);
    bytes.extend_from_slice(value);
}

fn field_packed(bytes: &mut Vec<u8>, field: u32, values: &[u32]) {
    if values.is_empty() {
        return;
    }
    let mut packed = Vec::with_capacity(values.len() * 2);
    values.iter().for_each(|&value| varint(&mut packed, u64::from(value)));
    field_bytes(bytes, field, &packed);
}

fn varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}
