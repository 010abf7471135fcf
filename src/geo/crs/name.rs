//! A system by its name, as an editor writes it into a manifest.

use super::angle::degrees;
use super::{Crs, CrsError, Datum, Projection, TM3, TransverseMercator, UTM, zones};
use crate::text::{fold, nearest};

/// As [`Crs::from_name`].
pub(super) fn read(text: &str) -> Result<Crs, CrsError> {
    // Underscores and colons are spaces to people; letters are compared without case and marks.
    let folded = fold(text.trim()).replace(['_', ':', '/'], " ");
    let folded = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(code) = code(&folded) {
        return Crs::from_epsg(code);
    }
    if ["crs84", "web mercator", "pseudo mercator", "google mercator"].iter().any(|known| folded.ends_with(known)) {
        let code = if folded.ends_with("crs84") { 4326 } else { 3857 };
        return Crs::from_epsg(code);
    }
    for (datum, spellings) in DATUMS {
        if let Some(rest) = spellings.iter().find_map(|spelling| folded.strip_prefix(spelling)) {
            if rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                continue;
            }
            return system(datum, rest.trim_matches([' ', '-', ',', '(', ')'])).ok_or_else(|| unknown(text))?;
        }
    }
    Err(unknown(text))
}

const DATUMS: [(Datum, &[&str]); 3] = [
    (Datum::Vn2000, &["vn-2000", "vn2000", "vn 2000", "vietnam 2000"]),
    (Datum::Wgs84, &["wgs84", "wgs 84", "wgs-84", "wgs 1984", "wgs1984"]),
    (
        Datum::Hanoi1972,
        &["ha noi-72", "ha noi 72", "ha noi 1972", "hanoi 1972", "hanoi 72", "hanoi-72", "hn-72", "hn72", "hn 72"],
    ),
];

/// `epsg 5897`, `urn ogc def crs epsg 9.9 5897`, `http www.opengis.net def crs epsg 0 5897`, `5897`.
fn code(folded: &str) -> Option<u32> {
    let words: Vec<&str> = folded.split(' ').collect();
    let last = words.last()?;
    let number = if let Some(glued) = last.strip_prefix("epsg") { glued } else { last };
    let coded = words.len() == 1 || words.contains(&"epsg");
    (coded && (4..=5).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| number.parse().ok())?
}

/// What stands behind the datum; `None` when it is nothing known.
fn system(datum: Datum, rest: &str) -> Option<Result<Crs, CrsError>> {
    if ["(do", "do", "dia ly", "kinh vi do", "geographic", "lat long", "lonlat", "degrees"].contains(&rest) {
        return Some(Ok(Crs { datum, projection: Projection::Geographic }));
    }
    if rest.is_empty() {
        return Some(if datum == Datum::Wgs84 { Ok(Crs::WGS84) } else { Err(CrsError::ZoneMissing) });
    }
    let zone = |meridian, scale| match (datum, scale) {
        // Hà Nội-72 knows Gauss-Krüger zones only, with their number before the eastings.
        (Datum::Hanoi1972, _) if meridian == 105.0 => Ok(Crs::gauss_krueger(18)),
        (Datum::Hanoi1972, _) if meridian == 111.0 => Ok(Crs::gauss_krueger(19)),
        (Datum::Hanoi1972, _) => Err(CrsError::ZoneMissing),
        (datum, scale) => Ok(Crs::zone(datum, TransverseMercator::zone(meridian, scale))),
    };
    if let Some(utm) = after(rest, &["utm zone", "utm mui", "mui utm", "utm", "gk zone", "gauss-kruger zone"]) {
        let number: f64 = utm.trim_end_matches(['n', ' ', 'b']).parse().ok()?;
        // Gauss-Krüger's zone 18 is UTM's zone 48.
        let number = if datum == Datum::Hanoi1972 && number < 30.0 { number + 30.0 } else { number };
        return matches!(number, 46.0..=50.0).then(|| zone(number * 6.0 - 183.0, UTM));
    }
    if let Some(numbered) = after(rest, &["tm-3 zone", "tm3 zone", "tm-3 mui"]) {
        let number = numbered.parse().ok();
        return zones::ZONES
            .iter()
            .find(|zone| zone.number.is_some() && zone.number == number)
            .map(|zone| Ok(zone.crs()));
    }
    let (scale, rest) =
        match after(rest, &["tm-6", "tm6", "mui chieu 6 do", "mui chieu 6°", "mui 6 do", "mui 6°", "mui 6"]) {
            Some(rest) => (UTM, rest),
            None => {
                let three =
                    &["tm-3", "tm3", "mui chieu 3 do", "mui chieu 3°", "mui 3 do", "mui 3°", "mui 3", "gk", "tm"];
                (TM3, after(rest, three).unwrap_or(rest))
            }
        };
    let rest = rest.trim_start_matches([',', ' ', '-']);
    let rest = after(rest, &["kinh tuyen truc", "kinh tuyen", "ktt", "lon0"]).unwrap_or(rest);
    let rest = rest.trim_start_matches(['=', ' ', '.']);
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        let meridian = degrees(&rest.replace('°', "° ")).ok()?;
        // Beyond this a zone of Vietnam has no meridian: a mistyped number.
        return matches!(meridian, 99.0..=118.0).then(|| zone(meridian, scale));
    }
    let former = [" cu", " (cu", " truoc 2025"].iter().find_map(|suffix| rest.strip_suffix(suffix));
    let provinces = zones::named(former.unwrap_or(rest), former.is_some());
    match zones::systems(&provinces).as_slice() {
        _ if datum != Datum::Vn2000 => None,
        [] => None,
        [only] => Some(Ok(*only)),
        several => Some(Err(CrsError::SeveralZones(several.to_vec()))),
    }
}

fn after<'a>(text: &'a str, starts: &[&str]) -> Option<&'a str> {
    starts.iter().find_map(|start| text.strip_prefix(start)).map(str::trim_start)
}

/// The error with the nearest name that would be understood.
fn unknown(text: &str) -> CrsError {
    let codes = Crs::all().map(|(code, _)| format!("EPSG:{code}"));
    let systems = Crs::all().map(|(_, crs)| crs.to_string());
    let provinces = zones::PROVINCES.iter().map(|province| format!("VN-2000 {}", province.name));
    let known: Vec<String> = codes.chain(systems).chain(provinces).collect();
    CrsError::UnknownName(nearest(text, known.iter().map(String::as_str)).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_read_as_editors_write_them() {
        for (name, code) in [
            ("EPSG:5897", 5897),
            ("epsg 9210", 9210),
            ("EPSG9210", 9210),
            ("5899", 5899),
            ("urn:ogc:def:crs:EPSG::5897", 5897),
            ("urn:ogc:def:crs:EPSG:9.9:3405", 3405),
            ("http://www.opengis.net/def/crs/EPSG/0/4326", 4326),
            ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
            ("OGC:CRS84", 4326),
            ("WGS84", 4326),
            ("wgs 84", 4326),
            ("WGS 84 / UTM zone 48N", 32648),
            ("WGS84 UTM 49N", 32649),
            ("VN-2000 / UTM zone 48N", 3405),
            ("VN-2000 TM-6 105", 3405),
            ("VN2000 múi 6° KTT 111°", 3406),
            ("VN-2000 105", 5897),
            ("VN2000 KTT 105°45'", 9210),
            ("VN2000, kinh tuyến trục 105 độ 45 phút", 9210),
            ("vn-2000 tm3 107.75", 5899),
            ("VN_2000 107,75", 5899),
            ("VN-2000 / TM-3 107-45", 5899),
            ("VN-2000 / TM-3 zone 482", 5897),
            ("vn-2000 Hà Nội", 5897),
            ("VN2000 tỉnh Hưng Yên", 9209),
            ("VN-2000 Lâm Đồng cũ", 5899),
            ("VN-2000 Sóc Trăng", 9209),
            ("VN-2000 địa lý", 4756),
            ("Web Mercator", 3857),
            ("Hà Nội-72 GK 105°", 2044),
            ("HN72 UTM 49", 2045),
            ("Hanoi 1972 / Gauss-Kruger zone 18", 2044),
        ] {
            assert_eq!(read(name).map(|crs| crs.epsg()), Ok(Some(code)), "{name}");
        }
        assert_eq!(read("VN-2000 KTT 105°40'").map(|crs| crs.to_string()), Ok("VN-2000 TM-3 105°40′".to_owned()));
        assert_eq!(read("WGS84 TM-3 105").map(|crs| (crs.datum, crs.epsg())), Ok((Datum::Wgs84, None)));
    }

    #[test]
    fn what_is_missing_is_said() {
        assert_eq!(read("VN-2000"), Err(CrsError::ZoneMissing));
        assert_eq!(read("Hanoi 1972"), Err(CrsError::ZoneMissing));
        let zones = [5899, 9218].map(|code| Crs::from_epsg(code).unwrap());
        match read("VN-2000 Lâm Đồng") {
            Err(CrsError::SeveralZones(several)) => assert!(zones.iter().all(|zone| several.contains(zone))),
            other => panic!("{other:?}"),
        }
        assert_eq!(read("EPSG:27700"), Err(CrsError::UnknownCode(27_700)));
        assert_eq!(read("VN-2000 Hà Nộ"), Err(CrsError::UnknownName(Some("VN-2000 Hà Nội".into()))));
        assert_eq!(read("ESPG:5897"), Err(CrsError::UnknownName(Some("EPSG:5897".into()))));
        assert_eq!(read("VN-2000 15.75"), read("VN-2000 15.75"));
        assert!(matches!(read("VN-2000 15.75"), Err(CrsError::UnknownName(_))));
        assert_eq!(read("xyz"), Err(CrsError::UnknownName(None)));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "\\PC{0,30}|(VN-2000|wgs84|hn72) [a-z0-9°'., -]{0,20}") {
            let _ = read(&text);
        }
    }
}
