use super::*;
use crate::geo::fixture::{mesh, square};
use crate::geo::validity::signed_area;
use proptest::prelude::*;

fn cover(polygons: &[Polygon], limits: Limits) -> Coverage {
    let areas: Vec<Geometry> = polygons.iter().map(|polygon| Geometry::Polygons(vec![polygon.clone()])).collect();
    check(areas.iter().map(Some), limits).expect("can be laid out")
}

const CORNER: Coord = Coord { x: 105.0, y: 21.0 };

#[test]
fn a_mesh_has_neither_gaps_nor_overlaps() {
    let coverage = cover(&mesh(3, 8, 6, CORNER, 0.01, 5), Limits { widest_gap: 1e9, least_width: 0.0 });
    assert_eq!(coverage, Coverage::default());
    assert_eq!(check([None], Limits::default()), Some(Coverage::default()));
}

#[test]
fn tells_slivers_from_lakes_and_enclaves_from_overlaps() {
    let limits = Limits::default();
    // A lake a kilometre wide between four areas, none of which has it.
    let ring = |points: &[(f64, f64)]| points.iter().map(|&(x, y)| Coord { x, y }).collect::<Vec<_>>();
    let frame = ring(&[(105.0, 21.0), (105.0, 21.03), (105.03, 21.03), (105.03, 21.0), (105.0, 21.0)]);
    let mut around = square(104.99, 20.99, 0.05);
    around.rings.push(frame);
    assert_eq!(cover(std::slice::from_ref(&around), limits), Coverage::default());
    // An area in the hole, a little too small: a gap all around it.
    let inner = square(105.000_1, 21.000_1, 0.029_8);
    let coverage = cover(&[around.clone(), inner], limits);
    let [gap] = coverage.defects.as_slice() else { panic!("{coverage:?}") };
    assert_eq!((gap.kind, gap.features.as_slice()), (DefectKind::Gap, [0, 1].as_slice()));
    assert!((gap.width - 12.0).abs() < 3.5, "10.4 m and 11.1 m, more in the corners: {}", gap.width);
    assert_eq!(gap.outline.iter().map(|polygon| polygon.rings.len()).collect::<Vec<_>>(), [2]);
    let expected = 0.03f64.powi(2) - 0.029_8f64.powi(2);
    let scale = Metres::at(Coord { x: 105.015, y: 21.015 });
    assert!((gap.area / (expected * scale.east * scale.north) - 1.0).abs() < 1e-4);
    // An area in another that has no hole for it.
    let coverage = cover(&[square(105.0, 21.0, 0.05), square(105.01, 21.01, 0.01)], limits);
    let [overlap] = coverage.defects.as_slice() else { panic!("{coverage:?}") };
    assert_eq!((overlap.kind, overlap.features.as_slice()), (DefectKind::Overlap, [0, 1].as_slice()));
    assert_eq!(overlap.outline.len(), 1);
    assert_eq!(coverage.summary(DefectKind::Overlap), (1, overlap.area));
    assert_eq!(coverage.summary(DefectKind::Gap), (0, 0.0));
}

proptest! {
    /// One vertex of one cell moved: the neighbours now leave out what the cell gave up and cover what it took.
    #[test]
    fn finds_exactly_what_a_moved_vertex_opens(
        seed in any::<u64>(), cell in 0usize..9, vertex in any::<prop::sample::Index>(), by in (-2e-4..2e-4f64, -2e-4..2e-4f64),
    ) {
        // On the lattice from the start, so that nothing is rounded but crossings: half a centimetre over some 500 m.
        let round = |value: f64| (value * 1e7).round() / 1e7;
        let mut cells = mesh(seed, 3, 3, CORNER, 0.01, 3);
        for coord in cells.iter_mut().flat_map(|cell| &mut cell.rings[0]) {
            *coord = Coord { x: round(coord.x), y: round(coord.y) };
        }
        let before = signed_area(&cells[cell].rings[0]);
        let outer = |coord: &Coord| {
            let on = |value: f64, least: f64| (value - least).abs() < 1e-9 || (value - least - 0.03).abs() < 1e-9;
            on(coord.x, CORNER.x) || on(coord.y, CORNER.y)
        };
        let ring = &mut cells[cell].rings[0];
        let inner: Vec<usize> = (1..ring.len() - 1).filter(|&at| !outer(&ring[at])).collect();
        let at = inner[vertex.index(inner.len())];
        ring[at] = Coord { x: round(ring[at].x + by.0), y: round(ring[at].y + by.1) };
        let change = signed_area(ring) - before;
        let coverage = cover(&cells, Limits { widest_gap: 1e9, least_width: 0.0 });
        let scale = Metres::at(Coord { x: 105.015, y: 21.015 });
        let square = scale.east * scale.north;
        let (_, gaps) = coverage.summary(DefectKind::Gap);
        let (_, overlaps) = coverage.summary(DefectKind::Overlap);
        // What it took less what it gave up is by how much it grew.
        let off = (overlaps - gaps - change * square).abs();
        prop_assert!(off < 2e-4 * (gaps + overlaps) + 5.0, "{overlaps} {gaps} {}", change * square);
        for defect in &coverage.defects {
            let outlines: f64 = defect.outline.iter().flat_map(|p| &p.rings).map(|ring| signed_area(ring)).sum();
            prop_assert!(defect.features.contains(&cell) && (outlines * square - defect.area).abs() < 5.0);
        }
        prop_assert!(by.0.abs().max(by.1.abs()) < 1e-6 || !coverage.defects.is_empty());
    }
}
