//! Sheets of labels for a product, for common papers of A4: sizes are the styles', numbers of labels are here.

use std::sync::Arc;

use serde::Serialize;

use super::page::code_of;
use super::{ProductView, ancestors};
use crate::job::{Job, Recipe, Role};
use crate::outputs::Press;
use crate::outputs::frame::{Frame, Link};
use crate::outputs::html::{HtmlView, run};

static LABELS: Recipe<HtmlView<Labels>> = Recipe { name: "labels", run };

/// A paper: its name in addresses and styles, its words, and how many labels it has.
struct Paper {
    address: &'static str,
    id: &'static str,
    title: &'static str,
    count: usize,
}

/// The first lies at `nhan/` itself.
const PAPERS: [Paper; 2] = [
    Paper { address: "nhan/", id: "3x8", title: "3 × 8, 70 × 37 mm", count: 24 },
    Paper { address: "nhan/2x7/", id: "2x7", title: "2 × 7, 99,1 × 38,1 mm", count: 14 },
];

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for (at, product) in press.site.products.iter().enumerate() {
        for (paper, sheet) in PAPERS.iter().enumerate() {
            let path = product.address().join(sheet.address).output_path();
            let shared = Arc::clone(press);
            jobs.push(Job::new(path, Role::Page, &LABELS, move || view(&shared, at, paper)));
        }
    }
}

#[derive(Serialize)]
struct Labels {
    product: ProductView,
    /// The paper's name in styles.
    paper: &'static str,
    count: usize,
    /// All papers, and whether it is this one.
    papers: Vec<(Link, bool)>,
    qr_url: String,
    code: String,
    /// Whether codes are signed.
    signed: bool,
}

fn view(press: &Press, at: usize, paper: usize) -> HtmlView<Labels> {
    let site = &*press.site;
    let product = &site.products[at];
    let address = product.address();
    let mut way = ancestors(site);
    way.push(Link { title: product.name.clone(), url: site.url(&address) });
    let papers = PAPERS.iter().enumerate().map(|(other, sheet)| {
        (Link { title: sheet.title.to_owned(), url: site.url(&address.join(sheet.address)) }, other == paper)
    });
    let title = site.word("labels_title").replace("{name}", &product.name);
    HtmlView {
        template: press.template("kinds/labels.html"),
        frame: Frame::new(press, &title, &address.join(PAPERS[paper].address), "labels", way).not_indexed(),
        text: None,
        map: None,
        data: Labels {
            product: ProductView::new(site, product),
            paper: PAPERS[paper].id,
            count: PAPERS[paper].count,
            papers: papers.collect(),
            qr_url: site.url(&address.join("qr.svg")),
            code: code_of(site, product),
            signed: site.signer.is_some(),
        },
    }
}
