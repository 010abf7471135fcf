//! One ring without the positions that add nothing.

use super::lattice::{Lattice, step, turn};
use crate::geo::Coord;
use crate::geo::grid::GridPoint;

/// A ring in both forms: as given, closed; and as nodes, open, no two alike in a row and no spike.
#[derive(Clone, Debug)]
pub(super) struct Ring {
    pub coords: Vec<Coord>,
    pub nodes: Vec<GridPoint>,
}

impl Ring {
    /// Takes a closed ring and drops positions that repeat the one before, and the tips of spikes; says how many.
    /// `None` when nothing remains that encloses anything.
    pub(super) fn tidy(lattice: &Lattice, coords: Vec<Coord>) -> Option<(Self, usize)> {
        let open = coords.len().saturating_sub(1);
        let nodes: Vec<GridPoint> = coords[..open].iter().map(|&coord| lattice.node(coord)).collect();
        let [.., before, last] = *nodes.as_slice() else { return None };
        let mut pair = [before, last];
        let clean = nodes.iter().all(|&node| {
            let adds = adds(pair[0], pair[1], node);
            pair = [pair[1], node];
            adds
        });
        if clean {
            return (open > 2).then_some((Self { coords, nodes }, 0));
        }
        let kept = needed(&nodes);
        if kept.len() < 3 {
            return None;
        }
        let closed = kept.iter().chain(kept.first()).map(|&at| coords[at]).collect();
        let ring = Self { coords: closed, nodes: kept.iter().map(|&at| nodes[at]).collect() };
        Some((ring, open - kept.len()))
    }

    /// Turns the ring round.
    pub(super) fn reverse(&mut self) {
        self.coords.reverse();
        self.nodes.reverse();
    }
}

/// Whether the middle one of three nodes differs from the next and is no tip of a spike.
fn adds(before: GridPoint, middle: GridPoint, next: GridPoint) -> bool {
    if middle == next {
        return false;
    }
    let ((ax, ay), (bx, by)) = (step(before, middle), step(middle, next));
    ax * bx + ay * by >= 0 || turn(before, middle, next) != 0
}

/// The places of the nodes that remain.
fn needed(nodes: &[GridPoint]) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::with_capacity(nodes.len());
    for (at, &node) in nodes.iter().enumerate() {
        while let [.., before, last] = *kept
            && nodes[last] != node
            && !adds(nodes[before], nodes[last], node)
        {
            kept.pop();
        }
        if kept.last().is_none_or(|&last| nodes[last] != node) {
            kept.push(at);
        }
    }
    // The same over the seam.
    let mut kept = kept.as_slice();
    while let [first, second, .., last] = *kept {
        let before = kept[kept.len() - 2];
        if !adds(nodes[before], nodes[last], nodes[first]) {
            kept = &kept[..kept.len() - 1];
        } else if !adds(nodes[last], nodes[first], nodes[second]) {
            kept = &kept[1..];
        } else {
            break;
        }
    }
    kept.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::Bounds;

    fn tidy(points: &[(i32, i32)]) -> Option<(Vec<(i32, i32)>, usize)> {
        let lattice = Lattice::around(Bounds { west: 105.0, south: 21.0, east: 106.0, north: 22.0 });
        let coords = points.iter().chain(points.first()).map(|&(x, y)| lattice.coord((x.into(), y.into()))).collect();
        let (ring, dropped) = Ring::tidy(&lattice, coords)?;
        assert_eq!(ring.coords.len(), ring.nodes.len() + 1);
        assert_eq!(ring.coords.first(), ring.coords.last());
        Some((ring.nodes.iter().map(|node| (node.x, node.y)).collect(), dropped))
    }

    #[test]
    fn drops_repeats_and_spikes_and_nothing_else() {
        let square = [(0, 0), (4, 0), (4, 4), (0, 4)];
        assert_eq!(tidy(&square), Some((square.to_vec(), 0)));
        let straight = [(0, 0), (2, 0), (4, 0), (4, 4), (0, 4)];
        assert_eq!(
            tidy(&straight),
            Some((straight.to_vec(), 0)),
            "a vertex on a straight border may be a corner of three"
        );
        let twice = [(0, 0), (0, 0), (4, 0), (4, 4), (4, 4), (4, 4), (0, 4), (0, 0)];
        assert_eq!(tidy(&twice), Some((square.to_vec(), 4)));
        let spike = [(0, 0), (4, 0), (7, 0), (9, 0), (7, 0), (4, 0), (4, 4), (0, 4)];
        assert_eq!(tidy(&spike), Some((square.to_vec(), 4)), "a spike in steps");
        let past = [(4, 0), (4, 4), (0, 4), (0, 0), (9, 0)];
        assert_eq!(tidy(&past), Some(([(4, 0), (4, 4), (0, 4), (0, 0)].to_vec(), 1)), "a spike over the seam");
        let tip = [(9, 0), (4, 0), (4, 4), (0, 4), (0, 0), (4, 0)];
        assert_eq!(tidy(&tip).map(|(ring, dropped)| (ring.len(), dropped)), Some((4, 2)), "its tip first");
    }

    #[test]
    fn nothing_remains_of_what_encloses_nothing() {
        assert_eq!(tidy(&[(0, 0), (2, 2), (3, 3)]), None);
        assert_eq!(tidy(&[(0, 0), (4, 0), (8, 8), (4, 0)]), None);
        assert_eq!(tidy(&[(1, 1), (1, 1), (1, 1), (1, 1)]), None);
    }
}
