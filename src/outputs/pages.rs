//! Pages from markdown: articles, and what pages of all kinds have in common with them.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::frame::{Card, DateView, FileLink, Frame, Link, Schema, Twin, cards, trail};
use super::html::{HtmlView, Text, run};
use crate::domain::Details;
use crate::fields::Node;
use crate::job::{Job, Recipe, Role};
use crate::markdown::{Heading, Picture};
use crate::site::{Page, Site};
use crate::text::{self, Date};

static ARTICLE: Recipe<HtmlView<ArticleData>> = Recipe { name: "article", run };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    of_kind(
        press,
        jobs,
        &ARTICLE,
        |details| matches!(details, Details::Article),
        |site, id| article(site, &site.pages[id]),
    );
}

/// Adds the pages of a kind. (Text about a unit is part of the unit's page.)
pub(super) fn of_kind<D: Serialize + Send + 'static>(
    press: &Arc<Press>,
    jobs: &mut Vec<Job>,
    recipe: &'static Recipe<HtmlView<D>>,
    is: fn(&Details) -> bool,
    data: fn(&Site, usize) -> D,
) {
    for (id, page) in press.site.pages.iter().enumerate().filter(|(_, page)| is(&page.parsed.details)) {
        let path = page.address.output_path();
        let press = Arc::clone(press);
        jobs.push(Job::new(path, Role::Page, recipe, move || view(&press, id, data)));
    }
}

pub(super) fn view<D>(press: &Press, id: usize, data: fn(&Site, usize) -> D) -> HtmlView<D> {
    let site = &*press.site;
    let page = &site.pages[id];
    let section = &site.sections[page.section];
    let own = page.meta().template.as_ref().or(section.meta().page_template.as_ref());
    let template = own.map_or(page.parsed.kind.template, |template| &template.text);
    HtmlView {
        template: press.template(template),
        frame: frame(press, page),
        text: Some(Text::of_page(site, page)),
        map: None,
        data: data(site, id),
    }
}

fn frame(press: &Press, page: &Page) -> Frame {
    let site = &*press.site;
    let meta = page.meta();
    let kind = match &page.parsed.details {
        Details::Document(_) => "Legislation",
        // schema.org has no plan; a report of a public body comes nearest.
        Details::Plan(_) => "Report",
        _ if meta.date.is_some() => "NewsArticle",
        _ => "WebPage",
    };
    let mut more = Vec::new();
    if kind == "NewsArticle" || kind == "Report" {
        more.push(("headline", meta.title.as_str().into()));
    }
    if let Details::Document(document) = &page.parsed.details {
        more.push(("legislationIdentifier", document.number.as_str().into()));
        if let Some(issued) = document.issued {
            more.push(("legislationDate", issued.to_string().into()));
        }
    }
    let frame = Frame::new(press, &meta.title, &page.address, page.parsed.kind.name, trail(site, page.section))
        .described(meta.description.as_deref())
        .with_card(&page.address, site)
        .with_image(page.shown.image, meta.image_alt.as_deref(), site)
        .with_schema(Schema {
            kind,
            published: meta.date.map(|date| date.to_string()),
            modified: meta.updated.map(|date| date.to_string()),
            authors: meta.authors.clone(),
            more,
        });
    match &page.parsed.details {
        Details::Article
        | Details::Product(_)
        | Details::Unit(_)
        | Details::Place(_)
        | Details::Route(_)
        | Details::Festival(_)
        | Details::Itinerary(_)
        | Details::Operator(_)
        | Details::Panorama(_) => frame,
        _ => frame.with_data(changed(page), Twin::of(site, &page.address, &["json"]), site),
    }
}

/// When a page was last changed.
pub(super) fn changed(page: &Page) -> Option<Date> {
    page.meta().updated.or(page.meta().date)
}

/// What the article template sees, and plans and documents too.
#[derive(Serialize)]
pub(super) struct ArticleData {
    toc: Vec<Heading>,
    pub article: Article,
}

#[derive(Serialize)]
pub(super) struct Article {
    date: Option<DateView>,
    updated: Option<DateView>,
    authors: Vec<String>,
    tags: Vec<Link>,
    credit: Option<String>,
    picture: Option<Picture>,
    sample: bool,
    source: Option<SourceView>,
    related: Vec<Card>,
    previous: Option<Card>,
    next: Option<Card>,
    units: Vec<Link>,
    files: Vec<FileLink>,
    /// Its words as they are read over a loudspeaker.
    loudspeaker: Option<String>,
    extra: Option<Node>,
}

#[derive(Serialize)]
pub(super) struct SourceView {
    title: String,
    url: Option<String>,
    published: Option<DateView>,
    note: Option<String>,
}

/// Headings from which a table of contents is worth its room.
const TOC_FROM: usize = 3;

pub(super) fn article(site: &Site, page: &Page) -> ArticleData {
    let meta = page.meta();
    let headings = &page.parsed.body.scan.headings;
    let toc = match meta.toc {
        Some(false) => Vec::new(),
        None if headings.len() < TOC_FROM => Vec::new(),
        _ => headings.iter().filter(|heading| heading.level <= 3).cloned().collect(),
    };
    let card = |id: Option<usize>| id.map(|id| Card::of_page(site, &site.pages[id]));
    ArticleData {
        toc,
        article: Article {
            date: DateView::maybe(meta.date, site),
            updated: DateView::maybe(meta.updated, site),
            authors: meta.authors.clone(),
            tags: meta
                .tags
                .iter()
                .map(|tag| Link {
                    title: tag.text.clone(),
                    url: site.url(&crate::site::Address::tag(&text::slug(&tag.text))),
                })
                .collect(),
            credit: meta.credit.clone(),
            picture: page.shown.image.and_then(|id| super::pictures::picture(site, id)),
            sample: meta.sample,
            source: meta.source.as_ref().map(|source| SourceView {
                title: source.title.clone(),
                url: source.url.as_ref().map(|url| url.text.clone()),
                published: DateView::maybe(source.published, site),
                note: source.note.clone(),
            }),
            related: cards(site, page.related.iter().copied()),
            previous: card(page.previous),
            next: card(page.next),
            units: meta.units.iter().filter_map(|code| unit_link(site, &code.text)).collect(),
            files: files(site, page),
            loudspeaker: page.loudspeaker().map(|address| site.url(&address)),
            extra: meta.extra.clone(),
        },
    }
}

/// A link to a unit by its code.
pub(super) fn unit_link(site: &Site, code: &str) -> Option<Link> {
    site.units.get(code).map(|unit| super::maps::unit_link(site, unit))
}

/// Files of the page's own folder that are no pictures: those stand in the text.
fn files(site: &Site, page: &Page) -> Vec<FileLink> {
    const PICTURES: [&str; 7] = ["jpg", "jpeg", "png", "webp", "avif", "gif", "svg"];
    let Some(folder) = page.own_folder() else { return Vec::new() };
    site.attachments_in(folder)
        .filter_map(|attachment| {
            let name = attachment.file.path.strip_prefix(folder)?;
            let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
            (!name.contains('/') && !PICTURES.contains(&ending.as_str()))
                .then(|| FileLink::new(site, name, &attachment.address, attachment.file.len))
        })
        .collect()
}
