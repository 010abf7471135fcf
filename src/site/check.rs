//! Rules that cross kinds.

use std::collections::HashMap;
use std::sync::Arc;

use super::data::LoadedDataset;
use super::routes::Routes;
use super::{DataFile, Page, place};
use crate::diagnostics::{Diagnostic, Place, Report, code};
use crate::domain::Details;
use crate::domain::manifest::Manifest;
use crate::domain::record::Record;
use crate::domain::unit::Units;
use crate::fields::Spanned;
use crate::geo::{Layer, sovereignty};
use crate::source::SourceFile;
use crate::text::nearest;

/// Which page holds the text about a unit.
pub(super) fn unit_texts(pages: &[Page], units: &Units, report: &mut Report) -> HashMap<Arc<str>, usize> {
    let mut texts: HashMap<Arc<str>, usize> = HashMap::new();
    for (id, page) in pages.iter().enumerate() {
        let Details::Unit(text) = &page.parsed.details else { continue };
        let Some(code) = &text.unit else { continue };
        if let Some(unit) = known(page, code, units, report) {
            texts.entry(unit).or_insert(id);
        }
    }
    texts
}

/// Which pages name a unit: plans by their province and pilots, all pages by `units`.
pub(super) fn unit_mentions(pages: &[Page], units: &Units, report: &mut Report) -> HashMap<Arc<str>, Vec<usize>> {
    let mut mentions: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
    for (id, page) in pages.iter().enumerate() {
        let mut codes: Vec<&Spanned> = page.meta().units.iter().collect();
        if let Details::Plan(plan) = &page.parsed.details {
            codes.extend(&plan.province);
            codes.extend(plan.pilots.iter().filter_map(|pilot| pilot.unit.as_ref()));
        }
        for code in codes {
            if let Some(unit) = known(page, code, units, report) {
                let pages = mentions.entry(unit).or_default();
                if pages.last() != Some(&id) {
                    pages.push(id);
                }
            }
        }
    }
    mentions
}

fn known(page: &Page, code: &Spanned, units: &Units, report: &mut Report) -> Option<Arc<str>> {
    let unit = units.get(&code.text);
    if unit.is_none() {
        report.push(
            Diagnostic::error(code::UNKNOWN_UNIT)
                .arg("code", &code.text)
                .arg("suggestion", units.suggest(&code.text))
                .arg("fix", "@unit.in_page")
                .at(place(&page.source, &code.span)),
        );
    }
    unit.map(|unit| Arc::clone(&unit.code))
}

/// The pages about the decisions of criteria sets are there.
pub(super) fn documents(declared: &Manifest, manifest: &SourceFile, routes: &Routes, report: &mut Report) {
    for document in declared.frameworks.iter().filter_map(|framework| framework.document.as_ref()) {
        let path = format!("content/{}", document.text.trim_start_matches("@/"));
        if routes.page(&path).is_none() {
            let known = routes.pages.keys().filter_map(|path| path.strip_prefix("content/"));
            let near = nearest(&document.text, known).map(|near| format!("@/{near}")).unwrap_or_default();
            let finding = Diagnostic::error(code::BROKEN_LINK).arg("target", &document.text).arg("suggestion", near);
            report.push(finding.at(place(manifest, &document.span)));
        }
    }
}

/// The criteria that targets name are in their sets, where the portal has the sets.
pub(super) fn criteria(pages: &[Arc<Page>], record: &Record, report: &mut Report) {
    for page in pages {
        let Details::Plan(plan) = &page.parsed.details else { continue };
        for criterion in plan.targets.iter().filter_map(|target| target.criterion.as_ref()) {
            let (Some(id), Some(number)) = (&criterion.framework, &criterion.number) else { continue };
            let Some(set) = record.frameworks.iter().find(|set| set.decree.id == *id && !set.numbers(number)) else {
                continue;
            };
            let known = set.indicators.iter().map(|indicator| &*indicator.number);
            let finding = Diagnostic::error(code::CRITERION_NOT_IN_SET)
                .arg("number", number)
                .arg("set", &set.decree.title)
                .arg("suggestion", nearest(number, known).unwrap_or_default());
            report.push(finding.at(place(&page.source, &criterion.at)));
        }
    }
}

/// A view of the whole country must hold Hoàng Sa and Trường Sa: the layers that define the units, and the outline
/// that small maps show.
pub(super) fn national_views(datasets: &[LoadedDataset], outline: &Layer, report: &mut Report) {
    let mut demand = |name: &str, layer: &Layer, at: Place| {
        for archipelago in sovereignty::missing(layer) {
            report.push(
                Diagnostic::error(code::MISSING_ARCHIPELAGO)
                    .arg("layer", name)
                    .arg("name", archipelago.name)
                    .at(at.clone()),
            );
        }
    };
    for dataset in datasets.iter().filter(|dataset| dataset.decl.units.is_some() && !dataset.decl.former) {
        if let DataFile::Layer(layer) = &*dataset.data
            && layer.bounds.is_some_and(sovereignty::is_national)
        {
            demand(&dataset.decl.title, layer, dataset.manifest_place(&dataset.decl.span));
        }
    }
    demand("maps/viet-nam.geojson", outline, Place::file("themes/langso/maps/viet-nam.geojson"));
}
