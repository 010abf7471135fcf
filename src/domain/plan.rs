//! Kế hoạch: what was promised, as printed.

use serde::Serialize;

use super::Signatory;
use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned};
use crate::text::Date;

/// A plan and its targets.
#[derive(Clone, Debug)]
pub struct Plan {
    /// `236/KH-UBND`.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// When; perhaps partial, often unknown.
    pub issued: Option<Date>,
    /// What is known of the date.
    pub issued_note: Option<String>,
    /// Code of the province as it is today.
    pub province: Option<Spanned>,
    /// Its goal.
    pub goal: Option<String>,
    /// Who signed.
    pub signatory: Option<Signatory>,
    /// The time it covers.
    pub period: Option<Period>,
    /// Targets in the order of the document.
    pub targets: Vec<Target>,
    /// Solutions in the order of the document.
    pub solutions: Vec<Solution>,
    /// Pilots.
    pub pilots: Vec<Pilot>,
}

/// The time a plan covers, years as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// As printed.
    pub text: String,
    /// First year.
    pub from: Option<String>,
    /// Last year.
    pub to: Option<String>,
}

/// One promise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Target {
    /// Stable id.
    pub id: String,
    /// The sentence as printed.
    pub text: String,
    /// The number promised.
    pub value: Option<f64>,
    /// `%` or words.
    pub unit: Option<String>,
    /// How the number binds.
    pub comparator: Option<Comparator>,
    /// False where the sentence leaves open whether "at least" governs the figure.
    pub comparator_certain: bool,
    /// Parts of the base: 28 of ...
    pub numerator: Option<f64>,
    /// ... 56 communes. The plan's own figure, never counted from a unit table.
    pub denominator: Option<f64>,
    /// Whom it covers.
    pub scope: Option<Scope>,
    /// The national criterion it speaks of.
    pub criterion: Option<CriterionRef>,
    /// By when, as printed.
    pub deadline: Option<String>,
    /// Pillar of digital transformation.
    pub pillar: Pillar,
    /// How binding, when weaker than a promise.
    pub binding: Option<String>,
    /// No number was given.
    pub qualitative: bool,
    /// What is uncertain or remarkable.
    pub note: Option<String>,
    /// Its parts by place.
    pub breakdown: Vec<Part>,
}

/// How a number binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Comparator {
    /// ít nhất.
    #[serde(rename = "≥")]
    AtLeast,
    /// đạt.
    #[serde(rename = "=")]
    Exactly,
    /// không quá.
    #[serde(rename = "≤")]
    AtMost,
}

/// The pillars that the plans themselves use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pillar {
    /// Chính quyền số.
    DigitalGovernment,
    /// Kinh tế số.
    DigitalEconomy,
    /// Xã hội số.
    DigitalSociety,
    /// Mô hình thí điểm.
    Pilot,
    /// None named.
    #[default]
    Other,
}

/// Whom a target covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// Administrative level.
    pub level: String,
    /// What is counted.
    pub of: String,
}

/// A criterion: the pair of framework and number is the key, the number is text (17.10 is not 17.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CriterionRef {
    /// `xa-ntm`, `xa-ntm-nang-cao` ...
    pub framework: Option<String>,
    /// `8.4`.
    pub number: Option<String>,
    /// As the plan calls it.
    pub label: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Our reading, not the plan's words.
    pub inferred: bool,
}

/// A part of a target's base.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Place.
    pub name: String,
    /// Of these ...
    pub numerator: f64,
    /// ... so many.
    pub denominator: f64,
}

/// A solution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Solution {
    /// Stable id.
    pub id: String,
    /// As printed.
    pub text: String,
    /// Pillar.
    pub pillar: Option<Pillar>,
}

/// A pilot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pilot {
    /// Stable id.
    pub id: String,
    /// What is piloted.
    pub kind: String,
    /// Where, as the plan names it.
    pub name: String,
    /// Code of the unit that it lies in today.
    pub unit: Option<Spanned>,
    /// As printed.
    pub text: String,
    /// Remark.
    pub note: Option<String>,
}

const PILLARS: [(&str, Pillar); 4] = [
    ("digital-government", Pillar::DigitalGovernment),
    ("digital-economy", Pillar::DigitalEconomy),
    ("digital-society", Pillar::DigitalSociety),
    ("pilot", Pillar::Pilot),
];

impl Plan {
    /// Reads a plan's keys and checks its targets.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let targets = fields.tables(reader, "targets");
        let solutions = fields.tables(reader, "solutions");
        let pilots = fields.tables(reader, "pilots");
        let mut ids = Vec::new();
        Self {
            number: fields.text(reader, "number"),
            issuer: fields.required(reader, "issuer", "issuer = \"UBND TP. Hà Nội\""),
            issued: fields.date(reader, "issued"),
            issued_note: fields.text(reader, "issued_note"),
            province: fields.spanned(reader, "province"),
            goal: fields.text(reader, "goal"),
            signatory: Signatory::read(reader, fields),
            period: Period::read(reader, fields),
            targets: targets.into_iter().map(|table| Target::read(reader, table, &mut ids)).collect(),
            solutions: solutions.into_iter().map(|table| Solution::read(reader, table, &mut ids)).collect(),
            pilots: pilots.into_iter().map(|table| Pilot::read(reader, table, &mut ids)).collect(),
        }
    }
}

/// An id, unique within its plan.
fn id(reader: &mut Reader, fields: &mut Fields, ids: &mut Vec<String>, example: &str) -> String {
    let Some(id) = fields.spanned(reader, "id") else {
        fields.missing(reader, "id", example);
        return String::new();
    };
    if ids.contains(&id.text) {
        reader.error(code::DUPLICATE_ID, &id.span, &[("id", &id.text)]);
    }
    ids.push(id.text.clone());
    id.text
}

impl Period {
    fn read(reader: &mut Reader, fields: &mut Fields) -> Option<Self> {
        let mut table = fields.table(reader, "period")?;
        let period = Self {
            text: table.required(reader, "text", "text = \"đến năm 2025\""),
            from: table.text(reader, "from"),
            to: table.text(reader, "to"),
        };
        table.end(reader);
        Some(period)
    }
}

impl Target {
    fn read(reader: &mut Reader, mut fields: Fields, ids: &mut Vec<String>) -> Self {
        let signs = [(">=", Comparator::AtLeast), ("=", Comparator::Exactly), ("<=", Comparator::AtMost)];
        let value_at = fields.span().clone();
        let value_span = fields.span_of("value").unwrap_or(value_at);
        let breakdown = fields.tables(reader, "breakdown");
        let target = Self {
            id: id(reader, &mut fields, ids, "id = \"hn-01\""),
            text: fields.required(reader, "text", "text = \"100% số xã …\""),
            value: fields.number(reader, "value"),
            unit: fields.text(reader, "unit"),
            comparator: fields.choice(reader, "comparator", &signs),
            comparator_certain: fields.flag(reader, "comparator_certain").unwrap_or(true),
            numerator: fields.number(reader, "numerator"),
            denominator: fields.number(reader, "denominator"),
            scope: Scope::read(reader, &mut fields),
            criterion: CriterionRef::read(reader, &mut fields),
            deadline: fields.text(reader, "deadline"),
            pillar: fields.choice(reader, "pillar", &PILLARS).unwrap_or_default(),
            binding: fields.text(reader, "binding"),
            qualitative: fields.flag(reader, "qualitative").unwrap_or(false),
            note: fields.text(reader, "note"),
            breakdown: breakdown.into_iter().map(|table| Part::read(reader, table)).collect(),
        };
        if let Some(value) = target.share().filter(|value| !(0.0..=100.0).contains(value)) {
            let value = crate::text::number(value, "vi");
            reader.error(code::SHARE_OVER_100, &value_span, &[("id", &target.id), ("value", &value)]);
        }
        fields.end(reader);
        target
    }

    /// The value when it is a share in per cent.
    pub fn share(&self) -> Option<f64> {
        self.value.filter(|_| self.unit.as_deref() == Some("%"))
    }
}

impl Scope {
    fn read(reader: &mut Reader, fields: &mut Fields) -> Option<Self> {
        let mut table = fields.table(reader, "scope")?;
        let level = table.required(reader, "level", "level = \"commune\"");
        let of = table.required(reader, "of", "of = \"số xã\"");
        table.end(reader);
        Some(Self { level, of })
    }
}

impl CriterionRef {
    fn read(reader: &mut Reader, fields: &mut Fields) -> Option<Self> {
        let mut table = fields.table(reader, "criterion")?;
        let criterion = Self {
            framework: table.text(reader, "framework"),
            number: table.text(reader, "number"),
            label: table.text(reader, "label"),
            name: table.text(reader, "name"),
            inferred: table.flag(reader, "inferred").unwrap_or(false),
        };
        table.end(reader);
        Some(criterion)
    }
}

impl Part {
    fn read(reader: &mut Reader, mut fields: Fields) -> Self {
        let part = Self {
            name: fields.required(reader, "name", "name = \"Củ Chi\""),
            numerator: fields.number(reader, "numerator").unwrap_or_default(),
            denominator: fields.number(reader, "denominator").unwrap_or_default(),
        };
        fields.end(reader);
        part
    }
}

impl Solution {
    fn read(reader: &mut Reader, mut fields: Fields, ids: &mut Vec<String>) -> Self {
        let solution = Self {
            id: id(reader, &mut fields, ids, "id = \"hn-s1\""),
            text: fields.required(reader, "text", "text = \"…\""),
            pillar: fields.choice(reader, "pillar", &PILLARS),
        };
        fields.end(reader);
        solution
    }
}

impl Pilot {
    fn read(reader: &mut Reader, mut fields: Fields, ids: &mut Vec<String>) -> Self {
        let pilot = Self {
            id: id(reader, &mut fields, ids, "id = \"hn-p1\""),
            kind: fields.required(reader, "kind", "kind = \"xã thông minh\""),
            name: fields.required(reader, "name", "name = \"xã Dương Xá\""),
            unit: fields.spanned(reader, "unit"),
            text: fields.required(reader, "text", "text = \"…\""),
            note: fields.text(reader, "note"),
        };
        fields.end(reader);
        pilot
    }
}
