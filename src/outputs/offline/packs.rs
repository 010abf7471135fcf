//! Packs: the lists of files that are taken along with a page, each with its size and digest.
//!
//! A list tells of other outputs, so its job is a sequel. The digests let the browser refuse a file that is not the listed
//! one: a pack arrives as it was published, or not at all.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::Press;
use crate::diagnostics::Diagnostic;
use crate::digest::Digest;
use crate::domain::Details;
use crate::domain::unit::{Level, Unit};
use crate::job::{Job, Recipe, Role, Stock, Stocked};
use crate::outputs::map_layers;
use crate::outputs::pictures;
use crate::site::{Address, Page, Site};

static PACK: Recipe<Pack> = Recipe { name: "offline pack", run: Pack::run };

/// A script above this size (as it is, not as it travels) is an upgrade that a page does without, such as the interactive map.
const UPGRADE: u64 = 16 * 1024;

/// A page as it is taken along.
#[derive(Serialize)]
pub(in crate::outputs) struct PackLink {
    /// Of the list.
    url: String,
    /// A sheet of paper with a code that leads here.
    poster: Option<String>,
}

impl PackLink {
    pub(in crate::outputs) fn of_commune(site: &Site, unit: &Unit) -> Option<Self> {
        let page = site.unit_address(unit);
        site.config.offline.then(|| Self { url: site.url(&page.pack()), poster: Some(site.url(&page.poster())) })
    }

    pub(in crate::outputs) fn of_map(site: &Site) -> Option<Self> {
        let any = site.config.offline && map_layers::any(site);
        any.then(|| Self { url: site.url(&Address::map().pack()), poster: None })
    }
}

/// A pack: what it is called, its page, and its files.
#[derive(Serialize)]
struct Pack {
    title: String,
    page: String,
    files: Vec<(String, Stocked)>,
}

impl Pack {
    /// `addresses` that nothing is published at are left out.
    fn new(site: &Site, title: &str, page: &Address, addresses: BTreeSet<Address>, stock: &dyn Stock) -> Self {
        let files = addresses.into_iter().filter_map(|address| {
            let file = stock.file(&site.languages.published(&address).output_path())?;
            Some((site.url(&address), file))
        });
        Self { title: title.to_owned(), page: site.url(page), files: files.collect() }
    }

    fn run(&self) -> Result<Vec<u8>, Diagnostic> {
        let files: Vec<_> = self.files.iter().map(|(url, file)| json!([url, file.sent, file.sha256])).collect();
        let sum = |of: fn(&Stocked) -> u64| self.files.iter().map(|(_, file)| of(file)).sum::<u64>();
        let pack = json!({
            "title": self.title,
            "page": self.page,
            "version": Digest::of_value(&files).short(),
            "sent": sum(|file| file.sent),
            "room": sum(|file| file.len),
            "files": files,
        });
        Ok(format!("{pack}\n").into_bytes())
    }
}

/// Communes are taken along in each language that their page has.
pub(super) fn plan_communes(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for unit in press.site.units.iter().filter(|unit| unit.level == Level::Commune) {
        let path = press.site.unit_address(unit).pack().output_path();
        let (press, code) = (Arc::clone(press), Arc::clone(&unit.code));
        jobs.push(Job::sequel(path, Role::File, &PACK, move |stock| {
            let site = &*press.site;
            let unit = site.units.get(&code).expect("planned from the units");
            let mut files = of_commune(site, unit);
            files.extend(of_every_page(&press, stock));
            Pack::new(site, &unit.full_name, &site.unit_address(unit), files, stock)
        }));
    }
}

/// The map, of the jobs that are planned.
pub(super) fn plan_map(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if !map_layers::any(&press.site) {
        return;
    }
    let of_map = jobs.iter().filter(|job| is_of_map(job)).map(|job| Address::of_output(&job.path));
    let of_map: BTreeSet<Address> = of_map.chain(map_layers::files(press)).collect();
    let press = Arc::clone(press);
    jobs.push(Job::sequel(Address::map().pack().output_path(), Role::File, &PACK, move |stock| {
        let mut files = of_map.clone();
        files.extend(of_every_page(&press, stock));
        let upgrade = |path: &str| path.starts_with("scripts/map") || path == "scripts/atlas.js";
        let assets = press.assets.addresses().iter().filter(|(path, _)| upgrade(path));
        files.extend(assets.map(|(_, address)| address.clone()));
        Pack::new(&press.site, press.site.word("map_title"), &Address::map(), files, stock)
    }));
}

/// Styles, fonts, the icon, and scripts but for the heavy ones.
fn of_every_page(press: &Press, stock: &dyn Stock) -> Vec<Address> {
    let is_part = |(path, address): &(&String, &Address)| {
        let script = path.starts_with("scripts/") && path.ends_with(".js");
        let small = || stock.file(&address.output_path()).is_some_and(|file| file.len <= UPGRADE);
        path.ends_with(".woff2")
            || path.as_str() == "styles/main.css"
            || path.starts_with("icons/")
            || script && small()
    };
    press.assets.addresses().iter().filter(is_part).map(|(_, address)| address.clone()).collect()
}

/// The commune's page and its data, the pages that name it, their pictures and files, its products and its desks.
fn of_commune(site: &Site, unit: &Unit) -> BTreeSet<Address> {
    let own = site.unit_address(unit);
    let mut files = BTreeSet::from([own.twin("json"), own]);
    let text = site.unit_texts.get(&unit.code);
    for &id in text.into_iter().chain(site.unit_mentions.get(&unit.code).into_iter().flatten()) {
        of_page(site, &site.pages[id], &mut files);
    }
    for product in site.products.iter().filter(|product| product.unit.as_ref() == Some(&unit.code)) {
        files.extend([product.address(), product.address().join("qr.svg")]);
    }
    files
}

fn of_page(site: &Site, page: &Page, files: &mut BTreeSet<Address>) {
    files.insert(page.address.clone());
    files.extend(page.shown.all().filter_map(|id| pictures::to_keep(site, id)));
    if let Details::Document(document) = &page.parsed.details {
        let beside = [&document.file, &document.text_file].into_iter().flatten();
        files.extend(beside.map(|file| site.file_beside(page, &file.text)));
    }
}

/// What the map's own page reads, besides layers that are read whole: not the descriptions that other people's programs read.
fn is_of_map(job: &Job) -> bool {
    let endings = [".pmtiles", ".bin", ".txt", ".svg", "index.html", "/map.json", "/so-lieu.json"];
    job.path.starts_with("ban-do/") && endings.iter().any(|ending| job.path.ends_with(ending))
}
