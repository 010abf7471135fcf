use super::*;
use crate::geo::fixture::Random;
use crate::geo::grid::GridPoint;
use proptest::prelude::*;

fn ring(points: &[(f64, f64)]) -> Vec<Coord> {
    points.iter().map(|&(x, y)| Coord { x, y }).collect()
}

/// A rectangle, anticlockwise.
fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Vec<Coord> {
    ring(&[(west, south), (east, south), (east, north), (west, north), (west, south)])
}

fn backwards(mut ring: Vec<Coord>) -> Vec<Coord> {
    ring.reverse();
    ring
}

fn area(polygons: &[Polygon]) -> f64 {
    polygons.iter().flat_map(|polygon| &polygon.rings).map(|ring| signed_area(ring)).sum()
}

/// What the even-odd rule fills within the first ring and outside all others, in square degrees: the plane in strips
/// between all ends and crossings, trapezoid by trapezoid. Slow, and nothing in it is shared with the code tested.
fn filled(rings: &[Vec<Coord>]) -> f64 {
    let edges: Vec<(usize, Coord, Coord)> = rings
        .iter()
        .enumerate()
        .flat_map(|(at, ring)| ring.windows(2).map(move |edge| (at, edge[0], edge[1])))
        .collect();
    let mut rows: Vec<f64> = edges.iter().map(|edge| edge.1.y).collect();
    for (at, (_, a, b)) in edges.iter().enumerate() {
        for (_, c, d) in &edges[..at] {
            let cross = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
            let share = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / cross;
            if (0.0..=1.0).contains(&share) {
                rows.push(a.y + (b.y - a.y) * share);
            }
        }
    }
    rows.sort_by(f64::total_cmp);
    let mut sum = 0.0;
    for strip in rows.windows(2) {
        let middle = f64::midpoint(strip[0], strip[1]);
        let mut hits: Vec<(f64, usize)> = edges
            .iter()
            .filter(|(_, a, b)| (a.y > middle) != (b.y > middle))
            .map(|&(at, a, b)| (a.x + (b.x - a.x) * (middle - a.y) / (b.y - a.y), at))
            .collect();
        hits.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut inside = vec![false; rings.len()];
        for pair in hits.windows(2) {
            inside[pair[0].1] ^= true;
            if inside[0] && inside[1..].iter().all(|hole| !hole) {
                sum += (pair[1].0 - pair[0].0) * (strip[1] - strip[0]);
            }
        }
    }
    sum
}

/// Whether repair finds nothing to mend.
fn is_sound(polygon: &Polygon) -> bool {
    let (again, findings) = repair(polygon.rings.clone());
    findings.is_empty() && again == [polygon.clone()]
}

#[test]
fn a_good_polygon_passes_untouched() {
    let outer = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]);
    let hole = ring(&[(1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (1.0, 1.0)]);
    let (polygons, findings) = repair(vec![outer.clone(), hole.clone()]);
    assert_eq!(polygons, [Polygon { rings: vec![outer, hole] }]);
    assert!(findings.is_empty());
    assert_eq!(repair(Vec::new()), (Vec::new(), Vec::new()));
}

#[test]
fn names_each_fault_with_its_ring() {
    let open = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]);
    let short = ring(&[(1.0, 1.0), (2.0, 2.0), (1.0, 1.0)]);
    let flat = ring(&[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (1.0, 1.0)]);
    let wrong = ring(&[(1.0, 1.0), (2.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 1.0)]);
    let (polygons, findings) = repair(vec![open, short, flat, wrong]);
    assert_eq!(polygons.iter().map(|p| p.rings.len()).collect::<Vec<_>>(), [2]);
    assert_eq!(
        findings,
        [
            (0, RingFinding::Unclosed { at: Coord { x: 0.0, y: 4.0 } }),
            (1, RingFinding::Short { positions: 3 }),
            (2, RingFinding::Flat),
            (3, RingFinding::Repeated { positions: 1 }),
            (3, RingFinding::WrongWinding),
        ]
    );
    assert_eq!(repair(vec![ring(&[(0.0, 0.0), (1.0, 1.0)])]).0, []);
    let (polygons, findings) = repair(vec![rectangle(0.0, 0.0, 1.0, f64::NAN)]);
    assert_eq!(polygons, []);
    assert!(matches!(findings[..], [(0, RingFinding::BadPosition { at })] if at.y.is_nan()));
}

#[test]
fn a_bow_tie_becomes_two_triangles() {
    let bow = ring(&[(105.94, 21.0), (105.96, 21.02), (105.96, 21.0), (105.94, 21.02), (105.94, 21.0)]);
    let (polygons, findings) = repair(vec![bow.clone()]);
    let [(0, RingFinding::Crossing { at })] = findings[..] else { panic!("{findings:?}") };
    assert!((at.x - 105.95).abs() < 1e-9 && (at.y - 21.01).abs() < 1e-9);
    assert_eq!(polygons.iter().map(|polygon| polygon.rings[0].len()).collect::<Vec<_>>(), [4, 4]);
    assert!((area(&polygons) - 2e-4).abs() < 1e-12);
    assert!(polygons.iter().all(is_sound));
    let added = |coord: &&Coord| !bow.contains(coord);
    assert!(polygons.iter().flat_map(|polygon| polygon.rings[0].iter().filter(added)).all(|coord| *coord == at));
    // The crossing is a vertex already.
    let through = ring(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (2.0, 0.0), (1.0, 1.0), (0.0, 2.0), (0.0, 0.0)]);
    let (polygons, findings) = repair(vec![through]);
    assert_eq!(findings, [(0, RingFinding::Crossing { at: Coord { x: 1.0, y: 1.0 } })]);
    assert_eq!((polygons.len(), area(&polygons)), (2, 2.0));
    // So that two of the edges there run on in line.
    let straight =
        ring(&[(2.0, 2.0), (3.0, 1.0), (3.0, 2.0), (2.0, 3.0), (3.0, 1.0), (3.0, 0.0), (0.0, 0.0), (2.0, 2.0)]);
    let (polygons, findings) = repair(vec![straight]);
    assert_eq!(findings, [(0, RingFinding::Crossing { at: Coord { x: 3.0, y: 1.0 } })]);
    assert_eq!((polygons.len(), area(&polygons)), (2, 4.0));
}

#[test]
fn touching_rings_pass_and_slits_become_holes() {
    let touching = ring(&[(0.0, 0.0), (2.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 2.0), (1.0, 1.0), (0.0, 0.0)]);
    assert_eq!(repair(vec![touching.clone()]), (vec![Polygon { rings: vec![touching] }], Vec::new()));
    let on_edge = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 0.0), (0.0, 4.0), (0.0, 0.0)]);
    assert!(is_sound(&Polygon { rings: vec![on_edge] }));
    let diamond = ring(&[(0.0, 2.0), (2.0, 4.0), (4.0, 2.0), (2.0, 0.0), (0.0, 2.0)]);
    assert!(is_sound(&Polygon { rings: vec![rectangle(0.0, 0.0, 4.0, 4.0), diamond] }));
    // A hole reached by a slit, as some programs write it.
    let mut slit = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]);
    slit.extend(ring(&[(1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 1.0), (1.0, 1.0), (0.0, 0.0)]));
    let (polygons, findings) = repair(vec![slit]);
    assert_eq!(findings, [(0, RingFinding::Crossing { at: Coord { x: 0.0, y: 0.0 } })]);
    assert_eq!(polygons.iter().map(|polygon| polygon.rings.len()).collect::<Vec<_>>(), [2]);
    assert_eq!(area(&polygons), 15.0);
}

#[test]
fn holes_cut_where_they_lie_in_the_outer_ring() {
    let outer = || rectangle(0.0, 0.0, 8.0, 8.0);
    let outside = |x, y| RingFinding::HoleOutside { at: Coord { x, y } };
    let check = |holes: Vec<Vec<Coord>>, left: f64, expected: &[(usize, RingFinding)]| {
        let rings: Vec<_> = std::iter::once(outer()).chain(holes.into_iter().map(backwards)).collect();
        let (polygons, findings) = repair(rings);
        assert_eq!((area(&polygons), findings.as_slice()), (left, expected));
        assert!(polygons.iter().all(is_sound));
    };
    let hole = || rectangle(2.0, 2.0, 4.0, 4.0);
    check(vec![hole(), rectangle(5.0, 5.0, 6.0, 6.0)], 59.0, &[]);
    check(vec![hole(), rectangle(9.0, 0.0, 10.0, 1.0)], 60.0, &[(2, outside(9.0, 0.0))]);
    check(vec![hole(), rectangle(2.5, 2.5, 3.0, 3.0)], 60.0, &[(2, outside(2.5, 2.5))]);
    check(vec![hole(), rectangle(7.0, 2.0, 9.0, 4.0)], 58.0, &[(2, outside(8.0, 4.0))]);
    check(
        vec![hole(), rectangle(3.0, 2.0, 5.0, 4.0)],
        58.0,
        &[(2, RingFinding::Crossing { at: Coord { x: 3.0, y: 4.0 } })],
    );
    check(vec![hole(), hole()], 60.0, &[(2, RingFinding::Crossing { at: Coord { x: 2.0, y: 2.0 } })]);
    // The outer ring in second place.
    let (polygons, findings) = repair(vec![backwards(hole()), outer()]);
    assert_eq!(polygons, [Polygon { rings: vec![outer(), backwards(hole())] }]);
    assert_eq!(findings, [(1, outside(0.0, 0.0))]);
    // Nothing is left.
    let (polygons, findings) = repair(vec![outer(), outer()]);
    assert_eq!(polygons, []);
    assert_eq!(findings, [(1, RingFinding::Tangled { at: Coord { x: 0.0, y: 0.0 } })]);
}

#[test]
fn long_borders_cost_little() {
    let (polygon, _) = wiggly(200_000);
    let before = std::time::Instant::now();
    assert_eq!(repair(polygon.rings.clone()).1, []);
    // Far above what it takes even unoptimised; a quadratic check would need minutes.
    assert!(before.elapsed().as_secs() < 10);
}

/// A round area with a wiggly border of so many vertices.
fn wiggly(vertices: usize) -> (Polygon, f64) {
    let mut random = Random(7);
    let step = std::f64::consts::TAU / vertices as f64;
    let mut ring: Vec<Coord> = (0..vertices)
        .map(|at| {
            let (angle, radius) = (at as f64 * step, 1.0 + 0.2 * step.sqrt() * random.next());
            Coord { x: 105.0 + radius * angle.cos(), y: 15.0 + radius * angle.sin() }
        })
        .collect();
    ring.push(ring[0]);
    (Polygon { rings: vec![ring] }, step)
}

fn star(radii: &[f64], turns: usize, (x, y): (f64, f64)) -> Vec<Coord> {
    let step = std::f64::consts::TAU / radii.len() as f64 * turns as f64;
    let corner = |(at, radius): (usize, &f64)| {
        let (sin, cos) = (at as f64 * step).sin_cos();
        Coord { x: x + radius * cos, y: y + radius * sin }
    };
    let mut ring: Vec<Coord> = radii.iter().enumerate().map(corner).collect();
    ring.push(ring[0]);
    ring
}

proptest! {
    #[test]
    fn star_shaped_rings_never_cross(radii in prop::collection::vec(0.1..1.0f64, 3..60)) {
        let mut star = star(&radii, 1, (105.0, 21.0));
        let polygon = Polygon { rings: vec![star.clone()] };
        prop_assert!(is_sound(&polygon));
        prop_assert!(signed_area(&star) > 0.0);
        star.reverse();
        prop_assert!(signed_area(&star) < 0.0);
        let (polygons, findings) = repair(vec![star.clone()]);
        prop_assert_eq!(findings, [(0, RingFinding::WrongWinding)]);
        prop_assert_eq!(&polygons[0].rings[0], &backwards(star));
    }

    /// Stars that run round several times, and any hole: whatever comes out is sound, keeps the vertices, and covers
    /// what an even-odd fill covers.
    #[test]
    fn tangled_polygons_are_rebuilt_with_their_area(
        radii in prop::collection::vec(0.05..1.0f64, 5..40),
        turns in 1usize..4,
        hole in prop::collection::vec(0.05..0.6f64, 5..12),
        place in (-1.0..1.0f64, -1.0..1.0f64),
        hole_turns in 1usize..3,
    ) {
        let rings = vec![star(&radii, turns, (105.0, 21.0)), star(&hole, hole_turns, (105.0 + place.0, 21.0 + place.1))];
        let expected = filled(&rings);
        let (polygons, findings) = repair(rings.clone());
        prop_assert!(polygons.iter().all(is_sound), "{:?}", polygons);
        prop_assert!((area(&polygons) - expected).abs() < 1e-5, "{} for {expected}, {findings:?}", area(&polygons));
        let given = |coord: &&Coord| rings.iter().flatten().any(|other| other == *coord);
        if findings.iter().all(|(_, finding)| *finding == RingFinding::WrongWinding) {
            prop_assert!(polygons.iter().flat_map(|polygon| polygon.rings.iter().flatten()).all(|coord| given(&coord)));
        }
    }

    /// Few nodes, so that edges overlap, pass through vertices and touch all the time.
    #[test]
    fn nothing_on_a_coarse_grid_upsets_it(points in prop::collection::vec((0u8..7, 0u8..7), 3..24)) {
        let coord = |&(x, y): &(u8, u8)| Coord { x: 105.0 + f64::from(x) / 16.0, y: 21.0 + f64::from(y) / 16.0 };
        let mut ring: Vec<Coord> = points.iter().map(coord).collect();
        ring.push(ring[0]);
        let expected = filled(std::slice::from_ref(&ring));
        let (polygons, _) = repair(vec![ring]);
        prop_assert!((area(&polygons) - expected).abs() < 1e-6, "{} for {expected}", area(&polygons));
        prop_assert!(polygons.iter().all(is_sound), "{:?}", polygons);
    }

    #[test]
    fn linework_agrees_with_all_against_all(points in prop::collection::vec((0i32..9, 0i32..9), 3..12)) {
        let lattice = Lattice::around(Bounds { west: 105.0, south: 21.0, east: 106.0, north: 22.0 });
        let coords: Vec<Coord> = points.iter().chain(points.first()).map(|&(x, y)| lattice.coord((x.into(), y.into()))).collect();
        let Some((ring, _)) = Ring::tidy(&lattice, coords) else { return Ok(()) };
        let nodes: Vec<GridPoint> = ring.nodes.clone();
        let crosses = nodes.iter().enumerate().any(|(at, &a)| {
            let b = nodes[(at + 1) % nodes.len()];
            nodes.iter().enumerate().any(|(other, &c)| {
                let d = nodes[(other + 1) % nodes.len()];
                let turn = lattice::turn;
                turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
            })
        });
        let clashes = Linework::new(std::slice::from_ref(&ring)).clashes();
        prop_assert!(!crosses || !clashes.is_empty());
        prop_assert!(clashes.iter().all(|clash| clash.rings == [0, 0]));
    }
}

#[test]
fn scribble_is_left_out_before_it_takes_all_memory() {
    let mut random = Random(7);
    let mut ring: Vec<Coord> =
        (0..3000).map(|_| Coord { x: 105.0 + random.next().abs(), y: 21.0 + random.next().abs() }).collect();
    ring.push(ring[0]);
    let (polygons, findings) = repair(vec![ring]);
    assert!(polygons.is_empty());
    assert!(matches!(findings.as_slice(), [(0, RingFinding::Tangled { .. })]), "{findings:?}");
}
