//! The layers of the interactive map: those of the manifest, and those that pages about places and routes make.
//!
//! A layer of few points is one file that the map reads whole (`/ban-do/lop/`): so clusters, filters and the list know every point,
//! whatever is drawn. All other layers are tiles.

mod features;
mod pages;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};

use super::frame::DateView;
use super::{Press, assets, tiles};
use crate::digest::Digest;
use crate::domain::dataset::{MapStyle, rank};
use crate::domain::unit::Level;
use crate::geo::{Bounds, Coord, GeometryKind};
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, LoadedDataset, Site};
pub(super) use features::fields;
use features::{Facet, facets};

static LAYER: Recipe<Value> = Recipe { name: "map layer", run: |features| Ok(features.to_string().into_bytes()) };

/// Points that a phone can hold at once.
const MOST: usize = 2_000;

/// A layer, as the page's table and `map.json` have it.
#[derive(Serialize)]
pub(super) struct LayerView {
    id: String,
    title: String,
    group: String,
    color: String,
    icon: Option<String>,
    geometry: GeometryKind,
    visible: bool,
    former: bool,
    /// The level of the units that it defines.
    units: Option<&'static str>,
    /// All of it is made up.
    sample: bool,
    tiles: Option<String>,
    data: Option<String>,
    min_zoom: u8,
    max_zoom: u8,
    label: bool,
    fields: Vec<(String, String)>,
    facets: Vec<Facet>,
    attribution: String,
    source_url: Option<String>,
    licence: String,
    date: Option<DateView>,
    note: Option<String>,
    /// The language of what it says, where it is not the page's.
    lang: Option<String>,
}

impl LayerView {
    /// The sign of its points, as an image within a page.
    pub(super) fn sign(&self, press: &Press) -> Option<String> {
        let icon = self.icon.as_ref().filter(|_| self.geometry == GeometryKind::Point)?;
        press.sprite.inline(icon, &self.color)
    }
}

/// A layer that is read whole. Its file, its address, what filters it and what is found by name are of the same features.
pub(super) struct Whole {
    id: String,
    title: String,
    features: Value,
    address: Address,
}

impl Whole {
    fn new(id: &str, title: &str, features: Value) -> Self {
        let digest = Digest::of(features.to_string().as_bytes());
        // The address changes with what it holds.
        let address = assets::fingerprinted(&format!("/ban-do/lop/{id}.json"), digest);
        Self { id: id.to_owned(), title: title.to_owned(), features, address }
    }
}

/// All of them: datasets of few points, then what pages make. They follow from tables and headers alone.
pub(super) fn wholes(site: &Site) -> Vec<Whole> {
    let of_datasets = mapped(site).filter(|(dataset, _)| is_small(dataset)).map(|(dataset, _)| {
        Whole::new(&dataset.decl.id.text, &dataset.decl.title, features::of_dataset(site, dataset))
    });
    of_datasets.chain(pages::wholes(site)).collect()
}

/// A point of a layer that is read whole, or a thing without a place: what the index of names tells of it.
pub(super) struct Named {
    pub name: String,
    pub url: Option<String>,
    pub layer: String,
    /// None for what is known without a place.
    pub at: Option<Coord>,
}

/// The datasets that are on the interactive map.
pub(super) fn mapped(site: &Site) -> impl Iterator<Item = (&LoadedDataset, &MapStyle)> {
    site.datasets
        .iter()
        .filter_map(|dataset| Some((dataset, dataset.decl.map.as_ref().filter(|_| dataset.layer().is_some())?)))
}

/// Whether the interactive map has a layer to show.
pub(super) fn any(site: &Site) -> bool {
    mapped(site).next().is_some() || pages::any(site)
}

/// What the layers cover.
pub(super) fn extent(site: &Site) -> Option<Bounds> {
    let of_datasets = mapped(site).filter_map(|(dataset, _)| dataset.layer()?.bounds);
    of_datasets.chain(pages::extent(site)).reduce(Bounds::union)
}

/// What a layer's shapes are.
pub(super) fn kind(dataset: &LoadedDataset) -> GeometryKind {
    dataset.layer().and_then(crate::geo::Layer::kind).unwrap_or(GeometryKind::Point)
}

/// Whether a layer is read whole.
fn is_small(dataset: &LoadedDataset) -> bool {
    kind(dataset) == GeometryKind::Point && dataset.data.len() <= MOST
}

/// Whether the tiles of a layer draw points together.
pub(super) fn is_clustered(dataset: &LoadedDataset) -> bool {
    kind(dataset) == GeometryKind::Point && dataset.data.len() > MOST
}

/// All layers, theme by theme.
pub(super) fn layers(press: &Press) -> Vec<LayerView> {
    let site = &*press.site;
    let mut layers: Vec<LayerView> = mapped(site).map(|(dataset, style)| of_dataset(press, dataset, style)).collect();
    layers.extend(pages::layers(press));
    layers.sort_by_key(|layer| rank(&layer.group));
    layers
}

fn of_dataset(press: &Press, dataset: &LoadedDataset, style: &MapStyle) -> LayerView {
    let site = &*press.site;
    let decl = &dataset.decl;
    let fields = fields(site, dataset);
    let whole = press.wholes.iter().find(|whole| whole.id == decl.id.text);
    LayerView {
        id: decl.id.text.clone(),
        title: decl.title.clone(),
        group: style.group.clone(),
        color: style.color.clone(),
        icon: style.icon.clone().filter(|icon| press.sprite.has(icon)),
        geometry: kind(dataset),
        visible: style.visible,
        former: decl.former,
        units: decl.units.filter(|_| !decl.former).map(|level| match level {
            Level::Province => "province",
            Level::Commune => "commune",
        }),
        sample: decl.sample,
        tiles: whole.is_none().then(|| site.url(&tiles::address(site, dataset, style))),
        data: whole.map(|whole| site.url(&whole.address)),
        min_zoom: style.min_zoom,
        max_zoom: style.max_zoom,
        label: style.label.is_some(),
        facets: if decl.units.is_some() { Vec::new() } else { facets(site, dataset, &fields) },
        fields,
        attribution: decl.source.clone(),
        source_url: decl.source_url.as_ref().map(|url| url.text.clone()),
        licence: decl.licence.clone(),
        date: DateView::maybe(decl.date, site),
        note: decl.note.clone(),
        lang: site.languages.original().map(str::to_owned),
    }
}

/// Every point that a name may lead to.
pub(super) fn named(press: &Press) -> Vec<Named> {
    press.wholes.iter().flat_map(|whole| places(&whole.title, &whole.features)).collect()
}

fn places(layer: &str, features: &Value) -> Vec<Named> {
    let place = |feature: &Value| {
        let (position, properties) = (&feature["geometry"]["coordinates"], &feature["properties"]);
        Some(Named {
            name: properties["_name"].as_str()?.to_owned(),
            url: properties["_url"].as_str().map(str::to_owned),
            layer: layer.to_owned(),
            at: Some(Coord { x: position[0].as_f64()?, y: position[1].as_f64()? }),
        })
    };
    features["features"].as_array().into_iter().flatten().filter_map(place).collect()
}

/// What the map reads whole.
pub(super) fn files(press: &Press) -> impl Iterator<Item = Address> {
    press.wholes.iter().map(|whole| whole.address.clone())
}

/// The names tell what is in them, so the files of all languages lie beside each other; many are the same.
pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let mut planned = BTreeSet::new();
    for press in [press].into_iter().chain(&press.translations) {
        for (at, whole) in press.wholes.iter().enumerate().filter(|(_, whole)| planned.insert(whole.address.clone())) {
            let shared = Arc::clone(press);
            let view = move || shared.wholes[at].features.clone();
            jobs.push(Job::new(whole.address.output_path(), Role::File, &LAYER, view));
        }
    }
}

/// A collection of features (RFC 7946).
fn collection(features: Vec<Value>) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}
