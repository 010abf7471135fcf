//! The interactive map: its page, and the settings that its script reads.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::frame::{DateView, Frame, home_link};
use super::html::{HtmlView, Text, run};
use super::names::Finder;
use super::{Press, maps, measures, tiles};
use crate::domain::dataset::MapStyle;
use crate::geo::sovereignty::{ARCHIPELAGOS, EAST_SEA};
use crate::geo::{Bounds, GeometryKind};
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, LoadedDataset, Site};

static MAP_PAGE: Recipe<HtmlView<MapPage>> = Recipe { name: "map page", run };
static CONFIG: Recipe<serde_json::Value> =
    Recipe { name: "map config", run: |config| Ok(config.to_string().into_bytes()) };

/// Pages that this program makes whatever the content says; a section at their address gives them its words.
pub(super) fn is_made_elsewhere(site: &Site, address: &Address) -> bool {
    [Address::map(), Address::data(), Address::units()].contains(address)
        || *address == Address::services() && site.has_services()
        || *address == Address::products() && site.has_products()
        || *address == Address::tourism() && !site.tourism.is_empty()
        || *address == Address::overview() && site.has_overview()
        || *address == Address::releases() && !site.releases.is_empty()
        || *address == Address::promises() && !site.ledger.promises.is_empty()
        || !site.record.is_empty() && *address == Address::criteria()
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if !has_maps(&press.site) {
        return;
    }
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::map().output_path(), Role::Page, &MAP_PAGE, move || map_page(&shared)));
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::map_config().output_path(), Role::File, &CONFIG, move || config(&shared)));
}

/// The address of the map with some layers drawn, by their ids.
pub(super) fn with_layers(site: &Site, layers: &[&str]) -> String {
    format!("{}#layers={}", site.url(&Address::map()), layers.join(","))
}

/// Whether there is anything to draw.
pub(super) fn has_maps(site: &Site) -> bool {
    mapped(site).next().is_some() || site.units.iter().next().is_some()
}

/// Where the interactive map finds its settings; empty for a site without layers, whose drawings stay drawings.
pub(super) fn config_url(site: &Site) -> String {
    if mapped(site).next().is_some() { site.url(&Address::map_config()) } else { String::new() }
}

/// The datasets that are on the interactive map.
pub(super) fn mapped(site: &Site) -> impl Iterator<Item = (&LoadedDataset, &MapStyle)> {
    site.datasets
        .iter()
        .filter_map(|dataset| Some((dataset, dataset.decl.map.as_ref().filter(|_| dataset.layer().is_some())?)))
}

#[derive(Serialize)]
struct MapPage {
    layers: Vec<LayerView>,
    find: Finder,
    home: String,
}

#[derive(Serialize)]
struct LayerView {
    id: String,
    title: String,
    group: String,
    color: String,
    visible: bool,
    former: bool,
    geometry: GeometryKind,
    source: String,
    source_url: Option<String>,
    licence: String,
    date: Option<DateView>,
    note: Option<String>,
}

fn map_page(press: &Press) -> HtmlView<MapPage> {
    let site = &*press.site;
    let section = site.sections.iter().find(|section| section.address == Address::map());
    let title = section.map_or_else(|| site.word("map_title").to_owned(), |section| section.meta().title.clone());
    let mut layers: Vec<LayerView> = mapped(site)
        .map(|(dataset, style)| LayerView {
            id: dataset.decl.id.text.clone(),
            title: dataset.decl.title.clone(),
            group: style.group.clone(),
            color: style.color.clone(),
            visible: style.visible,
            former: dataset.decl.former,
            geometry: kind(dataset),
            source: dataset.decl.source.clone(),
            source_url: dataset.decl.source_url.as_ref().map(|url| url.text.clone()),
            licence: dataset.decl.licence.clone(),
            date: DateView::maybe(dataset.decl.date, site),
            note: dataset.decl.note.clone(),
        })
        .collect();
    layers.sort_by(|a, b| a.group.cmp(&b.group));
    HtmlView {
        template: press.template("map.html"),
        frame: Frame::new(press, &title, &Address::map(), "map", home_link(site))
            .described(section.and_then(|section| section.meta().description.as_deref())),
        text: section.and_then(|section| Text::of_section(site, section)),
        map: maps::national(press),
        data: MapPage { layers, find: Finder::new(site), home: site.url(&Address::home()) },
    }
}

/// What a layer's shapes are.
pub(super) fn kind(dataset: &LoadedDataset) -> GeometryKind {
    dataset.layer().and_then(crate::geo::Layer::kind).unwrap_or(GeometryKind::Point)
}

/// `map.json`, as `docs/theme.md` describes it.
fn config(press: &Press) -> serde_json::Value {
    let site = &*press.site;
    let layers: Vec<_> = mapped(site)
        .map(|(dataset, style)| {
            let decl = &dataset.decl;
            json!({
                "id": decl.id.text,
                "title": decl.title,
                "group": style.group,
                "color": style.color,
                "tiles": site.url(&tiles::address(site, dataset, style)),
                "geometry": kind(dataset),
                "visible": style.visible,
                "min_zoom": style.min_zoom,
                "max_zoom": style.max_zoom,
                "label": style.label.is_some(),
                "former": decl.former,
                "fields": decl.columns.iter().map(|column| (&column.name.text, &column.heading)).collect::<Vec<_>>(),
                "attribution": decl.source,
                "licence": decl.licence,
            })
        })
        .collect();
    let bounds = mapped(site).filter_map(|(dataset, _)| dataset.layer()?.bounds).reduce(Bounds::union);
    let labels: Vec<_> = ARCHIPELAGOS
        .iter()
        .map(|islands| json!({"text": format!("{}\n{}", islands.name, islands.label), "lon": islands.point.x, "lat": islands.point.y, "kind": "islands"}))
        .chain([json!({"text": EAST_SEA.name, "lon": EAST_SEA.point.x, "lat": EAST_SEA.point.y, "kind": "sea"})])
        .collect();
    let words: serde_json::Map<String, serde_json::Value> = site
        .words
        .iter()
        .filter(|(key, _)| key.starts_with("map_"))
        .map(|(key, word)| (key.clone(), word.as_str().into()))
        .collect();
    let mut config = json!({
        "bounds": bounds.map(|b| [b.west, b.south, b.east, b.north]),
        "font": {"name": "Be Vietnam Pro", "url": press.assets.url("fonts/text.woff2")},
        "inset": site.url(press.country.address()),
        "measures": measures::url(site),
        "labels": labels,
        "words": words,
        "layers": layers,
    });
    // What data say, and the pages that they lead to, are in the site's own language.
    if let (Some(config), Some(original)) = (config.as_object_mut(), site.languages.original()) {
        config.insert("original".into(), original.into());
    }
    config
}
