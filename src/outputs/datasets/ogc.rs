//! A tree of files in the manner of OGC API - Features (17-069r4): a landing page, collections, and their items page by page.
//!
//! GDAL opens a collection at its own address (`OAPIF:https://…/ogc/collections/<id>.json`) and follows the pages. Files
//! answer no questions: `bbox` and `limit` are not heard, so the tree does not declare the conformance class "core".

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::rows::Rows;
use super::{Press, address};
use crate::export::geojson;
use crate::geo::Bounds;
use crate::job::{Job, Recipe, Role};
use crate::outputs::open_data;
use crate::site::{Address, LoadedDataset, Site};

static JSON: Recipe<Value> = Recipe { name: "ogc json", run: open_data::json };
static ITEMS: Recipe<Items> = Recipe {
    name: "ogc items",
    run: |view| {
        let table = view.rows.table();
        let last = table.rows.len().min((view.page + 1) * PAGE);
        geojson::page(&table, view.page * PAGE..last, view.key.as_deref(), &view.head)
    },
};

/// Features of one page.
const PAGE: usize = 1000;

const GEOJSON: &str = "application/geo+json";
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

#[derive(Serialize)]
struct Items {
    rows: Rows,
    page: usize,
    /// The column with the ids.
    key: Option<String>,
    /// Links and counts.
    head: Map<String, Value>,
}

fn root() -> Address {
    Address::file("/ogc/")
}

fn landing() -> Address {
    root().join("index.json")
}

fn collections() -> Address {
    root().join("collections.json")
}

fn conformance() -> Address {
    root().join("conformance.json")
}

/// Where a collection is described.
fn collection_address(dataset: &LoadedDataset) -> Address {
    root().join(&format!("collections/{}.json", dataset.decl.id.text))
}

/// Where a page of a collection's items is.
fn items_address(dataset: &LoadedDataset, page: usize) -> Address {
    let name = if page == 0 { "items.json".to_owned() } else { format!("items-{}.json", page + 1) };
    root().join(&format!("collections/{}/{name}", dataset.decl.id.text))
}

fn layers(site: &Site) -> impl Iterator<Item = (usize, &LoadedDataset)> {
    site.datasets.iter().enumerate().filter(|(_, dataset)| dataset.layer().is_some())
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if layers(&press.site).next().is_none() {
        return;
    }
    let mut add = |at: Address, value: fn(&Site) -> Value| {
        let shared = Arc::clone(press);
        jobs.push(Job::new(at.output_path(), Role::File, &JSON, move || value(&shared.site)));
    };
    add(landing(), landing_json);
    add(collections(), collections_json);
    add(conformance(), |_| json!({"conformsTo": ["http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson"]}));
    for (id, dataset) in layers(&press.site) {
        let shared = Arc::clone(press);
        jobs.push(Job::new(collection_address(dataset).output_path(), Role::File, &JSON, move || {
            collection(&shared.site, &shared.site.datasets[id])
        }));
        for page in 0..dataset.data.len().div_ceil(PAGE).max(1) {
            let shared = Arc::clone(press);
            jobs.push(Job::new(items_address(dataset, page).output_path(), Role::File, &ITEMS, move || {
                items(&shared.site, &shared.site.datasets[id], page)
            }));
        }
    }
}

fn link(site: &Site, rel: &str, media: &str, to: &Address) -> Value {
    json!({"rel": rel, "type": media, "href": site.canonical(to)})
}

fn landing_json(site: &Site) -> Value {
    json!({
        "title": site.title(),
        "description": site.config.description,
        "links": [
            link(site, "self", "application/json", &landing()),
            link(site, "conformance", "application/json", &conformance()),
            link(site, "data", "application/json", &collections()),
            link(site, "describedby", "text/html", &Address::data()),
        ],
    })
}

fn collections_json(site: &Site) -> Value {
    json!({
        "links": [link(site, "self", "application/json", &collections())],
        "collections": layers(site).map(|(_, dataset)| collection(site, dataset)).collect::<Vec<_>>(),
    })
}

fn collection(site: &Site, dataset: &LoadedDataset) -> Value {
    let decl = &dataset.decl;
    let mut licence = json!({"rel": "license", "title": decl.licence});
    if let Some(url) = &decl.licence_url {
        licence["href"] = url.text.as_str().into();
    }
    let mut links = vec![
        link(site, "self", "application/json", &collection_address(dataset)),
        link(site, "items", GEOJSON, &items_address(dataset, 0)),
        link(site, "describedby", "text/html", &address(dataset)),
        link(site, "enclosure", "application/geopackage+sqlite3", &super::files::file(dataset, "gpkg")),
    ];
    // A link without an address is none.
    links.extend(decl.licence_url.is_some().then_some(licence));
    let mut value = json!({
        "id": decl.id.text,
        "title": decl.title,
        "description": decl.description.as_ref().unwrap_or(&decl.title),
        "attribution": decl.source,
        "itemType": "feature",
        "crs": [CRS84],
        "links": links,
    });
    if let Some(Bounds { west, south, east, north }) = dataset.layer().and_then(|layer| layer.bounds) {
        value["extent"] = json!({"spatial": {"bbox": [[west, south, east, north]], "crs": CRS84}});
    }
    value
}

fn items(site: &Site, dataset: &LoadedDataset, page: usize) -> Items {
    let count = dataset.data.len();
    let mut links = vec![
        link(site, "self", GEOJSON, &items_address(dataset, page)),
        link(site, "collection", "application/json", &collection_address(dataset)),
    ];
    if page > 0 {
        links.push(link(site, "prev", GEOJSON, &items_address(dataset, page - 1)));
    }
    if (page + 1) * PAGE < count {
        links.push(link(site, "next", GEOJSON, &items_address(dataset, page + 1)));
    }
    let returned = count.saturating_sub(page * PAGE).min(PAGE);
    let head = json!({"numberMatched": count, "numberReturned": returned, "links": links});
    Items {
        rows: Rows::new(site, dataset),
        page,
        key: dataset.decl.key.as_ref().map(|key| key.text.clone()),
        head: if let Value::Object(head) = head { head } else { Map::new() },
    }
}
