//! What the map knows of a dataset's rows: the columns that cards show, the points of a layer that is read whole, and what a layer can
//! be filtered by.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::collection;
use crate::domain::product::PRODUCTS;
use crate::domain::service::{DESKS, Holds};
use crate::outputs::languages::tongue;
use crate::outputs::{cells, products, services};
use crate::site::{LoadedDataset, Site};

/// Different values of a column that can be offered for choosing.
const CHOICES: usize = 24;

/// Rows that are looked through for what can be chosen.
const ROWS: usize = 20_000;

/// Letters of a value that can be chosen.
const LETTERS: usize = 48;

/// What a product's stars are worth on the day of the build; no column of the table says it.
pub(super) const STARS: &str = "_hang";

/// Something to filter a layer by.
#[derive(Serialize)]
pub(in crate::outputs) struct Facet {
    column: String,
    heading: String,
    /// The values to choose from; empty for figures.
    values: Vec<String>,
    /// The least and the most figure.
    range: Option<(f64, f64)>,
}

/// The columns that a card shows, with their headings.
pub(in crate::outputs) fn fields(site: &Site, dataset: &LoadedDataset) -> Vec<(String, String)> {
    let decl = &dataset.decl;
    let Some((kind, _)) = decl.service.as_ref().filter(|_| decl.columns.is_empty()) else {
        return decl.columns.iter().map(|column| (column.name.text.clone(), column.heading.clone())).collect();
    };
    let rows: Vec<usize> = (0..dataset.data.len()).collect();
    let mut fields = services::columns(site, dataset, kind, &rows);
    fields.retain(|(name, _)| decl.name.as_ref().is_none_or(|own| own.text != *name));
    if kind.id == PRODUCTS.id {
        fields.push((STARS.to_owned(), site.word("service_col_sao").to_owned()));
    }
    fields
}

/// The rows of a layer that have a place, as points; counters of one desk are one.
pub(super) fn of_dataset(site: &Site, dataset: &LoadedDataset) -> Value {
    let (fields, figures) = (fields(site, dataset), Figures::of(site, dataset));
    let mut seen = BTreeSet::new();
    let feature = |row: usize| {
        let at = services::position(dataset, row)?;
        let properties = properties(site, dataset, row, &fields, &figures);
        let is_desk = dataset.decl.service.as_ref().is_some_and(|(kind, _)| kind.id == DESKS);
        if is_desk && !seen.insert(properties.get("_url").map(Value::to_string)) {
            return None;
        }
        let geometry = json!({"type": "Point", "coordinates": [degrees(at.x), degrees(at.y)]});
        Some(json!({"type": "Feature", "geometry": geometry, "properties": properties}))
    };
    collection((0..dataset.data.len()).filter_map(feature).collect())
}

/// A position to the centimetre or so.
pub(super) fn degrees(value: f64) -> f64 {
    (value * 1e7).round() / 1e7
}

fn properties(
    site: &Site,
    dataset: &LoadedDataset,
    row: usize,
    fields: &[(String, String)],
    figures: &Figures,
) -> Map<String, Value> {
    let decl = &dataset.decl;
    let text = |column: &Option<crate::fields::Spanned>| {
        column.as_ref().map(|column| dataset.data.text(row, &column.text)).filter(|text| !text.is_empty())
    };
    let cells = fields.iter().map(|(column, _)| (column.clone(), cell(site, dataset, row, column, figures)));
    let url = services::row_url(site, dataset, row);
    let lang = url.as_ref().and_then(|url| tongue(site).of_url(url).map(Value::from));
    let own = [
        ("_name", text(&decl.name).map(Value::from)),
        ("_code", text(&decl.unit).map(Value::from)),
        ("_url", url.map(Value::from)),
        ("_lang", lang),
    ];
    let own = own.into_iter().map(|(key, value)| (key.to_owned(), value.unwrap_or_default()));
    cells.chain(own).filter(|(_, value)| !value.is_null()).collect()
}

/// Columns whose filled cells are all figures.
pub(super) struct Figures(BTreeSet<String>);

impl Figures {
    pub(super) fn of(site: &Site, dataset: &LoadedDataset) -> Self {
        let decl = &dataset.decl;
        let is_name = |column: &str| {
            [&decl.key, &decl.name, &decl.unit, &decl.parent].into_iter().flatten().any(|own| own.text == column)
        };
        let is_figure = |column: &str| {
            let mut any = false;
            !is_name(column)
                && !cells::is_date(decl, column)
                && (0..dataset.data.len()).all(|row| {
                    let text = dataset.data.text(row, column);
                    any |= !text.is_empty();
                    text.is_empty() || figure(&text).is_some()
                })
                && any
        };
        let fields = fields(site, dataset);
        Self(fields.into_iter().map(|(column, _)| column).filter(|column| is_figure(column)).collect())
    }
}

fn figure(text: &str) -> Option<f64> {
    text.parse().ok().filter(|figure: &f64| figure.is_finite() && !cells::is_code(text))
}

/// A cell as the map has it: a figure, or what people read.
fn cell(site: &Site, dataset: &LoadedDataset, row: usize, column: &str, figures: &Figures) -> Value {
    let text = dataset.data.text(row, column);
    let kind = dataset.decl.service.as_ref().map(|(kind, _)| *kind);
    if column == STARS {
        return products::standing_of(site, dataset, row).map_or(Value::Null, Value::from);
    }
    if text.is_empty() {
        return Value::Null;
    }
    if figures.0.contains(column) {
        return figure(&text).map_or(Value::Null, Value::from);
    }
    let holds = kind.and_then(|kind| kind.columns.iter().find(|own| own.name == column)).map(|own| own.holds);
    let is_date =
        cells::is_date(&dataset.decl, column) || matches!(holds, Some(Holds::Day | Holds::Past | Holds::Confirmed));
    match holds {
        Some(Holds::Group) => products::group_title(site, &text).unwrap_or(text).into(),
        _ => cells::day(&text, is_date).unwrap_or(text).into(),
    }
}

/// What a layer can be filtered by: columns of few values that come back, and figures that differ.
pub(super) fn facets(site: &Site, dataset: &LoadedDataset, fields: &[(String, String)]) -> Vec<Facet> {
    let rows = dataset.data.len();
    if rows > ROWS {
        return Vec::new();
    }
    let figures = Figures::of(site, dataset);
    let facet = |(column, heading): &(String, String)| {
        let cells: Vec<Value> = (0..rows).map(|row| cell(site, dataset, row, column, &figures)).collect();
        facet(column, heading, &cells)
    };
    fields.iter().filter_map(facet).collect()
}

/// A column to filter by, if its cells are of use for that.
pub(super) fn facet(column: &str, heading: &str, cells: &[Value]) -> Option<Facet> {
    let (column, heading) = (column.to_owned(), heading.to_owned());
    let numbers: Vec<f64> = cells.iter().filter_map(Value::as_f64).collect();
    if !numbers.is_empty() {
        let ends = (
            numbers.iter().copied().fold(f64::INFINITY, f64::min),
            numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        );
        return (ends.0 < ends.1).then_some(Facet { column, heading, values: Vec::new(), range: Some(ends) });
    }
    let filled: Vec<&str> = cells.iter().filter_map(Value::as_str).collect();
    let values: BTreeSet<&str> = filled.iter().copied().collect();
    // What is different in every row is a name or a note; what is the same in all rows parts nothing.
    let parts = values.len() > 1 || (values.len() == 1 && filled.len() < cells.len());
    let is_of_use = parts && values.len() <= CHOICES && (values.len() < filled.len() || values.len() == 1);
    let mut values: Vec<String> = values.into_iter().map(str::to_owned).collect();
    values.sort_by_cached_key(|value| crate::text::sort_key(value));
    (is_of_use && values.iter().all(|value| value.chars().count() <= LETTERS)).then_some(Facet {
        column,
        heading,
        values,
        range: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_part_rows_are_filters() {
        let words = |cells: &[&str]| cells.iter().map(|cell| Value::from(*cell)).collect::<Vec<_>>();
        let facet = |cells: &[Value]| facet("c", "C", cells);
        assert_eq!(facet(&words(&["b", "a", "b"])).expect("parts").values, ["a", "b"]);
        assert!(facet(&words(&["a", "b", "c"])).is_none() && facet(&words(&["a", "a"])).is_none());
        assert_eq!(facet(&[1.into(), 2.5.into(), Value::Null]).expect("differ").range, Some((1.0, 2.5)));
        assert!(facet(&[1.into(), 1.into()]).is_none());
        assert!(facet(&["có".into(), Value::Null]).is_some(), "some have it");
    }
}
