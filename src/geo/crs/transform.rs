//! The one thin place round `proj4rs`, which computes as PROJ does.

use proj4rs::Proj;
use proj4rs::transform::transform;

use crate::geo::Coord;
use crate::geo::crs::{Crs, CrsError, Datum, Projection, TransverseMercator};

/// A system made ready: build it once, use it for every geometry of a layer.
#[derive(Debug)]
pub struct Transformer {
    crs: Crs,
    system: Proj,
    wgs84: Proj,
}

impl Transformer {
    /// Makes a system ready; fails for numbers that are no projection, such as a scale of zero.
    pub fn new(crs: Crs) -> Result<Self, CrsError> {
        let prepare =
            |crs: &Crs| Proj::from_proj_string(&definition(crs)).map_err(|_| CrsError::Unsupported(crs.to_string()));
        Ok(Self { crs, system: prepare(&crs)?, wgs84: prepare(&Crs::WGS84)? })
    }

    /// As [`Crs::to_wgs84`].
    pub fn to_wgs84(&self, coords: &mut [Coord]) -> Result<(), CrsError> {
        if self.crs == Crs::WGS84 {
            return each(coords, Some);
        }
        let degrees_in = self.crs.is_geographic();
        each(coords, |coord| {
            let from = if degrees_in { radians(coord) } else { coord };
            run(&self.system, &self.wgs84, from).map(degrees)
        })
    }

    /// As [`Crs::from_wgs84`].
    pub fn from_wgs84(&self, coords: &mut [Coord]) -> Result<(), CrsError> {
        if self.crs == Crs::WGS84 {
            return each(coords, Some);
        }
        let degrees_out = self.crs.is_geographic();
        each(coords, |coord| {
            let to = run(&self.wgs84, &self.system, radians(coord))?;
            Some(if degrees_out { degrees(to) } else { to })
        })
    }
}

fn each(coords: &mut [Coord], mut turn: impl FnMut(Coord) -> Option<Coord>) -> Result<(), CrsError> {
    for (at, coord) in coords.iter_mut().enumerate() {
        let finite = |coord: &Coord| coord.x.is_finite() && coord.y.is_finite();
        let turned = Some(*coord).filter(finite).and_then(&mut turn).filter(finite);
        *coord = turned.ok_or(CrsError::OutOfRange(at))?;
    }
    Ok(())
}

fn run(from: &Proj, to: &Proj, coord: Coord) -> Option<Coord> {
    let mut point = (coord.x, coord.y, 0.0);
    transform(from, to, &mut point).ok()?;
    Some(Coord { x: point.0, y: point.1 })
}

fn radians(coord: Coord) -> Coord {
    Coord { x: coord.x.to_radians(), y: coord.y.to_radians() }
}

fn degrees(coord: Coord) -> Coord {
    Coord { x: coord.x.to_degrees(), y: coord.y.to_degrees() }
}

/// The system in PROJ's words. `+towgs84` is position-vector: see [`Datum`] for the signs.
fn definition(crs: &Crs) -> String {
    let datum = match crs.datum {
        Datum::Wgs84 => "+datum=WGS84",
        Datum::Vn2000 => {
            "+ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,\
             0.00928836,-0.01975479,0.00427372,0.252906278"
        }
        Datum::Hanoi1972 => "+ellps=krass +towgs84=-17.51,-108.32,-62.39",
    };
    match crs.projection {
        Projection::Geographic => format!("+proj=longlat {datum} +no_defs"),
        // A sphere without a datum: the latitude of WGS 84 is taken as if it were the sphere's, as EPSG:3857 wants.
        Projection::WebMercator => "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +k=1 +units=m +no_defs".into(),
        Projection::TransverseMercator(TransverseMercator {
            meridian,
            scale,
            false_easting,
            false_northing,
            origin,
        }) => {
            format!(
                "+proj=tmerc +lat_0={origin} +lon_0={meridian} +k={scale} +x_0={false_easting} +y_0={false_northing} \
                 {datum} +units=m +no_defs"
            )
        }
    }
}
