//! The theme's files under fingerprinted names, so that browsers may keep them for ever.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::Press;
use crate::diagnostics::{Diagnostic, Place, code};
use crate::digest::Digest;
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Site};
use crate::source::SourceFile;
use crate::source::theme::Theme;
use crate::text::nearest;

/// The one style sheet that all of `styles/` is joined into.
const STYLES: &str = "styles/main.css";
/// How a style sheet or a script names another file of the theme.
const REFERENCE: &str = "theme:";

/// The worker is published at the site's root (`offline`), where browsers let it answer for every page.
pub(super) const WORKER: &str = "scripts/sw.js";

/// A file as it is.
pub(super) static COPY: Recipe<SourceFile> =
    Recipe { name: "copy", run: |file| file.bytes().map(|bytes| bytes.to_vec()) };
static RESOLVED: Recipe<Resolved> = Recipe { name: "resolved", run: |view| Ok(view.joined().into_bytes()) };

/// Addresses of the theme's files by their path in the theme.
pub(super) struct Assets {
    addresses: BTreeMap<String, Address>,
    urls: BTreeMap<String, String>,
    /// Paths of the scripts that name other files.
    naming: BTreeSet<String>,
}

/// Texts that name other files, put together in order; and the addresses of what they name.
#[derive(Serialize)]
struct Resolved {
    texts: Vec<SourceFile>,
    urls: BTreeMap<String, String>,
}

impl Assets {
    /// Names every file; a style sheet or a script that refers to a file in vain is reported.
    pub(super) fn new(site: &Site, faults: &mut Vec<Diagnostic>) -> Self {
        let (mut waiting, plain): (Vec<_>, Vec<_>) =
            plain_files(&site.theme).partition(|(path, file)| names_others(path, file));
        let naming = waiting.iter().map(|(path, _)| (*path).to_owned()).collect();
        let mut assets = Self { addresses: BTreeMap::new(), urls: BTreeMap::new(), naming };
        for (path, file) in plain {
            assets.name(site, path, file.digest);
        }
        // A name holds the digest of what is published, so what a script refers to is named before it.
        loop {
            let (ready, rest): (Vec<_>, Vec<_>) = waiting.iter().partition(|(_, file)| assets.knows_all(file));
            for &(path, file) in &ready {
                assets.name(site, path, Digest::of(assets.resolve(vec![file.clone()]).joined().as_bytes()));
            }
            waiting = rest;
            if ready.is_empty() {
                break;
            }
        }
        for (path, file) in waiting {
            faults.extend(assets.check(file));
            assets.name(site, path, file.digest);
        }
        let sheets = sheets(&site.theme);
        for sheet in &sheets {
            faults.extend(assets.check(sheet));
        }
        assets.name(site, STYLES, Digest::of(assets.resolve(sheets).joined().as_bytes()));
        assets
    }

    fn name(&mut self, site: &Site, path: &str, digest: Digest) {
        let address = fingerprinted(&format!("/assets/{path}"), digest);
        self.urls.insert(path.to_owned(), site.url(&address));
        self.addresses.insert(path.to_owned(), address);
    }

    /// URLs by path in the theme.
    pub(super) fn urls(&self) -> &BTreeMap<String, String> {
        &self.urls
    }

    /// Every file's address, by its path in the theme.
    pub(super) fn addresses(&self) -> &BTreeMap<String, Address> {
        &self.addresses
    }

    /// One file's URL.
    pub(super) fn url(&self, path: &str) -> Option<&str> {
        self.urls.get(path).map(String::as_str)
    }

    fn knows_all(&self, file: &SourceFile) -> bool {
        let text = file.text().unwrap_or_default();
        references(text).all(|range| self.urls.contains_key(&text[range]))
    }

    fn resolve(&self, texts: Vec<SourceFile>) -> Resolved {
        let named = texts.iter().flat_map(|file| {
            let text = file.text().unwrap_or_default();
            references(text).map(|range| &text[range])
        });
        let known = named.filter_map(|path| Some((path.to_owned(), self.url(path)?.to_owned())));
        let urls = known.collect();
        Resolved { texts, urls }
    }

    fn check(&self, file: &SourceFile) -> Vec<Diagnostic> {
        let text = match file.text() {
            Ok(text) => text,
            Err(fault) => return vec![fault],
        };
        references(text)
            .filter(|range| !self.urls.contains_key(&text[range.clone()]))
            .map(|range| {
                let suggestion =
                    nearest(&text[range.clone()], self.urls.keys().map(String::as_str)).unwrap_or_default();
                Diagnostic::error(code::ASSET_MISSING)
                    .arg("asset", &text[range.clone()])
                    .arg("suggestion", suggestion)
                    .at(Place::span(Arc::clone(&file.path), text, range))
            })
            .collect()
    }
}

/// `/assets/icons/mark.svg` with the first digits of its content's digest before the ending.
pub(super) fn fingerprinted(path: &str, digest: Digest) -> Address {
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, "bin"));
    Address::file(&format!("{stem}.{}.{ending}", digest.short()))
}

fn plain_files(theme: &Theme) -> impl Iterator<Item = (&str, &SourceFile)> {
    let files = ["scripts/", "fonts/", "icons/"].into_iter().flat_map(|folder| theme.below(folder));
    files.filter(|(path, _)| *path != WORKER)
}

fn sheets(theme: &Theme) -> Vec<SourceFile> {
    theme.below("styles/").filter(|(path, _)| path.ends_with(".css")).map(|(_, file)| file.clone()).collect()
}

/// Whether a file is a script that names others.
fn names_others(path: &str, file: &SourceFile) -> bool {
    path.ends_with(".js") && file.text().is_ok_and(|text| references(text).next().is_some())
}

/// Ranges of the paths that stand after `theme:`, which begins a string or an address.
fn references(text: &str) -> impl Iterator<Item = Range<usize>> {
    let starts = text.match_indices(REFERENCE).filter(|(at, _)| text[..*at].ends_with(['"', '\'', '(']));
    starts.map(|(at, _)| {
        let start = at + REFERENCE.len();
        let length = text[start..].find(['"', '\'', ')']).unwrap_or(text.len() - start);
        start..start + length
    })
}

impl Resolved {
    fn joined(&self) -> String {
        let mut out = String::new();
        for file in &self.texts {
            let text = file.text().unwrap_or_default();
            let mut copied = 0;
            for range in references(text) {
                out.push_str(&text[copied..range.start - REFERENCE.len()]);
                out.push_str(self.urls.get(&text[range.clone()]).map_or("", String::as_str));
                copied = range.end;
            }
            out.push_str(&text[copied..]);
            out.push('\n');
        }
        out
    }
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let theme = &press.site.theme;
    for (path, file) in plain_files(theme) {
        let output = press.assets.addresses[path].output_path();
        let file = file.clone();
        jobs.push(if press.assets.naming.contains(path) {
            let shared = Arc::clone(press);
            Job::new(output, Role::File, &RESOLVED, move || shared.assets.resolve(vec![file.clone()]))
        } else {
            Job::new(output, Role::File, &COPY, move || file.clone())
        });
    }
    let shared = Arc::clone(press);
    jobs.push(Job::new(press.assets.addresses[STYLES].output_path(), Role::File, &RESOLVED, move || {
        shared.assets.resolve(sheets(&shared.site.theme))
    }));
}
