//! The photos of tours: each must show all that is around.

use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Report, code};
use crate::domain::Details;
use crate::site::{Page, Structure, place};

/// Reports photos of scenes that have another shape.
pub(super) fn check(site: &Structure, pages: &[Arc<Page>], report: &mut Report) {
    for page in pages {
        let Details::Panorama(tour) = &page.parsed.details else { continue };
        for (scene, file) in tour.scenes.iter().zip(&page.shown.tour) {
            let facts = file.and_then(|id| site.attachments[id].picture.as_ref());
            let (Some(photo), Some(facts)) = (&scene.photo, facts) else { continue };
            if !facts.is_panorama() {
                let (width, height) = facts.size.unwrap_or_default();
                let finding = Diagnostic::error(code::SCENE_SHAPE).arg("name", &photo.text);
                report.push(finding.arg("width", width).arg("height", height).at(place(&page.source, &photo.span)));
            }
        }
    }
}
