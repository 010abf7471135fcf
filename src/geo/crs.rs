//! Coordinate reference systems: what the numbers in Vietnamese survey data mean, and how they become WGS 84.
//!
//! ```text
//! .prj, CoordSys, "EPSG:5897", "VN-2000 Hà Nội" ──▶ Crs ──▶ Transformer ──▶ longitude, latitude
//! metres without a declaration ──▶ propose ──▶ ranked guesses for a person to choose from
//! ```
//!
//! Architecture invariants: a system is never chosen silently: a declaration that has to be bent to be understood
//! comes back with a [`Doubt`], and undeclared data get proposals only. The parameters of VN-2000 are pinned (see
//! [`Datum`]): the same file lands on the same spot whatever library made it.

pub mod angle;
mod evidence;
mod mapinfo;
mod name;
pub mod propose;
mod transform;
mod wkt;
pub mod zones;

#[cfg(test)]
mod reference;

pub use transform::Transformer;

use std::fmt;

use crate::geo::Coord;

/// The datum: how the system's latitudes and longitudes lie on WGS 84. Parameters turn it into WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Datum {
    /// WGS 84 itself.
    Wgs84,
    /// VN-2000 by the operation EPSG:6960, 1 m. EPSG publishes its rotations as coordinate-frame, the strings of
    /// PROJ want position-vector, so the three rotations change their sign; unchanged they are 0.5 to 0.75 m off.
    /// EPSG:5194 (Mekong delta blocks 02 and 03) is 0.8 m away and is never used: one country, one operation.
    Vn2000,
    /// Hà Nội-72 by the operation EPSG:1544: good to 5 m round Vũng Tàu, for which it was made; elsewhere nobody
    /// has published a figure, and some tens of metres must be expected.
    Hanoi1972,
}

/// How a system lays degrees out on paper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Projection {
    /// Not at all: degrees, longitude first.
    Geographic,
    /// Spherical Mercator of web maps, metres.
    WebMercator,
    /// Transverse Mercator (Gauss-Krüger, UTM), metres.
    TransverseMercator(TransverseMercator),
}

/// The numbers of a transverse Mercator projection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransverseMercator {
    /// Central meridian, degrees east.
    pub meridian: f64,
    /// Scale on the central meridian: 0.9999 in zones of 3°, 0.9996 in zones of 6°.
    pub scale: f64,
    /// Added to every easting, metres.
    pub false_easting: f64,
    /// Added to every northing, metres.
    pub false_northing: f64,
    /// Latitude whose northing is the false northing, degrees.
    pub origin: f64,
}

impl TransverseMercator {
    /// A zone as Vietnam uses it: 500 km false easting, northings from the equator.
    pub const fn zone(meridian: f64, scale: f64) -> Self {
        Self { meridian, scale, false_easting: 500_000.0, false_northing: 0.0, origin: 0.0 }
    }
}

/// A coordinate reference system. Coordinates are (easting, northing) in metres or (longitude, latitude) in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crs {
    /// What the degrees refer to.
    pub datum: Datum,
    /// What was made of the degrees.
    pub projection: Projection,
}

/// What was read out of a declaration, and what is doubtful about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    /// The system as it will be used.
    pub crs: Crs,
    /// Why a person should look at it; `None` when the declaration says what it must.
    pub doubt: Option<Doubt>,
}

/// Why a declaration may not mean what it was taken for.
#[derive(Clone, Debug, PartialEq)]
pub enum Doubt {
    /// It says WGS 84 and has the scale 0.9999 or the name of VN-2000, which no system on WGS 84 has: taken as VN-2000.
    /// Software without VN-2000 is often talked into it so. Read literally the data would lie 225 m away.
    TakenAsVn2000,
    /// The datum has no known name; it was taken by its ellipsoid and scale.
    DatumByEllipsoid,
    /// It brings a datum shift of its own, which is not used; so many metres from the pinned one.
    OwnShift(f64),
    /// The code in it and the numbers in it are two systems. The code is used; these are the numbers.
    CodeAgainstNumbers(Crs),
}

/// Why there is no system, or no coordinate.
#[derive(Clone, Debug, PartialEq)]
pub enum CrsError {
    /// No system with this EPSG code is known here.
    UnknownCode(u32),
    /// The name is none that is known; the nearest one, when one is near.
    UnknownName(Option<String>),
    /// VN-2000 or Hà Nội-72 alone doesn't say in which zone the metres are.
    ZoneMissing,
    /// The province keeps data in several zones since it was merged: one of these.
    SeveralZones(Vec<Crs>),
    /// It is well declared, but not a system of this country's data: the projection, datum or unit in question.
    Unsupported(String),
    /// The text can't be read as a declaration from this byte on.
    Unreadable(usize),
    /// The position with this index can't be transformed: not a number, or far outside of the projection.
    OutOfRange(usize),
}

/// Scale of VN-2000's zones of 3°.
const TM3: f64 = 0.9999;
/// Scale of UTM zones.
const UTM: f64 = 0.9996;

/// The systems with an EPSG code besides VN-2000's zones of 3°, which are in [`zones::ZONES`].
const OTHERS: [(u32, Crs); 10] = [
    (4326, Crs::WGS84),
    (3857, Crs { datum: Datum::Wgs84, projection: Projection::WebMercator }),
    (4756, Crs { datum: Datum::Vn2000, projection: Projection::Geographic }),
    (3405, Crs::zone(Datum::Vn2000, TransverseMercator::zone(105.0, UTM))),
    (3406, Crs::zone(Datum::Vn2000, TransverseMercator::zone(111.0, UTM))),
    (32648, Crs::zone(Datum::Wgs84, TransverseMercator::zone(105.0, UTM))),
    (32649, Crs::zone(Datum::Wgs84, TransverseMercator::zone(111.0, UTM))),
    (4147, Crs { datum: Datum::Hanoi1972, projection: Projection::Geographic }),
    (2044, Crs::gauss_krueger(18)),
    (2045, Crs::gauss_krueger(19)),
];

impl Crs {
    /// Degrees on WGS 84, EPSG:4326, longitude first.
    pub const WGS84: Self = Self { datum: Datum::Wgs84, projection: Projection::Geographic };

    const fn zone(datum: Datum, zone: TransverseMercator) -> Self {
        Self { datum, projection: Projection::TransverseMercator(zone) }
    }

    /// A Gauss-Krüger zone of 6° on Hà Nội-72; the zone's number stands in front of its eastings.
    const fn gauss_krueger(number: u32) -> Self {
        let false_easting = number as f64 * 1e6 + 500_000.0;
        let meridian = number as f64 * 6.0 - 3.0;
        Self::zone(Datum::Hanoi1972, TransverseMercator { false_easting, ..TransverseMercator::zone(meridian, 1.0) })
    }

    /// VN-2000 in a zone of 3° (scale 0.9999) round any meridian, degrees east.
    pub const fn vn2000_tm3(meridian: f64) -> Self {
        Self::zone(Datum::Vn2000, TransverseMercator::zone(meridian, TM3))
    }

    /// Every system that has a code, the general ones first.
    pub fn all() -> impl Iterator<Item = (u32, Self)> {
        OTHERS.into_iter().chain(zones::ZONES.iter().map(|zone| (zone.epsg, Self::vn2000_tm3(zone.meridian))))
    }

    /// The system with an EPSG code.
    pub fn from_epsg(code: u32) -> Result<Self, CrsError> {
        Self::all().find(|(known, _)| *known == code).map(|(_, crs)| crs).ok_or(CrsError::UnknownCode(code))
    }

    /// Reads the text of a `.prj` file or another WKT: ESRI's and OGC's WKT 1, WKT 2. A code goes before numbers.
    pub fn from_wkt(text: &str) -> Result<Declared, CrsError> {
        wkt::read(text)
    }

    /// Reads MapInfo's `CoordSys Earth Projection …` (from MIF, TAB or `MAPINFOW.PRJ`).
    pub fn from_mapinfo(text: &str) -> Result<Declared, CrsError> {
        mapinfo::read(text)
    }

    /// Reads a name as an editor writes it: `EPSG:5897`, `VN-2000 105°45'`, `vn2000 ktt 105.75`, `VN-2000 Hà Nội`,
    /// `WGS84`, `WGS 84 UTM 48N`, `urn:ogc:def:crs:EPSG::5897`, `CRS84`.
    pub fn from_name(text: &str) -> Result<Self, CrsError> {
        name::read(text)
    }

    /// Its EPSG code; `None` for a zone round a meridian of its own.
    pub fn epsg(&self) -> Option<u32> {
        Self::all().find(|(_, crs)| crs == self).map(|(code, _)| code)
    }

    /// Whether its coordinates are degrees.
    pub fn is_geographic(&self) -> bool {
        self.projection == Projection::Geographic
    }

    /// Turns (easting, northing) into (longitude, latitude) on WGS 84, in place.
    ///
    /// At the first position that can't be turned it stops with that position's index; those before it are turned.
    pub fn to_wgs84(&self, coords: &mut [Coord]) -> Result<(), CrsError> {
        Transformer::new(*self)?.to_wgs84(coords)
    }

    /// The way back, for tests and for files written for surveyors.
    pub fn from_wgs84(&self, coords: &mut [Coord]) -> Result<(), CrsError> {
        Transformer::new(*self)?.from_wgs84(coords)
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wgs84 => "WGS 84",
            Self::Vn2000 => "VN-2000",
            Self::Hanoi1972 => "Hà Nội-72",
        })
    }
}

/// A short name for people, which [`Crs::from_name`] reads: `VN-2000 TM-3 105°45′`, `WGS 84 UTM 48N`.
/// False origins other than the usual ones are not told.
impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let datum = self.datum;
        match self.projection {
            Projection::Geographic if datum == Datum::Wgs84 => write!(f, "{datum}"),
            Projection::Geographic => write!(f, "{datum} (độ)"),
            Projection::WebMercator => f.write_str("Web Mercator"),
            Projection::TransverseMercator(zone) => {
                let meridian = angle::Dms(zone.meridian);
                // UTM's zone 1 lies round 177° west, Gauss-Krüger's round 3° east: both count on in steps of 6°.
                let number = (zone.meridian + 183.0) / 6.0;
                match zone.scale {
                    UTM if number.fract() == 0.0 => write!(f, "{datum} UTM {number}N"),
                    TM3 => write!(f, "{datum} TM-3 {meridian}"),
                    1.0 => write!(f, "{datum} GK {meridian}"),
                    scale => write!(f, "{datum} TM {meridian} k={scale}"),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_to_systems_and_back() {
        for (code, crs) in Crs::all() {
            assert_eq!(Crs::from_epsg(code), Ok(crs));
            assert_eq!(crs.epsg(), Some(code));
        }
        assert_eq!(Crs::all().count(), 28);
        assert_eq!(Crs::from_epsg(9999), Err(CrsError::UnknownCode(9999)));
        assert_eq!(Crs::vn2000_tm3(105.4).epsg(), None);
    }

    #[test]
    fn short_names_are_what_people_say_and_can_be_read_again() {
        let names = [5897, 9210, 5899, 3405, 32649, 2044, 4326, 4756, 3857].map(|code| {
            let crs = Crs::from_epsg(code).unwrap();
            assert_eq!(Crs::from_name(&crs.to_string()), Ok(crs), "{crs}");
            crs.to_string()
        });
        assert_eq!(
            names,
            [
                "VN-2000 TM-3 105°",
                "VN-2000 TM-3 105°45′",
                "VN-2000 TM-3 107°45′",
                "VN-2000 UTM 48N",
                "WGS 84 UTM 49N",
                "Hà Nội-72 GK 105°",
                "WGS 84",
                "VN-2000 (độ)",
                "Web Mercator",
            ]
        );
        let own = Crs::vn2000_tm3(105.4);
        assert_eq!(own.to_string(), "VN-2000 TM-3 105°24′");
        assert_eq!(Crs::from_name(&own.to_string()), Ok(own));
    }
}
