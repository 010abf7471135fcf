//! Against PROJ: `tests/data/crs/make.py` wrote what PROJ makes of random points in every system.

use super::*;
use proptest::prelude::*;

/// Metres on the ground between two positions in degrees, near enough for short distances.
fn apart(a: Coord, b: Coord) -> f64 {
    let metres = 111_320.0;
    ((a.x - b.x) * metres * a.y.to_radians().cos()).hypot((a.y - b.y) * metres)
}

/// Code, easting and northing, longitude and latitude, and easting and northing of the way back.
fn rows() -> impl Iterator<Item = (u32, Coord, Coord, Coord)> {
    include_str!("../../../tests/data/crs/reference.csv").lines().filter(|line| !line.starts_with(['#', 'e'])).map(
        |line| {
            let numbers: Vec<f64> = line.split(',').map(|field| field.parse().expect("a number")).collect();
            let coord = |at: usize| Coord { x: numbers[at], y: numbers[at + 1] };
            (numbers[0] as u32, coord(1), coord(3), coord(5))
        },
    )
}

#[test]
fn within_a_millimetre_of_proj_both_ways() {
    let (mut there, mut back, mut count) = (0_f64, 0_f64, 0);
    for (code, projected, degrees, returned) in rows() {
        let crs = Crs::from_epsg(code).unwrap();
        let mut point = [projected];
        crs.to_wgs84(&mut point).unwrap();
        there = there.max(apart(point[0], degrees));
        let mut point = [degrees];
        crs.from_wgs84(&mut point).unwrap();
        let off = if crs.is_geographic() {
            apart(point[0], returned)
        } else {
            (point[0].x - returned.x).hypot(point[0].y - returned.y)
        };
        back = back.max(off);
        count += 1;
    }
    assert!(count >= 600, "{count} rows");
    assert!(there < 1e-3 && back < 1e-3, "{there} m there, {back} m back");
}

#[test]
fn test_vectors_of_five_provinces() {
    // shared/domain/vn2000.json, computed with PROJ 9.5.1: meridian, easting (Y), northing (X), longitude, latitude.
    for (meridian, x, y, lon, lat) in [
        (105.0, 587_000.0, 2_325_000.0, 105.838_817_683, 21.016_425_406),
        (105.75, 603_000.0, 1_192_000.0, 106.693_612_244, 10.777_443_86),
        (105.5, 555_000.0, 2_300_000.0, 106.030_197_651, 20.791_841_923),
        (105.0, 585_000.0, 1_110_000.0, 105.777_197_694, 10.036_559_565),
        (107.75, 560_000.0, 1_730_000.0, 108.311_449_12, 15.641_570_565),
    ] {
        let mut point = [Coord { x, y }];
        Crs::vn2000_tm3(meridian).to_wgs84(&mut point).unwrap();
        assert!(apart(point[0], Coord { x: lon, y: lat }) < 1e-3, "{meridian}: {point:?}");
    }
}

#[test]
fn what_is_no_coordinate_is_refused_with_its_index() {
    let crs = Crs::vn2000_tm3(105.0);
    let good = Coord { x: 587_000.0, y: 2_325_000.0 };
    for bad in [f64::NAN, f64::INFINITY, 1e300] {
        let mut coords = [good, Coord { x: bad, y: 0.0 }];
        assert_eq!(crs.to_wgs84(&mut coords), Err(CrsError::OutOfRange(1)), "{bad}");
    }
    assert_eq!(Crs::WGS84.to_wgs84(&mut [Coord { x: f64::NAN, y: 0.0 }]), Err(CrsError::OutOfRange(0)));
}

proptest! {
    #[test]
    fn there_and_back_is_the_same_place(at in 0_usize..28, lon in 102.0_f64..110.0, lat in 8.0_f64..23.5) {
        let (code, crs) = Crs::all().nth(at).unwrap();
        let start = Coord { x: lon, y: lat };
        let mut point = [start];
        crs.from_wgs84(&mut point).unwrap();
        crs.to_wgs84(&mut point).unwrap();
        // In two dimensions, as PROJ has it too, the height between the ellipsoids is dropped: 1.3 mm on VN-2000.
        prop_assert!(apart(point[0], start) < 2e-3, "EPSG:{code}: {} m", apart(point[0], start));
    }
}
