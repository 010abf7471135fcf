//! The record: what was published about how far units are, in compact columns.
//!
//! A province's offices write a million results over five years. One [`Outcome`] is 40 bytes and owns nothing; texts
//! are kept once beside them, and a unit's outcomes stand together, so that a page looks at its own unit alone.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::criterion::Framework;
use super::results::Provenance;
use super::threshold::{Said, Threshold};
use crate::digest::{Digest, Hasher};
use crate::text::Date;

/// One published result of one unit for one indicator at one date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Position of the set.
    pub framework: u16,
    /// Position of the indicator in it.
    pub indicator: u16,
    /// As of.
    pub date: Date,
    /// The figure; not a number where there is none.
    pub figure: f64,
    /// What the office said in words.
    pub said: Said,
    /// Position of the table that it stands in.
    pub table: u16,
    /// Position of the evidence, plus one; 0 for none.
    pub evidence: u32,
    /// Row in the file, from 1.
    pub row: u32,
    /// Column in the file, from 1.
    pub column: u16,
    /// Position of the sheet among those of the table.
    pub sheet: u16,
}

impl Outcome {
    /// The figure, where there is one.
    pub fn figure(&self) -> Option<f64> {
        (!self.figure.is_nan()).then_some(self.figure)
    }

    /// Whether both say the same of the same thing.
    pub fn agrees(&self, other: &Self) -> bool {
        self.said == other.said && self.figure() == other.figure()
    }

    /// What it is about: results of one unit that agree in this are of one key.
    pub fn key(&self) -> (u16, u16, Date) {
        (self.framework, self.indicator, self.date)
    }
}

/// A decision that recognises a unit, or takes a recognition back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognition {
    /// Position of the set.
    pub framework: usize,
    /// When.
    pub date: Date,
    /// Number of the decision.
    pub decision: String,
    /// False where it was taken back.
    pub granted: bool,
    /// Who published it.
    pub source: String,
    /// Made up, for tests and demonstrations.
    pub sample: bool,
    /// Position of the table of decisions that it stands in.
    pub table: usize,
}

/// Everything published about units and sets.
#[derive(Debug, Default)]
pub struct Record {
    /// The sets, in the order of the manifest.
    pub frameworks: Vec<Framework>,
    /// The tables of results, in the order of the manifest.
    pub tables: Vec<Provenance>,
    /// The tables of decisions, in the order of the manifest.
    pub decisions: Vec<Provenance>,
    outcomes: Vec<Outcome>,
    evidences: Vec<String>,
    by_unit: HashMap<Arc<str>, Range<usize>>,
    recognitions: HashMap<Arc<str>, Vec<Recognition>>,
    digest: Option<Digest>,
}

impl Record {
    /// Puts outcomes in order: by unit, set, indicator and date. Of several for one key the first is found first.
    ///
    /// `outcomes` holds each outcome with the position of its unit in `units`.
    pub fn new(
        frameworks: Vec<Framework>,
        tables: Vec<Provenance>,
        units: &[Arc<str>],
        mut outcomes: Vec<(u32, Outcome)>,
        evidences: Vec<String>,
        mut recognitions: HashMap<Arc<str>, Vec<Recognition>>,
    ) -> Self {
        // Tables come unit by unit, so most of this is in order already, and a stable sort is quick.
        outcomes.sort_by_key(|(unit, outcome)| (*unit, outcome.key()));
        let mut by_unit = HashMap::with_capacity(units.len());
        let mut start = 0;
        for group in outcomes.chunk_by(|one, next| one.0 == next.0) {
            if let Some(code) = usize::try_from(group[0].0).ok().and_then(|unit| units.get(unit)) {
                by_unit.insert(Arc::clone(code), start..start + group.len());
            }
            start += group.len();
        }
        for decisions in recognitions.values_mut() {
            decisions.sort_by_key(|decision| decision.date);
        }
        let digest = Some(Digest::of_value(&(&frameworks, &tables)));
        let outcomes = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
        Self { frameworks, tables, decisions: Vec::new(), outcomes, evidences, by_unit, recognitions, digest }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.frameworks.is_empty()
    }

    /// A unit's outcomes, by set, indicator and date.
    pub fn of_unit(&self, code: &str) -> &[Outcome] {
        self.by_unit.get(code).map_or(&[], |range| &self.outcomes[range.clone()])
    }

    /// A unit's outcomes in one set.
    pub fn of_unit_in(&self, code: &str, framework: usize) -> &[Outcome] {
        let all = self.of_unit(code);
        let of = |outcome: &Outcome| usize::from(outcome.framework);
        let start = all.partition_point(|outcome| of(outcome) < framework);
        &all[start..start + all[start..].partition_point(|outcome| of(outcome) == framework)]
    }

    /// A unit's outcomes for one indicator, by date.
    pub fn of_indicator(&self, code: &str, framework: usize, indicator: usize) -> &[Outcome] {
        let own = self.of_unit_in(code, framework);
        let of = |outcome: &Outcome| usize::from(outcome.indicator);
        let start = own.partition_point(|outcome| of(outcome) < indicator);
        &own[start..start + own[start..].partition_point(|outcome| of(outcome) == indicator)]
    }

    /// All units with their outcomes, in the order of their codes.
    pub fn units(&self) -> impl Iterator<Item = (&Arc<str>, &[Outcome])> {
        let mut units: Vec<(&Arc<str>, &Range<usize>)> = self.by_unit.iter().collect();
        units.sort_by_key(|(code, _)| *code);
        units.into_iter().map(|(code, range)| (code, &self.outcomes[range.clone()]))
    }

    /// The digest of all sets and of what is said about the tables.
    pub fn sets_digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// The decisions about a unit, oldest first.
    pub fn recognitions_of(&self, code: &str) -> &[Recognition] {
        self.recognitions.get(code).map_or(&[], Vec::as_slice)
    }

    /// The decisions of a table with the codes of their units, by unit and date.
    pub fn of_decisions(&self, table: usize) -> Vec<(&Arc<str>, &Recognition)> {
        let own = |(code, decisions)| <[Recognition]>::iter(decisions).map(move |decision| (code, decision));
        let all = self.recognitions.iter().flat_map(|(code, decisions)| own((code, &decisions[..])));
        let mut found: Vec<_> = all.filter(|(_, decision)| decision.table == table).collect();
        found.sort_by_key(|(code, decision)| (*code, decision.date));
        found
    }

    /// The evidence of an outcome.
    pub fn evidence(&self, outcome: &Outcome) -> Option<&str> {
        let at = usize::try_from(outcome.evidence).ok()?.checked_sub(1)?;
        self.evidences.get(at).map(String::as_str)
    }

    /// A table's outcomes with their units, by unit.
    pub fn of_table(&self, table: usize) -> Vec<(&Arc<str>, &Outcome)> {
        let of_table = move |outcome: &&Outcome| usize::from(outcome.table) == table;
        let own = |(code, all)| <[Outcome]>::iter(all).filter(of_table).map(move |outcome| (code, outcome));
        self.units().flat_map(own).collect()
    }

    /// Everything that a page about some units could show of them, as a digest.
    fn digest_of(&self, units: &[UnitKey]) -> Digest {
        let mut hasher = Hasher::default();
        if let Some(digest) = &self.digest {
            hasher.part(digest.as_bytes());
        }
        for unit in units {
            hasher.part(unit.code.as_bytes());
            hasher.part(unit.province.as_deref().unwrap_or_default().as_bytes());
            for decision in self.recognitions_of(&unit.code) {
                decision.digest_into(&mut hasher);
            }
            for outcome in self.of_unit(&unit.code) {
                hasher.write(&outcome.digestible());
                if let Some(evidence) = self.evidence(outcome) {
                    hasher.part(evidence.as_bytes());
                }
            }
        }
        hasher.finish()
    }
}

impl Recognition {
    fn digest_into(&self, hasher: &mut Hasher) {
        hasher.part(&self.framework.to_le_bytes());
        hasher.part(self.date.to_string().as_bytes());
        hasher.part(self.decision.as_bytes());
        hasher.part(self.source.as_bytes());
        hasher.part(&[u8::from(self.granted), u8::from(self.sample)]);
    }
}

impl Outcome {
    /// Adds what pages show of it to a digest.
    pub fn digest_into(&self, hasher: &mut Hasher) {
        hasher.write(&self.digestible());
    }

    /// What pages show of it, in a fixed number of bytes. Where it stands in its file is for findings only.
    fn digestible(&self) -> [u8; 20] {
        let mut bytes = [0; 20];
        bytes[0..2].copy_from_slice(&self.framework.to_le_bytes());
        bytes[2..4].copy_from_slice(&self.indicator.to_le_bytes());
        bytes[4..6].copy_from_slice(&self.table.to_le_bytes());
        bytes[6..8].copy_from_slice(&self.date.year.to_le_bytes());
        bytes[8] = self.date.month;
        bytes[9] = self.date.day;
        bytes[10] = self.said as u8;
        bytes[11] = u8::from(self.evidence > 0);
        bytes[12..20].copy_from_slice(&self.figure.to_le_bytes());
        bytes
    }
}

/// A unit as the record needs it.
#[derive(Clone, Debug)]
pub struct UnitKey {
    /// Its code.
    pub code: Arc<str>,
    /// Its province's, for a commune.
    pub province: Option<Arc<str>>,
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
    pub units: Vec<UnitKey>,
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

/// A table of results, for a view. Serialises as the digest of its results.
#[derive(Clone)]
pub struct TableHandle {
    /// The record.
    pub record: Arc<Record>,
    /// Position of the table.
    pub table: usize,
}

impl Serialize for TableHandle {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut hasher = Hasher::default();
        if let Some(digest) = &self.record.digest {
            hasher.part(digest.as_bytes());
        }
        let mut last = None;
        for (code, outcome) in self.record.of_table(self.table) {
            if last != Some(code) {
                hasher.part(code.as_bytes());
                last = Some(code);
            }
            hasher.write(&outcome.digestible());
            if let Some(evidence) = self.record.evidence(outcome) {
                hasher.part(evidence.as_bytes());
            }
        }
        hasher.finish().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(indicator: u16, year: u16, figure: f64) -> Outcome {
        Outcome {
            framework: 0,
            indicator,
            date: Date { year, month: 0, day: 0, minute: None },
            figure,
            said: Said::Nothing,
            table: 0,
            evidence: 0,
            row: 1,
            column: 1,
            sheet: 0,
        }
    }

    fn record(outcomes: Vec<(u32, Outcome)>) -> Arc<Record> {
        let units: Vec<Arc<str>> = ["00001", "00002"].map(Arc::from).to_vec();
        Arc::new(Record::new(Vec::new(), Vec::new(), &units, outcomes, Vec::new(), HashMap::new()))
    }

    fn digest(record: &Arc<Record>, code: &str) -> Digest {
        let units = vec![UnitKey { code: code.into(), province: None }];
        Digest::of_value(&RecordHandle { record: Arc::clone(record), units })
    }

    #[test]
    fn an_outcome_stays_small() {
        assert!(size_of::<Outcome>() <= 40, "{}", size_of::<Outcome>());
    }

    #[test]
    fn outcomes_are_found_by_unit_in_order() {
        let record = record(vec![(1, outcome(3, 2024, 1.0)), (0, outcome(1, 2025, 2.0)), (0, outcome(1, 2024, 3.0))]);
        let figures = |code: &str| record.of_unit(code).iter().map(|outcome| outcome.figure).collect::<Vec<_>>();
        assert_eq!((figures("00001"), figures("00002"), figures("00003")), (vec![3.0, 2.0], vec![1.0], vec![]));
    }

    #[test]
    fn a_cell_changes_its_own_units_digest_alone() {
        let one = record(vec![(0, outcome(1, 2024, 1.0)), (1, outcome(1, 2024, 1.0))]);
        let moved = Outcome { row: 9, column: 9, ..outcome(1, 2024, 1.0) };
        let two = record(vec![(0, moved), (1, outcome(1, 2024, 1.5))]);
        assert_eq!(digest(&one, "00001"), digest(&two, "00001"));
        assert_ne!(digest(&one, "00002"), digest(&two, "00002"));
    }
}
