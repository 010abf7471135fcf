//! A feature as bytes, the form in which it waits on disk for its tiles.
//!
//! A fixed head says where the feature lies, so that most are passed over without being decoded. Behind it come the
//! attributes (already encoded as the values of vector tiles), the label, and the shape: differences from vertex to
//! vertex as variable-length integers, each with the level of detail from which on the vertex is drawn.

use super::shape::{Part, Role, Shape};
use crate::geo::GeometryKind;
use crate::geo::grid::{GridBox, GridPoint};

/// Bytes of the head.
pub(super) const HEAD: usize = 60;

/// Level of a vertex that is drawn at every zoom.
pub(super) const ALWAYS: u8 = 0;

/// Level of a vertex that no zoom needs; it is not written.
pub(super) const NEVER: u8 = u8::MAX;

/// What is known of a feature without decoding it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Head {
    /// Bytes of the whole record.
    pub length: u32,
    /// The box around its shape, on the lattice.
    pub bounds: GridBox,
    /// Its place in the input: later features are drawn over earlier ones.
    pub number: u64,
    /// Its id in the tiles.
    pub id: u64,
    /// See [`Shape::size`].
    pub size: f32,
    /// A number without meaning, evenly spread: thinning keeps the features of least rank.
    pub rank: u32,
    /// How many vertices its shape has.
    pub vertices: u32,
    /// Bytes of the attributes.
    pub attributes: u32,
    /// Bytes of the label; 0 when it has none.
    pub label: u32,
    /// Its layer.
    pub layer: u8,
    /// Its family.
    pub kind: GeometryKind,
}

/// Where a feature's name stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LabelSpot {
    pub point: GridPoint,
    /// Side of a square of the feature's area, in steps of the lattice; infinite when the label always shows.
    pub side: f32,
}

/// Bytes of a [`LabelSpot`].
pub(super) const SPOT: usize = 12;

impl Head {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let long = |at: usize| u64::from(word(at)) | u64::from(word(at + 4)) << 32;
        let point = |at: usize| GridPoint { x: word(at) as i32, y: word(at + 4) as i32 };
        let kind = match bytes[57] {
            0 => GeometryKind::Point,
            1 => GeometryKind::Line,
            _ => GeometryKind::Polygon,
        };
        Self {
            length: word(0),
            bounds: GridBox { min: point(4), max: point(12) },
            number: long(20),
            id: long(28),
            size: f32::from_bits(word(36)),
            rank: word(40),
            vertices: word(44),
            attributes: word(48),
            label: word(52),
            layer: bytes[56],
            kind,
        }
    }

    fn write(&self, record: &mut [u8]) {
        let words = [
            self.length,
            self.bounds.min.x as u32,
            self.bounds.min.y as u32,
            self.bounds.max.x as u32,
            self.bounds.max.y as u32,
            self.number as u32,
            (self.number >> 32) as u32,
            self.id as u32,
            (self.id >> 32) as u32,
            self.size.to_bits(),
            self.rank,
            self.vertices,
            self.attributes,
            self.label,
        ];
        for (slot, word) in record.chunks_exact_mut(4).zip(words) {
            slot.copy_from_slice(&word.to_le_bytes());
        }
        record[56] = self.layer;
        record[57] = self.kind as u8;
    }

    /// The attributes of this record.
    pub(super) fn attributes_of<'a>(&self, record: &'a [u8]) -> &'a [u8] {
        &record[HEAD..HEAD + self.attributes as usize]
    }

    /// The label of this record: its spot, then its attributes.
    pub(super) fn label_of<'a>(&self, record: &'a [u8]) -> &'a [u8] {
        let start = HEAD + self.attributes as usize;
        &record[start..start + self.label as usize]
    }

    fn shape_of<'a>(&self, record: &'a [u8]) -> &'a [u8] {
        &record[HEAD + self.attributes as usize + self.label as usize..self.length as usize]
    }

    /// The first geometry family's decode: appends the shape's vertices up to a level, and its parts with ends counted from
    /// the start of `points`. Levels are appended too when asked for.
    pub(super) fn decode(&self, record: &[u8], most: u8, into: &mut Decoded) {
        let mut cursor = Cursor { bytes: self.shape_of(record), at: 0 };
        let parts = cursor.varint();
        let mut here = GridPoint::default();
        for _ in 0..parts {
            let role = Role::of(cursor.byte());
            let count = cursor.varint();
            for _ in 0..count {
                here.x += unzigzag(cursor.varint());
                here.y += unzigzag(cursor.varint());
                let level = cursor.byte();
                if level <= most {
                    into.points.push(here);
                    into.levels.push(level);
                }
            }
            into.parts.push(Part { end: into.points.len() as u32, role });
        }
    }
}

/// Shapes taken out of records, one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoded {
    pub points: Vec<GridPoint>,
    /// The level of each vertex.
    pub levels: Vec<u8>,
    pub parts: Vec<Part>,
}

impl Decoded {
    /// Forgets all shapes.
    pub(super) fn clear(&mut self) {
        self.points.clear();
        self.levels.clear();
        self.parts.clear();
    }
}

/// Writes records into one buffer.
pub(super) struct RecordWriter<'a> {
    pub out: &'a mut Vec<u8>,
}

impl RecordWriter<'_> {
    /// Writes a feature whose vertices all are drawn always. `label` is a spot with its attributes.
    pub(super) fn shape(&mut self, head: Head, attributes: &[u8], label: Option<(LabelSpot, &[u8])>, shape: &Shape) {
        let spot = label.map(|(spot, attributes)| {
            let mut bytes = Vec::with_capacity(SPOT + attributes.len());
            bytes.extend_from_slice(&spot.point.x.to_le_bytes());
            bytes.extend_from_slice(&spot.point.y.to_le_bytes());
            bytes.extend_from_slice(&spot.side.to_le_bytes());
            bytes.extend_from_slice(attributes);
            bytes
        });
        self.write(head, attributes, spot.as_deref().unwrap_or_default(), &shape.parts, &shape.points, |_| ALWAYS);
    }

    /// Writes a feature again, with other levels. `start` is where its points start in those that its parts count.
    pub(super) fn again(&mut self, head: Head, record: &[u8], parts: &[Part], points: &[GridPoint], levels: &[u8]) {
        self.write(head, head.attributes_of(record), head.label_of(record), parts, points, |at| levels[at]);
    }

    fn write(
        &mut self,
        head: Head,
        attributes: &[u8],
        label: &[u8],
        parts: &[Part],
        points: &[GridPoint],
        level: impl Fn(usize) -> u8,
    ) {
        let begin = self.out.len();
        self.out.resize(begin + HEAD, 0);
        self.out.extend_from_slice(attributes);
        self.out.extend_from_slice(label);
        varint(self.out, parts.len() as u64);
        let mut here = GridPoint::default();
        let (mut start, mut vertices) = (0, 0);
        for part in parts {
            let end = part.end as usize;
            self.out.push(part.role as u8);
            let count = (start..end).filter(|&at| level(at) != NEVER).count();
            vertices += count;
            varint(self.out, count as u64);
            for (at, point) in (start..end).zip(&points[start..end]) {
                let level = level(at);
                if level != NEVER {
                    varint(self.out, zigzag(point.x - here.x));
                    varint(self.out, zigzag(point.y - here.y));
                    self.out.push(level);
                    here = *point;
                }
            }
            start = end;
        }
        let head = Head {
            length: (self.out.len() - begin) as u32,
            vertices: vertices as u32,
            attributes: attributes.len() as u32,
            label: label.len() as u32,
            ..head
        };
        head.write(&mut self.out[begin..begin + HEAD]);
    }
}

/// The spot at the start of a label.
pub(super) fn spot_of(label: &[u8]) -> (LabelSpot, &[u8]) {
    let word = |at: usize| [label[at], label[at + 1], label[at + 2], label[at + 3]];
    let point = GridPoint { x: i32::from_le_bytes(word(0)), y: i32::from_le_bytes(word(4)) };
    (LabelSpot { point, side: f32::from_le_bytes(word(8)) }, &label[SPOT..])
}

/// Reads what this program wrote.
pub(super) struct Cursor<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Cursor<'a> {
    #[inline]
    pub(super) fn byte(&mut self) -> u8 {
        let byte = self.bytes[self.at];
        self.at += 1;
        byte
    }

    #[inline]
    pub(super) fn varint(&mut self) -> u64 {
        let first = self.byte();
        if first < 0x80 {
            return u64::from(first);
        }
        let (mut value, mut shift) = (u64::from(first & 0x7f), 7);
        loop {
            let byte = self.byte();
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return value;
            }
            shift += 7;
        }
    }

    pub(super) fn slice(&mut self, length: usize) -> &'a [u8] {
        let slice = &self.bytes[self.at..self.at + length];
        self.at += length;
        slice
    }
}

#[inline]
pub(super) fn varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[inline]
fn zigzag(step: i32) -> u64 {
    u64::from(((step << 1) ^ (step >> 31)) as u32)
}

#[inline]
fn unzigzag(value: u64) -> i32 {
    let value = value as u32;
    (value >> 1) as i32 ^ -((value & 1) as i32)
}
