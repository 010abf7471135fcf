//! All places and routes for other maps: GeoJSON (RFC 7946), and JSON-LD in schema.org's words.

use std::sync::Arc;

use serde_json::{Value, json};

use super::pages::place_schema;
use super::{months, position};
use crate::domain::Details;
use crate::job::{Job, Recipe, Role};
use crate::outputs::Press;
use crate::outputs::frame::subject;
use crate::site::tourism::{Route, visit};
use crate::site::{Address, Page, Site};
use crate::text::Date;

static FEED: Recipe<Value> = Recipe { name: "tourism feed", run: |feed| Ok(format!("{feed}\n").into_bytes()) };

pub(super) fn address() -> Address {
    Address::tourism().join("diem-den.geojson")
}

pub(super) fn linked_address() -> Address {
    Address::tourism().join("diem-den.jsonld")
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let shared = Arc::clone(press);
    jobs.push(Job::new(address().output_path(), Role::File, &FEED, move || feed(&shared.site)));
    let shared = Arc::clone(press);
    jobs.push(Job::new(linked_address().output_path(), Role::File, &FEED, move || linked(&shared.site)));
}

/// When what a page says last changed or was made sure of.
pub(super) fn changed(page: &Page) -> Option<Date> {
    page.meta().updated.or(page.meta().date).or(visit(page).and_then(|visit| visit.confirmed))
}

fn feed(site: &Site) -> Value {
    let places = site.tourism.places.iter().map(|&id| {
        let geometry = position(&site.pages[id]).map(|at| json!({"type": "Point", "coordinates": [at.x, at.y]}));
        feature(site, id, geometry)
    });
    let routes = site.tourism.routes.iter().map(|route| {
        let positions: Vec<[f64; 2]> = route.track.line.geometry.coords().map(|at| [at.x, at.y]).collect();
        feature(site, route.page, Some(json!({"type": "LineString", "coordinates": positions})))
    });
    json!({"type": "FeatureCollection", "publisher": site.publisher(), "features": places.chain(routes).collect::<Vec<_>>()})
}

fn feature(site: &Site, id: usize, geometry: Option<Value>) -> Value {
    let page = &site.pages[id];
    let url = site.canonical(&page.address);
    let visit = visit(page).cloned().unwrap_or_default();
    let (kind, sort, children, rainy) = match &page.parsed.details {
        Details::Place(place) => ("place", place.sort, place.with_children, place.rainy_day),
        Details::Route(route) => ("route", route.mode, route.with_children, false),
        _ => ("festival", "festival", false, false),
    };
    json!({"type": "Feature", "id": url, "geometry": geometry, "properties": {
        "name": page.meta().title,
        "description": page.meta().description,
        "url": url,
        "kind": kind,
        "sort": sort,
        "commune_code": page.meta().units.first().map(|unit| unit.text.as_str()),
        "months": months(site, page),
        "with_children": children,
        "rainy_day": rainy,
        "address": visit.address,
        "hours": visit.hours,
        "price": visit.price,
        "phone": visit.phone,
        "access": visit.access,
        "confirmed": visit.confirmed.map(|date| date.to_string()),
        "changed": changed(page).map(|date| date.to_string()),
        "sample": site.config.sample || page.meta().sample,
    }})
}

/// The same as schema.org's graph. The node of a page says when it changed: a place is no work that could.
fn linked(site: &Site) -> Value {
    let places = site.tourism.places.iter().flat_map(|&id| {
        let page = &site.pages[id];
        let schema = place_schema(site, page);
        let mut place = thing(site, page, schema.kind);
        schema.more.into_iter().for_each(|(key, value)| place[key] = value);
        if let Some(unit) = page.meta().units.first().and_then(|code| site.units.get(&code.text)) {
            place["containedInPlace"] =
                json!({"@type": "AdministrativeArea", "name": unit.full_name, "identifier": unit.code});
        }
        [place, page_of(site, page)]
    });
    let routes = site.tourism.routes.iter().flat_map(|Route { page, track }| {
        let page = &site.pages[*page];
        let mut trip = thing(site, page, "TouristTrip");
        // schema.org writes a line as latitude and longitude in turn.
        let line: Vec<String> = track.line.geometry.coords().map(|at| format!("{:.6} {:.6}", at.y, at.x)).collect();
        trip["itinerary"] = json!({"@type": "Place", "geo": {"@type": "GeoShape", "line": line.join(" ")}});
        [trip, page_of(site, page)]
    });
    json!({"@context": "https://schema.org", "@graph": places.chain(routes).collect::<Vec<_>>()})
}

fn thing(site: &Site, page: &Page, kind: &str) -> Value {
    let url = site.canonical(&page.address);
    let mut thing = json!({"@type": kind, "@id": subject(&url), "name": page.meta().title, "url": url});
    set(&mut thing, "description", page.meta().description.as_deref());
    if site.config.sample || page.meta().sample {
        set(&mut thing, "disambiguatingDescription", Some(site.word("sample_title")));
    }
    thing
}

fn page_of(site: &Site, page: &Page) -> Value {
    let url = site.canonical(&page.address);
    let mut said = json!({"@type": "WebPage", "@id": url, "url": url, "mainEntity": {"@id": subject(&url)}});
    set(&mut said, "dateModified", changed(page).map(|date| date.to_string()).as_deref());
    said
}

fn set(value: &mut Value, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        value[key] = text.into();
    }
}
