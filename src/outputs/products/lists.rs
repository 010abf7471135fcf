//! The catalogue, and the products of a group or a producer beside each other.

use std::sync::Arc;

use serde::Serialize;

use super::{ProductView, ancestors, group_name, points, title};
use crate::domain::product::{GROUPS, PRODUCTS};
use crate::job::{Job, Recipe, Role};
use crate::outputs::data::SourceLine;
use crate::outputs::frame::{Frame, Link, Schema, Twin, home_link};
use crate::outputs::html::{HtmlView, Text, run};
use crate::outputs::{Press, maps, services};
use crate::site::products::Product;
use crate::site::{Address, Site};
use crate::text::slug;

static PRODUCT_LIST: Recipe<HtmlView<Catalogue>> = Recipe { name: "products", run };
static BESIDE: Recipe<HtmlView<Beside>> = Recipe { name: "products beside each other", run };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::products().output_path(), Role::Page, &PRODUCT_LIST, move || catalogue(&shared)));
    for (group, (id, _)) in GROUPS.iter().enumerate() {
        if press.site.products.iter().any(|product| product.group == group) {
            let (shared, address) = (Arc::clone(press), Address::product_group(id));
            jobs.push(Job::new(address.output_path(), Role::Page, &BESIDE, move || {
                beside(&shared, &group_name(&shared.site, group), &address, "product-group", |product| {
                    product.group == group
                })
            }));
        }
    }
    for name in press.site.producers() {
        let (shared, address, name) = (Arc::clone(press), Address::producer(name), name.to_owned());
        jobs.push(Job::new(address.output_path(), Role::Page, &BESIDE, move || {
            let is_theirs = |product: &Product| slug(&product.producer) == slug(&name);
            beside(&shared, &name, &address, "producer", is_theirs)
        }));
    }
}

#[derive(Serialize)]
struct Catalogue {
    groups: Vec<Group>,
    sample: bool,
    sources: Vec<SourceLine>,
}

#[derive(Serialize)]
struct Group {
    id: &'static str,
    link: Link,
    products: Vec<ProductView>,
}

/// Products of one group or producer.
#[derive(Serialize)]
struct Beside {
    products: Vec<ProductView>,
    sample: bool,
    sources: Vec<SourceLine>,
}

fn views<'a>(site: &Site, products: impl IntoIterator<Item = &'a Product>) -> Vec<ProductView> {
    products.into_iter().map(|product| ProductView::new(site, product)).collect()
}

fn catalogue(press: &Press) -> HtmlView<Catalogue> {
    let site = &*press.site;
    let section = site.sections.iter().find(|section| section.address == Address::products());
    let about = section.and_then(|section| section.meta().description.as_deref());
    let groups = GROUPS.iter().enumerate().map(|(group, (id, _))| Group {
        id,
        link: Link { title: group_name(site, group), url: site.url(&Address::product_group(id)) },
        products: views(site, site.products.iter().filter(|product| product.group == group)),
    });
    let twins = Twin::of(site, &Address::products(), services::table_endings(site, &PRODUCTS));
    HtmlView {
        template: press.template("lists/products.html"),
        frame: Frame::new(press, &title(site), &Address::products(), "products", home_link(site))
            .described(Some(about.unwrap_or_else(|| site.word("products_about"))))
            .with_schema(Schema { kind: "CollectionPage", ..Schema::default() })
            .with_data(services::updated(site, &PRODUCTS), twins, site),
        text: section.and_then(|section| Text::of_section(site, section)),
        map: maps::places(press, format!("{} {}", site.word("map_of"), title(site)), points(site, &site.products)),
        data: Catalogue {
            groups: groups.filter(|group| !group.products.is_empty()).collect(),
            sample: site.datasets_of(&PRODUCTS).any(|dataset| dataset.decl.sample),
            sources: site.datasets_of(&PRODUCTS).map(|dataset| SourceLine::new(site, dataset)).collect(),
        },
    }
}

fn beside(
    press: &Press,
    name: &str,
    address: &Address,
    kind: &'static str,
    wanted: impl Fn(&Product) -> bool,
) -> HtmlView<Beside> {
    let site = &*press.site;
    let products: Vec<&Product> = site.products.iter().filter(|product| wanted(product)).collect();
    let mut datasets: Vec<usize> = products.iter().map(|product| product.dataset).collect();
    datasets.dedup();
    let about =
        site.word(if kind == "producer" { "producer_about" } else { "product_group_about" }).replace("{name}", name);
    HtmlView {
        template: press.template("lists/products_beside.html"),
        frame: Frame::new(press, name, address, kind, ancestors(site))
            .described(Some(&about))
            .with_schema(Schema { kind: "CollectionPage", ..Schema::default() }),
        text: None,
        map: maps::places(press, format!("{} {name}", site.word("map_of")), points(site, products.iter().copied())),
        data: Beside {
            sample: datasets.iter().any(|&at| site.datasets[at].decl.sample),
            sources: datasets.iter().map(|&at| SourceLine::new(site, &site.datasets[at])).collect(),
            products: views(site, products),
        },
    }
}
