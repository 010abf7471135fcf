//! Places, routes with their lines, and festivals: found among the pages, and checked.

use std::sync::Arc;

use serde::Serialize;

use super::{Page, place};
use crate::diagnostics::{Diagnostic, Place, Report, code};
use crate::digest::Digest;
use crate::domain::Details;
use crate::domain::itinerary::Stop;
use crate::domain::place::Visit;
use crate::fields::Spanned;
use crate::formats;
use crate::geo::{Coord, Geometry, GeometryHandle};
use crate::source::SourceTree;
use crate::text::nearest;

/// Where to go, as positions among the site's pages.
#[derive(Default)]
pub struct Tourism {
    /// Places.
    pub places: Vec<usize>,
    /// Routes that have a line.
    pub routes: Vec<Route>,
    /// Festivals and seasons.
    pub festivals: Vec<usize>,
    /// Itineraries with the pages of their stops.
    pub itineraries: Vec<Itinerary>,
    /// Guides and operators.
    pub operators: Vec<usize>,
}

/// An itinerary and the pages that it leads to.
pub struct Itinerary {
    /// Its page.
    pub page: usize,
    /// Day by day the page of each stop, as typed; none for a stop that is no page.
    pub days: Vec<Vec<Option<usize>>>,
}

/// A route and its line.
pub struct Route {
    /// Its page.
    pub page: usize,
    /// Its line.
    pub track: Track,
}

/// The line of a route.
#[derive(Clone, Serialize)]
pub struct Track {
    /// The line.
    pub line: GeometryHandle,
    /// How long it is, metres.
    pub length: f64,
    /// The height at distances from the start, both in metres; empty unless every point has one.
    pub heights: Vec<(f64, f64)>,
}

/// Metres that a height has to change to count: less is the unrest of a receiver.
const UNREST: f64 = 3.0;

impl Tourism {
    pub(super) fn of(pages: &[Page], tree: &SourceTree, report: &mut Report) -> Self {
        let mut tourism = Self::default();
        for (id, page) in pages.iter().enumerate() {
            match &page.parsed.details {
                Details::Place(_) => tourism.places.push(id),
                Details::Festival(_) => tourism.festivals.push(id),
                Details::Operator(_) => tourism.operators.push(id),
                Details::Itinerary(typed) => {
                    let days = typed.days.iter().map(|day| {
                        let stop = |stop: &Stop| stop_page(pages, page, stop.page.as_ref()?, report);
                        day.stops.iter().map(stop).collect()
                    });
                    tourism.itineraries.push(Itinerary { page: id, days: days.collect() });
                }
                Details::Route(route) => {
                    if let Some(file) = &route.file {
                        match Track::beside(page, &file.text, tree) {
                            Some(track) => tourism.routes.push(Route { page: id, track }),
                            None => report.push(
                                Diagnostic::error(code::ROUTE_WITHOUT_LINE)
                                    .arg("file", &file.text)
                                    .at(place(&page.source, &file.span)),
                            ),
                        }
                    }
                }
                _ => {}
            }
            let confirmed = visit(page).and_then(|visit| Some((visit, visit.confirmed?)));
            if let Some((visit, day)) = confirmed.filter(|(_, day)| day.days() > tree.today().days()) {
                let at: Place = place(&page.source, &visit.confirmed_at);
                let finding = Diagnostic::error(code::PAGE_CONFIRMED_LATER).arg("date", day.short());
                report.push(finding.arg("today", tree.today().short()).arg("today_iso", tree.today()).at(at));
            }
        }
        tourism
    }

    /// Whether there is nowhere to go.
    pub fn is_empty(&self) -> bool {
        let any = !self.places.is_empty() || !self.routes.is_empty() || !self.festivals.is_empty();
        !any && self.itineraries.is_empty() && self.operators.is_empty()
    }
}

/// What a page tells visitors, when it is about something to be visited.
pub fn visit(page: &Page) -> Option<&Visit> {
    match &page.parsed.details {
        Details::Place(place) => Some(&place.visit),
        Details::Route(route) => Some(&route.visit),
        Details::Festival(festival) => Some(&festival.visit),
        Details::Itinerary(itinerary) => Some(&itinerary.visit),
        Details::Operator(operator) => Some(&operator.visit),
        _ => None,
    }
}

/// The page that a stop of an itinerary names.
fn stop_page(pages: &[Page], page: &Page, typed: &Spanned, report: &mut Report) -> Option<usize> {
    let wanted = typed.text.trim_start_matches("@/");
    let path = |page: &Page| page.source.path.strip_prefix("content/").map(str::to_owned);
    let found = pages.iter().position(|page| path(page).is_some_and(|path| path == wanted));
    if found.is_none() {
        let known: Vec<String> = pages.iter().filter_map(path).collect();
        let near = nearest(wanted, known.iter().map(String::as_str)).map(|near| format!("@/{near}"));
        let finding = Diagnostic::error(code::BROKEN_LINK).arg("target", &typed.text);
        report.push(finding.arg("suggestion", near.unwrap_or_default()).at(place(&page.source, &typed.span)));
    }
    found
}

impl Track {
    fn beside(page: &Page, name: &str, tree: &SourceTree) -> Option<Self> {
        let folder = &page.source.path[..page.source.path.rfind('/')? + 1];
        let bytes = tree.get(&format!("{folder}{name}"))?.bytes().ok()?;
        let is_gpx = name.to_lowercase().ends_with(".gpx");
        let points = if is_gpx { formats::track(&bytes) } else { first_line(&bytes) };
        Self::new(points, Digest::of(&bytes))
    }

    fn new(mut points: Vec<(Coord, Option<f64>)>, digest: Digest) -> Option<Self> {
        points.retain(|(at, _)| (-180.0..=180.0).contains(&at.x) && (-85.0..=85.0).contains(&at.y));
        if points.len() < 2 {
            return None;
        }
        let mut length = 0.0;
        let mut heights = Vec::with_capacity(points.len());
        for (at, (coord, height)) in points.iter().enumerate() {
            length += at.checked_sub(1).map_or(0.0, |before| metres(points[before].0, *coord));
            heights.extend(height.map(|height| (length, height)));
        }
        if heights.len() < points.len() {
            heights.clear();
        }
        let line = points.into_iter().map(|(at, _)| at).collect();
        let geometry = Arc::new(Geometry::Lines(vec![line]));
        Some(Self { line: GeometryHandle { geometry, digest }, length, heights })
    }

    /// Metres up and metres down along the way; `None` without heights.
    pub fn climb(&self) -> Option<(f64, f64)> {
        let (mut up, mut down, mut last) = (0.0, 0.0, self.heights.first()?.1);
        for &(_, height) in &self.heights {
            let change = height - last;
            if change.abs() >= UNREST {
                if change > 0.0 {
                    up += change
                } else {
                    down -= change
                }
                last = height;
            }
        }
        Some((up, down))
    }
}

/// The first line of a GeoJSON file, with heights where positions have three numbers.
fn first_line(bytes: &[u8]) -> Vec<(Coord, Option<f64>)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(bytes) else { return Vec::new() };
    let features = json["features"].as_array().cloned().unwrap_or_default();
    let geometries = features.iter().map(|feature| &feature["geometry"]).chain([&json["geometry"], &json]);
    let mut lines = geometries.filter(|geometry| geometry["type"] == "LineString");
    let Some(positions) = lines.next().and_then(|line| line["coordinates"].as_array()) else { return Vec::new() };
    let point = |position: &serde_json::Value| {
        let number = |at: usize| position.get(at).and_then(serde_json::Value::as_f64);
        Some((Coord { x: number(0)?, y: number(1)? }, number(2)))
    };
    positions.iter().filter_map(point).collect()
}

/// Metres between two positions on a sphere (haversine).
pub fn metres(a: Coord, b: Coord) -> f64 {
    /// Mean radius of the earth, metres (IUGG).
    const RADIUS: f64 = 6_371_008.8;
    let (from, to) = (a.y.to_radians(), b.y.to_radians());
    let (dy, dx) = ((b.y - a.y).to_radians() / 2.0, (b.x - a.x).to_radians() / 2.0);
    let chord = dy.sin().powi(2) + from.cos() * to.cos() * dx.sin().powi(2);
    2.0 * RADIUS * chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GPX: &str = r#"<?xml version="1.0"?><gpx version="1.1"><trk><trkseg>
<trkpt lat="21.00" lon="106.00"><ele>4</ele></trkpt><trkpt lat="21.01" lon="106.00"><ele>14</ele></trkpt>
<trkpt lat="21.02" lon="106.00"><ele>12.5</ele></trkpt><trkpt lat="21.03" lon="106.00"><ele>6</ele></trkpt>
</trkseg></trk></gpx>"#;

    #[test]
    fn a_line_has_its_length_and_its_climb() {
        let track = Track::new(formats::track(GPX.as_bytes()), Digest::of(b"")).expect("a line");
        // 0.03 degrees of latitude.
        assert_eq!(track.length.round(), 3336.0);
        // The step of 1.5 m is less than a receiver knows.
        assert_eq!(track.climb(), Some((10.0, 8.0)));
    }

    #[test]
    fn geojson_may_have_heights_or_none() {
        let json = r#"{"type":"Feature","geometry":{"type":"LineString","coordinates":[[106,21,3],[106,21.1]]}}"#;
        let track = Track::new(first_line(json.as_bytes()), Digest::of(b"")).expect("a line");
        assert_eq!((track.heights.len(), track.climb()), (0, None));
        assert!(Track::new(first_line(b"{}"), Digest::of(b"")).is_none());
        assert!(Track::new(formats::track(b"<gpx><trk>"), Digest::of(b"")).is_none());
    }
}
