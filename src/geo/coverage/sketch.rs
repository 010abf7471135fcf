//! A small map of one gap or overlap, in letters: what a terminal can show.

use super::{Defect, Metres};
use crate::geo::{Bounds, Coord, Geometry, Polygon};

/// Columns of a sketch at most.
const COLUMNS: usize = 60;

/// Rows at most. A letter is about twice as high as it is wide.
const ROWS: usize = 14;

/// Share of the sketch that stays free on each side of the defect.
const MARGIN: f64 = 0.25;

/// What stands for the defect.
pub const DEFECT: char = '#';

/// A map in letters, north at the top.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// The rows: [`DEFECT`] for the defect, a letter for each of its features in their order, a blank for others.
    pub rows: Vec<String>,
    /// Metres that a letter stands for, east and north.
    pub letter: (f64, f64),
}

/// The letter of a defect's feature, by its place among them.
pub fn letter(place: usize) -> char {
    char::from(b'a' + u8::try_from(place).unwrap_or(u8::MAX).min(25))
}

/// Draws a defect and the features concerned. `features` are the geometries of the whole layer, as [`super::check`]
/// took them.
pub fn sketch(defect: &Defect, features: &[Option<&Geometry>]) -> Sketch {
    let sheet = Sheet::over(defect);
    let mut cells = vec![[' '; COLUMNS]; ROWS];
    let bounds = sheet.bounds();
    let near: Vec<(char, Vec<&Polygon>)> = (defect.features.iter().enumerate())
        .map(|(place, &feature)| {
            let polygons = features.get(feature).copied().flatten().into_iter().flat_map(Geometry::polygons);
            let seen = |polygon: &&Polygon| {
                Bounds::around(polygon.rings.iter().flatten()).is_some_and(|own| own.intersects(&bounds))
            };
            (letter(place), polygons.filter(seen).collect())
        })
        .collect();
    for (row, cells) in cells.iter_mut().enumerate() {
        for (column, cell) in cells.iter_mut().enumerate() {
            let middle = sheet.middle(column, row);
            let covers = |(_, polygons): &&(char, Vec<&Polygon>)| polygons.iter().any(|polygon| holds(polygon, middle));
            if defect.outline.iter().any(|polygon| holds(polygon, middle)) {
                *cell = DEFECT;
            } else if let Some((letter, _)) = near.iter().find(covers) {
                *cell = *letter;
            }
        }
    }
    // What is narrower than a letter has no letter's middle in it, but its border runs through some.
    for ring in defect.outline.iter().flat_map(|polygon| &polygon.rings) {
        for pair in ring.windows(2) {
            sheet.along(pair[0], pair[1], |column, row| cells[row][column] = DEFECT);
        }
    }
    let rows = cells.iter().map(|cells| cells.iter().collect::<String>().trim_end().to_owned()).collect();
    Sketch { rows, letter: sheet.letter }
}

/// Whether a place lies in a polygon, by the even-odd rule.
fn holds(polygon: &Polygon, at: Coord) -> bool {
    let crossings = polygon.rings.iter().flat_map(|ring| ring.windows(2)).filter(|pair| {
        let (a, b) = (pair[0], pair[1]);
        (a.y > at.y) != (b.y > at.y) && at.x < a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x)
    });
    crossings.count() % 2 == 1
}

/// How positions become letters.
struct Sheet {
    scale: Metres,
    letter: (f64, f64),
}

impl Sheet {
    fn over(defect: &Defect) -> Self {
        let rings = defect.outline.iter().flat_map(|polygon| polygon.rings.iter().flatten());
        let at = defect.at;
        let around = Bounds { west: at.x, south: at.y, east: at.x, north: at.y };
        let bounds = Bounds::around(rings.chain([&at])).unwrap_or(around);
        let scale = Metres::at(bounds.center());
        // Never nearer than half a metre: there is nothing to see.
        let free = 1.0 - 2.0 * MARGIN;
        let wide = (bounds.width() * scale.east / (COLUMNS as f64 * free)).max(0.5);
        let high = (bounds.height() * scale.north / (ROWS as f64 * free)).max(1.0);
        let east = wide.max(high / 2.0);
        Self { scale, letter: (east, 2.0 * east) }
    }

    /// The middle of a letter.
    fn middle(&self, column: usize, row: usize) -> Coord {
        self.scale.back((
            (column as f64 + 0.5 - COLUMNS as f64 / 2.0) * self.letter.0,
            (ROWS as f64 / 2.0 - row as f64 - 0.5) * self.letter.1,
        ))
    }

    fn bounds(&self) -> Bounds {
        let (first, last) = (self.middle(0, 0), self.middle(COLUMNS - 1, ROWS - 1));
        Bounds { west: first.x, south: last.y, east: last.x, north: first.y }
    }

    /// Calls for letters along an edge, four times within the length of each.
    fn along(&self, a: Coord, b: Coord, mut at: impl FnMut(usize, usize)) {
        let place = |coord: Coord| {
            let (east, north) = self.scale.of(coord);
            (east / self.letter.0 + COLUMNS as f64 / 2.0, ROWS as f64 / 2.0 - north / self.letter.1)
        };
        let (from, to) = (place(a), place(b));
        let steps = ((to.0 - from.0).abs().max((to.1 - from.1).abs()) * 4.0).ceil().max(1.0);
        for step in 0..=steps as usize {
            let share = step as f64 / steps;
            let (x, y) = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
            if (0.0..COLUMNS as f64).contains(&x) && (0.0..ROWS as f64).contains(&y) {
                at(x as usize, y as usize);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::coverage::{Limits, check};
    use crate::geo::fixture::square;

    #[test]
    fn a_sketch_shows_who_lies_where() {
        let areas = [square(105.0, 21.0, 0.01), square(105.0099, 21.0, 0.01)].map(|p| Geometry::Polygons(vec![p]));
        let features = [Some(&areas[0]), Some(&areas[1])];
        let coverage = check(features, Limits::default()).expect("can be laid out");
        let drawing = sketch(&coverage.defects[0], &features);
        assert_eq!(drawing.rows.len(), ROWS);
        let middle = &drawing.rows[ROWS / 2];
        let (west, east) = middle.split_once(DEFECT).expect("the strip runs from north to south");
        assert!(west.ends_with('a') && east.trim_start_matches(DEFECT).starts_with('b'), "{}", drawing.rows.join("\n"));
        // Ten metres by eleven hundred: half of the fourteen rows.
        assert!((drawing.letter.1 - 1107.5 / 7.0).abs() < 1.0, "{:?}", drawing.letter);
        assert!(drawing.rows.first().is_some_and(|row| row.is_empty()), "nothing north of both");
    }
}
