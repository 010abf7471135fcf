//! Thresholds: what an indicator has to reach, as decisions print it, and what follows from a figure.

use std::fmt;

use serde::Serialize;

use crate::text::cell::{ColumnKind, Decimal, Value, parse};
use crate::text::fold;

/// What a result has to be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "rule", content = "value", rename_all = "kebab-case")]
pub enum Threshold {
    /// `≥ 80%`, `từ 80% trở lên`.
    AtLeast(f64),
    /// `> 80%`, `trên 80%`.
    MoreThan(f64),
    /// `≤ 5%`, `không quá 5%`.
    AtMost(f64),
    /// `< 5%`, `dưới 5%`.
    LessThan(f64),
    /// `100%`, `0`.
    Exactly(f64),
    /// `Đạt`: somebody judges, no number does.
    Judged,
    /// `UBND cấp tỉnh quy định`: the province sets it.
    Delegated,
}

/// What an office said of a result in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Said {
    /// Nothing: a figure alone, or no result at all.
    #[default]
    Nothing,
    /// `Đạt`, `x`.
    Met,
    /// `Chưa đạt`.
    NotMet,
    /// `Cơ bản đạt`: not met, and said so kindly.
    Nearly,
    /// `Không áp dụng`, `Không có làng nghề`: the indicator says nothing about this unit.
    NotApplicable,
}

impl Said {
    /// The word that tables are read by.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Met => "Đạt",
            Self::NotMet => "Chưa đạt",
            Self::Nearly => "Cơ bản đạt",
            Self::NotApplicable => "Không áp dụng",
        }
    }
}

/// Where a unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Met.
    Met,
    /// Not met.
    NotMet,
    /// There is a figure, but no threshold that is known to hold for this unit.
    NoRule,
    /// Nobody published a result.
    NoData,
    /// Nothing to meet.
    NotApplicable,
}

/// Makes a threshold of its number.
type Make = fn(f64) -> Threshold;

/// Signs and words before a number, the longer first where one begins another.
const BEFORE: [(&str, Make); 15] = [
    (">=", Threshold::AtLeast),
    ("≥", Threshold::AtLeast),
    ("it nhat", Threshold::AtLeast),
    ("toi thieu", Threshold::AtLeast),
    ("tu", Threshold::AtLeast),
    ("<=", Threshold::AtMost),
    ("≤", Threshold::AtMost),
    ("khong qua", Threshold::AtMost),
    ("toi da", Threshold::AtMost),
    (">", Threshold::MoreThan),
    ("tren", Threshold::MoreThan),
    ("<", Threshold::LessThan),
    ("duoi", Threshold::LessThan),
    ("=", Threshold::Exactly),
    ("", Threshold::Exactly),
];

impl Threshold {
    /// Reads a cell of a decision's table: `≥ 80%`, `trên 1,5`, `100%`, `Đạt`, `UBND cấp tỉnh quy định`. `None` when it is
    /// none of these. What stands behind the number is the unit and is left to the column that names it.
    pub fn parse(cell: &str) -> Option<Self> {
        let folded = fold(cell.trim());
        match folded.as_str() {
            "dat" | "co" | "x" => return Some(Self::Judged),
            "khong" => return Some(Self::Exactly(0.0)),
            text if text.contains("tinh") && (text.contains("quy dinh") || text.contains("ban hanh")) => {
                return Some(Self::Delegated);
            }
            _ => {}
        }
        let (rest, make) = BEFORE.iter().find_map(|(sign, make)| Some((folded.strip_prefix(sign)?.trim(), make)))?;
        let rest = rest.strip_suffix("tro len").unwrap_or(rest).trim_end();
        let at_least = rest.len() < folded.len() && folded.ends_with("tro len");
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(rest.len());
        let value = number(&rest[..digits])?;
        Some(if at_least { Self::AtLeast(value) } else { make(value) })
    }

    /// The number in it.
    pub fn value(self) -> Option<f64> {
        match self {
            Self::AtLeast(value)
            | Self::MoreThan(value)
            | Self::AtMost(value)
            | Self::LessThan(value)
            | Self::Exactly(value) => Some(value),
            Self::Judged | Self::Delegated => None,
        }
    }

    /// Whether a figure meets it; `None` when no figure can.
    pub fn is_met(self, figure: f64) -> Option<bool> {
        Some(match self {
            Self::AtLeast(value) => figure >= value,
            Self::MoreThan(value) => figure > value,
            Self::AtMost(value) => figure <= value,
            Self::LessThan(value) => figure < value,
            Self::Exactly(value) => (figure - value).abs() < TOLERANCE,
            Self::Judged | Self::Delegated => return None,
        })
    }

    /// How much a figure lacks, without sign; `None` when it lacks nothing or no figure can be held against it.
    pub fn gap(self, figure: f64) -> Option<f64> {
        if self.is_met(figure)? {
            return None;
        }
        Some((self.value()? - figure).abs())
    }
}

/// As [`Threshold::parse`] reads it again.
impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self {
            Self::AtLeast(_) => "≥ ",
            Self::MoreThan(_) => "> ",
            Self::AtMost(_) => "≤ ",
            Self::LessThan(_) => "< ",
            Self::Exactly(_) => "",
            Self::Judged => return f.write_str("Đạt"),
            Self::Delegated => return f.write_str("UBND cấp tỉnh quy định"),
        };
        write!(f, "{sign}{}", crate::text::number(self.value().unwrap_or_default(), "vi"))
    }
}

/// Figures are printed with two decimals at most.
const TOLERANCE: f64 = 0.005;

/// What an office said counts before what its figure says; a figure counts where a threshold is known.
pub fn state(said: Said, figure: Option<f64>, threshold: Option<Threshold>) -> State {
    match (said, figure) {
        (Said::Met, _) => State::Met,
        (Said::NotMet | Said::Nearly, _) => State::NotMet,
        (Said::NotApplicable, _) => State::NotApplicable,
        (Said::Nothing, None) => State::NoData,
        (Said::Nothing, Some(figure)) => match threshold.and_then(|threshold| threshold.is_met(figure)) {
            Some(true) => State::Met,
            Some(false) => State::NotMet,
            None => State::NoRule,
        },
    }
}

/// A number as Vietnamese documents write it; a point is decimal where nothing else makes sense.
fn number(text: &str) -> Option<f64> {
    [Decimal::Comma, Decimal::Point].into_iter().find_map(|decimal| {
        match parse(ColumnKind::Number { decimal }, text).ok()? {
            Value::Number(value) => Some(value),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decisions_are_read_as_printed() {
        for (cell, threshold) in [
            ("≥ 80%", Threshold::AtLeast(80.0)),
            ("≥80%", Threshold::AtLeast(80.0)),
            (">= 98,6 %", Threshold::AtLeast(98.6)),
            ("Ít nhất 1 mô hình", Threshold::AtLeast(1.0)),
            ("Từ 80% trở lên", Threshold::AtLeast(80.0)),
            ("80% trở lên", Threshold::AtLeast(80.0)),
            ("trên 1.5", Threshold::MoreThan(1.5)),
            ("≤ 1,5%", Threshold::AtMost(1.5)),
            ("không quá 1.234", Threshold::AtMost(1234.0)),
            ("<5%", Threshold::LessThan(5.0)),
            ("Dưới 5 %", Threshold::LessThan(5.0)),
            ("100%", Threshold::Exactly(100.0)),
            ("Không", Threshold::Exactly(0.0)),
            ("Đạt", Threshold::Judged),
            ("Theo quy định của UBND cấp tỉnh", Threshold::Delegated),
            ("UBND cấp tỉnh quy định cụ thể", Threshold::Delegated),
        ] {
            assert_eq!(Threshold::parse(cell), Some(threshold), "{cell}");
        }
        for wrong in ["", "nhiều", "≥", "> nhiều", "%"] {
            assert_eq!(Threshold::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn words_of_an_office_count_before_its_figure() {
        let rule = Some(Threshold::AtLeast(80.0));
        assert_eq!(state(Said::Nothing, Some(80.0), rule), State::Met);
        assert_eq!(state(Said::Nothing, Some(79.9), rule), State::NotMet);
        assert_eq!(state(Said::Met, Some(79.9), rule), State::Met);
        assert_eq!(state(Said::Nearly, Some(95.0), rule), State::NotMet);
        assert_eq!(state(Said::Nothing, Some(95.0), None), State::NoRule);
        assert_eq!(state(Said::Nothing, Some(95.0), Some(Threshold::Delegated)), State::NoRule);
        assert_eq!(state(Said::Nothing, None, rule), State::NoData);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(cents in 0_u32..10_000_000, which in 0_usize..5) {
            let value = f64::from(cents) / 100.0;
            let all = [Threshold::AtLeast, Threshold::MoreThan, Threshold::AtMost, Threshold::LessThan, Threshold::Exactly];
            let threshold = all[which](value);
            prop_assert_eq!(Threshold::parse(&threshold.to_string()), Some(threshold));
        }

        #[test]
        fn nothing_makes_it_panic(cell in "\\PC{0,24}|[<>=≥≤0-9.,% ]{0,12}") {
            let _ = Threshold::parse(&cell);
        }

        /// A gap is what is missing: with it filled, the threshold is met or touched, and nothing is left to fill.
        #[test]
        fn a_filled_gap_is_no_gap(value in 0_u32..2000, figure in 0_u32..2000) {
            let (value, figure) = (f64::from(value) / 10.0, f64::from(figure) / 10.0);
            for rule in [Threshold::AtLeast(value), Threshold::AtMost(value), Threshold::Exactly(value)] {
                match rule.gap(figure) {
                    None => prop_assert_eq!(rule.is_met(figure), Some(true)),
                    Some(gap) => {
                        prop_assert!(gap > 0.0);
                        let filled = if figure < value { figure + gap } else { figure - gap };
                        prop_assert!((filled - value).abs() < 1e-9);
                    }
                }
            }
        }

        /// More is never worse for what must be reached, nor less for what must not be passed.
        #[test]
        fn verdicts_are_monotonic(value in 0.0..100.0_f64, low in 0.0..100.0_f64, more in 0.0..100.0_f64) {
            let high = low + more;
            for rule in [Threshold::AtLeast(value), Threshold::MoreThan(value)] {
                prop_assert!(rule.is_met(low) <= rule.is_met(high));
            }
            for rule in [Threshold::AtMost(value), Threshold::LessThan(value)] {
                prop_assert!(rule.is_met(high) <= rule.is_met(low));
            }
        }
    }
}
