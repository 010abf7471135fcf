//! Shapes put together from a topology's arcs.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;

use crate::formats::{ProblemKind, Shape};
use crate::geo::Coord;

/// Arcs are shared, so a file can announce more positions than it has. Two neighbours and three levels of
/// administration share an arc six times; an arc's position takes five bytes at least.
const POSITIONS_PER_BYTE: usize = 4;

/// From grid to coordinates.
#[derive(Clone, Copy, Deserialize)]
pub(super) struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

impl Transform {
    fn of(self, at: Coord) -> Coord {
        let ([kx, ky], [dx, dy]) = (self.scale, self.translate);
        Coord { x: at.x * kx + dx, y: at.y * ky + dy }
    }
}

/// The first two numbers of a position.
#[derive(Clone, Copy)]
pub(super) struct Position(f64, f64);

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Numbers;
        impl<'de> Visitor<'de> for Numbers {
            type Value = Position;

            fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
                formatter.write_str("a position")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Position, A::Error> {
                let mut next = |at| numbers.next_element()?.ok_or_else(|| serde::de::Error::invalid_length(at, &self));
                let position = Position(next(0)?, next(1)?);
                while numbers.next_element::<IgnoredAny>()?.is_some() {}
                Ok(position)
            }
        }
        deserializer.deserialize_seq(Numbers)
    }
}

/// Why a shape could not be put together.
pub(super) struct Fault {
    pub(super) kind: ProblemKind,
    pub(super) detail: String,
}

impl Fault {
    fn bad(detail: impl ToString) -> Self {
        Self { kind: ProblemKind::BadShape, detail: detail.to_string() }
    }
}

type Made<T> = Result<T, Fault>;

/// The decoded arcs, and how many positions may still be made of them.
pub(super) struct Arcs {
    arcs: Vec<Vec<Coord>>,
    transform: Option<Transform>,
    left: usize,
}

impl Arcs {
    /// Decodes the arcs: with a transform each position is the difference to the one before.
    pub(super) fn new(raw: Vec<Vec<Position>>, transform: Option<Transform>, bytes: usize) -> Self {
        let decode = |arc: Vec<Position>| {
            let mut at = Coord { x: 0.0, y: 0.0 };
            let position = |Position(x, y)| match transform {
                None => Coord { x, y },
                Some(transform) => {
                    at = Coord { x: at.x + x, y: at.y + y };
                    transform.of(at)
                }
            };
            arc.into_iter().map(position).collect()
        };
        Self { arcs: raw.into_iter().map(decode).collect(), transform, left: bytes * POSITIONS_PER_BYTE }
    }

    /// The shape of a geometry object; `None` for `null` and empty ones. serde_json bounds the nesting.
    pub(super) fn shape(&mut self, geometry: &Value) -> Made<Option<Shape>> {
        let Some(kind) = geometry.get("type").and_then(Value::as_str) else { return Ok(None) };
        let at = |member: &str| geometry.get(member).ok_or_else(|| Fault::bad(format!("{kind} {member}")));
        let shape = match kind {
            "Point" => Shape::Point(self.position(at("coordinates")?)?),
            "MultiPoint" => Shape::MultiPoint(each(at("coordinates")?, |value| self.position(value))?),
            "LineString" => Shape::Line(self.line(at("arcs")?)?),
            "MultiLineString" => Shape::MultiLine(each(at("arcs")?, |value| self.line(value))?),
            "Polygon" => Shape::Polygon(each(at("arcs")?, |value| self.line(value))?),
            "MultiPolygon" => Shape::MultiPolygon(each(at("arcs")?, |rings| each(rings, |value| self.line(value)))?),
            "GeometryCollection" => {
                let parts = each(at("geometries")?, |part| self.shape(part))?;
                Shape::Collection(parts.into_iter().flatten().collect())
            }
            other => return Err(Fault { kind: ProblemKind::Unsupported, detail: other.to_owned() }),
        };
        Ok(Some(shape))
    }

    fn position(&self, value: &Value) -> Made<Coord> {
        let number = |at| value.get(at).and_then(Value::as_f64).ok_or_else(|| Fault::bad(value));
        let at = Coord { x: number(0)?, y: number(1)? };
        Ok(self.transform.map_or(at, |transform| transform.of(at)))
    }

    /// A line of arcs end to end; `~i` is arc `i` backwards. The position where two meet is taken once.
    fn line(&mut self, indices: &Value) -> Made<Vec<Coord>> {
        let mut line: Vec<Coord> = Vec::new();
        for index in indices.as_array().ok_or_else(|| Fault::bad(indices))? {
            let signed = index.as_i64().ok_or_else(|| Fault::bad(index))?;
            let backwards = signed < 0;
            let number = usize::try_from(if backwards { !signed } else { signed }).ok();
            let arc = number.and_then(|number| self.arcs.get(number)).ok_or_else(|| Fault::bad(index))?;
            self.left = self
                .left
                .checked_sub(arc.len())
                .ok_or_else(|| Fault { kind: ProblemKind::TooLarge, detail: format!("arcs {POSITIONS_PER_BYTE}") })?;
            let met = usize::from(!line.is_empty());
            if backwards {
                line.extend(arc.iter().rev().skip(met));
            } else {
                line.extend(arc.iter().skip(met));
            }
        }
        Ok(line)
    }
}

fn each<T>(list: &Value, mut make: impl FnMut(&Value) -> Made<T>) -> Made<Vec<T>> {
    list.as_array().ok_or_else(|| Fault::bad(list))?.iter().map(&mut make).collect()
}
