//! What a layer's attributes hold, for the archive's metadata: `tilestats` in the form of
//! <https://github.com/mapbox/mapbox-geostats>, which tippecanoe made common.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;
use serde_json::{Map, Value, json};

use super::TileValue;
use crate::geo::GeometryKind;

/// Different values that are counted; more are told as this many.
const MOST_COUNTED: usize = 1000;

/// Values that are listed.
const MOST_LISTED: usize = 100;

/// Attributes that are described.
const MOST_ATTRIBUTES: usize = 1000;

/// Text longer than this is not listed, bytes.
const LONGEST: usize = 256;

/// Counts and samples of one layer.
#[derive(Debug, Default)]
pub(super) struct LayerStats {
    features: u64,
    /// Points, lines, polygons.
    kinds: [u64; 3],
    /// By the key's number.
    keys: Vec<KeyStats>,
    /// The attributes of labels, with their types.
    labels: BTreeMap<String, &'static str>,
}

#[derive(Debug, Default)]
struct KeyStats {
    /// The values whose hashes are least, by hash: the same ones in whatever order they come.
    values: BTreeMap<u64, Box<[u8]>>,
    /// Greatest hash in `values`, once it is full.
    bar: Option<u64>,
    least: Option<f64>,
    most: Option<f64>,
    /// Text, number, boolean.
    types: [bool; 3],
}

impl LayerStats {
    /// Counts a feature.
    pub(super) fn feature(&mut self, kind: GeometryKind) {
        self.features += 1;
        self.kinds[kind as usize] += 1;
    }

    /// Counts an encoded value.
    pub(super) fn value(&mut self, key: u32, value: &[u8]) {
        let at = key as usize;
        if at >= self.keys.len() {
            self.keys.resize_with(at + 1, KeyStats::default);
        }
        self.keys[at].add(value);
    }

    /// Notes an attribute of labels.
    pub(super) fn label(&mut self, key: &str, value: &TileValue) {
        if !self.labels.contains_key(key) {
            let kind = match value {
                TileValue::Text(_) => "String",
                TileValue::Int(_) | TileValue::Float(_) => "Number",
                TileValue::Bool(_) => "Boolean",
            };
            self.labels.insert(key.to_owned(), kind);
        }
    }

    /// Adds what another thread counted.
    pub(super) fn add(&mut self, other: Self) {
        self.features += other.features;
        self.kinds.iter_mut().zip(other.kinds).for_each(|(sum, more)| *sum += more);
        self.labels.extend(other.labels);
        self.keys.resize_with(self.keys.len().max(other.keys.len()), KeyStats::default);
        for (mine, theirs) in self.keys.iter_mut().zip(other.keys) {
            mine.merge(theirs);
        }
    }

    /// How many features are points.
    pub(super) fn points(&self) -> u64 {
        self.kinds[GeometryKind::Point as usize]
    }

    /// How many features there are.
    pub(super) fn features(&self) -> u64 {
        self.features
    }

    /// Whether any feature is a line or a polygon.
    pub(super) fn has_vertices_to_lose(&self) -> bool {
        self.points() < self.features
    }

    /// Whether an attribute holds anything but numbers.
    pub(super) fn holds_words(&self, key: usize) -> bool {
        self.keys.get(key).is_some_and(|key| key.types[0] || key.types[2])
    }

    /// The type of each attribute, for `vector_layers`.
    pub(super) fn fields(&self, names: &[String]) -> Value {
        let mut fields: Vec<(&String, &str)> =
            self.described(names).map(|(name, key)| (name, key.field_type())).collect();
        fields.sort_unstable();
        Value::Object(fields.into_iter().map(|(name, kind)| (name.clone(), kind.into())).collect::<Map<_, _>>())
    }

    /// The same for its labels; `None` when it has none.
    pub(super) fn label_fields(&self) -> Option<Value> {
        (!self.labels.is_empty()).then(|| json!(self.labels))
    }

    /// The layer's part of `tilestats`.
    pub(super) fn tilestats(&self, layer: &str, names: &[String]) -> Value {
        let mut attributes: Vec<(&String, Value)> =
            self.described(names).map(|(name, key)| (name, key.describe(name))).collect();
        attributes.sort_unstable_by_key(|(name, _)| *name);
        let kinds =
            [(GeometryKind::Point, "Point"), (GeometryKind::Line, "LineString"), (GeometryKind::Polygon, "Polygon")];
        // Of two as many, the simpler family.
        let geometry =
            kinds.iter().rev().max_by_key(|(kind, _)| self.kinds[*kind as usize]).map_or("Point", |(_, name)| name);
        json!({
            "layer": layer,
            "count": self.features,
            "geometry": geometry,
            "attributeCount": attributes.len(),
            "attributes": attributes.into_iter().take(MOST_ATTRIBUTES).map(|(_, value)| value).collect::<Vec<_>>(),
        })
    }

    fn described<'a>(&'a self, names: &'a [String]) -> impl Iterator<Item = (&'a String, &'a KeyStats)> {
        names.iter().zip(&self.keys).filter(|(_, key)| !key.values.is_empty())
    }
}

impl KeyStats {
    fn add(&mut self, value: &[u8]) {
        match number(value) {
            Some(number) => {
                self.types[1] = true;
                self.least = Some(self.least.map_or(number, |least| least.min(number)));
                self.most = Some(self.most.map_or(number, |most| most.max(number)));
            }
            None => self.types[if value.first() == Some(&TEXT) { 0 } else { 2 }] = true,
        }
        let hash = FxBuildHasher.hash_one(value);
        if self.bar.is_none_or(|bar| hash < bar) {
            self.keep(hash, value);
        }
    }

    fn keep(&mut self, hash: u64, value: &[u8]) {
        self.values.entry(hash).or_insert_with(|| value.into());
        if self.values.len() > MOST_COUNTED {
            self.values.pop_last();
        }
        if self.values.len() == MOST_COUNTED {
            self.bar = self.values.last_key_value().map(|(hash, _)| *hash);
        }
    }

    fn merge(&mut self, other: Self) {
        for (hash, value) in other.values {
            if self.bar.is_none_or(|bar| hash < bar) {
                self.keep(hash, &value);
            }
        }
        let either = |one: Option<f64>, other: Option<f64>, choose: fn(f64, f64) -> f64| match (one, other) {
            (Some(one), Some(other)) => Some(choose(one, other)),
            (one, other) => one.or(other),
        };
        self.least = either(self.least, other.least, f64::min);
        self.most = either(self.most, other.most, f64::max);
        self.types.iter_mut().zip(other.types).for_each(|(mine, theirs)| *mine |= theirs);
    }

    fn field_type(&self) -> &'static str {
        match self.types {
            [false, true, false] => "Number",
            [false, false, true] => "Boolean",
            _ => "String",
        }
    }

    fn describe(&self, name: &str) -> Value {
        let kind = match self.types {
            [true, false, false] => "string",
            [false, true, false] => "number",
            [false, false, true] => "boolean",
            _ => "mixed",
        };
        let mut values: Vec<Value> =
            self.values.values().filter(|value| value.len() <= LONGEST).map(|value| decode(value)).collect();
        values.sort_by(order);
        values.truncate(MOST_LISTED);
        let mut described = json!({"attribute": name, "count": self.values.len(), "type": kind, "values": values});
        if let (Some(least), Some(most), Some(object)) = (self.least, self.most, described.as_object_mut()) {
            object.insert("min".to_owned(), plain(least));
            object.insert("max".to_owned(), plain(most));
        }
        described
    }
}

/// A number without a needless fraction.
fn plain(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 { Value::from(number as i64) } else { Value::from(number) }
}

fn order(one: &Value, other: &Value) -> std::cmp::Ordering {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one.as_f64().unwrap_or(0.0).total_cmp(&other.as_f64().unwrap_or(0.0))
        }
        (Value::String(one), Value::String(other)) => one.cmp(other),
        _ => one.to_string().cmp(&other.to_string()),
    }
}

/// How encoded text starts.
const TEXT: u8 = 1 << 3 | 2;

/// The number that an encoded value is, if it is one.
fn number(value: &[u8]) -> Option<f64> {
    match value.first()? >> 3 {
        3 | 5 | 6 => decode(value).as_f64(),
        _ => None,
    }
}

/// A value as `super::mvt` encoded it.
fn decode(value: &[u8]) -> Value {
    let mut cursor = super::record::Cursor { bytes: value, at: 0 };
    match cursor.byte() >> 3 {
        1 => {
            let length = cursor.varint() as usize;
            Value::from(String::from_utf8_lossy(cursor.slice(length)))
        }
        3 => {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(cursor.slice(8));
            Value::from(f64::from_le_bytes(bytes))
        }
        5 => Value::from(cursor.varint()),
        6 => {
            let zigzag = cursor.varint();
            Value::from((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
        }
        _ => Value::Bool(cursor.varint() == 1),
    }
}
