//! What makes a ring usable, and the few mends that cannot change what the author meant.

use super::{Coord, Polygon};

/// What was found about one ring. Rings are counted from 0 in the polygon as it was given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RingFinding {
    /// First and last position differ. The ring was closed so that work can go on.
    Unclosed {
        /// The last position, where the closing one is missing.
        at: Coord,
    },
    /// Fewer than four positions (RFC 7946, 3.1.6). The ring was left out.
    Short {
        /// How many it has.
        positions: usize,
    },
    /// Encloses nothing. The ring was left out.
    Flat,
    /// Ran the wrong way round. It was reversed.
    WrongWinding,
    /// Two of its edges cross at about this position. Nothing was changed.
    Crossing {
        /// First position of one of the two edges.
        at: Coord,
    },
}

/// Signed area by the shoelace formula, in square degrees; positive when the ring runs anticlockwise.
/// Works on closed and on open rings.
pub fn signed_area(ring: &[Coord]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    // Relative to the first vertex: degrees near (105, 21) would otherwise eat the digits of a small ring.
    let doubled: f64 =
        edges.map(|(a, b)| (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y)).sum();
    doubled / 2.0
}

/// Brings a polygon's rings into the form that [`Polygon`] promises and says what was found, by ring.
/// `None` when no usable outer ring is left.
pub fn repair(rings: Vec<Vec<Coord>>) -> (Option<Polygon>, Vec<(usize, RingFinding)>) {
    let mut findings = Vec::new();
    let mut kept = Vec::with_capacity(rings.len());
    for (index, mut ring) in rings.into_iter().enumerate() {
        if let Some(finding) = close(&mut ring) {
            findings.push((index, finding));
        }
        if let Some(finding) = unusable(&ring) {
            findings.push((index, finding));
            if index == 0 {
                return (None, findings);
            }
            continue;
        }
        let anticlockwise = signed_area(&ring) > 0.0;
        if anticlockwise != (index == 0) {
            ring.reverse();
            findings.push((index, RingFinding::WrongWinding));
        }
        if let Some(at) = crossing(&ring) {
            findings.push((index, RingFinding::Crossing { at }));
        }
        kept.push(ring);
    }
    ((!kept.is_empty()).then_some(Polygon { rings: kept }), findings)
}

/// Closes an open ring that is long enough to be one. A triangle given by three positions becomes a proper ring.
fn close(ring: &mut Vec<Coord>) -> Option<RingFinding> {
    let (first, last) = (*ring.first()?, *ring.last()?);
    if first == last || ring.len() < 3 {
        return None;
    }
    ring.push(first);
    Some(RingFinding::Unclosed { at: last })
}

fn unusable(ring: &[Coord]) -> Option<RingFinding> {
    if ring.len() < 4 {
        return Some(RingFinding::Short { positions: ring.len() });
    }
    let flat = ring.iter().all(|c| c.x == ring[0].x) || ring.iter().all(|c| c.y == ring[0].y) || all_on_a_line(ring);
    flat.then_some(RingFinding::Flat)
}

fn all_on_a_line(ring: &[Coord]) -> bool {
    let points: Vec<_> = ring.iter().map(|&c| lattice(c)).collect();
    let Some(other) = points.iter().find(|&&point| point != points[0]) else { return true };
    points.iter().all(|&point| turn(points[0], *other, point) == 0)
}

/// A position on the lattice of 1e-7 degrees (about a centimetre), where orientation is exact.
pub(crate) fn lattice(coord: Coord) -> (i64, i64) {
    ((coord.x * 1e7).round() as i64, (coord.y * 1e7).round() as i64)
}

/// 1 when a, b, c turn left, -1 when right, 0 when they lie on a line.
fn turn(a: (i64, i64), b: (i64, i64), c: (i64, i64)) -> i32 {
    let (abx, aby) = (i128::from(b.0 - a.0), i128::from(b.1 - a.1));
    let (acx, acy) = (i128::from(c.0 - a.0), i128::from(c.1 - a.1));
    (abx * acy - aby * acx).signum() as i32
}

/// An edge on the lattice, with its least and greatest coordinates at hand.
struct Edge {
    from: (i64, i64),
    to: (i64, i64),
    index: usize,
}

impl Edge {
    fn west(&self) -> i64 {
        self.from.0.min(self.to.0)
    }

    fn east(&self) -> i64 {
        self.from.0.max(self.to.0)
    }

    fn apart_in_y(&self, other: &Self) -> bool {
        self.from.1.max(self.to.1) < other.from.1.min(other.to.1)
            || other.from.1.max(other.to.1) < self.from.1.min(self.to.1)
    }

    /// Properly: the edges share one point which is an end of neither. Touching rings are legal.
    fn crosses(&self, other: &Self) -> bool {
        turn(self.from, self.to, other.from) * turn(self.from, self.to, other.to) < 0
            && turn(other.from, other.to, self.from) * turn(other.from, other.to, self.to) < 0
    }
}

/// Where a ring crosses itself: the start of one of the first pair of edges found from west to east.
///
/// A sweep over the edges sorted by their western end; only edges whose spans of longitude overlap are compared.
pub fn crossing(ring: &[Coord]) -> Option<Coord> {
    let points: Vec<_> = ring.iter().map(|&c| lattice(c)).collect();
    let mut edges: Vec<Edge> =
        points.windows(2).enumerate().map(|(index, pair)| Edge { from: pair[0], to: pair[1], index }).collect();
    edges.sort_unstable_by_key(|edge| (edge.west(), edge.index));
    let mut active: Vec<&Edge> = Vec::new();
    for edge in &edges {
        active.retain(|other| other.east() >= edge.west());
        if active.iter().any(|other| !other.apart_in_y(edge) && other.crosses(edge)) {
            return Some(ring[edge.index]);
        }
        active.push(edge);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ring(points: &[(f64, f64)]) -> Vec<Coord> {
        points.iter().map(|&(x, y)| Coord { x, y }).collect()
    }

    #[test]
    fn a_good_polygon_passes_untouched() {
        let outer = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]);
        let hole = ring(&[(1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (1.0, 1.0)]);
        let (polygon, findings) = repair(vec![outer.clone(), hole.clone()]);
        assert_eq!(polygon, Some(Polygon { rings: vec![outer, hole] }));
        assert!(findings.is_empty());
    }

    #[test]
    fn names_each_fault_with_its_ring() {
        let open = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]);
        let short = ring(&[(1.0, 1.0), (2.0, 2.0), (1.0, 1.0)]);
        let flat = ring(&[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (1.0, 1.0)]);
        let wrong = ring(&[(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 1.0)]);
        let (polygon, findings) = repair(vec![open, short, flat, wrong]);
        assert_eq!(polygon.map(|p| p.rings.len()), Some(2));
        assert_eq!(
            findings,
            [
                (0, RingFinding::Unclosed { at: Coord { x: 0.0, y: 4.0 } }),
                (1, RingFinding::Short { positions: 3 }),
                (2, RingFinding::Flat),
                (3, RingFinding::WrongWinding),
            ]
        );
        assert_eq!(repair(vec![ring(&[(0.0, 0.0), (1.0, 1.0)])]).0, None);
    }

    #[test]
    fn a_bow_tie_crosses_itself_and_a_touching_ring_does_not() {
        let bow = ring(&[(105.94, 21.0), (105.96, 21.02), (105.96, 21.0), (105.94, 21.02), (105.94, 21.0)]);
        assert!(crossing(&bow).is_some());
        let touching = ring(&[(0.0, 0.0), (2.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 2.0), (1.0, 1.0), (0.0, 0.0)]);
        assert_eq!(crossing(&touching), None);
    }

    proptest! {
        #[test]
        fn star_shaped_rings_never_cross(radii in prop::collection::vec(0.1..1.0f64, 3..60)) {
            let step = std::f64::consts::TAU / radii.len() as f64;
            let mut star: Vec<Coord> = radii.iter().enumerate()
                .map(|(i, r)| Coord { x: 105.0 + r * (i as f64 * step).cos(), y: 21.0 + r * (i as f64 * step).sin() })
                .collect();
            star.push(star[0]);
            prop_assert_eq!(crossing(&star), None);
            prop_assert!(signed_area(&star) > 0.0);
            star.reverse();
            prop_assert!(signed_area(&star) < 0.0);
        }
    }
}
