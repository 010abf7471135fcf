//! After an edit: an archive like that of a full cut, of which only the tiles that changed were cut.

use super::*;
use crate::digest::Digest;

/// Cuts with a ledger, taking what can be taken from a former archive.
fn cut_again(source: &[TileFeature], max_tile_bytes: usize, former: Option<&Archive>) -> Archive {
    let zooms = 4..=11;
    let layer = TileLayer { name: FEATURES.to_owned(), labels: "labels".to_owned(), zooms, clustering: None };
    let mut tiler = Tiler::new(vec![layer], TileOptions { max_tile_bytes, thinning: 1.0, ..TileOptions::default() });
    let former = former.map(|archive| {
        // As it comes from the disk.
        let ledger = archive.report.ledger.as_ref().expect("kept").to_bytes();
        let ledger = Ledger::from_bytes(&ledger).expect("whole");
        Former { archive: Box::new(archive.bytes.clone()), ledger }
    });
    tiler.update(Digest::of(b"this program"), former);
    super::super::cut::feed(&mut tiler, source).expect("memory is enough");
    let mut bytes = Vec::new();
    let report = tiler.finish(&mut bytes, &|_| {}).expect("memory is enough");
    Archive { bytes, report }
}

/// Moves a corner of one area, and with it those of its neighbours that are the same.
fn move_a_corner(source: &[TileFeature], area: usize, by: f64) -> Vec<TileFeature> {
    let Geometry::Polygons(polygons) = &*source[area].geometry else { unreachable!("areas only") };
    let corner = polygons[0].rings[0][1];
    let moved = |position: &Coord| match *position == corner {
        true => Coord { x: position.x + by, y: position.y + by / 2.0 },
        false => *position,
    };
    source
        .iter()
        .map(|feature| {
            let Geometry::Polygons(polygons) = &*feature.geometry else { unreachable!("areas only") };
            let ring = |ring: &Vec<Coord>| ring.iter().map(moved).collect();
            let polygon = |polygon: &Polygon| Polygon { rings: polygon.rings.iter().map(ring).collect() };
            let geometry = Arc::new(Geometry::Polygons(polygons.iter().map(polygon).collect()));
            TileFeature { geometry, ..feature.clone() }
        })
        .collect()
}

/// The ids of the tiles of two archives whose bytes differ.
fn changed(one: &Archive, other: &Archive) -> BTreeSet<u64> {
    let contents = |archive: &Archive| -> std::collections::BTreeMap<u64, Vec<u8>> {
        let reader = pmtiles::reader::Reader::new(&archive.bytes);
        reader.ids().into_iter().map(|id| (id, reader.tile(id).expect("listed").to_vec())).collect()
    };
    let (one, other) = (contents(one), contents(other));
    let ids = one.keys().chain(other.keys()).copied();
    ids.filter(|id| one.get(id) != other.get(id)).collect()
}

#[test]
fn nothing_is_cut_when_nothing_changed() {
    let source = areas(mesh(11, 8, 8, CORNER, 0.2, 20));
    let first = cut_again(&source, 500_000, None);
    assert_eq!(first.report.kept, 0);
    let again = cut_again(&source, 500_000, Some(&first));
    assert_eq!(again.report.kept, again.report.tiles());
    assert_eq!(again.bytes, first.bytes);
    assert_eq!(again.report.ledger, first.report.ledger);
}

#[test]
fn the_tiles_cut_are_those_that_the_edited_areas_reach() {
    let source = areas(mesh(13, 10, 10, CORNER, 0.2, 20));
    let first = cut_again(&source, 500_000, None);
    let edited = move_a_corner(&source, 44, 0.01);
    let again = cut_again(&edited, 500_000, Some(&first));
    let cut = again.report.tiles() - again.report.kept;
    // An edit can reach no farther than the areas that share a border with those it moved.
    let differ = |at: &usize| source[*at].geometry != edited[*at].geometry;
    let moved: Vec<usize> = (0..source.len()).filter(differ).collect();
    assert!(!moved.is_empty() && moved.len() <= 4);
    assert!(changed(&first, &again).len() <= cut, "what differs was cut");
    assert!(cut * 4 < again.report.tiles(), "{cut} of {} tiles", again.report.tiles());
    assert!(again.report.kept > 0 && !changed(&first, &again).is_empty());
}

#[test]
fn a_damaged_ledger_is_none() {
    let bytes = cut_again(&areas(mesh(1, 2, 2, CORNER, 0.2, 4)), 500_000, None).report.ledger.expect("kept").to_bytes();
    assert!(Ledger::from_bytes(&bytes).is_some());
    for cut in [0, 7, 15, 16, 40, bytes.len() - 1] {
        assert_eq!(Ledger::from_bytes(&bytes[..cut]), None);
    }
    let mut turned = bytes.clone();
    turned[bytes.len() / 2] ^= 1;
    assert_eq!(Ledger::from_bytes(&turned), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Any edits, with limits that make zooms coarser and tiles lose features: the same bytes as a full cut.
    #[test]
    fn an_update_gives_the_bytes_of_a_full_cut(
        seed in 0..1000u64,
        limit in prop::sample::select(vec![2_000, 6_000, 500_000]),
        edits in prop::collection::vec((0..36usize, 0..5u8), 1..4),
    ) {
        let source = areas(mesh(seed, 6, 6, CORNER, 0.15, 16));
        let first = cut_again(&source, limit, None);
        let mut edited = source;
        for (at, edit) in edits {
            let at = at % edited.len();
            match edit {
                0 => edited = move_a_corner(&edited, at, 0.004),
                1 => drop(edited.remove(at)),
                2 => edited[at].attributes[0].1 = TileValue::Text("Xã mới".to_owned()),
                3 => edited[at].label.clear(),
                _ => edited.swap(0, at),
            }
        }
        let full = cut_again(&edited, limit, None);
        let updated = cut_again(&edited, limit, Some(&first));
        prop_assert!(full.bytes == updated.bytes);
        prop_assert_eq!(full.report.zooms, updated.report.zooms);
        prop_assert_eq!(full.report.ledger, updated.report.ledger);
    }
}
