//! From directed edges to polygons that every renderer takes: simple rings, outer ones around their holes.
//!
//! Edges have the inside on one hand: on the left where x and y grow to the right and upwards. They are walked face
//! by face, and walks that come by a corner twice are split there. What corners are, and where, is the caller's.

use rustc_hash::FxHashMap;

use super::grid::{GridBox, GridPoint, doubled_area};

/// A polygon as numbers of corners, outer ring first. Rings are open and pass each corner once; the outer one has a
/// positive [`doubled_area`], the holes a negative one.
pub(super) type Corners = Vec<Vec<u32>>;

/// The polygons that directed edges enclose. The edges must be sorted and leave every corner as often as they reach
/// it; they may touch but not cross. `used` is scratch. Coordinates must stay below 2^30.
pub(super) fn polygons(
    edges: &[(u32, u32)],
    used: &mut Vec<bool>,
    place: impl Fn(u32) -> GridPoint + Copy,
) -> Vec<Corners> {
    let mut outers: Vec<Vec<u32>> = Vec::new();
    let mut holes: Vec<Vec<u32>> = Vec::new();
    for walk in walks(edges, used, place) {
        for mut ring in split_at_repeats(&walk) {
            let points: Vec<GridPoint> = ring.iter().map(|&corner| place(corner)).collect();
            match doubled_area(&points) {
                0 => {}
                area if area > 0 => outers.push(ring),
                _ => {
                    // The least corner first, so that holes come in an order of their own.
                    let least = (0..ring.len()).min_by_key(|&at| points[at]).unwrap_or(0);
                    ring.rotate_left(least);
                    holes.push(ring);
                }
            }
        }
    }
    let points_of = |ring: &[u32]| ring.iter().map(|&corner| place(corner)).collect::<Vec<_>>();
    let outlines: Vec<(GridBox, Vec<GridPoint>)> = outers
        .iter()
        .map(|ring| points_of(ring))
        .map(|ring| (GridBox::around(&ring).unwrap_or_default(), ring))
        .collect();
    let mut polygons: Vec<Corners> = outers.into_iter().map(|ring| vec![ring]).collect();
    for mut hole in holes {
        let points = points_of(&hole);
        let bounds = GridBox::around(&points).unwrap_or_default();
        let around =
            (0..outlines.len()).filter(|&at| outlines[at].0.holds(&bounds) && lies_in(&points, &outlines[at].1));
        match around.min_by_key(|&at| doubled_area(&outlines[at].1)) {
            Some(at) => polygons[at].push(hole),
            None => {
                // Nothing around it: a loop that ran the wrong way round in a ring that crosses itself.
                hole.reverse();
                polygons.push(vec![hole]);
            }
        }
    }
    polygons
}

/// Closed walks along the edges, each with one face on its inner hand.
fn walks(edges: &[(u32, u32)], used: &mut Vec<bool>, place: impl Fn(u32) -> GridPoint + Copy) -> Vec<Vec<u32>> {
    used.clear();
    used.resize(edges.len(), false);
    let mut walks = Vec::new();
    for first in 0..edges.len() {
        if used[first] {
            continue;
        }
        let mut walk = Vec::new();
        let mut edge = first;
        loop {
            used[edge] = true;
            let (from, to) = edges[edge];
            walk.push(from);
            if to == edges[first].0 && !has_open(edges, used, to) {
                break;
            }
            let Some(next) = turn_off(edges, used, place, from, to) else { break };
            edge = next;
        }
        walks.push(walk);
    }
    walks
}

/// The edges that leave a corner.
fn leaving(edges: &[(u32, u32)], corner: u32) -> std::ops::Range<usize> {
    let start = edges.partition_point(|edge| edge.0 < corner);
    let count = edges[start..].iter().take_while(|edge| edge.0 == corner).count();
    start..start + count
}

fn has_open(edges: &[(u32, u32)], used: &[bool], corner: u32) -> bool {
    leaving(edges, corner).any(|edge| !used[edge])
}

/// The next edge of a walk that comes from one corner to another: the first one met when turning from where it came
/// over its inner hand, so that it never leaves the face.
fn turn_off(
    edges: &[(u32, u32)],
    used: &[bool],
    place: impl Fn(u32) -> GridPoint,
    from: u32,
    at: u32,
) -> Option<usize> {
    let mut open = leaving(edges, at).filter(|&edge| !used[edge]);
    let first = open.next()?;
    let here = place(at);
    let step = |to: u32| {
        let there = place(to);
        (i64::from(there.x - here.x), i64::from(there.y - here.y))
    };
    let back = step(from);
    let mut best = first;
    for edge in open {
        if sooner(back, step(edges[edge].1), step(edges[best].1)) {
            best = edge;
        }
    }
    Some(best)
}

/// Whether direction `one` is met before `other` when turning from `back` against the turn of outer rings.
pub(super) fn sooner(back: (i64, i64), one: (i64, i64), other: (i64, i64)) -> bool {
    let cross = |a: (i64, i64), b: (i64, i64)| a.0 * b.1 - a.1 * b.0;
    // Directions in the first half turn come before those in the second.
    let half = |direction: (i64, i64)| match cross(back, direction) {
        0 => back.0 * direction.0 + back.1 * direction.1 > 0,
        side => side > 0,
    };
    match (half(one), half(other)) {
        (false, true) => true,
        (true, false) => false,
        _ => cross(one, other) < 0,
    }
}

/// Splits a closed walk into rings that come by each corner once.
fn split_at_repeats(walk: &[u32]) -> Vec<Vec<u32>> {
    let mut rings = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut place: FxHashMap<u32, usize> = FxHashMap::default();
    for &corner in walk {
        if let Some(&at) = place.get(&corner) {
            let ring: Vec<u32> = open.drain(at..).collect();
            ring.iter().for_each(|corner| {
                place.remove(corner);
            });
            if ring.len() > 2 {
                rings.push(ring);
            }
        }
        place.insert(corner, open.len());
        open.push(corner);
    }
    if open.len() > 2 {
        rings.push(open);
    }
    rings
}

/// Whether a ring lies in another that it doesn't cross; they may touch.
fn lies_in(ring: &[GridPoint], outline: &[GridPoint]) -> bool {
    // Tested at the middles of its edges, in doubled coordinates: at least one of them is not on the outline.
    ring.iter()
        .zip(ring.iter().cycle().skip(1))
        .find_map(|(a, b)| side(GridPoint { x: a.x + b.x, y: a.y + b.y }, outline))
        .unwrap_or(false)
}

/// Whether a point in doubled coordinates lies inside an outline; `None` when it lies on it.
fn side(point: GridPoint, outline: &[GridPoint]) -> Option<bool> {
    let (px, py) = (i64::from(point.x), i64::from(point.y));
    let mut inside = false;
    for (a, b) in outline.iter().zip(outline.iter().cycle().skip(1)) {
        let (ax, ay, bx, by) = (2 * i64::from(a.x), 2 * i64::from(a.y), 2 * i64::from(b.x), 2 * i64::from(b.y));
        let cross = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
        let within = ax.min(bx) <= px && px <= ax.max(bx) && ay.min(by) <= py && py <= ay.max(by);
        if cross == 0 && within {
            return None;
        }
        if (ay > py) != (by > py) && (cross > 0) == (by > ay) {
            inside = !inside;
        }
    }
    Some(inside)
}
