//! Finding junctions and cutting rings into arcs.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Arc, Ring, Topology, index};
use crate::geo::visvalingam::{self, Worth};
use crate::geo::{Coord, Polygon, mercator, sovereignty};

/// Lattice points in a degree.
const LATTICE: f64 = 1e7;

/// A vertex on the lattice of 1e-7 degrees.
type Vertex = (i32, i32);

/// Takes shapes apart; see [`Topology::build`].
pub(super) fn build(shapes: &[&[Polygon]]) -> Topology {
    let rings: Vec<Vec<Vertex>> = shapes
        .iter()
        .flat_map(|polygons| polygons.iter())
        .flat_map(|polygon| &polygon.rings)
        .map(|ring| lattice(ring))
        .collect();
    let junctions = junctions(&rings);
    let mut cutter = Cutter::default();
    let mut cut = rings.iter().zip(&junctions).map(|(ring, junctions)| cutter.cut(ring, junctions));
    let structure: Vec<Vec<Vec<Ring>>> = shapes
        .iter()
        .map(|polygons| {
            let polygon = |polygon: &Polygon| {
                let mut rings: Vec<Ring> = cut.by_ref().take(polygon.rings.len()).collect();
                if let Some(outer) = rings.first_mut() {
                    outer.islet = outer.arcs.len() == 1 && sovereignty::archipelago_of(polygon).is_some();
                }
                rings
            };
            polygons.iter().map(polygon).collect()
        })
        .collect();
    drop(cut);
    let measured = cutter.arcs.into_par_iter().map(|vertices| {
        let points: Vec<Coord> = vertices.iter().map(|&vertex| degrees(vertex)).collect();
        let world: Vec<_> = points.iter().map(|&coord| mercator::project(coord)).collect();
        let Worth { areas, last } = visvalingam::worth(&world);
        (Arc { points, world, areas }, last)
    });
    let (mut arcs, last): (Vec<Arc>, Vec<[Option<usize>; 2]>) = measured.unzip();
    for (polygons, source) in structure.iter().zip(shapes) {
        for ring in rings_to_keep(polygons, source) {
            pin(ring, &mut arcs, &last);
        }
    }
    Topology { arcs, shapes: structure }
}

/// A ring on the lattice, open, without repeated vertices.
fn lattice(ring: &[Coord]) -> Vec<Vertex> {
    let mut vertices: Vec<Vertex> =
        ring.iter().map(|coord| ((coord.x * LATTICE).round() as i32, (coord.y * LATTICE).round() as i32)).collect();
    vertices.dedup();
    while vertices.len() > 1 && vertices.first() == vertices.last() {
        vertices.pop();
    }
    vertices
}

fn degrees((x, y): Vertex) -> Coord {
    Coord { x: f64::from(x) / LATTICE, y: f64::from(y) / LATTICE }
}

/// For each vertex of each ring whether it is a junction: whether some ring passes it between other neighbours.
fn junctions(rings: &[Vec<Vertex>]) -> Vec<Vec<bool>> {
    let mut passages: Vec<(Vertex, Vertex, Vertex, u32, u32)> = rings
        .par_iter()
        .enumerate()
        .flat_map_iter(|(number, ring)| {
            (0..ring.len()).map(move |at| {
                let before = ring[if at == 0 { ring.len() - 1 } else { at - 1 }];
                let after = ring[if at + 1 == ring.len() { 0 } else { at + 1 }];
                (ring[at], before.min(after), before.max(after), number as u32, at as u32)
            })
        })
        .collect();
    passages.par_sort_unstable();
    let mut junctions: Vec<Vec<bool>> = rings.iter().map(|ring| vec![false; ring.len()]).collect();
    for group in passages.chunk_by(|one, other| one.0 == other.0) {
        let first = group[0];
        if group.iter().any(|passage| (passage.1, passage.2) != (first.1, first.2)) {
            for &(.., ring, at) in group {
                junctions[ring as usize][at as usize] = true;
            }
        }
    }
    junctions
}

/// Cuts ring after ring and keeps each arc once.
#[derive(Default)]
struct Cutter {
    arcs: Vec<Vec<Vertex>>,
    /// An arc by its first two vertices and its last one. The second vertex of an arc is either no junction, and
    /// then leads one way only, or it is the last.
    known: HashMap<(Vertex, Vertex, Vertex), i32>,
}

impl Cutter {
    fn cut(&mut self, ring: &[Vertex], junctions: &[bool]) -> Ring {
        if ring.len() < 3 {
            return Ring::default();
        }
        let stops: Vec<usize> = (0..ring.len()).filter(|&at| junctions[at]).collect();
        // A ring without a junction starts at its least vertex, whoever it belongs to.
        let stops = if stops.is_empty() { vec![least(ring)] } else { stops };
        let arcs = (0..stops.len()).map(|nth| {
            let (start, end) = (stops[nth], stops[(nth + 1) % stops.len()]);
            let length = if end > start { end - start } else { end + ring.len() - start };
            self.arc((0..=length).map(|step| ring[(start + step) % ring.len()]).collect())
        });
        Ring { arcs: arcs.collect(), islet: false }
    }

    /// The reference of an arc in its canonical direction: from the lesser end, or, when it ends where it starts,
    /// towards the lesser second vertex.
    fn arc(&mut self, mut vertices: Vec<Vertex>) -> i32 {
        let count = vertices.len();
        let forward = (vertices[0], vertices[1]) <= (vertices[count - 1], vertices[count - 2]);
        if !forward {
            vertices.reverse();
        }
        let next = self.arcs.len() as i32;
        let reference = *self.known.entry((vertices[0], vertices[1], vertices[count - 1])).or_insert(next);
        if reference == next {
            self.arcs.push(vertices);
        }
        if forward { reference } else { !reference }
    }
}

fn least(ring: &[Vertex]) -> usize {
    (0..ring.len()).min_by_key(|&at| ring[at]).unwrap_or(0)
}

/// The rings of a shape that no tolerance may remove: the outer ring of its largest polygon, so that every shape
/// stays on the map, and the islets of the archipelagos.
fn rings_to_keep<'a>(polygons: &'a [Vec<Ring>], source: &[Polygon]) -> Vec<&'a Ring> {
    let area = |at: usize| source[at].rings.first().map_or(0.0, |ring| super::super::validity::signed_area(ring).abs());
    let largest = (0..polygons.len()).fold(None, |best: Option<(f64, usize)>, at| match best {
        Some((most, _)) if most >= area(at) => best,
        _ => Some((area(at), at)),
    });
    let islets = (0..polygons.len()).filter(|&at| sovereignty::archipelago_of(&source[at]).is_some());
    largest.map(|(_, at)| at).into_iter().chain(islets).filter_map(|at| polygons[at].first()).collect()
}

/// Makes sure that a ring keeps three vertices: a ring of three arcs has them in its junctions, a ring of two
/// needs one more, a ring of one arc two. The vertices that fall last are the best ones to keep.
fn pin(ring: &Ring, arcs: &mut [Arc], last: &[[Option<usize>; 2]]) {
    match *ring.arcs.as_slice() {
        [only] => {
            let arc = index(only);
            for at in last[arc].into_iter().flatten() {
                arcs[arc].areas[at] = f64::INFINITY;
            }
        }
        [one, other] => {
            let worth = |arc: usize| last[arc][0].map_or(-1.0, |at| arcs[arc].areas[at]);
            let (one, other) = (index(one), index(other));
            let arc = if worth(one) >= worth(other) { one } else { other };
            if let Some(at) = last[arc][0] {
                arcs[arc].areas[at] = f64::INFINITY;
            }
        }
        _ => {}
    }
}
