//! Well-known binary: OGC 06-103r4 and ISO 13249-3 (Z, M), with PostGIS's flags. For GeoPackage and GeoParquet.

use super::Shape;
use super::bytes::{Cursor, Order};
use crate::geo::Coord;

/// How deep collections may be nested.
const MAX_DEPTH: usize = 16;

/// PostGIS's extensions sit in the highest bits of the type.
const FLAG_Z: u32 = 0x8000_0000;
const FLAG_M: u32 = 0x4000_0000;
const FLAG_SRID: u32 = 0x2000_0000;

/// Why a shape can't be read; in words for a problem's detail.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum WkbError {
    /// It ends too early, or counts what can't be there.
    Broken,
    /// A curve, a surface or an unknown type.
    Unsupported(String),
}

/// Reads one shape. `None` is an empty one.
pub(super) fn read(bytes: &[u8]) -> Result<Option<Shape>, WkbError> {
    shape(&mut Cursor::new(bytes), 0)
}

fn shape(cursor: &mut Cursor, depth: usize) -> Result<Option<Shape>, WkbError> {
    let (order, kind, dimensions) = header(cursor).ok_or(WkbError::Broken)?;
    let source = &mut Source { cursor, order, dimensions };
    let found = match kind {
        1 => source.position().map(Shape::Point),
        2 => source.positions().map(Shape::Line),
        3 => source.rings().map(Shape::Polygon),
        4..=7 if depth >= MAX_DEPTH => return Err(WkbError::Broken),
        4..=7 => {
            let count = source.cursor.count(order, 5).ok_or(WkbError::Broken)?;
            let mut parts = Vec::with_capacity(count);
            for _ in 0..count {
                parts.extend(shape(source.cursor, depth + 1)?);
            }
            Some(gather(kind, parts).ok_or(WkbError::Broken)?)
        }
        _ => return Err(WkbError::Unsupported(name(kind))),
    };
    found.ok_or(WkbError::Broken).map(|shape| (!is_empty(&shape)).then_some(shape))
}

/// Order of bytes, type without its dimensions, numbers per position.
fn header(cursor: &mut Cursor) -> Option<(Order, u32, usize)> {
    let order = if cursor.u8()? == 0 { Order::Big } else { Order::Little };
    let code = cursor.u32_in(order)?;
    if code & FLAG_SRID != 0 {
        cursor.u32_in(order)?;
    }
    let plain = code & !(FLAG_Z | FLAG_M | FLAG_SRID);
    let flags = usize::from(code & FLAG_Z != 0) + usize::from(code & FLAG_M != 0);
    let more = match plain / 1000 {
        0 => flags,
        1 | 2 => 1,
        3 => 2,
        _ => return None,
    };
    Some((order, plain % 1000, 2 + more))
}

/// A multi-shape out of its parts, when they are of the right kind.
fn gather(kind: u32, parts: Vec<Shape>) -> Option<Shape> {
    let points = |part| if let Shape::Point(at) = part { Some(at) } else { None };
    let lines = |part| if let Shape::Line(line) = part { Some(line) } else { None };
    let polygons = |part| if let Shape::Polygon(rings) = part { Some(rings) } else { None };
    let parts = parts.into_iter();
    match kind {
        4 => parts.map(points).collect::<Option<_>>().map(Shape::MultiPoint),
        5 => parts.map(lines).collect::<Option<_>>().map(Shape::MultiLine),
        6 => parts.map(polygons).collect::<Option<_>>().map(Shape::MultiPolygon),
        _ => Some(Shape::Collection(parts.collect())),
    }
}

fn is_empty(shape: &Shape) -> bool {
    match shape {
        Shape::Point(at) => at.x.is_nan() && at.y.is_nan(),
        Shape::MultiPoint(parts) | Shape::Line(parts) => parts.is_empty(),
        Shape::MultiLine(parts) | Shape::Polygon(parts) => parts.is_empty(),
        Shape::MultiPolygon(parts) => parts.is_empty(),
        Shape::Collection(parts) => parts.is_empty(),
    }
}

fn name(kind: u32) -> String {
    let known = match kind {
        8 => "CircularString",
        9 => "CompoundCurve",
        10 => "CurvePolygon",
        11 => "MultiCurve",
        12 => "MultiSurface",
        13 => "Curve",
        14 => "Surface",
        15 => "PolyhedralSurface",
        16 => "TIN",
        17 => "Triangle",
        _ => return format!("WKB {kind}"),
    };
    known.to_owned()
}

struct Source<'c, 'a> {
    cursor: &'c mut Cursor<'a>,
    order: Order,
    dimensions: usize,
}

impl Source<'_, '_> {
    fn position(&mut self) -> Option<Coord> {
        let (x, y) = (self.cursor.f64_in(self.order)?, self.cursor.f64_in(self.order)?);
        self.cursor.take((self.dimensions - 2) * 8)?;
        Some(Coord { x, y })
    }

    fn positions(&mut self) -> Option<Vec<Coord>> {
        let count = self.cursor.count(self.order, self.dimensions * 8)?;
        (0..count).map(|_| self.position()).collect()
    }

    fn rings(&mut self) -> Option<Vec<Vec<Coord>>> {
        let count = self.cursor.count(self.order, 4)?;
        (0..count).map(|_| self.positions()).collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The little-endian WKB of a polygon of one ring.
    pub(in crate::formats) fn polygon(ring: &[(f64, f64)]) -> Vec<u8> {
        let mut bytes = vec![1, 3, 0, 0, 0, 1, 0, 0, 0];
        bytes.extend((ring.len() as u32).to_le_bytes());
        bytes.extend(ring.iter().flat_map(|(x, y)| [x.to_le_bytes(), y.to_le_bytes()]).flatten());
        bytes
    }

    #[test]
    fn reads_both_orders_and_more_dimensions() {
        let big =
            [&[0, 0, 0, 0x03, 0xE9][..], &105f64.to_be_bytes(), &21f64.to_be_bytes(), &7f64.to_be_bytes()].concat();
        assert_eq!(read(&big), Ok(Some(Shape::Point(Coord { x: 105.0, y: 21.0 }))));
        let tagged =
            [&[1][..], &(1 | FLAG_SRID).to_le_bytes(), &[9; 4], &105f64.to_le_bytes(), &21f64.to_le_bytes()].concat();
        assert_eq!(read(&tagged), Ok(Some(Shape::Point(Coord { x: 105.0, y: 21.0 }))));
        let multi = [&[1, 6, 0, 0, 0, 1, 0, 0, 0][..], &polygon(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)])].concat();
        assert!(matches!(read(&multi), Ok(Some(Shape::MultiPolygon(polygons))) if polygons.len() == 1));
        for end in 0..multi.len() {
            assert_eq!(read(&multi[..end]), Err(WkbError::Broken), "{end}");
        }
    }

    #[test]
    fn refuses_what_can_not_be() {
        assert_eq!(read(&[1, 2, 0, 0, 0, 255, 255, 255, 255]), Err(WkbError::Broken));
        assert_eq!(read(&[1, 10, 0, 0, 0, 0, 0, 0, 0]), Err(WkbError::Unsupported("CurvePolygon".into())));
        assert_eq!(read(&[1, 7, 0, 0, 0, 1, 0, 0, 0].repeat(100)), Err(WkbError::Broken));
        assert_eq!(read(&[1, 7, 0, 0, 0, 0, 0, 0, 0]), Ok(None));
    }
}
