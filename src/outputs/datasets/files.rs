//! The files of a dataset, each at an address that stays: `/du-lieu/<id>/<id>.<ending>`.

use std::sync::Arc;

use serde::Serialize;

use super::address;
use super::rows::Rows;
use crate::diagnostics::Diagnostic;
#[cfg(feature = "parquet")]
use crate::export::parquet;
use crate::export::{csv, flatgeobuf, geojson, gpkg, kml, xlsx};
use crate::geo::GeometryKind;
use crate::geo::crs::zones::{named, systems};
use crate::job::{Job, Recipe, Role};
use crate::outputs::Press;
use crate::outputs::open_data::{Record, json};
use crate::site::{Address, LoadedDataset, Site};

/// A format that datasets are offered in.
pub(super) struct Format {
    /// The ending of its files.
    pub ending: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Media type (IANA).
    pub media: &'static str,
    /// Which tables it is for.
    of: Of,
    recipe: &'static Recipe<FileView>,
}

/// Tables that a format is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    All,
    Layers,
    Points,
    /// Layers of one province whose data are in one zone of VN-2000.
    Zoned,
}

#[derive(Serialize)]
struct FileView {
    rows: Rows,
    /// Names of a workbook's sheets.
    sheets: [String; 2],
    /// The zone of VN-2000 (EPSG) that the layer is offered in.
    zone: Option<u32>,
    record: Record<()>,
}

static CSV: Recipe<FileView> = Recipe { name: "dataset csv", run: |view| csv::plain(&view.rows.table()) };
static EXCEL_CSV: Recipe<FileView> = Recipe { name: "dataset excel csv", run: |view| csv::excel(&view.rows.table()) };
static JSON: Recipe<FileView> = Recipe { name: "dataset json", run: FileView::json };
static XLSX: Recipe<FileView> =
    Recipe { name: "dataset xlsx", run: |view| xlsx::workbook(&view.rows.table(), [&view.sheets[0], &view.sheets[1]]) };
static GEOJSON: Recipe<FileView> = Recipe { name: "dataset geojson", run: |view| geojson::layer(&view.rows.table()) };
static KML: Recipe<FileView> = Recipe { name: "dataset kml", run: |view| kml::places(&view.rows.table()) };
static GPKG: Recipe<FileView> = Recipe { name: "dataset gpkg", run: |view| gpkg::package(&view.rows.table()) };

static FLATGEOBUF: Recipe<FileView> =
    Recipe { name: "dataset flatgeobuf", run: |view| flatgeobuf::layer(&view.rows.table()) };
static GPKG_ZONE: Recipe<FileView> = Recipe {
    name: "dataset gpkg vn2000",
    run: |view| gpkg::in_zone(&view.rows.table(), view.zone.unwrap_or_default()),
};
#[cfg(feature = "parquet")]
static PARQUET: Recipe<FileView> = Recipe { name: "dataset parquet", run: |view| parquet::file(&view.rows.table()) };

/// All formats, in the order in which pages list them.
static FORMATS: &[Format] = &[
    Format { ending: "csv", title: "CSV", media: "text/csv", of: Of::All, recipe: &CSV },
    Format { ending: "excel.csv", title: "CSV (Excel)", media: "text/csv", of: Of::All, recipe: &EXCEL_CSV },
    Format { ending: "xlsx", title: "Excel", media: XLSX_MEDIA, of: Of::All, recipe: &XLSX },
    Format { ending: "json", title: "JSON", media: "application/json", of: Of::All, recipe: &JSON },
    #[cfg(feature = "parquet")]
    Format {
        ending: "parquet",
        title: "Parquet",
        media: "application/vnd.apache.parquet",
        of: Of::All,
        recipe: &PARQUET,
    },
    Format { ending: "geojson", title: "GeoJSON", media: "application/geo+json", of: Of::Layers, recipe: &GEOJSON },
    Format { ending: "gpkg", title: "GeoPackage", media: GPKG_MEDIA, of: Of::Layers, recipe: &GPKG },
    Format { ending: "vn2000.gpkg", title: "GeoPackage VN-2000", media: GPKG_MEDIA, of: Of::Zoned, recipe: &GPKG_ZONE },
    Format {
        ending: "fgb",
        title: "FlatGeobuf",
        media: "application/vnd.flatgeobuf",
        of: Of::Layers,
        recipe: &FLATGEOBUF,
    },
    Format { ending: "kml", title: "KML", media: "application/vnd.google-earth.kml+xml", of: Of::Points, recipe: &KML },
];

const XLSX_MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const GPKG_MEDIA: &str = "application/geopackage+sqlite3";

/// The zone of VN-2000 that a layer's province keeps its data in (EPSG). `None` where the rows say no unit or several
/// provinces, and for a province that was merged of some with different zones: which one holds is nobody's to guess.
fn zone(site: &Site, dataset: &LoadedDataset) -> Option<u32> {
    dataset.layer()?;
    let province = |code: &Arc<str>| site.units.get(code).map(|unit| unit.parent.as_ref().unwrap_or(&unit.code));
    let mut provinces = dataset.by_unit.keys().map(province);
    let first = provinces.next()??;
    if provinces.any(|other| other != Some(first)) || !dataset.by_former.is_empty() {
        return None;
    }
    match systems(&named(&site.units.get(first)?.name, false))[..] {
        [one] => one.epsg(),
        _ => None,
    }
}

/// The formats that a dataset is offered in.
pub(super) fn formats(site: &Site, dataset: &LoadedDataset) -> impl Iterator<Item = &'static Format> {
    let kinds = dataset.layer().map(|layer| layer.features.iter().filter_map(|feature| feature.geometry.as_ref()));
    let is_points = kinds.is_some_and(|mut all| all.all(|geometry| geometry.kind() == GeometryKind::Point));
    let of_layer = dataset.layer().is_some();
    let has_zone = zone(site, dataset).is_some();
    let fits = xlsx::holds(dataset.data.len());
    FORMATS.iter().filter(move |format| match format.of {
        Of::All => fits || format.ending != "xlsx",
        Of::Layers => of_layer,
        Of::Points => is_points,
        Of::Zoned => has_zone,
    })
}

/// Where a file of a dataset is.
pub(super) fn file(dataset: &LoadedDataset, ending: &str) -> Address {
    address(dataset).join(&format!("{}.{ending}", dataset.decl.id.text))
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>, id: usize) {
    let dataset = &press.site.datasets[id];
    for format in formats(&press.site, dataset) {
        let shared = Arc::clone(press);
        let path = file(dataset, format.ending).output_path();
        jobs.push(Job::new(path, Role::File, format.recipe, move || FileView::new(&shared.site, id)));
    }
}

impl FileView {
    fn new(site: &Site, id: usize) -> Self {
        let dataset = &site.datasets[id];
        Self {
            rows: Rows::new(site, dataset),
            sheets: ["dataset_rows", "dataset_origin"].map(|word| site.word(word).to_owned()),
            zone: zone(site, dataset),
            record: Record::new(site, &address(dataset), dataset.decl.date, ()),
        }
    }

    fn json(&self) -> Result<Vec<u8>, Diagnostic> {
        let table = self.rows.table();
        let about: serde_json::Map<String, serde_json::Value> =
            table.about.iter().map(|(what, text)| (what.clone(), text.as_str().into())).collect();
        let rows: Vec<_> = (0..table.rows.len()).map(|row| table.object(row)).collect();
        json(&serde_json::json!({
            "id": table.id,
            "title": table.title,
            "page": self.record,
            "about": about,
            "columns": table.columns,
            "rows": rows,
        }))
    }
}
