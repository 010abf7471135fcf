//! Atom feeds (RFC 4287), one a section that has one, and one for the whole portal.

use std::sync::Arc;

use serde::Serialize;
use tera::Context;

use super::Press;
use super::html::Text;
use crate::diagnostics::Diagnostic;
use crate::job::{Job, Recipe, Role};
use crate::render::template::Template;
use crate::site::{Address, Page, Section, Site};
use crate::text::Date;

/// Entries of a feed: enough for a reader that comes by once a week.
const ENTRIES: usize = 20;

static FEED: Recipe<FeedView> = Recipe { name: "feed", run };

/// A section's feed.
pub(super) fn address(section: &Section) -> Address {
    section.address.join("feed.xml")
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for (id, section) in press.site.sections.iter().enumerate() {
        if section.hidden
            || !section.meta().feed
            || super::map_page::is_made_elsewhere(&press.site, &section.address)
            || press.templates.get("feeds/atom.xml").is_none()
        {
            continue;
        }
        let path = address(section).output_path();
        let press = Arc::clone(press);
        jobs.push(Job::new(path, Role::File, &FEED, move || view(&press, id)));
    }
}

#[derive(Serialize)]
struct FeedView {
    template: Template,
    title: String,
    url: String,
    page_url: String,
    updated: String,
    entries: Vec<EntryView>,
}

#[derive(Serialize)]
struct EntryView {
    title: String,
    url: String,
    updated: String,
    summary: Option<String>,
    text: Option<Text>,
}

#[derive(Serialize)]
struct Feed<'a> {
    title: &'a str,
    url: &'a str,
    page_url: &'a str,
    updated: &'a str,
    entries: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    title: &'a str,
    url: &'a str,
    updated: &'a str,
    summary: Option<&'a str>,
    content: String,
}

/// Something that a feed tells of and that is no page of content.
pub(super) struct Event {
    pub title: String,
    pub address: Address,
    pub date: Date,
    pub summary: String,
}

/// Adds the feed of a list that the program makes, newest event first; `page` is the list's own.
pub(super) fn plan_list(
    press: &Arc<Press>,
    jobs: &mut Vec<Job>,
    page: &Address,
    title: &'static str,
    events: impl Fn(&Site) -> Vec<Event> + Send + Sync + 'static,
) {
    if press.templates.get("feeds/atom.xml").is_none() {
        return;
    }
    let (press, page) = (Arc::clone(press), page.clone());
    let feed = page.join("feed.xml");
    jobs.push(Job::new(feed.output_path(), Role::File, &FEED, move || {
        let site = &*press.site;
        let entry = |event: Event| EntryView {
            title: event.title,
            url: site.canonical(&event.address),
            updated: event.date.rfc3339(),
            summary: Some(event.summary),
            text: None,
        };
        let entries: Vec<EntryView> = events(site).into_iter().take(ENTRIES).map(entry).collect();
        FeedView {
            template: press.template("feeds/atom.xml"),
            title: format!("{} – {}", site.word(title), site.title()),
            url: site.canonical(&feed),
            page_url: site.canonical(&page),
            updated: entries.first().map_or_else(|| NEVER.to_owned(), |entry| entry.updated.clone()),
            entries,
        }
    }));
}

/// A feed must say when it changed; one without dated entries has never changed since its beginning.
const NEVER: &str = "1970-01-01T00:00:00Z";

/// When a page last changed, as far as it says.
pub(super) fn changed(page: &Page) -> Option<Date> {
    page.meta().updated.or(page.dated())
}

/// The root's feed tells of all pages; another section's of its own.
fn dated(site: &Site, section: usize) -> Vec<(&Page, Date)> {
    let ids: Box<dyn Iterator<Item = usize>> = if section == 0 {
        Box::new(0..site.pages.len())
    } else {
        Box::new(site.sections[section].pages.iter().copied())
    };
    let mut pages: Vec<(&Page, Date)> = ids
        .filter_map(|id| Some((&*site.pages[id], changed(&site.pages[id])?)))
        // A feed speaks one language.
        .filter(|(page, _)| site.languages.has(&page.address))
        .collect();
    pages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.source.path.cmp(&b.0.source.path)));
    pages.truncate(ENTRIES);
    pages
}

fn view(press: &Press, id: usize) -> FeedView {
    let site = &*press.site;
    let section = &site.sections[id];
    let pages = dated(site, id);
    let updated = pages.first().map_or_else(|| NEVER.to_owned(), |(_, date)| date.rfc3339());
    FeedView {
        template: press.template("feeds/atom.xml"),
        title: if id == 0 { site.title().to_owned() } else { format!("{} – {}", section.meta().title, site.title()) },
        url: site.canonical(&address(section)),
        page_url: site.canonical(&section.address),
        updated,
        entries: pages
            .into_iter()
            .map(|(page, date)| EntryView {
                title: page.meta().title.clone(),
                url: site.canonical(&page.address),
                updated: date.rfc3339(),
                summary: page.meta().description.clone(),
                text: Some(Text::of_page(site, page)),
            })
            .collect(),
    }
}

fn run(view: &FeedView) -> Result<Vec<u8>, Diagnostic> {
    let entries: Result<Vec<Entry>, Diagnostic> = view
        .entries
        .iter()
        .map(|entry| {
            Ok(Entry {
                title: &entry.title,
                url: &entry.url,
                updated: &entry.updated,
                summary: entry.summary.as_deref(),
                content: entry.text.as_ref().map(Text::plain_html).transpose()?.unwrap_or_default(),
            })
        })
        .collect();
    let mut context = Context::new();
    let feed = Feed {
        title: &view.title,
        url: &view.url,
        page_url: &view.page_url,
        updated: &view.updated,
        entries: entries?,
    };
    context.insert("feed", &feed);
    view.template.render(&context, &view.url)
}
