//! The interactive map: its page, and the settings that its script reads.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::frame::{Frame, home_link};
use super::globals::{CSP, trusted};
use super::html::{HtmlView, Text, run};
use super::map_layers::{LayerView, layers, mapped};
use super::names::Finder;
use super::offline::PackLink;
use super::{Press, map_layers, maps, measures};
use crate::domain::outside::Service;
use crate::geo::Bounds;
use crate::geo::sovereignty::{ARCHIPELAGOS, EAST_SEA};
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Site};

static MAP_PAGE: Recipe<HtmlView<MapPage>> = Recipe { name: "map page", run };
static EMBED: Recipe<HtmlView<EmbedPage>> = Recipe { name: "map to embed", run };
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
    jobs.push(Job::new(embed_address().output_path(), Role::Page, &EMBED, move || embed_page(&shared)));
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::map_config().output_path(), Role::File, &CONFIG, move || config(&shared)));
}

/// The address of the map with some layers drawn, by their ids, where they have something to show.
pub(super) fn with_layers(site: &Site, layers: &[&str]) -> String {
    let drawn = mapped(site).filter(|(dataset, _)| layers.contains(&dataset.decl.id.text.as_str()));
    let bounds = drawn.filter_map(|(dataset, _)| dataset.layer()?.bounds).reduce(Bounds::union);
    let place = bounds.map_or_else(String::new, |bounds| format!("{}&", place(bounds.expand(0.1, 0.004))));
    format!("{}#{place}layers={}", site.url(&Address::map()), layers.join(","))
}

/// The address of the map at some place; empty for a site without layers.
pub(super) fn at(site: &Site, bounds: Bounds) -> String {
    if map_layers::any(site) { format!("{}#{}", site.url(&Address::map()), place(bounds)) } else { String::new() }
}

/// A place as the map keeps it in its address: zoom, latitude and longitude of the middle. The box fits a narrow screen.
fn place(bounds: Bounds) -> String {
    /// Pixels of a phone's map, and of the world at zoom 0.
    const PHONE: f64 = 360.0;
    const WORLD: f64 = 512.0;
    let (middle, widest) = (bounds.center(), bounds.width().max(bounds.height()).max(1e-6));
    let zoom = (360.0 * PHONE / (WORLD * widest)).log2().clamp(3.0, 15.0);
    format!("map={zoom:.1}/{:.4}/{:.4}", middle.y, middle.x)
}

/// Whether there is anything to draw.
pub(super) fn has_maps(site: &Site) -> bool {
    map_layers::any(site) || site.units.iter().next().is_some()
}

/// Where the interactive map finds its settings; empty for a site without layers, whose drawings stay drawings.
pub(super) fn config_url(site: &Site) -> String {
    if map_layers::any(site) { site.url(&Address::map_config()) } else { String::new() }
}

#[derive(Serialize)]
struct MapPage {
    layers: Vec<Row>,
    outside: Vec<Outside>,
    find: Finder,
    pack: Option<PackLink>,
    home: String,
}

/// A layer in the page's table, with its sign as an image.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    layer: LayerView,
    sign: Option<String>,
}

/// The page that other sites frame.
#[derive(Serialize)]
struct EmbedPage {
    /// The whole map, which the frame leads to.
    whole: String,
}

/// Another host's layer, as the page's table and `map.json` have it.
#[derive(Serialize)]
struct Outside {
    id: String,
    title: String,
    group: &'static str,
    /// `pictures`, `archive` or `shapes`.
    kind: &'static str,
    tiles: String,
    /// Of shapes: their layer in the archive's tiles, and their colour.
    layer: Option<(String, String)>,
    max_zoom: u8,
    host: String,
    attribution: String,
    source_url: Option<String>,
    licence: String,
    note: Option<String>,
    lang: Option<String>,
}

fn outside(site: &Site) -> Vec<Outside> {
    let view = |own: &crate::domain::outside::Outside| {
        let (kind, layer) = match &own.service {
            Service::Pictures => ("pictures", None),
            Service::Archive => ("archive", None),
            Service::Shapes(layer, color) => ("shapes", Some((layer.clone(), color.clone()))),
        };
        Outside {
            id: own.id.text.clone(),
            title: own.title.clone(),
            group: own.theme,
            kind,
            tiles: own.tiles.clone(),
            layer,
            max_zoom: own.max_zoom,
            host: own.origin.trim_start_matches("https://").to_owned(),
            attribution: own.source.clone(),
            source_url: own.source_url.clone(),
            licence: own.licence.clone(),
            note: own.note.clone(),
            lang: site.languages.original().map(str::to_owned),
        }
    };
    site.outside.iter().map(view).collect()
}

/// The policy of pages with the whole map: open for the hosts of outside layers, each named once, and for those alone.
pub(super) fn policy(site: &Site) -> Option<String> {
    let hosts: BTreeSet<&str> = site.outside.iter().map(|outside| &*outside.origin).collect();
    let hosts = hosts.into_iter().collect::<Vec<_>>().join(" ");
    (!hosts.is_empty()).then(|| CSP.replace("connect-src 'self'", &format!("connect-src 'self' {hosts}")))
}

/// Where other sites find the map without head and foot.
pub(super) fn embed_address() -> Address {
    Address::map().join("nhung/")
}

fn embed_page(press: &Press) -> HtmlView<EmbedPage> {
    let site = &*press.site;
    HtmlView {
        template: press.template("map_embed.html"),
        frame: Frame::new(press, site.word("map_title"), &embed_address(), "map", home_link(site))
            .not_indexed()
            .with_policy(policy(site).as_deref().map(trusted)),
        text: None,
        map: maps::ground(press),
        data: EmbedPage { whole: site.url(&Address::map()) },
    }
}

fn map_page(press: &Press) -> HtmlView<MapPage> {
    let site = &*press.site;
    let section = site.sections.iter().find(|section| section.address == Address::map());
    let title = section.map_or_else(|| site.word("map_title").to_owned(), |section| section.meta().title.clone());
    let layers = layers(press).into_iter().map(|layer| {
        let sign = layer.sign(press);
        Row { layer, sign }
    });
    HtmlView {
        template: press.template("map.html"),
        frame: Frame::new(press, &title, &Address::map(), "map", home_link(site))
            .described(section.and_then(|section| section.meta().description.as_deref()))
            .with_policy(policy(site).as_deref().map(trusted)),
        text: section.and_then(|section| Text::of_section(site, section)),
        map: maps::ground(press),
        data: MapPage {
            layers: layers.collect(),
            outside: outside(site),
            find: Finder::new(site),
            pack: PackLink::of_map(site),
            home: site.url(&Address::home()),
        },
    }
}

/// `map.json`, as `docs/theme.md` describes it.
fn config(press: &Press) -> serde_json::Value {
    let site = &*press.site;
    let bounds = map_layers::extent(site);
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
    json!({
        "bounds": bounds.map(|b| [b.west, b.south, b.east, b.north]),
        "font": {"name": "Be Vietnam Pro", "url": press.assets.url("fonts/text.woff2")},
        "inset": site.url(press.country.address()),
        "measures": measures::url(site),
        "labels": labels,
        "words": words,
        "layers": layers(press),
        "outside": outside(site),
        "icons": press.sprite.value(site),
        "embed": site.canonical(&embed_address()),
    })
}
