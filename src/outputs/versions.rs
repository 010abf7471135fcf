//! `/du-lieu/<table>/phien-ban/<release>.csv`: what a table said from a release until the next that changed it.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::assets::COPY;
use super::frame::{DateView, Link};
use super::releases::title;
use crate::diagnostics::{Diagnostic, code};
use crate::domain::edition::Edition;
use crate::job::{Job, Recipe, Role};
use crate::site::versions::{Held, Version, written};
use crate::site::{Address, Site};
use crate::source::SourceFile;

static VERSION: Recipe<OfKept> = Recipe { name: "version", run: OfKept::run };

/// A table to be taken out of the kept edition.
#[derive(Serialize)]
struct OfKept {
    edition: SourceFile,
    table: String,
}

impl OfKept {
    fn run(&self) -> Result<Vec<u8>, Diagnostic> {
        let unreadable = || Diagnostic::error(code::KEPT_EDITION_UNREADABLE).arg("file", &self.edition.path);
        let edition = Edition::read_table(&self.edition.bytes()?, &self.table).ok_or_else(unreadable)?;
        written(&edition, &self.table)
            .map_err(|error| Diagnostic::error(code::UNWRITABLE).arg("path", &self.table).arg("reason", error))
    }
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for version in press.site.versions.values().flatten() {
        let path = Address::version(&version.table, &version.id).output_path();
        jobs.push(match &version.file {
            Held::Alone(file) => {
                let file = file.clone();
                Job::new(path, Role::File, &COPY, move || file.clone())
            }
            Held::Kept(edition) => {
                let (edition, table) = (edition.clone(), version.table.clone());
                Job::new(path, Role::File, &VERSION, move || OfKept { edition: edition.clone(), table: table.clone() })
            }
        });
    }
}

/// A version for people.
#[derive(Serialize)]
pub(super) struct VersionView {
    id: String,
    date: DateView,
    url: String,
    /// What the release changed; none where its list is no more.
    changes: Option<Link>,
}

/// The versions of a table, the latest first.
pub(super) fn of_table<'a>(site: &'a Site, table: &str) -> impl Iterator<Item = &'a Version> {
    site.versions.get(table).into_iter().flatten().map(|version| &**version)
}

/// The same for people.
pub(super) fn views(site: &Site, table: &str) -> Vec<VersionView> {
    let view = |version: &Version| VersionView {
        id: version.id.clone(),
        date: DateView::new(version.date, site),
        url: site.url(&Address::version(&version.table, &version.id)),
        changes: (site.releases.iter().find(|release| release.id == version.id))
            .map(|release| Link { title: title(site, release), url: site.url(&Address::release(&release.id)) }),
    };
    of_table(site, table).map(view).collect()
}
