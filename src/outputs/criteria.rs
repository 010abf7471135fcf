//! Criteria sets: a page each with its twins for machines, and the list of them all.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::Press;
use super::frame::{DateView, Frame, Link, Schema, home_link};
use super::html::{HtmlView, Text, run};
use super::pages::unit_link;
use crate::diagnostics::{Diagnostic, code};
use crate::domain::criterion::{Criterion, Framework, Indicator, Needed, Origin, Scope, Sureness};
use crate::domain::threshold::Threshold;
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Site};

static LIST: Recipe<HtmlView<ListData>> = Recipe { name: "criteria", run };
static SET: Recipe<HtmlView<SetData>> = Recipe { name: "framework", run };
static JSON: Recipe<serde_json::Value> =
    Recipe { name: "framework json", run: |twin| serde_json::to_vec_pretty(twin).map_err(|error| unwritable(&error)) };
static CSV: Recipe<Vec<Vec<String>>> = Recipe { name: "framework csv", run: |rows| written(rows) };

fn written(rows: &[Vec<String>]) -> Result<Vec<u8>, Diagnostic> {
    let (header, rows) = rows.split_first().unwrap_or((const { &Vec::new() }, &[]));
    let mut file = super::csv::Writer::new(header)?;
    rows.iter().try_for_each(|row| file.row(row))?;
    file.finish()
}

fn unwritable(error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error(code::UNWRITABLE).arg("path", "json").arg("reason", error)
}

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
        let shared = Arc::clone(press);
        jobs.push(Job::new(address.join("tieu-chi.json").output_path(), Role::File, &JSON, move || {
            twin(&shared.site, &shared.site.record.frameworks[at])
        }));
        let shared = Arc::clone(press);
        jobs.push(Job::new(address.join("tieu-chi.csv").output_path(), Role::File, &CSV, move || {
            rows(&shared.site.record.frameworks[at])
        }));
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
        chapters: chapters.map(|(at, criterion)| chapter(site, framework, at, criterion)).collect(),
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

fn chapter(site: &Site, framework: &Framework, at: usize, criterion: &Criterion) -> Chapter {
    let english = criterion.name_en.as_ref().filter(|_| site.config.lang == "en");
    Chapter {
        id: criterion_anchor(&criterion.number),
        number: criterion.number.clone(),
        name: english.unwrap_or(&criterion.name).clone(),
        group: criterion.group.clone(),
        needed: needed(criterion.needed),
        origin: criterion.origin.clone(),
        indicators: framework.indicators[framework.of_criterion(at)]
            .iter()
            .map(|indicator| IndicatorView {
                id: indicator_anchor(&indicator.number),
                number: indicator.number.clone(),
                text: indicator.text.clone(),
                unit: indicator.unit.clone(),
                verbatim: indicator.verbatim,
                thresholds: thresholds(framework, indicator),
                origin: indicator.origin.clone(),
            })
            .collect(),
    }
}

fn thresholds(framework: &Framework, indicator: &Indicator) -> Vec<ThresholdView> {
    let group = |at: &Option<usize>| at.map(|at| framework.decree.groups[at].title.as_str());
    let view = |(at, threshold): &(Option<usize>, Threshold)| {
        ThresholdView::new(*threshold, indicator.unit.as_deref(), group(at))
    };
    indicator.thresholds.iter().map(view).collect()
}

/// The set for machines: what the page says, by stable keys.
fn twin(site: &Site, framework: &Framework) -> serde_json::Value {
    let page = site.canonical(&address(framework));
    let indicator = |indicator: &Indicator| {
        let threshold = |(group, threshold): &(Option<usize>, Threshold)| {
            let mut value = serde_json::to_value(threshold).unwrap_or_default();
            value["group"] = group.map(|at| framework.decree.groups[at].id.as_str()).into();
            value
        };
        json!({
            "number": indicator.number,
            "text": indicator.text,
            "unit": indicator.unit,
            "verbatim": indicator.verbatim,
            "thresholds": indicator.thresholds.iter().map(threshold).collect::<Vec<_>>(),
            "origin": indicator.origin,
            "url": format!("{page}#{}", indicator_anchor(&indicator.number)),
        })
    };
    let criterion = |(at, criterion): (usize, &Criterion)| {
        json!({
            "number": criterion.number,
            "name": criterion.name,
            "name_en": criterion.name_en,
            "group": criterion.group,
            "needed": criterion.needed,
            "origin": criterion.origin,
            "url": format!("{page}#{}", criterion_anchor(&criterion.number)),
            "indicators": framework.indicators[framework.of_criterion(at)].iter().map(indicator).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": "langso/framework/1",
        "url": page,
        "decree": framework.decree,
        "conditions": framework.conditions,
        "criteria": framework.criteria.iter().enumerate().map(criterion).collect::<Vec<_>>(),
    })
}

/// The set as the table that it could be read from again.
fn rows(framework: &Framework) -> Vec<Vec<String>> {
    const HEAD: [&str; 12] = [
        "Loại",
        "Số",
        "Tên",
        "Tên tiếng Anh",
        "Nhóm",
        "Đơn vị",
        "Quy tắc",
        "Nguyên văn",
        "Nguồn",
        "Độ chắc",
        "Ghi chú",
        "Ngưỡng",
    ];
    let groups = &framework.decree.groups;
    let head = HEAD.map(str::to_owned).into_iter();
    let mut rows: Vec<Vec<String>> =
        vec![head.chain(groups.iter().map(|group| format!("Ngưỡng {}", group.title))).collect()];
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let row = |start: [&str; 3], middle: [String; 5], origin: &Origin| {
        let end = [text(&origin.source), origin.sureness.word().to_owned(), text(&origin.note)];
        start.map(str::to_owned).into_iter().chain(middle).chain(end).collect::<Vec<_>>()
    };
    let blank = String::new;
    for condition in &framework.conditions {
        let middle = [blank(), blank(), blank(), blank(), blank()];
        rows.push(row(["điều kiện", "", &condition.text], middle, &condition.origin));
    }
    for (at, criterion) in framework.criteria.iter().enumerate() {
        let rule = needed(criterion.needed).map_or_else(blank, |count| format!("ít nhất {count}"));
        let middle = [text(&criterion.name_en), text(&criterion.group), blank(), rule, blank()];
        rows.push(row(["tiêu chí", &criterion.number, &criterion.name], middle, &criterion.origin));
        for indicator in &framework.indicators[framework.of_criterion(at)] {
            let verbatim = if indicator.verbatim { "x" } else { "" }.to_owned();
            let middle = [blank(), blank(), text(&indicator.unit), blank(), verbatim];
            let mut cells = row(["chỉ tiêu", &indicator.number, &indicator.text], middle, &indicator.origin);
            let of = |group: Option<usize>| {
                let own = indicator.thresholds.iter().find(|(own, _)| *own == group);
                own.map_or_else(blank, |(_, threshold)| threshold.to_string())
            };
            cells.push(of(None));
            cells.extend((0..groups.len()).map(|group| of(Some(group))));
            rows.push(cells);
        }
    }
    let width = rows[0].len();
    rows.iter_mut().for_each(|row| row.resize(width, blank()));
    rows
}
