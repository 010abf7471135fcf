//! A province's communes in each set: how they are spread, never who comes last.

use std::sync::Arc;

use serde::Serialize;
use tera::Value;

use super::{Setting, Tally};
use crate::domain::evaluation::evaluate;
use crate::domain::record::{Record, RecordHandle, UnitKey};
use crate::domain::threshold::State;
use crate::domain::unit::Unit;
use crate::outputs::criteria;
use crate::outputs::frame::DateView;
use crate::render::chart::{self, Column};
use crate::site::Site;

/// A province's part of the record, before its communes are judged.
#[derive(Serialize)]
pub(in crate::outputs) struct ProvinceRecord {
    handle: RecordHandle,
    /// Sets with the communes that they are for, by position.
    sets: Vec<(usize, Vec<usize>)>,
    setting: Setting,
    words: Words,
}

/// Words of the drawings.
#[derive(Clone, Serialize)]
struct Words {
    axis: String,
    title: String,
}

/// The part of a province; `None` where no set is for a commune of it.
pub(in crate::outputs) fn of_province(site: &Site, province: &Unit) -> Option<ProvinceRecord> {
    of_communes(site, site.units.communes_of(&province.code).collect())
}

/// The part of some communes; `None` where no set is for one of them.
pub(in crate::outputs) fn of_communes(site: &Site, communes: Vec<&Unit>) -> Option<ProvinceRecord> {
    let record = &site.record;
    let covered = |framework: usize| {
        let framework = &record.frameworks[framework];
        (0..communes.len()).filter(|at| framework.covers(communes[*at])).collect::<Vec<_>>()
    };
    let sets = (0..record.frameworks.len()).map(|at| (at, covered(at)));
    let sets: Vec<(usize, Vec<usize>)> = sets.filter(|(_, communes)| !communes.is_empty()).collect();
    (!sets.is_empty()).then(|| ProvinceRecord {
        handle: RecordHandle { record: Arc::clone(record), units: communes.into_iter().map(UnitKey::of).collect() },
        sets,
        setting: Setting::new(site),
        words: Words {
            axis: site.word("record_chart_axis").to_owned(),
            title: site.word("record_chart_title").to_owned(),
        },
    })
}

/// What templates see of a set.
#[derive(Serialize)]
struct SetSpread {
    id: String,
    short: String,
    url: String,
    decision: String,
    period: Option<String>,
    sample: bool,
    /// Communes that it is for, with any result, recognised, and with a recognition taken back.
    communes: usize,
    with_data: usize,
    recognised: usize,
    withdrawn: usize,
    from: Option<DateView>,
    to: Option<DateView>,
    /// How many communes meet so many criteria.
    spread: Vec<Spread>,
    criteria: Vec<CriterionSpread>,
}

#[derive(Serialize)]
struct Spread {
    met: usize,
    communes: usize,
}

#[derive(Serialize)]
struct CriterionSpread {
    number: String,
    name: String,
    url: String,
    communes: Tally,
}

impl ProvinceRecord {
    /// Judges every commune; a list of sets as templates see them, drawings included.
    pub(in crate::outputs) fn judged(&self) -> Value {
        let sets: Vec<Value> = self.sets.iter().map(|(set, communes)| self.value(*set, communes)).collect();
        let mut map = tera::Map::new();
        let any = sets.iter().any(|set| set.get_from_path("any").is_some_and(|any| any.is_truthy()));
        map.insert("any".into(), any.into());
        map.insert("sets".into(), Value::from(sets));
        Value::from(map)
    }

    fn value(&self, set: usize, communes: &[usize]) -> Value {
        let spread = self.spread(set, communes);
        let columns: Vec<Column> =
            spread.spread.iter().map(|one| Column { label: one.met.to_string(), count: one.communes }).collect();
        let any = spread.with_data + spread.recognised + spread.withdrawn > 0;
        let title = self.words.title.replace("{n}", &spread.with_data.to_string()).replace("{name}", &spread.short);
        let svg = (spread.with_data > 0).then(|| chart::distribution(&columns, &self.words.axis, &title));
        let bars = spread.criteria.iter().map(|criterion| {
            let Tally { met, failed, unruled, open, .. } = criterion.communes;
            Value::safe_string(&chart::parts(met, failed, unruled + open))
        });
        let bars: Vec<Value> = bars.collect();
        let mut map = Value::from_serializable(&spread).into_map().unwrap_or_default();
        map.insert("any".into(), any.into());
        map.insert("chart".into(), svg.map_or_else(Value::none, |svg| Value::safe_string(&svg)));
        map.insert("bars".into(), Value::from(bars));
        Value::from(map)
    }

    fn spread(&self, set: usize, communes: &[usize]) -> SetSpread {
        let record: &Record = &self.handle.record;
        let framework = &record.frameworks[set];
        let mut met_counts = vec![0; framework.criteria.len() + 1];
        let mut states: Vec<Vec<State>> = vec![Vec::with_capacity(communes.len()); framework.criteria.len()];
        let (mut with_data, mut recognised, mut withdrawn) = (0, 0, 0);
        let mut dates = Vec::new();
        for unit in communes.iter().map(|at| &self.handle.units[*at]) {
            match record.recognitions_of(&unit.code).iter().rev().find(|one| one.framework == set) {
                Some(decision) if decision.granted => recognised += 1,
                Some(_) => withdrawn += 1,
                None => {}
            }
            let outcomes = record.of_unit_in(&unit.code, set);
            let standing = evaluate(framework, framework.group_of(&unit.code, unit.province.as_deref()), outcomes);
            for (states, state) in states.iter_mut().zip(&standing.criteria) {
                states.push(*state);
            }
            if let Some(date) = outcomes.iter().map(|outcome| outcome.date).max() {
                with_data += 1;
                dates.push(date);
                let met = standing.criteria.iter().filter(|state| matches!(state, State::Met | State::NotApplicable));
                met_counts[met.count()] += 1;
            }
        }
        let url = self.setting.set_url(framework);
        let decree = &framework.decree;
        let date = |date: Option<&crate::text::Date>| date.map(|date| self.setting.date(*date));
        SetSpread {
            id: decree.id.clone(),
            short: criteria::short(framework).to_owned(),
            decision: decree.decision.clone(),
            period: decree.period.clone(),
            sample: decree.sample || self.made_up(communes),
            communes: communes.len(),
            with_data,
            recognised,
            withdrawn,
            from: date(dates.iter().min()),
            to: date(dates.iter().max()),
            spread: met_counts.into_iter().enumerate().map(|(met, communes)| Spread { met, communes }).collect(),
            criteria: (framework.criteria.iter().zip(states))
                .map(|(criterion, states)| CriterionSpread {
                    number: criterion.number.clone(),
                    name: criterion.name.clone(),
                    url: format!("{url}#{}", criteria::criterion_anchor(&criterion.number)),
                    communes: Tally::of(states.into_iter(), None),
                })
                .collect(),
            url,
        }
    }

    fn made_up(&self, communes: &[usize]) -> bool {
        let record = &self.handle.record;
        let mut outcomes = communes.iter().flat_map(|at| record.of_unit(&self.handle.units[*at].code));
        outcomes.any(|outcome| record.tables[usize::from(outcome.table)].sample)
    }
}
