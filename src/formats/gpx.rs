//! GPX 1.0 and 1.1 (topografix.com): waypoints, routes and tracks are a layer each.

use super::table::Table;
use super::text::unmark;
use super::xml::{self, BrokenXml, Element, Reader, Step};
use super::{Contents, Date, DeclaredCrs, FieldKind, Format, Input, ProblemKind, RawCell, RowPlace, Shape};
use crate::geo::Coord;

pub(super) const FORMAT: Format =
    Format { name: "GPX", endings: &["gpx"], companions: &[], sniff: |bytes| xml::has_root(bytes, "gpx"), read };

fn read(input: &Input) -> Contents {
    let bytes = unmark(input.bytes);
    let text = xml::Document::new(&bytes);
    let mut reader = text.reader();
    let mut file = File::default();
    let walked = file.walk(&mut reader);
    let mut contents = file.contents;
    if let Err(BrokenXml(byte)) = walked {
        contents.problem_at(ProblemKind::Broken, RowPlace::Line(reader.line()), byte);
    }
    for (table, name) in [(file.waypoints, "waypoints"), (file.routes, "routes"), (file.tracks, "tracks")] {
        if !table.is_empty() {
            table.finish(name, DeclaredCrs::Wgs84, xml::declared_encoding(&bytes), &mut contents);
        }
    }
    if contents.layers.is_empty() && contents.problems.is_empty() {
        contents.problem(ProblemKind::Empty, "");
    }
    contents
}

/// The points of the first track or route of a file, with their heights in metres, where it has any: what a profile is drawn of.
pub fn track(bytes: &[u8]) -> Vec<(Coord, Option<f64>)> {
    let bytes = unmark(bytes);
    let text = xml::Document::new(&bytes);
    let mut reader = text.reader();
    let mut points = Vec::new();
    loop {
        match reader.step() {
            Ok(Step::Open(element)) if ["trkpt", "rtept"].contains(&element.name.as_str()) => {
                let Ok(point) = reader.whole(element) else { return points };
                let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
                let position = |name| point.attribute(name).and_then(number);
                let Some((x, y)) = position("lon").zip(position("lat")) else { continue };
                points.push((Coord { x, y }, point.child("ele").and_then(|height| number(&height.text()))));
            }
            // Another track begins.
            Ok(Step::Open(element)) if ["trk", "rte"].contains(&element.name.as_str()) && !points.is_empty() => {
                return points;
            }
            Ok(Step::Open(_) | Step::Close) => {}
            Ok(Step::End) | Err(BrokenXml(_)) => return points,
        }
    }
}

#[derive(Default)]
struct File {
    contents: Contents,
    waypoints: Table,
    routes: Table,
    tracks: Table,
}

impl File {
    fn walk(&mut self, reader: &mut Reader) -> Result<(), BrokenXml> {
        loop {
            let element = match reader.step()? {
                Step::Open(element) => element,
                Step::Close => continue,
                Step::End => return Ok(()),
            };
            let place = RowPlace::Line(reader.line());
            match element.name.as_str() {
                "wpt" => {
                    let point = reader.whole(element)?;
                    let shape = self.position(&point, &place).map(Shape::Point);
                    let cells = cells(&mut self.waypoints, &point.children);
                    self.waypoints.push(cells, shape, place);
                }
                "rte" => {
                    let path = self.path(reader, place.clone())?;
                    let shape = path.lines.into_iter().next().map(Shape::Line);
                    let cells = cells(&mut self.routes, &path.said);
                    self.routes.push(cells, shape, place);
                }
                "trk" => {
                    let mut path = self.path(reader, place.clone())?;
                    let several = path.lines.len() > 1;
                    let shape =
                        if several { Some(Shape::MultiLine(path.lines)) } else { path.lines.pop().map(Shape::Line) };
                    let cells = cells(&mut self.tracks, &path.said);
                    self.tracks.push(cells, shape, place);
                }
                "metadata" | "extensions" => reader.skip()?,
                _ => {}
            }
        }
    }

    /// A route or a track that has just been opened. Its points are taken one by one: there may be a million.
    fn path(&mut self, reader: &mut Reader, place: RowPlace) -> Result<Path, BrokenXml> {
        let outside = reader.depth() - 1;
        let mut path = Path::default();
        let mut line = Vec::new();
        while reader.depth() > outside {
            match reader.step()? {
                Step::Open(element) => match element.name.as_str() {
                    "trkseg" => line = Vec::new(),
                    "trkpt" | "rtept" => {
                        let point = reader.whole(element)?;
                        if path.lines.is_empty() && line.is_empty() {
                            path.said.extend(point.child("time").cloned());
                        }
                        line.extend(self.position(&point, &place));
                    }
                    _ => path.said.push(reader.whole(element)?),
                },
                // The end of a segment, or of the route.
                Step::Close if !line.is_empty() => path.lines.push(std::mem::take(&mut line)),
                Step::Close => {}
                Step::End => break,
            }
        }
        Ok(path)
    }

    fn position(&mut self, point: &Element, place: &RowPlace) -> Option<Coord> {
        let number = |name| point.attribute(name).and_then(|text| text.trim().parse::<f64>().ok());
        let position = number("lon").zip(number("lat")).map(|(x, y)| Coord { x, y });
        if position.is_none() {
            self.contents.problem_at(ProblemKind::BadShape, place.clone(), &point.name);
        }
        position
    }
}

/// What a route or a track says of itself, with the time of its first point, and its lines.
#[derive(Default)]
struct Path {
    said: Vec<Element>,
    lines: Vec<Vec<Coord>>,
}

/// The simple elements of a point or a path as cells: name, ele, time, desc, cmt, sym, type, ...
fn cells(table: &mut Table, said: &[Element]) -> Vec<(usize, RawCell)> {
    let simple = said.iter().filter(|element| element.children.is_empty() && element.name != "extensions");
    let cell = |element: &Element| {
        let text = element.cell();
        let (kind, cell) = match (element.name.as_str(), &text) {
            ("ele", RawCell::Text(height)) => (FieldKind::Number, height.parse().ok().map(RawCell::Number)),
            ("time", RawCell::Text(time)) => (FieldKind::Date, Date::iso(time).map(RawCell::Date)),
            ("ele", _) => (FieldKind::Number, None),
            ("time", _) => (FieldKind::Date, None),
            _ => (FieldKind::Text, None),
        };
        (table.column_of(&element.name, kind), cell.unwrap_or(text))
    };
    simple.map(cell).collect()
}
