//! Chỉ tiêu: one promise of a plan, as printed, and what can be checked of it without looking elsewhere.

use std::ops::Range;

use serde::Serialize;

use super::plan::id;
use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned};
use crate::text::{self, Date};

/// One promise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Target {
    /// Stable id, the name of its page: no other target of the site may have it.
    pub id: String,
    /// Where the id stands.
    #[serde(skip)]
    pub id_span: Range<usize>,
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
    /// Who owes it, when it isn't who issued the plan.
    #[serde(skip)]
    pub owner: Option<String>,
    /// Topics under which it is compared with promises of other plans.
    #[serde(skip)]
    pub topics: Vec<Spanned>,
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
    /// What was promised before, oldest first.
    #[serde(skip)]
    pub versions: Vec<Version>,
}

/// A promise as it stood before it was changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Version {
    /// The sentence as printed.
    pub text: String,
    /// The number promised.
    pub value: Option<f64>,
    /// `%` or words.
    pub unit: Option<String>,
    /// The day from which on it no longer stood.
    pub until: Option<Date>,
    /// Where it was printed.
    pub source: Option<String>,
    /// Why it was changed, as far as known.
    pub note: Option<String>,
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

impl Comparator {
    /// As typed, for data: `>=`, `=`, `<=`.
    pub fn typed(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::Exactly => "=",
            Self::AtMost => "<=",
        }
    }
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
    /// Where its number stands, for findings.
    #[serde(skip)]
    pub at: Range<usize>,
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

/// National sets of criteria that targets may speak of. Provinces have sets of their own for `xa-ntm-kieu-mau`.
const FRAMEWORKS: [&str; 5] = ["xa-ntm", "xa-ntm-nang-cao", "xa-ntm-kieu-mau", "huyen-ntm", "huyen-ntm-nang-cao"];

pub(super) const PILLARS: [(&str, Pillar); 4] = [
    ("digital-government", Pillar::DigitalGovernment),
    ("digital-economy", Pillar::DigitalEconomy),
    ("digital-society", Pillar::DigitalSociety),
    ("pilot", Pillar::Pilot),
];

impl Target {
    /// Reads a target of a plan that was issued on a day, when that is known.
    pub(super) fn read(reader: &mut Reader, mut fields: Fields, issued: Option<Date>, ids: &mut Vec<String>) -> Self {
        let signs = [(">=", Comparator::AtLeast), ("=", Comparator::Exactly), ("<=", Comparator::AtMost)];
        let whole = fields.span().clone();
        let span_of = |key: &str| fields.span_of(key).unwrap_or_else(|| whole.clone());
        let (id_span, value_span, parts_span) = (span_of("id"), span_of("value"), span_of("breakdown"));
        let deadline_span = span_of("deadline");
        let breakdown = fields.tables(reader, "breakdown");
        let versions = fields.tables(reader, "versions");
        let target = Self {
            id: id(reader, &mut fields, ids, "id = \"hn-01\""),
            id_span,
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
            owner: fields.text(reader, "owner"),
            topics: fields.texts(reader, "topics"),
            pillar: fields.choice(reader, "pillar", &PILLARS).unwrap_or_default(),
            binding: fields.text(reader, "binding"),
            qualitative: fields.flag(reader, "qualitative").unwrap_or(false),
            note: fields.text(reader, "note"),
            breakdown: breakdown.into_iter().map(|table| Part::read(reader, table)).collect(),
            versions: versions.into_iter().map(|table| Version::read(reader, table)).collect(),
        };
        fields.end(reader);
        target.check_share(reader, &value_span);
        target.check_parts(reader, &parts_span);
        if issued.zip(target.deadline_year()).is_some_and(|(issued, year)| year < issued.year) {
            reader.error(code::DATE_ORDER, &deadline_span, &[("key", "deadline"), ("other", "issued")]);
        }
        target
    }

    /// The value when it is a share in per cent.
    pub fn share(&self) -> Option<f64> {
        self.value.filter(|_| self.unit.as_deref() == Some("%"))
    }

    /// The last year that the deadline names: 2025 of `hằng năm đến 2025`.
    pub fn deadline_year(&self) -> Option<u16> {
        let words = self.deadline.as_deref()?.split(|c: char| !c.is_ascii_digit());
        words.filter(|word| word.len() == 4).filter_map(|word| word.parse().ok()).next_back()
    }

    /// A share lies within 0 and 100, and is that of its base: 28 of 56 are 50 %, as exactly as the share is printed.
    fn check_share(&self, reader: &mut Reader, span: &Range<usize>) {
        let Some(share) = self.share() else { return };
        let shown = |value: f64| text::number(value, "vi");
        if !(0.0..=100.0).contains(&share) {
            let args = [("id", self.id.as_str()), ("value", &shown(share))];
            return reader.error(code::SHARE_OVER_100, span, &args);
        }
        let Some((part, whole)) = self.numerator.zip(self.denominator) else { return };
        let decimals = format!("{share}").split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
        let counted = 100.0 * part / whole;
        if !counted.is_finite() || (counted - share).abs() >= 10_f64.powi(-decimals) {
            let base = format!("{}/{}", shown(part), shown(whole));
            let counted = if counted.is_finite() { shown(counted) } else { "–".to_owned() };
            let args = [("id", self.id.as_str()), ("value", &shown(share)), ("base", &base), ("counted", &counted)];
            reader.error(code::BASE_CONTRADICTS, span, &args);
        }
    }

    /// Parts by place may leave some of the base out, but can't be more than it.
    fn check_parts(&self, reader: &mut Reader, span: &Range<usize>) {
        let Some((part, whole)) = self.numerator.zip(self.denominator) else { return };
        let sum = |of: fn(&Part) -> f64| self.breakdown.iter().map(of).sum::<f64>();
        let (parts, wholes) = (sum(|part| part.numerator), sum(|part| part.denominator));
        if parts > part || wholes > whole {
            let shown = |a: f64, b: f64| format!("{}/{}", text::number(a, "vi"), text::number(b, "vi"));
            let args = [("id", self.id.as_str()), ("sum", &shown(parts, wholes)), ("base", &shown(part, whole))];
            reader.error(code::PARTS_OVER_BASE, span, &args);
        }
    }
}

impl Version {
    fn read(reader: &mut Reader, mut fields: Fields) -> Self {
        let version = Self {
            text: fields.required(reader, "text", "text = \"90% số xã …\""),
            value: fields.number(reader, "value"),
            unit: fields.text(reader, "unit"),
            until: fields.date(reader, "until"),
            source: fields.text(reader, "source"),
            note: fields.text(reader, "note"),
        };
        fields.end(reader);
        version
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
        let (framework, number) = (table.spanned(reader, "framework"), table.spanned(reader, "number"));
        if let Some(framework) = framework.as_ref().filter(|framework| !FRAMEWORKS.contains(&&*framework.text)) {
            let args = [("key", "framework"), ("value", &*framework.text), ("allowed", &FRAMEWORKS.join(", "))];
            reader.error(code::UNKNOWN_VALUE, &framework.span, &args);
        }
        if let Some(number) = number.as_ref().filter(|number| !is_criterion_number(&number.text)) {
            reader.error(code::UNKNOWN_CRITERION, &number.span, &[("number", &number.text)]);
        }
        let criterion = Self {
            at: number.as_ref().map_or(0..0, |number| number.span.clone()),
            framework: framework.map(|framework| framework.text),
            number: number.map(|number| number.text),
            label: table.text(reader, "label"),
            name: table.text(reader, "name"),
            inferred: table.flag(reader, "inferred").unwrap_or(false),
        };
        table.end(reader);
        Some(criterion)
    }
}

/// `8`, `8.4`, `17.10`: at most two digits a part, and no zero in front.
fn is_criterion_number(text: &str) -> bool {
    let is_part = |part: &str| {
        (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()) && !part.starts_with('0')
    };
    text.split('.').count() <= 3 && text.split('.').all(is_part)
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
