//! `to-gap/` below a commune's page: a leaflet of A4 in three folds, with where to go and what to buy, to be printed on both sides.
//!
//! It is a page of its own with a style for paper: every browser prints it, or saves it as PDF, with the portal's fonts and
//! letters (docs/decisions/0006-leaflets.md). A panel has room for so much: what is more is on the page that the code leads to.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Value};

use super::frame::{Frame, Link, unit_trail};
use super::html::{HtmlView, run_with};
use super::maps::{self, unit_link};
use super::tourism::{self, Item};
use super::{Press, pictures, products};
use crate::diagnostics::Diagnostic;
use crate::domain::Details;
use crate::domain::unit::{Level, Unit};
use crate::job::{Job, Recipe, Role};
use crate::markdown::Picture;
use crate::render::map::MapPoint;
use crate::render::qr::qr;
use crate::site::{Address, Page, Site};
use crate::text::without_scheme;

static BROCHURE: Recipe<HtmlView<Brochure>> = Recipe { name: "brochure", run: run_brochure };

/// What a panel of 99 by 210 mm has room for.
const PLACES: usize = 5;
const TRIPS: usize = 3;
const FESTIVALS: usize = 3;
const OPERATORS: usize = 2;
const PRODUCTS: usize = 6;

#[derive(Serialize)]
struct Brochure {
    unit: Link,
    province: Option<Link>,
    lead: Option<String>,
    photo: Option<Photo>,
    places: Vec<Entry>,
    trips: Vec<Entry>,
    festivals: Vec<Entry>,
    operators: Vec<Entry>,
    products: Vec<products::ProductView>,
    /// Whether anything on it is made up.
    sample: bool,
    /// What the code leads to.
    target: String,
    /// The same as one would type it.
    shown: String,
}

/// A line of a panel.
#[derive(Serialize)]
struct Entry {
    #[serde(flatten)]
    item: Item,
    /// What it has on the map.
    number: Option<usize>,
}

#[derive(Serialize)]
struct Photo {
    picture: Picture,
    alt: String,
    credit: Option<String>,
}

/// The leaflet of a commune that has anything to go to or to buy.
pub(super) fn address(site: &Site, unit: &Unit) -> Option<Address> {
    let any = || !tourism::ids_of_unit(site, &unit.code).is_empty() || products::any_of_unit(site, &unit.code);
    (unit.level == Level::Commune && any()).then(|| site.unit_address(unit).brochure())
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for unit in press.site.units.iter() {
        let Some(address) = address(&press.site, unit) else { continue };
        let (press, code) = (Arc::clone(press), Arc::clone(&unit.code));
        jobs.push(Job::new(address.output_path(), Role::Page, &BROCHURE, move || view(&press, &code)));
    }
}

fn view(press: &Press, code: &str) -> HtmlView<Brochure> {
    let site = &*press.site;
    let unit = site.units.get(code).expect("planned from the units");
    let province = site.units.parent_of(unit).map(|province| unit_link(site, province));
    let page = site.unit_address(unit);
    let mut way = unit_trail(site, unit);
    way.push(unit_link(site, unit));
    let ids = tourism::ids_of_unit(site, code);
    let is_place = |details: &Details| matches!(details, Details::Place(_));
    let of = |most: usize, is: fn(&Details) -> bool| {
        ids.iter().copied().filter(move |&id| is(&site.pages[id].parsed.details)).take(most)
    };
    let mut dots: Vec<(usize, MapPoint)> = ids.iter().filter_map(|&id| Some((id, tourism::dot(site, id)?))).collect();
    // The places of the panel that have a place on the map carry its number there.
    let on_map = of(PLACES, is_place).filter(|id| dots.iter().any(|(dot, _)| dot == id));
    let numbers: HashMap<usize, usize> = on_map.zip(1..).collect();
    for (id, dot) in &mut dots {
        dot.number = numbers.get(id).copied();
    }
    let entries = |ids: &mut dyn Iterator<Item = usize>| -> Vec<Entry> {
        ids.map(|id| Entry { item: tourism::item(site, id), number: numbers.get(&id).copied() }).collect()
    };
    let mut products = products::of_unit(site, code);
    products.truncate(PRODUCTS);
    let places = entries(&mut of(PLACES, is_place));
    let trips = entries(&mut of(TRIPS, |details| matches!(details, Details::Route(_) | Details::Itinerary(_))));
    let festivals = entries(&mut of(FESTIVALS, |details| matches!(details, Details::Festival(_))));
    let operators = entries(&mut of(OPERATORS, |details| matches!(details, Details::Operator(_))));
    let made_up = [&places, &trips, &festivals, &operators].into_iter().flatten().any(|entry| entry.item.is_sample());
    let text = site.unit_texts.get(&unit.code).map(|&id| site.pages[id].meta());
    let whole = site.canonical(&page);
    // Numbers lie over other dots.
    dots.sort_by_key(|(_, dot)| dot.number.is_some());
    let dots = dots.into_iter().map(|(_, dot)| dot).collect();
    let title = site.word("brochure_title").replace("{name}", &unit.full_name);
    HtmlView {
        template: press.template("kinds/brochure.html"),
        frame: Frame::new(press, &title, &page.brochure(), "brochure", way).not_indexed(),
        text: None,
        map: maps::places(press, unit.full_name.clone(), dots).or_else(|| maps::commune(press, unit)),
        data: Brochure {
            unit: unit_link(site, unit),
            province,
            lead: text.and_then(|meta| meta.description.clone()),
            photo: ids.iter().find_map(|&id| photo(site, &site.pages[id])),
            sample: site.config.sample || made_up || products.iter().any(products::ProductView::is_sample),
            places,
            trips,
            festivals,
            operators,
            products,
            shown: without_scheme(&whole).trim_end_matches('/').to_owned(),
            target: whole,
        },
    }
}

fn photo(site: &Site, page: &Page) -> Option<Photo> {
    let meta = page.meta();
    Some(Photo {
        picture: pictures::picture(site, page.shown.image?)?,
        alt: meta.image_alt.clone().unwrap_or_default(),
        credit: meta.credit.clone(),
    })
}

/// The code is drawn when the sheet is made: its address says all about it.
fn run_brochure(view: &HtmlView<Brochure>) -> Result<Vec<u8>, Diagnostic> {
    run_with(view, |context: &mut Context| {
        let code = qr(&view.data.target, &view.data.target).unwrap_or_default();
        context.insert_value("code", Value::safe_string(&code));
    })
}
