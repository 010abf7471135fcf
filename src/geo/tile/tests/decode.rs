//! Decoding tiles, as far as the tests need it.

use super::FEATURES;
use crate::geo::grid::GridPoint;
use crate::geo::pmtiles::reader::{Reader, gunzip, varint};
use crate::geo::pmtiles::tile_of;
use crate::geo::tile::TileValue;

/// A decoded feature.
pub(super) struct Decoded {
    pub id: u64,
    pub kind: u64,
    pub attributes: Vec<(String, TileValue)>,
    /// Rings (open), lines, or one point each, in tile coordinates.
    pub rings: Vec<Vec<GridPoint>>,
}

/// A decoded tile.
#[derive(Default)]
pub(super) struct DecodedTile {
    pub zoom: u8,
    pub x: u32,
    pub y: u32,
    pub features: Vec<Decoded>,
    pub labels: Vec<Decoded>,
}

/// All tiles of an archive.
pub(super) fn tiles_of(archive: &[u8]) -> Vec<DecodedTile> {
    let reader = Reader::new(archive);
    let tile = |id| {
        let (zoom, x, y) = tile_of(id);
        let mut tile = DecodedTile { zoom, x, y, ..DecodedTile::default() };
        for (_, layer) in fields(&gunzip(reader.tile(id).expect("listed"))) {
            let (name, features) = decode_layer(&layer.bytes());
            if name == FEATURES { tile.features = features } else { tile.labels = features }
        }
        tile
    };
    reader.ids().into_iter().map(tile).collect()
}

/// A field's contents.
enum Field {
    Number(u64),
    Bytes(Vec<u8>),
}

impl Field {
    fn number(&self) -> u64 {
        if let Self::Number(number) = self { *number } else { panic!("bytes instead of a number") }
    }

    fn bytes(&self) -> Vec<u8> {
        if let Self::Bytes(bytes) = self { bytes.clone() } else { panic!("a number instead of bytes") }
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes()).expect("UTF-8")
    }

    fn packed(&self) -> Vec<u32> {
        let bytes = self.bytes();
        let mut rest = bytes.as_slice();
        std::iter::from_fn(|| (!rest.is_empty()).then(|| varint(&mut rest) as u32)).collect()
    }
}

fn fields(mut bytes: &[u8]) -> Vec<(u64, Field)> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let head = varint(&mut bytes);
        let field = match head & 7 {
            0 => Field::Number(varint(&mut bytes)),
            wire => {
                let length = if wire == 1 { 8 } else { varint(&mut bytes) as usize };
                let (value, rest) = bytes.split_at(length);
                bytes = rest;
                Field::Bytes(value.to_vec())
            }
        };
        fields.push((head >> 3, field));
    }
    fields
}

fn decode_layer(bytes: &[u8]) -> (String, Vec<Decoded>) {
    let fields = fields(bytes);
    let of = |number: u64| fields.iter().filter(move |(field, _)| *field == number).map(|(_, value)| value);
    let keys: Vec<String> = of(3).map(Field::text).collect();
    let values: Vec<TileValue> = of(4).map(|value| decode_value(&value.bytes())).collect();
    let features = of(2).map(|feature| decode_feature(&feature.bytes(), &keys, &values)).collect();
    assert_eq!(of(15).next().map(Field::number), Some(2));
    (of(1).next().expect("a name").text(), features)
}

fn decode_value(bytes: &[u8]) -> TileValue {
    let unzigzag = |number: u64| (number >> 1) as i64 ^ -((number & 1) as i64);
    let (field, value) = fields(bytes).remove(0);
    match field {
        1 => TileValue::Text(value.text()),
        3 => TileValue::Float(f64::from_le_bytes(value.bytes().try_into().expect("eight bytes"))),
        5 => TileValue::Int(value.number() as i64),
        6 => TileValue::Int(unzigzag(value.number())),
        7 => TileValue::Bool(value.number() == 1),
        other => panic!("value field {other}"),
    }
}

fn decode_feature(bytes: &[u8], keys: &[String], values: &[TileValue]) -> Decoded {
    let mut decoded = Decoded { id: 0, kind: 0, attributes: Vec::new(), rings: Vec::new() };
    for (field, value) in fields(bytes) {
        match field {
            1 => decoded.id = value.number(),
            2 => {
                let pair = |tag: &[u32]| (keys[tag[0] as usize].clone(), values[tag[1] as usize].clone());
                decoded.attributes = value.packed().chunks(2).map(pair).collect();
            }
            3 => decoded.kind = value.number(),
            4 => decoded.rings = decode_geometry(&value.packed()),
            other => panic!("feature field {other}"),
        }
    }
    decoded
}

fn decode_geometry(commands: &[u32]) -> Vec<Vec<GridPoint>> {
    let mut parts: Vec<Vec<GridPoint>> = Vec::new();
    let mut at = GridPoint::default();
    let mut numbers = commands.iter();
    let step = |number: u32| (number >> 1) as i32 ^ -((number & 1) as i32);
    while let Some(head) = numbers.next() {
        let (command, count) = (head & 7, head >> 3);
        if command == 7 {
            continue;
        }
        for _ in 0..count {
            at.x += step(*numbers.next().expect("x"));
            at.y += step(*numbers.next().expect("y"));
            if command == 1 {
                parts.push(Vec::new());
            }
            parts.last_mut().expect("a part").push(at);
        }
    }
    parts
}
