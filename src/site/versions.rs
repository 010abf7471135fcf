//! Dated versions of the open data's tables: what each said from one release until the next that changed it.
//!
//! The latest version of a table is in the edition that the last release kept ([`super::releases::KEPT`]). One that a
//! release supersedes is written to `data/phat-hanh/phien-ban/<table>/<release>.csv`: the same bytes at the same address.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostics::Report;
use crate::domain::edition::{Edition, Sheet};
use crate::domain::record::Record;
use crate::source::{SourceFile, SourceTree};
use crate::text::Date;

use super::data::LoadedDataset;
use super::facts::PROMISES;
use super::ledger::Ledger;
use super::personal::{HIDDEN, Heading};
use super::releases::{self, KEPT, Release, csv_of, day_of};

/// Where superseded versions are.
pub const FOLDER: &str = "data/phat-hanh/phien-ban";

/// Versions of a table that are kept, the latest among them. Of older ones the last of each year is kept too.
const LASTING: usize = 12;

/// A table as a release left it.
pub struct Version {
    /// The table's id.
    pub table: String,
    /// The release's id: part of its address.
    pub id: String,
    /// The release's day.
    pub date: Date,
    /// What holds it.
    pub file: Held,
    /// Columns whose numbers of persons may be published, as the manifest says today.
    pub consents: Arc<[String]>,
}

/// What holds a version.
pub enum Held {
    /// A file of its own, as it is published.
    Alone(SourceFile),
    /// The kept edition, with all other tables.
    Kept(SourceFile),
}

/// The versions of each table, the latest first.
pub type Versions = BTreeMap<String, Vec<Arc<Version>>>;

/// Tables by their ids, and [`Version::consents`] of each.
pub(super) type Tables<'a> = BTreeMap<&'a str, Arc<[String]>>;

/// A table of an edition as its version is published. The columns `_khoa` and `_ten` are what tells rows apart and their
/// names; the others are the table's own.
///
/// # Errors
/// None that memory does not give.
pub fn written(edition: &Edition, table: &str) -> std::io::Result<Vec<u8>> {
    let Sheet { columns, rows } = edition.sheet(table);
    let row = |(key, name, cells)| [key, name].into_iter().chain::<Vec<&str>>(cells);
    csv_of(std::iter::once(row(("_khoa", "_ten", columns))).chain(rows.into_iter().map(row)))
}

/// A version without the numbers of persons that nobody may publish any more; the same bytes where there are none.
///
/// # Errors
/// Something that is no CSV.
pub fn without_personal(version: Vec<u8>, consents: &[String]) -> std::io::Result<Vec<u8>> {
    let text = version.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&version);
    let mut csv = csv::Reader::from_reader(text);
    let head = csv.headers()?.clone();
    let watched: Vec<Option<Heading>> = head
        .iter()
        .map(|column| (!consents.iter().any(|known| known == column)).then(|| Heading::of(column)))
        .collect();
    let mut hidden = false;
    let mut rows = vec![head];
    for row in csv.records() {
        let cell = |(cell, heading): (&'_ str, &Option<Heading>)| {
            let tells = heading.is_some_and(|heading| heading.tells(cell));
            hidden |= tells;
            if tells { HIDDEN.to_owned() } else { cell.to_owned() }
        };
        rows.push(row?.iter().zip(&watched).map(cell).collect());
    }
    if hidden { csv_of(&rows) } else { Ok(version) }
}

/// The release that a table's present version is of: the latest that lists the table.
pub fn latest<'a>(releases: &'a [Arc<Release>], table: &str) -> Option<&'a Release> {
    releases.iter().map(|release| &**release).find(|release| release.lists(table))
}

/// Which of a table's versions have had their time, given the latest first.
pub fn outlived<'a>(ids: &[&'a str]) -> Vec<&'a str> {
    let year = |id: &str| day_of(id).map(|date| date.year);
    let ends_year = |at: usize| at == 0 || year(ids[at - 1]) != year(ids[at]);
    (LASTING..ids.len()).filter(|&at| !ends_year(at)).map(|at| ids[at]).collect()
}

/// The ids of all tables that editions of a site have, with the columns that may tell numbers of persons.
pub(super) fn tables<'a>(datasets: &'a [LoadedDataset], record: &'a Record, ledger: &Ledger) -> Tables<'a> {
    let results = record.tables.iter().chain(&record.decisions).map(|table| &*table.id);
    let promises = (!ledger.promises.is_empty()).then_some(PROMISES);
    let others = results.chain(promises).map(|id| (id, Arc::default()));
    let consents =
        |dataset: &LoadedDataset| dataset.decl.personal.iter().map(|(column, _)| column.text.clone()).collect();
    datasets.iter().map(|dataset| (&*dataset.decl.id.text, consents(dataset))).chain(others).collect()
}

/// All versions that the site's history holds of tables that it still has.
pub(super) fn load(tree: &SourceTree, releases: &[Arc<Release>], tables: &Tables<'_>, report: &mut Report) -> Versions {
    let mut versions = Versions::new();
    // What was withdrawn altogether is not published any more.
    let mut add = |table: &str, id: &str, date: Date, file: Held| {
        let Some(consents) = tables.get(table).map(Arc::clone) else { return };
        let version = Version { table: table.to_owned(), id: id.to_owned(), date, file, consents };
        versions.entry(table.to_owned()).or_default().push(Arc::new(version));
    };
    if let Some(kept) = tree.get(&format!("{}/{KEPT}", releases::FOLDER)) {
        for &table in tables.keys() {
            let Some(release) = latest(releases, table) else { continue };
            add(table, &release.id, release.date, Held::Kept(kept.clone()));
        }
    }
    for file in tree.below(&format!("{FOLDER}/")) {
        match superseded(file) {
            Some((table, id, date)) => add(table, id, date, Held::Alone(file.clone())),
            None => report.push(releases::unreadable(file, 1)),
        }
    }
    for own in versions.values_mut() {
        own.sort_by(|one, other| (other.date, &other.id).cmp(&(one.date, &one.id)));
        own.dedup_by(|later, first| later.id == first.id);
    }
    versions
}

/// The table, the release and its day, of a version's path.
fn superseded(file: &SourceFile) -> Option<(&str, &str, Date)> {
    let (table, name) = file.path.strip_prefix(FOLDER)?.strip_prefix('/')?.split_once('/')?;
    let id = name.strip_suffix(".csv")?;
    let is_id = !table.is_empty() && table.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    Some((table, id, day_of(id).filter(|_| is_id)?))
}

#[cfg(test)]
mod tests {
    use super::{outlived, without_personal};

    #[test]
    fn numbers_of_persons_go_out_of_old_versions_unless_they_may_stay() {
        let version = |phone: &str| format!("\u{feff}_khoa,_ten,dien_thoai,ho\r\na,HTX A,{phone},12\r\n").into_bytes();
        let (told, office) = (version("0912 345 678"), version("024 3825 3536"));
        let without = |version: &[u8], consents: &[String]| without_personal(version.to_vec(), consents).expect("CSV");
        assert_eq!(without(&told, &[]), version("***"));
        assert_eq!(without(&told, &["dien_thoai".to_owned()]), told);
        assert_eq!(without(&office, &[]), office);
    }

    #[test]
    fn the_latest_stay_and_of_older_years_the_last() {
        let of = |year: u32| (1..=9).rev().map(move |month| format!("{year}-0{month}-01"));
        let ids: Vec<String> = [2026, 2025, 2024].into_iter().flat_map(of).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let gone = outlived(&ids);
        // Twelve stay: nine of 2026 and three of 2025; and the last of 2024.
        assert_eq!(gone.len(), 27 - 12 - 1);
        assert!(gone.contains(&"2025-06-01") && gone.contains(&"2024-08-01"));
        assert!(!gone.contains(&"2025-07-01") && !gone.contains(&"2024-09-01"));
        assert_eq!(outlived(&ids[..12]), Vec::<&str>::new());
    }
}
