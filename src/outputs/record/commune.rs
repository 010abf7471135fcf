//! "Xã tôi còn thiếu gì": every set that is for a commune, its status, and what it does not meet.

use std::sync::Arc;

use serde::Serialize;

use super::{Row, Setting, Tally, sets_of};
use crate::domain::criterion::Framework;
use crate::domain::evaluation::evaluate;
use crate::domain::record::{Recognition, Record, RecordHandle, UnitKey};
use crate::domain::threshold::State;
use crate::domain::unit::Unit;
use crate::outputs::criteria;
use crate::outputs::frame::DateView;
use crate::site::Site;

/// A commune's part of the record, before it is judged.
#[derive(Serialize)]
pub(in crate::outputs) struct CommuneRecord {
    handle: RecordHandle,
    sets: Vec<usize>,
    setting: Setting,
}

/// The part of a unit; `None` where no set is for it.
pub(in crate::outputs) fn of_commune(site: &Site, unit: &Unit) -> Option<CommuneRecord> {
    let sets = sets_of(&site.record, unit);
    (!sets.is_empty()).then(|| CommuneRecord {
        handle: RecordHandle { record: Arc::clone(&site.record), units: vec![UnitKey::of(unit)] },
        sets,
        setting: Setting::new(site),
    })
}

/// What templates see.
#[derive(Serialize)]
pub(in crate::outputs) struct RecordData {
    sets: Vec<SetStanding>,
    any: bool,
    sample: bool,
}

#[derive(Serialize)]
struct SetStanding {
    id: String,
    title: String,
    short: String,
    url: String,
    decision: String,
    period: Option<String>,
    sample: bool,
    /// The group that the commune belongs to.
    group: Option<String>,
    /// What the decisions say, the latest last.
    decisions: Vec<Decision>,
    /// Whether anything was published about the commune in this set.
    any: bool,
    as_of: Option<DateView>,
    state: State,
    criteria: Tally,
    indicators: Tally,
    failing: Vec<Row>,
    chapters: Vec<Chapter>,
}

#[derive(Serialize)]
struct Decision {
    granted: bool,
    date: DateView,
    number: String,
    source: String,
    sample: bool,
}

#[derive(Serialize)]
struct Chapter {
    number: String,
    name: String,
    url: String,
    state: State,
    /// There are results, but they decide nothing.
    undecided: bool,
    rows: Vec<Row>,
}

impl CommuneRecord {
    /// Judges the commune.
    pub(in crate::outputs) fn judged(&self) -> RecordData {
        let sets: Vec<SetStanding> = self.sets.iter().map(|set| self.standing(*set)).collect();
        let record = &self.handle.record;
        let mut outcomes = self.handle.units.iter().flat_map(|unit| record.of_unit(&unit.code));
        let sample = outcomes.any(|outcome| record.tables[usize::from(outcome.table)].sample);
        RecordData { any: sets.iter().any(|set| set.any), sample, sets }
    }

    fn standing(&self, set: usize) -> SetStanding {
        let record: &Record = &self.handle.record;
        let framework = &record.frameworks[set];
        let unit = &self.handle.units[0];
        let group = framework.group_of(&unit.code, unit.province.as_deref());
        let outcomes = record.of_unit_in(&unit.code, set);
        let standing = evaluate(framework, group, outcomes);
        let row = |at: usize| Row::new(record, framework, at, group, &standing.indicators[at], &self.setting);
        let failing = (0..framework.indicators.len()).filter(|at| standing.indicators[*at].state == State::NotMet);
        let decisions: Vec<Decision> = record
            .recognitions_of(&unit.code)
            .iter()
            .filter(|one| one.framework == set)
            .map(|one| self.decision(one))
            .collect();
        let decree = &framework.decree;
        SetStanding {
            id: decree.id.clone(),
            title: decree.title.clone(),
            short: criteria::short(framework).to_owned(),
            url: self.setting.set_url(framework),
            decision: decree.decision.clone(),
            period: decree.period.clone(),
            sample: decree.sample,
            group: group.map(|group| decree.groups[group].title.clone()),
            any: !outcomes.is_empty() || !decisions.is_empty(),
            decisions,
            as_of: outcomes.iter().map(|outcome| outcome.date).max().map(|date| self.setting.date(date)),
            state: standing.whole,
            criteria: Tally::of(standing.criteria.iter().copied(), decree.criteria),
            indicators: Tally::of(standing.indicators.iter().map(|one| one.state), decree.indicators),
            failing: failing.map(row).collect(),
            chapters: if outcomes.is_empty() { Vec::new() } else { self.chapters(framework, &standing.criteria, &row) },
        }
    }

    fn chapters(&self, framework: &Framework, states: &[State], row: &dyn Fn(usize) -> Row) -> Vec<Chapter> {
        let url = self.setting.set_url(framework);
        let chapters = framework.criteria.iter().zip(states).enumerate();
        chapters
            .map(|(at, (criterion, state))| {
                let rows: Vec<Row> = framework.of_criterion(at).map(row).collect();
                let open = matches!(state, State::NoData | State::NoRule);
                Chapter {
                    number: criterion.number.clone(),
                    name: criterion.name.clone(),
                    url: format!("{url}#{}", criteria::criterion_anchor(&criterion.number)),
                    state: *state,
                    undecided: open && rows.iter().any(|row| row.date.is_some()),
                    rows,
                }
            })
            .collect()
    }

    fn decision(&self, decision: &Recognition) -> Decision {
        Decision {
            granted: decision.granted,
            date: self.setting.date(decision.date),
            number: decision.decision.clone(),
            source: decision.source.clone(),
            sample: decision.sample,
        }
    }
}
