//! Hoàng Sa and Trường Sa on the map.
//!
//! The Law on Surveying and Mapping 27/2018/QH14, article 6, forbids maps that omit or misstate national
//! sovereignty. A map of the whole country, and every inset of one, therefore draws both archipelagos with their
//! names. This module says where they lie and what they are called; [`super::tile`] and `render::map` make
//! sure that their islets outlive every simplification.

use super::{Bounds, Coord, Geometry, Layer, Polygon};

/// One of the two archipelagos.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Archipelago {
    /// Its name in Vietnamese.
    pub name: &'static str,
    /// The unit and the country it belongs to, in brackets, as official maps write it.
    pub label: &'static str,
    /// A box around its islets.
    pub bounds: Bounds,
    /// Where its name stands: open water under the islets' middle.
    pub point: Coord,
}

/// The archipelagos that every national map shows, north to south.
pub const ARCHIPELAGOS: [Archipelago; 2] = [
    Archipelago {
        name: "Quần đảo Hoàng Sa",
        label: "(Đà Nẵng, Việt Nam)",
        bounds: Bounds { west: 111.0, south: 15.5, east: 113.0, north: 17.3 },
        point: Coord { x: 112.0, y: 16.1 },
    },
    Archipelago {
        name: "Quần đảo Trường Sa",
        label: "(Khánh Hòa, Việt Nam)",
        // The west edge takes in the southern banks from 109.47° E on that belong to the special zone, and leaves
        // out the mainland's own islets, which end at 109.38° E.
        bounds: Bounds { west: 109.4, south: 6.5, east: 118.0, north: 12.0 },
        point: Coord { x: 114.0, y: 9.2 },
    },
];

/// A name on the open sea.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeaLabel {
    /// The name in Vietnamese.
    pub name: &'static str,
    /// Where it stands.
    pub point: Coord,
}

/// The name that Vietnamese maps give the sea to the east.
pub const EAST_SEA: SeaLabel = SeaLabel { name: "Biển Đông", point: Coord { x: 112.3, y: 13.6 } };

/// Latitudes of the mainland's ends: Mũi Cà Mau and Lũng Cú, degrees.
const MAINLAND: (f64, f64) = (8.55, 23.40);

/// Share of the mainland's height from which a layer counts as one of the whole country.
const NATIONAL_SHARE: f64 = 0.75;

impl Archipelago {
    /// Name and belonging on one line.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.name, self.label)
    }

    /// Name and country on one line, for a small inset.
    pub fn short_name(&self) -> String {
        format!("{} (Việt Nam)", self.name)
    }
}

/// Whether a layer with these bounds covers most of the country from north to south.
pub fn is_national(bounds: Bounds) -> bool {
    let (south, north) = MAINLAND;
    let covered = bounds.north.min(north) - bounds.south.max(south);
    let crosses = bounds.west < 110.0 && bounds.east > 102.0;
    crosses && covered >= NATIONAL_SHARE * (north - south)
}

/// The archipelagos of which a layer has no position at all.
pub fn missing(layer: &Layer) -> Vec<&'static Archipelago> {
    let shown = |archipelago: &Archipelago| {
        let geometries = layer.features.iter().filter_map(|feature| feature.geometry.as_ref());
        geometries.flat_map(|geometry| geometry.coords()).any(|coord| archipelago.bounds.contains(*coord))
    };
    ARCHIPELAGOS.iter().filter(|archipelago| !shown(archipelago)).collect()
}

/// The archipelago that holds the polygon's outer ring wholly; such an islet must never vanish from a map.
pub fn archipelago_of(polygon: &Polygon) -> Option<&'static Archipelago> {
    let bounds = Bounds::around(polygon.rings.first()?)?;
    ARCHIPELAGOS.iter().find(|archipelago| archipelago.bounds.contains_bounds(&bounds))
}

/// The box around geometries without their islets in the archipelagos; around all when nothing else is there.
///
/// A map of Đà Nẵng or Khánh Hòa framed by everything would be a map of the sea. Framed by this it shows the
/// mainland, and the inset shows the archipelago that belongs to it.
pub fn mainland_bounds<'a>(geometries: impl IntoIterator<Item = &'a Geometry>) -> Option<Bounds> {
    let (mut near, mut all): (Option<Bounds>, Option<Bounds>) = (None, None);
    let mut part = |bounds: Option<Bounds>, islet: bool| {
        let Some(bounds) = bounds else { return };
        all = Some(all.map_or(bounds, |all| all.union(bounds)));
        if !islet {
            near = Some(near.map_or(bounds, |near| near.union(bounds)));
        }
    };
    for geometry in geometries {
        match geometry {
            Geometry::Polygons(polygons) => {
                for polygon in polygons {
                    part(Bounds::around(polygon.rings.iter().flatten()), archipelago_of(polygon).is_some());
                }
            }
            other => part(other.bounds(), false),
        }
    }
    near.or(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::fixture::{layer_of, square};

    #[test]
    fn a_country_is_national_and_a_province_is_not() {
        assert!(is_national(Bounds { west: 102.1, south: 6.9, east: 117.0, north: 23.4 }));
        assert!(!is_national(Bounds { west: 108.0, south: 6.9, east: 117.0, north: 12.9 }), "Khánh Hòa with Trường Sa");
        assert!(!is_national(Bounds { west: 105.3, south: 20.5, east: 106.0, north: 21.4 }), "Hà Nội");
    }

    #[test]
    fn names_what_is_missing() {
        let mainland = square(105.0, 20.0, 1.0);
        let islet = square(112.3, 16.8, 0.01);
        assert_eq!(missing(&layer_of(std::slice::from_ref(&mainland))).len(), 2);
        let left = missing(&layer_of(&[mainland, islet.clone()]));
        assert_eq!(left.iter().map(|a| a.name).collect::<Vec<_>>(), ["Quần đảo Trường Sa"]);
        assert_eq!(archipelago_of(&islet).map(|a| a.name), Some("Quần đảo Hoàng Sa"));
    }

    #[test]
    fn the_southern_banks_belong_to_truong_sa() {
        let bank = square(109.473, 7.316, 0.4);
        assert_eq!(archipelago_of(&bank).map(|a| a.name), Some("Quần đảo Trường Sa"));
        assert_eq!(archipelago_of(&square(109.321, 11.99, 0.006)), None, "an islet off Cam Ranh");
    }

    #[test]
    fn frames_the_mainland() {
        let mainland = square(109.0, 12.0, 0.5);
        let islet = square(114.0, 10.0, 0.01);
        let both = Geometry::Polygons(vec![mainland.clone(), islet.clone()]);
        assert_eq!(mainland_bounds([&both]), Bounds::around(&mainland.rings[0]));
        assert_eq!(mainland_bounds([&Geometry::Polygons(vec![islet.clone()])]), Bounds::around(&islet.rings[0]));
    }

    #[test]
    fn labels_stand_in_their_boxes() {
        for archipelago in &ARCHIPELAGOS {
            assert!(archipelago.bounds.contains(archipelago.point));
            assert!(archipelago.full_name().ends_with("Việt Nam)"));
        }
        assert!(!ARCHIPELAGOS.iter().any(|a| a.bounds.contains(EAST_SEA.point)));
    }
}
