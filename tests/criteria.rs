//! The portal's own criteria sets as people get them: what was copied into `data/tieu-chi` is on the built pages, with its
//! address, its sureness and its source; and communes about which nobody published anything say so.

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use langso::text::escape;
use support::{Output, Site};

/// The project's sets and documents with one invented commune and ward; boundaries are no matter here.
fn site() -> Site {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = std::fs::read_to_string(root.join("data/data.toml")).expect("the manifest");
    let sets = manifest.split("[[framework]]").skip(1).map(|entry| format!("[[framework]]{entry}")).collect::<String>();
    let units = "[[dataset]]\nid = \"tinh\"\nfile = \"tinh.csv\"\ntitle = \"Tỉnh\"\nsource = \"Bịa\"\nlicence = \"CC0\"\nkey = \"code\"\nunits = \"province\"\n\n\
[[dataset]]\nid = \"xa\"\nfile = \"xa.csv\"\ntitle = \"Xã\"\nsource = \"Bịa\"\nlicence = \"CC0\"\nkey = \"code\"\nunits = \"commune\"\nparent = \"province_code\"\n\n";
    let site = Site::new()
        .file("langso.toml", "title = \"Cổng\"\nbase_url = \"https://cong.test\"\n")
        .file("data/data.toml", format!("{units}{sets}"))
        .file("data/tinh.csv", "code,name,full_name,type\n15,Lào Cai,Tỉnh Lào Cai,Tỉnh\n")
        .file(
            "data/xa.csv",
            "code,name,full_name,type,province_code\n10001,Bịa,Xã Bịa,Xã,15\n10002,Phố,Phường Phố,Phường,15\n",
        );
    support::copy_folder(&root.join("data/tieu-chi"), &site.path("data/tieu-chi"));
    support::copy_folder(&root.join("content/tieu-chi"), &site.path("content/tieu-chi"));
    // The decisions' own pages link all over the portal; here they only have to be there.
    for document in sets.lines().filter_map(|line| line.strip_prefix("document = \"@/")?.strip_suffix('"')) {
        site.write(&format!("content/{document}"), "+++\ntitle = \"Quyết định\"\n+++\n");
    }
    site
}

fn built() -> Output {
    let site = site();
    match site.build() {
        Ok((_, output)) => output,
        Err(findings) => panic!("{}", langso::diagnostics::json(&findings, langso::diagnostics::Lang::En)),
    }
}

fn page<'a>(output: &'a Output, path: &str) -> &'a str {
    let bytes = output.get(path).unwrap_or_else(|| panic!("{path} is not there"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// Values of `id` on a page that begin so.
fn anchors(page: &str, prefix: &str) -> BTreeSet<String> {
    let of = |rest: &str| rest.split('"').next().unwrap_or_default().to_owned();
    let ids = page.split(" id=\"").skip(1).map(of).filter(|id| !id.ends_with("-ten"));
    ids.filter_map(|id| id.strip_prefix(prefix).map(str::to_owned)).collect()
}

#[test]
fn every_row_that_was_copied_is_on_a_page() {
    let output = built();
    for (set, criteria, indicators, conditions) in [
        ("xa-ntm", 19, 57, 0),
        ("xa-ntm-nang-cao", 19, 75, 0),
        ("xa-ntm-kieu-mau", 0, 0, 4),
        ("huyen-ntm", 9, 1, 0),
        ("huyen-ntm-nang-cao", 9, 2, 0),
        ("xa-ntm-2026", 10, 0, 0),
        ("thon-thong-minh-lao-cai", 0, 0, 3),
    ] {
        let page = page(&output, &format!("tieu-chi/{set}/index.html"));
        let counts = ["tieu-chi-", "chi-tieu-", "dieu-kien-"].map(|prefix| anchors(page, prefix).len());
        assert_eq!(counts, [criteria, indicators, conditions], "{set}");
        let table = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/tieu-chi/{set}.csv")));
        let table = table.expect("the table");
        let mut reader = csv::Reader::from_reader(table.as_slice());
        let header = reader.headers().expect("a header").clone();
        for row in reader.records().map(|row| row.expect("a row")) {
            let cell = |name: &str| &row[header.iter().position(|heading| heading == name).expect("a column")];
            assert!(page.contains(&escape(cell("Tên"))), "{set} {}: {}", cell("Số"), cell("Tên"));
            assert!(page.contains(&escape(cell("Nguồn"))), "{set} {}: {}", cell("Số"), cell("Nguồn"));
            let anchor = match &row[0] {
                "tiêu chí" => format!(" id=\"tieu-chi-{}\"", cell("Số")),
                "chỉ tiêu" => format!(" id=\"chi-tieu-{}\"", cell("Số")),
                _ => continue,
            };
            assert!(page.contains(&anchor), "{set}: {anchor}");
        }
    }
}

#[test]
fn one_number_says_different_things_in_different_sets() {
    let output = built();
    let of = |set: &str, anchor: &str| {
        let page = page(&output, &format!("tieu-chi/{set}/index.html"));
        let at = page.find(&format!(" id=\"{anchor}\"")).unwrap_or_else(|| panic!("{set} has no {anchor}"));
        page[at..].chars().take(700).collect::<String>()
    };
    assert!(of("xa-ntm", "tieu-chi-15").contains("Y tế"));
    assert!(of("xa-ntm-nang-cao", "tieu-chi-15").contains("Hành chính công"));
    assert!(of("xa-ntm", "chi-tieu-17.10").contains("an toàn thực phẩm"));
    assert!(of("xa-ntm", "chi-tieu-17.1").contains("nước sạch"));
    // What is unsure is shown as such.
    assert!(of("xa-ntm", "chi-tieu-8.4").contains("nguyên văn"));
    assert!(of("xa-ntm", "chi-tieu-17.10").contains("chưa đối chiếu"));
}

#[test]
fn a_commune_without_results_says_so_and_a_ward_says_nothing() {
    let output = built();
    let commune = page(&output, "don-vi/lao-cai/bia-10001/index.html");
    assert!(commune.contains("Xã tôi còn thiếu gì") && commune.contains("Chưa có số liệu"));
    for set in ["xa-ntm", "xa-ntm-nang-cao", "xa-ntm-kieu-mau", "xa-ntm-2026"] {
        assert!(commune.contains(&format!("/tieu-chi/{set}/")), "{set}");
    }
    assert!(!commune.contains("0/57"), "nothing is known, so nothing is counted");
    assert!(!page(&output, "don-vi/lao-cai/pho-10002/index.html").contains("Xã tôi còn thiếu gì"));
    assert!(page(&output, "don-vi/lao-cai/index.html").contains("Chưa có số liệu"));
}

#[test]
fn a_set_for_machines_can_be_read_back_as_a_set() {
    let output = built();
    let twin: serde_json::Value = serde_json::from_str(page(&output, "tieu-chi/xa-ntm/tieu-chi.json")).expect("JSON");
    let criteria = twin["criteria"].as_array().expect("criteria");
    let numbers = criteria.iter().flat_map(|one| one["indicators"].as_array().expect("indicators"));
    let numbers: Vec<&str> = numbers.filter_map(|one| one["number"].as_str()).collect();
    assert_eq!((criteria.len(), numbers.len()), (19, 57));
    assert!(numbers.contains(&"17.1") && numbers.contains(&"17.10"));
    // The table that is offered is one that the program reads: the page is the same but for what only the source has.
    let again = site().file("data/tieu-chi/xa-ntm.csv", &output["tieu-chi/xa-ntm/tieu-chi.csv"]);
    let (_, second) = again.build().unwrap_or_else(|findings| panic!("{findings:#?}"));
    let main = |output: &Output| {
        let page = page(output, "tieu-chi/xa-ntm/index.html");
        page[page.find("<main").expect("a main part")..].to_owned()
    };
    assert_eq!(main(&second), main(&output));
}
