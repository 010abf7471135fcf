//! Layers that pages make: places to go, craft villages, routes.

use serde_json::{Value, json};

use super::features::{degrees, facet};
use super::{LayerView, Whole, collection};
use crate::domain::Details;
use crate::geo::{Bounds, Coord, GeometryKind};
use crate::outputs::Press;
use crate::outputs::tourism::position;
use crate::site::tourism::visit;
use crate::site::{Page, Site};

/// A layer of pages.
struct Pages {
    id: &'static str,
    /// The word of its title.
    title: &'static str,
    theme: &'static str,
    color: &'static str,
    icon: &'static str,
    geometry: GeometryKind,
    features: fn(&Site) -> Vec<Value>,
}

static LAYERS: [Pages; 3] = [
    Pages {
        id: "diem-den-du-lich",
        title: "map_places",
        theme: "du-lich",
        color: "#9c2f6f",
        icon: "diem-den",
        geometry: GeometryKind::Point,
        features: |site| places(site, false),
    },
    Pages {
        id: "lang-nghe-tham-quan",
        title: "map_craft_villages",
        theme: "nong-dan",
        color: "#8a4b00",
        icon: "craft-village",
        geometry: GeometryKind::Point,
        features: |site| places(site, true),
    },
    Pages {
        id: "tuyen-du-lich",
        title: "map_routes",
        theme: "du-lich",
        color: "#9c2f6f",
        icon: "diem-den",
        geometry: GeometryKind::Line,
        features: routes,
    },
];

/// Columns of the features, with the words of their headings.
const FIELDS: [(&str, &str); 6] = [
    ("sort", "map_field_sort"),
    ("hours", "tourism_hours"),
    ("price", "tourism_price"),
    ("address", "tourism_address"),
    ("children", "tourism_with_children"),
    ("rainy", "tourism_on_rain"),
];

/// Layers that no dataset of the same id stands for.
fn own(site: &Site) -> impl Iterator<Item = &'static Pages> {
    LAYERS.iter().filter(|layer| site.datasets.iter().all(|dataset| dataset.decl.id.text != layer.id))
}

/// Those that have anything to show.
pub(super) fn wholes(site: &Site) -> impl Iterator<Item = Whole> {
    own(site).filter_map(|layer| {
        let features = (layer.features)(site);
        (!features.is_empty()).then(|| Whole::new(layer.id, site.word(layer.title), collection(features)))
    })
}

/// Whether any page has a place on the map.
pub(super) fn any(site: &Site) -> bool {
    !site.tourism.routes.is_empty() || site.tourism.places.iter().any(|&id| position(&site.pages[id]).is_some())
}

/// What these pages cover.
pub(super) fn extent(site: &Site) -> Option<Bounds> {
    let places: Vec<Coord> = site.tourism.places.iter().filter_map(|&id| position(&site.pages[id])).collect();
    let routes = site.tourism.routes.iter().filter_map(|route| route.track.line.geometry.bounds());
    Bounds::around(&places).into_iter().chain(routes).reduce(Bounds::union)
}

pub(super) fn layers(press: &Press) -> Vec<LayerView> {
    let site = &*press.site;
    let view = |layer: &Pages| {
        let whole = press.wholes.iter().find(|whole| whole.id == layer.id)?;
        let all = whole.features["features"].as_array().map_or(&[][..], Vec::as_slice);
        let column = |name: &str| all.iter().map(|feature| feature["properties"][name].clone()).collect::<Vec<_>>();
        let filled: Vec<(&str, &str)> =
            FIELDS.into_iter().filter(|(name, _)| column(name).iter().any(|cell| !cell.is_null())).collect();
        let facets = filled.iter().filter_map(|(name, word)| facet(name, site.word(word), &column(name)));
        Some(LayerView {
            id: layer.id.to_owned(),
            title: site.word(layer.title).to_owned(),
            group: layer.theme.to_owned(),
            color: layer.color.to_owned(),
            icon: Some(layer.icon.to_owned()).filter(|icon| press.sprite.has(icon)),
            geometry: layer.geometry,
            visible: true,
            former: false,
            units: None,
            // Each page says it of itself.
            sample: false,
            tiles: None,
            data: Some(site.url(&whole.address)),
            min_zoom: 0,
            max_zoom: 14,
            label: true,
            facets: facets.collect(),
            fields: filled.iter().map(|(name, word)| ((*name).to_owned(), site.word(word).to_owned())).collect(),
            attribution: site.publisher().to_owned(),
            source_url: None,
            licence: site.word("map_pages_licence").to_owned(),
            date: None,
            note: None,
            lang: None,
        })
    };
    own(site).filter_map(view).collect()
}

fn places(site: &Site, craft_villages: bool) -> Vec<Value> {
    let feature = |id: &usize| {
        let page = &site.pages[*id];
        let Details::Place(place) = &page.parsed.details else { return None };
        let (lon, lat) = place.position.filter(|_| (place.sort == "craft-village") == craft_villages)?;
        let geometry = json!({"type": "Point", "coordinates": [degrees(lon), degrees(lat)]});
        let word = format!("place_{}", place.sort.replace('-', "_"));
        Some(feature(site, page, geometry, &word, place.sort, place.with_children, place.rainy_day))
    };
    site.tourism.places.iter().filter_map(feature).collect()
}

fn routes(site: &Site) -> Vec<Value> {
    let feature = |route: &crate::site::tourism::Route| {
        let page = &site.pages[route.page];
        let Details::Route(of_page) = &page.parsed.details else { return None };
        let line: Vec<[f64; 2]> = route.track.line.geometry.coords().map(|at| [degrees(at.x), degrees(at.y)]).collect();
        let geometry = json!({"type": "LineString", "coordinates": line});
        Some(feature(
            site,
            page,
            geometry,
            &format!("route_{}", of_page.mode),
            of_page.mode,
            of_page.with_children,
            false,
        ))
    };
    site.tourism.routes.iter().filter_map(feature).collect()
}

fn feature(site: &Site, page: &Page, geometry: Value, word: &str, icon: &str, children: bool, rainy: bool) -> Value {
    let visit = visit(page).cloned().unwrap_or_default();
    let yes = |is: bool| is.then(|| site.word("map_yes"));
    let mut properties = json!({
        "_name": page.meta().title,
        "_url": site.url(&page.address),
        "_icon": icon,
        "_sample": page.meta().sample.then_some(true),
        "_lang": site.languages.original().filter(|_| !site.languages.has(&page.address)),
        "sort": site.word(word),
        "hours": visit.hours,
        "price": visit.price,
        "address": visit.address,
        "children": yes(children),
        "rainy": yes(rainy),
    });
    if let Some(map) = properties.as_object_mut() {
        map.retain(|_, value| !value.is_null());
    }
    json!({"type": "Feature", "geometry": geometry, "properties": properties})
}
