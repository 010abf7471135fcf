//! Catalogues for harvesters: DCAT-AP 3 as JSON-LD, Project Open Data, and what schema.org asks of a dataset's page.

use std::sync::Arc;

use serde_json::{Value, json};

use super::files::{Format, file, formats};
use super::{Press, address};
use crate::geo::Bounds;
use crate::job::{Job, Recipe, Role, Stock};
use crate::outputs::open_data;
use crate::outputs::versions::of_table;
use crate::site::versions::Version;
use crate::site::{Address, LoadedDataset, Site};
use crate::text::Date;

static DCAT: Recipe<Value> = Recipe { name: "dcat", run: open_data::json };
static PROJECT: Recipe<Value> = Recipe { name: "project open data", run: open_data::json };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if press.site.datasets.is_empty() {
        return;
    }
    let shared = Arc::clone(press);
    // It tells the size and digest of every file, so it is made when they are.
    jobs.push(Job::sequel(Address::catalogue().output_path(), Role::File, &DCAT, move |stock| {
        dcat(&shared.site, stock)
    }));
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::project_data().output_path(), Role::File, &PROJECT, move || project(&shared.site)));
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
    if let Some((latest, first)) = released(site, dataset) {
        more.push(("version", latest.id.as_str().into()));
        more.push(("datePublished", first.to_string().into()));
    }
    more.extend(decl.date.map(|date| ("temporalCoverage", date.to_string().into())));
    more.extend(decl.source_url.as_ref().map(|url| ("isBasedOn", url.text.as_str().into())));
    more.extend(extent(dataset).map(|Bounds { west, south, east, north }| {
        let bounds = format!("{south:.4} {west:.4} {north:.4} {east:.4}");
        ("spatialCoverage", json!({"@type": "Place", "geo": {"@type": "GeoShape", "box": bounds}}))
    }));
    more
}

/// The portal's catalogue by DCAT-AP 3.0. Size and SHA-256 are those of the file as it is, not as it travels.
fn dcat(site: &Site, stock: &dyn Stock) -> Value {
    let agent = json!({"@type": "foaf:Agent", "foaf:name": site.publisher()});
    let dataset = |dataset: &LoadedDataset| {
        let decl = &dataset.decl;
        let page = site.canonical(&address(dataset));
        let distribution = |format: &Format| {
            let address = file(dataset, format.ending);
            let url = site.canonical(&address);
            let mut value = json!({
                "@id": url,
                "@type": "dcat:Distribution",
                "dct:title": format.title,
                "dcat:accessURL": {"@id": page},
                "dcat:downloadURL": {"@id": url},
                "dcat:mediaType": {"@id": format!("https://www.iana.org/assignments/media-types/{}", format.media)},
                "dct:license": licence_node(dataset),
            });
            if let Some(file) = stock.file(&address.output_path()) {
                // The range that DCAT gives it: no number of JSON's is one.
                value["dcat:byteSize"] = json!({"@type": "xsd:nonNegativeInteger", "@value": file.len.to_string()});
                value["spdx:checksum"] = json!({
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": format!("{:x}", file.sha256)},
                });
            }
            value
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
            value["dct:modified"] = day(date);
        }
        if let Some((latest, first)) = released(site, dataset) {
            value["dct:issued"] = day(first);
            value["dcat:version"] = latest.id.as_str().into();
            value["dcat:hasVersion"] = of_table(site, &decl.id.text).map(|own| version(site, dataset, own)).collect();
        }
        if let Some(often) = &decl.frequency {
            value["dct:accrualPeriodicity"] = match frequency(often) {
                Some(code) => {
                    json!({"@id": format!("http://publications.europa.eu/resource/authority/frequency/{code}")})
                }
                None => json!({"@type": "dct:Frequency", "dct:title": often}),
            };
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
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
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

/// A day as RDF types it, or the month or the year that is all somebody said.
fn day(date: Date) -> Value {
    let kind = match (date.month, date.day) {
        (0, _) => "xsd:gYear",
        (_, 0) => "xsd:gYearMonth",
        _ => "xsd:date",
    };
    json!({"@type": kind, "@value": date.to_string()})
}

/// The latest version of a dataset, and the day on which it was first released.
fn released<'a>(site: &'a Site, dataset: &LoadedDataset) -> Option<(&'a Version, Date)> {
    let id = &dataset.decl.id.text;
    Some((of_table(site, id).next()?, site.releases.iter().rev().find(|release| release.lists(id))?.date))
}

/// A version as a dataset of its own with one file.
fn version(site: &Site, dataset: &LoadedDataset, version: &Version) -> Value {
    let url = site.canonical(&Address::version(&version.table, &version.id));
    json!({
        "@id": format!("{url}#dataset"),
        "@type": "dcat:Dataset",
        "dct:title": {"@value": format!("{} ({})", dataset.decl.title, version.id), "@language": site.config.lang},
        "dct:description": {"@value": site.word("versions_text"), "@language": site.config.lang},
        "dct:issued": day(version.date),
        "dcat:version": version.id,
        "dcat:distribution": {
            "@id": url,
            "@type": "dcat:Distribution",
            "dct:title": "CSV",
            "dcat:accessURL": {"@id": url},
            "dcat:downloadURL": {"@id": url},
            "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/text/csv"},
            "dct:license": licence_node(dataset),
        },
    })
}

/// How often, in the words of DCAT-AP's vocabulary, where an office's own words can mean only one of them.
fn frequency(words: &str) -> Option<&'static str> {
    const KNOWN: [(&str, &str); 8] = [
        ("hang ngay", "DAILY"),
        ("hang tuan", "WEEKLY"),
        ("hang thang", "MONTHLY"),
        ("hang quy", "QUARTERLY"),
        ("6 thang", "ANNUAL_2"),
        ("nua nam", "ANNUAL_2"),
        ("hang nam", "ANNUAL"),
        ("moi nam", "ANNUAL"),
    ];
    let folded = crate::text::fold(words);
    let mut found = KNOWN.iter().filter(|(own, _)| folded.contains(own)).map(|(_, code)| *code);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

fn licence_node(dataset: &LoadedDataset) -> Value {
    match &dataset.decl.licence_url {
        Some(url) => json!({"@id": url.text}),
        None => json!({"@type": "dct:LicenseDocument", "dct:title": dataset.decl.licence}),
    }
}

/// The catalogue by Project Open Data's schema 1.1 (resources.data.gov), as many harvesters ask for it at `/data.json`.
fn project(site: &Site) -> Value {
    let dataset = |dataset: &LoadedDataset| {
        let decl = &dataset.decl;
        let distribution = |format: &Format| {
            json!({
                "@type": "dcat:Distribution",
                "title": format.title,
                "mediaType": format.media,
                "format": format.title,
                "downloadURL": site.canonical(&file(dataset, format.ending)),
            })
        };
        let mut value = json!({
            "@type": "dcat:Dataset",
            "identifier": site.canonical(&address(dataset)),
            "title": decl.title,
            "description": decl.description.as_ref().unwrap_or(&decl.title),
            "keyword": [site.word("data_keyword")],
            "publisher": {"@type": "org:Organization", "name": site.publisher()},
            "accessLevel": "public",
            "landingPage": site.canonical(&address(dataset)),
            "language": [site.config.lang],
            "distribution": formats(site, dataset).map(distribution).collect::<Vec<_>>(),
        });
        // The schema wants days and addresses; what nobody said is left out, not made up.
        if let Some(date) = decl.date {
            value["modified"] = date.to_string().into();
        }
        if let Some((_, first)) = released(site, dataset) {
            value["issued"] = first.to_string().into();
        }
        if let Some(url) = &decl.licence_url {
            value["license"] = url.text.as_str().into();
        }
        if let Some(Bounds { west, south, east, north }) = extent(dataset) {
            value["spatial"] = format!("{west},{south},{east},{north}").into();
        }
        let organisation = &site.config.organisation;
        if let Some(email) = &organisation.email {
            let name = organisation.responsible.as_deref().unwrap_or_else(|| site.publisher());
            value["contactPoint"] =
                json!({"@type": "vcard:Contact", "fn": name, "hasEmail": format!("mailto:{email}")});
        }
        value
    };
    json!({
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "@id": site.canonical(&Address::project_data()),
        "@type": "dcat:Catalog",
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
        "dataset": site.datasets.iter().map(dataset).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::frequency;

    #[test]
    fn a_frequency_is_named_where_words_mean_one() {
        let words = ["hằng quý", "Hàng năm", "6 tháng một lần", "khi có thay đổi", "hằng tháng, hằng quý"];
        let named = [Some("QUARTERLY"), Some("ANNUAL"), Some("ANNUAL_2"), None, None];
        assert_eq!(words.map(frequency), named);
    }
}
