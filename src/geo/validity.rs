//! What makes a polygon usable, and the mends that cannot change what the author meant.
//!
//! Sound polygons pass untouched. Of the others no vertex ever moves, so that neighbours keep the vertices they have
//! in common; where a ring crosses itself or another, the crossing becomes a vertex, and the polygon is put together
//! anew from the faces that its outer ring covers an odd number of times and no hole covers (the even-odd rule of
//! every program that draws it). All tests are exact, on the lattice of 1e-7 degrees.

pub(super) mod arrangement;
mod boxes;
mod check;
pub(super) mod lattice;
mod noding;
mod ring;
#[cfg(test)]
mod tests;

use self::arrangement::Arrangement;
use self::boxes::most_crossings;
use self::check::{Clash, Linework};
use self::lattice::Lattice;
use self::ring::Ring;
use super::{Bounds, Coord, Polygon};

/// What was found about one ring. Rings are counted from 0 in the polygon as it was given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RingFinding {
    /// First and last position differ. The ring was closed.
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
    /// Positions that repeat the one before, or are the tip of a spike. They were dropped.
    Repeated {
        /// How many.
        positions: usize,
    },
    /// Ran the wrong way round. It was reversed.
    WrongWinding,
    /// Crosses itself or an earlier hole, or runs along it. The polygon was put together anew; it may have become
    /// several.
    Crossing {
        /// Where it does so first.
        at: Coord,
    },
    /// A hole that does not lie in its outer ring alone. Wholly outside or in another hole it was left out; of one
    /// that crosses the outer ring or runs along it the part within remains; and a ring around the first one changed
    /// places with it.
    HoleOutside {
        /// Where it crosses the outer ring first; its first position when it doesn't.
        at: Coord,
    },
    /// A position that is no number, or beyond 180° or 90°. The polygon was left out.
    BadPosition {
        /// The position.
        at: Coord,
    },
    /// Crosses itself so that nothing sure can be put together, or nothing is left. The polygon was left out.
    Tangled {
        /// Where it crosses first.
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

/// Brings a polygon's rings into the form that [`Polygon`] promises, and says what was found, in the order of the
/// rings. Nothing comes back when no usable outer ring is left, several polygons where a ring crossed itself.
pub fn repair(rings: Vec<Vec<Coord>>) -> (Vec<Polygon>, Vec<(usize, RingFinding)>) {
    let mut findings = Vec::new();
    let polygons = mend(rings, &mut findings);
    findings.sort_by_key(|finding| finding.0);
    (polygons, findings)
}

fn mend(rings: Vec<Vec<Coord>>, findings: &mut Vec<(usize, RingFinding)>) -> Vec<Polygon> {
    // Written so that what is no number fails.
    let usable = |coord: &Coord| coord.x.abs() <= 180.0 && coord.y.abs() <= 90.0;
    for (number, ring) in rings.iter().enumerate() {
        if let Some(&at) = ring.iter().find(|coord| !usable(coord)) {
            findings.push((number, RingFinding::BadPosition { at }));
            return Vec::new();
        }
    }
    let Some(bounds) = Bounds::around(rings.iter().flatten()) else {
        let nothing = RingFinding::Short { positions: 0 };
        findings.extend((0..rings.len()).map(|number| (number, nothing)));
        return Vec::new();
    };
    let lattice = Lattice::around(bounds);
    let mut kept: Vec<Ring> = Vec::with_capacity(rings.len());
    let mut numbers = Vec::with_capacity(rings.len());
    for (number, mut ring) in rings.into_iter().enumerate() {
        findings.extend(close(&mut ring).map(|finding| (number, finding)));
        let positions = ring.len();
        match Ring::tidy(&lattice, ring) {
            Some((ring, dropped)) => {
                if dropped > 0 {
                    findings.push((number, RingFinding::Repeated { positions: dropped }));
                }
                kept.push(ring);
                numbers.push(number);
            }
            None => {
                let short = positions < 4;
                findings.push((number, if short { RingFinding::Short { positions } } else { RingFinding::Flat }));
                if number == 0 {
                    return Vec::new();
                }
            }
        }
    }
    if kept.is_empty() {
        return Vec::new();
    }
    let linework = Linework::new(&kept);
    let clashes = linework.clashes();
    let outer = place_holes(&mut kept, &numbers, &linework, &clashes, findings);
    if !clashes.is_empty() {
        return rebuild(lattice, &kept, &numbers, &clashes, findings);
    }
    let mut sound = Polygon { rings: Vec::with_capacity(kept.len()) };
    for (at, mut ring) in kept.into_iter().enumerate().filter(|(_, ring)| !ring.nodes.is_empty()) {
        let anticlockwise = super::grid::doubled_area(&ring.nodes) > 0;
        if anticlockwise != (at == outer) {
            ring.reverse();
            findings.push((numbers[at], RingFinding::WrongWinding));
        }
        let place = if at == outer { 0 } else { sound.rings.len() };
        sound.rings.insert(place, ring.coords);
    }
    vec![sound]
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

/// Empties the holes that lie where they can't cut, and says which ring is the outer one.
fn place_holes(
    rings: &mut [Ring],
    numbers: &[usize],
    linework: &Linework,
    clashes: &[Clash],
    findings: &mut Vec<(usize, RingFinding)>,
) -> usize {
    let mut clashing = vec![false; rings.len()];
    clashes.iter().flat_map(|clash| clash.rings).for_each(|ring| clashing[ring] = true);
    let mut outer = 0;
    if rings.len() > 1 && clashes.is_empty() {
        // A single ring around the first one is the outer ring in the wrong place.
        if let [around] = *linework.around(0) {
            findings.push((numbers[around], RingFinding::HoleOutside { at: rings[around].coords[0] }));
            outer = around;
        }
    }
    for hole in (0..rings.len()).filter(|&ring| ring != outer && !clashing[ring]) {
        if linework.around(hole) != [outer] {
            let ring = &mut rings[hole];
            findings.push((numbers[hole], RingFinding::HoleOutside { at: ring.coords[0] }));
            (ring.coords, ring.nodes) = (Vec::new(), Vec::new());
        }
    }
    outer
}

/// Puts a polygon together anew from its faces, and says which rings were not sound.
fn rebuild(
    lattice: Lattice,
    rings: &[Ring],
    numbers: &[usize],
    clashes: &[Clash],
    findings: &mut Vec<(usize, RingFinding)>,
) -> Vec<Polygon> {
    let sources = rings.iter().enumerate().map(|(source, ring)| (source as u32, ring.coords.as_slice()));
    let edges = rings.iter().map(|ring| ring.nodes.len()).sum();
    let scribble = clashes.len() > most_crossings(edges);
    let land = (!scribble).then(|| Arrangement::of(lattice, sources)).flatten().and_then(|faces| {
        // Within the outer ring, the first source, and in no hole.
        faces.outline(faces.faces(), |face| faces.covering(face) == [0])
    });
    let polygons = land.unwrap_or_default();
    if polygons.is_empty() {
        let Clash { rings, at } = clashes[0];
        findings.push((numbers[rings[1]], RingFinding::Tangled { at: lattice.coord(at) }));
        return polygons;
    }
    let mut told = vec![[false; 2]; rings.len()];
    for &Clash { rings: [one, other], at } in clashes {
        let with_outer = one == 0 && other > 0;
        if std::mem::replace(&mut told[other][usize::from(with_outer)], true) {
            continue;
        }
        let at = lattice.coord(at);
        let finding = if with_outer { RingFinding::HoleOutside { at } } else { RingFinding::Crossing { at } };
        findings.push((numbers[other], finding));
    }
    polygons
}
