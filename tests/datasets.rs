//! Files of offices as datasets of a site: what is published of them, what people see, and where mistakes are shown.

mod support;

use std::io::{Cursor, read_to_string};

use langso::diagnostics::{Diagnostic, Lang};
use support::{Output, Site, tests_folder};

const ENTRY: &str = "source = \"Bịa\"\nlicence = \"CC0\"\n";

fn site(manifest: &str) -> Site {
    Site::new().file("content/_index.md", "+++\ntitle = \"Cổng\"\n+++\n").file("data/data.toml", manifest)
}

/// The good site of the mistakes, whose table of communes is another one.
fn with_table(columns: &str, csv: impl AsRef<[u8]>) -> Site {
    let site = Site::new().copy("mistakes/good");
    let manifest = std::fs::read_to_string(site.path("data/data.toml")).expect("a manifest");
    site.file("data/dan-so.csv", csv).file("data/data.toml", manifest + columns)
}

fn published(site: &Site) -> Output {
    site.build().unwrap_or_else(|findings| panic!("{findings:?}")).1
}

fn text<'a>(output: &'a Output, path: &str) -> &'a str {
    std::str::from_utf8(output.get(path).unwrap_or_else(|| panic!("no {path}"))).expect("UTF-8")
}

#[test]
fn a_shapefile_is_published_with_all_that_belongs_to_it() {
    let make = || {
        let mut site =
            site(&format!("[[dataset]]\nid = \"xa\"\nfile = \"xã.shp\"\ntitle = \"Xã\"\nkey = \"MA\"\n{ENTRY}"));
        for ending in ["shp", "shx", "dbf", "prj", "cpg"] {
            let part = tests_folder().join(format!("data/offices/shapefile/utf8_cpg.{ending}"));
            site = site.file(&format!("data/xã.{ending}"), std::fs::read(part).expect("a part"));
        }
        published(&site)
    };
    let output = make();
    let archives: Vec<&String> = output.keys().filter(|path| path.contains("xã.")).collect();
    assert_eq!(archives, ["du-lieu/xã.shp.zip"]);
    let bytes = &output["du-lieu/xã.shp.zip"];
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    assert_eq!(names, ["xã.shp", "xã.dbf", "xã.shx", "xã.prj", "xã.cpg"]);
    assert_eq!(bytes, &make()["du-lieu/xã.shp.zip"], "the same bytes each time");
    assert!(text(&output, "du-lieu/index.html").contains("gồm .shp .dbf .shx .prj .cpg"));
}

#[test]
fn mif_brings_its_mid_and_a_file_alone_is_no_archive() {
    let entry = |id: &str, file: &str| {
        format!("[[dataset]]\nid = \"{id}\"\nfile = \"{file}\"\ntitle = \"{id}\"\nkey = \"TEN\"\n{ENTRY}")
    };
    let mif =
        "Version 300\nCharset \"Neutral\"\nDelimiter \",\"\nColumns 1\n  TEN Char(20)\nData\n\nPoint 105.9 21.0\n";
    let site = site(&(entry("a", "a.mif") + &entry("b", "b.csv")))
        .file("data/a.mif", mif)
        .file("data/a.mid", "\"Ao\"\n")
        .file("data/b.csv", "TEN\nAo\n");
    let output = published(&site);
    let mut archive = zip::ZipArchive::new(Cursor::new(&output["du-lieu/a.mif.zip"])).expect("an archive");
    assert_eq!(read_to_string(archive.by_name("a.mid").expect("a part")).expect("text"), "\"Ao\"\n");
    assert!(output.contains_key("du-lieu/b.csv") && !output.contains_key("du-lieu/a.mif"));
}

#[test]
fn dates_are_shown_day_month_year_however_the_file_has_them() {
    let csv =
        "ma,ten,dan_so,ngay,iso\n00565,Gia Lâm,58123,1/7/2025,2025-07-02\n00562,Yên Viên,34567,07/2025,2024-02-29\n";
    let output = published(&with_table("[dataset.types]\nngay = \"date\"\n", csv));
    let cells = |code: &str| {
        let (_, page) = (output.iter())
            .find(|(path, bytes)| path.ends_with(".html") && String::from_utf8_lossy(bytes).contains(code))
            .unwrap_or_else(|| panic!("no page has {code}"));
        String::from_utf8_lossy(page).into_owned()
    };
    let page = cells("58.123");
    assert!(page.contains("01/07/2025") && page.contains("02/07/2025") && !page.contains("2025-07-0"), "{page}");
    assert!(cells("34.567").contains("07/2025") && cells("34.567").contains("29/02/2024"));
}

fn told(site: &Site, code: &str) -> Diagnostic {
    let findings = site.build().expect_err("it has a mistake");
    let found = findings.iter().find(|finding| finding.code.to_string() == code);
    found.unwrap_or_else(|| panic!("no {code} in {findings:?}")).clone()
}

#[test]
fn a_wrong_code_is_marked_in_its_cell() {
    let finding = told(&with_table("", "ten;ma;dan_so\n\"Gia; Lâm\";565;1\nYên Viên;00562;2\n"), "LS110");
    let place = finding.place.clone().expect("a place");
    let excerpt = place.excerpt.expect("a line");
    assert_eq!((place.line, &excerpt.text[excerpt.start..excerpt.end]), (2, "565"));
    assert!(finding.help(Lang::Vi).is_some_and(|help| help.contains("\"ma\" = \"code:5\"")), "{finding:?}");
    // A text that nobody can point into is named by its line.
    let wide: Vec<u8> = "ma;ten\r\n00562;A\r\n565;B\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let finding = told(&with_table("", wide), "LS110");
    assert!(finding.message(Lang::Vi).ends_with("(Dòng 3)"), "{}", finding.message(Lang::Vi));
}

#[test]
fn a_text_with_columns_is_data_and_one_without_is_for_people() {
    let site = site("")
        .file("data/bang.txt", "ma\tten\n1\tA\n2\tB\n")
        .file("data/LICENSE.txt", "Ai cũng được dùng, sửa, chia sẻ.\nGhi nguồn.\n");
    let (summary, _) = site.build().unwrap_or_else(|findings| panic!("{findings:?}"));
    let undeclared: Vec<&str> = (summary.warnings.iter())
        .filter(|finding| finding.code.to_string() == "LS301")
        .filter_map(|finding| Some(&*finding.place.as_ref()?.file))
        .collect();
    assert_eq!(undeclared, ["data/bang.txt"]);
}

#[test]
fn a_layer_covers_the_ground_when_it_says_so() {
    let area = |name: &str, west: f64| {
        let east = west + 0.01;
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"ten\":\"{name}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":\
             [[[{west},21],[{east},21],[{east},21.01],[{west},21.01],[{west},21]]]}}}}"
        )
    };
    let layer =
        format!("{{\"type\":\"FeatureCollection\",\"features\":[{},{}]}}", area("A", 105.9), area("B", 105.9099));
    let build = |coverage: &str| {
        let entry =
            "[[dataset]]\nid = \"t\"\nfile = \"thon.geojson\"\ntitle = \"Thôn\"\nkey = \"ten\"\nname = \"ten\"\n";
        let site = site(&format!("{entry}{ENTRY}{coverage}")).file("data/thon.geojson", &layer);
        site.build().unwrap_or_else(|findings| panic!("{findings:?}")).0.warnings
    };
    assert_eq!(build(""), []);
    let [finding] = &build("coverage = true\n")[..] else { panic!("one overlap") };
    let message = finding.message(Lang::Vi);
    // A ten-thousandth of a degree by a hundredth: 10.4 m by 1107 m.
    assert!(
        finding.code.to_string() == "LS341" && message.contains("A – B") && message.contains("(1.15 ha)"),
        "{message}"
    );
}

/// What an editor reads about tables of services is what the program asks of them.
#[test]
fn the_manual_lists_every_kind_of_service_with_its_columns() {
    let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/data.md")).expect("the manual");
    for kind in langso::domain::service::ServiceKind::all() {
        let line = manual.lines().find(|line| line.starts_with(&format!("| `{}` |", kind.id)));
        let columns = kind
            .columns
            .iter()
            .map(|column| if column.needed { format!("**`{}`**", column.name) } else { format!("`{}`", column.name) });
        let listed = line.and_then(|line| line.split(" | ").nth(2)).map(|cell| cell.trim_end_matches(" |"));
        assert_eq!(listed, Some(&*columns.collect::<Vec<_>>().join(", ")), "{}", kind.id);
    }
}

#[test]
fn the_feed_of_a_communes_portal_is_a_layer_of_the_provinces() {
    let place = |name: &str, more: &str| {
        format!(
            "+++\ntitle = \"{name}\"\nkind = \"place\"\nsort = \"market\"\nunits = [\"00562\"]\nconfirmed = 2026-11-01\n{more}+++\n"
        )
    };
    let commune = Site::new()
        .copy("mistakes/good")
        .file("content/noi/_index.md", "+++\ntitle = \"Nơi\"\n+++\n")
        .file(
            "content/noi/cho.md",
            place("Chợ Bến", "position = { lon = 105.95, lat = 20.95 }\nprice = \"miễn phí\"\n"),
        )
        .file("content/noi/dinh.md", place("Đình Bến", ""));
    let feed = published(&commune)["du-lich/diem-den.geojson"].clone();

    let entry = format!(
        "\n[[dataset]]\nid = \"xa-ben\"\nfile = \"xa-ben.geojson\"\ntitle = \"Nơi đến ở xã Bến\"\nkey = \"url\"\nname = \"name\"\n\
unit = \"commune_code\"\n{ENTRY}[dataset.map]\ngroup = \"du-lich\"\n"
    );
    let province = Site::new().copy("mistakes/good").file("data/xa-ben.geojson", feed);
    let manifest = std::fs::read_to_string(province.path("data/data.toml")).expect("a manifest");
    province.write("data/data.toml", manifest + &entry);
    let output = published(&province);
    let csv = text(&output, "du-lieu/xa-ben/xa-ben.csv");
    assert_eq!(csv.lines().count(), 3, "{csv}");
    assert!(csv.contains("Chợ Bến") && csv.contains("Đình Bến") && csv.contains("miễn phí"), "{csv}");
    assert!(text(&output, "ban-do/map.json").contains("\"xa-ben\""));
    assert!(output.keys().any(|path| path.starts_with("ban-do/") && path.contains("xa-ben")), "an archive of tiles");
    let page = text(&output, "du-lieu/xa-ben/index.html");
    assert!(page.contains("Nơi đến ở xã Bến"), "{page}");
}

/// A commune's portal may know no province, and nothing but a list of places or a page about one.
#[test]
fn layers_have_their_map_without_provinces() {
    let table = "ten,kinh_do,vi_do\nChợ Vàng,105.92,20.99\nTrạm bơm,105.96,21.01\n";
    let manifest = format!("[[dataset]]\nfile = \"diem.csv\"\ntitle = \"Điểm\"\n{ENTRY}");
    let page = "+++\ntitle = \"Chợ Vàng\"\nkind = \"place\"\nsort = \"market\"\nposition = { lon = 105.92, lat = 20.99 }\n+++\n";
    let bare = Site::new().file("content/_index.md", "+++\ntitle = \"Cổng\"\n+++\n");
    for site in [site(&manifest).file("data/diem.csv", table), bare.file("content/cho-vang.md", page)] {
        let output = published(&site);
        let map = text(&output, "ban-do/index.html");
        assert!(map.contains("data-config=\"/ban-do/map.json\""), "{map}");
        let bounds = map.split("data-bounds=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("bounds");
        let sides: Vec<f64> = bounds.split(',').map(|side| side.parse().expect("degrees")).collect();
        let [west, south, east, north] = sides[..] else { panic!("{bounds}") };
        assert!(west < 105.92 && 105.92 < east && south < 20.99 && 20.99 < north && east - west < 0.1, "{bounds}");
        assert!(map.contains("href=\"/ban-do/viet-nam."), "the country with its islands is in the corner");
    }
}
