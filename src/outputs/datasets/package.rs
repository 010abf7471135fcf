//! Frictionless data packages: one of all datasets, and one beside the files of each.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};

use super::rows::Rows;
use super::{Press, address};
use crate::domain::dataset::Dataset;
use crate::export::Kind;
use crate::job::{Job, Recipe, Role};
use crate::outputs::open_data;
use crate::outputs::versions::of_table;
use crate::site::{Address, LoadedDataset, Site};

static PACKAGE: Recipe<Package> = Recipe { name: "data package", run: |package| open_data::json(&package.json()) };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if press.site.datasets.is_empty() {
        return;
    }
    let mut add = |at: Address, alone: Option<usize>| {
        let shared = Arc::clone(press);
        jobs.push(Job::new(at.output_path(), Role::File, &PACKAGE, move || Package::new(&shared.site, alone)));
    };
    add(Address::data_package(), None);
    for (id, dataset) in press.site.datasets.iter().enumerate() {
        add(address(dataset).join("datapackage.json"), Some(id));
    }
}

/// Datasets as a data package (specs.frictionlessdata.io, v1).
#[derive(Serialize)]
struct Package {
    head: Value,
    resources: Vec<(Value, Rows)>,
}

impl Package {
    /// `alone` is the one dataset that it is about; its file lies beside the package.
    fn new(site: &Site, alone: Option<usize>) -> Self {
        let resource = |dataset: &LoadedDataset| {
            let decl = &dataset.decl;
            let value = json!({
                "name": decl.id.text,
                "title": decl.title,
                "description": decl.description,
                "path": if alone.is_some() { format!("{0}.csv", decl.id.text) } else { format!("{0}/{0}.csv", decl.id.text) },
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "licenses": [licence(decl)],
                "sources": [{"title": decl.source, "path": decl.source_url.as_ref().map(|url| &url.text)}],
            });
            (value, Rows::new(site, dataset))
        };
        let own = alone.map(|id| &site.datasets[id]);
        Self {
            head: json!({
                "name": own.map_or("langso", |dataset| &dataset.decl.id.text),
                "profile": "tabular-data-package",
                "title": own.map_or_else(|| site.title(), |dataset| &dataset.decl.title),
                "version": own.and_then(|dataset| of_table(site, &dataset.decl.id.text).next()).map(|version| &version.id),
                "homepage": site.canonical(&own.map_or_else(Address::data, address)),
            }),
            resources: match own {
                Some(dataset) => vec![resource(dataset)],
                None => site.datasets.iter().map(resource).collect(),
            },
        }
    }

    fn json(&self) -> Value {
        let resource = |(value, rows): &(Value, Rows)| {
            let fields: Vec<Value> = (rows.table().columns.iter())
                .map(|column| json!({"name": column.name, "title": column.heading, "type": field_type(column.kind)}))
                .collect();
            let mut value = value.clone();
            value["schema"] = json!({"fields": fields, "missingValues": [""]});
            without_nulls(&mut value);
            value
        };
        let mut package = self.head.clone();
        without_nulls(&mut package);
        package["resources"] = self.resources.iter().map(resource).collect::<Vec<_>>().into();
        package
    }
}

/// A licence as the specification wants it: with an address, or with a name of Open Definition's list. Words alone are
/// none of those, so the name says that, and the title has the words.
fn licence(decl: &Dataset) -> Value {
    match &decl.licence_url {
        Some(url) => json!({"title": decl.licence, "path": url.text}),
        None => json!({"title": decl.licence, "name": "notspecified"}),
    }
}

/// The specification knows no nulls: what nobody said is left out.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

fn field_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Number => "number",
        // Some are a month or a year alone.
        Kind::Date => "any",
        Kind::YesNo => "boolean",
    }
}
