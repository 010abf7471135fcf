//! Legal documents: the page of each, the list of a section with its search, and the shelves by issuer, form and year.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::frame::{Card, DateView, FileLink, Frame, Link, Schema, Twin, cards, trail};
use super::html::{HtmlView, Text, run};
use super::open_data::{Record, Sheet, json, latest, table, twin};
use super::pages::{ArticleData, article, changed, of_kind};
use crate::domain::document::Document;
use crate::domain::{Details, Signatory};
use crate::fields::Spanned;
use crate::job::{Job, Recipe, Role};
use crate::site::shelves::{By, Shelf, document_of};
use crate::site::{Page, Site};

static DOCUMENT: Recipe<HtmlView<DocumentData>> = Recipe { name: "document", run };
static DOCUMENT_JSON: Recipe<Record<DocumentRecord>> = Recipe { name: "document json", run: json };
static DOCUMENTS: Recipe<HtmlView<DocumentsData>> = Recipe { name: "documents", run };
static DOCUMENTS_JSON: Recipe<Record<All>> = Recipe { name: "documents json", run: json };

/// Documents on a section's own list; older ones are on the shelves of their years.
const LISTED: usize = 500;

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let site = &press.site;
    of_kind(press, jobs, &DOCUMENT, |details| matches!(details, Details::Document(_)), document_data);
    for (id, page) in site.pages.iter().enumerate().filter(|(_, page)| document_of(page).is_some()) {
        twin(jobs, press, &page.address, &DOCUMENT_JSON, move |site| {
            (changed(&site.pages[id]), document_record(site, &site.pages[id]))
        });
    }
    for (id, section) in site.sections.iter().enumerate().skip(1) {
        if section.hidden || !section.is_of("document") {
            continue;
        }
        let shared = Arc::clone(press);
        jobs.push(Job::new(section.address.output_path(), Role::Page, &DOCUMENTS, move || {
            list_view(&shared, id, None)
        }));
        twin(jobs, press, &section.address, &DOCUMENTS_JSON, move |site| {
            let pages = documents_of(site, &site.sections[id].pages);
            let days = pages.iter().map(|page| changed(page));
            (latest(days), All { documents: pages.iter().map(|page| document_record(site, page)).collect() })
        });
        table(jobs, press, &section.address, move |site| sheet(site, id));
    }
    for (at, shelf) in site.shelves.iter().enumerate() {
        let (path, id) = (shelf.address.output_path(), shelf.section);
        let press = Arc::clone(press);
        jobs.push(Job::new(path, Role::Page, &DOCUMENTS, move || list_view(&press, id, Some(at))));
    }
}

fn documents_of<'a>(site: &'a Site, pages: &[usize]) -> Vec<&'a Page> {
    pages.iter().map(|&page| &*site.pages[page]).filter(|page| document_of(page).is_some()).collect()
}

#[derive(Serialize)]
struct DocumentData {
    #[serde(flatten)]
    article: ArticleData,
    document: DocumentView,
}

#[derive(Serialize)]
struct DocumentView {
    title: String,
    url: String,
    number: String,
    form: String,
    issuer: String,
    issued: Option<DateView>,
    year: Option<u16>,
    effective: Option<DateView>,
    expired: Option<DateView>,
    summary: String,
    signatory: Option<Signatory>,
    file: Option<FileLink>,
    text_file: Option<FileLink>,
    file_url: Option<String>,
    file_note: Option<String>,
}

fn document_data(site: &Site, id: usize) -> DocumentData {
    let page = &site.pages[id];
    let document = document_of(page).expect("planned for documents only");
    DocumentData { article: article(site, page), document: document_view(site, page, document) }
}

/// A file beside a document's page.
fn file_of(site: &Site, page: &Page, file: Option<&Spanned>) -> Option<FileLink> {
    let file = file?;
    let folder = &page.source.path[..page.source.path.rfind('/').map_or(0, |at| at + 1)];
    let path = format!("{folder}{}", file.text);
    let attachment = site.attachments_in(folder).find(|attachment| *attachment.file.path == path)?;
    Some(FileLink::new(site, &file.text, &attachment.address, attachment.file.len))
}

fn document_view(site: &Site, page: &Page, document: &Document) -> DocumentView {
    DocumentView {
        title: page.meta().title.clone(),
        url: site.url(&page.address),
        number: document.number.clone(),
        form: document.form.clone(),
        issuer: document.issuer.clone(),
        issued: DateView::maybe(document.issued, site),
        year: document.issued.map(|date| date.year),
        effective: DateView::maybe(document.effective, site),
        expired: DateView::maybe(document.expired, site),
        summary: document.summary.clone(),
        signatory: document.signatory.clone(),
        file: file_of(site, page, document.file.as_ref()),
        text_file: file_of(site, page, document.text_file.as_ref()),
        file_url: document.file_url.as_ref().map(|url| url.text.clone()),
        file_note: document.file_note.clone(),
    }
}

/// A document for machines: the particulars that Nghị định 42/2022/NĐ-CP, Điều 4, names.
#[derive(Serialize)]
struct DocumentRecord {
    number: String,
    form: String,
    issuer: String,
    issued: Option<String>,
    effective: Option<String>,
    expired: Option<String>,
    summary: String,
    signatory: Option<Signatory>,
    title: String,
    url: String,
    file: Option<String>,
    text_file: Option<String>,
    file_note: Option<String>,
    tags: Vec<String>,
    units: Vec<String>,
}

fn document_record(site: &Site, page: &Page) -> DocumentRecord {
    let document = document_of(page).expect("asked of documents only");
    let day = |date: Option<crate::text::Date>| date.map(|date| date.to_string());
    let beside = |file: &Spanned| site.canonical(&site.file_beside(page, &file.text));
    let texts = |list: &[Spanned]| list.iter().map(|entry| entry.text.clone()).collect();
    DocumentRecord {
        number: document.number.clone(),
        form: document.form.clone(),
        issuer: document.issuer.clone(),
        issued: day(document.issued),
        effective: day(document.effective),
        expired: day(document.expired),
        summary: document.summary.clone(),
        signatory: document.signatory.clone(),
        title: page.meta().title.clone(),
        url: site.canonical(&page.address),
        file: document.file.as_ref().map(beside).or(document.file_url.as_ref().map(|url| url.text.clone())),
        text_file: document.text_file.as_ref().map(beside),
        file_note: document.file_note.clone(),
        tags: texts(&page.meta().tags),
        units: texts(&page.meta().units),
    }
}

#[derive(Serialize)]
struct All {
    documents: Vec<DocumentRecord>,
}

fn sheet(site: &Site, section: usize) -> Sheet {
    let headings = vec![
        "number",
        "form",
        "issuer",
        "issued",
        "effective",
        "expired",
        "summary",
        "signatory",
        "title",
        "url",
        "file",
        "text_file",
    ];
    let rows = documents_of(site, &site.sections[section].pages).into_iter().map(|page| {
        let record = document_record(site, page);
        let text = |value: Option<String>| value.unwrap_or_default();
        vec![
            record.number,
            record.form,
            record.issuer,
            text(record.issued),
            text(record.effective),
            text(record.expired),
            record.summary,
            text(record.signatory.map(|signatory| signatory.name)),
            record.title,
            record.url,
            text(record.file),
            text(record.text_file),
        ]
    });
    Sheet { headings, rows: rows.collect() }
}

#[derive(Serialize)]
struct DocumentsData {
    /// By year, the newest first; those whose year is unknown come last, with none.
    years: Vec<Year>,
    /// Ways to the shelves.
    shelves: Vec<Shelves>,
    /// What this shelf holds; `none` on the section's own list.
    shelf: Option<Shown>,
    /// The section's own list.
    all: Link,
    count: usize,
    /// Documents that are on shelves alone.
    left_out: usize,
    /// Pages of the section that are no documents.
    others: Vec<Card>,
    subsections: Vec<Card>,
}

#[derive(Serialize)]
struct Year {
    year: Option<u16>,
    documents: Vec<DocumentView>,
}

#[derive(Serialize)]
struct Shelves {
    by: &'static str,
    shelves: Vec<Shown>,
}

/// A shelf as a link with its number of documents.
#[derive(Serialize)]
struct Shown {
    by: &'static str,
    title: String,
    url: String,
    count: usize,
    here: bool,
}

/// The word for a way to put documents together.
fn word(by: By) -> &'static str {
    match by {
        By::Issuer => "issuer",
        By::Form => "form",
        By::Year => "year",
    }
}

fn list_view(press: &Press, id: usize, at: Option<usize>) -> HtmlView<DocumentsData> {
    let site = &*press.site;
    let section = &site.sections[id];
    let shelf = at.map(|at| &site.shelves[at]);
    let all = documents_of(site, shelf.map_or(&section.pages, |shelf| &shelf.pages));
    let listed = if shelf.is_some() { all.len() } else { all.len().min(LISTED) };
    let mut years: Vec<Year> = Vec::new();
    for page in &all[..listed] {
        let Some(document) = document_of(page) else { continue };
        let year = document.issued.map(|date| date.year);
        let at = years.iter().position(|group| group.year == year).unwrap_or_else(|| {
            years.push(Year { year, documents: Vec::new() });
            years.len() - 1
        });
        years[at].documents.push(document_view(site, page, document));
    }
    years.sort_by_key(|group| std::cmp::Reverse(group.year));
    let own = shelf.is_none();
    let others = section.pages.iter().copied().filter(|&page| own && document_of(&site.pages[page]).is_none());
    let address = shelf.map_or(&section.address, |shelf| &shelf.address);
    let title = &section.meta().title;
    let name = shelf.map_or_else(|| title.clone(), |shelf| format!("{title}: {}", shelf.title));
    let ancestors = trail(site, if own { section.parent.unwrap_or(0) } else { id });
    let own_template = section.meta().template.as_ref();
    HtmlView {
        template: press.template(own_template.map_or("lists/documents.html", |template| &template.text)),
        frame: Frame::new(press, &name, address, "documents", ancestors)
            .described(section.meta().description.as_deref().filter(|_| own))
            .with_feed(section.meta().feed.then(|| site.url(&super::feeds::address(section))))
            .with_schema(Schema { kind: "CollectionPage", ..Schema::default() })
            // What stands on a shelf is a part of the section's table.
            .with_data(
                latest(all.iter().map(|page| changed(page)).chain([section.meta().updated])),
                Twin::of(site, &section.address, &["csv", "json"]),
                site,
            ),
        text: if own { Text::of_section(site, section) } else { None },
        map: None,
        data: DocumentsData {
            years,
            shelves: shelves(site, id, at),
            shelf: shelf.map(|shelf| shown(site, shelf, true)),
            all: Link { title: title.clone(), url: site.url(&section.address) },
            count: all.len(),
            left_out: all.len() - listed,
            others: cards(site, others),
            subsections: section.subsections.iter().map(|&id| Card::of_section(site, &site.sections[id])).collect(),
        },
    }
}

fn shown(site: &Site, shelf: &Shelf, here: bool) -> Shown {
    let count = shelf.pages.len();
    Shown { by: word(shelf.by), title: shelf.title.clone(), url: site.url(&shelf.address), count, here }
}

fn shelves(site: &Site, section: usize, here: Option<usize>) -> Vec<Shelves> {
    let mut ways: Vec<Shelves> = Vec::new();
    for (at, shelf) in site.shelves.iter().enumerate().filter(|(_, shelf)| shelf.section == section) {
        if ways.last().is_none_or(|way| way.by != word(shelf.by)) {
            ways.push(Shelves { by: word(shelf.by), shelves: Vec::new() });
        }
        if let Some(way) = ways.last_mut() {
            way.shelves.push(shown(site, shelf, here == Some(at)));
        }
    }
    ways
}
