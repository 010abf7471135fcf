//! Maps of pages: drawings that need no script, and what the interactive map needs to take over from them.

use std::sync::Arc;

use serde::Serialize;
use tera::Value;

use super::frame::Link;
use super::{Press, map_layers, map_page};
use crate::domain::unit::{Level, Unit};
use crate::geo::sovereignty::{ARCHIPELAGOS, EAST_SEA};
use crate::geo::{Bounds, Coord, Feature, GeometryHandle, GeometryKind};
use crate::render::map::{Inset, MapLabel, MapPoint, MapSeries, MapShape, MapView, draw, fitting_height};
use crate::site::Site;

/// Width of a page's map in pixels; the page scales it.
const WIDTH: u32 = 640;
/// Width of the country in a map's corner.
const INSET_WIDTH: u32 = 190;
/// A page's map: a drawing, and what the interactive map needs to take over.
#[derive(Serialize)]
pub(super) struct MapFigure {
    view: MapView,
    /// Where a name stands is found when the map is drawn, not when it is planned.
    names: Names,
    config: String,
    highlight: Option<String>,
    /// The whole-page map at this place.
    whole: String,
}

impl MapFigure {
    /// As templates see it.
    pub(super) fn value(&self) -> Value {
        let mut view = self.view.clone();
        let named = self.names.iter().filter_map(|(shape, text, class)| {
            let at = self.view.shapes[*shape].geometry.geometry.label_point()?;
            Some(MapLabel { text: text.clone(), lon: at.x, lat: at.y, class })
        });
        view.labels.extend(named);
        let Bounds { west, south, east, north } = self.view.frame;
        let mut map = tera::Map::new();
        map.insert("svg".into(), Value::safe_string(&draw(&view)));
        map.insert("bounds".into(), Value::from(format!("{west:.5},{south:.5},{east:.5},{north:.5}")));
        map.insert("config".into(), Value::from(self.config.as_str()));
        map.insert(
            "whole".into(),
            if self.whole.is_empty() { Value::none() } else { Value::from(self.whole.as_str()) },
        );
        map.insert("highlight".into(), self.highlight.as_deref().map_or_else(Value::none, Value::from));
        Value::from(map)
    }
}

/// A unit's boundary.
pub(super) fn boundary<'a>(site: &'a Site, unit: &Unit) -> Option<&'a Feature> {
    site.datasets.get(unit.dataset)?.layer()?.features.get(unit.feature)
}

/// Units of a level whose boundaries may be seen within bounds, in the order of their names.
pub(super) fn units_within(press: &Press, level: Level, bounds: Bounds) -> impl Iterator<Item = &Unit> {
    press.site.units.iter().zip(press.unit_bounds.iter()).filter_map(move |(unit, seen)| {
        (unit.level == level && seen.is_some_and(|seen| seen.intersects(&bounds))).then_some(unit)
    })
}

/// The boxes around all units, in the order of [`crate::domain::unit::Units::iter`].
pub(super) fn unit_bounds(site: &Site) -> Vec<Option<Bounds>> {
    use rayon::prelude::*;
    let units: Vec<&Unit> = site.units.iter().collect();
    units.into_par_iter().map(|unit| boundary(site, unit)?.geometry.as_ref()?.bounds()).collect()
}

/// The whole country: provinces with links, both archipelagos and the sea by name.
pub(super) fn national(press: &Press) -> Option<MapFigure> {
    Some(whole(press, country_view(press)?.0))
}

/// All that the site has on its map: the country, or in a portal without provinces its communes, or the bare ground of its
/// layers.
pub(super) fn ground(press: &Press) -> Option<MapFigure> {
    national(press).or_else(|| {
        let site = &*press.site;
        let frame = map_layers::extent(site)?.expand(0.05, 0.002);
        let communes = units_within(press, Level::Commune, frame);
        let shapes =
            communes.filter_map(|unit| shape(site, unit, boundary(site, unit)?, "unit", true)).collect::<Vec<_>>();
        Some(whole(press, bare(press, site.word("map_title").to_owned(), frame, shapes)))
    })
}

fn whole(press: &Press, view: MapView) -> MapFigure {
    let config = map_page::config_url(&press.site);
    MapFigure { view, names: Vec::new(), config, highlight: None, whole: String::new() }
}

/// A map of the page's width with the country in its corner or, where it shows the sea itself, with its islands by name.
fn bare(press: &Press, title: String, frame: Bounds, shapes: Vec<MapShape>) -> MapView {
    let mut view = MapView {
        width: WIDTH,
        height: fitting_height(frame, WIDTH),
        frame,
        title,
        description: String::new(),
        shapes,
        points: Vec::new(),
        labels: Vec::new(),
        inset: None,
        scale_bar: true,
        north: press.site.word("map_north").to_owned(),
    };
    if crate::geo::sovereignty::is_national(frame) {
        view.labels.extend(sea_labels());
    } else {
        view.inset = Some(inset(press, None));
    }
    view
}

/// The country as a map of figures, with the codes of its provinces.
pub(super) fn country_series(press: &Press) -> Option<(MapSeries, Vec<Arc<str>>)> {
    let (view, codes) = country_view(press)?;
    Some((MapSeries { view, backdrop: 0 }, codes))
}

fn country_view(press: &Press) -> Option<(MapView, Vec<Arc<str>>)> {
    let site = &*press.site;
    let features: Vec<(&Unit, &Feature)> =
        site.units.provinces().filter_map(|unit| Some((unit, boundary(site, unit)?))).collect();
    let all = features.iter().filter_map(|(_, feature)| feature.geometry.as_ref()?.bounds()).reduce(Bounds::union)?;
    let frame = all.expand(0.02, 0.0);
    let shapes = features
        .iter()
        .filter_map(|(unit, feature)| Some((Arc::clone(&unit.code), shape(site, unit, feature, "unit", true)?)));
    let (codes, shapes) = shapes.unzip();
    Some((bare(press, site.word("map_of_country").to_owned(), frame, shapes), codes))
}

fn sea_labels() -> impl Iterator<Item = MapLabel> {
    let islands = ARCHIPELAGOS.iter().map(|archipelago| MapLabel {
        text: format!("{}\n{}", archipelago.name, archipelago.label),
        lon: archipelago.point.x,
        lat: archipelago.point.y,
        class: "map-label map-label-islands",
    });
    islands.chain([MapLabel {
        text: EAST_SEA.name.to_owned(),
        lon: EAST_SEA.point.x,
        lat: EAST_SEA.point.y,
        class: "map-label map-label-sea",
    }])
}

/// A province: its communes with links, its neighbours in the background, the country in the corner.
pub(super) fn province(press: &Press, unit: &Unit) -> Option<MapFigure> {
    let (frame, mut shapes, communes) = province_shapes(press, unit)?;
    if communes.is_empty() {
        shapes.extend(shape(&press.site, unit, boundary(&press.site, unit)?, "unit-here", false));
    }
    shapes.extend(communes.into_iter().map(|(_, shape)| shape));
    Some(figure(press, unit, frame, shapes, Vec::new(), Vec::new()))
}

/// The same areas for maps of figures: provinces around as ground, then the communes, whose codes come with it.
pub(super) fn province_series(press: &Press, unit: &Unit) -> Option<(MapSeries, Vec<Arc<str>>)> {
    let (frame, mut shapes, communes) = province_shapes(press, unit)?;
    let backdrop = shapes.len();
    let (codes, communes): (Vec<_>, Vec<_>) = communes.into_iter().unzip();
    shapes.extend(communes);
    let mut view = plain(press, String::new(), frame, shapes, Names::new()).view;
    view.inset = Some(inset(press, Some(frame.center())));
    Some((MapSeries { view, backdrop }, codes))
}

/// A unit's code and its area.
pub(super) type Coded = (Arc<str>, MapShape);

/// The frame of a province, its neighbours, and its communes with links.
pub(super) fn province_shapes(press: &Press, unit: &Unit) -> Option<(Bounds, Vec<MapShape>, Vec<Coded>)> {
    let site = &*press.site;
    let own = boundary(site, unit)?;
    let communes: Vec<(&Unit, &Feature)> =
        site.units.communes_of(&unit.code).filter_map(|unit| Some((unit, boundary(site, unit)?))).collect();
    // Far archipelagos would shrink the mainland to a dot: they are in the inset, by name.
    let near =
        communes.iter().filter_map(|(_, feature)| feature.geometry.as_ref()?.bounds()).filter(|bounds| !is_far(bounds));
    let frame = near.reduce(Bounds::union).or_else(|| own.geometry.as_ref()?.bounds())?.expand(0.03, 0.005);
    let around = units_within(press, Level::Province, frame)
        .filter(|other| other.code != unit.code)
        .filter_map(|other| shape(site, other, boundary(site, other)?, "unit-far", false));
    let communes = communes.iter().filter_map(|(commune, feature)| {
        Some((Arc::clone(&commune.code), shape(site, commune, feature, "unit", true)?))
    });
    Some((frame, around.collect(), communes.collect()))
}

/// Whether a box lies out at one of the archipelagos.
fn is_far(bounds: &Bounds) -> bool {
    ARCHIPELAGOS.iter().any(|archipelago| archipelago.bounds.contains(bounds.center()))
}

/// A commune: itself, its neighbours with links and names, former units and places in it, the country in the corner.
pub(super) fn commune(press: &Press, unit: &Unit) -> Option<MapFigure> {
    let site = &*press.site;
    let frame = boundary(site, unit)?.geometry.as_ref()?.bounds()?.expand(0.12, 0.002);
    let (mut shapes, mut names) = with_neighbours(press, unit, frame);
    let (former, points) = contents(site, unit);
    for (shape, name) in former {
        names.push((shapes.len(), name, "map-label map-label-former"));
        shapes.push(shape);
    }
    Some(figure(press, unit, frame, shapes, points, names))
}

/// Shapes that bear their names, by position, with the class of the name.
pub(super) type Names = Vec<(usize, String, &'static str)>;

/// A commune and its neighbours, with links and names.
pub(super) fn with_neighbours(press: &Press, unit: &Unit, frame: Bounds) -> (Vec<MapShape>, Names) {
    let site = &*press.site;
    let around: Vec<&Unit> =
        units_within(press, Level::Commune, frame).filter(|other| other.code != unit.code).collect();
    let mut shapes = Vec::with_capacity(around.len() + 2);
    let mut names = vec![(around.len(), unit.name.clone(), "map-label map-label-here")];
    for (at, other) in around.iter().enumerate() {
        shapes.extend(boundary(site, other).and_then(|feature| shape(site, other, feature, "unit-near", true)));
        names.push((at, other.name.clone(), "map-label"));
    }
    shapes.extend(boundary(site, unit).and_then(|own| shape(site, unit, own, "unit-here", false)));
    if shapes.len() != around.len() + 1 {
        names.clear();
    }
    (shapes, names)
}

/// A commune and its neighbours in a given frame, without furniture and never interactive.
pub(super) fn around(press: &Press, unit: &Unit, frame: Bounds, title: String) -> MapFigure {
    let (shapes, names) = with_neighbours(press, unit, frame);
    plain(press, title, frame, shapes, names)
}

/// A drawing of shapes with a scale bar, without other furniture and never interactive.
pub(super) fn plain(press: &Press, title: String, frame: Bounds, shapes: Vec<MapShape>, names: Names) -> MapFigure {
    let view = MapView {
        width: WIDTH,
        height: fitting_height(frame, WIDTH).min(WIDTH),
        frame,
        title,
        description: press.site.word("map_disclaimer").to_owned(),
        shapes,
        points: Vec::new(),
        labels: Vec::new(),
        inset: None,
        scale_bar: true,
        north: String::new(),
    };
    MapFigure { view, names, config: String::new(), highlight: None, whole: String::new() }
}

/// Places with the communes around them, or the provinces where that would be too many to tell apart; none without places.
pub(super) fn places(press: &Press, title: String, points: Vec<MapPoint>) -> Option<MapFigure> {
    let at: Vec<Coord> = points.iter().map(|point| Coord { x: point.lon, y: point.lat }).collect();
    let mut figure = among(press, title, Bounds::around(&at)?.expand(0.15, 0.02));
    figure.view.points = points;
    Some(figure)
}

/// What lies in a frame, as a map with its furniture.
fn among(press: &Press, title: String, frame: Bounds) -> MapFigure {
    let (shapes, names) = surroundings(press, frame);
    let mut figure = plain(press, title, frame, shapes, names);
    figure.view.inset = Some(inset(press, Some(frame.center())));
    figure.view.north = press.site.word("map_north").to_owned();
    figure
}

/// What lies in a frame.
pub(super) fn surroundings(press: &Press, frame: Bounds) -> (Vec<MapShape>, Names) {
    /// Communes that a map of a page's width can show apart.
    const COMMUNES: usize = 60;
    let site = &*press.site;
    let level =
        if units_within(press, Level::Commune, frame).count() <= COMMUNES { Level::Commune } else { Level::Province };
    let mut names = Names::new();
    let mut shapes = Vec::new();
    for unit in units_within(press, level, frame) {
        let Some(shape) = boundary(site, unit).and_then(|feature| shape(site, unit, feature, "unit-near", true)) else {
            continue;
        };
        names.push((shapes.len(), unit.name.clone(), "map-label"));
        shapes.push(shape);
    }
    (shapes, names)
}

/// A line with the communes around it, and places beside it.
pub(super) fn route(press: &Press, title: String, line: GeometryHandle, points: Vec<MapPoint>) -> Option<MapFigure> {
    let mut figure = among(press, title.clone(), line.geometry.bounds()?.expand(0.15, 0.004));
    figure.view.points = points;
    figure.view.shapes.push(MapShape { geometry: line, class: "route", title, link: None });
    Some(figure)
}

/// A unit's map with all its furniture.
fn figure(
    press: &Press,
    unit: &Unit,
    frame: Bounds,
    shapes: Vec<MapShape>,
    points: Vec<MapPoint>,
    names: Names,
) -> MapFigure {
    let site = &*press.site;
    MapFigure {
        view: MapView {
            width: WIDTH,
            // No higher than wide: a page shows the whole of it.
            height: fitting_height(frame, WIDTH).min(WIDTH),
            frame,
            title: format!("{} {}", site.word("map_of"), unit.full_name),
            description: String::new(),
            shapes,
            points,
            labels: Vec::new(),
            inset: Some(inset(press, Some(frame.center()))),
            scale_bar: true,
            north: site.word("map_north").to_owned(),
        },
        names,
        config: map_page::config_url(site),
        highlight: Some(unit.code.to_string()),
        whole: map_page::at(site, frame),
    }
}

/// Former units that lay in a commune, and places in it.
fn contents(site: &Site, unit: &Unit) -> (Vec<(MapShape, String)>, Vec<MapPoint>) {
    let (mut former, mut points) = (Vec::new(), Vec::new());
    for dataset in &site.datasets {
        let (Some(layer), Some(rows)) = (dataset.layer(), dataset.by_unit.get(&unit.code)) else { continue };
        for &row in rows {
            let Some(handle) = layer.features[row].handle() else { continue };
            let title = dataset.decl.name.as_ref().map_or_else(String::new, |name| dataset.data.text(row, &name.text));
            match handle.geometry.kind() {
                GeometryKind::Point => points.extend(handle.geometry.label_point().map(|at| MapPoint {
                    lon: at.x,
                    lat: at.y,
                    class: "point",
                    title,
                    link: None,
                    number: None,
                })),
                _ if dataset.decl.former => {
                    let shape = MapShape { geometry: handle, class: "former", title: title.clone(), link: None };
                    former.push((shape, title));
                }
                _ => {}
            }
        }
    }
    (former, points)
}

pub(super) fn shape(
    site: &Site,
    unit: &Unit,
    feature: &Feature,
    class: &'static str,
    linked: bool,
) -> Option<MapShape> {
    Some(MapShape {
        geometry: feature.handle()?,
        class,
        title: unit.full_name.clone(),
        link: linked.then(|| site.url(&site.unit_address(unit))),
    })
}

fn inset(press: &Press, highlight: Option<Coord>) -> Inset {
    Inset {
        href: press.site.url(press.country.address()),
        title: press.site.word("map_inset").to_owned(),
        bounds: press.country.bounds(),
        width: INSET_WIDTH,
        highlight,
        labels: Vec::new(),
    }
}

/// A link to a unit's page.
pub(super) fn unit_link(site: &Site, unit: &Unit) -> Link {
    Link { title: unit.full_name.clone(), url: site.url(&site.unit_address(unit)) }
}
