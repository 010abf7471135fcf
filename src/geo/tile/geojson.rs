//! GeoJSON straight into records.
//!
//! Most features of most files are what RFC 7946 asks for. Those are parsed without anything being built in between;
//! whatever is out of the ordinary is left to [`crate::geo::read`], which knows what to mend and what to say.

use std::fmt;
use std::sync::LazyLock;

use memchr::memmem;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::coordinates::Nested;
use super::detail::cross;
use super::encode::Encoder;
use super::shape::{Role, Shape};
use crate::geo::GeometryKind;
use crate::geo::grid::GridPoint;

/// Which attributes are taken.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Only these, when any are named.
    pub include: Vec<String>,
    /// Not these.
    pub exclude: Vec<String>,
}

impl Choice {
    /// Whether an attribute is taken.
    pub fn takes(&self, key: &str) -> bool {
        (self.include.is_empty() || self.include.iter().any(|wanted| wanted == key))
            && !self.exclude.iter().any(|unwanted| unwanted == key)
    }
}

/// Stands for the coordinates in what is left of a feature when they are taken out.
const TAKEN_OUT: &str = "1234567890987654321";

/// Reads features; kept from one to the next for its memory. Each thread has its own.
#[derive(Debug)]
pub struct FeatureReader {
    /// The text of a feature without its coordinates.
    rest: Vec<u8>,
    nested: Nested,
    shape: Shape,
}

impl Default for FeatureReader {
    fn default() -> Self {
        Self { rest: Vec::new(), nested: Nested::default(), shape: Shape::new(GeometryKind::Point) }
    }
}

impl FeatureReader {
    /// Encodes a feature; false when it is out of the ordinary. Then nothing of it was encoded.
    pub fn encode(&mut self, text: &[u8], layer: u8, number: u64, choice: &Choice, encoder: &mut Encoder) -> bool {
        // Checked once: as bytes every single name and word would be.
        let Some(rest) = self.take_coordinates(text).and_then(|()| str::from_utf8(&self.rest).ok()) else {
            return false;
        };
        let geometry = Some((&self.nested, &mut self.shape));
        let mut seen = Seen { layer, choice, encoder, geometry, id: None, is_feature: false };
        let mut parser = serde_json::Deserializer::from_str(rest);
        let parsed = FeatureSeed(&mut seen).deserialize(&mut parser).is_ok() && parser.end().is_ok();
        let Seen { geometry, id, is_feature, .. } = seen;
        if !parsed || geometry.is_some() || !is_feature {
            encoder.drop_attributes();
            return false;
        }
        encoder.feature(layer, number, id.unwrap_or(number + 1), &self.shape, &[]);
        true
    }

    /// Parts the first coordinates of a feature from the rest of its text.
    fn take_coordinates(&mut self, text: &[u8]) -> Option<()> {
        const KEY: &[u8] = b"\"coordinates\"";
        static FINDER: LazyLock<memmem::Finder> = LazyLock::new(|| memmem::Finder::new(KEY));
        let blank = |at: usize| at + text[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let colon = blank(FINDER.find(text)? + KEY.len());
        let start = blank(text.get(colon).filter(|&&byte| byte == b':').map(|_| colon + 1)?);
        let end = self.nested.read(text, start)?;
        self.rest.clear();
        self.rest.extend_from_slice(&text[..start]);
        self.rest.extend_from_slice(TAKEN_OUT.as_bytes());
        self.rest.extend_from_slice(&text[end..]);
        Some(())
    }
}

struct Seen<'a> {
    layer: u8,
    choice: &'a Choice,
    encoder: &'a mut Encoder,
    /// The coordinates and the shape to make of them, until the geometry is met.
    geometry: Option<(&'a Nested, &'a mut Shape)>,
    id: Option<u64>,
    is_feature: bool,
}

fn odd<E: serde::de::Error>() -> E {
    E::custom("out of the ordinary")
}

struct FeatureSeed<'a, 'b>(&'a mut Seen<'b>);

impl<'de> DeserializeSeed<'de> for FeatureSeed<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FeatureSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<&str>()? {
            match key {
                "type" => self.0.is_feature = map.next_value::<&str>()? == "Feature",
                "id" => self.0.id = map.next_value::<Id>()?.0,
                "properties" => map.next_value_seed(Properties(self.0))?,
                "geometry" => {
                    let (nested, shape) = self.0.geometry.take().ok_or_else(odd)?;
                    map.next_value_seed(GeometrySeed(nested, shape))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// An id that tiles can carry: a whole number, or text that is one.
struct Id(Option<u64>);

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
        Ok(Self(raw.get().trim_matches('"').parse().ok()))
    }
}

struct Properties<'a, 'b>(&'a mut Seen<'b>);

impl<'de> DeserializeSeed<'de> for Properties<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Properties<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("properties")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        // A key with an escape in it can't be borrowed: that feature takes the long way.
        while let Some(key) = map.next_key::<&str>()? {
            if self.0.choice.takes(key) {
                map.next_value_seed(Property { seen: self.0, key })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct Property<'a, 'b, 'k> {
    seen: &'a mut Seen<'b>,
    key: &'k str,
}

impl<'de> DeserializeSeed<'de> for Property<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Property<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.seen.encoder.bool(self.seen.layer, self.key, value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.seen.encoder.int(self.seen.layer, self.key, value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        match i64::try_from(value) {
            Ok(value) => self.seen.encoder.int(self.seen.layer, self.key, value),
            Err(_) => self.seen.encoder.float(self.seen.layer, self.key, value as f64),
        }
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.seen.encoder.float(self.seen.layer, self.key, value);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.seen.encoder.text(self.seen.layer, self.key, value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(odd()) // Lists and objects become text: the long way.
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(odd())
    }
}

struct GeometrySeed<'a>(&'a Nested, &'a mut Shape);

impl<'de> DeserializeSeed<'de> for GeometrySeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for GeometrySeed<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a geometry")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut kind, mut has_coordinates) = (None, false);
        while let Some(key) = map.next_key::<&str>()? {
            match key {
                "type" => kind = Some(map.next_value::<&str>()?),
                // Anything else there is a second geometry, or was none.
                "coordinates" if map.next_value::<&RawValue>()?.get() == TAKEN_OUT => has_coordinates = true,
                "coordinates" => return Err(odd()),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let made = kind.filter(|_| has_coordinates).and_then(|kind| make_shape(self.0, kind, self.1));
        made.ok_or_else(odd)
    }
}

/// Makes the shape of a geometry of a type.
fn make_shape(nested: &Nested, kind: &str, shape: &mut Shape) -> Option<()> {
    let (kind, depth) = match kind {
        "Point" => (GeometryKind::Point, 0),
        "MultiPoint" => (GeometryKind::Point, 1),
        "LineString" => (GeometryKind::Line, 1),
        "MultiLineString" => (GeometryKind::Line, 2),
        "Polygon" => (GeometryKind::Polygon, 2),
        "MultiPolygon" => (GeometryKind::Polygon, 3),
        _ => return None,
    };
    if nested.depth != Some(depth) {
        return None;
    }
    shape.clear(kind);
    if kind == GeometryKind::Point {
        shape.points.extend_from_slice(&nested.points);
        return shape.close_part(0, Role::Points).then_some(());
    }
    let (mut start, mut outer) = (0, true);
    for (&end, &closes) in nested.ends.iter().zip(&nested.closes) {
        let points = &nested.points[start..end];
        start = end;
        let role = match (kind, outer) {
            (GeometryKind::Line, _) => Role::Line,
            (_, true) => Role::Outer,
            (_, false) => Role::Hole,
        };
        if role != Role::Line && (points.len() < 4 || points.first() != points.last() || small_and_crossed(points)) {
            return None;
        }
        let before = shape.points.len();
        shape.points.extend_from_slice(points);
        if !shape.close_part(before, role) {
            return None;
        }
        outer = kind == GeometryKind::Polygon && closes;
    }
    shape.mark_islets();
    (!shape.parts.is_empty()).then_some(())
}

/// Rings of up to so many corners are checked for crossing themselves: bow-ties are slips of drawing, which the long
/// way takes apart. Crossings of long borders are a matter of the whole layer (see `super::detail`).
const SMALL: usize = 16;

fn small_and_crossed(ring: &[GridPoint]) -> bool {
    let crosses = |one: &[GridPoint], other: &[GridPoint]| cross(one[0], one[1], other[0], other[1]);
    ring.len() <= SMALL
        && ring.windows(2).enumerate().any(|(at, one)| ring[..at].windows(2).any(|other| crosses(one, other)))
}

/// The id of a feature that tiles can carry.
pub fn id_of(text: &str) -> Option<u64> {
    #[derive(serde::Deserialize)]
    struct WithId {
        id: Option<Id>,
    }
    serde_json::from_str::<WithId>(text).ok()?.id?.0
}
