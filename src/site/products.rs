//! Products of all tables, what can't be in their cells, and the pages about them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::data::LoadedDataset;
use super::ledger::day;
use super::links::not_web;
use super::services::units_of_rows;
use super::{Address, Page, Redirect, Structure, place};
use crate::diagnostics::{Diagnostic, Report, code};
use crate::domain::Details;
use crate::domain::history::History;
use crate::domain::product::{GROUPS, GtinFault, PRODUCTS, Standing, group, gtin14, months, parts};
use crate::domain::service::{Holds, ServiceColumn};
use crate::text::{Date, nearest, number, slug};

/// A product of a table, as far as it decides on addresses, lists and stars; other cells are asked for when they are shown.
pub struct Product {
    /// Its id, unique in the site.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who makes it; empty where nobody says.
    pub producer: String,
    /// Position in [`GROUPS`].
    pub group: usize,
    /// What is told of its stars, from 3 to 5.
    pub stars: Option<u8>,
    /// What they are worth on the day of the build.
    pub standing: Standing,
    /// When the decision was made.
    pub decided: Option<Date>,
    /// The last day of its stars.
    pub ends: Option<Date>,
    /// When it is there, from 1 to 12; empty where nobody says.
    pub months: Vec<u8>,
    /// Its number as a trade item, 14 digits.
    pub gtin: Option<String>,
    /// The code of the unit of today that it comes from.
    pub unit: Option<Arc<str>>,
    /// The dataset that lists it, by position.
    pub dataset: usize,
    /// Its row there.
    pub row: usize,
    /// The page with its text and photos.
    pub page: Option<usize>,
}

/// A trade item's number is an address of its product, as GS1 Digital Link has it.
pub(super) fn digital_links(products: &[Product]) -> impl Iterator<Item = Redirect> {
    products.iter().filter_map(|product| {
        Some(Redirect { from: Address::digital_link(product.gtin.as_ref()?), to: product.address() })
    })
}

impl Product {
    /// Its page.
    pub fn address(&self) -> Address {
        Address::product(&self.id)
    }
}

impl Structure {
    /// Whether any table lists products, be it an empty one.
    pub fn has_products(&self) -> bool {
        self.datasets_of(&PRODUCTS).next().is_some()
    }

    /// Addresses of everything that is made of products: catalogue, groups, producers, products.
    pub fn product_pages(&self) -> Vec<Address> {
        if !self.has_products() {
            return Vec::new();
        }
        let mut pages = vec![Address::products()];
        let groups =
            GROUPS.iter().enumerate().filter(|(at, _)| self.products.iter().any(|product| product.group == *at));
        pages.extend(groups.map(|(_, (id, _))| Address::product_group(id)));
        for producer in self.producers() {
            pages.push(Address::producer(producer));
        }
        pages.extend(self.products.iter().map(Product::address));
        pages
    }

    /// The names of producers, each once, in the order of the tables; names that make one address are one.
    pub fn producers(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let names = self.products.iter().map(|product| product.producer.as_str());
        names.filter(|name| !slug(name).is_empty() && seen.insert(slug(name))).collect()
    }
}

/// The products of all tables. What is wrong with cells by themselves is told when the tables are checked.
pub(super) fn load(
    datasets: &[LoadedDataset],
    history: &History,
    pages: &[Page],
    today: Date,
    report: &mut Report,
) -> Vec<Product> {
    let mut products: Vec<Product> = Vec::new();
    for (at, dataset) in datasets.iter().enumerate() {
        if dataset.decl.service.as_ref().is_none_or(|(kind, _)| kind.id != PRODUCTS.id) {
            continue;
        }
        let units = units_of_rows(history, dataset);
        for row in 0..dataset.data.len() {
            let Some(product) = read(dataset, at, row, today) else { continue };
            let product = Product { unit: units.get(&row).cloned(), ..product };
            check_row(dataset, &product, report);
            if products.iter().any(|other| other.id == product.id) {
                // Twice in one table is told of its key.
                if products.iter().any(|other| other.id == product.id && other.dataset != at) {
                    let finding = Diagnostic::error(code::DUPLICATE_ROW).arg("value", &product.id);
                    report.push(dataset.at_cell(finding, row, "ma"));
                }
                continue;
            }
            let twin = product.gtin.as_ref().and_then(|gtin| products.iter().find(|p| p.gtin.as_ref() == Some(gtin)));
            if let Some(twin) = twin {
                let finding = Diagnostic::error(code::GTIN_TWICE).arg("other", &twin.name);
                let finding = finding.arg("value", product.gtin.as_deref().unwrap_or_default());
                report.push(dataset.at_cell(finding, row, "gtin"));
            }
            products.push(product);
        }
    }
    take_texts(&mut products, pages, report);
    products
}

fn read(dataset: &LoadedDataset, at: usize, row: usize, today: Date) -> Option<Product> {
    let text = |column: &str| dataset.data.text(row, column);
    let (id, name, producer) = (text("ma"), text("ten"), text("chu_the"));
    if id_fault(&id).is_some() || name.is_empty() {
        return None;
    }
    let stars = text("sao").parse().ok().filter(|stars| (3..=5).contains(stars));
    let (decided, ends) = (day(&text("ngay_quyet_dinh")), day(&text("het_han")));
    Some(Product {
        group: group(&text("nhom"))?,
        standing: Standing::of(stars, &text("quyet_dinh"), decided, ends, today),
        months: months(&text("mua_vu")).unwrap_or_default(),
        gtin: gtin14(&text("gtin")).ok(),
        unit: None,
        dataset: at,
        page: None,
        id,
        name,
        producer,
        stars,
        decided,
        ends,
        row,
    })
}

/// What cells of one row say against each other.
fn check_row(dataset: &LoadedDataset, product: &Product, report: &mut Report) {
    let text = |column: &str| dataset.data.text(product.row, column);
    if let Some(stars) = product.stars.filter(|_| product.standing != Standing::Lapsed) {
        // One word for each row is enough: who fills in the decision sees the others.
        let missing = ["quyet_dinh", "ngay_quyet_dinh", "het_han"].into_iter().find(|column| text(column).is_empty());
        if let Some(column) = missing {
            let finding = Diagnostic::warning(code::STAR_WITHOUT_DECISION).arg("stars", u32::from(stars));
            report.push(dataset.at_cell(finding, product.row, column));
        }
    }
    let mut reversed = |value: String, other: String, first: &'static str, second: &'static str| {
        let finding = Diagnostic::error(code::ENDS_BEFORE).arg("value", value).arg("other", other).arg("first", first);
        report.push(dataset.at_cell(finding, product.row, second));
    };
    if let (Some(from), Some(to)) = (product.decided, product.ends)
        && to.days() < from.days()
    {
        reversed(to.short(), from.short(), "ngay_quyet_dinh", "het_han");
    }
    let price = |column: &str| text(column).parse::<f64>().ok();
    if let (Some(from), Some(to)) = (price("gia_tu"), price("gia_den"))
        && to < from
    {
        reversed(number(to, "vi"), number(from, "vi"), "gia_tu", "gia_den");
    }
}

/// Pages about products, each of one of its own.
fn take_texts(products: &mut [Product], pages: &[Page], report: &mut Report) {
    let by_id: HashMap<String, usize> = products.iter().enumerate().map(|(at, p)| (p.id.clone(), at)).collect();
    for (id, page) in pages.iter().enumerate() {
        let Details::Product(text) = &page.parsed.details else { continue };
        let Some(named) = &text.product else { continue };
        match by_id.get(&named.text).map(|&at| &mut products[at].page) {
            Some(free) if free.is_none() => *free = Some(id),
            _ => {
                let near = nearest(&named.text, by_id.keys().map(String::as_str).filter(|known| *known != named.text));
                let finding = Diagnostic::error(code::UNKNOWN_PRODUCT).arg("id", &named.text);
                let finding = finding.arg("suggestion", near.unwrap_or_default());
                report.push(finding.at(place(&page.source, &named.span)));
            }
        }
    }
}

/// The address of a page about a product; none where it names nothing that can be one.
pub(super) fn address_of(details: &Details) -> Option<Address> {
    let Details::Product(text) = details else { return None };
    text.product.as_ref().filter(|id| id_fault(&id.text).is_none()).map(|id| Address::product(&id.text))
}

/// Words that the addresses of products can't begin with, since lists lie there.
const TAKEN: [&str; 2] = ["nhom", "chu-the"];

fn id_fault(id: &str) -> Option<Diagnostic> {
    let clean = slug(id);
    let bad = clean != id || id.is_empty() || TAKEN.contains(&id);
    let proposed = if TAKEN.contains(&&*clean) || clean.is_empty() { "tra-sen".to_owned() } else { clean };
    bad.then(|| Diagnostic::error(code::BAD_PRODUCT_ID).arg("id", id).arg("suggestion", proposed))
}

/// What is wrong with a cell of a column that only products have.
pub(super) fn fault(dataset: &LoadedDataset, column: &ServiceColumn, cell: &str) -> Option<Diagnostic> {
    match column.holds {
        Holds::Id => id_fault(cell),
        Holds::Group => group(cell).is_none().then(|| {
            let names = GROUPS.map(|(_, name)| name);
            let finding = Diagnostic::error(code::UNKNOWN_PRODUCT_GROUP).arg("group", cell);
            finding.arg("suggestion", nearest(cell, names).unwrap_or_default()).arg("groups", names.join("; "))
        }),
        Holds::Months => months(cell).is_none().then(|| Diagnostic::error(code::BAD_MONTHS).arg("value", cell)),
        Holds::Links => parts(cell).find_map(not_web),
        Holds::Gtin => gtin14(cell).err().map(|fault| {
            let finding = Diagnostic::error(code::BAD_GTIN).arg("value", cell);
            match fault {
                GtinFault::Length => finding.arg("reason", "@gtin.length"),
                GtinFault::Check(right) => finding.arg("reason", "@gtin.check").arg("digit", u32::from(right)),
            }
        }),
        Holds::Phone => {
            let agreed = dataset.decl.personal.iter().any(|(known, _)| known.text == column.name);
            (!agreed).then(|| Diagnostic::error(code::PHONE_WITHOUT_CONSENT))
        }
        _ => None,
    }
}
