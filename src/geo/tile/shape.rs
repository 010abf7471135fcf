//! A geometry on the lattice, the finest grid that tiles are cut from.
//!
//! The lattice divides the world square into 2^30 x 2^30 steps of 3.7 cm at the equator. On it every orientation
//! test is exact in 64 bits, and two features that name the same position hold the very same integers.

use std::sync::LazyLock;

use crate::geo::grid::{self, GridBox, GridPoint, MAX_SCALE, doubled_area};
use crate::geo::mercator::World;
use crate::geo::{Coord, Geometry, GeometryKind, Polygon, label, mercator, sovereignty};

/// Depth of the lattice: it is the grid of single cells at this zoom of a world of one cell.
pub(super) const LATTICE_BITS: u8 = 30;

/// What a part of a shape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Role {
    /// Points, all in one part.
    Points,
    /// A line.
    Line,
    /// The outer ring of a polygon; holes follow it.
    Outer,
    /// A hole in the polygon whose outer ring came before.
    Hole,
    /// The outer ring of an islet of Hoàng Sa or Trường Sa, which no zoom may lose.
    Islet,
}

impl Role {
    /// The role that a byte stands for.
    pub(super) fn of(byte: u8) -> Self {
        match byte {
            0 => Self::Points,
            1 => Self::Line,
            3 => Self::Hole,
            4 => Self::Islet,
            _ => Self::Outer,
        }
    }

    /// Whether the part is an outer ring.
    pub(super) fn starts_polygon(self) -> bool {
        matches!(self, Self::Outer | Self::Islet)
    }
}

/// One part: it ends before `end` in the shape's points and starts where the part before it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub end: u32,
    pub role: Role,
}

/// A geometry on the lattice, its parts one after the other. Rings are open, hold at least three positions and none
/// twice in a row; outer rings run clockwise on the screen (a positive [`doubled_area`]), holes the other way round.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    pub(super) kind: GeometryKind,
    pub(super) points: Vec<GridPoint>,
    pub(super) parts: Vec<Part>,
}

/// The place of a position on the lattice.
pub(super) fn on_lattice(coord: Coord) -> GridPoint {
    grid::snap(mercator::project(coord), MAX_SCALE)
}

impl Shape {
    /// An empty shape of a family.
    pub(super) fn new(kind: GeometryKind) -> Self {
        Self { kind, points: Vec::new(), parts: Vec::new() }
    }

    /// Makes it an empty shape of a family again, which keeps its memory.
    pub(super) fn clear(&mut self, kind: GeometryKind) {
        self.kind = kind;
        self.points.clear();
        self.parts.clear();
    }

    /// Puts a geometry on the lattice; `None` when nothing of it is left there.
    pub fn from_geometry(geometry: &Geometry) -> Option<Self> {
        let mut shape = Self::new(geometry.kind());
        match geometry {
            Geometry::Points(points) => {
                shape.points.extend(points.iter().map(|&coord| on_lattice(coord)));
                shape.close_part(0, Role::Points);
            }
            Geometry::Lines(lines) => {
                for line in lines {
                    let start = shape.points.len();
                    shape.points.extend(line.iter().map(|&coord| on_lattice(coord)));
                    shape.close_part(start, Role::Line);
                }
            }
            Geometry::Polygons(polygons) => {
                polygons.iter().for_each(|polygon| shape.add_polygon(polygon));
                shape.mark_islets();
            }
        }
        (!shape.parts.is_empty()).then_some(shape)
    }

    fn add_polygon(&mut self, polygon: &Polygon) {
        for (index, ring) in polygon.rings.iter().enumerate() {
            let start = self.points.len();
            self.points.extend(ring.iter().map(|&coord| on_lattice(coord)));
            let role = if index > 0 { Role::Hole } else { Role::Outer };
            if !self.close_part(start, role) && index == 0 {
                return;
            }
        }
    }

    /// Makes the points from `start` on a part, in the form that [`Shape`] promises. Whether anything was left.
    pub(super) fn close_part(&mut self, start: usize, role: Role) -> bool {
        if role != Role::Points {
            let mut kept = start;
            for at in start..self.points.len() {
                if kept == start || self.points[at] != self.points[kept - 1] {
                    self.points[kept] = self.points[at];
                    kept += 1;
                }
            }
            if role != Role::Line {
                while kept > start + 1 && self.points[kept - 1] == self.points[start] {
                    kept -= 1;
                }
            }
            self.points.truncate(kept);
        }
        let least = match role {
            Role::Points => 1,
            Role::Line => 2,
            _ => 3,
        };
        if self.points.len() - start < least {
            self.points.truncate(start);
            return false;
        }
        if matches!(role, Role::Outer | Role::Hole | Role::Islet) {
            let ring = &mut self.points[start..];
            let area = doubled_area(ring);
            if area == 0 {
                self.points.truncate(start);
                return false;
            }
            if (area > 0) != role.starts_polygon() {
                ring.reverse();
            }
        }
        self.parts.push(Part { end: self.points.len() as u32, role });
        true
    }

    /// The smallest box around it.
    pub(super) fn bounds(&self) -> Option<GridBox> {
        GridBox::around(&self.points)
    }

    /// How much of the map it takes: square steps of a polygon, steps of a line. Points take none.
    pub(super) fn size(&self) -> f64 {
        let mut start = 0;
        let mut size = 0.0;
        for part in &self.parts {
            let points = &self.points[start..part.end as usize];
            start = part.end as usize;
            size += match part.role {
                Role::Points => 0.0,
                Role::Line => points
                    .windows(2)
                    .map(|edge| f64::from(edge[1].x - edge[0].x).hypot(f64::from(edge[1].y - edge[0].y)))
                    .sum(),
                _ => doubled_area(points) as f64 / 2.0,
            };
        }
        size
    }

    /// Gives the outer rings that lie in an archipelago their role.
    pub(super) fn mark_islets(&mut self) {
        let mut start = 0;
        for part in &mut self.parts {
            let ring = &self.points[start..part.end as usize];
            start = part.end as usize;
            if part.role == Role::Outer && in_archipelago(ring) {
                part.role = Role::Islet;
            }
        }
    }

    /// Whether it holds islets of Hoàng Sa or Trường Sa.
    pub(super) fn has_islets(&self) -> bool {
        self.parts.iter().any(|part| part.role == Role::Islet)
    }

    /// The point of its largest polygon that is farthest from every edge; `None` when it has no polygon.
    pub(super) fn pole(&self) -> Option<GridPoint> {
        let mut polygons: Vec<Vec<&[GridPoint]>> = Vec::new();
        let mut start = 0;
        for part in &self.parts {
            let ring = &self.points[start..part.end as usize];
            start = part.end as usize;
            match (part.role, polygons.last_mut()) {
                (Role::Outer | Role::Islet, _) => polygons.push(vec![ring]),
                (Role::Hole, Some(polygon)) => polygon.push(ring),
                _ => {}
            }
        }
        let largest = polygons.into_iter().rev().max_by_key(|polygon| doubled_area(polygon[0]))?;
        let world = |point: &GridPoint| World { x: f64::from(point.x) / MAX_SCALE, y: f64::from(point.y) / MAX_SCALE };
        let closed = |ring: &&[GridPoint]| ring.iter().chain(ring.first()).map(world).collect();
        Some(grid::snap(label::pole(&largest.iter().map(closed).collect::<Vec<_>>()), MAX_SCALE))
    }
}

/// The boxes of Hoàng Sa and Trường Sa on the lattice. Asked of every ring, so projected once.
static ARCHIPELAGOS: LazyLock<Vec<GridBox>> = LazyLock::new(|| {
    let corner = |x, y| on_lattice(Coord { x, y });
    let boxes = sovereignty::ARCHIPELAGOS.iter().map(|archipelago| archipelago.bounds);
    boxes
        .map(|bounds| GridBox { min: corner(bounds.west, bounds.north), max: corner(bounds.east, bounds.south) })
        .collect()
});

/// Whether a ring lies wholly in the box of Hoàng Sa or Trường Sa.
fn in_archipelago(ring: &[GridPoint]) -> bool {
    ARCHIPELAGOS.iter().any(|bounds| ring.iter().all(|&point| bounds.contains(point)))
}
