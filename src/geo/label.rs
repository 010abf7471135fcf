//! Where a label stands in a polygon: the pole of inaccessibility, the point farthest from any edge.
//!
//! The search is Garcia-Castellanos and Lombardo's idea in the quadtree form that Mapbox made known as
//! "polylabel" (2016): cover the polygon with square cells, always split the cell that could hold the best point.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::mercator::{self, World};
use super::{Coord, Polygon};

/// The search ends when no cell can beat the best point by this share of the polygon's longer side.
const PRECISION: f64 = 0.005;

/// The label point of a multipolygon, inside its largest polygon; `None` when no polygon encloses anything.
pub fn label_point(polygons: &[Polygon]) -> Option<Coord> {
    let projected = polygons.iter().map(|polygon| -> Vec<Vec<World>> {
        polygon.rings.iter().map(|ring| ring.iter().map(|&coord| mercator::project(coord)).collect()).collect()
    });
    let (_, largest) = projected
        .map(|rings| (rings.first().map_or(0.0, |ring| mercator::signed_area(ring).abs()), rings))
        .fold((0.0, None), |best, (area, rings)| if area > best.0 { (area, Some(rings)) } else { best });
    Some(mercator::unproject(pole(&largest?)))
}

/// A square cell: its middle, half its side, the middle's distance to the nearest edge (negative outside), and the
/// greatest distance that any of its points could have.
#[derive(Clone, Copy)]
struct Cell {
    middle: World,
    half: f64,
    distance: f64,
    promise: f64,
}

impl Cell {
    fn new(middle: World, half: f64, rings: &[Vec<World>]) -> Self {
        let distance = distance(middle, rings);
        Self { middle, half, distance, promise: distance + half * std::f64::consts::SQRT_2 }
    }
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Cell {}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cell {
    /// By promise; equal promises by place, so the heap's order never depends on how it was filled.
    fn cmp(&self, other: &Self) -> Ordering {
        self.promise
            .total_cmp(&other.promise)
            .then(other.middle.x.total_cmp(&self.middle.x))
            .then(other.middle.y.total_cmp(&self.middle.y))
    }
}

pub(crate) fn pole(rings: &[Vec<World>]) -> World {
    let outer = &rings[0];
    let fold = |of: fn(&World) -> f64, pick: fn(f64, f64) -> f64| outer.iter().map(of).reduce(pick).unwrap_or_default();
    let (west, east) = (fold(|p| p.x, f64::min), fold(|p| p.x, f64::max));
    let (north, south) = (fold(|p| p.y, f64::min), fold(|p| p.y, f64::max));
    let (width, height) = (east - west, south - north);
    let side = width.min(height);
    let middle = World { x: west + width / 2.0, y: north + height / 2.0 };
    if side <= 0.0 {
        return middle;
    }
    let precision = PRECISION * width.max(height);
    let mut best = Cell::new(middle, 0.0, rings);
    let mut heap = BinaryHeap::new();
    // A sliver a thousand times longer than wide would need as many cells; 64 across its length are enough to start.
    let half = side.max(width.max(height) / 64.0) / 2.0;
    let (columns, rows) = ((width / half / 2.0).ceil() as usize, (height / half / 2.0).ceil() as usize);
    for column in 0..columns.max(1) {
        for row in 0..rows.max(1) {
            let middle = World { x: west + half * (2 * column + 1) as f64, y: north + half * (2 * row + 1) as f64 };
            heap.push(Cell::new(middle, half, rings));
        }
    }
    while let Some(cell) = heap.pop() {
        if cell.distance > best.distance {
            best = cell;
        }
        if cell.promise - best.distance <= precision {
            break;
        }
        let half = cell.half / 2.0;
        for (dx, dy) in [(-half, -half), (half, -half), (-half, half), (half, half)] {
            heap.push(Cell::new(World { x: cell.middle.x + dx, y: cell.middle.y + dy }, half, rings));
        }
    }
    best.middle
}

/// Distance from a point to the nearest edge, negative outside the polygon (even-odd rule over all rings).
fn distance(point: World, rings: &[Vec<World>]) -> f64 {
    let mut inside = false;
    let mut least = f64::INFINITY;
    for edge in rings.iter().flat_map(|ring| ring.windows(2)) {
        let (a, b) = (edge[0], edge[1]);
        if (a.y > point.y) != (b.y > point.y) && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x {
            inside = !inside;
        }
        least = least.min(square_to_edge(point, a, b));
    }
    if inside { least.sqrt() } else { -least.sqrt() }
}

fn square_to_edge(point: World, a: World, b: World) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length = dx * dx + dy * dy;
    let along =
        if length > 0.0 { (((point.x - a.x) * dx + (point.y - a.y) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (x, y) = (point.x - a.x - along * dx, point.y - a.y - along * dy);
    x * x + y * y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::fixture::square;

    #[test]
    fn stands_in_the_middle_of_a_square() {
        let point = label_point(&[square(0.0, 0.0, 1.0)]).expect("a square");
        assert!((point.x - 0.5).abs() < 0.02 && (point.y - 0.5).abs() < 0.02, "{point:?}");
    }

    #[test]
    fn stands_inside_a_horseshoe_and_in_the_largest_part() {
        let points = [
            (0.0, 0.0),
            (4.0, 0.0),
            (4.0, 4.0),
            (3.0, 4.0),
            (3.0, 1.0),
            (1.0, 1.0),
            (1.0, 4.0),
            (0.0, 4.0),
            (0.0, 0.0),
        ];
        let shoe = Polygon { rings: vec![points.iter().map(|&(x, y)| Coord { x: 105.0 + x, y: 10.0 + y }).collect()] };
        let point = label_point(&[square(100.0, 10.0, 0.5), shoe.clone()]).expect("a shoe");
        let world: Vec<Vec<World>> =
            shoe.rings.iter().map(|r| r.iter().map(|&c| mercator::project(c)).collect()).collect();
        assert!(distance(mercator::project(point), &world) > 0.0, "{point:?}");
    }

    #[test]
    fn avoids_a_hole_in_the_middle() {
        let mut ring = square(0.4, 0.4, 0.2).rings.remove(0);
        ring.reverse();
        let mut polygon = square(0.0, 0.0, 1.0);
        polygon.rings.push(ring);
        let point = label_point(&[polygon]).expect("a frame");
        assert!((point.x - 0.5).abs() > 0.1 || (point.y - 0.5).abs() > 0.1, "{point:?}");
    }

    #[test]
    fn nothing_has_no_label() {
        assert_eq!(label_point(&[]), None);
        assert_eq!(label_point(&[Polygon::default()]), None);
    }
}
