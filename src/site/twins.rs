//! Machine-readable twins: which pages hold data, and where a program finds it without reading HTML.

use std::sync::Arc;

use super::{Address, Page, Structure};
use crate::domain::Details;
use crate::domain::service::KINDS;
use crate::domain::unit::Level;

impl Structure {
    /// The first folders of all addresses, in their order: headers are set for each.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.routes.folders().into_iter()
    }

    /// Whether there is more than one province to be looked at together.
    pub fn has_overview(&self) -> bool {
        self.units.provinces().nth(1).is_some()
    }

    /// The files beside the pages that hold data, one JSON file a page, and a table where the page is a list.
    pub fn twins(&self, pages: &[Arc<Page>]) -> Vec<Address> {
        let mut twins = Vec::new();
        let mut of_list = |list: &Address| twins.extend(["json", "csv"].map(|ending| list.twin(ending)));
        for list in self.sections.iter().skip(1).filter(|section| !section.hidden) {
            if list.is_of("document") || list.is_of("system") {
                of_list(&list.address);
            }
        }
        if !self.ledger.promises.is_empty() {
            of_list(&Address::promises());
        }
        if self.units.iter().next().is_some() {
            of_list(&Address::units());
        }
        if !self.history.is_empty() {
            twins.push(Address::formers().twin("csv"));
            let provinces = self.history.of_level(Level::Province);
            twins.extend(provinces.map(|(id, _)| self.former_address(id).twin("json")));
        }
        twins.extend(self.desks().iter().map(|desk| desk.address.twin("json")));
        if self.has_services() {
            let of_kind = |id: &str| ["json", "csv", "geojson"].map(|ending| Address::service(id).twin(ending));
            KINDS.iter().for_each(|kind| twins.extend(of_kind(kind.id)));
        }
        if self.has_products() {
            twins.extend(["json", "csv", "geojson"].map(|ending| Address::products().twin(ending)));
            twins.extend(self.products.iter().map(|product| product.address().twin("json")));
        }
        if self.has_overview() {
            twins.extend(["json", "csv"].map(|ending| Address::overview().twin(ending)));
        }
        let of_release = |id: &str| ["json", "csv"].map(|ending| Address::release(id).twin(ending));
        twins.extend(self.releases.iter().flat_map(|release| of_release(&release.id)));
        twins.extend(self.indicator_addresses().map(|page| page.twin("csv")));
        twins.extend(self.units.iter().map(|unit| self.unit_address(unit).twin("json")));
        twins.extend(pages.iter().filter(|page| holds_data(page)).map(|page| page.address.twin("json")));
        twins.extend(self.ledger.promises.iter().map(|promise| {
            let (_, _, target) = promise.of(pages);
            Address::promise(&target.id).twin("json")
        }));
        if !self.datasets.is_empty() {
            twins.push(Address::data().twin("json"));
        }
        twins
    }
}

/// Whether a page's header holds more than words about it.
fn holds_data(page: &Page) -> bool {
    matches!(page.parsed.details, Details::Plan(_) | Details::Document(_) | Details::System(_) | Details::Topic(_))
}
