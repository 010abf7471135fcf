//! Tests of shared borders.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::*;
use crate::geo::Geometry;
use crate::geo::fixture::{mesh, square};
use crate::geo::validity::signed_area;
use proptest::prelude::*;

const CORNER: Coord = Coord { x: 105.0, y: 20.0 };

fn shapes(polygons: &[Polygon]) -> Vec<&[Polygon]> {
    polygons.iter().map(std::slice::from_ref).collect()
}

/// Edges that only one area runs along, as unordered pairs: those of the outer border. Two neighbours run along a
/// common edge in opposite directions, so that it cancels out.
fn unpaired<P: Copy + Ord + Hash>(rings: impl Iterator<Item = Vec<P>>) -> Vec<(P, P)> {
    let mut balance: HashMap<(P, P), i32> = HashMap::new();
    for ring in rings {
        for (at, &from) in ring.iter().enumerate() {
            let to = ring[(at + 1) % ring.len()];
            match from.cmp(&to) {
                std::cmp::Ordering::Less => *balance.entry((from, to)).or_default() += 1,
                std::cmp::Ordering::Greater => *balance.entry((to, from)).or_default() -= 1,
                std::cmp::Ordering::Equal => {}
            }
        }
    }
    balance.into_iter().filter(|(_, balance)| *balance != 0).map(|(edge, _)| edge).collect()
}

#[test]
fn two_squares_share_one_arc() {
    let polygons = [square(105.0, 20.0, 1.0), square(106.0, 20.0, 1.0), square(120.0, 0.0, 1.0)];
    let topology = Topology::build(&shapes(&polygons));
    assert_eq!(topology.size().0, 4, "border, two outer arcs, and a lone ring");
    assert_eq!(topology.neighbours(), [vec![1], vec![0], vec![]]);
    let whole = topology.simplified(0.0);
    for (before, after) in polygons.iter().zip(&whole) {
        assert_eq!(signed_area(&before.rings[0]), signed_area(&after[0].rings[0]));
    }
}

#[test]
fn an_enclave_and_its_hole_are_one_arc() {
    let mut outer = square(105.0, 20.0, 1.0);
    let enclave = square(105.4, 20.4, 0.2);
    let mut hole = enclave.rings[0].clone();
    hole.reverse();
    hole.rotate_left(1);
    let last = hole.len() - 1;
    hole[last] = hole[0];
    outer.rings.push(hole);
    let topology = Topology::build(&shapes(&[outer, enclave]));
    assert_eq!(topology.size().0, 2);
    assert_eq!(topology.neighbours(), [vec![1], vec![0]]);
    let coarse = topology.simplified(f64::MAX);
    assert_eq!(
        (coarse[0][0].rings.len(), coarse[1].len()),
        (2, 1),
        "the enclave is a shape: it stays, and so does its hole"
    );
}

#[test]
fn every_shape_and_every_islet_outlives_any_tolerance() {
    let mut polygons = mesh(1, 3, 3, CORNER, 0.2, 9);
    polygons.push(square(130.0, 10.0, 0.001));
    let mut listed = shapes(&polygons);
    let islets =
        [square(112.3, 16.8, 0.0001), square(112.4, 16.8, 0.0001), square(100.0, 1.0, 0.0001), square(50.0, 1.0, 9.0)];
    listed.push(&islets);
    let topology = Topology::build(&listed);
    let coarse = topology.simplified(f64::MAX);
    assert!(coarse.iter().all(|shape| !shape.is_empty()));
    assert_eq!(coarse.last().map(Vec::len), Some(3), "two islets and the largest part; the other islet fell");
    let grid = topology.on_grid(f64::MAX, 65536.0, 8);
    let islet = &grid.last().expect("last shape")[0][0];
    assert_eq!(GridBox::around(islet).map(|bounds| bounds.side()), Some(8));
    assert!(grid::doubled_area(islet) < 0, "the winding of an outer ring");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn shared_borders_stay_shared(seed in any::<u64>(), bends in 0usize..20, power in 8i32..20, tolerance in 0.0..64.0f64) {
        let polygons = mesh(seed, 4, 3, CORNER, 0.25, bends);
        let topology = Topology::build(&shapes(&polygons));
        let scale = 2f64.powi(power + 8);
        let grid = topology.on_grid(tolerance / scale / scale, scale, 8);
        let world = |x: f64, y: f64| grid::snap(mercator::project(Coord { x, y }), scale);
        let (least, most) = (world(105.0, 20.75), world(106.0, 20.0));
        for (a, b) in unpaired(grid.iter().flatten().flatten().cloned()) {
            let outside = (a.x == b.x && (a.x == least.x || a.x == most.x)) || (a.y == b.y && (a.y == least.y || a.y == most.y));
            prop_assert!(outside, "edge {a:?} {b:?} inside the mesh has no partner");
        }
        let sum: i64 = grid.iter().flatten().flatten().map(|ring| grid::doubled_area(ring)).sum();
        prop_assert_eq!(sum, -2 * i64::from(most.x - least.x) * i64::from(most.y - least.y));
    }

    #[test]
    fn nothing_is_lost_without_tolerance(seed in any::<u64>(), bends in 0usize..20) {
        let polygons = mesh(seed, 3, 3, CORNER, 0.25, bends);
        let topology = Topology::build(&shapes(&polygons));
        for (before, after) in polygons.iter().zip(topology.simplified(0.0)) {
            prop_assert_eq!(before.rings[0].len(), after[0].rings[0].len());
            prop_assert!((signed_area(&before.rings[0]) - signed_area(&after[0].rings[0])).abs() < 1e-6);
        }
        let again = Topology::build(&shapes(&polygons));
        prop_assert_eq!(topology.simplified(1e-9), again.simplified(1e-9));
    }
}

/// The real communes: at every zoom from 7 on, each edge of the simplified areas that has no counterpart lies on the
/// country's outer border. A gap or an overlap between two communes would leave edges that do not.
#[test]
fn real_communes_leave_no_gap_at_any_zoom() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/xa-phuong.geojson");
    let layer = crate::geo::read::read(&std::fs::read_to_string(file).expect("the pilot's data")).layer;
    let shapes: Vec<&[Polygon]> =
        layer.features.iter().filter_map(|feature| feature.geometry.as_deref()).map(Geometry::polygons).collect();
    assert_eq!(shapes.len(), 3321);
    let exact = |coord: &Coord| ((coord.x * 1e7).round() as i64, (coord.y * 1e7).round() as i64);
    let source = shapes.iter().flat_map(|shape| shape.iter()).flat_map(|polygon| &polygon.rings);
    let outer: HashSet<(i64, i64)> =
        unpaired(source.map(|ring| ring.iter().map(exact).collect())).into_iter().flat_map(|(a, b)| [a, b]).collect();
    assert!(outer.len() > 10_000, "the coast and the land borders");
    let topology = Topology::build(&shapes);
    for zoom in 7..=12 {
        let scale = 4096.0 * f64::from(1 << zoom);
        let snapped: HashSet<(i32, i32)> = outer
            .iter()
            .map(|&(x, y)| grid::snap(mercator::project(Coord { x: x as f64 / 1e7, y: y as f64 / 1e7 }), scale))
            .map(|point| (point.x, point.y))
            .collect();
        let drawn = topology.on_grid(8.0 / (scale * scale), scale, 0);
        let rings = drawn.iter().flatten().flatten();
        let inner = unpaired(rings.cloned())
            .into_iter()
            .filter(|(a, b)| !(snapped.contains(&(a.x, a.y)) && snapped.contains(&(b.x, b.y))))
            .count();
        assert_eq!(inner, 0, "edges inside the country without a counterpart at zoom {zoom}");
    }
}
