//! Lists of pages: sections and tags, cut into numbered pages.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::frame::{Card, Frame, Link, Schema, cards, home_link, trail};
use super::html::{HtmlView, Text, run};
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Site};

static SECTION: Recipe<HtmlView<ListData>> = Recipe { name: "section", run };
static TAG: Recipe<HtmlView<ListData>> = Recipe { name: "tag", run };
static TAGS: Recipe<HtmlView<TagsData>> = Recipe { name: "tags", run };

/// Which slice of a list a page shows.
#[derive(Clone, Copy)]
pub(super) struct Slice {
    pub(super) number: usize,
    pages: usize,
    paginate_by: usize,
}

impl Slice {
    pub(super) fn of<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        if self.paginate_by == 0 {
            return all;
        }
        let start = ((self.number - 1) * self.paginate_by).min(all.len());
        &all[start..(start + self.paginate_by).min(all.len())]
    }
}

/// The slices of a list of so many entries.
pub(super) fn slices(entries: usize, paginate_by: usize) -> impl Iterator<Item = Slice> {
    let pages = crate::site::list_pages(entries, paginate_by);
    (1..=pages).map(move |number| Slice { number, pages, paginate_by })
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    // The root's list is the home page.
    for (id, section) in press.site.sections.iter().enumerate().skip(1).filter(|(_, section)| !section.hidden) {
        if super::map_page::is_made_elsewhere(&press.site, &section.address)
            || section.is_of("document")
            || section.is_of("system")
        {
            continue;
        }
        for slice in slices(section.pages.len(), section.paginate_by) {
            let path = section.address.numbered(slice.number).output_path();
            let press = Arc::clone(press);
            jobs.push(Job::new(path, Role::Page, &SECTION, move || section_view(&press, id, slice)));
        }
    }
    if press.site.tags.is_empty() {
        return;
    }
    for (id, tag) in press.site.tags.iter().enumerate() {
        for slice in slices(tag.pages.len(), press.site.config.paginate_by) {
            let path = tag.address.numbered(slice.number).output_path();
            let press = Arc::clone(press);
            jobs.push(Job::new(path, Role::Page, &TAG, move || tag_view(&press, id, slice)));
        }
    }
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::tags().output_path(), Role::Page, &TAGS, move || tags_view(&shared)));
}

#[derive(Serialize)]
struct ListData {
    list: List,
}

#[derive(Serialize)]
struct List {
    cards: Vec<Card>,
    subsections: Vec<Card>,
    pager: Pager,
}

#[derive(Serialize)]
pub(super) struct Pager {
    number: usize,
    pages: usize,
    previous: Option<String>,
    next: Option<String>,
    items: Vec<PagerItem>,
}

#[derive(Serialize)]
struct PagerItem {
    number: usize,
    url: String,
}

/// Pages of a list that are linked around the current one, besides the first and the last.
const PAGER_REACH: usize = 2;

impl Pager {
    pub(super) fn new(site: &Site, address: &Address, slice: Slice) -> Self {
        let url = |number: usize| site.url(&address.numbered(number));
        let near =
            |number: &usize| number.abs_diff(slice.number) <= PAGER_REACH || *number == 1 || *number == slice.pages;
        Self {
            number: slice.number,
            pages: slice.pages,
            previous: (slice.number > 1).then(|| url(slice.number - 1)),
            next: (slice.number < slice.pages).then(|| url(slice.number + 1)),
            items: (1..=slice.pages).filter(near).map(|number| PagerItem { number, url: url(number) }).collect(),
        }
    }
}

fn section_view(press: &Press, id: usize, slice: Slice) -> HtmlView<ListData> {
    let site = &*press.site;
    let section = &site.sections[id];
    let template = section.meta().template.as_ref().map_or("lists/section.html", |template| &template.text);
    let feed = section.meta().feed.then(|| site.url(&super::feeds::address(section)));
    let first = slice.number == 1;
    HtmlView {
        template: press.template(template),
        frame: Frame::new(
            press,
            &section.meta().title,
            &section.address.numbered(slice.number),
            "section",
            trail(site, section.parent.unwrap_or(0)),
        )
        .described(section.meta().description.as_deref())
        .with_feed(feed)
        .with_schema(Schema {
            kind: "CollectionPage",
            modified: section.meta().updated.map(|date| date.to_string()),
            ..Schema::default()
        }),
        text: if first { Text::of_section(site, section) } else { None },
        map: None,
        data: ListData {
            list: List {
                cards: cards(site, slice.of(&section.pages).iter().copied()),
                subsections: if first {
                    section.subsections.iter().map(|&id| Card::of_section(site, &site.sections[id])).collect()
                } else {
                    Vec::new()
                },
                pager: Pager::new(site, &section.address, slice),
            },
        },
    }
}

fn tag_view(press: &Press, id: usize, slice: Slice) -> HtmlView<ListData> {
    let site = &*press.site;
    let tag = &site.tags[id];
    let mut ancestors = home_link(site);
    ancestors.push(Link { title: site.word("tags").to_owned(), url: site.url(&Address::tags()) });
    HtmlView {
        template: press.template("lists/tag.html"),
        frame: Frame::new(press, &tag.title, &tag.address.numbered(slice.number), "tag", ancestors)
            .with_schema(Schema { kind: "CollectionPage", ..Schema::default() }),
        text: None,
        map: None,
        data: ListData {
            list: List {
                cards: cards(site, slice.of(&tag.pages).iter().copied()),
                subsections: Vec::new(),
                pager: Pager::new(site, &tag.address, slice),
            },
        },
    }
}

#[derive(Serialize)]
struct TagsData {
    tags: Vec<TagEntry>,
}

#[derive(Serialize)]
struct TagEntry {
    title: String,
    url: String,
    count: usize,
}

fn tags_view(press: &Press) -> HtmlView<TagsData> {
    let site = &*press.site;
    let tags = site
        .tags
        .iter()
        .map(|tag| TagEntry { title: tag.title.clone(), url: site.url(&tag.address), count: tag.pages.len() })
        .collect();
    HtmlView {
        template: press.template("lists/tags.html"),
        frame: Frame::new(press, site.word("tags"), &Address::tags(), "tags", home_link(site)),
        text: None,
        map: None,
        data: TagsData { tags },
    }
}
