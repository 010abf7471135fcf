//! Where a unit stands in a set: from its latest results up through criteria to the whole.

use super::criterion::{Framework, Needed};
use super::record::Outcome;
use super::threshold::{State, state};

/// A unit in a set.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing<'a> {
    /// Every indicator of the set, in order.
    pub indicators: Vec<Measured<'a>>,
    /// Every criterion of the set, in order.
    pub criteria: Vec<State>,
    /// The whole. Never [`State::Met`] while the table lacks rows that the decision has.
    pub whole: State,
}

/// An indicator with what is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured<'a> {
    /// Where the unit stands.
    pub state: State,
    /// The latest result.
    pub latest: Option<&'a Outcome>,
    /// The one before it.
    pub previous: Option<&'a Outcome>,
}

/// Judges a unit's outcomes in a set; they come by indicator and date.
pub fn evaluate<'a>(framework: &Framework, group: Option<usize>, outcomes: &'a [Outcome]) -> Standing<'a> {
    let mut rest = outcomes;
    let measured = |at: usize| {
        let of = |outcome: &Outcome| usize::from(outcome.indicator);
        rest = &rest[rest.partition_point(|outcome| of(outcome) < at)..];
        let own = &rest[..rest.partition_point(|outcome| of(outcome) == at)];
        let latest = own.last();
        // Of two results for one date, which differ, the site is refused; here one of them counts.
        let previous = latest.and_then(|latest| own.iter().rev().find(|outcome| outcome.date < latest.date));
        let threshold = framework.threshold(at, group);
        let state = latest.map_or(State::NoData, |latest| state(latest.said, latest.figure(), threshold));
        Measured { state, latest, previous }
    };
    let indicators: Vec<Measured> = (0..framework.indicators.len()).map(measured).collect();
    let criteria: Vec<State> = (framework.criteria.iter().enumerate())
        .map(|(at, criterion)| {
            let own = framework.of_criterion(at);
            combine(criterion.needed, indicators[own].iter().map(|measured| measured.state))
        })
        .collect();
    let whole = combine(framework.decree.needed, criteria.iter().copied());
    let lacks = |declared: Option<usize>, known: usize| declared.is_some_and(|declared| declared > known);
    let partial = lacks(framework.decree.criteria, framework.criteria.len())
        || lacks(framework.decree.indicators, framework.indicators.len())
        || !framework.conditions.is_empty();
    let whole = if whole == State::Met && partial { State::NoData } else { whole };
    Standing { indicators, criteria, whole }
}

/// The state of a whole from those of its parts. What does not apply is not asked for; what is not known may turn out
/// either way, so a whole is met or not met only when that could change nothing.
pub fn combine(needed: Needed, parts: impl Iterator<Item = State>) -> State {
    let (mut met, mut failed, mut open, mut apart) = (0, 0, 0, 0);
    let mut unruled = false;
    for part in parts {
        match part {
            State::Met => met += 1,
            State::NotMet => failed += 1,
            State::NotApplicable => apart += 1,
            State::NoRule => {
                open += 1;
                unruled = true;
            }
            State::NoData => open += 1,
        }
    }
    let total = met + failed + open;
    if total == 0 {
        return if apart > 0 { State::NotApplicable } else { State::NoData };
    }
    let enough = match needed {
        Needed::All => total,
        Needed::AtLeast(count) => count.min(total),
    };
    match () {
        () if met >= enough => State::Met,
        () if met + open < enough => State::NotMet,
        () if unruled && met + failed == 0 => State::NoRule,
        () => State::NoData,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn states() -> impl Strategy<Value = Vec<State>> {
        let one = prop_oneof![
            Just(State::Met),
            Just(State::NotMet),
            Just(State::NoRule),
            Just(State::NoData),
            Just(State::NotApplicable)
        ];
        proptest::collection::vec(one, 0..8)
    }

    fn needed() -> impl Strategy<Value = Needed> {
        prop_oneof![Just(Needed::All), (1_usize..8).prop_map(Needed::AtLeast)]
    }

    fn all(needed: Needed, states: &[State]) -> State {
        combine(needed, states.iter().copied())
    }

    #[test]
    fn a_criterion_is_met_when_all_of_it_is() {
        use State::{Met, NoData, NoRule, NotApplicable, NotMet};
        for (states, whole) in [
            (&[Met, Met][..], Met),
            (&[Met, NotApplicable], Met),
            (&[Met, NotMet], NotMet),
            (&[NoData, NotMet], NotMet),
            (&[Met, NoData], NoData),
            (&[NoRule, NoData], NoRule),
            (&[NotApplicable], NotApplicable),
            (&[], NoData),
        ] {
            assert_eq!(all(Needed::All, states), whole, "{states:?}");
        }
        assert_eq!(all(Needed::AtLeast(1), &[Met, NotMet, NoData]), Met);
        assert_eq!(all(Needed::AtLeast(2), &[Met, NotMet, NoData]), NoData);
        assert_eq!(all(Needed::AtLeast(2), &[Met, NotMet, NotMet]), NotMet);
    }

    proptest! {
        /// A verdict stands whatever the open parts turn out to be.
        #[test]
        fn open_parts_overturn_nothing(needed in needed(), states in states(), bits in any::<u8>()) {
            let whole = all(needed, &states);
            let closed: Vec<State> = states.iter().enumerate().map(|(at, state)| match state {
                State::NoData | State::NoRule if bits >> (at % 8) & 1 == 1 => State::Met,
                State::NoData | State::NoRule => State::NotMet,
                known => *known,
            }).collect();
            if matches!(whole, State::Met | State::NotMet) {
                prop_assert_eq!(all(needed, &closed), whole);
            }
        }

        /// The order of parts is nothing to the whole, and a part that becomes met never makes it worse.
        #[test]
        fn better_parts_make_no_worse_whole(needed in needed(), states in states(), at in 0_usize..8) {
            let mut turned = states.clone();
            turned.reverse();
            prop_assert_eq!(all(needed, &states), all(needed, &turned));
            let Some(part) = states.get(at) else { return Ok(()) };
            if *part == State::NotMet {
                let mut better = states.clone();
                better[at] = State::Met;
                if all(needed, &states) == State::Met {
                    prop_assert_eq!(all(needed, &better), State::Met);
                }
                prop_assert!(all(needed, &better) != State::NotMet || all(needed, &states) == State::NotMet);
            }
        }
    }
}
