//! A column: what it is declared to hold, what it does hold, and what its text seems to mean.

use serde::Serialize;
use serde_json::Value;

use crate::formats::FieldKind;
use crate::geo::Layer;
use crate::intake::ColumnReport;
use crate::text::cell::{self, ColumnKind, DateOrder, Decimal, Doubt, Guess};
use crate::text::legacy::Encoding;
use crate::text::slug;

/// From this confidence on a reading goes into the proposed manifest entry.
const SURE: f64 = 0.85;

/// What is known of a column.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnFacts {
    /// Its name.
    pub name: String,
    /// What the format declares, in the words of manifests or the format's own; `None` when it declares nothing.
    pub declared: Option<String>,
    /// What its cells are.
    pub holds: Holds,
    /// What its text seems to mean, when that is more than text.
    pub reading: Option<Reading>,
    /// The encoding of its text; `None` when it is plain Unicode.
    pub encoding: Option<EncodingFacts>,
    /// How many cells hold nothing.
    pub empty: usize,
    /// How many different values it has.
    pub distinct: usize,
    /// The first different values.
    pub samples: Vec<String>,
}

/// What cells are, before anybody reads their text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// Nothing at all.
    Nothing,
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// Yes or no.
    YesNo,
    /// Dates.
    Date,
    /// Text in some cells, something else in others; or lists and tables of JSON.
    Mixed,
}

/// What the text of a column seems to mean.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// As what every cell can be read, in the word of manifests.
    #[serde(serialize_with = "as_word")]
    pub kind: ColumnKind,
    /// 0 to 1.
    pub confidence: f64,
    /// What a person should decide: `thousands-or-decimals`, `day-or-month`, `lost-zeros`, `mixed-decimals`.
    pub doubt: Option<&'static str>,
    /// How many codes lost their zeros.
    pub short: usize,
}

/// How the text of a column is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct EncodingFacts {
    /// The encoding, in the word of manifests.
    #[serde(serialize_with = "as_name")]
    pub name: Encoding,
    /// 0 to 1; `None` when it was asked for.
    pub score: Option<f64>,
    /// Whether the text was converted from it; else it stayed as it is.
    pub applied: bool,
}

fn as_word<S: serde::Serializer>(kind: &ColumnKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&word(*kind))
}

fn as_name<S: serde::Serializer>(encoding: &Encoding, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(encoding.name())
}

/// The manifest's word for a kind of column, as [`crate::intake::kind_named`] reads it.
pub(super) fn word(kind: ColumnKind) -> String {
    match kind {
        ColumnKind::Code { width } => return format!("code:{width}"),
        ColumnKind::Text => "text",
        ColumnKind::Integer => "integer",
        ColumnKind::Number { decimal: Decimal::Comma } => "number",
        ColumnKind::Number { decimal: Decimal::Point } => "number.",
        ColumnKind::Percent { decimal: Decimal::Comma } => "percent",
        ColumnKind::Percent { decimal: Decimal::Point } => "percent.",
        ColumnKind::Date { order: DateOrder::MonthFirst } => "date-mdy",
        // A year first is read in any order.
        ColumnKind::Date { .. } => "date",
        ColumnKind::YesNo => "yes-no",
    }
    .to_owned()
}

impl Reading {
    fn of(guess: Guess) -> Self {
        let (doubt, short) = match guess.doubt {
            None => (None, 0),
            Some(Doubt::ThousandsOrDecimals) => (Some("thousands-or-decimals"), 0),
            Some(Doubt::DayOrMonth) => (Some("day-or-month"), 0),
            Some(Doubt::MixedDecimals) => (Some("mixed-decimals"), 0),
            Some(Doubt::LostZeros(short)) => (Some("lost-zeros"), short),
        };
        Self { kind: guess.kind, confidence: guess.confidence, doubt, short }
    }

    /// Whether it may be written down without asking.
    pub fn is_sure(&self) -> bool {
        self.confidence >= SURE && self.kind != ColumnKind::Text
    }
}

impl ColumnFacts {
    pub(super) fn of(report: &ColumnReport, layer: &Layer) -> Self {
        let values = || layer.features.iter().filter_map(|feature| feature.properties.get(&report.name));
        let holds = match holds(values()) {
            Holds::Text if report.declared == FieldKind::Date && is_date(report.guess) => Holds::Date,
            other => other,
        };
        let reading = match (report.guess, holds) {
            (_, Holds::Date) => None,
            (Some(guess), _) => Some(guess),
            // A spreadsheet that took codes for numbers ate their zeros.
            (None, Holds::Integer) => {
                let texts: Vec<String> = values().map(ToString::to_string).collect();
                let guess = cell::propose(&report.name, texts.iter().map(String::as_str));
                Some(guess).filter(|guess| matches!(guess.doubt, Some(Doubt::LostZeros(_))))
            }
            (None, _) => None,
        };
        Self {
            name: report.name.clone(),
            declared: declared(&report.declared),
            holds,
            reading: reading.filter(|guess| guess.kind != ColumnKind::Text || guess.doubt.is_some()).map(Reading::of),
            encoding: encoding(report),
            empty: report.empty,
            distinct: report.distinct,
            samples: report.samples.clone(),
        }
    }

    /// Whether its name says that it holds codes.
    pub(super) fn is_named_code(&self) -> bool {
        const CODES: [&str; 8] = ["ma", "code", "id", "fid", "gid", "maxa", "mahuyen", "matinh"];
        slug(&self.name).split('-').any(|word| CODES.contains(&word))
    }

    /// Whether its name is one that programs give to the numbers of rows.
    pub(super) fn is_row_number(&self) -> bool {
        matches!(slug(&self.name).as_str(), "fid" | "gid" | "id" | "ogc-fid" | "objectid" | "stt")
    }

    /// Whether its name says that it names rows.
    pub(super) fn is_named_name(&self) -> bool {
        const NAMES: [&str; 5] = ["ten", "name", "tenxa", "tentinh", "tenhuyen"];
        matches!(self.holds, Holds::Text) && slug(&self.name).split('-').any(|word| NAMES.contains(&word))
    }
}

fn is_date(guess: Option<Guess>) -> bool {
    guess.is_none_or(|guess| matches!(guess.kind, ColumnKind::Date { .. }))
}

fn holds<'a>(values: impl Iterator<Item = &'a Value>) -> Holds {
    let mut all = Holds::Nothing;
    for value in values {
        let one = match value {
            Value::Null => continue,
            Value::String(_) => Holds::Text,
            Value::Bool(_) => Holds::YesNo,
            Value::Number(number) if number.is_f64() => Holds::Number,
            Value::Number(_) => Holds::Integer,
            Value::Array(_) | Value::Object(_) => Holds::Mixed,
        };
        all = match (all, one) {
            (Holds::Nothing, one) => one,
            (Holds::Integer, Holds::Number) | (Holds::Number, Holds::Integer) => Holds::Number,
            (all, one) if all == one => all,
            _ => return Holds::Mixed,
        };
    }
    all
}

fn declared(kind: &FieldKind) -> Option<String> {
    let word = match kind {
        FieldKind::Undeclared => return None,
        FieldKind::Other(word) => word,
        FieldKind::Text => "text",
        FieldKind::Integer => "integer",
        FieldKind::Number => "number",
        FieldKind::Bool => "yes-no",
        FieldKind::Date => "date",
    };
    Some(word.to_owned())
}

fn encoding(report: &ColumnReport) -> Option<EncodingFacts> {
    let Some(verdict) = report.verdict else {
        let asked = EncodingFacts { name: report.encoding, score: None, applied: true };
        return (report.encoding != Encoding::Utf8).then_some(asked);
    };
    let applied = report.encoding != Encoding::Utf8;
    let name = if applied { report.encoding } else { verdict.encoding };
    (name != Encoding::Utf8).then_some(EncodingFacts { name, score: Some(verdict.score), applied })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::kind_named;

    #[test]
    fn manifests_read_the_words_that_are_proposed() {
        for kind in [
            ColumnKind::Text,
            ColumnKind::Integer,
            ColumnKind::Number { decimal: Decimal::Comma },
            ColumnKind::Number { decimal: Decimal::Point },
            ColumnKind::Percent { decimal: Decimal::Comma },
            ColumnKind::Percent { decimal: Decimal::Point },
            ColumnKind::Date { order: DateOrder::DayFirst },
            ColumnKind::Date { order: DateOrder::MonthFirst },
            ColumnKind::Code { width: 5 },
            ColumnKind::YesNo,
        ] {
            assert_eq!(kind_named(&word(kind)), Some(kind));
        }
    }

    #[test]
    fn cells_of_one_kind_are_of_that_kind() {
        let of = |values: &[Value]| holds(values.iter());
        assert_eq!(of(&[Value::Null]), Holds::Nothing);
        assert_eq!(of(&[1.into(), Value::Null, 2.into()]), Holds::Integer);
        assert_eq!(of(&[1.into(), 2.5.into()]), Holds::Number);
        assert_eq!(of(&[1.into(), "1".into()]), Holds::Mixed);
        assert_eq!(of(&[true.into()]), Holds::YesNo);
    }
}
