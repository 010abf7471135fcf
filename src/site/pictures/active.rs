//! Files beside pages that a browser would run as pages of this portal when they are opened by their own address.

use rayon::prelude::*;

use crate::diagnostics::{Diagnostic, Place, Report, code};
use crate::photo;
use crate::site::Structure;

/// Endings of files that are pages by themselves, or hold some, and know nothing of the policy that our pages carry.
const PAGES: [&str; 10] = ["htm", "html", "mht", "mhtml", "shtml", "svgz", "xht", "xhtml", "xml", "xsl"];

/// Refuses drawings that hold more than a drawing, and pages in disguise.
pub(super) fn refuse(site: &Structure, report: &mut Report) {
    let faults: Vec<Diagnostic> = site
        .attachments
        .par_iter()
        .filter_map(|attachment| {
            let at = Place::file(std::sync::Arc::clone(&attachment.file.path));
            let ending = attachment.ending().to_lowercase();
            if PAGES.contains(&&*ending) {
                return Some(Diagnostic::error(code::FOREIGN_PAGE).arg("name", attachment.name()).at(at));
            }
            if ending != "svg" {
                return None;
            }
            let bytes = match attachment.file.bytes() {
                Ok(bytes) => bytes,
                Err(gone) => return Some(gone),
            };
            let what = photo::active(&bytes)?;
            Some(Diagnostic::error(code::ACTIVE_DRAWING).arg("name", attachment.name()).arg("what", what).at(at))
        })
        .collect();
    report.extend(faults);
}
