//! Files made in code, and what is said of them.

use super::*;
use crate::diagnostics::{Lang, code};
use crate::domain::dataset::Dataset;
use crate::domain::manifest::read_manifest;
use crate::source::syntax::toml_file;
use crate::text::cell::ColumnKind;

fn look(name: &str, bytes: &[u8], wishes: &Wishes) -> Inspection {
    inspect(&name.into(), &Input::alone(name, bytes), wishes)
}

/// The entry, read back by the manifest's own reader.
fn read_back(inspection: &Inspection, wishes: &Wishes) -> Vec<Dataset> {
    let mut datasets = Vec::new();
    for lang in [Lang::Vi, Lang::En] {
        let text: Vec<String> = inspection.layers.iter().map(|layer| entry(inspection, layer, wishes, lang)).collect();
        let text = text.join("\n");
        assert!(!text.contains("inspect."), "a word is missing: {text}");
        let (mut reader, fields) = toml_file("data/data.toml".into(), &text);
        datasets = read_manifest(&mut reader, fields).datasets;
        assert_eq!(reader.findings, [], "{text}");
    }
    datasets
}

const CSV: &str = "Mã xã;Tên xã;Dân số;Diện tích (km²);Ngày họp\n541;Xã Phù Đổng;45.117;41,62;25/09/2023\n562;Xã Thuận An;30.000;29,67;01/07/2025\n";

#[test]
fn a_table_of_an_office_is_understood() {
    let seen = look("Bảng xã.csv", CSV.as_bytes(), &Wishes::default());
    assert!(!seen.has_errors(), "{:?}", seen.findings);
    let layer = &seen.layers[0];
    assert_eq!((layer.rows, layer.system.is_none(), layer.columns.len()), (2, true, 5));
    let kinds: Vec<_> =
        layer.columns.iter().map(|column| column.reading.map(|reading| column::word(reading.kind))).collect();
    let word = |word: &str| Some(word.to_owned());
    assert_eq!(kinds, [word("code:5"), None, word("integer"), word("number"), word("date")]);
    let [dataset] = &read_back(&seen, &Wishes::default())[..] else { panic!("one entry") };
    assert_eq!((&*dataset.id.text, &*dataset.file.text), ("bang-xa", "Bảng xã.csv"));
    assert_eq!(dataset.key.as_ref().map(|key| &*key.text), Some("Mã xã"));
    assert_eq!(dataset.name.as_ref().map(|name| &*name.text), Some("Tên xã"));
    assert_eq!((dataset.columns.len(), dataset.map.is_none()), (5, true));
}

#[test]
fn names_and_numbers_that_toml_could_stumble_over_are_quoted() {
    let csv = "\"a \"\"b\"\"\",c\\d,x = 1 # y\n1,2,3\n";
    let [dataset] = &read_back(&look("../đĩa\\x.csv", csv.as_bytes(), &Wishes::default()), &Wishes::default())[..]
    else {
        panic!("one entry")
    };
    let names: Vec<&str> = dataset.columns.iter().map(|column| &*column.name.text).collect();
    assert_eq!(names, ["a \"b\"", "c\\d", "x = 1 # y"]);
}

#[test]
fn metres_without_a_system_are_offered_with_where_they_land() {
    let wishes = Wishes { position: Some(("X".into(), "Y".into())), ..Wishes::default() };
    let csv = "ten,X,Y\nA,2325000,587000\nB,2326000,588000\n";
    let seen = look("moc.csv", csv.as_bytes(), &wishes);
    assert!(seen.all_findings().any(|finding| finding.code == code::UNDECLARED_METRES));
    let system = seen.layers[0].system.as_ref().expect("it has positions");
    assert_eq!((system.known, &system.crs), (Known::Unknown, &None));
    assert!(system.proposals.iter().all(|landing| landing.axes == "north-east"));
    assert!(system.proposals.iter().any(|landing| landing.crs == "EPSG:5897" && landing.provinces.contains(&"Hà Nội")));
    assert_eq!(seen.layers[0].shapes.points, 2, "shapes are counted though nobody can place them");
    let text = entry(&seen, &seen.layers[0], &wishes, Lang::Vi);
    assert!(text.contains("# crs = ") && text.contains("\naxes = \"north-east\""), "{text}");
    assert!(text.contains("x = \"X\"\ny = \"Y\""), "{text}");
}

#[test]
fn degrees_in_geojson_are_those_of_its_standard_and_columns_keep_their_types() {
    let json = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"ma_xa":541,"name":"Xã Phù Đổng","dt":41.5,"moi":true},
         "geometry":{"type":"Point","coordinates":[105.9,21.0]}},
        {"type":"Feature","properties":{"ma_xa":10562,"name":"Xã Thuận An","dt":1,"moi":null},"geometry":null}]}"#;
    let seen = look("data/xa.geojson", json.as_bytes(), &Wishes::default());
    let layer = &seen.layers[0];
    assert_eq!(layer.system.as_ref().map(|system| system.known), Some(Known::Format));
    assert_eq!((layer.shapes.points, layer.shapes.none, layer.extent.map(|extent| extent.north)), (1, 1, Some(21.0)));
    let holds: Vec<_> = layer.columns.iter().map(|column| column.holds).collect();
    assert_eq!(holds, [Holds::Integer, Holds::Text, Holds::Number, Holds::YesNo]);
    let reading = layer.columns[0].reading.expect("a zero was eaten");
    assert_eq!((reading.kind, reading.short), (ColumnKind::Code { width: 5 }, 1));
    let [dataset] = &read_back(&seen, &Wishes::default())[..] else { panic!("one entry") };
    assert_eq!(dataset.map.as_ref().and_then(|map| map.label.as_deref()), Some("name"));
}

#[test]
fn legacy_text_is_told_with_its_score() {
    // TCVN3 as a program that takes it for Latin-1 shows it.
    let text = "TEN,GHI_CHU\nX· Phï §æng,§\u{ad}êng û Lan - thöa ®Êt n«ng nghiÖp\nX· ThuËn An,chî ®×nh chïa\n";
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(c).expect("Latin-1")).collect();
    let seen = look("cu.csv", &bytes, &Wishes::default());
    let note = seen.layers[0].columns.iter().find_map(|column| column.encoding).expect("it is legacy text");
    assert!(note.applied && note.name == crate::text::legacy::Encoding::Tcvn3, "{note:?}");
    let json = serde_json::to_value(view(&seen, &Wishes::default(), Lang::En)).expect("it serialises");
    assert_eq!(json["format"], "CSV");
    assert_eq!(json["layers"][0]["columns"][1]["encoding"]["name"], "tcvn3");
    assert!(json["layers"][0]["entry"].as_str().is_some_and(|entry| entry.starts_with("[[dataset]]")));
}

#[test]
fn survey_tables_are_seen_for_what_they_are() {
    let csv = "TEN;X (m);Y (m)\nA;2323828,461;583646,204\nB;2323393,815;585259,912\n";
    let seen = look("moc.csv", csv.as_bytes(), &Wishes::default());
    assert_eq!(seen.layers[0].positions, Some(("Y (m)".into(), "X (m)".into())), "X is north");
    let others = "X;Y\n1;2\n3;4\n";
    assert_eq!(look("so.csv", others.as_bytes(), &Wishes::default()).layers[0].positions, None);
}

#[test]
fn swapped_degrees_are_told_as_such() {
    let json = r#"{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[21.0,105.9]}}"#;
    let seen = look("a.geojson", json.as_bytes(), &Wishes::default());
    assert_eq!(seen.layers[0].system.as_ref().map(|system| system.known), Some(Known::Swapped));
    let text = entry(&seen, &seen.layers[0], &Wishes::default(), Lang::En);
    assert!(text.contains("axes = \"north-east\""), "{text}");
}

#[test]
fn a_code_goes_before_a_number_of_rows_and_one_that_repeats_is_no_key() {
    let of = |csv: &str| {
        let seen = look("a.csv", csv.as_bytes(), &Wishes::default());
        entry(&seen, &seen.layers[0], &Wishes::default(), Lang::Vi)
    };
    assert!(of("fid,MA\n1,00541\n2,00562\n").contains("\nkey = \"MA\""));
    let repeated = of("MA,TEN\n00541,Xã A\n00541,Xã B\n");
    assert!(repeated.contains("\n# key = \"MA\"") && !repeated.contains("\nkey ="), "{repeated}");
}
