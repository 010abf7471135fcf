//! Units for machines: each with the rows of data about it, and the list of all.

use serde::Serialize;

use crate::domain::unit::Unit;
use crate::outputs::open_data::{Sheet, latest, plain};
use crate::site::Site;
use crate::text::Date;

/// A province or commune with its data.
#[derive(Serialize)]
pub(super) struct UnitRecord {
    #[serde(flatten)]
    unit: UnitLine,
    data: Vec<Rows>,
    sources: Vec<String>,
}

/// A unit in a list.
#[derive(Serialize)]
struct UnitLine {
    code: String,
    name: String,
    full_name: String,
    #[serde(rename = "type")]
    kind: String,
    province: Option<String>,
    area_km2: Option<f64>,
    url: String,
}

/// A dataset's rows about the unit, cells by the names of their columns.
#[derive(Serialize)]
struct Rows {
    dataset: String,
    title: String,
    source: String,
    licence: String,
    date: Option<String>,
    rows: Vec<serde_json::Map<String, serde_json::Value>>,
}

#[derive(Serialize)]
pub(super) struct UnitsRecord {
    units: Vec<UnitLine>,
}

fn line(site: &Site, unit: &Unit) -> UnitLine {
    UnitLine {
        code: unit.code.to_string(),
        name: unit.name.clone(),
        full_name: unit.full_name.clone(),
        kind: unit.kind.clone(),
        province: unit.parent.as_ref().map(|code| code.to_string()),
        area_km2: unit.area,
        url: site.canonical(&site.unit_address(unit)),
    }
}

pub(super) fn unit_record(site: &Site, unit: &Unit) -> UnitRecord {
    let of_dataset = |dataset: &crate::site::LoadedDataset| {
        let rows = dataset.by_unit.get(&unit.code)?;
        let columns = dataset.data.columns();
        let row =
            |&row: &usize| columns.iter().map(|name| ((*name).to_owned(), dataset.data.cell(row, name))).collect();
        Some(Rows {
            dataset: dataset.decl.id.text.clone(),
            title: dataset.decl.title.clone(),
            source: dataset.decl.source.clone(),
            licence: dataset.decl.licence.clone(),
            date: dataset.decl.date.map(|date| date.to_string()),
            rows: rows.iter().map(row).collect(),
        })
    };
    UnitRecord {
        unit: line(site, unit),
        data: site.datasets.iter().filter_map(of_dataset).collect(),
        sources: site.datasets.get(unit.dataset).map(|dataset| dataset.decl.source.clone()).into_iter().collect(),
    }
}

/// When the layers that define the units last changed.
pub(super) fn units_updated(site: &Site) -> Option<Date> {
    latest(site.datasets.iter().filter(|dataset| dataset.decl.units.is_some()).map(|dataset| dataset.decl.date))
}

pub(super) fn units_record(site: &Site) -> UnitsRecord {
    UnitsRecord { units: site.units.iter().map(|unit| line(site, unit)).collect() }
}

pub(super) fn units_sheet(site: &Site) -> Sheet {
    let row = |unit: &Unit| {
        let line = line(site, unit);
        let province = line.province.unwrap_or_default();
        vec![line.code, line.name, line.full_name, line.kind, province, plain(line.area_km2), line.url]
    };
    Sheet {
        headings: vec!["code", "name", "full_name", "type", "province", "area_km2", "url"],
        rows: site.units.iter().map(row).collect(),
    }
}
