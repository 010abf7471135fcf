//! HTML pages: one view and one way to run it, whatever the page is about.

use serde::Serialize;
use tera::{Context, Value};

use super::frame::Frame;
use super::maps::MapFigure;
use super::pictures;
use crate::diagnostics::Diagnostic;
use crate::markdown::{self, Picture, Resolved};
use crate::render::template::Template;
use crate::site::{Page, Section, Site};
use crate::source::SourceFile;

/// Templates that every theme must have besides those of the kinds.
pub(super) const TEMPLATES: &[&str] = &[
    "dataset.html",
    "home.html",
    "loudspeaker.html",
    "overview.html",
    "promise.html",
    "kinds/former.html",
    "kinds/former_province.html",
    "kinds/province.html",
    "lists/promises.html",
    "lists/documents.html",
    "lists/systems.html",
    "lists/section.html",
    "lists/tags.html",
    "lists/tag.html",
    "lists/units.html",
    "lists/formers.html",
    "lists/letter.html",
    "search.html",
    "map.html",
    "map_embed.html",
    "data.html",
    "404.html",
    "redirect.html",
];

/// Templates that a theme must have for a site with criteria sets.
pub(super) const CRITERIA_TEMPLATES: [&str; 3] =
    ["kinds/framework.html", "kinds/indicator.html", "lists/criteria.html"];

/// Templates that a theme must have for a site with releases of its data.
pub(super) const RELEASE_TEMPLATES: [&str; 2] = ["lists/releases.html", "kinds/release.html"];

/// Templates that a theme must have for a site with places, routes or festivals.
pub(super) const TOURISM_TEMPLATES: [&str; 2] = ["lists/tourism.html", BROCHURE_TEMPLATE];

/// Templates that a theme must have for a site that can be kept on a device.
pub(super) const OFFLINE_TEMPLATES: [&str; 2] = ["offline.html", "kinds/poster.html"];

/// Templates that a theme must have for a site with services.
pub(super) const SERVICE_TEMPLATES: [&str; 3] = ["lists/services.html", "lists/service.html", "kinds/desk.html"];

/// Templates that a theme must have for a site with products.
pub(super) const PRODUCT_TEMPLATES: [&str; 5] =
    ["kinds/product.html", "kinds/labels.html", "lists/products.html", "lists/products_beside.html", BROCHURE_TEMPLATE];

/// Communes that have anything to go to or to buy have a leaflet.
const BROCHURE_TEMPLATE: &str = "kinds/brochure.html";

/// A page to be: its template, what every page has, its text, its map, and `data`, whose fields the template sees by name.
#[derive(Serialize)]
pub(super) struct HtmlView<D> {
    pub template: Template,
    pub frame: Frame,
    pub text: Option<Text>,
    pub map: Option<MapFigure>,
    pub data: D,
}

/// Markdown with its links resolved. Serialises as the file's digest and the links.
#[derive(Serialize)]
pub(super) struct Text {
    file: SourceFile,
    #[serde(skip)]
    range: std::ops::Range<usize>,
    links: Vec<String>,
    pictures: Vec<Option<Picture>>,
}

impl Text {
    /// A page's text.
    pub(super) fn of_page(site: &Site, page: &Page) -> Self {
        Self {
            file: page.source.clone(),
            range: page.parsed.body.range.clone(),
            links: page.links.clone(),
            pictures: pictures::of_text(site, &page.shown),
        }
    }

    /// A section's text, when it has any.
    pub(super) fn of_section(site: &Site, section: &Section) -> Option<Self> {
        let range = section.body()?.range.clone();
        if section.markdown().trim().is_empty() {
            return None;
        }
        let file = section.source.clone()?;
        Some(Self { file, range, links: section.links.clone(), pictures: pictures::of_text(site, &section.shown) })
    }

    /// As HTML.
    pub(super) fn html(&self) -> Result<String, Diagnostic> {
        self.as_html(false)
    }

    /// As HTML for readers of feeds.
    pub(super) fn plain_html(&self) -> Result<String, Diagnostic> {
        self.as_html(true)
    }

    fn as_html(&self, plain: bool) -> Result<String, Diagnostic> {
        let text = self.file.text()?.get(self.range.clone()).unwrap_or_default();
        Ok(markdown::html(text, Resolved { links: &self.links, pictures: &self.pictures, plain }))
    }
}

/// Renders a page.
pub(super) fn run<D: Serialize>(view: &HtmlView<D>) -> Result<Vec<u8>, Diagnostic> {
    run_with(view, |_| {})
}

/// Renders a page with values that are found only when it is made.
pub(super) fn run_with<D: Serialize>(
    view: &HtmlView<D>,
    add: impl FnOnce(&mut Context),
) -> Result<Vec<u8>, Diagnostic> {
    let mut context = Context::from_serialize(&view.data).unwrap_or_default();
    let content = view.text.as_ref().map_or(Ok(String::new()), Text::html)?;
    context.insert_value("content", Value::safe_string(&content));
    context.insert_value("page", view.frame.value());
    context.insert_value("map", view.map.as_ref().map_or_else(Value::none, MapFigure::value));
    add(&mut context);
    view.template.render(&context, view.frame.url())
}
