//! From what a declaration says to the system that is meant: the judgement that WKT and MapInfo share.

use super::{Crs, CrsError, Datum, Declared, Doubt, Projection, TM3};

/// What a declaration says about its datum.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// The datum, when its name is a known one.
    pub(super) datum: Option<Datum>,
    /// The name of the whole system mentions VN-2000.
    pub(super) called_vn2000: bool,
    /// The semi-major axis of the ellipsoid, metres.
    pub(super) axis: Option<f64>,
    /// The shift to WGS 84 that it brings along: three translations in metres.
    pub(super) shift: Option<[f64; 3]>,
}

/// Nearer than this to the pinned shift, metres, a shift is another rounding of it.
const SAME_SHIFT: f64 = 0.5;
/// Nearer than this, metres, it is another published determination of the same datum.
const SAME_DATUM: f64 = 5.0;

/// Translations to WGS 84 as pinned in `transform`, metres.
fn translations(datum: Datum) -> [f64; 3] {
    match datum {
        Datum::Wgs84 => [0.0; 3],
        Datum::Vn2000 => [-191.904_414_29, -39.303_182_79, -111.450_328_35],
        Datum::Hanoi1972 => [-17.51, -108.32, -62.39],
    }
}

fn distance(shift: [f64; 3], datum: Datum) -> f64 {
    translations(datum).iter().zip(shift).map(|(pinned, own)| (pinned - own).powi(2)).sum::<f64>().sqrt()
}

/// The datum that a name stands for, in whatever way software spells it: `D_Vietnam_2000`, `VN-2000`, `Hanoi_1972`.
pub(super) fn datum_named(name: &str) -> Option<Datum> {
    let name = crate::text::slug(name).replace('-', "");
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if has(&["vn2000", "vietnam2000", "vietnam2k"]) {
        Some(Datum::Vn2000)
    } else if has(&["hanoi1972", "hanoi72", "hn72", "hn1972"]) {
        Some(Datum::Hanoi1972)
    } else {
        has(&["wgs84", "wgs1984", "worldgeodeticsystem1984"]).then_some(Datum::Wgs84)
    }
}

impl Evidence {
    /// The system with its doubt.
    pub(super) fn settle(self, projection: Projection) -> Result<Declared, CrsError> {
        if let Projection::TransverseMercator(zone) = projection {
            let numbers = [zone.meridian, zone.scale, zone.false_easting, zone.false_northing, zone.origin];
            if !numbers.iter().all(|number| number.is_finite()) || zone.scale <= 0.0 {
                return Err(CrsError::Unsupported("Transverse_Mercator".into()));
            }
        }
        let tm3 = matches!(projection, Projection::TransverseMercator(zone) if zone.scale == TM3);
        let by_shift = self.shift.and_then(|shift| {
            [Datum::Vn2000, Datum::Hanoi1972].into_iter().find(|datum| distance(shift, *datum) < SAME_DATUM)
        });
        // A shift says more than a name, except that a file with VN-2000's name and no shift at all brings zeros.
        let named = by_shift.or(self.datum);
        let (datum, doubt) = match (named, self.axis) {
            (Some(Datum::Wgs84), _) if tm3 || self.called_vn2000 => (Datum::Vn2000, Some(Doubt::TakenAsVn2000)),
            (Some(datum), _) => (datum, None),
            (None, Some(6_378_137.0)) if tm3 || self.called_vn2000 => (Datum::Vn2000, Some(Doubt::DatumByEllipsoid)),
            (None, Some(6_378_137.0)) => (Datum::Wgs84, Some(Doubt::DatumByEllipsoid)),
            (None, Some(6_378_245.0)) => (Datum::Hanoi1972, Some(Doubt::DatumByEllipsoid)),
            (None, _) => return Err(CrsError::Unsupported("datum".into())),
        };
        let own = self.shift.map(|shift| distance(shift, datum)).filter(|metres| *metres > SAME_SHIFT);
        Ok(Declared { crs: Crs { datum, projection }, doubt: doubt.or(own.map(Doubt::OwnShift)) })
    }
}

/// Takes off what a hundred-millionth is too much: software writes 105.7499999999 and 0.9998999999.
pub(super) fn tidy(number: f64) -> f64 {
    (number * 1e8).round() / 1e8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::crs::TransverseMercator;

    #[test]
    fn names_of_datums_are_known_as_software_spells_them() {
        for name in ["D_Vietnam_2000", "Vietnam 2000", "VN-2000", "VN_2000", "GCS_VN2000", "D_VN_2000"] {
            assert_eq!(datum_named(name), Some(Datum::Vn2000), "{name}");
        }
        assert_eq!(datum_named("D_Hanoi_1972"), Some(Datum::Hanoi1972));
        assert_eq!(datum_named("World Geodetic System 1984 ensemble"), Some(Datum::Wgs84));
        assert_eq!(datum_named("D_Indian_1960"), None);
    }

    #[test]
    fn wgs_84_with_the_scale_of_vn2000_is_taken_as_vn2000_and_said_so() {
        let zone = |scale| Projection::TransverseMercator(TransverseMercator::zone(105.0, scale));
        let wgs = Evidence { datum: Some(Datum::Wgs84), ..Evidence::default() };
        let taken = wgs.clone().settle(zone(0.9999)).unwrap();
        assert_eq!((taken.crs.epsg(), taken.doubt), (Some(5897), Some(Doubt::TakenAsVn2000)));
        assert_eq!(wgs.settle(zone(0.9996)).unwrap().crs.epsg(), Some(32648));
    }

    #[test]
    fn a_shift_of_its_own_is_measured() {
        let shift = Some([-192.873, -39.382, -111.202]);
        let declared = Evidence { shift, axis: Some(6_378_137.0), ..Evidence::default() };
        let declared = declared.settle(Projection::Geographic).unwrap();
        assert_eq!(declared.crs.epsg(), Some(4756));
        assert!(
            matches!(declared.doubt, Some(Doubt::OwnShift(metres)) if (metres - 1.003).abs() < 0.01),
            "{declared:?}"
        );
    }
}
