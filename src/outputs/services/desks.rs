//! A page for each one-stop desk: its floor plan, and the same in words.

use std::sync::Arc;

use serde::Serialize;

use super::{Whereabouts, title};
use crate::domain::service::DESKS;
use crate::job::{Job, Recipe, Role};
use crate::outputs::Press;
use crate::outputs::cells::day;
use crate::outputs::data::SourceLine;
use crate::outputs::frame::{Frame, Link, Schema, Twin, home_link};
use crate::outputs::html::{HtmlView, run};
use crate::outputs::maps::unit_link;
use crate::outputs::open_data::{Record, json, twin};
use crate::render::floor::{FloorPlan, Spot, floor};
use crate::site::services::Desk;
use crate::site::{Address, LoadedDataset, Site};
use crate::text::{Date, slug};

static DESK: Recipe<HtmlView<DeskData>> = Recipe { name: "desk", run };
static DESK_JSON: Recipe<Record<DeskRecord>> = Recipe { name: "desk json", run: json };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for desk in press.site.desks() {
        let shared = Arc::clone(press);
        let twin_of = desk.clone();
        twin(jobs, press, &desk.address, &DESK_JSON, move |site| {
            (updated(site, &twin_of), DeskRecord::new(site, &twin_of))
        });
        jobs.push(Job::new(desk.address.output_path(), Role::Page, &DESK, move || view(&shared, &desk)));
    }
}

#[derive(Serialize)]
struct DeskData {
    unit: Option<Link>,
    /// As SVG; `none` where no counter has a place.
    plan: Option<String>,
    counters: Vec<Counter>,
    /// Whether the desk is made up.
    sample: bool,
    sources: Vec<SourceLine>,
}

#[derive(Serialize)]
struct Counter {
    id: String,
    name: String,
    procedures: Vec<String>,
    papers: Vec<String>,
    way: String,
    confirmed: String,
    source: String,
}

/// The desks of a unit's services, as the list of their kind shows them.
pub(super) fn links(site: &Site) -> Vec<(Link, Option<Link>)> {
    let desks = site.desks();
    let link = |desk: &Desk| Link { title: desk.name.clone(), url: site.url(&desk.address) };
    desks.iter().map(|desk| (link(desk), unit(site, desk))).collect()
}

/// The code of the unit whose desk it is.
fn unit_code(site: &Site, desk: &Desk) -> Option<String> {
    let places = Whereabouts::new(site, &site.datasets[desk.dataset]);
    desk.rows.first().and_then(|&row| places.unit(row)).map(|unit| unit.code.to_string())
}

fn unit(site: &Site, desk: &Desk) -> Option<Link> {
    site.units.get(&unit_code(site, desk)?).map(|unit| unit_link(site, unit))
}

/// When the table that lists the desk last changed.
fn updated(site: &Site, desk: &Desk) -> Option<Date> {
    site.datasets[desk.dataset].decl.date
}

/// A desk for machines.
#[derive(Serialize)]
struct DeskRecord {
    name: String,
    /// The unit's code.
    unit: Option<String>,
    counters: Vec<Counter>,
    /// Whether the desk is made up.
    sample: bool,
    sources: Vec<String>,
}

impl DeskRecord {
    fn new(site: &Site, desk: &Desk) -> Self {
        let dataset = &site.datasets[desk.dataset];
        Self {
            name: desk.name.clone(),
            unit: unit_code(site, desk),
            counters: desk.rows.iter().map(|&row| counter(dataset, row)).collect(),
            sample: dataset.decl.sample,
            sources: vec![dataset.decl.source.clone()],
        }
    }
}

fn view(press: &Press, desk: &Desk) -> HtmlView<DeskData> {
    let site = &*press.site;
    let dataset = &site.datasets[desk.dataset];
    let mut ancestors = home_link(site);
    ancestors.push(Link { title: site.word("services_title").to_owned(), url: site.url(&Address::services()) });
    let kind = dataset.decl.service.as_ref().map_or_else(String::new, |(kind, _)| title(site, kind));
    ancestors.push(Link { title: kind, url: site.url(&Address::service(DESKS)) });
    let counters: Vec<Counter> = desk.rows.iter().map(|&row| counter(dataset, row)).collect();
    HtmlView {
        template: press.template("kinds/desk.html"),
        frame: Frame::new(press, &desk.name, &desk.address, "desk", ancestors)
            .with_schema(Schema { kind: "GovernmentOffice", ..Schema::default() })
            .with_data(updated(site, desk), Twin::of(site, &desk.address, &["json"]), site),
        text: None,
        map: None,
        data: DeskData {
            unit: unit(site, desk),
            plan: floor_plan(site, desk, dataset, &counters),
            counters,
            sample: dataset.decl.sample,
            sources: vec![SourceLine::new(site, dataset)],
        },
    }
}

fn counter(dataset: &LoadedDataset, row: usize) -> Counter {
    let text = |column: &str| dataset.data.text(row, column);
    let list = |column: &str| {
        let cell = text(column);
        cell.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    Counter {
        id: format!("quay-{}", slug(&text("quay"))),
        name: text("quay"),
        procedures: list("thu_tuc"),
        papers: list("giay_to"),
        way: text("duong_di"),
        confirmed: day(&text("xac_nhan"), true).unwrap_or_default(),
        source: text("nguon"),
    }
}

fn floor_plan(site: &Site, desk: &Desk, dataset: &LoadedDataset, counters: &[Counter]) -> Option<String> {
    let place = |row: usize, column: &str| dataset.data.text(row, column).parse().ok();
    let spots = desk.rows.iter().zip(counters).filter_map(|(&row, counter)| {
        let named = site.word("service_counter").replace("{name}", &counter.name);
        let is_counter = !counter.procedures.is_empty();
        Some(Spot {
            at: (place(row, "hang")?, place(row, "cot")?),
            label: if is_counter {
                format!("{named}: {}", counter.procedures.join(", "))
            } else {
                counter.name.clone()
            },
            name: counter.name.clone(),
            id: counter.id.clone(),
            is_counter,
        })
    });
    let plan = FloorPlan { title: format!("{}: {}", site.word("service_plan"), desk.name), spots: spots.collect() };
    (!plan.spots.is_empty()).then(|| floor(&plan))
}
