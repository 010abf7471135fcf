//! The bytes of a column: one figure and one verdict for each unit of a list.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `LSC1` |
//! | 4 | number of units, `u32` |
//! | 1 | width of a figure: 2, 4 (whole numbers) or 8 (`f64`) |
//! | 1 | decimals |
//! | 2 | 0 |
//! | 4 | what is added to a whole number, `i32` |
//! | width x units | figures; all bits set (not a number, of 8) where there is none |
//! | units | verdicts, as [`Verdict`] |
//!
//! Everything is little-endian. A figure is (whole number + addend) / 10^decimals, so that it is the published one and no
//! approximation of it; 3,321 shares with two decimals take 9,979 bytes.

use crate::domain::threshold::State;

/// The first bytes: the name and version of the format.
const MAGIC: &[u8; 4] = b"LSC1";

/// More decimals than this are no rounding any more, but an `f64`.
const MOST_DECIMALS: u8 = 6;

/// What is known of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Verdict {
    /// Nobody published anything.
    Nothing = 0,
    /// The threshold is met.
    Met = 1,
    /// It is not.
    NotMet = 2,
    /// There is nothing to meet.
    Apart = 3,
    /// Something is known that no threshold is known for.
    Known = 4,
    /// The set is not for this unit.
    NotAsked = 5,
}

impl From<State> for Verdict {
    fn from(state: State) -> Self {
        match state {
            State::Met => Self::Met,
            State::NotMet => Self::NotMet,
            State::NotApplicable => Self::Apart,
            State::NoRule => Self::Known,
            State::NoData => Self::Nothing,
        }
    }
}

/// A unit's place in a column.
pub(super) type Entry = (Option<f64>, Verdict);

/// The column of some units, in the order of their list.
pub(super) fn encode(entries: &[Entry]) -> Vec<u8> {
    let finite = |figure: Option<f64>| figure.filter(|figure| figure.is_finite());
    let figures: Vec<Option<f64>> = entries.iter().map(|entry| finite(entry.0)).collect();
    let whole = Whole::of(&figures);
    let mut bytes = Vec::with_capacity(16 + entries.len() * 9);
    bytes.extend(MAGIC);
    bytes.extend((entries.len() as u32).to_le_bytes());
    let (width, decimals, addend) =
        whole.as_ref().map_or((8, 0, 0), |whole| (whole.width, whole.decimals, whole.addend));
    bytes.extend([width, decimals, 0, 0]);
    bytes.extend(addend.to_le_bytes());
    match whole {
        Some(whole) => {
            for number in whole.numbers {
                let number = number.unwrap_or(u32::MAX);
                bytes.extend(&number.to_le_bytes()[..usize::from(width)]);
            }
        }
        None => figures.iter().for_each(|figure| bytes.extend(figure.unwrap_or(f64::NAN).to_le_bytes())),
    }
    bytes.extend(entries.iter().map(|entry| entry.1 as u8));
    bytes
}

/// Figures as whole numbers of the least width.
struct Whole {
    width: u8,
    decimals: u8,
    addend: i32,
    numbers: Vec<Option<u32>>,
}

impl Whole {
    /// `None` where not every figure comes back exactly.
    fn of(figures: &[Option<f64>]) -> Option<Self> {
        let decimals = (0..=MOST_DECIMALS).find(|&decimals| {
            let scale = 10_f64.powi(decimals.into());
            figures.iter().flatten().all(|&figure| (figure * scale).round() / scale == figure)
        })?;
        let scale = 10_f64.powi(decimals.into());
        let scaled: Vec<Option<f64>> =
            figures.iter().map(|figure| figure.map(|figure| (figure * scale).round())).collect();
        let (least, most) = (scaled.iter().flatten())
            .fold(None, |ends: Option<(f64, f64)>, &own| {
                Some(ends.map_or((own, own), |(least, most)| (least.min(own), most.max(own))))
            })
            .unwrap_or_default();
        // From 0 on where that fits, so that the addend is nothing to wonder about.
        let least = if least >= 0.0 && most < f64::from(u16::MAX) { 0.0 } else { least };
        let range = most - least;
        if !(f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&least) || range >= f64::from(u32::MAX) {
            return None;
        }
        let numbers = scaled.iter().map(|figure| figure.map(|figure| (figure - least) as u32)).collect();
        Some(Self { width: if range < f64::from(u16::MAX) { 2 } else { 4 }, decimals, addend: least as i32, numbers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As the browser reads it.
    fn decode(bytes: &[u8]) -> (u8, Vec<Option<f64>>, Vec<u8>) {
        let four = |at: usize| <[u8; 4]>::try_from(&bytes[at..at + 4]).expect("four bytes");
        assert_eq!(&four(0), MAGIC);
        let count = u32::from_le_bytes(four(4)) as usize;
        let (width, decimals, addend) = (bytes[8], bytes[9], i32::from_le_bytes(four(12)));
        let scale = 10_f64.powi(decimals.into());
        let figures = bytes[16..16 + count * usize::from(width)].chunks(usize::from(width)).map(|own| match width {
            8 => Some(f64::from_le_bytes(own.try_into().expect("eight bytes"))).filter(|figure| !figure.is_nan()),
            _ if own.iter().all(|&byte| byte == 0xff) => None,
            _ => {
                let number = own.iter().rev().fold(0_u32, |sum, &byte| sum << 8 | u32::from(byte));
                Some((f64::from(number) + f64::from(addend)) / scale)
            }
        });
        (width, figures.collect(), bytes[16 + count * usize::from(width)..].to_vec())
    }

    #[test]
    fn shares_take_two_bytes_and_people_four() {
        let shares: Vec<Entry> = (0..3321).map(|at| (Some(f64::from(at % 10_000) / 100.0), Verdict::Met)).collect();
        assert_eq!(encode(&shares).len(), 9_979);
        let (width, figures, _) =
            decode(&encode(&[(Some(1_234.0), Verdict::Known), (Some(345_678.0), Verdict::Known)]));
        assert_eq!((width, figures), (4, vec![Some(1_234.0), Some(345_678.0)]));
    }

    #[test]
    fn what_is_missing_and_what_was_only_judged_is_told() {
        let entries = [
            (None, Verdict::Nothing),
            (None, Verdict::NotMet),
            (Some(0.0), Verdict::Known),
            (Some(f64::NAN), Verdict::Known),
        ];
        let (width, figures, verdicts) = decode(&encode(&entries));
        assert_eq!((width, figures, verdicts), (2, vec![None, None, Some(0.0), None], vec![0, 2, 4, 4]));
        assert_eq!(decode(&encode(&[])), (2, vec![], vec![]));
    }

    proptest! {
        #[test]
        fn figures_come_back_exactly(numbers in proptest::collection::vec(proptest::option::of(-2_000_000_i32..2_000_000), 0..40), decimals in 0_i32..5) {
            let entries: Vec<Entry> = numbers.iter().map(|number| (number.map(|number| f64::from(number) / 10_f64.powi(decimals)), Verdict::Known)).collect();
            let (_, figures, _) = decode(&encode(&entries));
            prop_assert_eq!(figures, entries.iter().map(|entry| entry.0).collect::<Vec<_>>());
        }

        #[test]
        fn so_do_figures_of_any_size(figures in proptest::collection::vec(-1e18..1e18_f64, 0..20)) {
            let entries: Vec<Entry> = figures.iter().map(|&figure| (Some(figure), Verdict::Known)).collect();
            prop_assert_eq!(decode(&encode(&entries)).1, figures.into_iter().map(Some).collect::<Vec<_>>());
        }
    }
}
