//! The rows of a kind of service for machines: CSV, JSON and, where any has a place, GeoJSON.

use std::sync::Arc;

use serde::Serialize;

use super::{Whereabouts, position, updated};
use crate::diagnostics::Diagnostic;
use crate::domain::product::PRODUCTS;
use crate::domain::service::ServiceKind;
use crate::job::{Job, Recipe, Role};
use crate::outputs::Press;
use crate::outputs::open_data::{Record, Sheet, json, table, twin};
use crate::site::products::Product;
use crate::site::{Address, LoadedDataset, Site};

static SERVICE_JSON: Recipe<Record<ServiceRecord>> = Recipe { name: "service json", run: json };
static SERVICE_PLACES: Recipe<Places> = Recipe { name: "service geojson", run: Places::geojson };

/// Adds the twins of a kind's page.
pub(in crate::outputs) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>, kind: &'static ServiceKind, address: &Address) {
    twin(jobs, press, address, &SERVICE_JSON, move |site| (updated(site, kind), record(site, kind)));
    table(jobs, press, address, move |site| sheet(site, kind));
    if has_places(&press.site, kind) {
        let (shared, path) = (Arc::clone(press), address.twin("geojson").output_path());
        jobs.push(Job::new(path, Role::File, &SERVICE_PLACES, move || places(&shared.site, kind)));
    }
}

/// The twins of a kind's page.
pub(in crate::outputs) fn endings(site: &Site, kind: &'static ServiceKind) -> &'static [&'static str] {
    if has_places(site, kind) { &["csv", "json", "geojson"] } else { &["csv", "json"] }
}

/// Whether any row says where it is.
pub(super) fn has_places(site: &Site, kind: &'static ServiceKind) -> bool {
    site.datasets_of(kind).any(|dataset| (0..dataset.data.len()).any(|row| position(dataset, row).is_some()))
}

/// A kind of service for machines.
#[derive(Serialize)]
struct ServiceRecord {
    service: &'static str,
    rows: Vec<serde_json::Map<String, serde_json::Value>>,
}

/// Names of the columns of a kind's table: its own, and those that say where a row belongs.
fn headings(kind: &'static ServiceKind) -> Vec<&'static str> {
    let own = kind.columns.iter().map(|column| column.name);
    let of_kind = (kind.id == PRODUCTS.id).then_some("hang_sao");
    own.chain(of_kind).chain(["ma_xa_nay", "ten_xa_nay", "kinh_do", "vi_do", "bang", "mau"]).collect()
}

/// The cells of all rows, in the order of [`headings`].
fn cells(site: &Site, kind: &'static ServiceKind) -> Vec<Vec<String>> {
    let of_dataset = |dataset: &LoadedDataset| {
        let places = Whereabouts::new(site, dataset);
        let cells = |row: usize| {
            let unit = places.unit(row);
            let at = position(dataset, row);
            let own = kind.columns.iter().map(|column| dataset.data.text(row, column.name));
            let of_unit = [
                unit.map_or_else(String::new, |unit| unit.code.to_string()),
                unit.map_or_else(String::new, |unit| unit.full_name.clone()),
                at.map_or_else(String::new, |at| at.x.to_string()),
                at.map_or_else(String::new, |at| at.y.to_string()),
                dataset.decl.id.text.clone(),
                if dataset.decl.sample { "true".to_owned() } else { String::new() },
            ];
            own.chain(standing(site, kind, dataset, row)).chain(of_unit).collect::<Vec<_>>()
        };
        (0..dataset.data.len()).map(cells).collect::<Vec<_>>()
    };
    site.datasets_of(kind).flat_map(of_dataset).collect()
}

/// What the stars of a product are worth: `valid`, `lapsed`, `undecided`, `endless` or `none`. Other kinds have none.
fn standing(site: &Site, kind: &ServiceKind, dataset: &LoadedDataset, row: usize) -> Option<String> {
    let is_it = |product: &&Product| product.row == row && site.datasets[product.dataset].decl.id == dataset.decl.id;
    let word = || site.products.iter().find(is_it).map_or("none", |product| product.standing.word());
    (kind.id == PRODUCTS.id).then(|| word().to_owned())
}

fn sheet(site: &Site, kind: &'static ServiceKind) -> Sheet {
    Sheet { headings: headings(kind), rows: cells(site, kind) }
}

fn record(site: &Site, kind: &'static ServiceKind) -> ServiceRecord {
    let headings = headings(kind);
    let row = |cells: Vec<String>| properties(&headings, cells);
    ServiceRecord { service: kind.id, rows: cells(site, kind).into_iter().map(row).collect() }
}

/// The cells of a row that have anything, by name.
fn properties(headings: &[&str], cells: Vec<String>) -> serde_json::Map<String, serde_json::Value> {
    let pairs = headings.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
    pairs.map(|(name, cell)| ((*name).to_owned(), cell.into())).collect()
}

/// The rows with a place, as points in degrees, longitude first (RFC 7946).
#[derive(Serialize)]
struct Places {
    rows: Vec<((f64, f64), serde_json::Map<String, serde_json::Value>)>,
}

fn places(site: &Site, kind: &'static ServiceKind) -> Places {
    let headings = headings(kind);
    let at = site.datasets_of(kind).flat_map(|dataset| (0..dataset.data.len()).map(|row| position(dataset, row)));
    let rows = at.zip(cells(site, kind)).filter_map(|(at, cells)| Some((at?, cells)));
    Places { rows: rows.map(|(at, cells)| ((at.x, at.y), properties(&headings, cells))).collect() }
}

impl Places {
    fn geojson(&self) -> Result<Vec<u8>, Diagnostic> {
        let feature = |((lon, lat), properties): &((f64, f64), serde_json::Map<_, _>)| {
            serde_json::json!({
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
                "properties": properties,
            })
        };
        let features: Vec<_> = self.rows.iter().map(feature).collect();
        json(&serde_json::json!({"type": "FeatureCollection", "features": features}))
    }
}
