//! What a `.prj` file means. ESRI's WKT has no codes, others have; datum and projection have many spellings.

mod tree;

use super::evidence::{Evidence, datum_named, tidy};
use super::{Crs, CrsError, Datum, Declared, Doubt, Projection, TransverseMercator};
use tree::Node;

/// As [`Crs::from_wkt`].
pub(super) fn read(text: &str) -> Result<Declared, CrsError> {
    let root = Node::parse(text.trim_start_matches('\u{feff}'))?;
    // Heights of a compound system and the shift of a bound one don't matter here.
    let system = root
        .find(&["PROJCS", "PROJCRS", "PROJECTEDCRS"])
        .or_else(|| root.find(&["GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS", "GEODETICCRS"]))
        .ok_or_else(|| CrsError::Unsupported(root.keyword.to_owned()))?;
    let by_numbers = by_numbers(&root, system);
    match code(system) {
        None => by_numbers,
        Some(code) => match (Crs::from_epsg(code), by_numbers) {
            // Offices change the meridian by hand and leave the code as it was.
            (Ok(crs), Ok(numbers)) if numbers.doubt.is_none() && numbers.crs != crs => {
                Ok(Declared { crs, doubt: Some(Doubt::CodeAgainstNumbers(numbers.crs)) })
            }
            (Ok(crs), Ok(numbers)) => {
                let doubt = numbers.doubt.filter(|doubt| matches!(doubt, Doubt::OwnShift(_)));
                Ok(Declared { crs, doubt })
            }
            (Ok(crs), Err(_)) => Ok(Declared { crs, doubt: None }),
            (Err(_), Ok(numbers)) => Ok(numbers),
            (Err(unknown), Err(_)) => Err(unknown),
        },
    }
}

/// The EPSG code of the system itself, not of its parts.
fn code(system: &Node<'_>) -> Option<u32> {
    let id = system.child(&["AUTHORITY", "ID"]).filter(|id| id.name().eq_ignore_ascii_case("EPSG"))?;
    id.numbers().next().filter(|code| (1.0..1e6).contains(code)).map(|code| code as u32)
}

fn by_numbers(root: &Node<'_>, system: &Node<'_>) -> Result<Declared, CrsError> {
    let geographic = system.is(&["GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS", "GEODETICCRS"]);
    let projection = if geographic { Projection::Geographic } else { projection(system)? };
    if let Some(meridian) = system.find(&["PRIMEM", "PRIMEMERIDIAN"]).filter(|node| node.numbers().next() != Some(0.0))
    {
        return Err(CrsError::Unsupported(meridian.name().to_owned()));
    }
    evidence(root, system).settle(projection)
}

fn evidence(root: &Node<'_>, system: &Node<'_>) -> Evidence {
    let datum_node = system.find(&["DATUM", "ENSEMBLE", "GEODETICDATUM"]);
    let degrees_node = system.find(&["GEOGCS", "BASEGEOGCRS", "BASEGEODCRS", "GEOGCRS", "GEODCRS"]);
    let named = |node: Option<&Node<'_>>| node.and_then(|node| datum_named(node.name()));
    Evidence {
        // `D_unknown` in `GCS_VN_2000` is VN-2000; so is `D_WGS_1984` in it, which `called_vn2000` tells.
        datum: named(datum_node).or_else(|| named(degrees_node)).or_else(|| datum_named(system.name())),
        called_vn2000: [Some(system), degrees_node].into_iter().any(|node| named(node) == Some(Datum::Vn2000)),
        axis: system.find(&["SPHEROID", "ELLIPSOID"]).and_then(|node| node.numbers().next()),
        shift: shift(root),
    }
}

/// The translations of `TOWGS84[…]`, or of WKT 2's bound system.
fn shift(root: &Node<'_>) -> Option<[f64; 3]> {
    if let Some(node) = root.find(&["TOWGS84"]) {
        let mut numbers = node.numbers();
        return Some([numbers.next()?, numbers.next()?, numbers.next()?]);
    }
    let bound = root.find(&["ABRIDGEDTRANSFORMATION"])?;
    let axis = |axis: &str| {
        bound.children().find(|node| plain(node.name()) == format!("{axis}axistranslation"))?.numbers().next()
    };
    Some([axis("x")?, axis("y")?, axis("z")?])
}

fn projection(system: &Node<'_>) -> Result<Projection, CrsError> {
    let unsupported = |what: &str| Err(CrsError::Unsupported(what.to_owned()));
    // WKT 1 has the unit in the system, WKT 2 there or on each axis.
    let axis_units =
        system.children().filter(|node| node.is(&["AXIS"])).filter_map(|node| node.child(&["LENGTHUNIT", "UNIT"]));
    let mut units = system.children().filter(|node| node.is(&["UNIT", "LENGTHUNIT"])).chain(axis_units);
    if let Some(unit) = units.find(|unit| unit.numbers().next() != Some(1.0)) {
        return unsupported(unit.name());
    }
    let method = system.find(&["PROJECTION", "METHOD"]).map_or("", Node::name);
    match plain(method).as_str() {
        "transversemercator" | "gausskruger" | "gausskrueger" => {}
        "mercatorauxiliarysphere" | "popularvisualisationpseudomercator" => return Ok(Projection::WebMercator),
        // GDAL before 3 wrote Web Mercator so, with the truth in PROJ's words beside it.
        "mercator1sp" if system.name().contains("Pseudo") => return Ok(Projection::WebMercator),
        _ => return unsupported(method),
    }
    let parameters = system.child(&["CONVERSION", "DERIVINGCONVERSION"]).unwrap_or(system);
    let parameter = |names: &[&str]| {
        let is = |node: &&Node<'_>| node.is(&["PARAMETER"]) && names.contains(&plain(node.name()).as_str());
        parameters.children().find(is).and_then(|node| node.numbers().next()).map(tidy)
    };
    // Without a meridian or a scale there is no zone; the rest has usual values.
    let Some(meridian) =
        parameter(&["centralmeridian", "longitudeofnaturalorigin", "longitudeoforigin", "longitudeofcenter"])
    else {
        return unsupported("Central_Meridian");
    };
    let Some(scale) = parameter(&["scalefactor", "scalefactoratnaturalorigin"]) else {
        return unsupported("Scale_Factor");
    };
    Ok(Projection::TransverseMercator(TransverseMercator {
        meridian,
        scale,
        false_easting: parameter(&["falseeasting"]).unwrap_or(0.0),
        false_northing: parameter(&["falsenorthing"]).unwrap_or(0.0),
        origin: parameter(&["latitudeoforigin", "latitudeofnaturalorigin", "latitudeofcenter"]).unwrap_or(0.0),
    }))
}

/// A name without what spellings differ in: case, underscores, spaces, hyphens.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ESRI: &str = r#"PROJCS["VN_2000_TM-3_zone_482",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;

    fn code_of(text: &str) -> (Option<u32>, Option<Doubt>) {
        let declared = read(text).unwrap_or_else(|error| panic!("{error:?}: {text}"));
        (declared.crs.epsg(), declared.doubt)
    }

    #[test]
    fn prj_files_without_codes_are_read_by_their_numbers() {
        assert_eq!(code_of(ESRI), (Some(5897), None));
        assert_eq!(code_of(&ESRI.replace("105.0", "107.75")), (Some(5899), None));
        assert_eq!(code_of(&ESRI.replace("0.9999", "0.9996")), (Some(3405), None));
        assert_eq!(code_of(&ESRI.replace("Transverse_Mercator", "Gauss_Kruger")), (Some(5897), None));
        assert_eq!(read(&ESRI.replace("105.0", "105.4")).unwrap().crs, Crs::vn2000_tm3(105.4));
        let own =
            ESRI.replace("VN_2000", "VN2000_HaNoi").replace("D_Vietnam_2000", "D_VN2000").replace("500000.0", "5.0E5");
        assert_eq!(code_of(&own), (Some(5897), None));
    }

    #[test]
    fn wgs_84_with_vn2000_in_the_name_or_scale_is_doubtful() {
        let wgs = ESRI.replace("D_Vietnam_2000", "D_WGS_1984").replace("GCS_VN_2000", "GCS_WGS_1984");
        assert_eq!(code_of(&wgs), (Some(5897), Some(Doubt::TakenAsVn2000)));
        let unknown = ESRI.replace("D_Vietnam_2000", "D_unknown").replace("VN_2000", "unknown");
        assert_eq!(code_of(&unknown), (Some(5897), Some(Doubt::DatumByEllipsoid)));
    }

    #[test]
    fn the_code_goes_before_the_numbers_and_a_contradiction_is_told() {
        let coded = ESRI.replace(r#"UNIT["Meter",1.0]]"#, r#"UNIT["metre",1],AUTHORITY["EPSG","5897"]]"#);
        assert_eq!(code_of(&coded), (Some(5897), None));
        let edited = coded.replace("105.0", "105.5");
        let numbers = Crs::from_epsg(9209).unwrap();
        assert_eq!(code_of(&edited), (Some(5897), Some(Doubt::CodeAgainstNumbers(numbers))));
        let shifted = coded.replace(r#"563]]"#, r#"563],TOWGS84[0,0,0,0,0,0,0]]"#);
        assert!(
            matches!(code_of(&shifted), (Some(5897), Some(Doubt::OwnShift(metres))) if (metres - 225.0).abs() < 2.0)
        );
    }

    #[test]
    fn what_proj_writes_is_read_in_every_dialect() {
        for line in include_str!("../../../tests/data/crs/wkt.txt").lines() {
            let (code, text) = line.split_once('\t').unwrap();
            assert_eq!(code_of(text), (code.parse().ok(), None), "{line}");
        }
    }

    #[test]
    fn other_systems_are_refused_by_name() {
        let refused = |text: &str| read(text).unwrap_err();
        assert_eq!(refused(&ESRI.replace("Transverse_Mercator", "Lambert")), CrsError::Unsupported("Lambert".into()));
        assert_eq!(
            refused(&ESRI.replace(r#"UNIT["Meter",1.0]"#, r#"UNIT["Foot_US",0.3048006]"#)),
            CrsError::Unsupported("Foot_US".into())
        );
        assert_eq!(refused("LOCAL_CS[\"x\"]"), CrsError::Unsupported("LOCAL_CS".into()));
        assert_eq!(refused("{}"), CrsError::Unreadable(0));
        let indian = ESRI
            .replace("D_Vietnam_2000", "D_Indian_1960")
            .replace("VN_2000", "Indian")
            .replace("6378137.0", "6377276.345");
        assert_eq!(refused(&indian), CrsError::Unsupported("datum".into()));
    }
}
