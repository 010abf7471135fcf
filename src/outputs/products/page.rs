//! A product's page, its code and its twin.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};

use super::road::{Road, road};
use super::seal::{Seal, signed_code};
use super::{ProductView, ancestors, in_stars, points};
use crate::diagnostics::Diagnostic;
use crate::domain::product::{Standing, parts};
use crate::job::{Job, Recipe, Role};
use crate::outputs::data::SourceLine;
use crate::outputs::frame::{Frame, Schema, Twin};
use crate::outputs::html::{HtmlView, Text, run};
use crate::outputs::open_data::{Record, json as as_json, latest, twin};
use crate::outputs::{Press, maps};
use crate::render::qr::qr;
use crate::site::products::Product;
use crate::site::{Address, Site};
use crate::text::Date;

static PRODUCT: Recipe<HtmlView<ProductData>> = Recipe { name: "product", run };
static PRODUCT_JSON: Recipe<Record<ProductRecord>> = Recipe { name: "product json", run: as_json };
static QR: Recipe<Code> = Recipe { name: "qr code", run: Code::svg };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for (at, product) in press.site.products.iter().enumerate() {
        let address = product.address();
        let shared = Arc::clone(press);
        jobs.push(Job::new(address.output_path(), Role::Page, &PRODUCT, move || view(&shared, at)));
        twin(jobs, press, &address, &PRODUCT_JSON, move |site| {
            (updated(site, &site.products[at]), ProductRecord { product: ProductView::new(site, &site.products[at]) })
        });
        let shared = Arc::clone(press);
        jobs.push(Job::new(address.join("qr.svg").output_path(), Role::File, &QR, move || {
            let product = &shared.site.products[at];
            Code { text: signed_code(&shared.site, product), title: product.name.clone() }
        }));
    }
}

/// What a code says, and what it is called.
#[derive(Serialize)]
struct Code {
    text: String,
    title: String,
}

impl Code {
    fn svg(&self) -> Result<Vec<u8>, Diagnostic> {
        Ok(qr(&self.text, &self.title).unwrap_or_default().into_bytes())
    }
}

/// The address in a product's code: a GS1 Digital Link where it has a number as a trade item, else its page.
pub(super) fn code_of(site: &Site, product: &Product) -> String {
    match &product.gtin {
        // As the standard writes it, without a slash at the end; servers of files add it.
        Some(gtin) => site.canonical(&Address::digital_link(gtin)).trim_end_matches('/').to_owned(),
        None => site.canonical(&product.address()),
    }
}

#[derive(Serialize)]
struct ProductRecord {
    product: ProductView,
}

#[derive(Serialize)]
struct ProductData {
    product: ProductView,
    road: Option<Road>,
    qr_url: String,
    /// The address in the code.
    code: String,
    /// What checks a label; none in a portal without a key.
    seal: Option<Seal>,
    labels_url: String,
    /// Who made the page's picture.
    credit: Option<String>,
    sources: Vec<SourceLine>,
}

fn updated(site: &Site, product: &Product) -> Option<Date> {
    let page = product.page.map(|id| site.pages[id].meta());
    latest([site.datasets[product.dataset].decl.date, page.and_then(|meta| meta.updated.or(meta.date))])
}

fn view(press: &Press, at: usize) -> HtmlView<ProductData> {
    let site = &*press.site;
    let product = &site.products[at];
    let page = product.page.map(|id| &site.pages[id]);
    let view = ProductView::new(site, product);
    let words = match &view.producer {
        Some(producer) => {
            format!("{}. {}", view.group.title, site.word("product_of").replace("{name}", &producer.title))
        }
        None => view.group.title.clone(),
    };
    let about = page.and_then(|page| page.meta().description.clone()).unwrap_or(words);
    let address = product.address();
    // A table names products in one language; a page about one may name it in its own.
    let title = page.filter(|_| site.languages.original().is_some()).map_or(&product.name, |page| &page.meta().title);
    let more = vec![("mainEntity", schema(site, product, &view, &about))];
    HtmlView {
        template: press.template("kinds/product.html"),
        frame: Frame::new(press, title, &address, "product", ancestors(site))
            .described(Some(&about))
            .with_card(&address, site)
            .with_image(
                page.and_then(|page| page.shown.image),
                page.and_then(|page| page.meta().image_alt.as_deref()),
                site,
            )
            .with_schema(Schema { kind: "ItemPage", more, ..Schema::default() })
            .with_data(updated(site, product), Twin::of(site, &address, &["json"]), site),
        text: page.map(|page| Text::of_page(site, page)),
        map: maps::places(press, format!("{} {}", site.word("map_of"), product.name), points(site, [product])),
        data: ProductData {
            road: road(site, &view),
            qr_url: site.url(&address.join("qr.svg")),
            code: code_of(site, product),
            seal: Seal::new(site, product),
            labels_url: site.url(&address.join("nhan/")),
            credit: page.and_then(|page| page.meta().credit.clone()),
            sources: vec![SourceLine::new(site, &site.datasets[product.dataset])],
            product: view,
        },
    }
}

/// schema.org's Product. A star is an award as long as it counts.
fn schema(site: &Site, product: &Product, view: &ProductView, about: &str) -> Value {
    let dataset = &site.datasets[product.dataset];
    let text = |column: &str| dataset.data.text(product.row, column);
    let mut entity = json!({
        "@type": "Product",
        "name": product.name,
        "url": site.canonical(&product.address()),
        "productID": product.id,
        "category": view.group.title,
        "description": about,
    });
    let mut set = |key: &str, value: Value| {
        if let Some(object) = entity.as_object_mut() {
            object.insert(key.to_owned(), value);
        }
    };
    if let Some(producer) = &view.producer {
        set("manufacturer", json!({"@type": "Organization", "name": producer.title}));
    }
    if let Some(gtin) = &product.gtin {
        set("gtin14", gtin.as_str().into());
    }
    if !view.brand.is_empty() {
        set("brand", json!({"@type": "Brand", "name": view.brand}));
    }
    if let (Standing::Valid, Some(stars)) = (product.standing, product.stars) {
        set("award", in_stars(site, stars).into());
    }
    if dataset.decl.sample {
        set("disambiguatingDescription", site.word("sample_rows").into());
    }
    let amount = |column: &str| text(column).parse::<f64>().ok();
    let shops: Vec<String> = parts(&text("gian_hang")).map(str::to_owned).collect();
    if let Some(low) = amount("gia_tu").or_else(|| amount("gia_den")) {
        let high = amount("gia_den").unwrap_or(low);
        let mut offer = json!({"@type": "AggregateOffer", "priceCurrency": "VND", "lowPrice": low, "highPrice": high});
        if let (Some(object), Some(shop)) = (offer.as_object_mut(), shops.first()) {
            object.insert("url".into(), shop.as_str().into());
        }
        set("offers", offer);
    }
    entity
}
