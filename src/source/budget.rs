//! How many bytes a page may cost who reads it, by the kind of the page.
//!
//! `first` is a first visit: the page, its styles, fonts and scripts. `next` is the page alone, when the rest is there already.

use serde::Serialize;

use crate::fields::{Fields, Reader};

/// What a page of a kind may cost, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Budget {
    /// With all that it loads at once.
    pub first: u64,
    /// Alone.
    pub next: u64,
}

const KB: u64 = 1024;

/// Of a page of whatever kind, unless the site says otherwise.
const USUAL: Budget = Budget { first: 60 * KB, next: 20 * KB };

/// Budgets as a site declares them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Budgets {
    own: Vec<(String, Budget)>,
}

impl Budgets {
    /// Reads `[[budget]]` tables: a `kind`, and `first` and `next` in KB.
    pub(super) fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let mut own = Vec::new();
        for mut table in fields.tables(reader, "budget") {
            let kind = table.required(reader, "kind", "kind = \"commune\"");
            let mut size = |key: &'static str, usual: u64| {
                table.integer(reader, key, 1..=10_000).map_or(usual, |size| size as u64 * KB)
            };
            own.push((kind, Budget { first: size("first", USUAL.first), next: size("next", USUAL.next) }));
            table.end(reader);
        }
        Self { own }
    }

    /// What a page of a kind may cost.
    pub fn of(&self, kind: &str) -> Budget {
        self.own.iter().find(|(name, _)| name == kind).map_or(USUAL, |(_, budget)| *budget)
    }

    /// The kinds that the site names.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.own.iter().map(|(kind, _)| kind.as_str())
    }
}
