//! Packs: the lists of files that are taken along with a page, each with its size and digest.
//!
//! A list tells of other outputs, so its job is a sequel. The digests let the browser refuse a file that is not the listed
//! one: a pack arrives as it was published, or not at all.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use serde_json::json;

use super::Press;
use crate::diagnostics::Diagnostic;
use crate::digest::{Digest, Sealed};
use crate::domain::Details;
use crate::domain::unit::{Level, Unit};
use crate::job::{Job, Recipe, Role, Stock, Stocked};
use crate::outputs::map_layers;
use crate::outputs::pictures;
use crate::site::{Address, Page, Site};
use crate::source::theme::RARE_FONTS;

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

/// Files by their URLs.
type Files = Vec<(String, Stocked)>;

/// A pack: what it is called, its page, its own files, and those of every page.
#[derive(Serialize)]
struct Pack {
    title: String,
    page: String,
    own: Files,
    common: Sealed<Files>,
}

impl Pack {
    fn run(&self) -> Result<Vec<u8>, Diagnostic> {
        let all = || self.own.iter().chain(&**self.common);
        let files: Vec<_> = all().map(|(url, file)| json!([url, file.sent, file.sha256])).collect();
        let sum = |of: fn(&Stocked) -> u64| all().map(|(_, file)| of(file)).sum::<u64>();
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

/// Those addresses at which anything is published.
fn files(site: &Site, addresses: impl IntoIterator<Item = Address>, stock: &dyn Stock) -> Files {
    let files = addresses.into_iter().filter_map(|address| {
        let file = stock.file(&site.languages.published(&address).output_path())?;
        Some((site.url(&address), file))
    });
    files.collect()
}

/// Communes are taken along in each language that their page has.
pub(super) fn plan_communes(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let common = Arc::new(OnceLock::new());
    for unit in press.site.units.iter().filter(|unit| unit.level == Level::Commune) {
        let path = press.site.unit_address(unit).pack().output_path();
        let (press, code, common) = (Arc::clone(press), Arc::clone(&unit.code), Arc::clone(&common));
        jobs.push(Job::sequel(path, Role::File, &PACK, move |stock| {
            let site = &*press.site;
            let unit = site.units.get(&code).expect("planned from the units");
            Pack {
                title: unit.full_name.clone(),
                page: site.url(&site.unit_address(unit)),
                own: files(site, of_commune(site, unit), stock),
                common: Sealed::clone(common.get_or_init(|| of_every_page(&press, stock))),
            }
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
        let site = &*press.site;
        let upgrade = |path: &str| path.starts_with("scripts/map") || path == "scripts/atlas.js";
        let assets = press.assets.addresses().iter().filter(|(path, _)| upgrade(path));
        let own: BTreeSet<Address> = of_map.iter().chain(assets.map(|(_, address)| address)).cloned().collect();
        let common = of_every_page(&press, stock);
        let mut own = files(site, own, stock);
        own.retain(|(url, _)| !common.iter().any(|(other, _)| other == url));
        Pack { title: site.word("map_title").to_owned(), page: site.url(&Address::map()), own, common }
    }));
}

/// Styles, fonts, the icon, and scripts but for the heavy ones.
fn of_every_page(press: &Press, stock: &dyn Stock) -> Sealed<Files> {
    let is_part = |(path, address): &(&String, &Address)| {
        let script = path.starts_with("scripts/") && path.ends_with(".js");
        let small = || stock.file(&address.output_path()).is_some_and(|file| file.len <= UPGRADE);
        path.ends_with(".woff2") && !path.starts_with(RARE_FONTS)
            || path.as_str() == "styles/main.css"
            || *path == "icons/favicon.svg"
            || script && small()
    };
    let parts = press.assets.addresses().iter().filter(is_part).map(|(_, address)| address.clone());
    Sealed::new(files(&press.site, parts, stock))
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

/// What the map's own page reads, besides layers that are read whole: names to find, but not the descriptions that other
/// people's programs read.
fn is_of_map(job: &Job) -> bool {
    let endings = [".pmtiles", ".bin", ".txt", ".svg", "index.html", "/map.json", "/so-lieu.json"];
    let is_drawn = job.path.starts_with("ban-do/") && endings.iter().any(|ending| job.path.ends_with(ending));
    is_drawn || job.path.starts_with("tim/")
}
