//! Coordinates without a declaration: which systems they may be in, and where each would put them.
//!
//! Zones of 3° can't be told apart by numbers alone, since eastings count from each zone's own meridian. What can be
//! told is whether a reading lands in a province that uses the zone. So there are proposals, the likeliest first, for
//! a person to choose from; nothing here decides.

use super::zones::{PROVINCES, Province};
use super::{Crs, Datum, Projection, Transformer};
use crate::geo::{Bounds, Coord};

/// Which of the two numbers comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AxisOrder {
    /// Easting or longitude first, as files have it.
    EastNorth,
    /// Northing or latitude first. Vietnamese survey tables: X is north, Y is east.
    NorthEast,
}

/// A reading of undeclared coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The system.
    pub crs: Crs,
    /// How the numbers are ordered.
    pub axes: AxisOrder,
    /// The zone number that stands in front of the eastings and has to go: 48 in 48 587 000.
    pub prefix: Option<u16>,
    /// Where the coordinates land, degrees on WGS 84.
    pub lands: Bounds,
    /// The former provinces that use this zone and in whose boxes most of the coordinates land, the nearest first.
    /// Empty for systems that no province owns, and where the data land elsewhere in the country.
    pub provinces: Vec<&'static str>,
    /// 0 to 1, to rank by: not a probability.
    pub score: f64,
}

/// The country with Hoàng Sa and Trường Sa, degrees on WGS 84.
pub const VIETNAM: Bounds = Bounds { west: 102.0, south: 6.5, east: 118.0, north: 23.5 };

/// As many coordinates are looked at.
const SAMPLE: usize = 200;
/// Eastings of a zone lie in this range, metres: 300 km to each side of the meridian.
const EASTINGS: std::ops::RangeInclusive<f64> = 200_000.0..=800_000.0;
/// Northings of Vietnam, metres from the equator: 6.5° to 23.5°.
const NORTHINGS: std::ops::RangeInclusive<f64> = 700_000.0..=2_620_000.0;

impl Proposal {
    /// Turns coordinates into longitude and latitude as this proposal reads them.
    pub fn apply(&self, coords: &mut [Coord]) -> Result<(), super::CrsError> {
        for coord in coords.iter_mut() {
            *coord = read(*coord, self.axes, self.prefix);
        }
        self.crs.to_wgs84(coords)
    }
}

/// The order of the numbers, for metres of a zone in Vietnam and for degrees; `None` where neither order fits.
pub fn axis_order(coords: &[Coord]) -> Option<AxisOrder> {
    let fits = |axes| {
        let fitting = |coord: &&Coord| {
            let Coord { x, y } = read(**coord, axes, None);
            let zone = NORTHINGS.contains(&y) && EASTINGS.contains(&(x % 1e6));
            zone || VIETNAM.contains(Coord { x, y })
        };
        // A few stray positions don't hide the order.
        !coords.is_empty() && coords.iter().filter(fitting).count() * 10 >= coords.len() * 9
    };
    [AxisOrder::EastNorth, AxisOrder::NorthEast].into_iter().find(|axes| fits(*axes))
}

/// The systems that the coordinates may be in, the likeliest first; empty when none lands in Vietnam.
///
/// `near` is where the data should lie, such as the box of the site's province: readings that miss it sink.
pub fn propose(coords: &[Coord], near: Option<&Bounds>) -> Vec<Proposal> {
    let step = coords.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<Coord> = coords.iter().step_by(step).copied().collect();
    let mut proposals: Vec<Proposal> = [AxisOrder::EastNorth, AxisOrder::NorthEast]
        .into_iter()
        .flat_map(|axes| {
            let prefix = prefix(&sample, axes);
            let readings =
                Crs::all().filter(move |(_, crs)| fits(crs, prefix)).map(move |(_, crs)| (crs, axes, prefix));
            // Hà Nội-72 has the number in its false easting.
            let whole =
                Crs::all().filter(|(_, crs)| crs.datum == Datum::Hanoi1972).map(move |(_, crs)| (crs, axes, None));
            readings.chain(whole)
        })
        .filter_map(|(crs, axes, prefix)| weigh(&sample, crs, axes, prefix, near))
        .collect();
    proposals.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.axes.cmp(&b.axes)));
    proposals
}

/// The number in front of the eastings, when all have the same.
fn prefix(sample: &[Coord], axes: AxisOrder) -> Option<u16> {
    let number = |coord: &Coord| (read(*coord, axes, None).x / 1e6).floor();
    let first = number(sample.first()?);
    let known = [18.0, 19.0, 48.0, 49.0, 481.0, 482.0, 491.0].contains(&first);
    (known && sample.iter().all(|coord| number(coord) == first)).then_some(first as u16)
}

/// Whether a zone's number may stand before eastings in this system.
fn fits(crs: &Crs, prefix: Option<u16>) -> bool {
    let Projection::TransverseMercator(zone) = crs.projection else { return prefix.is_none() };
    let Some(prefix) = prefix else { return crs.datum != Datum::Hanoi1972 };
    let meridian = match prefix {
        18 | 48 | 482 => 105.0,
        19 | 49 if zone.scale == super::UTM => 111.0,
        481 => 102.0,
        _ => 108.0,
    };
    crs.datum != Datum::Hanoi1972 && zone.meridian == meridian
}

fn read(coord: Coord, axes: AxisOrder, prefix: Option<u16>) -> Coord {
    let Coord { x, y } = match axes {
        AxisOrder::EastNorth => coord,
        AxisOrder::NorthEast => Coord { x: coord.y, y: coord.x },
    };
    Coord { x: x - prefix.map_or(0.0, |prefix| f64::from(prefix) * 1e6), y }
}

fn weigh(sample: &[Coord], crs: Crs, axes: AxisOrder, prefix: Option<u16>, near: Option<&Bounds>) -> Option<Proposal> {
    let mut coords: Vec<Coord> = sample.iter().map(|coord| read(*coord, axes, prefix)).collect();
    // Numbers that are no eastings of the system would land somewhere all the same.
    if let Projection::TransverseMercator(zone) = crs.projection
        && coords.iter().any(|coord| !EASTINGS.contains(&(coord.x - zone.false_easting + 500_000.0)))
    {
        return None;
    }
    Transformer::new(crs).and_then(|transformer| transformer.to_wgs84(&mut coords)).ok()?;
    let lands = Bounds::around(&coords).filter(|lands| VIETNAM.contains_bounds(lands))?;
    let owners = owners(&crs, &coords);
    // The country's box holds much sea and parts of its neighbours; the provinces' boxes less.
    let ashore = PROVINCES.iter().any(|province| province.bounds.contains(lands.center()));
    let fit = match (crs.projection, crs.datum) {
        _ if !ashore => 0.05,
        (Projection::TransverseMercator(zone), Datum::Vn2000) if zone.scale == super::TM3 => {
            owners.first().map_or(0.1, |(_, fit)| 0.5 + 0.5 * fit)
        }
        // Maps on paper were in Hà Nội-72 until 2000, and only they have the zones 18 and 19.
        (Projection::TransverseMercator(_), Datum::Hanoi1972) => 0.6,
        // Systems for the whole country: as long as the data are on the zone's own side of 108°.
        (Projection::TransverseMercator(zone), _) if (zone.meridian > 108.0) == (lands.center().x > 108.0) => 0.4,
        (Projection::TransverseMercator(_), _) => 0.1,
        (_, Datum::Wgs84) => 0.9,
        (_, Datum::Vn2000) => 0.5,
        (_, Datum::Hanoi1972) => 0.2,
    };
    let missed = near.is_some_and(|near| !near.intersects(&lands));
    Some(Proposal {
        crs,
        axes,
        prefix,
        lands,
        provinces: owners.into_iter().map(|(province, _)| province.name).collect(),
        score: if missed { fit / 4.0 } else { fit },
    })
}

/// The provinces of the zone in whose boxes most coordinates lie, the best first, each with its fit from 0 to 1: the
/// share of the coordinates in its box, less for those far from its middle.
fn owners(crs: &Crs, coords: &[Coord]) -> Vec<(&'static Province, f64)> {
    let mut owners: Vec<(&Province, f64)> = PROVINCES
        .iter()
        .filter(|province| province.crs().as_ref() == Some(crs))
        .filter_map(|province| {
            let inside = coords.iter().filter(|coord| province.bounds.contains(**coord)).count();
            let share = inside as f64 / coords.len() as f64;
            let (centre, half) =
                (province.bounds.center(), province.bounds.width().max(province.bounds.height()) / 2.0);
            let middle = Bounds::around(coords)?.center();
            let off = ((middle.x - centre.x).hypot(middle.y - centre.y) / half).min(1.0);
            (share > 0.5).then_some((province, share * (1.0 - off / 2.0)))
        })
        .collect();
    owners.sort_by(|a, b| b.1.total_cmp(&a.1));
    owners
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four corners round a point of Hà Nội, as its survey tables have it.
    fn ha_noi() -> Vec<Coord> {
        [(0.0, 0.0), (900.0, 100.0), (800.0, 1200.0), (-50.0, 1000.0)]
            .map(|(x, y)| Coord { x: 587_000.0 + x, y: 2_325_000.0 + y })
            .to_vec()
    }

    fn swapped(coords: &[Coord]) -> Vec<Coord> {
        coords.iter().map(|coord| Coord { x: coord.y, y: coord.x }).collect()
    }

    #[test]
    fn every_reading_is_offered_and_the_right_one_is_near_the_top() {
        for (coords, axes) in [(ha_noi(), AxisOrder::EastNorth), (swapped(&ha_noi()), AxisOrder::NorthEast)] {
            assert_eq!(axis_order(&coords), Some(axes));
            let proposals = propose(&coords, None);
            let right = proposals.iter().position(|proposal| proposal.crs.epsg() == Some(5897)).unwrap();
            assert!(right < 3, "{proposals:#?}");
            assert!(proposals.iter().all(|proposal| proposal.axes == axes && proposal.prefix.is_none()));
            assert!(proposals[right].provinces.contains(&"Hà Nội"));
            assert!(proposals[right].lands.contains(Coord { x: 105.84, y: 21.02 }));
            // UTM on both datums stays in the list: 224 m apart, no number tells them apart.
            assert!([3405, 32648].iter().all(|code| proposals.iter().any(|p| p.crs.epsg() == Some(*code))));
        }
    }

    #[test]
    fn the_site_s_own_place_decides_between_zones() {
        let near = Bounds { west: 105.3, south: 20.5, east: 106.1, north: 21.4 };
        let best = &propose(&ha_noi(), Some(&near))[0];
        assert_eq!((best.crs.epsg(), best.provinces.first()), (Some(5897), Some(&"Hà Nội")));
        let mut coords = ha_noi();
        best.apply(&mut coords).unwrap();
        assert!((coords[0].x - 105.838_817_683).abs() < 1e-8 && (coords[0].y - 21.016_425_406).abs() < 1e-8);
    }

    #[test]
    fn zone_numbers_before_eastings_are_seen() {
        let with = |prefix: f64| -> Vec<Coord> {
            ha_noi().iter().map(|coord| Coord { x: coord.x + prefix * 1e6, y: coord.y }).collect()
        };
        let best = |prefix| {
            let proposals = propose(&swapped(&with(prefix)), None);
            proposals.iter().map(|p| (p.crs.epsg().unwrap(), p.prefix)).collect::<Vec<_>>()
        };
        assert_eq!(best(482.0)[0], (5897, Some(482)));
        assert!(best(48.0).contains(&(3405, Some(48))));
        assert!(best(18.0).contains(&(2044, None)));
        assert_eq!(axis_order(&swapped(&with(48.0))), Some(AxisOrder::NorthEast));
    }

    #[test]
    fn degrees_are_seen_too_and_foreign_numbers_are_not() {
        let degrees = [Coord { x: 21.0, y: 105.8 }, Coord { x: 21.1, y: 105.9 }];
        let best = &propose(&degrees, None)[0];
        assert_eq!((best.crs, best.axes), (Crs::WGS84, AxisOrder::NorthEast));
        let mercator = [Coord { x: 11_781_000.0, y: 2_394_000.0 }];
        assert_eq!(propose(&mercator, None)[0].crs.epsg(), Some(3857));
        assert_eq!(propose(&[Coord { x: 5.0, y: 5.0 }], None), []);
        assert_eq!(propose(&[], None), []);
        assert_eq!(propose(&[Coord { x: f64::NAN, y: 5.0 }], None), []);
        assert_eq!(axis_order(&[]), None);
    }
}
