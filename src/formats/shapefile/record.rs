//! One record of a `.shp`.

use crate::formats::bytes::{Cursor, Order};
use crate::formats::{Shape, rings};
use crate::geo::Coord;

/// Why a record can't be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadRecord {
    Broken,
    /// The type of shape.
    Unsupported(u32),
}

/// The shape of a record's content; `None` for the null shape. Z and M stand behind what is read here.
pub(super) fn shape(bytes: &[u8]) -> Result<Option<Shape>, BadRecord> {
    let mut cursor = Cursor::new(bytes);
    let kind = cursor.u32().ok_or(BadRecord::Broken)?;
    let found = match kind {
        0 => return Ok(None),
        1 | 11 | 21 => position(&mut cursor).map(Shape::Point).map(Some),
        8 | 18 | 28 => multipoint(&mut cursor).map(|points| (!points.is_empty()).then_some(Shape::MultiPoint(points))),
        3 | 13 | 23 => parts(&mut cursor).map(lines),
        5 | 15 | 25 => parts(&mut cursor).map(rings::nest),
        _ => return Err(BadRecord::Unsupported(kind)),
    };
    found.ok_or(BadRecord::Broken)
}

fn lines(mut lines: Vec<Vec<Coord>>) -> Option<Shape> {
    match lines.len() {
        0 => None,
        1 => lines.pop().map(Shape::Line),
        _ => Some(Shape::MultiLine(lines)),
    }
}

fn position(cursor: &mut Cursor) -> Option<Coord> {
    Some(Coord { x: cursor.f64()?, y: cursor.f64()? })
}

/// A box, a count, the points.
fn multipoint(cursor: &mut Cursor) -> Option<Vec<Coord>> {
    cursor.take(32)?;
    let count = cursor.count(Order::Little, 16)?;
    (0..count).map(|_| position(cursor)).collect()
}

/// A box, two counts, where each part starts, the points of all parts.
fn parts(cursor: &mut Cursor) -> Option<Vec<Vec<Coord>>> {
    cursor.take(32)?;
    let part_count = cursor.count(Order::Little, 4)?;
    let point_count = cursor.count(Order::Little, 16)?;
    let starts: Vec<usize> = (0..part_count).map(|_| usize::try_from(cursor.u32()?).ok()).collect::<Option<_>>()?;
    let points: Vec<Coord> = (0..point_count).map(|_| position(cursor)).collect::<Option<_>>()?;
    let ends = starts.iter().skip(1).copied().chain([points.len()]);
    // Starts run upwards, so parts share no point and together are no larger than the record.
    let parts = starts.iter().zip(ends).map(|(&start, end)| points.get(start..end).map(<[Coord]>::to_vec));
    let parts: Vec<Vec<Coord>> = parts.collect::<Option<_>>()?;
    Some(parts.into_iter().filter(|part| !part.is_empty()).collect())
}
