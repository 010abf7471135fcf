//! Rings whose nesting the format leaves open (Shapefile, MapInfo) into polygons.

use super::Shape;
use crate::geo::Coord;

/// How many comparisons one shape may cost before the rings' direction decides instead of their position.
const MAX_WORK: usize = 50_000_000;

/// Polygons out of rings: what lies within an odd number of others is a hole of the smallest of them. The direction
/// of rings is not asked for: half of the files in the field have it wrong. `None` without rings.
pub(super) fn nest(rings: Vec<Vec<Coord>>) -> Option<Shape> {
    if rings.len() < 2 {
        return rings.into_iter().next().map(|ring| Shape::Polygon(vec![ring]));
    }
    let outers = outers(&rings).unwrap_or_else(|| by_direction(&rings));
    let mut polygons: Vec<Vec<Vec<Coord>>> = vec![Vec::new(); rings.len()];
    let (holes, shells): (Vec<_>, Vec<_>) =
        rings.into_iter().enumerate().zip(outers).partition(|((at, _), outer)| at != outer);
    for ((_, ring), outer) in shells.into_iter().chain(holes) {
        if let Some(polygon) = polygons.get_mut(outer) {
            polygon.push(ring);
        }
    }
    polygons.retain(|polygon| !polygon.is_empty());
    if polygons.len() == 1 { polygons.pop().map(Shape::Polygon) } else { Some(Shape::MultiPolygon(polygons)) }
}

/// For each ring the number of its outer ring, its own if it is one. `None` when that takes too long to find.
fn outers(rings: &[Vec<Coord>]) -> Option<Vec<usize>> {
    struct Placed<'a> {
        ring: &'a [Coord],
        extent: [f64; 4],
        at: usize,
        outer: bool,
    }
    let mut by_size: Vec<(usize, f64)> = rings.iter().map(|ring| area(ring).abs()).enumerate().collect();
    by_size.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut placed: Vec<Placed> = Vec::with_capacity(rings.len());
    let mut outers: Vec<usize> = (0..rings.len()).collect();
    let mut work = 0;
    for (at, _) in by_size {
        let ring = rings.get(at)?;
        let extent = extent(ring);
        let mut around = Vec::new();
        for other in &placed {
            work += 1;
            if covers(other.extent, extent) {
                work += other.ring.len();
                if lies_in(ring, other.ring, &mut work) {
                    around.push(other);
                }
            }
            if work > MAX_WORK {
                return None;
            }
        }
        // The last is the smallest.
        let smallest = around.last().filter(|_| around.len() % 2 == 1).filter(|smallest| smallest.outer);
        let outer = smallest.map_or(at, |smallest| smallest.at);
        if let Some(slot) = outers.get_mut(at) {
            *slot = outer;
        }
        placed.push(Placed { ring, extent, at, outer: outer == at });
    }
    Some(outers)
}

/// As the Shapefile specification has it: a clockwise ring starts a polygon, the others are holes of the one before.
fn by_direction(rings: &[Vec<Coord>]) -> Vec<usize> {
    let mut outer = 0;
    let number = |(at, ring): (usize, &Vec<Coord>)| {
        if area(ring) <= 0.0 {
            outer = at;
        }
        outer
    };
    rings.iter().enumerate().map(number).collect()
}

/// Twice the area, positive when the ring runs anticlockwise. Taken from the first position, since metres of a
/// projection are large.
fn area(ring: &[Coord]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    let sides = ring.windows(2).map(|side| match side {
        [a, b] => (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y),
        _ => 0.0,
    });
    sides.sum()
}

fn extent(ring: &[Coord]) -> [f64; 4] {
    let none = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    ring.iter().fold(none, |[w, s, e, n], at| [w.min(at.x), s.min(at.y), e.max(at.x), n.max(at.y)])
}

fn covers(outer: [f64; 4], inner: [f64; 4]) -> bool {
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
}

/// Whether a ring lies in a larger one. Rings may touch, so the first vertex off the other's edge decides.
fn lies_in(ring: &[Coord], outer: &[Coord], work: &mut usize) -> bool {
    for position in ring {
        *work += outer.len();
        match side(*position, outer) {
            Some(inside) => return inside,
            None if *work > MAX_WORK => return false,
            None => {}
        }
    }
    // Every vertex is on the edge: the same ring twice, or a ring that cuts corners, which is within.
    true
}

/// Whether a position is inside a ring; `None` on its edge.
fn side(at: Coord, ring: &[Coord]) -> Option<bool> {
    let mut inside = false;
    for edge in ring.windows(2) {
        let [a, b] = edge else { continue };
        let cross = (b.x - a.x) * (at.y - a.y) - (b.y - a.y) * (at.x - a.x);
        let between = at.x >= a.x.min(b.x) && at.x <= a.x.max(b.x) && at.y >= a.y.min(b.y) && at.y <= a.y.max(b.y);
        if cross == 0.0 && between {
            return None;
        }
        if (a.y > at.y) != (b.y > at.y) && ((cross > 0.0) == (b.y > a.y)) {
            inside = !inside;
        }
    }
    Some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, size: f64) -> Vec<Coord> {
        let corners = [(0.0, 0.0), (0.0, size), (size, size), (size, 0.0), (0.0, 0.0)];
        corners.map(|(dx, dy)| Coord { x: x + dx, y: y + dy }).to_vec()
    }

    #[test]
    fn holes_find_their_polygon_whatever_way_they_run() {
        let (big, hole, island, far) =
            (square(0.0, 0.0, 9.0), square(1.0, 1.0, 5.0), square(2.0, 2.0, 1.0), square(20.0, 0.0, 1.0));
        let shape = nest(vec![hole.clone(), far.clone(), island.clone(), big.clone()]);
        assert_eq!(shape, Some(Shape::MultiPolygon(vec![vec![far], vec![island], vec![big, hole]])));
    }

    #[test]
    fn rings_that_touch_or_repeat() {
        let (big, corner) = (square(0.0, 0.0, 9.0), square(0.0, 0.0, 5.0));
        assert_eq!(nest(vec![big.clone(), corner.clone()]), Some(Shape::Polygon(vec![big.clone(), corner])));
        assert_eq!(
            nest(vec![big.clone(), square(9.0, 0.0, 9.0)]).map(|shape| matches!(shape, Shape::MultiPolygon(_))),
            Some(true)
        );
        assert_eq!(nest(vec![big.clone()]), Some(Shape::Polygon(vec![big])));
        assert_eq!(nest(Vec::new()), None);
        assert!(nest(vec![Vec::new(), vec![Coord { x: f64::NAN, y: 0.0 }; 3]]).is_some());
    }

    #[test]
    fn many_rings_fall_back_to_direction() {
        let rings: Vec<_> = (0..12_000).map(|at| square(f64::from(at) * 2.0, 0.0, 1.0)).collect();
        assert!(matches!(nest(rings), Some(Shape::MultiPolygon(polygons)) if polygons.len() == 12_000));
    }
}
