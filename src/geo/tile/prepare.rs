//! What is computed once for all zooms, and a zoom's pieces before they are clipped.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rayon::prelude::*;

use super::mvt::Dictionary;
use super::{EXTENT, LayerSource};
use crate::geo::grid::{self, GridBox, GridPoint, GridPolygon};
use crate::geo::mercator::{self, World};
use crate::geo::topology::Topology;
use crate::geo::visvalingam;
use crate::geo::{Geometry, Polygon, sovereignty};

/// A polygon gets its label from the zoom on where a square of its area has this side, in cells (twelve pixels):
/// no text fits anything smaller. At the last zoom every label is there.
const LABEL_SIDE: f64 = 96.0;

/// Least side of an islet of Hoàng Sa and Trường Sa, in cells: one pixel.
const LEAST_ISLET: i32 = 8;

/// A share of the heaviest tile's limit to aim at when features have to be dropped.
const AIM: f64 = 0.9;

/// What a piece shows.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// One polygon.
    Polygon(GridPolygon),
    /// One line, in as many parts as clipping left of it.
    Lines(Vec<Vec<GridPoint>>),
    /// One point.
    Point(GridPoint),
    /// A label's point.
    Label(GridPoint),
}

/// A part of a feature on the grid of one zoom.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    /// Index of the feature.
    pub feature: u32,
    /// The box around it.
    pub bounds: GridBox,
    /// Borrowed while it is whole, owned once it was clipped.
    pub shape: Cow<'a, Shape>,
}

impl Piece<'_> {
    /// A piece around its shape; `None` for an empty shape.
    pub(super) fn new(feature: u32, shape: Shape) -> Option<Self> {
        let bounds = match &shape {
            Shape::Polygon(rings) => GridBox::around(rings.first()?),
            Shape::Lines(lines) => GridBox::around(lines.iter().flatten()),
            Shape::Point(point) | Shape::Label(point) => GridBox::around([point]),
        };
        Some(Self { feature, bounds: bounds?, shape: Cow::Owned(shape) })
    }
}

/// The features that some pieces belong to, labels aside.
pub(super) fn features_of(pieces: &[Piece]) -> BTreeSet<u32> {
    pieces.iter().filter(|piece| !matches!(*piece.shape, Shape::Label(_))).map(|piece| piece.feature).collect()
}

/// A line and what its vertices are worth.
struct Line {
    feature: u32,
    world: Vec<World>,
    areas: Vec<f64>,
}

/// A label's point.
struct Label {
    feature: u32,
    world: World,
    /// Side of a square of the polygon's area, in units of the world square; infinite when it always shows.
    side: f64,
}

/// A layer, ready to be cut at any zoom.
pub(super) struct Prepared {
    /// The attributes of all features and labels.
    pub dictionary: Dictionary,
    /// How many features have a geometry with positions.
    pub drawable: usize,
    topology: Topology,
    /// Which feature each of the topology's shapes is.
    areas_of: Vec<u32>,
    lines: Vec<Line>,
    points: Vec<(u32, World)>,
    labels: Vec<Label>,
    /// How large each feature is; only the order matters.
    sizes: Vec<f64>,
}

impl Prepared {
    pub(super) fn new(source: &LayerSource) -> Self {
        let mut areas: Vec<(u32, &[Polygon])> = Vec::new();
        let mut plain_lines = Vec::new();
        let mut points = Vec::new();
        let mut sizes = vec![0.0; source.features.len()];
        for (index, feature) in source.features.iter().enumerate() {
            let number = index as u32;
            match &*feature.geometry {
                Geometry::Polygons(polygons) => areas.push((number, polygons)),
                Geometry::Lines(list) => plain_lines.extend(list.iter().map(|line| (number, line))),
                Geometry::Points(list) => {
                    points.extend(list.iter().map(|&coord| (number, mercator::project(coord))));
                    // Points have no size: bit by bit reversed numbers thin them evenly over the file.
                    sizes[index] = f64::from(number.reverse_bits());
                }
            }
        }
        let shapes: Vec<&[Polygon]> = areas.iter().map(|(_, polygons)| *polygons).collect();
        let topology = Topology::build(&shapes);
        let shape_areas = topology.areas();
        for ((feature, _), area) in areas.iter().zip(&shape_areas) {
            sizes[*feature as usize] = *area;
        }
        let lines: Vec<Line> = plain_lines
            .into_par_iter()
            .map(|(feature, line)| {
                let world: Vec<World> = line.iter().map(|&coord| mercator::project(coord)).collect();
                let areas = visvalingam::worth(&world).areas;
                Line { feature, world, areas }
            })
            .collect();
        for line in &lines {
            sizes[line.feature as usize] += length(&line.world);
        }
        let labels = areas
            .par_iter()
            .zip(&shape_areas)
            .filter(|((feature, _), _)| !source.features[*feature as usize].label.is_empty())
            .filter_map(|(&(feature, polygons), area)| {
                let point = source.features[feature as usize].geometry.label_point()?;
                let islets = polygons.iter().any(|polygon| sovereignty::archipelago_of(polygon).is_some());
                let side = if islets { f64::INFINITY } else { area.sqrt() };
                Some(Label { feature, world: mercator::project(point), side })
            })
            .collect();
        Self {
            dictionary: Dictionary::new(&source.features),
            drawable: source.features.iter().filter(|feature| feature.geometry.coords().next().is_some()).count(),
            topology,
            areas_of: areas.into_iter().map(|(feature, _)| feature).collect(),
            lines,
            points,
            labels,
            sizes,
        }
    }

    /// Whether the layer has labels at some zoom.
    pub(super) fn has_labels(&self) -> bool {
        !self.labels.is_empty()
    }

    /// Whether a coarser tolerance could make tiles smaller.
    pub(super) fn has_vertices_to_lose(&self) -> bool {
        !self.areas_of.is_empty() || !self.lines.is_empty()
    }

    /// The pieces of a zoom in the order of the features, simplified to a tolerance in square cells and snapped.
    pub(super) fn pieces(&self, zoom: u8, tolerance: f64, last: bool, dropped: &BTreeSet<u32>) -> Vec<Piece<'static>> {
        let scale = f64::from(EXTENT) * f64::from(1u32 << zoom);
        let tolerance = tolerance / (scale * scale);
        let shapes = self.topology.on_grid(tolerance, scale, LEAST_ISLET);
        let polygons = self.areas_of.iter().zip(shapes).flat_map(|(&feature, polygons)| {
            polygons.into_iter().map(move |polygon| (feature, Shape::Polygon(polygon)))
        });
        let lines = self.lines.iter().filter_map(|line| {
            let kept = line.world.iter().zip(&line.areas).filter(|(_, area)| **area >= tolerance);
            let mut snapped: Vec<GridPoint> = kept.map(|(world, _)| grid::snap(*world, scale)).collect();
            snapped.dedup();
            (snapped.len() > 1).then_some((line.feature, Shape::Lines(vec![snapped])))
        });
        let points = self.points.iter().map(|&(feature, world)| (feature, Shape::Point(grid::snap(world, scale))));
        let labels = self
            .labels
            .iter()
            .filter(|label| last || label.side * scale >= LABEL_SIDE)
            .map(|label| (label.feature, Shape::Label(grid::snap(label.world, scale))));
        let mut pieces: Vec<_> = polygons
            .chain(lines)
            .chain(points)
            .chain(labels)
            .filter(|(feature, _)| !dropped.contains(feature))
            .filter_map(|(feature, shape)| Piece::new(feature, shape))
            .collect();
        pieces.sort_by_key(|piece| piece.feature);
        pieces
    }

    /// The smallest of a too heavy tile's features, as many as it has to lose by its weight; at least one.
    pub(super) fn smallest(&self, features: &BTreeSet<u32>, bytes: usize, limit: usize) -> Vec<u32> {
        let mut sorted: Vec<u32> = features.iter().copied().collect();
        let size = |feature: u32| self.sizes[feature as usize];
        sorted.sort_by(|&one, &other| size(one).total_cmp(&size(other)).then(one.cmp(&other)));
        let share = 1.0 - AIM * limit as f64 / bytes as f64;
        let count = (sorted.len() as f64 * share).ceil().max(1.0) as usize;
        sorted.truncate(count);
        sorted
    }
}

fn length(line: &[World]) -> f64 {
    line.windows(2).map(|edge| (edge[1].x - edge[0].x).hypot(edge[1].y - edge[0].y)).sum()
}
