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
    /// `within` is known to be no less than the distance to the nearest edge.
    fn new(middle: World, half: f64, within: f64, edges: &Edges) -> Self {
        let distance = edges.distance(middle, within);
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
    let edges = Edges::new(rings);
    let mut best = Cell::new(middle, 0.0, f64::INFINITY, &edges);
    let mut heap = BinaryHeap::new();
    // A sliver a thousand times longer than wide would need as many cells; 64 across its length are enough to start.
    let half = side.max(width.max(height) / 64.0) / 2.0;
    let (columns, rows) = ((width / half / 2.0).ceil() as usize, (height / half / 2.0).ceil() as usize);
    for column in 0..columns.max(1) {
        for row in 0..rows.max(1) {
            let middle = World { x: west + half * (2 * column + 1) as f64, y: north + half * (2 * row + 1) as f64 };
            heap.push(Cell::new(middle, half, f64::INFINITY, &edges));
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
        // No farther than by way of the cell's own middle.
        let within = cell.distance.abs() + half * std::f64::consts::SQRT_2;
        for (dx, dy) in [(-half, -half), (half, -half), (-half, half), (half, half)] {
            heap.push(Cell::new(World { x: cell.middle.x + dx, y: cell.middle.y + dy }, half, within, &edges));
        }
    }
    best.middle
}

/// Neighbouring edges of a ring that are looked at together, or not at all.
const TOGETHER: usize = 16;

/// The edges of a polygon, in runs with boxes: most runs are too far away to matter to a point.
struct Edges(Vec<Run>);

struct Run {
    west: f64,
    east: f64,
    north: f64,
    south: f64,
    edges: Vec<(World, World)>,
}

impl Edges {
    fn new(rings: &[Vec<World>]) -> Self {
        let run = |points: &[World]| {
            let fold = |of: fn(&World) -> f64, pick: fn(f64, f64) -> f64, none| points.iter().map(of).fold(none, pick);
            Run {
                west: fold(|p| p.x, f64::min, f64::INFINITY),
                east: fold(|p| p.x, f64::max, f64::NEG_INFINITY),
                north: fold(|p| p.y, f64::min, f64::INFINITY),
                south: fold(|p| p.y, f64::max, f64::NEG_INFINITY),
                edges: points.windows(2).map(|edge| (edge[0], edge[1])).collect(),
            }
        };
        // Each run ends with the point that the next begins with.
        let starts = |ring: &[World]| (0..ring.len().saturating_sub(1)).step_by(TOGETHER);
        let of_ring = |ring: &Vec<World>| -> Vec<Run> {
            starts(ring).map(|start| run(&ring[start..(start + TOGETHER + 1).min(ring.len())])).collect()
        };
        Self(rings.iter().flat_map(of_ring).collect())
    }

    /// Distance from a point to the nearest edge, negative outside the polygon (even-odd rule over all rings).
    fn distance(&self, point: World, within: f64) -> f64 {
        // A little more than said: what is known to lie within was itself rounded.
        let mut least = within * within * (1.0 + 1e-9);
        let mut inside = false;
        for run in &self.0 {
            // An edge to the left, or wholly above or below, is met by no ray to the right.
            if run.north <= point.y && point.y <= run.south && point.x <= run.east {
                for &(a, b) in &run.edges {
                    let spans = (a.y > point.y) != (b.y > point.y);
                    inside ^= spans && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x;
                }
            }
            if run.square_to(point) <= least {
                for &(a, b) in &run.edges {
                    least = least.min(square_to_edge(point, a, b));
                }
            }
        }
        if inside { least.sqrt() } else { -least.sqrt() }
    }
}

impl Run {
    /// Square of the distance from a point to the box, a little less than it is: rounding must hide no edge.
    fn square_to(&self, point: World) -> f64 {
        let x = (self.west - point.x).max(point.x - self.east).max(0.0);
        let y = (self.north - point.y).max(point.y - self.south).max(0.0);
        (x * x + y * y) * (1.0 - 1e-9)
    }
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
    use proptest::prelude::*;

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
        assert!(Edges::new(&world).distance(mercator::project(point), f64::INFINITY) > 0.0, "{point:?}");
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

    proptest! {
        /// What is left out changes nothing: the distance is that over all edges, to the bit.
        #[test]
        fn runs_hide_no_edge(
            radii in proptest::collection::vec(0.1..1.0_f64, 3..90),
            x in -1.2..1.2_f64,
            y in -1.2..1.2_f64,
            more in 0.0..0.5_f64,
        ) {
            let turn = std::f64::consts::TAU / radii.len() as f64;
            let corner = |(at, radius): (usize, &f64)| {
                World { x: radius * (at as f64 * turn).cos(), y: radius * (at as f64 * turn).sin() }
            };
            let mut ring: Vec<World> = radii.iter().enumerate().map(corner).collect();
            ring.push(ring[0]);
            let point = World { x, y };
            let (mut inside, mut least) = (false, f64::INFINITY);
            for edge in ring.windows(2) {
                let (a, b) = (edge[0], edge[1]);
                let spans = (a.y > y) != (b.y > y);
                inside ^= spans && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x;
                least = least.min(square_to_edge(point, a, b));
            }
            let plain = if inside { least.sqrt() } else { -least.sqrt() };
            let edges = Edges::new(&[ring]);
            prop_assert_eq!(edges.distance(point, f64::INFINITY), plain);
            prop_assert_eq!(edges.distance(point, plain.abs() + more), plain);
        }
    }

    #[test]
    fn nothing_has_no_label() {
        assert_eq!(label_point(&[]), None);
        assert_eq!(label_point(&[Polygon::default()]), None);
    }
}
