//! OCOP products: the catalogue, a page for each product, group and producer, labels with codes, and twins.

mod labels;
mod lists;
mod page;
mod road;
mod seal;

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::cells::day;
use super::frame::{DateView, Link, home_link};
use super::maps::unit_link;
use super::pictures;
use super::services::{self, position};
use crate::domain::product::{GROUPS, PRODUCTS, Standing, group, parts};
use crate::job::Job;
use crate::markdown::Picture;
use crate::render::map::MapPoint;
use crate::site::products::Product;
use crate::site::{Address, LoadedDataset, Site};
use crate::text;

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if !press.site.has_products() {
        return;
    }
    lists::plan(press, jobs);
    page::plan(press, jobs);
    labels::plan(press, jobs);
    services::plan_tables(press, jobs, &PRODUCTS, &Address::products());
}

/// Whether a unit has products.
pub(super) fn any_of_unit(site: &Site, code: &str) -> bool {
    site.products.iter().any(|product| product.unit.as_deref() == Some(code))
}

/// A product as lists and its own page show it. Nothing of its stars is shown that its standing doesn't allow.
#[derive(Serialize)]
pub(super) struct ProductView {
    id: String,
    name: String,
    url: String,
    producer: Option<Link>,
    group: Link,
    unit: Option<Link>,
    /// What is told of its stars; `standing` says whether they count.
    stars: Option<u8>,
    /// `valid`, `lapsed`, `undecided`, `endless` or `none`.
    standing: &'static str,
    /// The stars that count, in words; else that none do.
    facet: String,
    decision: String,
    decided: Option<DateView>,
    ends: Option<DateView>,
    months: Vec<u8>,
    season: Option<String>,
    price: Option<String>,
    certificates: Vec<String>,
    area_code: String,
    ingredients: String,
    where_to_buy: String,
    shops: Vec<Link>,
    trace: Option<Link>,
    trace_note: String,
    brand: String,
    property: String,
    gtin: Option<String>,
    phone: String,
    confirmed: Option<String>,
    source: String,
    note: String,
    sample: bool,
    picture: Option<Picture>,
    picture_alt: Option<String>,
}

/// The host of an address, as people know a shop.
fn host(url: &str) -> String {
    text::without_scheme(url).split(['/', '?', '#']).next().unwrap_or_default().trim_start_matches("www.").to_owned()
}

fn outside(url: &str) -> Link {
    Link { title: host(url), url: url.to_owned() }
}

impl ProductView {
    /// Whether it is made up.
    pub(super) fn is_sample(&self) -> bool {
        self.sample
    }

    pub(super) fn new(site: &Site, product: &Product) -> Self {
        let dataset = &site.datasets[product.dataset];
        let cell = |column: &str| dataset.data.text(product.row, column);
        let (id, _) = GROUPS[product.group];
        let page = product.page.map(|id| &site.pages[id]);
        let picture = page.and_then(|page| page.shown.image).and_then(|image| pictures::picture(site, image));
        let trace = cell("truy_xuat");
        Self {
            url: site.url(&product.address()),
            producer: (!text::slug(&product.producer).is_empty()).then(|| Link {
                title: product.producer.clone(),
                url: site.url(&Address::producer(&product.producer)),
            }),
            group: Link { title: group_name(site, product.group), url: site.url(&Address::product_group(id)) },
            unit: product.unit.as_ref().and_then(|code| site.units.get(code)).map(|unit| unit_link(site, unit)),
            stars: product.stars,
            standing: product.standing.word(),
            facet: stars_in_words(site, product),
            decision: cell("quyet_dinh"),
            decided: DateView::maybe(product.decided, site),
            ends: DateView::maybe(product.ends, site),
            season: season(site, &product.months),
            months: product.months.clone(),
            price: price(site, &cell("gia_tu"), &cell("gia_den"), &cell("don_vi_tinh")),
            certificates: parts(&cell("chung_nhan")).map(str::to_owned).collect(),
            area_code: cell("ma_vung"),
            ingredients: cell("thanh_phan"),
            where_to_buy: cell("noi_ban"),
            shops: parts(&cell("gian_hang")).map(outside).collect(),
            trace: (!trace.is_empty()).then(|| outside(&trace)),
            trace_note: cell("truy_xuat_ghi_chu"),
            brand: cell("thuong_hieu"),
            property: cell("so_huu_tri_tue"),
            gtin: product.gtin.clone(),
            phone: cell("dien_thoai"),
            confirmed: day(&cell("xac_nhan"), true),
            source: cell("nguon"),
            note: cell("ghi_chu"),
            sample: dataset.decl.sample,
            picture,
            picture_alt: page.and_then(|page| page.meta().image_alt.clone()),
            id: product.id.clone(),
            name: product.name.clone(),
        }
    }
}

/// The product of a row.
pub(super) fn of_row<'a>(site: &'a Site, dataset: &LoadedDataset, row: usize) -> Option<&'a Product> {
    let is_it = |product: &&Product| product.row == row && site.datasets[product.dataset].decl.id == dataset.decl.id;
    site.products.iter().find(is_it)
}

/// What a product's stars are worth on the day of the build, in words: the stars that count, else that none do.
fn stars_in_words(site: &Site, product: &Product) -> String {
    match (product.standing, product.stars) {
        (Standing::Valid, Some(stars)) => in_stars(site, stars),
        (Standing::Lapsed, _) => site.word("product_stars_lapsed").to_owned(),
        _ => site.word("product_stars_unknown").to_owned(),
    }
}

/// The same for the product of a row.
pub(super) fn standing_of(site: &Site, dataset: &LoadedDataset, row: usize) -> Option<String> {
    of_row(site, dataset, row).map(|product| stars_in_words(site, product))
}

/// The name of the group that a cell names.
pub(super) fn group_title(site: &Site, typed: &str) -> Option<String> {
    group(typed).map(|group| group_name(site, group))
}

fn in_stars(site: &Site, stars: u8) -> String {
    site.word("product_stars").replace("{n}", &stars.to_string())
}

/// A group's name in the site's language.
pub(super) fn group_name(site: &Site, group: usize) -> String {
    site.word(&format!("product_group_{}", GROUPS[group].0)).to_owned()
}

/// Months in words: `tháng 3–5, 11`; none where nobody says.
fn season(site: &Site, months: &[u8]) -> Option<String> {
    if months.is_empty() {
        return None;
    }
    if months.len() == 12 {
        return Some(site.word("product_all_year").to_owned());
    }
    let mut runs: Vec<(u8, u8)> = months.chunk_by(|a, b| a + 1 == *b).map(|run| (run[0], run[run.len() - 1])).collect();
    // A season that goes on in the new year is one.
    if runs.len() > 1 && runs[0].0 == 1 && runs[runs.len() - 1].1 == 12 {
        let (_, last) = runs.remove(0);
        runs.last_mut().into_iter().for_each(|run| run.1 = last);
    }
    let run = |(from, to): &(u8, u8)| if from == to { from.to_string() } else { format!("{from}–{to}") };
    Some(site.word("product_months").replace("{months}", &runs.iter().map(run).collect::<Vec<_>>().join(", ")))
}

fn price(site: &Site, from: &str, to: &str, per: &str) -> Option<String> {
    let shown = |cell: &str| cell.parse::<f64>().ok().map(|value| text::number(value, &site.config.lang));
    let amount = match (shown(from), shown(to)) {
        (Some(from), Some(to)) if from != to => format!("{from}–{to}"),
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    let words = site.word("product_price_dong").replace("{n}", &amount);
    Some(if per.is_empty() { words } else { format!("{words}/{per}") })
}

/// Dots that lead to products.
pub(super) fn points<'a>(site: &Site, products: impl IntoIterator<Item = &'a Product>) -> Vec<MapPoint> {
    let point = |product: &Product| {
        let at = position(&site.datasets[product.dataset], product.row)?;
        let link = Some(site.url(&product.address()));
        Some(MapPoint { lon: at.x, lat: at.y, class: "point", title: product.name.clone(), link, number: None })
    };
    products.into_iter().filter_map(point).collect()
}

/// The catalogue's title: its section's, when it has one.
fn title(site: &Site) -> String {
    let section = site.sections.iter().find(|section| section.address == Address::products());
    section.map_or_else(|| site.word("products_title").to_owned(), |section| section.meta().title.clone())
}

/// The way to the catalogue, that included.
fn ancestors(site: &Site) -> Vec<Link> {
    let mut ancestors = home_link(site);
    ancestors.push(Link { title: title(site), url: site.url(&Address::products()) });
    ancestors
}

/// The products of a unit.
pub(super) fn of_unit(site: &Site, code: &str) -> Vec<ProductView> {
    let is_there = |product: &&Product| product.unit.as_deref() == Some(code);
    site.products.iter().filter(is_there).map(|product| ProductView::new(site, product)).collect()
}
