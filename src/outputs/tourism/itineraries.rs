//! The pages of itineraries: day by day, each stop with the way from the one before.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::pages::{Common, common, length, schema};
use super::{Item, dot, item, position};
use crate::domain::Details;
use crate::domain::itinerary::Stop;
use crate::job::{Job, Recipe, Role};
use crate::outputs::html::{HtmlView, run};
use crate::outputs::pages::view;
use crate::outputs::{Press, maps};
use crate::render::map::MapPoint;
use crate::site::Site;
use crate::site::tourism::{Itinerary, metres};

static ITINERARY: Recipe<HtmlView<ItineraryData>> = Recipe { name: "itinerary", run };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for (at, itinerary) in press.site.tourism.itineraries.iter().enumerate() {
        let path = press.site.pages[itinerary.page].address.output_path();
        let shared = Arc::clone(press);
        jobs.push(Job::new(path, Role::Page, &ITINERARY, move || itinerary_view(&shared, at)));
    }
}

#[derive(Serialize)]
struct ItineraryData {
    #[serde(flatten)]
    common: Common,
    with_children: bool,
    days: Vec<DayView>,
}

#[derive(Serialize)]
struct DayView {
    title: Option<String>,
    stops: Vec<StopView>,
}

#[derive(Serialize)]
struct StopView {
    time: Option<String>,
    /// The page; none for what is no page.
    item: Option<Item>,
    title: Option<String>,
    note: Option<String>,
    /// As the crow flies from the last stop of the day that has a place.
    distance: Option<String>,
}

fn itinerary_view(press: &Press, at: usize) -> HtmlView<ItineraryData> {
    let site = &*press.site;
    let itinerary = &site.tourism.itineraries[at];
    let page = &site.pages[itinerary.page];
    let mut html = view(press, itinerary.page, itinerary_data);
    let pages = || itinerary.days.iter().flatten().flatten().copied();
    // A place that is come to twice is one dot.
    let mut dots: Vec<MapPoint> = Vec::new();
    for dot in pages().filter_map(|id| dot(site, id)) {
        if dots.iter().all(|other| other.link != dot.link) {
            dots.push(dot);
        }
    }
    html.map = maps::places(press, page.meta().title.clone(), dots);
    let listed = |(at, id): (usize, usize)| {
        let stop = &site.pages[id];
        json!({"@type": "ListItem", "position": at + 1, "name": stop.meta().title, "url": site.canonical(&stop.address)})
    };
    let stops: Vec<_> = pages().enumerate().map(listed).collect();
    let more = vec![("itinerary", json!({"@type": "ItemList", "itemListElement": stops}))];
    html.frame = html.frame.with_schema(schema(site, page, "TouristTrip", more));
    html
}

fn itinerary_data(site: &Site, id: usize) -> ItineraryData {
    let page = &site.pages[id];
    let found = site.tourism.itineraries.iter().find(|itinerary| itinerary.page == id);
    let (Some(Itinerary { days, .. }), Details::Itinerary(typed)) = (found, &page.parsed.details) else {
        unreachable!("planned from the itineraries")
    };
    let day = |(typed, pages): (&crate::domain::itinerary::Day, &Vec<Option<usize>>)| {
        let mut last = None;
        let stop = |(stop, page): (&Stop, &Option<usize>)| {
            let at = page.and_then(|id| position(&site.pages[id]));
            let distance = last.zip(at).map(|(from, to)| length(site, metres(from, to)));
            last = at.or(last);
            StopView {
                time: stop.time.clone(),
                item: page.map(|id| item(site, id)),
                title: stop.title.clone(),
                note: stop.note.clone(),
                distance,
            }
        };
        DayView { title: typed.title.clone(), stops: typed.stops.iter().zip(pages).map(stop).collect() }
    };
    ItineraryData {
        common: common(site, page, Vec::new()),
        with_children: typed.with_children,
        days: typed.days.iter().zip(days).map(day).collect(),
    }
}
