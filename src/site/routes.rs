//! Every address of the site, each with the one source that claims it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::address::Address;
use super::page::{Page, check_typed_paths};
use super::translations::Found;
use super::{Structure, place};
use crate::diagnostics::{Diagnostic, Place, Report, code};
use crate::domain::service::KINDS;
use crate::domain::unit::Level;
use crate::source::SourceFile;

/// Who publishes what: address -> the file behind it, and content file -> its address.
#[derive(Default)]
pub(super) struct Routes {
    /// By address in lower case, since Windows and macOS know no other.
    owners: HashMap<String, String>,
    /// Addresses as they are published: a web server does know the difference.
    exact: HashSet<String>,
    /// Pages by their files.
    pub(super) pages: HashMap<String, usize>,
    /// Sections by their files.
    pub(super) sections: HashMap<String, usize>,
}

impl Routes {
    /// Claims every address of a site and reports those that are claimed twice.
    pub(super) fn claim(site: &Structure, pages: &[Arc<Page>], found: &[Found], report: &mut Report) -> Self {
        let mut routes = Self::default();
        for fixed in [Address::map(), Address::data(), Address::units(), Address::tags(), Address::search()] {
            routes.take(&fixed);
        }
        site.languages.take(site, &mut routes);
        routes.take_ledger(site, pages);
        for (id, page) in pages.iter().enumerate() {
            check_typed_paths(page, report);
            routes.pages.insert(page.source.path.to_string(), id);
            let typed = page.meta().slug.as_ref().or(page.meta().path.as_ref());
            routes.own(&page.address, &page.source, typed.map(|typed| &typed.span), report);
        }
        pages.iter().filter_map(|page| page.loudspeaker()).for_each(|address| routes.take(&address));
        for (id, section) in site.sections.iter().enumerate().filter(|(_, section)| !section.hidden) {
            if let Some(source) = &section.source {
                routes.sections.insert(source.path.to_string(), id);
                // A section may give words to a list that the program makes: `content/ban-do/_index.md`.
                if routes.owners.get(section.address.as_str()).is_none_or(|owner| !owner.is_empty()) {
                    routes.own(&section.address, source, None, report);
                }
            }
            for number in 1..=section.list_pages() {
                routes.take(&section.address.numbered(number));
            }
        }
        for unit in site.units.iter() {
            routes.take(&site.unit_address(unit));
        }
        if !site.history.is_empty() {
            routes.take(&Address::formers());
        }
        for former in 0..site.history.formers().len() {
            routes.take(&site.former_address(former));
        }
        for tag in &site.tags {
            routes.take(&tag.address);
        }
        for shelf in &site.shelves {
            routes.take(&shelf.address);
        }
        routes.take_offline(site);
        let twins = routes.take_twins(site, pages);
        if site.has_services() {
            routes.take(&Address::services());
            KINDS.iter().for_each(|kind| routes.take(&Address::service(kind.id)));
            site.desks().iter().for_each(|desk| routes.take(&desk.address));
        }
        site.product_pages().iter().for_each(|address| routes.take(address));
        for product in &site.products {
            ["nhan/", "nhan/2x7/", "qr.svg"].iter().for_each(|own| routes.take(&product.address().join(own)));
        }
        routes.take_tourism(site, pages);
        if !site.record.is_empty() {
            routes.take(&Address::criteria());
        }
        for framework in &site.record.frameworks {
            let page = Address::criteria().join(&format!("{}/", framework.decree.id));
            [page.join("tieu-chi.json"), page.join("tieu-chi.csv"), page]
                .iter()
                .for_each(|address| routes.take(address));
        }
        if site.has_overview() {
            routes.take(&Address::overview());
        }
        if !site.releases.is_empty() {
            routes.take(&Address::releases());
            routes.take(&Address::releases().join("feed.xml"));
        }
        site.releases.iter().for_each(|release| routes.take(&Address::release(&release.id)));
        let versions = site.versions.values().flatten();
        versions.for_each(|version| routes.take(&Address::version(&version.table, &version.id)));
        site.indicator_addresses().for_each(|address| routes.take(&address));
        for table in site.record.tables.iter().chain(&site.record.decisions) {
            routes.take(&Address::data().join(&format!("{}.csv", table.id)));
        }
        if !site.datasets.is_empty() {
            let catalogues = [Address::catalogue(), Address::project_data(), Address::data_package()];
            let proofs = [Address::checksums(), Address::signature()];
            catalogues.iter().chain(&proofs).for_each(|address| routes.take(address));
        }
        for dataset in &site.datasets {
            routes.take(&Address::dataset(&dataset.decl.id.text));
            let address = dataset.download();
            if twins.contains(&address) {
                let finding = Diagnostic::error(code::DUPLICATE_ADDRESS).arg("address", &address);
                report.push(finding.arg("first", "langso").at(dataset.manifest_place(&dataset.decl.file.span)));
            }
            routes.take(&address);
        }
        for attachment in &site.attachments {
            routes.own(&attachment.address, &attachment.file, None, report);
        }
        site.languages.claim(&mut routes, found, site, pages, report);
        routes.claim_aliases(site, pages, report);
        for redirect in &site.redirects {
            routes.take(&redirect.from);
        }
        routes
    }

    /// The pages of promises and their lists.
    fn take_ledger(&mut self, site: &Structure, pages: &[Arc<Page>]) {
        if site.ledger.promises.is_empty() {
            return;
        }
        self.take(&Address::promises());
        for promise in &site.ledger.promises {
            let (_, _, target) = promise.of(pages);
            self.take(&Address::promise(&target.id));
        }
        for province in site.ledger.provinces(pages, &site.units) {
            self.take(&Address::promises_in(&province.path));
        }
    }

    /// The pages of where to go that the program makes, and the files of routes and festivals.
    fn take_tourism(&mut self, site: &Structure, pages: &[Arc<Page>]) {
        if site.tourism.is_empty() {
            return;
        }
        [Address::tourism(), Address::tourism().join("diem-den.geojson")].iter().for_each(|address| self.take(address));
        for route in &site.tourism.routes {
            ["tuyen.gpx", "tuyen.kml"].iter().for_each(|name| self.take(&pages[route.page].address.join(name)));
        }
        site.tourism.festivals.iter().for_each(|&page| self.take(&pages[page].address.join("lich.ics")));
    }

    /// What makes pages readable without a network.
    fn take_offline(&mut self, site: &Structure) {
        self.take(&Address::worker());
        if !site.config.offline {
            return;
        }
        [Address::offline(), Address::manifest(), Address::map().pack()].iter().for_each(|address| self.take(address));
        for commune in site.units.iter().filter(|unit| unit.level == Level::Commune) {
            let page = site.unit_address(commune);
            [page.pack(), page.poster(), page.brochure()].iter().for_each(|address| self.take(address));
        }
    }

    /// What pages that hold data say to machines.
    fn take_twins(&mut self, site: &Structure, pages: &[Arc<Page>]) -> HashSet<Address> {
        let twins: HashSet<Address> = site.twins(pages).into_iter().collect();
        twins.iter().for_each(|twin| self.take(twin));
        twins
    }

    fn claim_aliases(&mut self, site: &Structure, pages: &[Arc<Page>], report: &mut Report) {
        let of_pages = pages.iter().map(|page| (&page.source, &page.meta().aliases));
        let of_sections =
            site.sections.iter().filter_map(|section| Some((section.source.as_ref()?, &section.meta().aliases)));
        for (source, aliases) in of_pages.chain(of_sections) {
            for alias in aliases {
                if let Some(from) = Address::typed(&alias.text) {
                    self.own(&from, source, Some(&alias.span), report);
                }
            }
        }
    }

    pub(super) fn own(
        &mut self,
        address: &Address,
        source: &SourceFile,
        span: Option<&Range<usize>>,
        report: &mut Report,
    ) {
        // Windows and macOS know no difference of case, so neither may a site that is built there.
        let key = address.as_str().to_lowercase();
        if let Some(first) = self.owners.get(&key) {
            let first = if first.is_empty() { "langso" } else { first };
            let at = span.map_or_else(|| Place::file(source.path.clone()), |span| place(source, span));
            report.push(Diagnostic::error(code::DUPLICATE_ADDRESS).arg("address", address).arg("first", first).at(at));
            return;
        }
        self.exact.insert(address.as_str().to_owned());
        self.owners.insert(key, source.path.to_string());
    }

    /// Claims an address for the program, unless a file has it.
    pub(super) fn take(&mut self, address: &Address) {
        self.exact.insert(address.as_str().to_owned());
        self.owners.entry(address.as_str().to_lowercase()).or_default();
    }

    /// Whether something is published at a path.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.exact.contains(path)
    }

    /// The page of a content file.
    pub(super) fn page(&self, file: &str) -> Option<usize> {
        self.pages.get(file).copied()
    }

    /// The first folders of all addresses, in their order.
    pub(super) fn folders(&self) -> std::collections::BTreeSet<&str> {
        self.exact.iter().filter_map(|path| Some(path.get(1..)?.split_once('/')?.0)).collect()
    }

    /// Every published path.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.exact.iter().map(String::as_str)
    }
}
