//! Bộ tiêu chí: what a decision asks of communes, districts or provinces, as data.
//!
//! The key of an indicator is the set and the number *as text*: 17.10 is not 17.1, and 15 is health in one set and
//! public administration in another.

use std::ops::Range;

use serde::Serialize;

use super::threshold::Threshold;
use super::unit::{Level, Unit};
use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned};
use crate::text::{Date, fold, slug};

/// How sure a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sureness {
    /// A source says it.
    Sourced,
    /// Not held against the decision, but surely so.
    High,
    /// Less surely.
    MediumHigh,
    /// Perhaps.
    Medium,
    /// Hardly.
    Low,
}

/// Words of tables and manifests.
const SURENESS: [(&str, Sureness); 5] = [
    ("có nguồn", Sureness::Sourced),
    ("cao", Sureness::High),
    ("khá cao", Sureness::MediumHigh),
    ("trung bình", Sureness::Medium),
    ("thấp", Sureness::Low),
];

impl Sureness {
    /// By the word of a table, whatever its marks and case.
    pub fn named(word: &str) -> Option<Self> {
        let word = fold(word.trim());
        SURENESS.iter().find(|(name, _)| fold(name) == word).map(|(_, sureness)| *sureness)
    }

    /// The word of tables.
    pub fn word(self) -> &'static str {
        SURENESS.iter().find(|(_, sureness)| *sureness == self).map_or("", |(word, _)| word)
    }

    /// The words that tables may have, for people.
    pub fn words() -> String {
        SURENESS.map(|(word, _)| word).join(", ")
    }
}

/// Whom a set is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Communes.
    Commune,
    /// Districts, which ended on 1 July 2025: such sets are kept to be read.
    District,
    /// Provinces.
    Province,
    /// Hamlets, which have no codes.
    Hamlet,
}

const SCOPES: [(&str, Scope); 4] = [
    ("commune", Scope::Commune),
    ("district", Scope::District),
    ("province", Scope::Province),
    ("hamlet", Scope::Hamlet),
];

impl Scope {
    /// The level of today's units that it is about.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Commune => Some(Level::Commune),
            Self::Province => Some(Level::Province),
            Self::District | Self::Hamlet => None,
        }
    }
}

/// A region or a group of communes that has thresholds of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Stable id.
    pub id: String,
    /// Its name; a column `Ngưỡng <title>` of the table holds its thresholds.
    pub title: String,
    /// Who belongs to it, in words.
    pub text: Option<String>,
    /// Codes of the provinces whose communes are in it.
    pub provinces: Vec<String>,
    /// Codes of the units that are in it.
    pub units: Vec<String>,
}

/// How many parts of a whole have to be met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needed {
    /// Every one.
    #[default]
    All,
    /// So many.
    AtLeast(usize),
}

/// What a manifest says of a set: everything but its rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decree {
    /// Stable id, part of addresses: `xa-ntm`.
    pub id: String,
    /// Whole name.
    pub title: String,
    /// Short name for tables; the title where none is given.
    pub short: Option<String>,
    /// Number of the decision: `318/QĐ-TTg`.
    pub decision: String,
    /// When it was issued.
    pub issued: Option<Date>,
    /// From when it is in force.
    pub effective: Option<Date>,
    /// The years it covers, as printed.
    pub period: Option<String>,
    /// Whom it is for.
    pub scope: Scope,
    /// Kinds of units that it is for (`Xã`); every kind when empty.
    pub kinds: Vec<String>,
    /// The one province that it is for.
    pub province: Option<String>,
    /// How many criteria the decision has, whatever part of them the table holds.
    pub criteria: Option<usize>,
    /// How many indicators.
    pub indicators: Option<usize>,
    /// Where all this was read.
    pub source: String,
    /// How sure it is.
    pub sureness: Sureness,
    /// Remark.
    pub note: Option<String>,
    /// Made up, for tests and demonstrations.
    pub sample: bool,
    /// Regions and groups.
    pub groups: Vec<Group>,
    /// How many criteria a unit must meet to meet the set.
    pub needed: Needed,
}

/// One `[[framework]]` of the manifest.
#[derive(Clone, Debug)]
pub struct FrameworkEntry {
    /// Its id, with its place.
    pub id: Spanned,
    /// The table in `data/`.
    pub file: Spanned,
    /// The sheet, in workbooks of several.
    pub sheet: Option<String>,
    /// The page about the decision, `@/van-ban/318-qd-ttg.md`.
    pub document: Option<Spanned>,
    /// The set whose rows it takes over before its own.
    pub base: Option<Spanned>,
    /// The set that came before it.
    pub follows: Option<Spanned>,
    /// The rest.
    pub decree: Decree,
}

/// A criterion: a chapter of indicators.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Criterion {
    /// `17`.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// The heading that it stands under.
    pub group: Option<String>,
    /// How many of its indicators have to be met.
    pub needed: Needed,
    /// Where its name was read, and how surely.
    pub origin: Origin,
}

/// An indicator.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Indicator {
    /// `17.10`.
    pub number: String,
    /// Position of its criterion.
    pub criterion: usize,
    /// What it says.
    pub text: String,
    /// `%`, `triệu đồng/người`.
    pub unit: Option<String>,
    /// Whether the words are the decision's own.
    pub verbatim: bool,
    /// Thresholds: for all (`None`), and for groups by their position.
    pub thresholds: Vec<(Option<usize>, Threshold)>,
    /// Where it was read, and how surely.
    pub origin: Origin,
}

/// A condition without a number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Condition {
    /// What it says.
    pub text: String,
    /// Where it was read, and how surely.
    pub origin: Origin,
}

/// Where a row was read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Origin {
    /// The source; that of the whole set where the row has none.
    pub source: Option<String>,
    /// How sure it is.
    pub sureness: Sureness,
    /// Remark.
    pub note: Option<String>,
}

/// A set with its rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Framework {
    /// What the manifest says.
    pub decree: Decree,
    /// The page about the decision: path of its file in `content/`.
    pub document: Option<String>,
    /// Position of the set that came before it.
    pub follows: Option<usize>,
    /// Conditions, in the order of the table.
    pub conditions: Vec<Condition>,
    /// Criteria, in the order of the table.
    pub criteria: Vec<Criterion>,
    /// Indicators, in the order of the table.
    pub indicators: Vec<Indicator>,
}

impl Framework {
    /// The position of an indicator.
    pub fn indicator(&self, number: &str) -> Option<usize> {
        self.indicators.iter().position(|indicator| indicator.number == number)
    }

    /// Whether a criterion or an indicator has the number.
    pub fn numbers(&self, number: &str) -> bool {
        self.indicator(number).is_some() || self.criteria.iter().any(|criterion| criterion.number == number)
    }

    /// The indicators of a criterion, which stand together.
    pub fn of_criterion(&self, criterion: usize) -> Range<usize> {
        let of = |indicator: &Indicator| indicator.criterion;
        let start = self.indicators.partition_point(|indicator| of(indicator) < criterion);
        start..self.indicators.partition_point(|indicator| of(indicator) <= criterion)
    }

    /// Whether the set is for a unit.
    pub fn covers(&self, unit: &Unit) -> bool {
        let decree = &self.decree;
        let own = decree.province.as_deref();
        decree.scope.level() == Some(unit.level)
            && (decree.kinds.is_empty() || decree.kinds.contains(&unit.kind))
            && own.is_none_or(|own| *own == *unit.code || unit.parent.as_deref() == Some(own))
    }

    /// The group that a unit belongs to.
    pub fn group_of(&self, code: &str, province: Option<&str>) -> Option<usize> {
        let named = |group: &Group| group.units.iter().any(|unit| unit == code);
        let inside = |group: &Group| group.provinces.iter().any(|own| own == code || Some(own.as_str()) == province);
        let groups = &self.decree.groups;
        groups.iter().position(named).or_else(|| groups.iter().position(inside))
    }

    /// The threshold that holds for a group: its own, else the one for all.
    pub fn threshold(&self, indicator: usize, group: Option<usize>) -> Option<Threshold> {
        let of = |wanted: Option<usize>| {
            let thresholds = &self.indicators[indicator].thresholds;
            thresholds.iter().find(|(group, _)| *group == wanted).map(|(_, threshold)| *threshold)
        };
        group.and_then(|group| of(Some(group))).or_else(|| of(None))
    }
}

impl FrameworkEntry {
    pub(super) fn read(reader: &mut Reader, mut fields: Fields) -> Self {
        let nowhere = Spanned { text: String::new(), span: fields.span().clone() };
        let mut must = |reader: &mut Reader, key: &'static str, example: &str| {
            fields.spanned(reader, key).unwrap_or_else(|| {
                fields.missing(reader, key, example);
                nowhere.clone()
            })
        };
        let id = must(reader, "id", "id = \"xa-ntm\"");
        if id.text != slug(&id.text) {
            reader.error(code::UNSAFE_PATH, &id.span, &[("path", &id.text)]);
        }
        let file = must(reader, "file", "file = \"tieu-chi/xa-ntm.csv\"");
        let entry = Self {
            sheet: fields.text(reader, "sheet"),
            document: fields.spanned(reader, "document"),
            base: fields.spanned(reader, "base"),
            follows: fields.spanned(reader, "follows"),
            decree: Decree::read(reader, &mut fields, &id.text),
            id,
            file,
        };
        fields.end(reader);
        entry
    }
}

impl Decree {
    fn read(reader: &mut Reader, fields: &mut Fields, id: &str) -> Self {
        let groups = fields.tables(reader, "groups");
        let texts = |texts: Vec<Spanned>| texts.into_iter().map(|text| text.text).collect();
        let mut count = |reader: &mut Reader, key: &'static str| {
            fields.integer(reader, key, 1..=1000).and_then(|count| usize::try_from(count).ok())
        };
        let (criteria, indicators, needed) =
            (count(reader, "criteria"), count(reader, "indicators"), count(reader, "needed"));
        Self {
            id: id.to_owned(),
            title: fields.required(reader, "title", "title = \"Bộ tiêu chí …\""),
            short: fields.text(reader, "short"),
            decision: fields.required(reader, "decision", "decision = \"318/QĐ-TTg\""),
            issued: fields.date(reader, "issued"),
            effective: fields.date(reader, "effective"),
            period: fields.text(reader, "period"),
            scope: fields.choice(reader, "scope", &SCOPES).unwrap_or(Scope::Commune),
            kinds: texts(fields.texts(reader, "kinds")),
            province: fields.text(reader, "province"),
            criteria,
            indicators,
            source: fields.required(reader, "source", "source = \"…\""),
            sureness: sureness(reader, fields),
            note: fields.text(reader, "note"),
            sample: fields.flag(reader, "sample").unwrap_or(false),
            groups: groups.into_iter().map(|table| Group::read(reader, table)).collect(),
            needed: needed.map_or(Needed::All, Needed::AtLeast),
        }
    }
}

fn sureness(reader: &mut Reader, fields: &mut Fields) -> Sureness {
    fields.choice(reader, "sureness", &SURENESS).unwrap_or(Sureness::Sourced)
}

impl Group {
    fn read(reader: &mut Reader, mut fields: Fields) -> Self {
        let codes = |texts: Vec<Spanned>| texts.into_iter().map(|text| text.text).collect();
        let group = Self {
            id: fields.required(reader, "id", "id = \"nhom-1\""),
            title: fields.required(reader, "title", "title = \"Nhóm 1\""),
            text: fields.text(reader, "text"),
            provinces: codes(fields.texts(reader, "provinces")),
            units: codes(fields.texts(reader, "units")),
        };
        fields.end(reader);
        group
    }
}
