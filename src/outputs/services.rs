//! Services of the plans: an overview, and a page with its tables for each kind, whether anything of it is known or not.

mod desks;
mod tables;

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::cells::{day, shown};
use super::data::SourceLine;
use super::frame::{DateView, Frame, Link, Schema, Twin, home_link};
use super::html::{HtmlView, Text, run};
use super::maps::{self, unit_link};
use super::open_data::latest;
use super::succession::former_link;
use super::{Press, map_page};
use crate::domain::product::PRODUCTS;
use crate::domain::service::{DESKS, Holds, KINDS, ServiceColumn, ServiceKind, margin};
use crate::geo::Coord;
use crate::job::{Job, Recipe, Role};
use crate::render::map::MapPoint;
use crate::site::ledger::plan_of;
use crate::site::services::{page_of, units_of_rows};
use crate::site::{Address, LoadedDataset, Page, Site};
use crate::text::{self, Date, slug};
pub(super) use tables::{endings as table_endings, plan as plan_tables};

static SERVICES: Recipe<HtmlView<Overview>> = Recipe { name: "services", run };
static SERVICE: Recipe<HtmlView<ServiceData>> = Recipe { name: "service", run };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if !press.site.has_services() {
        return;
    }
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::services().output_path(), Role::Page, &SERVICES, move || overview(&shared)));
    for kind in &KINDS {
        let (shared, address) = (Arc::clone(press), Address::service(kind.id));
        jobs.push(Job::new(address.output_path(), Role::Page, &SERVICE, move || kind_view(&shared, kind)));
        tables::plan(press, jobs, kind, &address);
    }
    desks::plan(press, jobs);
}

/// The kinds, each with what is known of it.
#[derive(Serialize)]
struct Overview {
    kinds: Vec<KindCard>,
}

#[derive(Serialize)]
struct KindCard {
    title: String,
    about: String,
    url: String,
    rows: usize,
    updated: Option<DateView>,
}

#[derive(Serialize)]
struct ServiceData {
    service: &'static str,
    rows: Vec<RowView>,
    /// Desks and their units, instead of the rows of their counters.
    desks: Vec<(Link, Option<Link>)>,
    /// Whether any row is made up.
    sample: bool,
    sources: Vec<SourceLine>,
    /// The interactive map with the layers of this kind.
    map_url: Option<String>,
    others: Vec<Link>,
}

/// A cell with its heading.
#[derive(Serialize)]
struct Fact {
    label: String,
    value: String,
    /// The page of what the cell names.
    url: Option<String>,
}

/// A row as people read it.
#[derive(Serialize)]
struct RowView {
    anchor: String,
    name: String,
    link: Option<String>,
    unit: Option<Link>,
    /// The unit of today that the former unit went to.
    heir: Option<Link>,
    facts: Vec<Fact>,
    confirmed: Option<String>,
    /// Whether the kind asks when a row was last confirmed.
    confirmable: bool,
    source: String,
    note: String,
    sample: bool,
    #[serde(skip)]
    at: Option<Coord>,
}

/// The word of a kind's name.
pub(super) fn word(kind: &ServiceKind) -> String {
    format!("service_{}", kind.id)
}

fn title(site: &Site, kind: &ServiceKind) -> String {
    site.word(&word(kind)).to_owned()
}

fn about(site: &Site, kind: &ServiceKind) -> String {
    site.word(&format!("service_{}_about", kind.id)).to_owned()
}

pub(super) fn updated(site: &Site, kind: &'static ServiceKind) -> Option<Date> {
    latest(site.datasets_of(kind).map(|dataset| dataset.decl.date))
}

pub(super) fn count(site: &Site, kind: &'static ServiceKind) -> usize {
    site.datasets_of(kind).map(|dataset| dataset.data.len()).sum()
}

fn overview(press: &Press) -> HtmlView<Overview> {
    let site = &*press.site;
    let section = site.sections.iter().find(|section| section.address == Address::services());
    let name = section.map_or_else(|| site.word("services_title").to_owned(), |section| section.meta().title.clone());
    let kinds = KINDS.iter().map(|kind| KindCard {
        title: title(site, kind),
        about: about(site, kind),
        url: site.url(&Address::service(kind.id)),
        rows: count(site, kind),
        updated: DateView::maybe(updated(site, kind), site),
    });
    HtmlView {
        template: press.template("lists/services.html"),
        frame: Frame::new(press, &name, &Address::services(), "services", home_link(site))
            .described(section.and_then(|section| section.meta().description.as_deref()))
            .with_schema(Schema { kind: "CollectionPage", ..Schema::default() }),
        text: section.and_then(|section| Text::of_section(site, section)),
        map: None,
        data: Overview { kinds: kinds.collect() },
    }
}

fn kind_view(press: &Press, kind: &'static ServiceKind) -> HtmlView<ServiceData> {
    let site = &*press.site;
    let address = Address::service(kind.id);
    let mut ancestors = home_link(site);
    ancestors.push(Link { title: site.word("services_title").to_owned(), url: site.url(&Address::services()) });
    let layers: Vec<&str> = site
        .datasets_of(kind)
        .filter(|dataset| dataset.decl.map.is_some() && dataset.layer().is_some())
        .map(|dataset| dataset.decl.id.text.as_str())
        .collect();
    let rows: Vec<RowView> = site.datasets_of(kind).flat_map(|dataset| rows(site, dataset, kind)).collect();
    let others = KINDS.iter().filter(|other| other.id != kind.id);
    HtmlView {
        template: press.template("lists/service.html"),
        frame: Frame::new(press, &title(site, kind), &address, "service", ancestors)
            .described(Some(&about(site, kind)))
            .with_schema(Schema { kind: "CollectionPage", ..Schema::default() })
            .with_data(updated(site, kind), Twin::of(site, &address, tables::endings(site, kind)), site),
        text: None,
        map: maps::places(press, format!("{} {}", site.word("map_of"), title(site, kind)), points(&rows)),
        data: ServiceData {
            service: kind.id,
            desks: if kind.id == DESKS { desks::links(site) } else { Vec::new() },
            rows: if kind.id == DESKS { Vec::new() } else { rows },
            sample: site.datasets_of(kind).any(|dataset| dataset.decl.sample),
            sources: site.datasets_of(kind).map(|dataset| SourceLine::new(site, dataset)).collect(),
            map_url: (!layers.is_empty()).then(|| map_page::with_layers(site, &layers)),
            others: others
                .map(|other| Link { title: title(site, other), url: site.url(&Address::service(other.id)) })
                .collect(),
        },
    }
}

/// The unit of each row: a former one where the row is about it, and the unit of today.
struct Whereabouts<'a> {
    site: &'a Site,
    units: HashMap<usize, Arc<str>>,
    formers: HashMap<usize, usize>,
}

impl<'a> Whereabouts<'a> {
    fn new(site: &'a Site, dataset: &'a LoadedDataset) -> Self {
        let formers = dataset.by_former.iter().flat_map(|(&former, rows)| rows.iter().map(move |&row| (row, former)));
        Self { site, units: units_of_rows(&site.history, dataset), formers: formers.collect() }
    }

    fn former(&self, row: usize) -> Option<usize> {
        self.formers.get(&row).copied()
    }

    /// The unit of today that a row belongs to, be it by way of a former one.
    fn unit(&self, row: usize) -> Option<&'a crate::domain::unit::Unit> {
        self.site.units.get(self.units.get(&row)?)
    }
}

fn rows(site: &Site, dataset: &LoadedDataset, kind: &'static ServiceKind) -> Vec<RowView> {
    let places = Whereabouts::new(site, dataset);
    let cell = |row: usize, holds: Holds| kind.column(holds).map_or(String::new(), |c| dataset.data.text(row, c.name));
    (0..dataset.data.len())
        .map(|row| {
            let former = places.former(row);
            let unit = places.unit(row).map(|unit| unit_link(site, unit));
            let (unit, heir) = match former {
                Some(former) => (Some(former_link(site, former)), unit),
                None => (unit, None),
            };
            let name = cell(row, Holds::Name);
            let link = cell(row, Holds::Link);
            let confirmed = cell(row, Holds::Confirmed);
            let confirmed = day(&confirmed, true).unwrap_or(confirmed);
            RowView {
                anchor: anchor(&name, row),
                link: (!link.is_empty()).then_some(link),
                unit,
                heir,
                facts: kind.columns.iter().filter_map(|column| fact(site, dataset, row, column)).collect(),
                confirmed: (!confirmed.is_empty()).then_some(confirmed),
                confirmable: kind.column(Holds::Confirmed).is_some(),
                source: cell(row, Holds::Source),
                note: dataset.data.text(row, "ghi_chu"),
                at: position(dataset, row),
                sample: dataset.decl.sample,
                name,
            }
        })
        .collect()
}

/// The page of a row: a product's own, a desk's, the row in the list of its kind; of other datasets that of the unit.
pub(super) fn row_url(site: &Site, dataset: &LoadedDataset, row: usize) -> Option<String> {
    let Some((kind, _)) = &dataset.decl.service else {
        let column = dataset.decl.unit.as_ref().filter(|_| dataset.decl.units_as_of.is_none())?;
        let unit = site.units.get(&dataset.data.text(row, &column.text))?;
        return Some(site.url(&site.unit_address(unit)));
    };
    if kind.id == PRODUCTS.id {
        return super::products::of_row(site, dataset, row).map(|product| site.url(&product.address()));
    }
    let page = site.url(&page_of(dataset, kind, &[row]));
    let name = kind.column(Holds::Name).map_or_else(String::new, |column| dataset.data.text(row, column.name));
    Some(if kind.id == DESKS { page } else { format!("{page}#{}", anchor(&name, row)) })
}

/// Where a row stands on the page of its kind.
fn anchor(name: &str, row: usize) -> String {
    format!("{}-{}", slug(name), row + 1)
}

/// Where a row is, when its table says so.
pub(super) fn position(dataset: &LoadedDataset, row: usize) -> Option<Coord> {
    dataset.layer()?.features.get(row)?.geometry.as_ref()?.label_point()
}

/// Dots that lead to their rows.
fn points(rows: &[RowView]) -> Vec<MapPoint> {
    let point = |row: &RowView| {
        let link = Some(format!("#{}", row.anchor));
        row.at.map(|at| MapPoint { lon: at.x, lat: at.y, class: "point", title: row.name.clone(), link, number: None })
    };
    rows.iter().filter_map(point).collect()
}

/// A cell with its heading; what has a place of its own on the page is none.
fn fact(site: &Site, dataset: &LoadedDataset, row: usize, column: &ServiceColumn) -> Option<Fact> {
    let lang = &site.config.lang;
    let cell = dataset.data.cell(row, column.name);
    let raw = dataset.data.text(row, column.name);
    let value = match column.holds {
        Holds::Name | Holds::Unit | Holds::Confirmed | Holds::Source | Holds::Link | Holds::Id => return None,
        _ if raw.is_empty() || column.name == "ghi_chu" => return None,
        Holds::Share => {
            let asked = dataset.data.text(row, "so_nguoi_hoi").parse::<u32>().ok();
            let share: f64 = raw.parse().ok()?;
            let per_cent = |value: f64| format!("{}%", text::number((value * 10.0).round() / 10.0, lang));
            let ends = asked.and_then(|asked| margin(share, asked));
            let range = ends.map_or_else(String::new, |(low, high)| {
                let words = site.word("service_margin");
                format!(" ({})", words.replace("{low}", &per_cent(low)).replace("{high}", &per_cent(high)))
            });
            per_cent(share) + &range
        }
        Holds::Number | Holds::Count | Holds::Spot | Holds::Stars => shown(&cell, false, lang),
        Holds::Day | Holds::Past => day(&raw, true).unwrap_or(raw),
        _ => raw,
    };
    let url = (column.holds == Holds::Plan).then(|| plan_url(site, &value)).flatten();
    Some(Fact { label: heading(site, column), value, url })
}

/// The page of the plan with a number.
fn plan_url(site: &Site, number: &str) -> Option<String> {
    let is_it = |page: &&Arc<Page>| plan_of(page).is_some_and(|plan| plan.number.as_deref() == Some(number));
    site.pages.iter().find(is_it).map(|page| site.url(&page.address))
}

/// What people read above a column.
fn heading(site: &Site, column: &ServiceColumn) -> String {
    site.word(&format!("service_col_{}", column.name)).to_owned()
}

/// The columns of a table of services that a unit's page shows, with their headings: those with anything in these rows.
/// The unit is known there, and a plan of a room is on its own page.
pub(super) fn columns(
    site: &Site,
    dataset: &LoadedDataset,
    kind: &ServiceKind,
    rows: &[usize],
) -> Vec<(String, String)> {
    let is_filled = |column: &&ServiceColumn| rows.iter().any(|&row| !dataset.data.text(row, column.name).is_empty());
    // Stars are worth nothing without what their own page says of them.
    let is_shown = |column: &&ServiceColumn| match column.holds {
        Holds::Unit | Holds::Spot => false,
        Holds::Name | Holds::Group => true,
        _ => kind.id != PRODUCTS.id || column.name == "chu_the",
    };
    let shown = kind.columns.iter().filter(is_shown).filter(is_filled);
    shown.map(|column| (column.name.to_owned(), heading(site, column))).collect()
}
