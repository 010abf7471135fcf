//! The home page.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::frame::{Card, Frame, Link, Schema, cards};
use super::html::{HtmlView, Text, run};
use super::maps;
use super::names::Finder;
use crate::domain::Details;
use crate::domain::unit::Level;
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Page, Site};

static HOME: Recipe<HtmlView<HomeData>> = Recipe { name: "home", run };

/// Entries of each list on the home page.
const SHOWN: usize = 6;

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let shared = Arc::clone(press);
    // A page of the site's own may take the home address (`content/index.md`).
    if !press.site.pages.iter().any(|page| page.address == Address::home()) {
        jobs.push(Job::new(Address::home().output_path(), Role::Page, &HOME, move || view(&shared)));
    }
}

#[derive(Serialize)]
struct HomeData {
    news: Vec<Card>,
    plans: Vec<Card>,
    documents: Vec<Card>,
    sections: Vec<Card>,
    provinces: Vec<Link>,
    counts: Counts,
    find: Finder,
    more: More,
    list: Vec<Card>,
}

/// Where each list of the home page goes on.
#[derive(Serialize)]
struct More {
    news: Option<Link>,
    plans: Option<Link>,
    documents: Option<Link>,
}

#[derive(Serialize)]
struct Counts {
    provinces: usize,
    communes: usize,
    plans: usize,
    targets: usize,
    documents: usize,
}

fn view(press: &Press) -> HtmlView<HomeData> {
    let site = &*press.site;
    let root = &site.sections[0];
    let template = root.meta().template.as_ref().map_or("home.html", |template| &template.text);
    let of_kind =
        |kind: fn(&Page) -> bool| -> Vec<usize> { (0..site.pages.len()).filter(|&id| kind(&site.pages[id])).collect() };
    let news =
        newest(site, of_kind(|page| matches!(page.parsed.details, Details::Article) && page.meta().date.is_some()));
    let documents = newest(site, of_kind(|page| matches!(page.parsed.details, Details::Document(_))));
    let plans = in_section_order(site, of_kind(|page| matches!(page.parsed.details, Details::Plan(_))));
    let targets = site.pages.iter().map(|page| match &page.parsed.details {
        Details::Plan(plan) => plan.targets.len(),
        _ => 0,
    });
    let counts = Counts {
        provinces: site.units.count(Level::Province),
        communes: site.units.count(Level::Commune),
        plans: plans.len(),
        targets: targets.sum(),
        documents: documents.len(),
    };
    let more = More {
        news: section_of(site, &news),
        plans: section_of(site, &plans),
        documents: section_of(site, &documents),
    };
    HtmlView {
        template: press.template(template),
        frame: Frame::new(press, site.title(), &Address::home(), "home", Vec::new())
            .described(site.config.description.as_deref().or(root.meta().description.as_deref()))
            .with_feed(root.meta().feed.then(|| site.url(&super::feeds::address(root))))
            .with_schema(Schema {
                kind: "WebSite",
                modified: site.updated.map(|date| date.to_string()),
                ..Schema::default()
            }),
        text: Text::of_section(site, root),
        map: maps::national(press),
        data: HomeData {
            news: cards(site, news.into_iter().take(SHOWN)),
            plans: cards(site, plans.into_iter().take(SHOWN)),
            documents: cards(site, documents.into_iter().take(SHOWN)),
            sections: root.subsections.iter().map(|&id| Card::of_section(site, &site.sections[id])).collect(),
            provinces: site
                .units
                .provinces()
                .map(|unit| Link { title: unit.name.clone(), url: site.url(&site.unit_address(unit)) })
                .collect(),
            counts,
            find: Finder::new(site),
            more,
            list: cards(site, root.pages.iter().copied().take(site.config.paginate_by.max(SHOWN))),
        },
    }
}

/// The section that the first of some pages lies in.
fn section_of(site: &Site, pages: &[usize]) -> Option<Link> {
    let section = &site.sections[site.pages[*pages.first()?].section];
    Some(Link { title: section.meta().title.clone(), url: site.url(&section.address) })
}

/// Newest first; what has no date comes last.
fn newest(site: &Site, mut ids: Vec<usize>) -> Vec<usize> {
    ids.sort_by_key(|&id| (std::cmp::Reverse(site.pages[id].dated()), id));
    ids
}

/// In the order that their sections give them.
fn in_section_order(site: &Site, mut ids: Vec<usize>) -> Vec<usize> {
    let position = |id: usize| {
        let section = site.pages[id].section;
        (section, site.sections[section].pages.iter().position(|&page| page == id))
    };
    ids.sort_by_cached_key(|&id| position(id));
    ids
}
