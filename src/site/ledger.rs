//! Sổ cam kết: every target of every plan as a promise of its own, with the figures reported against it, the topics under
//! which promises are compared, and the systems that plans ask for.

mod figures;
mod systems;

use std::collections::HashMap;
use std::sync::Arc;

pub use figures::Figure;
pub(super) use figures::day;
pub use systems::{System, system_of};

use super::data::LoadedDataset;
use super::{Page, Section, place};
use crate::diagnostics::{Diagnostic, Report, code};
use crate::domain::Details;
use crate::domain::plan::Plan;
use crate::domain::target::Target;
use crate::domain::unit::{Unit, Units};
use crate::fields::Spanned;
use crate::text::{nearest, slug};

/// All promises, topics and systems of a site.
#[derive(Default)]
pub struct Ledger {
    /// Promises in the order of their plans, then as the plan has them.
    pub promises: Vec<Promise>,
    /// Topics in the order of their section.
    pub topics: Vec<Topic>,
    /// Systems in the order of their section.
    pub systems: Vec<System>,
    by_id: HashMap<String, usize>,
}

/// A target of a plan.
pub struct Promise {
    /// The plan's page.
    pub page: usize,
    /// Position among the plan's targets.
    pub target: usize,
    /// What was reported, oldest first.
    pub figures: Vec<Figure>,
    /// Positions in [`Ledger::topics`].
    pub topics: Vec<usize>,
    /// Positions in [`Ledger::systems`], of those that the target asks for.
    pub systems: Vec<usize>,
}

/// A topic: a page, and the promises that name it.
pub struct Topic {
    /// Its page.
    pub page: usize,
    /// Positions in [`Ledger::promises`].
    pub promises: Vec<usize>,
}

/// A page as a plan.
pub fn plan_of(page: &Page) -> Option<&Plan> {
    match &page.parsed.details {
        Details::Plan(plan) => Some(plan),
        _ => None,
    }
}

impl Promise {
    /// The promise out of the site's pages: the plan's page, the plan, the target.
    ///
    /// # Panics
    /// With pages of another site.
    pub fn of<'a>(&self, pages: &'a [Arc<Page>]) -> (&'a Page, &'a Plan, &'a Target) {
        let page = &pages[self.page];
        let plan = plan_of(page).expect("promises are made from plans");
        (page, plan, &plan.targets[self.target])
    }
}

impl Ledger {
    /// Makes the ledger of a site's pages and datasets, and reports references that lead nowhere.
    pub(super) fn of(pages: &[Page], sections: &[Section], datasets: &[LoadedDataset], report: &mut Report) -> Self {
        let mut ledger = Self::default();
        let order = in_order(pages, sections);
        ledger.take_promises(pages, &order, report);
        ledger.take_topics(pages, &order, report);
        ledger.take_systems(pages, &order, datasets, report);
        ledger.take_figures(pages, datasets, report);
        ledger
    }

    /// The promises of a plan's page, in its order.
    pub fn of_plan(&self, page: usize) -> impl Iterator<Item = &Promise> {
        self.promises.iter().filter(move |promise| promise.page == page)
    }

    /// The provinces that have promises, as a Vietnamese dictionary has them.
    pub fn provinces<'a>(&self, pages: &[Arc<Page>], units: &'a Units) -> Vec<&'a Unit> {
        let mut codes: Vec<&str> = Vec::new();
        for promise in &self.promises {
            codes.extend(promise.of(pages).1.province.as_ref().map(|code| code.text.as_str()));
        }
        units.provinces().filter(|unit| codes.contains(&&*unit.code)).collect()
    }

    fn take_promises(&mut self, pages: &[Page], order: &[usize], report: &mut Report) {
        for &page in order {
            let Some(plan) = plan_of(&pages[page]) else { continue };
            for (at, target) in plan.targets.iter().enumerate() {
                // A target without an id is reported where it is read.
                if target.id.is_empty() {
                    continue;
                }
                let source = &pages[page].source;
                if slug(&target.id).is_empty() {
                    let finding = Diagnostic::error(code::UNSAFE_PATH).arg("path", &target.id);
                    report.push(finding.at(place(source, &target.id_span)));
                } else if let Some(&first) = self.by_id.get(&slug(&target.id)) {
                    // Within one plan it is reported where it is read, unless only the address is the same.
                    let first = &self.promises[first];
                    if first.page != page || plan.targets[first.target].id != target.id {
                        let finding = Diagnostic::error(code::DUPLICATE_ID).arg("id", &target.id);
                        report.push(finding.at(place(source, &target.id_span)));
                    }
                } else {
                    self.by_id.insert(slug(&target.id), self.promises.len());
                    let (figures, topics, systems) = (Vec::new(), Vec::new(), Vec::new());
                    self.promises.push(Promise { page, target: at, figures, topics, systems });
                }
            }
        }
    }

    fn take_topics(&mut self, pages: &[Page], order: &[usize], report: &mut Report) {
        let mut by_id: HashMap<&str, usize> = HashMap::new();
        for &page in order {
            let Details::Topic(topic) = &pages[page].parsed.details else { continue };
            let Some(id) = &topic.id else { continue };
            if by_id.contains_key(id.text.as_str()) {
                report.push(duplicate(&pages[page], id));
                continue;
            }
            by_id.insert(&id.text, self.topics.len());
            self.topics.push(Topic { page, promises: Vec::new() });
        }
        for (at, promise) in self.promises.iter_mut().enumerate() {
            let page = &pages[promise.page];
            let Some(plan) = plan_of(page) else { continue };
            for named in &plan.targets[promise.target].topics {
                match by_id.get(named.text.as_str()) {
                    Some(&topic) if promise.topics.contains(&topic) => {}
                    Some(&topic) => {
                        promise.topics.push(topic);
                        self.topics[topic].promises.push(at);
                    }
                    None => {
                        let near = nearest(&named.text, by_id.keys().copied()).unwrap_or_default();
                        let finding = Diagnostic::error(code::UNKNOWN_TOPIC).arg("topic", &named.text);
                        report.push(finding.arg("suggestion", near).at(place(&page.source, &named.span)));
                    }
                }
            }
        }
    }
}

/// Pages as their sections have them.
fn in_order(pages: &[Page], sections: &[Section]) -> Vec<usize> {
    let own = |(id, section): (usize, &Section)| {
        section.pages.iter().copied().filter(move |&page| pages[page].section == id).collect::<Vec<_>>()
    };
    sections.iter().enumerate().flat_map(own).collect()
}

fn duplicate(page: &Page, id: &Spanned) -> Diagnostic {
    Diagnostic::error(code::DUPLICATE_ID).arg("id", &id.text).at(place(&page.source, &id.span))
}
