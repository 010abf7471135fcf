//! Indicators of which anything was published: each has a page, and one for every province that published anything.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Address, Structure};
use crate::domain::record::Record;
use crate::domain::unit::Units;

/// Provinces with any result, in the order of their codes, by set and indicator.
pub type Measured = BTreeMap<(usize, usize), Vec<Arc<str>>>;

/// Finds them. Results of provinces themselves are on their own pages.
pub(super) fn measured(record: &Record, units: &Units) -> Measured {
    let mut found = Measured::new();
    for (key, codes) in record.indicators() {
        let provinces = codes.into_iter().filter_map(|code| units.get(code)?.parent.clone());
        let mut provinces: Vec<Arc<str>> = provinces.collect();
        provinces.sort_unstable();
        provinces.dedup();
        if !provinces.is_empty() {
            found.insert(key, provinces);
        }
    }
    found
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
    pub(super) fn indicator_addresses(&self) -> impl Iterator<Item = Address> {
        self.measured.iter().flat_map(move |(&(framework, indicator), provinces)| {
            let of = move |province: Option<&str>| self.indicator_address(framework, indicator, province);
            std::iter::once(of(None)).chain(provinces.iter().map(move |code| of(Some(code))))
        })
    }
}
