//! `/du-lieu/<id>/`: a page for each dataset: what it is, what its columns hold, its first rows, how to cite and to open it.

mod catalogue;
mod columns;
mod files;
mod ogc;
mod package;
mod rows;

use std::collections::HashSet;
use std::sync::Arc;

use serde::Serialize;

use self::columns::{columns, missing, preview};
pub(super) use self::rows::Rows;
use super::data::SourceLine;
use super::frame::{Frame, Link, Schema, Twin, home_link};
use super::html::{HtmlView, run_with};
use super::versions::{self, VersionView};
use super::{Press, map_page, maps};
use crate::job::{Job, Recipe, Role};
use crate::render::map::MapPoint;
use crate::site::{Address, LoadedDataset, Site};

static DATASET: Recipe<View> = Recipe {
    name: "dataset",
    run: |view| {
        run_with(&view.html, |context| {
            let table = view.rows.table();
            context.insert("columns", &columns(&table, &view.lang));
            context.insert("missing", &missing(&table));
            context.insert("preview", &preview(&table, &view.lang));
        })
    },
};

/// Points that a map of a page can show apart.
const POINTS: usize = 400;

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for (id, dataset) in press.site.datasets.iter().enumerate() {
        let shared = Arc::clone(press);
        jobs.push(Job::new(address(dataset).output_path(), Role::Page, &DATASET, move || view(&shared, id)));
        files::plan(press, jobs, id);
    }
    catalogue::plan(press, jobs);
    package::plan(press, jobs);
    ogc::plan(press, jobs);
}

/// A dataset's page.
pub(super) fn address(dataset: &LoadedDataset) -> Address {
    Address::dataset(&dataset.decl.id.text)
}

#[derive(Serialize)]
struct View {
    html: HtmlView<DatasetData>,
    rows: Rows,
    lang: String,
}

#[derive(Serialize)]
struct DatasetData {
    dataset: SourceLine,
    description: Option<String>,
    /// Who publishes it here, and answers for it.
    publisher: String,
    frequency: Option<String>,
    count: usize,
    /// Rows that say a unit which could not be told for certain; `None` where rows say no unit.
    unmatched: Option<usize>,
    sample: bool,
    files: Vec<FileLink>,
    /// The file as the office gave it.
    original: Link,
    /// As releases left it.
    versions: Vec<VersionView>,
    /// A sentence for a list of sources.
    citation: String,
    /// Snippets: title, code.
    loading: Vec<(String, String)>,
    map_url: Option<String>,
    others: Vec<Link>,
}

#[derive(Serialize)]
struct FileLink {
    title: &'static str,
    url: String,
    media: &'static str,
}

fn view(press: &Press, id: usize) -> View {
    let site = &*press.site;
    let dataset = &site.datasets[id];
    let decl = &dataset.decl;
    let page = address(dataset);
    let mut ancestors = home_link(site);
    ancestors.push(Link { title: site.word("data_title").to_owned(), url: site.url(&Address::data()) });
    let name = |address: &Address| address.as_str().rsplit('/').next().unwrap_or_default().to_owned();
    let links: Vec<FileLink> = files::formats(site, dataset)
        .map(|format| FileLink {
            title: format.title,
            url: site.url(&files::file(dataset, format.ending)),
            media: format.media,
        })
        .collect();
    let original = dataset.download();
    let day = decl.date.map_or_else(|| site.word("unknown").to_owned(), crate::text::Date::short);
    let citation = site
        .word("dataset_cite")
        .replace("{source}", &decl.source)
        .replace("{title}", &decl.title)
        .replace("{date}", &day)
        .replace("{publisher}", site.publisher())
        .replace("{licence}", &decl.licence)
        .replace("{url}", &site.canonical(&page));
    let others = site
        .datasets
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != id)
        .map(|(_, other)| Link { title: other.decl.title.clone(), url: site.url(&address(other)) });
    View {
        lang: site.config.lang.clone(),
        rows: Rows::new(site, dataset),
        html: HtmlView {
            template: press.template("dataset.html"),
            frame: Frame::new(press, &decl.title, &page, "dataset", ancestors)
                .described(decl.description.as_deref())
                .with_card(&page, site)
                .with_schema(Schema {
                    kind: "Dataset",
                    modified: decl.date.map(|date| date.to_string()),
                    more: catalogue::schema(site, dataset),
                    ..Schema::default()
                })
                .with_data(decl.date, vec![Twin::json(site.url(&files::file(dataset, "json")))], site),
            text: None,
            map: map(press, dataset),
            data: DatasetData {
                dataset: SourceLine::new(site, dataset),
                description: decl.description.clone(),
                publisher: site.publisher().to_owned(),
                frequency: decl.frequency.clone(),
                count: dataset.data.len(),
                unmatched: unmatched(dataset),
                sample: decl.sample,
                loading: loading(site, dataset),
                files: links,
                original: Link { title: name(&original), url: site.url(&original) },
                versions: versions::views(site, &decl.id.text),
                citation,
                map_url: (decl.map.is_some() && dataset.layer().is_some())
                    .then(|| map_page::with_layers(site, &[&decl.id.text])),
                others: others.collect(),
            },
        },
    }
}

/// Rows whose unit could not be told.
fn unmatched(dataset: &LoadedDataset) -> Option<usize> {
    let unit = &dataset.decl.unit.as_ref()?.text;
    let known = dataset.by_unit.values().chain(dataset.by_former.values()).flatten();
    let known: HashSet<usize> = known.copied().collect();
    let says = |row: &usize| !dataset.data.text(*row, unit).is_empty();
    Some((0..dataset.data.len()).filter(says).filter(|row| !known.contains(row)).count())
}

/// The rows on a map: places as dots; units as the country's map has them.
fn map(press: &Press, dataset: &LoadedDataset) -> Option<maps::MapFigure> {
    let layer = dataset.layer()?;
    if dataset.decl.units.is_some() && !dataset.decl.former {
        return maps::national(press);
    }
    if layer.features.len() > POINTS {
        return None;
    }
    let name =
        |row: usize| dataset.decl.name.as_ref().map_or_else(String::new, |name| dataset.data.text(row, &name.text));
    let points = layer.features.iter().enumerate().filter_map(|(row, feature)| {
        let at = feature.geometry.as_ref()?.label_point()?;
        Some(MapPoint { lon: at.x, lat: at.y, class: "point", title: name(row), link: None, number: None })
    });
    let title = format!("{} {}", press.site.word("map_of"), dataset.decl.title);
    maps::places(press, title, points.collect())
}

/// How the dataset is opened elsewhere, with its real addresses.
fn loading(site: &Site, dataset: &LoadedDataset) -> Vec<(String, String)> {
    let url = |ending: &str| site.canonical(&files::file(dataset, ending));
    let codes = [&dataset.decl.key, &dataset.decl.unit].into_iter().flatten().map(|code| code.text.as_str());
    let codes: std::collections::BTreeSet<&str> = codes.collect();
    let types: Vec<String> = codes.iter().map(|code| format!("\"{code}\": str")).collect();
    let classes: Vec<String> = codes.iter().map(|code| format!("{code} = \"character\"")).collect();
    let has_places = dataset.layer().is_some();
    let python = if has_places {
        format!("import geopandas as gpd\ndu_lieu = gpd.read_file(\"{}\")", url("geojson"))
    } else {
        format!("import pandas as pd\ndu_lieu = pd.read_csv(\"{}\", dtype={{{}}})", url("csv"), types.join(", "))
    };
    let r = if has_places {
        format!("library(sf)\ndu_lieu <- st_read(\"{}\")", url("geojson"))
    } else {
        format!("du_lieu <- read.csv(\"{}\", colClasses = c({}))", url("csv"), classes.join(", "))
    };
    let qgis = if has_places { url("gpkg") } else { url("csv") };
    let steps = |word: &str, url: &str| site.word(word).replace("{url}", url);
    vec![
        ("Excel".to_owned(), steps("dataset_in_excel", &url("xlsx"))),
        ("QGIS".to_owned(), steps("dataset_in_qgis", &qgis)),
        ("Python".to_owned(), python),
        ("R".to_owned(), r),
    ]
}
