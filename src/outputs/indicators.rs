//! An indicator of which anything was published: how its communes are spread year by year, on maps and in a table; a page for
//! the country and one for each province. Never a ranking: rows stand in the order of their names.

mod ground;
mod judged;
mod national;
mod scale;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use self::ground::Grounds;
use self::judged::{Measured, Place, Words};
use self::national::National;
use self::scale::ScaleWords;
use super::criteria::{self, ThresholdView};
use super::data::SourceLine;
use super::frame::{Frame, Link, Schema, Twin, home_link};
use super::html::{HtmlView, run_with};
use super::{Press, maps};
use crate::diagnostics::Diagnostic;
use crate::digest::{Digest, Sealed};
use crate::domain::criterion::{Framework, Indicator};
use crate::domain::record::{IndicatorHandle, UnitKey};
use crate::domain::unit::Unit;
use crate::export::csv;
use crate::job::{Job, Recipe, Role};
use crate::site::indicators::Published;
use crate::site::{Address, Site};

static NATIONAL: Recipe<View<National>> = Recipe {
    name: "indicator",
    run: |view| {
        run_with(&view.html, |context| {
            view.measured.judged().into_iter().for_each(|(key, value)| context.insert_value(key, value))
        })
    },
};
static PROVINCE: Recipe<View<Measured>> = Recipe {
    name: "indicator of a province",
    run: |view| {
        run_with(&view.html, |context| {
            let (years, rows) = view.measured.judged();
            context.insert_value("years", years);
            context.insert_value("rows", rows);
        })
    },
};
static CSV: Recipe<Table> = Recipe { name: "indicator csv", run: Table::csv };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let subjects = subjects(&press.site);
    let grounds = Arc::new(Grounds::new(press, &subjects));
    for subject in subjects.into_iter().map(Arc::new) {
        let with = || (Arc::clone(&grounds), Arc::clone(&subject));
        let page = subject.address(&press.site, None);
        let (grounds, own) = with();
        jobs.push(Job::new(page.output_path(), Role::Page, &NATIONAL, move || national_view(&grounds, &own)));
        let (grounds, own) = with();
        let path = page.twin("csv").output_path();
        jobs.push(Job::new(path, Role::File, &CSV, move || Table::new(&grounds, &own, &own.provinces)));
        for (at, province) in subject.provinces.iter().enumerate() {
            let (grounds, own) = with();
            let page = subject.address(&press.site, Some(province));
            jobs.push(Job::new(page.output_path(), Role::Page, &PROVINCE, move || province_view(&grounds, &own, at)));
            let (grounds, own) = with();
            let path = page.twin("csv").output_path();
            jobs.push(Job::new(path, Role::File, &CSV, move || Table::new(&grounds, &own, &own.provinces[at..=at])));
        }
    }
}

/// The page of an indicator with results, for what links to it: where only one province has any, that province's.
pub(super) fn page_url(site: &Site, framework: usize, indicator: usize) -> Option<String> {
    let mut provinces = site.measured.get(&(framework, indicator))?.keys();
    let province = provinces.next().filter(|_| provinces.next().is_none()).map(|only| &**only);
    Some(site.url(&site.indicator_address(framework, indicator, province)))
}

/// An indicator with the provinces of which anything is known.
#[derive(Clone)]
pub(super) struct Subject {
    framework: usize,
    indicator: usize,
    /// Their codes.
    pub provinces: Vec<Arc<str>>,
}

pub(super) fn subjects(site: &Site) -> Vec<Subject> {
    let all = site.measured.iter();
    all.map(|(&(framework, indicator), provinces)| Subject {
        framework,
        indicator,
        provinces: provinces.keys().cloned().collect(),
    })
    .collect()
}

impl Subject {
    pub(super) fn set<'a>(&self, site: &'a Site) -> &'a Framework {
        &site.record.frameworks[self.framework]
    }

    pub(super) fn indicator<'a>(&self, site: &'a Site) -> &'a Indicator {
        &self.set(site).indicators[self.indicator]
    }

    pub(super) fn address(&self, site: &Site, province: Option<&str>) -> Address {
        site.indicator_address(self.framework, self.indicator, province)
    }

    /// The communes of a province that the set is for.
    fn communes<'a>(&self, site: &'a Site, province: &str) -> Vec<&'a Unit> {
        site.units.communes_of(province).filter(|unit| self.set(site).covers(unit)).collect()
    }

    /// What was published in some provinces.
    fn published<'a>(&self, site: &'a Site, provinces: &[Arc<str>]) -> impl Iterator<Item = &'a Published> {
        let all = site.measured.get(&(self.framework, self.indicator));
        provinces.iter().filter_map(move |code| all?.get(code))
    }

    /// The tables that its results stand in, by position.
    pub(super) fn tables(&self, site: &Site) -> BTreeSet<usize> {
        self.published(site, &self.provinces).flat_map(|published| &published.tables).copied().collect()
    }

    /// The years of its results, oldest first.
    pub(super) fn years(&self, site: &Site) -> BTreeSet<u16> {
        self.published(site, &self.provinces).flat_map(|published| &published.years).copied().collect()
    }

    /// Changes when any result of the communes of some provinces does.
    pub(super) fn digest(&self, site: &Site, provinces: &[Arc<str>]) -> Digest {
        Digest::of_value(&self.published(site, provinces).map(|published| &published.digest).collect::<Vec<_>>())
    }

    /// The results of the communes of some provinces.
    pub(super) fn handle(&self, site: &Site, provinces: &[Arc<str>]) -> IndicatorHandle {
        let units = provinces.iter().flat_map(|code| self.communes(site, code));
        self.handle_of(site, provinces, units.map(UnitKey::of).collect())
    }

    /// The same where the communes are known.
    fn handle_of(&self, site: &Site, provinces: &[Arc<str>], units: Arc<[UnitKey]>) -> IndicatorHandle {
        IndicatorHandle {
            record: Arc::clone(&site.record),
            framework: self.framework,
            indicator: self.indicator,
            units,
            digest: self.digest(site, provinces),
        }
    }
}

/// A page with what is judged when it is made.
#[derive(Serialize)]
struct View<M> {
    html: HtmlView<IndicatorData>,
    measured: M,
}

#[derive(Serialize)]
struct IndicatorData {
    indicator: IndicatorView,
    /// The page of the country, or of this province.
    province: Option<Link>,
    national: Link,
    /// Whether any table is made up.
    sample: bool,
    sources: Vec<SourceLine>,
}

#[derive(Serialize)]
struct IndicatorView {
    number: String,
    text: String,
    unit: Option<String>,
    set: Link,
    /// Where the set's page has it, with its source.
    url: String,
    thresholds: Vec<ThresholdView>,
}

fn html(press: &Press, subject: &Subject, province: Option<&Unit>, provinces: &[Arc<str>]) -> HtmlView<IndicatorData> {
    let site = &*press.site;
    let framework = subject.set(site);
    let indicator = &framework.indicators[subject.indicator];
    let set = Link { title: criteria::short(framework).to_owned(), url: site.url(&criteria::address(framework)) };
    let address = subject.address(site, province.map(|unit| &*unit.code));
    let national = Link {
        title: format!("{} {}", site.word("indicator_title"), indicator.number),
        url: site.url(&subject.address(site, None)),
    };
    let title =
        province.map_or_else(|| national.title.clone(), |unit| format!("{}: {}", national.title, unit.full_name));
    let mut ancestors = home_link(site);
    ancestors.push(Link { title: site.word("criteria_title").to_owned(), url: site.url(&Address::criteria()) });
    ancestors.push(set.clone());
    ancestors.extend(province.map(|_| national.clone()));
    let tables: BTreeSet<usize> =
        subject.published(site, provinces).flat_map(|published| &published.tables).copied().collect();
    let tables: Vec<_> = tables.into_iter().map(|table| &site.record.tables[table]).collect();
    let latest = tables.iter().filter_map(|table| table.date).max();
    HtmlView {
        template: press.template("kinds/indicator.html"),
        frame: Frame::new(press, &title, &address, "indicator", ancestors)
            .described(Some(&indicator.text))
            .with_schema(Schema { kind: "Dataset", ..Schema::default() })
            .with_data(latest, Twin::of(site, &address, &["csv"]), site),
        text: None,
        map: None,
        data: IndicatorData {
            indicator: IndicatorView {
                number: indicator.number.clone(),
                text: indicator.text.clone(),
                unit: indicator.unit.clone(),
                url: format!("{}#{}", set.url, criteria::indicator_anchor(&indicator.number)),
                set,
                thresholds: criteria::thresholds(framework, indicator),
            },
            province: province.map(|unit| maps::unit_link(site, unit)),
            national,
            sample: tables.iter().any(|table| table.sample),
            sources: tables.iter().map(|table| SourceLine::of_results(site, table)).collect(),
        },
    }
}

fn national_view(grounds: &Grounds, subject: &Subject) -> View<National> {
    let html = html(&grounds.press, subject, None, &subject.provinces);
    View { html, measured: National::new(grounds, subject) }
}

fn province_view(grounds: &Grounds, subject: &Subject, at: usize) -> View<Measured> {
    let site = &*grounds.press.site;
    let code = &subject.provinces[at];
    let ground = grounds.of(subject, code);
    let indicator = &subject.set(site).indicators[subject.indicator];
    View {
        html: html(&grounds.press, subject, site.units.get(code), &subject.provinces[at..=at]),
        measured: Measured {
            handle: grounds.handle(subject, &subject.provinces[at..=at]),
            places: Sealed::clone(&ground.places),
            map: ground.map.clone(),
            scale: scale_words(site),
            words: words(site, &indicator.text),
        },
    }
}

fn words(site: &Site, title: &str) -> Words {
    let word = |key: &str| site.word(key).to_owned();
    Words {
        title: format!("{title}, {{year}}"),
        no_data: word("state_no_data"),
        not_asked: word("indicator_not_asked"),
        met: word("said_met"),
        failed: word("said_not_met"),
        nearly: word("said_nearly"),
        apart: word("said_not_applicable"),
    }
}

fn scale_words(site: &Site) -> ScaleWords {
    let word = |key: &str| site.word(key).to_owned();
    ScaleWords {
        lang: site.config.lang.clone(),
        above: [word("class_from_to"), word("class_below"), word("class_from")],
        below: [word("class_over_to"), word("class_up_to"), word("class_over")],
        met: word("state_met"),
        failed: word("state_not_met"),
        apart: word("state_not_applicable"),
    }
}

/// The results of an indicator for machines, one a row.
#[derive(Serialize)]
struct Table {
    handle: IndicatorHandle,
    /// Of the handle's units, province by province.
    places: Vec<Sealed<Vec<Place>>>,
}

impl Table {
    fn new(grounds: &Grounds, subject: &Subject, provinces: &[Arc<str>]) -> Self {
        let places = provinces.iter().map(|province| Sealed::clone(&grounds.of(subject, province).places));
        Self { handle: grounds.handle(subject, provinces), places: places.collect() }
    }

    fn csv(&self) -> Result<Vec<u8>, Diagnostic> {
        let mut file =
            csv::Writer::new(["ma_don_vi", "ten_don_vi", "ma_tinh", "thoi_diem", "gia_tri", "ket_qua", "bang"])?;
        let places = self.places.iter().flat_map(|places| &***places);
        for (unit, place) in self.handle.units.iter().zip(places) {
            for outcome in self.handle.outcomes(unit) {
                file.row([
                    &*unit.code,
                    &place.name,
                    unit.province.as_deref().unwrap_or_default(),
                    &outcome.date.to_string(),
                    &outcome.figure().map_or_else(String::new, |figure| figure.to_string()),
                    outcome.said.word(),
                    &self.handle.record.tables[usize::from(outcome.table)].id,
                ])?;
            }
        }
        file.finish()
    }
}
