//! Catalogues for harvesters: DCAT-AP 3 as JSON-LD, a Frictionless data package, and what schema.org asks of a dataset's page.

use std::sync::Arc;

use serde_json::{Value, json};

use super::files::{Format, file, formats};
use super::rows::Rows;
use super::{Press, address};
use crate::export::Kind;
use crate::geo::Bounds;
use crate::job::{Job, Recipe, Role};
use crate::outputs::open_data;
use crate::site::{Address, LoadedDataset, Site};

static DCAT: Recipe<Value> = Recipe { name: "dcat", run: open_data::json };
static PACKAGE: Recipe<Package> = Recipe { name: "data package", run: |package| open_data::json(&package.json()) };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if press.site.datasets.is_empty() {
        return;
    }
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::catalogue().output_path(), Role::File, &DCAT, move || dcat(&shared.site)));
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::data_package().output_path(), Role::File, &PACKAGE, move || {
        Package::new(&shared.site)
    }));
}

/// The box around a layer, as GeoJSON of its corners.
fn extent(dataset: &LoadedDataset) -> Option<Bounds> {
    dataset.layer()?.bounds
}

/// A licence as a harvester wants it: its address, else its name.
fn licence(dataset: &LoadedDataset) -> &str {
    dataset.decl.licence_url.as_ref().map_or(&dataset.decl.licence, |url| &url.text)
}

/// What a dataset's page says in schema.org's terms, for dataset search.
pub(super) fn schema(site: &Site, dataset: &LoadedDataset) -> Vec<(&'static str, Value)> {
    let decl = &dataset.decl;
    let distribution = |format: &Format| {
        json!({
            "@type": "DataDownload",
            "encodingFormat": format.media,
            "contentUrl": site.canonical(&file(dataset, format.ending)),
        })
    };
    let mut more = vec![
        ("identifier", decl.id.text.as_str().into()),
        ("license", licence(dataset).into()),
        ("isAccessibleForFree", true.into()),
        ("creator", json!({"@type": "Organization", "name": decl.source})),
        ("publisher", json!({"@type": "Organization", "name": site.publisher()})),
        (
            "includedInDataCatalog",
            json!({"@type": "DataCatalog", "name": site.title(), "url": site.canonical(&Address::data())}),
        ),
        ("variableMeasured", decl.columns.iter().map(|column| column.heading.as_str()).collect::<Vec<_>>().into()),
        ("distribution", formats(site, dataset).map(distribution).collect::<Vec<_>>().into()),
    ];
    if decl.description.is_none() {
        more.push(("description", decl.title.as_str().into()));
    }
    more.extend(decl.date.map(|date| ("temporalCoverage", date.to_string().into())));
    more.extend(decl.source_url.as_ref().map(|url| ("isBasedOn", url.text.as_str().into())));
    more.extend(extent(dataset).map(|Bounds { west, south, east, north }| {
        let bounds = format!("{south:.4} {west:.4} {north:.4} {east:.4}");
        ("spatialCoverage", json!({"@type": "Place", "geo": {"@type": "GeoShape", "box": bounds}}))
    }));
    more
}

/// The portal's catalogue by DCAT-AP 3.0.
fn dcat(site: &Site) -> Value {
    let agent = json!({"@type": "foaf:Agent", "foaf:name": site.publisher()});
    let dataset = |dataset: &LoadedDataset| {
        let decl = &dataset.decl;
        let page = site.canonical(&address(dataset));
        let distribution = |format: &Format| {
            let url = site.canonical(&file(dataset, format.ending));
            json!({
                "@id": url,
                "@type": "dcat:Distribution",
                "dct:title": format.title,
                "dcat:accessURL": {"@id": page},
                "dcat:downloadURL": {"@id": url},
                "dcat:mediaType": {"@id": format!("https://www.iana.org/assignments/media-types/{}", format.media)},
                "dct:license": licence_node(dataset),
            })
        };
        let mut value = json!({
            "@id": page,
            "@type": "dcat:Dataset",
            "dct:identifier": decl.id.text,
            "dct:title": {"@value": decl.title, "@language": site.config.lang},
            "dct:description": {"@value": decl.description.as_ref().unwrap_or(&decl.title), "@language": site.config.lang},
            "dct:publisher": agent,
            "dct:creator": {"@type": "foaf:Agent", "foaf:name": decl.source},
            "dcat:landingPage": {"@id": page},
            "dcat:distribution": formats(site, dataset).map(distribution).collect::<Vec<_>>(),
        });
        if let Some(date) = decl.date {
            value["dct:modified"] = date.to_string().into();
        }
        if let Some(Bounds { west, south, east, north }) = extent(dataset) {
            let area = format!("POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))");
            value["dct:spatial"] = json!({
                "@type": "dct:Location",
                "dcat:bbox": {"@type": "http://www.opengis.net/ont/geosparql#wktLiteral", "@value": area},
            });
        }
        value
    };
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@id": site.canonical(&Address::data()),
        "@type": "dcat:Catalog",
        "dct:title": {"@value": site.title(), "@language": site.config.lang},
        "dct:description": {"@value": site.config.description.as_deref().unwrap_or_else(|| site.title()), "@language": site.config.lang},
        "dct:publisher": agent,
        "foaf:homepage": {"@id": site.canonical(&Address::home())},
        "dcat:dataset": site.datasets.iter().map(dataset).collect::<Vec<_>>(),
    })
}

fn licence_node(dataset: &LoadedDataset) -> Value {
    match &dataset.decl.licence_url {
        Some(url) => json!({"@id": url.text}),
        None => json!({"@type": "dct:LicenseDocument", "dct:title": dataset.decl.licence}),
    }
}

/// All datasets as a data package (specs.frictionlessdata.io, v1).
#[derive(serde::Serialize)]
struct Package {
    head: Value,
    resources: Vec<(Value, Rows)>,
}

impl Package {
    fn new(site: &Site) -> Self {
        let resource = |dataset: &LoadedDataset| {
            let decl = &dataset.decl;
            let value = json!({
                "name": decl.id.text,
                "title": decl.title,
                "description": decl.description,
                "path": format!("{0}/{0}.csv", decl.id.text),
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "licenses": [{"title": decl.licence, "path": decl.licence_url.as_ref().map(|url| &url.text)}],
                "sources": [{"title": decl.source, "path": decl.source_url.as_ref().map(|url| &url.text)}],
            });
            (value, Rows::new(site, dataset))
        };
        Self {
            head: json!({
                "name": "langso",
                "profile": "tabular-data-package",
                "title": site.title(),
                "homepage": site.canonical(&Address::data()),
            }),
            resources: site.datasets.iter().map(resource).collect(),
        }
    }

    fn json(&self) -> Value {
        let resource = |(value, rows): &(Value, Rows)| {
            let fields: Vec<Value> = (rows.table().columns.iter())
                .map(|column| json!({"name": column.name, "title": column.heading, "type": field_type(column.kind)}))
                .collect();
            let mut value = value.clone();
            value["schema"] = json!({"fields": fields, "missingValues": [""]});
            value
        };
        let mut package = self.head.clone();
        package["resources"] = self.resources.iter().map(resource).collect::<Vec<_>>().into();
        package
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
