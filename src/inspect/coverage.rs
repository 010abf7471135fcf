//! Whether the areas of a layer cover the ground once.

use serde::Serialize;

use super::ColumnFacts;
use super::entry::key_column;
use crate::geo::coverage::{self, DefectKind, Limits, Sketch};
use crate::geo::{Coord, Geometry, Layer};

/// Defects that are described.
const MOST: usize = 20;

/// Positions of a layer above which nobody looks: it would take minutes.
const MOST_POSITIONS: usize = 5_000_000;

/// What is known of gaps and overlaps.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageFacts {
    /// All of them.
    Checked(Defects),
    /// Nothing: the layer is too large, or too tangled to be laid out.
    NotChecked,
}

/// The gaps and overlaps of a layer.
#[derive(Clone, Debug, Serialize)]
pub struct Defects {
    /// Covered by nobody, between neighbours.
    pub gaps: Total,
    /// Covered by two areas or more.
    pub overlaps: Total,
    /// How many more there are that are narrower than `least_width_metres`.
    pub trifles: usize,
    /// What is wider than this was left out on purpose, such as a lake.
    pub widest_gap_metres: f64,
    /// What is narrower is only counted.
    pub least_width_metres: f64,
    /// The largest, gaps and overlaps together.
    pub largest: Vec<DefectFacts>,
}

/// How many, and how large together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Total {
    /// How many.
    pub count: usize,
    /// Their area.
    pub square_metres: f64,
    /// The same in hectares.
    pub hectares: f64,
}

/// One gap or overlap.
#[derive(Clone, Debug, Serialize)]
pub struct DefectFacts {
    /// `gap` or `overlap`.
    pub kind: &'static str,
    /// Its area.
    pub square_metres: f64,
    /// The same in hectares.
    pub hectares: f64,
    /// Metres across at the widest place.
    pub width_metres: f64,
    /// That place, degrees on WGS 84.
    pub at: Coord,
    /// The features concerned.
    pub features: Vec<FeatureName>,
    /// Its shape: polygons of rings of longitude and latitude.
    pub outline: Vec<Vec<Vec<[f64; 2]>>>,
    /// A small map of it.
    #[serde(skip)]
    pub sketch: Sketch,
}

/// How a feature is called.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FeatureName {
    /// Its number in the file, from 1.
    pub feature: usize,
    /// Its cell in the column that seems to hold codes.
    pub code: Option<String>,
    /// Its cell in the column that seems to hold names.
    pub name: Option<String>,
}

impl Total {
    fn of((count, square_metres): (usize, f64)) -> Self {
        let square_metres = rounded(square_metres, 10.0);
        Self { count, square_metres, hectares: hectares(square_metres) }
    }
}

impl CoverageFacts {
    /// Looks at a layer of areas; `None` for one of other shapes.
    pub(super) fn of(layer: &Layer, columns: &[ColumnFacts]) -> Option<Self> {
        let geometries: Vec<Option<&Geometry>> =
            layer.features.iter().map(|feature| feature.geometry.as_deref()).collect();
        let areas = geometries.iter().flatten().filter(|geometry| matches!(geometry, Geometry::Polygons(_)));
        if areas.count() < 2 {
            return None;
        }
        let positions: usize = geometries.iter().flatten().map(|geometry| geometry.coords().count()).sum();
        let limits = Limits::default();
        let found = if positions > MOST_POSITIONS { None } else { coverage::check(geometries.iter().copied(), limits) };
        let Some(found) = found else { return Some(Self::NotChecked) };
        let named = columns.iter().find(|column| column.is_named_name()).map(|column| column.name.as_str());
        let coded = key_column(columns, layer.features.len()).map(|column| column.name.as_str());
        let cell = |feature: usize, column: Option<&str>| {
            let value = layer.features.get(feature)?.properties.get(column?)?;
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (!value.is_null() && !text.is_empty()).then_some(text)
        };
        let name = |&feature: &usize| FeatureName {
            feature: feature + 1,
            code: cell(feature, coded),
            name: cell(feature, named),
        };
        let facts = |defect: &coverage::Defect| {
            let square_metres = rounded(defect.area, 10.0);
            DefectFacts {
                kind: if defect.kind == DefectKind::Gap { "gap" } else { "overlap" },
                square_metres,
                hectares: hectares(square_metres),
                width_metres: rounded(defect.width, 100.0),
                at: Coord { x: rounded(defect.at.x, 1e6), y: rounded(defect.at.y, 1e6) },
                features: defect.features.iter().map(name).collect(),
                outline: (defect.outline.iter())
                    .map(|polygon| {
                        polygon.rings.iter().map(|ring| ring.iter().map(|at| [at.x, at.y]).collect()).collect()
                    })
                    .collect(),
                sketch: coverage::sketch(defect, &geometries),
            }
        };
        Some(Self::Checked(Defects {
            gaps: Total::of(found.summary(DefectKind::Gap)),
            overlaps: Total::of(found.summary(DefectKind::Overlap)),
            trifles: found.trifles,
            widest_gap_metres: limits.widest_gap,
            least_width_metres: limits.least_width,
            largest: found.defects.iter().take(MOST).map(facts).collect(),
        }))
    }
}

/// A number to so many parts of one: what lies behind is noise.
fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

fn hectares(square_metres: f64) -> f64 {
    rounded(square_metres / 10_000.0, 10_000.0)
}
