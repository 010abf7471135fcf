//! Encoding Mapbox Vector Tiles.
//!
//! Specification: <https://github.com/mapbox/vector-tile-spec/tree/master/2.1>. The numbers of fields below are
//! those of its `vector_tile.proto`.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;
use serde_json::Value;

use super::EXTENT;
use super::record::{Cursor, varint};
use crate::geo::grid::GridPoint;

/// Types of wire format.
const VARINT: u32 = 0;
const EIGHT_BYTES: u32 = 1;
const LENGTH: u32 = 2;

/// Commands of a geometry.
const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE: u32 = 7;

/// An attribute's value.
#[derive(Clone, Debug, PartialEq)]
pub enum TileValue {
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// Yes or no.
    Bool(bool),
}

impl TileValue {
    /// A property as tiles carry it: lists and objects as their JSON text; `None` for null.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Bool(flag) => Some(Self::Bool(*flag)),
            Value::String(text) => Some(Self::Text(text.clone())),
            Value::Number(number) => number.as_i64().map(Self::Int).or_else(|| number.as_f64().map(Self::Float)),
            other => Some(Self::Text(other.to_string())),
        }
    }

    /// Appends the value as vector tiles write it.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Text(text) => encode_text(bytes, text),
            Self::Float(number) => encode_float(bytes, *number),
            Self::Int(number) => encode_int(bytes, *number),
            Self::Bool(yes) => field_number(bytes, 7, u64::from(*yes)),
        }
    }
}

pub(super) fn encode_text(bytes: &mut Vec<u8>, text: &str) {
    field_bytes(bytes, 1, text.as_bytes());
}

pub(super) fn encode_float(bytes: &mut Vec<u8>, number: f64) {
    bytes.push((3 << 3 | EIGHT_BYTES) as u8);
    bytes.extend_from_slice(&number.to_le_bytes());
}

/// Numbers from 0 on as `uint_value`, lesser ones as `sint_value`.
pub(super) fn encode_int(bytes: &mut Vec<u8>, number: i64) {
    match u64::try_from(number) {
        Ok(number) => field_number(bytes, 5, number),
        Err(_) => field_number(bytes, 6, ((number << 1) ^ (number >> 63)) as u64),
    }
}

/// The number that an encoded value is; `None` for text, yes and no.
pub(super) fn number_of(value: &[u8]) -> Option<f64> {
    let (&tag, rest) = value.split_first()?;
    let varint = || Cursor { bytes: rest, at: 0 }.varint();
    match tag >> 3 {
        3 => Some(f64::from_le_bytes(rest.try_into().ok()?)),
        5 => Some(varint() as f64),
        6 => Some(((varint() >> 1) as i64 ^ -((varint() & 1) as i64)) as f64),
        _ => None,
    }
}

/// The attributes of a feature: the number of each key, then its value's length and bytes.
pub(super) fn attributes(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut cursor = Cursor { bytes, at: 0 };
    std::iter::from_fn(move || {
        (cursor.at < bytes.len()).then(|| {
            let key = cursor.varint() as u32;
            let length = cursor.varint() as usize;
            (key, cursor.slice(length))
        })
    })
}

/// No number yet.
const NONE: u32 = u32::MAX;

/// Collects the features of one layer of one tile, with the keys and values that they use, each once. Kept between
/// tiles for its memory.
#[derive(Default)]
pub(super) struct LayerWriter {
    features: Vec<u8>,
    /// For each key of the input its number in this layer.
    key_numbers: Vec<u32>,
    keys: Vec<u32>,
    /// Encoded values, one after the other, and where each ends.
    values: Vec<u8>,
    value_ends: Vec<u32>,
    /// Open addressing over the values: a number and its value's hash.
    table: Vec<(u32, u32)>,
    tags: Vec<u8>,
    tail: Vec<u8>,
    /// Bytes that each key of the input takes, values and tags.
    pub weights: Vec<u32>,
}

impl LayerWriter {
    /// Appends a feature. `skip` passes over keys.
    pub(super) fn feature(&mut self, id: u64, attributes_of: &[u8], skip: &[u32], kind: u32, commands: &[u32]) {
        self.tags.clear();
        for (key, value) in attributes(attributes_of) {
            if skip.contains(&key) {
                continue;
            }
            let (key_number, before) = (self.key(key), (self.tags.len(), self.values.len()));
            varint(&mut self.tags, u64::from(key_number));
            let value = self.value(value);
            varint(&mut self.tags, u64::from(value));
            self.weights[key as usize] += (self.tags.len() - before.0 + self.values.len() - before.1) as u32;
        }
        let (features, tags) = (&mut self.features, &self.tags);
        let drawn = packed_length(commands);
        let tagged = if tags.is_empty() { 0 } else { field_length(tags.len()) };
        let length = 1 + varint_length(id) + tagged + 2 + field_length(drawn);
        features.reserve(length + 8);
        varint(features, u64::from(2 << 3 | LENGTH));
        varint(features, length as u64);
        let start = features.len();
        field_number(features, 1, id);
        if !tags.is_empty() {
            field_bytes(features, 2, tags);
        }
        field_number(features, 3, u64::from(kind));
        varint(features, u64::from(4 << 3 | LENGTH));
        varint(features, drawn as u64);
        commands.iter().for_each(|&command| varint(features, u64::from(command)));
        debug_assert_eq!(features.len(), start + length, "a feature has the length that was told before it");
    }

    /// Writes the layer into the tile and starts afresh; false when it has no feature.
    pub(super) fn finish(&mut self, name: &str, keys: &[String], tile: &mut Vec<u8>) -> bool {
        let any = !self.features.is_empty();
        if any {
            let tail = &mut self.tail;
            tail.clear();
            for &key in &self.keys {
                field_bytes(tail, 3, keys[key as usize].as_bytes());
            }
            let mut start = 0;
            for &end in &self.value_ends {
                field_bytes(tail, 4, &self.values[start..end as usize]);
                start = end as usize;
            }
            field_number(tail, 5, EXTENT as u64);
            field_number(tail, 15, 2);
            let mut head = Vec::with_capacity(name.len() + 8);
            field_bytes(&mut head, 1, name.as_bytes());
            varint(tile, u64::from(3 << 3 | LENGTH));
            varint(tile, (head.len() + self.features.len() + tail.len()) as u64);
            tile.extend_from_slice(&head);
            tile.extend_from_slice(&self.features);
            tile.extend_from_slice(tail);
        }
        self.features.clear();
        self.keys.drain(..).for_each(|key| self.key_numbers[key as usize] = NONE);
        self.values.clear();
        self.value_ends.clear();
        self.table.clear();
        any
    }

    fn key(&mut self, key: u32) -> u32 {
        let at = key as usize;
        if at >= self.key_numbers.len() {
            self.key_numbers.resize(at + 1, NONE);
            self.weights.resize(at + 1, 0);
        }
        if self.key_numbers[at] == NONE {
            self.key_numbers[at] = self.keys.len() as u32;
            self.keys.push(key);
        }
        self.key_numbers[at]
    }

    fn value(&mut self, value: &[u8]) -> u32 {
        if self.value_ends.len() * 2 >= self.table.len() {
            self.grow();
        }
        let hash = (FxBuildHasher.hash_one(value) >> 32) as u32;
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let (number, known) = self.table[slot];
            if number == NONE {
                let number = self.value_ends.len() as u32;
                self.table[slot] = (number, hash);
                self.values.extend_from_slice(value);
                self.value_ends.push(self.values.len() as u32);
                return number;
            }
            if known == hash && self.stored(number) == value {
                return number;
            }
            slot = (slot + 1) & mask;
        }
    }

    fn stored(&self, number: u32) -> &[u8] {
        let start = number.checked_sub(1).map_or(0, |before| self.value_ends[before as usize]);
        &self.values[start as usize..self.value_ends[number as usize] as usize]
    }

    /// Makes the table larger. Values are not looked at again: their hashes stand in it.
    fn grow(&mut self) {
        let size = (self.table.len() * 4).max(64);
        let former = std::mem::replace(&mut self.table, vec![(NONE, 0); size]);
        for (number, hash) in former.into_iter().filter(|&(number, _)| number != NONE) {
            let mut slot = hash as usize & (size - 1);
            while self.table[slot].0 != NONE {
                slot = (slot + 1) & (size - 1);
            }
            self.table[slot] = (number, hash);
        }
    }
}

/// Draws geometry as commands relative to where it last was.
#[derive(Default)]
pub(super) struct Pen {
    at: GridPoint,
    pub commands: Vec<u32>,
}

impl Pen {
    /// Starts a feature.
    pub(super) fn start(&mut self) {
        self.at = GridPoint::default();
        self.commands.clear();
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

    /// Points, all in one command.
    pub(super) fn points(&mut self, points: &[GridPoint]) {
        if !points.is_empty() {
            self.command(MOVE_TO, points.len());
            points.iter().for_each(|&point| self.to(point));
        }
    }

    /// A line.
    pub(super) fn line(&mut self, line: &[GridPoint]) {
        let [first, rest @ ..] = line else { return };
        self.command(MOVE_TO, 1);
        self.to(*first);
        self.command(LINE_TO, rest.len());
        rest.iter().for_each(|&point| self.to(point));
    }

    /// A ring, given open. Outer rings run clockwise on the screen, holes the other way round (4.3.4.4).
    pub(super) fn ring(&mut self, ring: &[GridPoint]) {
        self.line(ring);
        self.command(CLOSE, 1);
    }
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

/// Bytes of a number.
fn varint_length(value: u64) -> usize {
    (70 - (value | 1).leading_zeros() as usize) / 7
}

/// Bytes of a field of so many bytes, with all that stands before them.
fn field_length(bytes: usize) -> usize {
    1 + varint_length(bytes as u64) + bytes
}

/// Bytes of numbers one after the other.
fn packed_length(values: &[u32]) -> usize {
    values.iter().map(|&value| varint_length(u64::from(value))).sum()
}
