//! `langso release`: what changed in the open data since the last release, written down beside the data.
//!
//! What comes of it belongs into the site's history: `data/phat-hanh/<day>.csv` lists the changes and is published;
//! `data/phat-hanh/ban-luu.csv.gz` keeps what the data say now, for the next release to compare; and of each table that
//! changed, what it said before is kept as a dated version ([`crate::site::versions`]).

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::build::{BuildRequest, load};
use crate::diagnostics::{Diagnostic, code};
use crate::domain::edition::{Change, Edition, Kind};
use crate::site::releases::{FOLDER, KEPT, written};
use crate::site::{Memo, Site, versions};
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
    /// Tables whose former version was written down.
    pub superseded: usize,
    /// Old versions that were taken away, since their time is over.
    pub outlived: usize,
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
        return Ok(Release { file: None, is_first, counts, superseded: 0, outlived: 0, warnings });
    }
    let file = free_name(&folder, request.today);
    let turnover = Turnover::of(&site, former.as_ref(), &changes, &file);
    let unwritable = |error| vec![Diagnostic::error(code::UNWRITABLE).arg("path", file.display()).arg("reason", error)];
    turnover.write(&request.root).map_err(unwritable)?;
    write(&folder, &file, &changes, &kept, &now).map_err(unwritable)?;
    turnover.clear(&request.root).map_err(unwritable)?;
    let (superseded, outlived) = (turnover.superseded.len(), turnover.outlived.len());
    Ok(Release { file: Some(file), is_first, counts, superseded, outlived, warnings })
}

/// What becomes of versions of tables that a release changes.
struct Turnover {
    /// Where former versions go, below the site's root, and what they say.
    superseded: Vec<(PathBuf, io::Result<Vec<u8>>)>,
    /// Versions whose time is over.
    outlived: Vec<PathBuf>,
}

impl Turnover {
    fn of(site: &Site, former: Option<&Edition>, changes: &[Change], file: &Path) -> Self {
        let mut turnover = Self { superseded: Vec::new(), outlived: Vec::new() };
        let release = file.file_stem().unwrap_or_default().to_string_lossy();
        let tables: BTreeSet<&str> = changes.iter().map(|change| &*change.table).collect();
        let place = |table: &str, id: &str| Path::new(versions::FOLDER).join(table).join(format!("{id}.csv"));
        for table in tables {
            let (Some(former), Some(last)) = (former, versions::latest(&site.releases, table)) else { continue };
            turnover.superseded.push((place(table, &last.id), versions::written(former, table)));
            let known = site.versions.get(table).into_iter().flatten().map(|version| &*version.id);
            let ids: Vec<&str> = std::iter::once(&*release).chain(known).collect();
            turnover.outlived.extend(versions::outlived(&ids).into_iter().map(|id| place(table, id)));
        }
        turnover
    }

    fn write(&self, root: &Path) -> io::Result<()> {
        for (path, bytes) in &self.superseded {
            let path = root.join(path);
            let bytes = bytes.as_ref().map_err(|error| io::Error::other(error.to_string()))?;
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(&path, bytes)?;
        }
        Ok(())
    }

    fn clear(&self, root: &Path) -> io::Result<()> {
        self.outlived.iter().try_for_each(|path| fs::remove_file(root.join(path)))
    }
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
