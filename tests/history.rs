//! The pilot's own history, counted on its built pages: 10,047 communes became 3,321, 63 provinces 34.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use langso::job::{Job, Role};
use langso::outputs::Press;
use langso::site::{LoadOptions, Memo, Site};
use langso::source::SourceTree;
use langso::text::Date;
use rayon::prelude::*;

/// Units of today that were former districts without communes: no commune became them.
const WITHOUT: [&str; 5] = ["11948", "19742", "20333", "21548", "26732"];

/// The HTML pages below `don-vi/`, by their paths.
fn unit_pages() -> BTreeMap<String, String> {
    let today = Date::new(2026, 11, 22).expect("a day");
    let (tree, _) = SourceTree::read(Path::new(env!("CARGO_MANIFEST_DIR")), today);
    let (site, report) = Site::load(&tree, &LoadOptions::default(), &mut Memo::default());
    assert!(!report.has_errors(), "{:?}", report.sorted());
    let press = Press::new(Arc::new(site)).expect("the theme is sound");
    let jobs: Vec<Job> = press.plan();
    let wanted = jobs.par_iter().filter(|job| job.role == Role::Page && job.path.starts_with("don-vi/"));
    let page = |job: &Job| {
        let bytes = job.prepare(&()).run().unwrap_or_else(|fault| panic!("{}: {fault:?}", job.path));
        (job.path.clone(), String::from_utf8(bytes).expect("UTF-8"))
    };
    wanted.map(page).collect()
}

/// Addresses that a part of a page links to.
fn links<'a>(page: &'a str, part: &str, within: &str) -> BTreeSet<&'a str> {
    let Some(start) = page.find(&format!("class=\"{part}\"")) else { return BTreeSet::new() };
    let part = &page[start..start + page[start..].find("</ul>").expect("a list ends")];
    let hrefs = part.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs.filter(|href| href.starts_with(within)).collect()
}

/// Pages of former communes (`don-vi/cu/ha-noi/duong-xa-00571/`), of former provinces, of communes and of provinces.
fn sort(pages: &BTreeMap<String, String>, former: bool, commune: bool) -> Vec<(&str, &str)> {
    let (folder, depth) = (if former { "don-vi/cu/" } else { "don-vi/" }, if commune { 3 } else { 2 });
    pages
        .iter()
        .filter(|(path, page)| {
            path.starts_with(folder)
                && path[folder.len()..].split('/').count() == depth
                && path.starts_with("don-vi/cu/") == former
                && !page.contains("http-equiv=\"refresh\"")
        })
        .map(|(path, page)| (path.as_str(), page.as_str()))
        .collect()
}

#[test]
fn the_merger_on_the_pages_is_the_merger_of_the_table() {
    let pages = unit_pages();
    let (old, new) = (sort(&pages, true, true), sort(&pages, false, true));
    assert_eq!((old.len(), new.len()), (10_047, 3_321), "communes");
    let (old_provinces, new_provinces) = (sort(&pages, true, false), sort(&pages, false, false));
    assert_eq!((old_provinces.len(), new_provinces.len()), (63, 34), "provinces");

    // What a former unit's page says and what the page of today's says is one and the same.
    let address = |path: &str| format!("/{}", path.strip_suffix("index.html").expect("a page"));
    let mut there = BTreeSet::new();
    for (path, page) in &old {
        let heirs = links(page, "heirs", "/don-vi/");
        assert!(!heirs.is_empty(), "{path} leads nowhere");
        there.extend(
            heirs
                .into_iter()
                .filter(|heir| !heir.starts_with("/van-ban/"))
                .map(|heir| (address(path), heir.to_owned())),
        );
    }
    let back: BTreeSet<(String, String)> = (new.iter())
        .flat_map(|(path, page)| {
            links(page, "made-of", "/don-vi/cu/").into_iter().map(|source| (source.to_owned(), address(path)))
        })
        .collect();
    assert_eq!(there.len(), 10_599, "successions");
    assert!(there == back, "{:?}", there.symmetric_difference(&back).take(5).collect::<Vec<_>>());
    let heirs: BTreeSet<&str> = there.iter().map(|(_, heir)| heir.as_str()).collect();
    let without: Vec<&str> = (new.iter())
        .filter(|(path, _)| !heirs.contains(address(path).as_str()))
        .map(|(path, _)| &path[path.len() - "11948/index.html".len()..][..5])
        .collect();
    assert_eq!(without.into_iter().collect::<BTreeSet<_>>(), WITHOUT.into_iter().collect());

    let provinces: BTreeSet<&str> =
        old_provinces.iter().flat_map(|(_, page)| links(page, "heirs", "/don-vi/")).collect();
    assert_eq!(provinces.len(), 34);
    let table = &pages["don-vi/cu/index.html"];
    for figure in ["10.047", "3.316", "3.321", ">63<", ">34<"] {
        assert!(table.contains(figure), "{figure}");
    }

    let largest = old.iter().map(|(_, page)| page.len()).max().expect("there are pages");
    assert!(largest < 14_000, "a former unit's page is lean, not {largest} bytes");
}
