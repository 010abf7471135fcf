//! The plane as a set of rings divides it: every face with the rings that cover it.
//!
//! Rings belong to sources, such as the outer ring and the holes of one polygon, or the polygons of a layer. A source
//! covers a face when its rings run around it an odd number of times, so neither winding nor self-crossings matter.
//! De Berg et al., Computational Geometry (2008), chapter 2, describe the half-edges used here.

use super::boxes::{Boxes, Edge};
use super::lattice::{Lattice, step, turn};
use super::noding::{Noding, Piece};
use crate::geo::faces::{self, Corners};
use crate::geo::grid::{GridBox, GridPoint};
use crate::geo::{Coord, Polygon};

/// The face that reaches to infinity.
pub(crate) const OUTSIDE: u32 = 0;

/// Faces, and the half-edges around them. Half-edge `h` has its face on the left; `h ^ 1` is its twin.
pub(crate) struct Arrangement {
    nodes: Vec<GridPoint>,
    coords: Vec<Coord>,
    /// Where each half-edge starts.
    from: Vec<u32>,
    /// The face on the left of each half-edge.
    left: Vec<u32>,
    /// The half-edges, face after face.
    around: Vec<u32>,
    /// Where the half-edges of each face start in `around`, and a last one for the end.
    starts: Vec<usize>,
    /// The sources that cover each face, ascending.
    covers: Vec<Vec<u32>>,
    /// Twice the area of each face in square steps, holes taken out; nothing for the outside.
    areas: Vec<i64>,
}

impl Arrangement {
    /// The arrangement of some rings, each with its source. `None` for scribble (see [`super::boxes::most_crossings`]),
    /// and when its faces contradict each other, which a sound cut rules out.
    pub(crate) fn of<'a>(lattice: Lattice, rings: impl IntoIterator<Item = (u32, &'a [Coord])>) -> Option<Self> {
        let mut noding = Noding::new(lattice);
        rings.into_iter().for_each(|(source, ring)| noding.add(source, ring));
        noding.cut()?;
        let (borders, toggles) = borders(&noding.pieces, &mut noding.uses);
        let from: Vec<u32> = borders.iter().flat_map(|border| border.ends).collect();
        let next = successors(&noding.nodes, &from);
        let (left, areas) = faces_of(&noding.nodes, &from, &next);
        let mut around: Vec<u32> = (0..from.len() as u32).collect();
        around.sort_by_key(|&half| left[half as usize]);
        let starts: Vec<usize> = (0..=areas.len())
            .map(|face| around.partition_point(|&half| (left[half as usize] as usize) < face))
            .collect();
        let Noding { nodes, coords, .. } = noding;
        let mut arrangement = Self { nodes, coords, from, left, around, starts, covers: Vec::new(), areas };
        arrangement.covers = arrangement.cover(&borders, &toggles)?;
        Some(arrangement)
    }

    /// The faces; the first is [`OUTSIDE`].
    pub(crate) fn faces(&self) -> std::ops::Range<u32> {
        0..self.areas.len() as u32
    }

    /// The sources that cover a face, ascending.
    pub(crate) fn covering(&self, face: u32) -> &[u32] {
        &self.covers[face as usize]
    }

    /// Twice the area of a face in square steps; nothing for the outside.
    pub(crate) fn doubled_area(&self, face: u32) -> i64 {
        self.areas[face as usize]
    }

    /// The edges around a face as pairs of positions, the face on their left, and the face behind each.
    pub(crate) fn edges(&self, face: u32) -> impl Iterator<Item = ([Coord; 2], u32)> {
        self.halves(face).iter().map(|&half| {
            let ends = [half, half ^ 1].map(|half| self.coords[self.from[half as usize] as usize]);
            (ends, self.left[half as usize ^ 1])
        })
    }

    fn halves(&self, face: u32) -> &[u32] {
        &self.around[self.starts[face as usize]..self.starts[face as usize + 1]]
    }

    /// The polygons that some faces make together, closed and wound as [`Polygon`] promises. `None` when their area
    /// is not that of the faces.
    pub(crate) fn outline(
        &self,
        faces: impl IntoIterator<Item = u32>,
        among: impl Fn(u32) -> bool,
    ) -> Option<Vec<Polygon>> {
        let mut edges: Vec<(u32, u32)> = Vec::new();
        let mut area = 0;
        for face in faces.into_iter().filter(|&face| among(face)) {
            area += self.doubled_area(face);
            let border = self.halves(face).iter().filter(|&&half| !among(self.left[half as usize ^ 1]));
            edges.extend(border.map(|&half| (self.from[half as usize], self.from[half as usize ^ 1])));
        }
        edges.sort_unstable();
        let polygons = faces::polygons(&edges, &mut Vec::new(), |corner| self.nodes[corner as usize]);
        let rebuilt: i64 = polygons.iter().flatten().map(|ring| self.ring_area(ring)).sum();
        let ring = |ring: &Vec<u32>| ring.iter().chain(ring.first()).map(|&at| self.coords[at as usize]).collect();
        let polygon = |corners: &Corners| Polygon { rings: corners.iter().map(ring).collect() };
        (rebuilt == area).then(|| polygons.iter().map(polygon).collect())
    }

    fn ring_area(&self, ring: &[u32]) -> i64 {
        crate::geo::grid::doubled_area(&ring.iter().map(|&at| self.nodes[at as usize]).collect::<Vec<_>>())
    }

    /// What covers each face: nothing outside, and over a border its sources come or go.
    fn cover(&self, borders: &[Piece], toggles: &[u32]) -> Option<Vec<Vec<u32>>> {
        let mut covers: Vec<Option<Vec<u32>>> = vec![None; self.areas.len()];
        covers[OUTSIDE as usize] = Some(Vec::new());
        let mut open = vec![OUTSIDE];
        let mut beyond = Vec::new();
        while let Some(face) = open.pop() {
            let here = covers[face as usize].clone()?;
            for &half in self.halves(face) {
                let first = borders[half as usize / 2].segment as usize;
                let last = borders.get(half as usize / 2 + 1).map_or(toggles.len(), |border| border.segment as usize);
                beyond.clear();
                beyond.extend_from_slice(&here);
                for source in &toggles[first..last] {
                    match beyond.binary_search(source) {
                        Ok(at) => drop(beyond.remove(at)),
                        Err(at) => beyond.insert(at, *source),
                    }
                }
                let other = self.left[half as usize ^ 1];
                match &covers[other as usize] {
                    Some(known) if *known != beyond => return None,
                    Some(_) => {}
                    None => {
                        covers[other as usize] = Some(beyond.clone());
                        open.push(other);
                    }
                }
            }
        }
        covers.into_iter().collect()
    }
}

/// The pieces that separate anything, each once, and the sources that change over each. The `segment` of a border
/// says where its sources start.
fn borders(pieces: &[Piece], uses: &mut [(u32, u32)]) -> (Vec<Piece>, Vec<u32>) {
    uses.sort_unstable();
    let mut marks: Vec<([u32; 2], u32)> = Vec::with_capacity(uses.len());
    for piece in pieces {
        let first = uses.partition_point(|one| one.0 < piece.segment);
        let sources = uses[first..].iter().take_while(|one| one.0 == piece.segment);
        let [a, b] = piece.ends;
        marks.extend(sources.map(|&(_, source)| ([a.min(b), a.max(b)], source)));
    }
    marks.sort_unstable();
    let (mut borders, mut toggles) = (Vec::new(), Vec::new());
    for same in marks.chunk_by(|one, other| one.0 == other.0) {
        let start = toggles.len();
        let odd = same.chunk_by(|one, other| one.1 == other.1).filter(|one| one.len() % 2 == 1);
        toggles.extend(odd.map(|one| one[0].1));
        if toggles.len() > start {
            borders.push(Piece { ends: same[0].0, segment: start as u32 });
        }
    }
    (borders, toggles)
}

/// For each half-edge the one that follows it around the face on its left.
fn successors(nodes: &[GridPoint], from: &[u32]) -> Vec<u32> {
    let direction = |half: u32| {
        let [a, b] = [half, half ^ 1].map(|half| nodes[from[half as usize] as usize]);
        step(a, b)
    };
    let mut spokes: Vec<u32> = (0..from.len() as u32).collect();
    spokes.sort_unstable_by(|&one, &other| {
        // Anticlockwise from the east; westward starts the second half.
        let second_half = |(x, y): (i64, i64)| y < 0 || (y == 0 && x < 0);
        let ((ax, ay), (bx, by)) = (direction(one), direction(other));
        let turning = || second_half((ax, ay)).cmp(&second_half((bx, by))).then_with(|| (ay * bx).cmp(&(ax * by)));
        from[one as usize].cmp(&from[other as usize]).then_with(turning)
    });
    let mut next = vec![0; from.len()];
    for fan in spokes.chunk_by(|&one, &other| from[one as usize] == from[other as usize]) {
        for (at, &spoke) in fan.iter().enumerate() {
            // Who arrives against a spoke leaves by the spoke before it.
            next[spoke as usize ^ 1] = fan[if at == 0 { fan.len() - 1 } else { at - 1 }];
        }
    }
    next
}

/// For each half-edge the face on its left, and twice the area of each face.
fn faces_of(nodes: &[GridPoint], from: &[u32], next: &[u32]) -> (Vec<u32>, Vec<i64>) {
    const NONE: u32 = u32::MAX;
    let place = |half: u32| nodes[from[half as usize] as usize];
    let mut left = vec![NONE; from.len()];
    let mut areas = vec![0];
    // Outer borders of connected parts, each by its westernmost half-edge; they wait for the face around them.
    let mut parts: Vec<(GridPoint, u32, i64)> = Vec::new();
    let mut cycle = Vec::new();
    for first in 0..from.len() as u32 {
        if left[first as usize] != NONE {
            continue;
        }
        cycle.clear();
        let mut half = first;
        while cycle.last().is_none() || half != first {
            cycle.push(half);
            half = next[half as usize];
        }
        let corners: Vec<GridPoint> = cycle.iter().map(|&half| place(half)).collect();
        let area = crate::geo::grid::doubled_area(&corners);
        let face = areas.len() as u32;
        if area > 0 {
            cycle.iter().for_each(|&half| left[half as usize] = face);
            areas.push(area);
        } else {
            let start = cycle.iter().copied().min_by_key(|&half| place(half)).unwrap_or(first);
            // Taken for seen until the face is known.
            cycle.iter().for_each(|&half| left[half as usize] = OUTSIDE);
            parts.push((place(start), start, area));
        }
    }
    // From west to east: what lies west of a part is then known.
    parts.sort_unstable();
    let edges: Vec<Edge> = (0..from.len() as u32).step_by(2).map(|half| [place(half), place(half ^ 1)]).collect();
    let boxes = Boxes::new(&edges, 0);
    for (point, start, area) in parts {
        let face = west_of(point, &edges, &boxes).map_or(OUTSIDE, |half| left[half as usize]);
        if face == OUTSIDE {
            continue;
        }
        areas[face as usize] += area;
        let mut half = start;
        loop {
            left[half as usize] = face;
            half = next[half as usize];
            if half == start {
                break;
            }
        }
    }
    (left, areas)
}

/// The half-edge that looks at a point from the west: the nearest on the ray just above the point's row.
fn west_of(point: GridPoint, edges: &[Edge], boxes: &Boxes) -> Option<u32> {
    let ray = GridBox { min: GridPoint { x: 0, y: point.y }, max: point };
    let mut nearest: Option<(usize, Edge)> = None;
    boxes.within(&ray, |at| {
        let [a, b] = edges[at];
        let upward = if a.y < b.y { [a, b] } else { [b, a] };
        let crosses = upward[0].y <= point.y && point.y < upward[1].y && turn(upward[0], upward[1], point) < 0;
        if crosses && nearest.is_none_or(|(_, known)| is_west(known, upward, point.y)) {
            nearest = Some((at, upward));
        }
    });
    // East of an edge that runs upward is its right hand: the half-edge that runs down.
    nearest.map(|(at, upward)| at as u32 * 2 + u32::from(edges[at] == upward))
}

/// Whether one upward edge meets the ray just above a row west of the other. They don't cross.
fn is_west([a, b]: Edge, [c, d]: Edge, row: i32) -> bool {
    let ((run, rise), (other_run, other_rise)) = (step(a, b), step(c, d));
    let [rise, other_rise] = [i128::from(rise), i128::from(other_rise)];
    let here = i128::from(a.x) * rise + (i128::from(row) - i128::from(a.y)) * i128::from(run);
    let there = i128::from(c.x) * other_rise + (i128::from(row) - i128::from(c.y)) * i128::from(other_run);
    // Those that start at one point part above it.
    let slopes = || (i128::from(run) * other_rise).cmp(&(i128::from(other_run) * rise));
    (here * other_rise).cmp(&(there * rise)).then_with(slopes).is_lt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::Bounds;
    use crate::geo::fixture::square;

    #[test]
    fn faces_know_what_covers_them_and_what_lies_in_them() {
        // A lake with an island in it, half of the island overlapped by a fourth square.
        let squares =
            [square(105.0, 21.0, 0.9), square(105.1, 21.1, 0.6), square(105.2, 21.2, 0.2), square(105.3, 21.2, 0.2)];
        let lattice = Lattice::around(Bounds { west: 105.0, south: 21.0, east: 106.0, north: 22.0 });
        let rings = squares.iter().enumerate().map(|(source, polygon)| (source as u32, polygon.rings[0].as_slice()));
        let faces = Arrangement::of(lattice, rings).expect("can be cut");
        let mut found: Vec<(&[u32], i64)> =
            faces.faces().map(|face| (faces.covering(face), faces.doubled_area(face) / 20_000_000_000)).collect();
        found.sort_unstable();
        let expected: [(&[u32], i64); 6] =
            [(&[], 0), (&[0], 4500), (&[0, 1], 3000), (&[0, 1, 2], 200), (&[0, 1, 2, 3], 200), (&[0, 1, 3], 200)];
        assert_eq!(found, expected);
        let lake = |face: u32| faces.covering(face) == [0, 1];
        let outline = faces.outline(faces.faces(), lake).expect("adds up");
        assert_eq!(outline.iter().map(|polygon| polygon.rings.len()).collect::<Vec<_>>(), [2]);
    }
}
