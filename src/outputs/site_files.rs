//! Files that speak to machines about the whole site: sitemap, robots, headers, redirects, and the page for wrong addresses.

use std::sync::Arc;

use serde::Serialize;

use super::frame::{Frame, home_link};
use super::globals::CSP;
use super::html::{HtmlView, run};
use super::languages::alternates;
use super::{Press, map_page};
use crate::domain::service::KINDS;
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Site};
use crate::text::escape;

static SITEMAP: Recipe<Vec<SitemapEntry>> =
    Recipe { name: "sitemap", run: |entries| Ok(sitemap(entries).into_bytes()) };
static SITEMAP_INDEX: Recipe<Vec<String>> =
    Recipe { name: "sitemap index", run: |urls| Ok(sitemap_index(urls).into_bytes()) };
static TEXT: Recipe<String> = Recipe { name: "text", run: |text| Ok(text.clone().into_bytes()) };
static NOT_FOUND: Recipe<HtmlView<Empty>> = Recipe { name: "404", run };
static REDIRECT: Recipe<HtmlView<RedirectData>> = Recipe { name: "redirect", run };

#[derive(Serialize)]
struct Empty {}

#[derive(Serialize)]
struct RedirectData {
    target: String,
}

#[derive(Serialize)]
struct SitemapEntry {
    url: String,
    changed: Option<String>,
    /// The same page in all its languages, where there are several, as `(language, whole URL)`.
    languages: Vec<(String, String)>,
}

/// The protocol's limit of one sitemap file (sitemaps.org).
const SITEMAP_LIMIT: usize = 50_000;

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    plan_sitemap(press, jobs);
    let site = &press.site;
    let robots = format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", site.canonical(&Address::file("sitemap.xml")));
    jobs.push(Job::new("robots.txt".into(), Role::File, &TEXT, move || robots.clone()));
    let headers = headers(site);
    jobs.push(Job::new("_headers".into(), Role::File, &TEXT, move || headers.clone()));

    let shared = Arc::clone(press);
    jobs.push(Job::new("404.html".into(), Role::Page, &NOT_FOUND, move || HtmlView {
        template: shared.template("404.html"),
        frame: Frame::new(
            &shared,
            shared.site.word("not_found_title"),
            &Address::file("404.html"),
            "404",
            home_link(&shared.site),
        )
        .not_indexed(),
        text: None,
        map: None,
        data: Empty {},
    }));
    for redirect in &site.redirects {
        let (press, to) = (Arc::clone(press), redirect.to.clone());
        jobs.push(Job::new(redirect.from.output_path(), Role::Page, &REDIRECT, move || HtmlView {
            template: press.template("redirect.html"),
            frame: Frame::new(&press, press.site.title(), &to, "redirect", Vec::new()).not_indexed(),
            text: None,
            map: None,
            data: RedirectData { target: press.site.url(&to) },
        }));
    }
}

fn plan_sitemap(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let site = &press.site;
    // At most so many; the entries themselves are made when the file is.
    let count = site.pages.len() + site.sections.len() + site.units.iter().count() + site.history.formers().len();
    let ledger = 1 + site.ledger.promises.len() + site.units.provinces().count() + site.shelves.len();
    let count = count + site.tags.len() + site.record.frameworks.len() + 5 + ledger + data_pages(site).count();
    let count = count + site.translations.iter().map(|site| site.languages.translated()).sum::<usize>();
    if count <= SITEMAP_LIMIT {
        let shared = Arc::clone(press);
        jobs.push(Job::new("sitemap.xml".into(), Role::File, &SITEMAP, move || sitemap_entries(&shared.site)));
        return;
    }
    let parts = count.div_ceil(SITEMAP_LIMIT);
    let name = |part: usize| format!("sitemap-{}.xml", part + 1);
    let urls: Vec<String> = (0..parts).map(|part| press.site.canonical(&Address::file(&name(part)))).collect();
    jobs.push(Job::new("sitemap.xml".into(), Role::File, &SITEMAP_INDEX, move || urls.clone()));
    for part in 0..parts {
        let shared = Arc::clone(press);
        jobs.push(Job::new(name(part), Role::File, &SITEMAP, move || {
            sitemap_entries(&shared.site).into_iter().skip(part * SITEMAP_LIMIT).take(SITEMAP_LIMIT).collect()
        }));
    }
}

fn sitemap_entries(site: &Site) -> Vec<SitemapEntry> {
    let entry = |address: &Address, changed: Option<crate::text::Date>| SitemapEntry {
        url: site.canonical(address),
        changed: changed.map(|date| date.to_string()),
        languages: alternates(site, address),
    };
    let mut entries: Vec<SitemapEntry> =
        site.pages.iter().map(|page| entry(&page.address, super::feeds::changed(page))).collect();
    entries.extend(
        site.sections
            .iter()
            .filter(|section| !section.hidden)
            .map(|section| entry(&section.address, section.meta().updated)),
    );
    entries.extend(site.units.iter().map(|unit| entry(&site.unit_address(unit), None)));
    entries.extend((0..site.history.formers().len()).map(|former| entry(&site.former_address(former), None)));
    entries.extend((!site.history.is_empty()).then(|| entry(&Address::formers(), None)));
    entries.extend(site.tags.iter().map(|tag| entry(&tag.address, None)));
    let promises = &site.ledger.promises;
    entries.extend(promises.iter().map(|promise| {
        entry(&Address::promise(&promise.of(&site.pages).2.id), super::targets::updated(site, promise))
    }));
    if !promises.is_empty() {
        entries.push(entry(&Address::promises(), None));
    }
    let provinces = site.ledger.provinces(&site.pages, &site.units);
    entries.extend(provinces.iter().map(|unit| entry(&Address::promises_in(&unit.path), None)));
    entries.extend(site.shelves.iter().map(|shelf| entry(&shelf.address, None)));
    if !site.datasets.is_empty() {
        entries.extend([Address::map(), Address::data()].iter().map(|address| entry(address, None)));
    }
    if !site.tags.is_empty() {
        entries.push(entry(&Address::tags(), None));
    }
    if site.units.iter().next().is_some() {
        entries.push(entry(&Address::units(), None));
    }
    if !site.record.is_empty() {
        let sets = site.record.frameworks.iter().map(super::criteria::address);
        entries.extend(sets.chain([Address::criteria()]).map(|address| entry(&address, None)));
    }
    entries.extend(data_pages(site).map(|(address, changed)| entry(&address, changed)));
    // A page in another language is an entry of its own, and all of them name each other.
    let translated = entries.iter().flat_map(|entry| {
        entry.languages.iter().skip(1).map(|(_, url)| SitemapEntry {
            url: url.clone(),
            changed: entry.changed.clone(),
            languages: entry.languages.clone(),
        })
    });
    let translated: Vec<SitemapEntry> = translated.collect();
    entries.extend(translated);
    entries.sort_by(|a, b| a.url.cmp(&b.url).then_with(|| b.changed.cmp(&a.changed)));
    entries.dedup_by(|a, b| a.url == b.url);
    entries
}

/// Pages that are made of tables alone, with the day when they changed as far as it is known.
fn data_pages(site: &Site) -> impl Iterator<Item = (Address, Option<crate::text::Date>)> {
    let datasets = site.datasets.iter().map(|dataset| (Address::dataset(&dataset.decl.id.text), dataset.decl.date));
    let releases = site.releases.iter().map(|release| (Address::release(&release.id), Some(release.date)));
    let lists = [
        (site.has_overview(), Address::overview()),
        (site.has_services(), Address::services()),
        (!site.releases.is_empty(), Address::releases()),
    ];
    let lists = lists.into_iter().filter(|(is_there, _)| *is_there).map(|(_, address)| address);
    let kinds = KINDS.iter().filter(|_| site.has_services()).map(|kind| Address::service(kind.id));
    let desks = site.desks().into_iter().map(|desk| desk.address);
    let undated = lists.chain(kinds).chain(desks).chain(site.product_pages()).chain(site.indicator_addresses());
    datasets.chain(releases).chain(undated.map(|address| (address, None)))
}

fn sitemap(entries: &[SitemapEntry]) -> String {
    let several = entries.iter().any(|entry| !entry.languages.is_empty());
    let xhtml = if several { " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"" } else { "" };
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"{xhtml}>\n"
    );
    for entry in entries {
        xml.push_str(&format!("<url><loc>{}</loc>", escape(&entry.url)));
        if let Some(changed) = &entry.changed {
            xml.push_str(&format!("<lastmod>{changed}</lastmod>"));
        }
        let default = entry.languages.first().map(|(_, url)| ("x-default", url));
        for (lang, url) in entry.languages.iter().map(|(lang, url)| (lang.as_str(), url)).chain(default) {
            let url = escape(url);
            xml.push_str(&format!("<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"{url}\"/>"));
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

fn sitemap_index(urls: &[String]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for url in urls {
        xml.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", escape(url)));
    }
    xml.push_str("</sitemapindex>\n");
    xml
}

/// `_headers` as static hosts read it: the policy (with `frame-ancestors`, which a meta tag can't carry), long lives for
/// fingerprinted files, and open data that other sites may fetch by range.
pub(super) fn headers(site: &Site) -> String {
    let base = site.config.base_path();
    let policy = map_page::policy(site).unwrap_or_else(|| CSP.to_owned());
    // Two policies of one page both hold, so what `/*` forbids no path can allow again: every other path forbids framing by itself.
    let framed = |path: &str| format!("{base}{path}\n  Content-Security-Policy: frame-ancestors 'none'\n\n");
    let map = Address::map();
    let folders = site.folders().filter(|folder| *folder != map.as_str().trim_matches('/'));
    let framed = ["/".to_owned(), map.as_str().to_owned()]
        .into_iter()
        .chain(folders.map(|folder| format!("/{folder}/*")))
        .map(|path| framed(&path));
    let framed = framed.collect::<String>();
    format!(
        "/*\n  Content-Security-Policy: {policy}\n  X-Content-Type-Options: nosniff\n  \
Referrer-Policy: strict-origin-when-cross-origin\n  Permissions-Policy: geolocation=(self), camera=(), microphone=()\n  \
Cross-Origin-Opener-Policy: same-origin\n\n\
{base}/sw.js\n  Cache-Control: no-cache\n\n\
{base}/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n\n\
{base}/ban-do/lop/*\n  Cache-Control: public, max-age=31536000, immutable\n\n\
{base}/ban-do/cot/*\n  Cache-Control: public, max-age=31536000, immutable\n\n\
{base}/ban-do/*.pmtiles\n  Cache-Control: public, max-age=31536000, immutable\n  Access-Control-Allow-Origin: *\n  \
Access-Control-Expose-Headers: Content-Range, ETag\n\n\
{base}/ban-do/*.tilejson\n  Content-Type: application/json\n  Access-Control-Allow-Origin: *\n\n\
{base}/ban-do/style.json\n  Access-Control-Allow-Origin: *\n\n\
{base}/ogc/*\n  Access-Control-Allow-Origin: *\n\n\
{base}/du-lieu/*\n  Access-Control-Allow-Origin: *\n  Access-Control-Expose-Headers: Content-Range, ETag\n\n\
{base}/du-lieu/*.fgb\n  Cache-Control: no-transform\n\n{framed}"
    )
}
