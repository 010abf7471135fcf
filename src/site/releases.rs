//! Releases of the open data: lists of changes that `langso release` wrote to `data/phat-hanh/`.

use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Place, Report, code};
use crate::digest::Digest;
use crate::domain::edition::{Change, Kind};
use crate::source::{SourceFile, SourceTree};
use crate::text::Date;

use super::personal::{HIDDEN, Heading};

/// Where the lists are.
pub const FOLDER: &str = "data/phat-hanh";

/// The edition that the next release compares with.
pub const KEPT: &str = "ban-luu.csv.gz";

/// Columns of a list.
const HEAD: [&str; 7] = ["viec", "bang", "khoa", "ten", "cot", "truoc", "sau"];

const KINDS: [(Kind, &str); 4] =
    [(Kind::Added, "thêm"), (Kind::Changed, "sửa"), (Kind::Removed, "bỏ"), (Kind::First, "bản đầu")];

/// One release.
#[derive(Clone, Debug)]
pub struct Release {
    /// `2026-11-26`, `2026-11-26-2`: part of its address.
    pub id: String,
    /// The day.
    pub date: Date,
    /// What changed, in the order of the list, without numbers of persons.
    pub changes: Vec<Change>,
    /// Of the list.
    pub digest: Digest,
}

impl Release {
    /// Whether it changed a table.
    pub fn lists(&self, table: &str) -> bool {
        self.changes.iter().any(|change| change.table == table)
    }
}

/// A list as a table.
///
/// # Errors
/// None that memory does not give.
pub fn written(changes: &[Change]) -> std::io::Result<Vec<u8>> {
    let row = |change: &Change| {
        let Change { kind, table, key, name, column, before, after } = change.clone();
        [word(kind).to_owned(), table, key, name, column, before, after]
    };
    csv_of(std::iter::once(HEAD.map(str::to_owned)).chain(changes.iter().map(row)))
}

/// Rows as the files of `data/phat-hanh/` have them: CSV by RFC 4180, with a mark for Excel.
pub(super) fn csv_of<R>(rows: impl IntoIterator<Item = R>) -> std::io::Result<Vec<u8>>
where
    R: IntoIterator,
    R::Item: AsRef<[u8]>,
{
    let mut csv =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    rows.into_iter().try_for_each(|row| csv.write_record(row))?;
    csv.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}

/// What a list calls a change.
pub fn word(kind: Kind) -> &'static str {
    KINDS.iter().find(|(own, _)| *own == kind).map_or("", |(_, word)| word)
}

/// All releases, the latest first.
pub(super) fn load(tree: &SourceTree, report: &mut Report) -> Vec<Arc<Release>> {
    let folder = format!("{FOLDER}/");
    let mut releases: Vec<Arc<Release>> = tree
        .below(&folder)
        .filter(|file| !file.path.ends_with(KEPT) && !file.path[folder.len()..].contains('/'))
        .filter_map(|file| match read(file) {
            Ok(release) => Some(Arc::new(release)),
            Err(finding) => {
                report.push(finding);
                None
            }
        })
        .collect();
    releases.sort_by(|one, other| (other.date, &other.id).cmp(&(one.date, &one.id)));
    releases
}

/// The day of a release by its id, which begins with it.
pub(super) fn day_of(id: &str) -> Option<Date> {
    let (day, number) = id.split_at_checked(10)?;
    let is_later = number.strip_prefix('-').is_some_and(|number| number.parse::<u32>().is_ok());
    Date::parse(day).filter(|date| date.day > 0 && (number.is_empty() || is_later))
}

/// A file of the history that is not what a release wrote.
pub fn unreadable(file: &SourceFile, line: usize) -> Diagnostic {
    let place = Place { line, column: 1, ..Place::file(Arc::clone(&file.path)) };
    Diagnostic::error(code::RELEASE_UNREADABLE).at(place)
}

fn read(file: &SourceFile) -> Result<Release, Diagnostic> {
    let broken = |line: usize| unreadable(file, line);
    let id = file.path.rsplit('/').next().and_then(|name| name.strip_suffix(".csv")).unwrap_or_default();
    let date = day_of(id).ok_or_else(|| broken(1))?;
    let text = file.text()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    if csv.headers().map_err(|_| broken(1))? != HEAD[..] {
        return Err(broken(1));
    }
    let mut changes = Vec::new();
    for (number, row) in csv.records().enumerate() {
        let change = row.ok().and_then(|row| {
            let [kind, table, key, name, column, before, after] = row.deserialize::<[String; 7]>(None).ok()?;
            let kind = KINDS.iter().find(|(_, word)| *word == kind)?.0;
            let heading = Heading::of(&column);
            let told = |cell: String| if heading.tells(&cell) { HIDDEN.to_owned() } else { cell };
            Some(Change { kind, table, key, name, before: told(before), after: told(after), column })
        });
        changes.push(change.ok_or_else(|| broken(number + 2))?);
    }
    Ok(Release { id: id.to_owned(), date, changes, digest: file.digest })
}
