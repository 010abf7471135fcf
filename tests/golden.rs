//! Whole small sites: every file that comes out is compared with what was expected.
//!
//! The cases use the theme `golden/themes/tiny`, which prints what a template sees and nothing else, so that a change of
//! the default theme's looks is no change here. Digests in names are blanked; `assets/` is left out.

mod support;

use std::collections::BTreeMap;

use langso::diagnostics::Diagnostic;
use support::{Output, Site, assert_same_output, compare_tree, tests_folder};

fn site(case: &str) -> Site {
    Site::new().copy(&format!("golden/{case}/site")).copy_to("golden/themes", "themes")
}

/// Builds twice in two folders, compares the two, then the first with what is expected.
fn check(case: &str, site: &Site) {
    check_with(case, site, &[]);
}

/// The same for a site that is warned of.
fn check_with(case: &str, site: &Site, warnings: &[&str]) {
    let (summary, output) = site.build().unwrap_or_else(|findings| panic!("{}", said(&findings)));
    let codes: Vec<String> = summary.warnings.iter().map(|warning| warning.code.to_string()).collect();
    assert_eq!(codes, warnings, "{}", said(&summary.warnings));
    assert_same_output("a second clean build", &output, &site.clean_build());
    compare(case, &output);
}

fn compare(case: &str, output: &Output) {
    let expected = tests_folder().join("golden").join(case).join("expected");
    if let Err(difference) = compare_tree(&expected, &readable(output)) {
        panic!("golden/{case}: BLESS=1 writes what is new\n{difference}");
    }
}

fn said(findings: &[Diagnostic]) -> String {
    langso::diagnostics::json(findings, langso::diagnostics::Lang::En)
}

/// Without assets, with blanked digests, and with archives replaced by a word about them.
fn readable(output: &Output) -> Output {
    let mut readable = BTreeMap::new();
    for (path, bytes) in output.iter().filter(|(path, _)| !path.starts_with("assets/")) {
        let bytes = if path.ends_with(".pmtiles") {
            assert!(bytes.starts_with(b"PMTiles\x03") && bytes.len() > 127, "{path}");
            b"an archive of map tiles\n".to_vec()
        } else if path.ends_with(".gpkg") {
            assert!(bytes.starts_with(b"SQLite format 3\0"), "{path}");
            b"a GeoPackage\n".to_vec()
        } else if path.starts_with("du-lieu/") && path.ends_with(".xlsx") {
            assert!(bytes.starts_with(b"PK\x03\x04"), "{path}");
            b"a workbook\n".to_vec()
        } else if path == "sw.js" {
            assert!(bytes.starts_with(b"const SETTINGS = {"), "{path}");
            b"a worker\n".to_vec()
        } else if path.starts_with("goi/") {
            pack(bytes).into_bytes()
        } else if path.starts_with("anh-chia-se")
            || (blank(path) != *path && PICTURES.iter().any(|ending| path.ends_with(ending)))
        {
            described(bytes).into_bytes()
        } else {
            std::str::from_utf8(bytes).map_or_else(|_| bytes.clone(), |text| in_lines(&blank(text)).into_bytes())
        };
        assert!(readable.insert(blank(path), bytes).is_none(), "{path} twice");
    }
    readable
}

/// A pack's list without what the default theme's looks decide: its assets, sizes and digests.
fn pack(bytes: &[u8]) -> String {
    let list: serde_json::Value = serde_json::from_slice(bytes).expect("a list");
    let urls = list["files"].as_array().expect("files").iter().map(|file| file[0].as_str().expect("an address"));
    let own: Vec<String> = urls.filter(|url| !url.contains("/assets/")).map(blank).collect();
    format!("{}\n{}\n{}\n", list["title"], list["page"], own.join("\n"))
}

/// Endings of pictures that are made of others.
const PICTURES: [&str; 3] = [".jpg", ".png", ".webp"];

/// A picture in words, since encoders may differ by a bit from one processor to another: its format and its size.
fn described(bytes: &[u8]) -> String {
    let format = image::guess_format(bytes).expect("a known format");
    let picture = image::load_from_memory(bytes).expect("a whole picture");
    format!("{format:?}, {} × {}\n", picture.width(), picture.height())
}

/// `viet-nam.0a1b2c3d.svg` becomes `viet-nam.DIGEST.svg`, `map-0a1b2c3d` becomes `map-DIGEST`.
fn blank(text: &str) -> String {
    let is_digest = |part: &str| {
        part.len() > 8
            && part.is_char_boundary(8)
            && part[..8].bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
            && part[8..].starts_with(['.', '"', ' '])
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['.', '-']) {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        let named = before.ends_with('.') || before.ends_with("map-");
        rest = if named && is_digest(after) {
            out.push_str("DIGEST");
            &after[8..]
        } else {
            after
        };
    }
    out + rest
}

/// Drawings and JSON of one long line, one element or entry a line, so that a difference can be read.
fn in_lines(text: &str) -> String {
    if !text.contains("<svg") && !text.starts_with('{') {
        return text.to_owned();
    }
    if text.starts_with('{') {
        return serde_json::from_str::<serde_json::Value>(text)
            .and_then(|value| serde_json::to_string_pretty(&value))
            .unwrap_or_else(|_| text.to_owned());
    }
    ["<path", "<text", "<g", "<a ", "<circle", "<rect", "<image", "<title"]
        .iter()
        .fold(text.to_owned(), |text, tag| text.replace(&format!(">{tag}"), &format!(">\n{tag}")))
}

/// A folder with one markdown file is a site, in the default theme.
#[test]
fn one_page() {
    let site = Site::new().copy("golden/mot-trang/site");
    let output = site.build().unwrap_or_else(|findings| panic!("{}", said(&findings))).1;
    let paths: Vec<&str> = output.keys().map(String::as_str).filter(|path| !path.starts_with("assets/")).collect();
    assert_eq!(
        paths,
        [
            "404.html",
            "_headers",
            "anh-chia-se.png",
            "anh-chia-se/xin-chao.png",
            "feed.xml",
            "index.html",
            "llms.txt",
            "manifest.webmanifest",
            "ngoai-tuyen/index.html",
            "robots.txt",
            "sitemap.xml",
            "sw.js",
            "tim-kiem/chu/x/index.html",
            "tim-kiem/index.html",
            "tim-kiem/index.json",
            "tim-kiem/loc.json",
            "tim-kiem/muc/0.json",
            "tim-kiem/opensearch.xml",
            "tim-kiem/tu/0.bin",
            "tim-kiem/van/0.json",
            "xin-chao/index.html"
        ]
    );
    let page = String::from_utf8_lossy(&output["xin-chao/index.html"]).into_owned();
    assert!(page.contains("Một tệp là đủ."), "{page}");
}

/// TOML headers as in Zola: sections, orders, numbered lists, tags, old addresses, drafts, dates, links, files.
#[test]
fn zola() {
    check("zola", &site("zola"));
}

/// The same with drafts: what comes in is listed.
#[test]
fn zola_with_drafts() {
    let without = site("zola").build().unwrap_or_else(|findings| panic!("{}", said(&findings))).1;
    let with = site("zola").drafts().build().unwrap_or_else(|findings| panic!("{}", said(&findings))).1;
    let more: Vec<&str> = with.keys().filter(|path| !without.contains_key(*path)).map(String::as_str).collect();
    assert_eq!(
        more,
        [
            "anh-chia-se/nhap/trong-muc-nhap.png",
            "anh-chia-se/tin-tuc/ban-nhap.png",
            "anh-chia-se/tin-tuc/hen-ngay.png",
            "nhap/feed.xml",
            "nhap/index.html",
            "nhap/trong-muc-nhap/index.html",
            "the/chi-co-o-nhap/index.html",
            "tim-kiem/chu/m/index.html",
            "tin-tuc/ban-nhap/index.html",
            "tin-tuc/ban-nhap/loa/index.html",
            "tin-tuc/hen-ngay/index.html",
            "tin-tuc/hen-ngay/loa/index.html",
            "tin-tuc/trang/6/index.html",
        ]
    );
}

/// YAML headers as in Hugo, in English; files as Windows and macOS write them: CRLF, a byte order mark, decomposed
/// letters in names and texts. These are written here, since version control may change such files.
#[test]
fn hugo() {
    let decomposed = "Du\u{31b}o\u{31b}ng Xa\u{301}";
    let site = site("hugo")
        .file(
            "content/posts/second.md",
            "\u{feff}---\r\ntitle: Windows\r\ndate: 2026-09-24\r\ntags: [ocop]\r\nrelated:\r\n  - posts/first.md\r\n---\r\n\r\nOne line.\r\n\r\n## Part two\r\n\r\n- a\r\n- b\r\n\r\n```\r\ncode\r\n```\r\n",
        )
        .file(
            &format!("content/posts/{decomposed}.md"),
            format!("---\ntitle: {decomposed}\ndate: 2026-09-23\ntags: ['{decomposed}']\n---\n\n## {decomposed}\n\n[Mục](#duong-xa), [tệp](<{decomposed}.pdf>)\n"),
        )
        .file("content/posts/Dương Xá hai.md", "---\ntitle: Composed\ndate: 2026-09-22\ntags: [Dương Xá]\n---\n\n[To the other](<Dương Xá.md>)\n")
        .file(&format!("content/posts/{decomposed}.pdf"), "pdf");
    check("hugo", &site);
}

/// Provinces and communes with both archipelagos, a former unit, points, a table, a plan, documents, words for the pages
/// that the program makes.
#[test]
fn portal() {
    check("portal", &site("portal"));
}

/// Former units, what became of them and what units were made of; a table as Excel on a Vietnamese desk writes it; rows
/// that bear old codes and names; boundaries before and after.
#[test]
fn history() {
    check_with("lich-su", &site("lich-su"), &["LS356", "LS333"]);
}

/// Criteria sets as tables, results from a workbook with merged headers and from CSV, decisions that recognise and take back.
#[test]
fn criteria_and_results() {
    // The workbook has a hidden sheet.
    check_with("tieu-chi", &site("tieu-chi"), &["LS326"]);
}

/// Tables of services: points on a map, a survey's margin, a row about a former unit, an odd area code, desks with and
/// without a floor plan, links to other sites, kinds of which nothing is known. Products whose stars count, have lapsed, or
/// were never decided; a page with text about one.
#[test]
fn services() {
    check_with("dich-vu", &site("dich-vu"), &["LS393", "LS373"]);
}

/// Some pages in English: what they take from their originals, where links lead, feeds, the sitemap, a draft's translation.
#[test]
fn two_languages() {
    check("hai-thu-tieng", &site("hai-thu-tieng"));
}

/// The same below a path: not one address may lose it.
#[test]
fn portal_below_a_path() {
    let mut site = site("portal");
    site.options.base_url = Some("https://ntm.test/ntm/".into());
    let output = site.build().unwrap_or_else(|findings| panic!("{}", said(&findings))).1;
    assert_same_output("a second clean build", &output, &site.clean_build());
    let told = [
        "index.html",
        "404.html",
        "_headers",
        "robots.txt",
        "sitemap.xml",
        "feed.xml",
        "ban-do/map.json",
        "ke-hoach/236/index.html",
    ];
    let kept: Output = output
        .iter()
        .filter(|(path, _)| told.contains(&path.as_str()))
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect();
    compare("portal-ntm", &kept);
    for (path, bytes) in &output {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        for url in urls(text) {
            assert!(url == "/ntm" || url.starts_with("/ntm/"), "{path}: {url}");
        }
    }
}

/// Every address of the site itself that a page names leads to a file.
#[test]
fn no_page_names_an_address_that_is_not_there() {
    for (case, base) in [
        ("zola", ""),
        ("hugo", ""),
        ("portal", "/ntm"),
        ("lich-su", "/ntm"),
        ("tieu-chi", "/ntm"),
        ("dich-vu", "/ntm"),
        ("hai-thu-tieng", "/ntm"),
    ] {
        let mut site = if case == "hugo" {
            site(case).file("content/posts/second.md", "---\ntitle: S\n---\n## Part two\n")
        } else {
            site(case)
        };
        site.options.base_url = Some(format!("https://ntm.test{base}"));
        let output = site.build().unwrap_or_else(|findings| panic!("{}", said(&findings))).1;
        let mut broken: Vec<String> = Vec::new();
        for (path, bytes) in &output {
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            for url in urls(text) {
                let inner = url.strip_prefix(base).unwrap_or(url).split(['#', '?']).next().unwrap_or_default();
                let file = decode(inner.trim_start_matches('/'));
                let file = if file.is_empty() || file.ends_with('/') { format!("{file}index.html") } else { file };
                // Where a client puts the numbers of a tile.
                if inner.contains("{z}") {
                    continue;
                }
                // A GS1 Digital Link has no slash at its end: servers of files add it.
                let linked = file.starts_with("01/") && output.contains_key(&format!("{file}/index.html"));
                if !output.contains_key(&file) && !linked {
                    broken.push(format!("{case}: {path} names {url}"));
                }
            }
        }
        broken.dedup();
        assert!(broken.is_empty(), "{}", broken.join("\n"));
    }
}

/// Addresses below the root that a file names: `href="/x"`, `url: /x`, `"tiles":"/x"`, `https://ntm.test/x`.
fn urls(text: &str) -> Vec<&str> {
    // A table's cells end at commas.
    let table = text.starts_with('\u{feff}');
    let ends = |c: char| "\"\r\n<') ".contains(c) || table && c == ',';
    let text_of = |start: usize| {
        let rest = &text[start..];
        // In the text of a page, quotes are escaped.
        let rest = &rest[..rest.find("&quot;").unwrap_or(rest.len())];
        &rest[..rest.find(ends).unwrap_or(rest.len())]
    };
    ["href=\"/", "src=\"/", "url: /", "image: /", "target: /", "\":\"/", "https://ntm.test/"]
        .iter()
        .flat_map(|mark| text.match_indices(mark).map(move |(at, mark)| text_of(at + mark.len() - 1)))
        .filter(|url| !url.starts_with("//"))
        .collect()
}

fn decode(url: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = url.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = (*first == b'%').then(|| std::str::from_utf8(tail.get(..2)?).ok()).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
