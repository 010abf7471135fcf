//! The country at a glance: units, promises and results by province, with charts that stand beside their tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::Value;

use super::data::SourceLine;
use super::frame::{DateView, Frame, Link, Schema, Twin, home_link};
use super::html::{HtmlView, Text, run_with};
use super::open_data::{Record, Sheet, json, latest, table, twin};
use super::record::{ProvinceRecord, of_communes};
use super::{Press, maps, releases};
use crate::domain::unit::Unit;
use crate::job::{Job, Recipe, Role};
use crate::render::chart::{Bar, BarChart, bars};
use crate::site::{Address, Site};
use crate::text::{self, Date};

static OVERVIEW: Recipe<View> = Recipe { name: "overview", run: |view| view.page() };
static OVERVIEW_JSON: Recipe<Record<Provinces>> = Recipe { name: "overview json", run: json };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if !press.site.has_overview() {
        return;
    }
    let address = Address::overview();
    let shared = Arc::clone(press);
    jobs.push(Job::new(address.output_path(), Role::Page, &OVERVIEW, move || view(&shared)));
    twin(jobs, press, &address, &OVERVIEW_JSON, |site| (updated(site), Provinces { provinces: provinces(site) }));
    table(jobs, press, &address, sheet);
}

/// The page, and what is judged and drawn when it is made.
#[derive(Serialize)]
struct View {
    html: HtmlView<Overview>,
    record: Option<ProvinceRecord>,
    units_chart: BarChart,
    promises_chart: Option<BarChart>,
}

impl View {
    fn page(&self) -> Result<Vec<u8>, crate::diagnostics::Diagnostic> {
        run_with(&self.html, |context| {
            context.insert_value("record", self.record.as_ref().map_or_else(Value::none, ProvinceRecord::judged));
            let drawn = |chart: &BarChart| Value::safe_string(&bars(chart));
            context.insert_value("units_chart", drawn(&self.units_chart));
            context.insert_value("promises_chart", self.promises_chart.as_ref().map_or_else(Value::none, drawn));
        })
    }
}

#[derive(Serialize)]
struct Overview {
    /// Kinds of communes with their numbers, the most first.
    kinds: Vec<(String, usize)>,
    provinces: Vec<Province>,
    promises: usize,
    /// Promises with a reported figure.
    reported: usize,
    by_deadline: Vec<(String, usize)>,
    release: Option<Latest>,
    sources: Vec<SourceLine>,
}

/// The latest release of the data.
#[derive(Serialize)]
struct Latest {
    link: Link,
    date: DateView,
    summary: String,
}

/// The provinces for machines.
#[derive(Serialize)]
struct Provinces {
    provinces: Vec<Province>,
}

#[derive(Clone, Serialize)]
struct Province {
    code: String,
    name: String,
    url: String,
    /// Communes in the order of [`Overview::kinds`].
    communes: Vec<usize>,
    total: usize,
    promises: usize,
    reported: usize,
    /// Communes with any published result.
    with_results: usize,
    recognised: usize,
}

fn updated(site: &Site) -> Option<Date> {
    latest(site.datasets.iter().filter(|dataset| dataset.decl.units.is_some()).map(|dataset| dataset.decl.date))
}

/// Kinds of communes, the most first.
fn kinds(site: &Site) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for unit in site.units.iter().filter(|unit| unit.parent.is_some()) {
        *counts.entry(&unit.kind).or_default() += 1;
    }
    let mut kinds: Vec<(String, usize)> = counts.into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect();
    kinds.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    kinds
}

fn provinces(site: &Site) -> Vec<Province> {
    let kinds = kinds(site);
    let mut promises: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for promise in &site.ledger.promises {
        let Some(province) = promise.of(&site.pages).1.province.as_ref() else { continue };
        let (all, reported) = promises.entry(&province.text).or_default();
        *all += 1;
        *reported += usize::from(!promise.figures.is_empty());
    }
    let view = |unit: &Unit| {
        let communes: Vec<&Unit> = site.units.communes_of(&unit.code).collect();
        let of_kind = |kind: &str| communes.iter().filter(|commune| commune.kind == kind).count();
        let is_recognised = |commune: &&&Unit| {
            site.record.recognitions_of(&commune.code).last().is_some_and(|decision| decision.granted)
        };
        let (promises, reported) = promises.get(&*unit.code).copied().unwrap_or_default();
        Province {
            code: unit.code.to_string(),
            name: unit.full_name.clone(),
            url: site.url(&site.unit_address(unit)),
            communes: kinds.iter().map(|(kind, _)| of_kind(kind)).collect(),
            total: communes.len(),
            promises,
            reported,
            with_results: communes.iter().filter(|commune| !site.record.of_unit(&commune.code).is_empty()).count(),
            recognised: communes.iter().filter(is_recognised).count(),
        }
    };
    site.units.provinces().map(view).collect()
}

fn sheet(site: &Site) -> Sheet {
    let row = |province: Province| {
        let counts = [province.total, province.promises, province.reported, province.with_results, province.recognised];
        [province.code, province.name].into_iter().chain(counts.map(|count| count.to_string())).collect()
    };
    Sheet {
        headings: vec![
            "ma_tinh",
            "ten",
            "so_xa",
            "cam_ket",
            "cam_ket_co_so_lieu",
            "xa_co_ket_qua",
            "xa_duoc_cong_nhan",
        ],
        rows: provinces(site).into_iter().map(row).collect(),
    }
}

fn view(press: &Press) -> View {
    let site = &*press.site;
    let address = Address::overview();
    let section = site.sections.iter().find(|section| section.address == address);
    let name = section.map_or_else(|| site.word("overview_title").to_owned(), |section| section.meta().title.clone());
    let (kinds, provinces) = (kinds(site), provinces(site));
    let promised: Vec<(String, f64, usize)> = (provinces.iter().filter(|province| province.promises > 0))
        .map(|province| (province.name.clone(), province.promises as f64, province.reported))
        .collect();
    let counted: Vec<(String, f64, usize)> =
        kinds.iter().map(|(kind, count)| (kind.clone(), *count as f64, 0)).collect();
    let with_units = site.datasets.iter().filter(|dataset| dataset.decl.units.is_some() && !dataset.decl.former);
    View {
        record: of_communes(site, site.units.iter().filter(|unit| unit.parent.is_some()).collect()),
        units_chart: chart(site, "overview_kinds", &counted),
        promises_chart: (promised.len() > 1).then(|| chart(site, "overview_promises", &promised)),
        html: HtmlView {
            template: press.template("overview.html"),
            frame: Frame::new(press, &name, &address, "overview", home_link(site))
                .described(section.and_then(|section| section.meta().description.as_deref()))
                .with_schema(Schema { kind: "CollectionPage", ..Schema::default() })
                .with_data(updated(site), Twin::of(site, &address, &["csv", "json"]), site),
            text: section.and_then(|section| Text::of_section(site, section)),
            map: maps::national(press),
            data: Overview {
                kinds,
                provinces,
                promises: site.ledger.promises.len(),
                reported: site.ledger.promises.iter().filter(|promise| !promise.figures.is_empty()).count(),
                by_deadline: by_deadline(site),
                release: site.releases.first().map(|release| Latest {
                    link: Link { title: releases::title(site, release), url: site.url(&Address::release(&release.id)) },
                    date: DateView::new(release.date, site),
                    summary: releases::summary(site, release),
                }),
                sources: with_units.map(|dataset| SourceLine::new(site, dataset)).collect(),
            },
        },
    }
}

/// How many promises fall due when, as the plans write it.
fn by_deadline(site: &Site) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for promise in &site.ledger.promises {
        let deadline = promise.of(&site.pages).2.deadline.clone();
        *counts.entry(deadline.unwrap_or_else(|| site.word("unknown").to_owned())).or_default() += 1;
    }
    counts.into_iter().collect()
}

/// Bars of counts; what was reached of each is darker.
fn chart(site: &Site, title: &str, counts: &[(String, f64, usize)]) -> BarChart {
    let bar = |(label, value, reached): &(String, f64, usize)| Bar {
        label: label.clone(),
        value: *value,
        text: text::number(*value, &site.config.lang),
        reached: (*reached > 0).then_some(*reached as f64),
    };
    BarChart {
        title: site.word(title).to_owned(),
        max: counts.iter().map(|(_, value, _)| *value).fold(1.0, f64::max),
        bars: counts.iter().map(bar).collect(),
    }
}
