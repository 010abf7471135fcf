//! Sổ cam kết: a page for every promise, the list of all, and each province's.

mod record;

use std::sync::Arc;

use serde::Serialize;

pub(super) use record::{PromiseRecord, record};

use super::Press;
use super::frame::{DateView, Frame, Link, Schema, Twin, home_link};
use super::html::{HtmlView, Text, run};
use super::open_data::{Record, json, latest, table, twin};
use super::targets::{FigureView, TargetView, updated};
use crate::job::{Job, Recipe, Role};
use crate::site::ledger::Promise;
use crate::site::{Address, Section, Site};
use crate::text::Date;

static PROMISE: Recipe<HtmlView<PromiseData>> = Recipe { name: "promise", run };
static PROMISES: Recipe<HtmlView<PromisesData>> = Recipe { name: "promises", run };
static PROMISE_JSON: Recipe<Record<PromiseRecord>> = Recipe { name: "promise json", run: json };
static PROMISES_JSON: Recipe<Record<All>> = Recipe { name: "promises json", run: json };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let site = &press.site;
    if site.ledger.promises.is_empty() {
        return;
    }
    for (at, promise) in site.ledger.promises.iter().enumerate() {
        let address = Address::promise(&promise.of(&site.pages).2.id);
        let shared = Arc::clone(press);
        jobs.push(Job::new(address.output_path(), Role::Page, &PROMISE, move || promise_view(&shared, at)));
        twin(jobs, press, &address, &PROMISE_JSON, move |site| {
            let promise = &site.ledger.promises[at];
            (updated(site, promise), record(site, promise))
        });
    }
    let all = Address::promises();
    let shared = Arc::clone(press);
    jobs.push(Job::new(all.output_path(), Role::Page, &PROMISES, move || list_view(&shared, None)));
    twin(jobs, press, &all, &PROMISES_JSON, |site| {
        let promises = site.ledger.promises.iter().map(|promise| record(site, promise)).collect();
        (all_updated(site), All { promises })
    });
    table(jobs, press, &all, record::sheet);
    for province in site.ledger.provinces(&site.pages, &site.units) {
        let path = Address::promises_in(&province.path).output_path();
        let (press, code) = (Arc::clone(press), Arc::clone(&province.code));
        jobs.push(Job::new(path, Role::Page, &PROMISES, move || list_view(&press, Some(&code))));
    }
}

/// The section that gives words to the list, when there is one.
fn section(site: &Site) -> Option<&Section> {
    site.sections.iter().find(|section| section.address == Address::promises())
}

fn title(site: &Site) -> &str {
    section(site).map_or_else(|| site.word("promises_title"), |section| &section.meta().title)
}

fn all_updated(site: &Site) -> Option<Date> {
    latest(site.ledger.promises.iter().map(|promise| updated(site, promise)))
}

#[derive(Serialize)]
struct All {
    promises: Vec<PromiseRecord>,
}

#[derive(Serialize)]
struct PromiseData {
    target: TargetView,
    plan: PlanFacts,
    figures: Vec<FigureView>,
    figures_checked: Option<DateView>,
    systems: Vec<Link>,
    /// Promises of other plans under the same topics.
    alike: Vec<TargetView>,
    previous: Option<Link>,
    next: Option<Link>,
}

/// What a promise's page says of its plan.
#[derive(Serialize)]
struct PlanFacts {
    title: String,
    url: String,
    number: Option<String>,
    issuer: String,
    issued: Option<DateView>,
    issued_note: Option<String>,
    period: Option<String>,
    source: Option<Source>,
    sample: bool,
}

#[derive(Serialize)]
struct Source {
    title: String,
    url: Option<String>,
    published: Option<DateView>,
    note: Option<String>,
}

fn promise_view(press: &Press, at: usize) -> HtmlView<PromiseData> {
    let site = &*press.site;
    let promises = &site.ledger.promises;
    let promise = &promises[at];
    let (page, plan, target) = promise.of(&site.pages);
    let address = Address::promise(&target.id);
    let mut ancestors = home_link(site);
    ancestors.push(Link { title: title(site).to_owned(), url: site.url(&Address::promises()) });
    let name = site.word("promise_title").replace("{id}", &target.id);
    let beside = |other: Option<usize>| {
        let other = promises.get(other?).filter(|other| other.page == promise.page)?;
        let target = other.of(&site.pages).2;
        Some(Link { title: target.text.clone(), url: site.url(&Address::promise(&target.id)) })
    };
    let systems = promise.systems.iter().map(|&system| {
        let page = &site.pages[site.ledger.systems[system].page];
        Link { title: page.meta().title.clone(), url: site.url(&page.address) }
    });
    let mut alike: Vec<usize> =
        promise.topics.iter().flat_map(|&topic| &site.ledger.topics[topic].promises).copied().collect();
    alike.sort_unstable();
    alike.dedup();
    let tables = site.datasets.iter().filter(|dataset| dataset.decl.figures.is_some());
    HtmlView {
        template: press.template("promise.html"),
        frame: Frame::new(press, &name, &address, "promise", ancestors).described(Some(&target.text)).with_data(
            updated(site, promise),
            Twin::of(site, &address, &["json"]),
            site,
        ),
        text: None,
        map: None,
        data: PromiseData {
            target: TargetView::new(site, promise),
            plan: PlanFacts {
                title: page.meta().title.clone(),
                url: site.url(&page.address),
                number: plan.number.clone(),
                issuer: plan.issuer.clone(),
                issued: DateView::maybe(plan.issued, site),
                issued_note: plan.issued_note.clone(),
                period: plan.period.as_ref().map(|period| period.text.clone()),
                source: page.meta().source.as_ref().map(|source| Source {
                    title: source.title.clone(),
                    url: source.url.as_ref().map(|url| url.text.clone()),
                    published: DateView::maybe(source.published, site),
                    note: source.note.clone(),
                }),
                sample: page.meta().sample,
            },
            figures: promise.figures.iter().rev().map(|figure| FigureView::new(site, figure)).collect(),
            figures_checked: DateView::maybe(latest(tables.map(|dataset| dataset.decl.date)), site),
            systems: systems.collect(),
            alike: alike
                .into_iter()
                .filter(|&other| promises[other].page != promise.page)
                .map(|other| TargetView::new(site, &promises[other]))
                .collect(),
            previous: beside(at.checked_sub(1)),
            next: beside(Some(at + 1)),
        },
    }
}

#[derive(Serialize)]
struct PromisesData {
    /// The province whose list this is.
    province: Option<Link>,
    groups: Vec<Group>,
    provinces: Vec<Counted>,
    topics: Vec<Counted>,
    counts: Counts,
    home: String,
}

#[derive(Serialize)]
struct Counts {
    promises: usize,
    reported: usize,
    qualitative: usize,
}

/// The promises of one plan.
#[derive(Serialize)]
struct Group {
    id: String,
    plan: Link,
    number: Option<String>,
    issuer: String,
    targets: Vec<TargetView>,
}

/// A list, and how many promises are on it.
#[derive(Serialize)]
struct Counted {
    title: String,
    url: String,
    count: usize,
}

fn list_view(press: &Press, province: Option<&str>) -> HtmlView<PromisesData> {
    let site = &*press.site;
    let ledger = &site.ledger;
    let code_of = |promise: &Promise| promise.of(&site.pages).1.province.as_ref().map(|code| code.text.as_str());
    let listed: Vec<&Promise> =
        ledger.promises.iter().filter(|promise| province.is_none() || code_of(promise) == province).collect();
    let unit = province.and_then(|code| site.units.get(code));
    let address = unit.map_or_else(Address::promises, |unit| Address::promises_in(&unit.path));
    let mut ancestors = home_link(site);
    if unit.is_some() {
        ancestors.push(Link { title: title(site).to_owned(), url: site.url(&Address::promises()) });
    }
    let name = unit.map_or_else(|| title(site).to_owned(), |unit| format!("{}: {}", title(site), unit.full_name));
    let own = section(site).filter(|_| unit.is_none());
    let endings: &[&str] = &["csv", "json"];
    HtmlView {
        template: press.template("lists/promises.html"),
        frame: Frame::new(press, &name, &address, "promises", ancestors)
            .described(own.and_then(|section| section.meta().description.as_deref()))
            .with_schema(Schema { kind: "CollectionPage", ..Schema::default() })
            // A province's promises are rows of the table of all.
            .with_data(
                latest(listed.iter().map(|promise| updated(site, promise))),
                Twin::of(site, &Address::promises(), endings),
                site,
            ),
        text: own.and_then(|section| Text::of_section(site, section)),
        map: None,
        data: PromisesData {
            province: unit.map(|unit| Link { title: unit.full_name.clone(), url: site.url(&site.unit_address(unit)) }),
            groups: groups(site, &listed),
            provinces: ledger
                .provinces(&site.pages, &site.units)
                .into_iter()
                .map(|unit| Counted {
                    title: unit.full_name.clone(),
                    url: site.url(&Address::promises_in(&unit.path)),
                    count: ledger.promises.iter().filter(|promise| code_of(promise) == Some(&*unit.code)).count(),
                })
                .collect(),
            topics: ledger
                .topics
                .iter()
                .map(|topic| {
                    let page = &site.pages[topic.page];
                    let count = topic.promises.len();
                    Counted { title: page.meta().title.clone(), url: site.url(&page.address), count }
                })
                .collect(),
            counts: Counts {
                promises: listed.len(),
                reported: listed.iter().filter(|promise| !promise.figures.is_empty()).count(),
                qualitative: listed.iter().filter(|promise| promise.of(&site.pages).2.qualitative).count(),
            },
            home: site.url(&Address::promises()),
        },
    }
}

/// Promises by plan, in the order of the ledger.
fn groups(site: &Site, listed: &[&Promise]) -> Vec<Group> {
    let mut groups: Vec<(usize, Group)> = Vec::new();
    for promise in listed {
        if groups.last().is_none_or(|(page, _)| *page != promise.page) {
            let (page, plan, _) = promise.of(&site.pages);
            let path = page.address.as_str().trim_end_matches('/');
            let group = Group {
                id: path.rsplit('/').next().unwrap_or_default().to_owned(),
                plan: Link { title: page.meta().title.clone(), url: site.url(&page.address) },
                number: plan.number.clone(),
                issuer: plan.issuer.clone(),
                targets: Vec::new(),
            };
            groups.push((promise.page, group));
        }
        if let Some((_, group)) = groups.last_mut() {
            group.targets.push(TargetView::new(site, promise));
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}
