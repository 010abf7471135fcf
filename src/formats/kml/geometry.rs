//! The geometry of a placemark.

use crate::formats::xml::Element;
use crate::formats::{ProblemKind, Shape};
use crate::geo::Coord;

/// The shape of a placemark; several geometries, which KML does not allow but programs write, are a collection.
pub(super) fn of_placemark(placemark: &Element, problem: &mut impl FnMut(ProblemKind, String)) -> Option<Shape> {
    together(placemark, problem)
}

fn shape(element: &Element, problem: &mut impl FnMut(ProblemKind, String)) -> Option<Shape> {
    let found = match element.name.as_str() {
        "Point" => positions(element).and_then(|points| points.first().copied()).map(Shape::Point),
        "LineString" | "LinearRing" => positions(element).map(Shape::Line),
        "Polygon" => polygon(element),
        // Google's tracks: one position an element, longitude, latitude and height with blanks between.
        "Track" => track(element),
        "MultiGeometry" | "MultiTrack" => return together(element, problem),
        "Model" => {
            problem(ProblemKind::Unsupported, element.name.clone());
            return None;
        }
        _ => return None,
    };
    if found.is_none() {
        problem(ProblemKind::BadShape, element.name.clone());
    }
    found
}

/// The geometries within an element: one, several of a kind, or a mixture.
fn together(element: &Element, problem: &mut impl FnMut(ProblemKind, String)) -> Option<Shape> {
    let mut parts: Vec<Shape> = element.children.iter().filter_map(|child| shape(child, problem)).collect();
    if parts.len() < 2 {
        return parts.pop();
    }
    let points = parts.iter().map(|part| if let Shape::Point(at) = part { Some(*at) } else { None }).collect();
    if let Some(points) = points {
        return Some(Shape::MultiPoint(points));
    }
    if parts.iter().all(|part| matches!(part, Shape::Line(_))) {
        let line = |part| if let Shape::Line(line) = part { Some(line) } else { None };
        return Some(Shape::MultiLine(parts.into_iter().filter_map(line).collect()));
    }
    if parts.iter().all(|part| matches!(part, Shape::Polygon(_))) {
        let rings = |part| if let Shape::Polygon(rings) = part { Some(rings) } else { None };
        return Some(Shape::MultiPolygon(parts.into_iter().filter_map(rings).collect()));
    }
    Some(Shape::Collection(parts))
}

fn polygon(element: &Element) -> Option<Shape> {
    let ring = |boundary: &Element| boundary.child("LinearRing").and_then(positions);
    let outer = element.child("outerBoundaryIs").and_then(ring)?;
    // One inner boundary holds one ring, but some programs put all rings into one.
    let holes = element.all("innerBoundaryIs").flat_map(|boundary| boundary.all("LinearRing")).filter_map(positions);
    Some(Shape::Polygon([outer].into_iter().chain(holes).collect()))
}

fn positions(element: &Element) -> Option<Vec<Coord>> {
    let text = std::str::from_utf8(element.child("coordinates")?.bytes()).ok()?;
    let positions: Vec<Coord> = tuples(text)?;
    (!positions.is_empty()).then_some(positions)
}

/// `lon,lat[,height]` with white space between them; blanks beside a comma, which are wrong, are let pass.
fn tuples(text: &str) -> Option<Vec<Coord>> {
    let mut found: Vec<Vec<f64>> = Vec::new();
    let mut joined = false;
    for word in text.split_whitespace() {
        let continues = joined || word.starts_with(',');
        joined = word.ends_with(',');
        let numbers = word.split(',').filter(|number| !number.is_empty()).map(|number| number.parse::<f64>().ok());
        let numbers: Vec<f64> = numbers.collect::<Option<_>>()?;
        match found.last_mut() {
            Some(tuple) if continues && tuple.len() + numbers.len() <= 3 => tuple.extend(numbers),
            _ => found.push(numbers),
        }
    }
    let pair = |tuple: Vec<f64>| Some(Coord { x: *tuple.first()?, y: *tuple.get(1)? });
    found.into_iter().filter(|tuple| !tuple.is_empty()).map(pair).collect()
}

fn track(element: &Element) -> Option<Shape> {
    let position = |coord: &Element| {
        let text = coord.text();
        let mut numbers = text.split_whitespace().map(|number| number.parse::<f64>().ok());
        Some(Coord { x: numbers.next()??, y: numbers.next()?? })
    };
    let line: Vec<Coord> = element.all("coord").map(position).collect::<Option<_>>()?;
    (!line.is_empty()).then_some(Shape::Line(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_as_they_are_typed() {
        let two = Some(vec![Coord { x: 105.0, y: 21.0 }, Coord { x: 106.5, y: -1.0 }]);
        assert_eq!(tuples("105,21,0 106.5,-1"), two);
        assert_eq!(tuples("\n 105, 21, 0\n106.5 ,-1 "), two);
        assert_eq!(tuples("105,21, 106.5,-1"), two, "a comma too many");
        assert_eq!((tuples("105;21"), tuples("105 21")), (None, None));
        assert_eq!(tuples("  "), Some(Vec::new()));
    }
}
