//! `langso release`: what changed in the open data since the last release, written down beside the data.
//!
//! Two files come of it, and both belong into the site's history: `data/phat-hanh/<day>.csv` lists the changes and is
//! published; `data/phat-hanh/ban-luu.csv.gz` keeps what the data say now, for the next release to compare.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::build::{BuildRequest, load};
use crate::diagnostics::{Diagnostic, code};
use crate::domain::edition::{Change, Edition, Kind};
use crate::site::Memo;
use crate::site::releases::{FOLDER, KEPT, written};
use crate::text::Date;

/// What a release found.
#[derive(Clone, Debug)]
pub struct Release {
    /// The list of changes; `None` when nothing changed, and then nothing was written.
    pub file: Option<PathBuf>,
    /// Whether there was none before.
    pub is_first: bool,
    /// Rows that came, cells that changed, rows that went.
    pub counts: [usize; 3],
    /// Findings that did not stop it.
    pub warnings: Vec<Diagnostic>,
}

/// Compares the data with the last release and writes down what changed.
///
/// # Errors
/// Everything that is wrong with the site, a kept edition that can't be read, and what the file system refuses. Nothing
/// was written then.
pub fn release(request: &BuildRequest) -> Result<Release, Vec<Diagnostic>> {
    let (site, report) = load(request, &mut Memo::default());
    if report.has_errors() {
        return Err(report.sorted());
    }
    let folder = request.root.join(FOLDER);
    let kept = folder.join(KEPT);
    let former = former(&kept).map_err(|fault| vec![fault])?;
    let now = site.edition();
    let changes = former.as_ref().map_or_else(|| now.first(), |former| now.since(former));
    let is_first = former.is_none();
    let count = |kind: Kind| changes.iter().filter(|change| change.kind == kind).count();
    let counts = [count(Kind::Added), count(Kind::Changed), count(Kind::Removed)];
    let warnings = report.sorted();
    if changes.is_empty() {
        return Ok(Release { file: None, is_first, counts, warnings });
    }
    let file = free_name(&folder, request.today);
    write(&folder, &file, &changes, &kept, &now)
        .map_err(|error| vec![Diagnostic::error(code::UNWRITABLE).arg("path", file.display()).arg("reason", error)])?;
    Ok(Release { file: Some(file), is_first, counts, warnings })
}

fn former(kept: &Path) -> Result<Option<Edition>, Diagnostic> {
    match fs::read(kept) {
        Ok(bytes) => Edition::read(&bytes)
            .map(Some)
            .ok_or_else(|| Diagnostic::error(code::KEPT_EDITION_UNREADABLE).arg("file", kept.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Diagnostic::error(code::UNREADABLE).arg("path", kept.display()).arg("reason", error)),
    }
}

/// `2026-11-26.csv`; later releases of a day have a number.
fn free_name(folder: &Path, today: Date) -> PathBuf {
    let first = folder.join(format!("{today}.csv"));
    let later = (2..).map(|number| folder.join(format!("{today}-{number}.csv")));
    std::iter::once(first).chain(later).find(|path| !path.exists()).unwrap_or_default()
}

/// The list first: were the kept edition newer than the list, the next release would pass over what lies between.
fn write(folder: &Path, file: &Path, changes: &[Change], kept: &Path, now: &Edition) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let (list, edition) = (written(changes)?, now.write()?);
    let part = kept.with_extension("part");
    fs::write(&part, edition)?;
    fs::write(file, list)?;
    fs::rename(&part, kept)
}
