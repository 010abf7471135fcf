//! Every reader over the same small files: what they say whole, cut off at every byte, and with bits turned over.

mod fixtures;
mod maps;
mod tables;

use super::*;
use fixtures::{Fixture, all};

#[test]
fn formats_are_recognised_by_content_then_by_ending() {
    for fixture in all() {
        let found = recognise(&Input::alone(fixture.name, &fixture.bytes)).map(|format| format.name);
        assert_eq!(found, Some(fixture.format), "{}", fixture.name);
        let renamed = recognise(&Input::alone("x.bin", &fixture.bytes)).map(|format| format.name);
        let has_no_mark = matches!(fixture.format, "CSV" | "DBF");
        assert_eq!(renamed, Some(fixture.format).filter(|_| !has_no_mark), "{}", fixture.name);
    }
    let shp = fixtures::shapefile().bytes;
    assert!(recognise(&Input::alone("xa.shx", &shp)).is_none());
    assert_eq!(recognise(&Input::alone("XA.SHP", b"")).map(|format| format.name), Some("Shapefile"));
    assert!(recognise(&Input::alone("xa.geojson", b"{\"type\":\"FeatureCollection\"}")).is_none());
}

#[test]
fn every_format_has_a_fixture_and_reads_nothing() {
    for format in FORMATS {
        assert!(all().iter().any(|fixture| fixture.format == format.name), "{}", format.name);
        let contents = (format.read)(&Input::alone("x", b""));
        assert!(contents.layers.is_empty() && !contents.problems.is_empty(), "{}", format.name);
    }
}

/// As many steps as are quick: every byte of most fixtures, every so many of the larger ones.
fn steps(bytes: &[u8]) -> impl Iterator<Item = usize> {
    (0..bytes.len()).step_by(bytes.len() / 1000 + 1)
}

#[test]
fn no_cut_makes_a_reader_panic() {
    for fixture in all() {
        for end in steps(&fixture.bytes) {
            let cut = Fixture { bytes: fixture.bytes[..end].to_vec(), ..fixture.clone() };
            let contents = cut.read();
            assert!(contents.layers.iter().all(|layer| layer.rows.len() < 100), "{} {end}", fixture.name);
        }
        for (at, (_, sibling)) in fixture.siblings.iter().enumerate() {
            for end in steps(sibling) {
                let mut cut = fixture.clone();
                cut.siblings[at].1.truncate(end);
                cut.read();
            }
        }
    }
}

#[test]
fn no_turned_bit_makes_a_reader_panic() {
    for fixture in all() {
        for at in steps(&fixture.bytes) {
            for mask in [1 << (at % 8), 0xFF] {
                let mut turned = fixture.clone();
                turned.bytes[at] ^= mask;
                turned.read();
            }
        }
        for (nth, (_, sibling)) in fixture.siblings.iter().enumerate() {
            for at in steps(sibling) {
                let mut turned = fixture.clone();
                turned.siblings[nth].1[at] ^= 0xFF;
                turned.read();
            }
        }
    }
}

#[test]
fn problems_are_counted_beyond_the_thousandth() {
    let mut contents = Contents::default();
    (0..1500).for_each(|at| contents.problem(ProblemKind::BadShape, at));
    assert_eq!((contents.problems.len(), contents.more_problems), (MAX_PROBLEMS, 500));
}
