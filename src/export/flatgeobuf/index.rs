//! The index of FlatGeobuf: boxes packed sixteen a node along a Hilbert curve, the root first and the leaves last, so that a
//! reader over HTTP asks for a few ranges.

use crate::geo::Bounds;
use crate::geo::pmtiles::along_curve;

/// Boxes below one node.
pub(super) const NODE: usize = 16;

/// The curve runs through 2^16 rows and columns, as in other writers.
const BITS: u8 = 16;

/// The order of features along the curve.
pub(super) fn order(boxes: &[Bounds]) -> Vec<usize> {
    let Some(all) = boxes.iter().copied().reduce(Bounds::union) else { return Vec::new() };
    let most = f64::from((1u32 << BITS) - 1);
    let cell = |at: f64, from: f64, size: f64| if size > 0.0 { ((at - from) / size * most) as u32 } else { 0 };
    let along = |bounds: &Bounds| {
        let center = bounds.center();
        along_curve(BITS, cell(center.x, all.west, all.width()), cell(center.y, all.south, all.height()))
    };
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    order.sort_by_cached_key(|at| (along(&boxes[*at]), *at));
    order
}

/// The index of features in their final order: the box of each, and where it begins after the index.
pub(super) fn packed(leaves: &[(Bounds, u64)]) -> Vec<u8> {
    // Levels from the leaves up; there is a root even above a single leaf.
    let mut levels: Vec<Vec<(Bounds, u64)>> = vec![leaves.to_vec()];
    while levels.len() < 2 || levels.last().is_some_and(|level| level.len() > 1) {
        let below = levels.last().map_or(&[][..], Vec::as_slice);
        let node = |(number, children): (usize, &[(Bounds, u64)])| {
            let bounds = children.iter().map(|(bounds, _)| *bounds).reduce(Bounds::union);
            (bounds.unwrap_or(children[0].0), (number * NODE) as u64)
        };
        levels.push(below.chunks(NODE).enumerate().map(node).collect());
    }
    // A node names its first child by its number in the whole index.
    let mut start = levels.iter().map(Vec::len).sum::<usize>();
    for at in 0..levels.len() {
        start -= levels[at].len();
        for node in levels.get_mut(at + 1).into_iter().flatten() {
            node.1 += start as u64;
        }
    }
    let nodes = levels.iter().rev().flatten();
    nodes
        .flat_map(|(bounds, offset)| {
            let sides = [bounds.west, bounds.south, bounds.east, bounds.north];
            sides.map(f64::to_le_bytes).into_iter().chain([offset.to_le_bytes()]).flatten()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(index: &[u8], node: usize) -> (Bounds, u64) {
        let number = |at: usize| -> [u8; 8] { index[40 * node + 8 * at..][..8].try_into().expect("eight bytes") };
        let side = |at: usize| f64::from_le_bytes(number(at));
        (Bounds { west: side(0), south: side(1), east: side(2), north: side(3) }, u64::from_le_bytes(number(4)))
    }

    /// What a search from the root finds: as readers walk it.
    fn found(index: &[u8], leaves: usize, wanted: &Bounds) -> Vec<u64> {
        let nodes = index.len() / 40;
        let mut ends = Vec::new();
        let (mut end, mut level) = (nodes, leaves);
        loop {
            ends.push(end);
            end -= level;
            if end == 0 {
                break;
            }
            level = level.div_ceil(NODE);
        }
        let (mut queue, mut found) = (vec![0], Vec::new());
        while let Some(first) = queue.pop() {
            let end = ends.iter().copied().filter(|end| *end > first).min().expect("a level");
            for node in first..end.min(first + NODE) {
                let (bounds, offset) = read(index, node);
                if !bounds.intersects(wanted) {
                    continue;
                }
                if node >= nodes - leaves { found.push(offset) } else { queue.push(offset as usize) }
            }
        }
        found.sort_unstable();
        found
    }

    proptest! {
        #[test]
        fn a_search_finds_what_a_walk_finds(
            places in proptest::collection::vec((0.0..10.0f64, 0.0..10.0f64, 0.0..1.0f64), 1..700),
            (x, y, size) in (0.0..10.0f64, 0.0..10.0f64, 0.0..5.0f64),
        ) {
            let square = |x: f64, y: f64, size: f64| Bounds { west: x, south: y, east: x + size, north: y + size };
            let boxes: Vec<Bounds> = places.iter().map(|(x, y, size)| square(*x, *y, *size)).collect();
            let leaves: Vec<(Bounds, u64)> = order(&boxes).into_iter().map(|at| (boxes[at], at as u64)).collect();
            let wanted = square(x, y, size);
            let mut walked: Vec<u64> =
                leaves.iter().filter(|(bounds, _)| bounds.intersects(&wanted)).map(|(_, at)| *at).collect();
            walked.sort_unstable();
            prop_assert_eq!(found(&packed(&leaves), leaves.len(), &wanted), walked);
        }
    }
}
