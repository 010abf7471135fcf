//! MapInfo's coordinate systems: `CoordSys Earth Projection 8, 104, "m", 105, 0, 0.9999, 500000, 0 Bounds (…) (…)`.
//!
//! After the projection and the datum come the unit, then the projection's numbers. Datum 999 is followed by an
//! ellipsoid and three translations, 9999 by an ellipsoid, three translations, three rotations, a scale and a prime
//! meridian. A line of `MAPINFOW.PRJ` has its own name in front and units as numbers. Source: MapInfo Professional User
//! Guide, appendix "Elements of a Coordinate System"; the order of 9999's numbers as Vietnamese offices write them.

use super::evidence::{Evidence, datum_named, tidy};
use super::{CrsError, Datum, Declared, Projection, TransverseMercator};

/// Ellipsoids by MapInfo's number, with their semi-major axes in metres: Krassovsky, WGS 84, and two as good as it.
const AXES: [(i64, f64); 4] = [(3, 6_378_245.0), (28, 6_378_137.0), (0, 6_378_137.0), (54, 6_378_137.0)];

/// As [`super::Crs::from_mapinfo`].
pub(super) fn read(text: &str) -> Result<Declared, CrsError> {
    let text = text.trim().trim_start_matches('\u{feff}');
    // Lower case of ASCII alone leaves every byte at its place.
    let find = |text: &str, word: &str| text.to_ascii_lowercase().find(word);
    let body = find(text, "projection").map_or(text, |at| &text[at + "projection".len()..]);
    let body = find(body, "bounds").map_or(body, |at| &body[..at]);
    let mut fields = Fields { rest: body, text };
    let name = fields.quoted().unwrap_or_default();
    // Bounds and affine parameters are told by adding 1000 or 2000 in `MAPINFOW.PRJ`.
    let projection = fields.whole()? % 1000;
    let datum = fields.whole()?;
    let mut evidence =
        Evidence { called_vn2000: datum_named(&name) == Some(Datum::Vn2000), ..evidence(datum, &mut fields)? };
    if projection == 1 {
        return evidence.settle(Projection::Geographic);
    }
    let unit = fields.quoted().or_else(|| fields.number().ok().map(|unit| unit.to_string()));
    match unit.as_deref() {
        Some("m" | "7") => {}
        other => return Err(CrsError::Unsupported(other.unwrap_or_default().to_owned())),
    }
    match projection {
        8 => {
            let (meridian, origin, scale) = (fields.number()?, fields.number()?, fields.number()?);
            let (false_easting, false_northing) = (fields.number()?, fields.number()?);
            let zone = TransverseMercator { meridian, scale, false_easting, false_northing, origin };
            evidence.settle(Projection::TransverseMercator(zone))
        }
        10 if matches!(datum, 104 | 157) => {
            evidence.datum = Some(Datum::Wgs84);
            evidence.settle(Projection::WebMercator)
        }
        other => Err(CrsError::Unsupported(format!("Projection {other}"))),
    }
}

fn evidence(datum: i64, fields: &mut Fields<'_>) -> Result<Evidence, CrsError> {
    match datum {
        104 | 157 => Ok(Evidence { datum: Some(Datum::Wgs84), ..Evidence::default() }),
        999 | 9999 => {
            let ellipsoid = fields.whole()?;
            let axis = AXES.iter().find(|(number, _)| *number == ellipsoid).map(|(_, axis)| *axis);
            let shift = [fields.number()?, fields.number()?, fields.number()?];
            if datum == 9999 {
                // Rotations and scale: which sign they carry can't be told, and the pinned ones are used anyway.
                for _ in 0..5 {
                    fields.number()?;
                }
            }
            let unshifted = shift == [0.0; 3] && axis == Some(6_378_137.0);
            Ok(Evidence { datum: unshifted.then_some(Datum::Wgs84), axis, shift: Some(shift), ..Evidence::default() })
        }
        other => Err(CrsError::Unsupported(format!("datum {other}"))),
    }
}

struct Fields<'a> {
    rest: &'a str,
    text: &'a str,
}

impl Fields<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
    }

    fn quoted(&mut self) -> Option<String> {
        self.skip();
        let (inside, rest) = self.rest.strip_prefix('"')?.split_once('"')?;
        self.rest = rest;
        Some(inside.to_owned())
    }

    fn number(&mut self) -> Result<f64, CrsError> {
        self.skip();
        let len = self.rest.find([',', ' ', '\t', '\r', '\n']).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(len);
        let here = self.text.len().saturating_sub(self.rest.len());
        self.rest = rest;
        let number: f64 = number.parse().map_err(|_| CrsError::Unreadable(here))?;
        if number.is_finite() { Ok(tidy(number)) } else { Err(CrsError::Unreadable(here)) }
    }

    fn whole(&mut self) -> Result<i64, CrsError> {
        self.number().map(|number| number as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::crs::{Crs, Doubt};
    use proptest::prelude::*;

    fn code_of(text: &str) -> (Option<u32>, Option<Doubt>) {
        let declared = read(text).unwrap_or_else(|error| panic!("{error:?}: {text}"));
        (declared.crs.epsg(), declared.doubt)
    }

    #[test]
    fn the_lines_that_offices_write_are_read() {
        let seven = "-191.90441429, -39.30318279, -111.45032835, -0.00928836, 0.01975479, -0.00427372, 0.252906278, 0";
        let mif = format!(
            "CoordSys Earth Projection 8, 9999, 28, {seven}, \"m\", 105, 0, 0.9999, 500000, 0 Bounds (-7745844.29597, -9997964.94324) (8745844.29597, 9997964.94324)"
        );
        assert_eq!(code_of(&mif), (Some(5897), None));
        let prj = format!("\"VN2000 KTT 105-45\", 8, 9999, 28, {seven}, 7, 105.75, 0, 0.9999, 500000, 0");
        assert_eq!(code_of(&prj), (Some(9210), None));
        assert_eq!(code_of("CoordSys Earth Projection 8, 104, \"m\", 105, 0, 0.9996, 500000, 0"), (Some(32648), None));
        assert_eq!(code_of("CoordSys Earth Projection 1, 104"), (Some(4326), None));
        assert_eq!(code_of("CoordSys Earth Projection 10, 157, \"m\", 0"), (Some(3857), None));
        let hanoi = "CoordSys Earth Projection 8, 999, 3, -17.51, -108.32, -62.39, \"m\", 105, 0, 1, 18500000, 0";
        assert_eq!(code_of(hanoi), (Some(2044), None));
    }

    #[test]
    fn vn2000_without_its_shift_is_taken_and_told() {
        let taken = (Some(9209), Some(Doubt::TakenAsVn2000));
        assert_eq!(code_of("CoordSys Earth Projection 8, 104, \"m\", 105.5, 0, 0.9999, 500000, 0"), taken);
        assert_eq!(code_of("CoordSys Earth Projection 8, 999, 28, 0, 0, 0, \"m\", 105.5, 0, 0.9999, 500000, 0"), taken);
        let mekong =
            "CoordSys Earth Projection 8, 999, 28, -192.873, -39.382, -111.202, \"m\", 105.5, 0, 0.9999, 500000, 0";
        assert!(matches!(code_of(mekong), (Some(9209), Some(Doubt::OwnShift(metres))) if metres < 1.1));
    }

    #[test]
    fn the_rest_is_refused() {
        assert_eq!(read("CoordSys NonEarth Units \"m\"").unwrap_err(), CrsError::Unreadable(0));
        assert_eq!(read("Projection 3, 104, \"m\", 1"), Err(CrsError::Unsupported("Projection 3".into())));
        assert_eq!(read("Projection 8, 40, \"m\", 105"), Err(CrsError::Unsupported("datum 40".into())));
        assert_eq!(read("Projection 8, 104, \"ft\", 105"), Err(CrsError::Unsupported("ft".into())));
        assert!(read("Projection 8, 104, \"m\", 105").is_err());
        assert_eq!(Crs::from_mapinfo(""), Err(CrsError::Unreadable(0)));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}|Projection [0-9, .\"m\\-]{0,40}") {
            let _ = read(&text);
        }
    }
}
