//! Old addresses that lead to new ones.

use std::collections::HashSet;

use super::address::Address;
use super::page::Page;
use super::place;
use super::section::Section;
use crate::diagnostics::{Diagnostic, Report, code};
use crate::domain::history::History;
use crate::domain::unit::{Level, Units};
use crate::text::slug;

/// An old address that leads to a new one.
pub struct Redirect {
    /// Old.
    pub from: Address,
    /// New.
    pub to: Address,
}

/// Where a former province's page would be if it still existed, unless something else is there.
pub(super) fn of_former_provinces(history: &History, units: &Units, mut taken: HashSet<Address>) -> Vec<Redirect> {
    taken.extend(units.provinces().map(|unit| Address::unit(&unit.path)));
    let mut redirects = Vec::new();
    for (id, former) in history.of_level(Level::Province) {
        let from = Address::unit(&format!("{}/", slug(&former.name)));
        if taken.insert(from.clone()) {
            redirects.push(Redirect { from, to: Address::unit(history.address(id)) });
        }
    }
    redirects
}

/// The old addresses that pages and sections name.
pub(super) fn typed(pages: &[Page], sections: &[Section], report: &mut Report) -> Vec<Redirect> {
    let of_pages = pages.iter().map(|page| (&page.source, &page.meta().aliases, &page.address));
    let of_sections = sections
        .iter()
        .filter_map(|section| Some((section.source.as_ref()?, &section.meta().aliases, &section.address)));
    let mut redirects = Vec::new();
    for (source, aliases, to) in of_pages.chain(of_sections) {
        for alias in aliases {
            match Address::typed(&alias.text) {
                Some(from) => redirects.push(Redirect { from, to: to.clone() }),
                None => report
                    .push(Diagnostic::error(code::UNSAFE_PATH).arg("path", &alias.text).at(place(source, &alias.span))),
            }
        }
    }
    redirects
}
