//! `/du-lieu/<table>/phien-ban/<release>.csv`: what a table said from a release until the next that changed it.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::frame::{DateView, Link};
use super::releases::title;
use crate::diagnostics::{Diagnostic, code};
use crate::domain::edition::Edition;
use crate::job::{Job, Recipe, Role};
use crate::site::releases::unreadable;
use crate::site::versions::{Held, Version, without_personal, written};
use crate::site::{Address, Site};
use crate::source::SourceFile;

static OF_KEPT: Recipe<Published> = Recipe { name: "version of the kept edition", run: Published::of_kept };
static ALONE: Recipe<Published> = Recipe { name: "version", run: Published::alone };

/// A version, and where it is.
#[derive(Serialize)]
struct Published {
    file: SourceFile,
    table: String,
    consents: Vec<String>,
}

impl Published {
    fn of_kept(&self) -> Result<Vec<u8>, Diagnostic> {
        let unreadable = || Diagnostic::error(code::KEPT_EDITION_UNREADABLE).arg("file", &self.file.path);
        let edition = Edition::read_table(&self.file.bytes()?, &self.table).ok_or_else(unreadable)?;
        let version = written(&edition, &self.table).and_then(|bytes| without_personal(bytes, &self.consents));
        version.map_err(|error| Diagnostic::error(code::UNWRITABLE).arg("path", &self.table).arg("reason", error))
    }

    fn alone(&self) -> Result<Vec<u8>, Diagnostic> {
        without_personal(self.file.bytes()?.to_vec(), &self.consents).map_err(|_| unreadable(&self.file, 1))
    }
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for version in press.site.versions.values().flatten() {
        let path = Address::version(&version.table, &version.id).output_path();
        let (recipe, file) = match &version.file {
            Held::Alone(file) => (&ALONE, file),
            Held::Kept(file) => (&OF_KEPT, file),
        };
        let (file, version) = (file.clone(), Arc::clone(version));
        jobs.push(Job::new(path, Role::File, recipe, move || Published {
            file: file.clone(),
            table: version.table.clone(),
            consents: version.consents.to_vec(),
        }));
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
