//! A page for every province and commune, from the data alone or with text beside it, and the list of provinces.

mod record;

use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Value};

use super::cells::{is_date, shown};
use super::data::{SourceLine, page_url};
use super::frame::{Card, DateView, Frame, Link, Schema, Twin, cards, home_link, unit_trail};
use super::html::{HtmlView, Text, run, run_with};
use super::names::Finder;
use super::offline::PackLink;
use super::open_data::{Record, json, latest, table, twin};
use super::record::{CommuneRecord, ProvinceRecord, of_commune, of_province};
use super::succession::{MadeOf, former_rows, made_of};
use super::{Press, boundaries, brochures, maps, products, services, tourism};
use crate::diagnostics::Diagnostic;
use crate::domain::Details;
use crate::domain::product::PRODUCTS;
use crate::domain::unit::{Level, Unit};
use crate::geo::GeometryHandle;
use crate::geo::adjacency::Border;
use crate::job::{Job, Recipe, Role};
use crate::site::services::page_of;
use crate::site::{Address, LoadedDataset, Page, Site};
use crate::text::{self, Date};
use record::{UnitRecord, UnitsRecord, unit_record, units_record, units_sheet, units_updated};

static PROVINCE: Recipe<ProvinceView> = Recipe { name: "province", run: run_province };
static COMMUNE: Recipe<CommuneView> = Recipe { name: "commune", run: run_commune };
static UNIT_JSON: Recipe<Record<UnitRecord>> = Recipe { name: "unit json", run: json };
static UNITS_JSON: Recipe<Record<UnitsRecord>> = Recipe { name: "units json", run: json };
static UNITS: Recipe<HtmlView<UnitsData>> = Recipe { name: "units", run };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let mut any = false;
    for unit in press.site.units.iter() {
        any = true;
        let code = Arc::clone(&unit.code);
        twin(jobs, press, &press.site.unit_address(unit), &UNIT_JSON, move |site| {
            let unit = site.units.get(&code).expect("planned from the units");
            (updated(site, unit), unit_record(site, unit))
        });
        let path = press.site.unit_address(unit).output_path();
        let (press, code) = (Arc::clone(press), Arc::clone(&unit.code));
        jobs.push(match unit.level {
            Level::Province => Job::new(path, Role::Page, &PROVINCE, move || province_view(&press, &code)),
            Level::Commune => Job::new(path, Role::Page, &COMMUNE, move || commune_view(&press, &code)),
        });
    }
    if any {
        let shared = Arc::clone(press);
        jobs.push(Job::new(Address::units().output_path(), Role::Page, &UNITS, move || units_view(&shared)));
        twin(jobs, press, &Address::units(), &UNITS_JSON, |site| (units_updated(site), units_record(site)));
        table(jobs, press, &Address::units(), units_sheet);
    }
}

#[derive(Serialize)]
struct UnitView {
    code: String,
    name: String,
    full_name: String,
    #[serde(rename = "type")]
    kind: String,
    facts: Vec<Fact>,
    province: Option<Link>,
}

#[derive(Serialize)]
struct Fact {
    label: String,
    value: String,
    note: Option<String>,
}

/// Rows of a dataset that belong to a unit.
#[derive(Serialize)]
pub(super) struct Rows {
    title: String,
    url: String,
    source: String,
    licence: String,
    date: Option<DateView>,
    note: Option<String>,
    sample: bool,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    /// The former units that the rows are about, one a row; empty where they are about the page's own unit.
    formers: Vec<Link>,
}

#[derive(Serialize)]
struct ProvinceData {
    unit: UnitView,
    made_of: MadeOf,
    communes: Vec<CommuneEntry>,
    plans: Vec<Card>,
    about: Vec<Card>,
    data: Vec<Rows>,
    sources: Vec<SourceLine>,
}

#[derive(Serialize)]
struct CommuneEntry {
    code: String,
    name: String,
    full_name: String,
    #[serde(rename = "type")]
    kind: String,
    url: String,
}

#[derive(Serialize)]
struct ProvinceView {
    html: HtmlView<ProvinceData>,
    record: Option<ProvinceRecord>,
}

#[derive(Serialize)]
struct CommuneView {
    record: Option<CommuneRecord>,
    html: HtmlView<CommuneData>,
    /// The ground before and after the last merger.
    boundaries: Option<boundaries::Comparison>,
    boundary: Option<GeometryHandle>,
    around: Vec<Nearby>,
}

/// A unit that may be a neighbour: whether it is, its border tells.
#[derive(Serialize)]
struct Nearby {
    link: Link,
    boundary: GeometryHandle,
}

#[derive(Serialize)]
struct CommuneData {
    unit: UnitView,
    pack: Option<PackLink>,
    products: Vec<products::ProductView>,
    places: Vec<tourism::Item>,
    /// A leaflet with them.
    brochure: Option<String>,
    made_of: MadeOf,
    plans: Vec<Card>,
    about: Vec<Card>,
    data: Vec<Rows>,
    sources: Vec<SourceLine>,
}

fn run_commune(view: &CommuneView) -> Result<Vec<u8>, Diagnostic> {
    let border = view.boundary.as_ref().map(|boundary| Border::of(&boundary.geometry));
    let neighbours: Vec<&Link> = border.map_or_else(Vec::new, |border| {
        let near = view.around.iter().filter(|nearby| border.touches(&nearby.boundary.geometry));
        near.map(|nearby| &nearby.link).collect()
    });
    run_with(&view.html, |context: &mut Context| {
        context.insert("neighbours", &neighbours);
        context.insert_value("boundaries", boundaries::value(view.boundaries.as_ref()));
        context.insert("record", &view.record.as_ref().map(CommuneRecord::judged));
    })
}

fn run_province(view: &ProvinceView) -> Result<Vec<u8>, Diagnostic> {
    run_with(&view.html, |context: &mut Context| {
        context.insert_value("record", view.record.as_ref().map_or_else(Value::none, ProvinceRecord::judged));
    })
}

fn province_view(press: &Press, code: &str) -> ProvinceView {
    let site = &*press.site;
    let unit = site.units.get(code).expect("planned from the units");
    let communes: Vec<CommuneEntry> = site
        .units
        .communes_of(code)
        .map(|commune| CommuneEntry {
            code: commune.code.to_string(),
            name: commune.name.clone(),
            full_name: commune.full_name.clone(),
            kind: commune.kind.clone(),
            url: site.url(&site.unit_address(commune)),
        })
        .collect();
    let mut view = unit_view(site, unit);
    view.facts.push(Fact {
        label: site.word("unit_communes").to_owned(),
        value: text::number(communes.len() as f64, &site.config.lang),
        note: None,
    });
    let (plans, about) = mentions(site, unit, |_| true);
    let html = HtmlView {
        template: press.template("kinds/province.html"),
        frame: frame(press, unit),
        text: unit_text(site, unit),
        map: maps::province(press, unit),
        data: ProvinceData {
            unit: view,
            made_of: made_of(site, site.history.sources_of(code)),
            communes,
            plans,
            about,
            data: rows(site, unit),
            sources: sources(site, unit),
        },
    };
    ProvinceView { html, record: of_province(site, unit) }
}

fn commune_view(press: &Press, code: &str) -> CommuneView {
    let site = &*press.site;
    let unit = site.units.get(code).expect("planned from the units");
    let boundary = maps::boundary(site, unit).and_then(crate::geo::Feature::handle);
    let bounds = boundary.as_ref().and_then(|boundary| boundary.geometry.bounds());
    let around = bounds.map_or_else(Vec::new, |bounds| {
        maps::units_within(press, Level::Commune, bounds)
            .filter(|other| other.code != unit.code)
            .filter_map(|other| {
                Some(Nearby { link: maps::unit_link(site, other), boundary: maps::boundary(site, other)?.handle()? })
            })
            .collect()
    });
    let (plans, about) = mentions(site, unit, |page| !tourism::is_listed(page));
    CommuneView {
        record: of_commune(site, unit),
        html: HtmlView {
            template: press.template("kinds/commune.html"),
            frame: frame(press, unit),
            text: unit_text(site, unit),
            map: maps::commune(press, unit),
            data: CommuneData {
                unit: unit_view(site, unit),
                pack: PackLink::of_commune(site, unit),
                products: products::of_unit(site, code),
                places: tourism::of_unit(site, code),
                brochure: brochures::address(site, unit).map(|address| site.url(&address)),
                made_of: made_of(site, site.history.sources_of(code)),
                plans,
                about,
                data: rows(site, unit),
                sources: sources(site, unit),
            },
        },
        boundaries: boundaries::comparison(press, unit),
        boundary,
        around,
    }
}

fn frame(press: &Press, unit: &Unit) -> Frame {
    let site = &*press.site;
    let province = site.units.parent_of(unit);
    let ancestors = unit_trail(site, unit);
    let text = site.unit_texts.get(&unit.code).map(|&id| site.pages[id].meta());
    let kind = if unit.level == Level::Province { "province" } else { "commune" };
    let own = text.and_then(|meta| meta.description.clone());
    let description = own.or_else(|| province.map(|province| format!("{}, {}.", unit.full_name, province.full_name)));
    // The name is that of the unit; only who translates it says how.
    let title = text.filter(|_| site.languages.original().is_some()).map_or(&unit.full_name, |meta| &meta.title);
    Frame::new(press, title, &site.unit_address(unit), kind, ancestors)
        .described(description.as_deref())
        .with_card(&site.unit_address(unit), site)
        .with_schema(Schema {
            kind: "AdministrativeArea",
            modified: text.and_then(|meta| meta.updated.or(meta.date)).map(|date| date.to_string()),
            more: vec![("identifier", (&*unit.code).into())],
            ..Schema::default()
        })
        .with_data(updated(site, unit), Twin::of(site, &site.unit_address(unit), &["json"]), site)
}

/// When what the page says last changed: its text, its boundary's layer, the data about the unit.
fn updated(site: &Site, unit: &Unit) -> Option<Date> {
    let text = site.unit_texts.get(&unit.code).map(|&id| site.pages[id].meta());
    let of_data = site
        .datasets
        .iter()
        .enumerate()
        .filter(|(id, dataset)| *id == unit.dataset || dataset.by_unit.contains_key(&unit.code));
    let days = of_data.map(|(_, dataset)| dataset.decl.date);
    latest(days.chain([text.and_then(|meta| meta.updated.or(meta.date))]))
}

fn unit_text(site: &Site, unit: &Unit) -> Option<Text> {
    site.unit_texts.get(&unit.code).map(|&id| Text::of_page(site, &site.pages[id]))
}

fn unit_view(site: &Site, unit: &Unit) -> UnitView {
    let fact = |label: &str, value: String| Fact { label: site.word(label).to_owned(), value, note: None };
    let mut facts = vec![fact("unit_code", unit.code.to_string()), fact("unit_type", kind_of(site, unit))];
    if let Some(area) = unit.area {
        facts.push(fact("unit_area", format!("{} km²", text::number(area, &site.config.lang))));
    }
    if let Some(from) = unit.period.from {
        facts.push(fact("unit_since", from.brief(&site.config.lang)));
    }
    facts.retain(|fact| !fact.value.is_empty());
    UnitView {
        code: unit.code.to_string(),
        name: unit.name.clone(),
        full_name: unit.full_name.clone(),
        kind: unit.kind.clone(),
        facts,
        province: site.units.parent_of(unit).map(|province| maps::unit_link(site, province)),
    }
}

/// The word for what a unit is: `Xã`, in English `commune (xã)`; as the table has it where the theme has none.
fn kind_of(site: &Site, unit: &Unit) -> String {
    let key = format!("unit_type_{}", text::slug(&unit.kind).replace('-', "_"));
    site.words.get(&key).unwrap_or(&unit.kind).clone()
}

/// Plans that concern the unit, and those of the other pages about it that are wanted.
fn mentions(site: &Site, unit: &Unit, is_wanted: impl Fn(&Page) -> bool) -> (Vec<Card>, Vec<Card>) {
    let ids = site.unit_mentions.get(&unit.code).into_iter().flatten().copied();
    let wanted = ids.filter(|&id| is_wanted(&site.pages[id]));
    let (plans, about): (Vec<usize>, Vec<usize>) =
        wanted.partition(|&id| matches!(site.pages[id].parsed.details, Details::Plan(_)));
    (cards(site, plans), cards(site, about))
}

/// Every dataset's rows about the unit, and those about former units that are part of it, with their source.
fn rows(site: &Site, unit: &Unit) -> Vec<Rows> {
    let of_dataset =
        |dataset: &LoadedDataset| Some(dataset_rows(site, dataset, dataset.by_unit.get(&unit.code)?, Vec::new()));
    // Products are shown with what their stars are worth.
    let is_plain =
        |dataset: &&LoadedDataset| dataset.decl.service.as_ref().is_none_or(|(kind, _)| kind.id != PRODUCTS.id);
    site.datasets.iter().filter(is_plain).filter_map(of_dataset).chain(former_rows(site, unit)).collect()
}

/// Some rows of a dataset, with its source.
pub(super) fn dataset_rows(site: &Site, dataset: &LoadedDataset, rows: &[usize], formers: Vec<Link>) -> Rows {
    let service = dataset.decl.service.as_ref().map(|(kind, _)| *kind);
    let columns: Vec<(String, String)> = match (service, &*dataset.decl.columns) {
        (Some(kind), []) => services::columns(site, dataset, kind, rows),
        (None, []) => dataset.data.columns().into_iter().map(|name| (name.to_owned(), name.to_owned())).collect(),
        (_, columns) => columns.iter().map(|column| (column.name.text.clone(), column.heading.clone())).collect(),
    };
    // A code is no number, whether it begins with a zero or not.
    let is_code =
        |name: &str| [&dataset.decl.key, &dataset.decl.unit].into_iter().flatten().any(|code| code.text == name);
    let cell = |row: usize, name: &str| match dataset.data.cell(row, name) {
        serde_json::Value::String(text) if is_code(name) && !text.is_empty() => text,
        cell => shown(&cell, is_date(&dataset.decl, name), &site.config.lang),
    };
    Rows {
        title: dataset.decl.title.clone(),
        url: service.map_or_else(|| page_url(site, dataset), |kind| site.url(&page_of(dataset, kind, rows))),
        source: dataset.decl.source.clone(),
        licence: dataset.decl.licence.clone(),
        date: DateView::maybe(dataset.decl.date, site),
        note: dataset.decl.note.clone(),
        sample: dataset.decl.sample,
        rows: rows.iter().map(|&row| columns.iter().map(|(name, _)| cell(row, name)).collect()).collect(),
        headings: columns.into_iter().map(|(_, heading)| heading).collect(),
        formers,
    }
}

/// The layer that the unit's boundary and facts come from.
fn sources(site: &Site, unit: &Unit) -> Vec<SourceLine> {
    site.datasets.get(unit.dataset).map(|dataset| SourceLine::new(site, dataset)).into_iter().collect()
}

#[derive(Serialize)]
struct UnitsData {
    provinces: Vec<ProvinceEntry>,
    find: Finder,
}

#[derive(Serialize)]
struct ProvinceEntry {
    code: String,
    full_name: String,
    #[serde(rename = "type")]
    kind: String,
    url: String,
    communes: usize,
}

fn units_view(press: &Press) -> HtmlView<UnitsData> {
    let site = &*press.site;
    let provinces = site
        .units
        .provinces()
        .map(|unit| ProvinceEntry {
            code: unit.code.to_string(),
            full_name: unit.full_name.clone(),
            kind: unit.kind.clone(),
            url: site.url(&site.unit_address(unit)),
            communes: site.units.communes_of(&unit.code).count(),
        })
        .collect();
    HtmlView {
        template: press.template("lists/units.html"),
        frame: Frame::new(press, site.word("units_title"), &Address::units(), "units", home_link(site)).with_data(
            units_updated(site),
            Twin::of(site, &Address::units(), &["csv", "json"]),
            site,
        ),
        text: None,
        map: maps::national(press),
        data: UnitsData { provinces, find: Finder::new(site) },
    }
}
