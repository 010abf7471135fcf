//! After any edit, a rebuild gives the bytes of a clean build, and makes anew only what the edit touches.

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Command;

use support::{Output, Site, TODAY_EPOCH, assert_same_output, copy_folder, read_output, tests_folder};

/// The portal of the golden tests with a news section of forty pages beside it.
fn site() -> Site {
    let mut site = Site::new().copy("golden/portal/site").copy_to("golden/themes", "themes");
    site = site.file("content/bai/_index.md", "+++\ntitle = \"Bài\"\npaginate_by = 10\n+++\n\nLời đầu.\n");
    for number in 1..=40 {
        let mut header =
            format!("title = \"Bài {number}\"\ndate = 2026-{:02}-{:02}\n", 1 + number / 28, 1 + number % 28);
        if number % 10 == 0 {
            let _ = writeln!(header, "tags = [\"Mười\"]");
        }
        site = site.file(
            &format!("content/bai/so-{number:02}.md"),
            format!("+++\n{header}+++\n\n## Mục\n\nNội dung {number}.\n"),
        );
    }
    site.file("content/bai/tep/index.md", "+++\ntitle = \"Có tệp\"\n+++\n\n[Tệp](mau.txt)\n")
        .file("content/bai/tep/mau.txt", "mẫu")
}

/// Builds after an edit, compares with a clean build, and returns the files whose bytes or paths are new, and those gone.
struct Edit {
    ran: usize,
    /// But for the pages and files of datasets, which show all of their rows.
    changed: BTreeSet<String>,
    /// Those.
    datasets: BTreeSet<String>,
    /// Lists of packs, which follow what they list.
    packs: BTreeSet<String>,
    /// Pictures for networks, which follow titles and maps.
    cards: BTreeSet<String>,
    /// Files of the search, which follow titles and texts: the index is made as a whole, and what comes out as it was stays.
    search: usize,
    /// The catalogue and the list of digests, which say the size and the sum of every data file.
    sums: BTreeSet<String>,
    gone: BTreeSet<String>,
}

/// Files made again in vain by what follows from other files: none is known, a margin for the worker and its lists.
const SEQUELS: usize = 2;

/// Files of one dataset that a change of its rows may leave as they were, its page and the data package.
const OF_A_DATASET: usize = 9;

/// The path that the file has in the site's own language: `en/tim-kiem/x` is `tim-kiem/x` in English.
fn own(path: &str) -> &str {
    path.strip_prefix("en/").unwrap_or(path)
}

/// Whether a file is a dataset's own, whose rows or columns it shows: `du-lieu/xa/xa.csv`, `du-lieu/xa/index.html`.
fn is_of_dataset(path: &str, all: &support::Output) -> bool {
    let Some((id, file)) = path.strip_prefix("du-lieu/").and_then(|rest| rest.split_once('/')) else {
        let is_catalogue = ["du-lieu/datapackage.json", "data.json"].contains(&path);
        return is_catalogue || path.starts_with("ogc/") || path.ends_with(".tilejson") || path == "ban-do/style.json";
    };
    all.contains_key(&format!("du-lieu/{id}/{id}.excel.csv"))
        && (["index.html", "datapackage.json"].contains(&file) || file.starts_with(&format!("{id}.")))
}

fn edit(site: &Site, what: &str, change: impl FnOnce(&Site)) -> Edit {
    let (_, before) = site.build().unwrap_or_else(|findings| panic!("before {what}: {findings:#?}"));
    change(site);
    let (summary, after) = site.build().unwrap_or_else(|findings| panic!("{what}: {findings:#?}"));
    assert_same_output(&format!("{what}: a rebuild and a clean build"), &site.clean_build(), &after);
    assert_eq!(summary.files, after.len(), "{what}");
    let is_new = |(path, bytes): &(&String, &Vec<u8>)| before.get(*path) != Some(*bytes);
    let mut changed: BTreeSet<String> = after.iter().filter(is_new).map(|(path, _)| path.clone()).collect();
    let follows =
        |path: &String| ["goi/", "anh-chia-se", "tim-kiem/"].iter().any(|folder| own(path).starts_with(folder));
    let gone = before.keys().filter(|path| !after.contains_key(*path) && !follows(path)).cloned().collect();
    let mut take = |is: &dyn Fn(&str) -> bool| changed.extract_if(.., |path| is(path)).collect::<BTreeSet<_>>();
    let packs = take(&|path| own(path).starts_with("goi/"));
    let cards = take(&|path| own(path).starts_with("anh-chia-se"));
    let of_search = |path: &str| own(path).starts_with("tim-kiem/");
    let found_anew = !take(&of_search).is_empty();
    let search = if found_anew { after.keys().filter(|path| of_search(path)).count() } else { 0 };
    let sums = take(&|path| ["catalog.jsonld", "du-lieu/SHA256SUMS"].contains(&path));
    let is_open = |path: &String| path.starts_with("du-lieu/") && !path.ends_with(".html");
    if changed.iter().any(is_open) {
        assert!(sums.contains("du-lieu/SHA256SUMS"), "{what}: {changed:?} are listed with their digests");
    }
    let datasets = changed.extract_if(.., |path| is_of_dataset(path, &after)).collect();
    Edit { ran: summary.ran, changed, datasets, packs, cards, search, sums, gone }
}

impl Edit {
    /// Exactly these files changed, and no more than `idle` others were made anew in vain.
    #[track_caller]
    fn touches(&self, expected: &[&str], idle: usize) -> &Self {
        let changed: Vec<&str> = self.changed.iter().map(|path| &**path).collect();
        let changed: Vec<String> = changed.into_iter().map(blank).collect();
        assert_eq!(changed, expected, "changed files");
        let of_datasets = if self.datasets.is_empty() { 0 } else { self.datasets.len() + OF_A_DATASET };
        assert!(
            self.ran
                <= self.changed.len()
                    + self.packs.len()
                    + self.cards.len()
                    + self.search
                    + self.sums.len()
                    + of_datasets
                    + idle
                    + SEQUELS,
            "{} files were made anew, but only {} changed: {:?}",
            self.ran,
            self.changed.len() + self.datasets.len(),
            self.datasets
        );
        self
    }

    #[track_caller]
    fn removes(&self, expected: &[&str]) -> &Self {
        let gone: Vec<String> = self.gone.iter().map(|path| blank(path)).collect();
        assert_eq!(gone, expected, "files that are gone");
        self
    }
}

/// `ban-do/xa.0a1b2c3d.pmtiles` becomes `ban-do/xa.*.pmtiles`.
fn blank(path: &str) -> String {
    let digest = |part: &str| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    path.split('.').map(|part| if digest(part) { "*" } else { part }).collect::<Vec<_>>().join(".")
}

#[test]
fn nothing_is_made_when_nothing_changed() {
    let site = site();
    edit(&site, "nothing", |_| {}).touches(&[], 0).removes(&[]);
    edit(&site, "a file saved as it was", |site| site.write("content/bai/so-05.md", site.read("content/bai/so-05.md")))
        .touches(&[], 0);
    edit(&site, "a settings file saved as it was", |site| site.write("langso.toml", site.read("langso.toml")))
        .touches(&[], 0);
}

/// A card shows a page's title and nothing of its text.
#[test]
fn a_card_follows_its_page() {
    let site = site();
    let page = site.read("content/bai/so-05.md");
    let text = edit(&site, "a text", |site| site.write("content/bai/so-05.md", format!("{page}\nThêm một câu.\n")));
    assert!(text.cards.is_empty(), "{:?}", text.cards);
    let renamed = page.replacen("title = \"", "title = \"Mới: ", 1);
    let title = edit(&site, "a title", |site| site.write("content/bai/so-05.md", renamed));
    assert_eq!(title.cards, BTreeSet::from(["anh-chia-se/bai/so-05.png".to_owned()]));
}

#[test]
fn a_pages_text_touches_the_page() {
    let site = site();
    // Old enough to be in no feed.
    edit(&site, "old text", |site| site.edit("content/bai/so-05.md", "Nội dung 5.", "Nội dung năm."))
        .touches(&["bai/so-05/index.html", "bai/so-05/loa/index.html"], 0);
    edit(&site, "new text", |site| site.edit("content/bai/so-40.md", "Nội dung 40.", "Nội dung bốn mươi."))
        .touches(&["bai/feed.xml", "bai/so-40/index.html", "bai/so-40/loa/index.html", "feed.xml"], 0);
}

#[test]
fn a_pages_title_touches_what_shows_it() {
    let site = site();
    // The tenth of forty by age: on the fourth list page, between two neighbours, under a tag.
    edit(&site, "title", |site| site.edit("content/bai/so-10.md", "Bài 10", "Bài mười"))
        .touches(
            &[
                "bai/so-09/index.html",
                "bai/so-10/index.html",
                "bai/so-10/loa/index.html",
                "bai/so-11/index.html",
                "bai/trang/4/index.html",
                "the/muoi/index.html",
            ],
            0,
        )
        .removes(&[]);
}

#[test]
fn new_and_lost_pages_move_their_neighbours() {
    let site = site();
    let new = "+++\ntitle = \"Bài cũ nhất\"\ndate = 2025-01-01\n+++\n";
    let lists = ["bai/trang/5/index.html", "sitemap.xml"];
    edit(&site, "a new page", |site| site.write("content/bai/cu-nhat.md", new)).touches(
        &[
            &["bai/cu-nhat/index.html", "bai/cu-nhat/loa/index.html", "bai/so-01/index.html", "bai/tep/index.html"][..],
            &lists,
        ]
        .concat(),
        // The list pages before it know how many there are: that number has not changed.
        0,
    );
    edit(&site, "a page renamed", |site| site.rename("content/bai/cu-nhat.md", "content/bai/xua-nhat.md"))
        .touches(
            &[
                &["bai/so-01/index.html", "bai/tep/index.html"][..],
                &lists[..1],
                &["bai/xua-nhat/index.html", "bai/xua-nhat/loa/index.html"],
                &lists[1..],
            ]
            .concat(),
            0,
        )
        .removes(&["bai/cu-nhat/index.html", "bai/cu-nhat/loa/index.html"]);
    edit(&site, "a page removed", |site| site.remove("content/bai/xua-nhat.md"))
        .touches(&[&["bai/so-01/index.html", "bai/tep/index.html"][..], &lists].concat(), 0)
        .removes(&["bai/xua-nhat/index.html", "bai/xua-nhat/loa/index.html"]);
}

#[test]
fn a_tag_touches_its_page_and_the_list() {
    let site = site();
    edit(&site, "a new tag", |site| site.edit("content/bai/so-05.md", "title = ", "tags = [\"Năm\"]\ntitle = "))
        .touches(&["bai/so-05/index.html", "sitemap.xml", "the/index.html", "the/nam/index.html"], 0);
    edit(&site, "no tag", |site| site.edit("content/bai/so-05.md", "tags = [\"Năm\"]\n", ""))
        .touches(&["bai/so-05/index.html", "sitemap.xml", "the/index.html"], 0)
        .removes(&["the/nam/index.html"]);
}

#[test]
fn a_sections_header_touches_its_lists() {
    let site = site();
    let text = edit(&site, "a section's text", |site| site.edit("content/bai/_index.md", "Lời đầu.", "Lời khác."));
    text.touches(&["bai/index.html"], 0);
    // The title is in the breadcrumbs of every page of the section.
    let title = edit(&site, "a section's title", |site| site.edit("content/bai/_index.md", "\"Bài\"", "\"Bài viết\""));
    assert!(
        title.changed.iter().all(|path| path.starts_with("bai/") || ["index.html", "llms.txt"].contains(&&**path)),
        "{:?}",
        title.changed
    );
    assert!(title.ran <= title.changed.len() + title.packs.len() + title.cards.len() + title.search + SEQUELS);
}

#[test]
fn settings_touch_every_page_but_no_tile() {
    let site = site();
    let title = edit(&site, "the portal's title", |site| site.edit("langso.toml", "Cổng nông thôn mới", "Cổng khác"));
    // Who publishes the portal is told to machines, too.
    let names_it = |path: &str| {
        path.ends_with(".html")
            || path.ends_with(".xml")
            || path.ends_with(".json")
            || ["llms.txt", "manifest.webmanifest", "sw.js"].contains(&path)
    };
    assert!(title.changed.iter().all(|path| names_it(path)), "{:?}", title.changed);
    assert!(!title.changed.contains("ban-do/map.json"));
    assert!(title.changed.contains("don-vi/ha-noi/gia-lam-00565/index.html"));
    let menu = "\n[[menu]]\ntitle = \"Bài\"\nurl = \"/bai/\"\n";
    let menu = edit(&site, "a menu", |site| site.write("langso.toml", site.read("langso.toml") + menu));
    assert!(menu.changed.iter().all(|path| path == "404.html"), "the small theme shows no menu: {:?}", menu.changed);
    assert!(menu.ran < menu.changed.len() + 220, "{} ran", menu.ran);
}

const GIA_LAM: &str = "[105.9,20.9],[106.0,20.9],[106.0,21.0],[105.9,21.0],[105.9,20.9]";
const GIA_LAM_MOVED: &str = "[105.9,20.9],[105.98,20.9],[106.0,21.0],[105.9,21.0],[105.9,20.9]";

#[test]
fn a_communes_shape_touches_its_page_those_around_it_and_its_province() {
    let site = site();
    let shape = edit(&site, "a commune's shape", |site| site.edit("data/xa.geojson", GIA_LAM, GIA_LAM_MOVED));
    shape
        .touches(
            &[
                "ban-do/index.html",
                "ban-do/map.json",
                "ban-do/xa.*.pmtiles",
                "don-vi/ha-noi/bat-trang-00577/index.html",
                "don-vi/ha-noi/gia-lam-00565/index.html",
                "don-vi/ha-noi/index.html",
                "don-vi/ha-noi/phu-dong-00571/index.html",
                "don-vi/ha-noi/yen-vien-00562/index.html",
                "du-lieu/xa.geojson",
            ],
            // The data page says how large the file is.
            1,
        )
        .removes(&["ban-do/xa.*.pmtiles"]);
}

#[test]
fn a_provinces_shape_touches_the_maps_of_the_country() {
    let site = site();
    let (from, to) = ("[105.2,9.2],[104.8,9.2]", "[105.2,9.1],[104.8,9.2]");
    let shape = edit(&site, "a province's shape", |site| site.edit("data/tinh.geojson", from, to));
    assert_eq!(shape.datasets.iter().filter(|path| path.ends_with(".gpkg")).count(), 1, "{:?}", shape.datasets);
    let pages: Vec<&String> = shape.changed.iter().filter(|path| path.ends_with(".html")).collect();
    assert_eq!(
        pages,
        [
            "ban-do/index.html",
            "ban-do/nhung/index.html",
            "don-vi/ca-mau/index.html",
            "don-vi/index.html",
            "index.html",
            "tong-quan/index.html"
        ],
        "the country's maps and the province's own"
    );
}

#[test]
fn a_cell_touches_the_files_of_its_dataset_alone() {
    let site = site();
    let cell = edit(&site, "a cell", |site| site.edit("data/dan-so.csv", "58123", "58124"));
    let files = ["dan-so.csv", "dan-so.excel.csv", "dan-so.json", "dan-so.parquet", "dan-so.xlsx", "index.html"];
    assert_eq!(cell.datasets, files.map(|file| format!("du-lieu/dan-so/{file}")).into());
}

#[test]
fn a_pack_changes_with_what_it_lists_and_with_nothing_else() {
    let site = site();
    let cell = edit(&site, "a cell", |site| site.edit("data/dan-so.csv", "58123", "58124"));
    assert_eq!(cell.packs, ["goi/don-vi/ha-noi/gia-lam-00565.json".to_owned()].into());
    let text = edit(&site, "a text about no commune", |site| site.edit("content/bai/so-05.md", "dung 5", "dung năm"));
    assert_eq!(text.packs, [].into());
}

#[test]
fn a_cell_touches_the_page_that_shows_it() {
    let site = site();
    edit(&site, "a cell", |site| site.edit("data/dan-so.csv", "58123", "58124")).touches(
        &["don-vi/ha-noi/gia-lam-00565/index.html", "du-lieu/dan-so.csv", "du-lieu/don-vi/ha-noi/gia-lam-00565.json"],
        // The data page says how large the file is.
        1,
    );
    edit(&site, "a row", |site| {
        site.write("data/dan-so.csv", site.read("data/dan-so.csv") + "00577;Bát Tràng;1;2;3\r\n")
    })
    .touches(
        &[
            "don-vi/ha-noi/bat-trang-00577/index.html",
            "du-lieu/dan-so.csv",
            "du-lieu/don-vi/ha-noi/bat-trang-00577.json",
            "du-lieu/du-lieu.json",
            "du-lieu/index.html",
        ],
        0,
    );
}

#[test]
fn a_reported_figure_touches_its_promise_and_what_shows_it() {
    let site = site();
    // An older figure is in the promise's own table, and in what machines read.
    edit(&site, "an older figure", |site| site.edit("data/so-lieu.csv", "62,5", "63,5")).touches(
        &[
            "cam-ket/hn-01/index.html",
            "du-lieu/cam-ket.json",
            "du-lieu/cam-ket/chu-de/mang.json",
            "du-lieu/cam-ket/chu-de/so.json",
            "du-lieu/cam-ket/hn-01.json",
            "du-lieu/ke-hoach/236.json",
            "du-lieu/so-lieu.csv",
        ],
        0,
    );
    // The latest one is in every list, comparison and chart.
    edit(&site, "the latest figure", |site| site.edit("data/so-lieu.csv", "97,5", "98,5")).touches(
        &[
            "cam-ket/chu-de/mang/index.html",
            "cam-ket/chu-de/so/index.html",
            "cam-ket/dn-01/index.html",
            "cam-ket/hn-01/index.html",
            "cam-ket/index.html",
            "cam-ket/tinh/ha-noi/index.html",
            "du-lieu/cam-ket.csv",
            "du-lieu/cam-ket.json",
            "du-lieu/cam-ket/chu-de/mang.json",
            "du-lieu/cam-ket/chu-de/so.json",
            "du-lieu/cam-ket/hn-01.json",
            "du-lieu/ke-hoach/236.json",
            "du-lieu/so-lieu.csv",
            "ke-hoach/236/index.html",
        ],
        0,
    );
}

#[test]
fn a_row_of_the_history_touches_the_units_it_tells_of() {
    let site = Site::new().copy("golden/lich-su/site").copy_to("golden/themes", "themes");
    // Kiêu Kỵ goes to another unit, with the figures that are shown there as its own.
    let (from, to) =
        ("00574;Xã Kiêu Kỵ;Huyện Gia Lâm;01;;30/06/2025;00565", "00574;Xã Kiêu Kỵ;Huyện Gia Lâm;01;;30/06/2025;00577");
    edit(&site, "a successor", |site| site.edit("data/xa-cu.csv", from, to)).touches(
        &[
            "don-vi/cu/ha-noi/index.html",
            "don-vi/cu/ha-noi/kieu-ky-00574/index.html",
            "don-vi/ha-noi/bat-trang-00577/index.html",
            "don-vi/ha-noi/gia-lam-00565/index.html",
            "du-lieu/don-vi/cu.csv",
            "du-lieu/don-vi/cu/ha-noi.json",
            "du-lieu/xa-cu.csv",
            "tim/0.json",
            "tim/index.json",
        ],
        0,
    );
    edit(&site, "a unit less", |site| {
        site.edit("data/xa-cu.csv", "00590;Xã Mất Tích;Huyện Gia Lâm;01;;2019;;;;;;\n", "")
    })
    .removes(&["ban-do/ranh-cu.*.pmtiles", "don-vi/cu/ha-noi/mat-tich-00590/index.html"]);
}

#[test]
fn the_theme_touches_what_is_made_with_it() {
    let site = site();
    let part =
        edit(&site, "a template", |site| site.edit("themes/tiny/templates/kinds/plan.html", "template:", "mẫu:"));
    part.touches(&["ke-hoach/236/index.html", "ke-hoach/da-nang/index.html"], 0);
    let feed = edit(&site, "the feeds", |site| site.edit("themes/tiny/templates/feeds/atom.xml", "template:", "mẫu:"));
    assert!(feed.changed.iter().all(|path| path.ends_with("feed.xml")) && feed.changed.len() > 3, "{:?}", feed.changed);
    let word = edit(&site, "a word", |site| site.edit("themes/tiny/words/vi.toml", "Chủ đề", "Đề tài"));
    assert!(word.changed.contains("the/index.html") && word.changed.len() < 6, "{:?}", word.changed);
    let style = edit(&site, "a style", |site| site.edit("themes/tiny/styles/00-tokens.css", "16px", "17px"));
    style.touches(&["assets/styles/main.*.css", "sw.js"], usize::MAX / 4).removes(&["assets/styles/main.*.css"]);
}

#[test]
fn a_script_gets_a_new_name_with_what_it_imports() {
    let site = site()
        .file("themes/tiny/scripts/page.js", "import \"theme:scripts/part.js\";\nconst theme = {theme:1};\n")
        .file("themes/tiny/scripts/part.js", "export {};\n");
    let part = edit(&site, "a script", |site| site.write("themes/tiny/scripts/part.js", "export const a = 1;\n"));
    let both = ["assets/scripts/page.*.js", "assets/scripts/part.*.js"];
    part.touches(&both, usize::MAX / 4).removes(&both);
    let (page, part) = (part.changed.first().expect("the page's"), part.changed.iter().nth(1).expect("its part"));
    let expected = format!("import \"/{part}\";\nconst theme = {{theme:1}};\n\n");
    assert_eq!(String::from_utf8_lossy(&site.output()[page]), expected);
}

#[test]
fn a_file_beside_a_page_touches_little() {
    let site = site();
    edit(&site, "an attachment", |site| site.write("content/bai/tep/mau.txt", "khác")).touches(&["bai/tep/mau.txt"], 1);
    edit(&site, "a larger attachment", |site| site.write("content/bai/tep/mau.txt", "khác nữa"))
        .touches(&["bai/tep/index.html", "bai/tep/mau.txt"], 0);
}

/// Whatever somebody does to a published file, the next build puts it right.
#[test]
fn tampering_is_mended() {
    let site = site();
    let (_, good) = site.build().expect("a good site");
    for tamper in [
        |site: &Site| site.write("public/index.html", "hacked"),
        |site: &Site| site.remove("public/bai/so-05/index.html"),
        |site: &Site| std::fs::remove_dir_all(site.path("public/bai")).expect("removed"),
        |site: &Site| site.write("public/la/la.html", "a stranger"),
        |site: &Site| site.remove(".public.langso-ledger"),
        |site: &Site| site.write(".public.langso-ledger", "nonsense\n\n\u{0}"),
        |site: &Site| site.write("public/.langso", ""),
        |site: &Site| std::fs::remove_dir_all(site.public()).expect("removed"),
        |site: &Site| {
            // Same length, and another time.
            let text = site.read("public/robots.txt").replace("Allow", "Disal");
            std::thread::sleep(std::time::Duration::from_millis(20));
            site.write("public/robots.txt", text);
        },
    ] {
        tamper(&site);
        let (_, mended) = site.build().expect("a good site");
        assert_same_output("after tampering", &good, &mended);
    }
}

/// The day makes pages appear and go.
#[test]
fn a_new_day_publishes_and_takes_away() {
    let site = site().file(
        "content/bai/mai.md",
        "+++\ntitle = \"Mai\"\ndate = 2026-01-01\npublish = 2026-11-23\nexpires = 2026-11-24\n+++\n",
    );
    let today = site.build().expect("today").1;
    assert!(!today.contains_key("bai/mai/index.html"));
    let site = site.on(2026, 11, 23);
    let tomorrow = site.build().expect("tomorrow").1;
    assert!(tomorrow.contains_key("bai/mai/index.html"));
    assert_same_output("tomorrow", &site.clean_build(), &tomorrow);
    let site = site.on(2026, 11, 24);
    assert_same_output("the day after", &today, &site.build().expect("the day after").1);
}

/// Two clean builds by the program agree whatever the folder, the zone, the locale and the number of threads.
#[test]
fn builds_are_reproducible() {
    let site = site();
    let build = |folder: &str, settings: &[(&str, &str)]| -> Output {
        let root = tempfile::Builder::new().prefix(folder).tempdir().expect("a folder");
        copy_folder(&site.root(), root.path());
        let mut command = Command::new(env!("CARGO_BIN_EXE_langso"));
        command.args(["build", "--compress"]).current_dir(root.path()).env("SOURCE_DATE_EPOCH", TODAY_EPOCH);
        command.envs(settings.iter().copied());
        let done = command.output().expect("it runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let mut output = read_output(&root.path().join("public"));
        // The mark holds a digest of all keys, which must agree too.
        output.insert(".langso".into(), std::fs::read(root.path().join("public/.langso")).expect("the mark"));
        output
    };
    let one = build("a", &[("TZ", "Asia/Ho_Chi_Minh"), ("LC_ALL", "vi_VN.UTF-8"), ("RAYON_NUM_THREADS", "1")]);
    let two = build("một thư mục khác ", &[("TZ", "America/New_York"), ("LC_ALL", "C"), ("RAYON_NUM_THREADS", "7")]);
    assert!(one.contains_key("index.html.br") && one.contains_key("feed.xml.gz"));
    assert_same_output("two machines", &one, &two);
}

/// The default theme holds to the same.
#[test]
fn the_default_theme_is_rebuilt_as_it_is_built() {
    let site = Site::new().copy("golden/portal/site");
    site.edit("langso.toml", "theme = \"tiny\"\n", "");
    edit(&site, "text", |site| site.edit("content/tin/duong-xa.md", "Tin.", "Tin khác."))
        .touches(&["feed.xml", "tin/duong-xa/index.html", "tin/duong-xa/loa/index.html", "tin/feed.xml"], 0);
    let part = site.path("themes/langso/templates/parts/footer.html");
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/langso/templates/parts/footer.html");
    std::fs::create_dir_all(part.parent().expect("a folder")).expect("folders");
    let footer = std::fs::read_to_string(source).expect("the foot");
    let foot = edit(&site, "the foot", |_| std::fs::write(&part, format!("{footer}<!-- own -->")).expect("written"));
    // The worker names the page that it shows without a network by its digest.
    let follows = |path: &String| path.ends_with(".html") || path == "sw.js";
    assert!(foot.changed.iter().all(follows) && foot.changed.len() > 20, "{:?}", foot.changed);
    assert!(tests_folder().is_dir());
}

/// A result touches its commune, the province, and the table's download; a threshold touches everybody it is for.
#[test]
fn a_result_touches_its_unit_and_the_province() {
    let site = Site::new().copy("golden/tieu-chi/site").copy_to("golden/themes", "themes");
    let (table, cell) = ("data/ket-qua-dai.csv", "10003,2,2026,49,,Điều tra hộ");
    // The indicator's own page in the province and its tables.
    let shown = [
        "don-vi/song-bia/bia-ba-10003/index.html",
        "du-lieu/ket-qua-dai.csv",
        "du-lieu/tieu-chi/bo-cu/chi-tieu-2.csv",
        "du-lieu/tieu-chi/bo-cu/chi-tieu-2/song-bia.csv",
        "tieu-chi/bo-cu/chi-tieu-2/song-bia/index.html",
    ];
    // How the province and the country are spread is judged anew and comes out the same.
    edit(&site, "a figure", |site| site.edit(table, cell, "10003,2,2026,49.5,,Điều tra hộ")).touches(&shown, 2);
    let mut spread = [&shown[..], &["don-vi/song-bia/index.html", "tieu-chi/bo-cu/chi-tieu-2/index.html"]].concat();
    spread.sort_unstable();
    edit(&site, "a figure that meets", |site| site.edit(table, "49.5", "\"50,5\"")).touches(&spread, 0);
    let sheet = std::fs::read(site.path("data/ket-qua.xlsx")).expect("the workbook");
    edit(&site, "the workbook saved as it was", |site| site.write("data/ket-qua.xlsx", &sheet)).touches(&[], 0);
    let decision = "10002,bo-cu,15/12/2023,10/QĐ-UBND,";
    edit(&site, "a decision", |site| site.edit("data/cong-nhan.csv", decision, &decision.replace("10/QĐ", "11/QĐ")))
        .touches(&["don-vi/song-bia/bia-hai-10002/index.html", "du-lieu/cong-nhan.csv"], 2);
    let set = edit(&site, "a threshold", |site| site.edit("data/bo-cu.csv", "≥ 90%", "≥ 85%"));
    assert!(set.changed.contains("tieu-chi/bo-cu/index.html"), "{:?}", set.changed);
    assert!(set.changed.contains("don-vi/song-bia/bia-mot-10001/index.html"), "{:?}", set.changed);
    assert!(!set.changed.iter().any(|path| path.contains("bia-bon-10004")), "a ward: {:?}", set.changed);
}

/// The site before the last one lies where the next one is staged: what it has of a page that was kept is an older version.
#[test]
fn compressed_forms_follow_what_they_compress() {
    let site = site();
    site.write("langso.toml", format!("compress = true\n{}", site.read("langso.toml")));
    edit(&site, "a text", |site| site.edit("content/bai/so-05.md", "Nội dung 5.", "Nội dung năm."));
    edit(&site, "a lost form, and another text", |site| {
        site.remove("public/bai/so-05/index.html.br");
        site.edit("content/bai/so-06.md", "Nội dung 6.", "Nội dung sáu.");
    });
}

/// Two tables of 10,500 results each, large enough to be kept as they were read.
fn with_large_tables() -> Site {
    let codes = || (1..=300).map(|number| format!("{number:05}"));
    let units: String = codes().map(|code| format!("{code},Xã Bịa {code},Xã,01\n")).collect();
    let numbers: Vec<String> = (1..=35).map(|number| format!("1.{number}")).collect();
    let set: String = numbers.iter().map(|number| format!("chỉ tiêu,{number},Chỉ tiêu {number},%,≥ 50%\n")).collect();
    let results = |figure: &str| {
        let row = |code: String| format!("{code},{}\n", vec![figure; numbers.len()].join(","));
        format!("ma,{}\n{}", numbers.join(","), codes().map(row).collect::<String>())
    };
    let declared = "title = \"Bịa\"\nsource = \"Bịa\"\nlicence = \"CC0\"\nsample = true\n";
    let table = |year: u16| {
        format!(
            "[[results]]\nid = \"kq-{year}\"\nfile = \"kq-{year}.csv\"\nframework = \"bo\"\ndate = {year}-12-31\nunit = \"ma\"\n{declared}"
        )
    };
    let units_of = |id: &str, level: &str, more: &str| {
        format!(
            "[[dataset]]\nid = \"{id}\"\nfile = \"{id}.csv\"\nkey = \"code\"\nunits = \"{level}\"\n{more}{declared}"
        )
    };
    let manifest = [
        units_of("tinh", "province", ""),
        units_of("xa", "commune", "parent = \"province_code\"\n"),
        "[[framework]]\nid = \"bo\"\nfile = \"bo.csv\"\nkinds = [\"Xã\"]\ntitle = \"Bộ bịa\"\ndecision = \"1/QĐ\"\n"
            .to_owned()
            + "source = \"Bịa\"\nsample = true\n",
        table(2024),
        table(2025),
    ];
    Site::new()
        .copy_to("golden/themes", "themes")
        .file("langso.toml", "title = \"Cổng\"\ntheme = \"tiny\"\n")
        .file("content/_index.md", "+++\ntitle = \"Cổng\"\n+++\n")
        .file("data/data.toml", manifest.join("\n"))
        .file("data/tinh.csv", "code,full_name,type\n01,Tỉnh Bịa,Tỉnh\n")
        .file("data/xa.csv", format!("code,full_name,type,province_code\n{units}"))
        .file("data/bo.csv", format!("Loại,Số,Tên,Đơn vị,Ngưỡng\ntiêu chí,1,Tiêu chí,,\n{set}"))
        .file("data/kq-2024.csv", results("45"))
        .file("data/kq-2025.csv", results("55"))
}

/// What was read of large tables is kept for the next build; whatever becomes of that, the site is the same.
#[test]
fn large_tables_are_kept_as_they_were_read() {
    let site = with_large_tables();
    let kept = || -> BTreeSet<std::path::PathBuf> {
        let folder = std::fs::read_dir(site.path(".public.langso-readings")).expect("readings are beside the output");
        folder.map(|entry| entry.expect("an entry").path()).collect()
    };
    site.build().expect("a good site");
    let first = kept();
    assert_eq!(first.len(), 2);
    let cell = "00007,55,";
    edit(&site, "a figure", |site| site.edit("data/kq-2025.csv", cell, "00007,65,"));
    let second = kept();
    assert_eq!((second.len(), second.intersection(&first).count()), (2, 1), "one was read anew");
    edit(&site, "a figure, when the readings are damaged", |site| {
        for file in kept() {
            let mut bytes = std::fs::read(&file).expect("a reading");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(&file, bytes).expect("a reading can be written");
        }
        site.edit("data/kq-2024.csv", "00007,45,", "00007,35,");
    });
    edit(&site, "small tables", |site| {
        for year in [2024, 2025] {
            let path = format!("data/kq-{year}.csv");
            let text = site.read(&path);
            site.write(&path, text.lines().take(40).fold(String::new(), |all, line| all + line + "\n"));
        }
    });
    assert!(!site.path(".public.langso-readings").exists(), "small tables are not kept");
}

/// Two articles, one of them in English too.
fn in_two_languages() -> Site {
    let site = site()
        .file("content/bai/so-05.en.md", "+++\ntitle = \"Article 5\"\n+++\n\n## Section\n\nText 5.\n")
        .file("content/bai/_index.en.md", "+++\ntitle = \"Articles\"\n+++\n");
    site.write("langso.toml", site.read("langso.toml") + "\n[languages.en]\ntitle = \"Portal\"\n");
    site
}

#[test]
fn a_translation_touches_its_language_alone() {
    let site = in_two_languages();
    edit(&site, "its text", |site| site.edit("content/bai/so-05.en.md", "Text 5.", "Text five."))
        .touches(&["en/bai/feed.xml", "en/bai/so-05/index.html"], 0);
    edit(&site, "its title", |site| site.edit("content/bai/so-05.en.md", "Article 5", "Fifth article"))
        .touches(&["en/bai/feed.xml", "en/bai/so-05/index.html", "en/bai/trang/4/index.html"], 0);
    edit(&site, "the original's text", |site| site.edit("content/bai/so-05.md", "Nội dung 5.", "Nội dung năm."))
        .touches(&["bai/so-05/index.html", "bai/so-05/loa/index.html"], 0);
    // A page that is not translated is named where it is listed.
    edit(&site, "a title beside it", |site| site.edit("content/bai/so-06.md", "Bài 6", "Bài sáu")).touches(
        &[
            "bai/so-05/index.html",
            "bai/so-06/index.html",
            "bai/so-06/loa/index.html",
            "bai/so-07/index.html",
            "bai/trang/4/index.html",
            "en/bai/so-05/index.html",
            "en/bai/trang/4/index.html",
        ],
        0,
    );
}

#[test]
fn a_translation_comes_and_goes() {
    let site = in_two_languages();
    let new = "+++\ntitle = \"Article 6\"\n+++\n";
    // The original tells where its translation is, were it not for the small theme: it is made anew in vain.
    edit(&site, "a translation", |site| site.write("content/bai/so-06.en.md", new)).touches(
        &[
            "en/bai/feed.xml",
            "en/bai/so-05/index.html",
            "en/bai/so-06/index.html",
            "en/bai/trang/4/index.html",
            "sitemap.xml",
        ],
        1,
    );
    edit(&site, "no translation", |site| site.remove("content/bai/so-06.en.md"))
        .touches(&["en/bai/feed.xml", "en/bai/so-05/index.html", "en/bai/trang/4/index.html", "sitemap.xml"], 1)
        .removes(&["en/bai/so-06/index.html"]);
}
