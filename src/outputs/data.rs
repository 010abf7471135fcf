//! `/du-lieu/`: every dataset with its source, licence and file.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::Press;
use super::frame::{DateView, Frame, Schema, home_link};
use super::html::{HtmlView, Text, run};
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, LoadedDataset, Site};
use crate::source::SourceFile;
use crate::text;

static DATA: Recipe<HtmlView<Data>> = Recipe { name: "data", run };

#[derive(Serialize)]
struct Data {
    datasets: Vec<DatasetView>,
}

#[derive(Serialize)]
struct DatasetView {
    id: String,
    title: String,
    description: Option<String>,
    source: String,
    source_url: Option<String>,
    licence: String,
    licence_url: Option<String>,
    date: Option<DateView>,
    note: Option<String>,
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

/// Where a dataset is described.
pub(super) fn page_url(site: &Site, dataset: &LoadedDataset) -> String {
    format!("{}#{}", site.url(&Address::data()), dataset.decl.id.text)
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if press.site.datasets.is_empty() {
        return;
    }
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::data().output_path(), Role::Page, &DATA, move || view(&shared)));
}

fn view(press: &Press) -> HtmlView<Data> {
    let site = &*press.site;
    let section = site.sections.iter().find(|section| section.address == Address::data());
    let title = section.map_or_else(|| site.word("data_title").to_owned(), |section| section.meta().title.clone());
    let datasets: Vec<_> = site
        .datasets
        .iter()
        .map(|dataset| {
            json!({
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
        frame: Frame::new(press, &title, &Address::data(), "data", home_link(site)).with_schema(Schema {
            kind: "DataCatalog",
            more: vec![("dataset", datasets.into())],
            ..Schema::default()
        }),
        text: section.and_then(Text::of_section),
        map: None,
        data: Data { datasets: site.datasets.iter().map(|dataset| dataset_view(site, dataset)).collect() },
    }
}

fn dataset_view(site: &Site, dataset: &LoadedDataset) -> DatasetView {
    let decl = &dataset.decl;
    DatasetView {
        id: decl.id.text.clone(),
        title: decl.title.clone(),
        description: decl.description.clone(),
        source: decl.source.clone(),
        source_url: decl.source_url.as_ref().map(|url| url.text.clone()),
        licence: decl.licence.clone(),
        licence_url: decl.licence_url.as_ref().map(|url| url.text.clone()),
        date: DateView::maybe(decl.date, site),
        note: decl.note.clone(),
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
