//! Systems, with the plans that ask for them found.

use std::collections::HashMap;

use super::{Ledger, duplicate, plan_of};
use crate::diagnostics::{Diagnostic, Report, code};
use crate::domain::Details;
use crate::domain::system::{Asked, System as Header};
use crate::site::data::LoadedDataset;
use crate::site::{Page, place};
use crate::text::nearest;

/// An entry of the directory of systems.
pub struct System {
    /// Its page.
    pub page: usize,
    /// The pages of the plans that ask for it, in the order of its header.
    pub plans: Vec<Option<usize>>,
}

/// A page as a system.
pub fn system_of(page: &Page) -> Option<&Header> {
    match &page.parsed.details {
        Details::System(system) => Some(system),
        _ => None,
    }
}

impl Ledger {
    pub(super) fn take_systems(
        &mut self,
        pages: &[Page],
        order: &[usize],
        datasets: &[LoadedDataset],
        report: &mut Report,
    ) {
        let files: HashMap<&str, usize> = pages.iter().enumerate().map(|(id, page)| (&*page.source.path, id)).collect();
        let mut ids: Vec<&str> = Vec::new();
        for &page in order {
            let Some(header) = system_of(&pages[page]) else { continue };
            if let Some(id) = &header.id {
                if ids.contains(&id.text.as_str()) {
                    report.push(duplicate(&pages[page], id));
                }
                ids.push(&id.text);
            }
            for layer in &header.layers {
                let known = || datasets.iter().map(|dataset| dataset.decl.id.text.as_str());
                if !known().any(|id| id == layer.text) {
                    let near = nearest(&layer.text, known()).unwrap_or_default();
                    let finding = Diagnostic::error(code::UNKNOWN_DATASET).arg("id", &layer.text);
                    report.push(finding.arg("suggestion", near).at(place(&pages[page].source, &layer.span)));
                }
            }
            let found = header.asked_by.iter().map(|asked| find(pages, &files, &pages[page], asked, report));
            let plans: Vec<Option<usize>> = found.collect();
            let at = self.systems.len();
            for (asked, plan) in header.asked_by.iter().zip(&plans) {
                let named = |promise: &&mut super::Promise| {
                    Some(promise.page) == *plan
                        && plan_of(&pages[promise.page])
                            .zip(asked.item.as_ref())
                            .is_some_and(|(plan, item)| plan.targets[promise.target].id == item.text)
                };
                self.promises.iter_mut().filter(named).for_each(|promise| promise.systems.push(at));
            }
            self.systems.push(System { page, plans });
        }
    }
}

/// The plan that a system names, which must have the entry that it names.
fn find(
    pages: &[Page],
    files: &HashMap<&str, usize>,
    system: &Page,
    asked: &Asked,
    report: &mut Report,
) -> Option<usize> {
    let named = asked.plan.as_ref()?;
    let file = format!("content/{}", named.text.trim_start_matches("@/"));
    let found = files.get(file.as_str()).copied().filter(|&page| plan_of(&pages[page]).is_some());
    let Some(page) = found else {
        let plans = pages.iter().filter(|page| plan_of(page).is_some());
        let near = nearest(&file, plans.map(|page| &*page.source.path)).unwrap_or_default();
        let near = near.strip_prefix("content/").map_or_else(String::new, |path| format!("@/{path}"));
        let finding = Diagnostic::error(code::UNKNOWN_PLAN).arg("plan", &named.text).arg("suggestion", near);
        report.push(finding.at(place(&system.source, &named.span)));
        return None;
    };
    if let Some(item) = &asked.item
        && !pages[page].parsed.details.has_id(&item.text)
    {
        let ids = plan_of(&pages[page]).map(|plan| plan.ids().collect::<Vec<_>>()).unwrap_or_default();
        let near = nearest(&item.text, ids).unwrap_or_default();
        let finding = Diagnostic::error(code::UNKNOWN_PLAN_ITEM).arg("plan", &named.text).arg("item", &item.text);
        report.push(finding.arg("suggestion", near).at(place(&system.source, &item.span)));
    }
    Some(page)
}
