//! Indicators of which anything was published: each has a page, and one for every province that published anything.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Address, Structure};
use crate::digest::{Digest, Hasher};
use crate::domain::record::{Outcome, Record};
use crate::domain::unit::Units;

/// What was published of an indicator in a province.
pub struct Published {
    /// Of the results, and of the sets that they are held against.
    pub digest: Digest,
    /// The tables that they stand in, by position.
    pub tables: BTreeSet<usize>,
    /// The years that they are of.
    pub years: BTreeSet<u16>,
}

/// What was published, by set and indicator, and by the code of the province.
pub type Measured = BTreeMap<(usize, usize), BTreeMap<Arc<str>, Published>>;

/// Communes by their codes, with all that was published about each.
type Communes<'a> = Vec<(&'a str, &'a [Outcome])>;

/// Finds it in one pass over all results. Those of provinces themselves are on their own pages.
pub(super) fn measured(record: &Record, units: &Units) -> Measured {
    let mut provinces: BTreeMap<&Arc<str>, Communes> = BTreeMap::new();
    for (code, outcomes) in record.units() {
        if let Some(province) = units.get(code).and_then(|unit| unit.parent.as_ref()) {
            provinces.entry(province).or_default().push((code, outcomes));
        }
    }
    let found: Vec<_> =
        provinces.into_par_iter().map(|(code, communes)| (code, of_province(record, &communes))).collect();
    let mut measured = Measured::new();
    for (province, indicators) in found {
        for (indicator, published) in indicators {
            measured.entry(indicator).or_default().insert(Arc::clone(province), published);
        }
    }
    measured
}

/// What is being gathered of an indicator in a province.
#[derive(Default)]
struct Gathered {
    /// What pages show of it.
    bytes: Vec<u8>,
    tables: Vec<u16>,
    years: Vec<u16>,
}

/// What was published of each set and indicator about the communes of a province.
fn of_province(record: &Record, communes: &Communes) -> Vec<((usize, usize), Published)> {
    let mut found: BTreeMap<(u16, u16), Gathered> = BTreeMap::new();
    // There are a handful of either.
    let note = |known: &mut Vec<u16>, number: u16| {
        if !known.contains(&number) {
            known.push(number);
        }
    };
    for (code, outcomes) in communes {
        for own in outcomes.chunk_by(|one, next| (one.framework, one.indicator) == (next.framework, next.indicator)) {
            let gathered = found.entry((own[0].framework, own[0].indicator)).or_default();
            gathered.bytes.extend_from_slice(&code.len().to_le_bytes());
            gathered.bytes.extend_from_slice(code.as_bytes());
            for outcome in own {
                gathered.bytes.extend_from_slice(&outcome.digestible());
                note(&mut gathered.tables, outcome.table);
                note(&mut gathered.years, outcome.date.year);
            }
        }
    }
    let published = |((framework, indicator), Gathered { bytes, tables, years }): ((u16, u16), Gathered)| {
        let mut hasher = Hasher::default();
        hasher.part(record.sets_digest().map_or(&[], |digest| digest.as_bytes()));
        hasher.part(&bytes);
        let tables = tables.into_iter().map(usize::from).collect();
        let published = Published { digest: hasher.finish(), tables, years: years.into_iter().collect() };
        ((usize::from(framework), usize::from(indicator)), published)
    };
    found.into_iter().map(published).collect()
}

impl Structure {
    /// The page of an indicator in the country, or in a province.
    pub fn indicator_address(&self, framework: usize, indicator: usize, province: Option<&str>) -> Address {
        let set = &self.record.frameworks[framework];
        let page = Address::indicator(&set.decree.id, &set.indicators[indicator].number);
        match province.and_then(|code| self.units.get(code)) {
            Some(unit) => page.join(&unit.path),
            None => page,
        }
    }

    /// All such pages.
    pub fn indicator_addresses(&self) -> impl Iterator<Item = Address> {
        self.measured.iter().flat_map(move |(&(framework, indicator), provinces)| {
            let of = move |province: Option<&str>| self.indicator_address(framework, indicator, province);
            std::iter::once(of(None)).chain(provinces.keys().map(move |code| of(Some(code))))
        })
    }
}
