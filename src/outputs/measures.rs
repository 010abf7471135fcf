//! What the interactive map can colour units by: indicators year by year, and figures of tables about units.
//!
//! Tiles hold shapes and names; figures lie beside them, a small file for each measure and year ([`column`]), which the map
//! joins by the units' codes. So a corrected figure re-cuts no tile, and no tile's size limit costs a unit its figure.

mod column;

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use self::column::{Entry, Verdict, encode};
use super::datasets::Rows;
use super::indicators::{self, Subject};
use super::{Press, assets, criteria, datasets, map_layers};
use crate::digest::Digest;
use crate::domain::record::IndicatorHandle;
use crate::domain::threshold::{Threshold, state};
use crate::domain::unit::Level;
use crate::export::{Cell, Kind};
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, LoadedDataset, Site};
use crate::text::Date;

static LIST: Recipe<Value> = Recipe { name: "measures", run: |list| Ok(list.to_string().into_bytes()) };
static CODES: Recipe<Codes> = Recipe { name: "codes of units", run: |codes| Ok(codes.0.join("\n").into_bytes()) };
static RESULTS: Recipe<Results> = Recipe { name: "column of results", run: |results| Ok(encode(&results.entries())) };
static FIGURES: Recipe<Figures> = Recipe {
    name: "column of figures",
    run: |figures| Ok(encode(&figures.0.iter().map(|&figure| (figure, known(figure))).collect::<Vec<Entry>>())),
};

fn known(figure: Option<f64>) -> Verdict {
    if figure.is_some() { Verdict::Known } else { Verdict::Nothing }
}

/// The figure of each unit.
#[derive(Clone)]
struct Figures(Arc<[Option<f64>]>);

impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter())
    }
}

/// The codes of all units of a level, in the order of every column.
#[derive(Clone)]
struct Codes(Arc<[Arc<str>]>, Digest, Level);

impl Codes {
    fn new(site: &Site, level: Level) -> Self {
        let mut codes: Vec<Arc<str>> =
            site.units.iter().filter(|unit| unit.level == level).map(|unit| Arc::clone(&unit.code)).collect();
        codes.sort();
        let digest = Digest::of_value(&codes);
        Self(codes.into(), digest, level)
    }
}

impl Serialize for Codes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.1.serialize(serializer)
    }
}

/// The results of one indicator in one year.
#[derive(Serialize)]
struct Results {
    handle: IndicatorHandle,
    year: u16,
    codes: Codes,
}

impl Results {
    /// The last result of the year of each unit.
    fn entries(&self) -> Vec<Entry> {
        let units: HashMap<&str, _> = self.handle.units.iter().map(|unit| (&*unit.code, unit)).collect();
        let nothing =
            |code: &Arc<str>| (None, if units.contains_key(&**code) { Verdict::Nothing } else { Verdict::NotAsked });
        let entry = |code: &Arc<str>| {
            let unit = *units.get(&**code)?;
            let outcome = self.handle.outcomes(unit).iter().rev().find(|outcome| outcome.date.year == self.year)?;
            let state = state(outcome.said, outcome.figure(), self.handle.threshold(unit));
            Some((outcome.figure(), Verdict::from(state)))
        };
        self.codes.0.iter().map(|code| entry(code).unwrap_or_else(|| nothing(code))).collect()
    }
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let site = &press.site;
    let tables: Arc<[UnitTable]> = tables(site).collect();
    if !has_units(site) || site.measured.is_empty() && tables.is_empty() {
        return;
    }
    for level in LEVELS {
        let codes = Codes::new(site, level);
        if !codes.0.is_empty() {
            jobs.push(Job::new(codes_address(&codes).output_path(), Role::File, &CODES, move || codes.clone()));
        }
    }
    let codes = Codes::new(site, Level::Commune);
    // Those that published nothing as well: what is asked and not answered differs from what is not asked.
    let provinces: Arc<[Arc<str>]> = site.units.provinces().map(|unit| Arc::clone(&unit.code)).collect();
    for subject in indicators::subjects(site) {
        for year in subject.years(site) {
            let path = results_address(site, &subject, year, &codes).output_path();
            let (press, subject, codes, provinces) =
                (Arc::clone(press), subject.clone(), codes.clone(), Arc::clone(&provinces));
            jobs.push(Job::new(path, Role::File, &RESULTS, move || Results {
                handle: subject.handle(&press.site, &provinces),
                year,
                codes: codes.clone(),
            }));
        }
    }
    for table in tables.iter() {
        for column in &table.columns {
            let path = figures_address(&site.datasets[table.dataset], column).output_path();
            let figures = column.figures.clone();
            jobs.push(Job::new(path, Role::File, &FIGURES, move || figures.clone()));
        }
    }
    let shared = Arc::clone(press);
    jobs.push(Job::new(list_address().output_path(), Role::File, &LIST, move || list(&shared.site, &tables)));
}

const LEVELS: [Level; 2] = [Level::Province, Level::Commune];

fn level_id(level: Level) -> &'static str {
    if level == Level::Province { "province" } else { "commune" }
}

fn list_address() -> Address {
    Address::map().join("so-lieu.json")
}

/// Where the map finds its measures; empty where there are none, or no layer of units to colour.
pub(super) fn url(site: &Site) -> String {
    let any = has_units(site) && (!site.measured.is_empty() || tables(site).next().is_some());
    if any { site.url(&list_address()) } else { String::new() }
}

fn has_units(site: &Site) -> bool {
    LEVELS.into_iter().any(|level| layer_of(site, level).is_some())
}

/// The layer that draws the units of a level.
fn layer_of(site: &Site, level: Level) -> Option<&LoadedDataset> {
    map_layers::mapped(site)
        .map(|(dataset, _)| dataset)
        .find(|dataset| dataset.decl.units == Some(level) && !dataset.decl.former)
}

fn codes_address(codes: &Codes) -> Address {
    assets::fingerprinted(&format!("/ban-do/cot/{}.txt", level_id(codes.2)), codes.1)
}

fn results_address(site: &Site, subject: &Subject, year: u16, codes: &Codes) -> Address {
    let set = &subject.set(site).decree.id;
    let number = &subject.indicator(site).number;
    let digest = Digest::of_value(&(subject.digest(site, &subject.provinces), year, codes));
    assets::fingerprinted(&format!("/ban-do/cot/{set}-{number}-{year}.bin"), digest)
}

fn figures_address(dataset: &LoadedDataset, column: &UnitColumn) -> Address {
    let stem = format!("/ban-do/cot/{}-{}.bin", dataset.decl.id.text, crate::text::slug(&column.name));
    assets::fingerprinted(&stem, Digest::of_value(&column.figures))
}

/// A table with figures about units of today.
struct UnitTable {
    /// By position.
    dataset: usize,
    level: Level,
    columns: Vec<UnitColumn>,
}

struct UnitColumn {
    name: String,
    heading: String,
    figures: Figures,
}

/// Tables that define units, or have at most one row for each.
fn tables(site: &Site) -> impl Iterator<Item = UnitTable> {
    (0..site.datasets.len()).filter_map(|id| unit_table(site, id))
}

fn unit_table(site: &Site, id: usize) -> Option<UnitTable> {
    let dataset = &site.datasets[id];
    let decl = &dataset.decl;
    if decl.former
        || decl.history.is_some()
        || decl.units_as_of.is_some()
        || decl.service.is_some()
        || decl.figures.is_some()
    {
        return None;
    }
    let rows: HashMap<String, usize> = if decl.units.is_some() {
        let key = &decl.key.as_ref()?.text;
        (0..dataset.data.len()).map(|row| (dataset.data.text(row, key), row)).collect()
    } else {
        let single = |(code, rows): (&Arc<str>, &Vec<usize>)| (rows.len() == 1).then(|| (code.to_string(), rows[0]));
        dataset.by_unit.iter().map(single).collect::<Option<_>>()?
    };
    let level = site.units.get(rows.keys().next()?)?.level;
    let table = Rows::new(site, dataset).table();
    let codes = Codes::new(site, level);
    let mut columns = Vec::new();
    for declared in &decl.columns {
        let Some(at) = table.columns.iter().position(|column| column.name == declared.name.text) else { continue };
        if !matches!(table.columns[at].kind, Kind::Integer | Kind::Number) {
            continue;
        }
        let figure = |code: &Arc<str>| {
            let row = *rows.get(&**code)?;
            if let Cell::Number(number) = &table.rows[row][at] { Some(*number) } else { None }
        };
        columns.push(UnitColumn {
            name: declared.name.text.clone(),
            heading: declared.heading.clone(),
            figures: Figures(codes.0.iter().map(figure).collect()),
        });
    }
    (!columns.is_empty()).then_some(UnitTable { dataset: id, level, columns })
}

/// `so-lieu.json`, as `docs/theme.md` describes it.
fn list(site: &Site, tables: &[UnitTable]) -> Value {
    let levels: serde_json::Map<String, Value> = LEVELS
        .into_iter()
        .filter_map(|level| {
            let layer = &layer_of(site, level)?.decl.id.text;
            let codes = site.url(&codes_address(&Codes::new(site, level)));
            Some((level_id(level).to_owned(), json!({"layer": layer, "codes": codes})))
        })
        .collect();
    let codes = Codes::new(site, Level::Commune);
    let mut measures: Vec<Value> = if levels.contains_key(level_id(Level::Commune)) {
        indicators::subjects(site).iter().map(|subject| of_indicator(site, subject, &codes)).collect()
    } else {
        Vec::new()
    };
    for table in tables.iter().filter(|table| levels.contains_key(level_id(table.level))) {
        measures.extend(of_table(site, table));
    }
    let said = ["class_", "measure_", "state_"];
    let words = site.words.iter().filter(|(key, _)| said.iter().any(|start| key.starts_with(start)));
    let words: serde_json::Map<String, Value> = words.map(|(key, word)| (key.clone(), word.as_str().into())).collect();
    json!({"levels": levels, "measures": measures, "words": words})
}

fn of_indicator(site: &Site, subject: &Subject, codes: &Codes) -> Value {
    let (set, indicator) = (subject.set(site), subject.indicator(site));
    let tables: Vec<_> = subject.tables(site).into_iter().map(|table| &site.record.tables[table]).collect();
    let mut sources: Vec<&str> = tables.iter().map(|table| table.source.as_str()).collect();
    sources.dedup();
    let columns: Vec<_> = (subject.years(site).into_iter())
        .map(|year| (year.to_string(), site.url(&results_address(site, subject, year, codes))))
        .collect();
    let threshold = subject.handle(site, &subject.provinces).threshold_of_all();
    json!({
        "id": format!("{}/{}", set.decree.id, indicator.number),
        "group": criteria::short(set),
        "title": format!("{} {}", indicator.number, indicator.text),
        "unit": indicator.unit,
        "level": level_id(Level::Commune),
        "limit": threshold.and_then(limit),
        "page": site.url(&subject.address(site, None)),
        "source": sources.join("; "),
        "sample": tables.iter().any(|table| table.sample),
        "columns": columns,
    })
}

/// A threshold that parts figures: where it is, the side that a figure on it belongs to, and the side that meets it.
fn limit(threshold: Threshold) -> Option<Value> {
    let (side, met) = match threshold {
        Threshold::AtLeast(_) | Threshold::Exactly(_) => ("above", "above"),
        Threshold::MoreThan(_) => ("below", "above"),
        Threshold::AtMost(_) => ("below", "below"),
        Threshold::LessThan(_) => ("above", "below"),
        Threshold::Judged | Threshold::Delegated => return None,
    };
    Some(json!({"value": threshold.value()?, "side": side, "met": met}))
}

fn of_table(site: &Site, table: &UnitTable) -> Vec<Value> {
    let dataset = &site.datasets[table.dataset];
    let decl = &dataset.decl;
    let date = decl.date.map_or_else(|| site.word("unknown").to_owned(), Date::short);
    let measure = |column: &UnitColumn| {
        json!({
            "id": format!("{}/{}", decl.id.text, crate::text::slug(&column.name)),
            "group": decl.title,
            "title": column.heading,
            "unit": null,
            "level": level_id(table.level),
            "limit": null,
            "page": site.url(&datasets::address(dataset)),
            "source": decl.source,
            "sample": decl.sample,
            "columns": [(&date, site.url(&figures_address(dataset, column)))],
        })
    };
    table.columns.iter().map(measure).collect()
}
