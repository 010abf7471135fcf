//! Shapes of FlatGeobuf features.

use super::buffer::Table;
use crate::formats::Shape;
use crate::geo::Coord;

/// How deep collections may be nested.
const MAX_DEPTH: usize = 16;

/// Why a shape can't be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadGeometry {
    Broken,
    /// A curve or a surface, by its number in the schema.
    Unsupported(u8),
}

/// What may still be read of one feature: offsets can lead to the same bytes again and again, so what they lead
/// to is held against the feature's size.
pub(super) struct Geometries {
    bytes: usize,
}

impl Geometries {
    /// For a feature of that many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        Self { bytes }
    }

    /// The shape of a geometry; `expected` is the type that the header gives for all, 0 when they differ.
    pub(super) fn shape(&mut self, table: &Table, expected: u8) -> Result<Option<Shape>, BadGeometry> {
        self.nested(table, expected, 0)
    }

    fn nested(&mut self, table: &Table, expected: u8, depth: usize) -> Result<Option<Shape>, BadGeometry> {
        let kind = if expected == 0 { table.u8(6).unwrap_or(0) } else { expected };
        let positions = self.positions(table)?;
        let shape = match kind {
            1 => return Ok(positions.first().copied().map(Shape::Point)),
            2 => Shape::Line(positions),
            3 => Shape::Polygon(self.lines(table, positions)?),
            4 => Shape::MultiPoint(positions),
            5 => Shape::MultiLine(self.lines(table, positions)?),
            6 | 7 if depth >= MAX_DEPTH => return Err(BadGeometry::Broken),
            6 => Shape::MultiPolygon(self.polygons(table)?),
            7 => {
                let parts = self.parts(table)?;
                let parts = parts.iter().map(|part| self.nested(part, 0, depth + 1));
                Shape::Collection(parts.filter_map(Result::transpose).collect::<Result<_, _>>()?)
            }
            other => return Err(BadGeometry::Unsupported(other)),
        };
        let empty = match &shape {
            Shape::Point(_) => false,
            Shape::Line(line) | Shape::MultiPoint(line) => line.is_empty(),
            Shape::Polygon(lines) | Shape::MultiLine(lines) => lines.iter().all(Vec::is_empty),
            Shape::MultiPolygon(polygons) => polygons.is_empty(),
            Shape::Collection(parts) => parts.is_empty(),
        };
        Ok((!empty).then_some(shape))
    }

    fn spend(&mut self, bytes: usize) -> Result<(), BadGeometry> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or(BadGeometry::Broken)?;
        Ok(())
    }

    fn positions(&mut self, table: &Table) -> Result<Vec<Coord>, BadGeometry> {
        let numbers = table.f64s(1).unwrap_or_default();
        self.spend(numbers.len() * 8)?;
        Ok(numbers.chunks_exact(2).filter_map(|pair| Some(Coord { x: *pair.first()?, y: *pair.get(1)? })).collect())
    }

    /// Lines or rings: `ends` counts positions up to the end of each; without it there is one.
    fn lines(&mut self, table: &Table, positions: Vec<Coord>) -> Result<Vec<Vec<Coord>>, BadGeometry> {
        let ends = table.u32s(0).unwrap_or_default();
        self.spend(ends.len() * 4)?;
        if ends.is_empty() {
            return Ok(vec![positions]);
        }
        let mut start = 0;
        let line = |end: u32| {
            let end = usize::try_from(end).ok()?;
            let line = positions.get(start..end)?.to_vec();
            start = end;
            Some(line)
        };
        ends.into_iter().map(line).collect::<Option<_>>().ok_or(BadGeometry::Broken)
    }

    fn polygons(&mut self, table: &Table) -> Result<Vec<Vec<Vec<Coord>>>, BadGeometry> {
        let parts = self.parts(table)?;
        let polygon = |part: &Table| {
            let positions = self.positions(part)?;
            self.lines(part, positions)
        };
        parts.iter().map(polygon).collect()
    }

    fn parts<'a>(&mut self, table: &Table<'a>) -> Result<Vec<Table<'a>>, BadGeometry> {
        let parts = table.tables(7).unwrap_or_default();
        self.spend(parts.len() * 4)?;
        Ok(parts)
    }
}
