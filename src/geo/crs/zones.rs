//! VN-2000's zones of 3°: their codes and meridians, and which province keeps its maps in which.
//!
//! Sources: codes, meridians and the provinces that use them from EPSG's areas of use (`proj.db` of PROJ 9.5.1). Boxes of
//! the former provinces from github.com/choisy/vietnam63 (MIT), to 0.1°. Mergers by Nghị quyết 202/2025/QH15, and
//! Hà Tây's into Hà Nội in 2008.
//!
//! The meridian belongs to the data, not to the unit's name: a province merged in 2025 keeps data in several zones.

use crate::geo::Bounds;
use crate::geo::crs::Crs;
use crate::text::fold;

/// A zone of 3° of VN-2000 that has an EPSG code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zone {
    /// EPSG code.
    pub epsg: u32,
    /// Central meridian, degrees east.
    pub meridian: f64,
    /// EPSG's number of the zone, for the three that have one.
    pub number: Option<u16>,
}

const fn zone(epsg: u32, meridian: f64, number: Option<u16>) -> Zone {
    Zone { epsg, meridian, number }
}

/// Every zone of 3° with a code, from west to east.
pub const ZONES: [Zone; 18] = [
    zone(5896, 102.0, Some(481)),
    zone(9205, 103.0, None),
    zone(9206, 104.0, None),
    zone(9207, 104.5, None),
    zone(9208, 104.75, None),
    zone(5897, 105.0, Some(482)),
    zone(9209, 105.5, None),
    zone(9210, 105.75, None),
    zone(9211, 106.0, None),
    zone(9212, 106.25, None),
    zone(9213, 106.5, None),
    zone(9214, 107.0, None),
    zone(9215, 107.25, None),
    zone(9216, 107.5, None),
    zone(5899, 107.75, None),
    zone(5898, 108.0, Some(491)),
    zone(9217, 108.25, None),
    zone(9218, 108.5, None),
];

/// A province as it was before 1 July 2025, for whose data the zone was chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Province {
    /// Its name then.
    pub name: &'static str,
    /// The province that it belongs to now.
    pub now: &'static str,
    /// EPSG code of its zone.
    pub epsg: u32,
    /// The box around it, islands too, degrees on WGS 84, rounded to 0.1°.
    pub bounds: Bounds,
}

const fn province(name: &'static str, now: &'static str, epsg: u32, [west, south, east, north]: [f64; 4]) -> Province {
    Province { name, now, epsg, bounds: Bounds { west, south, east, north } }
}

/// The 63 provinces and Hà Tây, by zone from west to east.
///
/// Hà Nam is disputed: EPSG says 105°00′, one public table 105°30′. Ask the owner of its data.
#[rustfmt::skip]
pub const PROVINCES: [Province; 64] = [
    province("Lai Châu", "Lai Châu", 9205, [102.3, 21.7, 104.0, 22.8]),
    province("Điện Biên", "Điện Biên", 9205, [102.1, 20.9, 103.6, 22.5]),
    province("Sơn La", "Sơn La", 9206, [103.2, 20.6, 105.0, 22.0]),
    province("Cà Mau", "Cà Mau", 9207, [104.7, 8.4, 105.4, 9.6]),
    province("Kiên Giang", "An Giang", 9207, [103.2, 9.3, 105.5, 10.5]),
    province("An Giang", "An Giang", 9208, [104.8, 10.2, 105.6, 11.0]),
    province("Lào Cai", "Lào Cai", 9208, [103.5, 21.9, 104.6, 22.8]),
    province("Nghệ An", "Nghệ An", 9208, [103.9, 18.6, 105.8, 20.0]),
    province("Phú Thọ", "Phú Thọ", 9208, [104.8, 20.9, 105.5, 21.7]),
    province("Yên Bái", "Lào Cai", 9208, [103.9, 21.3, 105.1, 22.3]),
    province("Bạc Liêu", "Cà Mau", 5897, [105.2, 9.0, 105.9, 9.6]),
    province("Cần Thơ", "Cần Thơ", 5897, [105.2, 9.9, 105.8, 10.3]),
    province("Hà Nam", "Ninh Bình", 5897, [105.8, 20.4, 106.2, 20.7]),
    province("Hà Nội", "Hà Nội", 5897, [105.3, 20.6, 106.0, 21.4]),
    province("Hà Tây", "Hà Nội", 5897, [105.3, 20.6, 106.0, 21.4]),
    province("Hậu Giang", "Cần Thơ", 5897, [105.3, 9.6, 105.9, 10.0]),
    province("Ninh Bình", "Ninh Bình", 5897, [105.5, 19.9, 106.2, 20.5]),
    province("Thanh Hóa", "Thanh Hóa", 5897, [104.4, 19.3, 106.1, 20.7]),
    province("Vĩnh Phúc", "Phú Thọ", 5897, [105.3, 21.2, 105.8, 21.6]),
    province("Đồng Tháp", "Đồng Tháp", 5897, [105.2, 10.1, 105.9, 11.0]),
    province("Bắc Ninh", "Bắc Ninh", 9209, [105.9, 21.0, 106.3, 21.3]),
    province("Hà Giang", "Tuyên Quang", 9209, [104.3, 22.2, 105.6, 23.4]),
    province("Hà Tĩnh", "Hà Tĩnh", 9209, [105.1, 17.9, 106.5, 18.8]),
    province("Hưng Yên", "Hưng Yên", 9209, [105.9, 20.6, 106.3, 21.0]),
    province("Hải Dương", "Hải Phòng", 9209, [106.1, 20.7, 106.6, 21.2]),
    province("Nam Định", "Ninh Bình", 9209, [105.9, 19.9, 106.6, 20.5]),
    province("Sóc Trăng", "Cần Thơ", 9209, [105.5, 9.2, 106.3, 9.9]),
    province("Thái Bình", "Hưng Yên", 9209, [106.1, 20.2, 106.7, 20.7]),
    province("Trà Vinh", "Vĩnh Long", 9209, [106.0, 9.5, 106.6, 10.1]),
    province("Tây Ninh", "Tây Ninh", 9209, [105.8, 11.0, 106.5, 11.8]),
    province("Vĩnh Long", "Vĩnh Long", 9209, [105.7, 9.9, 106.3, 10.3]),
    province("Bình Dương", "Hồ Chí Minh", 9210, [106.3, 10.9, 107.0, 11.5]),
    province("Bến Tre", "Vĩnh Long", 9210, [106.0, 9.8, 106.8, 10.3]),
    province("Cao Bằng", "Cao Bằng", 9210, [105.3, 22.4, 106.8, 23.1]),
    province("Hải Phòng", "Hải Phòng", 9210, [106.4, 20.1, 107.7, 21.0]),
    province("Long An", "Tây Ninh", 9210, [105.5, 10.4, 106.7, 11.0]),
    province("Hồ Chí Minh", "Hồ Chí Minh", 9210, [106.4, 10.4, 107.0, 11.2]),
    province("Tiền Giang", "Đồng Tháp", 9210, [105.8, 10.2, 106.8, 10.6]),
    province("Hòa Bình", "Phú Thọ", 9211, [104.8, 20.3, 105.9, 21.1]),
    province("Quảng Bình", "Quảng Trị", 9211, [105.6, 16.9, 107.0, 18.1]),
    province("Tuyên Quang", "Tuyên Quang", 9211, [104.8, 21.5, 105.6, 22.7]),
    province("Bình Phước", "Đồng Nai", 9212, [106.4, 11.3, 107.4, 12.3]),
    province("Quảng Trị", "Quảng Trị", 9212, [106.5, 16.3, 107.4, 17.2]),
    province("Bắc Kạn", "Thái Nguyên", 9213, [105.4, 21.8, 106.2, 22.7]),
    province("Thái Nguyên", "Thái Nguyên", 9213, [105.5, 21.3, 106.2, 22.0]),
    province("Bắc Giang", "Bắc Ninh", 9214, [105.9, 21.1, 107.0, 21.6]),
    province("Thừa Thiên Huế", "Huế", 9214, [107.0, 16.0, 108.2, 16.7]),
    province("Lạng Sơn", "Lạng Sơn", 9215, [106.1, 21.3, 107.4, 22.5]),
    province("Kon Tum", "Quảng Ngãi", 9216, [107.3, 13.9, 108.5, 15.4]),
    province("Bà Rịa - Vũng Tàu", "Hồ Chí Minh", 5899, [106.5, 8.6, 107.6, 10.8]),
    province("Lâm Đồng", "Lâm Đồng", 5899, [107.3, 11.2, 108.7, 12.3]),
    province("Quảng Nam", "Đà Nẵng", 5899, [107.2, 15.0, 108.7, 16.1]),
    province("Quảng Ninh", "Quảng Ninh", 5899, [106.4, 20.8, 108.1, 21.7]),
    province("Đà Nẵng", "Đà Nẵng", 5899, [107.8, 15.7, 112.7, 17.1]),
    province("Đồng Nai", "Đồng Nai", 5899, [106.8, 10.6, 107.6, 11.6]),
    province("Quảng Ngãi", "Quảng Ngãi", 5898, [108.2, 14.5, 109.1, 15.4]),
    province("Bình Định", "Gia Lai", 9217, [108.6, 13.5, 109.3, 14.7]),
    province("Khánh Hòa", "Khánh Hòa", 9217, [108.7, 7.2, 117.8, 12.9]),
    province("Ninh Thuận", "Khánh Hòa", 9217, [108.6, 11.3, 109.2, 12.2]),
    province("Bình Thuận", "Lâm Đồng", 9218, [107.4, 10.5, 109.0, 11.6]),
    province("Gia Lai", "Gia Lai", 9218, [107.5, 13.0, 108.9, 14.6]),
    province("Phú Yên", "Đắk Lắk", 9218, [108.7, 12.7, 109.5, 13.7]),
    province("Đắk Lắk", "Đắk Lắk", 9218, [107.5, 12.2, 109.0, 13.4]),
    province("Đắk Nông", "Lâm Đồng", 9218, [107.2, 11.7, 108.1, 12.8]),
];

impl Zone {
    /// The system.
    pub const fn crs(&self) -> Crs {
        Crs::vn2000_tm3(self.meridian)
    }
}

impl Province {
    /// The system that its data are in by rule.
    pub fn crs(&self) -> Option<Crs> {
        ZONES.iter().find(|zone| zone.epsg == self.epsg).map(Zone::crs)
    }
}

/// The former provinces that a name may mean: those that the province of today was made of, or else the former one.
/// With `former` the name is taken as of before July 2025. Case, marks and `tỉnh`, `thành phố`, `TP.` don't matter.
pub fn named(name: &str, former: bool) -> Vec<&'static Province> {
    let wanted = bare(name);
    if wanted.is_empty() {
        return Vec::new();
    }
    let was = |province: &&Province| bare(province.name) == wanted;
    let is = |province: &&Province| bare(province.now) == wanted;
    let merged: Vec<_> = if former { Vec::new() } else { PROVINCES.iter().filter(is).collect() };
    if merged.is_empty() { PROVINCES.iter().filter(was).collect() } else { merged }
}

/// The systems of some provinces, each once.
pub fn systems(provinces: &[&Province]) -> Vec<Crs> {
    let mut systems: Vec<Crs> = Vec::new();
    for crs in provinces.iter().filter_map(|province| province.crs()) {
        if !systems.contains(&crs) {
            systems.push(crs);
        }
    }
    systems
}

/// A province's name without what is written before it, and without marks, dots and hyphens.
fn bare(name: &str) -> String {
    let folded = fold(name).replace(['.', '-', '–', ','], " ");
    let words: Vec<&str> = folded.split_whitespace().collect();
    let rest = match words.as_slice() {
        ["tinh" | "tp", rest @ ..] | ["thanh", "pho", rest @ ..] => rest,
        rest => rest,
    };
    match rest {
        ["hcm" | "hcmc"] | ["sai", "gon"] => "ho chi minh".into(),
        ["vung", "tau"] | ["br", "vt"] | ["brvt"] => "ba ria vung tau".into(),
        rest => rest.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn meridians(name: &str, former: bool) -> Vec<u32> {
        let mut codes: Vec<u32> = systems(&named(name, former)).iter().filter_map(Crs::epsg).collect();
        codes.sort_unstable();
        codes
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(PROVINCES.iter().map(|province| province.now).collect::<BTreeSet<_>>().len(), 34);
        assert_eq!(PROVINCES.iter().map(|province| province.name).collect::<BTreeSet<_>>().len(), 64);
        assert!(PROVINCES.iter().all(|province| province.crs().is_some()));
        assert!(ZONES.is_sorted_by(|west, east| west.meridian < east.meridian));
        // A zone of 3° reaches 1.5° to each side; provinces with islands far out lie beyond.
        for province in PROVINCES.iter().filter(|province| province.bounds.width() < 3.0) {
            let zone = ZONES.iter().find(|zone| zone.epsg == province.epsg).expect("has a zone");
            assert!((province.bounds.center().x - zone.meridian).abs() < 1.7, "{province:?}");
        }
    }

    #[test]
    fn a_name_means_the_province_of_today_unless_said_otherwise() {
        assert_eq!(meridians("Hà Nội", false), [5897]);
        assert_eq!(meridians("tp. ha noi", false), [5897]);
        assert_eq!(meridians("Thành phố Hồ Chí Minh", false), [5899, 9210]);
        assert_eq!(meridians("TP.HCM", true), [9210]);
        assert_eq!(meridians("Cần Thơ", false), [5897, 9209]);
        assert_eq!(meridians("Đà Nẵng", false), [5899]);
        assert_eq!(meridians("Hưng Yên", false), [9209]);
        assert_eq!(meridians("Lâm Đồng", false), [5899, 9218]);
        assert_eq!(meridians("Lâm Đồng", true), [5899]);
        assert_eq!(meridians("Bà Rịa – Vũng Tàu", false), [5899]);
        assert_eq!(meridians("Huế", false), [9214]);
        assert_eq!(meridians("Paris", false), [0; 0]);
        assert_eq!(meridians("tỉnh", false), [0; 0]);
    }
}
