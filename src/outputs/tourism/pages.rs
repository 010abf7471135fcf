//! The pages of places, routes and festivals.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::{Item, dot, files, item, month_name, months, position, sort, years};
use crate::domain::Details;
use crate::domain::festival::{Festival, When};
use crate::domain::place::Visit;
use crate::geo::Coord;
use crate::job::{Job, Recipe, Role};
use crate::outputs::frame::{DateView, Link, Schema};
use crate::outputs::html::{HtmlView, run};
use crate::outputs::pages::{ArticleData, article, view};
use crate::outputs::{Press, maps};
use crate::render::chart::profile;
use crate::site::tourism::{Route, Track, metres, visit};
use crate::site::{Page, Site};
use crate::text;

static PLACE: Recipe<HtmlView<PlaceData>> = Recipe { name: "place", run };
static ROUTE: Recipe<HtmlView<RouteData>> = Recipe { name: "route", run };
static OPERATOR: Recipe<HtmlView<OperatorData>> = Recipe { name: "operator", run };
static FESTIVAL: Recipe<HtmlView<FestivalData>> = Recipe { name: "festival", run };

/// Metres within which a place is near another, and near a route.
const NEAR: f64 = 5000.0;
const NEAR_ROUTE: f64 = 500.0;
/// How many places near another are told.
const NEAREST: usize = 6;

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let site = &press.site;
    let path = |page: usize| site.pages[page].address.output_path();
    for &page in &site.tourism.places {
        let shared = Arc::clone(press);
        jobs.push(Job::new(path(page), Role::Page, &PLACE, move || place_view(&shared, page)));
    }
    for (at, route) in site.tourism.routes.iter().enumerate() {
        let shared = Arc::clone(press);
        jobs.push(Job::new(path(route.page), Role::Page, &ROUTE, move || route_view(&shared, at)));
    }
    for &page in &site.tourism.festivals {
        let shared = Arc::clone(press);
        jobs.push(Job::new(path(page), Role::Page, &FESTIVAL, move || festival_view(&shared, page)));
    }
    for &page in &site.tourism.operators {
        let shared = Arc::clone(press);
        jobs.push(Job::new(path(page), Role::Page, &OPERATOR, move || operator_view(&shared, page)));
    }
}

/// What every such page tells.
#[derive(Serialize)]
pub(super) struct Common {
    #[serde(flatten)]
    article: ArticleData,
    sort: String,
    /// What to know, as a label and a text.
    facts: Vec<(String, String)>,
    confirmed: Option<DateView>,
    months: Vec<String>,
    near: Vec<Near>,
}

#[derive(Serialize)]
pub(super) struct Near {
    item: Item,
    distance: String,
}

#[derive(Serialize)]
struct PlaceData {
    #[serde(flatten)]
    common: Common,
    with_children: bool,
    rainy_day: bool,
    position: Option<String>,
}

#[derive(Serialize)]
struct RouteData {
    #[serde(flatten)]
    common: Common,
    with_children: bool,
    length: String,
    climb: Option<(String, String)>,
    lowest: Option<String>,
    highest: Option<String>,
    profile: String,
    files: Vec<Link>,
}

#[derive(Serialize)]
struct FestivalData {
    #[serde(flatten)]
    common: Common,
    when: Option<String>,
    days: u8,
    dates: Vec<Dates>,
    calendar: Option<String>,
}

#[derive(Serialize)]
struct Dates {
    year: u16,
    first: DateView,
    last: Option<DateView>,
}

pub(super) fn common(site: &Site, page: &Page, near: Vec<Near>) -> Common {
    let visit = visit(page).cloned().unwrap_or_default();
    let Visit { hours, price, phone, address, access, getting_there, confirmed, .. } = visit;
    let facts = [
        ("tourism_address", address),
        ("tourism_hours", hours),
        ("tourism_price", price),
        ("tourism_phone", phone),
        ("tourism_getting_there", getting_there),
        ("tourism_access", access),
    ];
    Common {
        article: article(site, page),
        sort: sort(site, page),
        facts: facts.into_iter().filter_map(|(key, text)| Some((site.word(key).to_owned(), text?))).collect(),
        confirmed: DateView::maybe(confirmed, site),
        months: months(site, page).into_iter().map(|month| month_name(site, month)).collect(),
        near,
    }
}

/// A length in words: `650 m`, `4,2 km`.
pub(super) fn length(site: &Site, metres: f64) -> String {
    let tens = (metres / 10.0).round() * 10.0;
    if tens < 1000.0 {
        return format!("{tens} m");
    }
    format!("{} km", text::number((metres / 100.0).round() / 10.0, &site.config.lang))
}

fn near(site: &Site, own: usize, at: Coord) -> Vec<Near> {
    let places = site.tourism.places.iter().filter(|&&id| id != own);
    let mut near: Vec<(f64, usize)> =
        places.filter_map(|&id| Some((metres(at, position(&site.pages[id])?), id))).collect();
    near.retain(|(distance, _)| *distance <= NEAR);
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    near.truncate(NEAREST);
    near.into_iter().map(|(metres, id)| Near { item: item(site, id), distance: length(site, metres) }).collect()
}

/// Places beside a route, in the order in which it comes by, with the way from its start.
fn along(site: &Site, track: &Track) -> Vec<(f64, usize)> {
    let line: Vec<Coord> = track.line.geometry.coords().copied().collect();
    let mut found = Vec::new();
    for &id in &site.tourism.places {
        let Some(place) = position(&site.pages[id]) else { continue };
        let (mut nearest, mut passed, mut way) = (f64::INFINITY, 0.0, 0.0);
        for (at, &point) in line.iter().enumerate() {
            way += at.checked_sub(1).map_or(0.0, |before| metres(line[before], point));
            let distance = metres(point, place);
            if distance < nearest {
                (nearest, passed) = (distance, way);
            }
        }
        if nearest <= NEAR_ROUTE {
            found.push((passed, id));
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found
}

/// A page's particulars for search engines, as far as schema.org's type has them.
pub(super) fn schema(
    site: &Site,
    page: &Page,
    kind: &'static str,
    mut more: Vec<(&'static str, serde_json::Value)>,
) -> Schema {
    if let Some(visit) = visit(page) {
        match kind {
            "TouristAttraction" | "LocalBusiness" => {
                more.extend(postal(site, page).map(|address| ("address", address)));
                more.extend(visit.phone.as_ref().map(|phone| ("telephone", phone.as_str().into())));
            }
            "Service" => more.extend(visit.phone.as_ref().map(|phone| {
                let phone = json!({"@type": "ContactPoint", "telephone": phone});
                ("availableChannel", json!({"@type": "ServiceChannel", "servicePhone": phone}))
            })),
            _ => {}
        }
    }
    let modified = page.meta().updated.or(page.meta().date).map(|date| date.to_string());
    Schema { kind, modified, more, ..Schema::default() }
}

/// Where a page's place is, for machines: what the page says, within its commune and province.
fn postal(site: &Site, page: &Page) -> Option<serde_json::Value> {
    let street = visit(page).and_then(|visit| visit.address.as_deref());
    let unit = page.meta().units.first().and_then(|code| site.units.get(&code.text));
    let Some(unit) = unit else { return street.map(Into::into) };
    let mut postal = json!({"@type": "PostalAddress", "addressCountry": "VN", "addressLocality": unit.full_name});
    if let Some(province) = unit.parent.as_ref().and_then(|code| site.units.get(code)) {
        postal["addressRegion"] = province.full_name.as_str().into();
    }
    if let Some(street) = street {
        postal["streetAddress"] = street.into();
    }
    Some(postal)
}

/// The particulars of a place.
pub(super) fn place_schema(site: &Site, page: &Page) -> Schema {
    let kind = match &page.parsed.details {
        Details::Place(place) if matches!(place.sort, "homestay" | "eating" | "farm") => "LocalBusiness",
        _ => "TouristAttraction",
    };
    let geo = |at: Coord| ("geo", json!({"@type": "GeoCoordinates", "latitude": at.y, "longitude": at.x}));
    schema(site, page, kind, position(page).map(geo).into_iter().collect())
}

fn place_view(press: &Press, id: usize) -> HtmlView<PlaceData> {
    let site = &*press.site;
    let page = &site.pages[id];
    let data = |site: &Site, id: usize| {
        let page = &site.pages[id];
        let Details::Place(place) = &page.parsed.details else { unreachable!("planned from the places") };
        PlaceData {
            common: common(site, page, position(page).map_or_else(Vec::new, |at| near(site, id, at))),
            with_children: place.with_children,
            rainy_day: place.rainy_day,
            position: place.position.map(|(lon, lat)| format!("{lat:.5}, {lon:.5}")),
        }
    };
    let mut html = view(press, id, data);
    html.map = maps::places(press, page.meta().title.clone(), dot(site, id).into_iter().collect());
    html.frame = html.frame.with_schema(place_schema(site, page));
    html
}

fn route_view(press: &Press, at: usize) -> HtmlView<RouteData> {
    let site = &*press.site;
    let Route { page: id, track } = &site.tourism.routes[at];
    let page = &site.pages[*id];
    let mut html = view(press, *id, route_data);
    let stops = along(site, track).into_iter().filter_map(|(_, place)| dot(site, place)).collect();
    html.map = maps::route(press, page.meta().title.clone(), track.line.clone(), stops);
    html.frame = html.frame.with_schema(schema(site, page, "TouristTrip", Vec::new()));
    html
}

fn route_data(site: &Site, id: usize) -> RouteData {
    let page = &site.pages[id];
    let (track, Details::Route(route)) =
        (site.tourism.routes.iter().find(|route| route.page == id), &page.parsed.details)
    else {
        unreachable!("planned from the routes")
    };
    let track = &track.expect("planned from the routes").track;
    let stops = along(site, track);
    let near = stops.into_iter().map(|(way, id)| Near { item: item(site, id), distance: length(site, way) });
    let height = |height: f64| format!("{} m", text::number(height.round(), &site.config.lang));
    let heights = || track.heights.iter().map(|point| point.1);
    let any = !track.heights.is_empty();
    let lowest = any.then(|| height(heights().fold(f64::INFINITY, f64::min)));
    let highest = any.then(|| height(heights().fold(f64::NEG_INFINITY, f64::max)));
    let long = length(site, track.length);
    let labels = [highest.as_deref().unwrap_or_default(), lowest.as_deref().unwrap_or_default(), &long];
    let file = |title: &str, name: &str| Link { title: title.to_owned(), url: site.url(&page.address.join(name)) };
    RouteData {
        common: common(site, page, near.collect()),
        with_children: route.with_children,
        climb: track.climb().map(|(up, down)| (height(up), height(down))),
        profile: profile(site.word("route_profile"), &track.heights, labels),
        lowest,
        highest,
        length: long,
        files: vec![file("GPX", files::GPX), file("KML", files::KML)],
    }
}

#[derive(Serialize)]
struct OperatorData {
    #[serde(flatten)]
    common: Common,
}

fn operator_view(press: &Press, id: usize) -> HtmlView<OperatorData> {
    let site = &*press.site;
    let page = &site.pages[id];
    let Details::Operator(operator) = &page.parsed.details else { unreachable!("planned from the operators") };
    let mut html = view(press, id, operator_data);
    let kind = if operator.sort == "guide" { "Service" } else { "LocalBusiness" };
    html.frame = html.frame.with_schema(schema(site, page, kind, Vec::new()));
    html
}

fn operator_data(site: &Site, id: usize) -> OperatorData {
    let page = &site.pages[id];
    let Details::Operator(operator) = &page.parsed.details else { unreachable!("planned from the operators") };
    let mut common = common(site, page, Vec::new());
    let spoken = |code: &&str| site.word(&format!("operator_speaks_{code}")).to_owned();
    let languages: Vec<String> = operator.languages.iter().map(spoken).collect();
    let languages = (!languages.is_empty()).then(|| languages.join(", "));
    let own = [("operator_languages", languages), ("operator_licence", operator.licence.clone())];
    let own = own.into_iter().filter_map(|(key, text)| Some((site.word(key).to_owned(), text?)));
    common.facts.splice(0..0, own);
    OperatorData { common }
}

fn festival_view(press: &Press, id: usize) -> HtmlView<FestivalData> {
    let site = &*press.site;
    let page = &site.pages[id];
    let mut html = view(press, id, festival_data);
    if let Details::Festival(festival) = &page.parsed.details
        && let Some((first, last)) = years(site).find_map(|year| festival.in_year(year))
    {
        let unit = page.meta().units.first().and_then(|code| site.units.get(&code.text));
        let place = unit.map(|unit| unit.full_name.as_str()).or(visit(page).and_then(|visit| visit.address.as_deref()));
        let location = place.map(|name| ("location", json!({"@type": "Place", "name": name, "address": name})));
        let days = [("startDate", first.to_string().into()), ("endDate", last.to_string().into())];
        html.frame = html.frame.with_schema(schema(site, page, "Event", days.into_iter().chain(location).collect()));
    }
    html
}

/// A day of the year in words.
fn when(site: &Site, festival: &Festival) -> Option<String> {
    let (key, day, month) = match festival.when {
        When::Lunar(day, month) => ("festival_lunar", day, month),
        When::Solar(day, month) => ("festival_solar", day, month),
        When::Months(_) => return None,
    };
    Some(site.word(key).replace("{day}", &day.to_string()).replace("{month}", &month.to_string()))
}

fn festival_data(site: &Site, id: usize) -> FestivalData {
    let page = &site.pages[id];
    let Details::Festival(festival) = &page.parsed.details else { unreachable!("planned from the festivals") };
    let dates: Vec<Dates> = years(site)
        .filter_map(|year| {
            let (first, last) = festival.in_year(year)?;
            let last = (last != first).then(|| DateView::new(last, site));
            Some(Dates { year: first.year, first: DateView::new(first, site), last })
        })
        .collect();
    FestivalData {
        common: common(site, page, Vec::new()),
        when: when(site, festival),
        days: festival.days,
        calendar: (!dates.is_empty()).then(|| site.url(&page.address.join(files::ICS))),
        dates,
    }
}
