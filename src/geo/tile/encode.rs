//! From features to records: the door through which the tiler is fed, by as many threads as there are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxBuildHasher;

use super::mvt::{self, TileValue};
use super::record::{Head, LabelSpot, RecordWriter, varint};
use super::shape::{LATTICE_BITS, Shape};
use super::sort::{SortedRun, run_size};
use super::stats::LayerStats;
use crate::geo::GeometryKind;
use crate::geo::grid::{GridBox, GridPoint};
use crate::geo::pmtiles::along_curve;

/// The keys of all attributes, numbered in the order of arrival. The numbers never reach an archive.
#[derive(Debug, Default)]
pub(super) struct Keys(Mutex<Numbered>);

/// Keys with their numbers, and by them.
#[derive(Debug, Default)]
struct Numbered {
    numbers: HashMap<Arc<str>, u32, FxBuildHasher>,
    names: Vec<Arc<str>>,
}

impl Keys {
    /// The number of a key, a new one if need be.
    pub(super) fn number(&self, key: &str) -> u32 {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&number) = inner.numbers.get(key) {
            return number;
        }
        let (key, number) = (Arc::<str>::from(key), inner.names.len() as u32);
        inner.numbers.insert(Arc::clone(&key), number);
        inner.names.push(key);
        number
    }

    /// All keys by their numbers.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).names.iter().map(|key| key.to_string()).collect()
    }
}

/// The attributes of the feature at hand.
#[derive(Debug, Default)]
struct Attributes {
    bytes: Vec<u8>,
    value: Vec<u8>,
}

/// Makes features ready for the tiler. Each thread has its own.
pub struct Encoder {
    keys: Arc<Keys>,
    known: HashMap<String, u32, FxBuildHasher>,
    attributes: Attributes,
    records: Vec<u8>,
    /// For each record its place on the Hilbert curve.
    places: Vec<u64>,
    /// Bytes of records from which on they are handed on as a run.
    most: usize,
    pub(super) seen: Seen,
}

/// What an encoder knows of all its features, those handed on too.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// What they hold, by layer.
    pub stats: Vec<LayerStats>,
    /// The box around them.
    pub bounds: Option<GridBox>,
    /// One more than the greatest of their numbers.
    pub numbers: u64,
}

impl Seen {
    pub(super) fn of_layers(layers: usize) -> Self {
        Self { stats: (0..layers).map(|_| LayerStats::default()).collect(), ..Self::default() }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.stats.iter_mut().zip(other.stats).for_each(|(stats, more)| stats.add(more));
        self.numbers = self.numbers.max(other.numbers);
        if let Some(bounds) = other.bounds {
            self.around(bounds);
        }
    }

    fn around(&mut self, bounds: GridBox) {
        self.bounds = Some(self.bounds.map_or(bounds, |known| known.union(bounds)));
    }
}

/// Bytes of records up to which room is made little by little.
const SMALL: usize = 1 << 20;

impl Encoder {
    pub(super) fn new(keys: Arc<Keys>, layers: usize) -> Self {
        Self {
            keys,
            known: HashMap::default(),
            attributes: Attributes::default(),
            records: Vec::new(),
            places: Vec::new(),
            most: run_size(),
            seen: Seen::of_layers(layers),
        }
    }

    /// Adds an attribute to the feature at hand.
    pub fn attribute(&mut self, layer: u8, key: &str, value: &TileValue) {
        match value {
            TileValue::Text(text) => self.text(layer, key, text),
            TileValue::Int(number) => self.int(layer, key, *number),
            TileValue::Float(number) => self.float(layer, key, *number),
            TileValue::Bool(yes) => self.bool(layer, key, *yes),
        }
    }

    pub(super) fn text(&mut self, layer: u8, key: &str, text: &str) {
        self.value(layer, key, |bytes| mvt::encode_text(bytes, text));
    }

    pub(super) fn int(&mut self, layer: u8, key: &str, number: i64) {
        self.value(layer, key, |bytes| mvt::encode_int(bytes, number));
    }

    pub(super) fn float(&mut self, layer: u8, key: &str, number: f64) {
        self.value(layer, key, |bytes| mvt::encode_float(bytes, number));
    }

    pub(super) fn bool(&mut self, layer: u8, key: &str, yes: bool) {
        self.value(layer, key, |bytes| TileValue::Bool(yes).encode(bytes));
    }

    /// Forgets the attributes of the feature at hand.
    pub(super) fn drop_attributes(&mut self) {
        self.attributes.bytes.clear();
    }

    fn value(&mut self, layer: u8, key: &str, encode: impl FnOnce(&mut Vec<u8>)) {
        let number = match self.known.get(key) {
            Some(&number) => number,
            None => {
                let number = self.keys.number(key);
                self.known.insert(key.to_owned(), number);
                number
            }
        };
        let Attributes { bytes, value } = &mut self.attributes;
        value.clear();
        encode(value);
        self.seen.stats[usize::from(layer)].value(number, value);
        varint(bytes, u64::from(number));
        varint(bytes, value.len() as u64);
        bytes.extend_from_slice(value);
    }

    /// Ends the feature at hand: `number` is its place in the input, `id` what tiles call it, `name` the attributes
    /// of its label (for polygons; empty for none). A feature whose shape is empty is passed over.
    pub fn feature(&mut self, layer: u8, number: u64, id: u64, shape: &Shape, name: &[(String, TileValue)]) {
        let mut attributes = std::mem::take(&mut self.attributes.bytes);
        if let Some(bounds) = shape.bounds() {
            let size = shape.size();
            let middle = GridPoint { x: bounds.min.x.midpoint(bounds.max.x), y: bounds.min.y.midpoint(bounds.max.y) };
            let label = self.label(layer, shape, size, name);
            let head = Head {
                length: 0,
                bounds,
                number,
                id,
                size: size as f32,
                rank: if shape.kind == GeometryKind::Point { rank(middle, id) } else { 0 },
                vertices: 0,
                attributes: 0,
                label: 0,
                layer,
                kind: shape.kind,
            };
            let label = label.as_ref().map(|(spot, attributes)| (*spot, attributes.as_slice()));
            self.make_room();
            RecordWriter { out: &mut self.records }.shape(head, &attributes, label, shape);
            self.seen.around(bounds);
            self.seen.numbers = self.seen.numbers.max(number + 1);
            self.places.push(along_curve(LATTICE_BITS, middle.x as u32, middle.y as u32));
            self.seen.stats[usize::from(layer)].feature(shape.kind);
        }
        attributes.clear();
        self.attributes.bytes = attributes;
    }

    fn label(
        &mut self,
        layer: u8,
        shape: &Shape,
        size: f64,
        name: &[(String, TileValue)],
    ) -> Option<(LabelSpot, Vec<u8>)> {
        if name.is_empty() || shape.kind != GeometryKind::Polygon {
            return None;
        }
        let point = shape.pole()?;
        // The islets of the archipelagos carry their name at every zoom.
        let side = if shape.has_islets() { f32::INFINITY } else { size.sqrt() as f32 };
        let mut attributes = Vec::new();
        let mut value_bytes = Vec::new();
        for (key, value) in name {
            self.seen.stats[usize::from(layer)].label(key, value);
            value_bytes.clear();
            value.encode(&mut value_bytes);
            varint(&mut attributes, u64::from(self.keys.number(key)));
            varint(&mut attributes, value_bytes.len() as u64);
            attributes.extend_from_slice(&value_bytes);
        }
        Some((LabelSpot { point, side }, attributes))
    }

    /// In one step: what grows by doubling is copied again and again, to memory that must be cleared first.
    fn make_room(&mut self) {
        if self.records.len() > SMALL && self.records.capacity() < self.most {
            self.records.reserve_exact(self.most + self.most / 8 - self.records.len());
        }
    }

    /// What was made ready so far, once it is enough for a run.
    pub fn full_run(&mut self) -> Option<SortedRun> {
        (self.records.len() >= self.most).then(|| self.run())
    }

    /// What was made ready so far.
    pub(super) fn run(&mut self) -> SortedRun {
        let run = SortedRun::new(&self.records, &self.places);
        self.records.clear();
        self.places.clear();
        run
    }
}

/// A number without meaning, the same for the same point and id wherever it stands in the input (MurmurHash3's last
/// steps).
fn rank(point: GridPoint, id: u64) -> u32 {
    let mut mixed =
        (u64::from(point.x as u32) << 32 | u64::from(point.y as u32)) ^ id.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (mixed >> 32) as u32
}
