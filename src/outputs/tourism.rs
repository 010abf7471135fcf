//! Where to go: the page that helps to choose, the pages of places, routes and festivals, and their files.

mod feed;
mod files;
mod itineraries;
mod pages;

use std::sync::Arc;

use serde::Serialize;

use super::frame::{Frame, Link, Schema, home_link};
use super::html::{HtmlView, Text, run};
use super::pages::unit_link;
use super::{Press, maps};
use crate::domain::Details;
use crate::geo::Coord;
use crate::job::{Job, Recipe, Role};
use crate::render::chart::{WheelMonth, wheel};
use crate::render::map::MapPoint;
use crate::site::tourism::visit;
use crate::site::{Address, Page, Site};
use crate::text::sort_key;

static TOURISM: Recipe<HtmlView<Discovery>> = Recipe { name: "tourism", run };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if press.site.tourism.is_empty() {
        return;
    }
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::tourism().output_path(), Role::Page, &TOURISM, move || discovery(&shared)));
    pages::plan(press, jobs);
    itineraries::plan(press, jobs);
    feed::plan(press, jobs);
    files::plan(press, jobs);
}

/// What helps to choose.
#[derive(Serialize)]
struct Discovery {
    wheel: String,
    months: Vec<MonthView>,
    /// What is good in every month.
    always: Vec<Item>,
    children: Vec<Item>,
    rainy: Vec<Item>,
    routes: Vec<Item>,
    itineraries: Vec<Item>,
    operators: Vec<Item>,
    /// Tours of 360° photos.
    tours: Vec<Item>,
    communes: Vec<(Link, Vec<Item>)>,
    feed: String,
    /// The same in schema.org's words.
    linked_feed: String,
    sample: bool,
}

#[derive(Serialize)]
struct MonthView {
    id: String,
    name: String,
    items: Vec<Item>,
}

/// A page in a list.
#[derive(Clone, Serialize)]
pub(super) struct Item {
    title: String,
    url: String,
    /// What it is, in a word or two.
    sort: String,
    description: Option<String>,
    sample: bool,
}

impl Item {
    /// Whether it is made up.
    pub(super) fn is_sample(&self) -> bool {
        self.sample
    }
}

/// The years for which days of festivals are told: five, from the latest that any page was confirmed or changed in. The
/// pages then say the same whenever they are made.
fn years(site: &Site) -> std::ops::Range<u16> {
    let confirmed = site.pages.iter().filter_map(|page| visit(page)?.confirmed);
    let first = confirmed.chain(site.updated).max().map_or(2026, |day| day.year);
    first..first.saturating_add(5)
}

/// The months in which a page is worth a visit; none for every month.
fn months(site: &Site, page: &Page) -> Vec<u8> {
    match &page.parsed.details {
        Details::Place(place) => place.months.clone(),
        Details::Route(route) => route.months.clone(),
        Details::Itinerary(itinerary) => itinerary.months.clone(),
        Details::Festival(festival) => festival.months(years(site)),
        _ => Vec::new(),
    }
}

/// The word for what a page is about.
fn sort(site: &Site, page: &Page) -> String {
    let key = match &page.parsed.details {
        Details::Place(place) => format!("place_{}", place.sort.replace('-', "_")),
        Details::Route(route) => format!("route_{}", route.mode),
        Details::Itinerary(itinerary) if itinerary.days.len() == 1 => "itinerary_day".to_owned(),
        Details::Itinerary(itinerary) => {
            return site.word("itinerary_days").replace("{n}", &itinerary.days.len().to_string());
        }
        Details::Operator(operator) => format!("operator_{}", operator.sort.replace('-', "_")),
        Details::Panorama(_) => "tour_kicker".to_owned(),
        _ => "festival".to_owned(),
    };
    site.word(&key).to_owned()
}

pub(super) fn item(site: &Site, id: usize) -> Item {
    let page = &site.pages[id];
    Item {
        title: page.meta().title.clone(),
        url: site.url(&page.address),
        sort: sort(site, page),
        description: page.meta().description.clone(),
        sample: page.meta().sample,
    }
}

/// Whether a page tells of somewhere to go.
pub(super) fn is_listed(page: &Page) -> bool {
    visit(page).is_some()
}

/// Pages about where to go in a unit.
pub(super) fn ids_of_unit(site: &Site, code: &str) -> Vec<usize> {
    let ids = site.unit_mentions.get(code).into_iter().flatten().copied();
    ids.filter(|&id| is_listed(&site.pages[id])).collect()
}

/// The same as a list.
pub(super) fn of_unit(site: &Site, code: &str) -> Vec<Item> {
    ids_of_unit(site, code).into_iter().map(|id| item(site, id)).collect()
}

/// Where a place is.
pub(super) fn position(page: &Page) -> Option<Coord> {
    match &page.parsed.details {
        Details::Place(place) => place.position.map(|(x, y)| Coord { x, y }),
        _ => None,
    }
}

/// A place as a dot that leads to its page.
pub(super) fn dot(site: &Site, id: usize) -> Option<MapPoint> {
    let page = &site.pages[id];
    let at = position(page)?;
    let (title, link) = (page.meta().title.clone(), Some(site.url(&page.address)));
    Some(MapPoint { lon: at.x, lat: at.y, class: "point", title, link, number: None })
}

fn month_name(site: &Site, month: u8) -> String {
    site.word("tourism_month").replace("{month}", &month.to_string())
}

fn discovery(press: &Press) -> HtmlView<Discovery> {
    let site = &*press.site;
    let section = site.sections.iter().find(|section| section.address == Address::tourism());
    let title = section.map_or_else(|| site.word("tourism_title").to_owned(), |section| section.meta().title.clone());
    let tourism = &site.tourism;
    let routes: Vec<usize> = tourism.routes.iter().map(|route| route.page).collect();
    let itineraries: Vec<usize> = tourism.itineraries.iter().map(|itinerary| itinerary.page).collect();
    let tours = tours(site);
    let items = |ids: &[usize]| -> Vec<Item> { ids.iter().map(|&id| item(site, id)).collect() };
    let all: Vec<usize> =
        tourism.festivals.iter().chain(&tourism.places).chain(&routes).chain(&itineraries).copied().collect();
    let with = |good: &dyn Fn(&Details) -> bool| -> Vec<Item> {
        all.iter().filter(|&&id| good(&site.pages[id].parsed.details)).map(|&id| item(site, id)).collect()
    };
    let by_month: Vec<(usize, Vec<u8>)> = all.iter().map(|&id| (id, months(site, &site.pages[id]))).collect();
    let months: Vec<MonthView> = (1..=12)
        .map(|month| MonthView {
            id: format!("thang-{month}"),
            name: month_name(site, month),
            items: by_month.iter().filter(|(_, own)| own.contains(&month)).map(|(id, _)| item(site, *id)).collect(),
        })
        .collect();
    let spokes: Vec<WheelMonth> = months
        .iter()
        .zip(1..)
        .map(|(month, number): (&MonthView, u8)| WheelMonth {
            name: number.to_string(),
            label: format!("{}: {}", month.name, month.items.len()),
            id: month.id.clone(),
            count: month.items.len(),
        })
        .collect();
    HtmlView {
        template: press.template("lists/tourism.html"),
        frame: Frame::new(press, &title, &Address::tourism(), "tourism", home_link(site))
            .described(section.and_then(|section| section.meta().description.as_deref()))
            .with_schema(Schema { kind: "CollectionPage", ..Schema::default() }),
        text: section.and_then(|section| Text::of_section(site, section)),
        map: maps::places(
            press,
            site.word("tourism_map").to_owned(),
            tourism.places.iter().filter_map(|&id| dot(site, id)).collect(),
        ),
        data: Discovery {
            wheel: wheel(site.word("tourism_wheel"), &spokes),
            months,
            always: by_month.iter().filter(|(_, own)| own.is_empty()).map(|(id, _)| item(site, *id)).collect(),
            children: with(&|details| match details {
                Details::Place(place) => place.with_children,
                Details::Route(route) => route.with_children,
                Details::Itinerary(itinerary) => itinerary.with_children,
                _ => false,
            }),
            rainy: with(&|details| matches!(details, Details::Place(place) if place.rainy_day)),
            routes: items(&routes),
            itineraries: items(&itineraries),
            operators: items(&tourism.operators),
            tours: items(&tours),
            communes: communes(site, &all),
            feed: site.url(&feed::address()),
            linked_feed: site.url(&feed::linked_address()),
            sample: site.config.sample || all.iter().chain(&tours).any(|&id| site.pages[id].meta().sample),
        },
    }
}

/// Pages about tours of 360° photos, by the alphabet.
fn tours(site: &Site) -> Vec<usize> {
    let is_tour = |id: &usize| matches!(site.pages[*id].parsed.details, Details::Panorama(_));
    let mut tours: Vec<usize> = (0..site.pages.len()).filter(is_tour).collect();
    tours.sort_by_cached_key(|&id| sort_key(&site.pages[id].meta().title));
    tours
}

/// Units that pages name, by the alphabet, each with its pages.
fn communes(site: &Site, all: &[usize]) -> Vec<(Link, Vec<Item>)> {
    let mut codes: Vec<&str> =
        all.iter().flat_map(|&id| &site.pages[id].meta().units).map(|code| code.text.as_str()).collect();
    codes.sort_by_cached_key(|code| (site.units.get(code).map(|unit| sort_key(&unit.name)), *code));
    codes.dedup();
    let of_unit = |code: &str| {
        let names = |id: &&usize| site.pages[**id].meta().units.iter().any(|unit| unit.text == code);
        all.iter().filter(names).map(|&id| item(site, id)).collect()
    };
    codes.into_iter().filter_map(|code| Some((unit_link(site, code)?, of_unit(code)))).collect()
}
