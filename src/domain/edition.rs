//! Editions of the open data: everything that its tables say at one time, and what changed from one to the next.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::io::Read as _;

use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use serde::Serialize;

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// The table's id.
    pub table: String,
    /// What tells its rows apart.
    pub key: String,
    /// The column; empty for the row itself, which is there even when all of its cells are empty.
    pub column: String,
    /// What it says; of the row itself its name.
    pub value: String,
}

/// All facts of one time, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    facts: Vec<Fact>,
}

/// One table of an edition, as people know tables: a line for each row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet<'a> {
    /// Its columns, in order.
    pub columns: Vec<&'a str>,
    /// What tells each row apart, its name, and its cells as many as columns.
    pub rows: Vec<(&'a str, &'a str, Vec<&'a str>)>,
}

/// What happened to a row or a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A row came.
    Added,
    /// A cell says something else.
    Changed,
    /// A row went.
    Removed,
    /// The first edition has a table: `after` says with how many rows.
    First,
}

/// One change between two editions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What happened.
    pub kind: Kind,
    /// The table's id.
    pub table: String,
    /// What tells its rows apart.
    pub key: String,
    /// The row's name.
    pub name: String,
    /// The column of a changed cell.
    pub column: String,
    /// What stood there; empty for nothing.
    pub before: String,
    /// What stands there now; empty for nothing.
    pub after: String,
}

impl Edition {
    /// Puts facts in order; of several with one table, key and column the first stays.
    pub fn new(mut facts: Vec<Fact>) -> Self {
        facts.sort_by(|one, other| one.place().cmp(&other.place()));
        facts.dedup_by(|later, first| later.place() == first.place());
        Self { facts }
    }

    /// A table; one that the edition lacks has no rows.
    pub fn sheet(&self, table: &str) -> Sheet<'_> {
        let first = self.facts.partition_point(|fact| fact.table.as_str() < table);
        let facts = &self.facts[first..];
        let facts = &facts[..facts.partition_point(|fact| fact.table == table)];
        let columns: BTreeSet<&str> =
            facts.iter().map(|fact| &*fact.column).filter(|column| !column.is_empty()).collect();
        let columns: Vec<&str> = columns.into_iter().collect();
        let mut rows: Vec<(&str, &str, Vec<&str>)> = Vec::new();
        for fact in facts {
            if rows.last().is_none_or(|(key, ..)| *key != fact.key) {
                rows.push((&fact.key, "", vec![""; columns.len()]));
            }
            let Some((_, name, cells)) = rows.last_mut() else { continue };
            match columns.binary_search(&&*fact.column) {
                Ok(at) => cells[at] = &fact.value,
                Err(_) => *name = &fact.value,
            }
        }
        Sheet { columns, rows }
    }

    /// How many rows each table has, in the order of their ids.
    fn rows(&self) -> Vec<(&str, usize)> {
        let mut rows: Vec<(&str, usize)> = Vec::new();
        for fact in self.facts.iter().filter(|fact| fact.column.is_empty()) {
            match rows.last_mut() {
                Some((table, count)) if *table == fact.table => *count += 1,
                _ => rows.push((&fact.table, 1)),
            }
        }
        rows
    }

    /// What a first edition has.
    pub fn first(&self) -> Vec<Change> {
        let first = |(table, rows): (&str, usize)| Change {
            kind: Kind::First,
            table: table.to_owned(),
            key: String::new(),
            name: String::new(),
            column: String::new(),
            before: String::new(),
            after: rows.to_string(),
        };
        self.rows().into_iter().map(first).collect()
    }

    /// What changed since an earlier edition, in the order of tables, rows and columns. A row that came or went is one
    /// change, whatever its cells.
    pub fn since(&self, earlier: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        let (mut old, mut new) = (earlier.facts.iter().peekable(), self.facts.iter().peekable());
        // The row that a cell belongs to comes before it: whether that is new, gone or there in both.
        let mut row: Option<(&Fact, Ordering)> = None;
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return changes,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(one), Some(other)) => one.place().cmp(&other.place()),
            };
            let before = if order.is_le() { old.next() } else { None };
            let after = if order.is_ge() { new.next() } else { None };
            let Some(fact) = after.or(before) else { return changes };
            if fact.column.is_empty() {
                row = Some((fact, order));
            }
            let own = row.filter(|(row, _)| row.table == fact.table && row.key == fact.key);
            let name = own.map_or("", |(row, _)| &row.value);
            let value = |fact: Option<&Fact>| fact.map_or_else(String::new, |fact| fact.value.clone());
            let kind = match (fact.column.is_empty(), order, own) {
                (true, Ordering::Less, _) => Kind::Removed,
                (true, Ordering::Greater, _) => Kind::Added,
                (false, _, Some((_, Ordering::Equal))) if value(before) != value(after) => Kind::Changed,
                _ => continue,
            };
            let whole = kind != Kind::Changed;
            changes.push(Change {
                kind,
                table: fact.table.clone(),
                key: fact.key.clone(),
                name: name.to_owned(),
                column: fact.column.clone(),
                before: if whole { String::new() } else { value(before) },
                after: if whole { String::new() } else { value(after) },
            });
        }
    }

    /// As a file to be kept until the next edition: CSV in gzip, the same bytes for the same facts.
    ///
    /// # Errors
    /// None that memory does not give.
    pub fn write(&self) -> std::io::Result<Vec<u8>> {
        let packed = GzBuilder::new().write(Vec::new(), Compression::new(9));
        let mut csv = csv::WriterBuilder::new().from_writer(packed);
        csv.write_record(HEAD)?;
        for fact in &self.facts {
            csv.write_record([&fact.table, &fact.key, &fact.column, &fact.value])?;
        }
        csv.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?.finish()
    }

    /// Reads what [`Edition::write`] wrote; `None` when it is something else.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_some(bytes, |_| true)
    }

    /// Reads one table of what [`Edition::write`] wrote, without room for the others.
    pub fn read_table(bytes: &[u8], table: &str) -> Option<Self> {
        Self::read_some(bytes, |id| id == table)
    }

    fn read_some(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> Option<Self> {
        let mut csv = csv::Reader::from_reader(GzDecoder::new(bytes).take(MOST));
        if csv.headers().ok()? != HEAD[..] {
            return None;
        }
        let mut facts = Vec::new();
        let mut row = csv::StringRecord::new();
        while csv.read_record(&mut row).ok()? {
            if wanted(&row[0]) {
                let [table, key, column, value] = row.deserialize::<[String; 4]>(None).ok()?;
                facts.push(Fact { table, key, column, value });
            }
        }
        Some(Self::new(facts))
    }
}

const HEAD: [&str; 4] = ["bang", "khoa", "cot", "gia_tri"];

/// What a kept edition may unpack to, bytes.
const MOST: u64 = 1 << 31;

impl Fact {
    fn place(&self) -> (&str, &str, &str) {
        (&self.table, &self.key, &self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edition(cells: &[(&str, &str, &str)]) -> Edition {
        let fact = |&(key, column, value): &(&str, &str, &str)| Fact {
            table: "dan-so".into(),
            key: key.into(),
            column: column.into(),
            value: value.into(),
        };
        Edition::new(cells.iter().map(fact).collect())
    }

    #[test]
    fn rows_and_cells_are_told_apart() {
        let old = edition(&[("1", "", "Xã Một"), ("1", "dan", "5"), ("2", "", "Xã Hai"), ("2", "dan", "6")]);
        let new =
            edition(&[("1", "", "Xã Một"), ("1", "dan", "7"), ("1", "ho", "2"), ("3", "", "Xã Ba"), ("3", "dan", "")]);
        let told: Vec<String> = new
            .since(&old)
            .iter()
            .map(|change| {
                format!(
                    "{:?} {} {} {}: {}>{}",
                    change.kind, change.key, change.name, change.column, change.before, change.after
                )
            })
            .collect();
        assert_eq!(
            told,
            ["Changed 1 Xã Một dan: 5>7", "Changed 1 Xã Một ho: >2", "Removed 2 Xã Hai : >", "Added 3 Xã Ba : >"]
        );
        assert_eq!(new.since(&new), []);
        assert_eq!(new.first()[0].after, "2");
    }

    #[test]
    fn a_table_has_a_line_for_each_row() {
        let edition =
            edition(&[("2", "", "Xã Hai"), ("1", "", "Xã Một"), ("1", "dan", "5"), ("2", "ho", "3"), ("3", "", "")]);
        let sheet = edition.sheet("dan-so");
        assert_eq!(sheet.columns, ["dan", "ho"]);
        let rows = [("1", "Xã Một", vec!["5", ""]), ("2", "Xã Hai", vec!["", "3"]), ("3", "", vec!["", ""])];
        assert_eq!(sheet.rows, rows);
        assert_eq!(edition.sheet("dan"), Sheet::default());
        let bytes = edition.write().expect("memory");
        assert_eq!(Edition::read_table(&bytes, "dan-so"), Some(edition));
        assert_eq!(Edition::read_table(&bytes, "dan"), Some(Edition::default()));
    }

    #[test]
    fn something_else_is_no_edition() {
        assert_eq!(Edition::read(b""), None);
        assert_eq!(Edition::read(b"PK\x03\x04"), None);
    }

    proptest! {
        #[test]
        fn an_edition_is_read_as_it_was_written(facts in proptest::collection::vec(("[a-c]", "[a-c]", "[a-c]?", ".*"), 0..20)) {
            let fact = |(table, key, column, value)| Fact { table, key, column, value };
            let edition = Edition::new(facts.into_iter().map(fact).collect());
            let bytes = edition.write().expect("memory");
            prop_assert_eq!(Edition::read(&bytes), Some(edition.clone()));
            prop_assert_eq!(edition.write().expect("memory"), bytes);
        }
    }
}
