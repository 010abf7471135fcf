//! A target as pages show it, wherever they do: on its plan's page, on its own, in lists and comparisons.

use serde::Serialize;

use super::criteria;
use super::data::page_url;
use super::frame::{DateView, Link};
use super::open_data::latest;
use super::pages::unit_link;
use crate::domain::plan::Plan;
use crate::domain::target::{Comparator, Target, Version};
use crate::site::ledger::{Figure, Promise, plan_of};
use crate::site::{Address, Page, Site};
use crate::text::{self, Date};

/// A target with all that is known of it.
#[derive(Clone, Serialize)]
pub(super) struct TargetView {
    #[serde(flatten)]
    target: Target,
    sign: Option<Comparator>,
    share: Option<f64>,
    base: Option<String>,
    deadline_year: Option<u16>,
    url: String,
    /// Where its criterion is told of.
    criterion_url: Option<String>,
    owner: String,
    plan: Link,
    plan_number: Option<String>,
    /// Where it was promised, by the name of that time.
    place: Option<String>,
    province: Option<Link>,
    topics: Vec<Link>,
    topic_ids: Vec<String>,
    latest: Option<FigureView>,
    met: Option<bool>,
    progress: Option<Progress>,
    since: Option<DateView>,
    since_kind: Since,
    versions: Vec<VersionView>,
}

/// The promise as it stood before.
#[derive(Clone, Serialize)]
struct VersionView {
    text: String,
    value: Option<f64>,
    unit: Option<String>,
    until: Option<DateView>,
    source: Option<String>,
    note: Option<String>,
}

/// A reported figure.
#[derive(Clone, Serialize)]
pub(super) struct FigureView {
    date: DateView,
    value: f64,
    source: String,
    url: Option<String>,
    note: Option<String>,
    dataset: Link,
}

/// Promise and figure on one axis from 0 to 100.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Progress {
    goal: f64,
    reached: Option<f64>,
}

/// Which day it is from which on nobody has published a figure.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Since {
    /// The plan was issued.
    Issued,
    /// The plan was reported.
    Reported,
    /// The plan's time began.
    Period,
    /// Nobody knows.
    Unknown,
}

impl TargetView {
    pub(super) fn new(site: &Site, promise: &Promise) -> Self {
        let (page, plan, target) = promise.of(&site.pages);
        let (since_kind, since) = since(page);
        let last = promise.figures.last();
        let topics = promise.topics.iter().map(|&topic| &*site.pages[site.ledger.topics[topic].page]);
        let topic_id = |page: &Page| match &page.parsed.details {
            crate::domain::Details::Topic(topic) => topic.id.as_ref().map(|id| id.text.clone()),
            _ => None,
        };
        Self {
            sign: target.comparator,
            share: target.share(),
            base: target.numerator.zip(target.denominator).map(|(part, whole)| {
                let number = |value| text::number(value, &site.config.lang);
                format!("{}/{}", number(part), number(whole))
            }),
            deadline_year: target.deadline_year(),
            url: site.url(&Address::promise(&target.id)),
            criterion_url: target.criterion.as_ref().and_then(|criterion| criteria::url_of(site, criterion)),
            owner: target.owner.clone().unwrap_or_else(|| plan.issuer.clone()),
            plan: Link { title: page.meta().title.clone(), url: site.url(&page.address) },
            plan_number: plan.number.clone(),
            place: place(site, plan).map(str::to_owned),
            province: plan.province.as_ref().and_then(|code| unit_link(site, &code.text)),
            topic_ids: topics.clone().filter_map(topic_id).collect(),
            topics: topics
                .map(|page| Link { title: page.meta().title.clone(), url: site.url(&page.address) })
                .collect(),
            latest: last.map(|figure| FigureView::new(site, figure)),
            met: last.and_then(|figure| met(target, figure)),
            progress: progress(target, last),
            since: DateView::maybe(since, site),
            since_kind,
            versions: target.versions.iter().map(|version| VersionView::new(site, version)).collect(),
            target: target.clone(),
        }
    }
}

impl VersionView {
    fn new(site: &Site, version: &Version) -> Self {
        Self {
            text: version.text.clone(),
            value: version.value,
            unit: version.unit.clone(),
            until: DateView::maybe(version.until, site),
            source: version.source.clone(),
            note: version.note.clone(),
        }
    }
}

impl FigureView {
    pub(super) fn new(site: &Site, figure: &Figure) -> Self {
        let dataset = &site.datasets[figure.dataset];
        Self {
            date: DateView::new(figure.date, site),
            value: figure.value,
            source: figure.source.clone(),
            url: figure.url.clone(),
            note: figure.note.clone(),
            dataset: Link { title: dataset.decl.title.clone(), url: page_url(site, dataset) },
        }
    }
}

/// Where a plan was made, by the name of that time.
pub(super) fn place<'a>(site: &'a Site, plan: &'a Plan) -> Option<&'a str> {
    let unit = || plan.province.as_ref().and_then(|code| site.units.get(&code.text)).map(|unit| unit.name.as_str());
    plan.place.as_deref().or_else(unit)
}

/// Whether a figure keeps the promise. Who promised exactly a number meant at least that much.
pub(super) fn met(target: &Target, figure: &Figure) -> Option<bool> {
    let value = target.value?;
    Some(match target.comparator? {
        Comparator::AtLeast | Comparator::Exactly => figure.value >= value,
        Comparator::AtMost => figure.value <= value,
    })
}

/// A share lies on an axis of a hundred, a count on one that ends with the larger of the two numbers.
fn progress(target: &Target, last: Option<&Figure>) -> Option<Progress> {
    let value = target.value?;
    let reached = last.map(|figure| figure.value);
    let end = if target.share().is_some() { 100.0 } else { value.max(reached.unwrap_or(0.0)) };
    (end > 0.0).then(|| Progress { goal: 100.0 * value / end, reached: reached.map(|reached| 100.0 * reached / end) })
}

/// From when on figures could have been published.
pub(super) fn since(page: &Page) -> (Since, Option<Date>) {
    let plan = plan_of(page);
    if let Some(issued) = plan.and_then(|plan| plan.issued) {
        return (Since::Issued, Some(issued));
    }
    if let Some(reported) = page.meta().source.as_ref().and_then(|source| source.published).or(page.meta().date) {
        return (Since::Reported, Some(reported));
    }
    let from = plan.and_then(|plan| plan.period.as_ref()?.from.as_deref()).and_then(Date::parse);
    (if from.is_some() { Since::Period } else { Since::Unknown }, from)
}

/// When a promise last changed: its plan's page, or what was reported.
pub(super) fn updated(site: &Site, promise: &Promise) -> Option<Date> {
    let meta = promise.of(&site.pages).0.meta();
    let reported = |figure: &Figure| site.datasets[figure.dataset].decl.date.or(Some(figure.date));
    latest(promise.figures.iter().map(reported).chain([meta.updated.or(meta.date)]))
}
