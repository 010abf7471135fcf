//! A promise for machines: as JSON, and as a row of the table of all.

use serde::Serialize;

use crate::domain::target::{CriterionRef, Part, Pillar, Scope, Target, Version};
use crate::outputs::open_data::{Sheet, plain};
use crate::outputs::targets::{Since, met, place, since, updated};
use crate::site::ledger::{Figure, Promise, system_of};
use crate::site::{Address, Page, Site};

/// A promise. Keys are there whether they hold something or not.
#[derive(Serialize)]
pub(in crate::outputs) struct PromiseRecord {
    id: String,
    url: String,
    text: String,
    qualitative: bool,
    value: Option<f64>,
    unit: Option<String>,
    comparator: Option<&'static str>,
    comparator_certain: bool,
    numerator: Option<f64>,
    denominator: Option<f64>,
    breakdown: Vec<Part>,
    scope: Option<Scope>,
    criterion: Option<CriterionRef>,
    deadline: Option<String>,
    deadline_year: Option<u16>,
    binding: Option<String>,
    pillar: Pillar,
    topics: Vec<String>,
    systems: Vec<String>,
    owner: String,
    plan: PlanRecord,
    note: Option<String>,
    versions: Vec<Version>,
    figures: Vec<FigureRecord>,
    kept: Option<bool>,
    no_data_since: Option<NoData>,
    updated: Option<String>,
}

#[derive(Serialize)]
struct PlanRecord {
    title: String,
    url: String,
    number: Option<String>,
    issuer: String,
    issued: Option<String>,
    province: Option<String>,
    place: Option<String>,
    source: Option<String>,
    source_url: Option<String>,
    source_published: Option<String>,
}

#[derive(Serialize)]
struct FigureRecord {
    date: String,
    value: f64,
    source: String,
    url: Option<String>,
    note: Option<String>,
    dataset: String,
}

/// Nobody has published a figure, from this day on.
#[derive(Serialize)]
struct NoData {
    date: Option<String>,
    reason: Since,
}

/// A promise as a record.
pub(in crate::outputs) fn record(site: &Site, promise: &Promise) -> PromiseRecord {
    let (page, plan, target) = promise.of(&site.pages);
    let source = page.meta().source.as_ref();
    let last = promise.figures.last();
    PromiseRecord {
        id: target.id.clone(),
        url: site.canonical(&Address::promise(&target.id)),
        text: target.text.clone(),
        qualitative: target.qualitative,
        value: target.value,
        unit: target.unit.clone(),
        comparator: target.comparator.map(crate::domain::target::Comparator::typed),
        comparator_certain: target.comparator_certain,
        numerator: target.numerator,
        denominator: target.denominator,
        breakdown: target.breakdown.clone(),
        scope: target.scope.clone(),
        criterion: target.criterion.clone(),
        deadline: target.deadline.clone(),
        deadline_year: target.deadline_year(),
        binding: target.binding.clone(),
        pillar: target.pillar,
        topics: target.topics.iter().map(|topic| topic.text.clone()).collect(),
        systems: system_ids(site, promise),
        owner: owner(target, &plan.issuer),
        plan: PlanRecord {
            title: page.meta().title.clone(),
            url: site.canonical(&page.address),
            number: plan.number.clone(),
            issuer: plan.issuer.clone(),
            issued: plan.issued.map(|date| date.to_string()),
            province: plan.province.as_ref().map(|code| code.text.clone()),
            place: place(site, plan).map(str::to_owned),
            source: source.map(|source| source.title.clone()),
            source_url: source.and_then(|source| source.url.as_ref()).map(|url| url.text.clone()),
            source_published: source.and_then(|source| source.published).map(|date| date.to_string()),
        },
        note: target.note.clone(),
        versions: target.versions.clone(),
        figures: promise.figures.iter().map(|figure| figure_record(site, figure)).collect(),
        kept: last.and_then(|figure| met(target, figure)),
        no_data_since: last.is_none().then(|| no_data(page)),
        updated: updated(site, promise).map(|date| date.to_string()),
    }
}

fn owner(target: &Target, issuer: &str) -> String {
    target.owner.clone().unwrap_or_else(|| issuer.to_owned())
}

fn system_ids(site: &Site, promise: &Promise) -> Vec<String> {
    let page = |&system: &usize| &*site.pages[site.ledger.systems[system].page];
    let id = |page: &Page| Some(system_of(page)?.id.as_ref()?.text.clone());
    promise.systems.iter().map(page).filter_map(id).collect()
}

fn no_data(page: &Page) -> NoData {
    let (reason, date) = since(page);
    NoData { date: date.map(|date| date.to_string()), reason }
}

fn figure_record(site: &Site, figure: &Figure) -> FigureRecord {
    FigureRecord {
        date: figure.date.to_string(),
        value: figure.value,
        source: figure.source.clone(),
        url: figure.url.clone(),
        note: figure.note.clone(),
        dataset: site.datasets[figure.dataset].decl.id.text.clone(),
    }
}

/// The table of all promises, one a row, with the latest figure of each.
pub(super) fn sheet(site: &Site) -> Sheet {
    let headings = vec![
        "id",
        "url",
        "plan",
        "plan_number",
        "province",
        "place",
        "owner",
        "text",
        "qualitative",
        "value",
        "unit",
        "comparator",
        "comparator_certain",
        "numerator",
        "denominator",
        "scope_level",
        "scope_of",
        "criterion_framework",
        "criterion_number",
        "criterion_inferred",
        "deadline",
        "deadline_year",
        "binding",
        "pillar",
        "topics",
        "systems",
        "latest_date",
        "latest_value",
        "latest_source",
        "latest_url",
        "kept",
        "no_data_since",
        "note",
        "updated",
    ];
    Sheet { headings, rows: site.ledger.promises.iter().map(|promise| row(record(site, promise))).collect() }
}

fn row(promise: PromiseRecord) -> Vec<String> {
    let text = |value: Option<String>| value.unwrap_or_default();
    let flag = |value: Option<bool>| value.map_or_else(String::new, |value| value.to_string());
    let (level, of) = promise.scope.map_or_else(Default::default, |scope| (scope.level, scope.of));
    let criterion = promise.criterion.as_ref();
    let last = promise.figures.last();
    let pillar = serde_json::to_value(promise.pillar).ok();
    vec![
        promise.id,
        promise.url,
        promise.plan.title,
        text(promise.plan.number),
        text(promise.plan.province),
        text(promise.plan.place),
        promise.owner,
        promise.text,
        promise.qualitative.to_string(),
        plain(promise.value),
        text(promise.unit),
        promise.comparator.unwrap_or_default().to_owned(),
        promise.comparator_certain.to_string(),
        plain(promise.numerator),
        plain(promise.denominator),
        level,
        of,
        text(criterion.and_then(|criterion| criterion.framework.clone())),
        text(criterion.and_then(|criterion| criterion.number.clone())),
        flag(criterion.map(|criterion| criterion.inferred)),
        text(promise.deadline),
        promise.deadline_year.map_or_else(String::new, |year| year.to_string()),
        text(promise.binding),
        pillar.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned(),
        promise.topics.join(" "),
        promise.systems.join(" "),
        text(last.map(|figure| figure.date.clone())),
        plain(last.map(|figure| figure.value)),
        text(last.map(|figure| figure.source.clone())),
        text(last.and_then(|figure| figure.url.clone())),
        flag(promise.kept),
        text(promise.no_data_since.and_then(|no_data| no_data.date)),
        text(promise.note),
        text(promise.updated),
    ]
}
