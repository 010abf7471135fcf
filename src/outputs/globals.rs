//! What every template sees of the site.

use std::collections::BTreeMap;

use serde::Serialize;

use super::assets::Assets;
use super::frame::Link;
use super::{data, map_page};
use crate::site::{Address, Site};
use crate::source::config::Organisation;

/// The policy of every page (`style-src` without `unsafe-inline`: nothing of ours has a style attribute).
pub(super) const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'";

/// A policy by which text becomes markup or the address of a script only by leave of `scripts/trust.ts` (Trusted Types). For
/// the meta tag alone: a host's header holds for files of other makers below the portal, too.
pub(super) fn trusted(policy: &str) -> String {
    format!("{policy}; require-trusted-types-for 'script'; trusted-types langso default")
}

/// What every template sees.
#[derive(Serialize)]
pub(super) struct Globals<'a> {
    site: SiteView<'a>,
    words: &'a BTreeMap<String, String>,
    assets: &'a BTreeMap<String, String>,
    csp: String,
}

#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    description: Option<&'a str>,
    lang: &'a str,
    base_url: &'a str,
    sample: bool,
    /// Where a search is typed.
    search_url: String,
    /// The country at a glance, when there is more than one province.
    overview_url: Option<String>,
    /// The list of releases of the open data, when there is any.
    releases_url: Option<String>,
    /// Lists that most portals have, in the language at hand where they exist in it.
    units_url: Option<String>,
    map_url: Option<String>,
    data_url: Option<String>,
    promises_url: Option<String>,
    /// The language of what is not translated; `none` in the site's own.
    original: Option<&'a str>,
    /// The language of the menu, of the links and of who runs the portal, where it is not the page's.
    menu_lang: Option<&'a str>,
    links_lang: Option<&'a str>,
    organisation_lang: Option<&'a str>,
    /// Where what is kept on the device is told of, for sites whose pages can be kept, and what makes the portal installable:
    /// one portal, whatever its languages.
    offline_url: Option<String>,
    manifest_url: Option<String>,
    organisation: &'a Organisation,
    menu: Vec<Link>,
    links: Vec<Link>,
}

impl<'a> Globals<'a> {
    pub(super) fn new(site: &'a Site, assets: &'a Assets) -> Self {
        let links = |links: &[crate::source::config::Link]| {
            links.iter().map(|link| Link { title: link.title.clone(), url: rooted(site, &link.url) }).collect()
        };
        let said = site.config.said();
        Self {
            site: SiteView {
                title: site.title(),
                description: site.config.description.as_deref(),
                lang: &site.config.lang,
                base_url: &site.config.base_url,
                sample: site.config.sample,
                search_url: site.url(&Address::search()),
                overview_url: site.has_overview().then(|| site.url(&Address::overview())),
                releases_url: (!site.releases.is_empty()).then(|| site.url(&Address::releases())),
                units_url: site.units.iter().next().map(|_| site.url(&Address::units())),
                map_url: map_page::has_maps(site).then(|| site.url(&Address::map())),
                data_url: data::has_page(site).then(|| site.url(&Address::data())),
                promises_url: (!site.ledger.promises.is_empty()).then(|| site.url(&Address::promises())),
                original: site.languages.original(),
                menu_lang: site.languages.original().filter(|_| !said.menu),
                links_lang: site.languages.original().filter(|_| !said.links),
                organisation_lang: site.languages.original().filter(|_| !said.organisation),
                offline_url: site.config.offline.then(|| site.url(&Address::offline())),
                manifest_url: site.config.offline.then(|| site.url(&Address::manifest())),
                organisation: &site.config.organisation,
                menu: links(&site.config.menu),
                links: links(&site.config.links),
            },
            words: &site.words,
            assets: assets.urls(),
            csp: trusted(CSP),
        }
    }
}

/// A path of the settings under the base path; whole addresses as they are.
fn rooted(site: &Site, url: &str) -> String {
    if url.starts_with('/') {
        let path = url.split(['#', '?']).next().unwrap_or_default();
        let folder = site.languages.folder(&Address::file(path));
        format!("{}{folder}{url}", site.config.base_path())
    } else {
        url.to_owned()
    }
}
