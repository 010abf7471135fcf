//! Shared borders: polygons taken apart into arcs that neighbours have in common, simplified once, put together
//! again. Because both sides are built from the same arc, simplification can neither open a gap nor overlap.
//!
//! An arc runs between two junctions: vertices where the set of neighbouring vertices is not the same for all rings
//! that pass. Vertices count as equal when they agree on a lattice of 1e-7 degrees (about a centimetre). A border
//! that two sources drew with different vertices is not shared, and no arc is made up for it.
//!
//! The islets of Hoàng Sa and Trường Sa never vanish (see [`super::sovereignty`]): their rings keep at least a
//! triangle at any tolerance, and [`Topology::on_grid`] gives those that fall below a least size a small square.

mod build;

use super::grid::{self, GridBox, GridPoint, GridPolygon, GridRing};
use super::mercator::{self, World};
use super::{Coord, Polygon};

/// Polygons of several shapes, cut into shared arcs.
#[derive(Clone, Debug)]
pub struct Topology {
    arcs: Vec<Arc>,
    /// Shape, polygon, ring.
    shapes: Vec<Vec<Vec<Ring>>>,
}

/// A stretch of border between two junctions, or a whole ring that meets no other.
#[derive(Clone, Debug)]
struct Arc {
    points: Vec<Coord>,
    world: Vec<World>,
    /// The tolerance up to which each vertex stays; infinite for ends and for pinned vertices.
    areas: Vec<f64>,
}

/// A ring as the arcs it runs along; `!index` stands for the arc backwards.
#[derive(Clone, Debug, Default)]
struct Ring {
    arcs: Vec<i32>,
    /// An islet of an archipelago that touches nothing else.
    islet: bool,
}

impl Topology {
    /// Takes shapes (each a list of polygons) apart into shared arcs.
    pub fn build(shapes: &[&[Polygon]]) -> Self {
        build::build(shapes)
    }

    /// How many arcs there are, and how many vertices they hold.
    pub fn size(&self) -> (usize, usize) {
        (self.arcs.len(), self.arcs.iter().map(|arc| arc.points.len()).sum())
    }

    /// For each shape the shapes it shares a stretch of border with, in ascending order. Touching in one point
    /// does not make a neighbour.
    pub fn neighbours(&self) -> Vec<Vec<usize>> {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); self.arcs.len()];
        for (shape, polygons) in self.shapes.iter().enumerate() {
            for &arc in polygons.iter().flatten().flat_map(|ring| &ring.arcs) {
                users[index(arc)].push(shape);
            }
        }
        let mut neighbours = vec![Vec::new(); self.shapes.len()];
        for users in users {
            for &one in &users {
                neighbours[one].extend(users.iter().filter(|&&other| other != one));
            }
        }
        for list in &mut neighbours {
            list.sort_unstable();
            list.dedup();
        }
        neighbours
    }

    /// The shapes without the vertices whose effective area is below `tolerance` (units of the world square, see
    /// [`super::visvalingam`]). Rings that collapse are left out, but the largest ring of a shape and the islets of
    /// the archipelagos never do. Rings come closed.
    pub fn simplified(&self, tolerance: f64) -> Vec<Vec<Polygon>> {
        let arcs: Vec<Vec<Coord>> = self.arcs.iter().map(|arc| arc.kept(tolerance, |at| arc.points[at])).collect();
        let polygon = |rings: &Vec<Ring>| -> Option<Polygon> {
            let mut closed = Vec::with_capacity(rings.len());
            for (index, ring) in rings.iter().enumerate() {
                let mut line = ring.join(&arcs);
                if line.len() >= 3 {
                    line.push(line[0]);
                    closed.push(line);
                } else if index == 0 {
                    return None;
                }
            }
            Some(Polygon { rings: closed })
        };
        self.shapes.iter().map(|polygons| polygons.iter().filter_map(polygon).collect()).collect()
    }

    /// The shapes simplified to `tolerance` and snapped to the grid of `scale` (see [`grid::snap`]). Rings that
    /// enclose no cell are left out; an islet of an archipelago that spans fewer than `least_islet` cells is drawn as
    /// a square of that side instead, because it must never vanish.
    pub fn on_grid(&self, tolerance: f64, scale: f64, least_islet: i32) -> Vec<Vec<GridPolygon>> {
        let snap = |arc: &Arc| {
            let mut line = arc.kept(tolerance, |at| grid::snap(arc.world[at], scale));
            line.dedup();
            line
        };
        let arcs: Vec<GridRing> = self.arcs.iter().map(snap).collect();
        let polygon = |rings: &Vec<Ring>| -> Option<GridPolygon> {
            let mut kept = Vec::with_capacity(rings.len());
            for (index, ring) in rings.iter().enumerate() {
                let line = ring.join(&arcs);
                if let Some(square) = least_square(ring, &line, least_islet) {
                    return Some(vec![square]);
                }
                if line.len() >= 3 && grid::doubled_area(&line) != 0 {
                    kept.push(line);
                } else if index == 0 {
                    return None;
                }
            }
            Some(kept)
        };
        self.shapes.iter().map(|polygons| polygons.iter().filter_map(polygon).collect()).collect()
    }

    /// The area of each shape in units of the world square, holes taken off.
    pub fn areas(&self) -> Vec<f64> {
        let arcs: Vec<Vec<World>> = self.arcs.iter().map(|arc| arc.world.clone()).collect();
        let signed = |ring: &Ring| mercator::signed_area(&ring.join(&arcs));
        self.shapes.iter().map(|polygons| polygons.iter().flatten().map(signed).sum::<f64>().abs()).collect()
    }
}

impl Arc {
    /// The vertices that stay at a tolerance, each through `of`.
    fn kept<T>(&self, tolerance: f64, of: impl Fn(usize) -> T) -> Vec<T> {
        (0..self.points.len()).filter(|&at| self.areas[at] >= tolerance).map(of).collect()
    }
}

impl Ring {
    /// The ring's vertices, open, without repetitions.
    fn join<T: Copy + PartialEq>(&self, arcs: &[Vec<T>]) -> Vec<T> {
        let mut line: Vec<T> = Vec::new();
        for &reference in &self.arcs {
            let arc = &arcs[index(reference)];
            if reference < 0 {
                line.extend(arc.iter().rev());
            } else {
                line.extend(arc);
            }
        }
        line.dedup();
        while line.len() > 1 && line.first() == line.last() {
            line.pop();
        }
        line
    }
}

fn index(reference: i32) -> usize {
    (if reference < 0 { !reference } else { reference }) as usize
}

/// The square that stands for an islet too small for the grid, with the winding of an outer ring; `None` when the
/// ring is no islet or is large enough.
fn least_square(ring: &Ring, line: &[GridPoint], side: i32) -> Option<GridRing> {
    if !ring.islet {
        return None;
    }
    let bounds = GridBox::around(line)?;
    if bounds.side() >= side && grid::doubled_area(line) != 0 {
        return None;
    }
    let x = bounds.min.x.midpoint(bounds.max.x) - side / 2;
    let y = bounds.min.y.midpoint(bounds.max.y) - side / 2;
    Some([(x, y), (x, y + side), (x + side, y + side), (x + side, y)].map(|(x, y)| GridPoint { x, y }).to_vec())
}

#[cfg(test)]
mod tests;
