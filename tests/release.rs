//! Releases of the open data: what changed is found, written down once and published.

mod support;

use langso::build::BuildRequest;
use langso::diagnostics::Diagnostic;
use langso::release::{Release, release};
use support::Site;

fn released(site: &Site, day: &str) -> Result<Release, Vec<Diagnostic>> {
    let today = langso::text::Date::parse(day).expect("a day");
    release(&BuildRequest { root: site.root(), output: site.public(), today, options: site.options.clone() })
}

fn ok(site: &Site, day: &str) -> Release {
    released(site, day).unwrap_or_else(|findings| panic!("{findings:?}"))
}

fn list(site: &Site, name: &str) -> String {
    String::from_utf8(std::fs::read(site.path(&format!("data/phat-hanh/{name}"))).expect("the list")).expect("UTF-8")
}

#[test]
fn a_release_says_what_changed_since_the_last() {
    let site = Site::new().copy("mistakes/good");
    let first = ok(&site, "2026-09-01");
    assert!(first.is_first && first.file.is_some());
    let begin = list(&site, "2026-09-01.csv");
    assert!(begin.contains("bản đầu,xa,,,,,2\r\n") && begin.contains("bản đầu,cho,,,,,1\r\n"), "{begin}");

    let nothing = ok(&site, "2026-09-02");
    assert!(nothing.file.is_none() && !site.path("data/phat-hanh/2026-09-02.csv").exists());

    let markets = std::fs::read_to_string(site.path("data/cho.geojson")).expect("markets");
    let more = "\n,{\"type\": \"Feature\", \"properties\": {\"ma\": \"c2\", \"ten\": \"Chợ Mới\", \"ma_xa\": \"00562\"}, \
\"geometry\": {\"type\": \"Point\", \"coordinates\": [105.95, 21.05]}}\n]}";
    let moved = markets.replace("[105.95, 20.95]", "[105.951, 20.95]").replace("Chợ Bún", "Chợ =Bún");
    site.write("data/cho.geojson", moved.trim_end().strip_suffix("]}").expect("the end").to_owned() + more);
    let second = ok(&site, "2026-10-01");
    assert_eq!((second.is_first, second.counts, second.superseded), (false, [1, 2, 0], 1));
    let told = list(&site, "2026-10-01.csv");
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 4, "{told}");
    assert!(lines[1].starts_with("sửa,cho,c1,Chợ =Bún,geometry,"), "{told}");
    assert_eq!(lines[2], "sửa,cho,c1,Chợ =Bún,ten,Chợ Bún,Chợ =Bún");
    assert_eq!(lines[3], "thêm,cho,c2,Chợ Mới,,,");

    // A second release of the same day has a name of its own.
    site.write("data/cho.geojson", &markets);
    let third = ok(&site, "2026-10-01");
    assert_eq!((third.counts, third.superseded, third.outlived), ([0, 2, 1], 1, 0));
    assert!(site.path("data/phat-hanh/2026-10-01-2.csv").exists());

    let (summary, output) = site.build().unwrap_or_else(|findings| panic!("{findings:?}"));
    assert!(summary.warnings.is_empty(), "{:?}", summary.warnings);
    let page = String::from_utf8_lossy(&output["thay-doi/2026-10-01/index.html"]);
    assert!(page.contains("<del>Chợ Bún</del>") && page.contains("<ins>Chợ =Bún</ins>"), "{page}");
    let feed = String::from_utf8_lossy(&output["thay-doi/feed.xml"]);
    // Each table as each release left it; what a release supersedes had the same bytes before.
    let version = |id: &str| String::from_utf8_lossy(&output[&format!("du-lieu/cho/phien-ban/{id}.csv")]).into_owned();
    let (one, two, three) = (version("2026-09-01"), version("2026-10-01"), version("2026-10-01-2"));
    assert!(one.starts_with("\u{feff}_khoa,_ten,geometry,ma,ma_xa,ten\r\nc1,Chợ Bún,"), "{one}");
    assert_eq!(one, three, "the third release took back what the second did");
    assert!(two.contains("Chợ =Bún") && two.contains("\r\nc2,Chợ Mới,"), "{two}");
    assert_eq!(list(&site, "phien-ban/cho/2026-10-01.csv"), two);
    let units: Vec<&String> = output.keys().filter(|path| path.starts_with("du-lieu/xa/phien-ban/")).collect();
    assert_eq!(units, ["du-lieu/xa/phien-ban/2026-09-01.csv"], "a table that did not change has one version");
    let dataset = String::from_utf8_lossy(&output["du-lieu/cho/index.html"]);
    let at = ["2026-10-01-2.csv", "2026-10-01.csv", "2026-09-01.csv"].map(|name| dataset.find(name).expect("a link"));
    assert!(at.is_sorted(), "the latest first: {dataset}");
    let order = ["2026-10-01-2", "2026-10-01/", "2026-09-01"].map(|id| feed.find(id).expect("an entry"));
    assert!(order.is_sorted(), "the latest first: {feed}");
    assert_eq!(list(&site, "2026-10-01.csv").as_bytes(), &*output["du-lieu/thay-doi/2026-10-01.csv"]);
}

#[test]
fn versions_of_what_is_no_table_any_more_are_not_published() {
    let site = Site::new().copy("mistakes/good");
    ok(&site, "2026-09-01");
    site.write("data/phat-hanh/phien-ban/cho/2025-01-01.csv", "_khoa,_ten\r\n");
    site.write("data/phat-hanh/phien-ban/thu-hoi/2025-01-01.csv", "_khoa,_ten,dien_thoai\r\n");
    let (_, output) = site.build().unwrap_or_else(|findings| panic!("{findings:?}"));
    assert!(output.contains_key("du-lieu/cho/phien-ban/2025-01-01.csv"));
    assert!(!output.keys().any(|path| path.contains("thu-hoi")));

    site.write("data/phat-hanh/phien-ban/cho/hom-qua.csv", "");
    let findings = site.build().expect_err("it is no version");
    assert_eq!(findings.iter().map(|finding| finding.code.to_string()).collect::<Vec<_>>(), ["LS380"]);
}

#[test]
fn a_kept_edition_that_is_none_stops_the_release() {
    let site = Site::new().copy("mistakes/good").file("data/phat-hanh/ban-luu.csv.gz", "hỏng");
    let findings = released(&site, "2026-09-01").expect_err("it is no edition");
    assert_eq!(findings.iter().map(|finding| finding.code.to_string()).collect::<Vec<_>>(), ["LS381"]);
    assert!(!site.path("data/phat-hanh/2026-09-01.csv").exists());
    assert_eq!(std::fs::read(site.path("data/phat-hanh/ban-luu.csv.gz")).expect("still there"), "hỏng".as_bytes());
}

#[test]
fn a_site_at_fault_is_not_released() {
    let site = Site::new().copy("mistakes/good").copy("mistakes/lost-zeros");
    assert!(released(&site, "2026-09-01").is_err());
    assert!(!site.path("data/phat-hanh").exists());
}
