//! Classes of figures for maps: where figures part by themselves, at limits that people can read.

/// Limits between classes, ascending; a figure on a limit belongs above it, or below where the figures' rule says "at most".
#[derive(Clone, Debug, PartialEq)]
pub struct Classes {
    limits: Vec<f64>,
    side: Side,
}

/// Where a figure on a limit belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// To the class above: 80 is in "80 and more".
    Above,
    /// To the class below: 2 is in "up to 2".
    Below,
}

impl Classes {
    /// At most `most` classes for some figures; `fixed` is a limit that has to be one, such as a threshold.
    ///
    /// The limits are natural breaks (Jenks 1967: least squares within classes), found exactly by dynamic programming over
    /// the sorted figures; each is then moved to the shortest number that parts the same figures. Figures that are no
    /// numbers are left out. With fewer different figures than classes each has its own.
    pub fn natural(figures: &[f64], most: usize, fixed: Option<f64>, side: Side) -> Self {
        let mut sorted: Vec<f64> = figures.iter().copied().filter(|figure| figure.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (below, above): (Vec<f64>, Vec<f64>) = match fixed {
            Some(limit) => sorted.iter().partition(|&&figure| !side.is_above(figure, limit)),
            None => (Vec::new(), sorted),
        };
        let parts = shares(below.len(), above.len(), most.max(1));
        let mut limits = breaks(&below, parts.0, side);
        limits.extend(fixed);
        limits.extend(breaks(&above, parts.1, side));
        Self { limits, side }
    }

    /// How many classes.
    pub fn count(&self) -> usize {
        self.limits.len() + 1
    }

    /// The class of a figure, from 0.
    pub fn of(&self, figure: f64) -> usize {
        self.limits.partition_point(|&limit| self.side.is_above(figure, limit))
    }

    /// Lower and upper limit of a class; open at the ends.
    pub fn range(&self, class: usize) -> (Option<f64>, Option<f64>) {
        (class.checked_sub(1).and_then(|below| self.limits.get(below)).copied(), self.limits.get(class).copied())
    }

    /// Where a figure on a limit belongs.
    pub fn side(&self) -> Side {
        self.side
    }
}

impl Side {
    fn is_above(self, figure: f64, limit: f64) -> bool {
        match self {
            Self::Above => figure >= limit,
            Self::Below => figure > limit,
        }
    }
}

/// Classes for two sides of a fixed limit, by how many figures each has, at least one for a side that has any.
fn shares(below: usize, above: usize, most: usize) -> (usize, usize) {
    if below == 0 || above == 0 || most < 2 {
        return (most.min(below), most.min(above));
    }
    let own = (most * below).div_ceil(below + above).clamp(1, most - 1);
    (own, most - own)
}

/// Limits that part sorted figures into `count` classes of least squares.
fn breaks(sorted: &[f64], count: usize, side: Side) -> Vec<f64> {
    let different = sorted.chunk_by(|one, next| one == next).count();
    let starts = starts(sorted, count.min(different));
    starts.iter().skip(1).map(|&at| shortest(sorted[at - 1], sorted[at], side)).collect()
}

/// Where each class begins, the first at 0. `count` is at most the number of different figures.
fn starts(sorted: &[f64], count: usize) -> Vec<usize> {
    let n = sorted.len();
    if count < 2 {
        return vec![0; count];
    }
    let mut sums = vec![(0.0, 0.0); n + 1];
    for (at, figure) in sorted.iter().enumerate() {
        // From the first figure on, so that large figures close together lose nothing.
        let own = figure - sorted[0];
        sums[at + 1] = (sums[at].0 + own, sums[at].1 + own * own);
    }
    let cost = |from: usize, to: usize| {
        let (sum, squares) = (sums[to].0 - sums[from].0, sums[to].1 - sums[from].1);
        (squares - sum * sum / (to - from).max(1) as f64).max(0.0)
    };
    let mut least: Vec<f64> = (0..=n).map(|to| cost(0, to)).collect();
    let mut choices: Vec<Vec<usize>> = Vec::with_capacity(count);
    for class in 1..count {
        let mut next = vec![f64::INFINITY; n + 1];
        let mut choice = vec![0; n + 1];
        // The best start never moves back as the end moves on, so each half need only be searched beside the middle.
        let mut spans = vec![(class + 1, n, class, n - 1)];
        while let Some((low, high, first, last)) = spans.pop() {
            if low > high {
                continue;
            }
            let middle = usize::midpoint(low, high);
            let candidates = (first..=last.min(middle - 1)).map(|from| (least[from] + cost(from, middle), from));
            let best = candidates.fold((f64::INFINITY, first), |best, one| if one.0 < best.0 { one } else { best });
            (next[middle], choice[middle]) = best;
            spans.push((low, middle - 1, first, best.1));
            spans.push((middle + 1, high, best.1, last));
        }
        least = next;
        choices.push(choice);
    }
    let mut starts = vec![0; count];
    let mut to = n;
    for class in (1..count).rev() {
        to = choices[class - 1][to];
        starts[class] = to;
    }
    starts
}

/// The number with the fewest digits that parts `low` from `high`.
fn shortest(low: f64, high: f64, side: Side) -> f64 {
    let fits = |limit: &f64| !side.is_above(low, *limit) && side.is_above(high, *limit);
    let top = low.abs().max(high.abs()).max(f64::MIN_POSITIVE).log10().floor() as i32;
    for power in (top - 15..=top + 1).rev() {
        // Powers of ten are exact, their inverses are not: one divides by them.
        let scale = 10_f64.powi(power.abs());
        let steps = if power >= 0 { low / scale } else { low * scale }.floor();
        let multiple = |steps: f64| if power >= 0 { steps * scale } else { steps / scale };
        if let Some(limit) = [steps, steps + 1.0].map(multiple).into_iter().find(fits) {
            return limit;
        }
    }
    if side == Side::Above { high } else { low }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn limits(figures: &[f64], most: usize, fixed: Option<f64>, side: Side) -> Vec<f64> {
        Classes::natural(figures, most, fixed, side).limits
    }

    #[test]
    fn figures_part_where_they_lie_apart_at_short_numbers() {
        let figures = [1.0, 1.5, 2.25, 38.0, 40.5, 41.0, 97.125, 99.0];
        assert_eq!(limits(&figures, 3, None, Side::Above), [10.0, 50.0]);
        assert_eq!(limits(&[0.123, 0.127], 2, None, Side::Above), [0.124]);
        assert_eq!(limits(&[5.0; 4], 5, None, Side::Above), [0.0; 0]);
        assert_eq!(limits(&[], 5, None, Side::Above), [0.0; 0]);
    }

    #[test]
    fn a_threshold_is_a_limit_and_the_figure_on_it_is_on_the_side_that_meets_it() {
        let at_least = Classes::natural(&[70.0, 79.9, 80.0, 95.0], 4, Some(80.0), Side::Above);
        assert!(at_least.of(80.0) > at_least.of(79.9));
        let at_most = Classes::natural(&[1.0, 2.0, 2.1, 5.0], 4, Some(2.0), Side::Below);
        assert!(at_most.of(2.0) < at_most.of(2.1));
        assert_eq!(at_most.range(0).0, None);
        assert_eq!(at_most.range(at_most.count() - 1).1, None);
    }

    /// Squares within classes, the measure that natural breaks make least.
    fn squares(classes: &[&[f64]]) -> f64 {
        let own = |class: &&[f64]| {
            let mean = class.iter().sum::<f64>() / class.len() as f64;
            class.iter().map(|figure| (figure - mean).powi(2)).sum::<f64>()
        };
        classes.iter().map(own).sum()
    }

    proptest! {
        #[test]
        fn breaks_are_the_best_of_all(mut figures in proptest::collection::vec(-50_i32..50, 3..14)) {
            figures.sort_unstable();
            let sorted: Vec<f64> = figures.iter().copied().map(f64::from).collect();
            let different = sorted.chunk_by(|one, next| one == next).count();
            prop_assume!(different >= 3);
            let found = starts(&sorted, 3);
            let ours = squares(&[&sorted[..found[1]], &sorted[found[1]..found[2]], &sorted[found[2]..]]);
            for first in 1..sorted.len() - 1 {
                for second in first + 1..sorted.len() {
                    let other = squares(&[&sorted[..first], &sorted[first..second], &sorted[second..]]);
                    prop_assert!(ours <= other + 1e-9);
                }
            }
        }

        #[test]
        fn a_short_limit_parts_what_it_is_to_part(low in -1e6..1e6_f64, by in 1e-6..1e3_f64, above in any::<bool>()) {
            let side = if above { Side::Above } else { Side::Below };
            let limit = shortest(low, low + by, side);
            prop_assert!(side.is_above(low + by, limit) && !side.is_above(low, limit), "{limit}");
        }

        #[test]
        fn every_figure_has_a_class_in_order(figures in proptest::collection::vec(-1e3..1e3_f64, 0..60), most in 1_usize..8) {
            let classes = Classes::natural(&figures, most, None, Side::Above);
            prop_assert!(classes.count() <= most.max(1));
            let mut sorted = figures;
            sorted.sort_by(f64::total_cmp);
            let of: Vec<usize> = sorted.iter().map(|&figure| classes.of(figure)).collect();
            prop_assert!(of.is_sorted() && of.iter().all(|&class| class < classes.count()));
        }
    }
}
