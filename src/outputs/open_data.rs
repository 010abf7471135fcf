//! Files for machines: JSON that says what a page says, and tables.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use crate::diagnostics::Diagnostic;
use crate::export::csv::Writer;
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Site};
use crate::text::Date;

static CSV: Recipe<Sheet> = Recipe { name: "csv", run: Sheet::csv };

/// What is true of every JSON file, and then the data.
#[derive(Serialize)]
pub(super) struct Record<D> {
    /// The page that says the same to people.
    page: String,
    /// Who runs the portal.
    publisher: String,
    /// Who answers for it.
    responsible: Option<String>,
    /// When the data last changed, as far as known.
    updated: Option<String>,
    #[serde(flatten)]
    data: D,
}

impl<D> Record<D> {
    pub(super) fn new(site: &Site, page: &Address, updated: Option<Date>, data: D) -> Self {
        Self {
            page: site.canonical(page),
            publisher: site.publisher().to_owned(),
            responsible: site.config.organisation.responsible.clone(),
            updated: updated.map(|date| date.to_string()),
            data,
        }
    }
}

/// Runs a recipe of JSON.
pub(super) fn json<V: Serialize>(view: &V) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = serde_json::to_vec_pretty(view).unwrap_or_default();
    bytes.push(b'\n');
    Ok(bytes)
}

/// Adds the JSON twin of a page.
pub(super) fn twin<D: Serialize + Send + 'static>(
    jobs: &mut Vec<Job>,
    press: &Arc<Press>,
    page: &Address,
    recipe: &'static Recipe<Record<D>>,
    data: impl Fn(&Site) -> (Option<Date>, D) + Send + Sync + 'static,
) {
    let (path, press, page) = (page.twin("json").output_path(), Arc::clone(press), page.clone());
    jobs.push(Job::new(path, Role::File, recipe, move || {
        let (updated, data) = data(&press.site);
        Record::new(&press.site, &page, updated, data)
    }));
}

/// Adds the table of a page.
pub(super) fn table(
    jobs: &mut Vec<Job>,
    press: &Arc<Press>,
    page: &Address,
    sheet: impl Fn(&Site) -> Sheet + Send + Sync + 'static,
) {
    let press = Arc::clone(press);
    jobs.push(Job::new(page.twin("csv").output_path(), Role::File, &CSV, move || sheet(&press.site)));
}

/// A table: headings, and rows as long as they.
#[derive(Serialize)]
pub(super) struct Sheet {
    pub headings: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    pub(super) fn csv(&self) -> Result<Vec<u8>, Diagnostic> {
        let mut writer = Writer::new(&self.headings)?;
        self.rows.iter().try_for_each(|row| writer.row(row))?;
        writer.finish()
    }
}

/// A number for machines: a point before decimals, nothing between thousands.
pub(super) fn plain(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// The latest of some days.
pub(super) fn latest(dates: impl IntoIterator<Item = Option<Date>>) -> Option<Date> {
    dates.into_iter().flatten().max()
}
