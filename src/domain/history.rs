//! Units through time: those that are no more, and what became of them.
//!
//! A code lives on when a unit is merged, often with another meaning: 00565 was thị trấn Trâu Quỳ and is xã Gia Lâm
//! since 1 July 2025. So a unit is known by its code *and* its period.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use super::period::Period;
use super::unit::{Level, Unit, Units, split_kind};
use crate::text::{Date, fold, slug, sort_key};

/// A unit that is no more, or that goes on under the same code as another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Former {
    /// Its code then.
    pub code: Arc<str>,
    /// Level.
    pub level: Level,
    /// Name without the type.
    pub name: String,
    /// Name with the type.
    pub full_name: String,
    /// `Xã`, `Phường`, `Thị trấn`, `Tỉnh` ...
    pub kind: String,
    /// Quận, huyện, thị xã or thành phố that it belonged to: a name only.
    pub district: Option<String>,
    /// Code of the province that it belonged to then; it may be a former province's.
    pub province: Option<Arc<str>>,
    /// When it was.
    pub period: Period,
    /// What became of it, in the order of the file.
    pub heirs: Vec<Succession>,
    /// The dataset that tells of it.
    pub dataset: usize,
    /// The first row that does.
    pub row: usize,
}

/// How much of a unit went to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Some of it.
    Some,
    /// Nobody says.
    Unsure,
}

impl Part {
    /// As files and templates call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Some => "part",
            Self::Unsure => "unsure",
        }
    }
}

/// One thing that became of a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Succession {
    /// The successor's code.
    pub code: Arc<str>,
    /// Which unit that is; `None` when there is no such unit.
    pub heir: Option<Heir>,
    /// How much of it.
    pub part: Part,
    /// Number of the resolution: `1656/NQ-UBTVQH15`.
    pub resolution: Option<String>,
    /// When that was passed.
    pub decided: Option<Date>,
    /// Its clause.
    pub clause: Option<String>,
    /// What is not certain about this, in words.
    pub doubt: Option<String>,
    /// The row of the dataset.
    pub row: usize,
}

/// A successor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heir {
    /// A unit of today, by its code.
    Unit(Arc<str>),
    /// A unit that is no more either: its position in [`History::formers`].
    Former(usize),
}

/// Every former unit, and how they hang together.
#[derive(Debug, Default)]
pub struct History {
    formers: Vec<Former>,
    by_code: HashMap<Arc<str>, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    of_unit: HashMap<Arc<str>, Vec<Source>>,
    of_former: HashMap<usize, Vec<Source>>,
    addresses: Vec<String>,
}

/// A predecessor: which former unit, and which of its successions leads here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Position in [`History::formers`].
    pub former: usize,
    /// Position in [`Former::heirs`].
    pub heir: usize,
}

impl History {
    /// Puts former units in order (provinces, then by name as a dictionary has them) and finds who succeeded whom: the
    /// unit that bore the successor's code on the day after a unit's last.
    pub fn new(mut formers: Vec<Former>, units: &Units) -> Self {
        formers.sort_by_cached_key(|former| {
            (former.level, sort_key(&former.name), Arc::clone(&former.code), former.period.to.map(Date::days))
        });
        let mut history = Self { formers, ..Self::default() };
        for (id, former) in history.formers.iter().enumerate() {
            history.by_code.entry(Arc::clone(&former.code)).or_default().push(id);
            history.by_name.entry(fold(&former.name)).or_default().push(id);
        }
        for id in 0..history.formers.len() {
            for at in 0..history.formers[id].heirs.len() {
                let heir = history.heir(id, &history.formers[id].heirs[at].code, units);
                let source = Source { former: id, heir: at };
                match &heir {
                    Some(Heir::Unit(code)) => history.of_unit.entry(Arc::clone(code)).or_default().push(source),
                    Some(Heir::Former(other)) => history.of_former.entry(*other).or_default().push(source),
                    None => {}
                }
                history.formers[id].heirs[at].heir = heir;
            }
        }
        let parts = |source: &Source| history.formers[source.former].heirs[source.heir].part != Part::Whole;
        history.of_unit.values_mut().chain(history.of_former.values_mut()).for_each(|list| list.sort_by_key(parts));
        history.addresses = history.all_addresses();
        history
    }

    fn heir(&self, id: usize, code: &str, units: &Units) -> Option<Heir> {
        let former = &self.formers[id];
        let same_level = |other: &usize| self.formers[*other].level == former.level;
        let formers = || self.with_code(code).filter(same_level);
        let today = units.get(code).filter(|unit| unit.level == former.level);
        let then = former.period.day_after().and_then(|day| {
            // A known first day is a better witness than an unknown one.
            formers().filter(|&other| other != id && self.formers[other].period.contains(day)).last()
        });
        then.map(Heir::Former)
            .or_else(|| today.map(|unit| Heir::Unit(Arc::clone(&unit.code))))
            .or_else(|| (former.period.to.is_none()).then(|| formers().last().map(Heir::Former)).flatten())
    }

    /// All former units.
    pub fn formers(&self) -> &[Former] {
        &self.formers
    }

    /// True when nothing is known of any.
    pub fn is_empty(&self) -> bool {
        self.formers.is_empty()
    }

    /// Former units that bore a code, the last one last.
    pub fn with_code(&self, code: &str) -> impl Iterator<Item = usize> + '_ {
        self.by_code.get(code).into_iter().flatten().copied()
    }

    /// Former units of a level, with their positions.
    pub fn of_level(&self, level: Level) -> impl Iterator<Item = (usize, &Former)> {
        self.formers.iter().enumerate().filter(move |(_, former)| former.level == level)
    }

    /// The province that a commune belonged to: the one that bore the code on the commune's last day.
    pub fn province_of(&self, former: &Former) -> Option<usize> {
        let code = former.province.as_ref()?;
        let then = |id: &usize| former.period.to.is_none_or(|day| self.formers[*id].period.contains(day));
        self.with_code(code).filter(|id| self.formers[*id].level == Level::Province).find(then)
    }

    /// What a unit of today was made of, whole units first.
    pub fn sources_of(&self, code: &str) -> &[Source] {
        self.of_unit.get(code).map_or(&[], Vec::as_slice)
    }

    /// What a former unit had been made of.
    pub fn sources_of_former(&self, id: usize) -> &[Source] {
        self.of_former.get(&id).map_or(&[], Vec::as_slice)
    }

    /// A source's former unit and its succession.
    pub fn source(&self, source: Source) -> (&Former, &Succession) {
        let former = &self.formers[source.former];
        (former, &former.heirs[source.heir])
    }

    /// The first day of a unit of today: the day after its last predecessor's last.
    pub fn began(&self, code: &str) -> Option<Date> {
        self.sources_of(code).iter().filter_map(|source| self.formers[source.former].period.day_after()).max()
    }

    /// The unit of today that took in the whole of a former one, perhaps by way of others.
    pub fn whole_heir(&self, id: usize) -> Option<&Arc<str>> {
        let mut at = id;
        for _ in 0..self.formers.len() {
            match self.formers[at].heirs.as_slice() {
                [Succession { part: Part::Whole, heir: Some(Heir::Unit(code)), .. }] => return Some(code),
                [Succession { part: Part::Whole, heir: Some(Heir::Former(next)), .. }] => at = *next,
                _ => return None,
            }
        }
        None
    }

    /// Whether a unit of today is a former one and nothing else: kept as it was, or given another name or code.
    pub fn is_continued(&self, id: usize) -> bool {
        self.formers[id].heirs.iter().any(|succession| match &succession.heir {
            Some(Heir::Unit(code)) => succession.part == Part::Whole && self.sources_of(code).len() == 1,
            _ => false,
        })
    }

    /// Former units that a text means: a code, or a name with or without its type and what it belonged to
    /// (`Dương Xá, Gia Lâm`), marks and case aside. Of units that bore one code or name in turn, those of `day`; else the last.
    pub fn find(&self, text: &str, day: Option<Date>) -> Vec<usize> {
        let then = |id: &usize| day.is_none_or(|day| self.formers[*id].period.contains(day));
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.with_code(text).filter(then).last().into_iter().collect();
        }
        let mut parts = text.split(',').map(str::trim);
        let (kind, name) = split_kind(parts.next().unwrap_or_default());
        let within: Vec<String> = parts.map(|part| fold(split_kind(part).1)).filter(|part| !part.is_empty()).collect();
        let belongs = |former: &Former| {
            let province = self.province_of(former).map(|id| self.formers[id].name.as_str());
            let district = former.district.as_deref().map(|district| split_kind(district).1);
            within.iter().all(|part| [district, province].into_iter().flatten().any(|name| fold(name) == *part))
        };
        let fits = |id: &usize| then(id) && belongs(&self.formers[*id]);
        let found: Vec<usize> = self.by_name.get(&fold(name)).into_iter().flatten().copied().filter(fits).collect();
        let of_kind: Vec<usize> =
            found.iter().copied().filter(|&id| fold(&self.formers[id].kind) == fold(kind)).collect();
        if of_kind.is_empty() { found } else { of_kind }
    }

    /// Former units that lead to themselves: each circle once, from its first member on.
    pub fn cycles(&self) -> Vec<Vec<usize>> {
        let mut seen = vec![false; self.formers.len()];
        let mut cycles = Vec::new();
        for start in 0..self.formers.len() {
            let mut way = Vec::new();
            self.walk(start, &mut seen, &mut way, &mut cycles);
        }
        cycles
    }

    fn walk(&self, id: usize, seen: &mut [bool], way: &mut Vec<usize>, cycles: &mut Vec<Vec<usize>>) {
        if let Some(at) = way.iter().position(|&earlier| earlier == id) {
            cycles.push(way[at..].to_vec());
            return;
        }
        if std::mem::replace(&mut seen[id], true) {
            return;
        }
        way.push(id);
        for succession in &self.formers[id].heirs {
            if let Some(Heir::Former(next)) = succession.heir {
                self.walk(next, seen, way, cycles);
            }
        }
        way.pop();
    }

    /// A former unit's address below the units' root: `cu/quang-nam/` or `cu/ha-noi/duong-xa-00571/`.
    pub fn address(&self, id: usize) -> &str {
        &self.addresses[id]
    }

    /// Of units that would share an address, the last keeps it and earlier ones say until when they were.
    fn all_addresses(&self) -> Vec<String> {
        let plain = |former: &Former| match (former.level, self.province_of(former)) {
            (Level::Province, _) => format!("cu/{}", slug(&former.name)),
            (_, Some(province)) => {
                format!("cu/{}/{}-{}", slug(&self.formers[province].name), slug(&former.name), former.code)
            }
            (_, None) => format!("cu/{}-{}", slug(&former.name), former.code),
        };
        let mut last: HashMap<String, usize> = HashMap::new();
        let plains: Vec<String> = self.formers.iter().map(plain).collect();
        for (id, address) in plains.iter().enumerate() {
            last.insert(address.clone(), id);
        }
        let full = |(id, plain): (usize, &String)| match (last[plain] == id, self.formers[id].period.to) {
            (true, _) | (_, None) => format!("{plain}/"),
            (false, Some(to)) => format!("{plain}-den-{to}/"),
        };
        plains.iter().enumerate().map(full).collect()
    }
}

/// Whether a unit of today bears a code that meant another unit before.
pub fn has_other_meaning(former: &Former, unit: &Unit) -> bool {
    former.code == unit.code && fold(&former.full_name) != fold(&unit.full_name)
}
