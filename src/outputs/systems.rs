//! The directory of systems that plans name: the page of each, and the list.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::data::page_url;
use super::frame::{Card, DateView, Frame, Link, Schema, Twin, cards, trail};
use super::html::{HtmlView, Text, run};
use super::open_data::{Record, Sheet, json, latest, table, twin};
use super::pages::{ArticleData, article, changed, of_kind, unit_link};
use super::targets::place;
use crate::domain::Details;
use crate::domain::system::System as Header;
use crate::job::{Job, Recipe, Role};
use crate::site::ledger::{System, plan_of, system_of};
use crate::site::{Address, Page, Site};

static SYSTEM: Recipe<HtmlView<SystemData>> = Recipe { name: "system", run };
static SYSTEM_JSON: Recipe<Record<SystemRecord>> = Recipe { name: "system json", run: json };
static SYSTEMS: Recipe<HtmlView<SystemsData>> = Recipe { name: "systems", run };
static SYSTEMS_JSON: Recipe<Record<All>> = Recipe { name: "systems json", run: json };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let site = &press.site;
    of_kind(press, jobs, &SYSTEM, |details| matches!(details, Details::System(_)), system_data);
    for (at, system) in site.ledger.systems.iter().enumerate() {
        twin(jobs, press, &site.pages[system.page].address, &SYSTEM_JSON, move |site| {
            let system = &site.ledger.systems[at];
            (changed(&site.pages[system.page]), system_record(site, system))
        });
    }
    for (id, section) in site.sections.iter().enumerate().skip(1) {
        if section.hidden || !section.is_of("system") {
            continue;
        }
        let shared = Arc::clone(press);
        jobs.push(Job::new(section.address.output_path(), Role::Page, &SYSTEMS, move || list_view(&shared, id)));
        twin(jobs, press, &section.address, &SYSTEMS_JSON, move |site| {
            let systems = systems_of(site, id);
            let days = systems.iter().map(|system| changed(&site.pages[system.page]));
            (latest(days), All { systems: systems.iter().map(|system| system_record(site, system)).collect() })
        });
        table(jobs, press, &section.address, move |site| sheet(site, id));
    }
}

/// The systems of a section, in its order.
fn systems_of(site: &Site, section: usize) -> Vec<&System> {
    let at = |&page: &usize| site.ledger.systems.iter().find(|system| system.page == page);
    site.sections[section].pages.iter().filter_map(at).collect()
}

#[derive(Serialize)]
struct SystemData {
    #[serde(flatten)]
    article: ArticleData,
    system: SystemView,
}

#[derive(Serialize)]
struct SystemView {
    id: String,
    title: String,
    page: String,
    sort: String,
    url: Option<String>,
    operator: Option<String>,
    operator_note: Option<String>,
    asked_by: Vec<AskedView>,
    products: Vec<String>,
    layers: Vec<LayerLink>,
    last_seen: Option<SeenView>,
}

#[derive(Serialize)]
struct AskedView {
    plan: Link,
    number: Option<String>,
    place: Option<String>,
    /// Where in the plan: its target, solution or pilot.
    item: Option<Link>,
    quote: String,
    in_plan: bool,
}

#[derive(Serialize)]
struct LayerLink {
    title: String,
    /// The data set's own entry.
    url: String,
    /// The interactive map with this layer; `none` where it isn't on the map.
    map: Option<String>,
}

#[derive(Serialize)]
struct SeenView {
    date: Option<DateView>,
    source: String,
    note: Option<String>,
}

fn header(page: &Page) -> &Header {
    system_of(page).expect("made of pages of systems")
}

fn system_data(site: &Site, id: usize) -> SystemData {
    let page = &site.pages[id];
    let system = site.ledger.systems.iter().find(|system| system.page == id).expect("every page of a system is in");
    SystemData { article: article(site, page), system: system_view(site, system) }
}

fn system_view(site: &Site, system: &System) -> SystemView {
    let page = &site.pages[system.page];
    let header = header(page);
    let layer = |id: &str| {
        let dataset = site.datasets.iter().find(|dataset| dataset.decl.id.text == id)?;
        let map = dataset.decl.map.as_ref().map(|_| super::map_page::with_layers(site, &[id]));
        Some(LayerLink { title: dataset.decl.title.clone(), url: page_url(site, dataset), map })
    };
    SystemView {
        id: header.id.as_ref().map_or_else(String::new, |id| id.text.clone()),
        title: page.meta().title.clone(),
        page: site.url(&page.address),
        sort: header.sort.clone(),
        url: header.url.as_ref().map(|url| url.text.clone()),
        operator: header.operator.clone(),
        operator_note: header.operator_note.clone(),
        asked_by: asked_by(site, system, header),
        products: header.products.clone(),
        layers: header.layers.iter().filter_map(|id| layer(&id.text)).collect(),
        last_seen: header.last_seen.as_ref().map(|seen| SeenView {
            date: DateView::maybe(seen.date, site),
            source: seen.source.clone(),
            note: seen.note.clone(),
        }),
    }
}

fn asked_by(site: &Site, system: &System, header: &Header) -> Vec<AskedView> {
    let entries = header.asked_by.iter().zip(&system.plans);
    let view = |(asked, plan): (&crate::domain::system::Asked, &Option<usize>)| {
        let page = &site.pages[(*plan)?];
        let plan = plan_of(page)?;
        let url = site.url(&page.address);
        let item = asked.item.as_ref().map(|item| {
            // A target has a page of its own; solutions and pilots are entries of the plan's.
            let is_target = plan.targets.iter().any(|target| target.id == item.text);
            let url = if is_target { site.url(&Address::promise(&item.text)) } else { format!("{url}#{}", item.text) };
            Link { title: item.text.clone(), url }
        });
        Some(AskedView {
            plan: Link { title: page.meta().title.clone(), url },
            number: plan.number.clone(),
            place: place(site, plan).map(str::to_owned),
            item,
            quote: asked.quote.clone(),
            in_plan: asked.in_plan,
        })
    };
    entries.filter_map(view).collect()
}

/// A system for machines.
#[derive(Serialize)]
struct SystemRecord {
    id: String,
    name: String,
    page_url: String,
    sort: String,
    url: Option<String>,
    operator: Option<String>,
    asked_by: Vec<AskedRecord>,
    units: Vec<String>,
    products: Vec<String>,
    layers: Vec<String>,
    last_seen: Option<SeenRecord>,
}

#[derive(Serialize)]
struct AskedRecord {
    plan: Option<String>,
    item: Option<String>,
    quote: String,
    in_plan: bool,
}

#[derive(Serialize)]
struct SeenRecord {
    date: Option<String>,
    source: String,
    note: Option<String>,
}

#[derive(Serialize)]
struct All {
    systems: Vec<SystemRecord>,
}

fn system_record(site: &Site, system: &System) -> SystemRecord {
    let page = &site.pages[system.page];
    let header = header(page);
    let asked = header.asked_by.iter().zip(&system.plans).map(|(asked, plan)| AskedRecord {
        plan: plan.map(|plan| site.canonical(&site.pages[plan].address)),
        item: asked.item.as_ref().map(|item| item.text.clone()),
        quote: asked.quote.clone(),
        in_plan: asked.in_plan,
    });
    SystemRecord {
        id: header.id.as_ref().map_or_else(String::new, |id| id.text.clone()),
        name: page.meta().title.clone(),
        page_url: site.canonical(&page.address),
        sort: header.sort.clone(),
        url: header.url.as_ref().map(|url| url.text.clone()),
        operator: header.operator.clone(),
        asked_by: asked.collect(),
        units: page.meta().units.iter().map(|code| code.text.clone()).collect(),
        products: header.products.clone(),
        layers: header.layers.iter().map(|layer| layer.text.clone()).collect(),
        last_seen: header.last_seen.as_ref().map(|seen| SeenRecord {
            date: seen.date.map(|date| date.to_string()),
            source: seen.source.clone(),
            note: seen.note.clone(),
        }),
    }
}

fn sheet(site: &Site, section: usize) -> Sheet {
    let headings = vec![
        "id",
        "name",
        "page_url",
        "sort",
        "url",
        "operator",
        "plans",
        "items",
        "quotes",
        "units",
        "products",
        "layers",
        "last_seen",
        "last_seen_source",
    ];
    let rows = systems_of(site, section).into_iter().map(|system| {
        let record = system_record(site, system);
        let text = |value: Option<String>| value.unwrap_or_default();
        let of_asked = |of: fn(&AskedRecord) -> Option<String>, between: &str| {
            record.asked_by.iter().filter_map(of).collect::<Vec<_>>().join(between)
        };
        let seen = record.last_seen.as_ref();
        vec![
            record.id.clone(),
            record.name.clone(),
            record.page_url.clone(),
            record.sort.clone(),
            text(record.url.clone()),
            text(record.operator.clone()),
            of_asked(|asked| asked.plan.clone(), " "),
            of_asked(|asked| asked.item.clone(), " "),
            of_asked(|asked| Some(asked.quote.clone()), " | "),
            record.units.join(" "),
            record.products.join("; "),
            record.layers.join(" "),
            text(seen.and_then(|seen| seen.date.clone())),
            text(seen.map(|seen| seen.source.clone())),
        ]
    });
    Sheet { headings, rows: rows.collect() }
}

#[derive(Serialize)]
struct SystemsData {
    sorts: Vec<Sort>,
    count: usize,
    seen: usize,
    others: Vec<Card>,
    subsections: Vec<Card>,
}

/// Systems of one sort.
#[derive(Serialize)]
struct Sort {
    id: String,
    title: String,
    systems: Vec<Listed>,
}

/// A system in a list.
#[derive(Serialize)]
struct Listed {
    #[serde(flatten)]
    system: SystemView,
    units: Vec<Link>,
}

fn list_view(press: &Press, id: usize) -> HtmlView<SystemsData> {
    let site = &*press.site;
    let section = &site.sections[id];
    let systems = systems_of(site, id);
    let mut sorts: Vec<Sort> = Vec::new();
    for system in &systems {
        let page = &site.pages[system.page];
        let sort = &header(page).sort;
        let at = sorts.iter().position(|known| known.title == *sort).unwrap_or_else(|| {
            sorts.push(Sort { id: crate::text::slug(sort), title: sort.clone(), systems: Vec::new() });
            sorts.len() - 1
        });
        let units = page.meta().units.iter().filter_map(|code| unit_link(site, &code.text)).collect();
        sorts[at].systems.push(Listed { system: system_view(site, system), units });
    }
    let others = section.pages.iter().copied().filter(|&page| system_of(&site.pages[page]).is_none());
    let own_template = section.meta().template.as_ref();
    HtmlView {
        template: press.template(own_template.map_or("lists/systems.html", |template| &template.text)),
        frame: Frame::new(
            press,
            &section.meta().title,
            &section.address,
            "systems",
            trail(site, section.parent.unwrap_or(0)),
        )
        .described(section.meta().description.as_deref())
        .with_schema(Schema { kind: "CollectionPage", ..Schema::default() })
        .with_data(
            latest(systems.iter().map(|system| changed(&site.pages[system.page])).chain([section.meta().updated])),
            Twin::of(site, &section.address, &["csv", "json"]),
            site,
        ),
        text: Text::of_section(site, section),
        map: None,
        data: SystemsData {
            sorts,
            count: systems.len(),
            seen: systems.iter().filter(|system| header(&site.pages[system.page]).last_seen.is_some()).count(),
            others: cards(site, others),
            subsections: section.subsections.iter().map(|&id| Card::of_section(site, &site.sections[id])).collect(),
        },
    }
}
