//! Pages from markdown: articles, plans, legal documents.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::frame::{Card, DateView, FileLink, Frame, Link, Schema, cards, trail};
use super::html::{HtmlView, Text, run};
use crate::domain::document::Document;
use crate::domain::plan::{Period, Pillar, Plan, Solution, Target};
use crate::domain::{Details, Signatory};
use crate::fields::Node;
use crate::job::{Job, Recipe, Role};
use crate::markdown::Heading;
use crate::site::{Page, Site};
use crate::text;

static ARTICLE: Recipe<HtmlView<ArticleData>> = Recipe { name: "article", run };
static PLAN: Recipe<HtmlView<PlanData>> = Recipe { name: "plan", run };
static DOCUMENT: Recipe<HtmlView<DocumentData>> = Recipe { name: "document", run };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for (id, page) in press.site.pages.iter().enumerate() {
        let path = page.address.output_path();
        let press = Arc::clone(press);
        jobs.push(match &page.parsed.details {
            Details::Article => Job::new(path, Role::Page, &ARTICLE, move || view(&press, id, article)),
            Details::Plan(_) => Job::new(path, Role::Page, &PLAN, move || view(&press, id, plan_data)),
            Details::Document(_) => Job::new(path, Role::Page, &DOCUMENT, move || view(&press, id, document_data)),
            // Text about a unit is part of the unit's page.
            Details::Unit(_) => continue,
        });
    }
}

fn view<D>(press: &Press, id: usize, data: fn(&Site, &Page) -> D) -> HtmlView<D> {
    let site = &*press.site;
    let page = &site.pages[id];
    let section = &site.sections[page.section];
    let own = page.meta().template.as_ref().or(section.meta().page_template.as_ref());
    let template = own.map_or(page.parsed.kind.template, |template| &template.text);
    HtmlView {
        template: press.template(template),
        frame: frame(press, page),
        text: Some(Text::of_page(page)),
        map: None,
        data: data(site, page),
    }
}

fn frame(press: &Press, page: &Page) -> Frame {
    let site = &*press.site;
    let meta = page.meta();
    let image = meta.image.as_ref().map(|image| site.canonical(&site.file_beside(page, &image.text)));
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
    Frame::new(press, &meta.title, &page.address, page.parsed.kind.name, trail(site, page.section))
        .described(meta.description.as_deref())
        .with_image(image, meta.image_alt.as_deref())
        .with_schema(Schema {
            kind,
            published: meta.date.map(|date| date.to_string()),
            modified: meta.updated.map(|date| date.to_string()),
            authors: meta.authors.clone(),
            more,
        })
}

/// What the article template sees, and plans and documents too.
#[derive(Serialize)]
struct ArticleData {
    toc: Vec<Heading>,
    article: Article,
}

#[derive(Serialize)]
struct Article {
    date: Option<DateView>,
    updated: Option<DateView>,
    authors: Vec<String>,
    tags: Vec<Link>,
    credit: Option<String>,
    sample: bool,
    source: Option<SourceView>,
    related: Vec<Card>,
    previous: Option<Card>,
    next: Option<Card>,
    units: Vec<Link>,
    files: Vec<FileLink>,
    extra: Option<Node>,
}

#[derive(Serialize)]
struct SourceView {
    title: String,
    url: Option<String>,
    published: Option<DateView>,
    note: Option<String>,
}

/// Headings from which a table of contents is worth its room.
const TOC_FROM: usize = 3;

fn article(site: &Site, page: &Page) -> ArticleData {
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
            extra: meta.extra.clone(),
        },
    }
}

/// A link to a unit by its code.
pub(super) fn unit_link(site: &Site, code: &str) -> Option<Link> {
    let unit = site.units.get(code)?;
    Some(Link { title: unit.full_name.clone(), url: site.url(&site.unit_address(unit)) })
}

/// Files of the page's own folder that are no pictures: those stand in the text.
fn files(site: &Site, page: &Page) -> Vec<FileLink> {
    const PICTURES: [&str; 7] = ["jpg", "jpeg", "png", "webp", "avif", "gif", "svg"];
    let Some(folder) = page.source.path.strip_suffix("index.md") else { return Vec::new() };
    site.attachments_in(folder)
        .filter_map(|attachment| {
            let name = attachment.file.path.strip_prefix(folder)?;
            let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
            (!name.contains('/') && !PICTURES.contains(&ending.as_str()))
                .then(|| FileLink::new(site, name, &attachment.address, attachment.file.len))
        })
        .collect()
}

#[derive(Serialize)]
struct PlanData {
    #[serde(flatten)]
    article: ArticleData,
    plan: PlanView,
}

#[derive(Serialize)]
struct PlanView {
    number: Option<String>,
    issuer: String,
    issued: Option<DateView>,
    issued_note: Option<String>,
    province: Option<Link>,
    goal: Option<String>,
    signatory: Option<Signatory>,
    period: Option<Period>,
    pillars: Vec<PillarView>,
    solutions: Vec<Solution>,
    pilots: Vec<PilotView>,
}

#[derive(Serialize)]
struct PillarView {
    id: Pillar,
    targets: Vec<TargetView>,
}

#[derive(Serialize)]
struct TargetView {
    #[serde(flatten)]
    target: Target,
    sign: Option<crate::domain::plan::Comparator>,
    share: Option<f64>,
    base: Option<String>,
}

#[derive(Serialize)]
struct PilotView {
    id: String,
    kind: String,
    name: String,
    unit: Option<Link>,
    text: String,
    note: Option<String>,
}

fn plan_data(site: &Site, page: &Page) -> PlanData {
    let Details::Plan(plan) = &page.parsed.details else { unreachable!("planned for plans only") };
    PlanData { article: article(site, page), plan: plan_view(site, plan) }
}

fn plan_view(site: &Site, plan: &Plan) -> PlanView {
    let mut pillars: Vec<Pillar> = plan.targets.iter().map(|target| target.pillar).collect();
    pillars.sort_unstable();
    pillars.dedup();
    PlanView {
        number: plan.number.clone(),
        issuer: plan.issuer.clone(),
        issued: DateView::maybe(plan.issued, site),
        issued_note: plan.issued_note.clone(),
        province: plan.province.as_ref().and_then(|code| unit_link(site, &code.text)),
        goal: plan.goal.clone(),
        signatory: plan.signatory.clone(),
        period: plan.period.clone(),
        pillars: pillars
            .into_iter()
            .map(|id| PillarView {
                id,
                targets: plan
                    .targets
                    .iter()
                    .filter(|target| target.pillar == id)
                    .map(|target| TargetView {
                        sign: target.comparator,
                        share: target.share(),
                        base: target.numerator.zip(target.denominator).map(|(part, whole)| {
                            let number = |value| text::number(value, &site.config.lang);
                            format!("{}/{}", number(part), number(whole))
                        }),
                        target: target.clone(),
                    })
                    .collect(),
            })
            .collect(),
        solutions: plan.solutions.clone(),
        pilots: plan
            .pilots
            .iter()
            .map(|pilot| PilotView {
                id: pilot.id.clone(),
                kind: pilot.kind.clone(),
                name: pilot.name.clone(),
                unit: pilot.unit.as_ref().and_then(|code| unit_link(site, &code.text)),
                text: pilot.text.clone(),
                note: pilot.note.clone(),
            })
            .collect(),
    }
}

#[derive(Serialize)]
struct DocumentData {
    #[serde(flatten)]
    article: ArticleData,
    document: DocumentView,
}

#[derive(Serialize)]
struct DocumentView {
    number: String,
    form: String,
    issuer: String,
    issued: Option<DateView>,
    effective: Option<DateView>,
    expired: Option<DateView>,
    summary: String,
    signatory: Option<Signatory>,
    file: Option<FileLink>,
    file_url: Option<String>,
    file_note: Option<String>,
}

fn document_data(site: &Site, page: &Page) -> DocumentData {
    let Details::Document(document) = &page.parsed.details else { unreachable!("planned for documents only") };
    DocumentData { article: article(site, page), document: document_view(site, page, document) }
}

fn document_view(site: &Site, page: &Page, document: &Document) -> DocumentView {
    let folder = &page.source.path[..page.source.path.rfind('/').map_or(0, |at| at + 1)];
    let file = document.file.as_ref().and_then(|file| {
        let path = format!("{folder}{}", file.text);
        let attachment = site.attachments_in(folder).find(|attachment| *attachment.file.path == path)?;
        Some(FileLink::new(site, &file.text, &attachment.address, attachment.file.len))
    });
    DocumentView {
        number: document.number.clone(),
        form: document.form.clone(),
        issuer: document.issuer.clone(),
        issued: DateView::maybe(document.issued, site),
        effective: DateView::maybe(document.effective, site),
        expired: DateView::maybe(document.expired, site),
        summary: document.summary.clone(),
        signatory: document.signatory.clone(),
        file,
        file_url: document.file_url.as_ref().map(|url| url.text.clone()),
        file_note: document.file_note.clone(),
    }
}
