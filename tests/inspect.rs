//! `langso inspect` as people meet it: both languages, what is printed where, exit codes, JSON.

mod support;

use std::process::{Command, Output as Done};

use serde_json::Value;
use support::Site;

const CSV: &str =
    "Mã xã;Tên xã;Dân số;Ngày họp\n541;Xã Phù Đổng;45.117;25/09/2023\n562;Xã Thuận An;30.000;01/07/2025\n";

/// The area crosses itself, and the last point lies nowhere on Earth.
const MAP: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"ma":"a","ten":"Chợ"},"geometry":{"type":"Point","coordinates":[105.95,21.01]}},
{"type":"Feature","properties":{"ma":"b","ten":"Nơ"},"geometry":{"type":"Polygon","coordinates":[[[105.9,21],[106,21.1],[106,21],[105.9,21.1],[105.9,21]]]}},
{"type":"Feature","properties":{"ma":"c","ten":"Xa"},"geometry":{"type":"Point","coordinates":[190.5,95]}}]}"#;

fn site() -> Site {
    Site::new().file("data/dan-so.csv", CSV).file("data/cho.geojson", MAP).file("data/doc.md", "Đọc.")
}

/// Exit code, standard output, standard error.
fn run(command: &mut Command) -> (i32, String, String) {
    let Done { status, stdout, stderr } = command.output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

#[test]
fn a_table_is_shown_in_the_users_language_with_an_entry_to_paste() {
    let site = site();
    for (lang, words) in [
        ("vi", ["Bảng «dan-so»", "Số dòng  2", "mã 5 chữ số", "ngày/tháng/năm", "Dán vào data/data.toml"]),
        ("en", ["Table “dan-so”", "Rows  2", "codes of 5 digits", "day/month/year", "Paste into data/data.toml"]),
    ] {
        let (code, out, err) = run(&mut site.command(["inspect", "data/dan-so.csv", "--lang", lang]));
        assert_eq!(code, 0, "{err}");
        for word in words {
            assert!(out.contains(word), "{word} in {out}");
        }
        for line in ["file = \"dan-so.csv\"", "key = \"Mã xã\"", "\"Dân số\" = \"integer\"", "\"Mã xã\" = \"code:5\""]
        {
            assert!(out.contains(line), "{line} in {out}");
        }
        assert!(out.lines().all(|line| line.chars().count() <= 120), "{out}");
    }
}

#[test]
fn the_entry_is_one_that_the_site_takes() {
    let site = site();
    let (_, out, _) = run(&mut site.command(["inspect", "data/dan-so.csv", "--format", "json"]));
    let report: Value = serde_json::from_str(&out).expect("JSON");
    let entry = report["files"][0]["layers"][0]["entry"].as_str().expect("an entry");
    let site = Site::new()
        .file("content/_index.md", "+++\ntitle = \"Cổng\"\n+++\n")
        .file("data/dan-so.csv", CSV)
        .file("data/data.toml", entry);
    let (code, _, err) = run(&mut site.command(["check"]));
    assert_eq!(code, 0, "{entry}\n{err}");
}

#[test]
fn faults_of_a_map_are_told_and_end_with_1() {
    let site = site();
    for (lang, words, fault) in [
        ("vi", ["1 điểm, 1 vùng", "theo chuẩn của GeoJSON", "kinh độ 105,9000"], "Tọa độ nằm ngoài Trái Đất"),
        (
            "en",
            ["1 points, 1 areas", "by the standard of GeoJSON", "longitude 105.9000"],
            "The coordinate is outside the world",
        ),
    ] {
        let (code, out, err) = run(&mut site.command(["inspect", "data/cho.geojson", "--lang", lang]));
        assert_eq!(code, 1, "{err}");
        for word in words {
            assert!(out.contains(word), "{word} in {out}");
        }
        assert!(err.contains("LS306") && err.contains("LS320") && err.contains(fault), "{err}");
    }
}

#[test]
fn json_has_the_same_facts_and_findings() {
    let site = site();
    let (code, out, err) = run(&mut site.command(["inspect", "data", "--format", "json"]));
    assert_eq!((code, &*err), (1, ""));
    let report: Value = serde_json::from_str(&out).expect("JSON");
    let files = report["files"].as_array().expect("files");
    assert_eq!(files.len(), 2, "the folder is walked: {out}");
    assert!(report["passed_over"][0].as_str().is_some_and(|name| name.ends_with("doc.md")), "{out}");
    let layer = &files[0]["layers"][0];
    assert_eq!((&files[0]["format"], &layer["rows"]), (&"GeoJSON".into(), &3.into()));
    assert_eq!(layer["system"]["known"], "format");
    assert!(layer["findings"].as_array().is_some_and(|all| all.iter().any(|one| one["code"] == "LS306")), "{out}");
    let columns = files[1]["layers"][0]["columns"].as_array().expect("columns");
    assert_eq!(
        (&columns[0]["reading"]["kind"], &columns[0]["reading"]["doubt"]),
        (&"code:5".into(), &"lost-zeros".into())
    );
}

#[test]
fn what_the_user_knows_is_taken_and_what_is_none_ends_with_2() {
    let survey = "TEN;X;Y\nA;2323828,461;583646,204\nB;2323393,815;585259,912\n";
    let site = site().file("data/moc.csv", survey);
    let (code, out, _) = run(&mut site.command(["inspect", "data/moc.csv"]));
    assert!(code == 0 && out.contains("--x \"Y\" --y \"X\""), "{out}");
    let known = ["inspect", "data/moc.csv", "--x", "Y", "--y", "X", "--crs", "EPSG:5897"];
    let (code, out, err) = run(&mut site.command(known));
    assert!(code == 0 && out.contains("2 points") && out.contains("crs = \"EPSG:5897\""), "{out}{err}");
    assert!(out.contains("x = \"Y\"\ny = \"X\""), "{out}");
    let (code, out, err) = run(&mut site.command(["inspect", "data/moc.csv", "--x", "Y", "--y", "X"]));
    assert!(code == 1 && err.contains("LS321") && out.contains("# crs = \"EPSG:5897\""), "{out}{err}");
    for (option, value, told) in [
        ("--crs", "vn2001", "LS323"),
        ("--encoding", "klingon", "LS107"),
        ("--axes", "up-down", "LS004"),
        ("--x", "X", "LS004"),
        ("--map", "x.svg", "LS004"),
    ] {
        let (code, _, err) = run(&mut site.command(["inspect", "data/moc.csv", option, value]));
        assert!(code == 2 && err.contains(told), "{option}: {code} {err}");
    }
    let (code, _, err) = run(&mut site.command(["inspect", "data/nowhere.csv"]));
    assert!(code == 1 && err.contains("LS001"), "{err}");
}

/// A workbook of results with merged headers gets a `[[results]]` entry whose columns are its indicators.
#[test]
fn results_are_recognised_and_their_columns_named() {
    let workbook = support::tests_folder().join("golden/tieu-chi/site/data/ket-qua.xlsx");
    let (code, out, err) = run(support::program().args(["inspect", "--layer", "2025", "--lang", "vi"]).arg(&workbook));
    assert_eq!(code, 0, "{err}");
    for line in [
        "[[results]]",
        "unit = \"Mã xã\"",
        "sheets = [\"2025\"]",
        "[results.columns]",
        "D = \"1.1\"  # 1. Giao thông / 1.1 Đường xã được bê tông hóa (%)",
        "F = \"2\"",
        "H = \"17.10\"",
    ] {
        assert!(out.contains(line), "{line} in {out}");
    }
    let spoilt = support::tests_folder().join("mistakes/results-xlsx/data/ket-qua.xlsx");
    let (_, out, _) = run(support::program().args(["inspect", "--lang", "en"]).arg(&spoilt));
    assert!(out.contains("C = \"8.4\"") && out.contains("the spreadsheet made a date of the number"), "{out}");
    let long = "Mã xã;Chỉ tiêu;Kết quả;Năm\n10001;17.10;Đạt;2025\n";
    let site = Site::new().file("data/dai.csv", long);
    let (_, out, _) = run(&mut site.command(["inspect", "data/dai.csv"]));
    for line in ["indicator = \"Chỉ tiêu\"", "value = \"Kết quả\"", "date_column = \"Năm\""] {
        assert!(out.contains(line), "{line} in {out}");
    }
}
