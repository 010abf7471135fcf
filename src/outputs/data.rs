//! `/du-lieu/`: every dataset with its source, licence and file.

use std::sync::Arc;

use serde::Serialize;

use super::checksums::Verifying;
use super::frame::{DateView, Frame, Schema, Twin, home_link};
use super::html::{HtmlView, Text, run};
use super::open_data::{Record, json, latest, twin};
use super::versions::{self, VersionView};
use super::{Press, services};
use crate::domain::results::Provenance;
use crate::domain::service::KINDS;
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, LoadedDataset, Site};
use crate::source::SourceFile;
use crate::text::{self, Date};

static DATA: Recipe<HtmlView<Data>> = Recipe { name: "data", run };
static CATALOGUE: Recipe<Record<Catalogue>> = Recipe { name: "data json", run: json };

#[derive(Serialize)]
struct Data {
    datasets: Vec<DatasetView>,
    lists: Vec<ListView>,
    results: Vec<ResultsView>,
    verifying: Option<Verifying>,
}

/// A table of results.
#[derive(Serialize)]
struct ResultsView {
    #[serde(flatten)]
    provenance: Provenance,
    as_of: Option<DateView>,
    url: String,
    /// As releases left it.
    versions: Vec<VersionView>,
}

/// A list of the portal's own that has machine-readable twins.
#[derive(Serialize)]
struct ListView {
    title: String,
    description: Option<String>,
    url: String,
    rows: usize,
    twins: Vec<Twin>,
}

/// The datasets for machines.
#[derive(Serialize)]
struct Catalogue {
    datasets: Vec<DatasetRecord>,
    lists: Vec<ListRecord>,
}

#[derive(Serialize)]
struct DatasetRecord {
    id: String,
    title: String,
    description: Option<String>,
    source: String,
    source_url: Option<String>,
    licence: String,
    licence_url: Option<String>,
    date: Option<String>,
    note: Option<String>,
    sample: bool,
    rows: usize,
    file: String,
}

#[derive(Serialize)]
struct ListRecord {
    title: String,
    page: String,
    rows: usize,
    json: String,
    csv: String,
}

#[derive(Serialize)]
struct DatasetView {
    id: String,
    /// Its own page, with its files.
    url: String,
    title: String,
    description: Option<String>,
    source: String,
    source_url: Option<String>,
    licence: String,
    licence_url: Option<String>,
    date: Option<DateView>,
    note: Option<String>,
    sample: bool,
    rows: usize,
    files: Vec<Download>,
}

/// A file to download.
#[derive(Serialize)]
struct Download {
    title: String,
    url: String,
    /// Of an archive what it unpacks to.
    size: String,
    /// The endings of the files in an archive; empty for a file that is none.
    endings: String,
}

/// A dataset as a source under a page's figures.
#[derive(Serialize)]
pub(super) struct SourceLine {
    title: String,
    source: String,
    source_url: Option<String>,
    licence: String,
    date: Option<DateView>,
    note: Option<String>,
    url: String,
}

impl SourceLine {
    pub(super) fn new(site: &Site, dataset: &LoadedDataset) -> Self {
        let decl = &dataset.decl;
        Self {
            title: decl.title.clone(),
            source: decl.source.clone(),
            source_url: decl.source_url.as_ref().map(|url| url.text.clone()),
            licence: decl.licence.clone(),
            date: DateView::maybe(decl.date, site),
            note: decl.note.clone(),
            url: page_url(site, dataset),
        }
    }
}

impl SourceLine {
    /// The same of a table of results or decisions.
    pub(super) fn of_results(site: &Site, table: &Provenance) -> Self {
        Self {
            title: table.title.clone(),
            source: table.source.clone(),
            source_url: table.source_url.clone(),
            licence: table.licence.clone(),
            date: DateView::maybe(table.date, site),
            note: table.note.clone(),
            url: page_anchor(site, &table.id),
        }
    }
}

/// Where a dataset is described.
pub(super) fn page_url(site: &Site, dataset: &LoadedDataset) -> String {
    site.url(&Address::dataset(&dataset.decl.id.text))
}

/// Where a table of results is described, by its id.
pub(super) fn page_anchor(site: &Site, id: &str) -> String {
    format!("{}#{id}", site.url(&Address::data()))
}

/// Whether there is anything to list.
pub(super) fn has_page(site: &Site) -> bool {
    !site.datasets.is_empty() || !site.record.tables.is_empty()
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if !has_page(&press.site) {
        return;
    }
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::data().output_path(), Role::Page, &DATA, move || view(&shared)));
    twin(jobs, press, &Address::data(), &CATALOGUE, |site| (updated(site), catalogue(site)));
}

fn updated(site: &Site) -> Option<Date> {
    latest(site.datasets.iter().map(|dataset| dataset.decl.date))
}

/// A list of the portal's own: address, title, description, number of rows.
type List<'a> = (Address, String, Option<&'a str>, usize);

/// The lists of the portal's own that have tables: promises, systems, documents, units.
fn lists(site: &Site) -> Vec<List<'_>> {
    let mut lists = Vec::new();
    let words_of = |address: &Address| site.sections.iter().find(|section| section.address == *address);
    let mut made = |address: Address, word: &str, rows: usize| {
        let section = words_of(&address).map(|section| section.meta());
        let title = section.map_or_else(|| site.word(word).to_owned(), |meta| meta.title.clone());
        if rows > 0 {
            lists.push((address, title, section.and_then(|meta| meta.description.as_deref()), rows));
        }
    };
    made(Address::promises(), "promises_title", site.ledger.promises.len());
    made(Address::units(), "units_title", site.units.iter().count());
    made(Address::products(), "products_title", site.products.len());
    for kind in &KINDS {
        made(Address::service(kind.id), &services::word(kind), services::count(site, kind));
    }
    for section in site.sections.iter().skip(1).filter(|section| !section.hidden) {
        if section.is_of("document") || section.is_of("system") {
            let meta = section.meta();
            lists.push((section.address.clone(), meta.title.clone(), meta.description.as_deref(), section.pages.len()));
        }
    }
    lists
}

fn catalogue(site: &Site) -> Catalogue {
    let dataset = |dataset: &LoadedDataset| {
        let decl = &dataset.decl;
        DatasetRecord {
            id: decl.id.text.clone(),
            title: decl.title.clone(),
            description: decl.description.clone(),
            source: decl.source.clone(),
            source_url: decl.source_url.as_ref().map(|url| url.text.clone()),
            licence: decl.licence.clone(),
            licence_url: decl.licence_url.as_ref().map(|url| url.text.clone()),
            date: decl.date.map(|date| date.to_string()),
            note: decl.note.clone(),
            sample: decl.sample,
            rows: dataset.data.len(),
            file: site.canonical(&Address::data().join(&decl.file.text)),
        }
    };
    let list = |(address, title, _, rows): List<'_>| ListRecord {
        title,
        page: site.canonical(&address),
        rows,
        json: site.canonical(&address.twin("json")),
        csv: site.canonical(&address.twin("csv")),
    };
    Catalogue {
        datasets: site.datasets.iter().map(dataset).collect(),
        lists: lists(site).into_iter().map(list).collect(),
    }
}

fn view(press: &Press) -> HtmlView<Data> {
    let site = &*press.site;
    let section = site.sections.iter().find(|section| section.address == Address::data());
    let title = section.map_or_else(|| site.word("data_title").to_owned(), |section| section.meta().title.clone());
    let datasets: Vec<_> = site
        .datasets
        .iter()
        .map(|dataset| {
            serde_json::json!({
                "@type": "Dataset",
                "name": dataset.decl.title,
                "description": dataset.decl.description.as_ref().unwrap_or(&dataset.decl.title),
                "license": dataset.decl.licence_url.as_ref().map_or(&dataset.decl.licence, |url| &url.text),
                "creator": {"@type": "Organization", "name": dataset.decl.source},
                "distribution": {
                    "@type": "DataDownload",
                    "contentUrl": site.canonical(&dataset.download()),
                },
            })
        })
        .collect();
    HtmlView {
        template: press.template("data.html"),
        frame: Frame::new(press, &title, &Address::data(), "data", home_link(site))
            .with_schema(Schema { kind: "DataCatalog", more: vec![("dataset", datasets.into())], ..Schema::default() })
            .with_data(updated(site), Twin::of(site, &Address::data(), &["json"]), site),
        text: section.and_then(|section| Text::of_section(site, section)),
        map: None,
        data: Data {
            verifying: Verifying::new(site),
            datasets: site.datasets.iter().map(|dataset| dataset_view(site, dataset)).collect(),
            lists: lists(site)
                .into_iter()
                .map(|(address, title, description, rows)| ListView {
                    title,
                    description: description.map(str::to_owned),
                    url: site.url(&address),
                    rows,
                    twins: Twin::of(site, &address, &["csv", "json"]),
                })
                .collect(),
            results: site
                .record
                .tables
                .iter()
                .chain(&site.record.decisions)
                .map(|table| results_view(site, table))
                .collect(),
        },
    }
}

fn results_view(site: &Site, table: &Provenance) -> ResultsView {
    ResultsView {
        provenance: table.clone(),
        as_of: DateView::maybe(table.date, site),
        url: site.url(&super::record::table_address(&table.id)),
        versions: versions::views(site, &table.id),
    }
}

fn dataset_view(site: &Site, dataset: &LoadedDataset) -> DatasetView {
    let decl = &dataset.decl;
    DatasetView {
        id: decl.id.text.clone(),
        url: page_url(site, dataset),
        title: decl.title.clone(),
        description: decl.description.clone(),
        source: decl.source.clone(),
        source_url: decl.source_url.as_ref().map(|url| url.text.clone()),
        licence: decl.licence.clone(),
        licence_url: decl.licence_url.as_ref().map(|url| url.text.clone()),
        date: DateView::maybe(decl.date, site),
        note: decl.note.clone(),
        sample: decl.sample,
        rows: dataset.data.len(),
        files: vec![download(site, dataset)],
    }
}

fn download(site: &Site, dataset: &LoadedDataset) -> Download {
    let address = dataset.download();
    let ending =
        |file: &SourceFile| file.path.rsplit_once('.').map(|(_, ending)| format!(".{}", ending.to_lowercase()));
    let endings: Vec<String> = dataset.parts.iter().filter_map(ending).collect();
    Download {
        title: address.as_str().rsplit('/').next().unwrap_or_default().to_owned(),
        url: site.url(&address),
        size: text::bytes(dataset.parts.iter().map(|file| file.len).sum(), &site.config.lang),
        endings: if endings.len() > 1 { endings.join(" ") } else { String::new() },
    }
}
