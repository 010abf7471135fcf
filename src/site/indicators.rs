//! Indicators of which anything was published: each has a page, and one for every province that published anything.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Address, Structure};
use crate::digest::{Digest, Hasher};
use crate::domain::record::Record;
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

/// What is being gathered of an indicator in a province.
#[derive(Default)]
struct Gathered {
    hasher: Hasher,
    tables: BTreeSet<usize>,
    years: BTreeSet<u16>,
}

/// Finds it in one pass over all results. Those of provinces themselves are on their own pages.
pub(super) fn measured(record: &Record, units: &Units) -> Measured {
    let mut found: BTreeMap<(u16, u16), BTreeMap<Arc<str>, Gathered>> = BTreeMap::new();
    for (code, outcomes) in record.units() {
        let Some(province) = units.get(code).and_then(|unit| unit.parent.as_ref()) else { continue };
        for own in outcomes.chunk_by(|one, next| (one.framework, one.indicator) == (next.framework, next.indicator)) {
            let provinces = found.entry((own[0].framework, own[0].indicator)).or_default();
            if !provinces.contains_key(province) {
                provinces.insert(Arc::clone(province), Gathered::default());
            }
            let Some(Gathered { hasher, tables, years }) = provinces.get_mut(province) else { continue };
            hasher.part(code.as_bytes());
            for outcome in own {
                outcome.digest_into(hasher);
                tables.insert(usize::from(outcome.table));
                years.insert(outcome.date.year);
            }
        }
    }
    let published = |Gathered { mut hasher, tables, years }: Gathered| {
        hasher.part(record.sets_digest().map_or(&[], |digest| digest.as_bytes()));
        Published { digest: hasher.finish(), tables, years }
    };
    let of_indicator = |((framework, indicator), provinces): ((u16, u16), BTreeMap<_, _>)| {
        let provinces = provinces.into_iter().map(|(code, found)| (code, published(found)));
        ((usize::from(framework), usize::from(indicator)), provinces.collect())
    };
    found.into_iter().map(of_indicator).collect()
}

impl Structure {
    /// The page of an indicator in the country, or in a province.
    pub fn indicator_address(&self, framework: usize, indicator: usize, province: Option<&str>) -> Address {
        let set = &self.record.frameworks[framework];
        let page = Address::indicator(&set.decree.id, &set.indicators[indicator].number);
        match province.and_then(|code| self.units.get(code)) {
            Some(unit) => page.join(&unit.address(&self.units)),
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
