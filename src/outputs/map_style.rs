//! The layers of the map for other people's maps: TileJSON 3 for each archive, and a MapLibre style of them all. Both name the
//! archive as the protocol `pmtiles://` has it, which MapLibre knows once the library pmtiles is registered.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::map_layers::{any, kind, mapped};
use super::{Press, open_data, tiles};
use crate::domain::dataset::MapStyle;
use crate::geo::GeometryKind;
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, LoadedDataset, Site};

static TILEJSON: Recipe<Value> = Recipe { name: "tilejson", run: open_data::json };
static STYLE: Recipe<Value> = Recipe { name: "map style", run: open_data::json };

/// Where a layer's TileJSON is. It stays, whatever the archive is called.
pub(super) fn tilejson_address(dataset: &LoadedDataset) -> Address {
    Address::map().join(&format!("{}.tilejson", dataset.decl.id.text))
}

fn style_address() -> Address {
    Address::map().join("style.json")
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for (id, dataset) in press.site.datasets.iter().enumerate() {
        let (Some(style), Some(_)) = (dataset.decl.map.clone(), dataset.layer()) else { continue };
        let shared = Arc::clone(press);
        jobs.push(Job::new(tilejson_address(dataset).output_path(), Role::File, &TILEJSON, move || {
            tilejson(&shared.site, &shared.site.datasets[id], &style)
        }));
    }
    if any(&press.site) {
        let shared = Arc::clone(press);
        jobs.push(Job::new(style_address().output_path(), Role::File, &STYLE, move || style(&shared.site)));
    }
}

fn archive(site: &Site, dataset: &LoadedDataset, style: &MapStyle) -> String {
    format!("pmtiles://{}", site.canonical(&tiles::address(site, dataset, style)))
}

fn tilejson(site: &Site, dataset: &LoadedDataset, style: &MapStyle) -> Value {
    let decl = &dataset.decl;
    let fields: Map<String, Value> = (decl.columns.iter())
        .map(|column| (column.name.text.clone(), Value::from(column.heading.as_str())))
        .chain(tiles::OWN_KEYS.map(|key| (key.to_owned(), Value::from("String"))))
        .collect();
    let zooms = |id: &str, fields: Value| json!({"id": id, "fields": fields, "minzoom": style.min_zoom, "maxzoom": style.max_zoom});
    let mut layers = vec![zooms(tiles::FEATURES, fields.into())];
    if style.label.is_some() {
        layers.push(zooms(tiles::LABELS, json!({tiles::OWN_KEYS[0]: "String"})));
    }
    let mut value = json!({
        "tilejson": "3.0.0",
        "name": decl.title,
        "description": decl.description.as_ref().unwrap_or(&decl.title),
        "attribution": decl.source,
        "scheme": "xyz",
        "tiles": [format!("{}/{{z}}/{{x}}/{{y}}", archive(site, dataset, style))],
        "minzoom": style.min_zoom,
        "maxzoom": style.max_zoom,
        "vector_layers": layers,
    });
    if let Some(bounds) = dataset.layer().and_then(|layer| layer.bounds) {
        value["bounds"] = json!([bounds.west, bounds.south, bounds.east, bounds.north]);
    }
    value
}

/// Areas under lines under points, in the colours of the map page. Without letters: a style brings no font that others may
/// load.
fn style(site: &Site) -> Value {
    let mut sources = Map::new();
    let mut layers: Vec<(u8, Value)> =
        vec![(0, json!({"id": "nen", "type": "background", "paint": {"background-color": "#eef3f0"}}))];
    for (dataset, style) in mapped(site) {
        let id = &dataset.decl.id.text;
        sources.insert(
            id.clone(),
            json!({"type": "vector", "url": archive(site, dataset, style), "attribution": dataset.decl.source}),
        );
        let shown = json!({"visibility": if style.visible { "visible" } else { "none" }});
        let layer = |name: &str, kind: &str, paint: Value| {
            json!({
                "id": name, "type": kind, "source": id, "source-layer": tiles::FEATURES,
                "minzoom": style.min_zoom, "layout": shown, "paint": paint,
            })
        };
        let color = &style.color;
        match kind(dataset) {
            GeometryKind::Polygon => {
                layers.push((1, layer(id, "fill", json!({"fill-color": color, "fill-opacity": 0.15}))));
                let outline = format!("{id}-vien");
                layers.push((2, layer(&outline, "line", json!({"line-color": color, "line-width": 1}))));
            }
            GeometryKind::Line => layers.push((2, layer(id, "line", json!({"line-color": color, "line-width": 2})))),
            GeometryKind::Point => {
                let paint = json!({"circle-color": color, "circle-radius": 5, "circle-stroke-color": "#ffffff", "circle-stroke-width": 1});
                layers.push((3, layer(id, "circle", paint)));
            }
        }
    }
    layers.sort_by_key(|(depth, _)| *depth);
    let layers: Vec<Value> = layers.into_iter().map(|(_, layer)| layer).collect();
    json!({"version": 8, "name": site.title(), "sources": sources, "layers": layers})
}
