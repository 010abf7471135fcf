//! Plans: the page of each, with its targets by pillar.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::frame::{DateView, Link};
use super::html::{HtmlView, run};
use super::open_data::{Record, json, twin};
use super::pages::{ArticleData, article, changed, of_kind, unit_link};
use super::promises::{PromiseRecord, record};
use super::targets::TargetView;
use crate::domain::plan::{Period, Solution};
use crate::domain::target::Pillar;
use crate::domain::{Details, Signatory};
use crate::job::{Job, Recipe};
use crate::site::Site;
use crate::site::ledger::{Promise, plan_of};

static PLAN: Recipe<HtmlView<PlanData>> = Recipe { name: "plan", run };
static PLAN_JSON: Recipe<Record<PlanRecord>> = Recipe { name: "plan json", run: json };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    of_kind(press, jobs, &PLAN, |details| matches!(details, Details::Plan(_)), plan_data);
    for (id, page) in press.site.pages.iter().enumerate().filter(|(_, page)| plan_of(page).is_some()) {
        twin(jobs, press, &page.address, &PLAN_JSON, move |site| (changed(&site.pages[id]), plan_record(site, id)));
    }
}

#[derive(Serialize)]
struct PlanData {
    #[serde(flatten)]
    article: ArticleData,
    plan: PlanView,
}

#[derive(Serialize)]
struct PlanView {
    number: Option<String>,
    issuer: String,
    issued: Option<DateView>,
    issued_note: Option<String>,
    place: Option<String>,
    province: Option<Link>,
    goal: Option<String>,
    signatory: Option<Signatory>,
    period: Option<Period>,
    pillars: Vec<PillarView>,
    solutions: Vec<Solution>,
    pilots: Vec<PilotView>,
    systems: Vec<Link>,
}

#[derive(Serialize)]
struct PillarView {
    id: Pillar,
    targets: Vec<TargetView>,
}

#[derive(Serialize)]
struct PilotView {
    id: String,
    kind: String,
    name: String,
    unit: Option<Link>,
    text: String,
    note: Option<String>,
}

fn plan_data(site: &Site, id: usize) -> PlanData {
    let page = &site.pages[id];
    let Details::Plan(plan) = &page.parsed.details else { unreachable!("planned for plans only") };
    let mut pillars: Vec<Pillar> = plan.targets.iter().map(|target| target.pillar).collect();
    pillars.sort_unstable();
    pillars.dedup();
    let of_pillar = |pillar: Pillar| {
        let own = move |promise: &&Promise| promise.of(&site.pages).2.pillar == pillar;
        site.ledger.of_plan(id).filter(own).map(|promise| TargetView::new(site, promise)).collect()
    };
    let asks = site.ledger.systems.iter().filter(|system| system.plans.contains(&Some(id)));
    let plan = PlanView {
        number: plan.number.clone(),
        issuer: plan.issuer.clone(),
        issued: DateView::maybe(plan.issued, site),
        issued_note: plan.issued_note.clone(),
        place: plan.place.clone(),
        province: plan.province.as_ref().and_then(|code| unit_link(site, &code.text)),
        goal: plan.goal.clone(),
        signatory: plan.signatory.clone(),
        period: plan.period.clone(),
        pillars: pillars.into_iter().map(|id| PillarView { id, targets: of_pillar(id) }).collect(),
        solutions: plan.solutions.clone(),
        pilots: plan
            .pilots
            .iter()
            .map(|pilot| PilotView {
                id: pilot.id.clone(),
                kind: pilot.kind.clone(),
                name: pilot.name.clone(),
                unit: pilot.unit.as_ref().and_then(|code| unit_link(site, &code.text)),
                text: pilot.text.clone(),
                note: pilot.note.clone(),
            })
            .collect(),
        systems: asks
            .map(|system| {
                let page = &site.pages[system.page];
                Link { title: page.meta().title.clone(), url: site.url(&page.address) }
            })
            .collect(),
    };
    PlanData { article: article(site, page), plan }
}

/// A plan for machines.
#[derive(Serialize)]
struct PlanRecord {
    title: String,
    number: Option<String>,
    issuer: String,
    issued: Option<String>,
    issued_note: Option<String>,
    province: Option<String>,
    place: Option<String>,
    period: Option<Period>,
    goal: Option<String>,
    signatory: Option<Signatory>,
    targets: Vec<PromiseRecord>,
    solutions: Vec<Solution>,
    pilots: Vec<PilotRecord>,
}

#[derive(Serialize)]
struct PilotRecord {
    id: String,
    kind: String,
    name: String,
    unit: Option<String>,
    text: String,
    note: Option<String>,
}

fn plan_record(site: &Site, id: usize) -> PlanRecord {
    let page = &site.pages[id];
    let Details::Plan(plan) = &page.parsed.details else { unreachable!("planned for plans only") };
    let pilots = plan.pilots.iter().map(|pilot| PilotRecord {
        id: pilot.id.clone(),
        kind: pilot.kind.clone(),
        name: pilot.name.clone(),
        unit: pilot.unit.as_ref().map(|code| code.text.clone()),
        text: pilot.text.clone(),
        note: pilot.note.clone(),
    });
    PlanRecord {
        title: page.meta().title.clone(),
        number: plan.number.clone(),
        issuer: plan.issuer.clone(),
        issued: plan.issued.map(|date| date.to_string()),
        issued_note: plan.issued_note.clone(),
        province: plan.province.as_ref().map(|code| code.text.clone()),
        place: plan.place.clone(),
        period: plan.period.clone(),
        goal: plan.goal.clone(),
        signatory: plan.signatory.clone(),
        targets: site.ledger.of_plan(id).map(|promise| record(site, promise)).collect(),
        solutions: plan.solutions.clone(),
        pilots: pilots.collect(),
    }
}
