//! Vector tiles: one PMTiles archive a layer, cut by `geo::tile`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::map_layers::{fields, is_clustered, mapped};
use super::{Press, assets, cells};
use crate::diagnostics::{Diagnostic, Place, code};
use crate::digest::Digest;
use crate::domain::dataset::MapStyle;
use crate::geo::pmtiles;
use crate::geo::tile::{Clustering, TileFeature, TileLayer, TileOptions, TileValue, cut};
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, DataFile, LoadedDataset, Site};
use crate::source::SourceFile;

static TILES: Recipe<TilesView> = Recipe { name: "tiles", run: cut_layer };

/// The layer of a tile that holds the features; the map's script asks for it by this name.
pub(super) const FEATURES: &str = "features";

/// The layer with one point for each label.
pub(super) const LABELS: &str = "labels";

/// Attributes that the map's script needs; no tile leaves them out.
pub(super) const OWN_KEYS: [&str; 3] = ["_name", "_code", "_url"];

/// Everything that an archive depends on: the layer's bytes, the columns it carries, its style, and the pages that
/// its features lead to.
#[derive(Serialize)]
struct TilesView {
    file: SourceFile,
    joined: Option<SourceFile>,
    /// How the file is read.
    reading: String,
    #[serde(skip)]
    data: Arc<DataFile>,
    title: String,
    source: String,
    style: MapStyle,
    /// Columns, and whether they hold dates.
    columns: Vec<(String, bool)>,
    name: Option<String>,
    code: Option<String>,
    urls: BTreeMap<String, String>,
    /// Whether dense points are drawn as one with their count.
    clustered: bool,
}

/// Side of the square whose points become one, in pixels.
const CLUSTER: u32 = 64;

impl TilesView {
    fn new(site: &Site, dataset: &LoadedDataset, style: &MapStyle) -> Self {
        let decl = &dataset.decl;
        let text = |named: &Option<crate::fields::Spanned>| named.as_ref().map(|named| named.text.clone());
        let level = decl.units.filter(|_| !decl.former);
        let code = if decl.units.is_some() { text(&decl.key) } else { text(&decl.unit) };
        let urls = match (&code, level) {
            (Some(_), Some(level)) => site
                .units
                .iter()
                .filter(|unit| unit.level == level)
                .map(|unit| (unit.code.to_string(), site.original_url(&site.unit_address(unit))))
                .collect(),
            // Boundaries of the past lead to the pages of the units that they were of.
            (Some(_), None) if decl.units.is_some() => {
                let formers = site.history.formers().iter().enumerate();
                formers
                    .map(|(id, former)| (former.code.to_string(), site.original_url(&site.former_address(id))))
                    .collect()
            }
            // A code of another day is no address of today's.
            (Some(_), None) if decl.units_as_of.is_none() => dataset
                .by_unit
                .keys()
                .filter_map(|code| {
                    Some((code.to_string(), site.original_url(&site.unit_address(site.units.get(code)?))))
                })
                .collect(),
            _ => BTreeMap::new(),
        };
        Self {
            file: dataset.file.clone(),
            joined: dataset.joined.clone(),
            reading: format!("{:?}", decl.reading),
            data: Arc::clone(&dataset.data),
            title: decl.title.clone(),
            source: decl.source.clone(),
            style: style.clone(),
            columns: (fields(site, dataset).into_iter())
                .map(|(column, _)| {
                    let is_date = cells::is_date(decl, &column);
                    (column, is_date)
                })
                .collect(),
            clustered: is_clustered(dataset),
            name: text(&decl.name),
            code,
            urls,
        }
    }
}

/// The archive's address: its name changes with whatever it depends on, so that browsers never mix two versions.
pub(super) fn address(site: &Site, dataset: &LoadedDataset, style: &MapStyle) -> Address {
    let digest = Digest::of_value(&TilesView::new(site, dataset, style));
    assets::fingerprinted(&format!("/ban-do/{}.pmtiles", dataset.decl.id.text), digest)
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for (id, dataset) in press.site.datasets.iter().enumerate() {
        let (Some(style), Some(_)) = (&dataset.decl.map, dataset.layer()) else { continue };
        let path = address(&press.site, dataset, style).output_path();
        let (press, style) = (Arc::clone(press), style.clone());
        jobs.push(Job::new(path, Role::Tiles, &TILES, move || {
            TilesView::new(&press.site, &press.site.datasets[id], &style)
        }));
    }
}

fn cut_layer(view: &TilesView) -> Result<Vec<u8>, Diagnostic> {
    let DataFile::Layer(layer) = &*view.data else { return Ok(Vec::new()) };
    let features: Vec<TileFeature> = layer
        .features
        .iter()
        .enumerate()
        .filter_map(|(row, feature)| {
            Some(TileFeature {
                id: row as u64 + 1,
                geometry: feature.geometry.clone()?,
                attributes: attributes(view, row),
                label: label(view, row),
            })
        })
        .collect();
    let zooms = view.style.min_zoom..=view.style.max_zoom;
    let clustering = view.clustered.then(|| Clustering { pixels: CLUSTER, sums: Vec::new() });
    let layer = TileLayer { name: FEATURES.to_owned(), labels: LABELS.to_owned(), zooms, clustering };
    let options = TileOptions {
        name: view.title.clone(),
        attribution: view.source.clone(),
        keep: OWN_KEYS.map(str::to_owned).to_vec(),
        ..TileOptions::default()
    };
    cut(layer, options, &features)
        .map(|archive| archive.bytes)
        .map_err(|error| Diagnostic::error(code::UNWRITABLE).arg("path", "temp").arg("reason", error))
}

fn attributes(view: &TilesView, row: usize) -> Vec<(String, TileValue)> {
    let mut attributes: Vec<(String, TileValue)> = view
        .columns
        .iter()
        .filter_map(|(column, is_date)| Some((column.clone(), value(&view.data.cell(row, column), *is_date)?)))
        .collect();
    let mut own = |key: &str, text: String| {
        if !text.is_empty() {
            attributes.push((key.to_owned(), TileValue::Text(text)));
        }
    };
    own("_name", view.name.as_ref().map_or_else(String::new, |name| view.data.text(row, name)));
    if let Some(column) = &view.code {
        let code = view.data.text(row, column);
        own("_url", view.urls.get(&code).cloned().unwrap_or_default());
        own("_code", code);
    }
    attributes
}

/// A cell as the map's card shows it.
fn value(cell: &Value, is_date: bool) -> Option<TileValue> {
    let day = cell.as_str().and_then(|text| cells::day(text, is_date));
    day.map(TileValue::Text).or_else(|| TileValue::of(cell))
}

fn label(view: &TilesView, row: usize) -> Vec<(String, TileValue)> {
    let Some(column) = &view.style.label else { return Vec::new() };
    let name = view.data.text(row, column);
    if name.is_empty() { Vec::new() } else { vec![(OWN_KEYS[0].to_owned(), TileValue::Text(name))] }
}

/// What the archives of a build hold, read from the archives themselves, so that a kept one counts like a new one.
#[derive(Clone, Debug, Default)]
pub struct CutSummary {
    /// Number of archives.
    pub archives: usize,
    /// Tiles in all.
    pub tiles: u64,
    /// Bytes of the largest tile.
    pub largest: u64,
    /// What had to be left out.
    pub warnings: Vec<Diagnostic>,
}

impl CutSummary {
    /// Adds a published archive.
    pub fn add(&mut self, press: &Press, path: &str, archive: &[u8]) {
        let Some(metadata) = pmtiles::metadata(archive) else { return };
        let number = |value: &Value, key: &str| value.get(key).and_then(Value::as_u64).unwrap_or(0);
        self.archives += 1;
        for zoom in metadata.get("zooms").and_then(Value::as_array).into_iter().flatten() {
            self.tiles += number(zoom, "tiles");
            self.largest = self.largest.max(number(zoom, "largest"));
            let dropped = number(zoom, "dropped");
            // Naming an archive takes its whole view: only for one that has something to tell.
            if dropped == 0 {
                continue;
            }
            let dataset = mapped(&press.site)
                .find(|(dataset, style)| address(&press.site, dataset, style).output_path() == path)
                .map(|(dataset, _)| dataset);
            if let Some(dataset) = dataset {
                self.warnings.push(
                    Diagnostic::warning(code::DROPPED_FEATURES)
                        .arg("layer", &dataset.decl.title)
                        .arg("count", dropped)
                        .arg("zoom", number(zoom, "zoom"))
                        .at(Place::file(Arc::clone(&dataset.file.path))),
                );
            }
        }
    }
}
