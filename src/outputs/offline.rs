//! The portal without a network: the worker that answers when nobody else does, the page that says so, what makes the portal
//! installable, the lists of what is taken along with a page, and posters that lead to them.

mod packs;
mod posters;

use std::sync::Arc;

pub(super) use packs::PackLink;
use serde::Serialize;
use serde_json::{Value, json};

use super::Press;
use super::assets::WORKER;
use super::frame::{Frame, home_link};
use super::html::{HtmlView, run};
use super::languages::tongue;
use crate::diagnostics::Diagnostic;
use crate::job::{Job, Recipe, Role, Stock, Stocked};
use crate::site::Address;
use crate::source::SourceFile;

/// A worker that takes itself away, for sites that keep nothing and for the preview.
pub const GONE: &str = include_str!("offline/gone.js");

static TAKEN_AWAY: Recipe<&str> = Recipe { name: "no worker", run: |script| Ok(script.as_bytes().to_vec()) };
static SCRIPT: Recipe<WorkerView> = Recipe { name: "worker", run: WorkerView::run };
static MANIFEST: Recipe<Value> = Recipe { name: "manifest", run: super::open_data::json };
static PAGE: Recipe<HtmlView<Kept>> = Recipe { name: "offline page", run };

/// What every page needs: there from the first visit on, so that the page about being offline looks like the others.
const SHELL: [&str; 6] = [
    "styles/main.css",
    "fonts/text.woff2",
    "fonts/bold.woff2",
    "icons/favicon.svg",
    "scripts/offline.js",
    "scripts/pack.js",
];

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let site = &press.site;
    let worker = Address::worker().output_path();
    let script = site.theme.get(WORKER).filter(|_| site.config.offline).cloned();
    let Some(script) = script else {
        jobs.push(Job::new(worker, Role::File, &TAKEN_AWAY, || GONE));
        return;
    };
    plan_pages(press, jobs);
    packs::plan_map(press, jobs);
    posters::plan(press, jobs);
    let shared = Arc::clone(press);
    jobs.push(Job::sequel(worker, Role::File, &SCRIPT, move |stock| WorkerView::new(&shared, script.clone(), stock)));
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::manifest().output_path(), Role::File, &MANIFEST, move || manifest(&shared)));
}

/// What every language has of its own: the page that tells what is kept, and communes to take along.
pub(super) fn plan_pages(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if !press.site.config.offline || press.site.theme.get(WORKER).is_none() {
        return;
    }
    packs::plan_communes(press, jobs);
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::offline().output_path(), Role::Page, &PAGE, move || {
        let site = &*shared.site;
        let title = site.word("offline_title");
        HtmlView {
            template: shared.template("offline.html"),
            frame: Frame::new(&shared, title, &Address::offline(), "offline", home_link(site))
                .described(Some(site.word("offline_about")))
                .not_indexed(),
            text: None,
            map: None,
            data: Kept {},
        }
    }));
}

/// What is kept is known on the device alone.
#[derive(Serialize)]
struct Kept {}

/// The theme's worker with what it has to know of the site. Its bytes change with any file of the shell, and so browsers
/// fetch the shell anew.
#[derive(Serialize)]
struct WorkerView {
    script: SourceFile,
    /// The page about being offline for what lies below a path, the site's own language first.
    pages: Vec<(String, String)>,
    shell: Vec<(String, Stocked)>,
}

impl WorkerView {
    fn new(press: &Press, script: SourceFile, stock: &dyn Stock) -> Self {
        let (site, page) = (&press.site, Address::offline());
        let in_other = site.translations.iter().filter(|site| site.languages.has(&page));
        let in_other = in_other.map(|site| (tongue(site).below(), site.url(&page), site.languages.published(&page)));
        let all: Vec<_> =
            [(site.url(&Address::home()), site.url(&page), page.clone())].into_iter().chain(in_other).collect();
        let assets = press.assets.addresses();
        let shell = SHELL.iter().filter_map(|path| assets.get(*path)).chain(all.iter().map(|(_, _, page)| page));
        let shell =
            shell.filter_map(|address| Some((site.url(address), stock.file(&address.output_path())?))).collect();
        Self { script, pages: all.into_iter().map(|(below, url, _)| (below, url)).collect(), shell }
    }

    fn run(&self) -> Result<Vec<u8>, Diagnostic> {
        let shell: Vec<_> = self.shell.iter().map(|(url, file)| (url, file.sha256)).collect();
        let settings = json!({"pages": self.pages, "shell": shell});
        Ok(format!("const SETTINGS = {settings};\n{}", self.script.text()?).into_bytes())
    }
}

/// Icons of the manifest: the theme's drawing, which has every size, and a picture for what draws no SVG. That one leaves room
/// for a mask.
const ICONS: [(&str, &str, &str, &str); 2] = [
    ("icons/favicon.svg", "any", "image/svg+xml", "any"),
    ("icons/icon-512.png", "512x512", "image/png", "any maskable"),
];

/// A web app manifest (W3C).
fn manifest(press: &Press) -> Value {
    let site = &*press.site;
    let home = site.url(&Address::home());
    let icon = |(path, sizes, media, purpose): (&str, &str, &str, &str)| {
        Some(json!({"src": press.assets.url(path)?, "sizes": sizes, "type": media, "purpose": purpose}))
    };
    json!({
        "id": home,
        "name": site.title(),
        "short_name": site.title(),
        "description": site.config.description.as_deref().unwrap_or_else(|| site.title()),
        "lang": site.config.lang,
        "start_url": home,
        "scope": home,
        "display": "minimal-ui",
        "background_color": "#faf9f4",
        "theme_color": "#0b4d33",
        "icons": ICONS.into_iter().filter_map(icon).collect::<Vec<_>>(),
    })
}
