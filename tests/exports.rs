//! The files of datasets: what one of them says, another site reads again, from every format the same.

mod support;

use std::collections::BTreeMap;

use langso::diagnostics::{Lang, json};
use support::{Output, Site};

/// A layer whose cells are what goes wrong: codes, formulas, quotes, line feeds, blanks, decimals, dates.
const PLACES: &str = "ma,ten,xa,so,ty_le,ngay,ghi_chu,kinh_do,vi_do\n\
c1,Chợ Bún,00565,1200,\"12,5\",01/09/2026,\"=1+1\",105.95,20.95\n\
c2,\"Đình \"\"Cũ\"\"\",00562,-7,,15/10/2026,\"hai\ndòng\",105.951234567,21.05\n\
c3,Không nơi,00565,,0,,,,\n";

const TYPES: &str = "[dataset.types]\nso = \"integer\"\nty_le = \"number\"\nngay = \"date\"\n";

fn entry(file: &str, types: &str) -> String {
    format!(
        "\n[[dataset]]\nid = \"cho-moi\"\nfile = \"{file}\"\ntitle = \"Chợ\"\nsource = \"Bịa\"\nlicence = \"CC0\"\nkey = \"ma\"\nname = \"ten\"\nunit = \"xa\"\ndate = \"2026-10-01\"\n{types}"
    )
}

fn built(site: &Site) -> Output {
    site.build().unwrap_or_else(|findings| panic!("{}", json(&findings, Lang::En))).1
}

fn with(file: &str, bytes: impl AsRef<[u8]>, types: &str) -> Site {
    let site = Site::new().copy("mistakes/good").file(&format!("data/{file}"), bytes);
    let manifest = site.read("data/data.toml") + &entry(file, types);
    site.write("data/data.toml", manifest);
    site
}

fn files(output: &Output) -> BTreeMap<&str, &[u8]> {
    let own =
        output.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("du-lieu/cho-moi/cho-moi.")?, &bytes[..])));
    own.collect()
}

#[test]
fn every_format_is_read_again_as_the_same_rows() {
    let output = built(&with("cho-moi.csv", PLACES, TYPES));
    let files = files(&output);
    assert_eq!(
        files.keys().copied().collect::<Vec<_>>(),
        ["csv", "excel.csv", "fgb", "geojson", "gpkg", "json", "kml", "parquet", "vn2000.gpkg", "xlsx"]
    );
    let plain = std::str::from_utf8(files["csv"]).expect("UTF-8");
    assert!(plain.starts_with("ma,ten,xa,so,ty_le,ngay,ghi_chu"), "{plain}");
    assert!(plain.contains("c1,Chợ Bún,00565,1200,12.5,2026-09-01,'=1+1"), "{plain}");

    // Plain CSV has points before decimals and says so nowhere.
    let points = TYPES.replace("\"number\"", "\"number.\"");
    let sheet = format!("layer = \"Số liệu\"\n{TYPES}");
    let typed = ["geojson", "gpkg", "vn2000.gpkg", "fgb", "parquet"].map(|ending| (ending, ""));
    for (ending, types) in [("csv", &*points), ("excel.csv", TYPES), ("xlsx", &sheet)].into_iter().chain(typed) {
        let again = built(&with(&format!("doc-lai.{ending}"), files[ending], types));
        let found = std::str::from_utf8(self::files(&again)["csv"]).expect("UTF-8").to_owned();
        assert_eq!(rows(&found), rows(plain), "{ending}");
    }
}

/// Cells by heading; blanks left out, since formats differ in whether a blank is there. A quote before a formula is CSV's
/// own, and columns of coordinates come and go with the way in which places are told.
fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let heads = reader.headers().expect("a header").clone();
    let cells = |row: csv::StringRecord| {
        let pairs = heads
            .iter()
            .zip(row.iter())
            .filter(|(head, cell)| !cell.is_empty() && !["kinh_do", "vi_do", "fid"].contains(head));
        pairs.map(|(head, cell)| (head.to_owned(), cell.trim_start_matches('\'').to_owned())).collect()
    };
    reader.records().map(|row| cells(row.expect("a row"))).collect()
}

#[test]
fn places_come_through_to_a_centimetre() {
    let output = built(&with("cho-moi.csv", PLACES, TYPES));
    let files = files(&output);
    let layer: serde_json::Value = serde_json::from_slice(files["geojson"]).expect("JSON");
    let at = |value: &serde_json::Value, row: usize| value["features"][row]["geometry"]["coordinates"].clone();
    assert_eq!(at(&layer, 1), serde_json::json!([105.9512346, 21.05]));
    assert!(layer["features"][2]["geometry"].is_null());
    assert_eq!(layer["features"][0]["properties"]["so"], 1200);
    assert_eq!(layer["features"][0]["properties"]["xa"], "00565");
    // KML knows only words; its placemarks are those with a place.
    let kml = std::str::from_utf8(files["kml"]).expect("UTF-8");
    assert_eq!(kml.matches("<Placemark>").count(), 2);
    assert!(
        kml.contains("<name>Đình &quot;Cũ&quot;</name>") && kml.contains("<coordinates>105.9512346,21.0500000<"),
        "{kml}"
    );
    for ending in ["gpkg", "vn2000.gpkg", "fgb", "parquet"] {
        let again = built(&with(&format!("doc-lai.{ending}"), files[ending], ""));
        let layer: serde_json::Value = serde_json::from_slice(self::files(&again)["geojson"]).expect("JSON");
        assert_eq!(at(&layer, 1), serde_json::json!([105.9512346, 21.05]), "{ending}");
        assert!(layer["features"][2]["geometry"].is_null(), "{ending}");
    }
}

#[test]
fn areas_of_units_come_through() {
    let output = built(&Site::new().copy("mistakes/good"));
    let geojson = &output["du-lieu/xa/xa.geojson"];
    let site = Site::new().copy("mistakes/good").file("data/xa.geojson", geojson);
    assert_eq!(built(&site)["du-lieu/xa/xa.geojson"], *geojson);
    // FlatGeobuf has its own order, along a curve.
    for ending in ["gpkg", "fgb", "parquet"] {
        let path = format!("data/xa.{ending}");
        let site = Site::new().copy("mistakes/good").file(&path, &output[&format!("du-lieu/xa/xa.{ending}")]);
        site.edit("data/data.toml", "file = \"xa.geojson\"", &format!("file = \"xa.{ending}\""));
        site.remove("data/xa.geojson");
        let lines = |bytes: &[u8]| {
            let text = std::str::from_utf8(bytes).expect("UTF-8");
            let mut lines: Vec<String> = text.lines().map(|line| line.trim_end_matches(',').to_owned()).collect();
            lines.sort_unstable();
            lines
        };
        assert_eq!(lines(&built(&site)["du-lieu/xa/xa.geojson"]), lines(geojson), "{ending}");
    }
}

#[test]
fn a_layer_is_offered_in_the_zone_of_its_province_alone() {
    let output = built(&with("cho-moi.csv", PLACES, TYPES));
    let package = &output["du-lieu/cho-moi/cho-moi.vn2000.gpkg"];
    let contains = |text: &str| package.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(contains("VN-2000 TM-3 105°") && contains("\"EPSG\",\"5897\""), "the zone of Hà Nội");
    // Units of the whole country lie in many zones.
    assert!(!output.contains_key("du-lieu/tinh/tinh.vn2000.gpkg"));
}

#[test]
fn a_collection_leads_through_all_of_its_items() {
    let mut places = String::from("ma,ten,xa,kinh_do,vi_do\n");
    (0..2300).for_each(|row| places += &format!("c{row},Chợ {row},00565,105.95,{}\n", 20.9 + f64::from(row) * 1e-5));
    let mut site = with("cho-moi.csv", places, "");
    site.options.base_url = Some("https://ntm.test".into());
    let output = built(&site);
    let read = |url: &str| -> serde_json::Value {
        let path = url.strip_prefix("https://ntm.test/").expect("on this site");
        serde_json::from_slice(&output[path]).expect("JSON")
    };
    let follow = |value: &serde_json::Value, rel: &str| {
        let links = value["links"].as_array().expect("links");
        let found = links.iter().find(|link| link["rel"] == rel);
        found.map(|link| link["href"].as_str().expect("an address").to_owned())
    };
    let landing = read("https://ntm.test/ogc/index.json");
    assert!(read(&follow(&landing, "conformance").expect("conformance"))["conformsTo"].is_array());
    let collections = read(&follow(&landing, "data").expect("collections"));
    let all = collections["collections"].as_array().expect("collections");
    let own = all.iter().find(|collection| collection["id"] == "cho-moi").expect("the layer");
    assert_eq!(*own, read(&follow(own, "self").expect("itself")));
    let (mut ids, mut next, mut pages) = (Vec::new(), follow(own, "items"), 0);
    while let Some(url) = next {
        let page = read(&url);
        let features = page["features"].as_array().expect("features");
        assert_eq!((&page["numberMatched"], &page["numberReturned"]), (&2300.into(), &features.len().into()));
        ids.extend(features.iter().map(|feature| feature["id"].as_str().expect("an id").to_owned()));
        next = follow(&page, "next");
        pages += 1;
    }
    assert_eq!((pages, ids.len(), &*ids[2299]), (3, 2300, "c2299"));
}

#[test]
fn catalogues_name_files_that_are_there() {
    let mut site = Site::new().copy("golden/dich-vu/site").copy_to("golden/themes", "themes");
    site.options.base_url = Some("https://ntm.test".into());
    let output = built(&site);
    let catalogue: serde_json::Value = serde_json::from_slice(&output["catalog.jsonld"]).expect("JSON");
    let datasets = catalogue["dcat:dataset"].as_array().expect("datasets");
    assert_eq!(datasets.len(), 11);
    let mut named = 0;
    for dataset in datasets {
        for file in dataset["dcat:distribution"].as_array().expect("files") {
            let url = file["dcat:downloadURL"]["@id"].as_str().expect("an address");
            assert!(output.contains_key(url.strip_prefix("https://ntm.test/").expect("on this site")), "{url}");
            named += 1;
        }
    }
    assert!(named >= 40, "{named}");

    let project: serde_json::Value = serde_json::from_slice(&output["data.json"]).expect("JSON");
    for file in project["dataset"]
        .as_array()
        .expect("datasets")
        .iter()
        .flat_map(|dataset| dataset["distribution"].as_array())
        .flatten()
    {
        let url = file["downloadURL"].as_str().expect("an address");
        assert!(output.contains_key(url.strip_prefix("https://ntm.test/").expect("on this site")), "{url}");
    }

    let package: serde_json::Value = serde_json::from_slice(&output["du-lieu/datapackage.json"]).expect("JSON");
    for resource in package["resources"].as_array().expect("resources") {
        let name = resource["name"].as_str().expect("a name");
        let own: serde_json::Value =
            serde_json::from_slice(&output[&format!("du-lieu/{name}/datapackage.json")]).expect("JSON");
        assert_eq!(own["resources"][0]["schema"], resource["schema"]);
        assert!(
            output.contains_key(&format!("du-lieu/{name}/{}", own["resources"][0]["path"].as_str().expect("a path")))
        );
    }
    for resource in package["resources"].as_array().expect("resources") {
        let path = format!("du-lieu/{}", resource["path"].as_str().expect("a path"));
        let text = std::str::from_utf8(&output[&path]).expect("UTF-8");
        let head = text.lines().next().expect("a header");
        let fields = resource["schema"]["fields"].as_array().expect("fields");
        let names: Vec<&str> = fields.iter().filter_map(|field| field["name"].as_str()).collect();
        assert_eq!(head, names.join(","), "{path}");
    }
}
