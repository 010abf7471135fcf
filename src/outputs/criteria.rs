//! Criteria sets: a page each with its twins for machines, and the list of them all.

mod tables;

use std::sync::Arc;

use serde::Serialize;

use super::frame::{DateView, Frame, Link, Schema, home_link};
use super::html::{HtmlView, Text, run};
use super::pages::unit_link;
use super::{Press, indicators};
use crate::domain::criterion::{Criterion, Framework, Indicator, Needed, Origin, Scope, Sureness};
use crate::domain::target::CriterionRef;
use crate::domain::threshold::Threshold;
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Site};

static LIST: Recipe<HtmlView<ListData>> = Recipe { name: "criteria", run };
static SET: Recipe<HtmlView<SetData>> = Recipe { name: "framework", run };
pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if press.site.record.is_empty() {
        return;
    }
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::criteria().output_path(), Role::Page, &LIST, move || list_view(&shared)));
    for (at, framework) in press.site.record.frameworks.iter().enumerate() {
        let address = address(framework);
        let shared = Arc::clone(press);
        jobs.push(Job::new(address.output_path(), Role::Page, &SET, move || set_view(&shared, at)));
        tables::plan(press, jobs, at);
    }
}

/// A set's page.
pub(super) fn address(framework: &Framework) -> Address {
    Address::criteria().join(&format!("{}/", framework.decree.id))
}

/// Where a criterion stands on its set's page.
pub(super) fn criterion_anchor(number: &str) -> String {
    format!("tieu-chi-{number}")
}

/// Where an indicator stands on its set's page.
pub(super) fn indicator_anchor(number: &str) -> String {
    format!("chi-tieu-{number}")
}

/// Where the portal tells of a criterion that a target names; `None` where it has no such set.
pub(super) fn url_of(site: &Site, criterion: &CriterionRef) -> Option<String> {
    let (id, number) = (criterion.framework.as_ref()?, criterion.number.as_ref()?);
    let set = site.record.frameworks.iter().find(|set| set.decree.id == *id && set.numbers(number))?;
    let is_indicator = set.indicator(number).is_some();
    let anchor = if is_indicator { indicator_anchor(number) } else { criterion_anchor(number) };
    Some(format!("{}#{anchor}", site.url(&address(set))))
}

/// The short name of a set, the whole one where it has none.
pub(super) fn short(framework: &Framework) -> &str {
    framework.decree.short.as_deref().unwrap_or(&framework.decree.title)
}

#[derive(Serialize)]
struct ListData {
    frameworks: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    title: String,
    short: String,
    url: String,
    decision: String,
    period: Option<String>,
    scope: Scope,
    criteria: Counted,
    indicators: Counted,
    sureness: Sureness,
    sample: bool,
    province: Option<Link>,
}

/// How many the decision has, and how many of them are here.
#[derive(Clone, Copy, Serialize)]
struct Counted {
    declared: Option<usize>,
    known: usize,
}

impl Entry {
    fn new(site: &Site, framework: &Framework) -> Self {
        let decree = &framework.decree;
        Self {
            id: decree.id.clone(),
            title: decree.title.clone(),
            short: short(framework).to_owned(),
            url: site.url(&address(framework)),
            decision: decree.decision.clone(),
            period: decree.period.clone(),
            scope: decree.scope,
            criteria: Counted { declared: decree.criteria, known: framework.criteria.len() },
            indicators: Counted { declared: decree.indicators, known: framework.indicators.len() },
            sureness: decree.sureness,
            sample: decree.sample,
            province: decree.province.as_ref().and_then(|code| unit_link(site, code)),
        }
    }
}

fn list_view(press: &Press) -> HtmlView<ListData> {
    let site = &*press.site;
    let section = site.sections.iter().find(|section| section.address == Address::criteria());
    let title = section.map_or_else(|| site.word("criteria_title").to_owned(), |section| section.meta().title.clone());
    let description = section.and_then(|section| section.meta().description.as_deref());
    HtmlView {
        template: press.template("lists/criteria.html"),
        frame: Frame::new(press, &title, &Address::criteria(), "criteria", home_link(site)).described(description),
        text: section.and_then(|section| Text::of_section(site, section)),
        map: None,
        data: ListData {
            frameworks: site.record.frameworks.iter().map(|framework| Entry::new(site, framework)).collect(),
        },
    }
}

#[derive(Serialize)]
struct SetData {
    framework: SetView,
}

#[derive(Serialize)]
struct SetView {
    #[serde(flatten)]
    entry: Entry,
    issued: Option<DateView>,
    effective: Option<DateView>,
    kinds: Vec<String>,
    document: Option<Link>,
    follows: Option<Link>,
    followed_by: Vec<Link>,
    source: String,
    note: Option<String>,
    groups: Vec<GroupView>,
    /// How many criteria have to be met; none for all.
    needed: Option<usize>,
    conditions: Vec<ConditionView>,
    chapters: Vec<Chapter>,
    files: Vec<Link>,
}

#[derive(Serialize)]
struct GroupView {
    title: String,
    text: Option<String>,
}

#[derive(Serialize)]
struct ConditionView {
    id: String,
    text: String,
    #[serde(flatten)]
    origin: Origin,
}

#[derive(Serialize)]
struct Chapter {
    id: String,
    number: String,
    name: String,
    group: Option<String>,
    needed: Option<usize>,
    #[serde(flatten)]
    origin: Origin,
    indicators: Vec<IndicatorView>,
}

#[derive(Serialize)]
struct IndicatorView {
    id: String,
    number: String,
    text: String,
    unit: Option<String>,
    verbatim: bool,
    thresholds: Vec<ThresholdView>,
    /// The page with its results, when anything was published.
    results: Option<String>,
    #[serde(flatten)]
    origin: Origin,
}

/// A threshold as templates put it into words.
#[derive(Clone, Serialize)]
pub(super) struct ThresholdView {
    rule: &'static str,
    value: Option<f64>,
    unit: Option<String>,
    group: Option<String>,
}

impl ThresholdView {
    pub(super) fn new(threshold: Threshold, unit: Option<&str>, group: Option<&str>) -> Self {
        let rule = match threshold {
            Threshold::AtLeast(_) => "at_least",
            Threshold::MoreThan(_) => "more_than",
            Threshold::AtMost(_) => "at_most",
            Threshold::LessThan(_) => "less_than",
            Threshold::Exactly(_) => "exactly",
            Threshold::Judged => "judged",
            Threshold::Delegated => "delegated",
        };
        let value = threshold.value();
        let unit = value.and(unit).map(str::to_owned);
        Self { rule, value, unit, group: group.map(str::to_owned) }
    }
}

fn needed(needed: Needed) -> Option<usize> {
    match needed {
        Needed::All => None,
        Needed::AtLeast(count) => Some(count),
    }
}

fn set_view(press: &Press, at: usize) -> HtmlView<SetData> {
    let site = &*press.site;
    let all = &site.record.frameworks;
    let framework = &all[at];
    let decree = &framework.decree;
    let link = |framework: &Framework| Link { title: short(framework).to_owned(), url: site.url(&address(framework)) };
    let page = framework.document.as_ref().and_then(|file| site.page_of(file)).map(|id| &site.pages[id]);
    let own = address(framework);
    let file = |name: &str| Link { title: name.to_owned(), url: site.url(&own.join(name)) };
    let chapters = framework.criteria.iter().enumerate();
    let view = SetView {
        issued: DateView::maybe(decree.issued, site),
        effective: DateView::maybe(decree.effective, site),
        kinds: decree.kinds.clone(),
        document: page.map(|page| Link { title: page.meta().title.clone(), url: site.url(&page.address) }),
        follows: framework.follows.map(|before| link(&all[before])),
        followed_by: all.iter().filter(|other| other.follows == Some(at)).map(link).collect(),
        source: decree.source.clone(),
        note: decree.note.clone(),
        groups: (decree.groups.iter())
            .map(|group| GroupView { title: group.title.clone(), text: group.text.clone() })
            .collect(),
        needed: needed(decree.needed),
        conditions: (framework.conditions.iter().enumerate())
            .map(|(number, condition)| ConditionView {
                id: format!("dieu-kien-{}", number + 1),
                text: condition.text.clone(),
                origin: condition.origin.clone(),
            })
            .collect(),
        chapters: chapters.map(|(number, criterion)| chapter(site, at, number, criterion)).collect(),
        files: ["tieu-chi.csv", "tieu-chi.json"].map(file).into(),
        entry: Entry::new(site, framework),
    };
    let mut ancestors = home_link(site);
    ancestors.push(Link { title: site.word("criteria_title").to_owned(), url: site.url(&Address::criteria()) });
    HtmlView {
        template: press.template("kinds/framework.html"),
        frame: Frame::new(press, &decree.title, &own, "framework", ancestors)
            .described(decree.note.as_deref())
            .with_schema(Schema {
                kind: "DefinedTermSet",
                more: vec![("identifier", decree.id.as_str().into()), ("isBasedOn", decree.decision.as_str().into())],
                ..Schema::default()
            }),
        text: None,
        map: None,
        data: SetData { framework: view },
    }
}

fn chapter(site: &Site, set: usize, at: usize, criterion: &Criterion) -> Chapter {
    let framework = &site.record.frameworks[set];
    let english = criterion.name_en.as_ref().filter(|_| site.config.lang == "en");
    Chapter {
        id: criterion_anchor(&criterion.number),
        number: criterion.number.clone(),
        name: english.unwrap_or(&criterion.name).clone(),
        group: criterion.group.clone(),
        needed: needed(criterion.needed),
        origin: criterion.origin.clone(),
        indicators: framework
            .of_criterion(at)
            .map(|position| (position, &framework.indicators[position]))
            .map(|(position, indicator)| IndicatorView {
                id: indicator_anchor(&indicator.number),
                number: indicator.number.clone(),
                text: indicator.text.clone(),
                unit: indicator.unit.clone(),
                verbatim: indicator.verbatim,
                thresholds: thresholds(framework, indicator),
                results: indicators::page_url(site, set, position),
                origin: indicator.origin.clone(),
            })
            .collect(),
    }
}

pub(super) fn thresholds(framework: &Framework, indicator: &Indicator) -> Vec<ThresholdView> {
    let group = |at: &Option<usize>| at.map(|at| framework.decree.groups[at].title.as_str());
    let view = |(at, threshold): &(Option<usize>, Threshold)| {
        ThresholdView::new(*threshold, indicator.unit.as_deref(), group(at))
    };
    indicator.thresholds.iter().map(view).collect()
}
