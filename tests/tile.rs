//! `langso tile` as people meet it: an archive where it was asked for, and what is said about it.

mod support;

use std::fs;
use std::process::{Command, Output as Done};

use support::Site;

/// Villages in a row, each a square with a name; `north` moves the last one's upper side.
fn villages(count: usize, north: f64) -> String {
    let village = |number: usize| {
        let (west, top) = (105.0 + number as f64 / 10.0, if number + 1 == count { north } else { 21.1 });
        let east = west + 0.1;
        format!(
            r#"{{"type":"Feature","properties":{{"ten":"Xã {number}","dan":{number}}},"geometry":{{"type":"Polygon","coordinates":[[[{west},21],[{east},21],[{east},{top}],[{west},{top}],[{west},21]]]}}}}"#
        )
    };
    let all: Vec<String> = (0..count).map(village).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, all.join(",\n"))
}

fn wells(count: usize) -> String {
    let well = |number: usize| {
        let (x, y) = (105.0 + (number % 20) as f64 / 1000.0, 21.0 + (number / 20) as f64 / 1000.0);
        format!(r#"{{"type":"Feature","properties":{{"ho":2}},"geometry":{{"type":"Point","coordinates":[{x},{y}]}}}}"#)
    };
    (0..count).map(well).collect::<Vec<_>>().join("\n")
}

/// Exit code and what was said; nothing is printed where a program would read.
fn run(command: &mut Command) -> (i32, String) {
    let Done { status, stdout, stderr } = command.output().expect("it runs");
    assert_eq!(stdout, b"");
    (status.code().expect("it ends by itself"), String::from_utf8(stderr).expect("UTF-8"))
}

#[test]
fn an_archive_is_written_and_told_of_in_the_users_language() {
    let site = Site::new().file("xa.geojson", villages(6, 21.1));
    for (lang, words) in
        [("vi", ["mức", "Đã ghi xa.pmtiles: 6 đối tượng"]), ("en", ["zoom", "Wrote xa.pmtiles: 6 features"])]
    {
        let (code, said) =
            run(&mut site.command(["tile", "xa.geojson", "-o", "xa.pmtiles", "--max-zoom", "9", "--lang", lang]));
        assert_eq!(code, 0, "{said}");
        for word in words {
            assert!(said.contains(word), "{word} in {said}");
        }
        let archive = fs::read(site.path("xa.pmtiles")).expect("written");
        assert!(archive.starts_with(b"PMTiles\x03"));
        assert!(!site.path("xa.pmtiles.part").exists() && !site.path("xa.pmtiles.ledger").exists());
    }
}

#[test]
fn a_broken_file_leaves_the_former_archive_and_says_where() {
    let site =
        Site::new().file("xa.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{]}").file("xa.pmtiles", "cũ");
    let (code, said) = run(&mut site.command(["tile", "xa.geojson", "-o", "xa.pmtiles", "--lang", "vi"]));
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("lỗi[LS") && said.contains("xa.geojson"), "{said}");
    assert_eq!(fs::read(site.path("xa.pmtiles")).expect("still there"), "cũ".as_bytes());
}

#[test]
fn an_update_is_the_archive_of_a_full_cut_and_keeps_most_tiles() {
    let site = Site::new().file("xa.geojson", villages(40, 21.1));
    let cut = |output: &str, update: bool| {
        let options = ["tile", "xa.geojson", "-o", output, "--name", "xa", "--max-zoom", "11", "--lang", "vi"];
        let (code, said) = run(site.command(options).args(update.then_some("--update")));
        assert_eq!(code, 0, "{said}");
        (fs::read(site.path(output)).expect("written"), said)
    };
    let (_, said) = cut("cu.pmtiles", true);
    assert!(said.contains("0 ô giữ nguyên"), "{said}");
    site.write("xa.geojson", villages(40, 21.13));
    let (updated, said) = cut("cu.pmtiles", true);
    assert!(!said.contains("\n0 ô giữ nguyên") && said.contains("ô giữ nguyên"), "{said}");
    assert_eq!(updated, cut("moi.pmtiles", false).0);
    // A ledger of another archive is not believed.
    fs::copy(site.path("cu.pmtiles.ledger"), site.path("moi.pmtiles.ledger")).expect("copied");
    fs::write(site.path("moi.pmtiles"), b"PMTiles\x03 something else").expect("written");
    assert_eq!(cut("moi.pmtiles", true).0, updated);
}

#[test]
fn points_are_drawn_as_one_with_their_sums() {
    let site = Site::new().file("gieng.geojsonl", wells(400));
    let options =
        ["tile", "gieng.geojsonl", "-o", "gieng.pmtiles", "--max-zoom", "12", "--cluster", "64", "--sum", "ho"];
    let (code, said) = run(&mut site.command(options));
    assert_eq!(code, 0, "{said}");
    let archive = fs::read(site.path("gieng.pmtiles")).expect("written");
    let metadata = langso::geo::pmtiles::metadata(&archive).expect("metadata");
    assert_eq!(metadata["vector_layers"][0]["fields"]["point_count"], "Number");
    let drawn: Vec<_> =
        metadata["zooms"].as_array().expect("zooms").iter().map(|zoom| zoom["features"].as_u64()).collect();
    assert_eq!(drawn, vec![Some(400); 13], "every point stands somewhere at every zoom");
    let (code, said) = run(&mut site.command(["tile", "gieng.geojsonl", "-o", "x.pmtiles", "--sum", "ho"]));
    assert_eq!(code, 2, "sums without clusters make no sense: {said}");
}

#[test]
fn an_archive_is_unpacked_into_plain_files() {
    let site = Site::new().file("xa.geojson", villages(6, 21.1));
    let (code, said) = run(&mut site.command(["tile", "xa.geojson", "-o", "xa.pmtiles", "--max-zoom", "9"]));
    assert_eq!(code, 0, "{said}");
    let url = "https://a.vn/o/";
    let (code, said) = run(&mut site.command(["unpack", "xa.pmtiles", "-o", "o", "--url", url, "--lang", "en"]));
    assert_eq!(code, 0, "{said}");
    let files = support::read_tree(&site.path("o"));
    let tiles = files.len() - 1;
    assert!(said.contains(&format!("Unpacked into o: {tiles} tiles")) && tiles > 10, "{said}");
    let told: serde_json::Value = serde_json::from_slice(&files["tiles.json"]).expect("JSON");
    assert_eq!(told["tiles"], serde_json::json!(["https://a.vn/o/{z}/{x}/{y}.pbf"]));
    assert_eq!((&told["tilejson"], &told["minzoom"], &told["maxzoom"]), (&"3.0.0".into(), &0.into(), &9.into()));
    assert_eq!(told["vector_layers"][0]["id"], "xa");
    // Layers come first in a tile, under the field of that number, and nothing is packed.
    let is_tile = |(path, bytes): (&String, &Vec<u8>)| !path.ends_with(".pbf") || bytes.first() == Some(&0x1A);
    assert!(files.iter().all(is_tile) && files.contains_key("0/0/0.pbf"));

    // What lies there already is left alone, and a file of another kind leaves nothing behind.
    let (code, said) = run(&mut site.command(["unpack", "xa.pmtiles", "-o", "o"]));
    assert!(code == 1 && said.contains("LS502"), "{said}");
    assert_eq!(support::read_tree(&site.path("o")), files);
    let (code, said) = run(&mut site.command(["unpack", "xa.geojson", "-o", "p"]));
    assert!(code == 1 && said.contains("xa.geojson"), "{said}");
    assert!(!site.path("p").exists() && !site.path("p.part").exists());
}
