//! Parts of the record for views. Each serialises as a digest: what it leads to is looked at when an output is made.

use std::sync::Arc;

use serde::Serialize;

use super::{Outcome, Record};
use crate::digest::Digest;
use crate::domain::threshold::Threshold;
use crate::domain::unit::Unit;

/// A unit as the record needs it.
#[derive(Clone, Debug)]
pub struct UnitKey {
    /// Its code.
    pub code: Arc<str>,
    /// Its province's, for a commune.
    pub province: Option<Arc<str>>,
}

impl UnitKey {
    /// A unit's.
    pub fn of(unit: &Unit) -> Self {
        Self { code: Arc::clone(&unit.code), province: unit.parent.clone() }
    }
}

/// The record of some units, for a view. Serialises as the digest of all that is known about them.
#[derive(Clone)]
pub struct RecordHandle {
    /// The record.
    pub record: Arc<Record>,
    /// The units.
    pub units: Vec<UnitKey>,
}

impl Serialize for RecordHandle {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.record.digest_of(&self.units).serialize(serializer)
    }
}

/// One indicator of some units, for a view. Serialises as the digest of its results, which whoever makes it knows: finding
/// the results of all units again for each of hundreds of pages would take longer than all else.
#[derive(Clone)]
pub struct IndicatorHandle {
    /// The record.
    pub record: Arc<Record>,
    /// Position of the set.
    pub framework: usize,
    /// Position of the indicator in it.
    pub indicator: usize,
    /// The units.
    pub units: Arc<[UnitKey]>,
    /// Of all results of these units for the indicator, and of the sets.
    pub digest: Digest,
}

impl IndicatorHandle {
    /// What is asked of every unit alike; `None` where they differ.
    pub fn threshold_of_all(&self) -> Option<Threshold> {
        let mut all = self.units.iter().map(|unit| self.threshold(unit));
        let first = all.next()??;
        all.all(|other| other == Some(first)).then_some(first)
    }

    /// A unit's outcomes, by date.
    pub fn outcomes(&self, unit: &UnitKey) -> &[Outcome] {
        self.record.of_indicator(&unit.code, self.framework, self.indicator)
    }

    /// What is asked of a unit.
    pub fn threshold(&self, unit: &UnitKey) -> Option<Threshold> {
        let set = &self.record.frameworks[self.framework];
        set.threshold(self.indicator, set.group_of(&unit.code, unit.province.as_deref()))
    }
}

impl Serialize for IndicatorHandle {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.framework, self.indicator, &self.digest).serialize(serializer)
    }
}

/// A table of results, for a view. Serialises as the digest of all that it was read by.
#[derive(Clone)]
pub struct TableHandle {
    /// The record.
    pub record: Arc<Record>,
    /// Position of the table.
    pub table: usize,
}

impl Serialize for TableHandle {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.table, &self.record.digest, self.record.table_digests.get(self.table)).serialize(serializer)
    }
}
