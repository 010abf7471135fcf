//! Spellings from survey tables, phones, Wikipedia and decisions of people's committees.

use super::*;
use proptest::prelude::*;

#[test]
fn an_angle_is_read_in_every_spelling() {
    let ha_noi = 21.0 + 1.0 / 60.0 + 40.0 / 3600.0;
    for text in [
        "21°01'40\"N",
        "21°01′40″N",
        "21° 01' 40'' B",
        "21 01 40 B",
        "N21°01’40”",
        "B 21º1´40\"",
        "21d01m40s",
        "21-01-40",
        "21:01:40",
        "21độ 01phút 40giây Bắc",
        "21o01'40\"",
        "21d01'40\"B",
        "21°01'40,0\"B",
        "21*01'40\"",
        "21.01.40",
        "21°01'40.0\" vĩ độ Bắc",
        "Vĩ độ 21°01'40\" Bắc",
    ] {
        let read = degrees(text).unwrap_or_else(|error| panic!("{error:?}: {text}"));
        assert!((read - ha_noi).abs() < 1e-9, "{text}: {read}");
    }
    assert_eq!(degrees("N21.5"), Ok(21.5));
    assert_eq!(degrees("21,5"), Ok(21.5));
    assert_eq!(degrees("105d51'E"), Ok(105.85));
    assert_eq!(degrees("105°45'"), Ok(105.75));
    assert_eq!(degrees("-21.5"), Ok(-21.5));
    assert_eq!(degrees("105,85 Đ"), Ok(105.85));
    assert_eq!(degrees("105°51′00″ Đông"), Ok(105.85));
}

#[test]
fn n_is_south_only_beside_vietnamese_letters() {
    let at = |first, second| position(first, second).map(|coord| (coord.y, coord.x));
    assert_eq!(at("21,5°B", "105,5°Đ"), Ok((21.5, 105.5)));
    assert_eq!(at("8,5°N", "105,5°Đ"), Ok((-8.5, 105.5)));
    assert_eq!(at("8.5°N", "105.5°E"), Ok((8.5, 105.5)));
    assert_eq!(at("8.5 N", "105.5"), Ok((8.5, 105.5)));
    assert_eq!(at("105.5 E", "8.5 N"), Ok((8.5, 105.5)));
    assert_eq!(at("21.5", "105.5"), Ok((21.5, 105.5)));
    assert_eq!(at("10 S", "60 W"), Ok((-10.0, -60.0)));
    assert_eq!(at("10 B", "60 T"), Ok((10.0, -60.0)));
    assert_eq!(at("10 N", "11 N"), Err(AngleError::Sides));
    assert_eq!(at("-10 N", "11 E"), Err(AngleError::Sides));
    assert_eq!(at("105.5", "21.5"), Err(AngleError::OutOfRange));
}

#[test]
fn both_halves_of_a_cell_are_found() {
    let near = |text: &str| {
        let coord = position_in(text).unwrap_or_else(|error| panic!("{error:?}: {text}"));
        assert!((coord.y - 21.5).abs() < 1e-9 && (coord.x - 105.85).abs() < 1e-9, "{text}: {coord:?}");
    };
    for text in [
        "21°30'00\"N 105°51'00\"E",
        "21°30'00\"B, 105°51'00\"Đ",
        "21.5, 105.85",
        "21.5,105.85",
        "21,5; 105,85",
        "21,5 105,85",
        "21,5,105,85",
        "21 30 00 105 51 00",
        "N21.5 E105.85",
        "105°51'Đ; 21°30'B",
        "21°30'B 105°51'Đ",
        "21.5/105.85",
    ] {
        near(text);
    }
    for wrong in ["21.5", "", "Hà Nội", "21,105", "1 2 3"] {
        assert_eq!(position_in(wrong), Err(AngleError::NotAnAngle), "{wrong}");
    }
}

#[test]
fn what_is_no_angle_is_refused() {
    for wrong in ["", "x", "°", "21'", "21\"30", "21.5 30", "1 2 3 4", "21 N N", "1.2.3", "21°01'40\"Q"] {
        assert_eq!(degrees(wrong), Err(AngleError::NotAnAngle), "{wrong}");
    }
    for wrong in ["21°60'", "21°00'60\"", "181", "91 N"] {
        assert_eq!(degrees(wrong), Err(AngleError::OutOfRange), "{wrong}");
    }
}

#[test]
fn degrees_are_shown_without_empty_parts() {
    let shown =
        [105.0, 105.75, 107.25, 105.851_944_44, -0.000_000_001, -1.5, 104.999_999_999].map(|d| Dms(d).to_string());
    assert_eq!(shown, ["105°", "105°45′", "107°15′", "105°51′07″", "0°", "−1°30′", "105°"]);
}

#[test]
fn metres_are_read_with_any_separators() {
    for (text, value) in [
        ("2.325.000,45", 2_325_000.45),
        ("2,325,000.45", 2_325_000.45),
        ("2325000.45", 2_325_000.45),
        ("2325000,450", 2_325_000.45),
        ("587.000", 587_000.0),
        ("587 000,5 m", 587_000.5),
        ("587\u{a0}000", 587_000.0),
        ("587.000,123", 587_000.123),
        ("2.325.000", 2_325_000.0),
        ("-1200", -1200.0),
        ("587000", 587_000.0),
    ] {
        assert_eq!(metres(text), Some(value), "{text}");
    }
    for wrong in ["", "x", "1.23.456", "12.3456.789", "1,,2", ",5", "5,", "1e5", "--1"] {
        assert_eq!(metres(wrong), None, "{wrong}");
    }
}

proptest! {
    #[test]
    fn what_is_shown_can_be_read(angle in -179.99_f64..180.0) {
        let read = degrees(&Dms(angle).to_string()).unwrap();
        prop_assert!((read - angle).abs() < 0.0051 / 3600.0);
    }

    #[test]
    fn nothing_makes_it_panic(text in "\\PC{0,30}|[0-9°'\"NEBĐT,. ;-]{0,30}") {
        let _ = (degrees(&text), position_in(&text), metres(&text));
    }
}
