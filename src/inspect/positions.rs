//! Columns of a table that look like the metres of a survey.

use super::ColumnFacts;
use crate::geo::Coord;
use crate::geo::crs::angle::metres;
use crate::geo::crs::propose::{AxisOrder, axis_order};
use crate::text::slug;

/// Names that such pairs of columns have, without marks.
const PAIRS: [(&str, &str); 3] = [("x", "y"), ("dong", "bac"), ("easting", "northing")];

/// The columns with easting and northing. Which is which the numbers say: in survey tables X is north, in others east.
pub(super) fn seen_in(columns: &[ColumnFacts]) -> Option<(String, String)> {
    let called = |name: &str| {
        columns.iter().find(|column| slug(&column.name).split('-').rfind(|word| *word != "m") == Some(name))
    };
    let (first, second) = PAIRS.iter().find_map(|(first, second)| called(first).zip(called(second)))?;
    let numbers = |column: &ColumnFacts| column.samples.iter().map(|text| metres(text)).collect::<Option<Vec<f64>>>();
    let coords: Vec<Coord> = numbers(first)?.into_iter().zip(numbers(second)?).map(|(x, y)| Coord { x, y }).collect();
    let (east, north) = match axis_order(&coords)? {
        AxisOrder::EastNorth => (first, second),
        AxisOrder::NorthEast => (second, first),
    };
    Some((east.name.clone(), north.name.clone()))
}
