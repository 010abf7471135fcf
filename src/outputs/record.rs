//! The record on the pages of units: what a commune still lacks, how a province's communes are spread, and every table of
//! results for machines.
//!
//! Views hold handles that serialise as digests; units are judged when a page is made, not when it is planned.

mod commune;
mod province;

use std::sync::Arc;

use serde::Serialize;

pub(super) use commune::{CommuneRecord, of_commune};
pub(super) use province::{ProvinceRecord, of_communes, of_province};

use super::frame::DateView;
use super::open_data::Sheet;
use super::{Press, criteria};
use crate::diagnostics::Diagnostic;
use crate::domain::criterion::Framework;
use crate::domain::evaluation::Measured;
use crate::domain::record::{Outcome, Recognition, Record, TableHandle};
use crate::domain::threshold::{Said, State};
use crate::domain::unit::Unit;
use crate::export::csv;
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Site};
use crate::text::Date;

static TABLE: Recipe<TableHandle> = Recipe { name: "results", run: |table| written(table) };

static DECISIONS: Recipe<Sheet> = Recipe { name: "decisions", run: Sheet::csv };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let record = &press.site.record;
    for (table, provenance) in record.tables.iter().enumerate() {
        let record = Arc::clone(record);
        let path = table_address(&provenance.id).output_path();
        jobs.push(Job::new(path, Role::File, &TABLE, move || TableHandle { record: Arc::clone(&record), table }));
    }
    for (table, provenance) in record.decisions.iter().enumerate() {
        let path = table_address(&provenance.id).output_path();
        let shared = Arc::clone(press);
        jobs.push(Job::new(path, Role::File, &DECISIONS, move || decisions(&shared.site, table)));
    }
}

/// The decisions of a table.
fn decisions(site: &Site, table: usize) -> Sheet {
    let record = &site.record;
    let row = |(code, decision): (&Arc<str>, &Recognition)| {
        let name = site.units.get(code).map_or_else(String::new, |unit| unit.full_name.clone());
        let action = if decision.granted { "công nhận" } else { "thu hồi" };
        let set = record.frameworks[decision.framework].decree.id.clone();
        vec![code.to_string(), name, set, decision.date.to_string(), decision.decision.clone(), action.to_owned()]
    };
    Sheet {
        headings: vec!["ma_don_vi", "ten_don_vi", "bo_tieu_chi", "ngay", "quyet_dinh", "viec"],
        rows: record.of_decisions(table).into_iter().map(row).collect(),
    }
}

/// Where a table of results can be downloaded.
pub(super) fn table_address(id: &str) -> Address {
    Address::data().join(&format!("{id}.csv"))
}

/// A table in the long form, whatever its file looked like; only what pages show is in it.
fn written(table: &TableHandle) -> Result<Vec<u8>, Diagnostic> {
    let record = &table.record;
    let mut file =
        csv::Writer::new(["ma_don_vi", "bo_tieu_chi", "chi_tieu", "thoi_diem", "gia_tri", "ket_qua", "minh_chung"])?;
    for (code, outcome) in record.of_table(table.table) {
        let framework = &record.frameworks[usize::from(outcome.framework)];
        let figure = outcome.figure().map_or_else(String::new, |figure| figure.to_string());
        file.row([
            &**code,
            &framework.decree.id,
            &framework.indicators[usize::from(outcome.indicator)].number,
            &outcome.date.to_string(),
            &figure,
            outcome.said.word(),
            record.evidence(outcome).unwrap_or_default(),
        ])?;
    }
    file.finish()
}

/// What addresses and dates need when a page is made.
#[derive(Clone, Serialize)]
struct Setting {
    lang: String,
    criteria_url: String,
    data_url: String,
}

impl Setting {
    fn new(site: &Site) -> Self {
        let url = |address: &Address| site.url(address);
        Self {
            lang: site.config.lang.clone(),
            criteria_url: url(&Address::criteria()),
            data_url: url(&Address::data()),
        }
    }

    fn set_url(&self, framework: &Framework) -> String {
        format!("{}{}/", self.criteria_url, framework.decree.id)
    }

    fn date(&self, date: Date) -> DateView {
        DateView::in_language(date, &self.lang)
    }
}

/// The sets that are for a unit, by position.
fn sets_of(record: &Record, unit: &Unit) -> Vec<usize> {
    (0..record.frameworks.len()).filter(|at| record.frameworks[*at].covers(unit)).collect()
}

/// An indicator with its latest result, as a row.
#[derive(Serialize)]
struct Row {
    number: String,
    text: String,
    url: String,
    state: State,
    figure: Option<f64>,
    said: Said,
    unit: Option<String>,
    threshold: Option<criteria::ThresholdView>,
    gap: Option<f64>,
    date: Option<DateView>,
    previous: Option<Earlier>,
    evidence: Option<String>,
    source: Option<SourceRow>,
}

/// The result before the latest.
#[derive(Serialize)]
struct Earlier {
    figure: Option<f64>,
    said: Said,
    date: DateView,
}

/// The table that a result stands in.
#[derive(Serialize)]
struct SourceRow {
    title: String,
    url: String,
    source: String,
    sample: bool,
}

impl Row {
    fn new(
        record: &Record,
        framework: &Framework,
        at: usize,
        group: Option<usize>,
        measured: &Measured,
        setting: &Setting,
    ) -> Self {
        let indicator = &framework.indicators[at];
        let unit = indicator.unit.as_deref();
        let threshold = framework.threshold(at, group);
        let latest = measured.latest;
        let figure = latest.and_then(Outcome::figure);
        let failed = measured.state == State::NotMet;
        let source = |outcome: &Outcome| {
            let table = &record.tables[usize::from(outcome.table)];
            SourceRow {
                title: table.title.clone(),
                url: format!("{}#{}", setting.data_url, table.id),
                source: table.source.clone(),
                sample: table.sample,
            }
        };
        Self {
            number: indicator.number.clone(),
            text: indicator.text.clone(),
            url: format!("{}#{}", setting.set_url(framework), criteria::indicator_anchor(&indicator.number)),
            state: measured.state,
            figure,
            said: latest.map_or(Said::Nothing, |outcome| outcome.said),
            unit: unit.map(str::to_owned),
            threshold: threshold.map(|threshold| criteria::ThresholdView::new(threshold, unit, None)),
            gap: figure.zip(threshold).filter(|_| failed).and_then(|(figure, threshold)| threshold.gap(figure)),
            date: latest.map(|outcome| setting.date(outcome.date)),
            previous: measured.previous.map(|outcome| Earlier {
                figure: outcome.figure(),
                said: outcome.said,
                date: setting.date(outcome.date),
            }),
            evidence: latest.and_then(|outcome| record.evidence(outcome)).map(str::to_owned),
            source: latest.map(source),
        }
    }
}

/// How many parts are in which state.
#[derive(Clone, Copy, Default, Serialize)]
struct Tally {
    /// The decision's own number, or that of the table where it says none.
    total: usize,
    met: usize,
    failed: usize,
    /// Figures without a threshold.
    unruled: usize,
    /// Without a published result.
    open: usize,
    apart: usize,
}

impl Tally {
    fn of(states: impl Iterator<Item = State>, declared: Option<usize>) -> Self {
        let mut tally = Self::default();
        for state in states {
            let part = match state {
                State::Met => &mut tally.met,
                State::NotMet => &mut tally.failed,
                State::NoRule => &mut tally.unruled,
                State::NoData => &mut tally.open,
                State::NotApplicable => &mut tally.apart,
            };
            *part += 1;
        }
        let known = tally.met + tally.failed + tally.unruled + tally.open + tally.apart;
        tally.total = declared.unwrap_or(known).max(known);
        // What the decision has and the table lacks has no result either.
        tally.open += tally.total - known;
        tally
    }
}
