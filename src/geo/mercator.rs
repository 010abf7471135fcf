//! Spherical Web Mercator (EPSG:3857), scaled so that the whole world is the unit square.
//!
//! Formula: OGC Two Dimensional Tile Matrix Set 17-083r4, annex "WebMercatorQuad"; Snyder 1987, eq. 7-1 and 7-2.

use std::f64::consts::PI;

use super::Coord;

/// Latitude where the square world ends, degrees.
pub const MAX_LATITUDE: f64 = 85.051_128_779_806_59;

/// Radius of the sphere in metres (WGS84's equatorial radius, as Web Mercator takes it).
pub const EARTH_RADIUS: f64 = 6_378_137.0;

/// A position in the world square: x from 0 at 180° W to 1 at 180° E, y from 0 in the north to 1 in the south.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct World {
    /// Eastward, 0 to 1.
    pub x: f64,
    /// Southward, 0 to 1.
    pub y: f64,
}

/// Projects degrees to the world square; latitudes beyond [`MAX_LATITUDE`] are clamped.
pub fn project(coord: Coord) -> World {
    let sine = coord.y.clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians().sin();
    // asinh(tan φ) = atanh(sin φ), which takes half the time.
    World { x: coord.x / 360.0 + 0.5, y: 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * PI) }
}

/// The inverse of [`project`].
pub fn unproject(world: World) -> Coord {
    Coord { x: (world.x - 0.5) * 360.0, y: ((0.5 - world.y) * 2.0 * PI).sinh().atan().to_degrees() }
}

/// Metres on the ground for one unit of the world square at a latitude (degrees).
pub fn metres_per_world(latitude: f64) -> f64 {
    2.0 * PI * EARTH_RADIUS * latitude.to_radians().cos()
}

/// Signed area of a ring in units of the world square, by the shoelace formula; open and closed rings alike.
/// Positive when the ring runs clockwise on the screen.
pub fn signed_area(ring: &[World]) -> f64 {
    let Some(&o) = ring.first() else { return 0.0 };
    let cross = |a: &World, b: &World| (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
    ring.windows(2).map(|edge| cross(&edge[0], &edge[1])).sum::<f64>() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_tile_of_ha_noi() {
        // Hồ Hoàn Kiếm lies in tile 10/813/450.
        let world = project(Coord { x: 105.852, y: 21.0288 });
        assert_eq!(((world.x * 1024.0) as u32, (world.y * 1024.0) as u32), (813, 450));
    }

    proptest! {
        #[test]
        fn projects_there_and_back(x in -180.0..180.0f64, y in -85.0..85.0f64) {
            let back = unproject(project(Coord { x, y }));
            prop_assert!((back.x - x).abs() < 1e-9 && (back.y - y).abs() < 1e-9);
        }
    }
}
