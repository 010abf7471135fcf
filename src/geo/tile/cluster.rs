//! Points that lie close together, drawn as one with their count and sums.
//!
//! The plane is divided into squares that fit into tiles exactly, so each cluster lies in one tile and its figures
//! don't depend on which tile is looked at. Nobody is counted twice, and none is left out: at every zoom the counts of
//! a layer add up to its features.

use std::ops::Range;

use super::TileLayer;
use super::blocks::{Features, TileAt};
use super::mvt;
use super::record::varint;
use super::shape::LATTICE_BITS;
use crate::geo::GeometryKind;
use crate::geo::grid::GridPoint;

/// Pixels along a tile's side, as a power of two: maps draw it 512 pixels wide.
const PIXEL_BITS: u8 = 9;

/// Says that a point stands for several; the names are those of tippecanoe and of Mapbox's supercluster.
pub(super) const CLUSTERED: &str = "clustered";

/// How many points it stands for.
pub(super) const COUNT: &str = "point_count";

/// How a layer's points are drawn together. At the layer's last zoom each is drawn by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clustering {
    /// Points of one square with this side, in pixels, become one; rounded up to a power of two from 4 to 512.
    pub pixels: u32,
    /// Number attributes that are added up.
    pub sums: Vec<String>,
}

impl Clustering {
    /// Steps of the lattice along a square's side at a zoom, as a power of two.
    fn bits(&self, zoom: u8) -> u32 {
        let pixels = self.pixels.clamp(4, 512).next_power_of_two().ilog2();
        u32::from(LATTICE_BITS - PIXEL_BITS - zoom) + pixels
    }
}

/// A point on its way into a cluster.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    layer: u8,
    square: GridPoint,
    /// Its feature in the block's list.
    feature: u32,
    place: GridPoint,
}

/// The clusters of one tile; kept between tiles for its memory.
#[derive(Default)]
pub(super) struct Clusters {
    members: Vec<Member>,
    /// For each cluster its first feature and its members.
    list: Vec<(u32, Range<usize>)>,
    attributes: Vec<u8>,
}

/// Whether a layer's points are drawn together at a zoom.
pub(super) fn clusters_at(layer: &TileLayer, zoom: u8) -> Option<&Clustering> {
    layer.clustering.as_ref().filter(|_| zoom < *layer.zooms.end())
}

impl Clusters {
    /// Puts a tile's points together.
    pub(super) fn gather(&mut self, at: TileAt, features: &Features, list: &[u32], layers: &[TileLayer]) {
        self.members.clear();
        self.list.clear();
        if layers.iter().all(|layer| clusters_at(layer, at.zoom).is_none()) {
            return;
        }
        let (corner, side) = (at.corner(), at.side());
        for &feature in list {
            let held = &features.list[feature as usize];
            let layer = &layers[usize::from(held.head.layer)];
            let Some(clustering) = clusters_at(layer, at.zoom).filter(|_| layer.zooms.contains(&at.zoom)) else {
                continue;
            };
            let place = held.head.bounds.min;
            let inside = (0..side).contains(&(place.x - corner.x)) && (0..side).contains(&(place.y - corner.y));
            if held.head.kind == GeometryKind::Point && inside {
                let bits = clustering.bits(at.zoom);
                let square = GridPoint { x: place.x >> bits, y: place.y >> bits };
                self.members.push(Member { layer: held.head.layer, square, feature, place });
            }
        }
        self.members.sort_unstable();
        let mut start = 0;
        for group in self.members.chunk_by(|one, other| (one.layer, one.square) == (other.layer, other.square)) {
            let first = group.iter().map(|member| member.feature).min().unwrap_or_default();
            self.list.push((first, start..start + group.len()));
            start += group.len();
        }
        self.list.sort_unstable_by_key(|(first, _)| *first);
    }

    /// The first feature of a cluster; they are in the order of these.
    pub(super) fn first(&self, number: usize) -> Option<u32> {
        self.list.get(number).map(|(first, _)| *first)
    }

    /// The features of a cluster.
    pub(super) fn features(&self, number: usize) -> impl Iterator<Item = u32> {
        self.members[self.list[number].1.clone()].iter().map(|member| member.feature)
    }

    /// The middle of a cluster's points, in its square and so in the tile.
    pub(super) fn middle(&self, number: usize) -> GridPoint {
        let members = &self.members[self.list[number].1.clone()];
        let mean = |of: fn(&GridPoint) -> i32| {
            (members.iter().map(|member| i64::from(of(&member.place))).sum::<i64>() / members.len() as i64) as i32
        };
        GridPoint { x: mean(|place| place.x), y: mean(|place| place.y) }
    }

    /// The attributes of a cluster of several points.
    pub(super) fn attributes(
        &mut self,
        number: usize,
        features: &Features,
        layer: &TileLayer,
        keys: &[String],
    ) -> &[u8] {
        let Self { members, list, attributes } = self;
        let members = &members[list[number].1.clone()];
        attributes.clear();
        let mut add = |key: &str, encode: &dyn Fn(&mut Vec<u8>)| {
            let Some(key) = keys.iter().position(|name| name == key) else { return };
            let mut value = Vec::new();
            encode(&mut value);
            varint(attributes, key as u64);
            varint(attributes, value.len() as u64);
            attributes.extend_from_slice(&value);
        };
        add(CLUSTERED, &|value| mvt::TileValue::Bool(true).encode(value));
        add(COUNT, &|value| mvt::encode_int(value, members.len() as i64));
        for name in layer.clustering.iter().flat_map(|clustering| &clustering.sums) {
            let Some(key) = keys.iter().position(|key| key == name) else { continue };
            let numbers = members.iter().filter_map(|member| {
                let held = &features.list[member.feature as usize];
                let (_, value) = mvt::attributes(features.attributes(held)).find(|(found, _)| *found == key as u32)?;
                mvt::number_of(value)
            });
            let (mut sum, mut any) = (0.0, false);
            numbers.for_each(|number| (sum, any) = (sum + number, true));
            if any {
                // Members are in the order of their place and number: the sum of floats is always the same.
                add(name, &|value| match sum.fract() == 0.0 && f64::abs(sum) < 9e15 {
                    true => mvt::encode_int(value, sum as i64),
                    false => mvt::encode_float(value, sum),
                });
            }
        }
        attributes
    }
}
