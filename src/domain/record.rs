//! The record: what was published about how far units are, in compact columns.
//!
//! A province's offices write a million results over five years. One [`Outcome`] is 40 bytes and owns nothing; texts
//! are kept once beside them, and a unit's outcomes stand together, so that a page looks at its own unit alone.

mod handles;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

pub use handles::{IndicatorHandle, RecordHandle, TableHandle, UnitKey};
use rayon::prelude::*;

use super::criterion::Framework;
use super::results::Provenance;
use super::threshold::Said;
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
    by_unit: HashMap<Arc<str>, Own>,
    /// Of all that each table was read by, by position.
    table_digests: Vec<Digest>,
    recognitions: HashMap<Arc<str>, Vec<Recognition>>,
    digest: Option<Digest>,
}

/// A unit's outcomes: where they stand, and the digest of what pages show of them.
#[derive(Debug)]
struct Own {
    range: Range<usize>,
    digest: Digest,
}

impl Record {
    /// Puts outcomes in order: by unit, set, indicator and date. Of several for one key the first is found first.
    ///
    /// `tables` come with the digest of all that each was read by, and `outcomes` gives each outcome with the position of its unit in `units`. It is asked several times, to count and to place
    /// them, so that a million are in memory once.
    pub fn new<I: Iterator<Item = (usize, Outcome)>>(
        frameworks: Vec<Framework>,
        tables: Vec<(Provenance, Digest)>,
        units: &[Arc<str>],
        outcomes: impl Fn() -> I,
        evidences: Vec<String>,
        mut recognitions: HashMap<Arc<str>, Vec<Recognition>>,
    ) -> Self {
        for decisions in recognitions.values_mut() {
            decisions.sort_by_key(|decision| decision.date);
        }
        let (tables, table_digests): (Vec<Provenance>, Vec<Digest>) = tables.into_iter().unzip();
        let digest = Some(Digest::of_value(&(&frameworks, &tables)));
        let (mut outcomes, ranges) = place(units.len(), outcomes);
        let digests = order(&mut outcomes, &ranges, &evidences);
        let own = ranges.into_iter().zip(digests).map(|(range, digest)| Own { range, digest });
        let by_unit = units.iter().cloned().zip(own).filter(|(_, own)| !own.range.is_empty()).collect();
        let decisions = Vec::new();
        Self { frameworks, tables, decisions, outcomes, evidences, by_unit, table_digests, recognitions, digest }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.frameworks.is_empty()
    }

    /// A unit's outcomes, by set, indicator and date.
    pub fn of_unit(&self, code: &str) -> &[Outcome] {
        self.by_unit.get(code).map_or(&[], |own| &self.outcomes[own.range.clone()])
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
        let mut units: Vec<(&Arc<str>, &Own)> = self.by_unit.iter().collect();
        units.sort_by_key(|(code, _)| *code);
        units.into_iter().map(|(code, own)| (code, &self.outcomes[own.range.clone()]))
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
        evidence(&self.evidences, outcome)
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
            hasher.part(self.by_unit.get(&unit.code).map_or(&[], |own| own.digest.as_bytes()));
        }
        hasher.finish()
    }
}

/// Puts outcomes by unit, set and indicator, else in the order in which they come, and says where each unit's are. There are few
/// indicators and many outcomes: they are counted, not compared.
fn place<I: Iterator<Item = (usize, Outcome)>>(
    units: usize,
    outcomes: impl Fn() -> I,
) -> (Vec<Outcome>, Vec<Range<usize>>) {
    let Some((_, any)) = outcomes().next() else { return (Vec::new(), vec![0..0; units]) };
    let mut widths: Vec<usize> = Vec::new();
    for (_, outcome) in outcomes() {
        let (framework, indicator) = (usize::from(outcome.framework), usize::from(outcome.indicator));
        widths.resize(widths.len().max(framework + 1), 0);
        widths[framework] = widths[framework].max(indicator + 1);
    }
    let before: Vec<usize> = (0..widths.len()).map(|framework| widths[..framework].iter().sum()).collect();
    let width: usize = widths.iter().sum();
    let slot = |unit: usize, outcome: &Outcome| {
        unit * width + before[usize::from(outcome.framework)] + usize::from(outcome.indicator)
    };
    // How many there are in each slot, then where the next one goes.
    let mut next = vec![0; units * width];
    for (unit, outcome) in outcomes() {
        next[slot(unit, &outcome)] += 1;
    }
    let mut all = 0;
    for next in &mut next {
        all += std::mem::replace(next, all);
    }
    // Filled by all threads, since half of what this takes is the system's clearing of fresh memory.
    let mut placed: Vec<Outcome> = rayon::iter::repeat_n(any, all).collect();
    for (unit, outcome) in outcomes() {
        let next = &mut next[slot(unit, &outcome)];
        placed[*next] = outcome;
        *next += 1;
    }
    // Each slot's next place is now its end.
    let end = |unit: usize| (unit * width).checked_sub(1).map_or(0, |last| next[last]);
    let ranges = (0..units).map(|unit| end(unit)..end(unit + 1)).collect();
    (placed, ranges)
}

/// Sorts each indicator's outcomes of a unit by date, and digests what pages show of each unit, evidence too.
fn order(outcomes: &mut [Outcome], ranges: &[Range<usize>], evidences: &[String]) -> Vec<Digest> {
    let mut rest = outcomes;
    let mut own = Vec::with_capacity(ranges.len());
    for range in ranges {
        let (first, after) = rest.split_at_mut(range.len());
        own.push(first);
        rest = after;
    }
    let is_same = |one: &Outcome, next: &Outcome| (one.framework, one.indicator) == (next.framework, next.indicator);
    let digest = |own: &mut &mut [Outcome]| {
        own.chunk_by_mut(is_same).for_each(|results| results.sort_by_key(|outcome| outcome.date));
        let mut bytes = Vec::with_capacity(own.len() * 20);
        for outcome in &**own {
            bytes.extend_from_slice(&outcome.digestible());
            if let Some(evidence) = evidence(evidences, outcome) {
                bytes.extend_from_slice(&evidence.len().to_le_bytes());
                bytes.extend_from_slice(evidence.as_bytes());
            }
        }
        Digest::of(&bytes)
    };
    own.par_iter_mut().map(digest).collect()
}

fn evidence<'a>(evidences: &'a [String], outcome: &Outcome) -> Option<&'a str> {
    let at = usize::try_from(outcome.evidence).ok()?.checked_sub(1)?;
    evidences.get(at).map(String::as_str)
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
    /// What pages show of it, in a fixed number of bytes. Where it stands in its file is for findings only.
    pub fn digestible(&self) -> [u8; 20] {
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

    fn record(outcomes: &[(usize, Outcome)]) -> Arc<Record> {
        let units: Vec<Arc<str>> = ["00001", "00002"].map(Arc::from).to_vec();
        let outcomes = || outcomes.iter().copied();
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
        let record = record(&[(1, outcome(3, 2024, 1.0)), (0, outcome(1, 2025, 2.0)), (0, outcome(1, 2024, 3.0))]);
        let figures = |code: &str| record.of_unit(code).iter().map(|outcome| outcome.figure).collect::<Vec<_>>();
        assert_eq!((figures("00001"), figures("00002"), figures("00003")), (vec![3.0, 2.0], vec![1.0], vec![]));
    }

    #[test]
    fn a_cell_changes_its_own_units_digest_alone() {
        let one = record(&[(0, outcome(1, 2024, 1.0)), (1, outcome(1, 2024, 1.0))]);
        let moved = Outcome { row: 9, column: 9, ..outcome(1, 2024, 1.0) };
        let two = record(&[(0, moved), (1, outcome(1, 2024, 1.5))]);
        assert_eq!(digest(&one, "00001"), digest(&two, "00001"));
        assert_ne!(digest(&one, "00002"), digest(&two, "00002"));
    }
}
