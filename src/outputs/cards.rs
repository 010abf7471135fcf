//! The picture of each page that is worth sharing: `/anh-chia-se/don-vi/ha-noi/duong-xa.png`.
//!
//! Home, sections, pages of content, units, datasets and products have one of their own, unless they have a photo, which is
//! then shown. Everything else (former units, promises, tags, lists' later pages) shows the home page's: ten thousand
//! pictures more that nobody shares would take longer than the whole site does (docs/performance.md).

use std::sync::Arc;

use serde::Serialize;

use super::{Press, maps};
use crate::diagnostics::{Diagnostic, code};
use crate::domain::Details;
use crate::domain::unit::{Level, Unit};
use crate::geo::Bounds;
use crate::job::{Job, Recipe, Role};
use crate::render::card::{self, Card, Fonts, GROUND, Ground, Inset};
use crate::render::map::{MapPoint, MapShape, MapView, outlines};
use crate::site::{Address, Page, Site};
use crate::source::SourceFile;
use crate::text::without_scheme;

static CARD: Recipe<CardView> = Recipe { name: "card", run: CardView::run };

/// The theme's face, in the two weights.
const FONTS: [&str; 2] = ["cards/text.ttf", "cards/bold.ttf"];

/// A card to be drawn.
#[derive(Serialize)]
struct CardView {
    site: String,
    host: String,
    sample: String,
    words: Words,
    scene: Scene,
    size: (u32, u32),
    fonts: [Option<SourceFile>; 2],
    /// Names the country's outline by its digest.
    country: String,
    #[serde(skip)]
    inset: Arc<Inset>,
}

/// What a card says of its page.
#[derive(Default, Serialize)]
struct Words {
    label: String,
    title: String,
    note: String,
    sample: bool,
}

/// What is beside the words.
#[derive(Serialize)]
enum Scene {
    Plain,
    Country,
    Map(Box<MapView>),
}

impl CardView {
    fn run(&self) -> Result<Vec<u8>, Diagnostic> {
        let unread = || Diagnostic::error(code::CARD_FONT).arg("font", FONTS.join(", "));
        let [Some(text), Some(bold)] = &self.fonts else { return Err(unread()) };
        let (text, bold) = (text.bytes()?, bold.bytes()?);
        let drawn;
        let ground = match &self.scene {
            Scene::Plain => Ground::Plain,
            Scene::Country => Ground::Country(&self.inset),
            Scene::Map(view) => {
                drawn = outlines(view);
                Ground::Map(&drawn, &self.inset, self.inset.outline.point(view.frame.center()))
            }
        };
        let card = Card {
            site: &self.site,
            host: &self.host,
            label: &self.words.label,
            title: &self.words.title,
            note: &self.words.note,
            sample: &self.sample,
            ground,
            size: self.size,
        };
        card::draw(&card, Fonts { text: &text, bold: &bold }).ok_or_else(unread)
    }
}

/// The size of a card: those of units are small.
fn size(card: &Address) -> (u32, u32) {
    let of_units = card.as_str().contains(Address::units().as_str());
    if of_units { card::SMALL } else { card::SIZE }
}

/// The picture that stands for pages without one of their own.
pub(super) fn common() -> Address {
    Address::home().card()
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let site = &press.site;
    let inset = Arc::new(Inset::new(press.country.outline()));
    let mut add = |page: &Address, make: Make| jobs.push(job(press, &inset, page, make));
    add(&Address::home(), Box::new(home));
    for (id, section) in site.sections.iter().enumerate().skip(1) {
        let make = move |press: &Press| {
            let meta = press.site.sections[id].meta();
            (words("", &meta.title, meta.description.as_deref()), Scene::Plain)
        };
        add(&section.address, Box::new(make));
    }
    for (id, page) in site.pages.iter().enumerate().filter(|(_, page)| has_own(page)) {
        add(&page.address, Box::new(move |press| of_page(press, id)));
    }
    for unit in site.units.iter() {
        let code = Arc::clone(&unit.code);
        add(&site.unit_address(unit), Box::new(move |press| of_unit(press, &code)));
    }
    for (id, dataset) in site.datasets.iter().enumerate() {
        add(&super::datasets::address(dataset), Box::new(move |press| of_dataset(press, id)));
    }
    for (at, product) in site.products.iter().enumerate() {
        let photo = product.page.is_some_and(|page| site.pages[page].shown.image.is_some());
        if !photo {
            add(&product.address(), Box::new(move |press| of_product(press, at)));
        }
    }
}

/// Whether a page of content has a card: one about a unit or a product is part of that one's page, and a photo is better.
fn has_own(page: &Page) -> bool {
    let part = matches!(page.parsed.details, Details::Unit(_) | Details::Product(_));
    !part && page.shown.image.is_none() && page.address != Address::home()
}

/// Makes what a card says and shows.
type Make = Box<dyn Fn(&Press) -> (Words, Scene) + Send + Sync>;

fn job(press: &Arc<Press>, inset: &Arc<Inset>, page: &Address, make: Make) -> Job {
    let (press, inset) = (Arc::clone(press), Arc::clone(inset));
    let size = size(&page.card());
    Job::new(page.card().output_path(), Role::File, &CARD, move || {
        let (words, scene) = make(&press);
        view(&press, &inset, words, scene, size)
    })
}

fn view(press: &Press, inset: &Arc<Inset>, words: Words, scene: Scene, size: (u32, u32)) -> CardView {
    let site = &*press.site;
    // The home page's title is the portal's: who runs it is said in its place.
    let own = if words.title == site.title() { site.publisher() } else { site.title() };
    let sample = site.config.sample || words.sample;
    CardView {
        site: own.to_owned(),
        host: without_scheme(&site.config.base_url).to_owned(),
        sample: if sample { site.word("sample_title").to_owned() } else { String::new() },
        words,
        scene,
        size,
        fonts: FONTS.map(|font| site.theme.get(font).cloned()),
        country: press.country.address().to_string(),
        inset: Arc::clone(inset),
    }
}

fn words(label: &str, title: &str, note: Option<&str>) -> Words {
    Words { label: label.to_owned(), title: title.to_owned(), note: note.unwrap_or_default().to_owned(), sample: false }
}

fn home(press: &Press) -> (Words, Scene) {
    let site = &*press.site;
    let description = site.config.description.as_deref().or(site.sections[0].meta().description.as_deref());
    let scene = if super::map_page::has_maps(site) { Scene::Country } else { Scene::Plain };
    (words("", site.title(), description), scene)
}

fn of_page(press: &Press, id: usize) -> (Words, Scene) {
    let site = &*press.site;
    let page = &site.pages[id];
    let meta = page.meta();
    let section = &site.sections[page.section];
    // A card speaks one language.
    let label = if page.section == 0 || !site.languages.has(&section.address) { "" } else { &section.meta().title };
    let words = Words { sample: meta.sample, ..words(label, &meta.title, meta.description.as_deref()) };
    let of_units = || meta.units.iter().find_map(|code| around(press, site.units.get(&code.text)?));
    let scene = match &page.parsed.details {
        Details::Place(place) => place.position.map(|(lon, lat)| spot(press, vec![dot(lon, lat)])),
        Details::Route(_) => way(press, id),
        _ => None,
    };
    (words, scene.or_else(of_units).unwrap_or(Scene::Plain))
}

fn of_unit(press: &Press, code: &str) -> (Words, Scene) {
    let site = &*press.site;
    let unit = site.units.get(code).expect("planned from the units");
    let province = site.units.parent_of(unit);
    let words = words(&unit.kind, &unit.name, province.map(|province| province.full_name.as_str()));
    (words, around(press, unit).unwrap_or(Scene::Plain))
}

fn of_dataset(press: &Press, id: usize) -> (Words, Scene) {
    let decl = &press.site.datasets[id].decl;
    let label = press.site.word("data_title");
    let words = words(label, &decl.title, decl.description.as_deref().or(Some(&decl.source)));
    (Words { sample: decl.sample, ..words }, Scene::Plain)
}

fn of_product(press: &Press, at: usize) -> (Words, Scene) {
    let site = &*press.site;
    let product = &site.products[at];
    let dots = super::products::points(site, [product]);
    let dots: Vec<MapPoint> = dots.iter().map(|point| dot(point.lon, point.lat)).collect();
    let about = product.page.and_then(|page| site.pages[page].meta().description.as_deref());
    let words = words(site.word("products_title"), &product.name, about);
    let sample = site.datasets[product.dataset].decl.sample;
    let scene = if dots.is_empty() { Scene::Plain } else { spot(press, dots) };
    (Words { sample, ..words }, scene)
}

fn dot(lon: f64, lat: f64) -> MapPoint {
    MapPoint { lon, lat, class: "point", title: String::new(), link: None, number: None }
}

/// A unit among its neighbours.
fn around(press: &Press, unit: &Unit) -> Option<Scene> {
    if unit.level == Level::Province {
        let (frame, mut shapes, communes) = maps::province_shapes(press, unit)?;
        if communes.is_empty() {
            shapes.extend(maps::shape(&press.site, unit, maps::boundary(&press.site, unit)?, "unit-here", false));
        }
        shapes.extend(communes.into_iter().map(|(_, shape)| shape));
        return Some(map(frame, shapes, Vec::new()));
    }
    let frame = maps::boundary(&press.site, unit)?.geometry.as_ref()?.bounds()?.expand(0.25, 0.002);
    let (shapes, _) = maps::with_neighbours(press, unit, frame);
    Some(map(frame, shapes, Vec::new()))
}

/// Dots and what lies around them.
fn spot(press: &Press, dots: Vec<MapPoint>) -> Scene {
    let at: Vec<_> = dots.iter().map(|dot| crate::geo::Coord { x: dot.lon, y: dot.lat }).collect();
    let Some(frame) = Bounds::around(&at).map(|bounds| bounds.expand(0.15, 0.02)) else { return Scene::Plain };
    map(frame, maps::surroundings(press, frame).0, dots)
}

/// A route's line and what lies around it.
fn way(press: &Press, page: usize) -> Option<Scene> {
    let route = press.site.tourism.routes.iter().find(|route| route.page == page)?;
    let line = route.track.line.clone();
    let frame = line.geometry.bounds()?.expand(0.2, 0.004);
    let (mut shapes, _) = maps::surroundings(press, frame);
    shapes.push(MapShape { geometry: line, class: "route", title: String::new(), link: None });
    Some(map(frame, shapes, Vec::new()))
}

/// A map without a word on it: what units are called elsewhere on it changes no card.
fn map(frame: Bounds, mut shapes: Vec<MapShape>, points: Vec<MapPoint>) -> Scene {
    for shape in &mut shapes {
        shape.title.clear();
        shape.link = None;
    }
    Scene::Map(Box::new(MapView {
        width: GROUND.0,
        height: GROUND.1,
        frame,
        title: String::new(),
        description: String::new(),
        shapes,
        points,
        labels: Vec::new(),
        inset: None,
        scale_bar: false,
        north: String::new(),
    }))
}

/// What networks show with a page: its own photo, its card, or the common card.
#[derive(Clone, Serialize)]
pub(super) struct Share {
    url: String,
    width: Option<u32>,
    height: Option<u32>,
    alt: String,
    /// Twitter's word for how it is shown.
    card: &'static str,
}

impl Share {
    /// The card at an address.
    pub(super) fn card(site: &Site, address: &Address, title: &str) -> Self {
        let alt = if title == site.title() { title.to_owned() } else { format!("{title} | {}", site.title()) };
        let (width, height) = size(address);
        let url = site.canonical(address);
        Self { url, width: Some(width), height: Some(height), alt, card: "summary_large_image" }
    }

    /// A photo of the page's own.
    pub(super) fn photo(url: String, size: Option<(u32, u32)>, alt: &str) -> Self {
        let large = size.is_none_or(|(width, _)| width >= 600);
        let (width, height) = size.unzip();
        let card = if large { "summary_large_image" } else { "summary" };
        Self { url, width, height, alt: alt.to_owned(), card }
    }
}
