//! Administrative units: provinces and communes, as they are today. Those of the past are in [`super::history`].

use std::collections::HashMap;
use std::sync::Arc;

use super::period::Period;
use crate::fields::{Fields, Reader, Spanned};
use crate::text::{Date, nearest, slug, sort_key};

/// Words for the kind of a unit that stand before its name, with and without their marks.
const KINDS: [(&str, &str); 9] = [
    ("xã", "xa"),
    ("phường", "phuong"),
    ("thị trấn", "thi tran"),
    ("đặc khu", "dac khu"),
    ("huyện", "huyen"),
    ("quận", "quan"),
    ("thị xã", "thi xa"),
    ("thành phố", "thanh pho"),
    ("tỉnh", "tinh"),
];

/// A unit's name in two: the word for its kind, and the rest. `Thị trấn Trâu Quỳ` is `("Thị trấn", "Trâu Quỳ")`.
/// The word may lack its marks, but not have others: `Xà Bang` is a name.
pub fn split_kind(full_name: &str) -> (&str, &str) {
    let full_name = full_name.trim();
    let spaces = full_name.match_indices(' ').take(2).map(|(at, _)| at);
    let is_kind = |at: &usize| {
        let word = full_name[..*at].to_lowercase();
        KINDS.iter().any(|(marked, plain)| word == *marked || word == *plain)
    };
    let end = spaces.filter(is_kind).last().unwrap_or(0);
    (&full_name[..end], full_name[end..].trim_start())
}

/// Level of a unit since 1 July 2025, when districts ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Tỉnh, thành phố: two-digit codes.
    Province,
    /// Xã, phường, đặc khu: five-digit codes.
    Commune,
}

/// One unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Code of Quyết định 19/2025/QĐ-TTg, with its leading zeros.
    pub code: Arc<str>,
    /// Level.
    pub level: Level,
    /// Name without the type: `Gia Lâm`.
    pub name: String,
    /// Name with the type: `Xã Gia Lâm`.
    pub full_name: String,
    /// `Xã`, `Phường`, `Đặc khu`, `Tỉnh`, `Thành phố`.
    pub kind: String,
    /// The province's code, for a commune.
    pub parent: Option<Arc<str>>,
    /// Area in km², where the source has it.
    pub area: Option<f64>,
    /// Since when it is what it is; a unit of today has no last day.
    pub period: Period,
    /// Which dataset draws it.
    pub dataset: usize,
    /// Which row of that dataset is its boundary.
    pub feature: usize,
    /// Its address below the units' root: `ha-noi/` or `ha-noi/gia-lam-00565/`, as [`Units::new`] finds it. A commune's keeps its
    /// code, since names repeat within a province and are given anew when communes merge.
    pub path: String,
}

/// All units, in the order of their layers, found by code.
#[derive(Debug, Default)]
pub struct Units {
    list: Vec<Unit>,
    by_code: HashMap<Arc<str>, usize>,
    communes: HashMap<Arc<str>, Vec<usize>>,
}

impl Units {
    /// Puts units in order: provinces and each province's communes as a Vietnamese dictionary has them.
    /// Codes are expected to be unique; of two units with one code the first is found.
    pub fn new(mut list: Vec<Unit>) -> Self {
        list.sort_by_cached_key(|unit| (unit.level, sort_key(&unit.name), Arc::clone(&unit.code)));
        let mut units = Self { list, ..Self::default() };
        for (at, unit) in units.list.iter().enumerate() {
            units.by_code.entry(Arc::clone(&unit.code)).or_insert(at);
            if let Some(parent) = &unit.parent {
                units.communes.entry(Arc::clone(parent)).or_default().push(at);
            }
        }
        // Every page links to units: their names are folded once.
        let folders: Vec<String> = units.list.iter().map(|unit| slug(&unit.name)).collect();
        let path = |(unit, folder): (&Unit, &String)| match units.position(unit.parent.as_deref()) {
            Some(province) => format!("{}/{folder}-{}/", folders[province], unit.code),
            None => format!("{folder}/"),
        };
        let paths: Vec<String> = units.list.iter().zip(&folders).map(path).collect();
        units.list.iter_mut().zip(paths).for_each(|(unit, path)| unit.path = path);
        units
    }

    /// Says when units began, where their layer does not.
    pub fn begin(&mut self, began: impl Fn(&str) -> Option<Date>) {
        for unit in &mut self.list {
            unit.period.from = unit.period.from.or_else(|| began(&unit.code));
        }
    }

    fn position(&self, code: Option<&str>) -> Option<usize> {
        self.by_code.get(code?).copied()
    }

    /// A unit by its code.
    pub fn get(&self, code: &str) -> Option<&Unit> {
        self.position(Some(code)).map(|at| &self.list[at])
    }

    /// The province that a commune is in.
    pub fn parent_of(&self, unit: &Unit) -> Option<&Unit> {
        self.get(unit.parent.as_ref()?)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.list.iter()
    }

    /// The provinces.
    pub fn provinces(&self) -> impl Iterator<Item = &Unit> {
        self.list.iter().filter(|unit| unit.level == Level::Province)
    }

    /// A province's communes.
    pub fn communes_of(&self, province: &str) -> impl Iterator<Item = &Unit> {
        self.communes.get(province).into_iter().flatten().map(|&at| &self.list[at])
    }

    /// Number of units of a level.
    pub fn count(&self, level: Level) -> usize {
        self.list.iter().filter(|unit| unit.level == level).count()
    }

    /// The unit nearest to a mistyped code, as `"00565" (Xã Gia Lâm)`; empty when none is near.
    /// A code that lost its leading zeros is put right.
    pub fn suggest(&self, code: &str) -> String {
        let padded = [format!("{code:0>5}"), format!("{code:0>2}")];
        let near = padded
            .iter()
            .find_map(|code| self.get(code))
            .or_else(|| nearest(code, self.list.iter().map(|unit| &*unit.code)).and_then(|code| self.get(code)));
        near.map_or_else(String::new, |unit| format!("\"{}\" ({})", unit.code, unit.full_name))
    }
}

/// A markdown page about a unit.
#[derive(Clone, Debug)]
pub struct UnitText {
    /// The unit's code.
    pub unit: Option<Spanned>,
}

impl UnitText {
    /// Reads the code.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let unit = fields.spanned(reader, "unit");
        if unit.is_none() {
            fields.missing(reader, "unit", "unit = \"00565\"");
        }
        Self { unit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_whole_words_before_a_name() {
        assert_eq!(split_kind("Thị trấn Trâu Quỳ"), ("Thị trấn", "Trâu Quỳ"));
        assert_eq!(split_kind("Xã Gia Lâm "), ("Xã", "Gia Lâm"));
        assert_eq!(split_kind("Phường 1"), ("Phường", "1"));
        assert_eq!(split_kind("Gia Lâm"), ("", "Gia Lâm"));
        assert_eq!(split_kind("thi tran trau quy"), ("thi tran", "trau quy"));
        assert_eq!(split_kind("Xà Bang"), ("", "Xà Bang"));
        assert_eq!(split_kind("Xã"), ("", "Xã"));
    }
}
