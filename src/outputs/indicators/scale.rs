//! The colours of an indicator's maps: classes of figures that part at the threshold, or the words of a verdict.

use crate::domain::classes::{Classes, Side};
use crate::domain::threshold::{State, Threshold};
use crate::render::chart::Step;
use crate::text;

/// Classes on one side of a threshold, or of all figures without one. The style sheet has as many shades.
const MOST: usize = 5;
/// From the threshold outwards.
const MET: [&str; 4] = ["met-1", "met-2", "met-3", "met-4"];
const SHORT: [&str; 4] = ["short-1", "short-2", "short-3", "short-4"];
const SEQUENCE: [&str; MOST] = ["seq-1", "seq-2", "seq-3", "seq-4", "seq-5"];

/// Words of the classes, with `{from}` and `{to}`.
#[derive(Clone, serde::Serialize)]
pub(super) struct ScaleWords {
    pub lang: String,
    /// "từ {from} đến dưới {to}", "dưới {to}", "từ {from} trở lên".
    pub above: [String; 3],
    /// "trên {from} đến {to}", "đến {to}", "trên {from}".
    pub below: [String; 3],
    pub met: String,
    pub failed: String,
    pub apart: String,
}

/// What a colour stands for.
pub(super) enum Scale {
    Figures { classes: Classes, colours: Vec<&'static str> },
    Verdicts,
}

impl Scale {
    /// A scale for all figures of all years, so that the years can be compared. `threshold` is the one that holds for all
    /// units, when there is such a one.
    pub(super) fn new(figures: &[f64], threshold: Option<Threshold>) -> Self {
        if figures.is_empty() {
            return Self::Verdicts;
        }
        let (limit, side, met_above) = match threshold {
            Some(Threshold::AtLeast(value) | Threshold::Exactly(value)) => (Some(value), Side::Above, true),
            Some(Threshold::MoreThan(value)) => (Some(value), Side::Below, true),
            Some(Threshold::AtMost(value)) => (Some(value), Side::Below, false),
            Some(Threshold::LessThan(value)) => (Some(value), Side::Above, false),
            Some(Threshold::Judged | Threshold::Delegated) | None => (None, Side::Above, true),
        };
        let classes = Classes::natural(figures, MOST, limit, side);
        let Some(limit) = limit else {
            return Self::Figures { colours: SEQUENCE[..classes.count()].to_vec(), classes };
        };
        // The first class above the threshold.
        let upper = (0..classes.count()).find(|&class| classes.range(class).0 == Some(limit)).unwrap_or_default();
        let colour = |class: usize| {
            let (shades, step) = match (class >= upper, met_above) {
                (true, true) => (MET, class - upper),
                (true, false) => (SHORT, class - upper),
                (false, true) => (SHORT, upper - 1 - class),
                (false, false) => (MET, upper - 1 - class),
            };
            shades[step.min(shades.len() - 1)]
        };
        Self::Figures { colours: (0..classes.count()).map(colour).collect(), classes }
    }

    /// How many steps it has.
    pub(super) fn steps(&self) -> usize {
        match self {
            Self::Figures { classes, .. } => classes.count(),
            Self::Verdicts => 3,
        }
    }

    /// The step of a result.
    pub(super) fn step(&self, figure: Option<f64>, state: State) -> Option<usize> {
        match self {
            Self::Figures { classes, .. } => figure.map(|figure| classes.of(figure)),
            Self::Verdicts => match state {
                State::Met => Some(0),
                State::NotMet => Some(1),
                State::NotApplicable => Some(2),
                State::NoData | State::NoRule => None,
            },
        }
    }

    /// The colour of a step, by class.
    pub(super) fn colour(&self, step: usize) -> &'static str {
        match self {
            Self::Figures { colours, .. } => colours.get(step).copied().unwrap_or("no-data"),
            Self::Verdicts => ["met-2", "short-2", "seq-1"].get(step).copied().unwrap_or("no-data"),
        }
    }

    /// The steps of a legend, with how many there are of each.
    pub(super) fn legend(&self, counts: Vec<usize>, words: &ScaleWords) -> Vec<Step> {
        let step = |(step, count)| {
            let (label, limit) = self.label(step, words);
            Step { class: self.colour(step), label, limit, count }
        };
        counts.into_iter().enumerate().map(step).collect()
    }

    /// What a step is, in words, and the limit at its lower end.
    fn label(&self, step: usize, words: &ScaleWords) -> (String, String) {
        let Self::Figures { classes, .. } = self else {
            return ([&words.met, &words.failed, &words.apart][step.min(2)].clone(), String::new());
        };
        let shown = |limit: f64| text::number(limit, &words.lang);
        let [between, first, last] = if classes.side() == Side::Above { &words.above } else { &words.below };
        let (from, to) = classes.range(step);
        let label = match (from, to) {
            (Some(from), Some(to)) => between.replace("{from}", &shown(from)).replace("{to}", &shown(to)),
            (None, Some(to)) => first.replace("{to}", &shown(to)),
            (Some(from), None) => last.replace("{from}", &shown(from)),
            (None, None) => String::new(),
        };
        (label, from.map_or_else(String::new, shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_grow_darker_away_from_the_threshold() {
        let figures = [10.0, 40.0, 70.0, 81.0, 99.0];
        let Scale::Figures { colours, classes } = Scale::new(&figures, Some(Threshold::AtLeast(80.0))) else {
            panic!("figures")
        };
        assert_eq!(colours, ["short-3", "short-2", "short-1", "met-1", "met-2"]);
        assert_eq!(classes.of(80.0), 3);
        let at_most = Scale::new(&figures, Some(Threshold::AtMost(70.0)));
        let colour = |figure| at_most.step(Some(figure), State::NoRule).map(|step| at_most.colour(step));
        assert_eq!((colour(70.0), colour(70.5)), (Some("met-1"), Some("short-1")));
    }

    #[test]
    fn verdicts_are_steps_of_their_own() {
        let scale = Scale::new(&[], Some(Threshold::Judged));
        assert_eq!(scale.step(None, State::NotMet).map(|step| scale.colour(step)), Some("short-2"));
        assert_eq!(scale.step(None, State::NoData), None);
    }
}
